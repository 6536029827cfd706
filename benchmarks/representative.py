"""One representative mechanism, in chunked numpy and compiled: what own hosting costs as its work moves to the cloud.

Price path (P1), cloud share per party (C1-C3), volume, scale (S3) and stickiness (S4), for every draw and year. Both
sides work on chunks of 1,024 draws. The compiled side is a loop over the engine's own scalar equations; the numpy side
is written as one would with arrays (draw, year).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.compiling import compiled_limit
from model.engine import cloud, prices, scale
from model.engine.parameters import as_records

if TYPE_CHECKING:
    from benchmarks.workload import Sampled, Workload


class Place(NamedTuple):
    """Facts that the mechanism reads: shares and ambition per party, EUR and people of the arrangement."""

    people: np.ndarray
    cloud_share: np.ndarray
    ambition: np.ndarray
    hosting: float
    years: int


def place(work: Workload) -> Place:
    """Facts of the workload's case."""
    facts = work.packed.facts[0]
    party = facts.party[: facts.case.parties]
    columns = (np.array(party[name]) for name in ("inhabitants", "cloud_share", "ambition"))
    return Place(*columns, float(facts.case.hosting), int(facts.case.horizon) + 1)


def hosting_numpy(where: Place, sampled: Sampled, elasticity: np.ndarray) -> np.ndarray:
    """Cost of own hosting (draw, year), EUR nominal, with arrays over draws."""
    par = as_records(sampled.values)
    terms, years = par.cloud, np.arange(where.years)
    cpi, goods = par.prices.inflation_mean, np.ones((len(par), where.years))
    for y in range(1, where.years):
        excess = par.prices.inflation_persistence * (cpi - par.prices.inflation_mean)
        cpi = par.prices.inflation_mean + excess + sampled.noise.cpi[:, y]
        goods[:, y] = goods[:, y - 1] * (1.0 + cpi)
    low, mid = terms.curve < 0.5, terms.curve < 1.5
    ceiling = np.where(low, terms.ceiling_low, np.where(mid, terms.ceiling_mid, terms.ceiling_high))
    pace = np.where(low, terms.pace_low, np.where(mid, terms.pace_mid, terms.pace_high))
    pace *= terms.pace_factor * terms.ambition
    start = where.cloud_share
    top = np.minimum(1.0, np.maximum(ceiling[:, None], start + terms.headroom[:, None]))
    decay = np.exp(-(pace[:, None] * where.ambition)[:, :, None] * years)
    money = top[:, :, None] / (1.0 + (top / start - 1.0)[:, :, None] * decay)
    work = money / (money + terms.price_ratio[:, None, None] * (1.0 - money))
    hosted = 1.0 - (work * (where.people / where.people.sum())[:, None]).sum(axis=1)
    begin, limit = hosted[:, :1], par.scale.limit[:, None]
    people = where.people.sum()
    fewer = np.minimum(people * hosted, limit) / np.minimum(people * begin, limit)
    ratio = hosted / begin * fewer ** elasticity[:, None]
    sticky = np.where(ratio >= 1.0, ratio, 1.0 - terms.stickiness[:, None] * (1.0 - ratio))
    return np.asarray(goods * where.hosting * sticky)


def hosting_scalar(
    where: Place, records: np.recarray, shocks: np.ndarray, elasticity: np.ndarray, out: np.ndarray
) -> None:
    """Fill `out` (draw, year) with the same, one draw at a time, by the equations of the engine."""
    people = where.people.sum()
    hosted = np.zeros(where.years)
    for d in range(len(records)):
        par = records[d]
        ceiling, pace = cloud.ceiling_and_pace(par.cloud)
        hosted[:] = 1.0
        for p in range(len(where.people)):
            own_pace = pace * par.cloud.pace_factor * par.cloud.ambition * where.ambition[p]
            for y in range(where.years):
                money = cloud.money_share(where.cloud_share[p], ceiling, par.cloud.headroom, own_pace, float(y))
                hosted[y] -= cloud.work_share(money, par.cloud.price_ratio) * where.people[p] / people
        cpi, goods = par.prices.inflation_mean, 1.0
        for y in range(where.years):
            if y > 0:
                cpi = prices.inflation(cpi, par.prices.inflation_mean, par.prices.inflation_persistence, shocks[d, y])
                goods *= 1.0 + cpi
            ratio = scale.cloud_cost_ratio(people, hosted[y], hosted[0], elasticity[d], par.scale.limit)
            out[d, y] = goods * where.hosting * scale.sticky(ratio, par.cloud.stickiness)


def hosting_compiled(where: Place, sampled: Sampled, elasticity: np.ndarray) -> np.ndarray:
    """Cost of own hosting (draw, year), EUR nominal, by the compiled loop."""
    out = np.empty((len(sampled.values), where.years))
    hosting_loop(where, as_records(sampled.values), sampled.noise.cpi, elasticity, out)
    return out


def elasticities(work: Workload, sampled: Sampled) -> np.ndarray:
    """Elasticity of hosting per draw; outside what is timed, both sides are given it."""
    par = as_records(sampled.values)
    case = work.packed.facts[0].case
    total = case.hosting + case.technical + case.functional + case.back_office + case.overhead + case.software
    mean = case.hosting * par.scale.hosting / total + 1.0 - case.hosting / total
    return np.asarray(np.maximum(par.scale.floor, par.scale.elasticity * par.scale.hosting / mean))


hosting_loop = compiled_limit(hosting_scalar)
