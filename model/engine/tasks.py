"""Tasks with a volume of their own, which the members do themselves until they move in (equations O14-O16)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine import scale, transition
from model.engine.compiled import compiled
from model.engine.records import NEVER

if TYPE_CHECKING:
    import numpy as np

E_FUNCTIONAL = 2
"""Position in `State.elasticity`: a task scales as functional work."""


def cost_alone(n: int, p: int, y: int, facts: np.record) -> float:
    """O14: yearly cost of task `n` for party `p` on its own, EUR at wages of the budget year; its volume grows."""
    return facts.task[n].annual[p] * math.pow(1.0 + facts.task[n].growth, y)


def kept(p: int, y: int, facts: np.record, state: np.record) -> float:
    """O15: tasks that party `p` does itself in year `y`, EUR at wages of the budget year."""
    total = 0.0
    for n in range(facts.case.tasks):
        if state.task_year[n] > y or state.member[p].inside == 0:
            total += cost_alone(n, p, y, facts)
    return total


def joint_cost(y: int, facts: np.record, par: np.record, state: np.record) -> float:
    """O16: tasks that moved in, at the joint scale, less what comes of the promise (T4), EUR at wages of year 0."""
    pool, total = state.pool[0], 0.0
    pool.task_fte = 0.0
    for n in range(facts.case.tasks):
        since = y - state.task_year[n]
        if since < 0:
            continue
        task, terms = facts.task[n], par.transition
        saved = transition.realised_saving(task.saving, terms.saving_fraction, since, terms.saving_years)
        for p in range(state.parties):
            if state.member[p].inside == 1:
                size = scale.average_cost_factor(
                    pool.volume + pool.extra, facts.party[p].volume, state.elasticity[E_FUNCTIONAL], par.scale.limit
                )
                total += cost_alone(n, p, y, facts) * size * (1.0 - saved)
                pool.task_fte += task.fte[p] * math.pow(1.0 + task.growth, y)
    return total


def blank(facts: np.record, state: np.record) -> None:
    """No task has moved in yet."""
    for n in range(facts.case.tasks):
        state.task_year[n] = NEVER


cost_alone = compiled(cost_alone)
kept = compiled(kept)
joint_cost = compiled(joint_cost)
blank = compiled(blank)
