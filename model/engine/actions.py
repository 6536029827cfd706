"""Actions of an option: when each holds, and what it does (equations A1-A9)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine import events, host, keys, surplus, tasks, transition, voice
from model.engine.compiled import compiled
from model.engine.events import DUAL_RUNNING, HOSTING, TECHNICAL
from model.engine.names import ITEMS
from model.engine.records import (
    ADD_MEMBER,
    ADD_TASK,
    BASES,
    CHANGE_FORM,
    CHANGE_KEY,
    CHANGE_SOURCING,
    CLARITY,
    DISSOLVE,
    DVO,
    FEWEST_MEMBERS,
    FRAMEWORK,
    FRAMEWORK_LEVEL,
    HOST,
    INVEST,
    KEY_PHASE,
    KEY_YEAR,
    LEAVE,
    MARKET,
    MERGE,
    MERGED,
    MONTHS,
    NEVER,
    OTHER,
    OVERRUN,
    OWN,
    RECALIBRATE,
    SIAM,
    SIAM_LEVEL,
    VISION,
    VISION_LEVEL,
    WAGES,
)
from model.engine.signposts import signpost
from model.engine.stranding import STRANDED, TRANSITION

if TYPE_CHECKING:
    import numpy as np

GOVERNANCE = ITEMS.index("governance")
LEVELS = 4
"""Levels that a lever can raise: clarity, SIAM, weighing framework, shared vision, in this order in `State.level`."""
OVERHEAD = ITEMS.index("overhead")


def duration(kind: int, par: np.record) -> float:
    """Months that an action of a kind takes as planned; what is not named here takes effect at once."""
    if kind == CHANGE_FORM:
        return par.transition.form_months
    if kind in (CHANGE_SOURCING, LEAVE, DISSOLVE, MERGE):
        return par.transition.split_months
    return 0.0


def plan(a: int, year: int, decided: int, policy: np.record, par: np.record, state: np.record) -> None:
    """A1: an action that is to hold from `year` holds later by the whole years of its delay (T5); months are kept."""
    state.planned[a], state.start[a], state.late[a] = year, year, 0.0
    state.instead[a] = HOST
    if year == NEVER:
        return
    available = MONTHS * (year - decided)
    late = transition.late_months(duration(policy.action[a].kind, par), available, state.level[OVERRUN], par.transition)
    whole = math.floor(late / MONTHS)
    state.start[a], state.late[a] = year + int(whole), late - MONTHS * whole


def schedule(policy: np.record, par: np.record, state: np.record) -> None:
    """Plan every action that has a year, decided as the budget year starts; one with a trigger is not known yet."""
    for a in range(policy.actions):
        plan(a, policy.action[a].year, 0, policy, par, state)


def watch(y: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> None:
    """A2: an action whose signpost has passed its value is to hold after its lead time, one year at least."""
    for a in range(policy.actions):
        action = policy.action[a]
        if action.signpost < 0 or state.planned[a] != NEVER:
            continue
        value = signpost(action.signpost, y, facts, state)
        passed = value > action.value if action.above == 1 else value < action.value
        if passed:
            plan(a, y + max(1, action.lead), y, policy, par, state)


def set_key(y: int, action: np.record, state: np.record) -> None:
    """A3: from now on the key moves to its new weights; what talks had shifted is settled in it."""
    for b in range(BASES):
        years = y - state.level[KEY_YEAR]
        state.key[0, b] = keys.phased(state.key[0, b], state.key[1, b], years, state.level[KEY_PHASE])
        state.key[1, b] = action.key[b]
    for p in range(state.parties):
        state.member[p].key_shift = 0.0
    state.level[KEY_YEAR], state.level[KEY_PHASE] = y, action.phase_years


def set_sourcing(y: int, destination: int, late: float, facts: np.record, par: np.record, state: np.record) -> None:
    """A4: technical work goes elsewhere: a project, a time of running double, unused assets, staff without work."""
    joint, terms = state.pool[0], par.transition
    base = state.cost[0, HOSTING] + state.cost[0, TECHNICAL]
    state.extra[0, TRANSITION] += transition.one_off(base, terms.sourcing, terms, state.level[OVERRUN])
    events.run_double(0, 1.0, terms.dual_months + late, state)
    state.extra[0, STRANDED] += host.remaining_fee(y, state)
    if destination != OWN and joint.sourcing in (OWN, MERGED):
        state.extra[0, STRANDED] += events.left_behind(1.0, y, facts, par, state)
    if destination in (MARKET, OTHER):
        taken = 0.0 if destination == MARKET else par.stranded.taken_over
        joint.surplus_fte, joint.surplus_year = joint.technical_fte * (1.0 - taken), y
        for q in range(state.parties):
            state.borne[0, q] = surplus.staying(q, state)
        surplus.provide(0, y, joint.surplus_fte, facts, par, state)
    joint.sourcing, joint.merged = destination, 0.0
    joint.bound_year = y + int(par.sourcing.host_term_years) if destination == HOST else 0
    joint.extra = par.sourcing.host_inhabitants if destination == HOST else 0.0
    if destination == OTHER:
        joint.extra = max(0.0, par.scale.limit - joint.volume)


def merge(y: int, inhabitants: float, late: float, par: np.record, state: np.record) -> None:
    """A9: one organisation with another: a project, double running, its scale; the staff of the smaller one moves."""
    joint, terms = state.pool[0], par.transition
    state.extra[0, STRANDED] += host.remaining_fee(y, state)
    state.extra[0, TRANSITION] += transition.project(joint.regular, terms.merger, terms, state.level[OVERRUN])
    events.run_double(0, 1.0, terms.dual_months + late, state)
    if joint.volume + joint.merged < inhabitants:
        move_staff(y, joint.regular, terms.merger, par, state)
    joint.merged += inhabitants
    joint.sourcing, joint.extra = MERGED, joint.merged


def move_staff(y: int, charge: float, share: float, par: np.record, state: np.record) -> None:
    """A5b: staff get another employer: the staff part of the one-off cost, and more of them leave for a while."""
    state.extra[0, TRANSITION] += transition.people(charge, share, par.transition)
    events.unsettle(0, y, par.staff.employer_outflow, par, state)


def change_form(y: int, action: np.record, late: float, par: np.record, state: np.record) -> None:
    """A5: another legal form: a project, two administrations while it is late, a promised saving, new employers."""
    joint, terms = state.pool[0], par.transition
    state.extra[0, TRANSITION] += transition.project(joint.regular, terms.form, terms, state.level[OVERRUN])
    state.extra[0, DUAL_RUNNING] += late / MONTHS * state.cost[0, OVERHEAD]
    if action.employer == 1:
        move_staff(y, joint.regular, terms.form, par, state)
    joint.saving, joint.saving_start, joint.form_changed, joint.hosted = action.amount, y, 1, action.hosted
    voice.seat_board(action.party if action.hosted == 1 else voice.NOBODY, state)


def add_task(y: int, action: np.record, facts: np.record, par: np.record, state: np.record) -> None:
    """A6: a part of the members' own work moves in, or a task with a volume of its own."""
    joint, n = state.pool[0], action.task
    moved, people = 0.0, 0.0
    for p in range(state.parties):
        if state.member[p].inside == 1:
            moved += facts.party[p].retained * action.amount + (tasks.cost_alone(n, p, y, facts) if n >= 0 else 0.0)
            people += facts.task[n].fte[p] if n >= 0 else 1.0
    moved *= state.price[y, WAGES]
    terms = par.transition
    state.extra[0, TRANSITION] += transition.project(moved, terms.task, terms, state.level[OVERRUN])
    if people > 0.0:
        state.extra[0, TRANSITION] += transition.people(moved, terms.task, terms)
    if n >= 0:
        state.task_year[n] = min(y, state.task_year[n])
    joint.task_share = min(1.0, joint.task_share + action.amount)


def invest(y: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> None:
    """A7: levers cost money at once and every year, and work with a delay on the way to full clarity (0-1)."""
    case, terms = facts.case, par.governance
    level = state.level
    level[CLARITY], level[SIAM_LEVEL] = case.clarity, case.siam
    level[FRAMEWORK_LEVEL], level[VISION_LEVEL] = case.framework, case.vision
    budget = case.hosting + case.technical + case.functional + case.back_office + case.software + case.overhead
    for a in range(policy.actions):
        action = policy.action[a]
        if action.kind != INVEST or y < state.start[a]:
            continue
        yearly, one_off, delay = terms.lever_yearly * budget, terms.lever_one_off * budget, terms.lever_delay
        if action.yearly >= 0.0:
            yearly = events.written(action.yearly, facts, par)
        if action.one_off >= 0.0:
            one_off = events.written(action.one_off, facts, par)
        if action.delay > 0.0:
            delay = action.delay
        cost = yearly + (one_off if y == state.start[a] else 0.0)
        state.extra[0, GOVERNANCE] += cost * state.price[y, WAGES]
        gain = terms.lever_effect * min(1.0, (y - state.start[a]) / delay)
        for i in range(LEVELS):
            if lever_moves(action.lever, i):
                level[CLARITY + i] += gain * (1.0 - level[CLARITY + i])


def lever_moves(lever: int, level: int) -> bool:
    """Whether a lever raises a level (for A7); recalibrating raises shared vision and framework."""
    if lever == RECALIBRATE:
        return level in (FRAMEWORK_LEVEL, VISION_LEVEL)
    return (
        (lever == DVO and level == CLARITY)
        or (lever == SIAM and level == SIAM_LEVEL)
        or (lever == FRAMEWORK and level == FRAMEWORK_LEVEL)
        or (lever == VISION and level == VISION_LEVEL)
    )


def bound_for(a: int, destination: int, state: np.record) -> int:
    """Where work goes: to the host that was asked, or to what was to come instead if it refused."""
    return state.instead[a] if destination == HOST else destination


def ask_host(a: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> None:
    """In the year in which an action was to hold: a host that refuses (H1) sends it elsewhere, or ends it."""
    if not host.ask(a, facts, par, policy, state):
        return
    action = policy.action[a]
    state.instead[a] = action.otherwise
    nothing_new = action.kind == CHANGE_SOURCING and action.otherwise == state.pool[0].sourcing
    if action.otherwise < 0 or nothing_new:
        state.start[a] = NEVER


def carry_out(a: int, y: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> None:
    """Do what one action says."""
    action = policy.action[a]
    if action.kind == CHANGE_FORM:
        change_form(y, action, state.late[a], par, state)
    elif action.kind == CHANGE_KEY:
        set_key(y, action, state)
    elif action.kind == ADD_TASK:
        add_task(y, action, facts, par, state)
    elif action.kind == CHANGE_SOURCING:
        set_sourcing(y, bound_for(a, action.destination, state), state.late[a], facts, par, state)
    elif action.kind == MERGE:
        merge(y, action.amount, state.late[a], par, state)
    else:
        change_members(a, y, facts, par, policy, state)


def change_members(a: int, y: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> None:
    """Do what one action says about who takes part."""
    action = policy.action[a]
    if action.kind == ADD_MEMBER:
        events.join(action.party, y, action.members_pay, facts, par, state)
    elif action.kind == LEAVE:
        events.mark_leaver(action.party, bound_for(a, action.destination, state), state.late[a], state)
    elif action.kind == DISSOLVE:
        for p in range(state.parties):
            state.member[p].destination = bound_for(a, policy.destination[a, p], state)
            state.member[p].late = state.late[a]
        events.dissolve(y, facts, par, state)


def wait(a: int, policy: np.record, state: np.record) -> None:
    """A8b: a whole year of delay: what would have moved by now runs double, paid by who moves it (A8)."""
    action = policy.action[a]
    if action.kind == CHANGE_FORM:
        state.extra[0, DUAL_RUNNING] += state.cost[0, OVERHEAD]
    elif action.kind in (CHANGE_SOURCING, MERGE):
        events.run_double(0, 1.0, MONTHS, state)
    else:
        everybody = action.kind == DISSOLVE or events.count_inside(state) <= FEWEST_MEMBERS
        for p in range(state.parties):
            if state.member[p].inside == 1 and (everybody or p == action.party):
                events.run_double(1 + p, state.member[p].share, MONTHS, state)


def act(y: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> None:
    """Carry out what holds from year `y`, pay for what is late; an arrangement that has ended does nothing more."""
    for a in range(policy.actions):
        if state.pool[0].alive == 0 or state.planned[a] > y:
            continue
        if state.planned[a] == y:
            ask_host(a, facts, par, policy, state)
        if state.start[a] == y:
            carry_out(a, y, facts, par, policy, state)
        elif y < state.start[a] != NEVER:
            wait(a, policy, state)


carry_out = compiled(carry_out)
change_members = compiled(change_members)
duration = compiled(duration)
plan = compiled(plan)
schedule = compiled(schedule)
bound_for = compiled(bound_for)
ask_host = compiled(ask_host)
watch = compiled(watch)
set_key = compiled(set_key)
set_sourcing = compiled(set_sourcing)
move_staff = compiled(move_staff)
merge = compiled(merge)
change_form = compiled(change_form)
wait = compiled(wait)
add_task = compiled(add_task)
lever_moves = compiled(lever_moves)
invest = compiled(invest)
act = compiled(act)
