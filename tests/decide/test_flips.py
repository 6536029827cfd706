"""The close-call rule: another seed and every judgement at its ends, on a difference that is known (DV24)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from model import simulate
from model.decide.flips import Checks, check, contenders
from model.decide.verdict import verdict
from tests.decide.known import CONVERSION, DRAWS, SHARED, assumed, noise, unit
from tests.factories import make_outcome, with_differences

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.engine.outcome import Outcome

FIXED = "relation.reference_trust"  # a parameter of the engine; here a judgement from 0.5 to 0.7 that is never drawn
OTHERS = dict.fromkeys(("restructure", "unwind"), np.full(DRAWS, 9e6))


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    found = make_outcome(draws=DRAWS, block_size=128, full=False)
    row = found.assumptions[SHARED].model_copy(
        update={"id": FIXED, "distribution": "fixed", "low": 0.5, "base": 0.6, "high": 0.7}
    )
    return dataclasses.replace(found, assumptions=(*found.assumptions, row))


def world(outcome: Outcome, mean: float, slope: dict[str, float], luck: float = 0.0) -> Callable[..., Outcome]:
    """A simulate whose extend differs from continue by `mean` + slope·(value − middle of its range), and by seed."""
    rows = {row.id: row for row in outcome.assumptions}

    def simulated(*_: Any, draws: int, seed: int, pinned: Any, **__: Any) -> Outcome:
        delta = mean + noise(1e4) + (luck if seed != outcome.seed else 0.0)
        for name, euros in slope.items():
            row = rows[name]
            middle, width = (row.low + row.high) / 2, row.high - row.low
            drawn = outcome.inputs[:, outcome.par(name)] if name in outcome.parameters else np.full(DRAWS, row.base)
            value = np.full(DRAWS, pinned[name]) if name in pinned else drawn
            delta = delta + euros * (value - middle) / width
        found = with_differences(outcome, {"extend": delta, **OTHERS})
        return dataclasses.replace(found.subset(slice(0, draws)), seed=seed) if draws < DRAWS else found

    return simulated


def start(outcome: Outcome, simulated: Callable[..., Outcome]) -> Outcome:
    return simulated(draws=DRAWS, seed=outcome.seed, pinned={})


def checked(
    outcome: Outcome, mean: float, slope: dict[str, float], luck: float = 0.0, **given: Any
) -> tuple[Outcome, Checks]:
    simulated = world(outcome, mean, slope, luck)
    begun = start(outcome, simulated)
    found = check(begun, simulate=simulated, draws=256, **given)
    assert found is not None
    return begun, found


class TestContenders:
    def test_cheapest_runner_up_and_continue(self, outcome: Outcome) -> None:
        deltas = {"extend": np.full(DRAWS, -3e6), "restructure": np.full(DRAWS, -2e6), "unwind": np.full(DRAWS, 1e6)}
        assert contenders(with_differences(outcome, deltas)) == ("extend", ("restructure", "continue"))
        assert contenders(with_differences(outcome, {"unwind": np.full(DRAWS, 1e6)})) == ("continue", ("unwind",))

    def test_nothing_to_choose(self, outcome: Outcome) -> None:
        same = with_differences(outcome, {})
        assert contenders(same) == ("continue", ())
        assert check(same) is None


class TestSeed:
    def test_another_seed_that_agrees(self, outcome: Outcome) -> None:
        begun, found = checked(outcome, -5e6, {}, luck=4e6)
        assert (found.leading, found.draws, found.other_seed_disagrees) == ("extend", DRAWS, False)
        assert verdict(begun, checks=found).option == "extend"

    def test_another_seed_that_does_not(self, outcome: Outcome) -> None:
        begun, found = checked(outcome, -5e6, {}, luck=6e6)
        assert found.other_seed_disagrees
        ((rival, mean, error),) = found.again
        assert (rival, mean) == ("continue", pytest.approx(1e6, rel=0.01))
        assert error.value == pytest.approx(1e4 / np.sqrt(DRAWS), rel=0.5)
        assert verdict(begun, checks=found).reasons == ("other_seed",)
        assert verdict(begun).option == "extend"


class TestRows:
    def test_a_drawn_row_that_flips_at_its_end(self, outcome: Outcome) -> None:
        begun, found = checked(outcome, -4e6, {"scale.elasticity": 1e7})
        (row,) = found.turning
        assert (row.id, row.rival, row.side, row.simulated) == ("scale.elasticity", "continue", "above", True)
        assert row.at_high == pytest.approx(1e6, rel=0.02)  # held at the very end of its range
        assert row.turns_at == pytest.approx(-0.15 + 0.15 * 0.9, abs=0.005)
        share = verdict(begun, checks=found).share
        assert share == pytest.approx(0.9, abs=0.02)  # far outside what decides nothing, and yet no preference
        assert verdict(begun, checks=found).reasons == ("turns_within_judgement",)

    def test_a_row_that_does_not_reach(self, outcome: Outcome) -> None:
        begun, found = checked(outcome, -4e6, {"scale.elasticity": 7.8e6})
        assert found.turning == ()
        assert verdict(begun, checks=found).option == "extend"

    @pytest.mark.parametrize(("slope", "side", "at"), [(1e7, "above", 0.68), (-1e7, "below", 0.52)])
    def test_a_row_that_is_never_drawn(self, outcome: Outcome, slope: float, side: str, at: float) -> None:
        begun, found = checked(outcome, -4e6, {FIXED: slope})
        (row,) = found.turning
        assert (row.id, row.side, row.base, row.worth_knowing) == (FIXED, side, 0.6, 0.0)
        assert row.turns_at == pytest.approx(at, abs=0.001)
        assert sorted((row.at_low, row.at_high)) == pytest.approx([-4e6, 1e6], rel=0.01)
        assert FIXED in found.tested
        assert verdict(begun, checks=found).untested == ()
        assert verdict(begun).untested == (FIXED,)

    def test_a_known_row_may_flip_what_it_likes(self, outcome: Outcome) -> None:
        _, found = checked(outcome, -1e6, {"prices.saas": 1e8})
        assert found.turning == ()

    def test_only_the_nearest_are_simulated(self, outcome: Outcome) -> None:
        slope = {"scale.elasticity": 1e7, "staff.conversion": 9e6}
        _, both = checked(outcome, -4e6, slope)
        assert {row.id for row in both.turning if row.simulated} == set(slope)
        _, one = checked(outcome, -4e6, slope, most=1)
        assert {row.id for row in one.turning if row.simulated} == {"scale.elasticity"}

    def test_each_rival_is_told(self, outcome: Outcome) -> None:
        line = 1e7 * (unit(outcome, CONVERSION) - 0.5)

        def simulated(*_: Any, draws: int, pinned: Any, **__: Any) -> Outcome:
            at = pinned.get("staff.conversion")
            held = line if at is None else np.full(DRAWS, 1e7 * ((at - 0.6) / 0.6 - 0.5))
            deltas = {"extend": noise(1e3) - 9e6, "restructure": noise(1e3, 2) - 6e6 - held, "unwind": OTHERS["unwind"]}
            return with_differences(outcome, deltas).subset(slice(0, draws))

        begun = simulated(draws=DRAWS, pinned={})
        found = check(begun, simulate=simulated, draws=256)
        assert found is not None
        assert found.rivals == ("restructure", "continue")
        assert [(row.id, row.rival) for row in found.turning] == [("staff.conversion", "restructure")]
        assert verdict(begun, checks=found).option is None


def test_no_verdict_owes_itself_to_a_lever_whose_null_is_zero() -> None:
    """Coordination that an advice would save: large if the assumed effect works, nothing at its null."""
    case, scenario, options = assumed()
    outcome = simulate(case, scenario, options, draws=1_024)
    free = verdict(outcome)
    assert (free.leaning, free.gate) == ("vision", "preferred")  # the assumed effect alone would carry it
    found = check(outcome, draws=256)
    assert found is not None
    assert {"governance.lever_effect", "governance.clarity_effect"} & {row.id for row in found.turning}
    assert verdict(outcome, checks=found).option is None
