"""Appraisal: what each option costs, per party and together, against continue (model.md, Appraisal).

Money is the present value over years 1..H, real (price level of the budget year) and discounted, unless a
name says otherwise. A positive difference means dearer than continue.

Medians do not add up over parties, so every central figure here is a *mean*: the figure for all parties
together is the sum of the figures of the parties. P10 and P90 are taken per row (from the sum of the parties
in each draw) and do not add up. The overrun of transition cost is capped, so that its mean exists and is not
ruled by a handful of draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from model.engine.names import ONE_OFF_ITEMS, TRANSFER_ITEMS
from model.engine.outcome import baseline_of
from model.engine.stream import batch_error

if TYPE_CHECKING:
    from model.engine.outcome import FloatArray, IntArray, Outcome

MIN_BLOCKS: Final = 4  # fewer block means than this say too little about their own spread
CHANCE: Final = 25.0  # standard errors to either side: the step of such a band is one of them at least
CENT: Final = 0.005  # EUR; differences below half a cent are rounding of the computer

BreakEven = Literal["same", "immediately", "in_year", "never"]


@dataclass(frozen=True)
class Band:
    """Mean and 10th and 90th percentile over the draws, in the unit of what was summarised.

    ``error`` is the standard error of the mean if draws were independent; blocks are spread more evenly than that.
    """

    mean: float
    p10: float
    p90: float
    error: float = 0.0

    @property
    def limits(self) -> tuple[float, float]:
        """Band that decides the rounding: never so narrow that digits show which are luck of the calculation."""
        return min(self.p10, self.mean - CHANCE * self.error), max(self.p90, self.mean + CHANCE * self.error)


@dataclass(frozen=True)
class StandardError:
    """Standard error of a mean and where it comes from.

    ``source`` is "blocks" (spread of the means of independent blocks of draws) or "draws" (spread of the
    draws divided by the root of their number, used with fewer than four blocks; it is on the high side,
    because draws inside a block are spread more evenly than by chance).
    """

    value: float
    source: Literal["blocks", "draws"]


@dataclass(frozen=True)
class ServiceDifference:
    """Mean difference in score (0-1) with continue on one goal; positive is better service."""

    goal: str
    mean: float


@dataclass(frozen=True)
class OptionSummary:
    """One option for one party, or for all parties together.

    Parameters
    ----------
    party : str or None
        CBS code; None for all parties together (sum of the parties' means).
    cost : Band
        Present cost of years 1..H, EUR.
    per_inhabitant_year : float or None
        ``cost.mean`` per inhabitant per year of the horizon, EUR; None where the case gives no inhabitants.
    difference : Band
        Present cost minus that of continue in the same draw, EUR.
    standard_error : StandardError
        Of ``difference.mean``, EUR.
    share_cheaper : float
        Share of the simulated futures in which the option is cheaper than continue, 0-1.
    break_even : {"same", "immediately", "in_year", "never"}
        How the cumulative mean difference runs: never differs; never above zero; above zero and back at or
        below it; above zero for good.
    break_even_year : int or None
        First year in which the cumulative mean difference is at or below zero after having been above it.
    break_even_holds : bool
        Whether it stays there until the horizon.
    peak_extra_cash, peak_extra_lasten : Band
        Largest extra budget above continue in any one year, EUR nominal, zero where there is none; taken in
        each draw.
    peak_year_cash : int or None
        Year in which the mean extra cash is largest; None where it is nowhere positive.
    one_off, structural, transfers : float
        Parts of ``difference.mean``, EUR: items of `ONE_OFF_ITEMS`, other cost, and exit sums and reserve.
    service : tuple of ServiceDifference
        Difference in service, to be shown beside the euros: options are compared at equal demand, not always
        at equal service.
    """

    option: str
    party: str | None
    cost: Band
    per_inhabitant_year: float | None
    difference: Band
    standard_error: StandardError
    share_cheaper: float
    break_even: BreakEven
    break_even_year: int | None
    break_even_holds: bool
    peak_extra_cash: Band
    peak_extra_lasten: Band
    peak_year_cash: int | None
    one_off: float
    structural: float
    transfers: float
    service: tuple[ServiceDifference, ...]


def appraise(outcome: Outcome) -> tuple[OptionSummary, ...]:
    """Appraise every option for all parties together and for each party.

    Per option: first together (``party=None``), then the parties in the order of the case file. Raises ValueError:
    continue is not among the options.
    """
    return tuple(summarise(outcome, option, party) for option in outcome.options for party in (None, *outcome.parties))


def summarise(outcome: Outcome, option: str, party: str | None = None) -> OptionSummary:
    """Appraise one option for one party (None: all together); see `OptionSummary`."""
    cost = present_cost(outcome, option, party)
    delta = difference(outcome, option, party)
    kind, year, holds = break_even(_yearly_difference(outcome, option, party), outcome.years[1:])
    one_off, structural, transfers = _parts(outcome, option, party)
    cash = _extra(outcome, option, party, "cost_cash")
    lasten = _extra(outcome, option, party, "cost_lasten")
    return OptionSummary(
        option=option,
        party=party,
        cost=band(cost),
        per_inhabitant_year=_per_inhabitant_year(outcome, float(cost.mean()), party),
        difference=band(delta),
        standard_error=standard_error(delta, outcome.future_block),
        share_cheaper=share_cheaper(delta),
        break_even=kind,
        break_even_year=year,
        break_even_holds=holds,
        peak_extra_cash=band(np.maximum(cash.max(axis=1, initial=0.0), 0.0)),
        peak_extra_lasten=band(np.maximum(lasten.max(axis=1, initial=0.0), 0.0)),
        peak_year_cash=_peak_year(_mean_extra(outcome, option, party), outcome.years[1:]),
        one_off=one_off,
        structural=structural,
        transfers=transfers,
        service=service_difference(outcome, option, party),
    )


def baseline(outcome: Outcome) -> str:
    """Id of the option that the others are compared with: continue.

    "continue", or else the first option without any action (an empty list *is* continue). Raises ValueError:
    neither is among the options.
    """
    return baseline_of(outcome.options, outcome.option_objects)


def present_cost(outcome: Outcome, option: str, party: str | None = None) -> FloatArray:
    """Present cost of years 1..H per future. Shape (draw,); EUR real, discounted."""
    total = outcome.total[outcome.o(option)]
    cost: FloatArray = total.sum(axis=1) if party is None else total[:, outcome.p(party)]
    return cost


def difference(outcome: Outcome, option: str, party: str | None = None) -> FloatArray:
    """Present cost of an option minus that of continue, in the same draw.

    Shape (draw,); EUR real, discounted; positive is dearer than continue.
    """
    return present_cost(outcome, option, party) - present_cost(outcome, baseline(outcome), party)


def band(values: FloatArray, mean: float | None = None) -> Band:
    """Mean, P10 and P90 of values with shape (draw,); the mean may be known better than from these."""
    low, high = np.quantile(values, (0.1, 0.9))
    error = values.std(ddof=1) / np.sqrt(values.size) if values.size > 1 else 0.0
    return Band(float(values.mean()) if mean is None else mean, float(low), float(high), float(error))


def share_cheaper(delta: FloatArray) -> float:
    """Share of draws in which a difference (draw,) in EUR is below zero by more than half a cent."""
    return float(np.mean(delta < -CENT))


def standard_error(values: FloatArray, block: IntArray) -> StandardError:
    """Estimate the standard error of the mean of dependent draws, by the batch means of DV5 (`batch_error`).

    Draws inside a block come from one low-discrepancy set and are dependent; blocks are independent. Values and the
    block of each have shape (draw,). From draws where there are fewer than `MIN_BLOCKS` blocks.
    """
    size = np.bincount(block)
    sums, size = np.bincount(block, weights=values)[size > 0], size[size > 0]
    if size.size < MIN_BLOCKS:
        spread = values.std(ddof=1) if values.size > 1 else 0.0
        return StandardError(float(spread / np.sqrt(values.size)), "draws")
    return StandardError(float(batch_error(sums / size, size)), "blocks")


def break_even(yearly: FloatArray, years: tuple[int, ...]) -> tuple[BreakEven, int | None, bool]:
    """When the extra cost has been earned back: how, in which year, and whether it stays so; see `OptionSummary`.

    `yearly` is the mean difference with continue in each of the years, shape (year,), EUR real, discounted. The year is
    the first in which the cumulative sum is at or below zero after having been above it.
    """
    total = np.cumsum(yearly)
    if np.all(np.abs(total) <= CENT):
        return "same", None, True
    above = np.flatnonzero(total > CENT)
    if above.size == 0:
        return "immediately", None, True
    back = np.flatnonzero(total[above[0] :] <= CENT)
    if back.size == 0:
        return "never", None, False
    first = int(above[0] + back[0])
    return "in_year", years[first], bool(np.all(total[first:] <= CENT))


def service_difference(outcome: Outcome, option: str, party: str | None = None) -> tuple[ServiceDifference, ...]:
    """Mean difference in score with continue per goal.

    For all parties together it is the mean over the parties weighted by inhabitants (equal weights where the
    case does not give them).
    """
    mean = outcome.mean("score")
    by_party = mean[outcome.o(option)] - mean[outcome.o(baseline(outcome))]
    if party is None:
        means = np.average(by_party, axis=0, weights=party_weights(outcome))
    else:
        means = by_party[outcome.p(party)]
    return tuple(ServiceDifference(goal, float(mean)) for goal, mean in zip(outcome.goals, means, strict=True))


def inhabitants(outcome: Outcome, party: str | None = None) -> float | None:
    """Inhabitants of a party (None: of all parties, who may join included), or None where nobody gives them."""
    joining = [
        action.member for option in outcome.option_objects for action in option.actions if action.kind == "add_member"
    ]
    known = {member.code: float(member.inhabitants) for member in (*joining, *outcome.case.parties)}
    if party is not None:
        return known.get(party)
    if any(code not in known for code in outcome.parties):
        return None
    return sum(known[code] for code in outcome.parties)


def party_weights(outcome: Outcome) -> FloatArray | None:
    """Inhabitants of every party, to weigh them by; None, for equal weights, where one is not known."""
    people = [inhabitants(outcome, code) for code in outcome.parties]
    return None if any(number is None for number in people) else np.array(people, dtype=np.float64)


def _per_inhabitant_year(outcome: Outcome, cost: float, party: str | None) -> float | None:
    people = inhabitants(outcome, party)
    if not people or not outcome.horizon:
        return None
    return cost / people / outcome.horizon


def _yearly_difference(outcome: Outcome, option: str, party: str | None) -> FloatArray:
    """Mean difference with continue, EUR real, discounted, shape (year,), without the budget year; sums to DV2."""
    mean = outcome.mean("npv_year")[:, :, 1:].copy()
    mean[..., -1] += outcome.mean("npv")[..., outcome.i("reserve_left")]
    by_party = mean[outcome.o(option)] - mean[outcome.o(baseline(outcome))]
    change: FloatArray = by_party.sum(axis=0) if party is None else by_party[outcome.p(party)]
    return change


def _extra(outcome: Outcome, option: str, party: str | None, view: str) -> FloatArray:
    """Budget above continue in the sample, EUR nominal, shape (draw, year), without the budget year."""
    name = outcome.obs(view)
    cost, reference = (outcome.observable[outcome.o(which), :, :, 1:, name] for which in (option, baseline(outcome)))
    extra: FloatArray = cost - reference
    return extra.sum(axis=1) if party is None else extra[:, outcome.p(party)]


def _mean_extra(outcome: Outcome, option: str, party: str | None) -> FloatArray:
    """Mean cash above continue over all futures, EUR nominal, shape (year,), without the budget year."""
    cash = outcome.mean("observable")[:, :, 1:, outcome.obs("cost_cash")]
    extra: FloatArray = cash[outcome.o(option)] - cash[outcome.o(baseline(outcome))]
    mean: FloatArray = extra.sum(axis=0) if party is None else extra[outcome.p(party)]
    return mean


def _peak_year(mean_extra: FloatArray, years: tuple[int, ...]) -> int | None:
    if mean_extra.size == 0 or mean_extra.max() <= CENT:
        return None
    return years[int(mean_extra.argmax())]


def _parts(outcome: Outcome, option: str, party: str | None) -> tuple[float, float, float]:
    """Mean difference split into one-off, structural and transfers, EUR real, discounted."""
    means = mean_item_difference(outcome, option, party)
    one_off = sum(float(means[outcome.i(item)]) for item in ONE_OFF_ITEMS)
    transfers = sum(float(means[outcome.i(item)]) for item in TRANSFER_ITEMS)
    return one_off, float(means.sum()) - one_off - transfers, transfers


def item_difference(outcome: Outcome, option: str, party: str | None = None) -> FloatArray:
    """Present cost minus that of continue per item, in the same draw of the sample.

    Shape (draw, item); EUR real, discounted.
    """
    chosen, reference = outcome.npv[outcome.o(option)], outcome.npv[outcome.o(baseline(outcome))]
    change: FloatArray = chosen - reference
    return change.sum(axis=1) if party is None else change[:, outcome.p(party)]


def mean_item_difference(outcome: Outcome, option: str, party: str | None = None) -> FloatArray:
    """Mean over all futures of `item_difference`, shape (item,)."""
    mean = outcome.mean("npv")
    change: FloatArray = mean[outcome.o(option)] - mean[outcome.o(baseline(outcome))]
    means: FloatArray = change.sum(axis=0) if party is None else change[outcome.p(party)]
    return means
