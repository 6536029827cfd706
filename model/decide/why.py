"""Why an option differs from continue: the difference by cost item (a waterfall), and by driver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.decide.appraisal import Band, band, baseline, item_difference, mean_item_difference, present_cost
from model.decide.drivers import DriverShares, driver_shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.decide.again import Simulate
    from model.engine.outcome import Outcome


@dataclass(frozen=True)
class Bar:
    """Difference with continue in one cost item, EUR real, discounted; positive is dearer."""

    item: str
    mean: float
    p10: float
    p90: float


@dataclass(frozen=True)
class Waterfall:
    """From the cost of continue to that of an option, item by item.

    Parameters
    ----------
    option, baseline : str
        Ids of the option and of what it is compared with.
    start : float
        Mean present cost of continue, EUR.
    bars : tuple of Bar
        One per cost item, in the order of the items. Their means sum to `difference`; P10 and P90 do not.
    scale : Band
        *Of which* scale: the part of the difference that is due to losing or gaining scale, EUR. It is
        contained in the bars and never a bar of its own.
    """

    option: str
    baseline: str
    party: str | None
    start: float
    bars: tuple[Bar, ...]
    scale: Band

    @property
    def difference(self) -> float:
        """Mean present cost minus that of continue, EUR: the sum of the bars."""
        return sum(bar.mean for bar in self.bars)

    @property
    def end(self) -> float:
        """Mean present cost of the option, EUR."""
        return self.start + self.difference

    def largest(self, count: int) -> tuple[tuple[Bar, ...], float]:
        """Bars with the largest mean, in the order of the items, and what the means of the others add up to, EUR."""
        ranked = sorted(self.bars, key=lambda bar: -abs(bar.mean))
        chosen = {bar.item for bar in ranked[:count]}
        kept = tuple(bar for bar in self.bars if bar.item in chosen)
        return kept, sum(bar.mean for bar in ranked[count:])


@dataclass(frozen=True)
class Why:
    """Differences with continue of every option, together and by party: by cost item and by driver."""

    items: tuple[Waterfall, ...]
    drivers: tuple[DriverShares, ...]


def why(outcome: Outcome, simulate: Simulate | None = None, progress: Callable[[int, int], None] | None = None) -> Why:
    """Explain every option: by cost item (DV10) and, simulating again (DV25), by driver."""
    options = (option for option in outcome.options if option != baseline(outcome))
    falls = (waterfall(outcome, option, party) for option in options for party in (None, *outcome.parties))
    return Why(tuple(falls), driver_shares(outcome, simulate, progress=progress))


def waterfall(outcome: Outcome, option: str, party: str | None = None) -> Waterfall:
    """Explain the difference between an option and continue.

    EUR real (price level of the budget year), discounted, years 1..H.
    """
    reference = baseline(outcome)
    low, high = np.quantile(item_difference(outcome, option, party), (0.1, 0.9), axis=0)
    means = mean_item_difference(outcome, option, party)
    return Waterfall(
        option=option,
        baseline=reference,
        party=party,
        start=float(present_cost(outcome, reference, party).mean()),
        bars=tuple(Bar(item, float(means[k]), float(low[k]), float(high[k])) for k, item in enumerate(outcome.items)),
        scale=_scale_difference(outcome, outcome.o(option), outcome.o(reference), party),
    )


def _scale_difference(outcome: Outcome, option: int, reference: int, party: str | None) -> Band:
    """Mean over all futures, P10 and P90 of the sample."""
    change, means = (
        effect[option] - effect[reference] for effect in (outcome.scale_effect, outcome.mean("scale_effect"))
    )
    if party is None:
        return band(change.sum(axis=1), float(means.sum()))
    return band(change[:, outcome.p(party)], float(means[outcome.p(party)]))
