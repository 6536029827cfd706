"""Members that merged are one municipality: one voice, one vote with its feet, one pool, two accounts (N1-N3).

Its two parts keep their place among the parties, so that a reader finds back what each pays. The one with the lower
code speaks for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine.compiled import compiled

if TYPE_CHECKING:
    import numpy as np

ALONE = -1
"""Value of `Member.partner` for a party that did not merge."""


def lead(p: int, state: np.record) -> int:
    """N1: who speaks for the municipality of party `p`: itself, or the lower code of two that merged."""
    partner = state.member[p].partner
    return p if partner == ALONE else min(p, partner)


def same(p: int, q: int, state: np.record) -> bool:
    """Whether two parties are (part of) the same municipality."""
    return q in (p, state.member[p].partner)


def count(state: np.record) -> int:
    """Municipalities that are inside: the `n` of the equations."""
    number = 0
    for p in range(state.parties):
        if state.member[p].inside == 1 and lead(p, state) == p:
            number += 1
    return number


def part(p: int, facts: np.record, state: np.record) -> float:
    """N2: part of party `p` in its municipality, by volume: 1 for one that did not merge."""
    partner, volume = state.member[p].partner, facts.party[p].volume
    return 1.0 if partner == ALONE else volume / (volume + facts.party[partner].volume)


def pool_of(p: int, state: np.record) -> int:
    """Pool that serves party `p`: 0 inside, otherwise that of its municipality."""
    return 0 if state.member[p].inside == 1 else 1 + lead(p, state)


def own_cost(p: int, i: int, facts: np.record, state: np.record) -> float:
    """Cost of item `i` that party `p` bears outside the charge (EUR nominal): its part (N2) of what both have."""
    partner = state.member[p].partner
    if partner == ALONE:
        return state.cost[1 + p, i]
    return part(p, facts, state) * (state.cost[1 + p, i] + state.cost[1 + partner, i])


def unite(p: int, q: int, specialisms: int, state: np.record) -> None:
    """N3: the pool of `q` becomes part of that of `p`: people, posts, debt and volume add up."""
    own, other = state.pool[1 + p], state.pool[1 + q]
    weight = other.volume / (own.volume + other.volume)
    own.work_cloud += weight * (other.work_cloud - own.work_cloud)
    own.knowledge += weight * (other.knowledge - own.knowledge)
    own.volume += other.volume
    own.inhabitants += other.inhabitants
    own.technical_start += other.technical_start
    own.technical_fte += other.technical_fte
    own.debt += other.debt
    for s in range(specialisms):
        state.heads[1 + p, s] += state.heads[1 + q, s]
        state.heads[1 + q, s] = 0.0
    other.alive = 0


def unite_all(specialisms: int, state: np.record) -> None:
    """Two that merged and just left run one pool, not two."""
    for p in range(state.parties):
        partner = state.member[p].partner
        if partner > p and state.pool[1 + p].alive == 1 and state.pool[1 + partner].alive == 1:
            unite(p, partner, specialisms, state)


lead = compiled(lead)
same = compiled(same)
count = compiled(count)
part = compiled(part)
pool_of = compiled(pool_of)
own_cost = compiled(own_cost)
unite = compiled(unite)
unite_all = compiled(unite_all)
