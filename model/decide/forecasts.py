"""Forecasts with a band, a plain one to compare with, and the score that says which was better.

References
----------
Gneiting & Raftery 2007, Strictly proper scoring rules, prediction, and estimation, doi:10.1198/016214506000001437.
Hyndman & Athanasopoulos 2021, Forecasting: principles and practice, section 5.5 (drift method).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Mapping

FloatArray = npt.NDArray[np.float64]
LEVEL: Final = 0.8
"""Chance that a band claims to hold."""


class Forecast(NamedTuple):
    """Middle of a forecast and the ends of its band, in the unit of what is forecast."""

    middle: float
    low: float
    high: float

    def covers(self, observed: float) -> bool:
        """Whether what was observed lies within the band."""
        return self.low <= observed <= self.high


def of_draws(values: FloatArray, level: float = LEVEL) -> Forecast:
    """Median of simulated values (draw,) and the band that holds a share `level` of them."""
    tail = (1.0 - level) / 2.0
    low, middle, high = np.quantile(values, [tail, 0.5, 1.0 - tail])
    return Forecast(float(middle), float(low), float(high))


def random_walk(series: Mapping[int, float], last_year: int, year: int, *, growth: bool) -> Forecast:
    """Forecast by a random walk with drift, the usual yardstick: it knows nothing but the series itself.

    The drift is the mean step from the first to the last observation; a step over a gap of `g` years counts as `g`
    steps. The variance over `h` years is σ²·h·(1 + h/T), `T` the years between first and last: the drift is
    estimated too. The band is Student's, with one degree of freedom less than there are steps.

    Parameters
    ----------
    series : mapping of year to value
    last_year : int
        Observations after this year are not looked at.
    year : int
        Year to forecast, after `last_year`.
    growth : bool
        Walk in logarithms: for amounts that grow by a percentage.

    Raises
    ------
    ValueError
        Fewer than three observations until `last_year`.
    """
    years = sorted(seen for seen in series if seen <= last_year)
    if len(years) < 3:
        msg = f"{len(years)} observations until {last_year} show no drift and spread; at least 3 do"
        raise ValueError(msg)
    level_of = np.log if growth else np.asarray
    values = level_of(np.array([series[seen] for seen in years]))
    gaps, span, ahead = np.diff(years), years[-1] - years[0], year - years[-1]
    drift = (values[-1] - values[0]) / span
    variance = float(np.sum((np.diff(values) - drift * gaps) ** 2 / gaps)) / (len(gaps) - 1)
    spread = math.sqrt(variance * ahead * (1.0 + ahead / span))
    reach = float(stats.t.ppf((1.0 + LEVEL) / 2.0, len(gaps) - 1)) * spread
    middle = float(values[-1] + drift * ahead)
    ends = np.array([middle, middle - reach, middle + reach])
    return Forecast(*(float(end) for end in (np.exp(ends) if growth else ends)))


def interval_score(forecast: Forecast, observed: float) -> float:
    """Width of the band plus a fine for what falls outside it; lower is better (Gneiting & Raftery 2007, eq. 43)."""
    miss = max(0.0, forecast.low - observed) + max(0.0, observed - forecast.high)
    return forecast.high - forecast.low + 2.0 / (1.0 - LEVEL) * miss
