"""Trust, voice and exit (formulas §12)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import relation
from tests.engine.worlds import FRICTIONLESS, drawn_scenario, hand_case, option, plain, run, seen

unit = st.floats(0, 1)
NO_FEELING = {"relation.exit_trust": 0.0, "relation.exit_unfairness": 0.0, "relation.exit_value": 0.0}


class TestTrust:
    def test_no_change_leaves_it_where_it_is(self):
        assert plain(relation.trust)(0.6, 0.0, 0.1, 3.0) == 0.6

    def test_it_comes_on_foot_and_leaves_on_horseback(self):
        trust = plain(relation.trust)
        assert trust(0.5, 0.2, 0.1, 3.0) - 0.5 == pytest.approx(0.01)
        assert 0.5 - trust(0.5, -0.2, 0.1, 3.0) == pytest.approx(0.03)
        assert trust(0.5, 0.2, 0.1, 1.0) - 0.5 == pytest.approx(0.5 - trust(0.5, -0.2, 0.1, 1.0))

    @given(unit, st.floats(-50, 50), st.floats(0, 1), st.floats(1, 6))
    def test_it_stays_a_share(self, level, change, gain, asymmetry):
        assert 0.0 <= plain(relation.trust)(level, change, gain, asymmetry) <= 1.0

    def test_a_member_that_pays_its_share_by_every_yardstick_keeps_its_trust(self):
        trust = seen(run(hand_case()), "trust")
        np.testing.assert_allclose(trust, 0.6, rtol=1e-12)

    def test_a_share_above_the_yardstick_wears_trust_down_each_year(self):
        case = hand_case(arrangement={"cost_key": {"fixed": 1.0}})
        parties = tuple(
            party.model_copy(update={"fixed_share": party.fixed_share.model_copy(update={"value": share})})
            for party, share in zip(case.parties, (0.4, 0.3, 0.3), strict=True)
        )
        pinned = {"relation.weight_unfairness": 0.5, "relation.trust_gain": 0.1, "relation.asymmetry": 2.0}
        outcome = run(case.model_copy(update={"parties": parties}), pinned=pinned)
        unfair = 0.4 / (1 / 6) - 1.0
        np.testing.assert_allclose(seen(outcome, "unfairness")[0, 0, :, 2], [unfair, 0.0, 0.0], rtol=1e-9)
        expected = 0.6 * (1.0 - 0.2 * 0.5 * unfair) ** np.arange(9)
        np.testing.assert_allclose(seen(outcome, "trust")[0, 0, 0], expected, rtol=1e-9)
        np.testing.assert_allclose(seen(outcome, "trust")[0, 0, 1:], 0.6, rtol=1e-9)


class TestVoice:
    def test_what_one_gains_the_others_lose(self):
        """The first pays three times what it thinks is fair: talks move its share towards the yardstick."""
        case = hand_case(arrangement={"cost_key": {"fixed": 1.0}})
        parties = tuple(
            party.model_copy(update={"fixed_share": party.fixed_share.model_copy(update={"value": share})})
            for party, share in zip(case.parties, (0.5, 0.2, 0.3), strict=True)
        )
        pinned = {"relation.voice_rate": 5.0, "relation.voice_slope": 0.0, "relation.voice_step": 0.4}
        outcome = run(case.model_copy(update={"parties": parties}), scenario=drawn_scenario(), pinned=pinned, draws=64)
        share = seen(outcome, "share")[0]
        np.testing.assert_allclose(share.sum(axis=1), 1.0, rtol=1e-12)
        assert np.all(share >= 0.0)
        spoke = share[:, 0, 2] < 0.5 - 1e-9
        assert spoke.mean() > 0.9  # in the first year after the budget year
        np.testing.assert_allclose(share[spoke, 0, 2], 0.5 - 0.4 * (0.5 - 1 / 6), rtol=1e-9)
        np.testing.assert_allclose(share[spoke, 1, 2] / share[spoke, 2, 2], 2 / 3, rtol=1e-9)

    def test_the_rate_rises_with_unfairness(self):
        assert plain(relation.voice_rate)(0.05, 2.0, 0.0) == 0.05
        assert plain(relation.voice_rate)(0.05, 2.0, 0.5) == pytest.approx(0.05 * np.e)

    def test_chance_of_a_rate(self):
        assert plain(relation.yearly_chance)(0.0) == 0.0
        assert plain(relation.yearly_chance)(0.1) == pytest.approx(1.0 - np.exp(-0.1))


class TestExit:
    @pytest.mark.parametrize("members", [2, 3, 5])
    def test_the_rate_holds_for_the_organisation_whatever_the_number_of_members(self, members):
        """Anchor A08: at the reference an organisation sees its first notice at the given rate."""
        case = hand_case((10_000,) * members, horizon=10)
        outcome = run(
            case, scenario=drawn_scenario(exits="simulated"), pinned={**NO_FEELING, "relation.exit_rate": 0.05},
            draws=2048, keep="summary",
        )  # fmt: skip
        left = seen(outcome, "exited_unplanned")[0].any(axis=(1, 2))
        expected = 1.0 - np.exp(-0.05 * 9)  # notices of years 1-9 hold by year 10
        assert left.mean() == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 2048))

    def test_notice_is_given_before_it_holds(self):
        case = hand_case(arrangement={"notice_months": 30}, horizon=10)
        outcome = run(
            case, scenario=drawn_scenario(exits="simulated"), pinned={**NO_FEELING, "relation.exit_rate": 3.0},
            draws=64, keep="summary",
        )  # fmt: skip
        inside = seen(outcome, "member")[0]
        assert np.all(inside[..., :4] == 1.0)
        assert np.any(inside[..., 4] == 0.0)

    def test_the_first_to_leave_an_arrangement_of_two_ends_it(self):
        outcome = run(
            hand_case((20_000, 20_000)), scenario=drawn_scenario(exits="simulated"),
            pinned={**NO_FEELING, "relation.exit_rate": 0.5}, draws=64,
        )  # fmt: skip
        inside = seen(outcome, "member")[0]
        np.testing.assert_array_equal(inside[:, 0], inside[:, 1])
        assert np.any(inside == 0.0)
        assert np.all(outcome.npv[..., outcome.i("exit_transfer")] == 0.0)

    def test_switched_off_nobody_leaves(self):
        outcome = run(hand_case(), scenario=drawn_scenario(), pinned={"relation.exit_rate": 5.0}, draws=64)
        assert np.all(seen(outcome, "member") == 1.0)
        assert np.all(seen(outcome, "exited_unplanned") == 0.0)

    def test_mistrust_unfairness_and_a_cheaper_alternative_raise_the_rate(self):
        rate = plain(relation.exit_rate)
        assert rate(0.02, 2, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0) == 0.01
        assert rate(0.02, 2, 0.2, 1.0, 0.0, 1.0, 0.0, 1.0) == pytest.approx(0.01 * np.exp(0.2))
        assert rate(0.02, 2, 0.0, 1.0, 0.3, 1.0, 0.0, 1.0) == pytest.approx(0.01 * np.exp(0.3))
        assert rate(0.02, 2, 0.0, 1.0, 0.0, 1.0, -0.4, 2.0) == pytest.approx(0.01 * np.exp(0.8))

    def test_an_unplanned_exit_is_marked_and_a_planned_one_is_not(self):
        leave = option({"kind": "leave", "party": "GM0001", "after_years": 2})
        assert np.all(seen(run(hand_case(), leave, pinned=FRICTIONLESS), "exited_unplanned") == 0.0)
