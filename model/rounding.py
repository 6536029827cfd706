"""How far a figure is rounded: as far as its band, the P10 and P90 of it, can bear."""

from __future__ import annotations

import math
from typing import Final

MILLION: Final = 1e6
WHOLE: Final = 2.0**48  # from here on a float has no room left for a fraction worth rounding
NOTICEABLE: Final = 0.1  # of the width of its band: a smaller mean difference is as good as none
MOST_DIGITS: Final = 4  # significant; a narrow band does not make a model exact
Band = tuple[float, float]


def step_of(low: float, high: float) -> float:
    """Step (a power of ten) to which an amount in euros with this band is rounded, EUR."""
    return euro_step(low, (low, high))


def rounded(value: float, low: float, high: float) -> float:
    """Round `value` (any unit) so that its last digit is about a tenth of the width of its band, P10 to P90.

    To the nearest 1, 10, 100, ... or 0.1, 0.01, ...; a band without width rounds to three digits.
    """
    return half_up(value, step_of_band((low, high), value))


def noticeable(x: float, band: Band | None) -> bool:
    """Whether a mean difference stands out from its own band, P10 to P90: at least a tenth of the width of it.

    Without a band every difference counts.
    """
    return band is None or abs(x) >= NOTICEABLE * abs(band[1] - band[0])


def half_up(x: float, step: float) -> float:
    """`x` to the nearest multiple of `step`, halves away from zero; never minus zero."""
    if x == 0:
        return 0.0
    steps = abs(x) / step
    scaled = round(steps) if steps >= WHOLE else math.floor(steps + 0.5 + 4 * math.ulp(steps))
    exponent = round(math.log10(step))
    value = scaled * 10.0**exponent if exponent >= 0 else scaled / 10.0**-exponent
    return math.copysign(value, x) if value else 0.0


def step_of_band(band: Band, value: float) -> float:
    """Step that leaves about a tenth of the width of a band, and no more digits than a model can have."""
    width = max(*band, value) - min(*band, value)  # the mean of a rare event lies outside its own band
    size = max(abs(value), abs(band[0]), abs(band[1]))
    if not math.isfinite(width) or width <= 1e-9 * size:
        return step_of_digits(value, 3)
    step = 10.0 ** math.floor(math.log10(width / 5) + 1e-9)  # between a fifth and a fiftieth of the band
    return max(step, step_of_digits(size, MOST_DIGITS))


def euro_step(x: float, band: Band) -> float:
    """Step of a band for euros: no cents from ten euros up."""
    size = max(abs(x), abs(band[0]), abs(band[1]))
    return max(step_of_band(band, x), 1.0 if size >= 10 else 0.01)


def step_of_digits(x: float, digits: int | None) -> float:
    """Step for so many significant digits; without a number, what reads easily for euros."""
    if x == 0:
        return 1.0
    size = math.floor(math.log10(abs(x) * (1 + 1e-12)))
    if digits is not None:
        return 10.0 ** (size - digits + 1)
    if abs(x) >= 999_500:
        return max(MILLION / 10, 10.0 ** (size - 2))
    return max(0.1 if abs(x) < 10 else 1.0, 10.0 ** (size - 2))
