"""No euro counts twice: an average arrangement run over 2016-2023 grows as ICT cost did (formulas §0)."""

from __future__ import annotations

import numpy as np
import pytest

from model.inputs import build_option, build_scenario, load_assumptions, load_case
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
