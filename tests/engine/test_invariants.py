"""The invariants of the design as properties over generated cases: accounts, sameness, order, stillness."""

from __future__ import annotations

import multiprocessing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine.names import ITEMS
from model.simulation import simulate
from tests.engine.worlds import (
    CONTINUE,
    STILL,
    cost,
    drawn_scenario,
    flat,
    hand_case,
    law_ids,
    option,
    run,
    seen,
    still_scenario,
)
from tests.strategies import cases, few, options, subjects, worlds

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
ARRAYS = ("charge", "npv", "npv_year", "score", "observable", "scale_effect", "cost_mean", "inputs")
ORGANISATION = [i for i, name in enumerate(ITEMS) if name not in ("retained", "directing", "exit_transfer", "reserve")]


def same_bits(one, other, *, draws=slice(None)):
    for name in ARRAYS:
        if name == "cost_mean" and draws != slice(None):
            continue
        left, right = getattr(one, name), getattr(other, name)
        if name == "inputs":
            left = left[draws]
        elif name != "cost_mean":
            left = left[:, draws]
        np.testing.assert_array_equal(left, right, err_msg=name)


class TestAccounts:
    @few(25)
    @given(subjects())
    def test_every_euro_out_is_a_euro_in(self, subject):
        case, scenario, chosen = subject
        outcome = simulate(case, scenario, [CONTINUE, chosen], draws=6, keep="full")
        scale = 1e-9 * (1.0 + np.abs(outcome.cost).sum(axis=(2, 4)))
        charge, spend = outcome.charge.sum(axis=2), seen(outcome, "spend").sum(axis=2)
        moved = cost(outcome, "reserve").sum(axis=2)
        alive = seen(outcome, "member").sum(axis=2) > 0
        assert np.all(np.abs(charge - spend - moved)[alive] <= scale[alive])
        assert np.all(charge[~alive] == 0.0)
        reserve = seen(outcome, "reserve").sum(axis=2)
        before = np.concatenate([np.full_like(reserve[..., :1], case.organisation.reserve_eur), reserve[..., :-1]], -1)
        assert np.all(np.abs(reserve - before - moved) <= scale)
        assert np.all(np.abs(cost(outcome, "exit_transfer").sum(axis=2)) <= scale)

    @few(25)
    @given(subjects())
    def test_items_add_up_to_cash_and_to_present_values(self, subject):
        case, scenario, chosen = subject
        outcome = simulate(case, scenario, [CONTINUE, chosen], draws=6, keep="full")
        cash = seen(outcome, "cost_cash")
        tolerance = 1e-9 * (1.0 + np.abs(outcome.cost).sum(axis=4))
        assert np.all(np.abs(outcome.cost.sum(axis=4) - cash) <= tolerance)
        parts = seen(outcome, "charge") + seen(outcome, "own_cost") + seen(outcome, "transfer")
        assert np.all(np.abs(parts - cash) <= tolerance)
        np.testing.assert_array_equal(seen(outcome, "transfer"), cost(outcome, "exit_transfer"))
        paid = np.delete(outcome.npv, outcome.i("reserve_left"), axis=3).sum(axis=3)
        np.testing.assert_allclose(paid, outcome.npv_year.sum(axis=3), rtol=1e-9, atol=1e-9 * np.abs(outcome.npv).sum())
        assert np.all(outcome.npv_year[..., 0] == 0.0)
        np.testing.assert_allclose(outcome.cost_mean, outcome.cost.mean(axis=1), rtol=1e-9, atol=1e-6)

    @few(25)
    @given(subjects())
    def test_all_of_the_reserve_at_the_horizon_is_the_members(self, subject):
        """Whoever is inside at the end holds it; with what was put in or paid out, it is the reserve of the start."""
        case, scenario, chosen = subject
        outcome = simulate(case, scenario, [CONTINUE, chosen], draws=6, keep="full", pinned={"finance.discount": 0.0})
        left, end = outcome.npv[..., outcome.i("reserve_left")], seen(outcome, "reserve")[..., -1].sum(axis=2)
        paid = np.abs(seen(outcome, "cost_cash")[..., -1])
        one = paid.argmax(axis=2)[..., None]
        now, then = (np.take_along_axis(of, one, 2)[..., 0] for of in (outcome.npv_year[..., -1], paid))
        tolerance = 1e-9 * (1.0 + paid.sum(axis=2))
        assert np.all(np.abs(left.sum(axis=2) + end * np.abs(now) / then) <= tolerance)
        assert np.all(left[seen(outcome, "member")[..., -1] == 0.0] == 0.0)
        moved = cost(outcome, "reserve").sum(axis=(2, 3))
        assert np.all(np.abs(end - moved - float(case.organisation.reserve_eur)) <= tolerance)
        assert np.all(cost(outcome, "reserve_left") == 0.0)

    @few(25)
    @given(st.integers(-500, 2_000), st.integers(0, 2_000), st.integers(1, 8), st.integers(2027, 2034))
    def test_money_that_waits_in_the_reserve_is_no_cost(self, start, target, years, hit):
        """Filling it, or letting it bear an incident, moves euros between charge and reserve; members pay the same."""
        pinned = {
            "finance.discount": 0.0, "finance.rebuild_years": float(years), "incident.damage_median": 700_000.0,
        }  # fmt: skip
        world = still_scenario(incident_year=hit)
        none, some = (
            run(hand_case(organisation={"reserve_eur": a, "reserve_target_eur": b}), scenario=world, pinned=pinned)
            for a, b in ((0, None), (1_000 * start, 1_000 * target))
        )
        opening = 1_000.0 * start * np.array([1, 2, 3]) / 6
        np.testing.assert_allclose(some.total[0, 0], none.total[0, 0] - opening, rtol=1e-12, atol=1e-4)

    @few(25)
    @given(cases())
    def test_spend_is_what_the_items_of_the_organisation_cost(self, case):
        """In continue without exits nobody runs anything alone, so every item but own ones is the organisation's."""
        outcome = simulate(flat(case), drawn_scenario(), [CONTINUE], draws=4, keep="full")
        items = outcome.cost[..., ORGANISATION].sum(axis=4)
        spend = seen(outcome, "spend")
        np.testing.assert_allclose(items, spend, rtol=1e-9, atol=1e-6 * np.abs(spend).max())
        share = seen(outcome, "share")
        np.testing.assert_allclose(share.sum(axis=2), 1.0, rtol=1e-9)
        np.testing.assert_allclose(
            outcome.charge, share * outcome.charge.sum(axis=2, keepdims=True), rtol=1e-9, atol=1e-6
        )

    @few(25)
    @given(cases())
    def test_the_budget_year_is_the_budget(self, case):
        outcome = simulate(case, None, [CONTINUE], draws=3, keep="full")
        budget = case.organisation.budget_eur
        first = outcome.cost[0, :, :, 0, :].sum(axis=1)
        lines = {
            "hosting": budget.hosting, "technical": budget.technical_staff, "functional": budget.functional_staff,
            "back_office": budget.back_office_staff, "overhead": budget.overhead,
        }  # fmt: skip
        for name, amount in lines.items():
            np.testing.assert_allclose(first[:, outcome.i(name)], float(amount), rtol=1e-9, err_msg=name)
        software = first[:, outcome.i("software_own")] + first[:, outcome.i("software_saas")]
        np.testing.assert_allclose(software, float(budget.software), rtol=1e-9)
        np.testing.assert_allclose(first[:, outcome.i("income")], -float(case.organisation.other_income_eur))
        total = (
            sum(float(x) for x in lines.values()) + float(budget.software) - float(case.organisation.other_income_eur)
        )
        np.testing.assert_allclose(outcome.charge[0, :, :, 0].sum(axis=1), total, rtol=1e-9)


class TestSameness:
    @few(25)
    @given(cases(), st.data())
    def test_an_empty_option_is_continue_exactly(self, case, data):
        scenario = data.draw(worlds(case))
        outcome = simulate(case, scenario, [CONTINUE, option(name="leeg")], draws=8)
        for name in ("charge", "npv", "npv_year", "score", "observable", "scale_effect", "cost_mean"):
            values = getattr(outcome, name)
            np.testing.assert_array_equal(values[0], values[1], err_msg=name)

    @few(25)
    @given(subjects())
    def test_an_option_does_not_depend_on_the_others_in_the_run(self, subject):
        case, scenario, chosen = subject
        if any(action.kind == "add_member" or getattr(action, "own_volume", False) for action in chosen.actions):
            return  # a party that may join, or a task that may move in, is in every option of the run
        together = simulate(case, scenario, [chosen, CONTINUE], draws=5)
        alone = simulate(case, scenario, [CONTINUE], draws=5)
        for name in ("charge", "npv", "npv_year", "score", "observable", "scale_effect"):
            np.testing.assert_array_equal(getattr(together, name)[1], getattr(alone, name)[0], err_msg=name)

    @few(25)
    @given(cases(), st.data())
    def test_without_uncertainty_all_draws_are_equal(self, case, data):
        chosen = data.draw(options(case))
        outcome = simulate(case, data.draw(worlds(case, uncertainty=False)), [CONTINUE, chosen], draws=3)
        for name in ("charge", "npv", "score", "observable"):
            values = getattr(outcome, name)
            np.testing.assert_array_equal(values, np.broadcast_to(values[:, :1], values.shape), err_msg=name)

    def test_seeds_differ_and_zero_is_a_seed(self):
        zero, again, one = (simulate("bommelerwaard", draws=64, seed=seed) for seed in (0, 0, 1))
        same_bits(zero, again)
        assert not np.array_equal(zero.npv, one.npv)

    def test_same_bits_for_any_number_of_threads_and_blocks(self):
        two = simulate("bommelerwaard", draws=2048, threads=2)
        same_bits(two, simulate("bommelerwaard", draws=2048, threads=1))
        same_bits(two, simulate("bommelerwaard", draws=1024), draws=slice(0, 1024))
        same_bits(two, simulate("bommelerwaard", draws=1100), draws=slice(0, 1100))

    def test_same_bits_in_a_spawned_process(self):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            there = pool.apply(simulate, ("dommelvallei",), {"draws": 40, "seed": 7})
        same_bits(simulate("dommelvallei", draws=40, seed=7), there)

    def test_a_longer_horizon_has_the_same_years_before_it(self):
        """Paths are keyed by year, so looking further ahead changes nothing in the years before."""
        short, long = (simulate(hand_case(horizon=h), None, [CONTINUE], draws=32) for h in (5, 9))
        np.testing.assert_array_equal(short.charge, long.charge[..., :6])
        np.testing.assert_array_equal(seen(short, "cost_cash"), seen(long, "cost_cash")[..., :6])


class TestOrder:
    @few(25)
    @given(subjects(), st.randoms(use_true_random=False))
    def test_reordering_the_file_permutes_the_result(self, subject, random):
        case, scenario, chosen = subject
        order = list(range(len(case.parties)))
        random.shuffle(order)
        turned = case.model_copy(update={"parties": tuple(case.parties[i] for i in order)})
        outcome = simulate(case, scenario, [CONTINUE, chosen], draws=5)
        other = simulate(turned, scenario, [CONTINUE, chosen], draws=5)
        assert other.parties[: len(order)] == tuple(outcome.parties[i] for i in order)
        order += range(len(order), len(outcome.parties))
        for name in ("charge", "npv", "npv_year", "score", "observable", "scale_effect"):
            np.testing.assert_array_equal(getattr(outcome, name)[:, :, order], getattr(other, name), err_msg=name)
        np.testing.assert_array_equal(outcome.cost_mean[:, order], other.cost_mean)

    @few(25)
    @given(subjects())
    def test_names_change_nothing(self, subject):
        case, scenario, chosen = subject
        renamed = tuple(party.model_copy(update={"name": f"x{i}"}) for i, party in enumerate(case.parties))
        other = case.model_copy(update={"parties": renamed, "name": "anders", "id": "anders"})
        same_bits(*(simulate(c, scenario, [CONTINUE, chosen], draws=5) for c in (case, other)))


class TestStillness:
    @few(25)
    @given(cases(), st.booleans())
    def test_without_drivers_drift_and_shocks_the_budget_returns_each_year(self, case, certain):
        scenario = still_scenario() if certain else drawn_scenario()
        outcome = run(case, scenario=scenario, draws=4)
        for values in (outcome.charge, outcome.cost.sum(axis=4), seen(outcome, "spend"), seen(outcome, "cost_lasten")):
            np.testing.assert_allclose(values, np.broadcast_to(values[..., :1], values.shape), rtol=1e-9, atol=1e-4)
        per_item = outcome.cost
        largest = np.abs(per_item).sum(axis=4, keepdims=True)
        assert np.all(np.abs(per_item - per_item[..., :1, :]) <= 1e-9 * largest)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("prices.wage_agreement", 0.04),
            ("prices.saas", 0.05),
            ("cloud.pace_factor", 1.0),
            ("operations.volume_growth", 0.01),
            ("operations.budget_cut", 0.05),
            ("staff.tightness", 1.6),
        ],
    )
    def test_each_driver_moves_the_budget_by_itself(self, name, value):
        """What makes the world still is really what moves it: no row of the helper is there for nothing."""
        outcome = run(hand_case(), pinned={name: value})
        assert not np.allclose(outcome.charge[..., 1:], outcome.charge[..., :1], rtol=1e-6)

    def test_the_helper_names_real_rows(self):
        outcome = run(hand_case())
        assert set(STILL) <= set(outcome.parameters)
        assert len(law_ids()) > 20


class TestWhoPaysWhen:
    @few(25)
    @given(cases(sizes=(3, 12)), st.data())
    def test_a_leaver_pays_no_charge_once_the_exit_is_complete(self, case, data):
        after = data.draw(st.integers(1, case.horizon_years))
        code = data.draw(st.sampled_from([party.code for party in case.parties]))
        chosen = option({"kind": "leave", "party": code, "after_years": after})
        in_time = {"transition.delay_factor": 0.0, "transition.split_months": 12.0}
        outcome = simulate(flat(case), drawn_scenario(exits="simulated"), [chosen], draws=8, pinned=in_time)
        charge, inside = outcome.charge[0], seen(outcome, "member")[0]
        assert np.all(charge[inside == 0.0] == 0.0)
        assert np.all(np.diff(inside, axis=-1) <= 0.0)
        assert np.all(inside[:, outcome.p(code), after:] == 0.0)

    @few(25)
    @given(cases(), st.data())
    def test_nobody_pays_for_a_year_before_it_joins(self, case, data):
        after = data.draw(st.integers(1, case.horizon_years))
        entry = float(data.draw(st.integers(0, 500_000)))
        member = {"code": "NW0001", "name": "Nieuw", "inhabitants": 20_000, "entry_sum_eur": entry}
        chosen = option({"kind": "add_member", "member": member, "after_years": after})
        outcome = simulate(case, still_scenario(), [CONTINUE, chosen], draws=1, keep="full")
        p = outcome.p("NW0001")
        assert np.all(outcome.charge[1, 0, p, :after] == 0.0)
        assert np.all(outcome.charge[0, 0, p] == 0.0)
        assert np.all(cost(outcome, "exit_transfer")[1, 0, p, :after] == 0.0)
        assert cost(outcome, "exit_transfer")[1, 0, p, after] == pytest.approx(entry)
        assert np.all(seen(outcome, "member")[1, 0, p, after:] == 1.0)
