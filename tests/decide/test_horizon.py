"""The choice over a longer horizon and at other discount rates (DV22)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from model import load_case, load_option, load_scenario, simulate
from model.decide.appraisal import difference, present_cost
from model.decide.horizon import LONG, at_rate, horizon_check, simulate_longer
from tests.factories import make_outcome, with_differences

if TYPE_CHECKING:
    from model.engine.outcome import Outcome


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return simulate(
        load_case("bommelerwaard"), load_scenario("base"), [load_option("continue"), load_option("unwind")], draws=128
    )


def test_its_own_rate_gives_its_own_present_value(outcome: Outcome) -> None:
    (rate,) = set(outcome.inputs[:, outcome.par("finance.discount")])
    np.testing.assert_allclose(at_rate(outcome, "unwind", rate), present_cost(outcome, "unwind"), rtol=1e-12)


def test_another_rate_is_what_a_simulation_at_that_rate_gives(outcome: Outcome) -> None:
    pinned = simulate(
        outcome.case, outcome.scenario, list(outcome.option_objects), draws=128, pinned={"finance.discount": 0.01}
    )
    np.testing.assert_allclose(at_rate(outcome, "unwind", 0.01), present_cost(pinned, "unwind"), rtol=1e-12)


def test_a_longer_horizon_begins_with_the_same_years(outcome: Outcome) -> None:
    longer = simulate_longer(outcome, draws=64)
    assert longer is not None
    assert (longer.horizon, longer.draws) == (LONG, 64)
    np.testing.assert_array_equal(longer.npv_year[..., : outcome.horizon + 1], outcome.npv_year[:, :64])
    (row,) = horizon_check(outcome, longer).rows
    assert row.longer.mean == pytest.approx(float(difference(longer, "unwind").mean()))
    assert simulate_longer(longer) is None


def test_the_last_years_and_the_rates_by_hand() -> None:
    flat = make_outcome(draws=16, horizon=10, options=("continue", "extend"), full=False)
    rows = tuple(row.model_copy(update={"id": "finance.discount", "base": 0.0}) for row in flat.assumptions[:1])
    later = with_differences(flat, {"extend": np.full(16, -900.0)}, year=9, assumptions=rows)
    check = horizon_check(later, None)
    (row,) = check.rows
    assert row.last_years == pytest.approx(-300.0)  # 900 in one of the last three years
    assert dict(row.by_rate)[0.03] == pytest.approx(-900.0 / 1.03**9)
    assert (check.years, check.long_years) == (10, 10)


def test_what_is_left_in_the_reserve_counts_at_every_rate_and_in_no_year() -> None:
    flat = make_outcome(draws=16, horizon=10, options=("continue", "extend"), full=False)
    rows = tuple(row.model_copy(update={"id": "finance.discount", "base": 0.0}) for row in flat.assumptions[:1])
    npv = with_differences(flat, {}).npv.copy()
    npv[1, :, 0, flat.i("reserve_left")] += 500.0
    (row,) = horizon_check(with_differences(flat, {}, assumptions=rows, npv=npv), None).rows
    assert row.chosen.mean == pytest.approx(500.0)
    assert row.last_years == pytest.approx(0.0, abs=1e-6)
    assert dict(row.by_rate)[0.03] == pytest.approx(500.0 / 1.03**10)


def test_views_in_which_another_option_wins() -> None:
    flat = make_outcome(draws=16, horizon=10, options=("continue", "extend"), full=False)
    short = with_differences(flat, {"extend": np.full(16, 5e6)}, year=1)
    longer = make_outcome(draws=16, horizon=20, options=("continue", "extend"), full=False)
    turned = with_differences(longer, {"extend": np.full(16, -5e6)}, year=15)
    check = horizon_check(short, turned)
    assert check.cheaper("continue", 0.01) == {"longer": "extend"}
    assert set(check.cheaper("extend", 0.01).values()) == {""}
    assert "longer" not in check.cheaper("extend", 0.01)
    assert dataclasses.replace(check, rows=()).cheaper("continue", 0.01) == {}
