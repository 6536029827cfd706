"""Who leaves, joins or ends, one equation at a time, on the arrangement of `conftest.w` (E1-E25)."""

from __future__ import annotations

import numpy as np
import pytest

from model.engine import events, exits, surplus
from model.engine.events import DUAL_RUNNING, GOES, GONE, RESERVE_ITEM, SURPLUS
from model.engine.records import HOST, LASTEN, MARKET, NEVER, OTHER, OVERRUN, OWN, RESERVE
from model.engine.stranding import STRANDED, TRANSITION

STAFF_OWED = 100_000 + 60_000 + 36_000 * 1.5 * 0.7 * 1.0
"""Of one fte: a year in full, a year of which six tenths are left, then unemployment of 0.36 fte: 197,800."""
LEFT = 0.7 * (618_000 * 0.75 * 0.8 + 100_000 + 60_000 + 70_000)
"""What all leave behind in year 3: books of 618,000 of which three quarters are in use, and three contracts."""
KEY = 0.1 * 14 / 50 + 0.2 * 0.3 + 0.3 * 0.6 + 0.15 * 0.3 + 0.25 * 0.2
"""Of the second member under the dissolution key: 0.363."""


def near(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-9)


class TestStaffWithoutWork:
    @pytest.mark.parametrize(
        ("leaving", "outside", "parts"),
        [
            ({}, [], [0.25, 0.35, 0.4, 0]),
            ({0: 1}, [], [0, 0.35 / 0.75, 0.4 / 0.75, 0]),
            ({1: 2}, [], [0.25 / 0.65, 0, 0.4 / 0.65, 0]),
            ({}, [2], [0.25 / 0.6, 0.35 / 0.6, 0, 0]),
        ],
    )
    def test_those_who_stay_divide_by_their_share(self, w, leaving, outside, parts):
        w.state.member[3].share = 0.9
        for p, value in leaving.items():
            w.state.member[p].leaving = value
        for p in outside:
            w.state.member[p].inside = 0
        near([surplus.staying(q, w.state) for q in range(4)], parts)

    def test_and_who_pay_nothing_divide_equally(self, w):
        for p in range(3):
            w.state.member[p].share = 0.0
        near([surplus.staying(q, w.state) for q in range(4)], [1 / 3, 1 / 3, 1 / 3, 0])

    def test_they_are_kept_for_two_years_and_then_unemployed(self, w):
        found = [surplus.surplus_cost(10.0, year, w.facts, w.par) for year in range(5)]
        near(found, [1_000_000, 600_000, 3.6 * 1.5 * 0.7 * 100_000, 0, 0])
        near(surplus.staff_owed(10.0, w.facts, w.par), 10 * STAFF_OWED)

    @pytest.mark.parametrize(("y", "booked", "wages"), [(3, 2, 1.15), (2, 1, 1.1), (1, 1, 1.05)])
    def test_the_obligation_counts_the_year_before(self, w, y, booked, wages):
        w.state.borne[2, :3], w.state.paid[:] = (0.2, 0.3, 0.5), 7.0
        surplus.provide(2, y, 10.0, w.facts, w.par, w.state)
        near(w.state.paid[:4, booked, LASTEN], 7 + 10 * STAFF_OWED * wages * np.array([0.2, 0.3, 0.5, 0]))
        assert np.count_nonzero(w.state.paid != 7.0) == 3

    def test_and_is_no_charge_again(self, w):
        w.state.borne[2, :3], w.state.paid[:] = (0.2, 0.3, 0.5), 7.0
        surplus.release(2, 5, 3, 100_000.0, w.state)
        near(w.state.paid[:4, 5, LASTEN], [7 - 23_000, 7 - 34_500, 7 - 57_500, 7])
        assert np.count_nonzero(w.state.paid != 7.0) == 3

    @pytest.mark.parametrize(("for_all", "borne"), [(0, [0, 1, 0, 0]), (1, [0.25 / 0.65, 0, 0.4 / 0.65, 0])])
    def test_who_owes_it(self, w, for_all, borne):
        w.state.member[1].leaving = GONE
        surplus.owe(1, 3, 5.0, for_all, 2_800_000.0, w.facts, w.par, w.state)
        member = w.state.member[1]
        assert (member.surplus_fte, member.left_year, member.borne_by_all) == (5.0, 3, for_all)
        near(member.left_overhead, 0.15 * 2_800_000 / 1.06)
        near(w.state.borne[2, :4], borne)
        near(w.state.paid[:4, 2, LASTEN], 5 * STAFF_OWED * 1.15 * np.array(borne))


class TestShares:
    def share(self, w, p):
        return events.key_share(p, w.facts.dissolution, w.facts, w.state)

    def test_a_key_weighs_its_bases(self, w):
        near(self.share(w, 1), KEY)
        near(sum(self.share(w, p) for p in range(3)), 1.0)

    def test_a_base_of_which_nobody_has_any_leaves_it_to_inhabitants(self, w):
        for p in range(4):
            w.facts.party[p].usage = 0.0
        near([self.share(w, p) for p in range(3)], [0.24, 0.28, 0.48])
        w.facts.dissolution[:] = 0.25, 0.2, 0.3, 0.0, 0.25
        near(self.share(w, 1), KEY - 0.15 * 0.3 + 0.15 * 0.28)

    @pytest.mark.parametrize(("estimated", "euros"), [(0, 400.0), (1, 500.0)])
    def test_euros_in_a_text_are_before_the_level_of_an_estimate(self, w, estimated, euros):
        w.facts.case.level_estimated = estimated
        near(events.written(400.0, w.facts, w.par), euros)


class TestWhatALeaverRuns:
    @pytest.mark.parametrize(("destination", "extra"), [(OWN, 0), (HOST, 40_000), (MARKET, 0), (OTHER, 185_000)])
    def test_its_part_of_the_pool(self, w, destination, extra):
        own = w.state.pool[2]
        own.extra = own.technical_fte = own.task_share = own.deferred = 9.0
        events.open_pool(1, destination, w.facts, w.par, w.state)
        assert (own.alive, own.sourcing, own.members, own.volume) == (1, destination, 1.0, 15_000.0)
        near([own.extra, own.knowledge, own.debt, own.backlog], [extra, 0.6, 0.3 * 350_000, 7.0])
        near(
            [own.technical_start, own.technical_fte, own.task_share, own.deferred, own.work_cloud], [5.7, 0, 0, 0, 0.4]
        )

    def test_another_arrangement_beyond_the_limit_adds_no_scale(self, w):
        w.par.scale.limit = 12_000.0
        events.open_pool(1, OTHER, w.facts, w.par, w.state)
        assert w.state.pool[2].extra == 0.0

    def test_whole_people_of_what_there_was_before_anybody_left(self, w):
        """Of nine 2.7, 4.5 and 1.8 are three, five and (only one is left) one; of four 1.2, 2.0 and 0.8."""
        for p in (1, 2, 0):
            events.take_heads(p, w.facts, w.state)
        near(w.state.heads[[1, 2, 3, 0], :2], [[1, 1], [3, 1], [5, 2], [0, 0]])
        assert [w.state.member[p].leaving for p in range(4)] == [GONE, GONE, GONE, 0]

    def test_a_dissolution_gives_the_largest_remainder_first(self, w):
        """1.8, 2.7 and 4.5; then 0.5, 0.75 and 1.25 of two and a half: the second gets one, the first a half."""
        w.state.heads[0, 1] = 2.5
        events.share_out_heads(w.facts, w.state)
        near(w.state.heads[:5, :2], [[0, 0], [2, 0.5], [3, 1], [4, 1], [0, 0]])

    def test_a_tie_goes_to_the_first(self, w):
        for p, volume in enumerate((10_000, 20_000, 20_000)):
            w.facts.party[p].volume = volume
        w.state.heads[0, :2] = 1.0, 6.0
        events.share_out_heads(w.facts, w.state)
        near(w.state.heads[:4, :2], [[0, 0], [0, 1], [1, 3], [0, 2]])


class TestCost:
    def test_a_split_that_overruns_by_half_comes_four_months_late(self, w):
        near(events.split_cost(1, 1.5, w.par, w.state), [2_800_000 * 0.11 * 1.5, 7 / 12 * 0.35 * 1_500_000])

    def test_a_leaver_pays_its_project_and_runs_double(self, w):
        w.state.member[1].late, w.state.extra[:] = 2.0, 7.0
        events.leave_cost(1, w.par, w.state)
        near(w.state.extra[2, [TRANSITION, DUAL_RUNNING]], [7 + 2_800_000 * 0.11 * 1.35, 7 + 5 / 12 * 0.35 * 1_500_000])
        assert np.count_nonzero(w.state.extra != 7.0) == 2

    def test_assets_and_contracts_that_nobody_takes_over(self, w):
        near(events.left_behind(0.25, 3, w.facts, w.par, w.state), 0.25 * LEFT)
        w.state.pool[0].sourcing, w.state.pool[0].bound_year = HOST, 5
        near(events.left_behind(0.25, 3, w.facts, w.par, w.state), 0.25 * (LEFT + 0.7 * 2 * 2_600_000))

    @pytest.mark.parametrize(
        ("destination", "ends", "goes_on"), [(OWN, 0, 8.4), (HOST, 0, 0), (MARKET, 5.1, 5.1), (OTHER, 8.4, 8.4)]
    )
    def test_who_has_no_work(self, w, destination, ends, goes_on):
        """Three tenths of 17 technical fte, or of the 40 of whom three tenths go along."""
        near(events.surplus_staff(1, destination, w.facts, w.par, w.state), ends)
        near(events.unplaced(1, destination, w.facts, w.par, w.state), goes_on)

    @pytest.mark.parametrize(
        ("factor", "before", "y", "expected"), [(1.7, 2.0, 4, 2.0), (1.7, 2.0, 5, 1.7), (0.9, 2.0, 5, 1.0)]
    )
    def test_unrest_lasts_two_years(self, w, factor, before, y, expected):
        w.state.pool[1].outflow_factor, w.state.pool[1].calm_year = before, 5
        events.unsettle(1, y, factor, w.par, w.state)
        assert (w.state.pool[1].outflow_factor, w.state.pool[1].calm_year) == (expected, y + 2)


class TestExitSum:
    @pytest.mark.parametrize(("mean", "joined", "base"), [(0, 0, 11), (1, 0, 22 / 3), (1, 3, 9), (1, 2, 22 / 3)])
    def test_its_base(self, w, mean, joined, base):
        w.facts.case.exit_mean, w.state.member[1].joined = mean, joined
        w.state.regular[1, :6] = 1, 2, 4, 7, 11, 16
        near(events.exit_base(1, 5, w.facts, w.state), base)

    def due(self, w, rule, tau, amount=-1.0, **terms):
        for name, value in {
            "exit_rule": rule,
            "exit_amount": amount,
            "exit_years": 5,
            "exit_start": 0.9,
            **terms,
        }.items():
            w.facts.case[name] = value
        return events.exit_sum(1, 1_000_000.0, tau, 3, w.facts, w.par, w.state)

    @pytest.mark.parametrize(
        ("rule", "tau", "terms", "euros"),
        [
            (exits.TAPER, 1, {}, 700_000), (exits.FLAT, 4, {}, 1_000_000),
            (exits.MULTIPLE, 0, {"exit_factor": 2.5}, 2_500_000), (exits.UNKNOWN, 0, {"exit_factor": 2.5}, 1_300_000),
            (exits.UNKNOWN, 1, {}, 0), (exits.NEGOTIATED, 0, {"amount": 400.0}, 400),
            (exits.NEGOTIATED, 0, {"amount": 400.0, "level_estimated": 1}, 500),
            (exits.NEGOTIATED, 0, {"amount": 0.0}, 0), (exits.NEGOTIATED, 0, {"amount": -0.5}, 1_300_000),
            (exits.NEGOTIATED, 0, {}, 1_300_000),
            (exits.DAMAGE, 1, {}, 600_000 * 0.6 + 120_000 + 280_000 * 0.75),
            (exits.DAMAGE, 2, {}, 600_000 * 0.36 + 120_000 * 0.5 + 280_000 * 0.5),
        ],
    )  # fmt: skip
    def test_by_the_rule(self, w, rule, tau, terms, euros):
        """People are 3 of the 5 million of the budget, software 0.6."""
        near(self.due(w, rule, tau, **terms), euros)

    def test_a_balance_holds_its_key_share_and_its_own_staff(self, w):
        w.state.member[1].destination = MARKET
        expected = KEY * LEFT + 5.1 * STAFF_OWED * 1.15 - KEY * 240_000
        near(self.due(w, exits.DISSOLUTION, 0), expected)
        near(events.balance_part(1, 3, w.facts, w.par, w.state), expected)

    @pytest.mark.parametrize(("y", "horizon", "recognised", "years"), [(3, 8, 2, 5), (3, 5, 2, 3), (1, 8, 1, 5)])
    def test_those_who_stay_receive_it(self, w, y, horizon, recognised, years):
        """A million that falls by a fifth: three million, a charge as a whole the year before."""
        case = w.facts.case
        case.exit_rule, case.exit_years, case.exit_start, case.horizon = exits.TAPER, 5, 1.0, horizon
        w.state.member[0].leaving, w.state.regular[0, y - 1] = GOES, 1_000_000.0
        events.agree_exit_sum(0, y, w.facts, w.par, w.state)
        parts, fall = np.array([0, 0.35 / 0.75, 0.4 / 0.75, 0]), np.array([10, 8, 6, 4, 2])[:years] * 1e5
        near(w.state.instalment[0, :4, y : y + years], np.outer(parts, fall))
        near(w.state.instalment.sum(), fall.sum())
        near(w.state.paid[:4, recognised, LASTEN], 3_000_000 * (np.array([1, 0, 0, 0]) - parts))
        assert np.count_nonzero(w.state.paid) == 3


class TestLeaving:
    def test_with_whom_it_merged(self, w):
        w.state.member[1].partner, w.state.member[2].partner = 2, 1
        events.mark_leaver(1, MARKET, 2.5, w.state)
        told = [(m.leaving, m.destination, m.late) for m in w.state.member[:4]]
        assert told == [(0, 0, 0.0), (1, MARKET, 2.5), (1, MARKET, 2.5), (0, 0, 0.0)]
        events.mark_leaver(3, MARKET, 1.0, w.state)
        assert w.state.member[3].leaving == 0

    def test_one_of_three_goes_and_the_others_go_on(self, w):
        case, state, joint = w.facts.case, w.state, w.state.pool[0]
        case.exit_rule, case.exit_factor, state.regular[0, 2] = exits.MULTIPLE, 2.0, 1_000_000.0
        state.member[1].key_shift = state.member[1].said = 0.1
        events.mark_leaver(0, OWN, 2.0, state)
        events.part(3, w.facts, w.par, state)
        near([joint.technical_start, joint.technical_fte, joint.debt, joint.deferred], [15.2, 13.6, 240_000, 40_000])
        near([joint.volume, joint.outflow_factor, joint.calm_year], [40_000, 1.7, 5])
        near([state.pool[1].volume, state.pool[1].outflow_factor, state.pool[1].calm_year], [10_000, 1.7, 5])
        near(state.heads[:2, :2], [[7, 3], [2, 1]])
        assert [(m.inside, m.leaving) for m in state.member[:4]] == [(0, 0), (1, 0), (1, 0), (0, 0)]
        assert state.member[1].key_shift == state.member[1].said == 0.0
        near(state.instalment[0, :4, 3], 2_000_000 * np.array([0, 0.35, 0.4, 0]) / 0.75)
        near(state.member[0].surplus_fte, 0.2 * 40 * 0.7)
        near(state.borne[1, :4], [0, 0.35 / 0.75, 0.4 / 0.75, 0])
        near(state.member[0].left_overhead, 0.15 * 2_000_000 / 1.06)
        near(state.extra[0, STRANDED], 0.25 * LEFT)
        near(state.extra[1, [TRANSITION, DUAL_RUNNING]], [220_000 * 1.35, 5 / 12 * 0.25 * 1_500_000])
        assert joint.alive == 1

    def test_nobody_goes(self, w):
        events.part(3, w.facts, w.par, w.state)
        assert not w.state.extra.any()
        assert w.state.pool[0].calm_year == 0

    def test_two_of_three_go_and_it_ends_for_all_as_late_as_the_latest(self, w):
        w.state.member[2].destination = HOST
        events.mark_leaver(0, OWN, 4.0, w.state)
        events.mark_leaver(1, MARKET, 2.0, w.state)
        events.part(3, w.facts, w.par, w.state)
        state = w.state
        assert [state.pool[k].sourcing for k in (1, 2, 3)] == [OWN, MARKET, OWN]
        near(state.extra[1:5, DUAL_RUNNING], np.array([7 * 0.25, 5 * 0.35, 7 * 0.4, 0]) / 12 * 1_500_000)
        assert state.pool[0].alive == 0
        assert not state.instalment.any()

    def test_half_a_month_is_late_too(self, w):
        events.mark_leaver(0, OWN, 0.5, w.state)
        events.mark_leaver(1, OWN, 0.0, w.state)
        events.part(3, w.facts, w.par, w.state)
        near(w.state.extra[1:4, DUAL_RUNNING], np.array([3.5 * 0.25, 3 * 0.35, 3.5 * 0.4]) / 12 * 1_500_000)

    def test_two_that_merged_are_one_of_two(self, w):
        """Of two municipalities one leaves: the end, for both of its parts."""
        w.state.member[0].partner, w.state.member[1].partner = 1, 0
        events.mark_leaver(0, OWN, 0.0, w.state)
        events.part(3, w.facts, w.par, w.state)
        assert w.state.pool[0].alive == 0
        assert [w.state.pool[k].alive for k in range(5)] == [0, 1, 0, 1, 0]

    def test_the_end(self, w):
        state, keys = w.state, np.array([0.24 * 0.1 + 0.02 + 0.06 + 0.015 + 0.125, KEY, 0.0])
        keys[2] = 1.0 - keys[:2].sum()
        for p, destination in enumerate((OWN, MARKET, OTHER)):
            state.member[p].destination = destination
        events.dissolve(3, w.facts, w.par, state)
        near([m.liquidation for m in state.member[:3]], keys)
        near(state.extra[1:4, STRANDED], keys * LEFT)
        near(state.extra[1:5, RESERVE_ITEM], [*(-240_000 * keys), 0])
        near([m.surplus_fte for m in state.member[:3]], [0, 5.1, 14.0])
        near(state.paid[:4, 2, LASTEN], np.array([0, 5.1, 14, 0]) * STAFF_OWED * 1.15)
        near([m.left_overhead for m in state.member[:3]], np.array([2e6, 2.8e6, 3.2e6]) * 0.15 / 1.06)
        near(state.extra[1:4, TRANSITION], np.array([2e6, 2.8e6, 3.2e6]) * 0.11 * 1.35)
        assert [(k.alive, k.outflow_factor, k.calm_year) for k in state.pool[1:5]] == [(1, 1.7, 5)] * 3 + [(0, 0.0, 0)]
        assert [(m.inside, m.leaving, m.borne_by_all) for m in state.member[:4]] == [(0, 0, 0)] * 4
        assert (state.level[RESERVE], state.pool[0].alive) == (0.0, 0)


class TestJoining:
    @pytest.mark.parametrize("members_pay", [0, 1])
    def test_what_it_costs(self, w, members_pay):
        """Its charge would be 20/50 of 8 million and a bit; euros of its text are before a level of 0.8."""
        w.state.pool[0].regular, charge = 8_000_001.25, 3_200_000.5
        w.facts.party[3].entry_sum, w.facts.party[3].leaving_sum, w.facts.case.level_estimated = 240_000, 80_000, 1
        events.pay_entry(3, 3, members_pay, w.facts, w.par, w.state)
        near(w.state.extra[4, [SURPLUS, STRANDED]], [charge * 0.13 * 0.6, 100_000])
        payers = np.array([0.25, 0.35, 0.4, 0]) if members_pay else np.array([0, 0, 0, 1])
        near(w.state.extra[1:5, TRANSITION], charge * 0.13 * 0.75 * payers)
        near(w.state.instalment[3, :4, 3], [75_000, 105_000, 120_000, 0])
        near([w.state.member[3].left_overhead, w.state.member[3].surplus_fte], [0.15 * charge / 1.06, 0])
        assert np.count_nonzero(w.state.extra) == 2 + np.count_nonzero(payers)

    def joiner(self, w):
        own = w.state.pool[4]
        own.alive, own.volume, own.technical_start, own.technical_fte, own.debt, own.knowledge = (
            1,
            20_000,
            5,
            4,
            7e4,
            0.95,
        )
        w.state.heads[4, :2], w.state.member[3].exit_year, w.state.member[1].key_shift = (2.0, 1.0), 2, 0.1
        w.state.member[1].said = 0.1
        return own

    def test_it_brings_people_debt_and_knowledge(self, w):
        own, joint, member = self.joiner(w), w.state.pool[0], w.state.member[3]
        events.join(3, 3, 0, w.facts, w.par, w.state)
        near([joint.volume, joint.technical_start, joint.technical_fte, joint.debt], [70_000, 24, 21, 370_000])
        near([joint.knowledge, *w.state.heads[0, :2]], [0.7, 11, 5])
        assert (own.alive, member.inside, member.exit_year, member.trust, member.joined) == (0, 1, NEVER, 0.8, 3)
        assert w.state.member[1].key_shift == w.state.member[1].said == 0.0

    @pytest.mark.parametrize(
        "no", [lambda s: s.member[3].__setattr__("inside", 1), lambda s: s.pool[0].__setattr__("alive", 0),
               lambda s: s.member[3].__setattr__("partner", 0)], ids=["in already", "ended", "merged"]
    )  # fmt: skip
    def test_or_not_at_all(self, w, no):
        self.joiner(w)
        no(w.state)
        events.join(3, 3, 0, w.facts, w.par, w.state)
        assert w.state.pool[0].volume == 50_000
        assert not w.state.extra.any()


def test_the_overrun_of_the_draw_counts_in_what_a_leaver_pays(w):
    w.state.level[OVERRUN] = 2.0
    events.leave_cost(1, w.par, w.state)
    near(w.state.extra[2, TRANSITION], 308_000 * (0.6 * 2.0 + 0.6))
