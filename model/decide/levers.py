"""The five advices as levers: the effect each needs to pay for itself first, the assumed effect second (DV21).

What a lever does was measured nowhere. So the first question is what it would have to do; that answer rests on its cost
alone. The assumed effect stands beside it, marked as judgement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from model.decide.again import Simulate, again
from model.decide.appraisal import Band, StandardError, band, baseline, difference, item_difference, standard_error
from model.inputs import Option
from model.inputs.options import Invest
from model.law.forms import Lever

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.engine.outcome import FloatArray, Outcome

EFFECT: Final = "governance.lever_effect"
ADVICES: Final = (Lever.SHARED_VISION, Lever.SIAM, Lever.DVO, Lever.FRAMEWORK, Lever.RECALIBRATE)
"""The advices in the order of the memo: shared vision, relation, agreements, weighing framework, recalibration."""


@dataclass(frozen=True)
class LeverCase:
    """What one advice costs, needs and is assumed to do, added to continuing; all parties together.

    Parameters
    ----------
    cost : float
        Its own cost over the horizon, EUR real, discounted.
    delay : float
        Years until it works in full.
    needed : float
        Saving a year, once it works in full, at which it pays for itself over the horizon, EUR real; infinite where
        it cannot within the horizon.
    needed_share : float
        The same as a share of what the arrangement costs a year in the budget year, 0-1.
    exits : float or None
        The other way to pay for itself: the share of the unplanned exits that it would have to prevent, above 1 where
        all of them are not enough. None where exits cost nothing on average.
    saved : Band
        What it saves over the horizon at the assumed effect, cost not yet taken off, EUR real, discounted.
    standard_error : StandardError
        Of the mean of `saved`.
    saved_most : float
        Mean saving with the effect at the high end of its range.
    """

    lever: Lever
    cost: float
    delay: float
    needed: float
    needed_share: float
    exits: float | None
    saved: Band
    standard_error: StandardError
    saved_most: float

    @property
    def pays(self) -> bool:
        """Whether the assumed effect, on average, pays for the lever."""
        return self.saved.mean > self.cost


def lever_cases(
    outcome: Outcome,
    cost_of_exits: float,
    *,
    simulate: Simulate | None = None,
    levers: Sequence[Invest] | None = None,
    draws: int = 2_048,
) -> tuple[LeverCase, ...]:
    """DV21: simulate continuing with each lever, with its effect at the null, as assumed, and at its high end.

    Parameters
    ----------
    cost_of_exits : float
        Mean over all futures of what unplanned exits cost under continue, EUR real, discounted (DV20).
    levers : sequence of Invest, optional
        Each with its own cost and delay where it gives them; by default the five, in the first year.
    """
    chosen = tuple(levers or (Invest(lever=lever, after_years=1) for lever in ADVICES))
    start = outcome.option_objects[outcome.o(baseline(outcome))]
    added = [Option(id=f"lever-{n}", actions=(*start.actions, action)) for n, action in enumerate(chosen)]
    rows = {row.id: row for row in outcome.assumptions}
    effect = rows[EFFECT]
    ends = {"none": effect.null or 0.0, "most": effect.base if effect.high is None else effect.high}
    runs = {
        name: again(outcome, simulate, options=[start, *added], draws=draws, pinned=pinned)
        for name, pinned in {"assumed": {}, **{name: {EFFECT: value} for name, value in ends.items()}}.items()
    }
    found = []
    for action, option in zip(chosen, added, strict=True):
        name, delay = str(option.id), action.delay_years or rows["governance.lever_delay"].base
        cost = float(item_difference(runs["none"], name)[:, outcome.i("governance")].mean())
        without = difference(runs["none"], name)
        saved = without - difference(runs["assumed"], name)
        worth = _worth_of_a_euro(runs["none"], name, delay)
        needed = cost / worth if worth > 0.0 else math.inf
        found.append(
            LeverCase(
                lever=action.lever,
                cost=cost,
                delay=delay,
                needed=needed,
                needed_share=needed / float(outcome.charge[outcome.o(baseline(outcome)), 0, :, 0].sum()),
                exits=cost / cost_of_exits if cost_of_exits > 0.0 else None,
                saved=band(saved),
                standard_error=standard_error(saved, runs["none"].block),
                saved_most=float((without - difference(runs["most"], name)).mean()),
            )
        )
    return tuple(found)


def _worth_of_a_euro(outcome: Outcome, option: str, delay: float) -> float:
    """Present value of a saving of one real euro a year that comes with a delay and ends with the arrangement, EUR."""
    first = outcome.years[0] + 1
    action = outcome.option_objects[outcome.o(option)].actions[-1]
    since = np.array(outcome.years) - (action.year(outcome.years[0]) or first)
    inside: FloatArray = outcome.observable[outcome.o(option), ..., outcome.obs("member")].max(axis=1).mean(axis=0)
    rate = next(row.base for row in outcome.assumptions if row.id == "finance.discount")
    years = np.arange(outcome.horizon + 1)
    return float((inside * np.clip(since / delay, 0.0, 1.0) / (1.0 + rate) ** years)[1:].sum())
