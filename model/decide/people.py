"""Which specialisms have nobody, how often, and for whom: the worst by name (equation DV19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.engine.outcome import Outcome

WORST = 3


@dataclass(frozen=True)
class Exposure:
    """How exposed one party is in one specialism in one year, as a mean over the futures.

    Attributes
    ----------
    option, party, specialism : str
        Party by code; specialism by the name that the case gives it.
    year : int
        Calendar year.
    heads : float
        People in the organisation that serves the party; below a whole number where cloud saved posts, or where
        futures differ.
    chance : float
        That at a given moment nobody of them is there, 0-1.
    days_a_year : float
        Working days a year without anybody.
    """

    option: str
    party: str
    specialism: str
    year: int
    heads: float
    chance: float
    days_a_year: float


def worst_specialisms(
    outcome: Outcome, option: str, party: str, year: int | None = None, count: int | None = WORST
) -> tuple[Exposure, ...]:
    """Specialisms of the organisation that serves a party, most exposed first (DV19), ties in the order of the case.

    Members of one arrangement have the same people; where futures differ in who is still a member, so do their means.
    The year is the last of the horizon by default; a count of None gives all. Raises LookupError: no such option, party
    or year in this outcome.
    """
    place = outcome.o(option), outcome.p(party), outcome.horizon if year is None else outcome.y(year)
    names = [kind.name for kind in outcome.case.organisation.specialisms]
    found = [
        Exposure(option, party, name, outcome.years[place[2]], *measures)
        for name, measures in zip(names, outcome.staffed_mean[place].tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -one.chance)[:count])
