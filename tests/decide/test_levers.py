"""The five advices: what each needs to pay for itself, worked out by hand, and what is assumed (DV21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from model import simulate
from model.decide.levers import ADVICES, lever_cases
from model.inputs.options import Invest
from tests.decide.known import assumed
from tests.engine.worlds import CONTINUE, STILL, hand_case, still_scenario

if TYPE_CHECKING:
    from model.engine.outcome import Outcome

LEVER = {
    "governance.lever_one_off": 0.01, "governance.lever_yearly": 0.002, "governance.lever_delay": 2.0,
    "finance.discount": 0.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """Continue in a world that stands still, 6 million a year, eight years."""
    return simulate(hand_case(), still_scenario(assumptions={**STILL, **LEVER}), [CONTINUE], draws=8)


def test_what_an_advice_needs_by_hand(outcome: Outcome) -> None:
    """One-off 60,000 and 12,000 a year of 6 million in years 1-8; a saving of one euro works half in 2, full from 3."""
    cases = lever_cases(outcome, 312_000.0)
    assert tuple(case.lever for case in cases) == ADVICES
    for case in cases:
        assert case.cost == pytest.approx(60_000 + 8 * 12_000)
        assert case.needed == pytest.approx(156_000 / 6.5)
        assert case.needed_share == pytest.approx(24_000 / 6_000_000)
        assert case.exits == pytest.approx(0.5)
        assert not case.pays
    saved = {case.lever.value: case.saved.mean for case in cases}
    assert saved["shared_vision"] == saved["framework"] == pytest.approx(0.0, abs=1e-6)
    assert saved["siam"] == pytest.approx(6e6 * 0.02 * 0.1 * 0.3 * 0.5 * (1 - 0.05) * 6.5, rel=0.01)


def test_its_own_cost_and_delay_come_first(outcome: Outcome) -> None:
    own = Invest(lever="siam", after_years=1, one_off_eur=70_000, yearly_eur=0.0, delay_years=1)
    (case,) = lever_cases(outcome, 0.0, levers=[own])
    assert (case.cost, case.needed) == pytest.approx((70_000, 10_000))  # works from year 2 on: seven years
    assert (case.delay, case.exits) == (1.0, None)


def test_the_assumed_effect_is_told_apart_and_changes_nothing_of_what_is_needed() -> None:
    case, world, _ = assumed()
    outcome = simulate(case, world, [CONTINUE], draws=256)
    found = {one.lever.value: one for one in lever_cases(outcome, 0.0, draws=256)}
    assert found["dvo"].pays
    assert found["dvo"].saved_most > found["dvo"].saved.mean > found["dvo"].cost
    assert found["shared_vision"].saved.mean == pytest.approx(0.0, abs=1.0)
    assert found["dvo"].needed == pytest.approx(found["shared_vision"].needed)
