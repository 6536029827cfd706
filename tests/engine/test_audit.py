"""Findings of an audit of the engine against the design. Every test here FAILED when it was written.

Each one names a finding (A1 ...) of the audit report. When its equation is repaired the test passes and moves to the
file of its mechanism; none of them may be skipped to make the suite green.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest

from model.engine import relation
from model.engine.outcome import OBSERVABLE_UNITS
from model.errors import InputError
from model.inputs import build_case, build_scenario, load_case
from model.simulation import simulate
from tests.engine.worlds import (
    CONTINUE,
    FRICTIONLESS,
    cost,
    drawn_scenario,
    hand_case,
    law_ids,
    option,
    plain,
    run,
    seen,
    still_scenario,
)

WAGE_RISE = {"prices.wage_agreement": 0.05, "prices.wage_agreement_end": 2100.0}


def with_fixed_shares(case, shares):
    parties = tuple(
        party.model_copy(update={"fixed_share": party.fixed_share.model_copy(update={"value": share})})
        for party, share in zip(case.parties, shares, strict=True)
    )
    return case.model_copy(update={"parties": parties})


class TestA1LevelOfAnEstimatedBudget:
    """`operations.budget_level` holds from year 1 only, so that the first year looks like a leap of up to 30 %."""

    CASE: ClassVar = {
        "name": "Geschat", "budget_year": 2026,
        "arrangement": {"legal_form": "bedrijfsvoeringsorganisatie"},
        "parties": [
            {"code": f"GM000{i}", "name": str(i), "inhabitants": 30_000, "cloud_share": 0.5} for i in (1, 2)
        ],
    }  # fmt: skip

    def levels(self, **arrangement):
        case = build_case({**self.CASE, "arrangement": {**self.CASE["arrangement"], **arrangement}})
        return [run(case, pinned={"operations.budget_level": level}) for level in (1.0, 1.25)]

    def test_not_knowing_the_budget_is_no_broken_promise(self):
        right, high = self.levels()
        np.testing.assert_allclose(seen(high, "trust"), seen(right, "trust"), rtol=1e-9)

    def test_not_knowing_the_budget_is_not_what_a_cap_holds_back(self):
        right, high = self.levels(charging="capped")
        np.testing.assert_allclose(cost(high, "renewal"), cost(right, "renewal"), atol=1e-3)

    def test_not_knowing_the_budget_starts_no_action(self):
        when = {"kind": "dissolve", "when": {"signpost": "charge_growth_pct", "above": 10.0, "lead_years": 1}}
        outcome = run(build_case(self.CASE), option(when), pinned={"operations.budget_level": 1.25})
        assert np.all(seen(outcome, "member") == 1.0)


def test_a2_all_cloud_work_may_return():
    """0 ** -0.1 for SaaS without volume: not finite, so the whole run stops."""
    scenario = build_scenario({"cloud_stall_year": 2029, "cloud_return_pct": 100.0})
    outcome = simulate(hand_case(), scenario, [CONTINUE], draws=4)
    assert np.all(np.isfinite(outcome.npv))


class TestA3DivisionByZero:
    """Files that ended in a bare ZeroDivisionError from the kernel."""

    @pytest.mark.parametrize(
        "organisation",
        [
            {"specialisms": []},
            {"specialisms": [{"name": "netwerk", "group": "technical", "heads": 0}]},
            {
                "budget_eur": {
                    "hosting": 1e6, "software": 1e6, "overhead": 1e5, "technical_staff": 0, "functional_staff": 0,
                    "back_office_staff": 0,
                }
            },
        ],
        ids=["no specialisms", "nobody", "no staff budget"],
    )  # fmt: skip
    def test_an_organisation_without_staff_is_refused(self, organisation):
        with pytest.raises(InputError):
            simulate(hand_case(organisation=organisation), None, [CONTINUE], draws=4)

    def test_one_party_pays_everything(self):
        case = with_fixed_shares(hand_case(arrangement={"cost_key": {"fixed": 1.0}}), (1.0, 0.0, 0.0))
        leave = option({"kind": "leave", "party": "GM0001", "after_years": 2})
        outcome = run(case, leave, scenario=drawn_scenario(), pinned={"relation.voice_rate": 5.0}, draws=16)
        np.testing.assert_allclose(cost(outcome, "exit_transfer").sum(axis=2), 0.0, atol=1e-3)

    def test_knowledge_that_starts_complete(self):
        scenario = build_scenario({"assumptions": {"operations.knowledge_start": 1.0}})
        outcome = simulate(hand_case(), scenario, [CONTINUE], draws=4)
        assert np.all(np.isfinite(outcome.score))


def test_a4_a_staff_budget_without_heads_is_still_spent():
    """Specialisms without technical people: the technical budget silently disappears, in the budget year too."""
    case = hand_case(organisation={"specialisms": [{"name": "beheer", "group": "functional", "heads": 30}]})
    np.testing.assert_allclose(run(case).charge[0, 0].sum(axis=0), 6_000_000.0, rtol=1e-9)


def test_a5_the_fixed_share_of_an_added_law_counts():
    """All of its effort is the same for every municipality and done once for all: 2 EUR x 52,600, not x 60,000."""
    law = {
        "id": "proefwet", "name": "Proefwet", "date": "2028-01-01", "maturity": "in_force",
        "structural_eur_per_inhabitant": 2.0, "fixed_share": 1.0,
    }  # fmt: skip
    scenario = still_scenario(laws={"off": list(law_ids()), "add": [law]})
    pinned = {"law.shared": 1.0, "law.average_inhabitants": 52_600.0}
    effort = cost(run(hand_case(), scenario=scenario, pinned=pinned), "legislation")[0, 0].sum(axis=0)
    np.testing.assert_allclose(effort[2:], 2.0 * 52_600.0, rtol=1e-9)


class TestA6IndexationGap:
    """Formulas §8: gap = B0 (I_org - I_mem), I_org weighed over the lines; the engine takes wages for all of it."""

    def test_half_of_the_budget_is_wages(self):
        outcome = run(hand_case(), pinned=WAGE_RISE)
        gap = seen(outcome, "budget_gap")[0, 0].sum(axis=0)
        np.testing.assert_allclose(gap, 3_000_000 * (1.05 ** np.arange(9) - 1.0), rtol=1e-9, atol=1e-6)

    def test_the_signpost_weighs_too(self):
        """Wages rise 5 %, the organisation's index 2.5 %: a gap of 2.4 %."""
        when = {"kind": "dissolve", "when": {"signpost": "budget_gap_pct", "above": 3.0, "lead_years": 1}}
        outcome = run(hand_case(), option(when), pinned=WAGE_RISE)
        assert seen(outcome, "member")[1, 0, 0, 2] == 1.0


class TestA7OwnCloudShare:
    """A party that comes to run its own keeps its own cloud share; against the mean of all it looks like a move."""

    def parties(self):
        case = hand_case(
            (20_000, 20_000),
            organisation={"assets": [{"name": "x", "book_value_eur": 9e5, "remaining_years": 3, "life_years": 9}]},
        )
        parties = tuple(
            party.model_copy(update={"cloud_share": party.cloud_share.model_copy(update={"value": share})})
            for party, share in zip(case.parties, (0.2, 0.8), strict=True)
        )
        return case.model_copy(update={"parties": parties})

    def test_a_split_moves_no_work_into_or_out_of_the_cloud(self):
        outcome = run(self.parties(), option({"kind": "dissolve", "after_years": 2}), pinned=FRICTIONLESS)
        for item in ("transition", "stranded"):
            np.testing.assert_allclose(cost(outcome, item)[1], 0.0, atol=1e-3, err_msg=item)

    def test_a_member_that_joins_brings_no_work_back(self):
        member = {"code": "NW0001", "name": "Nieuw", "inhabitants": 20_000, "cloud_share": 0.1}
        outcome = run(
            hand_case(), option({"kind": "add_member", "member": member, "after_years": 2}), pinned=FRICTIONLESS
        )
        np.testing.assert_allclose(cost(outcome, "transition")[1], 0.0, atol=1e-3)


class TestA8TwoLeaveInOneYear:
    """Who leaves first in the order of the codes (or of the list) must not matter."""

    def test_each_owes_its_whole_exit_sum_to_those_who_stay(self):
        leave = [{"kind": "leave", "party": code, "after_years": 2} for code in ("GM0001", "GM0002")]
        outcome = run(hand_case((10_000, 20_000, 15_000, 15_000)), option(*leave), pinned=FRICTIONLESS)
        total = cost(outcome, "exit_transfer")[1, 0].sum(axis=-1)
        np.testing.assert_allclose(total, [3e6, 6e6, -4.5e6, -4.5e6], rtol=1e-9)

    def test_two_of_three_end_it_whoever_is_named_first(self):
        leave = [{"kind": "leave", "party": code, "after_years": 2} for code in ("GM0001", "GM0002")]
        outcome = run(hand_case(), option(*leave), option(*leave[::-1], name="andersom"), pinned=FRICTIONLESS)
        np.testing.assert_allclose(outcome.npv[1], outcome.npv[2], rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize("unfair", [400.0, 5_000.0])
def test_a9_a_tiny_yardstick_does_not_overflow(unfair):
    """One of 10,000 calls as usage: exp(2 x 5,000). Compiled it is infinite (0 x inf = nan), uncompiled an error."""
    assert np.isfinite(plain(relation.voice_rate)(0.05, 2.0, unfair))
    assert np.isfinite(plain(relation.exit_rate)(0.02, 2, 0.0, 1.0, unfair, 2.0, 0.0, 1.0))


def test_a10_a_total_indexed_as_planned_follows_the_plan_by_itself():
    """`indexation: plan` and no uncertainty, nothing else: Son en Breugel is 1.04 % off in 2024."""
    case = load_case("dommelvallei")
    scenario = build_scenario({"indexation": "plan", "uncertainty": False})
    outcome = simulate(case, scenario, [CONTINUE], draws=1)
    for year in case.plan:
        for code, euros in year.contributions_eur.items():
            charge = outcome.charge[0, 0, outcome.p(code), year.year - case.budget_year]
            assert charge == pytest.approx(float(euros), rel=0.01), (code, year.year)


# A11, `transition.form_months` is read nowhere: test_parameters.py::test_every_parameter_is_read_somewhere fails.


def test_a12_a_year_of_low_cost_does_not_lower_the_cap_for_ever():
    """Formulas §8: charge <= I_mem x the charge of the budget year. Wages fall 10 % and rise 15 % after that."""
    pinned = {"prices.wage_agreement": -0.10, "prices.wage_agreement_end": 2028.0, "prices.wage_excess": 0.15}
    total = run(hand_case(arrangement={"charging": "capped"}), pinned=pinned).charge[0, 0].sum(axis=0)
    np.testing.assert_allclose(total[:3], [6_000_000, 5_700_000, 6_000_000], rtol=1e-9)


class TestA13SharesAfterTalks:
    """What talks shifted under the old key stays on top of a new key, or of the smaller shares after somebody joins."""

    CASE: ClassVar = with_fixed_shares(hand_case(arrangement={"cost_key": {"fixed": 1.0}}), (0.9, 0.05, 0.05))
    LOUD: ClassVar = {"relation.voice_rate": 5.0, "relation.voice_step": 0.8, "relation.asymmetry": 1.0}

    def test_a_new_key_starts_from_its_own_shares(self):
        change = option({"kind": "change_key", "key": {"inhabitants": 1.0}, "after_years": 5})
        outcome = run(self.CASE, change, scenario=drawn_scenario(), pinned=self.LOUD, draws=32)
        assert np.all(seen(outcome, "share") >= 0.0)
        np.testing.assert_allclose(
            seen(outcome, "share")[1, :, :, 5], np.tile(np.array([1, 2, 3]) / 6, (32, 1)), rtol=1e-9
        )

    def test_nobody_pays_less_than_nothing_after_somebody_joins(self):
        member = {"code": "NW0001", "name": "Nieuw", "inhabitants": 500_000, "fixed_share": 0.99}
        join = option({"kind": "add_member", "member": member, "after_years": 5})
        outcome = run(self.CASE, join, scenario=drawn_scenario(), pinned=self.LOUD, draws=32)
        assert np.all(seen(outcome, "share") >= -1e-12)


def test_a14_a_joiner_is_not_disappointed_by_how_it_was_when_it_joined():
    """Its fit is compared with 1.0 (alone), so its trust falls every year for ever."""
    member = {
        "code": "NW0001", "name": "Nieuw", "inhabitants": 20_000, "workplaces": 200, "fte": 200, "usage": 2_000,
        "cloud_share": 0.5, "trust": 0.6, "needs": {"pace": 1.0, "tailoring": 1.0, "security": 1.0},
    }  # fmt: skip
    outcome = run(hand_case(), option({"kind": "add_member", "member": member, "after_years": 2}), pinned=FRICTIONLESS)
    np.testing.assert_allclose(seen(outcome, "trust")[1, 0, outcome.p("NW0001")], 0.6, rtol=1e-9)


class TestA15LooseEndsOfAnEnd:
    """What the organisation still owes or carries when it ends belongs to those who end it."""

    END: ClassVar = {"kind": "dissolve", "after_years": 3}

    def test_staff_of_an_earlier_leaver_stays_with_those_who_bore_it(self):
        leave = {"kind": "leave", "party": "GM0001", "after_years": 2}
        pinned = {**FRICTIONLESS, "stranded.taken_over": 0.5, "staff.placement_years": 2.0}
        surplus = cost(run(hand_case(), option(leave, self.END), pinned=pinned), "surplus_staff")[1, 0]
        assert surplus[0].sum() == 0.0
        assert surplus[1:, 3].sum() > 0.0

    def test_staff_without_work_after_a_change_of_sourcing_does_not_vanish(self):
        market = {"kind": "change_sourcing", "to": "market", "after_years": 2}
        outcome = run(hand_case(), option(market), option(market, self.END, name="einde"), pinned=FRICTIONLESS)
        surplus = cost(outcome, "surplus_staff")[:, 0].sum(axis=1)
        np.testing.assert_allclose(surplus[2], surplus[1], rtol=1e-9)

    def test_work_that_a_cap_put_off_does_not_vanish(self):
        pinned = {**FRICTIONLESS, **WAGE_RISE, "operations.debt_catch_up": 0.0}
        case = hand_case(arrangement={"charging": "capped"})
        leave = {"kind": "leave", "party": "GM0003", "after_years": 3}
        outcome = run(case, option(self.END), option(leave, name="weg"), pinned=pinned)
        debt = seen(outcome, "debt")[:, 0]
        assert debt[1, :, 3].sum() == pytest.approx(debt[0, :, 3].sum())
        assert debt[2, 2, 3] == pytest.approx(debt[0, 2, 3])


def test_a16_vat_can_be_switched_on():
    """`vat_on` was always 0: neither a case nor a scenario could reach equation B4."""
    form = option({"kind": "change_form", "to": "openbaar_lichaam", "after_years": 2})
    outcome = run(hand_case(), form, scenario=still_scenario(vat=True), pinned=FRICTIONLESS)
    assert np.all(cost(outcome, "vat")[1, 0, :, 2:] > 0.0)


def test_a17_a_task_that_moves_in_is_no_broken_promise():
    """The charge rises by what the member no longer does itself; what it pays in all is the same."""
    task = {"kind": "add_task", "name": "regie", "pct_of_retained": 100.0, "after_years": 2}
    case = hand_case()
    busy = tuple(
        party.model_copy(update={"retained_fte": party.retained_fte.model_copy(update={"value": fte})})
        for party, fte in zip(case.parties, (5.0, 10.0, 15.0), strict=True)
    )
    trust = seen(run(case.model_copy(update={"parties": busy}), option(task), pinned=FRICTIONLESS), "trust")
    np.testing.assert_allclose(trust[1], trust[0], rtol=1e-9)


def test_a18_faster_innovation_never_lowers_the_demand_for_projects():
    """Growth of project work is -0.2 % in the base: twice the pace of innovation makes it -0.4 %."""
    slow, fast = (
        run(hand_case(), pinned={"operations.volume_growth": -0.002, "operations.innovation": pace})
        for pace in (1.0, 2.0)
    )
    assert np.all(cost(fast, "projects") >= cost(slow, "projects") - 1e-6)


def test_a19_no_more_staff_is_without_work_than_worked_for_the_leaver():
    """People go by inhabitants (a sixth: 5 of 30), those without work by the cost key (a half: 15 of 30)."""
    case = with_fixed_shares(hand_case(arrangement={"cost_key": {"fixed": 1.0}}), (0.5, 0.2, 0.3))
    leave = option({"kind": "leave", "party": "GM0001", "after_years": 2})
    outcome = run(case, leave, pinned={**FRICTIONLESS, "stranded.taken_over": 0.0})
    assert cost(outcome, "surplus_staff")[1, 0, :, 2].sum() <= 5 * 100_000 * (1 + 1e-9)


def test_a20_a_key_that_changes_again_starts_from_where_it_is():
    """A second change in the course of the first jumps to the end of the first."""
    case = with_fixed_shares(hand_case(arrangement={"cost_key": {"fixed": 1.0}}), (0.5, 0.2, 0.3))
    first = {"kind": "change_key", "key": {"inhabitants": 1.0}, "phase_years": 4, "after_years": 2}
    second = {"kind": "change_key", "key": {"fixed": 1.0}, "phase_years": 4, "after_years": 3}
    share = seen(run(case, option(first, second)), "share")[1, 0, 0]
    assert share[3] == pytest.approx(0.5 + 0.25 * (1 / 6 - 0.5))


def test_a21_work_that_moved_to_the_members_is_not_staff_of_the_organisation():
    """All directing lands at the members, but the organisation counts (and hires) those people."""
    pinned = {
        **FRICTIONLESS, "cloud.pace_factor": 2.0, "cloud.ambition": 1.0, "staff.conversion": 1.0,
        "staff.member_share": 1.0, "staff.outflow": 0.1, "staff.time_to_fill": 0.0,
    }  # fmt: skip
    outcome = run(hand_case(), pinned=pinned)
    posts = (cost(outcome, "technical") + cost(outcome, "functional"))[0, 0].sum(axis=0) / 100_000.0
    np.testing.assert_allclose(seen(outcome, "fte")[0, 0].sum(axis=0), posts, rtol=1e-9)


def test_a22_the_unit_of_the_backlog_is_what_it_holds():
    """The table of units says fte; the engine writes the share of the work that waits (0-1)."""
    outcome = run(
        hand_case(), scenario=drawn_scenario(), pinned={"staff.tightness": 1.6, "staff.outflow": 0.3}, draws=64
    )
    backlog = seen(outcome, "backlog")
    waits_in_fte = backlog.max() > 1.0
    assert waits_in_fte == (OBSERVABLE_UNITS["backlog"] == "fte")


def test_a23_a_party_that_uses_nothing_can_run_its_own():
    """Its volume is its part of the use, so its pool has none: division by zero once the arrangement ends."""
    case = hand_case()
    unused = (case.parties[0].model_copy(update={"usage": case.parties[0].usage.model_copy(update={"value": 0.0})}),)
    case = case.model_copy(update={"parties": unused + case.parties[1:]})
    outcome = run(case, option({"kind": "dissolve", "after_years": 2}))
    assert np.all(np.isfinite(outcome.npv))
    np.testing.assert_allclose(outcome.charge[..., 0].sum(axis=-1), 6_000_000.0, rtol=1e-9)


def test_a24_a_plan_that_is_not_there_cannot_be_followed():
    """`indexation: plan` for a case without a plan silently means that no price ever changes."""
    with pytest.raises(InputError):
        simulate(hand_case(), build_scenario({"indexation": "plan"}), [CONTINUE], draws=1)


def test_a25_a_sum_in_euros_is_no_estimate():
    """An entry sum that is written down does not grow because the level of the budget is uncertain."""
    case = build_case(TestA1LevelOfAnEstimatedBudget.CASE)
    member = {"code": "NW0001", "name": "Nieuw", "inhabitants": 20_000, "entry_sum_eur": 300_000}
    join = option({"kind": "add_member", "member": member, "after_years": 2})
    outcome = run(case, join, pinned={"operations.budget_level": 1.25})
    assert cost(outcome, "exit_transfer")[1, 0, outcome.p("NW0001"), 2] == pytest.approx(300_000.0)


class TestA26KeysWithoutAnything:
    """One member pays everything now; what the others owe or pay after that must not vanish."""

    CASE: ClassVar = with_fixed_shares(
        hand_case(
            arrangement={"cost_key": {"fixed": 1.0}},
            organisation={
                "assets": [{"name": "x", "book_value_eur": 1_800_000, "remaining_years": 3, "life_years": 5}]
            },
        ),
        (1.0, 0.0, 0.0),
    )
    WASTE: ClassVar = {**FRICTIONLESS, "stranded.taken_over": 0.0, "stranded.proceeds": 0.0}

    def test_an_end_leaves_all_its_assets_to_somebody(self):
        outcome = run(self.CASE, option({"kind": "dissolve", "after_years": 2}), pinned=self.WASTE)
        np.testing.assert_allclose(cost(outcome, "stranded")[1, 0, :, 2], [1e5, 2e5, 3e5], rtol=1e-9)

    def test_those_who_stay_pay_all_that_is_spent(self):
        outcome = run(self.CASE, option({"kind": "leave", "party": "GM0001", "after_years": 2}), pinned=FRICTIONLESS)
        np.testing.assert_allclose(seen(outcome, "share")[1, 0].sum(axis=0), 1.0, rtol=1e-9)
