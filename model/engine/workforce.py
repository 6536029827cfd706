"""Shortage, hire, technical debt, knowledge, vulnerability and quality of a pool (equations W1-W6).

All are measured against the budget year, in which what they cost is already in the budget; with no change they add
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import service, staff
from model.engine.compiled import compiled
from model.engine.names import ITEMS, STAFFED
from model.engine.operations import LEGISLATION, PROJECTS
from model.engine.records import GOODS, MARKET, MISSING_START, WAGES

if TYPE_CHECKING:
    import numpy as np

HIRE = ITEMS.index("hire")
RENEWAL = ITEMS.index("renewal")
HEADS, NOBODY, DAYS = range(len(STAFFED))


def own_posts(k: int, facts: np.record, state: np.record) -> float:
    """Posts of a pool that its budget pays for, fte (of W1)."""
    case, pool = facts.case, state.pool[k]
    share = pool.volume / case.inhabitants
    return pool.technical_fte + (case.functional_fte + case.back_office_fte) * share + pool.task_fte


def demand(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> float:
    """W1: fte of work asked of a pool: its posts, directing, and the staff behind laws and projects."""
    case, pool = facts.case, state.pool[k]
    posts = own_posts(k, facts, state) + (1.0 - par.staff.member_share) * pool.directing_fte
    extra = state.cost[k, LEGISLATION] + state.cost[k, PROJECTS]
    return posts + max(0.0, extra) / (state.price[y, WAGES] * case.cost_per_fte)


def shortage(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """W2: open posts are hired at a premium as far as the market has people; what is left waits and becomes debt.

    So does the work of posts that a cap cut last year (B6a): they are not hired.
    """
    case, pool, terms = facts.case, state.pool[k], par.staff
    asked = demand(k, y, facts, par, state)
    normal = case.functional_fte + case.back_office_fte
    normal += 0.0 if pool.sourcing == MARKET else case.technical_fte  # what is bought needs no hire, nor saves any
    normal = normal * pool.volume / case.inhabitants + pool.task_fte
    tight = terms.tightness if y > 0 else 1.0
    factor = pool.outflow_factor if y > 0 else 1.0
    now = staff.vacancy(terms.outflow * factor, terms.time_to_fill * tight) * asked
    then = staff.vacancy(terms.outflow, terms.time_to_fill) * normal
    got = staff.hired(now, terms.hire_found)
    got_then = staff.hired(then, terms.hire_found)
    price = terms.hire_premium * case.cost_per_fte * state.price[y, WAGES]
    state.cost[k, HIRE] = price * (tight * got - got_then)
    cut = pool.cut * own_posts(k, facts, state)
    waiting = max(0.0, (now - got) - (then - got_then)) + cut
    pool.backlog = waiting / asked if asked > 0.0 else 0.0
    pool.fte = asked - now + got - cut


def normal_debt(facts: np.record, par: np.record) -> float:
    """W3: technical debt in the budget year, EUR: from the case, or a share of hosting and software."""
    if facts.case.backlog_known == 1:
        return facts.case.backlog
    return par.operations.debt_start * (facts.case.hosting + facts.case.software)


def renew(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """W4: catching up costs more as debt grows; a cut of the budget saves now and is owed later."""
    case, pool = facts.case, state.pool[k]
    if y == 0:
        return
    share = pool.volume / case.inhabitants
    normal, rate, goods = normal_debt(facts, par) * share, par.operations.debt_catch_up, state.price[y, GOODS]
    running = case.hosting + case.technical + case.functional
    put_off = par.operations.budget_cut * running * share
    state.cost[k, RENEWAL] = goods * (rate * (pool.debt - normal) - put_off)
    waiting = pool.backlog * demand(k, y, facts, par, state) * case.cost_per_fte
    pool.debt = service.debt(pool.debt, rate * normal + waiting + put_off + pool.deferred, rate)
    pool.deferred = 0.0


def exposure(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """W5: chance that some specialism has nobody, and specialism-days a year without anybody; of each what is seen."""
    pool, terms = state.pool[k], par.operations
    tight = par.staff.tightness if y > 0 else 1.0
    factor = pool.outflow_factor if y > 0 else 1.0
    vacant = staff.vacancy(par.staff.outflow * factor, par.staff.time_to_fill * tight)
    absent = staff.absence(par.staff.sick, par.staff.leave, vacant)
    team = (pool.volume + pool.extra) / pool.volume * (1.0 - pool.cut)
    present, days, last, alone = 1.0, 0.0, -1.0, 0.0
    for s in range(facts.case.specialisms):
        heads = state.heads[k, s] * team
        if facts.group[s] == 0:
            kept = pool.technical_fte / pool.technical_start if pool.technical_start > 0.0 else 1.0
            heads = 0.0 if pool.sourcing == MARKET else heads * kept
        if heads != last:  # as many people as in the specialism before: as great a chance
            last, alone = heads, staff.nobody(heads, absent, terms.common_cause, terms.vendor_absence)
        row = state.staffed[k, y, s]
        row[HEADS], row[NOBODY], row[DAYS] = heads, alone, terms.working_days * alone
        present *= 1.0 - alone
        days += terms.working_days * alone
    pool.missing, pool.days = staff.any_missing(present), days


def learn(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """W6: knowledge a year on, and quality against the budget year."""
    case, pool, terms = facts.case, state.pool[k], par.operations
    if y > 0:
        loss = par.staff.outflow * pool.outflow_factor + terms.knowledge_ageing * terms.innovation
        normal = par.staff.outflow + terms.knowledge_ageing
        pool.knowledge = service.knowledge(pool.knowledge, terms.knowledge_start, loss, normal)
    share = pool.volume / case.inhabitants
    budget = (case.hosting + case.software + case.technical + case.functional) * share
    owed = (pool.debt - normal_debt(facts, par) * share) / budget if budget > 0.0 else 0.0
    learned = pool.knowledge - terms.knowledge_start
    pool.quality = service.quality(par.service, learned, owed, pool.backlog, pool.missing - state.level[MISSING_START])


def staff_pool(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """Everything about people in pool `k` in year `y`."""
    shortage(k, y, facts, par, state)
    renew(k, y, facts, par, state)
    exposure(k, y, facts, par, state)
    if y == 0 and k == 0:
        state.level[MISSING_START] = state.pool[0].missing
    learn(k, y, facts, par, state)


own_posts = compiled(own_posts)
demand = compiled(demand)
shortage = compiled(shortage)
normal_debt = compiled(normal_debt)
renew = compiled(renew)
exposure = compiled(exposure)
learn = compiled(learn)
staff_pool = compiled(staff_pool)
