"""Effort of laws: sharing, slip, growth of estimates, dates (formulas §7)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import drivers, legislation
from model.engine.parameters import PARAMETER_IDS, Law, as_records
from model.engine.records import FACTS, STATE
from model.inputs import build_scenario, load_assumptions, load_legislation
from model.simulation import simulate
from tests.engine.worlds import CONTINUE, FRICTIONLESS, cost, hand_case, law_ids, option, plain, run, still_scenario

SPLIT = option({"kind": "dissolve", "after_years": 1})


def with_law(**fields):
    law = {"id": "proefwet", "name": "Proefwet", "date": "2028-01-01", "maturity": "in_force", **fields}
    return still_scenario(laws={"off": list(law_ids()), "add": [law]})


@pytest.mark.parametrize(("shared", "expected"), [(0.0, 1.0), (1.0, 1.0 / 3.0), (0.5, 1.0 / 3.0 + 0.5 * 2.0 / 3.0)])
def test_what_is_done_once_for_three(shared, expected):
    assert plain(legislation.done_once)(3.0, shared) == pytest.approx(expected)
    assert plain(legislation.done_once)(1.0, shared) == pytest.approx(1.0)


def test_sharing_in_euros():
    """A medium law, half of it done once: two together pay 1.5 times what one alone pays; apart twice."""
    pinned = {**FRICTIONLESS, "law.shared": 0.5, "law.one_off_years": 1.0, "law.ict_share": 0.5}
    case = hand_case((25_000, 25_000))
    outcome = run(case, SPLIT, scenario=with_law(fte_class="M"), pinned=pinned)
    effort = cost(outcome, "legislation")[:, 0].sum(axis=1)
    alone = 0.5 * 0.45 * 100_000.0  # half is ICT; halfway between 0.2 and 0.7 fte
    np.testing.assert_allclose(effort[0], np.array([0, 0, 2, 1, 1, 1, 1, 1, 1]) * 1.5 * alone, rtol=1e-9)
    np.testing.assert_allclose(effort[1], np.array([0, 0, 2, 1, 1, 1, 1, 1, 1]) * 2.0 * alone, rtol=1e-9)


def test_euros_per_inhabitant_are_not_shared():
    pinned = {**FRICTIONLESS, "law.shared": 1.0}
    scenario = with_law(structural_eur_per_inhabitant=2.0, fixed_share=0.0)
    effort = cost(run(hand_case(), SPLIT, scenario=scenario, pinned=pinned), "legislation")[:, 0].sum(axis=1)
    np.testing.assert_allclose(effort, np.broadcast_to([0, 0, *[120_000.0] * 7], (2, 9)), rtol=1e-9)


def test_after_a_split_a_law_per_inhabitant_follows_inhabitants_and_not_use():
    """20,000 and 40,000 inhabitants who use as much as each other: € 2 each is 40,000 and 80,000."""
    case = hand_case((20_000, 40_000), party={"usage": 100})
    scenario = with_law(structural_eur_per_inhabitant=2.0, fixed_share=0.0)
    effort = cost(run(case, SPLIT, scenario=scenario, pinned=FRICTIONLESS), "legislation")[:, 0, :, 5]
    assert effort[0].sum() == pytest.approx(120_000.0)
    np.testing.assert_allclose(effort[1], [40_000.0, 80_000.0], rtol=1e-9)


def test_the_euros_of_a_law_that_a_user_adds():
    """A proposal: half of € 2 per inhabitant is fixed at that of 52,600, half of which is done once for three."""
    scenario = with_law(maturity="proposal", structural_eur_per_inhabitant=2.0, fixed_share=0.5, one_off_eur=100_000.0)
    pinned = {**FRICTIONLESS, "law.shared": 0.5}
    effort = cost(run(hand_case(), scenario=scenario, pinned=pinned), "legislation")[0, 0].sum(axis=0)
    yearly = 1.5 * (1.0 * 52_600 * 2.0 + 1.0 * 60_000)  # two thirds each for three: twice that of one
    expected = np.array([0, 0, *[yearly] * 7])
    expected[2] += 1.5 * 100_000 * 2.0
    np.testing.assert_allclose(effort, expected, rtol=1e-9)


def only(name, **changes):
    others = [one for one in law_ids() if one != name]
    return still_scenario(laws={"off": others, **changes})


@pytest.mark.parametrize("name", [act.id for act in load_legislation() if act.maturity == "in_force"])
def test_an_act_in_force_adds_nothing(name):
    assert np.all(cost(run(hand_case(), scenario=only(name)), "legislation") == 0.0)


@pytest.mark.parametrize("name", [act.id for act in load_legislation() if not act.binds])
def test_an_act_that_does_not_bind_adds_nothing(name):
    assert np.all(cost(run(hand_case(), scenario=only(name)), "legislation") == 0.0)


@pytest.mark.parametrize("name", [act.id for act in load_legislation() if act.binds and act.maturity != "in_force"])
def test_an_act_that_comes_adds_something_and_can_be_moved_and_switched_off(name):
    """Moved to 2030 it costs nothing before; switched off it never does."""
    effort = cost(run(hand_case(), scenario=only(name)), "legislation")[0, 0].sum(axis=0)
    assert effort[0] == 0.0
    assert effort[-1] > 0.0
    moved = cost(run(hand_case(), scenario=only(name, move={name: "2030-01-01"})), "legislation")[0, 0].sum(axis=0)
    assert np.all(moved[:4] == 0.0)
    np.testing.assert_allclose(moved[-1], effort[-1], rtol=1e-9)
    assert np.all(cost(run(hand_case(), scenario=still_scenario()), "legislation") == 0.0)


def test_a_law_that_starts_half_way_weighs_half_in_its_first_year():
    scenario = with_law(date="2028-07-01", structural_eur_per_inhabitant=2.0, fixed_share=0.0)
    effort = cost(run(hand_case(), scenario=scenario), "legislation")[0, 0].sum(axis=0)
    part = 1.0 - 182 / 366
    np.testing.assert_allclose(effort, [0, 0, 120_000 * part, *[120_000] * 6], rtol=1e-9)


@pytest.mark.parametrize("date", ["2019-01-01", "2026-01-01", "2026-12-01"])
def test_a_law_that_binds_in_the_budget_year_is_in_the_budget(date):
    scenario = with_law(date=date, structural_eur_per_inhabitant=2.0, one_off_eur=100_000.0, fte_class="L")
    assert np.all(cost(run(hand_case(), scenario=scenario), "legislation") == 0.0)


@pytest.mark.parametrize("maturity", ["adopted", "proposal"])
def test_a_law_that_was_late_still_comes_next_year_at_the_earliest(maturity):
    scenario = with_law(date="2025-07-01", maturity=maturity, structural_eur_per_inhabitant=2.0, fixed_share=0.0)
    effort = cost(run(hand_case(), scenario=scenario), "legislation")[0, 0].sum(axis=0)
    assert effort[0] == 0.0
    grown = {"adopted": 1.1, "proposal": 1.5}[maturity]
    np.testing.assert_allclose(effort[1:], 120_000.0 * grown, rtol=1e-9)


def test_effort_follows_wages_once_and_every_year():
    """A small law, half of it ICT: 0.0625 fte for each of three, at wages that rise 5 %; in its first year twice."""
    pinned = {
        "prices.wage_agreement": 0.05, "prices.wage_agreement_end": 2100.0, "law.one_off_years": 1.0,
        "law.ict_share": 0.5, "law.shared": 0.0,
    }  # fmt: skip
    effort = cost(run(hand_case(), scenario=with_law(fte_class="S"), pinned=pinned), "legislation")[0, 0].sum(axis=0)
    yearly = 3 * 0.0625 * 100_000.0 * 1.05 ** np.arange(9)
    np.testing.assert_allclose(effort, yearly * [0, 0, 2, 1, 1, 1, 1, 1, 1], rtol=1e-9)


def test_a_slip_is_none_half_of_the_time_and_a_year_on_average():
    chances = (np.arange(200_000) + 0.5) / 200_000
    slip = plain(legislation.slip)
    years = np.array([slip(chance, 0.5, 1.0) for chance in chances])
    assert np.mean(years == 0.0) == pytest.approx(0.5)
    assert years.mean() == pytest.approx(1.0, abs=0.01)
    assert np.all(years == np.floor(years))


def test_two_unknown_acts_of_a_year_have_sizes_of_their_own():
    """A small and a large one: 0.05 and 2 fte, of which the second is no copy of the first."""
    facts, state = (np.zeros(1, kind).view(np.recarray)[0] for kind in (FACTS, STATE))
    values = np.array([{row.id: row.base for row in load_assumptions()}[name] for name in PARAMETER_IDS])
    par = as_records(values[None, :])[0]
    par.law.unknown_rate, par.law.ict_share, par.law.one_off_years = 1.0, 1.0, 0.0
    facts.case.horizon, facts.case.cost_per_fte = 1, 100_000.0
    state.price[:, :] = 1.0
    state.chance.unknown[1] = 0.85  # e^-1 · (1 + 1) < 0.85 < e^-1 · (1 + 1 + 1/2)
    state.chance.unknown_size[1], state.chance.unknown_place[1] = (0.1, 0.9, 0.5), (0.0, 1.0, 0.5)
    drivers.law_path(facts, par, state)
    assert state.law[1, 0] == pytest.approx((0.05 + 2.0) * 100_000.0)


LAW = Law(
    growth_median=1.5, growth_p95=8.0, growth_cap=8.4, growth_adopted=1.1,
    **{name: 0.0 for name in Law._fields if not name.startswith("growth")},
)  # fmt: skip


def test_an_estimate_grows_by_its_maturity():
    growth = plain(legislation.growth)
    assert growth(legislation.IN_FORCE, LAW, 1.0) == 1.0
    assert growth(legislation.ADOPTED, LAW, 1.0) == 1.1
    assert growth(legislation.PROPOSAL, LAW, 0.0) == 1.5
    assert growth(legislation.PROPOSAL, LAW, 1.6448536269514722) == pytest.approx(8.0)
    assert growth(legislation.PROPOSAL, LAW, 4.0) == 8.4


@given(st.floats(0.05, 3.0))
def test_number_of_unknown_acts_is_poisson(rate):
    chances = (np.arange(4000) + 0.5) / 4000
    count = plain(legislation.number_of_events)
    numbers = np.array([count(chance, rate) for chance in chances])
    assert numbers.mean() == pytest.approx(rate, rel=0.02, abs=0.002)
    assert np.mean(numbers == 0) == pytest.approx(np.exp(-rate), abs=0.001)


def test_sizes_of_unknown_acts_are_the_three_classes():
    edges = {"small_low": 0.05, "small_high": 0.2, "medium_high": 0.7, "large_high": 2.0}
    law = LAW._replace(small_chance=0.5, medium_chance=0.25, **edges)
    size = plain(legislation.class_effort)
    assert [size(law, 0.0, place) for place in (0.0, 1.0)] == pytest.approx([0.05, 0.2])
    assert [size(law, chance, 0.5) for chance in (0.49, 0.5, 0.74, 0.75)] == pytest.approx([0.125, 0.45, 0.45, 1.35])
    assert [size(law, 0.9, place) for place in (0.0, 1.0)] == pytest.approx([0.7, 2.0])


def test_more_unknown_acts_cost_more_on_average():
    few, many = (
        simulate(
            hand_case(), build_scenario({"exits": "none"}), [CONTINUE], draws=256, keep="full",
            pinned={"law.unknown_rate": rate},
        )
        for rate in (0.2, 1.5)
    )  # fmt: skip
    totals = [cost(outcome, "legislation").sum(axis=(2, 3)).mean() for outcome in (few, many)]
    assert totals[1] > totals[0] > 0.0


def test_a_case_changes_laws_too_and_the_scenario_has_the_last_word():
    """A law of the arrangement's own, worth € 120,000 a year; a shipped one is switched off, another one moved."""
    own = {"id": "eigen", "name": "Verordening", "date": "2028-01-01", "maturity": "in_force", "fixed_share": 0.0}
    laws = {"off": ["L20"], "add": [{**own, "structural_eur_per_inhabitant": 2.0}], "move": {"L21": "2030-01-01"}}
    case = hand_case().model_copy(update={"laws": build_scenario({"laws": laws}).laws})
    kept = [name for name in law_ids() if name not in {"L20", "L21"}]
    effort = cost(run(case, scenario=still_scenario(laws={"off": kept})), "legislation")[0, 0].sum(axis=0)
    np.testing.assert_allclose(effort[:4], [0, 0, 120_000.0, 120_000.0], rtol=1e-9)
    assert effort[4] > 120_000.0, "L21 comes in 2030"
    last = still_scenario(laws={"off": kept, "move": {"L21": "2032-01-01"}})
    later = cost(run(case, scenario=last), "legislation")[0, 0].sum(axis=0)
    np.testing.assert_allclose(later[:6], [0, 0, *[120_000.0] * 4], rtol=1e-9)
