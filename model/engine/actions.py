"""Actions of an option: when each holds, and what it does (equations A1-A7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import events, keys, transition
from model.engine.compiled import compiled
from model.engine.events import HOSTING, STRANDED, TECHNICAL, TRANSITION
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
    FRAMEWORK,
    FRAMEWORK_LEVEL,
    HOST,
    INVEST,
    KEY_PHASE,
    KEY_YEAR,
    LEAVE,
    MARKET,
    MERGE,
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

if TYPE_CHECKING:
    import numpy as np

GOVERNANCE = ITEMS.index("governance")


def schedule(policy: np.record, state: np.record) -> None:
    """A1: an action with a year holds from that year; one with a trigger is not known yet."""
    for a in range(policy.actions):
        state.start[a] = policy.action[a].year


def watch(y: int, facts: np.record, policy: np.record, state: np.record) -> None:
    """A2: an action whose signpost has passed its value holds after its lead time, one year at least."""
    for a in range(policy.actions):
        action = policy.action[a]
        if action.signpost < 0 or state.start[a] != NEVER:
            continue
        value = signpost(action.signpost, y, facts, state)
        passed = value > action.value if action.above == 1 else value < action.value
        if passed:
            state.start[a] = y + max(1, action.lead)


def set_key(y: int, action: np.record, state: np.record) -> None:
    """A3: from now on the key moves to its new weights; what talks had shifted is settled in it."""
    for b in range(BASES):
        years = y - state.level[KEY_YEAR]
        state.key[0, b] = keys.phased(state.key[0, b], state.key[1, b], years, state.level[KEY_PHASE])
        state.key[1, b] = action.key[b]
    for p in range(state.parties):
        state.member[p].key_shift = 0.0
    state.level[KEY_YEAR], state.level[KEY_PHASE] = y, action.phase_years


def set_sourcing(y: int, destination: int, facts: np.record, par: np.record, state: np.record) -> None:
    """A4: technical work goes elsewhere: a project, assets that nobody uses, staff without work."""
    joint = state.pool[0]
    base = state.cost[0, HOSTING] + state.cost[0, TECHNICAL]
    state.extra[0, TRANSITION] += transition.one_off(
        base, par.transition.sourcing, par.transition, state.level[OVERRUN]
    )
    if destination != OWN and joint.sourcing == OWN:
        state.extra[0, STRANDED] += events.left_behind(1.0, y, facts, par, state)
    if destination in (MARKET, OTHER):
        taken = 0.0 if destination == MARKET else par.stranded.taken_over
        unplaced = joint.technical_fte * (1.0 - taken)
        joint.surplus_fte, joint.surplus_year = unplaced, y
    joint.sourcing = destination
    joint.extra = par.sourcing.host_inhabitants if destination == HOST else 0.0
    if destination == OTHER:
        joint.extra = max(0.0, par.scale.limit - joint.volume)


def change_form(y: int, action: np.record, par: np.record, state: np.record) -> None:
    """A5: another legal form: a project, and a promised saving that comes late and in part."""
    joint = state.pool[0]
    cost = transition.one_off(joint.charge, par.transition.form, par.transition, state.level[OVERRUN])
    state.extra[0, TRANSITION] += cost
    joint.saving, joint.saving_start, joint.form_changed = action.amount, y, 1


def add_task(action: np.record, facts: np.record, par: np.record, state: np.record) -> None:
    """A6: a part of the members' own work moves in."""
    joint = state.pool[0]
    moved = 0.0
    for p in range(state.parties):
        if state.member[p].inside == 1:
            moved += facts.party[p].retained * action.amount
    state.extra[0, TRANSITION] += transition.one_off(moved, par.transition.task, par.transition, state.level[OVERRUN])
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
        cost = terms.lever_yearly + (terms.lever_one_off if y == state.start[a] else 0.0)
        state.extra[0, GOVERNANCE] += cost * budget * state.price[y, WAGES]
        gain = terms.lever_effect * min(1.0, (y - state.start[a]) / terms.lever_delay)
        for i in range(4):
            if lever_moves(action.lever, i):
                level[CLARITY + i] += gain * (1.0 - level[CLARITY + i])


def lever_moves(lever: int, level: int) -> bool:
    """Whether a lever raises a level; recalibrating raises shared vision and framework."""
    if lever == RECALIBRATE:
        return level in (FRAMEWORK_LEVEL, VISION_LEVEL)
    return (
        (lever == DVO and level == CLARITY)
        or (lever == SIAM and level == SIAM_LEVEL)
        or (lever == FRAMEWORK and level == FRAMEWORK_LEVEL)
        or (lever == VISION and level == VISION_LEVEL)
    )


def carry_out(a: int, y: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> None:
    """Do what one action says."""
    action = policy.action[a]
    if action.kind == CHANGE_FORM:
        change_form(y, action, par, state)
    elif action.kind == CHANGE_KEY:
        set_key(y, action, state)
    elif action.kind == ADD_TASK:
        add_task(action, facts, par, state)
    elif action.kind == CHANGE_SOURCING:
        set_sourcing(y, action.destination, facts, par, state)
    elif action.kind == MERGE:
        set_sourcing(y, OWN, facts, par, state)
        state.pool[0].extra += action.amount
    else:
        change_members(a, y, facts, par, policy, state)


def change_members(a: int, y: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> None:
    """Do what one action says about who takes part."""
    action = policy.action[a]
    if action.kind == ADD_MEMBER:
        events.join(action.party, y, facts, par, state)
    elif action.kind == LEAVE:
        events.mark_leaver(action.party, action.destination, state)
    elif action.kind == DISSOLVE:
        for p in range(state.parties):
            state.member[p].destination = policy.destination[a, p]
        events.dissolve(y, facts, par, state)


def act(y: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> None:
    """Carry out what holds from year `y`; an arrangement that has ended does nothing more."""
    for a in range(policy.actions):
        if state.start[a] == y and state.pool[0].alive == 1:
            carry_out(a, y, facts, par, policy, state)


carry_out = compiled(carry_out)
change_members = compiled(change_members)
schedule = compiled(schedule)
watch = compiled(watch)
set_key = compiled(set_key)
set_sourcing = compiled(set_sourcing)
change_form = compiled(change_form)
add_task = compiled(add_task)
lever_moves = compiled(lever_moves)
invest = compiled(invest)
act = compiled(act)
