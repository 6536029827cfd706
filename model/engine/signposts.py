"""Signposts of the arrangement: what members could see at the end of a year (equations G1-G3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import service
from model.engine.compiled import compiled
from model.engine.names import SIGNPOSTS
from model.engine.records import MEMBER_INDEX, OWN_INDEX, PACE, PERCENT, SECURITY, TAILORING

if TYPE_CHECKING:
    import numpy as np

CLOUD = SIGNPOSTS.index("cloud_share")
TRUST = SIGNPOSTS.index("trust")
VULNERABILITY = SIGNPOSTS.index("vulnerability")
DEBT = SIGNPOSTS.index("debt")
GAP = SIGNPOSTS.index("budget_gap_pct")
GROWTH = SIGNPOSTS.index("charge_growth_pct")
DIVERGENCE = SIGNPOSTS.index("divergence")


def need_distance(p: int, q: int, y: int, state: np.record) -> float:
    """G1: distance (0-1) between the need profiles of two parties in year `y`."""
    one, other = state.needs[p, y], state.needs[q, y]
    return service.distance(one[PACE] - other[PACE], one[TAILORING] - other[TAILORING], one[SECURITY] - other[SECURITY])


def divergence(y: int, state: np.record) -> float:
    """G2: mean pairwise distance (0-1) of the members' needs."""
    total, pairs = 0.0, 0
    for p in range(state.parties):
        for q in range(p):
            if state.member[p].inside == 1 and state.member[q].inside == 1:
                total += need_distance(p, q, y, state)
                pairs += 1
    return total / pairs if pairs > 0 else 0.0


def mean_cloud(y: int, facts: np.record, state: np.record) -> float:
    """Mean cloud share of money over the members, by volume (for G3)."""
    total, weight = 0.0, 0.0
    for p in range(state.parties):
        if state.member[p].inside == 1:
            total += state.cloud[p, y, 0] * facts.party[p].volume
            weight += facts.party[p].volume
    return total / weight if weight > 0.0 else 0.0


def lowest_trust(state: np.record) -> float:
    """Trust of the member who trusts least (for G3)."""
    lowest = 1.0
    for p in range(state.parties):
        if state.member[p].inside == 1:
            lowest = min(lowest, state.member[p].trust)
    return lowest


def signpost(number: int, y: int, facts: np.record, state: np.record) -> float:
    """G3: value of a signpost at the end of year `y`; shares 0-1, `_pct` in points, debt as share of the budget."""
    pool, case = state.pool[0], facts.case
    if number == CLOUD:
        return mean_cloud(y, facts, state)
    if number == TRUST:
        return lowest_trust(state)
    if number == VULNERABILITY:
        return pool.missing
    if number == DEBT:
        return pool.debt / (case.hosting + case.technical + case.functional + case.software)
    if number == GAP:
        return PERCENT * (1.0 - state.price[y, MEMBER_INDEX] / state.price[y, OWN_INDEX])
    if number == GROWTH:
        return PERCENT * (pool.charge / pool.charge_before - 1.0) if pool.charge_before > 0.0 else 0.0
    return divergence(y, state)


need_distance = compiled(need_distance)
divergence = compiled(divergence)
mean_cloud = compiled(mean_cloud)
lowest_trust = compiled(lowest_trust)
signpost = compiled(signpost)
