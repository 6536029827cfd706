"""What everyone pays per year in worlds that a reader may ask about: other scenarios, and drivers low or high."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from model.engine.outcome import FloatArray, IntArray, Outcome

DRIVERS: Final = ("cloud.ambition", "prices.wage_excess", "prices.saas")
"""Pace of cloud, growth of wages, and price of cloud software: what boards ask about."""
QUANTILES: Final = (0.1, 0.9)


@dataclass(frozen=True, eq=False)
class World:
    """Yearly cost in one world.

    Parameters
    ----------
    kind : {"scenario", "low", "high"}
        "low" and "high": the third of the futures in which a driver is lowest or highest.
    name : str
        Id of the scenario or of the assumption.
    cost : ndarray, shape (option, party + 1, year, 3)
        EUR nominal, cash: mean, P10 and P90. The last party is all of them together.
    """

    kind: Literal["scenario", "low", "high"]
    name: str
    futures: int
    cost: FloatArray


def worlds(outcome: Outcome, scenarios: Mapping[str, Outcome]) -> tuple[World, ...]:
    """Give the yearly cost of every option and party in each world.

    The outcome comes first, and lends its futures to the drivers; one that is not drawn is left out. The scenarios are
    of the same case and options, with observable ``cost_cash``; that of the outcome itself is not used again.
    """
    own = str(outcome.scenario.id)
    found = [World("scenario", own, outcome.draws, _cost(outcome, np.arange(outcome.draws)))]
    found += [
        World("scenario", name, one.draws, _cost(one, np.arange(one.draws)))
        for name, one in scenarios.items()
        if name != own
    ]
    return (*found, *_thirds(outcome))


def _thirds(outcome: Outcome) -> Iterator[World]:
    third = outcome.draws // 3
    for name in DRIVERS:
        if name not in outcome.parameters or not third:
            continue
        values = outcome.inputs[:, outcome.parameters.index(name)]
        if values.min() == values.max():
            continue
        order = np.argsort(values, kind="stable")
        yield World("low", name, third, _cost(outcome, order[:third]))
        yield World("high", name, third, _cost(outcome, order[-third:]))


def _cost(outcome: Outcome, draws: IntArray) -> FloatArray:
    cash = outcome.observable[..., outcome.obs("cost_cash")][:, draws]
    paid = np.concatenate((cash, cash.sum(axis=2, keepdims=True)), axis=2)
    low, high = np.quantile(paid, QUANTILES, axis=1)
    return np.stack((paid.mean(axis=1), low, high), axis=-1)
