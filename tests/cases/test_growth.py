"""No euro counts twice: an average arrangement run over 2016-2023 grows as ICT cost did (formulas §0)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model.inputs import build_option, build_scenario, load_assumptions, load_case, load_scenario
from model.inputs.series import load_series
from model.resources import data_path
from model.simulation import simulate
from tests.engine.worlds import law_ids

CONTINUE = build_option({"actions": []}, name="continue")
OBSERVED = {  # prices of those years (E03, C06, E01), which the base does not expect to last
    "prices.inflation_mean": 0.027,
    "prices.wage_agreement": 0.043,
    "prices.wage_agreement_end": 2030.0,
    "incident.rate": 0.0,
    "operations.budget_level": 1.0,
}
AVERAGE = load_case(data_path("validation", "average-2016.yml"))


def growth(**pinned):
    """Growth per year of what the members pay per inhabitant, share, by draw. Dated laws came later than 2023."""
    scenario = build_scenario({"exits": "none", "laws": {"off": list(law_ids())}})
    changes = {name.replace("__", "."): value for name, value in pinned.items()}
    outcome = simulate(AVERAGE, scenario, [CONTINUE], draws=1024, pinned={**OBSERVED, **changes})
    cash = outcome.observable[0, ..., outcome.obs("cost_cash")].sum(axis=1)
    return (cash[:, 7] / cash[:, 0]) ** (1.0 / 7.0) - 1.0


def test_the_base_run_grows_as_observed():
    assert 0.028 <= growth().mean() <= 0.054


def test_prices_and_volume_together_are_what_was_measured():
    """B02: 4.7 % a year over 2016-2023. This one figure sets `operations.volume_growth`."""
    assert growth().mean() == pytest.approx(0.047, abs=0.001)


def test_the_middle_of_the_futures_lies_around_what_was_seen():
    low, high = np.quantile(growth(), [0.05, 0.95])
    assert low < 0.047 < high


def test_prices_alone_explain_most_of_it():
    """Without cloud, laws and projects only prices are left: 0.50 x 4.3 + 0.34 x own software + 0.16 x 2.7 %."""
    still = {"law__unknown_rate": 0.0, "operations__volume_growth": 0.0, "cloud__pace_factor": 0.0}
    rows = {row.id: row for row in load_assumptions()}
    software = 0.88 * rows["prices.own_software"].base + 0.12 * rows["prices.saas"].base
    expected = 0.50 * 0.043 + 0.34 * software + 0.16 * 0.027
    assert growth(**still).mean() == pytest.approx(expected, abs=0.004)


def test_volume_adds_little():
    """Laws, projects and the mix of cloud add what prices leave of B02; -0.5 to 1.5 is what the evidence allows."""
    still = {"law__unknown_rate": 0.0, "operations__volume_growth": 0.0, "cloud__pace_factor": 0.0}
    added = growth().mean() - growth(**still).mean()
    assert -0.005 <= added <= 0.015


def spread_beyond_prices(first, last):
    """Standard deviation of yearly growth (logs) less what follows consumer prices."""
    cost, prices = load_series("ict_cost"), load_series("cpi")
    years = range(first, last + 1)
    rest = [math.log(cost[year] / cost[year - 1]) - 0.66 * math.log1p(prices[year]) for year in years]
    return float(np.std(rest, ddof=1))


def test_the_spread_of_volume_is_that_of_the_series():
    row = next(row for row in load_assumptions() if row.id == "operations.volume_spread")
    assert row.high == pytest.approx(spread_beyond_prices(2018, 2023), abs=0.0005)
    assert row.base < row.high, "a part of the spread is a panel that changes"


def test_the_hindcast_takes_that_spread_from_the_years_before_it():
    known = load_scenario(str(data_path("validation", "known-2020.yml"))).assumptions["operations.volume_spread"]
    assert known.high == pytest.approx(spread_beyond_prices(2018, 2020), abs=0.0005)


def test_unforeseen_volume_widens_the_growth_and_hardly_moves_it():
    with_it, without = growth(operations__volume_spread=0.026), growth(operations__volume_spread=0.0)
    assert with_it.mean() == pytest.approx(without.mean(), abs=0.001)
    assert with_it.std() > 1.2 * without.std()
