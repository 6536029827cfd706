"""Staff without work and overhead left behind: who owes it, and when it is a charge (E7, E11, E14, E20-E22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import staff
from model.engine.compiled import compiled
from model.engine.records import GOODS, LASTEN, WAGES

if TYPE_CHECKING:
    import numpy as np


def staying(q: int, state: np.record) -> float:
    """E14: part of `q` in what comes from or falls to those who stay: its share among them, or equal parts."""
    if state.member[q].inside == 0 or state.member[q].leaving > 0:
        return 0.0
    total, number = 0.0, 0.0
    for p in range(state.parties):
        if state.member[p].inside == 1 and state.member[p].leaving == 0:
            total += state.member[p].share
            number += 1.0
    return state.member[q].share / total if total > 0.0 else 1.0 / number


def surplus_cost(fte: float, years: int, facts: np.record, par: np.record) -> float:
    """E11: surplus staff `years` after the change, EUR at wages of year 0: kept and placed, then unemployed."""
    terms, cost = par.staff, facts.case.cost_per_fte
    kept = int(terms.placement_years)
    left = staff.surplus(fte, years, terms.outflow, terms.replacement)
    if years < kept:
        return left * cost
    if years == kept:
        return staff.unemployment_cost(left, terms.unemployment_years, terms.unemployment_rate, cost)
    return 0.0


def staff_owed(fte: float, facts: np.record, par: np.record) -> float:
    """E22: all that surplus staff will cost until the last is placed or no longer paid, EUR at wages of year 0."""
    total = 0.0
    for year in range(int(par.staff.placement_years) + 1):
        total += surplus_cost(fte, year, facts, par)
    return total


def provide(k: int, y: int, fte: float, facts: np.record, par: np.record, state: np.record) -> None:
    """E20: in *lasten* the whole obligation counts in the year before it starts, for each by its part (`borne`)."""
    total = staff_owed(fte, facts, par) * state.price[y, WAGES]
    for q in range(state.parties):
        state.paid[q, max(1, y - 1), LASTEN] += state.borne[k, q] * total


def release(k: int, y: int, since: int, cost: float, state: np.record) -> None:
    """E21: what was provided for is no charge again when it is paid (`cost` at wages of year 0)."""
    for q in range(state.parties):
        state.paid[q, y, LASTEN] -= state.borne[k, q] * cost * state.price[since, WAGES]


def owe(
    p: int, y: int, fte: float, for_all: int, charge: float, facts: np.record, par: np.record, state: np.record
) -> None:
    """E7: surplus staff and overhead left behind from year `y`, borne by the party or by all who stay."""
    member = state.member[p]
    member.surplus_fte, member.left_year, member.borne_by_all = fte, y, for_all
    member.left_overhead = par.stranded.overhead * charge / state.price[y - 1, GOODS]
    for q in range(state.parties):
        own = 1.0 if q == p else 0.0
        state.borne[1 + p, q] = staying(q, state) if for_all == 1 else own
    provide(1 + p, y, fte, facts, par, state)


staying = compiled(staying)
surplus_cost = compiled(surplus_cost)
staff_owed = compiled(staff_owed)
provide = compiled(provide)
release = compiled(release)
owe = compiled(owe)
