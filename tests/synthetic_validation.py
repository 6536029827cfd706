"""A validation without simulations, for tests of what shows it: every item, with figures of our own."""

from model.decide.forecasts import Forecast
from model.decide.hindcast import QUANTITIES, Prediction, replaced
from model.decide.validation import Validation, _findings
from model.decide.validation_items import Predicted, load_items
from model.inputs.series import load_series


def make_validation(*, sound=True):
    """Every item holds, but for the hindcast of 2022; with `sound` False a face check fails too."""
    years = tuple(
        Prediction(
            quantity.series, year, load_series(quantity.series)[year], _around(quantity.series, year),
            Forecast(1.0, 0.0, 200.0) if quantity.walk else None,
        )
        for quantity in QUANTITIES
        for year in quantity.years
    )  # fmt: skip
    predicted = {item.id: _right(item) for item in load_items().values()}
    predicted |= {
        f"{one.series}.{one.year}": Predicted(*(_unit(one.series) * end for end in one.model)) for one in years
    }
    if not sound:
        predicted["face.wages"] = Predicted(1.0, where=("dommelvallei, base",), worlds=55)
    return Validation(_findings(predicted, years), years, replaced(), 64, 0)


def _right(item):
    if item.test == "refuses":
        return Predicted(1.0)
    if item.section == "face":
        return Predicted(0.0, worlds=55)
    if item.test == "within":
        return Predicted(item.observed_low if item.observed_low is not None else 0.0)
    return Predicted(item.observed, item.observed - 1.0, item.observed + 1.0)


def _around(series, year):
    seen = load_series(series)[year]
    return Forecast(0.5 * seen, 0.4 * seen, 0.6 * seen) if year == 2022 else Forecast(seen, 0.9 * seen, 1.1 * seen)


def _unit(series):
    return 100.0 if series == "saas_share" else 1.0
