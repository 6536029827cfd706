"""What is left in the reserve at the horizon belongs to the members of that day (Y9)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.engine.worlds import FRICTIONLESS, cost, hand_case, option, run, seen, still_scenario

END = 8
NOW = {**FRICTIONLESS, "finance.discount": 0.0}
MERGER = {"parties": ["GM0002", "GM0001"], "year": 2028}
JOIN = {"code": "NW0001", "name": "Nieuw", "inhabitants": 30_000}


def left(outcome: Any, o: int = 0) -> np.ndarray:
    """Present value of what is left for each party, EUR: below zero it is theirs."""
    return outcome.npv[o, 0, :, outcome.i("reserve_left")]


def saved(reserve: float, **fields: Any) -> Any:
    return hand_case(organisation={"reserve_eur": reserve}, **fields)


class TestWhoseItIs:
    """60,000 or 90,000 of three members of 10, 20 and 30 thousand inhabitants; nothing is discounted."""

    @pytest.mark.parametrize("reserve", [60_000.0, -60_000.0])
    def test_members_have_it_or_owe_it_by_the_dissolution_key(self, reserve):
        halves = saved(reserve, arrangement={"dissolution_key": {"fixed": 1.0}}, party={"fixed_share": 1 / 3})
        np.testing.assert_allclose(left(run(halves, pinned=NOW)), -reserve / 3, rtol=1e-12)
        by_people = run(saved(reserve), pinned=NOW)
        np.testing.assert_allclose(left(by_people), -reserve * np.array([1, 2, 3]) / 6, rtol=1e-12)

    def test_another_key_for_the_costs_does_not_move_it(self):
        key = option({"kind": "change_key", "after_years": 1, "key": {"fixed": 1.0}})
        outcome = run(saved(60_000, party={"fixed_share": 1 / 3}), key, pinned=NOW)
        np.testing.assert_allclose(left(outcome, 1), [-10_000, -20_000, -30_000], rtol=1e-12)

    def test_who_left_has_no_part_in_it(self):
        """The dissolution key then counts those who are still in it: 20 to 30."""
        leave = option({"kind": "leave", "party": "GM0001", "after_years": 2})
        outcome = run(saved(60_000), leave, pinned=NOW)
        np.testing.assert_allclose(left(outcome, 1), [0, -24_000, -36_000], rtol=1e-12)

    def test_who_joined_has_a_part_in_it(self):
        join = option({"kind": "add_member", "after_years": 2, "member": JOIN})
        outcome = run(saved(90_000), join, pinned=NOW)
        np.testing.assert_allclose(left(outcome, 0), [-15_000, -30_000, -45_000, 0], rtol=1e-12)
        np.testing.assert_allclose(left(outcome, 1), [-10_000, -20_000, -30_000, -30_000], rtol=1e-12)

    def test_another_legal_form_takes_it_along(self):
        form = option({"kind": "change_form", "after_years": 2, "to": "centrumregeling", "host": "GM0003"})
        outcome = run(saved(60_000), form, pinned=NOW)
        np.testing.assert_allclose(left(outcome, 1), [-10_000, -20_000, -30_000], rtol=1e-12)

    def test_two_that_merge_hold_both_their_parts(self):
        outcome = run(saved(60_000), scenario=still_scenario(municipal_merger=MERGER), pinned=NOW)
        np.testing.assert_allclose(left(outcome), [-10_000, -20_000, -30_000], rtol=1e-12)

    @pytest.mark.parametrize("year", [2, END])
    def test_what_a_dissolution_paid_out_is_not_paid_twice(self, year):
        """Undiscounted and without any other cost of a split, ending it or going on is then all the same."""
        outcome = run(saved(60_000), option({"kind": "dissolve", "after_years": year}), pinned=NOW)
        assert np.all(left(outcome, 1) == 0.0)
        np.testing.assert_allclose(cost(outcome, "reserve")[1, 0, :, year], [-10_000, -20_000, -30_000], rtol=1e-12)
        np.testing.assert_allclose(outcome.total[1], outcome.total[0], rtol=1e-12)

    def test_the_last_two_that_merge_got_it_with_their_work(self):
        case = hand_case((20_000, 40_000), organisation={"reserve_eur": 60_000})
        apart, merged = (
            run(case, scenario=still_scenario(**merger), pinned={**NOW, "relation.merger_cost": 0.0})
            for merger in ({}, {"municipal_merger": MERGER})
        )
        assert np.all(left(merged) == 0.0)
        np.testing.assert_allclose(merged.total, apart.total, rtol=1e-12)


class TestWhatItIsWorth:
    def test_it_is_deflated_and_discounted_as_a_payment_in_the_last_year(self):
        pinned = {"prices.inflation_mean": 0.03, "prices.deflator_excess": -0.01, "finance.discount": 0.025}
        outcome = run(saved(60_000), pinned=pinned)
        np.testing.assert_allclose(left(outcome).sum(), -60_000 / (1.02 * 1.025) ** END, rtol=1e-12)

    def test_it_is_no_charge_no_lasten_and_no_cost_of_a_year(self):
        none, some = (run(saved(reserve), pinned={"finance.discount": 0.02}) for reserve in (0, 60_000))
        for name in ("charge", "npv_year", "cost", "cost_mean"):
            np.testing.assert_array_equal(getattr(none, name), getattr(some, name), err_msg=name)
        for name in ("cost_cash", "cost_lasten", "own_cost", "spend"):
            np.testing.assert_array_equal(seen(none, name), seen(some, name), err_msg=name)

    def test_an_incident_costs_what_it_costs_whoever_pays_it_first(self):
        """1 million of damage in 2029, of which 60,000 from the reserve: the charge is lower, what is left too."""
        pinned = {"finance.discount": 0.0, "incident.damage_median": 1e6, "incident.shared_damage": 0.0}
        world = still_scenario(incident_year=2029)
        none, some = (run(saved(reserve), scenario=world, pinned=pinned) for reserve in (0, 60_000))
        assert np.all(left(some) == 0.0)
        np.testing.assert_allclose(some.total.sum(axis=2), none.total.sum(axis=2) - 60_000, rtol=1e-12)

    def test_an_option_that_uses_it_up_gains_nothing_by_that(self):
        """A project of 60,000 is paid from the reserve: no charge rises, and the option is dearer by the project."""
        form = option({"kind": "change_form", "after_years": 2, "to": "openbaar_lichaam"})
        project = {"transition.form": 0.01, "transition.staff_share": 0.0, "transition.overrun_median": 1.0}
        outcome = run(saved(100_000), form, pinned={**FRICTIONLESS, **project, "finance.discount": 0.0})
        np.testing.assert_array_equal(outcome.charge[1], outcome.charge[0])
        np.testing.assert_allclose(outcome.total[1, 0] - outcome.total[0, 0], [10_000, 20_000, 30_000], rtol=1e-6)
