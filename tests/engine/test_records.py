"""Equations that read the state, one at a time, with figures that no two of them share."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model.engine import draw, events, host, ledger, merger, municipality, surplus, value, voice
from model.engine.ledger import VAT
from model.engine.municipality import ALONE
from model.engine.operations import BACK_OFFICE, DIRECTING, FUNCTIONAL, HOSTING, INCIDENT, SOFTWARE_OWN, TECHNICAL
from model.engine.pack import volume_by_use
from model.engine.parameters import PARAMETER_IDS, as_records
from model.engine.records import (
    ADD_MEMBER,
    CHANGE_FORM,
    CHANGE_SOURCING,
    DISSOLVE,
    FACTS,
    GOODS,
    HOST,
    HOSTED_START,
    INHABITANTS,
    INVEST,
    LASTEN,
    LEAVE,
    MARKET,
    NEVER,
    OTHER,
    OVERRUN,
    OWN,
    POLICY,
    RESERVE,
    STATE,
    WAGES,
)
from model.inputs import load_assumptions
from tests.engine.worlds import hand_case, plain

ROWS = {row.id: row.base for row in load_assumptions()}


def parameters(**changed):
    """Assumptions at their base, but for some: ``incident__rate=0.1``."""
    values = ROWS | {name.replace("__", "."): value for name, value in changed.items()}
    return as_records(np.array([[values[name] for name in PARAMETER_IDS]]))[0]


@pytest.fixture
def facts():
    return np.zeros(1, FACTS).view(np.recarray)[0]


@pytest.fixture
def state():
    return np.zeros(1, STATE).view(np.recarray)[0]


class TestIncident:
    """Four members, of whom a shared network counts as two targets: 1 - e^-0.2 = 0.181 a year."""

    TERMS = {  # noqa: RUF012
        "incident__rate": 0.1, "incident__shared_targets": 0.5, "incident__shared_damage": 0.25,
        "incident__damage_median": 1e6, "incident__damage_p95": 4e6,
    }  # fmt: skip

    def cost(self, facts, state, chance, normal=0.0):
        facts.case.budget_year, facts.case.incident_year = 2026, NEVER
        state.pool[1].members, state.price[3, GOODS] = 4.0, 1.1
        state.chance.incident[1, 3], state.chance.damage[1, 3] = chance, normal
        state.cost[:] = 0.0
        plain(draw.suffer)(1, 3, facts, parameters(**self.TERMS), state)
        assert np.count_nonzero(np.delete(state.cost.ravel(), len(state.cost[0]) + INCIDENT)) == 0
        return state.cost[1, INCIDENT]

    @pytest.mark.parametrize(("chance", "hit"), [(0.0, True), (0.1812, True), (0.1813, False), (1.0, False)])
    def test_its_chance_follows_rate_and_targets(self, facts, state, chance, hit):
        assert (self.cost(facts, state, chance) > 0.0) == hit

    def test_its_damage_reaches_the_other_members_in_part(self, facts, state):
        """A median damage of 1 million, 1 + 0.25 x 3 times, at prices 10 % up; 4 million at the 95th percentile."""
        assert self.cost(facts, state, 0.0) == pytest.approx(1_925_000)
        assert self.cost(facts, state, 0.0, 1.6448536269514722) == pytest.approx(4 * 1_925_000)

    def test_the_year_of_a_scenario_hits_for_sure(self, facts, state):
        facts.case.budget_year, facts.case.incident_year = 2026, 2029
        state.pool[0].members, state.price[3, GOODS], state.chance.incident[0, 3] = 1.0, 1.0, 1.0
        plain(draw.suffer)(0, 3, facts, parameters(**self.TERMS), state)
        assert state.cost[0, INCIDENT] == pytest.approx(1e6)


class TestValueAddedTax:
    """2.1 % of wages of 200, 30 and 5, and of 1 fte at 20 times 1.5 that software replaces."""

    @pytest.mark.parametrize(
        ("pool", "sourcing", "taxed", "form", "base"),
        [
            (0, 0, 0, 1, 235 + 30), (0, 0, 0, 0, 30), (0, 0, 1, 0, 0.0), (1, 0, 1, 0, 30 - 265.0),
            (0, MARKET, 0, 0, 200 + 30), (1, MARKET, 0, 0, 200 + 30), (1, HOST, 0, 0, 235 + 30), (0, HOST, 0, 0, 230),
        ],
    )  # fmt: skip
    def test_every_wage_counts(self, facts, state, pool, sourcing, taxed, form, base):
        facts.case.vat_on, facts.case.vat_taxed, facts.case.cost_per_fte = 1, taxed, 20.0
        state.pool[pool].sourcing, state.pool[pool].form_changed, state.pool[pool].saved_fte = sourcing, form, 1.0
        state.price[2, WAGES] = 1.5
        cost = state.cost[pool]
        cost[TECHNICAL], cost[FUNCTIONAL], cost[BACK_OFFICE] = 200.0, 30.0, 5.0
        par = parameters(finance__vat_rate=0.21, finance__vat_compensable=0.9)
        plain(ledger.value_added_tax)(pool, 2, facts, par, state)
        assert cost[VAT] == pytest.approx(0.021 * base)


def test_who_uses_nothing_runs_next_to_nothing():
    """Of 60,000 inhabitants: one counted for the party without use, and all of them shared out."""
    case = hand_case((20_000, 40_000))
    idle = case.parties[0].model_copy(update={"usage": case.parties[0].usage.model_copy(update={"value": 0.0})})
    case = case.model_copy(update={"parties": (idle, case.parties[1])})
    volumes = [volume_by_use(party.code, case) for party in case.parties]
    assert volumes == pytest.approx([60_000 / 60_001, 60_000 * 60_000 / 60_001])
    assert math.fsum(volumes) == pytest.approx(60_000)


VOLUMES = (10.0, 20.0, 30.0, 40.0)


def members(facts, state, inside=(1, 1, 1, 1)):
    """Four parties of 10 to 40 inhabitants, none merged, in one arrangement."""
    state.parties = facts.case.parties = len(inside)
    for p, there in enumerate(inside):
        facts.party[p].volume = facts.party[p].inhabitants = VOLUMES[p]
        state.member[p].inside, state.member[p].partner, state.member[p].seat = there, ALONE, 1
        state.member[p].exit_year = NEVER
    state.pool[0].alive, state.pool[0].volume = 1, sum(v for v, there in zip(VOLUMES, inside, strict=False) if there)


def wed(state, p, q):
    state.member[p].partner, state.member[q].partner = q, p


class TestValueOfStaying:
    """Lasting cost of the arrangement: 100 with 7 of directing by volume; wages 1.5 times those of the budget year."""

    @pytest.fixture
    def world(self, facts, state):
        members(facts, state)
        state.price[3, WAGES] = 1.5
        cost = state.cost[0]
        cost[HOSTING], cost[SOFTWARE_OWN], cost[DIRECTING], cost[BACK_OFFICE] = 40.0, 8.0, 7.0, 45.0
        cost[INCIDENT], cost[value.TRANSITION], cost[value.DUAL_RUNNING], cost[value.STRANDED] = 1e3, 2e3, 3e3, 4e3
        return facts, state

    def test_what_comes_once_does_not_last(self, world):
        assert plain(value.lasting_cost)(0, world[1]) == 100.0

    def test_a_member_pays_its_share_its_directing_and_the_staff_it_kept(self, world):
        facts, state = world
        state.member[1].share, facts.party[1].retained, state.pool[0].task_share = 0.25, 10.0, 0.2
        expected = 0.25 * 93.0 + 7.0 * 20 / 100 + 10.0 * 0.8 * 1.5
        assert plain(value.cost_of_staying)(1, 3, facts, state) == pytest.approx(expected)
        wed(state, 1, 2)
        state.member[2].share, facts.party[2].retained = 0.5, 4.0
        both = expected + 0.5 * 93.0 + 7.0 * 30 / 100 + 4.0 * 0.8 * 1.5
        assert plain(value.cost_of_staying)(1, 3, facts, state) == pytest.approx(both)
        assert plain(value.cost_of_staying)(2, 3, facts, state) == pytest.approx(both)

    def test_one_of_two_pays_its_move_its_part_of_the_balance_and_what_it_leaves(self, facts, state):
        """Share a quarter, volume a third: 12 for the project, 3 months double, 7.5 of the reserve back."""
        members(facts, state, (1, 1))
        facts.case.cost_per_fte, facts.dissolution[INHABITANTS] = 10.0, 1.0
        state.member[0].regular, state.member[0].share = 120.0, 0.25
        state.cost[0, HOSTING], state.cost[0, SOFTWARE_OWN] = 40.0, 8.0
        state.level[RESERVE], state.level[HOSTED_START], state.pool[0].technical_fte = 22.5, 1.0, 6.0
        state.price[3, WAGES] = 1.5
        par = parameters(
            transition__split=0.1, transition__overrun_median=1.0, transition__staff_share=0.0,
            transition__delay_factor=0.0, transition__dual_months=3.0, stranded__taken_over=1.0,
            stranded__overhead=0.2, stranded__overhead_years=4.0, staff__outflow=0.1, staff__replacement=0.1,
            staff__placement_years=2.0, staff__unemployment_years=2.0, staff__unemployment_rate=0.5,
            finance__discount=0.25, relation__value_years=4.0,
        )  # fmt: skip
        move = 12.0 + 0.25 * 0.25 * 48.0 - 22.5 / 3
        overhead = 24.0 * (1.0 + 0.75 / 1.25 + 0.5 / 1.25**2 + 0.25 / 1.25**3)
        people = 15.0 * 2.0 * (1.0 + 0.8 / 1.25 + 0.64 * 2 * 0.5 / 1.25**2)
        price = plain(value.price_of_leaving)
        assert price(0, OWN, 3, facts, par, state) == pytest.approx(move + overhead)
        assert price(0, MARKET, 3, facts, par, state) == pytest.approx(move + overhead + people)


class TestMunicipality:
    def test_two_that_merged_are_one(self, facts, state):
        members(facts, state)
        wed(state, 1, 3)
        lead, part = plain(municipality.lead), plain(municipality.part)
        assert [lead(p, state) for p in range(4)] == [0, 1, 2, 1]
        assert plain(municipality.count)(state) == 3
        assert [part(p, facts, state) for p in range(4)] == pytest.approx([1, 1 / 3, 1, 2 / 3])
        state.member[0].inside = state.member[3].inside = state.member[1].inside = 0
        assert [plain(municipality.pool_of)(p, state) for p in range(4)] == [1, 2, 0, 2]

    def test_what_both_have_is_divided_by_volume(self, facts, state):
        members(facts, state)
        state.cost[1 + 1, HOSTING], state.cost[1 + 3, HOSTING] = 5.0, 7.0
        own = plain(municipality.own_cost)
        assert own(1, HOSTING, facts, state) == 5.0
        wed(state, 1, 3)
        assert [own(p, HOSTING, facts, state) for p in (1, 3)] == pytest.approx([4.0, 8.0])

    def test_pools_add_up_and_what_is_a_share_is_weighed(self, state):
        one, other = state.pool[1], state.pool[3]
        figures = {
            "volume": (10, 30),
            "inhabitants": (11, 33),
            "technical_start": (4, 5),
            "technical_fte": (3, 7),
            "debt": (2, 9),
        }
        for name, (here, there) in figures.items():
            one[name], other[name] = here, there
        one.work_cloud, other.work_cloud, one.knowledge, other.knowledge = 0.2, 0.6, 0.9, 0.5
        state.heads[1, 0], state.heads[3, 0], state.heads[1, 1], state.heads[3, 1], other.alive = 2, 3, 5, 7, 1
        plain(municipality.unite)(0, 2, 2, state)
        assert {name: one[name] for name in figures} == {name: sum(pair) for name, pair in figures.items()}
        assert (one.work_cloud, one.knowledge, other.alive) == (pytest.approx(0.5), pytest.approx(0.6), 0)
        np.testing.assert_array_equal(state.heads[:4, :2], [[0, 0], [5, 12], [0, 0], [0, 0]])


class TestMerger:
    """By chance the two merge whose luck is lowest, of those inside that did not merge before."""

    def found(self, facts, state, luck, rate=0.1, arrangement=0.0):
        facts.case.merge_year, state.price[:] = NEVER, 1.0
        state.chance.merger[0, 2] = arrangement
        state.chance.merger[1 : 1 + len(luck), 2] = luck
        plain(merger.befall)(2, facts, parameters(relation__merger_rate=rate), state)
        return [int(state.member[p].partner) for p in range(len(luck))]

    @pytest.mark.parametrize(
        ("luck", "partners"),
        [
            ((0.1, 0.2, 0.3, 0.4), [1, 0, ALONE, ALONE]), ((0.4, 0.3, 0.2, 0.1), [ALONE, ALONE, 3, 2]),
            ((0.3, 0.1, 0.4, 0.2), [ALONE, 3, ALONE, 1]), ((0.2, 0.4, 0.1, 0.3), [2, ALONE, 0, ALONE]),
        ],
    )  # fmt: skip
    def test_the_two_lowest(self, facts, state, luck, partners):
        members(facts, state)
        assert self.found(facts, state, luck) == partners

    def test_not_without_luck_nor_with_one_who_is_away_or_merged(self, facts, state):
        members(facts, state)
        chance = 1.0 - math.exp(-0.1)
        assert self.found(facts, state, (0.1, 0.2, 0.3, 0.4), arrangement=chance) == [ALONE] * 4
        state.member[0].inside = 0
        assert self.found(facts, state, (0.1, 0.2, 0.3, 0.4), arrangement=chance - 1e-9) == [ALONE, 2, 1, ALONE]
        assert self.found(facts, state, (0.1, 0.9, 0.2, 0.15)) == [ALONE, 2, 1, ALONE]

    def test_they_take_the_lower_trust_one_seat_and_no_notice(self, facts, state):
        members(facts, state)
        one, other = state.member[1], state.member[2]
        one.trust, other.trust, one.seat, other.seat, one.exit_year, other.exit_year = 0.7, 0.4, 0, 1, 5, 6
        one.regular, other.regular, state.level[OVERRUN] = 100.0, 300.0, 1.5
        par = parameters(relation__merger_cost=0.1, transition__staff_share=0.5, transition__staff_overrun=0.2)
        plain(merger.merge)(1, 2, facts, par, state)
        for member in (one, other):
            assert (member.trust, member.seat, member.exit_year) == (0.4, 1, NEVER)
        assert state.extra[2, merger.TRANSITION] == pytest.approx(40.0 * (0.5 * 1.5 + 0.5 * 1.2))
        assert state.pool[0].alive == 1


class TestTalks:
    def test_a_share_moves_by_the_way_to_the_yardstick(self, facts, state):
        """Share 0.4 at an unfairness of 1: half a way of a half of it is 0.1; the others pay it by their shares."""
        members(facts, state)
        for p, share in enumerate((0.4, 0.1, 0.2, 0.3)):
            state.member[p].share = share
        state.member[0].unfair = 1.0
        plain(voice.reopen_key)(0, parameters(relation__voice_step=0.5), state)
        shifts = [state.member[p].key_shift for p in range(4)]
        assert shifts == pytest.approx([-0.1, 0.1 / 6, 0.2 / 6, 0.3 / 6])

    def test_two_that_merged_speak_for_both_and_who_pays_all_is_helped_in_equal_parts(self, facts, state):
        members(facts, state, (1, 1, 1, 0))
        wed(state, 0, 1)
        state.member[0].share, state.member[1].share, state.member[0].unfair = 0.25, 0.75, 3.0
        plain(voice.reopen_key)(0, parameters(relation__voice_step=0.4), state)
        assert [state.member[p].key_shift for p in range(4)] == pytest.approx([-0.075, -0.225, 0.3, 0.0])


class TestHost:
    @pytest.mark.parametrize(
        ("kind", "fields", "expected"),
        [
            (CHANGE_FORM, {"hosted": 1, "party": 1}, [1, 0, 1, 0]), (CHANGE_FORM, {"hosted": 0, "party": 1}, [0] * 4),
            (CHANGE_SOURCING, {"destination": HOST}, [1, 1, 1, 0]), (CHANGE_SOURCING, {"destination": OTHER}, [0] * 4),
            (LEAVE, {"party": 2, "destination": HOST}, [0, 0, 1, 0]),
            (LEAVE, {"party": 2, "destination": OWN}, [0] * 4),
            (LEAVE, {"party": 3, "destination": HOST}, [0] * 4), (INVEST, {"capacity": 5.0, "party": 3}, [0] * 4),
            (ADD_MEMBER, {"party": 3, "capacity": 0.0}, [0, 0, 0, 1]),
            (ADD_MEMBER, {"party": 3, "capacity": -1.0}, [0] * 4),
            (ADD_MEMBER, {"party": 2, "capacity": 5.0}, [0] * 4),
        ],
    )  # fmt: skip
    def test_whose_work_goes_to_a_host(self, facts, state, kind, fields, expected):
        policy = np.zeros(1, POLICY).view(np.recarray)[0]
        members(facts, state, (1, 1, 1, 0))
        action = policy.action[0]
        action.kind, action.capacity = kind, -1.0
        for name, figure in fields.items():
            action[name] = figure
        assert [int(plain(host.goes)(0, p, policy, state)) for p in range(4)] == expected

    def test_by_a_dissolution_each_its_own_way(self, facts, state):
        policy = np.zeros(1, POLICY).view(np.recarray)[0]
        members(facts, state, (1, 1, 1, 0))
        policy.action[0].kind, policy.destination[0, :4] = DISSOLVE, (OWN, HOST, MARKET, HOST)
        assert [int(plain(host.goes)(0, p, policy, state)) for p in range(4)] == [0, 1, 0, 0]

    @pytest.mark.parametrize(("capacity", "refused"), [(60.0, False), (59.9, True), (0.0, True)])
    def test_it_takes_what_it_has_room_for(self, facts, state, capacity, refused):
        policy = np.zeros(1, POLICY).view(np.recarray)[0]
        members(facts, state, (1, 1, 1, 0))
        policy.action[0].kind, policy.action[0].destination, policy.action[0].capacity = CHANGE_SOURCING, HOST, capacity
        assert plain(host.refuses)(0, facts, parameters(), policy, state) == refused

    def test_a_joiner_is_asked_where_the_arrangement_is_hosted(self, facts, state):
        policy = np.zeros(1, POLICY).view(np.recarray)[0]
        members(facts, state, (1, 1, 1, 0))
        policy.action[0].kind, policy.action[0].party, policy.action[0].capacity = ADD_MEMBER, 3, -1.0
        assert not plain(host.goes)(0, 3, policy, state)
        state.pool[0].sourcing = HOST
        assert plain(host.goes)(0, 3, policy, state)
        state.pool[0].sourcing, state.pool[0].hosted = OWN, 1
        assert plain(host.goes)(0, 3, policy, state)


class TestObligations:
    TERMS = {  # noqa: RUF012
        "staff__outflow": 0.1, "staff__replacement": 0.1, "staff__placement_years": 2.0,
        "staff__unemployment_years": 3.0, "staff__unemployment_rate": 0.5, "stranded__overhead": 0.2,
    }  # fmt: skip
    OWED = 4.0 * 10.0 * (1.0 + 0.8 + 0.64 * 1.5)

    def test_staff_is_owed_until_the_last_is_placed(self, facts):
        facts.case.cost_per_fte = 10.0
        assert plain(surplus.staff_owed)(4.0, facts, parameters(**self.TERMS)) == pytest.approx(self.OWED)

    @pytest.mark.parametrize(("for_all", "borne"), [(0, (0, 1, 0, 0)), (1, (0.25, 0, 0, 0.75))])
    def test_who_bears_it_provides_for_it_a_year_before(self, facts, state, for_all, borne):
        """The second leaves, and the third too: what is for all falls to the first and the fourth by their shares."""
        members(facts, state)
        state.member[1].leaving = state.member[2].leaving = 1
        state.member[0].share, state.member[3].share, facts.case.cost_per_fte = 0.2, 0.6, 10.0
        state.price[5, WAGES], state.price[4, GOODS] = 1.5, 1.25
        plain(surplus.owe)(1, 5, 4.0, for_all, 100.0, facts, parameters(**self.TERMS), state)
        np.testing.assert_allclose(state.borne[2, :4], borne)
        np.testing.assert_allclose(state.paid[:4, 4, LASTEN], np.array(borne) * self.OWED * 1.5)
        member = state.member[1]
        assert (member.surplus_fte, member.left_year, member.borne_by_all) == (4.0, 5, for_all)
        assert member.left_overhead == pytest.approx(0.2 * 100.0 / 1.25)

    def test_without_shares_those_who_stay_bear_equal_parts(self, facts, state):
        members(facts, state)
        state.member[1].leaving = 1
        assert [plain(surplus.staying)(q, state) for q in range(4)] == pytest.approx([1 / 3, 0, 1 / 3, 1 / 3])


def test_the_base_of_an_exit_sum_is_the_last_year_or_the_mean_of_three(facts, state):
    state.regular[0, :6] = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
    base = plain(events.exit_base)
    assert base(0, 5, facts, state) == 16.0
    facts.case.exit_mean = 1
    assert base(0, 5, facts, state) == pytest.approx((16 + 8 + 4) / 3)
    assert base(0, 2, facts, state) == pytest.approx(1.5)
    state.member[0].joined = 3
    assert base(0, 5, facts, state) == pytest.approx(12.0)
