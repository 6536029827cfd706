"""Contracts and assets that are worth something when work leaves them (formulas §6, C13)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import stranding
from model.engine.belongings import book_values, contract_row
from model.inputs.case import Contract
from tests.engine.worlds import FRICTIONLESS, cost, hand_case, option, plain, run, seen

MOVING = {
    **FRICTIONLESS, "cloud.pace_factor": 1.0, "cloud.ambition": 1.0, "cloud.curve": 2.0, "cloud.price_ratio": 1.0,
    "stranded.proceeds": 0.0,
}  # fmt: skip


def contract(**fields):
    return {"name": "licenties", "annual_eur": 600_000, "end_year": 2028, "exit_cost_eur": 10_000_000, **fields}


def moving(*contracts):
    outcome = run(hand_case(organisation={"contracts": list(contracts)}), pinned=MOVING)
    hosted = 1.0 - seen(outcome, "workload_cloud")[0, 0, 0]
    return hosted / hosted[0], cost(outcome, "stranded")[0, 0].sum(axis=0)


def test_work_that_moves_before_its_contract_ends_pays_the_fees_that_remain():
    """€ 600,000 a year until 2028: what goes in 2027 pays two years, in 2028 one; from 2029 on nothing."""
    kept, paid = moving(contract())
    left = np.array([0, 2, 1, 0, 0, 0, 0, 0, 0])
    np.testing.assert_allclose(paid[1:], 600_000 * left[1:] * -np.diff(kept), rtol=1e-9, atol=1e-6)
    assert paid[1] > 0.0


def test_or_the_price_of_ending_it_where_that_is_less():
    kept, paid = moving(contract(exit_cost_eur=50_000))
    np.testing.assert_allclose(paid[1:3], 50_000 * -np.diff(kept)[:2], rtol=1e-9)


def test_work_moves_first_from_contracts_that_have_ended():
    """Half of the fees ended in the budget year: nothing is stranded until more than half of the work has moved."""
    kept, paid = moving(contract(end_year=2026), contract(end_year=2035))
    most = np.minimum(kept, 0.5) / 0.5
    left = 2035 - (2026 + np.arange(1, 9)) + 1
    np.testing.assert_allclose(paid[1:], 600_000 * left * -np.diff(most), rtol=1e-9, atol=1e-6)
    assert paid[1] == 0.0
    assert paid[-1] > 0.0


def test_a_contract_for_cloud_software_is_not_left_by_moving_to_the_cloud():
    assert np.all(moving(contract(saas=True))[1] == 0.0)


def test_an_estimated_contract_stands_for_many_with_ends_of_their_own():
    one = Contract.model_validate(contract(annual_eur={"value": 600_000, "estimated": True, "source": "B09"}))
    assert contract_row(one)[-1] == 0.0
    assert contract_row(Contract.model_validate(contract()))[-1] == 1.0


@pytest.mark.parametrize(
    ("leaves", "price"), [(1, 100_000 - 40_000 * (1.0 - 0.03)), (2, 60_000.0)], ids=["2027", "2028"]
)
def test_the_data_act_takes_the_switching_charge_away_and_nothing_else(leaves, price):
    """Ending costs 100,000, of which 40,000 for switching, which is banned from 12 January 2027 (2027.03)."""
    written = contract(exit_cost_eur=100_000, switching_eur=40_000, end_year=2034, saas=True)
    end = option({"kind": "dissolve", "after_years": leaves})
    pinned = {**FRICTIONLESS, "stranded.taken_over": 0.0, "stranded.switching_ban": 2027.03}
    outcome = run(hand_case(organisation={"contracts": [written]}), end, pinned=pinned)
    assert cost(outcome, "stranded")[1, 0, :, leaves].sum() == pytest.approx(price, rel=1e-9)


def test_without_a_price_of_ending_the_remaining_fees_stay_whatever_the_data_act_says():
    written = contract(annual_eur=100_000, end_year=2030, saas=True)
    del written["exit_cost_eur"]
    end = option({"kind": "dissolve", "after_years": 3})
    outcome = run(
        hand_case(organisation={"contracts": [written]}), end, pinned={**FRICTIONLESS, "stranded.taken_over": 0.0}
    )
    assert cost(outcome, "stranded")[1, 0, :, 3].sum() == pytest.approx(200_000.0)


@given(st.floats(0, 2), st.floats(0, 2), st.floats(0.01, 1))
def test_the_less_work_is_left_the_more_is_bought_out(one, other, running):
    part = plain(stranding.bought_out)
    few, many = sorted((one, other))
    assert 0.0 <= part(many, running) <= part(few, running) <= 1.0
    assert part(one, 0.0) == 0.0


def test_books_fall_to_nothing_and_are_replaced_by_their_like():
    """€ 300,000 over three years; then a life of five at the same € 100,000 a year."""
    asset = {"name": "servers", "book_value_eur": 300_000, "remaining_years": 3, "life_years": 5}
    table = book_values(hand_case(horizon=10, organisation={"assets": [asset]}))
    np.testing.assert_allclose(table[:, 0], [3e5, 2e5, 1e5, *[0.0] * 8])
    np.testing.assert_allclose(table[:, 1], [0, 0, 0, 0, 4e5, 3e5, 2e5, 1e5, 0, 4e5, 3e5])


def test_an_estimated_asset_is_a_mix_of_ages():
    guess = {"value": 300_000, "estimated": True, "source": "B06"}
    asset = {"name": "servers", "book_value_eur": guess, "remaining_years": 3, "life_years": 5}
    table = book_values(hand_case(organisation={"assets": [asset]}))
    np.testing.assert_allclose(table, np.tile([0.0, 300_000.0], (9, 1)))


def test_what_a_split_strands_depends_on_the_year():
    asset = {"name": "servers", "book_value_eur": 300_000, "remaining_years": 3, "life_years": 5}
    ends = [option({"kind": "dissolve", "after_years": y}, name=f"in-{y}") for y in (1, 2, 3, 4)]
    pinned = {**FRICTIONLESS, "stranded.taken_over": 0.0, "stranded.proceeds": 0.0}
    outcome = run(hand_case(organisation={"assets": [asset]}), *ends, pinned=pinned)
    found = cost(outcome, "stranded")[1:, 0].sum(axis=(1, 2))
    np.testing.assert_allclose(found, [2e5, 1e5, 0.0, 4e5], rtol=1e-9, atol=1e-6)
