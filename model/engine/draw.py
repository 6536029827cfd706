"""One draw of one option, year by year (equations Y1-Y6)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine import (
    actions,
    bond,
    drivers,
    events,
    keys,
    ledger,
    merger,
    municipality,
    operations,
    staff,
    stranding,
    tasks,
    transition,
    workforce,
)
from model.engine.compiled import compiled
from model.engine.names import ITEMS
from model.engine.operations import INCIDENT
from model.engine.records import (
    BASES,
    CLARITY,
    COORDINATION_START,
    GOODS,
    ITEM_COUNT,
    KEY_PHASE,
    KEY_YEAR,
    NEVER,
    OVERRUN,
    OWN,
    RESERVE,
    SIAM_LEVEL,
    WAGES,
)
from model.engine.signposts import divergence
from model.engine.transition import Z95

if TYPE_CHECKING:
    import numpy as np

GOVERNANCE = ITEMS.index("governance")


def drive(facts: np.record, par: np.record, state: np.record) -> None:
    """Y1: what is the same for every option of this draw."""
    drivers.price_path(facts, par, state)
    drivers.own_index(facts, par, state)
    drivers.cloud_path(facts, par, state)
    drivers.demand_path(facts, par, state)
    drivers.needs_path(facts, par, state)
    drivers.law_path(facts, par, state)
    operations.set_elasticities(facts, par, state)
    operations.start_pools(facts, par, state)
    state.level[OVERRUN] = transition.overrun(par.transition, state.chance.overrun, state.chance.tail)


def begin(facts: np.record, par: np.record, state: np.record) -> None:
    """Y2: the arrangement and the parties at the start of the budget year."""
    case, joint = facts.case, state.pool[0]
    wipe(facts, state)
    tasks.blank(facts, state)
    for b in range(BASES):
        state.key[0, b], state.key[1, b] = facts.key[b], facts.key[b]
    state.level[KEY_YEAR], state.level[KEY_PHASE] = 0.0, 0.0
    state.level[RESERVE] = case.reserve
    for k in range(state.parties + 1):
        blank_pool(k, facts, par, state)
    joint.alive, joint.volume, joint.hosted = 1, case.inhabitants, case.hosted
    joint.technical_fte, joint.technical_start = case.technical_fte, case.technical_fte
    joint.debt = workforce.normal_debt(facts, par)
    for s in range(facts.case.specialisms):
        state.heads[0, s] = facts.heads[s]
    for p in range(state.parties):
        blank_member(p, facts, state)
        if facts.party[p].founding == 0:
            start_outside(p, facts, par, state)


def wipe(facts: np.record, state: np.record) -> None:
    """Clear what the last draw wrote, as far as this case uses it."""
    years = facts.case.horizon + 1
    for k in range(state.parties + 1):
        state.cost[k, :] = 0.0
        state.heads[k, :] = 0.0
    for p in range(state.parties):
        for y in range(years):
            state.booked[p, y, :] = 0.0
            state.paid[p, y, :] = 0.0
        for q in range(state.parties):
            state.instalment[p, q, :years] = 0.0


def blank_pool(k: int, facts: np.record, par: np.record, state: np.record) -> None:
    """A pool in which nothing has happened yet."""
    pool = state.pool[k]
    pool.alive, pool.sourcing, pool.members = 0, OWN, 1.0
    pool.volume, pool.extra, pool.work_cloud = 0.0, 0.0, 0.0
    pool.technical_fte, pool.technical_start, pool.directing_fte, pool.fte = 0.0, 0.0, 0.0, 0.0
    pool.saved_fte, pool.outflow_factor, pool.calm_year = 0.0, 1.0, 0
    pool.knowledge, pool.debt, pool.backlog = par.operations.knowledge_start, 0.0, 0.0
    pool.missing, pool.days, pool.quality, pool.task_share = 0.0, 0.0, 0.0, 0.0
    pool.scale_cost, pool.saving, pool.saving_start, pool.form_changed = 0.0, 0.0, NEVER, 0
    pool.surplus_fte, pool.surplus_year, pool.deferred, pool.merged, pool.cut = 0.0, NEVER, 0.0, 0.0, 0.0
    pool.hosted, pool.bound_year, pool.task_fte = 0, 0, 0.0
    pool.charge, pool.charge_before, pool.volume_before = 0.0, 0.0, facts.case.inhabitants


def blank_member(p: int, facts: np.record, state: np.record) -> None:
    """A party at the start: a founder is inside."""
    member = state.member[p]
    member.inside, member.trust = facts.party[p].founding, facts.party[p].trust
    member.key_shift, member.said, member.seat = 0.0, 0.0, facts.party[p].seat
    member.partner = municipality.ALONE
    member.exit_year, member.exited_unplanned = NEVER, 0
    member.refused = 0
    member.charge, member.regular, member.share = 0.0, 0.0, 0.0
    member.burden, member.burden_before = 0.0, 0.0
    member.leaving, member.late, member.joined = 0, 0.0, 0
    member.unfair, member.satisfaction, member.fit, member.fit_start, member.reference = (0.0, 0.0, 0.0, 0.0, 1.0)
    member.surplus_fte, member.left_overhead, member.left_year = 0.0, 0.0, NEVER
    member.borne_by_all, member.liquidation = 0, 0.0


def start_outside(p: int, facts: np.record, par: np.record, state: np.record) -> None:
    """A party that may join runs its own until then, at the arrangement's cost per inhabitant and its scale (of Y2)."""
    own, volume = state.pool[1 + p], facts.party[p].volume
    own.alive, own.volume = 1, volume
    share = volume / facts.case.inhabitants
    own.technical_start = facts.case.technical_fte * share
    own.debt = workforce.normal_debt(facts, par) * share
    own.work_cloud = state.cloud[p, 0, 1]
    own.technical_fte = operations.technical_target(1 + p, facts, par, state)
    for s in range(facts.case.specialisms):
        state.heads[1 + p, s] = staff.whole(facts.heads[s] * share)


def compose(y: int, facts: np.record, state: np.record) -> None:
    """Y3: who is served by which pool this year, how much of that work is in the cloud, and was a year ago."""
    joint = state.pool[0]
    joint.members, joint.volume, joint.inhabitants, work, before = 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(1, state.parties + 1):
        state.pool[k].work_cloud, state.pool[k].work_before, state.pool[k].inhabitants = 0.0, 0.0, 0.0
    last = max(0, y - 1)
    for p in range(state.parties):
        party = facts.party[p]
        if state.member[p].inside == 1:
            joint.members += 1.0 if municipality.lead(p, state) == p else 0.0
            joint.volume += party.volume
            joint.inhabitants += party.inhabitants
            work += party.volume * state.cloud[p, y, 1]
            before += party.volume * state.cloud[p, last, 1]
        else:
            own, weight = state.pool[1 + municipality.lead(p, state)], municipality.part(p, facts, state)
            own.work_cloud += weight * state.cloud[p, y, 1]
            own.work_before += weight * state.cloud[p, last, 1]
            own.inhabitants += party.inhabitants
    if joint.alive == 1:
        joint.work_cloud, joint.work_before = work / joint.volume, before / joint.volume
    for k in range(state.parties + 1):
        if y >= state.pool[k].calm_year:
            state.pool[k].outflow_factor = 1.0


def govern(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """Y5: coordination against the budget year; with the switch off members and divergence do not raise it."""
    case, terms, level = facts.case, par.governance, state.level
    budget = case.hosting + case.technical + case.functional + case.back_office + case.software + case.overhead
    on = 1.0 if case.coordination_on == 1 else 0.0
    now = keys.coordination(
        budget, terms.coordination, state.pool[0].members, on * terms.per_member, divergence(y, state),
        on * terms.per_divergence, level[CLARITY], terms.clarity_effect, level[SIAM_LEVEL], terms.siam_effect,
    )  # fmt: skip
    if y == 0:
        level[COORDINATION_START] = now
    state.cost[0, GOVERNANCE] += (now - level[COORDINATION_START]) * state.price[y, WAGES]


def suffer(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """Y6: a severe incident; a shared network is hit more often than one, and harms its other members in part."""
    pool, terms, case = state.pool[k], par.incident, facts.case
    targets = math.pow(pool.members, terms.shared_targets)
    forced = case.budget_year + y == case.incident_year
    if not forced and state.chance.incident[k, y] >= 1.0 - math.exp(-terms.rate * targets):
        return
    spread = math.log(terms.damage_p95 / terms.damage_median) / Z95
    damage = terms.damage_median * math.exp(spread * state.chance.damage[k, y])
    harmed = 1.0 + terms.shared_damage * (pool.members - 1.0)
    state.cost[k, INCIDENT] += damage * harmed * state.price[y, GOODS]


def run_pools(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """Cost and people of every pool that runs this year."""
    for k in range(state.parties + 1):
        if state.pool[k].alive == 0:
            state.cost[k, :] = 0.0
            continue
        operations.operate(k, y, facts, par, state)
        workforce.staff_pool(k, y, facts, par, state)
        if y > 0:
            suffer(k, y, facts, par, state)


def live_year(y: int, facts: np.record, par: np.record, policy: np.record, state: np.record) -> None:
    """One year: what changes, what it costs, who pays, how it is felt."""
    for k in range(state.parties + 1):
        state.extra[k, :] = 0.0
    if y > 0:
        merger.befall(y, facts, par, state)
        actions.act(y, facts, par, policy, state)
        give_way(y, facts, par, state)
    compose(y, facts, state)
    actions.invest(y, facts, par, policy, state)
    run_pools(y, facts, par, state)
    for k in range(state.parties + 1):
        if state.pool[k].alive == 1 and y > 0:
            stranding.strand(k, y, facts, par, state)
    settle(y, facts, par, state)
    bond.relate(y, facts, par, state)
    actions.watch(y, facts, par, policy, state)


def give_way(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """Members whose notice has run out leave (the end of M5)."""
    for p in range(state.parties):
        member = state.member[p]
        if member.exit_year == y and member.inside == 1:
            member.exited_unplanned = 1
            late = transition.delay_months(par.transition.split_months, state.level[OVERRUN], par.transition)
            events.mark_leaver(p, OWN, late, state)
    events.part(y, facts, par, state)


def settle(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """The accounts of this year."""
    ledger.obligations(y, facts, par, state)
    ledger.organisation_surplus(y, facts, par, state)
    if state.pool[0].alive == 1:
        ledger.save_promised(y, par, state)
        govern(y, facts, par, state)
    for k in range(state.parties + 1):
        if state.pool[k].alive == 1:
            ledger.value_added_tax(k, y, facts, par, state)
        for i in range(ITEM_COUNT):
            state.cost[k, i] += state.extra[k, i]
    ledger.set_shares(y, facts, state)
    if state.pool[0].alive == 1:
        ledger.charge_members(y, facts, par, state)
    ledger.book(y, facts, state)


drive = compiled(drive)
begin = compiled(begin)
wipe = compiled(wipe)
blank_pool = compiled(blank_pool)
blank_member = compiled(blank_member)
start_outside = compiled(start_outside)
compose = compiled(compose)
govern = compiled(govern)
suffer = compiled(suffer)
run_pools = compiled(run_pools)
live_year = compiled(live_year)
give_way = compiled(give_way)
settle = compiled(settle)
