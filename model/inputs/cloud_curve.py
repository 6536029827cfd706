"""Logistic curves fitted to the published SaaS share (C01); ``python -m model.inputs.cloud_curve`` prints them.

`data/assumptions.csv` holds the paces (`cloud.pace_low`, `..._mid`, `..._high`) that come out for its three ceilings.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CURVES: Final = ("low", "mid", "high")
FEWEST: Final = 3
"""Observations below which two numbers fit anything."""


class Fit(NamedTuple):
    """A logistic curve: pace per year, calendar year of half the ceiling, and how far off it is (share, 0-1)."""

    pace: float
    midpoint: float
    rmse: float


def fit_curve(series: Mapping[int, float], ceiling: float, last_year: int | None = None) -> Fit:
    """Fit pace and midpoint of a logistic curve with a given ceiling, by least squares on the share (C1).

    Squares are of the share itself, not of its logit as in C03: the misfit that is told is the one that is made small,
    and an observation at or above the ceiling does no harm.

    Parameters
    ----------
    series : mapping of year to share (0-1)
        Such as ``load_series("saas_share")``.
    ceiling : float
        Share that is never passed, above 0 and at most 1.
    last_year : int, optional
        Leave out what was observed later.

    Raises
    ------
    ValueError
        Fewer than three observations, or a ceiling outside 0-1.
    """
    from scipy.optimize import least_squares

    if not 0.0 < ceiling <= 1.0:
        msg = f"the ceiling of a share lies above 0 and is at most 1, not {ceiling}"
        raise ValueError(msg)
    seen = {year: share for year, share in series.items() if last_year is None or year <= last_year}
    if len(seen) < FEWEST:
        msg = f"{len(seen)} observations until {last_year} do not tell a pace and a midpoint; at least {FEWEST} do"
        raise ValueError(msg)
    middle = float(np.mean(list(seen)))  # years count from here, so that both unknowns are of the same order
    years, shares = np.array(list(seen)) - middle, np.array(list(seen.values()))

    def misfit(unknown: np.ndarray) -> np.ndarray:
        pace, midpoint = unknown
        curve: np.ndarray = ceiling / (1.0 + np.exp(-pace * (years - midpoint))) - shares
        return curve

    found = least_squares(misfit, (0.4, 0.0), xtol=1e-12, ftol=1e-12, gtol=1e-12)
    return Fit(float(found.x[0]), middle + float(found.x[1]), float(np.sqrt(np.mean(found.fun**2))))


def fitted(last_year: int | None = None) -> Iterator[tuple[float, Fit]]:
    """Ceiling and fit of each of the three curves of the model."""
    from model.inputs.assumptions import load_assumptions
    from model.inputs.series import load_series

    rows, series = {row.id: row for row in load_assumptions()}, load_series("saas_share")
    for curve in CURVES:
        ceiling = rows[f"cloud.ceiling_{curve}"].base
        yield ceiling, fit_curve(series, ceiling, last_year)


def table(last_year: int | None = None) -> str:
    """The three curves as text, a line each."""
    lines = [
        f"{ceiling:.2f}  {fit.pace:.3f}  {fit.midpoint:.1f}  {100.0 * fit.rmse:.1f}"
        for ceiling, fit in fitted(last_year)
    ]
    return "\n".join(["ceiling  pace  midpoint  misfit (points)", *lines])


if __name__ == "__main__":
    sys.stdout.write(table(int(sys.argv[1]) if len(sys.argv) > 1 else None) + "\n")
