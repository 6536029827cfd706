"""Appraisal: hand-worked figures, and what must hold whatever the figures are."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from model.decide import appraisal
from model.decide.appraisal import OptionSummary, appraise, break_even, standard_error, summarise
from tests.factories import make_outcome, with_differences

if TYPE_CHECKING:
    from model.engine.outcome import Outcome

YEARS = (2027, 2028, 2029, 2030)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return make_outcome(draws=64, block_size=8)


def rows(outcome: Outcome) -> dict[tuple[str, str | None], OptionSummary]:
    return {(row.option, row.party): row for row in appraise(outcome)}


def test_one_row_per_option_and_party_together_first(outcome: Outcome) -> None:
    found = [(row.option, row.party) for row in appraise(outcome)][:4]
    assert found == [("continue", None), ("continue", "GM9902"), ("continue", "GM9901"), ("extend", None)]


def test_continue_differs_from_itself_by_nothing(outcome: Outcome) -> None:
    for party in (None, *outcome.parties):
        row = summarise(outcome, "continue", party)
        assert row.difference == appraisal.Band(0.0, 0.0, 0.0)
        assert row.standard_error.value == 0.0
        assert (row.share_cheaper, row.break_even, row.break_even_year) == (0.0, "same", None)
        assert (row.one_off, row.structural, row.transfers) == (0.0, 0.0, 0.0)
        assert row.peak_extra_cash.mean == row.peak_extra_lasten.mean == 0.0
        assert row.peak_year_cash is None
        assert {service.mean for service in row.service} == {0.0}


def test_together_is_the_sum_of_the_means_and_bands_do_not_add() -> None:
    outcome = make_outcome(draws=4, block_size=1)
    deltas = np.array([[100.0, 0.0], [0.0, 100.0], [100.0, 0.0], [0.0, 100.0]])
    found = rows(with_differences(outcome, {"unwind": deltas}))
    first, second, together = (found["unwind", code] for code in (*outcome.parties, None))
    assert (first.difference.mean, second.difference.mean) == pytest.approx((50.0, 50.0))
    assert (first.difference.p10, first.difference.p90) == pytest.approx((0.0, 100.0), abs=1e-6)
    assert dataclasses.astuple(together.difference) == pytest.approx((100.0, 100.0, 100.0, 0.0), abs=1e-6)
    assert first.difference.error == pytest.approx(np.sqrt(10_000 / 3) / 2)
    assert first.difference.limits[1] - first.difference.mean == pytest.approx(25 * first.difference.error)


def test_parties_sum_to_together_in_every_additive_figure(outcome: Outcome) -> None:
    found = rows(outcome)
    for option in outcome.options:
        parts = [found[option, code] for code in outcome.parties]
        whole = found[option, None]
        for name in ("one_off", "structural", "transfers"):
            assert sum(getattr(part, name) for part in parts) == pytest.approx(getattr(whole, name), abs=1e-4)
        assert sum(part.cost.mean for part in parts) == pytest.approx(whole.cost.mean)
        assert whole.one_off + whole.structural + whole.transfers == pytest.approx(whole.difference.mean, abs=1e-4)


def test_cost_per_inhabitant_per_year_by_hand() -> None:
    # 54 million euro over 54,000 inhabitants and 10 years is 100 euro.
    outcome = make_outcome(draws=2, block_size=1)
    npv = np.zeros_like(outcome.npv)
    npv[..., 1] = 27e6
    row = summarise(dataclasses.replace(outcome, npv=npv), "continue")
    assert row.per_inhabitant_year == pytest.approx(100.0)
    one = summarise(dataclasses.replace(outcome, npv=npv), "continue", "GM9901")
    assert one.per_inhabitant_year == pytest.approx(27e6 / 25_000 / 10)


def test_cost_per_inhabitant_is_not_invented_for_a_party_without_inhabitants(outcome: Outcome) -> None:
    stranger = dataclasses.replace(outcome, parties=("GM9902", "ODZOB"))
    assert summarise(stranger, "unwind", "ODZOB").per_inhabitant_year is None
    assert summarise(stranger, "unwind").per_inhabitant_year is None


def test_share_of_futures_counts_draws_below_zero() -> None:
    outcome = make_outcome(draws=4, block_size=1)
    row = summarise(with_differences(outcome, {"unwind": [-1.0, -2.0, 0.0, 9.0]}), "unwind")
    assert row.share_cheaper == 0.5


@pytest.mark.parametrize(
    ("item", "part"), [("transition", "one_off"), ("technical", "structural"), ("exit_transfer", "transfers")]
)
def test_one_off_structural_and_transfers_are_told_apart(item: str, part: str) -> None:
    outcome = make_outcome(draws=4, block_size=1)
    row = summarise(with_differences(outcome, {"unwind": np.full(4, 80.0)}, item=item), "unwind")
    for name in ("one_off", "structural", "transfers"):
        assert getattr(row, name) == pytest.approx(80.0 if name == part else 0.0, abs=1e-6)


class TestStandardError:
    def test_by_block_means(self) -> None:
        # Block means 1, 3, 5, 7: variance 20/3, divided by four blocks.
        found = standard_error(np.array([1.0, 1, 3, 3, 5, 5, 7, 7]), np.array([0, 0, 1, 1, 2, 2, 3, 3]))
        assert found.source == "blocks"
        assert found.value == pytest.approx(np.sqrt(20 / 3 / 4))

    def test_blocks_of_unequal_size_weigh_by_their_draws(self) -> None:
        # Sizes 3, 1, 1, 1 of 6; means 2, 0, 0, 0; mean 1: (1/4 + 3/36) * 4/3.
        found = standard_error(np.array([2.0, 2, 2, 0, 0, 0]), np.array([0, 0, 0, 1, 2, 3]))
        assert found.value == pytest.approx(np.sqrt((1 / 4 + 3 / 36) * 4 / 3))

    @pytest.mark.parametrize("block", [[0, 0, 0, 0], [0, 0, 1, 1]])
    def test_too_few_blocks_fall_back_on_the_draws_and_say_so(self, block: list[int]) -> None:
        found = standard_error(np.array([1.0, 1, 3, 3]), np.array(block))
        assert found.source == "draws"
        assert found.value == pytest.approx(np.sqrt(4 / 3) / 2)

    def test_one_draw_has_no_spread(self) -> None:
        assert standard_error(np.array([5.0]), np.array([0])).value == 0.0

    def test_sees_dependence_inside_blocks(self) -> None:
        # All draws of a block equal: the root of the number of draws would be far too hopeful.
        block = np.repeat(np.arange(20), 100)
        values = np.random.default_rng(1).standard_normal(20)[block]
        assert standard_error(values, block).value > 5 * values.std() / np.sqrt(values.size)


class TestBreakEven:
    @pytest.mark.parametrize(
        ("yearly", "expected"),
        [
            ([0, 0, 0, 0], ("same", None, True)),
            ([-5, 2, 2, 0], ("immediately", None, True)),
            ([0, -5, 0, 0], ("immediately", None, True)),
            ([100, -60, -40, 0], ("in_year", 2029, True)),
            ([0, 100, -60, -60], ("in_year", 2030, True)),
            ([100, -60, 0, 0], ("never", None, False)),
            ([100, -150, 100, 0], ("in_year", 2028, False)),
            ([-50, 100, -20, 0], ("never", None, False)),
            ([-50, 100, -60, 0], ("in_year", 2029, True)),
        ],
    )
    def test_by_hand(self, yearly: list[float], expected: tuple[str, int | None, bool]) -> None:
        assert break_even(np.array(yearly, dtype=float), YEARS) == expected

    def test_uses_the_mean_over_draws_and_the_sum_over_parties(self) -> None:
        outcome = make_outcome(draws=2, block_size=1)
        changed = with_differences(outcome, {"unwind": np.array([[300.0, -100.0], [100.0, 100.0]])}, year=1)
        npv_year = changed.npv_year.copy()
        npv_year[outcome.o("unwind"), :, 0, 4] -= 400.0  # together +200 in 2027 and -400 in 2030
        row = summarise(dataclasses.replace(changed, npv_year=npv_year), "unwind")
        assert (row.break_even, row.break_even_year, row.break_even_holds) == ("in_year", 2030, True)

    def test_a_reserve_that_is_left_counts_in_the_last_year(self) -> None:
        outcome = make_outcome(draws=2, block_size=1)
        changed = with_differences(outcome, {"unwind": [100.0, 100.0]}, year=1)
        npv = changed.npv.copy()
        npv[outcome.o("unwind"), :, 0, outcome.i("reserve_left")] -= 150.0
        row = summarise(dataclasses.replace(changed, npv=npv), "unwind")
        assert (row.break_even, row.break_even_year, row.difference.mean) == ("in_year", 2036, pytest.approx(-50.0))

    def test_the_budget_year_does_not_count(self) -> None:
        outcome = make_outcome(draws=2, block_size=1)
        assert summarise(with_differences(outcome, {"unwind": [9.0, 9.0]}, year=0), "unwind").break_even == "same"


class TestPeak:
    @staticmethod
    def with_extra(outcome: Outcome, view: str, extra: np.ndarray) -> Outcome:
        seen = outcome.observable.copy()
        name, base = outcome.obs(view), outcome.o("continue")
        seen[outcome.o("unwind"), ..., name] = seen[base, ..., name] + extra
        return dataclasses.replace(outcome, observable=seen)

    @pytest.mark.parametrize(
        ("view", "field"), [("cost_cash", "peak_extra_cash"), ("cost_lasten", "peak_extra_lasten")]
    )
    def test_is_the_largest_year_of_each_draw(self, view: str, field: str) -> None:
        outcome = make_outcome(draws=2, block_size=1)
        extra = np.zeros((2, 2, 11))
        extra[0, :, 3] = 50.0  # together 100 in draw 0, year 3
        extra[1, 0, 5] = 200.0  # 200 in draw 1, year 5
        extra[:, :, 0] = 9e9  # the budget year never counts
        peak = getattr(summarise(self.with_extra(outcome, view, extra), "unwind"), field)
        assert (peak.mean, peak.p90) == pytest.approx((150.0, 190.0))
        own = getattr(summarise(self.with_extra(outcome, view, extra), "unwind", "GM9902"), field)
        assert own.mean == pytest.approx(125.0)

    def test_is_zero_where_an_option_is_cheaper_every_year(self) -> None:
        outcome = make_outcome(draws=2, block_size=1)
        row = summarise(self.with_extra(outcome, "cost_cash", np.full((2, 2, 11), -7.0)), "unwind")
        assert row.peak_extra_cash.mean == 0.0
        assert row.peak_year_cash is None

    def test_names_the_year_with_the_largest_mean(self) -> None:
        outcome = make_outcome(draws=2, block_size=1)
        extra = np.zeros((2, 2, 11))
        extra[:, :, 3], extra[0, 0, 5] = 60.0, 200.0  # means together: 120 and 100
        assert summarise(self.with_extra(outcome, "cost_cash", extra), "unwind").peak_year_cash == 2029


def test_service_stands_beside_the_euros_weighted_by_inhabitants() -> None:
    outcome = make_outcome(draws=2, block_size=1)
    score = np.full_like(outcome.score, 0.5)
    score[outcome.o("unwind"), :, 0, outcome.g("klant")] = 0.7  # 29,000 of 54,000 inhabitants
    changed = dataclasses.replace(outcome, score=score)
    together = {row.goal: row.mean for row in summarise(changed, "unwind").service}
    assert tuple(together) == outcome.goals
    assert together["klant"] == pytest.approx(0.2 * 29 / 54)
    assert together["kennis"] == 0.0
    assert summarise(changed, "unwind", "GM9902").service[4].mean == pytest.approx(0.2)


def test_reordering_parties_permutes_the_rows(outcome: Outcome) -> None:
    turned = dataclasses.replace(
        outcome,
        parties=outcome.parties[::-1],
        party_names=outcome.party_names[::-1],
        **{name: getattr(outcome, name)[:, :, ::-1] for name in ("charge", "npv", "npv_year", "score", "observable")},
        scale_effect=outcome.scale_effect[:, :, ::-1],
        cost_mean=outcome.cost_mean[:, ::-1],
        cost=None,
    )
    before, after = rows(outcome), rows(turned)
    assert before.keys() == after.keys()
    for key, row in before.items():
        assert after[key].cost.mean == pytest.approx(row.cost.mean)
        assert after[key].break_even_year == row.break_even_year
        assert after[key].peak_extra_cash.p90 == pytest.approx(row.peak_extra_cash.p90)


class TestBaseline:
    def test_an_option_without_actions_is_continue(self, outcome: Outcome) -> None:
        renamed = dataclasses.replace(outcome, options=("niets-doen", *outcome.options[1:]))
        assert appraisal.baseline(renamed) == "niets-doen"

    def test_its_absence_is_an_error(self, outcome: Outcome) -> None:
        renamed = dataclasses.replace(
            outcome, options=("a", *outcome.options[1:]), option_objects=(outcome.option_objects[1],) * 4
        )
        with pytest.raises(ValueError, match="continue is not among the options"):
            appraise(renamed)
