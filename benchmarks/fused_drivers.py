"""Drivers of one draw for the hand-fused kernel: prices, cloud share, needs and legislation (D1-D4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.fused_inputs import AT, Town
from model.engine.compiled import compiled
from model.engine.transition import Z95

if TYPE_CHECKING:
    import numpy as np

    from model.engine.records import Noise


class Paths(NamedTuple):
    """Drivers of one draw, by year: price indexes, EUR of law, cloud shares, distance of needs, present value."""

    goods: np.ndarray
    wages: np.ndarray
    licences: np.ndarray
    saas: np.ndarray
    member: np.ndarray
    real: np.ndarray
    volume: np.ndarray
    law: np.ndarray
    per_head: np.ndarray
    money: np.ndarray
    work: np.ndarray
    apart: np.ndarray
    steps: np.ndarray
    need: np.ndarray


def drive(d: int, town: Town, v: np.ndarray, noise: Noise, path: Paths) -> None:  # noqa: C901, PLR0912, PLR0915  flat on purpose
    """Fill the drivers of draw `d` (D1-D4)."""
    last = town.horizon
    cpi = v[AT.prices_inflation_mean]
    grow, real, step = 1.0 + v[AT.operations_volume_growth] * v[AT.operations_innovation], 1.0, v[AT.prices_vendor_step]
    discount, volume = 1.0 + v[AT.finance_discount], 1.0
    for y in range(1, last + 1):
        cpi = v[AT.prices_inflation_mean] + v[AT.prices_inflation_persistence] * (cpi - v[AT.prices_inflation_mean])
        cpi += noise.cpi[d, y]
        jump = 1.0 + step if noise.vendor[d, y] < v[AT.prices_vendor_step_rate] else 1.0
        covered = min(1.0, max(0.0, v[AT.prices_wage_agreement_end] - town.budget_year - y))
        wage = covered * v[AT.prices_wage_agreement] + (1.0 - covered) * (cpi + v[AT.prices_wage_excess])
        path.goods[y] = path.goods[y - 1] * (1.0 + cpi)
        path.wages[y] = path.wages[y - 1] * (1.0 + wage)
        path.licences[y] = path.licences[y - 1] * (1.0 + v[AT.prices_own_software]) * jump
        path.saas[y] = path.saas[y - 1] * (1.0 + v[AT.prices_saas]) * jump
        path.member[y] = path.member[y - 1] * (1.0 + cpi + v[AT.prices_deflator_excess])
        real *= discount
        volume *= grow
        path.real[y], path.volume[y] = 1.0 / (path.member[y] * real), volume - 1.0

    ceiling, pace = v[AT.cloud_ceiling_high], v[AT.cloud_pace_high]
    if v[AT.cloud_curve] < 0.5:
        ceiling, pace = v[AT.cloud_ceiling_low], v[AT.cloud_pace_low]
    elif v[AT.cloud_curve] < 1.5:
        ceiling, pace = v[AT.cloud_ceiling_mid], v[AT.cloud_pace_mid]
    ratio = v[AT.cloud_price_ratio]
    path.work[0, :] = 0.0
    for p in range(2):
        begin = town.cloud_share[p]
        top = min(1.0, max(ceiling, begin + 0.01))
        odds = top / begin - 1.0
        decay = math.exp(-pace * v[AT.cloud_pace_factor] * v[AT.cloud_ambition] * town.ambition[p])
        part = town.people[1 + p] / town.inhabitants
        for y in range(last + 1):
            share = top / (1.0 + odds)
            odds *= decay
            path.money[p, y] = share
            path.work[1 + p, y] = share / (share + ratio * (1.0 - share))
            path.work[0, y] += part * path.work[1 + p, y]

    drift = v[AT.service_needs_drift]
    path.need[:, :] = town.needs
    for y in range(last + 1):
        total = 0.0
        for i in range(3):
            if y > 0:
                for p in range(2):
                    moved = abs(path.need[p, i] + drift * noise.needs[d, p, y, i])
                    path.need[p, i] = 2.0 - moved if 1.0 < moved <= 2.0 else min(moved, 1.0)
            gap = path.need[0, i] - path.need[1, i]
            total += gap * gap
        path.apart[y] = math.sqrt(total / 3.0)

    steps = path.steps  # added this year only, and from this year on; the same per inhabitant
    steps[:, :] = 0.0
    later = math.log(1.0 - 1.0 / (1.0 + v[AT.law_slip_mean])) if v[AT.law_slip_mean] > 0.0 else 0.0
    spread = math.log(v[AT.law_growth_p95] / v[AT.law_growth_median]) / Z95
    post = v[AT.law_ict_share] * town.cost_per_fte
    for a in range(len(town.act)):
        act, n, maturity = town.act[a], town.act_of[a, 0], town.act_of[a, 1]
        starts, grown = act[0], 1.0
        if maturity != 2:
            luck = noise.slip[d, n]
            if luck >= v[AT.law_slip_none] and later < 0.0:
                rest = max((1.0 - luck) / (1.0 - v[AT.law_slip_none]), 1e-12)
                starts += 1.0 + math.floor(math.log(rest) / later)
            grown = v[AT.law_growth_adopted]
            if maturity == 0:
                grown = min(v[AT.law_growth_cap], v[AT.law_growth_median] * math.exp(spread * noise.growth[d, n]))
        first = int(starts - town.budget_year)
        if first > last:
            continue
        place = noise.place[d, n]
        bound = min(1.0, max(0.0, town.budget_year + first + 1.0 - starts))
        posts, euros = post * (act[5] + place * act[6]), act[3] + place * act[4]
        fixed = v[AT.law_security_fixed] * euros if town.act_of[a, 2] == 1 else 0.0
        yearly, each = grown * (posts + fixed * v[AT.law_average_inhabitants]), grown * (euros - fixed)
        steps[0, first] += bound * yearly + grown * (act[1] + place * act[2] + v[AT.law_one_off_years] * posts)
        steps[1, first + 1] += yearly
        steps[2, first] += bound * each
        steps[3, first + 1] += each
    none = math.exp(-v[AT.law_unknown_rate])
    for y in range(1, last + 1):
        count, term, reached = 0, none, none
        while noise.unknown[d, y] > reached and count < 20:
            count += 1
            term *= v[AT.law_unknown_rate] / count
            reached += term
        if count > 0:
            size = noise.unknown_size[d, y]
            low, high = v[AT.law_medium_high], v[AT.law_large_high]
            if size < 1.0 / 3.0:
                low, high = v[AT.law_small_low], v[AT.law_small_high]
            elif size < 2.0 / 3.0:
                low, high = v[AT.law_small_high], v[AT.law_medium_high]
            extra = count * post * (low + noise.unknown_place[d, y] * (high - low))
            steps[0, y] += extra * (1.0 + v[AT.law_one_off_years])
            steps[1, y + 1] += extra
    fixed_level, head_level = 0.0, 0.0
    for y in range(1, last + 1):
        fixed_level += steps[1, y]
        head_level += steps[3, y]
        path.law[y] = path.wages[y] * (fixed_level + steps[0, y])
        path.per_head[y] = path.wages[y] * (head_level + steps[2, y])


drive = compiled(drive)
