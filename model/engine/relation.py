"""Trust, voice, value of staying and wish to leave (equations R1-R7)."""

from __future__ import annotations

import math

from model.engine.compiled import compiled

LARGEST_EXPONENT = 50.0
"""Beyond this a yearly chance is 1 in every digit; it keeps the exponential finite."""


def trust(level: float, change: float, gain: float, asymmetry: float) -> float:
    """R1: trust (0-1) a year on: it comes on foot and leaves on horseback; no change leaves it where it is."""
    if change >= 0.0:
        return level + min(1.0, gain * change) * (1.0 - level)
    return level - min(1.0, gain * asymmetry * -change) * level


def yearly_chance(rate: float) -> float:
    """R2: chance within a year of an event with this rate per year."""
    return 1.0 - math.exp(-rate)


def voice_rate(base: float, slope: float, unfair: float) -> float:
    """R3: rate per year at which a party reopens the key."""
    return base * math.exp(min(LARGEST_EXPONENT, slope * unfair))


def exit_rate(
    organisation: float, members: float, trust_gap: float, trust_slope: float, unfair: float, unfair_slope: float,
    value: float, value_slope: float,
) -> float:  # fmt: skip
    """R4: rate per year at which one party leaves: the organisation's rate divided over its members."""
    push = trust_slope * trust_gap + unfair_slope * unfair - value_slope * value
    return organisation / members * math.exp(min(LARGEST_EXPONENT, push))


def value(elsewhere: float, staying: float, limit: float) -> float:
    """R5: what the best alternative costs above staying, as a share of staying, within +/- `limit`.

    Where staying costs nothing, no alternative can be better.
    """
    if staying <= 0.0:
        return limit
    return min(limit, max(-limit, (elsewhere - staying) / staying))


def annuity(rate: float, years: float) -> float:
    """R6: present value of 1 a year from now on, for so many whole years, at a yearly `rate`."""
    total = 0.0
    for year in range(int(years)):
        total += (1.0 + rate) ** -year
    return total


def next_window(year: int, open_year: int, interval: int) -> int:
    """R7: first year from `year` on in which notice can be given: `open_year` and every `interval` years."""
    return year + (open_year - year) % interval if interval > 0 else year


trust = compiled(trust)
yearly_chance = compiled(yearly_chance)
voice_rate = compiled(voice_rate)
exit_rate = compiled(exit_rate)
value = compiled(value)
annuity = compiled(annuity)
next_window = compiled(next_window)
