"""Budget tables: hand-worked figures, rounding that adds up, and differences that show."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.decide.budget import key_shares, largest_remainder, multi_year_budget, reconciliation
from model.law.forms import KeyBase
from tests.factories import make_case, make_outcome
from tests.synthetic import BUDGET, INCOME

if TYPE_CHECKING:
    import random

    from model.engine.outcome import Outcome


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return make_outcome(draws=64, block_size=8)


class TestLargestRemainder:
    def test_by_hand(self) -> None:
        assert largest_remainder([10.6, 20.7, 68.7], 100, ["A", "B", "C"]) == (10, 21, 69)

    def test_ties_go_to_the_lowest_code(self) -> None:
        assert largest_remainder([0.5, 0.5], 1, ["GM0297", "GM0263"]) == (0, 1)
        assert largest_remainder([33.333333333, 33.333333333, 33.333333334], 100, ["C", "B", "A"]) == (33, 33, 34)

    def test_noise_of_the_computer_is_no_remainder(self) -> None:
        assert largest_remainder([0.1 + 0.2 + 99.7, 50.0], 150, ["A", "B"]) == (100, 50)
        assert largest_remainder([99.9999999999, 50.0], 150, ["B", "A"]) == (100, 50)

    def test_negative_amounts_stay_within_a_euro(self) -> None:
        assert largest_remainder([-0.5, 10.5], 10, ["A", "B"]) == (0, 10)

    @pytest.mark.parametrize("total", [8, 13])
    def test_a_total_that_is_not_the_sum_is_refused(self, total: int) -> None:
        with pytest.raises(ValueError, match="cannot be rounded to a total"):
            largest_remainder([5.2, 5.3], total, ["A", "B"])

    @pytest.mark.parametrize("codes", [["A"], ["A", "A"]])
    def test_codes_must_tell_the_amounts_apart(self, codes: list[str]) -> None:
        with pytest.raises(ValueError, match="different codes"):
            largest_remainder([1.0, 2.0], 3, codes)

    def test_nothing_rounds_to_nothing(self) -> None:
        assert largest_remainder([], 0, []) == ()

    amounts = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=30)

    @given(cents=amounts, shuffle=st.randoms(use_true_random=False))
    def test_sums_stays_near_and_does_not_depend_on_order(self, cents: list[int], shuffle: random.Random) -> None:
        values = [cent / 100 for cent in cents]
        codes = [f"GM{k:04d}" for k in range(len(values))]
        total = round(math.fsum(values))
        found = dict(zip(codes, largest_remainder(values, total, codes), strict=True))
        assert sum(found.values()) == total
        assert all(abs(found[code] - value) < 1.0 for code, value in zip(codes, values, strict=True))
        order = list(range(len(values)))
        shuffle.shuffle(order)
        turned_codes = [codes[k] for k in order]
        turned = largest_remainder([values[k] for k in order], total, turned_codes)
        assert dict(zip(turned_codes, turned, strict=True)) == found

    @given(cents=amounts)
    def test_a_larger_remainder_never_gets_less(self, cents: list[int]) -> None:
        values = [cent / 100 for cent in cents]
        found = largest_remainder(values, round(math.fsum(values)), [f"{k:03d}" for k in range(len(values))])
        up = [cent % 100 for cent, whole in zip(cents, found, strict=True) if 100 * whole > cent]
        down = [cent % 100 for cent, whole in zip(cents, found, strict=True) if 100 * whole < cent]
        assert not up or not down or min(up) >= max(down)


class TestKeyShares:
    def test_a_mixed_key_by_hand(self) -> None:
        case = make_case()  # 29,000 and 25,000 inhabitants; fixed shares .5 and .5
        shares = key_shares({KeyBase.INHABITANTS: 0.7, KeyBase.FIXED: 0.3}, case.parties)
        assert shares == pytest.approx({"GM9902": 0.7 * 29 / 54 + 0.15, "GM9901": 0.7 * 25 / 54 + 0.15})

    def test_a_base_of_nobody_is_an_error(self) -> None:
        parties = tuple(party.model_copy(update={"usage": 0.0}) for party in make_case().parties)
        with pytest.raises(ValueError, match="divides by usage"):
            key_shares({KeyBase.USAGE: 1.0}, parties)

    def test_a_base_without_weight_is_not_looked_at(self) -> None:
        parties = tuple(party.model_copy(update={"usage": 0.0}) for party in make_case().parties)
        shares = key_shares({KeyBase.USAGE: 0.0, KeyBase.INHABITANTS: 1.0}, parties)
        assert sum(shares.values()) == pytest.approx(1.0)


class TestMultiYearBudget:
    def test_four_years_after_the_budget_year_per_party_then_together(self, outcome: Outcome) -> None:
        found = multi_year_budget(outcome, "extend")
        assert [(row.party, row.year) for row in found] == [
            (party, year) for party in ("GM9902", "GM9901", None) for year in (2027, 2028, 2029, 2030)
        ]

    def test_a_short_horizon_gives_fewer_years(self) -> None:
        short = make_outcome(draws=4, block_size=1, horizon=2)
        assert {row.year for row in multi_year_budget(short, "continue")} == {2027, 2028}

    def test_by_hand(self) -> None:
        outcome = make_outcome(draws=2, block_size=1)
        seen = np.zeros_like(outcome.observable)
        o, cash, lasten, charge = (outcome.o("unwind"), *map(outcome.obs, ("cost_cash", "cost_lasten", "charge")))
        seen[o, :, 0, 1, cash], seen[o, :, 1, 1, cash] = (100.0, 200.0), (50.0, -50.0)
        seen[o, :, 0, 1, lasten], seen[o, :, 0, 1, charge] = 7.0, (80.0, 90.0)
        changed = dataclasses.replace(outcome, observable=seen)
        found = {(row.party, row.year): row for row in multi_year_budget(changed, "unwind")}
        first, second, whole = (found[party, 2027] for party in ("GM9902", "GM9901", None))
        assert (first.cash.mean, first.cash.p10, first.cash.p90) == pytest.approx((150.0, 110.0, 190.0))
        assert second.cash.mean == pytest.approx(0.0)
        assert (whole.cash.mean, whole.cash.p90) == pytest.approx((150.0, 150.0))
        assert (first.lasten.mean, first.contribution.mean, whole.lasten.p10) == pytest.approx((7.0, 85.0, 7.0))
        assert found["GM9902", 2028].cash.mean == 0.0

    def test_means_add_up_over_the_parties(self, outcome: Outcome) -> None:
        found = {(row.party, row.year): row for row in multi_year_budget(outcome, "unwind")}
        for year in (2027, 2028, 2029, 2030):
            for view in ("cash", "lasten", "contribution"):
                parts = sum(getattr(found[code, year], view).mean for code in outcome.parties)
                assert parts == pytest.approx(getattr(found[None, year], view).mean, abs=1e-6)


class TestReconciliation:
    def test_year_0_is_the_budget_line_by_line(self, outcome: Outcome) -> None:
        found = reconciliation(outcome)
        assert {line.line: line.budget for line in found.lines} == {**BUDGET, "other": 0, "income": -INCOME}
        assert found.largest_difference == 0
        assert found.total.budget == found.total.model == 7_350_000
        assert [line.line for line in found.lines if line.estimated] == ["overhead"]

    def test_contributions_follow_the_key_and_add_up(self, outcome: Outcome) -> None:
        found = reconciliation(outcome)
        # 7,350,000 x 29/54 = 3,947,222.22 and x 25/54 = 3,402,777.78
        assert [(row.code, row.by_key, row.model) for row in found.contributions] == [
            ("GM9902", 3_947_222, 3_947_222),
            ("GM9901", 3_402_778, 3_402_778),
        ]
        assert [row.difference_published for row in found.contributions] == [0.0, 0.0]
        assert (found.published_total, found.published_source) == (7_350_000.0, "Begroting 2026 (verzonnen)")

    def test_a_deviation_of_the_model_shows_on_its_line(self, outcome: Outcome) -> None:
        cost = outcome.cost_mean.copy()
        cost[0, 0, 0, outcome.i("hosting")] += 12_345.0
        cost[0, 1, 0, outcome.i("hire")] += 1_000.0
        found = reconciliation(dataclasses.replace(outcome, cost_mean=cost))
        assert {line.line: line.difference for line in found.lines if line.difference} == {
            "hosting": 12_345,
            "other": 1_000,
        }
        assert found.largest_difference == 12_345

    def test_own_cost_of_the_municipality_is_no_part_of_the_budget(self, outcome: Outcome) -> None:
        cost = outcome.cost_mean.copy()
        cost[..., outcome.i("retained")] *= 2
        assert reconciliation(dataclasses.replace(outcome, cost_mean=cost)).largest_difference == 0

    def test_a_deviating_charge_shows_at_its_party(self, outcome: Outcome) -> None:
        charge = outcome.charge.copy()
        charge[0, :, 0, 0] += 500.0
        charge[0, :, 1, 0] -= 500.0
        found = reconciliation(dataclasses.replace(outcome, charge=charge))
        assert [row.difference for row in found.contributions] == [500, -500]
        assert [row.difference_published for row in found.contributions] == [500.0, -500.0]

    def test_without_a_published_budget_nothing_is_invented(self) -> None:
        found = reconciliation(make_outcome(draws=4, block_size=1, plan=False))
        assert [row.published for row in found.contributions] == [None, None]
        assert [row.difference_published for row in found.contributions] == [None, None]
        assert found.published_total is None
        assert found.published_source is None

    def test_three_parties_add_up_to_the_euro(self) -> None:
        found = reconciliation(make_outcome(draws=4, block_size=1, parties=3))
        assert sum(row.by_key for row in found.contributions) == found.total.budget
        assert sum(row.model for row in found.contributions) == found.total.model
        assert sum(row.key_share for row in found.contributions) == pytest.approx(1.0)
