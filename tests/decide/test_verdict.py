"""The verdict gate on synthetic cases whose answer is known."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from model.decide import turning
from model.decide.appraisal import present_cost
from model.decide.gate import USED as GATE_ROWS
from model.decide.gate import limits
from model.decide.verdict import verdict, verdicts
from model.inputs import load_assumptions
from tests.decide.known import CONVERSION, DRAWS, ELASTICITY, SAAS, SHARED, noise, turned, unit
from tests.factories import make_outcome, many_rows, with_differences
from tests.synthetic import ROWS

if TYPE_CHECKING:
    from model.engine.outcome import Outcome


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return make_outcome(draws=DRAWS, block_size=128, full=False)


class TestPreference:
    def test_a_clear_winner_is_preferred(self, outcome: Outcome) -> None:
        found = verdict(with_differences(outcome, {"extend": noise(1e5) - 5e6, "unwind": noise(1e5) + 5e5}))
        assert (found.kind, found.option, found.leaning, found.challenger) == (
            "preferred",
            "extend",
            "extend",
            "extend",
        )
        assert found.share == 1.0
        assert found.difference is not None
        assert found.difference.mean == pytest.approx(-5e6, rel=0.05)
        assert (found.reasons, found.turning, found.tied_with) == ((), (), ())
        assert not found.conditional
        assert not found.example

    def test_continue_wins_where_every_other_is_dearer(self, outcome: Outcome) -> None:
        deltas = {name: noise(1e5) + 5e5 + k * 1e5 for k, name in enumerate(("extend", "restructure", "unwind"))}
        found = verdict(with_differences(outcome, deltas))
        assert (found.option, found.challenger, found.share) == ("continue", "extend", 1.0)

    def test_where_nothing_differs_continue_stays(self, outcome: Outcome) -> None:
        found = verdict(with_differences(outcome, {}))
        assert (found.kind, found.option, found.challenger) == ("preferred", "continue", None)
        assert found.reasons == ("no_difference",)
        assert found.judged_share is None

    def test_each_party_has_its_own_verdict(self, outcome: Outcome) -> None:
        deltas = np.stack((noise(1e4) - 3e6, noise(1e4, 2) + 2e5), axis=1)
        others = dict.fromkeys(("restructure", "unwind"), np.full(DRAWS, 9e5))
        together, first, second = verdicts(with_differences(outcome, {"extend": deltas, **others}))
        assert (together.party, first.party, second.party) == (None, "GM9902", "GM9901")
        assert (together.option, first.option, second.leaning) == ("extend", "extend", "continue")

    def test_sure_figures_need_no_spread(self) -> None:
        sure = make_outcome(draws=8, block_size=2, uncertainty=False, full=False)
        found = verdict(with_differences(sure, {"extend": np.full(8, -1e6)}))
        assert (found.kind, found.option) == ("preferred", "extend")
        assert set(found.untested) == {row[0] for row in ROWS if row[1] == "judgement"}


class TestCloseCall:
    def test_within_two_standard_errors_nothing_is_preferred(self, outcome: Outcome) -> None:
        delta = noise(1e8)
        error = 1e8 / np.sqrt(DRAWS)
        found = verdict(with_differences(outcome, {"extend": delta - delta.mean() - 0.5 * error}))
        assert (found.kind, found.option, found.leaning) == ("no_clear_preference", None, "extend")
        assert found.tied_with == ("continue",)
        assert found.reasons == ("close_call",)

    def test_well_outside_it_is(self, outcome: Outcome) -> None:
        delta = noise(1e7)
        found = verdict(with_differences(outcome, {"extend": delta - delta.mean() - 1.5e6}))
        assert (found.kind, found.option) == ("preferred", "extend")

    def test_two_options_that_tie_are_both_named(self, outcome: Outcome) -> None:
        deltas = {"extend": noise(1e5, 1) - 5e6, "restructure": noise(1e5, 2) - 5e6}
        found = verdict(with_differences(outcome, deltas))
        assert found.kind == "no_clear_preference"
        assert {found.leaning, *found.tied_with} == {"extend", "restructure"}

    def test_a_copy_of_the_winner_is_no_tie(self, outcome: Outcome) -> None:
        delta = noise(1e5) - 5e6
        found = verdict(with_differences(outcome, {"extend": delta, "restructure": delta}))
        assert (found.kind, found.tied_with) == ("preferred", ())


class TestMaterial:
    """An advantage below a stated share of what continuing costs is too small to choose on."""

    @staticmethod
    def saving(outcome: Outcome, share: float) -> Outcome:
        cost = float(present_cost(outcome, "continue").mean())
        return with_differences(outcome, {"extend": np.full(DRAWS, -share * cost)})

    @pytest.mark.parametrize(("share", "kind"), [(0.0099, "no_clear_preference"), (0.0101, "preferred")])
    def test_the_limit_is_one_percent(self, outcome: Outcome, share: float, kind: str) -> None:
        found = verdict(self.saving(outcome, share))
        assert (found.kind, found.leaning) == (kind, "extend")
        assert (found.option is None) == (kind == "no_clear_preference")
        assert ("too_small" in found.reasons) == (kind == "no_clear_preference")

    def test_the_row_of_the_table_moves_it(self, outcome: Outcome) -> None:
        row = next(row for row in load_assumptions() if row.id == "decide.material_share")
        rows = (*outcome.assumptions, row.model_copy(update={"base": 0.02}))
        stricter = dataclasses.replace(self.saving(outcome, 0.015), assumptions=rows)
        assert verdict(stricter).reasons == ("too_small",)
        assert verdict(self.saving(outcome, 0.015)).option == "extend"

    def test_continue_needs_no_advantage(self, outcome: Outcome) -> None:
        dearer = dict.fromkeys(("extend", "restructure", "unwind"), np.full(DRAWS, 1e4))
        found = verdict(with_differences(outcome, dearer))
        assert (found.kind, found.option, found.reasons) == ("preferred", "continue", ())

    def test_limits_come_from_their_rows(self) -> None:
        shipped = limits(())
        assert (shipped.material_share, shipped.estimated_limit) == (0.01, 0.6)
        assert (shipped.undecided_low, shipped.undecided_high) == (0.35, 0.65)
        rows = [row for row in load_assumptions() if row.id in GATE_ROWS]
        assert all((row.distribution, row.kind) == ("fixed", "judgement") for row in rows)
        moved = [row.model_copy(update={"base": 0.5}) for row in rows if row.id == "decide.undecided_low"]
        assert limits(moved) == dataclasses.replace(shipped, undecided_low=0.5)

    def test_the_band_of_undecided_futures_is_that_of_its_rows(self, outcome: Outcome) -> None:
        delta = 1e7 * (unit(outcome, ELASTICITY) - 0.7) + noise(1e4)
        changed = with_differences(outcome, {"extend": delta})
        assert verdict(changed).reasons == ("turns_within_judgement",)
        rows = [
            row.model_copy(update={"base": 0.75}) for row in load_assumptions() if row.id == "decide.undecided_high"
        ]
        wider = dataclasses.replace(changed, assumptions=(*outcome.assumptions, *rows))
        assert verdict(wider).reasons == ("turns_within_judgement", "undecided")

    def test_limits_of_the_gate_are_no_untested_judgements(self, outcome: Outcome) -> None:
        gate_rows = tuple(row for row in load_assumptions() if row.id in GATE_ROWS)
        changed = dataclasses.replace(outcome, assumptions=(*outcome.assumptions, *gate_rows))
        assert verdict(changed).untested == ()


class TestTurning:
    """Difference linear in one judgement: 1 million x (u - c), which turns at u = c."""

    @pytest.mark.parametrize("middle", [0.42, 0.5 - 1e-3, 0.55])
    def test_a_known_line_turns_where_it_should(self, outcome: Outcome, middle: float) -> None:
        delta = 1e6 * (unit(outcome, ELASTICITY) - middle) + noise(1e5)
        (row,) = turned(outcome, delta)
        assert row.id == "scale.elasticity"
        assert row.at_low == pytest.approx(1e6 * (0.01 - middle), abs=4 * row.error_low)
        assert row.at_high == pytest.approx(1e6 * (0.99 - middle), abs=4 * row.error_high)
        assert row.error_low == pytest.approx(1e5 * np.sqrt(16 / DRAWS), rel=0.2)  # end of a cubic: 16 / n
        assert row.turns_at == pytest.approx(-0.15 + 0.15 * middle, abs=0.15 * 0.04)
        assert (row.low, row.high) == pytest.approx((-0.1485, -0.0015), abs=0.002)
        assert row.name_nl == "scale elasticity (nl)"

    def test_the_gate_closes_on_it(self, outcome: Outcome) -> None:
        delta = 1e6 * (unit(outcome, ELASTICITY) - 0.45) + noise(1e5)
        found = verdict(with_differences(outcome, {"extend": delta}))
        assert (found.kind, found.option, found.reasons) == (
            "no_clear_preference", None, ("turns_within_judgement", "undecided")
        )  # fmt: skip
        assert [row.id for row in found.turning] == ["scale.elasticity"]
        assert found.share == pytest.approx(0.55, abs=0.03)

    def test_outside_35_to_65_percent_it_closes_too(self, outcome: Outcome) -> None:
        delta = 1e6 * (unit(outcome, ELASTICITY) - 0.2) + noise(1e4)
        found = verdict(with_differences(outcome, {"extend": delta}))
        assert found.share == pytest.approx(0.8, abs=0.03)
        assert (found.kind, found.leaning, found.option) == ("no_clear_preference", "continue", None)
        assert found.reasons == ("turns_within_judgement",)
        assert [row.id for row in found.turning] == ["scale.elasticity"]

    def test_a_measured_row_does_not_close_the_gate(self, outcome: Outcome) -> None:
        delta = 1e6 * (unit(outcome, SAAS) - 0.45) + noise(1e5)
        found = verdict(with_differences(outcome, {"extend": delta}))
        assert (found.kind, found.turning) == ("preferred", ())

    def test_rows_are_ranked_by_what_knowing_them_is_worth(self, outcome: Outcome) -> None:
        delta = 1e6 * (unit(outcome, CONVERSION) - 0.5) + 4e5 * (unit(outcome, SHARED) - 0.5) + 2e4
        rows = turned(outcome, delta - delta.mean() + 2e4)
        assert [row.id for row in rows] == ["staff.conversion", "law.shared"]
        # A line from -480,000 to 520,000 lies below zero for 48 %, on average 240,000 there.
        assert rows[0].worth_knowing == pytest.approx(0.48 * 240_000, rel=0.03)

    def test_a_curve_that_dips_below_zero_in_the_middle_is_seen(self, outcome: Outcome) -> None:
        delta = 4e6 * (unit(outcome, ELASTICITY) - 0.5) ** 2 - 1e5
        (row,) = turned(outcome, delta)
        assert (row.at_low > 0, row.at_high > 0) == (True, True)
        assert row.turns_quantile == 0.5

    def test_the_side_of_the_turn_is_told(self, outcome: Outcome) -> None:
        (above,) = turned(outcome, 1e6 * (0.8 - unit(outcome, ELASTICITY)))
        (below,) = turned(outcome, 1e6 * (unit(outcome, ELASTICITY) - 0.2))
        assert (above.side, below.side) == ("above", "below")

    def test_a_skew_input_is_judged_by_its_rank(self, outcome: Outcome) -> None:
        inputs = outcome.inputs.copy()
        inputs[:, ELASTICITY] = np.exp(5 * unit(outcome, ELASTICITY))
        skew = dataclasses.replace(outcome, inputs=inputs)
        delta = 1e6 * (unit(outcome, ELASTICITY) - 0.45)
        (row,), (plain,) = turned(skew, delta), turned(outcome, delta)
        assert row.at_low == pytest.approx(plain.at_low)
        assert row.turns_at == pytest.approx(np.exp(5 * 0.45), rel=0.1)

    def test_a_choice_of_two_values_is_judged_at_those_values(self, outcome: Outcome) -> None:
        inputs = outcome.inputs.copy()
        inputs[:, ELASTICITY] = unit(outcome, ELASTICITY) < 0.4
        two = dataclasses.replace(outcome, inputs=inputs)
        (row,) = turned(two, np.where(inputs[:, ELASTICITY] == 1.0, -1e5, 2e5) + noise(1e3))
        assert (row.at_low, row.at_high) == pytest.approx((2e5, -1e5), rel=0.01)

    def test_equal_values_share_a_rank(self) -> None:
        ranks = turning._mid_ranks(np.array([[3.0, 1.0, 1.0, 2.0], [4.0, 1.0, 2.0, 3.0]]))
        np.testing.assert_allclose(4 * ranks, [[3.5, 1.0, 1.0, 2.5], [3.5, 0.5, 1.5, 2.5]])

    @pytest.mark.parametrize("seed", range(20))
    def test_noise_turns_nothing(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        rows = many_rows(80, judged=80)
        outcome = dataclasses.replace(
            make_outcome(draws=DRAWS, full=False),
            inputs=rng.random((DRAWS, 80)),
            parameters=tuple(row.id for row in rows),
            assumptions=rows,
        )
        delta = 1e6 * rng.standard_normal(DRAWS)
        assert turned(outcome, delta - delta.mean() + 100.0) == ()

    def test_judgements_that_do_not_vary_are_named(self, outcome: Outcome) -> None:
        inputs = outcome.inputs.copy()
        inputs[:, SHARED] = 0.5
        found = verdict(with_differences(outcome, {"extend": noise(1e5) - 5e5}, inputs=inputs))
        assert found.untested == ("law.shared",)


class TestVariance:
    def test_a_known_split(self, outcome: Outcome) -> None:
        # Standard deviations 3, 4 and 12 of 13: shares 9/169, 16/169 and 144/169.
        scale = 1e5 * np.sqrt(12.0)
        delta = 3 * scale * unit(outcome, CONVERSION) + 4 * scale * unit(outcome, SAAS) + noise(12e5)
        shares = turning.variance_shares(turning.design(outcome), delta)
        assert shares is not None
        assert shares.judged == pytest.approx(9 / 169, abs=0.03)
        assert shares.known == pytest.approx(16 / 169, abs=0.03)
        assert shares.rest == pytest.approx(144 / 169, abs=0.04)

    def test_a_judgement_only_difference_is_all_judged(self, outcome: Outcome) -> None:
        found = verdict(with_differences(outcome, {"extend": 1e6 * (unit(outcome, ELASTICITY) + 1)}))
        assert found.judged_share == pytest.approx(1.0, abs=1e-3)
        assert found.variance is not None
        assert found.variance.known == 0.0

    def test_equal_inputs_are_not_counted_twice(self, outcome: Outcome) -> None:
        inputs = outcome.inputs.copy()
        inputs[:, CONVERSION] = inputs[:, SHARED] = unit(outcome, ELASTICITY)
        triple = dataclasses.replace(outcome, inputs=inputs)
        delta = 1e6 * unit(outcome, ELASTICITY) + noise(1e6 / np.sqrt(12))
        shares = turning.variance_shares(turning.design(triple), delta)
        assert shares is not None
        assert shares.judged == pytest.approx(0.5, abs=0.04)

    def test_terms_are_paid_for(self) -> None:
        # Adjusted R² by hand, from numpy's own cubic fit on the ranks of a small sample.
        small = make_outcome(draws=60, full=False)
        u = small.inputs[:, ELASTICITY]
        delta = 1e6 * u + 2e4 * np.random.default_rng(3).standard_normal(60)
        ranks = np.argsort(np.argsort(u))
        left = delta - np.polynomial.Polynomial.fit(ranks, delta, 3)(ranks)
        plain = 1.0 - left.var() / delta.var()
        shares = turning.variance_shares(turning.design(small), delta)
        assert shares is not None
        assert shares.judged == pytest.approx(1.0 - (1.0 - plain) * 59 / 56)
        assert shares.known == 0.0

    def test_pure_noise_is_nobodys(self, outcome: Outcome) -> None:
        shares = turning.variance_shares(turning.design(outcome), noise(1e6))
        assert shares is not None
        assert (shares.judged, shares.known, shares.rest) == (0.0, 0.0, 1.0)

    def test_no_spread_has_no_shares(self, outcome: Outcome) -> None:
        assert turning.variance_shares(turning.design(outcome), np.full(DRAWS, 5.0)) is None
