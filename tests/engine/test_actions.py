"""Actions of an option: when they hold and what they do (design: at, when, levers, tasks, sourcing)."""

from __future__ import annotations

import numpy as np
import pytest

from model.inputs import build_scenario
from model.simulation import simulate
from tests.engine.worlds import CONTINUE, FRICTIONLESS, cost, drawn_scenario, hand_case, option, run, seen

WAGE_RISE = {"prices.wage_agreement": 0.05, "prices.wage_agreement_end": 2100.0}
IN_TIME = {"transition.delay_factor": 0.0, "transition.split_months": 12.0}
TWO_YEARS = {"kind": "dissolve", "after_years": 2}


class TestWhen:
    def test_a_year_and_a_number_of_years_are_the_same(self):
        outcome = run(hand_case(), option(TWO_YEARS), option({"kind": "dissolve", "at": 2028}, name="jaar"))
        np.testing.assert_array_equal(outcome.charge[1], outcome.charge[2])

    def test_a_signpost_starts_its_action_after_the_lead_time(self):
        """Charges grow 2.5 % in the first year: above 2 that is seen at its end, and holds two years on."""
        when = {"kind": "dissolve", "when": {"signpost": "charge_growth_pct", "above": 2.0, "lead_years": 2}}
        outcome = run(hand_case(), option(when), pinned=WAGE_RISE)
        np.testing.assert_array_equal(seen(outcome, "member")[1, 0, 0], [1, 1, 1, 0, 0, 0, 0, 0, 0])

    def test_what_is_seen_now_holds_next_year_at_the_earliest(self):
        when = {"kind": "dissolve", "when": {"signpost": "trust", "below": 0.9, "lead_years": 0}}
        assert seen(run(hand_case(), option(when)), "member")[1, 0, 0].tolist() == [1.0] + [0.0] * 8

    def test_a_signpost_that_never_passes_leaves_continue(self):
        when = {"kind": "dissolve", "when": {"signpost": "trust", "below": 0.1, "lead_years": 1}}
        outcome = run(hand_case(), option(when), pinned=WAGE_RISE)
        np.testing.assert_array_equal(outcome.npv[0], outcome.npv[1])

    def test_it_is_judged_in_each_draw_by_itself(self):
        when = {"kind": "dissolve", "when": {"signpost": "charge_growth_pct", "above": 8.0, "lead_years": 1}}
        outcome = simulate(
            hand_case(), build_scenario({"exits": "none"}), [CONTINUE, option(when)], draws=256, pinned=IN_TIME
        )
        growth = 100 * (outcome.charge[0].sum(axis=1)[:, 1:] / outcome.charge[0].sum(axis=1)[:, :-1] - 1.0)
        seen_at = np.where((growth > 8.0).any(axis=1), (growth > 8.0).argmax(axis=1) + 1, 99)
        ended = seen(outcome, "member")[1, :, 0] == 0.0
        ends = np.where(ended.any(axis=1), ended.argmax(axis=1), 99)
        within = seen_at <= 7
        np.testing.assert_array_equal(ends[within], seen_at[within] + 1)
        assert within.sum() > 10
        assert (seen_at == 99).sum() > 10
        assert np.all(ends[seen_at == 99] == 99)

    @pytest.mark.parametrize(
        ("signpost", "above", "pinned"),
        [
            ("cloud_share", 0.55, {"cloud.pace_factor": 1.0, "cloud.curve": 2.0, "cloud.ambition": 1.0}),
            ("debt", 0.01, {"operations.budget_cut": 0.05}),
            ("budget_gap_pct", 1.0, WAGE_RISE),
            ("vulnerability", 0.001, {}),
            ("charge_growth_pct", 1.0, WAGE_RISE),
        ],
    )
    def test_every_signpost_of_the_organisation_can_pass(self, signpost, above, pinned):
        when = {"kind": "dissolve", "when": {"signpost": signpost, "above": above, "lead_years": 1}}
        assert np.any(seen(run(hand_case(), option(when), pinned=pinned), "member")[1] == 0.0)

    def test_divergence_passes_when_needs_drift_apart(self):
        when = {"kind": "dissolve", "when": {"signpost": "divergence", "above": 0.1, "lead_years": 1}}
        outcome = run(
            hand_case(), option(when), scenario=drawn_scenario(), draws=64, pinned={"service.needs_drift": 0.2}
        )
        assert np.mean(seen(outcome, "member")[1, :, 0, -1] == 0.0) > 0.9


class TestLevers:
    def test_a_lever_costs_money_at_once_and_every_year(self):
        pinned = {"governance.lever_one_off": 0.005, "governance.lever_yearly": 0.003, "governance.lever_effect": 0.0}
        outcome = run(hand_case(), option({"kind": "invest", "lever": "dvo", "after_years": 2}), pinned=pinned)
        governance = cost(outcome, "governance")[1, 0].sum(axis=0)
        np.testing.assert_allclose(governance, [0, 0, 48_000, *[18_000] * 6], rtol=1e-9)

    @pytest.mark.parametrize("level", [1.0, 0.8])
    def test_an_investment_may_say_what_it_costs_itself(self, level):
        """Euros of the option are told as written, also where the level of the budget is an estimate."""
        own = {"kind": "invest", "lever": "dvo", "after_years": 2, "one_off_eur": 50_000, "yearly_eur": 7_000}
        pinned = {"governance.lever_effect": 0.0, "operations.budget_level": level}
        outcome = run(hand_case(), option(own), pinned=pinned)
        np.testing.assert_allclose(
            cost(outcome, "governance")[1, 0].sum(axis=0), [0, 0, 57_000, *[7_000] * 6], rtol=1e-9
        )

    def test_an_investment_may_say_how_long_it_takes(self):
        pinned = {
            "governance.lever_one_off": 0.0, "governance.lever_yearly": 0.0, "governance.lever_effect": 0.5,
            "governance.coordination": 0.02, "governance.clarity_effect": 0.1, "governance.siam_effect": 0.0,
        }  # fmt: skip
        case = hand_case(arrangement={"agreements": {"clarity": 0.4, "siam": 0.5, "shared_vision": 0.5}})
        own = {"kind": "invest", "lever": "dvo", "after_years": 2, "delay_years": 4}
        outcome = run(case, option(own), pinned=pinned)
        gained = np.array([0, 0, 0, 0.125, 0.25, 0.375, 0.5, 0.5, 0.5]) * 0.6
        found = cost(outcome, "governance")[1, 0].sum(axis=0)
        np.testing.assert_allclose(found, -12_000 * gained, rtol=1e-9, atol=1e-6)

    def test_clarity_saves_coordination_with_a_delay(self):
        """Coordination is 2 % of 6 million; full clarity saves a tenth of it. Half of that is reached in two years."""
        pinned = {
            "governance.lever_one_off": 0.0, "governance.lever_yearly": 0.0, "governance.lever_effect": 0.5,
            "governance.lever_delay": 2.0, "governance.coordination": 0.02, "governance.clarity_effect": 0.1,
            "governance.siam_effect": 0.0,
        }  # fmt: skip
        case = hand_case(arrangement={"agreements": {"clarity": 0.4, "siam": 0.5, "shared_vision": 0.5}})
        outcome = run(case, option({"kind": "invest", "lever": "dvo", "after_years": 2}), pinned=pinned)
        clarity = 0.4 + np.array([0, 0, 0, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5]) * 0.6
        expected = 120_000 * (-0.1) * (clarity - 0.4)
        np.testing.assert_allclose(cost(outcome, "governance")[1, 0].sum(axis=0), expected, rtol=1e-9, atol=1e-6)

    def test_coordination_grows_with_divergence_only_when_the_scenario_says_so(self):
        case = hand_case()
        apart = tuple(
            party.model_copy(
                update={
                    "needs": party.needs.model_copy(update={"pace": party.needs.pace.model_copy(update={"value": x})})
                }
            )
            for party, x in zip(case.parties, (0.0, 0.5, 1.0), strict=True)
        )
        case = case.model_copy(update={"parties": apart})
        leave = option({"kind": "leave", "party": "GM0001", "after_years": 2})
        pinned = {
            **FRICTIONLESS,
            "governance.per_member": 0.1,
            "governance.per_divergence": 0.0,
            "governance.coordination": 0.02,
        }
        on = run(case, leave, scenario=drawn_scenario(coordination=True), pinned=pinned)
        off = run(case, leave, scenario=drawn_scenario(), pinned=pinned)
        assert cost(on, "governance")[1, 0].sum(axis=0)[4] < -1.0
        np.testing.assert_allclose(cost(off, "governance"), 0.0, atol=1e-6)


class TestKey:
    """Inhabitants 1 : 2 : 3 become equal fixed shares, from year 2 on."""

    @pytest.mark.parametrize(("phase", "reached"), [(0, [0, 1, 1, 1]), (1, [0, 0, 1, 1]), (2, [0, 0, 0.5, 1])])
    def test_a_phase_of_one_year_is_in_force_after_one_year(self, phase, reached):
        key = {"kind": "change_key", "key": {"fixed": 1.0}, "phase_years": phase, "after_years": 2}
        case = hand_case()
        thirds = tuple(
            party.model_copy(update={"fixed_share": party.fixed_share.model_copy(update={"value": 1 / 3})})
            for party in case.parties
        )
        share = seen(run(case.model_copy(update={"parties": thirds}), option(key)), "share")[1, 0, :, 1:5]
        old, new = np.array([[1], [2], [3]]) / 6.0, np.full((3, 1), 1 / 3)
        np.testing.assert_allclose(share, old + (new - old) * np.array(reached), rtol=1e-9)


class TestOtherActions:
    def test_a_task_that_moves_in_changes_who_pays_and_at_what_scale(self):
        pinned = {**FRICTIONLESS}
        task = {"kind": "add_task", "name": "regie", "pct_of_retained": 60.0, "after_years": 2}
        outcome = run(hand_case(), option(task), pinned=pinned)
        np.testing.assert_allclose(cost(outcome, "retained")[1, 0, :, 2:], 40_000.0, rtol=1e-9)
        np.testing.assert_allclose(cost(outcome, "functional")[1, 0].sum(axis=0)[2:], 1_180_000.0, rtol=1e-9)
        total = seen(outcome, "cost_cash")[:, 0].sum(axis=1)
        np.testing.assert_allclose(total[1], total[0], rtol=1e-9)

    def test_a_task_gains_the_difference_in_scale(self):
        """Elasticity -0.1 for functional staff: from 10, 20 and 30 thousand to 60 thousand inhabitants."""
        pinned = {**FRICTIONLESS, "scale.elasticity": -0.1}
        for name in ("hosting", "technical", "functional", "back_office", "saas"):
            pinned[f"scale.{name}"] = 1.0
        task = {"kind": "add_task", "name": "regie", "pct_of_retained": 100.0, "after_years": 2}
        outcome = run(hand_case(), option(task), pinned=pinned)
        joint = 100_000 * (6**-0.1 + 3**-0.1 + 2**-0.1)
        np.testing.assert_allclose(cost(outcome, "functional")[1, 0].sum(axis=0)[2:], 1e6 + joint, rtol=1e-9)

    def test_a_market_party_has_its_own_price_and_takes_nobody(self):
        pinned = {
            **FRICTIONLESS, "sourcing.market_ratio": 1.2, "staff.placement_years": 1.0, "staff.outflow": 0.1,
            "staff.replacement": 0.4, "staff.unemployment_years": 1.0, "staff.unemployment_rate": 0.7,
            "staff.time_to_fill": 0.0,
        }  # fmt: skip
        outcome = run(hand_case(), option({"kind": "change_sourcing", "to": "market", "after_years": 2}), pinned=pinned)
        for item, euros in (("hosting", 1_000_000), ("technical", 2_000_000)):
            np.testing.assert_allclose(cost(outcome, item)[1, 0].sum(axis=0)[2:], 1.2 * euros, rtol=1e-9)
        surplus = cost(outcome, "surplus_staff")[1, 0].sum(axis=0)
        np.testing.assert_allclose(surplus, [0, 0, 2e6, 2e6 * 0.5 * 0.7, 0, 0, 0, 0, 0], rtol=1e-9)

    def test_a_host_shares_its_size_for_a_fee(self):
        pinned = {**FRICTIONLESS, "sourcing.host_fee": 1.05}
        outcome = run(hand_case(), option({"kind": "change_sourcing", "to": "host", "after_years": 2}), pinned=pinned)
        for item in ("hosting", "technical", "functional"):
            euros = cost(outcome, item)[:, 0].sum(axis=1)
            np.testing.assert_allclose(euros[1, 2:], 1.05 * euros[0, 2:], rtol=1e-9, err_msg=item)
        assert np.all(seen(outcome, "vulnerability")[1, 0, 0, 2:] < seen(outcome, "vulnerability")[0, 0, 0, 2:])

    def test_merging_organisations_brings_scale(self):
        pinned = {**FRICTIONLESS, "scale.elasticity": -0.1, "scale.limit": 200_000.0}
        merge = {"kind": "merge_organisations", "inhabitants": 60_000, "name": "buren", "after_years": 2}
        outcome = run(hand_case(), option(merge), pinned=pinned)
        hosting = cost(outcome, "hosting")[:, 0].sum(axis=1)
        assert np.all(hosting[1, 2:] < hosting[0, 2:])
        np.testing.assert_array_equal(hosting[1, :2], hosting[0, :2])

    @pytest.mark.parametrize(("inhabitants", "staff"), [(59_000, 0.0), (61_000, 0.45)])
    def test_merging_costs_a_project_and_moves_the_staff_of_the_smaller(self, inhabitants, staff):
        pinned = {
            **FRICTIONLESS, "transition.merger": 0.1, "transition.staff_share": 0.45, "transition.staff_overrun": 0.0,
            "transition.overrun_median": 1.0, "transition.dual_months": 3.0,
        }  # fmt: skip
        merge = {"kind": "merge_organisations", "inhabitants": inhabitants, "name": "buren", "after_years": 2}
        outcome = run(hand_case(), option(merge), pinned=pinned)
        project, double = (cost(outcome, name)[1, 0].sum(axis=0) for name in ("transition", "dual_running"))
        np.testing.assert_allclose(project, [0, 0, 600_000 * (0.55 + staff), *[0] * 6], rtol=1e-9)
        np.testing.assert_allclose(double, [0, 0, 0.25 * 1_750_000, *[0] * 6], rtol=1e-9)
        np.testing.assert_allclose(cost(outcome, "technical")[1, 0].sum(axis=0), 2_000_000, rtol=1e-9)

    def test_an_arrangement_that_has_ended_does_nothing_more(self):
        """A signpost ends it in the first year, which nobody could know when the option was written."""
        ends = {"kind": "dissolve", "when": {"signpost": "trust", "below": 0.9, "lead_years": 1}}
        later = [
            {"kind": "change_sourcing", "to": "market", "after_years": 4},
            {"kind": "invest", "lever": "siam", "after_years": 5},
            {"kind": "leave", "party": "GM0002", "after_years": 6},
        ]
        outcome = run(hand_case(), option(ends, name="einde"), option(ends, *later))
        np.testing.assert_array_equal(outcome.npv[1], outcome.npv[2])
        assert np.all(outcome.charge[1:, ..., 1:] == 0.0)
