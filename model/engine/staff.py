"""Staff: capacity, hire, surplus, absence of a specialism (equations F1-F9)."""

from __future__ import annotations

import math

from model.engine.compiled import compiled

HALF = 0.5
"""Of a person; added before rounding down, it rounds to the nearest whole."""


def capacity(target: float, previous: float, outflow: float) -> float:
    """F1: fte that can fall to its target only with outflow (share per year)."""
    return max(target, previous * (1.0 - outflow))


def directing(saved: float, conversion: float) -> float:
    """F2: directing fte that technical fte saved by cloud calls for."""
    return conversion * max(0.0, saved)


def vacancy(outflow: float, time_to_fill: float) -> float:
    """F3: share of posts that stand open (years to fill times share that leaves a year)."""
    return min(1.0, outflow * time_to_fill)


def hired(open_posts: float, found: float) -> float:
    """F4: fte of open posts for which the market has somebody to hire (share `found`); the rest becomes backlog."""
    return found * open_posts


def surplus(start: float, years: float, outflow: float, replacement: float) -> float:
    """F5: surplus fte left after `years` of outflow and re-placement."""
    return start * math.pow(max(0.0, 1.0 - outflow - replacement), years)


def unemployment_cost(not_placed: float, years: float, rate: float, cost_per_fte: float) -> float:
    """F6: EUR of unemployment benefit that the employer carries itself."""
    return not_placed * years * rate * cost_per_fte


def absence(sick: float, leave: float, open_share: float) -> float:
    """F7: chance that one holder of a post is not there."""
    return 1.0 - (1.0 - sick) * (1.0 - leave) * (1.0 - open_share)


def _nobody_of(heads: int, absent: float, common: float, vendor: float) -> float:
    """Q of F8 for a whole number of heads."""
    if heads == 0:
        return vendor
    return common * absent + (1.0 - common) * math.pow(absent, heads)


def nobody(heads: float, absent: float, common: float, vendor: float) -> float:
    """F8: chance that a specialism has nobody available; a part head mixes the whole numbers around it.

    `common` is the share of absence with a common cause; 0 gives the exact binomial. Without heads the specialism is
    bought and has the vendor's absence, never zero. Part of one head is still one person: a post that shrinks does not
    become a vendor's by itself, or losing people would make a specialism safer.
    """
    if heads > 0.0:
        heads = max(1.0, heads)
    low = math.floor(heads)
    part = heads - low
    below = _nobody_of(low, absent, common, vendor)
    if part <= 0.0:
        return below
    return (1.0 - part) * below + part * _nobody_of(low + 1, absent, common, vendor)


def any_missing(present: float) -> float:
    """F9: chance that some specialism has nobody, from the chance that every one is staffed."""
    return 1.0 - present


def whole(heads: float) -> float:
    """Heads as whole people, halves up (for Y2, E3)."""
    return math.floor(heads + HALF)


capacity = compiled(capacity)
directing = compiled(directing)
vacancy = compiled(vacancy)
hired = compiled(hired)
surplus = compiled(surplus)
unemployment_cost = compiled(unemployment_cost)
absence = compiled(absence)
_nobody_of = compiled(_nobody_of)
nobody = compiled(nobody)
any_missing = compiled(any_missing)
whole = compiled(whole)
