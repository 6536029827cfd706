"""Effort of legislation: when an act starts, how its estimate grows, what is done once for all (equations L1-L6)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine.compiled import compiled
from model.engine.transition import Z95

if TYPE_CHECKING:
    from model.engine.parameters import Law

PROPOSAL, ADOPTED, IN_FORCE = 0, 1, 2
"""Maturity of the estimate of an act."""
SMALLEST_CHANCE = 1e-12
"""Keeps the logarithm finite in the one draw that slips for ever."""
MOST_EVENTS = 20
"""Unknown acts in one year; at the highest rate in the assumptions more come less than once in 1e15 years."""


def slip(chance: float, none: float, mean: float) -> float:
    """L1: whole years that an act comes later: none with chance `none`, otherwise one and a geometric rest (`mean`)."""
    if chance < none or mean <= 0.0:
        return 0.0
    left = (1.0 - chance) / (1.0 - none)
    stop = 1.0 / (1.0 + mean)
    return 1.0 + math.floor(math.log(max(left, SMALLEST_CHANCE)) / math.log(1.0 - stop))


def growth(maturity: int, law: Law, normal: float) -> float:
    """L2: factor from estimate to real effort, wider the less mature the act; capped at the largest one seen."""
    if maturity == PROPOSAL:
        spread = math.log(law.growth_p95 / law.growth_median) / Z95
        return min(law.growth_cap, law.growth_median * math.exp(spread * normal))
    if maturity == ADOPTED:
        return law.growth_adopted
    return 1.0


def done_once(members: float, shared: float) -> float:
    """L3: effort per member for a group that acts together, relative to a municipality alone."""
    return 1.0 / members + (1.0 - shared) * (1.0 - 1.0 / members)


def in_force(year: float, start: float) -> float:
    """L4: part of calendar `year` in which an act that starts at `start` binds."""
    return min(1.0, max(0.0, year + 1.0 - start))


def number_of_events(chance: float, rate: float) -> int:
    """L5: number of events in a year at a Poisson rate, by inversion of its distribution."""
    count = 0
    term = math.exp(-rate)
    cumulative = term
    while chance > cumulative and count < MOST_EVENTS:
        count += 1
        term *= rate / count
        cumulative += term
    return count


def class_effort(law: Law, size: float, position: float) -> float:
    """L6: structural fte of an unknown act: a class by `size` (uniform), a place in it by `position` (uniform)."""
    if size < law.small_chance:
        return law.small_low + position * (law.small_high - law.small_low)
    if size < law.small_chance + law.medium_chance:
        return law.small_high + position * (law.medium_high - law.small_high)
    return law.medium_high + position * (law.large_high - law.medium_high)


slip = compiled(slip)
growth = compiled(growth)
done_once = compiled(done_once)
in_force = compiled(in_force)
number_of_events = compiled(number_of_events)
class_effort = compiled(class_effort)
