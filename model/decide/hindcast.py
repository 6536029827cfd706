"""Hindcast: what the model would have said at the end of 2020 about 2021-2023, beside a random walk with drift.

Nothing is fitted to figures after 2020. `data/validation/known-2020.yml` replaces every row of the table that rests
on later figures, with what could be known then or with a wider judgement; the paces of cloud are fitted here to the
series until 2020, and surprises in consumer prices are those until 2020. What cannot be undone is said in
`docs/validation.md`: the people who chose the equations had seen 2022.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from model.decide.forecasts import Forecast, interval_score, of_draws, random_walk
from model.inputs import load_assumptions, load_case, load_option, load_scenario
from model.inputs.cloud_curve import fit_curve
from model.inputs.figures import Figure
from model.inputs.legislation import load_legislation
from model.inputs.scenario import Laws
from model.inputs.series import load_series
from model.resources import data_path
from model.simulation import simulate

if TYPE_CHECKING:
    from model.decide.forecasts import FloatArray
    from model.engine.outcome import Outcome
    from model.inputs import Scenario

LAST_YEAR: Final = 2020
CURVES: Final = ("low", "mid", "high")
SOFTWARE: Final = ("software_own", "software_saas")


@dataclass(frozen=True)
class Quantity:
    """One published series that is predicted.

    Parameters
    ----------
    series : str
        Name in `data/series`; also the key of the items of `data/validation/items.csv`.
    years : tuple of int
        Predicted years.
    growth : bool
        Whether the random walk goes in percentages (amounts) or in points (shares).
    walk : bool
        Whether the series has enough years until 2020 for a random walk.
    """

    series: str
    years: tuple[int, ...]
    growth: bool
    walk: bool = True


QUANTITIES: Final = (
    Quantity("ict_cost", (2021, 2022, 2023), growth=True),
    Quantity("saas_share", (2022, 2023), growth=False),
    Quantity("software_cost", (2021, 2022, 2023), growth=True, walk=False),
)


@dataclass(frozen=True)
class Prediction:
    """One year of one series: predicted twice, and observed.

    Parameters
    ----------
    observed : float
        Unit of the series.
    walk : Forecast or None
        Random walk with drift; None where the series is too short until 2020.
    """

    series: str
    year: int
    observed: float
    model: Forecast
    walk: Forecast | None

    @property
    def model_score(self) -> float:
        """Interval score of the model, unit of the series."""
        return interval_score(self.model, self.observed)

    @property
    def walk_score(self) -> float | None:
        """Interval score of the random walk."""
        return None if self.walk is None else interval_score(self.walk, self.observed)


def known_then() -> Scenario:
    """Scenario with what was known at the end of 2020: the file, the fitted paces, and no dated law of later."""
    written = load_scenario(data_path("validation", "known-2020.yml"))
    shares = load_series("saas_share")
    paces = {}
    for curve in CURVES:
        fit = fit_curve(shares, float(written.assumptions[f"cloud.ceiling_{curve}"]), LAST_YEAR)
        paces[f"cloud.pace_{curve}"] = Figure(value=fit.pace, source="data/series/saas_share.csv, 2018-2020")
    off = tuple(act.id for act in load_legislation())
    return written.model_copy(update={"assumptions": {**written.assumptions, **paces}, "laws": Laws(off=off)})


def replaced() -> tuple[tuple[str, Figure], ...]:
    """Every row that the hindcast sets otherwise, by id, with its figure and source."""
    given = known_then().assumptions
    return tuple((row.id, given[row.id]) for row in load_assumptions() if row.id in given)


def predict(draws: int, seed: int = 0) -> Outcome:
    """Continue, for the average arrangement with the budget year 2020 (options of length 1; full costs)."""
    case = load_case(data_path("validation", "average-2020.yml"))
    return simulate(
        case, known_then(), [load_option("continue")], draws=draws, seed=seed, keep="full", last_year=LAST_YEAR
    )


def hindcast(draws: int = 4096, seed: int = 0) -> tuple[Prediction, ...]:
    """Predict every published figure after 2020. In the order of `QUANTITIES` and of the years."""
    outcome = predict(draws, seed)
    return tuple(_prediction(outcome, quantity, year) for quantity in QUANTITIES for year in quantity.years)


def _prediction(outcome: Outcome, quantity: Quantity, year: int) -> Prediction:
    series = load_series(quantity.series)
    walk = random_walk(series, LAST_YEAR, year, growth=quantity.growth) if quantity.walk else None
    return Prediction(quantity.series, year, series[year], of_draws(_simulated(outcome, quantity.series, year)), walk)


def _simulated(outcome: Outcome, series: str, year: int) -> FloatArray:
    """Predicted values (draw,) in the unit of the series."""
    y, people = outcome.y(year), outcome.case.inhabitants
    if series == "saas_share":
        share: FloatArray = outcome.observable[0, :, :, y, outcome.obs("cloud_share")].mean(axis=1)
        return share
    if series == "ict_cost":
        paid: FloatArray = outcome.observable[0, :, :, y, outcome.obs("cost_cash")].sum(axis=1) / people
        return paid
    assert outcome.cost is not None  # noqa: S101 - predict() keeps them
    items = [outcome.i(item) for item in SOFTWARE]
    spent: FloatArray = outcome.cost[0, :, :, y][..., items].sum(axis=(1, 2)) / people
    return spent
