"""What a pool (the arrangement, or a party on its own) costs to run in one year (equations O1-O11).

A pool is sized in inhabitants served and starts from the budget of the arrangement per inhabitant. Scale works
through volume only; cooperation as such has no effect on cost.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine import cloud, legislation, scale, staff, tasks
from model.engine.compiled import compiled
from model.engine.names import ITEMS
from model.engine.records import (
    GOODS,
    HOST,
    HOSTED_START,
    LICENCES,
    MARKET,
    MERGED,
    OTHER,
    SAAS_PRICE,
    SOFTWARE_UNIT,
    WAGES,
)

if TYPE_CHECKING:
    import numpy as np

HOSTING = ITEMS.index("hosting")
TECHNICAL = ITEMS.index("technical")
FUNCTIONAL = ITEMS.index("functional")
BACK_OFFICE = ITEMS.index("back_office")
SOFTWARE_OWN = ITEMS.index("software_own")
SOFTWARE_SAAS = ITEMS.index("software_saas")
OVERHEAD = ITEMS.index("overhead")
INCOME = ITEMS.index("income")
DIRECTING = ITEMS.index("directing")
LEGISLATION = ITEMS.index("legislation")
PROJECTS = ITEMS.index("projects")
INCIDENT = ITEMS.index("incident")

E_HOSTING, E_TECHNICAL, E_FUNCTIONAL, E_BACK_OFFICE, E_SAAS = range(5)
"""Positions in `State.elasticity`."""


def set_elasticities(facts: np.record, par: np.record, state: np.record) -> None:
    """O1: elasticity per item from the mean one and the shares of the budget (S1)."""
    case, terms = facts.case, par.scale
    saas = case.software * (1.0 - own_software_share(facts, par))
    office = case.back_office + case.overhead
    total = case.hosting + case.technical + case.functional + office + saas
    weighted = 0.0
    if total > 0.0:
        weighted = (
            case.hosting * terms.hosting
            + case.technical * terms.technical
            + case.functional * terms.functional
            + office * terms.back_office
            + saas * terms.saas
        ) / total
    e = state.elasticity
    e[E_HOSTING] = scale.item_elasticity(terms.elasticity, terms.hosting, weighted, terms.floor)
    e[E_TECHNICAL] = scale.item_elasticity(terms.elasticity, terms.technical, weighted, terms.floor)
    e[E_FUNCTIONAL] = scale.item_elasticity(terms.elasticity, terms.functional, weighted, terms.floor)
    e[E_BACK_OFFICE] = scale.item_elasticity(terms.elasticity, terms.back_office, weighted, terms.floor)
    e[E_SAAS] = scale.item_elasticity(terms.elasticity, terms.saas, weighted, terms.floor)


def own_software_share(facts: np.record, par: np.record) -> float:
    """Share of the software budget of the budget year that goes to own licences (C4 of `w0`; for O1, D1b)."""
    work = mean_work(facts, par)
    own = 1.0 - work
    return own / (own + work * par.cloud.price_ratio)


def mean_work(facts: np.record, par: np.record) -> float:
    """Share of the founders' work in the cloud in the budget year, by volume: `w0` of O2."""
    total = 0.0
    work = 0.0
    for p in range(facts.case.parties):
        party = facts.party[p]
        if party.founding == 1:
            total += party.volume
            work += party.volume * cloud.work_share(party.cloud_share, par.cloud.price_ratio)
    return work / total


def start_pools(facts: np.record, par: np.record, state: np.record) -> None:
    """O2: unit price of software (EUR per unit of function and inhabitant) such that the budget year returns."""
    case = facts.case
    work = mean_work(facts, par)
    state.level[HOSTED_START] = 1.0 - work
    units = case.inhabitants * (1.0 - work + work * par.cloud.price_ratio)
    state.level[SOFTWARE_UNIT] = case.software / units


def vendor_fee(sourcing: int, par: np.record) -> float:
    """O3: factor on run cost where a host or another arrangement does the work."""
    if sourcing == HOST:
        return par.sourcing.host_fee
    if sourcing == OTHER:
        return par.sourcing.other_fee
    return 1.0


def technical_target(k: int, facts: np.record, par: np.record, state: np.record) -> float:
    """O4: technical fte the pool needs, and (`saved_fte`) what cloud saves of them."""
    pool, start = state.pool[k], state.level[HOSTED_START]
    e, limit = state.elasticity[E_TECHNICAL], par.scale.limit
    size, hosted = pool.volume + pool.extra, 1.0 - pool.work_cloud
    grown = scale.average_cost_factor(size * start, facts.case.inhabitants * start, e, limit)
    base = facts.case.technical_fte * pool.volume / facts.case.inhabitants * grown
    target = base * scale.cloud_cost_ratio(size, hosted, start, e, limit)
    pool.saved_fte = max(0.0, base - target)
    return target


def run_technical(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """O5: own hosting and technical staff (EUR nominal); a market party has its own price and no scale effect."""
    case, pool, cost = facts.case, state.pool[k], state.cost[k]
    start, limit = state.level[HOSTED_START], par.scale.limit
    share = pool.volume / case.inhabitants
    size, hosted = pool.volume + pool.extra, 1.0 - pool.work_cloud
    target = technical_target(k, facts, par, state)
    if pool.sourcing == MARKET:
        ratio = hosted / start
        pool.technical_fte = 0.0
        cost[HOSTING] = state.price[y, GOODS] * case.hosting * share * par.sourcing.market_ratio * ratio
        cost[TECHNICAL] = state.price[y, WAGES] * case.technical * share * par.sourcing.market_ratio * ratio
        return
    e = state.elasticity[E_HOSTING]
    grown = scale.average_cost_factor(size * start, case.inhabitants * start, e, limit)
    ratio = scale.sticky(scale.cloud_cost_ratio(size, hosted, start, e, limit), par.cloud.stickiness)
    price = vendor_fee(pool.sourcing, par)
    cost[HOSTING] = state.price[y, GOODS] * case.hosting * share * grown * ratio * price
    pool.scale_cost += cost[HOSTING] * (1.0 - 1.0 / grown)
    if y > 0:
        pool.technical_fte = staff.capacity(target, pool.technical_fte, par.staff.outflow * pool.outflow_factor)
    if case.technical_fte <= 0.0:
        cost[TECHNICAL] = state.price[y, WAGES] * case.technical * share * price
    else:
        cost[TECHNICAL] = state.price[y, WAGES] * case.technical * pool.technical_fte / case.technical_fte * price
        grown = scale.average_cost_factor(size * start, case.inhabitants * start, state.elasticity[E_TECHNICAL], limit)
        pool.scale_cost += cost[TECHNICAL] * (1.0 - 1.0 / grown)


def run_functional(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """O6: functional staff, the organisation's part of new directing work, and tasks that moved in."""
    case, pool, cost = facts.case, state.pool[k], state.cost[k]
    e, limit = state.elasticity[E_FUNCTIONAL], par.scale.limit
    size = pool.volume + pool.extra
    grown = scale.average_cost_factor(size, case.inhabitants, e, limit)
    pool.directing_fte = staff.directing(pool.saved_fte, par.staff.conversion)
    base = case.functional * pool.volume / case.inhabitants * grown
    new = (1.0 - par.staff.member_share) * pool.directing_fte * case.cost_per_fte
    moved = 0.0 if k > 0 else task_cost(facts, par, state) + tasks.joint_cost(y, facts, par, state)
    cost[FUNCTIONAL] = state.price[y, WAGES] * ((base + moved) * vendor_fee(pool.sourcing, par) + new)
    cost[DIRECTING] = state.price[y, WAGES] * par.staff.member_share * pool.directing_fte * case.cost_per_fte
    pool.scale_cost += state.price[y, WAGES] * base * (1.0 - 1.0 / grown)


def task_cost(facts: np.record, par: np.record, state: np.record) -> float:
    """O7: yearly cost (prices of the budget year) of retained work that members moved in, at the joint scale."""
    pool = state.pool[0]
    if pool.task_share <= 0.0:
        return 0.0
    total = 0.0
    for p in range(facts.case.parties):
        if state.member[p].inside == 1:
            own = facts.party[p].volume
            joint = scale.average_cost_factor(
                pool.volume + pool.extra, own, state.elasticity[E_FUNCTIONAL], par.scale.limit
            )
            total += facts.party[p].retained * pool.task_share * joint
    return total


def run_office(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """O8: other back office, overhead and other income."""
    case, pool, cost = facts.case, state.pool[k], state.cost[k]
    size = pool.volume + pool.extra
    share = pool.volume / case.inhabitants
    grown = scale.average_cost_factor(size, case.inhabitants, state.elasticity[E_BACK_OFFICE], par.scale.limit)
    cost[BACK_OFFICE] = state.price[y, WAGES] * case.back_office * share * grown
    cost[OVERHEAD] = state.price[y, GOODS] * case.overhead * share * grown
    pool.scale_cost += (cost[BACK_OFFICE] + cost[OVERHEAD]) * (1.0 - 1.0 / grown)
    if k == 0:
        cost[INCOME] = -state.price[y, GOODS] * case.income


def run_software(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """O9: licences on own hosting and SaaS; a municipality alone buys without the joint discount."""
    case, pool, cost = facts.case, state.pool[k], state.cost[k]
    tenant = 1.0 if pool.members > 1.0 or pool.sourcing in (HOST, OTHER) else 1.0 / (1.0 - par.cloud.joint_discount)
    unit = state.level[SOFTWARE_UNIT] * pool.volume * tenant
    work = pool.work_cloud
    served = (pool.volume + pool.extra) * work
    served_start = case.inhabitants * (1.0 - state.level[HOSTED_START])
    grown = scale.average_cost_factor(served, served_start, state.elasticity[E_SAAS], par.scale.limit)
    cost[SOFTWARE_OWN] = state.price[y, LICENCES] * unit * (1.0 - work)
    cost[SOFTWARE_SAAS] = state.price[y, SAAS_PRICE] * unit * work * par.cloud.price_ratio * grown
    pool.scale_cost += cost[SOFTWARE_SAAS] * (1.0 - 1.0 / grown)


def run_legislation(k: int, y: int, par: np.record, state: np.record) -> None:
    """O10: effort of acts, a part of which is done once for all who act together."""
    pool = state.pool[k]
    together = pool.members + (1.0 if pool.sourcing in (HOST, OTHER, MERGED) else 0.0)
    once = legislation.done_once(together, par.law.shared)
    state.cost[k, LEGISLATION] = state.law[y, 0] * once * pool.members + state.law[y, 1] * pool.inhabitants


def run_projects(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """O11: growth of project work beyond laws and cloud."""
    case, pool = facts.case, state.pool[k]
    base = case.hosting + case.technical + case.functional + case.software
    faster = par.operations.innovation - 1.0
    if case.plan_on == 1:
        return
    growth = par.operations.volume_growth + faster * par.operations.innovation_growth
    volume = math.pow(1.0 + growth, y) * state.demand[y] - 1.0
    state.cost[k, PROJECTS] = state.price[y, WAGES] * base * pool.volume / case.inhabitants * volume


def operate(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """Fill `state.cost[k]` with the run cost of pool `k` in year `y`, EUR nominal."""
    state.cost[k, :] = 0.0
    state.pool[k].scale_cost = 0.0
    run_technical(k, y, facts, par, state)
    run_functional(k, y, facts, par, state)
    run_office(k, y, facts, par, state)
    run_software(k, y, facts, par, state)
    run_legislation(k, y, par, state)
    run_projects(k, y, facts, par, state)


set_elasticities = compiled(set_elasticities)
own_software_share = compiled(own_software_share)
mean_work = compiled(mean_work)
start_pools = compiled(start_pools)
vendor_fee = compiled(vendor_fee)
technical_target = compiled(technical_target)
run_technical = compiled(run_technical)
run_functional = compiled(run_functional)
task_cost = compiled(task_cost)
run_office = compiled(run_office)
run_software = compiled(run_software)
run_legislation = compiled(run_legislation)
run_projects = compiled(run_projects)
operate = compiled(operate)
