"""Paths of the drivers in one draw: prices, legislation, cloud share, needs (equations D1-D5).

They are the same for every option, so that a difference between options is not noise.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine import cloud, legislation, operations, prices, service
from model.engine.compiled import compiled
from model.engine.records import (
    CPI,
    GOODS,
    LICENCES,
    MEMBER_INDEX,
    NEEDS,
    OWN_INDEX,
    PACE,
    SAAS_PRICE,
    SECURITY,
    SURPRISES,
    TAILORING,
    WAGES,
)

if TYPE_CHECKING:
    import numpy as np


def price_path(facts: np.record, par: np.record, state: np.record) -> None:
    """D1: price indexes, 1 in the budget year; or all of them the published multi-year budget."""
    case, terms, index = facts.case, par.prices, state.price
    index[0, :] = 1.0
    index[0, CPI] = terms.inflation_mean
    for y in range(1, case.horizon + 1):
        if case.plan_on == 1:
            index[y, :] = facts.plan[y]
            continue
        year = case.budget_year + y
        cpi = prices.inflation(
            index[y - 1, CPI], terms.inflation_mean, terms.inflation_persistence, state.chance.cpi[y]
        )
        stepped = year == case.vendor_step_year or state.chance.vendor[y] < terms.vendor_step_rate
        own = prices.software_growth(terms.own_software, terms.vendor_step, stepped)
        saas = prices.software_growth(terms.saas, terms.vendor_step, stepped)
        wages = prices.wage_growth(year, terms.wage_agreement, terms.wage_agreement_end, cpi, terms.wage_excess)
        index[y, CPI] = cpi
        index[y, GOODS] = index[y - 1, GOODS] * (1.0 + cpi)
        index[y, WAGES] = index[y - 1, WAGES] * (1.0 + wages)
        index[y, LICENCES] = index[y - 1, LICENCES] * (1.0 + own)
        index[y, SAAS_PRICE] = index[y - 1, SAAS_PRICE] * (1.0 + saas)
        index[y, MEMBER_INDEX] = index[y - 1, MEMBER_INDEX] * (1.0 + cpi + terms.deflator_excess)


def own_index(facts: np.record, par: np.record, state: np.record) -> None:
    """D1b: price index of the organisation: of its budget at the prices of each year."""
    case, index = facts.case, state.price
    people = case.technical + case.functional + case.back_office
    own = case.software * operations.own_software_share(facts, par)
    saas, other = case.software - own, case.hosting + case.overhead
    for y in range(1, case.horizon + 1):
        total = people * index[y, WAGES] + own * index[y, LICENCES] + saas * index[y, SAAS_PRICE]
        index[y, OWN_INDEX] = (total + other * index[y, GOODS]) / (people + case.software + other)


def cloud_path(facts: np.record, par: np.record, state: np.record) -> None:
    """D2: cloud share of each party; from a stall year it stands still, and a part of the work may come back."""
    case, terms = facts.case, par.cloud
    ceiling, pace = cloud.ceiling_and_pace(terms)
    for p in range(facts.case.parties):
        party = facts.party[p]
        own_pace = pace * terms.pace_factor * terms.ambition * party.ambition
        for y in range(case.horizon + 1):
            moving = max(0.0, min(float(y), case.stall_year - case.budget_year)) * (1 - case.plan_on)
            money = cloud.money_share(party.cloud_share, ceiling, terms.headroom, own_pace, moving)
            work = cloud.work_share(money, terms.price_ratio)
            if y > 0 and case.budget_year + y >= case.stall_year:
                work *= 1.0 - case.returned
                money = cloud.money_from_work(work, terms.price_ratio)
            state.cloud[p, y, 0] = money
            state.cloud[p, y, 1] = work


def demand_path(facts: np.record, par: np.record, state: np.record) -> None:
    """D5: volume of work that nobody foresaw, a random walk; the same for all who run any of it."""
    walk = 0.0
    state.demand[0] = 1.0
    for y in range(1, facts.case.horizon + 1):
        walk += state.chance.volume[y]
        state.demand[y] = math.exp(par.operations.volume_spread * walk)


def needs_path(facts: np.record, par: np.record, state: np.record) -> None:
    """D3: need profile of each party, a random walk in three dimensions within 0-1."""
    for p in range(facts.case.parties):
        party = facts.party[p]
        state.needs[p, 0, PACE], state.needs[p, 0, TAILORING] = party.pace, party.tailoring
        state.needs[p, 0, SECURITY] = party.security
        for y in range(1, facts.case.horizon + 1):
            for i in range(NEEDS):
                step = par.service.needs_drift * state.chance.needs[p, y, i]
                state.needs[p, y, i] = service.drift(state.needs[p, y - 1, i], step)


def add_effort(
    fixed: float, per_inhabitant: float, first: int, weight: float, facts: np.record, state: np.record
) -> None:
    """Add a structural effort (EUR of the budget year) from year index `first`, the first year in part (for D4, L4)."""
    for y in range(max(1, first), facts.case.horizon + 1):
        part = weight if y == first else 1.0
        state.law[y, 0] += part * fixed * state.price[y, WAGES]
        state.law[y, 1] += part * per_inhabitant * state.price[y, WAGES]


def known_act(a: int, facts: np.record, par: np.record, state: np.record) -> None:
    """D4a: one dated act: it may slip, its estimate may grow. What surely binds in the budget year is in the budget.

    An act whose date has passed but is not confirmed is still to come, next year at the earliest.
    """
    case, law, act = facts.case, par.law, facts.act[a]
    coming = case.budget_year + 1.0
    if act.start < coming and act.settled == 1:
        return
    start = max(act.start, coming)
    if act.maturity != legislation.IN_FORCE and act.settled == 0:
        start += legislation.slip(state.chance.slip[a], law.slip_none, law.slip_mean)
    grown = legislation.growth(act.maturity, law, state.chance.growth[a])
    place = state.chance.place[a]
    posts = law.ict_share * (act.fte_low + place * (act.fte_high - act.fte_low)) * case.cost_per_fte
    euros = act.structural_low + place * (act.structural_high - act.structural_low)
    share = law.security_fixed if act.security == 1 else act.fixed
    fixed, variable = share * euros * law.average_inhabitants, (1.0 - share) * euros
    first = int(start - case.budget_year)
    weight = legislation.in_force(case.budget_year + first, start)
    add_effort(grown * (posts + fixed), grown * variable, first, weight, facts, state)
    if first <= case.horizon:
        once = act.one_off_low + place * (act.one_off_high - act.one_off_low) + law.one_off_years * posts
        state.law[first, 0] += grown * once * state.price[first, WAGES]


def law_path(facts: np.record, par: np.record, state: np.record) -> None:
    """D4: effort of all acts that come, per municipality that acts alone and per inhabitant, EUR nominal.

    A published plan holds what its makers expected of laws and cloud, so with prices by the plan these add nothing.
    """
    case, law = facts.case, par.law
    state.law[:, :] = 0.0
    if case.plan_on == 1:
        return
    for a in range(facts.case.acts):
        known_act(a, facts, par, state)
    for y in range(1, case.horizon + 1):
        for n in range(legislation.number_of_events(state.chance.unknown[y], law.unknown_rate)):
            size, place = state.chance.unknown_size[y, n % SURPRISES], state.chance.unknown_place[y, n % SURPRISES]
            posts = legislation.class_effort(law, size, place)
            cost = law.ict_share * posts * case.cost_per_fte
            add_effort(cost, 0.0, y, 1.0, facts, state)
            state.law[y, 0] += law.one_off_years * cost * state.price[y, WAGES]


price_path = compiled(price_path)
own_index = compiled(own_index)
cloud_path = compiled(cloud_path)
demand_path = compiled(demand_path)
needs_path = compiled(needs_path)
add_effort = compiled(add_effort)
known_act = compiled(known_act)
law_path = compiled(law_path)
