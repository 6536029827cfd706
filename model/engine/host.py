"""A host municipality: whether it takes the work, and how long one is bound to it (equations H1-H3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import transition
from model.engine.compiled import compiled
from model.engine.names import ITEMS
from model.engine.records import ADD_MEMBER, CHANGE_FORM, CHANGE_SOURCING, DISSOLVE, HOST, LEAVE, OVERRUN

if TYPE_CHECKING:
    import numpy as np

HOSTING = ITEMS.index("hosting")
TECHNICAL = ITEMS.index("technical")
TRANSITION = ITEMS.index("transition")


def goes(a: int, p: int, policy: np.record, state: np.record) -> bool:
    """Whether the work of party `p` would go to a host, or to another one, by an action."""
    action, inside = policy.action[a], state.member[p].inside == 1
    if action.kind == CHANGE_FORM:
        return inside and action.hosted == 1 and p != action.party
    if action.kind == CHANGE_SOURCING:
        return inside and action.destination == HOST
    if action.kind == LEAVE:
        return inside and p == action.party and action.destination == HOST
    if action.kind == DISSOLVE:
        return inside and policy.destination[a, p] == HOST
    hosted = state.pool[0].hosted == 1 or state.pool[0].sourcing == HOST or action.capacity >= 0.0
    return action.kind == ADD_MEMBER and p == action.party and not inside and hosted


def refuses(a: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> bool:
    """H1: a host refuses what is more than it can take on; where that is not known, with one chance for all options."""
    asked = 0.0
    for p in range(state.parties):
        if goes(a, p, policy, state):
            asked += facts.party[p].volume
    if asked <= 0.0:
        return False
    capacity = policy.action[a].capacity
    if capacity >= 0.0:
        return asked > capacity
    return turns_away(par, state)


def turns_away(par: np.record, state: np.record) -> bool:
    """Whether a host refuses of which nobody knows the room (of H1)."""
    return state.chance.host < par.sourcing.host_refuses


def prepared(a: int, p: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> float:
    """H2: EUR spent on an action when the host refused: a part of its one-off cost (T3), for all or for party `p`."""
    terms, kind, joint = par.transition, policy.action[a].kind, state.pool[0]
    base, share = state.member[p].regular, terms.split
    if kind == CHANGE_FORM:
        base, share = joint.regular, terms.form
    elif kind == CHANGE_SOURCING:
        base, share = state.cost[0, HOSTING] + state.cost[0, TECHNICAL], terms.sourcing
    elif kind == ADD_MEMBER:
        base, share = joint.regular * facts.party[p].volume / joint.volume, terms.entry
    return terms.preparation * transition.one_off(base, share, terms, state.level[OVERRUN])


def ask(a: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> bool:
    """Ask the host; if it refuses (H1) the preparation is paid (H2), and each who asked is told by `refused`."""
    if not refuses(a, facts, par, policy, state):
        return False
    together = policy.action[a].kind in (CHANGE_FORM, CHANGE_SOURCING)
    if together:
        state.extra[0, TRANSITION] += prepared(a, 0, facts, par, policy, state)
    for p in range(state.parties):
        if together and state.member[p].inside == 1:
            state.member[p].refused = 1
        elif goes(a, p, policy, state):
            state.extra[1 + p, TRANSITION] += prepared(a, p, facts, par, policy, state)
            state.member[p].refused = 1
    return True


def remaining_fee(y: int, state: np.record) -> float:
    """H3: EUR still owed to a host when the organisation leaves it within the term: years left of last year's fee."""
    joint = state.pool[0]
    if joint.sourcing != HOST:
        return 0.0
    return max(0, joint.bound_year - y) * (state.cost[0, HOSTING] + state.cost[0, TECHNICAL])


goes = compiled(goes)
turns_away = compiled(turns_away)
refuses = compiled(refuses)
prepared = compiled(prepared)
ask = compiled(ask)
remaining_fee = compiled(remaining_fee)
