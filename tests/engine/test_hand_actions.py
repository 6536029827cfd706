"""What an action does, one equation at a time, on the arrangement of `conftest.w` (A1-A9)."""

from __future__ import annotations

import numpy as np
import pytest

from model.engine import actions
from model.engine.actions import GOVERNANCE
from model.engine.events import DUAL_RUNNING
from model.engine.records import (
    ADD_MEMBER,
    ADD_TASK,
    CHANGE_FORM,
    CHANGE_KEY,
    CHANGE_SOURCING,
    CLARITY,
    DISSOLVE,
    DVO,
    FRAMEWORK,
    HOST,
    INVEST,
    KEY_PHASE,
    KEY_YEAR,
    LASTEN,
    LEAVE,
    MARKET,
    MERGE,
    MERGED,
    NEVER,
    OTHER,
    OWN,
    RECALIBRATE,
    SIAM,
    VISION,
)  # fmt: skip
from model.engine.stranding import STRANDED, TRANSITION

PROJECT, PEOPLE = 0.6 * 1.25, 0.4 * 1.5
LEFT = 0.7 * (618_000 * 0.75 * 0.8 + 230_000)
"""What nobody takes over in year 3: books and contracts."""
TERM = 2 * 2_600_000
"""Fees of hosting and technical staff until a term ends in year 5."""


def near(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-9)


def action(w, a=0, **fields):
    w.policy.actions = max(a + 1, w.policy.actions)
    given = {"capacity": -1.0, "otherwise": -1, "yearly": -1.0, "one_off": -1.0, "task": -1, "signpost": -1, **fields}
    for name, value in given.items():
        w.policy.action[a][name] = value
    return w.policy.action[a]


class TestWhen:
    @pytest.mark.parametrize(
        ("kind", "months"),
        [(CHANGE_FORM, 8), (CHANGE_SOURCING, 16), (LEAVE, 16), (DISSOLVE, 16), (MERGE, 16), (ADD_MEMBER, 0),
         (INVEST, 0), (CHANGE_KEY, 0), (ADD_TASK, 0)],
    )  # fmt: skip
    def test_months_that_it_takes(self, w, kind, months):
        assert actions.duration(kind, w.par) == months

    @pytest.mark.parametrize(("decided", "start", "late"), [(1, 3, 2), (2, 3, 6), (3, 4, 6)])
    def test_it_is_late_by_what_was_not_left_and_by_its_overrun(self, w, decided, start, late):
        """Sixteen months; an overrun of a quarter is two months more. Decided in the year itself: 18 late."""
        action(w, 1, kind=LEAVE)
        actions.plan(1, 3, decided, w.policy, w.par, w.state)
        state = w.state
        assert (state.planned[1], state.start[1], state.late[1], state.instead[1]) == (3, start, late, HOST)

    def test_what_has_no_year_waits(self, w):
        action(w, 0, kind=LEAVE, year=NEVER)
        action(w, 1, kind=LEAVE, year=1)
        w.state.late[0] = 9.0
        actions.schedule(w.policy, w.par, w.state)
        near(w.state.start[:2], [NEVER, 1])
        near(w.state.planned[:2], [NEVER, 1])
        near(w.state.late[:2], [0, 6])

    @pytest.mark.parametrize(
        ("value", "above", "lead", "planned"),
        [(4, 1, 0, 4), (4, 1, 1, 4), (4, 1, 3, 6), (5, 1, 3, NEVER), (5, 0, 3, NEVER), (6, 0, 2, 5), (4, 0, 2, NEVER)],
    )
    def test_a_signpost_at_five(self, w, monkeypatch, value, above, lead, planned):
        """The first has none and the second has been seen before; that does not stop the third."""
        monkeypatch.setattr(actions, "signpost", lambda i, *_: 5.0 if i == 0 else 1 / 0)
        w.state.planned[:3] = NEVER, 2, NEVER
        action(w, 0, kind=INVEST, signpost=-1, value=1.0, above=1)
        action(w, 1, kind=INVEST, signpost=0, value=1.0, above=1)
        action(w, 2, kind=INVEST, signpost=0, value=value, above=above, lead=lead)
        actions.watch(3, w.facts, w.par, w.policy, w.state)
        assert w.state.planned[:3].tolist() == [NEVER, 2, planned]

    @pytest.mark.parametrize(
        ("alive", "planned", "start", "done"),
        [
            (1, 3, 3, ["ask", "do"]), (1, 2, 3, ["do"]), (1, 3, 4, ["ask", "wait"]), (1, 2, 4, ["wait"]),
            (1, 4, 4, []), (1, 2, 2, []), (1, 2, NEVER, []), (0, 3, 3, []), (1, 4, 3, []),
        ],
    )  # fmt: skip
    def test_in_year_three(self, w, monkeypatch, alive, planned, start, done):
        seen = []
        for name, told in (("ask_host", "ask"), ("carry_out", "do"), ("wait", "wait")):
            monkeypatch.setattr(actions, name, lambda a, *_, told=told: seen.append(told) if a == 1 else None)
        action(w, 1, kind=LEAVE)
        w.state.planned[:2], w.state.start[:2], w.state.pool[0].alive = (5, planned), (5, start), alive
        actions.act(3, w.facts, w.par, w.policy, w.state)
        assert seen == done

    @pytest.mark.parametrize(
        ("kind", "inside", "pool", "members"),
        [
            (CHANGE_FORM, 3, 500_000, [0, 0, 0, 0]), (CHANGE_SOURCING, 3, 1_500_000, [0, 0, 0, 0]),
            (MERGE, 3, 1_500_000, [0, 0, 0, 0]), (LEAVE, 3, 0, [0, 0.35, 0, 0]), (DISSOLVE, 3, 0, [0.25, 0.35, 0.4, 0]),
            (LEAVE, 2, 0, [0.25, 0.35, 0, 0]),
        ],
    )  # fmt: skip
    def test_a_year_of_waiting_runs_double(self, w, kind, inside, pool, members):
        action(w, 0, kind=kind, party=1)
        w.state.member[2].inside, w.state.extra[:] = int(inside == 3), 7.0
        actions.wait(0, w.policy, w.state)
        near(w.state.extra[:5, DUAL_RUNNING], 7 + np.array([pool, *(1_500_000 * np.array(members))]))
        assert np.count_nonzero(w.state.extra != 7.0) == (pool > 0) + np.count_nonzero(members)


class TestSourcing:
    @pytest.mark.parametrize(
        ("before", "destination", "stranded", "surplus", "extra", "bound"),
        [
            (OWN, MARKET, LEFT, 17.0, 0, 0), (OWN, OTHER, LEFT, 11.9, 150_000, 0), (OWN, HOST, LEFT, 0, 40_000, 8),
            (MERGED, HOST, LEFT, 0, 40_000, 8), (HOST, OWN, TERM, 0, 0, 0), (HOST, MARKET, TERM, 17.0, 0, 0),
            (MARKET, OTHER, 0, 11.9, 150_000, 0), (MERGED, OWN, 0, 0, 0, 0), (MARKET, HOST, 0, 0, 40_000, 8),
        ],
    )  # fmt: skip
    def test_work_goes_elsewhere(self, w, before, destination, stranded, surplus, extra, bound):
        state, joint = w.state, w.state.pool[0]
        joint.sourcing, joint.bound_year, joint.merged, joint.extra, state.extra[:] = before, 5, 9.0, 9.0, 7.0
        actions.set_sourcing(3, destination, 2.0, w.facts, w.par, state)
        near(state.extra[0, [TRANSITION, STRANDED]], [7 + 2_600_000 * 0.07 * 1.35, 7 + stranded])
        near(state.extra[0, DUAL_RUNNING], 7 + 5 / 12 * 1_500_000)
        near([joint.surplus_fte, joint.surplus_year], [surplus, 3 * (surplus > 0)])
        near(state.borne[0, :4], np.array([0.25, 0.35, 0.4, 0]) * (surplus > 0))
        near(state.paid[:4, 2, LASTEN], surplus * 197_800 * 1.15 * np.array([0.25, 0.35, 0.4, 0]))
        assert (joint.sourcing, joint.merged, joint.extra, joint.bound_year) == (destination, 0.0, extra, bound)

    def test_beyond_the_limit_there_is_no_scale_to_gain(self, w):
        w.par.scale.limit = 45_000.0
        actions.set_sourcing(3, OTHER, 0.0, w.facts, w.par, w.state)
        assert w.state.pool[0].extra == 0.0

    @pytest.mark.parametrize(
        ("inhabitants", "merged", "moves"), [(50_000, 0, False), (50_001, 0, True), (60_000, 10_000, False)]
    )
    def test_of_two_organisations_the_staff_of_the_smaller_moves(self, w, inhabitants, merged, moves):
        state, joint = w.state, w.state.pool[0]
        joint.merged, joint.sourcing, joint.bound_year, state.extra[:] = merged, HOST, 5, 7.0
        actions.merge(3, inhabitants, 2.0, w.par, state)
        near(state.extra[0, TRANSITION], 7 + 8_000_000 * 0.19 * (PROJECT + moves * PEOPLE))
        near(state.extra[0, [STRANDED, DUAL_RUNNING]], [7 + TERM, 7 + 5 / 12 * 1_500_000])
        assert (joint.outflow_factor, joint.calm_year) == ((1.4, 5) if moves else (0.0, 0))
        assert (joint.merged, joint.extra, joint.sourcing) == (merged + inhabitants, merged + inhabitants, MERGED)

    @pytest.mark.parametrize("otherwise", [-1, OWN, MARKET])
    @pytest.mark.parametrize(
        ("kind", "sourcing"), [(CHANGE_SOURCING, MARKET), (CHANGE_SOURCING, HOST), (LEAVE, MARKET)]
    )
    def test_a_host_that_refuses(self, w, otherwise, kind, sourcing):
        """Then comes what was to come otherwise, if that is something else than there is already."""
        action(w, 1, kind=kind, party=1, destination=HOST, otherwise=otherwise)
        w.state.instead[1], w.state.start[1], w.state.pool[0].sourcing, w.state.chance.host = HOST, 4, sourcing, 0.5
        actions.ask_host(1, w.facts, w.par, w.policy, w.state)
        assert (w.state.instead[1], w.state.start[1]) == (HOST, 4)
        w.state.chance.host = 0.1
        actions.ask_host(1, w.facts, w.par, w.policy, w.state)
        ends = otherwise == -1 or (kind == CHANGE_SOURCING and otherwise == sourcing)
        assert (w.state.instead[1], w.state.start[1]) == (otherwise, NEVER if ends else 4)
        assert [actions.bound_for(1, where, w.state) for where in (HOST, OTHER)] == [otherwise, OTHER]


class TestFormAndTask:
    @pytest.mark.parametrize(
        ("employer", "hosted", "seats"), [(0, 0, [1, 1, 1, 1]), (1, 1, [0, 0, 1, 0]), (0, 1, [0, 0, 1, 0])]
    )
    def test_another_legal_form(self, w, employer, hosted, seats):
        form, state, joint = action(w, 0, kind=CHANGE_FORM, party=2, amount=0.05), w.state, w.state.pool[0]
        form.employer, form.hosted, state.extra[:] = employer, hosted, 7.0
        actions.change_form(3, form, 2.0, w.par, state)
        near(state.extra[0, TRANSITION], 7 + 8_000_000 * 0.17 * (PROJECT + employer * PEOPLE))
        near(state.extra[0, DUAL_RUNNING], 7 + 2 / 12 * 500_000)
        assert (joint.saving, joint.saving_start, joint.form_changed, joint.hosted) == (0.05, 3, 1, hosted)
        assert (joint.outflow_factor, joint.calm_year) == ((1.4, 5) if employer else (0.0, 0))
        assert [m.seat for m in state.member[:4]] == seats

    @pytest.mark.parametrize(("before", "after"), [(0.0, 0.4), (0.35, 0.75), (0.7, 1.0)])
    def test_part_of_the_work_of_the_members(self, w, before, after):
        """Four tenths of 110, 130 and 170 thousand, at wages 15 % up."""
        state, w.state.pool[0].task_share, w.state.extra[:] = w.state, before, 7.0
        actions.add_task(3, action(w, 0, kind=ADD_TASK, amount=0.4), w.facts, w.par, state)
        near(state.extra[0, TRANSITION], 7 + 0.4 * 410_000 * 1.15 * 0.23 * (PROJECT + PEOPLE))
        near(state.pool[0].task_share, after)
        assert not state.task_year.any()

    @pytest.mark.parametrize(("n", "fte", "people", "since"), [(0, 0.0, 0, 3), (0, 0.25, 1, 3), (1, 0.25, 1, 2)])
    def test_a_task_with_a_volume_of_its_own(self, w, n, fte, people, since):
        task = w.facts.task[n]
        task.annual[:4], task.fte[1], task.fte[3], task.growth = (1e5, 2e5, 4e5, 9e5), fte, 5.0, 0.1
        w.state.task_year[:2] = NEVER, 2
        actions.add_task(3, action(w, 0, kind=ADD_TASK, amount=0.0, task=n), w.facts, w.par, w.state)
        near(w.state.extra[0, TRANSITION], 700_000 * 1.331 * 1.15 * 0.23 * (PROJECT + people * PEOPLE))
        assert w.state.task_year[n] == since

    def test_a_key_moves_on_from_where_it_is(self, w):
        """A quarter of the way from the one to the other, a year into a phase of four."""
        state, key = w.state, action(w, 0, kind=CHANGE_KEY, phase_years=2.0, key=(0.1, 0.2, 0.3, 0.15, 0.25))
        state.key[:] = (0.4, 0.2, 0.1, 0.2, 0.1), (0.0, 0.4, 0.3, 0.1, 0.2)
        state.level[KEY_YEAR], state.level[KEY_PHASE], state.member[1].key_shift = 2.0, 4.0, 0.1
        actions.set_key(3, key, state)
        near(state.key, [[0.3, 0.25, 0.15, 0.175, 0.125], [0.1, 0.2, 0.3, 0.15, 0.25]])
        assert (state.level[KEY_YEAR], state.level[KEY_PHASE], state.member[1].key_shift) == (3.0, 2.0, 0.0)


class TestLevers:
    """Five million of budget, at wages 5 % up a year; levels of 0.4, 0.3, 0.2 and 0.1; six tenths in four years."""

    @pytest.mark.parametrize(
        ("y", "terms", "euros", "gain"),
        [
            (1, {}, 0, 0), (2, {}, 40_000, 0), (3, {}, 15_000, 0.15), (5, {}, 15_000, 0.45), (9, {}, 15_000, 0.6),
            (2, {"yearly": 7_000, "one_off": 50_000}, 71_250, 0), (3, {"delay": 2.0}, 15_000, 0.3),
            (2, {"yearly": 0.0}, 25_000, 0), (2, {"one_off": 0.0}, 15_000, 0), (3, {"delay": 0.5}, 15_000, 0.6),
            (2, {"yearly": -0.5, "one_off": -0.5}, 40_000, 0),
        ],
    )  # fmt: skip
    def test_money_now_and_clarity_later(self, w, y, terms, euros, gain):
        """What the option says itself is before a level of 0.8. Two others do nothing yet, or are no lever."""
        case = w.facts.case
        case.clarity, case.siam, case.framework, case.vision, case.level_estimated = 0.4, 0.3, 0.2, 0.1, 1
        action(w, 0, kind=LEAVE, lever=SIAM)
        action(w, 1, kind=INVEST, lever=VISION)
        action(w, 2, kind=INVEST, lever=DVO, **terms)
        w.state.start[:3], w.state.extra[0, GOVERNANCE], w.state.level[CLARITY] = (0, 20, 2), 7.0, 0.9
        actions.invest(y, w.facts, w.par, w.policy, w.state)
        near(w.state.extra[0, GOVERNANCE], 7 + euros * (1 + 0.05 * y))
        near(w.state.level[CLARITY : CLARITY + 4], [0.4 + 0.6 * gain, 0.3, 0.2, 0.1])

    @pytest.mark.parametrize(
        ("lever", "moved"),
        [(DVO, [1, 0, 0, 0]), (SIAM, [0, 1, 0, 0]), (FRAMEWORK, [0, 0, 1, 0]), (VISION, [0, 0, 0, 1]),
         (RECALIBRATE, [0, 0, 1, 1])],
    )  # fmt: skip
    def test_which_level_a_lever_raises(self, w, lever, moved):
        assert [actions.lever_moves(lever, CLARITY + i) for i in range(4)] == [bool(one) for one in moved]
        action(w, 0, kind=INVEST, lever=lever)
        actions.invest(9, w.facts, w.par, w.policy, w.state)
        near(w.state.level[CLARITY : CLARITY + 4], 0.6 * np.array(moved))


@pytest.mark.parametrize(
    ("kind", "called", "given"),
    [
        (CHANGE_FORM, "change_form", (3, "action", 2.5)), (CHANGE_KEY, "set_key", (3, "action")),
        (ADD_TASK, "add_task", (3, "action")), (CHANGE_SOURCING, "set_sourcing", (3, MARKET, 2.5)),
        (MERGE, "merge", (3, 0.4, 2.5)), (ADD_MEMBER, "join", (3, 3, 1)), (LEAVE, "mark_leaver", (3, MARKET, 2.5)),
        (DISSOLVE, "dissolve", (3,)), (INVEST, None, ()),
    ],
)  # fmt: skip
def test_every_kind_does_its_own(w, monkeypatch, kind, called, given):
    """The host that was asked refused, so its work goes to the market; what goes elsewhere does so still."""
    seen = []
    for place, names in (
        (actions, ("change_form", "set_key", "add_task", "set_sourcing", "merge")),
        (actions.events, ("join", "mark_leaver", "dissolve")),
    ):
        for name in names:
            monkeypatch.setattr(place, name, lambda *told, name=name: seen.append((name, told)))
    one = action(w, 1, kind=kind, party=3, destination=HOST, members_pay=1, amount=0.4)
    w.state.instead[1], w.state.late[1], w.policy.destination[1, :4] = MARKET, 2.5, (HOST, OWN, OTHER, HOST)
    actions.carry_out(1, 3, w.facts, w.par, w.policy, w.state)
    assert [name for name, _ in seen] == ([called] if called else [])
    for told, expected in zip(seen[0][1] if seen else (), given, strict=False):
        assert told == (one if isinstance(expected, str) else expected)
    ends = kind == DISSOLVE
    assert [m.destination for m in w.state.member[:4]] == ([MARKET, OWN, OTHER, MARKET] if ends else [0] * 4)
    assert [m.late for m in w.state.member[:4]] == [2.5 * ends] * 4
