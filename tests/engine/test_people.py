"""Staff, absence, knowledge, technical debt and quality (formulas §4 and §5)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import service, staff
from model.engine.parameters import Service
from tests.engine.worlds import FRICTIONLESS, cost, hand_case, option, plain, run, seen

unit = st.floats(0, 1)


class TestStaff:
    def test_staff_falls_with_outflow_only(self):
        capacity = plain(staff.capacity)
        assert capacity(10.0, 20.0, 0.1) == pytest.approx(18.0)
        assert capacity(19.0, 20.0, 0.1) == 19.0
        assert capacity(25.0, 20.0, 0.1) == 25.0

    def test_cloud_saves_technical_staff_no_faster_than_it_leaves(self):
        pinned = {
            **FRICTIONLESS, "cloud.pace_factor": 3.0, "cloud.ambition": 1.0, "cloud.curve": 2.0,
            "cloud.price_ratio": 1.0, "staff.outflow": 0.05, "staff.conversion": 0.9, "staff.member_share": 0.5,
        }  # fmt: skip
        outcome = run(hand_case(), pinned=pinned)
        hosted = 1.0 - seen(outcome, "workload_cloud")[0, 0, 0]
        target, fte = 20.0 * hosted / hosted[0], [20.0]
        for y in range(1, 9):
            fte.append(max(target[y], fte[-1] * 0.95))
        np.testing.assert_allclose(cost(outcome, "technical")[0, 0].sum(axis=0), 1e5 * np.array(fte), rtol=1e-9)
        directing = 0.9 * (20.0 - target) * 1e5
        np.testing.assert_allclose(cost(outcome, "directing")[0, 0].sum(axis=0), 0.5 * directing, rtol=1e-9, atol=1e-6)
        functional = cost(outcome, "functional")[0, 0].sum(axis=0)
        np.testing.assert_allclose(functional, 1e6 + 0.5 * directing, rtol=1e-9)
        own = cost(outcome, "directing")[0, 0]
        np.testing.assert_allclose(own, np.outer(np.array([1, 2, 3]) / 6, own.sum(axis=0)), rtol=1e-9, atol=1e-6)

    def test_surplus_and_unemployment(self):
        assert plain(staff.surplus)(10.0, 2, 0.1, 0.3) == pytest.approx(3.6)
        assert plain(staff.surplus)(10.0, 3, 0.7, 0.4) == 0.0
        assert plain(staff.unemployment_cost)(3.6, 1.0, 0.7, 100_000.0) == pytest.approx(252_000.0)

    def test_the_budget_year_needs_no_more_hire_than_the_budget_holds(self):
        outcome = run(hand_case(), pinned={"staff.hire_premium": 0.9})
        np.testing.assert_allclose(cost(outcome, "hire"), 0.0, atol=1e-6)

    def test_what_is_bought_on_the_market_saves_no_hire(self):
        market = option({"kind": "change_sourcing", "to": "market", "after_years": 2})
        outcome = run(hand_case(), market, pinned={**FRICTIONLESS, "staff.hire_premium": 0.5})
        np.testing.assert_allclose(cost(outcome, "hire"), 0.0, atol=1e-6)


class TestAbsence:
    def test_absence_of_one_person(self):
        assert plain(staff.absence)(0.06, 0.12, 0.03) == pytest.approx(1.0 - 0.94 * 0.88 * 0.97)
        assert plain(staff.vacancy)(0.1, 0.4) == pytest.approx(0.04)

    @pytest.mark.parametrize("heads", [1, 2, 3, 7])
    def test_without_common_cause_it_is_the_exact_binomial(self, heads):
        assert staff.nobody(float(heads), 0.2, 0.0, 0.05) == pytest.approx(0.2**heads)

    def test_half_a_head_lies_between(self):
        assert staff.nobody(1.5, 0.2, 0.0, 0.05) == pytest.approx(0.5 * 0.2 + 0.5 * 0.04)

    def test_part_of_one_head_is_one_person_not_a_vendor(self):
        assert staff.nobody(0.1, 0.2, 0.0, 0.05) == staff.nobody(1.0, 0.2, 0.0, 0.05)

    def test_a_common_cause_is_a_floor(self):
        assert staff.nobody(50.0, 0.2, 0.1, 0.05) == pytest.approx(0.02)

    def test_what_is_bought_is_never_certain(self):
        assert staff.nobody(0.0, 0.2, 0.1, 0.05) == 0.05

    @given(st.floats(0.01, 12), st.floats(0, 8), st.floats(0.01, 0.9), unit)
    def test_more_people_are_never_more_vulnerable(self, heads, more, absent, common):
        few, many = (staff.nobody(float(n), absent, common, 0.02) for n in (heads, heads + more))
        assert many <= few + 1e-12


class TestKnowledge:
    def test_it_stays_where_it_is_at_the_loss_of_the_budget_year(self):
        assert plain(service.knowledge)(0.7, 0.7, 0.17, 0.17) == pytest.approx(0.7)

    @given(unit, st.floats(0.05, 0.95), st.floats(0, 1), st.floats(0, 1))
    def test_it_is_a_share_and_falls_with_outflow(self, stock, start, loss, normal):
        now = plain(service.knowledge)(stock, start, loss, normal)
        assert 0.0 <= now <= 1.0
        assert plain(service.knowledge)(stock, start, min(1.0, loss + 0.1), normal) <= now + 1e-12

    def test_a_break_up_drains_it(self):
        pinned = {**FRICTIONLESS, "staff.breakup_outflow": 2.5}
        outcome = run(hand_case(), option({"kind": "dissolve", "after_years": 2}), pinned=pinned)
        knowledge = seen(outcome, "knowledge")[:, 0, 0]
        np.testing.assert_allclose(knowledge[0], knowledge[0, 0], rtol=1e-12)
        assert knowledge[1, 2] < knowledge[1, 1]
        assert knowledge[1, -1] > knowledge[1, 3]


class TestDebt:
    def test_a_year_of_debt(self):
        assert plain(service.debt)(100.0, 30.0, 0.2) == pytest.approx(110.0)
        assert plain(service.debt)(100.0, -200.0, 0.2) == 0.0

    def test_a_cut_saves_now_and_is_owed_later(self):
        """5 % of 4 million is put off each year; a fifth of what is owed is worked off in the next."""
        pinned = {"operations.budget_cut": 0.05, "operations.debt_catch_up": 0.2}
        outcome = run(hand_case(), pinned=pinned)
        debt, owed = [0.0], 0.0
        for _ in range(8):
            owed += 200_000 - 0.2 * owed
            debt.append(owed)
        np.testing.assert_allclose(seen(outcome, "debt")[0, 0].sum(axis=0), debt, rtol=1e-9)
        renewal = cost(outcome, "renewal")[0, 0].sum(axis=0)
        np.testing.assert_allclose(renewal[1:], 0.2 * np.array(debt[:-1]) - 200_000, rtol=1e-9, atol=1e-6)

    def test_a_leaver_takes_its_part_of_the_debt_along(self):
        pinned = {**FRICTIONLESS, "operations.budget_cut": 0.05, "operations.debt_catch_up": 0.2}
        leave = option({"kind": "leave", "party": "GM0001", "after_years": 3})
        debt = seen(run(hand_case(), leave, pinned=pinned), "debt")[:, 0]
        np.testing.assert_allclose(debt[1, 0, 3:], debt[0, 0, 3:], rtol=1e-9)
        np.testing.assert_allclose(debt[1].sum(axis=0), debt[0].sum(axis=0), rtol=1e-9)


WEIGHTS = Service(
    quality_knowledge=2.0, quality_debt=1.0, quality_backlog=3.0, quality_vulnerability=1.0, client_quality=0.4,
    client_fit=0.2, client_response=0.2, client_price=0.2, needs_drift=0.0,
)  # fmt: skip


class TestQuality:
    def test_the_budget_year_scores_one_half(self):
        assert plain(service.quality)(WEIGHTS, 0.0, 0.0, 0.0, 0.0) == 0.5

    @given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 0.5))
    def test_knowledge_helps_and_debt_backlog_and_exposure_harm(self, learned, owed, waiting, exposed, more):
        quality = plain(service.quality)
        now = quality(WEIGHTS, learned, owed, waiting, exposed)
        assert quality(WEIGHTS, learned + more, owed, waiting, exposed) >= now
        assert quality(WEIGHTS, learned, owed + more, waiting, exposed) <= now
        assert quality(WEIGHTS, learned, owed, waiting + more, exposed) <= now
        assert quality(WEIGHTS, learned, owed, waiting, exposed + more) <= now

    def test_cost_scores_one_half_at_the_own_reference(self):
        score = plain(service.cost_score)
        assert score(100.0, 100.0) == 0.5
        assert score(200.0, 100.0) == 0.0
        assert score(0.0, 100.0) == 1.0

    def test_satisfaction_is_a_weighted_mean(self):
        assert plain(service.satisfaction)(WEIGHTS, 1.0, 0.5, 0.5, 0.0) == pytest.approx(0.4 + 0.1 + 0.1)

    @given(unit, st.floats(-1, 1))
    def test_a_need_stays_between_zero_and_one(self, value, step):
        assert 0.0 <= plain(service.drift)(value, step) <= 1.0
        assert plain(service.drift)(0.5, 0.2) == pytest.approx(0.7)
        assert plain(service.drift)(0.9, 0.2) == pytest.approx(0.9)

    def test_distance_between_opposites_is_one(self):
        assert plain(service.distance)(1.0, 1.0, 1.0) == pytest.approx(1.0)
        assert plain(service.distance)(0.3, 0.0, 0.0) == pytest.approx(0.3 / math.sqrt(3.0))

    def test_scores_and_shares_stay_within_zero_and_one(self):
        outcome = run(hand_case(), option({"kind": "dissolve", "after_years": 2}), draws=1)
        assert np.all((outcome.score >= 0.0) & (outcome.score <= 1.0))
        for name in ("trust", "satisfaction", "vulnerability", "knowledge", "backlog", "cloud_share", "share"):
            assert np.all((seen(outcome, name) >= 0.0) & (seen(outcome, name) <= 1.0)), name
