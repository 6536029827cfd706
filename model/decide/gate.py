"""Where the gate of the verdict stands: its limits, each a row of `data/assumptions.csv` (formulas §17).

The limits are fixed: they are never drawn, but a case or a scenario may set them otherwise, and the memo then
shows that it did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from model.inputs import load_assumptions, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from model.inputs import Assumption, Case

MECHANISM: Final = "decide"
"""Rows ``decide.*`` are limits of a decision: they make a verdict or a choice, never a difference between options."""
USED: Final = ("decide.estimated_limit", "decide.material_share", "decide.undecided_high", "decide.undecided_low")
"""Rows of the table that only the gate uses; a test compares them with the table."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the gate.

    Parameters
    ----------
    estimated_limit : float
        Share of the budget that may be estimated before the verdict asks for data, 0-1.
    material_share : float
        Smallest mean advantage worth choosing on, as a share of what continuing costs, 0-1.
    undecided_high, undecided_low : float
        Shares of the futures between which a sign that turns within a judgement blocks a preference, 0-1.
    """

    estimated_limit: float
    material_share: float
    undecided_high: float
    undecided_low: float


def limits(rows: Iterable[Assumption]) -> Limits:
    """Limits among the assumptions as used; a row that is not among them comes from the shipped table."""
    given = {row.id: row for row in rows if row.id in USED}
    if len(given) < len(USED):
        given = {row.id: row for row in load_assumptions() if row.id in USED} | given
    return Limits(*(given[name].base for name in USED))


def mostly_estimated(case: Case) -> bool:
    """Whether more of the budget is estimated than a verdict bears."""
    limit = limits(resolve(load_assumptions(), case)).estimated_limit
    return float(case.estimated_share) > limit
