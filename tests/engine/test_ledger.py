"""Who pays what: keys, reserve, capped charges, cash against lasten (formulas §0, §8 and §9)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import keys
from tests.engine.worlds import FRICTIONLESS, cost, hand_case, option, plain, run, seen, still_scenario

LEAVE = option({"kind": "leave", "party": "GM0001", "after_years": 2})
CAP = {"arrangement": {"charging": "capped"}}
WAGE_RISE = {"prices.wage_agreement": 0.05, "prices.wage_agreement_end": 2100.0}
ALL_PUT_OFF = {"operations.renewal_share": 9.0}


class TestKeys:
    def test_every_base_divides_by_its_own_measure(self):
        measures = {"inhabitants": (10, 20, 30), "workplaces": (1, 1, 2), "fte": (5, 3, 2), "usage": (0, 1, 3)}
        for base, amounts in {**measures, "fixed": (0.2, 0.3, 0.5)}.items():
            case = hand_case(arrangement={"cost_key": {base: 1.0}})
            field = "fixed_share" if base == "fixed" else base
            if base != "inhabitants":
                scale = 1.0 if base == "fixed" else 100.0
                parties = tuple(
                    party.model_copy(update={field: getattr(party, field).model_copy(update={"value": scale * amount})})
                    for party, amount in zip(case.parties, amounts, strict=True)
                )
                case = case.model_copy(update={"parties": parties})
            shares = np.array(amounts) / sum(amounts)
            np.testing.assert_allclose(run(case).charge[0, 0, :, 3], 6_000_000 * shares, rtol=1e-9, err_msg=base)

    def test_a_mix_of_bases_is_weighed(self):
        case = hand_case(arrangement={"cost_key": {"inhabitants": 0.4, "fixed": 0.6}})
        thirds = tuple(
            party.model_copy(update={"fixed_share": party.fixed_share.model_copy(update={"value": 1.0 / 3.0})})
            for party in case.parties
        )
        charge = run(case.model_copy(update={"parties": thirds})).charge[0, 0, :, 1]
        np.testing.assert_allclose(charge, 6_000_000 * (0.4 * np.array([1, 2, 3]) / 6 + 0.6 / 3), rtol=1e-9)

    @pytest.mark.parametrize(
        ("phase", "moved"), [(0, [0, 0, 1, 1, 1, 1]), (2, [0, 0, 0, 0.5, 1, 1]), (3, [0, 0, 0, 1 / 3, 2 / 3, 1])]
    )
    def test_a_new_key_is_phased_in_linearly(self, phase, moved):
        case = hand_case(party={"fixed_share": None})
        parties = tuple(
            party.model_copy(update={"fixed_share": party.fixed_share.model_copy(update={"value": share})})
            for party, share in zip(case.parties, (0.5, 0.3, 0.2), strict=True)
        )
        case = case.model_copy(update={"parties": parties})
        change = option({"kind": "change_key", "key": {"fixed": 1.0}, "phase_years": phase, "after_years": 2})
        shares = seen(run(case, change), "share")[1, 0]
        before, after = np.array([1, 2, 3]) / 6, np.array([0.5, 0.3, 0.2])
        expected = before[:, None] + np.outer(after - before, moved)
        np.testing.assert_allclose(shares[:, :6], expected, rtol=1e-9)

    @given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 20), st.floats(0, 10))
    def test_a_phased_weight_lies_between_the_old_and_the_new(self, before, after, years, phase):
        weight = plain(keys.phased)(before, after, years, phase)
        assert min(before, after) - 1e-12 <= weight <= max(before, after) + 1e-12

    def test_nobody_with_anything_shares_nothing(self):
        assert plain(keys.base_share)(0.0, 0.0) == 0.0

    def test_unfairness_uses_the_yardstick_that_suits_the_party(self):
        felt = plain(keys.unfairness)
        assert felt(0.30, 0.25, 0.40) == pytest.approx(0.2)
        assert felt(0.30, 0.40, 0.25) == pytest.approx(0.2)
        assert felt(0.20, 0.25, 0.40) == 0.0
        assert felt(0.20, 0.0, 0.40) == 0.0


class TestReserve:
    def test_it_bears_an_incident_as_far_as_it_goes(self):
        """4 million damage, three quarters of it for each other member; 1 million of the 10 was saved."""
        case = hand_case(organisation={"reserve_eur": 1_000_000})
        pinned = {"incident.damage_median": 4_000_000.0, "incident.shared_damage": 0.75}
        outcome = run(case, scenario=still_scenario(incident_year=2029), pinned=pinned)
        total = outcome.charge[0, 0].sum(axis=0)
        np.testing.assert_allclose(total, [6e6, 6e6, 6e6, 15e6, 6e6, 6e6, 6e6, 6e6, 6e6], rtol=1e-9)
        moved = cost(outcome, "reserve")[0, 0]
        np.testing.assert_allclose(moved[:, 3], [-1e6 / 6, -2e6 / 6, -3e6 / 6], rtol=1e-9)
        assert np.all(np.delete(moved, 3, axis=1) == 0.0)
        np.testing.assert_allclose(seen(outcome, "reserve")[0, 0].sum(axis=0), [1e6] * 3 + [0.0] * 6, atol=1e-6)
        np.testing.assert_allclose(seen(outcome, "spend")[0, 0].sum(axis=0)[3], 16e6, rtol=1e-9)

    def test_a_shortage_is_no_saving(self):
        case = hand_case(organisation={"reserve_eur": -200_000})
        outcome = run(case, scenario=still_scenario(incident_year=2029))
        np.testing.assert_allclose(seen(outcome, "reserve")[0, 0].sum(axis=0), -200_000.0, rtol=1e-9)
        assert np.all(cost(outcome, "reserve") == 0.0)

    def test_it_is_filled_up_again_to_its_target(self):
        """An incident of 4 million empties a reserve of 1 million; four years of a quarter fill it again."""
        case = hand_case(organisation={"reserve_eur": 1_000_000, "reserve_target_eur": 1_000_000})
        pinned = {"incident.damage_median": 4_000_000.0, "incident.shared_damage": 0.0, "finance.rebuild_years": 4.0}
        outcome = run(case, scenario=still_scenario(incident_year=2028), pinned=pinned)
        reserve = seen(outcome, "reserve")[0, 0].sum(axis=0)
        np.testing.assert_allclose(reserve, [1e6, 1e6, 0, 25e4, 5e5, 75e4, 1e6, 1e6, 1e6], rtol=1e-9, atol=1e-6)
        charge = outcome.charge[0, 0].sum(axis=0)
        np.testing.assert_allclose(charge, [6e6, 6e6, 9e6, *[6.25e6] * 4, 6e6, 6e6], rtol=1e-9)
        np.testing.assert_allclose(cost(outcome, "reserve")[0, 0, :, 3].sum(), 250_000.0, rtol=1e-9)

    def test_what_a_year_takes_from_it_comes_off_what_is_added(self):
        """Half of 1 million is there: 250,000 a year may be added, less in a year of an incident of 100,000."""
        case = hand_case(organisation={"reserve_eur": 500_000, "reserve_target_eur": 1_000_000})
        pinned = {"incident.damage_median": 100_000.0, "incident.shared_damage": 0.0, "finance.rebuild_years": 4.0}
        outcome = run(case, scenario=still_scenario(incident_year=2028), pinned=pinned)
        reserve = seen(outcome, "reserve")[0, 0].sum(axis=0)
        np.testing.assert_allclose(reserve[:5], [5e5, 75e4, 8e5, 1e6, 1e6], rtol=1e-9)
        charge = outcome.charge[0, 0].sum(axis=0)
        np.testing.assert_allclose(charge[:5], [6e6, 6.25e6, 6.15e6, 6.2e6, 6e6], rtol=1e-9)

    def test_a_cap_leaves_no_room_to_fill_it(self):
        case = hand_case(**CAP, organisation={"reserve_eur": 0, "reserve_target_eur": 1_000_000})
        np.testing.assert_allclose(run(case).charge[0, 0].sum(axis=0), 6e6, rtol=1e-9)

    def test_without_a_target_nobody_fills_it(self):
        case = hand_case(organisation={"reserve_eur": 100_000})
        np.testing.assert_allclose(run(case).charge[0, 0].sum(axis=0), 6e6, rtol=1e-9)


class TestValueAddedTax:
    """A euro of VAT of which a tenth is not compensable: 2.1 % of what the next regime newly taxes."""

    LEAK = 0.021
    PINNED: ClassVar = {**FRICTIONLESS, "finance.vat_rate": 0.21, "finance.vat_compensable": 0.9}

    def vat(self, regime, *actions, **pinned):
        case = hand_case((20_000, 40_000), arrangement={"vat_regime": regime})
        scenario = still_scenario(vat=True)
        return cost(run(case, option(*actions), scenario=scenario, pinned={**self.PINNED, **pinned}), "vat")[:, 0]

    @pytest.mark.parametrize("regime", ["unknown", "exempt", "taxed"])
    def test_continuing_changes_no_regime(self, regime):
        assert np.all(self.vat(regime)[0] == 0.0)

    @pytest.mark.parametrize(("regime", "wages"), [("unknown", 3e6), ("exempt", 3e6), ("taxed", 0.0)])
    def test_a_new_form_taxes_wages_only_where_they_were_not(self, regime, wages):
        found = self.vat(regime, {"kind": "change_form", "to": "openbaar_lichaam", "after_years": 2})[1].sum(axis=0)
        np.testing.assert_allclose(found, [0, 0, *[self.LEAK * wages] * 7], rtol=1e-9, atol=1e-6)

    @pytest.mark.parametrize(
        ("regime", "destination", "base"),
        [
            ("exempt", "own", 0.0), ("exempt", "host", 3e6), ("exempt", "market", 2e6), ("taxed", "own", -3e6),
            ("taxed", "host", 0.0), ("taxed", "market", -1e6),
        ],
    )  # fmt: skip
    def test_a_split_taxes_what_the_destination_does(self, regime, destination, base):
        """2 million of technical and 1 million of functional staff; a municipality's own wages bear no VAT."""
        end = {"kind": "dissolve", "destination": destination, "after_years": 2}
        ratios = {"sourcing.market_ratio": 1.0, "sourcing.host_fee": 1.0, "staff.placement_years": 0.0}
        found = self.vat(regime, end, **ratios)[1].sum(axis=0)
        np.testing.assert_allclose(found, [0, 0, *[self.LEAK * base] * 7], rtol=1e-9, atol=1e-6)

    def test_software_that_replaces_own_wages_newly_bears_it(self):
        moving = {"cloud.pace_factor": 1.0, "cloud.ambition": 1.0, "cloud.curve": 2.0, "cloud.price_ratio": 1.0}
        case = hand_case((20_000, 40_000), arrangement={"vat_regime": "exempt"})
        outcome = run(case, scenario=still_scenario(vat=True), pinned={**self.PINNED, **moving})
        hosted = 1.0 - seen(outcome, "workload_cloud")[0, 0, 0]
        expected = self.LEAK * 2e6 * (1.0 - hosted / hosted[0])
        np.testing.assert_allclose(cost(outcome, "vat")[0, 0].sum(axis=0), expected, rtol=1e-9, atol=1e-6)
        assert np.all(self.vat("taxed", **moving)[0] == 0.0)

    def test_it_is_off_by_default(self):
        form = option({"kind": "change_form", "to": "openbaar_lichaam", "after_years": 2})
        assert np.all(cost(run(hand_case(), form, pinned=self.PINNED), "vat") == 0.0)


class TestCappedCharge:
    def test_what_the_cap_leaves_open_is_put_off_and_owed(self):
        """Wages rise 5 %, the members' index stands still: the charge too, and the rest becomes technical debt."""
        outcome = run(hand_case(**CAP), pinned={**WAGE_RISE, "operations.debt_catch_up": 0.0, **ALL_PUT_OFF})
        np.testing.assert_allclose(outcome.charge[0, 0].sum(axis=0), 6_000_000.0, rtol=1e-9)
        put_off = -cost(outcome, "renewal")[0, 0].sum(axis=0)
        staff = 3_000_000 * (1.05 ** np.arange(9) - 1.0)
        np.testing.assert_allclose(put_off, staff, rtol=1e-9, atol=1e-6)
        debt = seen(outcome, "debt")[0, 0].sum(axis=0)
        np.testing.assert_allclose(np.diff(debt)[1:], put_off[1:-1], rtol=1e-9)

    def test_the_reserve_comes_first(self):
        case = hand_case(**CAP, organisation={"reserve_eur": 200_000})
        outcome = run(case, pinned=WAGE_RISE)
        assert cost(outcome, "renewal")[0, 0, :, 1].sum() == pytest.approx(0.0, abs=1e-6)
        assert cost(outcome, "reserve")[0, 0, :, 1].sum() == pytest.approx(-150_000.0)
        assert cost(outcome, "reserve")[0, 0, :, 2].sum() == pytest.approx(-50_000.0)

    def test_then_posts_go_as_fast_as_people_leave_and_their_work_waits(self):
        """Wages of 3 million rise 5 %: 100,000 is put off, the rest is cut from 30 posts, as a tenth leave a year."""
        pinned = {
            **WAGE_RISE, "operations.debt_catch_up": 0.0, "operations.renewal_share": 0.1, "staff.outflow": 0.1,
            "staff.time_to_fill": 0.0,
        }  # fmt: skip
        outcome = run(hand_case(**CAP), pinned=pinned)
        wages, cut = 3_000_000 * 1.05 ** np.arange(9), [0.0]
        for y in range(1, 9):
            wanted = max(0.0, wages[y] - 3_000_000 - 100_000) / wages[y]
            cut.append(min(wanted, cut[-1] + 0.1 * (1.0 - cut[-1])))
        cut = np.array(cut)
        assert cut[-1] > 0.2
        np.testing.assert_allclose(outcome.charge[0, 0].sum(axis=0), 6_000_000.0, rtol=1e-9)
        np.testing.assert_allclose(seen(outcome, "fte")[0, 0].sum(axis=0), 30.0 * (1.0 - cut), rtol=1e-9)
        paid = sum(cost(outcome, name)[0, 0].sum(axis=0) for name in ("technical", "functional", "back_office"))
        np.testing.assert_allclose(paid, wages * (1.0 - cut), rtol=1e-9)
        waiting = seen(outcome, "backlog")[0, 0, 0]
        np.testing.assert_allclose(waiting, [0.0, *cut[:-1]], rtol=1e-9, atol=1e-12)
        owed = np.diff(seen(outcome, "debt")[0, 0].sum(axis=0))
        put_off = -cost(outcome, "renewal")[0, 0].sum(axis=0)
        np.testing.assert_allclose(put_off + wages * cut, wages - 3_000_000, rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(owed[1:], put_off[1:-1] + waiting[2:] * 3_000_000, rtol=1e-9)

    def test_posts_come_back_when_there_is_room_again(self):
        """The agreement ends after 2028 and wages then fall behind the members' index of 2 %."""
        pinned = {
            **WAGE_RISE, "prices.wage_agreement_end": 2029.0, "prices.wage_excess": -0.05,
            "prices.inflation_mean": 0.02, "operations.renewal_share": 0.0, "staff.outflow": 0.5,
            "staff.time_to_fill": 0.0,
        }  # fmt: skip
        fte = seen(run(hand_case(**CAP), pinned=pinned), "fte")[0, 0].sum(axis=0)
        assert fte[2] < fte[1] < 30.0
        assert fte[-1] == pytest.approx(30.0)

    def test_fewer_people_are_more_vulnerable(self):
        pinned = {**WAGE_RISE, "operations.renewal_share": 0.0, "staff.time_to_fill": 0.0}
        capped, free = (run(hand_case(**terms), pinned=pinned) for terms in (CAP, {}))
        assert np.all(seen(capped, "vulnerability")[0, 0, 0, 3:] > seen(free, "vulnerability")[0, 0, 0, 3:])

    def test_a_charge_on_cost_follows_wages_instead(self):
        outcome = run(hand_case(), pinned=WAGE_RISE)
        expected = 3_000_000 + 3_000_000 * 1.05 ** np.arange(9)
        np.testing.assert_allclose(outcome.charge[0, 0].sum(axis=0), expected, rtol=1e-9)


class TestLasten:
    """An obligation is a charge in the year before it holds; in the end both views add up to the same euros."""

    def test_an_exit_sum_is_a_charge_before_it_is_paid(self):
        outcome = run(hand_case(), LEAVE, pinned=FRICTIONLESS)
        lasten, cash = seen(outcome, "cost_lasten")[1, 0], seen(outcome, "cost_cash")[1, 0]
        extra = (lasten - cash)[0]
        np.testing.assert_allclose(extra, [0, 3e6, -1e6, -0.8e6, -0.6e6, -0.4e6, -0.2e6, 0, 0], rtol=1e-9, atol=1e-3)
        np.testing.assert_allclose((lasten - cash).sum(axis=0), 0.0, atol=1e-3)

    def test_totals_agree_over_a_long_horizon(self):
        far = hand_case(horizon=20, arrangement={"exit_rule": {"rule": "damage"}})
        outcome = run(far, LEAVE, option({"kind": "dissolve", "destination": "market", "after_years": 3}, name="einde"))
        lasten, cash = (seen(outcome, name).sum(axis=-1) for name in ("cost_lasten", "cost_cash"))
        np.testing.assert_allclose(lasten, cash, rtol=1e-9)

    def test_over_a_short_horizon_they_differ_by_what_falls_beyond_it(self):
        outcome = run(hand_case(horizon=4), LEAVE, pinned=FRICTIONLESS)
        gap = (seen(outcome, "cost_lasten") - seen(outcome, "cost_cash"))[1, 0].sum(axis=-1)
        beyond = 1_000_000 * (0.4 + 0.2)  # instalments of 2031 and 2032
        np.testing.assert_allclose(gap, [beyond, -0.4 * beyond, -0.6 * beyond], rtol=1e-9)

    def test_staff_without_work_is_provided_for_at_once(self):
        pinned = {
            "staff.outflow": 0.1,
            "staff.replacement": 0.3,
            "staff.unemployment_years": 1.0,
            "staff.unemployment_rate": 0.7,
        }
        end = option({"kind": "dissolve", "destination": "market", "after_years": 3})
        outcome = run(hand_case(), end, pinned={**FRICTIONLESS, **pinned})
        extra = (seen(outcome, "cost_lasten") - seen(outcome, "cost_cash"))[1, 0].sum(axis=0)
        people = 20 * 100_000.0  # technical staff, of whom the market takes nobody
        paid = np.array([people, people * 0.6, people * 0.36 * 0.7])
        np.testing.assert_allclose(cost(outcome, "surplus_staff")[1, 0].sum(axis=0)[3:6], paid, rtol=1e-9)
        np.testing.assert_allclose(extra, [0, 0, paid.sum(), *-paid, 0, 0, 0], rtol=1e-9, atol=1e-3)

    def test_without_events_both_views_are_equal(self):
        outcome = run(hand_case(), pinned=WAGE_RISE)
        np.testing.assert_allclose(seen(outcome, "cost_lasten"), seen(outcome, "cost_cash"), rtol=1e-12)
