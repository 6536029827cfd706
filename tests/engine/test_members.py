"""Members among each other, one equation at a time: merged, unhappy, at odds (R1-R7, N1-N6, M4, M11, M12).

Five parties of 11, 30, 47, 10 and 2 inhabitants, no two figures alike. GM1 and GM3 (30 and 10) are one municipality
where a test says so; GM2 is outside.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from model.engine import merger, municipality, relation, voice
from model.engine.events import RESERVE_ITEM
from model.engine.municipality import ALONE
from model.engine.records import NEVER, OVERRUN, RESERVE
from model.engine.stranding import TRANSITION
from tests.engine.conftest import VOLUMES
from tests.engine.worlds import exactly

YEAR = 3

pytestmark = pytest.mark.usefixtures("interpreted")


def wed(state, p=1, q=3):
    state.member[p].partner, state.member[q].partner = q, p


class TestRelation:
    @pytest.mark.parametrize(
        ("change", "level"), [(0.25, 0.3 + 0.2 * 0.7), (2.0, 1.0), (0.0, 0.3), (-0.25, 0.3 - 0.6 * 0.3), (-2.0, 0.0)]
    )
    def test_trust_comes_on_foot_and_leaves_on_horseback(self, change, level):
        assert relation.trust(0.3, change, 0.8, 3.0) == exactly(level)

    def test_rates(self):
        assert relation.yearly_chance(0.7) == exactly(1.0 - math.exp(-0.7))
        assert relation.voice_rate(0.3, 2.0, 0.7) == exactly(0.3 * math.exp(1.4))
        assert relation.voice_rate(0.3, 7.0, 90.0) == exactly(0.3 * math.exp(50.0))
        assert relation.exit_rate(0.3, 4.0, 0.2, 1.5, 0.7, 0.9, 0.4, 1.1) == exactly(0.075 * math.exp(0.49))
        assert relation.exit_rate(0.3, 4.0, 90.0, 1.5, 0.7, 0.9, 0.4, 1.1) == exactly(0.075 * math.exp(50.0))

    @pytest.mark.parametrize(
        ("elsewhere", "staying", "found"),
        [
            (7.0, 4.0, 0.75), (1.0, 4.0, -0.75), (0.7, 0.5, 0.4), (9.0, 4.0, 0.9), (-9.0, 4.0, -0.9),
            (7.0, 0.0, 0.9), (7.0, -0.5, 0.9), (7.0, -3.0, 0.9),
        ],
    )  # fmt: skip
    def test_value(self, elsewhere, staying, found):
        assert relation.value(elsewhere, staying, 0.9) == exactly(found)

    def test_years(self):
        assert relation.annuity(0.25, 3.7) == exactly(1.0 + 0.8 + 0.64)
        assert [relation.next_window(4, first, every) for first, every in ((9, 7), (9, 2), (9, 0))] == [9, 5, 4]


class TestMunicipality:
    def test_the_lower_code_speaks_for_both(self, state):
        wed(state)
        assert [municipality.lead(p, state) for p in range(5)] == [0, 1, 2, 1, 4]
        assert [municipality.same(1, q, state) for q in range(5)] == [False, True, False, True, False]
        assert [municipality.same(4, q, state) for q in range(5)] == [False, False, False, False, True]
        assert municipality.count(state) == 3
        wed(state, 0, 1)
        assert municipality.lead(1, state) == 0

    def test_both_bear_their_part_of_what_both_have(self, facts, state):
        wed(state)
        state.cost[1:6, 6] = 13.0, 29.0, 43.0, 71.0, 97.0
        assert [municipality.part(p, facts, state) for p in range(5)] == exactly([1.0, 0.75, 1.0, 0.25, 1.0])
        assert [municipality.own_cost(p, 6, facts, state) for p in range(5)] == exactly([13.0, 75.0, 43.0, 25.0, 97.0])

    def test_outside_they_share_a_pool(self, state):
        wed(state)
        assert [municipality.pool_of(p, state) for p in range(5)] == [0, 0, 3, 0, 0]
        state.member["inside"][[1, 3]] = 0
        assert [municipality.pool_of(p, state) for p in range(5)] == [0, 2, 3, 2, 0]

    SUMS = "volume", "inhabitants", "technical_start", "technical_fte", "debt"

    def test_pools_add_up(self, state):
        own, other = state.pool[2], state.pool[4]
        own.alive = other.alive = 1
        own.work_cloud, other.work_cloud, own.knowledge, other.knowledge = 0.2, 0.6, 0.9, 0.5
        for name, one, two in zip(self.SUMS, (30.0, 31.0, 1.5, 1.1, 900.0), (10.0, 7.0, 0.25, 0.4, 70.0), strict=True):
            own[name], other[name] = one, two
        state.heads[2, :3], state.heads[4, :3] = (3.0, 5.0, 7.0), (2.0, 1.0, 4.0)
        municipality.unite(1, 3, 2, state)
        assert (own.work_cloud, own.knowledge) == exactly((0.3, 0.8))
        assert [own[name] for name in self.SUMS] == exactly([40.0, 38.0, 1.75, 1.5, 970.0])
        assert state.heads[2, :3].tolist() == [5.0, 6.0, 7.0]
        assert state.heads[4, :3].tolist() == [0.0, 0.0, 4.0]
        assert (own.alive, other.alive) == (1, 0)

    @pytest.mark.parametrize(("dead", "volumes"), [(5, (40.0, 10.0)), (2, (30.0, 10.0)), (4, (30.0, 10.0))])
    def test_two_pools_become_one_where_both_run(self, state, dead, volumes):
        wed(state)
        state.pool["volume"][1:6], state.pool["alive"][:6] = VOLUMES, 1
        state.pool[dead].alive = 0
        municipality.unite_all(0, state)
        assert (state.pool[2].volume, state.pool[4].volume) == volumes
        assert state.pool["volume"][[0, 1, 3, 5]].tolist() == [100.0, 11.0, 47.0, 2.0]


class TestMerger:
    """A regular charge of 310 and 90; a fifth of it is the plan: 48 of IT that overruns by half, 16 of staff too."""

    @pytest.fixture
    def par(self, par):
        par.relation.merger_cost, par.relation.merger_rate = 0.2, 0.3
        par.transition.staff_share, par.transition.staff_overrun = 0.25, 0.75
        return par

    @pytest.fixture
    def state(self, state):
        one, other = state.member[1], state.member[3]
        one.trust, other.trust, one.exit_year, other.exit_year, one.seat, other.seat = 0.7, 0.4, 4, 5, 0, 1
        one.regular, other.regular = 310.0, 90.0
        state.level[OVERRUN], state.level[RESERVE] = 1.5, 300.0
        state.extra[2, TRANSITION], state.extra[2, RESERVE_ITEM] = 7.0, 5.0
        return state

    def test_who_can(self, state):
        wed(state, 0, 3)
        assert [merger.can_merge(p, state) for p in range(5)] == [False, True, False, False, True]

    def test_two_of_more(self, facts, par, state):
        merger.merge(1, 3, facts, par, state)
        for p, q in ((1, 3), (3, 1)):
            member = state.member[p]
            assert (member.partner, member.trust, member.seat, member.exit_year) == (q, 0.4, 1, NEVER)
            assert member.inside == 1
        assert state.extra[2, TRANSITION] == exactly(7.0 + 400 * 0.2 * (0.75 * 1.5 + 0.25 * 1.75))
        assert np.count_nonzero(state.extra) == 2
        assert state.pool[0].alive == 1

    def test_the_last_two_take_over_what_the_organisation_has(self, facts, par, state):
        facts.case.specialisms, state.member["inside"][[0, 4]] = 2, 0
        joint, own = state.pool[0], state.pool[2]
        joint.members, joint.task_share, joint.task_fte, joint.cut = 2.0, 0.5, 3.0, 0.1
        joint.form_changed, joint.hosted, joint.debt = 1, 1, 440.0
        state.heads[0, :3], state.heads[2, :3] = (8.0, 6.0, 5.0), (1.0, 1.0, 1.0)
        merger.merge(1, 3, facts, par, state)
        assert (own.alive, own.volume, own.debt, own.members) == (1, 100.0, 440.0, 1.0)
        assert (own.task_share, own.task_fte, own.cut, own.form_changed, own.hosted) == (0.0, 0.0, 0.0, 0, 0)
        assert state.heads[2, :3].tolist() == [8.0, 6.0, 1.0]
        assert state.heads[0, :3].tolist() == [0.0, 0.0, 5.0]
        assert state.extra[2, RESERVE_ITEM] == 5.0 - 300.0
        assert (state.level[RESERVE], joint.alive) == (0.0, 0)
        assert state.member["inside"][:5].tolist() == [0] * 5
        assert state.member["liquidation"][:5].tolist() == [0.0, 0.75, 0.0, 0.25, 0.0]

    def merged(self, facts, par, state, y=YEAR):
        merger.befall(y, facts, par, state)
        return [p for p in range(5) if state.member[p].partner != ALONE]

    @pytest.mark.parametrize(
        ("luck", "found"),
        [
            ((0.6, 0.3, 0.0, 0.2, 0.4), [1, 3]), ((0.1, 0.2, 0.0, 0.3, 0.4), [0, 1]),
            ((0.4, 0.3, 0.0, 0.2, 0.1), [3, 4]), ((0.2, 0.4, 0.0, 0.3, 0.1), [0, 4]),
            ((0.3, 0.1, 0.0, 0.4, 0.2), [1, 4]), ((0.2, 0.2, 0.2, 0.2, 0.2), [0, 1]),
        ],
    )  # fmt: skip
    def test_by_chance_the_two_of_least_luck(self, facts, par, state, luck, found):
        state.chance.merger[:6, YEAR] = 0.05, *luck
        assert self.merged(facts, par, state) == found

    @pytest.mark.parametrize(("luck", "found"), [(0.25, [1, 3]), (1.0 - math.exp(-0.3), []), (0.26, [])])
    def test_at_the_rate_of_the_row(self, facts, par, state, luck, found):
        state.chance.merger[:6, YEAR] = luck, 0.2, 0.0, 0.0, 0.1, 0.3
        assert self.merged(facts, par, state) == found

    @pytest.mark.parametrize(("y", "found"), [(2, []), (YEAR, [1, 3]), (4, [])])
    def test_as_a_scenario_says_in_that_year(self, facts, par, state, y, found):
        facts.case.merge_year, facts.case.merge_one, facts.case.merge_other = YEAR, 3, 1
        state.chance.merger[0] = 0.99
        assert self.merged(facts, par, state, y) == found
        assert (state.extra[2, TRANSITION] > 7.0) == bool(found)

    @pytest.mark.parametrize("pair", [(1, 2), (2, 1)])
    def test_one_outside_does_not(self, facts, par, state, pair):
        facts.case.merge_year, (facts.case.merge_one, facts.case.merge_other) = YEAR, pair
        assert self.merged(facts, par, state) == []

    def test_nor_does_one_left_alone_or_an_arrangement_that_ended(self, facts, par, state):
        state.member["inside"][:5] = 0, 1, 0, 0, 0
        assert self.merged(facts, par, state) == []
        state.member["inside"][:5], state.pool[0].alive = 1, 0
        assert self.merged(facts, par, state) == []


class TestVoice:
    """GM1 and GM3 together: 3/4 and 1/4 of a municipality that pays 0.4 and misses 0.5 of fit."""

    @pytest.fixture
    def state(self, state):
        wed(state)
        state.member["said"][:5] = 0.3, 0.2, 0.9, 0.05, 0.15
        state.member["fit_start"][:5], state.member["fit"][:5] = 0.8, (0.9, 0.4, 0.8, 0.0, 0.8)
        state.member["share"][:5], state.member["key_shift"][:5] = (0.2, 0.3, 0.0, 0.1, 0.4), 0.01
        state.member["unfair"][:5], state.member["seat"][:5] = (0.0, 0.6, 0.0, 0.6, 0.0), 1
        return state

    @pytest.fixture
    def par(self, par):
        terms = par.relation
        terms.weight_unfairness, terms.weight_fit, terms.voice_step, terms.voice_without_seat = 1.5, 2.0, 0.5, 0.4
        terms.voice_rate, terms.voice_slope = 0.3, 2.0
        return par

    def test_weights(self, facts, state):
        assert voice.all_said(state) == exactly(1.7)
        assert [voice.weight(p, 1.6, facts, state) for p in (0, 1)] == exactly([0.41 / 1.6, 0.5 / 1.6])

    def test_fit_of_two_that_merged_is_by_volume(self, facts, state):
        expected = [0.1, -0.5, 0.0, -0.5, 0.0]
        assert [voice.fit_gained(p, facts, state) for p in range(5)] == pytest.approx(expected, abs=1e-12)

    def test_what_one_gains_in_the_key_the_others_lose(self, par, state):
        """0.5 · 0.4 · 0.6/1.6 = 0.075: 3 to 1 for the two, 1 to 2 from the others."""
        voice.reopen_key(1, par, state)
        assert state.member["key_shift"][:5] - 0.01 == pytest.approx([0.025, -0.05625, 0.0, -0.01875, 0.05], abs=1e-12)

    def test_others_who_pay_nothing_lose_alike(self, par, state):
        """0.5 · 0.25/1.25 = 0.1 for three others."""
        state.member["share"][:5], state.member[1].unfair = (0.0, 0.75, 0.0, 0.25, 0.0), 0.25
        state.member[2].inside, third = 1, 0.1 / 3
        voice.reopen_key(1, par, state)
        assert state.member["key_shift"][:5] - 0.01 == pytest.approx([third, -0.075, third, -0.025, third], abs=1e-12)

    def spoken(self, facts, par, state, luck=0.0):
        """What was reopened: the key, the service or nothing."""
        state.chance.voice[1, YEAR] = luck
        before = state.member.copy()
        voice.speak_up(1, YEAR, 1.6, facts, par, state)
        key, said = (bool(np.any(state.member[name] != before[name])) for name in ("key_shift", "said"))
        return "key" * key + "service" * said

    @pytest.mark.parametrize(
        ("unfair", "heard"), [(1.0, "key"), (2.0 / 3.0, "key"), (0.6, "service"), (0.0, "service"), (-0.9, "service")]
    )
    def test_what_hurts_more_is_reopened(self, facts, par, state, unfair, heard):
        state.member["fit_start"][:5], state.member["fit"][:5] = 0.5, 0.0
        state.member[1].unfair = unfair
        assert self.spoken(facts, par, state) == heard

    def test_talks_about_the_service_add_to_what_was_said(self, facts, par, state):
        """1.6 · 0.5 · 0.5 = 0.4, 3 to 1."""
        assert self.spoken(facts, par, state) == "service"
        assert state.member["said"][:5] == exactly([0.3, 0.5, 0.9, 0.15, 0.15])

    @pytest.mark.parametrize(
        ("seat", "luck", "heard"), [(1, 0.557, "service"), (1, 0.558, ""), (0, 0.278, "service"), (0, 0.279, "")]
    )
    def test_it_speaks_at_a_rate_that_hurt_raises_and_a_lost_seat_lowers(self, facts, par, state, seat, luck, heard):
        """0.3 · e^(2 · 0.5): a chance of 0.5576 a year, of 0.2783 at 0.4 of that rate."""
        state.member[1].seat = seat
        assert self.spoken(facts, par, state, luck) == heard

    def test_who_is_not_hurt_or_never_speaks_is_silent(self, facts, par, state):
        state.member["fit"][:5], state.member[1].unfair = 0.9, -0.2
        assert self.spoken(facts, par, state) == ""
        par.relation.weight_unfairness = 0.0
        assert self.spoken(facts, par, state) == ""
        state.member[1].unfair, par.relation.voice_rate = 0.6, 0.0
        assert self.spoken(facts, par, state) == ""

    @pytest.mark.parametrize(("host", "seats"), [(-1, [1] * 5), (0, [1, 0, 0, 0, 0]), (3, [0, 0, 0, 1, 0])])
    def test_seats(self, state, host, seats):
        voice.seat_board(host, state)
        assert state.member["seat"][:5].tolist() == seats
