"""What staying is worth to a member against the best it could do instead (equations M6-M10).

A member is taken to be myopic: it holds what this year costs to be what every year will cost, expects its move to run
as such projects ordinarily do, and does not see the future of its draw. No equation of cost stands here: the member's
own pool is opened for a moment, calculated by the equations that would hold if it left, and put back.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine import events, host, ledger, municipality, operations, relation, surplus, tasks, transition, workforce
from model.engine.compiled import compiled
from model.engine.events import DUAL_RUNNING
from model.engine.ledger import VAT
from model.engine.operations import DIRECTING, HOSTING, INCIDENT
from model.engine.records import HOST, RESERVE, WAGES
from model.engine.stranding import STRANDED, TRANSITION

if TYPE_CHECKING:
    import numpy as np

DESTINATIONS = 4
"""Own, host, market, another arrangement: the codes of `records`, from 0."""
SMALLEST = 2
"""Where one of two leaves the arrangement ends: no exit sum, but a liquidation balance."""


def lasting_cost(k: int, state: np.record) -> float:
    """M6: what pool `k` costs this year (EUR nominal) and may cost again: all but what comes once."""
    total = 0.0
    for i in range(HOSTING, VAT + 1):
        if i not in (INCIDENT, TRANSITION, DUAL_RUNNING, STRANDED):
            total += state.cost[k, i]
    return total


def cost_of_staying(p: int, y: int, facts: np.record, state: np.record) -> float:
    """M7: lasting cost of a municipality inside, EUR in year `y`: its share, its directing, the staff that it kept."""
    joint, directing, total = state.pool[0], state.cost[0, DIRECTING], 0.0
    shared = lasting_cost(0, state) - directing
    for q in range(state.parties):
        if municipality.same(p, q, state):
            party = facts.party[q]
            kept = party.retained * (1.0 - joint.task_share) + tasks.kept(q, y, facts, state)
            total += state.member[q].share * shared + directing * party.volume / joint.volume
            total += kept * state.price[y, WAGES]
    return total


def kept_elsewhere(p: int, y: int, facts: np.record) -> float:
    """Work that party `p` does itself when it is out, EUR at wages of the budget year (of M8)."""
    total = facts.party[p].retained
    for n in range(facts.case.tasks):
        total += tasks.cost_alone(n, p, y, facts)
    return total


def cost_elsewhere(p: int, destination: int, y: int, facts: np.record, par: np.record, state: np.record) -> float:
    """M8: its lasting cost with its work at `destination`, EUR in year `y`; leaves the state as it was."""
    k, partner, kept = 1 + p, state.member[p].partner, kept_elsewhere(p, y, facts)
    state.spare[0] = state.pool[k]
    events.open_pool(p, destination, facts, par, state)
    state.pool[k].work_cloud, state.pool[k].inhabitants = state.cloud[p, y, 1], facts.party[p].inhabitants
    if partner != municipality.ALONE:
        state.spare[1] = state.pool[1 + partner]
        events.open_pool(partner, destination, facts, par, state)
        state.pool[1 + partner].work_cloud = state.cloud[partner, y, 1]
        state.pool[1 + partner].inhabitants = facts.party[partner].inhabitants
        municipality.unite(p, partner, 0, state)
        state.pool[1 + partner] = state.spare[1]
        kept += kept_elsewhere(partner, y, facts)
    operations.operate(k, y, facts, par, state)
    workforce.shortage(k, y, facts, par, state)
    workforce.renew(k, y, facts, par, state)
    ledger.value_added_tax(k, y, facts, par, state)
    total = lasting_cost(k, state) + kept * state.price[y, WAGES]
    state.pool[k] = state.spare[0]
    state.cost[k, :] = 0.0
    return total


def price_of_leaving(p: int, destination: int, y: int, facts: np.record, par: np.record, state: np.record) -> float:
    """M9: what it costs party `p` once to go to `destination`, EUR of year `y`: move, and exit sum or liquidation."""
    rate, years = par.finance.discount, int(par.relation.value_years)
    ordinary = transition.overrun(par.transition, 0.0, 1.0)  # its median: nobody plans for the tail
    project, double = events.split_cost(p, ordinary, par, state)
    total = project + double
    if events.count_inside(state) > SMALLEST:
        base = events.exit_base(p, y + 1, facts, state)
        for tau in range(years):
            total += events.exit_sum(p, base, tau, y, facts, par, state) * (1.0 + rate) ** -tau
        return total
    share = events.key_share(p, facts.dissolution, facts, state)
    total += events.left_behind(share, y, facts, par, state) - share * state.level[RESERVE]
    idle = events.surplus_staff(p, destination, facts, par, state)
    overhead = par.stranded.overhead * state.member[p].regular
    for tau in range(years):
        staff = surplus.surplus_cost(idle, tau, facts, par) * state.price[y, WAGES]
        total += (staff + overhead * ledger.fading(tau, par)) * (1.0 + rate) ** -tau
    return total


def value_of_staying(p: int, y: int, facts: np.record, par: np.record, state: np.record) -> float:
    """M10: R5 with the cheapest way to have the work done elsewhere; above 0 it pays to stay."""
    terms = par.relation
    years = relation.annuity(par.finance.discount, terms.value_years)
    best = math.inf
    for destination in range(DESTINATIONS):
        if destination == HOST and host.turns_away(par, state):
            continue
        cost = years * cost_elsewhere(p, destination, y, facts, par, state)
        for q in range(state.parties):
            if municipality.same(p, q, state):
                cost += price_of_leaving(q, destination, y, facts, par, state)
        best = min(best, cost)
    return relation.value(best, years * cost_of_staying(p, y, facts, state), terms.value_limit)


lasting_cost = compiled(lasting_cost)
cost_of_staying = compiled(cost_of_staying)
kept_elsewhere = compiled(kept_elsewhere)
cost_elsewhere = compiled(cost_elsewhere)
price_of_leaving = compiled(price_of_leaving)
value_of_staying = compiled(value_of_staying)
