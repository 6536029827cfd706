"""Unplanned exits against a twin of the same draws without them: what they cost whom (DV20), and windfalls (DV23)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from model import load_case, load_option, load_scenario, simulate
from model.decide.unplanned import ROLES, cost_of_exits, happened, roles, unplanned_exits, without_exits
from model.decide.windfall import windfalls
from tests.factories import make_outcome

if TYPE_CHECKING:
    from model.engine.outcome import Outcome

A, B, C = "GM9902", "GM9901", "GM9904"


def put(
    outcome: Outcome, option: str, draw: int, years: dict[str, tuple[int, bool]], **items: dict[str, float]
) -> Outcome:
    """Let parties go in a draw, each in a year (planned or not), and book amounts by item and party."""
    seen, npv, o = outcome.observable.copy(), outcome.npv.copy(), outcome.o(option)
    for code, (when, unplanned) in years.items():
        seen[o, draw, outcome.p(code), when:, outcome.obs("member")] = 0.0
        seen[o, draw, outcome.p(code), when:, outcome.obs("exited_unplanned")] = float(unplanned)
    for item, amounts in items.items():
        for code, euros in amounts.items():
            npv[o, draw, outcome.p(code), outcome.i(item)] += euros
    return dataclasses.replace(outcome, observable=seen, npv=npv)


@pytest.fixture(scope="module")
def still() -> Outcome:
    """Three members whom nobody leaves."""
    return make_outcome(draws=10, block_size=5, parties=3, options=("continue", "extend"), full=False)


@pytest.fixture(scope="module")
def left(still: Outcome) -> Outcome:
    """Draw 0: A leaves, the others go on. Draw 1: A leaves in year 3 and B in year 5, which ends it."""
    one = put(
        still, "continue", 0, {A: (3, True)},
        exit_transfer={A: 100.0, B: -60.0, C: -40.0}, transition={A: 50.0}, stranded={B: 20.0}, surplus_staff={C: 5.0},
    )  # fmt: skip
    return put(
        one, "continue", 1, {A: (3, True), B: (5, True), C: (5, False)}, stranded={B: 30.0, C: 70.0}, reserve={C: -8.0}
    )


class TestRoles:
    def test_who_leaves_who_stays_and_whose_arrangement_ends(self, left: Outcome) -> None:
        found = roles(left, "continue")
        assert [code for code, there in zip(left.parties, found["leaves"][0], strict=True) if there] == [A]
        assert [code for code, there in zip(left.parties, found["stays"][0], strict=True) if there] == [B, C]
        assert [code for code, there in zip(left.parties, found["leaves"][1], strict=True) if there] == [A]
        assert [code for code, there in zip(left.parties, found["ends"][1], strict=True) if there] == [B, C]
        assert not any(found[role][2:].any() for role in ROLES)

    def test_a_planned_end_is_nobodys_exit(self, still: Outcome) -> None:
        planned = put(still, "extend", 4, {A: (2, False), B: (2, False), C: (2, False)})
        assert not any(there.any() for there in roles(planned, "extend").values())


class TestCost:
    def test_euros_by_party_and_role(self, left: Outcome, still: Outcome) -> None:
        own, other = unplanned_exits(left, still)
        assert (own.option, own.share, own.ending) == ("continue", 0.2, 0.1)
        assert own.of(A, "leaves").over_all == pytest.approx((150.0 + 0.0) / 10)
        there = own.of(B, "stays").there
        assert there is not None
        assert there.mean == pytest.approx(-40.0)
        assert own.of(C, "ends").over_all == pytest.approx(62.0 / 10)
        assert own.of().over_all == pytest.approx((50.0 + 25.0 + 92.0) / 10)
        assert other.share == other.of().over_all == 0.0
        assert other.of(A).there is None
        with pytest.raises(LookupError, match="no unplanned exit"):
            other.of(A, "leaves")

    def test_roles_of_a_party_add_up_and_parties_add_up(self, left: Outcome, still: Outcome) -> None:
        own = unplanned_exits(left, still)[0]
        for code in left.parties:
            parts = [cost.over_all for cost in own.costs if cost.party == code and cost.role is not None]
            assert sum(parts) == pytest.approx(own.of(code).over_all)
        assert sum(own.of(code).over_all for code in left.parties) == pytest.approx(own.of().over_all)

    def test_fewer_draws_are_enough(self, left: Outcome, still: Outcome) -> None:
        own = unplanned_exits(left, still.subset(slice(0, 1)))[0]
        assert own.of().over_all == pytest.approx(75.0)
        assert own.share == 0.2


class TestWindfall:
    def test_sum_less_what_strands_with_the_others(self, left: Outcome, still: Outcome) -> None:
        found = {(one.party, one.kind): one for one in windfalls(left, still, ("continue",))}
        gone = found[A, "exit_sum"]
        assert (gone.share, gone.planned) == (0.1, False)  # in draw 1 it goes too, but then the arrangement ends
        assert gone.stranded is not None
        assert gone.gain is not None
        assert (gone.paid.mean, gone.stranded.mean, gone.gain.mean) == pytest.approx((100.0, 25.0, 75.0))
        assert found[C, "liquidation"].paid.mean == pytest.approx(62.0)
        assert (A, "liquidation") not in found


@pytest.mark.parametrize("name", ["bommelerwaard", "dommelvallei"])
def test_engine_draws_without_an_exit_are_the_same_future(name: str) -> None:
    options: list[Any] = [load_option(one) for one in ("continue", "unwind")]
    outcome = simulate(load_case(name), load_scenario("base"), options, draws=256)
    without = without_exits(outcome)
    assert without is not None
    assert happened(outcome, "continue").any()
    for option in outcome.options:
        cost, there = cost_of_exits(outcome, without, option), happened(outcome, option)
        np.testing.assert_array_equal(cost[~there], 0.0)
        assert (np.abs(cost[there]).max(axis=1) > 0).all()
    planned = [one for one in windfalls(outcome, without, ("unwind",)) if one.planned]
    assert {one.party for one in planned} == set(outcome.parties)
    assert all(one.kind == "liquidation" for one in planned)
    quiet = dataclasses.replace(outcome, scenario=without.scenario)
    assert without_exits(quiet) is None
