"""The adoption curves come from the published series by code of this repository."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from model.inputs import load_assumptions
from model.inputs.cloud_curve import fit_curve, fitted, table
from model.inputs.series import load_series

SERIES = load_series("saas_share")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "model.md"


@pytest.mark.parametrize("curve", ["low", "mid", "high"])
def test_the_rows_hold_what_the_fit_gives(curve: str) -> None:
    rows = {row.id: row.base for row in load_assumptions()}
    fit = fit_curve(SERIES, rows[f"cloud.ceiling_{curve}"])
    assert rows[f"cloud.pace_{curve}"] == pytest.approx(fit.pace, abs=0.00051)


def test_a_curve_without_error_is_found_back() -> None:
    true = {year: 0.8 / (1.0 + math.exp(-0.4 * (year - 2020.5))) for year in range(2015, 2025)}
    fit = fit_curve(true, 0.8)
    assert fit == pytest.approx((0.4, 2020.5, 0.0), abs=1e-6)


@pytest.mark.parametrize("ceiling", [0.6, 0.8, 0.9])
def test_no_other_pace_or_midpoint_fits_better(ceiling: float) -> None:
    fit = fit_curve(SERIES, ceiling)
    years, shares = np.array(list(SERIES)), np.array(list(SERIES.values()))

    def rmse(pace: float, midpoint: float) -> float:
        return float(np.sqrt(np.mean((ceiling / (1 + np.exp(-pace * (years - midpoint))) - shares) ** 2)))

    assert fit.rmse == pytest.approx(rmse(fit.pace, fit.midpoint), rel=1e-9)
    for pace, midpoint in ((0.01, 0.0), (-0.01, 0.0), (0.0, 0.1), (0.0, -0.1)):
        assert rmse(fit.pace + pace, fit.midpoint + midpoint) > fit.rmse


def test_the_logit_line_of_the_evidence_is_close() -> None:
    """C03 drew a straight line through the logits."""
    years, shares = np.array(list(SERIES)), np.array(list(SERIES.values()))
    for ceiling, told in ((0.6, 0.674), (0.8, 0.393), (0.9, 0.352)):
        slope = np.polyfit(years - 2020.0, np.log(shares / (ceiling - shares)), 1)[0]
        assert slope == pytest.approx(told, abs=0.0006)
        assert fit_curve(SERIES, ceiling).pace == pytest.approx(slope, rel=0.04)


def test_the_ceiling_is_not_in_the_data() -> None:
    """Published shares are rounded to 5 points; three points until 2020, and all five, fit any ceiling nearly alike."""
    for last, apart in ((2020, 0.0025), (None, 0.006)):
        misfits = [fit.rmse for _, fit in fitted(last)]
        assert max(misfits) - min(misfits) < apart


def test_later_years_are_not_looked_at() -> None:
    early = {year: share for year, share in SERIES.items() if year <= 2020}
    assert fit_curve(SERIES, 0.8, 2020) == fit_curve(early, 0.8)


def test_what_cannot_be_fitted_is_refused() -> None:
    with pytest.raises(ValueError, match="2 observations until 2019"):
        fit_curve(SERIES, 0.8, 2019)
    with pytest.raises(ValueError, match="ceiling"):
        fit_curve(SERIES, 1.2)


def test_the_page_shows_what_the_command_prints() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert table() in text
    paces = [f"{fit.pace:.3f}" for _, fit in fitted(2020)]
    misfits = [f"{100 * fit.rmse:.1f}" for _, fit in fitted(2020)]
    told = " ".join(text.split())
    assert f"paces {paces[0]}, {paces[1]} and {paces[2]}" in told
    assert f"misfits {misfits[0]}, {misfits[1]} and {misfits[2]}" in told
