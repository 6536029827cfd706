"""The hindcast knows nothing of after 2020: neither by a row, nor by a fit, nor by a series."""

import dataclasses

import numpy as np
import pytest

from model.decide import hindcast
from model.decide.forecasts import interval_score
from model.engine.parameters import PARAMETER_IDS
from model.inputs import load_assumptions, load_case
from model.inputs.series import load_series
from model.resources import data_path
from model.simulation import simulate

FEW = 128
OUTCOMES = ("cost_cash", "cloud_share")


def predicted(pinned=None, draws=FEW):
    """What the hindcast looks at: outcomes by draw, party and year, and software by item."""
    outcome = simulate(
        load_case(data_path("validation", "average-2020.yml")), hindcast.known_then(), ["continue"], draws=draws,
        keep="full", pinned=pinned, last_year=hindcast.LAST_YEAR,
    )  # fmt: skip
    seen = outcome.observable[0][..., [outcome.obs(name) for name in OUTCOMES]]
    items = [outcome.i(item) for item in hindcast.SOFTWARE]
    return np.concatenate([seen, outcome.cost[0][..., items]], axis=-1)


LATE = [
    row
    for row in load_assumptions()
    if row.id in PARAMETER_IDS
    and row.source_year is not None
    and row.source_year > hindcast.LAST_YEAR
    and row.id not in dict(hindcast.replaced())
]


@pytest.fixture(scope="module")
def as_it_is():
    return predicted()


@pytest.mark.parametrize("row", LATE, ids=[row.id for row in LATE])
def test_a_row_with_a_later_source_is_replaced_or_without_effect(row, as_it_is):
    """Whatever was published after 2020 and not replaced, may be anything: the hindcast stays the same."""
    other = 1.37 * row.base + 0.01
    np.testing.assert_allclose(predicted({row.id: other}), as_it_is, rtol=1e-9)


def test_there_are_such_rows():
    assert LATE


@pytest.mark.parametrize("name", [name for name, _ in hindcast.replaced() if name in PARAMETER_IDS])
def test_what_is_replaced_mattered_or_says_why(name):
    """Nothing stands in the file for show: each figure has a source, or is marked as a judgement."""
    figure = dict(hindcast.replaced())[name]
    assert figure.source
    assert figure.estimated == ("judgement" in figure.source)


def test_rows_of_judgement_that_name_later_evidence_are_replaced():
    """Judgement has no year, but its evidence has: B02, B04 (2022), C02-C03, C08-C10 and E04 came after 2020."""
    late = {"B02", "B04", "C02", "C03", "C06", "C07", "C08", "C09", "C10", "E04", "E03", "E01/E02"}
    names = dict(hindcast.replaced())
    named = [row.id for row in load_assumptions() if row.id in PARAMETER_IDS and late & set(row.evidence.split())]
    # Which of three curves, and how often a vendor steps, are judged; the curves and the step itself are replaced.
    without_effect = {"cloud.curve", "prices.vendor_step_rate"}
    assert set(named) - set(names) <= without_effect


def test_later_observations_change_nothing(monkeypatch, as_it_is):
    """Other figures after 2020 in every series: the predictions stay, only the scores move."""
    real = load_series

    def tampered(name):
        return {year: value if year <= hindcast.LAST_YEAR else 9.0 for year, value in real(name).items()}

    monkeypatch.setattr(hindcast, "load_series", tampered)
    monkeypatch.setattr("model.simulation.load_series", tampered)
    np.testing.assert_array_equal(predicted(), as_it_is)


def test_paces_are_those_of_three_years():
    assert [year for year in load_series("saas_share") if year <= hindcast.LAST_YEAR] == [2018, 2019, 2020]
    paces = {name: float(figure) for name, figure in hindcast.replaced() if "pace" in name}
    assert paces["cloud.pace_low"] > paces["cloud.pace_mid"] > paces["cloud.pace_high"]


def test_the_first_year_is_the_benchmark_of_2020():
    outcome = hindcast.predict(FEW)
    paid = outcome.observable[0, :, :, 0, outcome.obs("cost_cash")].sum(axis=1) / outcome.case.inhabitants
    np.testing.assert_allclose(paid, load_series("ict_cost")[2020], rtol=1e-9)


def test_predictions_have_bands_and_scores():
    found = hindcast.hindcast(FEW)
    assert [(one.series, one.year) for one in found] == [
        (quantity.series, year) for quantity in hindcast.QUANTITIES for year in quantity.years
    ]
    for one in found:
        assert one.model.low < one.model.middle < one.model.high
        assert one.model_score == interval_score(one.model, one.observed)
        assert (one.walk is None) == (one.series == "software_cost")
        assert dataclasses.replace(one, walk=None).walk_score is None
