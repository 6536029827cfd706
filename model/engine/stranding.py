"""What a contract and an asset are still worth, and what cloud strands of them (equations Y4-Y4c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import legislation
from model.engine.compiled import compiled
from model.engine.names import ITEMS
from model.engine.records import GOODS, HOSTED_START, LICENCES, SOFTWARE_UNIT

if TYPE_CHECKING:
    import numpy as np

STRANDED = ITEMS.index("stranded")
TRANSITION = ITEMS.index("transition")
PROJECTS = ITEMS.index("projects")
ANNUAL, LAST_YEAR, BREAK, SWITCHING, FOR_OWN = range(5)
"""Columns of `facts.contracts`."""


def book_value(y: int, facts: np.record, state: np.record) -> float:
    """Y4a: book value of all assets, EUR nominal: what stood there in the budget year, and what replaced it since."""
    return facts.books[y, 0] + facts.books[y, 1] * state.price[y, GOODS]


def contract_price(c: int, y: int, facts: np.record, par: np.record) -> float:
    """Y4b: EUR to end a contract: its price of ending or the fees that remain; no switching charge once banned."""
    year, contract = facts.case.budget_year + y, facts.contracts[c]
    fees = contract[ANNUAL] * max(0.0, contract[LAST_YEAR] - year + 1.0)
    banned = legislation.in_force(year, par.stranded.switching_ban)
    return min(max(0.0, contract[BREAK] - contract[SWITCHING] * banned), fees)


def bought_out(hosted: float, running: float) -> float:
    """Y4c: part (0-1) of the contracts that still run which serve work that has gone; both as shares of the start."""
    return max(0.0, 1.0 - hosted / running) if running > 0.0 else 0.0


def stranded_contracts(y: int, facts: np.record, par: np.record, state: np.record) -> float:
    """EUR that the organisation pays this year to end contracts of work that moved before their end, in Y4."""
    total, running, price = 0.0, 0.0, 0.0
    for c in range(facts.case.contracts):
        contract = facts.contracts[c]
        if contract[FOR_OWN] == 0.0:
            continue
        total += contract[ANNUAL]
        if contract[LAST_YEAR] >= facts.case.budget_year + y:
            running += contract[ANNUAL]
            price += contract_price(c, y, facts, par)
    if running <= 0.0:
        return 0.0
    pool, start = state.pool[0], state.level[HOSTED_START]
    before = bought_out((1.0 - pool.work_before) / start, running / total)
    now = bought_out((1.0 - pool.work_cloud) / start, running / total)
    return max(0.0, now - before) * price * min(1.0, pool.volume / facts.case.inhabitants)


def strand(k: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """Y4: what cloud retires too early, and a migration for work that moves or comes back, EUR nominal."""
    case, pool, start = facts.case, state.pool[k], state.level[HOSTED_START]
    share = pool.volume / case.inhabitants
    hosted, now = 1.0 - pool.work_before, 1.0 - pool.work_cloud
    if now < hosted:
        early = max(0.0, 1.0 - now / hosted - 1.0 / case.asset_life)
        books = book_value(y, facts, state) * share * hosted / start
        state.extra[k, STRANDED] += books * early * (1.0 - par.stranded.proceeds)
        if k == 0:
            state.extra[k, STRANDED] += stranded_contracts(y, facts, par, state)
        licences = state.level[SOFTWARE_UNIT] * pool.volume * state.price[y, LICENCES]
        yearly = case.hosting * share / start * state.price[y, GOODS] + licences
        state.extra[k, PROJECTS] += (
            par.cloud.migration_cost * yearly * (hosted - now)
        )  # running cost, not for the reserve
    else:
        yearly = case.hosting * share * state.price[y, GOODS]
        state.extra[k, TRANSITION] += par.cloud.return_cost * yearly * (now - hosted) / start


book_value = compiled(book_value)
contract_price = compiled(contract_price)
bought_out = compiled(bought_out)
stranded_contracts = compiled(stranded_contracts)
strand = compiled(strand)
