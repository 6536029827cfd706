"""Parts of the hand-fused kernel that stand by themselves: size, calendar, levers, people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from benchmarks.fused_inputs import AT, Town
from model.engine.compiled import compiled

if TYPE_CHECKING:
    import numpy as np

Slopes = tuple[float, float, float, float, float]


def at_scale(
    town: Town, limit: float, in_cloud: float, slopes: Slopes, log_start: np.ndarray, scale: np.ndarray
) -> float:
    """Fill what size does to hosting, technical, functional and office cost of each pool (S2); give that of a task."""
    people, retained, start = town.people, town.retained, 1.0 - in_cloud
    log_all = math.log(max(1.0, min(town.inhabitants, limit)))
    log_all_start = math.log(max(1.0, min(town.inhabitants * start, limit)))
    task = 0.0
    for k in range(3):
        log_start[k] = math.log(max(1.0, min(people[k] * start, limit)))
        hosted, served = log_start[k] - log_all_start, math.log(max(1.0, min(people[k], limit))) - log_all
        scale[k, 0], scale[k, 1] = math.exp(slopes[0] * hosted), math.exp(slopes[1] * hosted)
        scale[k, 2], scale[k, 3] = math.exp(slopes[2] * served), math.exp(slopes[3] * served)
        if k > 0:
            task += retained[k - 1] * math.exp(-slopes[2] * served)
    return task


def starts(planned: int, months: float, late: float) -> tuple[int, float]:
    """Year in which an action holds, and the months that it is late beyond whole years (T5, A1)."""
    behind = months * late + max(0.0, months - 12.0 * planned)
    return planned + int(behind / 12.0), behind % 12.0


def pull(
    y: int, v: np.ndarray, since: np.ndarray, moves: np.ndarray, count: int, start: np.ndarray, level: np.ndarray
) -> float:
    """Fill the levels of governance that the levers of an option reach (A7); give their cost, a share of the budget."""
    share = 0.0
    for i in range(4):
        level[i] = start[i]
    for n in range(count):
        years = y - since[n]
        if years >= 0:
            share += v[AT.governance_lever_yearly] + (v[AT.governance_lever_one_off] if years == 0 else 0.0)
            gain = v[AT.governance_lever_effect] * min(1.0, years / v[AT.governance_lever_delay])
            for i in range(4):
                level[i] += moves[n, i] * gain * (1.0 - level[i])
    return share


def alone(
    v: np.ndarray, absent: float, kept: float, heads: np.ndarray, group: np.ndarray, powers: np.ndarray,
    staffed: np.ndarray,
) -> tuple[float, float]:  # fmt: skip
    """Chance that no specialism misses everybody, and the sum of the chances of each (W5, F8)."""
    common, working, present, without = v[AT.operations_common_cause], v[AT.operations_working_days], 1.0, 0.0
    for s in range(len(group)):
        there = heads[s] * kept if group[s] == 0 else heads[s]
        counted = max(1.0, there) if there > 0.0 else there
        low = int(counted)
        nobody = common * absent + (1.0 - common) * powers[low]
        if low == 0:
            nobody = v[AT.operations_vendor_absence]
        if counted > low:
            nobody += (counted - low) * (common * absent + (1.0 - common) * powers[low + 1] - nobody)
        present *= 1.0 - nobody
        without += nobody
        staffed[s, 0], staffed[s, 1], staffed[s, 2] = there, nobody, working * nobody
    return present, without


at_scale = compiled(at_scale)
starts = compiled(starts)
pull = compiled(pull)
alone = compiled(alone)
