"""Members who join or leave, and the end of the arrangement (equations E1-E19)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine import exits, host, keys, municipality, staff, stranding, surplus, transition
from model.engine.compiled import compiled
from model.engine.names import ITEMS
from model.engine.records import (
    BASES,
    FEWEST_MEMBERS,
    FIXED,
    FTE,
    HOST,
    HOSTED_START,
    INHABITANTS,
    LASTEN,
    MARKET,
    MAX_YEARS,
    MONTHS,
    NEVER,
    OTHER,
    OVERRUN,
    OWN,
    RESERVE,
    USAGE,
    WAGES,
    WORKPLACES,
)
from model.engine.stranding import STRANDED, TRANSITION

if TYPE_CHECKING:
    import numpy as np

HOSTING = ITEMS.index("hosting")
TECHNICAL = ITEMS.index("technical")
SOFTWARE_OWN = ITEMS.index("software_own")
DUAL_RUNNING = ITEMS.index("dual_running")
SURPLUS = ITEMS.index("surplus_staff")
LEFT_OVERHEAD = ITEMS.index("left_overhead")
EXIT_TRANSFER = ITEMS.index("exit_transfer")
RESERVE_ITEM = ITEMS.index("reserve")
STAYS, GOES, GONE = range(3)
"""Values of `Member.leaving` within a year: stays, goes, has taken its people."""
MEAN_YEARS = 3
"""Years in the mean of a contribution, where an exit rule asks for one."""
ROUNDING = 1e-9
"""Of a person; smaller differences are rounding and no ground to prefer one party."""


def key_share(p: int, weights: np.ndarray, facts: np.record, state: np.record) -> float:
    """E1: share of member `p` under a key, over those who are inside."""
    total = state.total
    total[:] = 0.0
    for q in range(facts.case.parties):
        if state.member[q].inside == 1:
            other = facts.party[q]
            total[INHABITANTS] += other.inhabitants
            total[WORKPLACES] += other.workplaces
            total[FTE] += other.fte
            total[USAGE] += other.usage
            total[FIXED] += other.fixed
    party = facts.party[p]
    for b in range(BASES):
        if total[b] <= 0.0 and weights[b] > 0.0:  # nobody inside has any of it: inhabitants decide
            return keys.base_share(party.inhabitants, total[INHABITANTS])
    return (
        weights[INHABITANTS] * keys.base_share(party.inhabitants, total[INHABITANTS])
        + weights[WORKPLACES] * keys.base_share(party.workplaces, total[WORKPLACES])
        + weights[FTE] * keys.base_share(party.fte, total[FTE])
        + weights[USAGE] * keys.base_share(party.usage, total[USAGE])
        + weights[FIXED] * keys.base_share(party.fixed, total[FIXED])
    )


def written(amount: float, facts: np.record, par: np.record) -> float:
    """E17: EUR that stand in a text: before the level of an estimated budget (O12), to be told as written."""
    return amount / par.operations.budget_level if facts.case.level_estimated == 1 else amount


def count_inside(state: np.record) -> int:
    """Municipalities in the arrangement now, the `n` of the equations (K4, R4)."""
    return municipality.count(state)


def open_pool(p: int, destination: int, facts: np.record, par: np.record, state: np.record) -> None:
    """E2: what party `p` runs itself from now on, with its part of people, knowledge and debt of pool 0."""
    own, joint = state.pool[1 + p], state.pool[0]
    volume = facts.party[p].volume
    share = volume / joint.volume
    own.alive, own.sourcing, own.members, own.volume = 1, destination, 1.0, volume
    own.extra = 0.0
    if destination == HOST:
        own.extra = par.sourcing.host_inhabitants
    elif destination == OTHER:
        own.extra = max(0.0, par.scale.limit - volume)
    own.knowledge, own.debt, own.backlog = joint.knowledge, (joint.debt + joint.deferred) * share, joint.backlog
    own.technical_start = joint.technical_start * share
    own.technical_fte = 0.0
    own.task_share, own.deferred, own.work_cloud = 0.0, 0.0, joint.work_cloud


def take_heads(p: int, facts: np.record, state: np.record) -> None:
    """E3: a leaver takes whole people of each specialism, to the nearest of its share; the rest stay."""
    share = facts.party[p].volume / state.pool[0].volume
    for s in range(facts.case.specialisms):
        there = state.heads[0, s]
        for q in range(state.parties):
            there += state.heads[1 + q, s] if state.member[q].leaving == GONE else 0.0
        taken = min(state.heads[0, s], staff.whole(there * share))
        state.heads[1 + p, s] = taken
        state.heads[0, s] -= taken
    state.member[p].leaving = GONE


def split_cost(p: int, factor: float, par: np.record, state: np.record) -> tuple[float, float]:
    """E4: EUR nominal of the project of a split, and of a time of running double, if it overruns by `factor`."""
    terms, member = par.transition, state.member[p]
    late = transition.delay_months(terms.split_months, factor, terms)
    moved = member.share * (state.cost[0, HOSTING] + state.cost[0, SOFTWARE_OWN])
    project = transition.one_off(member.regular, terms.split, terms, factor)
    return project, (terms.dual_months + late) / MONTHS * moved


def leave_cost(p: int, par: np.record, state: np.record) -> None:
    """Book what a split costs the party itself (E4), as the transition of this draw turns out."""
    member, terms = state.member[p], par.transition
    state.extra[1 + p, TRANSITION] += transition.one_off(member.regular, terms.split, terms, state.level[OVERRUN])
    run_double(1 + p, member.share, terms.dual_months + member.late, state)


def run_double(k: int, share: float, months: float, state: np.record) -> None:
    """A8: `months` in which a `share` of hosting and own software runs twice, at last year's cost (EUR nominal)."""
    state.extra[k, DUAL_RUNNING] += months / MONTHS * share * (state.cost[0, HOSTING] + state.cost[0, SOFTWARE_OWN])


def left_behind(share: float, y: int, facts: np.record, par: np.record, state: np.record) -> float:
    """E5: value (EUR) of a `share` of assets and contracts that nobody takes over."""
    unused = 1.0 - par.stranded.taken_over
    hosted = (1.0 - state.pool[0].work_cloud) / state.level[HOSTED_START]
    books = stranding.book_value(y, facts, state) * hosted * (1.0 - par.stranded.proceeds)
    contracts = 0.0
    for c in range(facts.case.contracts):
        contracts += stranding.contract_price(c, y, facts, par)
    contracts += host.remaining_fee(y, state)
    return share * unused * (books + contracts)


def surplus_staff(p: int, destination: int, facts: np.record, par: np.record, state: np.record) -> float:
    """E6: fte without work where all leave: technical staff to a market, a part to another arrangement."""
    share = facts.party[p].volume / state.pool[0].volume
    if destination == MARKET:
        return share * state.pool[0].technical_fte
    if destination == OTHER:
        return share * state.pool[0].fte * (1.0 - par.stranded.taken_over)
    return 0.0


def unplaced(p: int, destination: int, facts: np.record, par: np.record, state: np.record) -> float:
    """E23: fte without work when `p` leaves and the arrangement goes on: those who do not go along."""
    if destination == OWN:
        return facts.party[p].volume / state.pool[0].volume * state.pool[0].fte * (1.0 - par.stranded.taken_over)
    return surplus_staff(p, destination, facts, par, state)


def exit_base(p: int, y: int, facts: np.record, state: np.record) -> float:
    """E13: base A of an exit sum (EUR nominal): the regular charge of the last year, or the mean of the last three."""
    years = min(MEAN_YEARS, y - state.member[p].joined) if facts.case.exit_mean == 1 else 1
    total = 0.0
    for back in range(1, years + 1):
        total += state.regular[p, y - back]
    return total / years


def balance_part(p: int, y: int, facts: np.record, par: np.record, state: np.record) -> float:
    """E24: part of a leaver in the balance (EX6): its share of assets, contracts and reserve, its own staff."""
    share = key_share(p, facts.dissolution, facts, state)
    people = surplus.staff_owed(unplaced(p, state.member[p].destination, facts, par, state), facts, par)
    stranded = left_behind(share, y, facts, par, state)
    return exits.liquidation(stranded, people * state.price[y, WAGES], 0.0, state.level[RESERVE] * share)


def exit_sum(
    p: int, base: float, tau: int, y: int, facts: np.record, par: np.record, state: np.record
) -> float:  # fmt: skip
    """Instalment (EX7) on `base` (E13) that party `p` owes `tau` years after leaving, by the arrangement's rule."""
    case = facts.case
    budget = case.hosting + case.technical + case.functional + case.back_office + case.software + case.overhead
    people = (case.technical + case.functional + case.back_office) / budget
    bought = case.software / budget
    rule, amount, factor = case.exit_rule, written(case.exit_amount, facts, par), case.exit_factor
    if rule == exits.UNKNOWN or (rule == exits.NEGOTIATED and amount < 0.0):
        rule, factor = exits.MULTIPLE, par.exit.unknown_factor
    if rule == exits.DISSOLUTION:
        rule, amount = exits.NEGOTIATED, balance_part(p, y, facts, par, state)
    return exits.instalment(
        rule, base, tau, case.exit_years, case.exit_start, case.exit_step, factor, amount,
        people, bought, 1.0 - people - bought, par.exit.staff_rate, par.exit.contract_years, par.exit.rest_step,
    )  # fmt: skip


def agree_exit_sum(p: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """E8: instalments by the arrangement's rule, divided over those who stay; a charge when they become due by law."""
    total, base = 0.0, exit_base(p, y, facts, state)
    for tau in range(MAX_YEARS):
        due = exit_sum(p, base, tau, y, facts, par, state)
        total += due
        if y + tau > facts.case.horizon:
            continue
        for q in range(state.parties):
            state.instalment[p, q, y + tau] += due * surplus.staying(q, state)
    recognised = max(1, y - 1)
    state.paid[p, recognised, LASTEN] += total
    for q in range(state.parties):
        state.paid[q, recognised, LASTEN] -= total * surplus.staying(q, state)


def dissolve(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """E9: the arrangement ends: no exit sums, but a liquidation balance by the dissolution key."""
    reserve = state.level[RESERVE]
    for p in range(state.parties):
        if state.member[p].inside == 1:
            state.member[p].liquidation = key_share(p, facts.dissolution, facts, state)
    share_out_heads(facts, state)
    for p in range(state.parties):
        member = state.member[p]
        if member.inside == 0:
            continue
        destination = state.member[municipality.lead(p, state)].destination
        leave_cost(p, par, state)
        state.extra[1 + p, STRANDED] += left_behind(member.liquidation, y, facts, par, state)
        state.extra[1 + p, RESERVE_ITEM] -= reserve * member.liquidation
        open_pool(p, destination, facts, par, state)
        surplus.owe(p, y, surplus_staff(p, destination, facts, par, state), 0, member.regular, facts, par, state)
        unsettle(1 + p, y, par.staff.breakup_outflow, par, state)
    for p in range(state.parties):
        state.member[p].inside, state.member[p].leaving = 0, STAYS
    state.level[RESERVE] = 0.0
    state.pool[0].alive = 0
    municipality.unite_all(facts.case.specialisms, state)


def share_out_heads(facts: np.record, state: np.record) -> None:
    """E18: divide the people of every specialism whole, by largest remainder, ties in the order of the codes."""
    total = state.pool[0].volume
    for s in range(facts.case.specialisms):
        left = state.heads[0, s]
        for p in range(state.parties):
            if state.member[p].inside == 1:
                state.heads[1 + p, s] = math.floor(state.heads[0, s] * facts.party[p].volume / total)
                left -= state.heads[1 + p, s]
        while left > ROUNDING:
            best, most = -1, -1.0
            for p in range(state.parties):
                if state.member[p].inside == 1:
                    due = state.heads[0, s] * facts.party[p].volume / total - state.heads[1 + p, s]
                    if due > most + ROUNDING:
                        best, most = p, due
            part = min(1.0, left)
            state.heads[1 + best, s] += part
            left -= part
        state.heads[0, s] = 0.0


def unsettle(k: int, y: int, factor: float, par: np.record, state: np.record) -> None:
    """E19: outflow of staff rises by `factor` for a while: a break-up, or another employer."""
    pool = state.pool[k]
    pool.outflow_factor = max(factor, pool.outflow_factor if y < pool.calm_year else 1.0)
    pool.calm_year = y + int(par.staff.unrest_years)


def mark_leaver(p: int, destination: int, late: float, state: np.record) -> None:
    """Note that a member leaves this year, with whom it merged, `late` months (beyond whole years) after its plan."""
    for q in range(state.parties):
        member = state.member[q]
        if municipality.same(p, q, state) and member.inside == 1:
            member.leaving, member.destination, member.late = 1, destination, late


def part(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """E15: all who leave this year go together; if fewer than two would stay, the arrangement ends instead."""
    going, late = 0, 0.0
    for p in range(state.parties):
        going += state.member[p].leaving if municipality.lead(p, state) == p else 0
        late = max(late, state.member[p].late * state.member[p].leaving)
    if going == 0:
        return
    if count_inside(state) - going < FEWEST_MEMBERS:
        for p in range(state.parties):
            if state.member[p].leaving == STAYS:
                state.member[p].destination, state.member[p].late = OWN, late
        dissolve(y, facts, par, state)
        return
    gone = 0.0
    for p in range(state.parties):
        if state.member[p].leaving == GOES:
            agree_exit_sum(p, y, facts, par, state)
    for p in range(state.parties):
        if state.member[p].leaving == GOES:
            gone += facts.party[p].volume / state.pool[0].volume
            leave(p, y, facts, par, state)
    shrink(gone, y, par, state)
    municipality.unite_all(facts.case.specialisms, state)


def leave(p: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """E12: what a leaver takes and what it leaves behind; the arrangement goes on."""
    member = state.member[p]
    leave_cost(p, par, state)
    state.extra[0, STRANDED] += left_behind(state.member[p].share, y, facts, par, state)
    without_work = unplaced(p, member.destination, facts, par, state)
    take_heads(p, facts, state)
    open_pool(p, member.destination, facts, par, state)
    surplus.owe(p, y, without_work, 1, member.regular, facts, par, state)
    unsettle(1 + p, y, par.staff.breakup_outflow, par, state)


def shrink(gone: float, y: int, par: np.record, state: np.record) -> None:
    """E16: what stays of the arrangement once a share `gone` of its volume has left."""
    joint = state.pool[0]
    joint.technical_start *= 1.0 - gone
    joint.technical_fte *= 1.0 - gone
    joint.debt *= 1.0 - gone
    joint.deferred *= 1.0 - gone
    joint.volume *= 1.0 - gone
    unsettle(0, y, par.staff.breakup_outflow, par, state)
    for p in range(state.parties):
        state.member[p].key_shift, state.member[p].said = 0.0, 0.0
        if state.member[p].leaving != STAYS:
            state.member[p].inside, state.member[p].leaving = 0, STAYS


def pay_entry(p: int, y: int, members_pay: int, facts: np.record, par: np.record, state: np.record) -> None:
    """E25: what joining costs once: project, staff and overhead left behind, old ties, an entry sum (EUR nominal)."""
    party, joint, terms = facts.party[p], state.pool[0], par.transition
    charge = joint.regular * party.volume / joint.volume
    project = transition.project(charge, terms.entry, terms, state.level[OVERRUN])
    state.extra[1 + p, SURPLUS] += transition.people(charge, terms.entry, terms)
    state.extra[1 + p, STRANDED] += written(party.leaving_sum, facts, par)
    surplus.owe(p, y, 0.0, 0, charge, facts, par, state)
    if members_pay == 0:
        state.extra[1 + p, TRANSITION] += project
    for q in range(state.parties):
        if state.member[q].inside == 1:
            state.extra[1 + q, TRANSITION] += members_pay * project * surplus.staying(q, state)
            state.instalment[p, q, y] += written(party.entry_sum, facts, par) * surplus.staying(q, state)


def join(p: int, y: int, members_pay: int, facts: np.record, par: np.record, state: np.record) -> None:
    """E10: a party comes in with its people and its debt, and pays for it (E25)."""
    member, joint, own = state.member[p], state.pool[0], state.pool[1 + p]
    if member.inside == 1 or joint.alive == 0 or member.partner != municipality.ALONE:
        return
    weight = own.volume / (own.volume + joint.volume)
    pay_entry(p, y, members_pay, facts, par, state)
    for s in range(facts.case.specialisms):
        state.heads[0, s] += state.heads[1 + p, s]
    joint.technical_start += own.technical_start
    joint.technical_fte += own.technical_fte
    joint.debt += own.debt
    joint.knowledge += weight * (own.knowledge - joint.knowledge)
    own.alive, member.inside, member.exit_year = 0, 1, NEVER
    member.trust, member.joined = facts.party[p].trust, y
    for q in range(state.parties):
        state.member[q].key_shift, state.member[q].said = 0.0, 0.0
    joint.volume += own.volume


key_share = compiled(key_share)
written = compiled(written)
count_inside = compiled(count_inside)
open_pool = compiled(open_pool)
take_heads = compiled(take_heads)
split_cost = compiled(split_cost)
run_double = compiled(run_double)
leave_cost = compiled(leave_cost)
left_behind = compiled(left_behind)
surplus_staff = compiled(surplus_staff)
unplaced = compiled(unplaced)
exit_base = compiled(exit_base)
balance_part = compiled(balance_part)
exit_sum = compiled(exit_sum)
agree_exit_sum = compiled(agree_exit_sum)
unsettle = compiled(unsettle)
share_out_heads = compiled(share_out_heads)
dissolve = compiled(dissolve)
leave = compiled(leave)
mark_leaver = compiled(mark_leaver)
part = compiled(part)
shrink = compiled(shrink)
pay_entry = compiled(pay_entry)
join = compiled(join)
