"""Cloud share and software money (formulas §1 and §3)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import cloud
from model.engine.parameters import Cloud
from model.inputs import load_scenario
from tests.engine.worlds import FRICTIONLESS, cost, hand_case, option, plain, run, seen, still_scenario

money, work, back = (plain(f) for f in (cloud.money_share, cloud.work_share, cloud.money_from_work))
HEADROOM = 0.01
CURVES = {0: (0.60, 0.652), 1: (0.80, 0.395), 2: (0.90, 0.348)}


def software_euros(share, ratio, unit=1.0):
    """Software cost per unit of function when `share` of the money goes to SaaS."""
    served = work(share, ratio)
    return unit * (1.0 - served + served * ratio)


@pytest.mark.parametrize(("ratio", "euros"), [(1.3, 0.8), (1.8, 1.7), (1.0, 0.0)])
def test_ten_points_more_saas_cost_what_was_seen(ratio, euros):
    """34 % of € 93 per inhabitant (2020) is software; from 30 to 40 % of the money."""
    per_inhabitant = 0.34 * 93.0
    unit = per_inhabitant / software_euros(0.30, ratio)
    assert software_euros(0.40, ratio, unit) - per_inhabitant == pytest.approx(euros, abs=0.05)


@given(st.floats(0.01, 0.98), st.floats(1.0, 1.8))
def test_share_of_money_and_share_of_work_are_inverse(share, ratio):
    assert back(work(share, ratio), ratio) == pytest.approx(share, rel=1e-9)
    assert work(share, ratio) <= share + 1e-12


@given(st.floats(0.01, 0.98), st.sampled_from([0, 1, 2]), st.floats(0, 20), st.floats(0, 5))
def test_the_curve_starts_at_the_case_rises_and_stays_below_its_ceiling(start, curve, years, more):
    ceiling, pace = CURVES[curve]
    assert money(start, ceiling, HEADROOM, pace, 0.0) == pytest.approx(start, rel=1e-9)
    now, later = money(start, ceiling, HEADROOM, pace, years), money(start, ceiling, HEADROOM, pace, years + more)
    assert start - 1e-9 <= now <= later + 1e-9 <= min(1.0, max(ceiling, start + HEADROOM)) + 2e-9


@pytest.mark.parametrize("curve", [0, 1, 2])
def test_ceiling_and_pace_are_never_mixed(curve):
    others = dict.fromkeys(Cloud._fields, 0.0)
    names = ("low", "mid", "high")
    ceilings = {f"ceiling_{name}": CURVES[i][0] for i, name in enumerate(names)}
    paces = {f"pace_{name}": CURVES[i][1] for i, name in enumerate(names)}
    terms = Cloud(**{**others, **ceilings, **paces, "curve": float(curve)})
    assert plain(cloud.ceiling_and_pace)(terms) == CURVES[curve]


def test_software_money_follows_the_work_that_moves():
    """Three equal parties, prices still: only the mix between own licences and SaaS changes."""
    pinned = {
        **FRICTIONLESS,
        "cloud.pace_factor": 1.0,
        "cloud.ambition": 1.0,
        "cloud.curve": 1.0,
        "cloud.price_ratio": 1.5,
    }
    outcome = run(hand_case(), pinned=pinned)
    share = seen(outcome, "cloud_share")[0, 0, 0]
    np.testing.assert_allclose(share, [money(0.5, 0.80, HEADROOM, 0.395, y) for y in range(9)], rtol=1e-12)
    own, saas = (cost(outcome, name)[0, 0].sum(axis=0) for name in ("software_own", "software_saas"))
    np.testing.assert_allclose(saas / (own + saas), share, rtol=1e-9)
    expected = [1_500_000 * software_euros(s, 1.5) / software_euros(0.5, 1.5) for s in share]
    np.testing.assert_allclose(own + saas, expected, rtol=1e-9)


def test_a_municipality_alone_buys_without_the_joint_discount():
    pinned = {**FRICTIONLESS, "cloud.joint_discount": 0.05}
    outcome = run(hand_case((20_000, 30_000)), option({"kind": "dissolve", "after_years": 1}), pinned=pinned)
    for name in ("software_own", "software_saas"):
        before, after = cost(outcome, name)[:, 0, :, 4].sum(axis=1)
        assert after == pytest.approx(before / 0.95, rel=1e-9)


def test_a_joiner_gets_the_discount_and_a_leaver_loses_it():
    """Two buy together at 1.5 million for 60,000; 15,000 more pay 375,000 inside and a twentieth more on their own."""
    pinned = {**FRICTIONLESS, "cloud.joint_discount": 0.05}
    member = {"code": "GM0009", "name": "Nieuw", "inhabitants": 15_000, "cloud_share": 0.5}
    join = option({"kind": "add_member", "member": member, "after_years": 3})
    outcome = run(hand_case((20_000, 40_000)), join, pinned=pinned)
    bought = sum(cost(outcome, name)[1, 0].sum(axis=0) for name in ("software_own", "software_saas"))
    np.testing.assert_allclose(bought, [1_500_000 + 375_000 / 0.95] * 3 + [1_875_000] * 6, rtol=1e-9)
    leave = option({"kind": "leave", "party": "GM0001", "after_years": 2})
    outcome = run(hand_case(), leave, pinned=pinned)
    bought = sum(cost(outcome, name)[1, 0] for name in ("software_own", "software_saas"))
    np.testing.assert_allclose(bought[0], [250_000] * 2 + [250_000 / 0.95] * 7, rtol=1e-9)
    np.testing.assert_allclose(bought[1:].sum(axis=0), 1_250_000, rtol=1e-9)


MOVING = {
    **FRICTIONLESS, "cloud.pace_factor": 1.0, "cloud.ambition": 1.0, "cloud.curve": 2.0, "cloud.price_ratio": 1.0
}  # fmt: skip


def test_work_that_moves_costs_a_migration_in_its_year():
    """Half a year of the own hosting (2 million if all were own) and licences (1.5 million) of what moves."""
    pinned = {**MOVING, "cloud.migration_cost": 0.5}
    split = option({"kind": "dissolve", "after_years": 4})
    outcome = run(hand_case(), split, pinned=pinned)
    moved = np.diff(seen(outcome, "workload_cloud")[0, 0, 0], prepend=0.5)
    for paid in cost(outcome, "projects")[:, 0].sum(axis=1):  # after the split each pays its own
        np.testing.assert_allclose(paid, 0.5 * 3_500_000 * moved, rtol=1e-9, atol=1e-6)
    still = run(hand_case(), pinned={**pinned, "cloud.pace_factor": 0.0})
    np.testing.assert_allclose(cost(still, "projects"), 0.0, atol=1e-6)
    saved = run(hand_case(organisation={"reserve_eur": 1_000_000}), pinned=pinned)
    assert np.all(cost(saved, "reserve") == 0.0), "running cost is not for the reserve"


def test_the_shipped_scenario_of_stalling_cloud_by_hand():
    """Low curve until 2028; then a fifth of the work is back, at 1.5 years of what its hosting costs."""
    stalls = load_scenario("cloud-stalls").model_copy(update={"uncertainty": False, "exits": "none"})
    pinned = {**MOVING, "cloud.curve": 0.0, "cloud.price_ratio": 1.3, "law.growth_adopted": 0.0}
    outcome = run(hand_case(), scenario=stalls, pinned=pinned)
    share = [0.5, *(money(0.5, 0.60, HEADROOM, 0.652, y) for y in (1, 2))]
    served = [work(one, 1.3) for one in share]
    back_again = 0.8 * served[2]
    np.testing.assert_allclose(seen(outcome, "workload_cloud")[0, 0, 0], [*served[:2], *[back_again] * 7], rtol=1e-9)
    np.testing.assert_allclose(seen(outcome, "cloud_share")[0, 0, 0, 2:], back(back_again, 1.3), rtol=1e-9)
    paid = cost(outcome, "transition")[0, 0].sum(axis=0)
    expected = 1.5 * 1_000_000 * (served[1] - back_again) / (1.0 - served[0])
    np.testing.assert_allclose(paid, [0, 0, expected, *[0] * 6], rtol=1e-9, atol=1e-6)


def test_cloud_stalls_and_a_part_returns_at_a_price():
    """Work in the cloud freezes in the stall year; what returns costs a year of own hosting per unit of work."""
    pinned = {
        **FRICTIONLESS, "cloud.pace_factor": 1.0, "cloud.ambition": 1.0, "cloud.curve": 2.0, "cloud.return_cost": 1.0,
        "cloud.stickiness": 1.0, "staff.conversion": 0.0,
    }  # fmt: skip
    scenario = still_scenario(cloud_stall_year=2029, cloud_return_pct=20)
    outcome = run(hand_case(), scenario=scenario, pinned=pinned)
    served = seen(outcome, "workload_cloud")[0, 0, 0]
    assert served[2] > served[1] > served[0]
    frozen = work(money(0.5, 0.90, HEADROOM, 0.348, 3.0), 1.3)
    np.testing.assert_allclose(served[3:], 0.8 * frozen, rtol=1e-9)
    moved_back = served[2] - served[3]
    expected = 1_000_000 * moved_back / (1.0 - served[0])
    transition = cost(outcome, "transition")[0, 0].sum(axis=0)
    assert transition[3] == pytest.approx(expected, rel=1e-9)
    np.testing.assert_allclose(np.delete(transition, 3), 0.0, atol=1e-6)


def test_a_vendor_step_raises_prices_once():
    scenario = still_scenario(vendor_step_year=2028)
    outcome = run(hand_case(), scenario=scenario, pinned={"prices.vendor_step": 0.10})
    total = sum(cost(outcome, name)[0, 0].sum(axis=0) for name in ("software_own", "software_saas"))
    np.testing.assert_allclose(total, [1_500_000] * 2 + [1_650_000] * 7, rtol=1e-9)


def test_cloud_retires_assets_before_they_are_written_off():
    """Hosted work falls faster than one asset in ten a year: what goes earlier is stranded, less what it fetches."""
    assets = [{"name": "servers", "book_value_eur": 900_000, "remaining_years": 5, "life_years": 10}]
    pinned = {
        **FRICTIONLESS, "cloud.pace_factor": 2.0, "cloud.ambition": 1.0, "cloud.curve": 2.0, "stranded.proceeds": 0.1,
        "cloud.price_ratio": 1.0,
    }  # fmt: skip
    outcome = run(hand_case(organisation={"assets": assets}), pinned=pinned)
    hosted = 1.0 - seen(outcome, "workload_cloud")[0, 0, 0]
    stranded = cost(outcome, "stranded")[0, 0].sum(axis=0)
    books = [900_000, 720_000, 540_000, 360_000, 180_000, 0, 1_620_000, 1_440_000, 1_260_000]  # replaced after 2031
    for y in range(1, 9):
        early = max(0.0, 1.0 - hosted[y] / hosted[y - 1] - 0.1)
        expected = books[y] * hosted[y - 1] / hosted[0] * early * 0.9
        assert stranded[y] == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert stranded[1] > 0.0
