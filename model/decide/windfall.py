"""Who gains by an exit sum inside the simulation: the sum less what really strands with those who stay (DV23).

With two members there is no exit sum: the arrangement ends, and each bears its part of the liquidation balance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from model.decide.appraisal import Band, StandardError, band, baseline, standard_error
from model.decide.unplanned import roles

if TYPE_CHECKING:
    import numpy as np

    from model.engine.outcome import FloatArray, Outcome

STRANDED: Final = ("stranded", "surplus_staff", "left_overhead")
"""Cost items that a leaver leaves to those who stay."""
BALANCE: Final = ("stranded", "surplus_staff", "reserve")
"""Cost items of the liquidation balance: EX6."""


@dataclass(frozen=True)
class Windfall:
    """What a party pays for going, beside what going strands; EUR real, discounted.

    Parameters
    ----------
    party : str
        CBS code of who goes.
    kind : {"exit_sum", "liquidation"}
        A sum to those who stay, or a part of the balance of an arrangement that ends.
    planned : bool
        Whether the option itself plans it.
    share : float
        Share of the futures in which it happens, 0-1.
    paid : Band
        The sum, or the party's part of the balance (below zero: it receives).
    stranded : Band or None
        What really strands with those who stay; None for a balance, which is that cost itself.
    gain : Band or None
        The sum less what strands: above zero a windfall for those who stay. None for a balance.
    standard_error : StandardError
        Of the mean of `gain`, or of `paid` for a balance.
    """

    option: str
    party: str
    kind: Literal["exit_sum", "liquidation"]
    planned: bool
    share: float
    paid: Band
    stranded: Band | None
    gain: Band | None
    standard_error: StandardError


def windfalls(
    outcome: Outcome, without: Outcome | None, options: tuple[str, ...] | None = None
) -> tuple[Windfall, ...]:
    """Windfall or liquidation balance of every party that goes, planned or not.

    Planned: the option against continue, both in futures without unplanned exits where those were simulated.
    Unplanned: the same option with and without them.
    """
    found: list[Windfall] = []
    for option in options or outcome.options:
        found += _planned(without or outcome, option)
        found += _unplanned(outcome, without, option) if without is not None else []
    return tuple(found)


def _planned(outcome: Outcome, option: str) -> list[Windfall]:
    actions = outcome.option_objects[outcome.o(option)].actions
    ends = any(action.kind == "dissolve" for action in actions)
    going = [action.party for action in actions if action.kind == "leave" and action.party in outcome.parties]
    if not (ends or going):
        return []
    member = outcome.observable[outcome.o(option), ..., outcome.obs("member")] > 0
    over = ~member[..., -1].any(axis=1)
    change = outcome.npv[outcome.o(option)] - outcome.npv[outcome.o(baseline(outcome))]
    block = outcome.block
    found = []
    for code in outcome.parties if ends or over.all() else going:
        p = outcome.p(code)
        gone = member[:, p].any(axis=1) & ~member[:, p, -1]
        if (gone & over).any():
            found.append(_balance(outcome, option, code, change, gone & over, block, planned=True))
        if (gone & ~over).any() and len(going) == 1:
            found.append(_sum(outcome, option, code, change, gone & ~over, block, planned=True))
    return found


def _unplanned(outcome: Outcome, without: Outcome, option: str) -> list[Windfall]:
    both = slice(0, min(outcome.draws, without.draws))
    change = outcome.npv[outcome.o(option), both] - without.npv[without.o(option), both]
    became = {role: there[both] for role, there in roles(outcome, option).items()}
    alone = (became["leaves"].sum(axis=1) == 1) & ~became["ends"].any(axis=1)  # else nobody knows whose sum it is
    found = []
    for code in outcome.parties:
        p = outcome.p(code)
        block = outcome.block[both]
        if became["ends"][:, p].any():
            found.append(_balance(outcome, option, code, change, became["ends"][:, p], block, planned=False))
        if (became["leaves"][:, p] & alone).any():
            found.append(_sum(outcome, option, code, change, became["leaves"][:, p] & alone, block, planned=False))
    return found


def _sum(
    outcome: Outcome, option: str, code: str, change: FloatArray, there: np.ndarray, block: np.ndarray, *, planned: bool
) -> Windfall:
    """DV23: exit sum less what it strands with the others, where one party leaves."""
    p = outcome.p(code)
    paid = change[there, p, outcome.i("exit_transfer")]
    others = [q for q in range(len(outcome.parties)) if q != p]
    stranded = sum(change[there][:, others, outcome.i(item)].sum(axis=1) for item in STRANDED)
    gain = paid - stranded
    error = standard_error(gain, block[there])
    return Windfall(
        option, code, "exit_sum", planned, float(there.mean()), band(paid), band(stranded), band(gain), error
    )


def _balance(
    outcome: Outcome, option: str, code: str, change: FloatArray, there: np.ndarray, block: np.ndarray, *, planned: bool
) -> Windfall:
    """Part of a party in the balance of an arrangement that ends."""
    own = change[there, outcome.p(code)]
    part = sum(own[:, outcome.i(item)] for item in BALANCE)
    error = standard_error(part, block[there])
    return Windfall(option, code, "liquidation", planned, float(there.mean()), band(part), None, None, error)
