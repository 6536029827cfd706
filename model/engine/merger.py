"""Members that become one municipality: a shock from outside, not a decision (equations N4-N6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import municipality, relation, transition
from model.engine.compiled import compiled
from model.engine.events import RESERVE_ITEM
from model.engine.municipality import ALONE
from model.engine.records import NEVER, OVERRUN, RESERVE
from model.engine.stranding import TRANSITION

if TYPE_CHECKING:
    import numpy as np

ARRANGEMENT = 0
"""Column of `Chance.merger` that says whether members merge; the parties follow."""


def can_merge(p: int, state: np.record) -> bool:
    """Whether party `p` is a member that did not merge before."""
    return state.member[p].inside == 1 and state.member[p].partner == ALONE


def merge(p: int, q: int, facts: np.record, par: np.record, state: np.record) -> None:
    """N4: two members become one municipality: the lower trust, one seat, no notice, a cost of integration."""
    one, other = state.member[p], state.member[q]
    one.partner, other.partner = q, p
    one.trust = other.trust = min(one.trust, other.trust)
    one.seat = other.seat = max(one.seat, other.seat)
    one.exit_year = other.exit_year = NEVER
    charge = one.regular + other.regular
    state.extra[1 + p, TRANSITION] += transition.one_off(
        charge, par.relation.merger_cost, par.transition, state.level[OVERRUN]
    )
    if municipality.count(state) == 1:
        lapse(p, q, facts, state)


def lapse(p: int, q: int, facts: np.record, state: np.record) -> None:
    """N5: nobody is left to work together with: the work goes on as it is, as the municipality's own."""
    own, joint = state.pool[1 + p], state.pool[0]
    state.pool[1 + p] = joint
    own.members, own.task_share, own.task_fte, own.cut = 1.0, 0.0, 0.0, 0.0
    own.form_changed, own.hosted = 0, 0
    for s in range(facts.case.specialisms):
        state.heads[1 + p, s], state.heads[0, s] = state.heads[0, s], 0.0
    state.extra[1 + p, RESERVE_ITEM] -= state.level[RESERVE]
    state.level[RESERVE], joint.alive = 0.0, 0
    for r in (p, q):
        state.member[r].inside = 0
        state.member[r].liquidation = municipality.part(r, facts, state)


def befall(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """N6: who merges in year `y`: the two that the scenario names, or by chance the two that luck points at."""
    if state.pool[0].alive == 0:
        return
    p, q = facts.case.merge_one, facts.case.merge_other
    if y != facts.case.merge_year:
        p, q = ALONE, ALONE
        if state.chance.merger[ARRANGEMENT, y] < relation.yearly_chance(par.relation.merger_rate):
            for r in range(state.parties):
                if not can_merge(r, state):
                    continue
                luck = state.chance.merger[1 + r, y]
                if p == ALONE or luck < state.chance.merger[1 + p, y]:
                    p, q = r, p
                elif q == ALONE or luck < state.chance.merger[1 + q, y]:
                    q = r
    if ALONE not in (p, q) and can_merge(p, state) and can_merge(q, state):
        merge(min(p, q), max(p, q), facts, par, state)


can_merge = compiled(can_merge)
lapse = compiled(lapse)
merge = compiled(merge)
befall = compiled(befall)
