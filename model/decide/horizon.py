"""Whether the choice holds over a longer horizon and at another discount rate (DV22).

Breaking up costs now and saves, if it does, for good; over a short horizon going on therefore looks better than it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from model.decide.again import Simulate, again
from model.decide.appraisal import Band, StandardError, band, baseline, difference, share_cheaper, standard_error

if TYPE_CHECKING:
    from model.engine.outcome import FloatArray, Outcome

LONG: Final = 20  # years: as far as the model reaches
LAST: Final = 3  # years at the end that show what the difference has become
RATES: Final = (0.0, 0.01, 0.02, 0.03)
"""Real discount rates that are tried: the sweep of formulas §16."""


@dataclass(frozen=True)
class HorizonRow:
    """One option against continue, all parties together; EUR real, positive is dearer than continue.

    Parameters
    ----------
    chosen, longer : Band
        Difference over the chosen and over the longer horizon, discounted.
    standard_error : StandardError
        Of the mean of `longer`.
    share_longer : float
        Share of the futures in which the option is the cheaper one over the longer horizon, 0-1.
    last_years : float
        Mean difference a year in the last three years of the chosen horizon, not discounted.
    by_rate : tuple of (float, float)
        Discount rate and mean difference over the chosen horizon at that rate.
    """

    option: str
    chosen: Band
    longer: Band
    standard_error: StandardError
    share_longer: float
    last_years: float
    by_rate: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class HorizonCheck:
    """Options over two horizons and at several discount rates.

    Parameters
    ----------
    rows : tuple of HorizonRow
        Every option but continue.
    cost : float
        What continuing costs on average over the chosen horizon, EUR real, discounted.
    """

    years: int
    long_years: int
    rows: tuple[HorizonRow, ...]
    cost: float

    def cheaper(self, leaning: str, margin: float) -> dict[str, str]:
        """Views in which another option is cheaper than the leaning one by more than a margin, and which.

        By view ("longer", "last_years" or a rate such as "0.03"): the cheapest option; empty if the choice holds. The
        margin is a share of what continuing costs; options outside `rows` cost what continue does.
        """
        views: dict[str, dict[str, float]] = {"longer": {}, "last_years": {}}
        for row in self.rows:
            views["longer"][row.option] = row.longer.mean / self.long_years
            views["last_years"][row.option] = row.last_years
            for rate, mean in row.by_rate:
                views.setdefault(f"{rate:g}", {})[row.option] = mean / self.years
        found = {}
        for view, means in views.items():
            best = min(means, key=lambda option: means[option], default="")
            least = min(means.get(best, 0.0), 0.0)
            if means.get(leaning, 0.0) - least > margin * self.cost / self.years:
                found[view] = best if means[best] < 0.0 else ""
        return found


def simulate_longer(outcome: Outcome, simulate: Simulate | None = None, *, draws: int | None = None) -> Outcome | None:
    """Simulate the same draws over `LONG` years; None if the horizon is no shorter than that."""
    if outcome.horizon >= LONG:
        return None
    case = outcome.case.model_copy(update={"horizon_years": LONG})
    return again(outcome, simulate, case=case, draws=draws)


def at_rate(outcome: Outcome, option: str, rate: float) -> FloatArray:
    """Present cost of all parties together at another real discount rate.

    Shape (draw,); EUR real, years 1..H: the yearly present values, and what is left in the reserve at the end, with
    their own discount taken off and `rate` put on.
    """
    own, o = _discount(outcome), outcome.o(option)
    factor = ((1.0 + own[:, None]) / (1.0 + rate)) ** np.arange(outcome.horizon + 1)
    yearly = outcome.npv_year[o].sum(axis=1)
    yearly[:, -1] += outcome.npv[o, ..., outcome.i("reserve_left")].sum(axis=1)
    cost: FloatArray = (yearly * factor).sum(axis=1)
    return cost


def horizon_check(outcome: Outcome, longer: Outcome | None) -> HorizonCheck:
    """DV22: differences with continue over both horizons, in the last years, and by discount rate.

    Parameters
    ----------
    longer : Outcome or None
        From `simulate_longer`; None compares the horizon with itself.
    """
    outcome = outcome.sample
    longer, reference = longer or outcome, baseline(outcome)
    return HorizonCheck(
        years=outcome.horizon,
        long_years=longer.horizon,
        rows=tuple(_row(outcome, longer, option) for option in outcome.options if option != reference),
        cost=float(outcome.npv[outcome.o(reference)].sum(axis=(1, 2)).mean()),
    )


def _row(outcome: Outcome, longer: Outcome, option: str) -> HorizonRow:
    reference, far = baseline(outcome), difference(longer, option)
    return HorizonRow(
        option=option,
        chosen=band(difference(outcome, option)),
        longer=band(far),
        standard_error=standard_error(far, longer.block),
        share_longer=share_cheaper(far),
        last_years=_last_years(outcome, option),
        by_rate=tuple(
            (rate, float((at_rate(outcome, option, rate) - at_rate(outcome, reference, rate)).mean())) for rate in RATES
        ),
    )


def _last_years(outcome: Outcome, option: str) -> float:
    """Mean difference with continue a year in the last years, EUR real, not discounted."""
    change = outcome.npv_year[outcome.o(option)] - outcome.npv_year[outcome.o(baseline(outcome))]
    real = change.sum(axis=1) * (1.0 + _discount(outcome)[:, None]) ** np.arange(outcome.horizon + 1)
    return float(real[:, 1:][:, -LAST:].mean()) if outcome.horizon else 0.0


def _discount(outcome: Outcome) -> FloatArray:
    """Discount rate of each draw, share a year, shape (draw,)."""
    if "finance.discount" in outcome.parameters:
        rates: FloatArray = outcome.inputs[:, outcome.par("finance.discount")]
        return rates
    row = next((one for one in outcome.assumptions if one.id == "finance.discount"), None)
    return np.full(outcome.draws, 0.0 if row is None else row.base)
