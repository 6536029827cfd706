"""Drivers of one draw for the hand-fused kernel: prices, cloud share, needs and legislation (D1-D4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.fused_inputs import AT, Town
from model.engine.compiled import compiled
from model.engine.legislation import ADOPTED, PROPOSAL
from model.engine.records import SURPRISES
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
    own: np.ndarray


def elasticities(v: np.ndarray, town: Town, saas_money: float) -> tuple[float, float, float, float, float]:
    """Elasticity of hosting, technical and functional staff, office and SaaS (O1, S1)."""
    office, running = town.back_office + town.overhead, town.hosting + town.technical + town.functional
    mean = (
        town.hosting * v[AT.scale_hosting] + town.technical * v[AT.scale_technical]
        + town.functional * v[AT.scale_functional] + office * v[AT.scale_back_office] + saas_money * v[AT.scale_saas]
    ) / (running + office + saas_money)  # fmt: skip
    if mean <= 0.0:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    slope, floor = v[AT.scale_elasticity] / mean, v[AT.scale_floor]
    return (
        max(floor, slope * v[AT.scale_hosting]), max(floor, slope * v[AT.scale_technical]),
        max(floor, slope * v[AT.scale_functional]), max(floor, slope * v[AT.scale_back_office]),
        max(floor, slope * v[AT.scale_saas]),
    )  # fmt: skip


def overrun(v: np.ndarray, normal: float, tail: float) -> float:
    """Overrun of the transition (T1)."""
    start = v[AT.transition_tail_start]
    if tail >= v[AT.transition_tail_chance]:
        spread = math.log(v[AT.transition_overrun_p95] / v[AT.transition_overrun_median]) / Z95
        return min(start, v[AT.transition_overrun_median] * math.exp(spread * normal))
    beyond = math.pow(start / v[AT.transition_tail_cap], v[AT.transition_tail_index])
    deep = 1.0 - tail / v[AT.transition_tail_chance] * (1.0 - beyond)
    return start * math.pow(deep, -1.0 / v[AT.transition_tail_index])


def drive(d: int, town: Town, v: np.ndarray, noise: Noise, path: Paths) -> None:  # noqa: C901, PLR0912, PLR0915  flat on purpose
    """Fill the drivers of draw `d` (D1-D4)."""
    path_goods, path_wages, path_licences, path_saas = path.goods, path.wages, path.licences, path.saas
    path_member, path_own, path_real, path_volume = path.member, path.own, path.real, path.volume
    path_law, path_per_head, path_money = path.law, path.per_head, path.money
    path_work, path_apart, path_need = path.work, path.apart, path.need
    town_people, town_cloud_share, town_ambition, town_needs = town.people, town.cloud_share, town.ambition, town.needs
    town_act, town_act_of = town.act, town.act_of
    noise_cpi, noise_vendor, noise_needs, noise_slip = noise.cpi, noise.vendor, noise.needs, noise.slip
    noise_place, noise_growth, noise_unknown = noise.place, noise.growth, noise.unknown
    noise_unknown_size, noise_unknown_place = noise.unknown_size, noise.unknown_place
    last = town.horizon
    cpi = v[AT.prices_inflation_mean]
    faster = (v[AT.operations_innovation] - 1.0) * v[AT.operations_innovation_growth]
    grow, real, step = 1.0 + v[AT.operations_volume_growth] + faster, 1.0, v[AT.prices_vendor_step]
    discount, volume, walk = 1.0 + v[AT.finance_discount], 1.0, 0.0
    noise_volume, spread = noise.volume, v[AT.operations_volume_spread]
    for y in range(1, last + 1):
        cpi = v[AT.prices_inflation_mean] + v[AT.prices_inflation_persistence] * (cpi - v[AT.prices_inflation_mean])
        cpi += noise_cpi[d, y]
        jump = 1.0 + step if noise_vendor[d, y] < v[AT.prices_vendor_step_rate] else 1.0
        covered = min(1.0, max(0.0, v[AT.prices_wage_agreement_end] - town.budget_year - y))
        wage = covered * v[AT.prices_wage_agreement] + (1.0 - covered) * (cpi + v[AT.prices_wage_excess])
        path_goods[y] = path_goods[y - 1] * (1.0 + cpi)
        path_wages[y] = path_wages[y - 1] * (1.0 + wage)
        path_licences[y] = path_licences[y - 1] * (1.0 + v[AT.prices_own_software]) * jump
        path_saas[y] = path_saas[y - 1] * (1.0 + v[AT.prices_saas]) * jump
        path_member[y] = path_member[y - 1] * (1.0 + cpi + v[AT.prices_deflator_excess])
        real *= discount
        volume *= grow
        walk += noise_volume[d, y]
        path_real[y] = 1.0 / (path_member[y] * real)
        path_volume[y] = volume * math.exp(spread * walk) - 1.0

    ceiling, pace = v[AT.cloud_ceiling_high], v[AT.cloud_pace_high]
    if v[AT.cloud_curve] < 0.5:
        ceiling, pace = v[AT.cloud_ceiling_low], v[AT.cloud_pace_low]
    elif v[AT.cloud_curve] < 1.5:
        ceiling, pace = v[AT.cloud_ceiling_mid], v[AT.cloud_pace_mid]
    ratio = v[AT.cloud_price_ratio]
    for y in range(last + 1):
        path_work[0, y] = 0.0
    for p in range(2):
        begin = town_cloud_share[p]
        top = min(1.0, max(ceiling, begin + v[AT.cloud_headroom]))
        odds = top / begin - 1.0
        decay = math.exp(-pace * v[AT.cloud_pace_factor] * v[AT.cloud_ambition] * town_ambition[p])
        part = town_people[1 + p] / town.inhabitants
        for y in range(last + 1):
            share = top / (1.0 + odds)
            odds *= decay
            path_money[p, y] = share
            path_work[1 + p, y] = share / (share + ratio * (1.0 - share))
            path_work[0, y] += part * path_work[1 + p, y]

    people = town.technical + town.functional + town.back_office
    own = town.software * (1.0 - path_work[0, 0]) / (1.0 - path_work[0, 0] + path_work[0, 0] * ratio)
    other = town.hosting + town.overhead
    for y in range(1, last + 1):
        software = own * path_licences[y] + (town.software - own) * path_saas[y]
        path_own[y] = (people * path_wages[y] + software + other * path_goods[y]) / (people + town.software + other)

    drift = v[AT.service_needs_drift]
    for p in range(2):
        for i in range(3):
            path_need[p, i] = town_needs[p, i]
    for y in range(last + 1):
        total = 0.0
        for i in range(3):
            if y > 0:
                for p in range(2):
                    moved = abs(path_need[p, i] + drift * noise_needs[d, p, y, i])
                    path_need[p, i] = 2.0 - moved if 1.0 < moved <= 2.0 else min(moved, 1.0)
            gap = path_need[0, i] - path_need[1, i]
            total += gap * gap
        path_apart[y] = math.sqrt(total / 3.0)

    steps = path.steps  # added this year only, and from this year on; the same per inhabitant
    for i in range(4):
        for y in range(last + 2):
            steps[i, y] = 0.0
    later = math.log(1.0 - 1.0 / (1.0 + v[AT.law_slip_mean])) if v[AT.law_slip_mean] > 0.0 else 0.0
    spread = math.log(v[AT.law_growth_p95] / v[AT.law_growth_median]) / Z95
    post = v[AT.law_ict_share] * town.cost_per_fte
    for a in range(len(town_act)):
        n, maturity = town_act_of[a, 0], town_act_of[a, 1]
        starts, grown = town_act[a, 0], 1.0
        if town_act_of[a, 2] == 1:
            luck = noise_slip[d, n]
            if luck >= v[AT.law_slip_none] and later < 0.0:
                rest = max((1.0 - luck) / (1.0 - v[AT.law_slip_none]), 1e-12)
                starts += 1.0 + math.floor(math.log(rest) / later)
        if maturity == ADOPTED:
            grown = v[AT.law_growth_adopted]
        elif maturity == PROPOSAL:
            grown = min(v[AT.law_growth_cap], v[AT.law_growth_median] * math.exp(spread * noise_growth[d, n]))
        first = int(starts - town.budget_year)
        if first > last:
            continue
        place = noise_place[d, n]
        bound = min(1.0, max(0.0, town.budget_year + first + 1.0 - starts))
        posts, euros = post * (town_act[a, 5] + place * town_act[a, 6]), town_act[a, 3] + place * town_act[a, 4]
        fixed = euros * (town_act[a, 7] if town_act[a, 7] >= 0.0 else v[AT.law_security_fixed])
        yearly, each = grown * (posts + fixed * v[AT.law_average_inhabitants]), grown * (euros - fixed)
        once = town_act[a, 1] + place * town_act[a, 2] + v[AT.law_one_off_years] * posts
        steps[0, first] += bound * yearly + grown * once
        steps[1, first + 1] += yearly
        steps[2, first] += bound * each
        steps[3, first + 1] += each
    none = math.exp(-v[AT.law_unknown_rate])
    for y in range(1, last + 1):
        count, term, reached = 0, none, none
        while noise_unknown[d, y] > reached and count < 20:
            count += 1
            term *= v[AT.law_unknown_rate] / count
            reached += term
        if count > 0:
            extra = 0.0
            for n in range(count):
                size = noise_unknown_size[d, y, n % SURPRISES]
                low, high = v[AT.law_medium_high], v[AT.law_large_high]
                if size < v[AT.law_small_chance]:
                    low, high = v[AT.law_small_low], v[AT.law_small_high]
                elif size < v[AT.law_small_chance] + v[AT.law_medium_chance]:
                    low, high = v[AT.law_small_high], v[AT.law_medium_high]
                extra += post * (low + noise_unknown_place[d, y, n % SURPRISES] * (high - low))
            steps[0, y] += extra * (1.0 + v[AT.law_one_off_years])
            steps[1, y + 1] += extra
    fixed_level, head_level = 0.0, 0.0
    for y in range(1, last + 1):
        fixed_level += steps[1, y]
        head_level += steps[3, y]
        path_law[y] = path_wages[y] * (fixed_level + steps[0, y])
        path_per_head[y] = path_wages[y] * (head_level + steps[2, y])


elasticities = compiled(elasticities)
overrun = compiled(overrun)
drive = compiled(drive)
