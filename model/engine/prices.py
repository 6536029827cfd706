"""Prices: inflation, wages, licences, and the index by which members pay (equations P1-P5)."""

from __future__ import annotations

import math

from model.engine.compiled import compiled


def inflation(previous: float, mean: float, persistence: float, shock: float) -> float:
    """P1: yearly CPI growth as AR(1), share per year; `shock` is a resampled residual of the CBS years."""
    return mean + persistence * (previous - mean) + shock


def wage_growth(year: float, agreement: float, agreement_end: float, cpi: float, excess: float) -> float:
    """P2: cao growth, share per year: the agreement while it runs, inflation plus an excess afterwards."""
    covered = min(1.0, max(0.0, agreement_end - year))
    return covered * agreement + (1.0 - covered) * (cpi + excess)


def software_growth(base: float, step: float, stepped: bool) -> float:
    """P3: growth of a licence price, share per year, with a one-off vendor step in the year it happens."""
    return (1.0 + base) * (1.0 + step) - 1.0 if stepped else base


def real(amount: float, deflator: float, discount: float, year: int) -> float:
    """P4: present value in prices of the budget year; `deflator` is the price index since that year."""
    return amount / deflator / math.pow(1.0 + discount, year)


def budget_gap(charge: float, own_index: float, member_index: float) -> float:
    """P5: part of a charge (EUR) that the members' index does not cover."""
    return charge * (1.0 - member_index / own_index)


inflation = compiled(inflation)
wage_growth = compiled(wage_growth)
software_growth = compiled(software_growth)
real = compiled(real)
budget_gap = compiled(budget_gap)
