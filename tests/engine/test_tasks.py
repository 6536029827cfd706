"""Tasks with a volume of their own: no euro appears or is lost when one moves in (A6, O14-O16)."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import InputError
from model.inputs import build_option
from tests.engine.worlds import FRICTIONLESS, cost, hand_case, option, run, seen

GEO = {"kind": "add_task", "name": "geo", "annual_eur": 600_000, "after_years": 2}


def retained_and_functional(outcome, o=1):
    return cost(outcome, "retained")[o, 0], cost(outcome, "functional")[o, 0].sum(axis=0)


def test_a_task_moves_from_the_members_to_the_pool_and_no_euro_is_lost():
    """600,000 by inhabitants is 100, 200 and 300 thousand, on top of the one fte of 100,000 that each keeps."""
    outcome = run(hand_case(), option(GEO), pinned=FRICTIONLESS)
    own, pool = retained_and_functional(outcome)
    np.testing.assert_allclose(own[:, :2], np.array([[2e5], [3e5], [4e5]]) * np.ones(2), rtol=1e-9)
    np.testing.assert_allclose(own[:, 2:], 1e5, rtol=1e-9)
    np.testing.assert_allclose(pool, [1e6, 1e6, *[1.6e6] * 7], rtol=1e-9)
    total = seen(outcome, "cost_cash")[:, 0].sum(axis=1)
    np.testing.assert_allclose(total[1], total[0], rtol=1e-9)


def test_it_can_be_told_by_party_and_by_fte():
    """Two people at 100,000 for the first, none for the second, four for the third; they all move along."""
    task = {"kind": "add_task", "name": "geo", "fte_of": {"GM0001": 2.0, "GM0003": 4.0}, "after_years": 2}
    outcome = run(hand_case(), option(task), pinned={**FRICTIONLESS, "staff.time_to_fill": 0.0})
    own, pool = retained_and_functional(outcome)
    np.testing.assert_allclose(own[:, 1], [3e5, 1e5, 5e5], rtol=1e-9)
    np.testing.assert_allclose(own[:, 2], 1e5, rtol=1e-9)
    np.testing.assert_allclose(pool[2:], 1.6e6, rtol=1e-9)
    fte = seen(outcome, "fte")[1, 0].sum(axis=0)
    np.testing.assert_allclose(fte, [30, 30, *[36] * 7], rtol=1e-9)


def test_its_volume_grows_wherever_it_is_done():
    outcome = run(hand_case(), option({**GEO, "growth_pct": 10.0}), pinned=FRICTIONLESS)
    own, pool = retained_and_functional(outcome)
    grown = 600_000 * 1.1 ** np.arange(9)
    np.testing.assert_allclose(own.sum(axis=0)[:2] - 3e5, grown[:2], rtol=1e-9)
    np.testing.assert_allclose(pool[2:] - 1e6, grown[2:], rtol=1e-9)
    np.testing.assert_allclose(*seen(outcome, "cost_cash")[:, 0].sum(axis=1), rtol=1e-9)


def test_a_promise_comes_late_and_in_part():
    pinned = {**FRICTIONLESS, "transition.saving_fraction": 0.5, "transition.saving_years": 2.0}
    _, pool = retained_and_functional(run(hand_case(), option({**GEO, "promised_saving_pct": 20.0}), pinned=pinned))
    np.testing.assert_allclose(pool[2:5] - 1e6, 600_000 * np.array([1.0, 0.95, 0.9]), rtol=1e-9)


@pytest.mark.parametrize(("staff", "part"), [({}, 0.55), ({"fte": 6.0}, 1.0)])
def test_only_a_task_with_people_has_a_staff_part_in_its_one_off_cost(staff, part):
    pinned = {
        **FRICTIONLESS, "transition.task": 0.1, "transition.staff_share": 0.45, "transition.staff_overrun": 0.0,
        "transition.overrun_median": 1.0, "prices.wage_agreement": 0.05, "prices.wage_agreement_end": 2100.0,
    }  # fmt: skip
    project = cost(run(hand_case(), option({**GEO, **staff}), pinned=pinned), "transition")[1, 0].sum(axis=0)
    np.testing.assert_allclose(project[2], 60_000 * part * 1.05**2, rtol=1e-9)


def test_it_scales_as_functional_work():
    pinned = {**FRICTIONLESS, "scale.elasticity": -0.1}
    for name in ("hosting", "technical", "functional", "back_office", "saas"):
        pinned[f"scale.{name}"] = 1.0
    _, pool = retained_and_functional(run(hand_case(), option(GEO), pinned=pinned))
    joint = 1e5 * 6**-0.1 + 2e5 * 3**-0.1 + 3e5 * 2**-0.1
    np.testing.assert_allclose(pool[2:] - 1e6, joint, rtol=1e-9)


def test_who_leaves_takes_its_task_back():
    leave = {"kind": "leave", "party": "GM0003", "after_years": 4}
    own, pool = retained_and_functional(run(hand_case(), option(GEO, leave), pinned=FRICTIONLESS))
    np.testing.assert_allclose(own[2], [4e5, 4e5, 1e5, 1e5, *[4e5] * 5], rtol=1e-9)
    np.testing.assert_allclose(
        cost(run(hand_case(), option(GEO, leave), pinned=FRICTIONLESS), "functional")[1, 0, :2, 5].sum(),
        0.8e6,
        rtol=1e-9,
    )
    assert pool[5] == pytest.approx(0.5e6 + 0.3e6 + 0.5e6)


@pytest.mark.parametrize(
    "volume", [{}, {"pct_of_retained": 10.0, "fte": 1.0}, {"annual_eur": 5.0, "annual_eur_of": {"GM0001": 5.0}}]
)
def test_a_task_has_one_volume(volume):
    with pytest.raises(InputError):
        build_option({"actions": [{"kind": "add_task", "name": "geo", "after_years": 1, **volume}]})


def test_the_same_task_cannot_have_two_volumes():
    with pytest.raises(InputError):
        run(hand_case(), option(GEO), option({**GEO, "annual_eur": 5.0}, name="anders"))
