"""Exits that nobody planned: how often an option ends in one, and what that costs whom (DV20).

The same futures are simulated once more with nobody able to leave unplanned. What an option costs more with such
exits than without them is what they cost, future by future.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from model.decide.again import Simulate, again
from model.decide.appraisal import CHANCE, Band, StandardError, band, standard_error

if TYPE_CHECKING:
    from model.engine.outcome import FloatArray, IntArray, Outcome

    BoolArray = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

Role = Literal["leaves", "stays", "ends"]
ROLES: Final[tuple[Role, ...]] = ("leaves", "stays", "ends")


@dataclass(frozen=True)
class ExitCost:
    """What unplanned exits cost one party (None: all together), EUR real, discounted.

    Parameters
    ----------
    role : {"leaves", "stays", "ends"} or None
        What becomes of the party: it leaves and the others go on, it is one of those others, or the arrangement
        ends. None: whatever becomes of it.
    share : float
        Share of the futures in which that happens, 0-1.
    over_all : float
        Mean over all futures; the roles of a party add up to the row without a role.
    standard_error : StandardError
        Of `over_all`.
    there : Band or None
        In the futures in which it happens; None where there are none.
    """

    party: str | None
    role: Role | None
    share: float
    over_all: float
    standard_error: StandardError
    there: Band | None

    @property
    def limits(self) -> tuple[float, float]:
        """Band that decides how far `over_all` is rounded: no finer than its standard error."""
        width = CHANCE * self.standard_error.value
        return self.over_all - width, self.over_all + width


@dataclass(frozen=True)
class UnplannedExits:
    """Unplanned exits under one option.

    Parameters
    ----------
    share : float
        Share of the futures in which at least one party leaves unplanned within the horizon, 0-1.
    ending : float
        Share in which that ends the arrangement, 0-1.
    costs : tuple of ExitCost
        All parties together, then each role whoever has it (one future of one party at a time), then per party
        without a role and with each role that it has in some future.
    """

    option: str
    share: float
    ending: float
    costs: tuple[ExitCost, ...]

    def of(self, party: str | None = None, role: Role | None = None) -> ExitCost:
        """Cost for one party in one role; LookupError where that never happens."""
        for cost in self.costs:
            if (cost.party, cost.role) == (party, role):
                return cost
        raise LookupError(f"no unplanned exit of {party!r} in the role {role!r} under {self.option!r}")


def without_exits(
    outcome: Outcome,
    simulate: Simulate | None = None,
    *,
    options: tuple[str, ...] | None = None,
    draws: int | None = None,
) -> Outcome | None:
    """Simulate the same draws with nobody able to leave unplanned; None if the scenario has no such exits."""
    if outcome.scenario.exits == "none":
        return None
    still = outcome.scenario.model_copy(update={"exits": "none"})
    return again(outcome, simulate, scenario=still, options=options, draws=draws)


def happened(outcome: Outcome, option: str) -> BoolArray:
    """Whether some party leaves unplanned, shape (draw,)."""
    left = outcome.observable[outcome.o(option), ..., outcome.obs("exited_unplanned")]
    found: BoolArray = left.max(axis=(1, 2)) > 0
    return found


def roles(outcome: Outcome, option: str) -> dict[Role, BoolArray]:
    """What becomes of each party in each draw through unplanned exits.

    Shape (draw, party); Without an unplanned exit none of the three holds; otherwise one of them, for all who took
    part.
    """
    seen = outcome.observable[outcome.o(option)]
    inside = seen[..., outcome.obs("member")] > 0
    left = seen[..., outcome.obs("exited_unplanned")] > 0
    now = (left[..., 1:] & ~left[..., :-1]).any(axis=1)  # (draw, year): somebody goes unplanned
    over = inside[..., :-1].any(axis=1) & ~inside[..., 1:].any(axis=1)  # (draw, year): nobody is left
    went = inside[..., :-1] & ~inside[..., 1:]
    ends = (went & (now & over)[:, None]).any(axis=2)
    leaves = left.any(axis=2) & ~ends
    stays = happened(outcome, option)[:, None] & inside.any(axis=2) & ~leaves & ~ends
    return {"leaves": leaves, "stays": stays, "ends": ends}


def cost_of_exits(outcome: Outcome, without: Outcome, option: str) -> FloatArray:
    """DV20: present cost with unplanned exits less that without, in the same draw.

    Shape (draw, party); EUR real, discounted, over the draws that both have; 0 where nobody leaves unplanned.
    """
    both = slice(0, min(outcome.draws, without.draws))
    cost: FloatArray = outcome.npv[outcome.o(option), both].sum(axis=2) - without.npv[without.o(option), both].sum(
        axis=2
    )
    return cost


def unplanned_exits(outcome: Outcome, without: Outcome) -> tuple[UnplannedExits, ...]:
    """How often each option meets an unplanned exit, and what that costs whom.

    Parameters
    ----------
    without : Outcome
        From `without_exits`; may have fewer draws.
    """
    return tuple(_of_option(outcome, without, option) for option in without.options)


def _of_option(outcome: Outcome, without: Outcome, option: str) -> UnplannedExits:
    cost = cost_of_exits(outcome, without, option)
    both, block = slice(0, len(cost)), outcome.block[: len(cost)]
    there = happened(outcome, option)
    found = [_cost(None, None, cost.sum(axis=1), there[both], block)]
    became = {role: own[both] for role, own in roles(outcome, option).items()}
    found += [_in_role(role, cost, own, block) for role, own in became.items() if own.any()]
    for p, code in enumerate(outcome.parties):
        found.append(_cost(code, None, cost[:, p], there[both], block))
        found += [_cost(code, role, cost[:, p], own[:, p], block) for role, own in became.items() if own[:, p].any()]
    return UnplannedExits(
        option, float(there.mean()), float(roles(outcome, option)["ends"].any(axis=1).mean()), tuple(found)
    )


def _in_role(role: Role, cost: FloatArray, own: BoolArray, block: IntArray) -> ExitCost:
    """Cost of whoever is in a role; `there` is per party."""
    there: BoolArray = own.max(axis=1)
    together = _cost(None, role, np.where(own, cost, 0.0).sum(axis=1), there, block)
    return replace(together, there=band(cost[own]))


def _cost(party: str | None, role: Role | None, cost: FloatArray, there: BoolArray, block: IntArray) -> ExitCost:
    part = np.where(there, cost, 0.0)
    return ExitCost(
        party=party,
        role=role,
        share=float(there.mean()),
        over_all=float(part.mean()),
        standard_error=standard_error(part, block),
        there=band(cost[there]) if there.any() else None,
    )
