"""Contracts and assets of a case as rows of numbers, for `pack`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from model.inputs import Case
    from model.inputs.case import Asset, Contract

UNLIMITED: Final = 1e12
"""EUR: a price that never is the lower one."""
COLUMNS: Final = 2
"""Of book values: what stands there now, what replaces it."""


def contract_row(contract: Contract) -> tuple[float, ...]:
    """EUR a year, last year, EUR to end it, of which a switching charge, and whether it serves own hosting.

    Where nobody wrote a price of ending, the fees that remain are the limit. An estimated contract stands for many with
    ends of their own, so it does not stand in the way of work that moves.
    """
    written = "exit_cost_eur" in contract.model_fields_set and not contract.exit_cost_eur.estimated
    price = float(contract.exit_cost_eur) if written else UNLIMITED
    own = not contract.saas and not contract.annual_eur.estimated
    return float(contract.annual_eur), float(contract.end_year), price, float(contract.switching_eur), float(own)


def book_values(case: Case) -> np.ndarray:
    """Book value at the start of each year (year, 2), EUR: of what stands there now, and of what will replace it.

    The second column is at prices of the budget year. An asset is written off evenly over its remaining years, replaced
    by its like, written off over its whole life, and so on. An estimated one stands for a mix of ages: its value stays.
    """
    table = np.zeros((case.horizon_years + 1, COLUMNS))
    for asset in case.organisation.assets:
        remaining = float(asset.remaining_years)
        if _mixed(asset):
            table[:, 1] += float(asset.book_value_eur)
        elif remaining > 0.0:
            yearly, life = float(asset.book_value_eur) / remaining, float(asset.life_years)
            for y in range(len(table)):
                left = remaining - y
                table[y, int(left < 0.0)] += yearly * (left if left >= 0.0 else left % life)
    return table


def _mixed(asset: Asset) -> bool:
    return asset.book_value_eur.estimated or asset.remaining_years.estimated
