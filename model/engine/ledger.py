"""Accounts of the organisation and of the parties: every euro out is a euro in (equations B1-B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import events, keys, municipality, surplus, tasks, transition, workforce
from model.engine.compiled import compiled
from model.engine.events import DUAL_RUNNING, EXIT_TRANSFER, LEFT_OVERHEAD, RESERVE_ITEM, SURPLUS
from model.engine.names import ITEMS
from model.engine.operations import BACK_OFFICE, DIRECTING, FUNCTIONAL, HOSTING, INCIDENT, OVERHEAD, TECHNICAL
from model.engine.records import (
    BASES,
    CASH,
    CHARGE,
    GOODS,
    ITEM_COUNT,
    KEY_PHASE,
    KEY_YEAR,
    LASTEN,
    MARKET,
    MEMBER_INDEX,
    OWN,
    RESERVE,
    SPEND,
    WAGES,
)
from model.engine.stranding import STRANDED, TRANSITION
from model.engine.workforce import RENEWAL

if TYPE_CHECKING:
    import numpy as np

RETAINED = ITEMS.index("retained")
VAT = ITEMS.index("vat")


def obligations(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """B1: what splits of earlier years still cost: surplus staff, and overhead that shrinks over some years."""
    for p in range(state.parties):
        member = state.member[p]
        years = y - member.left_year
        if years < 0:
            continue
        people = surplus.surplus_cost(member.surplus_fte, years, facts, par)
        overhead = member.left_overhead * fading(years, par) * state.price[y, GOODS]
        bear(p, people * state.price[y, WAGES], overhead, state)
        surplus.release(1 + p, y, member.left_year, people, state)


def fading(years: int, par: np.record) -> float:
    """Part of the overhead left behind that is still there `years` after the split (of B1)."""
    return max(0.0, 1.0 - years / par.stranded.overhead_years)


def bear(p: int, people: float, overhead: float, state: np.record) -> None:
    """Who bears what party `p` left behind (of B1): itself, the organisation, or those who were in it when it ended."""
    if state.member[p].borne_by_all == 0:
        state.extra[1 + p, SURPLUS] += people
        state.extra[1 + p, LEFT_OVERHEAD] += overhead
    else:
        bear_together(people, overhead, state)


def bear_together(people: float, overhead: float, state: np.record) -> None:
    """The organisation bears it, and once that has ended those who ended it (of B1, B2)."""
    if state.pool[0].alive == 1:
        state.extra[0, SURPLUS] += people
        state.extra[0, LEFT_OVERHEAD] += overhead
        return
    for q in range(state.parties):
        state.extra[1 + q, SURPLUS] += people * state.member[q].liquidation
        state.extra[1 + q, LEFT_OVERHEAD] += overhead * state.member[q].liquidation


def organisation_surplus(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """B2: staff of the organisation without work after a change of sourcing."""
    pool = state.pool[0]
    years = y - pool.surplus_year
    if pool.surplus_fte <= 0.0 or years < 0:
        return
    due = surplus.surplus_cost(pool.surplus_fte, years, facts, par)
    bear_together(due * state.price[y, WAGES], 0.0, state)
    surplus.release(0, y, pool.surplus_year, due, state)


def save_promised(y: int, par: np.record, state: np.record) -> None:
    """B3: a promised saving on run cost, as far as it is realised by now (T4); scale weighs on what is left of it."""
    pool = state.pool[0]
    if pool.saving <= 0.0 or y < pool.saving_start:
        return
    terms = par.transition
    part = transition.realised_saving(pool.saving, terms.saving_fraction, y - pool.saving_start, terms.saving_years)
    for i in range(HOSTING, OVERHEAD + 1):
        state.cost[0, i] *= 1.0 - part
    pool.scale_cost *= 1.0 - part


def value_added_tax(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """B4: VAT that is not compensable, on what the next regime taxes less what the present one already does.

    A municipality's own wages bear none. IT is no exempt group service, so a new form, a host, another arrangement and
    the market charge it; an arrangement that does so already leaks nothing new. Software in place of own wages does.
    """
    case, cost, pool = facts.case, state.cost[k], state.pool[k]
    if case.vat_on == 0:
        return
    wages = cost[TECHNICAL] + cost[FUNCTIONAL] + cost[BACK_OFFICE]
    replaced = pool.saved_fte * case.cost_per_fte * state.price[y, WAGES]
    before = wages + replaced if case.vat_taxed == 1 else 0.0
    after = replaced
    if k == 0 and (case.vat_taxed == 1 or pool.form_changed == 1):
        after = wages + replaced
    elif pool.sourcing != OWN:
        after += cost[TECHNICAL] if k == 0 or pool.sourcing == MARKET else wages
    cost[VAT] = par.finance.vat_rate * (1.0 - par.finance.vat_compensable) * (after - before)


def set_shares(y: int, facts: np.record, state: np.record) -> None:
    """B5: share of each member under the key of this year, as moved by talks about it."""
    weights = state.weight
    for b in range(BASES):
        years = y - state.level[KEY_YEAR]
        weights[b] = keys.phased(state.key[0, b], state.key[1, b], years, state.level[KEY_PHASE])
    for p in range(state.parties):
        member = state.member[p]
        member.share = 0.0
        if member.inside == 1:
            member.share = events.key_share(p, weights, facts, state) + member.key_shift


def charge_members(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """B6: the charge covers what is spent, less what the reserve bears; a capped one grows with the members' index."""
    pool, cost, level = state.pool[0], state.cost[0], state.level
    spend = 0.0
    for i in range(HOSTING, VAT + 1):
        spend += cost[i] if i != DIRECTING else 0.0
    one_off = max(0.0, cost[INCIDENT]) + max(0.0, cost[TRANSITION]) + max(0.0, cost[STRANDED])
    once = one_off + cost[DUAL_RUNNING] + cost[SURPLUS] + cost[LEFT_OVERHEAD]
    saved = max(0.0, level[RESERVE])
    used = min(saved, one_off) if y > 0 else 0.0
    room = facts.case.reserve_target * state.price[y, MEMBER_INDEX]
    if facts.case.capped == 1 and y > 0:
        growth = state.price[y, MEMBER_INDEX] / state.price[y - 1, MEMBER_INDEX]
        ceiling = max(pool.charge * growth / pool.volume_before, pool.charge_start * state.price[y, MEMBER_INDEX])
        allowed = ceiling * pool.volume
        short = max(0.0, spend - used - allowed)
        more = min(saved - used, short)
        used += more
        spend -= short - more
        cut_within_cap(short - more, y, facts, par, state)
        room = max(0.0, allowed - spend)
    added = rebuilt(room, used, y, facts, par, state)
    pool.charge_before = pool.charge
    pool.charge = spend - used + added
    pool.regular = max(0.0, min(pool.charge, spend - once))
    if y == 0:
        pool.charge_start = pool.charge / pool.volume
    pool.volume_before = pool.volume
    level[RESERVE] += added - used
    level[SPEND] = spend
    cost[RESERVE_ITEM] = added - used


def cut_within_cap(short: float, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """B6a: what a cap leaves open: renewal is put off, then posts go as people leave, then more is put off."""
    case, pool, cost = facts.case, state.pool[0], state.cost[0]
    share = pool.volume / case.inhabitants
    wages = cost[TECHNICAL] + cost[FUNCTIONAL] + cost[BACK_OFFICE]
    put_off = min(short, par.operations.renewal_share * case.hosting * share * state.price[y, GOODS])
    leaving = par.staff.outflow * pool.outflow_factor
    cut = 0.0
    if wages > 0.0:
        cut = min((short - put_off) / wages, pool.cut + leaving * (1.0 - pool.cut))
    for i in (TECHNICAL, FUNCTIONAL, BACK_OFFICE):
        cost[i] *= 1.0 - cut
    put_off = short - cut * wages
    pool.fte += (pool.cut - cut) * workforce.own_posts(0, facts, state)
    pool.cut = cut
    cost[RENEWAL] -= put_off
    pool.deferred += put_off / state.price[y, GOODS]


def rebuilt(room: float, used: float, y: int, facts: np.record, par: np.record, state: np.record) -> float:
    """B6b: EUR by which members fill the reserve up towards its target, less what this year took from it."""
    target = facts.case.reserve_target * state.price[y, MEMBER_INDEX]
    missing = max(0.0, target - state.level[RESERVE])
    yearly = target / par.finance.rebuild_years
    return min(missing, max(0.0, yearly - used), room) if y > 0 else 0.0


def book(y: int, facts: np.record, state: np.record) -> None:
    """B7: divide the organisation's cost by the key, add what each party pays itself, and the exit sums."""
    for p in range(state.parties):
        member, row = state.member[p], state.booked[p, y]
        for i in range(ITEM_COUNT):
            row[i] = municipality.own_cost(p, i, facts, state)
            if member.inside == 1 and i != DIRECTING:
                row[i] += member.share * state.cost[0, i]
        if member.inside == 1:
            row[DIRECTING] += state.cost[0, DIRECTING] * facts.party[p].volume / state.pool[0].volume
        moved = state.pool[0].task_share if member.inside == 1 else 0.0
        own = facts.party[p].retained * (1.0 - moved) + tasks.kept(p, y, facts, state)
        row[RETAINED] += state.price[y, WAGES] * own
        for q in range(state.parties):
            row[EXIT_TRANSFER] += state.instalment[p, q, y] - state.instalment[q, p, y]
        member.burden_before = member.burden
        member.charge = member.share * state.pool[0].charge if member.inside == 1 else 0.0
        member.regular = member.share * state.pool[0].regular if member.inside == 1 else 0.0
        state.regular[p, y] = member.regular
        member.burden = member.charge + row[RETAINED] + row[DIRECTING]
        total = 0.0
        for i in range(ITEM_COUNT):
            total += row[i]
        state.paid[p, y, CHARGE] = member.charge
        state.paid[p, y, CASH] = total
        state.paid[p, y, LASTEN] += total
        for q in range(state.parties):
            if not is_entry(p, q, y, state):
                state.paid[p, y, LASTEN] -= state.instalment[p, q, y] - state.instalment[q, p, y]


def is_entry(p: int, q: int, y: int, state: np.record) -> bool:
    """Whether money between two parties this year is an entry sum (the payer is inside), no provision (of B7)."""
    return (state.instalment[p, q, y] > 0.0 and state.member[p].inside == 1) or (
        state.instalment[q, p, y] > 0.0 and state.member[q].inside == 1
    )


fading = compiled(fading)
bear = compiled(bear)
bear_together = compiled(bear_together)
obligations = compiled(obligations)
organisation_surplus = compiled(organisation_surplus)
save_promised = compiled(save_promised)
value_added_tax = compiled(value_added_tax)
set_shares = compiled(set_shares)
cut_within_cap = compiled(cut_within_cap)
rebuilt = compiled(rebuilt)
charge_members = compiled(charge_members)
is_entry = compiled(is_entry)
book = compiled(book)
