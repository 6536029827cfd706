"""Value of staying against the best alternative (formulas §13), and what it does to the chance to leave."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import draws as random
from model.engine import exits, relation, value
from model.engine.names import ITEMS
from model.engine.operations import DIRECTING, HOSTING, INCIDENT, SOFTWARE_OWN
from model.engine.parameters import PARAMETER_IDS
from model.engine.records import (
    GOODS,
    HOST,
    HOSTED_START,
    INHABITANTS,
    LICENCES,
    MARKET,
    NEVER,
    OTHER,
    OWN,
    RESERVE,
    SAAS_PRICE,
    SOFTWARE_UNIT,
    WAGES,
)
from model.inputs import load_assumptions
from tests.engine.worlds import FRICTIONLESS, STILL, drawn_scenario, exactly, hand_case, plain, run, seen

DRAWS = 1024
CODES = ("GM0001", "GM0002")
HORIZON = 3
YEAR = 3
SURE = {row.id: row.base for row in load_assumptions() if row.id in PARAMETER_IDS}
"""Every row at its base: draws differ in luck alone."""
ONLY_VALUE = {
    **SURE, **STILL, **FRICTIONLESS,
    "relation.exit_trust": 0.0, "relation.exit_unfairness": 0.0, "relation.exit_rate": 1.0,
    "relation.exit_value": 2.0, "relation.value_years": 8.0, "relation.value_limit": 0.5, "finance.discount": 0.0,
    "sourcing.host_fee": 0.9, "sourcing.host_refuses": 0.0,
    "sourcing.other_fee": 1.0, "sourcing.market_ratio": 1.2, "law.unknown_rate": 0.0,
}  # fmt: skip
MOVE = {
    "transition.split": 0.1, "transition.overrun_median": 1.1, "transition.staff_share": 0.0,
    "transition.dual_months": 6.0, "stranded.overhead": 0.1, "stranded.overhead_years": 5.0,
}  # fmt: skip
share = st.floats(-0.5, 0.5)


def luck(codes=CODES):
    """Uniform numbers that decide who leaves, (draw, party, year), of seed 0."""
    none = np.zeros((DRAWS, len(random.LUCK)))
    return random.noise(0, 0, DRAWS, codes, (), HORIZON + 1, np.zeros(1), none).leave


def gave_notice(pinned, people=(20_000, 40_000), **fields):
    """Who gave notice in the first year, (draw, party): they are out in the second."""
    case = hand_case(people, horizon=HORIZON, **fields)
    outcome = run(
        case, scenario=drawn_scenario(exits="simulated"), pinned={**ONLY_VALUE, **pinned}, draws=DRAWS, keep="summary"
    )
    return seen(outcome, "exited_unplanned")[0, :, :, 2] == 1.0


def chance(value, members=2):
    """Chance of notice at a value of staying, with the rates of `ONLY_VALUE`."""
    return 1.0 - np.exp(-1.0 / members * np.exp(-2.0 * value))


class TestByHand:
    """Two members of 6.0 million a year who pay 2 and 4, with 0.1 million each of their own staff; reserve 0.3."""

    def value(self, part):
        staying = 8 * (6.0 * part + 0.1)
        host = 8 * (6.0 * part + 0.1 - 0.1 * (1.0 + 2.0 + 1.0) * part)  # a tenth off hosting and staff
        project = 0.1 * 1.1 * 6.0 * part
        double = 0.5 * (1.0 + 0.75) * part  # half a year of hosting and of licences on it
        overhead = 0.1 * 6.0 * part * (1.0 + 0.8 + 0.6 + 0.4 + 0.2)
        return (host + project + double + overhead - 0.3 * part - staying) / staying

    def test_exactly_those_leave_whose_luck_is_below_the_chance_at_their_value(self):
        """So thinning finds whom direct evaluation would find, and nobody else."""
        found = gave_notice(MOVE, organisation={"reserve_eur": 300_000})
        assert self.value(1 / 3) == pytest.approx(-0.003274, abs=1e-6)
        for p, part in enumerate((1 / 3, 2 / 3)):
            np.testing.assert_array_equal(found[:, p], luck()[:, p, 1] < chance(self.value(part)))

    def test_more_than_two_pay_an_exit_sum(self):
        """A flat sum of two years: 2 · A at once and a year later, here without discount."""
        people, codes = (20_000, 20_000, 20_000), ("GM0001", "GM0002", "GM0003")
        found = gave_notice(
            {}, people, arrangement={"exit_rule": {"rule": "flat", "years": 2}, "notice_months": 12}
        )  # fmt: skip
        value = (-0.1 * 4.0 / 3.0 * 8 + 2 * 2.0) / (8 * 2.1)
        np.testing.assert_array_equal(found, luck(codes)[:, :, 1] < chance(value, 3))

    def test_beyond_the_limit_it_weighs_no_heavier(self):
        found = gave_notice({"transition.split": 50.0, "transition.staff_share": 0.0})
        np.testing.assert_array_equal(found, luck()[:, :, 1] < chance(0.5))

    def test_without_weight_money_does_nothing(self):
        found = gave_notice({**MOVE, "relation.exit_value": 0.0})
        np.testing.assert_array_equal(found, luck()[:, :, 1] < 1.0 - np.exp(-0.5))


@pytest.mark.parametrize(
    "dearer",
    [{"sourcing.host_fee": 1.3}, {"transition.split": 1.0}, {"stranded.overhead": 0.5}, {"finance.discount": 0.0}],
    ids=["host", "project", "overhead", "nothing"],
)
def test_a_dearer_alternative_never_raises_the_chance(dearer):
    before, after = gave_notice(MOVE), gave_notice({**MOVE, **dearer})
    assert not np.any(after & ~before)
    assert bool(np.any(before & ~after)) == (dearer != {"finance.discount": 0.0})


@given(st.floats(0, 1e9), st.floats(-1e6, 1e9), st.floats(0.05, 1.0), st.floats(0, 1e9))
def test_value_stays_within_its_limit_and_rises_with_the_alternative(elsewhere, staying, limit, more):
    value = plain(relation.value)
    assert -limit <= value(elsewhere, staying, limit) <= limit
    assert value(elsewhere + more, staying, limit) >= value(elsewhere, staying, limit)


@given(st.floats(0, 0.5), share, st.floats(0, 5), st.floats(-1, 1), st.floats(0, 10))
def test_no_value_gives_a_larger_chance_than_the_one_that_thinning_uses(base, value, slope, gap, unfair):
    rate = plain(relation.exit_rate)
    assert rate(base, 3, gap, 1.0, unfair, 1.0, value, slope) <= rate(base, 3, gap, 1.0, unfair, 1.0, -0.5, slope)


def test_annuity():
    assert plain(relation.annuity)(0.0, 8.0) == 8.0
    assert plain(relation.annuity)(0.25, 2.0) == pytest.approx(1.8)


@pytest.mark.usefixtures("interpreted")
class TestOneAtATime:
    """Prices of year 3: goods 1.1, wages 1.2, licences 1.3, SaaS 1.4; a task of 8 and 2 that grew 3.375-fold."""

    @staticmethod
    def wed(state):
        """GM1 and GM3 are one municipality, of 30 and 10 inhabitants."""
        state.member[1].partner, state.member[3].partner = 3, 1

    @pytest.fixture
    def facts(self, facts):
        case = facts.case
        case.hosting, case.technical, case.functional, case.overhead = 1000.0, 2000.0, 400.0, 500.0
        case.technical_fte, case.cost_per_fte, case.backlog_known, case.backlog = 20.0, 100.0, 1, 700.0
        case.vat_on, case.tasks = 1, 2
        facts.party["inhabitants"][:5] = 36.0, 24.0, 1.0, 6.0, 3.0
        facts.party["retained"][:5] = 1.0, 17.0, 1.0, 9.0, 1.0
        facts.task[0].growth, facts.task[0].annual[1:4] = 0.5, (8.0, 0.0, 2.0)
        facts.task[1].annual[1:4] = 3.0, 0.0, 1.0
        facts.books[YEAR], facts.dissolution[INHABITANTS] = (100.0, 40.0), 1.0
        case.exit_rule, case.exit_years, case.exit_start, case.exit_step = exits.TAPER, 2, 1.0, 0.5
        return facts

    @pytest.fixture
    def par(self, par):
        par.sourcing.market_ratio, par.cloud.joint_discount, par.cloud.price_ratio = 1.5, 0.2, 2.0
        par.operations.debt_catch_up, par.finance.vat_rate, par.finance.vat_compensable = 0.1, 0.2, 0.5
        par.finance.discount, par.relation.value_years, par.relation.value_limit = 0.25, 3.0, 0.9
        par.operations.budget_level, par.operations.innovation = 1.0, 1.0
        terms, staff, left = par.transition, par.staff, par.stranded
        terms.split, terms.staff_share, terms.staff_overrun, terms.split_months = 0.3, 0.25, 0.5, 10.0
        terms.overrun_median, terms.overrun_p95, terms.tail_chance, terms.tail_start = 1.2, 1.9, 0.1, 2.5
        terms.tail_cap, terms.tail_index, terms.delay_factor, terms.delay_cap = 5.0, 1.5, 2.0, 3.0
        terms.dual_months, left.taken_over, left.proceeds, left.overhead, left.overhead_years = 5.0, 0.5, 0.25, 0.5, 4.0
        staff.placement_years, staff.unemployment_years, staff.unemployment_rate = 2.0, 2.0, 0.4
        staff.outflow, staff.replacement = 0.1, 0.15
        return par

    @pytest.fixture
    def state(self, state):
        state.price[YEAR, [GOODS, WAGES, LICENCES, SAAS_PRICE]] = 1.1, 1.2, 1.3, 1.4
        state.level[[HOSTED_START, SOFTWARE_UNIT, RESERVE]] = 0.8, 3.0, 50.0
        joint, state.demand[YEAR], state.law[YEAR] = state.pool[0], 1.0, (50.0, 2.0)
        joint.debt, joint.technical_fte, joint.work_cloud, joint.task_share = 900.0, 10.0, 0.4, 0.25
        state.cloud[1, YEAR], state.cloud[3, YEAR] = (0.15, 0.5), (0.25, 0.9)
        state.cost[0, [HOSTING, SOFTWARE_OWN, DIRECTING, INCIDENT]] = 600.0, 100.0, 45.0, 999.0
        state.member["share"][:5], state.member["regular"][:5] = (0.5, 0.2, 0.0, 0.1, 0.2), (1.0, 200.0, 1.0, 1.0, 1.0)
        state.regular[1, 2:5], state.task_year[:2] = (99.0, 150.0, 77.0), (NEVER, YEAR)
        for p in range(5):
            pool = state.pool[1 + p]
            pool.volume, pool.knowledge, pool.inhabitants = 3.0 + p, 0.1 * p, 70.0 + p
            state.heads[1 + p, :2] = 5.0 + p, 1.0
        return state

    def test_what_comes_back_every_year(self, state):
        state.cost[2], state.cost[1] = 2.0 ** np.arange(len(ITEMS)), 1e9
        once = {"retained", "incident", "transition", "dual_running", "stranded", "exit_transfer"}
        once |= {"reserve", "reserve_left"}
        assert value.lasting_cost(2, state) == sum(2.0**i for i, item in enumerate(ITEMS) if item not in once)

    def test_staying(self, facts, state):
        """Shares of 700, directing of 45 by volume, and at wages: 3/4 of what was retained and the first task."""
        self.wed(state)
        charge, own = 0.2 * 700 + 13.5 + 0.1 * 700 + 4.5, (0.75 * 17 + 27) + (0.75 * 9 + 6.75)
        assert [value.cost_of_staying(p, YEAR, facts, state) for p in (1, 3)] == exactly([charge + own * 1.2] * 2)
        assert value.kept_elsewhere(1, YEAR, facts) == exactly(17 + 27 + 3)

    @pytest.mark.parametrize(
        ("together", "items", "kept"),
        [
            (False, (309.375, 675, 144, 73.125, 157.5, 165, 50 + 48, 6.6, 94.5), 47.0),
            (True, (330, 720, 192, 78, 252, 220, 50 + 60, 8.8, 120), 47.0 + 16.75),
        ],
    )
    def test_elsewhere(self, facts, par, state, together, items, kept):
        """At a market: hosting, technical and functional staff, licences, SaaS, overhead, laws, renewal and VAT.

        Alone 0.3 of the budget with half its work in the cloud, together 0.4 with 0.6; 0.8 was hosted at the start.
        """
        par.staff.outflow = 0.0
        if together:
            self.wed(state)
        before = state.copy()
        found = value.cost_elsewhere(1, MARKET, YEAR, facts, par, state)
        assert found == exactly(sum(items) + 1.2 * kept)
        state.spare = before.spare
        assert state.tobytes() == before.tobytes()

    PROJECT = 200 * 0.3 * (0.75 * 1.2 + 0.25 * 1.5)
    """A charge of 200, split at 0.3 of it."""
    DOUBLE = (5 + 10 * 2 * 0.2) / 12 * 0.2 * 700
    """Four months late on top of five."""

    @pytest.mark.parametrize(("years", "due"), [(1.9, 150.0), (3.0, 150.0 + 75.0 / 1.25)])
    def test_leaving_more_than_two(self, facts, par, state, years, due):
        par.relation.value_years, state.member["inside"][4] = years, 0
        found = value.price_of_leaving(1, MARKET, YEAR, facts, par, state)
        assert found == exactly(self.PROJECT + self.DOUBLE + due)

    def test_leaving_one_other(self, facts, par, state):
        """A balance of 0.4: half of 81 that nobody wants less the reserve; 3 fte and overhead that fade."""
        state.member["inside"][[3, 4]] = 0
        staff, overhead = 1.2 * np.array([300, 225, 3 * 0.75**2 * 80]), np.array([100, 75, 50])
        yearly = (staff + overhead) @ [1, 0.8, 0.64]
        found = value.price_of_leaving(1, MARKET, YEAR, facts, par, state)
        assert found == exactly(self.PROJECT + self.DOUBLE + 0.4 * 0.5 * 81 - 0.4 * 50 + yearly)

    @pytest.mark.parametrize(
        ("own", "refuses", "cheapest"), [(900, 0.0, 900 + 152), (900, 1.0, 1260 + 36), (600, 1.0, 1080 + 17)]
    )
    def test_the_cheapest_way_out_that_is_open(self, facts, par, state, monkeypatch, own, refuses, cheapest):
        """Two years at 25 %: 1.8 times 640 for staying; both parts of the municipality pay for leaving."""
        self.wed(state)
        par.relation.value_years, par.sourcing.host_refuses, state.chance.host = 2.0, refuses, 0.5
        yearly = {OWN: own, HOST: 500, MARKET: 800, OTHER: 700}
        once = {(1, OWN): 10, (3, OWN): 7, (1, HOST): 100, (3, HOST): 52, (1, MARKET): 9, (3, MARKET): 8}
        once |= {(1, OTHER): 30, (3, OTHER): 6}
        monkeypatch.setattr(value, "cost_elsewhere", lambda p, destination, *_: yearly[destination] * p)
        monkeypatch.setattr(value, "price_of_leaving", lambda p, destination, *_: once[p, destination])
        monkeypatch.setattr(value, "cost_of_staying", lambda *_: 640.0)
        assert value.value_of_staying(1, YEAR, facts, par, state) == exactly((cheapest - 1152) / 1152)
