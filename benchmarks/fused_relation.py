"""Voice and the wish to leave for the hand-fused kernel: two members, so that who leaves ends the arrangement (M4-M10).

The value of staying is needed for a few of every hundred draws only, so it reads like the engine rather than being
written for speed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numba

from benchmarks.fused_drivers import overrun
from benchmarks.fused_inputs import AT, Town
from model.engine import legislation, relation, scale, staff
from model.engine.compiled import compiled
from model.engine.events import DUAL_RUNNING
from model.engine.ledger import VAT
from model.engine.operations import DIRECTING, HOSTING, INCIDENT, SOFTWARE_OWN
from model.engine.records import HOST, MARKET, OTHER
from model.engine.stranding import STRANDED, TRANSITION

if TYPE_CHECKING:
    import numpy as np

    from benchmarks.fused_drivers import Paths

NOTHING, KEY, SERVICE = range(3)
"""What a member reopens."""


def moved_trust(
    trust: float, burden: float, before: float, prices: float, fit: float, contact: float, unfair: float, v: np.ndarray
) -> float:  # fmt: skip
    """M3 and R1: trust a year on; `prices` is growth of the members' index, `fit` what it gained since the start."""
    most, surprise = v[AT.relation_largest_surprise], 0.0
    if before > 0.0:
        surprise = min(most, max(-most, burden / before / prices - 1.0))
    change = (
        v[AT.relation_weight_fit] * fit - v[AT.relation_weight_promise] * surprise
        + v[AT.relation_weight_contact] * contact - v[AT.relation_weight_unfairness] * unfair
    )  # fmt: skip
    return relation.trust(trust, change, v[AT.relation_trust_gain], v[AT.relation_asymmetry])


def reopens(luck: float, unfair: float, misfit: float, seat: float, v: np.ndarray) -> int:
    """M4: what the member reopens this year."""
    on_key = v[AT.relation_weight_unfairness] * unfair >= v[AT.relation_weight_fit] * misfit
    hurt = unfair if on_key else misfit
    rate = v[AT.relation_voice_rate] * math.exp(min(50.0, v[AT.relation_voice_slope] * hurt))
    rate *= 1.0 if seat > 0.0 else v[AT.relation_voice_without_seat]
    if hurt <= 0.0 or luck >= 1.0 - math.exp(-rate):
        return NOTHING
    return KEY if on_key else SERVICE


def may_leave(luck: float, wish: float, v: np.ndarray) -> bool:
    """Thinning of M5: whether the value of staying could make a difference."""
    most = wish + v[AT.relation_exit_value] * v[AT.relation_value_limit]
    return luck < 1.0 - math.exp(-v[AT.relation_exit_rate] / 2.0 * math.exp(min(50.0, most)))


def gives_notice(
    luck: float, wish: float, host: float, p: int, y: int, task: float, town: Town, v: np.ndarray,
    path: Paths, slope: tuple[float, ...], start: float, unit_price: float, cost: np.ndarray, share: np.ndarray,
    regular: np.ndarray, posts: float, fte: float, owed: float, reserve: float,
) -> bool:  # fmt: skip
    """M5 for the few whose luck is bad enough; never inlined, so that the others do not pay for its arrays."""
    worth = value_of_staying(
        p, y, host < v[AT.sourcing_host_refuses], task, town, v, path, slope, start, unit_price, cost, share, regular,
        posts, fte, owed, reserve,
    )  # fmt: skip
    rate = v[AT.relation_exit_rate] / 2.0 * math.exp(min(50.0, wish - v[AT.relation_exit_value] * worth))
    return luck < 1.0 - math.exp(-rate)


def cost_of_staying(
    p: int, y: int, task: float, town: Town, path: Paths, cost: np.ndarray, share: np.ndarray
) -> float:  # fmt: skip
    """M7 of party `p`: its share, its directing, and the staff that it kept (EUR nominal)."""
    lasting = 0.0
    for i in range(HOSTING, VAT + 1):
        if i not in (INCIDENT, TRANSITION, DUAL_RUNNING, STRANDED, DIRECTING):
            lasting += cost[0, i]
    directing = cost[0, DIRECTING] * town.people[1 + p] / town.inhabitants
    return share[p] * lasting + directing + town.retained[p] * (1.0 - task) * path.wages[y]


def cost_elsewhere(
    p: int, way: int, y: int, town: Town, v: np.ndarray, path: Paths, slope: tuple[float, ...], start: float,
    unit_price: float, owed: float,
) -> float:  # fmt: skip
    """M8 of party `p` with its work at `way`; `slope` are the elasticities, `owed` the debt above the ordinary."""
    volume, inhabitants, limit = town.people[1 + p], town.inhabitants, v[AT.scale_limit]
    part, work, goods, wages = volume / inhabitants, path.work[1 + p, y], path.goods[y], path.wages[y]
    hosted, size, fee, tenant = 1.0 - work, volume, 1.0, 1.0 / (1.0 - v[AT.cloud_joint_discount])
    if way == HOST:
        size, fee, tenant = volume + v[AT.sourcing_host_inhabitants], v[AT.sourcing_host_fee], 1.0
    elif way == OTHER:
        size, fee, tenant = volume + max(0.0, limit - volume), v[AT.sourcing_other_fee], 1.0
    grown = scale.average_cost_factor(size * start, inhabitants * start, slope[1], limit)
    base = town.technical_fte * part * grown
    posts = base * scale.cloud_cost_ratio(size, hosted, start, slope[1], limit)
    directing = v[AT.staff_conversion] * max(0.0, base - posts)
    if way == MARKET:
        posts, moved = 0.0, part * v[AT.sourcing_market_ratio] * hosted / start
        total = moved * (goods * town.hosting + wages * town.technical)
    else:
        grown = scale.average_cost_factor(size * start, inhabitants * start, slope[0], limit)
        follow = scale.cloud_cost_ratio(size, hosted, start, slope[0], limit)
        total = goods * town.hosting * part * grown * scale.sticky(follow, v[AT.cloud_stickiness]) * fee
        total += wages * town.technical * posts / town.technical_fte * fee
    grown = scale.average_cost_factor(size, inhabitants, slope[2], limit)
    total += wages * (town.functional * part * grown * fee + directing * town.cost_per_fte)
    grown = scale.average_cost_factor(size, inhabitants, slope[3], limit)
    total += (wages * town.back_office + goods * town.overhead) * part * grown
    grown = scale.average_cost_factor(size * work, inhabitants * (1.0 - start), slope[4], limit)
    software = path.licences[y] * hosted + path.saas[y] * work * v[AT.cloud_price_ratio] * grown
    total += unit_price * volume * tenant * software
    once = legislation.done_once(2.0 if way in (HOST, OTHER) else 1.0, v[AT.law_shared])
    bought = town.hosting + town.technical + town.functional + town.software
    asked = path.law[y] * once + path.per_head[y] * town.residents[p] + wages * bought * part * path.volume[y]
    total += asked
    fte = posts + (1.0 - v[AT.staff_member_share]) * directing + town.other_fte * part
    fte += max(0.0, asked) / (wages * town.cost_per_fte)
    tight, ordinary = v[AT.staff_tightness], ((0.0 if way == MARKET else town.technical_fte) + town.other_fte) * part
    now = staff.vacancy(v[AT.staff_outflow], v[AT.staff_time_to_fill] * tight) * fte
    then = staff.vacancy(v[AT.staff_outflow], v[AT.staff_time_to_fill]) * ordinary
    hire = v[AT.staff_hire_premium] * town.cost_per_fte * wages * v[AT.staff_hire_found]
    total += hire * (tight * now - then)
    put_off = v[AT.operations_budget_cut] * (town.hosting + town.technical + town.functional)
    total += goods * part * (v[AT.operations_debt_catch_up] * owed - put_off)
    return total + town.retained[p] * wages


def price_of_leaving(
    p: int, way: int, y: int, town: Town, v: np.ndarray, path: Paths, start: float, cost: np.ndarray,
    share: np.ndarray, regular: np.ndarray, posts: float, fte: float, reserve: float,
) -> float:  # fmt: skip
    """M9 of one of two: the move and its part of the liquidation balance (EUR of year `y`)."""
    rate, part, own = 1.0 + v[AT.finance_discount], town.people[1 + p] / town.inhabitants, town.dissolution_share[p]
    factor, people = overrun(v, 0.0, 1.0), v[AT.transition_staff_share]
    late = min(v[AT.transition_delay_cap], v[AT.transition_delay_factor] * max(0.0, factor - 1.0))
    double = (v[AT.transition_dual_months] + v[AT.transition_split_months] * late) / 12.0
    one_off = (1.0 - people) * factor + people * (1.0 + v[AT.transition_staff_overrun])
    total = regular[p] * v[AT.transition_split] * one_off
    total += double * share[p] * (cost[0, HOSTING] + cost[0, SOFTWARE_OWN])
    books = town.book_value * path.goods[y] * (1.0 - path.work[0, y]) / start * (1.0 - v[AT.stranded_proceeds])
    unused = 1.0 - v[AT.stranded_taken_over]
    total += own * (unused * (books + town.contracts[y]) - reserve)
    idle = part * posts if way == MARKET else part * fte * unused if way == OTHER else 0.0
    kept, unit = int(v[AT.staff_placement_years]), town.cost_per_fte * path.wages[y]
    for tau in range(int(v[AT.relation_value_years])):
        fading = max(0.0, 1.0 - tau / v[AT.stranded_overhead_years])
        left = staff.surplus(idle, tau, v[AT.staff_outflow], v[AT.staff_replacement])
        due = left * unit if tau < kept else 0.0
        if tau == kept:
            due = staff.unemployment_cost(
                left, v[AT.staff_unemployment_years], v[AT.staff_unemployment_rate], unit
            )  # fmt: skip
        total += (due + v[AT.stranded_overhead] * regular[p] * fading) * rate**-tau
    return total


def value_of_staying(
    p: int, y: int, refused: bool, task: float, town: Town, v: np.ndarray, path: Paths, slope: tuple[float, ...],
    start: float, unit_price: float, cost: np.ndarray, share: np.ndarray, regular: np.ndarray, posts: float, fte: float,
    owed: float, reserve: float,
) -> float:  # fmt: skip
    """M10 of party `p` at the end of year `y`."""
    years = relation.annuity(v[AT.finance_discount], v[AT.relation_value_years])
    best = math.inf
    for way in range(4):
        if refused and way == HOST:
            continue
        there = years * cost_elsewhere(p, way, y, town, v, path, slope, start, unit_price, owed)
        there += price_of_leaving(p, way, y, town, v, path, start, cost, share, regular, posts, fte, reserve)
        best = min(best, there)
    staying = years * cost_of_staying(p, y, task, town, path, cost, share)
    return relation.value(best, staying, v[AT.relation_value_limit])


moved_trust = compiled(moved_trust)
reopens = compiled(reopens)
cost_of_staying = compiled(cost_of_staying)
cost_elsewhere = compiled(cost_elsewhere)
price_of_leaving = compiled(price_of_leaving)
value_of_staying = compiled(value_of_staying)
may_leave = compiled(may_leave)
gives_notice = numba.njit(gives_notice)
