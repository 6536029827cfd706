"""Leaving, ending and joining, in euros (formulas §6 and §10)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest

from tests.engine.worlds import FRICTIONLESS, cost, hand_case, option, run, seen, still_scenario

LEAVE = option({"kind": "leave", "party": "GM0001", "after_years": 2})


def leaving(rule, **pinned):
    """Exit instalments of the party that pays a million a year, by year; and what the other two receive."""
    case = hand_case(arrangement={"exit_rule": rule})
    outcome = run(case, LEAVE, pinned={**FRICTIONLESS, **pinned})
    return cost(outcome, "exit_transfer")[1, 0]


class TestExitSumOfThree:
    @pytest.mark.parametrize(
        ("rule", "instalments"),
        [
            ({"rule": "taper"}, [1.0, 0.8, 0.6, 0.4, 0.2]),
            ({"rule": "taper", "years": 3, "start_pct": 90.0, "step_pct": 30.0}, [0.9, 0.6, 0.3]),
            ({"rule": "flat", "years": 4}, [1.0, 1.0, 1.0, 1.0]),
            ({"rule": "multiple", "factor": 2.5}, [2.5]),
            ({"rule": "negotiated", "amount_eur": 700_000.0}, [0.7]),
        ],
    )
    def test_instalments_fall_in_their_years(self, rule, instalments):
        paid = leaving(rule)[0]
        expected = np.zeros(9)
        expected[2 : 2 + len(instalments)] = np.array(instalments) * 1e6
        np.testing.assert_allclose(paid, expected, rtol=1e-9)

    def test_those_who_stay_receive_by_their_share(self):
        transfers = leaving({"rule": "taper"})
        np.testing.assert_allclose(transfers[1], -0.4 * transfers[0], rtol=1e-9)
        np.testing.assert_allclose(transfers[2], -0.6 * transfers[0], rtol=1e-9)

    def test_an_unknown_rule_is_a_multiple_of_the_charge(self):
        paid = leaving({"rule": "unknown"}, **{"exit.unknown_factor": 3.0})[0]
        np.testing.assert_allclose(paid, [0, 0, 3e6, 0, 0, 0, 0, 0, 0], rtol=1e-9)

    def test_direct_damage_runs_off(self):
        """Half of the budget is staff and a quarter software; the rest falls by a fifth a year."""
        pinned = {"exit.staff_rate": 0.7, "exit.contract_years": 2.0, "exit.rest_step": 0.2}
        paid = leaving({"rule": "damage", "years": 5}, **pinned)[0]
        staff = 0.50 * 0.7 ** np.arange(5)
        rest = 0.25 * np.array([1.0, 0.8, 0.6, 0.4, 0.2])
        expected = 1e6 * (staff + 0.25 * np.array([1, 1, 0, 0, 0]) + rest)
        np.testing.assert_allclose(paid, [0, 0, *expected, 0, 0], rtol=1e-9)

    def test_the_rest_pay_what_the_charge_of_the_leaver_no_longer_covers(self):
        """Without friction cost follows volume: 5 million stays for the two who stay, at their own share."""
        outcome = run(hand_case(), LEAVE, pinned=FRICTIONLESS)
        np.testing.assert_allclose(
            outcome.charge[1, 0, :, 2:].T, np.tile([0.0, 2e6, 3e6], (7, 1)), rtol=1e-9, atol=1e-6
        )
        np.testing.assert_allclose(cost(outcome, "technical")[1, 0, 0, 2:], 2_000_000 / 6, rtol=1e-9)

    def test_staff_and_overhead_left_behind_burden_those_who_stay(self):
        pinned = {
            **FRICTIONLESS, "stranded.taken_over": 0.6, "stranded.overhead": 0.1, "stranded.overhead_years": 5.0,
            "staff.placement_years": 2.0, "staff.outflow": 0.1, "staff.replacement": 0.3,
            "staff.unemployment_years": 1.0, "staff.unemployment_rate": 0.7, "staff.time_to_fill": 0.0,
        }  # fmt: skip
        outcome = run(hand_case(), LEAVE, pinned=pinned)
        surplus, overhead = (cost(outcome, name)[1, 0] for name in ("surplus_staff", "left_overhead"))
        people = 30 * 100_000 / 6 * 0.4
        np.testing.assert_allclose(
            surplus.sum(axis=0)[2:6], [people, people * 0.6, people * 0.36 * 0.7, 0.0], rtol=1e-9
        )
        np.testing.assert_allclose(
            overhead.sum(axis=0)[2:8], 100_000 * np.array([1, 0.8, 0.6, 0.4, 0.2, 0.0]), atol=1e-6
        )
        assert np.all(surplus[0] == 0.0)
        assert np.all(overhead[0] == 0.0)
        np.testing.assert_allclose(surplus[1] / 0.4, surplus[2] / 0.6, rtol=1e-9)

    def test_assets_and_contracts_that_nobody_takes_over(self):
        """1.8 million of books, by 2028 written off to a third, and a contract with three years to go, to a sixth."""
        organisation = {
            "assets": [{"name": "servers", "book_value_eur": 1_800_000, "remaining_years": 3, "life_years": 5}],
            "contracts": [{"name": "housing", "annual_eur": 100_000, "end_year": 2030, "exit_cost_eur": 250_000}],
        }
        pinned = {**FRICTIONLESS, "stranded.taken_over": 0.5, "stranded.proceeds": 0.1, "staff.placement_years": 0.0}
        stranded = cost(run(hand_case(organisation=organisation), LEAVE, pinned=pinned), "stranded")[1, 0].sum(axis=0)
        expected = (600_000 * 0.9 + min(250_000, 300_000)) / 6 * 0.5
        np.testing.assert_allclose(stranded, [0, 0, expected, *[0] * 6], rtol=1e-9)


class TestWhatAnExitSumIs:
    """The base is the regular contribution; a balance holds staff and reserve."""

    PROJECT: ClassVar = {
        **FRICTIONLESS, "transition.form": 0.1, "transition.staff_share": 0.0, "transition.overrun_median": 1.0,
    }  # fmt: skip

    def test_what_happened_once_is_not_in_the_base(self):
        form = {"kind": "change_form", "to": "openbaar_lichaam", "after_years": 1}
        leave = {"kind": "leave", "party": "GM0001", "after_years": 2}
        case = hand_case(arrangement={"exit_rule": {"rule": "multiple", "factor": 1.0}})
        outcome = run(case, option(form, leave), pinned=self.PROJECT)
        np.testing.assert_allclose(outcome.charge[1, 0, 0, :2], [1_000_000, 1_100_000], rtol=1e-9)
        np.testing.assert_allclose(cost(outcome, "exit_transfer")[1, 0, 0, 2], 1_000_000, rtol=1e-9)

    @pytest.mark.parametrize(
        ("base", "after", "years"), [("last", 4, [3]), ("mean3", 4, [1, 2, 3]), ("mean3", 2, [0, 1])]
    )
    def test_the_base_is_the_last_year_or_the_mean_of_three(self, base, after, years):
        case = hand_case(arrangement={"exit_rule": {"rule": "multiple", "factor": 1.0, "base": base}})
        leave = option({"kind": "leave", "party": "GM0001", "after_years": after})
        outcome = run(case, leave, pinned={**FRICTIONLESS, "prices.inflation_mean": 0.1})
        expected = outcome.charge[1, 0, 0, years].mean()
        np.testing.assert_allclose(cost(outcome, "exit_transfer")[1, 0, 0, after], expected, rtol=1e-9)

    def test_a_balance_holds_assets_staff_and_reserve(self):
        """A sixth of what is left of the books, half taken over, and of a reserve of 90,000; 2.5 people for a year."""
        organisation = {
            "reserve_eur": 90_000,
            "assets": [{"name": "servers", "book_value_eur": 1_800_000, "remaining_years": 3, "life_years": 5}],
        }
        case = hand_case(organisation=organisation, arrangement={"exit_rule": {"rule": "dissolution"}})
        pinned = {
            **FRICTIONLESS, "stranded.taken_over": 0.5, "stranded.proceeds": 0.0, "staff.placement_years": 1.0,
            "staff.unemployment_years": 0.0, "staff.time_to_fill": 0.0,
        }  # fmt: skip
        paid = cost(run(case, LEAVE, pinned=pinned), "exit_transfer")[1, 0, 0]
        np.testing.assert_allclose(paid[2], (600_000 * 0.5 - 90_000) / 6 + 2.5 * 100_000, rtol=1e-9)


class TestLastenOfThoseWhoStay:
    PINNED: ClassVar = {
        **FRICTIONLESS, "stranded.taken_over": 0.6, "staff.placement_years": 2.0, "staff.outflow": 0.1,
        "staff.replacement": 0.3, "staff.unemployment_years": 1.0, "staff.unemployment_rate": 0.7,
        "staff.time_to_fill": 0.0,
    }  # fmt: skip

    def test_staff_without_work_is_provided_for_in_the_year_before_and_no_charge_again_when_paid(self):
        """Two fte: 200,000, 120,000 and 72,000 · 0.7 of unemployment: 370,400, two and three fifths of it."""
        case = hand_case(arrangement={"exit_rule": {"rule": "negotiated", "amount_eur": 0.0}})
        outcome = run(case, LEAVE, pinned=self.PINNED)
        surplus = cost(outcome, "surplus_staff")[1, 0]
        np.testing.assert_allclose(surplus.sum(axis=0)[2:5], [200_000, 120_000, 50_400], rtol=1e-9)
        provided = (seen(outcome, "cost_lasten") - seen(outcome, "cost_cash"))[1, 0]
        expected = np.outer([0.0, 0.4, 0.6], [0, 370_400, -200_000, -120_000, -50_400, 0, 0, 0, 0])
        np.testing.assert_allclose(provided, expected, atol=1e-3)

    def test_so_it_is_after_a_change_of_sourcing(self):
        market = option({"kind": "change_sourcing", "to": "market", "after_years": 2})
        outcome = run(hand_case(), market, pinned=self.PINNED)
        surplus = cost(outcome, "surplus_staff")[1, 0]
        provided = (seen(outcome, "cost_lasten") - seen(outcome, "cost_cash"))[1, 0]
        np.testing.assert_allclose(provided[:, 1], surplus.sum(axis=1), rtol=1e-9)
        np.testing.assert_allclose(provided[:, 2:], -surplus[:, 2:], atol=1e-3)
        assert surplus.sum() > 2_000_000

    def test_overhead_left_behind_follows_prices(self):
        pinned = {
            **FRICTIONLESS,
            "stranded.overhead": 0.1,
            "stranded.overhead_years": 5.0,
            "prices.inflation_mean": 0.1,
        }
        outcome = run(hand_case(), LEAVE, pinned=pinned)
        left = cost(outcome, "left_overhead")[1, 0].sum(axis=0)
        expected = 0.1 * outcome.charge[1, 0, 0, 1] * 1.1 ** np.arange(1, 6) * np.array([1, 0.8, 0.6, 0.4, 0.2])
        np.testing.assert_allclose(left[2:7], expected, rtol=1e-9)


class TestArrangementOfTwo:
    def test_one_leaves_and_it_ends_with_a_liquidation_balance_and_no_exit_sum(self):
        organisation = {
            "reserve_eur": 400_000,
            "assets": [{"name": "servers", "book_value_eur": 1_800_000, "remaining_years": 3, "life_years": 5}],
        }
        case = hand_case(
            (20_000, 40_000), organisation=organisation, arrangement={"dissolution_key": {"fixed": 1.0}},
        )  # fmt: skip
        halves = tuple(
            party.model_copy(update={"fixed_share": party.fixed_share.model_copy(update={"value": 0.5})})
            for party in case.parties
        )
        pinned = {**FRICTIONLESS, "stranded.taken_over": 0.5, "stranded.proceeds": 0.0}
        outcome = run(case.model_copy(update={"parties": halves}), LEAVE, pinned=pinned)
        assert np.all(cost(outcome, "exit_transfer") == 0.0)
        np.testing.assert_array_equal(seen(outcome, "member")[1, 0], [[1, 1, 0, 0, 0, 0, 0, 0, 0]] * 2)
        assert np.all(outcome.charge[1, 0, :, 2:] == 0.0)
        reserve, stranded = (cost(outcome, name)[1, 0] for name in ("reserve", "stranded"))
        np.testing.assert_allclose(reserve[:, 2], [-200_000, -200_000], rtol=1e-9)
        np.testing.assert_allclose(stranded[:, 2], [150_000, 150_000], rtol=1e-9)
        assert np.all(reserve[:, 3:] == 0.0)

    def test_a_shortage_in_the_reserve_is_paid_by_the_dissolution_key(self):
        case = hand_case((20_000, 40_000), organisation={"reserve_eur": -90_000})
        outcome = run(case, LEAVE, pinned=FRICTIONLESS)
        np.testing.assert_allclose(cost(outcome, "reserve")[1, 0, :, 2], [30_000, 60_000], rtol=1e-9)

    def test_an_incident_the_year_before_makes_the_work_of_a_split_no_dearer(self):
        case, pinned = hand_case((20_000, 40_000)), {"transition.split": 0.2, "incident.damage_median": 5e6}
        as_usual, struck = (
            run(case, LEAVE, scenario=still_scenario(incident_year=year), pinned=pinned)
            for year in (None, case.budget_year + 1)
        )
        assert cost(struck, "incident")[1, 0, :, 1].sum() > 5e6
        assert np.all(cost(as_usual, "transition")[1, 0, :, 2] > 0.0)
        np.testing.assert_array_equal(cost(struck, "transition"), cost(as_usual, "transition"))

    def test_leaving_and_ending_are_the_same_for_two(self):
        pinned = {"transition.split": 0.2}
        case = hand_case((20_000, 40_000))
        outcome = run(case, LEAVE, option({"kind": "dissolve", "after_years": 2}, name="einde"), pinned=pinned)
        for name in ("charge", "npv", "score", "observable"):
            values = getattr(outcome, name)
            np.testing.assert_array_equal(values[1], values[2], err_msg=name)


class TestJoining:
    MEMBER: ClassVar = {
        "code": "NW0001", "name": "Nieuw", "inhabitants": 20_000, "cloud_share": 0.5, "retained_fte": 1.0, "trust": 0.6,
        "entry_sum_eur": 300_000, "workplaces": 200, "fte": 200, "usage": 2_000, "cloud_ambition": 1.0,
    }  # fmt: skip

    def test_the_joiner_pays_an_entry_sum_a_project_and_then_its_share(self):
        pinned = {
            **FRICTIONLESS,
            "transition.entry": 0.5,
            "transition.staff_share": 0.0,
            "transition.overrun_median": 1.0,
        }
        join = option({"kind": "add_member", "member": self.MEMBER, "after_years": 2})
        outcome = run(hand_case(), join, pinned=pinned)
        p = outcome.p("NW0001")
        transfer, project = (cost(outcome, name)[1, 0] for name in ("exit_transfer", "transition"))
        np.testing.assert_allclose(transfer[:, 2], [-50_000, -100_000, -150_000, 300_000], rtol=1e-9)
        assert np.all(np.delete(transfer, 2, axis=1) == 0.0)
        np.testing.assert_allclose(project[p], [0, 0, 1_000_000, 0, 0, 0, 0, 0, 0], rtol=1e-9)
        np.testing.assert_allclose(outcome.charge[1, 0, :, 2:].T, np.tile([1e6, 2e6, 3e6, 2e6], (7, 1)), rtol=1e-9)
        lasten, cash = (seen(outcome, name)[1, 0] for name in ("cost_lasten", "cost_cash"))
        np.testing.assert_allclose(lasten, cash, rtol=1e-9)

    @pytest.mark.parametrize("payer", ["joiner", "members"])
    def test_the_first_year_of_a_joiner(self, payer):
        """Half a year of 2 million: 55 % project, 45 % own staff; old ties and a tenth of overhead are its own."""
        pinned = {
            **FRICTIONLESS, "transition.entry": 0.5, "transition.staff_share": 0.45, "transition.staff_overrun": 0.0,
            "transition.overrun_median": 1.0, "stranded.overhead": 0.1, "stranded.overhead_years": 5.0,
        }  # fmt: skip
        member = {**self.MEMBER, "leaving_sum_eur": 80_000}
        join = {"kind": "add_member", "member": member, "integration_paid_by": payer, "after_years": 2}
        outcome = run(hand_case(), option(join), pinned=pinned)
        project, staff, ties, overhead = (
            cost(outcome, name)[1, 0] for name in ("transition", "surplus_staff", "stranded", "left_overhead")
        )
        paid = [0, 0, 0, 550_000] if payer == "joiner" else [550_000 / 6, 550_000 / 3, 550_000 / 2, 0]
        np.testing.assert_allclose(project[:, 2], paid, rtol=1e-9)
        np.testing.assert_allclose(staff[:, 2], [0, 0, 0, 450_000], rtol=1e-9)
        np.testing.assert_allclose(ties[:, 2], [0, 0, 0, 80_000], rtol=1e-9)
        np.testing.assert_allclose(overhead[3, 2:8], 200_000 * np.array([1, 0.8, 0.6, 0.4, 0.2, 0]), atol=1e-6)
        assert not overhead[:3].any()
        assert not np.concatenate([project[:, 3:], staff[:, 3:], ties[:, 3:]]).any()

    def test_before_it_joins_it_runs_everything_itself(self):
        join = option({"kind": "add_member", "member": self.MEMBER, "after_years": 2})
        outcome = run(hand_case(), join, pinned=FRICTIONLESS)
        p = outcome.p("NW0001")
        own = seen(outcome, "own_cost")[:, 0, p]
        np.testing.assert_allclose(own[0], 2_000_000 + 100_000, rtol=1e-9)
        np.testing.assert_allclose(own[1, :2], own[0, :2])
        np.testing.assert_allclose(own[1, 2:], 100_000.0, rtol=1e-9)


class TestPeopleOfASplit:
    def vulnerability(self, heads, people=(10_000, 20_000)):
        """Chance that the only specialism has nobody: before and after the split, for each municipality."""
        specialisms = [{"name": "netwerk", "group": "functional", "heads": heads}]
        pinned = {
            **FRICTIONLESS, "staff.sick": 0.1, "staff.leave": 0.1, "staff.outflow": 0.1, "staff.time_to_fill": 0.5,
            "operations.common_cause": 0.0, "operations.vendor_absence": 0.03, "operations.working_days": 220.0,
        }  # fmt: skip
        budget = {
            "hosting": 1e6,
            "technical_staff": 0,
            "functional_staff": 3e5,
            "back_office_staff": 0,
            "software": 1e6,
            "overhead": 0,
        }
        case = hand_case(people, organisation={"specialisms": specialisms, "budget_eur": budget})
        outcome = run(case, option({"kind": "dissolve", "after_years": 1}), pinned=pinned)
        found = seen(outcome, "vulnerability")[:, 0, :, 3]
        np.testing.assert_allclose(seen(outcome, "days_without")[:, 0, :, 3], 220.0 * found, rtol=1e-9)
        return found

    def test_three_people_become_two_and_one(self):
        absent = 1.0 - 0.9 * 0.9 * 0.95
        before, after = self.vulnerability(3)
        np.testing.assert_allclose(before, absent**3, rtol=1e-9)
        np.testing.assert_allclose(after, [absent, absent**2], rtol=1e-9)

    def test_one_person_goes_to_the_largest_and_the_other_buys_it(self):
        absent = 1.0 - 0.9 * 0.9 * 0.95
        np.testing.assert_allclose(self.vulnerability(1)[1], [0.03, absent], rtol=1e-9)

    def test_a_tie_goes_to_the_lowest_code(self):
        absent = 1.0 - 0.9 * 0.9 * 0.95
        np.testing.assert_allclose(self.vulnerability(3, (20_000, 20_000))[1], [absent**2, absent], rtol=1e-9)
