"""Differences by driver: an invented world with known parts, the definition written out, the engine standing still."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from model.decide.drivers import JUDGED, STILL, DriverShares, driver_shares, frozen
from model.decide.why import why
from model.inputs import build_option, build_scenario
from model.simulation import simulate
from tests.engine.worlds import CONTINUE, hand_case, law_ids
from tests.engine.worlds import STILL as STILL_ROWS
from tests.factories import make_outcome, with_differences

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.engine.outcome import Outcome

NAMES = tuple(STILL)
SIGNS = {name: next(iter(rows), "scale.none") for name, rows in STILL.items()}


def outcome() -> Outcome:
    return make_outcome(draws=16, block_size=4, options=("continue", "extend"))


def invented(game: Callable[[frozenset[str]], float]) -> Any:
    """A `simulate` whose first party pays what the game says of the drivers that move, the second half of it."""

    def run(_case: Any, scenario: Any, _options: Any, *, pinned: Any, draws: int, **_: Any) -> Outcome:
        moving = {name for name in NAMES if name != JUDGED and SIGNS[name] not in pinned}
        if "law.shared" not in pinned:  # a judgement with a null that no other driver holds
            moving.add(JUDGED)
        assert bool(scenario.laws.off) == ("legislation" not in moving)
        assert (scenario.exits == "none") == ("relation" not in moving)
        amount = game(frozenset(moving))
        noise = np.tile([1.0, -1.0], draws // 2)
        return with_differences(outcome(), {"extend": np.stack([amount + noise, amount / 2 + noise], axis=1)})

    return run


def shapley(game: Callable[[frozenset[str]], float], name: str) -> float:
    """Shapley 1953, by its formula over all coalitions (independent of any order)."""
    others, total = [one for one in NAMES if one != name], 0.0
    for size in range(len(others) + 1):
        weight = 1.0 / (len(NAMES) * math.comb(len(others), size))
        for few in itertools.combinations(others, size):
            total += weight * (game(frozenset({*few, name})) - game(frozenset(few)))
    return total


def together(found: tuple[DriverShares, ...]) -> DriverShares:
    return next(one for one in found if one.party is None)


def test_an_additive_world_gives_back_its_parts() -> None:
    """Driver k adds 1,000·(k + 1) whatever the others do, and the option itself costs 500; half of it twice over."""
    sizes = {name: 1_000.0 * (k + 1) for k, name in enumerate(NAMES)}
    found = driver_shares(outcome(), invented(lambda moving: 500.0 + sum(sizes[name] for name in moving)), pairs=1)
    whole = together(found)
    assert whole.own == pytest.approx(750.0)
    assert {one.driver: one.mean for one in whole.parts} == pytest.approx({k: 1.5 * v for k, v in sizes.items()})
    assert [one.spread for one in whole.parts] == pytest.approx([0.0] * len(NAMES), abs=1e-6)
    assert [(one.option, one.party) for one in found] == [("extend", None), ("extend", "GM9902"), ("extend", "GM9901")]
    assert found[2].parts[0].mean == pytest.approx(500.0)


def test_one_pair_of_orders_is_exact_for_pairwise_interplay() -> None:
    rng = np.random.default_rng(5)
    size = dict(zip(NAMES, rng.normal(0, 100, len(NAMES)), strict=True))
    pair = {both: float(rng.normal(0, 50)) for both in itertools.combinations(NAMES, 2)}

    def game(moving: frozenset[str]) -> float:
        return sum(size[name] for name in moving) + sum(v for both, v in pair.items() if moving >= set(both))

    whole = together(driver_shares(outcome(), invented(game), pairs=1))
    expected = {name: 1.5 * shapley(game, name) for name in NAMES}
    assert {one.driver: one.mean for one in whole.parts} == pytest.approx(expected, abs=1e-6)


def test_parts_and_own_sum_to_the_difference() -> None:
    """With interplay of all at once, where orders matter: the sum is exact, and the spread tells that they matter."""

    def game(moving: frozenset[str]) -> float:
        return 100.0 * len(moving) ** 3 + (5_000.0 if moving >= {"cloud", "prices", "scale"} else 0.0)

    for one in driver_shares(outcome(), invented(game), pairs=3):
        assert one.own + sum(part.mean for part in one.parts) == pytest.approx(one.difference, abs=1e-6)
        assert one.orders == 6
        assert max(part.spread for part in one.parts) > 0.0


def test_progress_is_told_and_an_interrupt_stops() -> None:
    told: list[tuple[int, int]] = []
    driver_shares(outcome(), invented(len), pairs=1, progress=lambda done, runs: told.append((done, runs)))
    runs = 2 * len(NAMES)
    assert told == [(done + 1, runs) for done in range(runs)]

    def interrupt(done: int, _runs: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        driver_shares(outcome(), invented(len), progress=interrupt)


def test_every_row_that_is_held_exists_and_no_row_twice() -> None:
    rows = [row for held in STILL.values() for row in held]
    assert len(rows) == len(set(rows))
    known = simulate(hand_case(), None, [CONTINUE], draws=16)
    assert set(rows) <= set(known.parameters)
    _scenario, pinned = frozen(known, STILL)
    assert set(pinned) <= set(known.parameters)


class TestEngine:
    def found(self, **moving: Any) -> tuple[DriverShares, ...]:
        held = {name: value for name, value in STILL_ROWS.items() if name not in moving} | moving
        fields = {
            "exits": "none", "laws": {"off": list(law_ids())},
            "assumptions": {name: {"value": value, "source": "test"} for name, value in held.items()},
        }  # fmt: skip
        ending = build_option({"actions": [{"kind": "dissolve", "after_years": 2}]}, name="end")
        ran = simulate(hand_case(), build_scenario(fields, name="een"), [CONTINUE, ending], draws=16)
        return driver_shares(ran, pairs=1)

    def test_who_stands_still_adds_nothing(self) -> None:
        """Only wages move: no part for cloud, laws, demand, needs, shocks or the relation."""
        whole = together(self.found(**{"prices.wage_excess": 0.02}))
        parts = {one.driver: one.mean for one in whole.parts}
        still = ("cloud", "legislation", "demand", "needs", "shocks", "relation")
        assert [parts[name] for name in still] == pytest.approx([0.0] * len(still), abs=1e-3)
        assert abs(parts["prices"]) > 1.0
        assert whole.own + sum(parts.values()) == pytest.approx(whole.difference, abs=1e-3)


def test_why_has_both_views() -> None:
    given = outcome()
    found = why(given, invented(len))
    assert [(one.option, one.party) for one in found.items] == [(one.option, one.party) for one in found.drivers]
    assert dataclasses.asdict(found)["drivers"][0]["parts"][0]["driver"] == "cloud"
