"""Prices, indexation gap, deflating and discounting (formulas §0 and §8)."""

from __future__ import annotations

import numpy as np
import pytest

from model.engine import draws, prices
from model.inputs.series import load_series
from model.simulation import simulate
from tests.engine.worlds import CONTINUE, cost, hand_case, plain, run, seen


def test_wages_follow_the_agreement_until_march_2027_and_inflation_after_it():
    growth = plain(prices.wage_growth)
    assert growth(2026, 0.037, 2027.25, 0.02, 0.007) == pytest.approx(0.037)
    assert growth(2027, 0.037, 2027.25, 0.02, 0.007) == pytest.approx(0.25 * 0.037 + 0.75 * 0.027)
    assert growth(2028, 0.037, 2027.25, 0.02, 0.007) == pytest.approx(0.027)


def test_staff_cost_crosses_the_boundary_of_the_agreement():
    pinned = {"prices.wage_agreement": 0.04, "prices.wage_excess": 0.01, "prices.inflation_mean": 0.02}
    technical = cost(run(hand_case(), pinned=pinned), "technical")[0, 0].sum(axis=0)
    in_2027 = 1.0 + 0.25 * 0.04 + 0.75 * 0.03
    expected = [2_000_000.0, 2_000_000 * in_2027, 2_000_000 * in_2027 * 1.03]
    np.testing.assert_allclose(technical[:3], expected, rtol=1e-9)


def test_each_line_has_its_own_price():
    pinned = {
        "prices.inflation_mean": 0.02, "prices.wage_agreement": 0.05, "prices.wage_agreement_end": 2100.0,
        "prices.own_software": 0.03, "prices.saas": 0.07,
    }  # fmt: skip
    outcome = run(hand_case(organisation={"other_income_eur": 100_000}), pinned=pinned)
    rates = {
        "hosting": 0.02, "overhead": 0.02, "income": 0.02, "technical": 0.05, "functional": 0.05, "retained": 0.05,
        "software_own": 0.03, "software_saas": 0.07,
    }  # fmt: skip
    for item, rate in rates.items():
        euros = cost(outcome, item)[0, 0].sum(axis=0)
        np.testing.assert_allclose(euros, euros[0] * (1.0 + rate) ** np.arange(9), rtol=1e-9, err_msg=item)


def test_inflation_is_pulled_back_to_its_mean_and_shares_its_shocks():
    step = plain(prices.inflation)
    assert step(0.06, 0.02, 0.5, 0.0) == pytest.approx(0.04)
    assert step(0.02, 0.02, 0.5, 0.01) == pytest.approx(0.03)
    assert step(0.02, 0.02, 0.5, 0.0) == pytest.approx(0.02)


def test_surprises_in_prices_are_those_of_the_published_years():
    residuals = draws.cpi_residuals(load_series("cpi"), 0.5)
    series = load_series("cpi")
    assert len(residuals) == sum(year - 1 in series for year in series)
    assert residuals.mean() == pytest.approx(0.0, abs=1e-12)
    exact = draws.cpi_residuals({2000: 0.01, 2001: 0.02, 2002: 0.03, 2010: 0.02}, 0.5)
    raw = np.array([0.02 - 0.02 - 0.5 * -0.01, 0.03 - 0.02 - 0.5 * 0.0])
    np.testing.assert_allclose(exact, raw - raw.mean())


def test_present_values_are_deflated_with_the_members_index_and_discounted():
    pinned = {
        "prices.inflation_mean": 0.03, "prices.deflator_excess": -0.01, "finance.discount": 0.025,
        "prices.wage_agreement": 0.03, "prices.wage_excess": 0.0, "prices.saas": 0.04,
    }  # fmt: skip
    outcome = run(hand_case(), pinned=pinned)
    years = np.arange(9)
    factor = np.where(years > 0, 1.0 / (1.02 * 1.025) ** years, 0.0)
    cash = seen(outcome, "cost_cash")
    np.testing.assert_allclose(outcome.npv_year, cash * factor, rtol=1e-9)
    assert outcome.cost is not None
    np.testing.assert_allclose(outcome.npv, np.einsum("odpyi,y->odpi", outcome.cost, factor), rtol=1e-9, atol=1e-6)


def test_without_inflation_and_discount_present_value_is_the_sum():
    outcome = run(hand_case(), pinned={"finance.discount": 0.0})
    np.testing.assert_allclose(outcome.npv.sum(axis=(2, 3)), 8 * seen(outcome, "cost_cash")[..., 0].sum(axis=2))


def test_vendor_step_and_growth_multiply():
    growth = plain(prices.software_growth)
    assert growth(0.05, 0.10, False) == 0.05
    assert growth(0.05, 0.10, True) == pytest.approx(1.05 * 1.10 - 1.0)


def test_a_gap_is_what_the_members_index_does_not_cover():
    assert plain(prices.budget_gap)(1_100_000.0, 1.10, 1.05) == pytest.approx(50_000.0)
    assert plain(prices.budget_gap)(1_000_000.0, 1.0, 1.0) == 0.0


def test_drawn_inflation_has_the_mean_of_its_row():
    outcome = simulate(hand_case(horizon=10), None, [CONTINUE], draws=1024, keep="full")
    overhead = cost(outcome, "overhead")[0].sum(axis=1)
    growth = (overhead[:, 10] / overhead[:, 0]) ** 0.1 - 1.0
    error = growth.std() / 32.0
    assert growth.mean() == pytest.approx(0.022, abs=4 * error + 0.0005)
    assert growth.std() > 0.003
