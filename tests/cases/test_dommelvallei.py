"""Dienst Dommelvallei: the contributions that its 2020 budget promised for 2021-2024 (a check of the ledger)."""

from __future__ import annotations

import numpy as np
import pytest

from model.inputs import build_option, build_scenario, load_case
from model.simulation import simulate
from tests.engine.worlds import STILL, law_ids

CASE = load_case("dommelvallei")
CONTINUE = build_option({"actions": []}, name="continue")
PLANNED = {year.year: year.contributions_eur for year in CASE.plan}


@pytest.fixture(scope="module")
def outcome():
    """Continue, no uncertainty, the total indexed as planned; every other driver stands still."""
    scenario = build_scenario(
        {"indexation": "plan", "uncertainty": False, "exits": "none", "laws": {"off": list(law_ids())}}, name="plan"
    )
    return simulate(CASE, scenario, [CONTINUE], draws=1, pinned=STILL)


@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023, 2024])
@pytest.mark.parametrize("code", ["GM1771", "GM0820", "GM0848"])
def test_each_member_pays_what_was_planned(outcome, code, year):
    charge = outcome.charge[0, 0, outcome.p(code), year - CASE.budget_year]
    assert charge == pytest.approx(float(PLANNED[year][code]), rel=0.01)


def test_together_they_pay_the_published_total(outcome):
    totals = {year.year: float(year.total_eur) for year in CASE.plan}
    for year, total in totals.items():
        paid = outcome.charge[0, 0, :, year - CASE.budget_year].sum()
        assert paid == pytest.approx(total, rel=1e-6)


def test_shares_stay_those_of_the_budget_year(outcome):
    charge = outcome.charge[0, 0]
    shares = charge / charge.sum(axis=0)
    np.testing.assert_allclose(shares, np.broadcast_to(shares[:, :1], shares.shape), rtol=1e-9)
    first = np.array([float(PLANNED[2020][code]) for code in outcome.parties])
    np.testing.assert_allclose(shares[:, 0], first / first.sum(), rtol=1e-4)


def test_after_the_plan_the_total_grows_as_in_its_last_year(outcome):
    total = outcome.charge[0, 0].sum(axis=0)
    growth = total[1:] / total[:-1]
    np.testing.assert_allclose(growth[4:], growth[3], rtol=1e-9)
