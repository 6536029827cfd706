"""Weights on the criteria: given, swung, and uncertain (WG5, WG6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from model.decide.criteria import residents
from model.inputs import load_assumptions
from model.inputs.base import GOALS
from model.inputs.framework import CRITERIA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.engine.outcome import FloatArray, Outcome
    from model.inputs.framework import Framework

USED: Final = (
    "decide.weigh_autonomy", "decide.weigh_feasibility", "decide.weigh_least_range", "decide.weigh_middle",
    "decide.weigh_spread", "decide.weigh_transition",
)  # fmt: skip
"""Rows of the table of assumptions that only weighing uses; never drawn."""
SWEEPS: Final = 12
"""Times that every pair of neighbouring weights is redrawn, from the middle of the space."""


@dataclass(frozen=True)
class Space:
    """What is known of the weights, shape (criterion,): limits of each, and whether their order is sure.

    ``order`` holds places in `CRITERIA`, heaviest first; empty where the order is open.
    """

    middle: FloatArray
    low: FloatArray
    high: FloatArray
    order: tuple[int, ...] = ()


def judged(outcome: Outcome) -> dict[str, float]:
    """Values of `USED` as used; a row that is not among the assumptions comes from the shipped table."""
    given = {row.id: row for row in (*load_assumptions(), *outcome.assumptions) if row.id in USED}
    return {name.partition("weigh_")[2]: given[name].base for name in USED}


def swing(points: Mapping[Any, float]) -> FloatArray:
    """WG5: weights from points for the step from worst to best (Edwards & Barron 1994, doi:10.1006/obhd.1994.1087).

    Shape (criterion,); In the order of `CRITERIA`; they sum to 1.
    """
    given = np.array([points[name] for name in CRITERIA])
    weights: FloatArray = given / given.sum()
    return weights


def party_weights(outcome: Outcome, framework: Framework) -> FloatArray:
    """Weights of each party, (party, criterion): its points, else its weights on the six K's and shipped shares."""
    set_apart = judged(outcome)
    joining = [a.member for one in outcome.option_objects for a in one.actions if a.kind == "add_member"]
    goals = {party.code: party.goal_weights or {} for party in (*joining, *outcome.case.parties)}
    rest = max(0.0, 1.0 - sum(set_apart[name] for name in CRITERIA[len(GOALS) :]))
    rows = []
    for code in outcome.parties:
        own = goals.get(code) or dict.fromkeys(GOALS, 1.0 / len(GOALS))
        usual = {name: rest * own[name] if name in own else set_apart.get(name, 0.0) for name in CRITERIA}
        rows.append(swing(framework.parties.get(code, usual)))
    return np.array(rows)


def givers(outcome: Outcome, framework: Framework) -> tuple[str, ...]:
    """Parties that gave weights themselves, in the framework or in the file of the case."""
    wrote = {party.code for party in outcome.case.written.parties if party.goal_weights is not None}
    return tuple(code for code in outcome.parties if code in wrote or code in framework.parties)


def shared_weights(outcome: Outcome, framework: Framework) -> FloatArray:
    """Weights of the shared vision, shape (criterion,): its points, else the members' mean by inhabitants."""
    if framework.shared is not None:
        return swing(framework.shared)
    mean: FloatArray = np.average(party_weights(outcome, framework), axis=0, weights=residents(outcome))
    return mean


def near(weights: FloatArray, spread: float) -> Space:
    """Space of weights that lie within a share `spread` of those given."""
    return Space(weights, weights * (1.0 - spread), np.minimum(weights * (1.0 + spread), 1.0))


def anything(weights: FloatArray) -> Space:
    """Space of all weights: nothing is known of them."""
    return Space(weights, np.zeros_like(weights), np.ones_like(weights))


def ordered(weights: FloatArray) -> Space:
    """Space of the weights in the order of those given; equal ones keep the order of the criteria."""
    order = tuple(int(place) for place in np.argsort(-weights, kind="stable"))
    return Space(weights, np.zeros_like(weights), np.ones_like(weights), order)


def sample(space: Space, draws: int, rng: np.random.Generator) -> FloatArray:
    """WG6: weights drawn evenly from a space.

    Without limits from the simplex, sorted where the order is known (Barron & Barrett 1996,
    doi:10.1287/mnsc.42.11.1515); within limits by redrawing two weights at a time, the others held (Gibbs; Tervonen &
    others 2013, doi:10.1016/j.ejor.2012.08.026).

    Shape (draw, criterion); Each row sums to 1.
    """
    count = space.middle.size
    if np.all(space.low <= 0.0) and np.all(space.high >= 1.0):
        drawn = rng.dirichlet(np.ones(count), draws)
        if space.order:
            drawn[:, list(space.order)] = -np.sort(-drawn, axis=1)
        return drawn
    drawn = np.tile(space.middle, (draws, 1))
    for _ in range(SWEEPS):
        places = rng.permutation(count)
        for one, other in zip(places, np.roll(places, 1), strict=True):
            both = drawn[:, one] + drawn[:, other]
            low = np.maximum(space.low[one], both - space.high[other])
            high = np.minimum(space.high[one], both - space.low[other])
            drawn[:, one] = low + (high - low) * rng.random(draws)
            drawn[:, other] = both - drawn[:, one]
    return drawn
