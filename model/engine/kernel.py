"""The block kernel: all draws of a block, all options, into the arrays of an `Outcome`."""

from __future__ import annotations

import numpy as np

from model.engine import draw, events, municipality, prices, service
from model.engine.actions import schedule
from model.engine.compiled import compiled, compiled_kernel
from model.engine.events import EXIT_TRANSFER, RESERVE_ITEM
from model.engine.names import GOALS, ITEMS, OBSERVABLES, STAFFED
from model.engine.operations import INCIDENT, LEGISLATION
from model.engine.records import (
    CASH,
    GOODS,
    ITEM_COUNT,
    LASTEN,
    MEMBER_INDEX,
    NEEDS,
    OWN_INDEX,
    RESERVE,
    STATUS,
    SURPRISES,
    Noise,
    Results,
)

O_CHARGE, O_OWN, O_TRANSFER, O_CASH, O_LASTEN, O_FTE = range(6)
O_CLOUD, O_WORK, O_TRUST, O_SATISFACTION, O_MISSING, O_DAYS = range(6, 12)
O_BACKLOG, O_DEBT, O_KNOWLEDGE, O_UNFAIR, O_GAP, O_MEMBER = range(12, 18)
O_EXITED, O_REFUSED, O_SHARE, O_SPEND, O_RESERVE, O_SEAT = range(18, 24)
RESERVE_LEFT = ITEMS.index("reserve_left")
KOSTEN, KWALITEIT, KWETSBAARHEID, KWANTITEIT, KLANT, KENNIS = range(len(GOALS))
STATUS_OK, STATUS_NOT_FINITE = 0, 1
SHARED = 0.5
"""Seat of each of two that merged: they have one together."""
CODE, DRAW, OPTION, PARTY = range(STATUS)
"""Positions in the report of a kernel."""


def level_of(y: int, facts: np.record, par: np.record) -> float:
    """O12: where the budget itself is estimated, all that follows from it shares one uncertain level after its year.

    It multiplies what is told, not what the parties act on: not knowing a budget is no rise of it.
    """
    return par.operations.budget_level if facts.case.level_estimated == 1 and y > 0 else 1.0


def told(value: float, i: int, level: float) -> float:
    """A euro as it is told (of O12): acts, incidents and the reserve do not follow from the budget."""
    return value if i in (LEGISLATION, INCIDENT, RESERVE_ITEM) else level * value


def told_charge(p: int, level: float, state: np.record) -> float:
    """Charge as it is told (of O12), EUR nominal."""
    member, cost = state.member[p], state.cost[0]
    if member.inside == 0:
        return 0.0
    fixed = member.share * (cost[LEGISLATION] + cost[INCIDENT] + cost[RESERVE_ITEM])
    return level * (member.charge - fixed) + fixed


def observe(p: int, y: int, level: float, facts: np.record, state: np.record) -> None:
    """Y8: write what one could see of party `p` in year `y`; an organisation's figure as the party's part of it."""
    member, row = state.member[p], state.seen[p, y]
    inside = member.inside == 1
    pool = state.pool[municipality.pool_of(p, state)]
    part = facts.party[p].volume / pool.volume
    row[O_CHARGE] = told_charge(p, level, state)
    row[O_CASH] = 0.0
    for i in range(ITEM_COUNT):
        row[O_CASH] += told(state.booked[p, y, i], i, level)
    row[O_TRANSFER] = told(state.booked[p, y, EXIT_TRANSFER], EXIT_TRANSFER, level)
    row[O_OWN] = row[O_CASH] - row[O_CHARGE] - row[O_TRANSFER]
    row[O_FTE] = pool.fte * part
    row[O_CLOUD], row[O_WORK] = state.cloud[p, y, 0], state.cloud[p, y, 1]
    row[O_TRUST], row[O_SATISFACTION] = member.trust, member.satisfaction
    row[O_MISSING], row[O_DAYS] = pool.missing, pool.days
    row[O_BACKLOG], row[O_DEBT] = pool.backlog, pool.debt * part * state.price[y, GOODS]
    row[O_KNOWLEDGE], row[O_UNFAIR] = pool.knowledge, member.unfair
    row[O_GAP] = prices.budget_gap(row[O_CHARGE], state.price[y, OWN_INDEX], state.price[y, MEMBER_INDEX])
    row[O_MEMBER], row[O_EXITED] = float(member.inside), float(member.exited_unplanned)
    row[O_SHARE], row[O_REFUSED] = member.share, float(member.refused)
    row[O_SPEND] = row[O_CHARGE] - member.share * state.cost[0, RESERVE_ITEM] if inside else 0.0
    row[O_SEAT] = member.seat * member.inside * (1.0 if member.partner == municipality.ALONE else SHARED)
    row[O_RESERVE] = member.share * state.level[RESERVE] if inside else 0.0


def add_cost(p: int, y: int, level: float, factor: float, state: np.record) -> float:
    """Y7: add year `y` to the present values of a party (EUR real, discounted), and give their sum."""
    total = 0.0
    for i in range(ITEM_COUNT):
        value = told(state.booked[p, y, i], i, level) * factor
        state.npv[p, i] += value
        total += value
    return total


def appraise(p: int, y: int, level: float, factor: float, facts: np.record, state: np.record) -> None:
    """Of Y7: add year `y` to what is present value by scale, and to scores (means over the years)."""
    member = state.member[p]
    inside = member.inside == 1
    pool = state.pool[municipality.pool_of(p, state)]
    part = member.share if inside else municipality.part(p, facts, state)
    state.scale_effect[p] += part * pool.scale_cost * level * factor
    cost = state.paid[p, y, CASH] / state.price[y, MEMBER_INDEX] / facts.party[p].inhabitants
    years = facts.case.horizon
    score = state.score[p]
    score[KOSTEN] += service.cost_score(cost, member.reference) / years
    score[KWALITEIT] += pool.quality / years
    score[KWETSBAARHEID] += (1.0 - pool.missing) / years
    score[KWANTITEIT] += (1.0 - pool.backlog) / years
    score[KLANT] += member.satisfaction / years
    score[KENNIS] += pool.knowledge / years


def credit_reserve(facts: np.record, par: np.record, state: np.record) -> None:
    """Y9: what is left in the reserve at the horizon is the members', as if it were paid out then (E9); no charge."""
    y = facts.case.horizon
    value = prices.real(state.level[RESERVE], state.price[y, MEMBER_INDEX], par.finance.discount, y)
    for p in range(state.parties):
        if state.member[p].inside == 1:
            state.npv[p, RESERVE_LEFT] -= value * events.key_share(p, facts.dissolution, facts, state)


def keep_year(y: int, lean: bool, facts: np.record, par: np.record, state: np.record) -> None:
    """Note one year of one draw in the state: a tuple of arrays handed on every year would be counted in and out."""
    level = level_of(y, facts, par)
    factor = prices.real(1.0, state.price[y, MEMBER_INDEX], par.finance.discount, y) if y > 0 else 0.0
    for p in range(state.parties):
        if not lean:
            observe(p, y, level, facts, state)
        total = add_cost(p, y, level, factor, state) if y > 0 else 0.0
        if y > 0 and not lean:
            state.npv_year[p, y] = total
            appraise(p, y, level, factor, facts, state)


def wipe_sums(state: np.record) -> None:
    """Clear what `appraise` adds to."""
    for p in range(state.parties):
        state.npv[p, :] = 0.0
        state.npv_year[p, :] = 0.0
        state.score[p, :] = 0.0
        state.scale_effect[p] = 0.0


def take_chance(d: int, facts: np.record, noise: Noise, state: np.record) -> None:
    """Copy the random numbers of one draw to where the equations read them."""
    chance = state.chance
    chance.overrun, chance.tail, chance.host = noise.overrun[d], noise.tail[d], noise.host[d]
    for a in range(facts.case.acts):
        chance.slip[a], chance.place[a], chance.growth[a] = (noise.slip[d, a], noise.place[d, a], noise.growth[d, a])
    for y in range(facts.case.horizon + 1):
        chance.cpi[y], chance.volume[y] = noise.cpi[d, y], noise.volume[d, y]
        chance.vendor[y], chance.unknown[y] = noise.vendor[d, y], noise.unknown[d, y]
        for n in range(SURPRISES):
            chance.unknown_size[y, n] = noise.unknown_size[d, y, n]
            chance.unknown_place[y, n] = noise.unknown_place[d, y, n]
        for k in range(facts.case.parties + 1):
            chance.incident[k, y], chance.damage[k, y] = noise.incident[d, k, y], noise.damage[d, k, y]
            chance.merger[k, y] = noise.merger[d, k, y]
        for p in range(facts.case.parties):
            chance.voice[p, y], chance.leave[p, y] = noise.voice[d, p, y], noise.leave[d, p, y]
            for i in range(NEEDS):
                chance.needs[p, y, i] = noise.needs[d, p, y, i]


def add_people(o: int, facts: np.record, state: np.record, staffed_sum: np.ndarray) -> None:
    """Add what is seen of every specialism, of the pool that serves a party that year."""
    for p in range(state.parties):
        for y in range(facts.case.horizon + 1):
            k = 0 if state.seen[p, y, O_MEMBER] == 1.0 else 1 + p
            for s in range(facts.case.specialisms):
                for n in range(len(STAFFED)):
                    staffed_sum[o, p, y, s, n] += state.staffed[k, y, s, n]


def finish_lean(o: int, d: int, facts: np.record, state: np.record, out: Results, status: np.ndarray) -> None:
    """Write the present cost of one draw of one option, and nothing else, into the results."""
    npv = out.npv
    for p in range(state.parties):
        for i in range(ITEM_COUNT):
            npv[d, o, p, i] = state.npv[p, i]
        for y in range(facts.case.horizon + 1):
            check_finite(o, d, p, y, state, status)


def check_finite(o: int, d: int, p: int, y: int, state: np.record, status: np.ndarray) -> None:
    """Report the first figure that is not finite."""
    if status[CODE] == STATUS_OK and not np.isfinite(state.paid[p, y, CASH]):
        status[CODE], status[DRAW], status[OPTION], status[PARTY] = STATUS_NOT_FINITE, d, o, p


def finish(
    o: int, d: int, facts: np.record, par: np.record, state: np.record, out: Results, status: np.ndarray
) -> None:
    """Write one draw of one option into the results, with the provisions that a later year booked back (O12, Y8)."""
    charge, npv, npv_year, score, observable = out.charge, out.npv, out.npv_year, out.score, out.observable
    cost_sum, cost, scale_effect = out.cost_sum, out.cost, out.scale_effect
    add_people(o, facts, state, out.staffed_sum)
    for p in range(state.parties):
        scale_effect[d, o, p] = state.scale_effect[p]
        for i in range(ITEM_COUNT):
            npv[d, o, p, i] = state.npv[p, i]
        for g in range(len(GOALS)):
            score[d, o, p, g] = state.score[p, g]
        for y in range(facts.case.horizon + 1):
            level, row = level_of(y, facts, par), state.seen[p, y]
            provided = state.paid[p, y, LASTEN] - state.paid[p, y, CASH]
            row[O_LASTEN] = row[O_CASH] + level * provided
            charge[d, o, p, y], npv_year[d, o, p, y] = row[O_CHARGE], state.npv_year[p, y]
            for n in range(len(OBSERVABLES)):
                observable[d, o, p, y, n] = row[n]
            for i in range(ITEM_COUNT):
                value = told(state.booked[p, y, i], i, level)
                cost_sum[o, p, y, i] += value
                if len(cost) > 0:
                    cost[d, o, p, y, i] = value
            check_finite(o, d, p, y, state, status)


def run_block(
    given: np.recarray, policies: np.recarray, records: np.recarray, noise: Noise, states: np.recarray,
    out: Results, status: np.ndarray,
) -> None:  # fmt: skip
    """Run every draw of a block for every option.

    Parameters
    ----------
    given : recarray (1,)
        `FACTS`.
    policies : recarray (option,)
        `POLICY`.
    records : recarray (draw,)
        Sampled parameters.
    states : recarray (1,)
        `STATE` of the calling thread.
    out : Results
        Filled; dimension draw as long as `records`. Where `charge` has no draws only `npv` is.
    status : ndarray (4,)
        Set to code, draw, option, party of the first figure that is not finite; code 0 means all is well.
    """
    facts, state, lean = given[0], states[0], len(out.charge) == 0
    state.parties = facts.case.parties
    for d in range(len(records)):
        par = records[d]
        take_chance(d, facts, noise, state)
        draw.drive(facts, par, state)
        for o in range(len(policies)):
            policy = policies[o]
            schedule(policy, par, state)
            draw.begin(facts, par, state)
            wipe_sums(state)
            for y in range(facts.case.horizon + 1):
                draw.live_year(y, facts, par, policy, state)
                keep_year(y, lean, facts, par, state)
            credit_reserve(facts, par, state)
            if lean:
                finish_lean(o, d, facts, state, out, status)
            else:
                finish(o, d, facts, par, state, out, status)


take_chance = compiled(take_chance)
wipe_sums = compiled(wipe_sums)
add_people = compiled(add_people)
check_finite = compiled(check_finite)
finish_lean = compiled(finish_lean)
finish = compiled(finish)
level_of = compiled(level_of)
told = compiled(told)
told_charge = compiled(told_charge)
observe = compiled(observe)
add_cost = compiled(add_cost)
appraise = compiled(appraise)
credit_reserve = compiled(credit_reserve)
keep_year = compiled(keep_year)
run_block = compiled_kernel(run_block)

assert OBSERVABLES[O_SEAT] == "seat"  # noqa: S101  the constants above follow the names
