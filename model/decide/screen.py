"""Drivers: the rows of the assumptions with a range, and how near each comes to changing the preferred option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from model.decide import gate, turning
from model.decide.appraisal import CENT, baseline
from model.decide.gate import limits
from model.decide.hold import ESTIMATES, hold, side_by_side
from model.engine.parameters import PARAMETER_IDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from model.decide.again import Simulate
    from model.decide.turning import Design
    from model.engine.outcome import FloatArray, Outcome
    from model.inputs import Assumption

SCREENED: Final = 256
"""Draws of a run that only has to show whether a row which is never drawn comes near."""


class Driver(NamedTuple):
    """A row with a range, the value it has otherwise, and whether it is drawn."""

    row: Assumption
    low: float
    high: float
    drawn: bool

    @property
    def values(self) -> tuple[float, ...]:
        """Where it is looked at: every choice, or its ends, its base and half-way."""
        if self.row.choices:
            return tuple(sorted(set(self.row.choices)))
        base = self.row.base
        points = (self.low, (self.low + base) / 2, base, (base + self.high) / 2, self.high)
        return tuple(sorted({float(point) for point in points}))


def drivers(outcome: Outcome, rows: Design) -> tuple[Driver, ...]:
    """Every row that has a range and may move a cost, drawn or not; the limits of the gate only make the verdict."""
    place = {row.id: k for k, row in enumerate(rows.assumptions)}
    found = []
    for row in outcome.assumptions:
        if row.id in gate.USED or not (row.id in place or row.id in PARAMETER_IDS or row.id.startswith(ESTIMATES)):
            continue
        low, high = row.base if row.low is None else row.low, row.base if row.high is None else row.high
        if row.id in place and None in (row.low, row.high):
            low, high = (float(end) for end in np.quantile(rows.values[place[row.id]], (0.01, 0.99)))
        if high > low:
            found.append(Driver(row, float(low), float(high), row.id in place))
    return tuple(found)


def compared(outcome: Outcome, advantage: float | None = None) -> FloatArray:
    """TP1: present cost by which options are compared, EUR, shape (option, draw, who): together, then each party.

    That of continue less the smallest advantage worth choosing on, as a share of it: `decide.material_share` if left
    out, as in the verdict (DV18).
    """
    share = limits(outcome.assumptions).material_share if advantage is None else advantage
    cost: FloatArray = np.concatenate((outcome.total.sum(axis=2, keepdims=True), outcome.total), axis=2)
    cost[outcome.o(baseline(outcome))] *= 1.0 - share
    return cost


def preferred(outcome: Outcome, mean: FloatArray) -> str:
    """Option with the lowest mean cost (option,), EUR; of equal ones continue, then the first by name."""
    reference = baseline(outcome)
    equal = [name for name, cost in zip(outcome.options, mean, strict=True) if cost <= mean.min() + CENT]
    return min(equal, key=lambda name: (name != reference, name))


def closeness(
    outcome: Outcome,
    rows: Design,
    cost: FloatArray,
    advantage: float,
    simulate: Simulate | None = None,
    tick: Callable[[], object] | None = None,
) -> dict[tuple[str, str], float]:
    """TP2: lead on a rival that the preferred option keeps over the range of each driver, as a share of its lead now.

    Zero or less: within two standard errors the rival may be preferred somewhere in the range. Of rows that are drawn
    the ready draws tell it (DV13, at the ends a straight line); of the others runs at both ends.

    Parameters
    ----------
    simulate, tick : callable, optional
        As in `model.decide.hold`.

    Returns
    -------
    dict of (rival, driver) to share
        Without rivals that cost the same in every draw, and drivers that change nothing.
    """
    together = cost[:, :, 0]
    first = outcome.o(preferred(outcome, together.mean(axis=1)))
    rivals = [o for o in range(len(outcome.options)) if np.abs(together[o] - together[first]).max() > CENT]
    known = drivers(outcome, rows)
    ends = [(one, end) for one in known if not one.drawn for end in (one.low, one.high) if end != one.row.base]
    held = side_by_side(
        lambda point: moved(outcome, {point[0].row.id: point[1]}, cost, simulate, SCREENED, advantage), ends, tick
    )
    kept: dict[tuple[str, str], float] = {}
    for rival in rivals:
        lead = together[rival] - together[first]
        now = max(float(lead.mean()), CENT)
        fitted, error = turning.fitted_to_the_ends(rows, lead)
        least = (fitted - turning.SURE * error).min(axis=1)
        kept |= {
            (outcome.options[rival], row.id): float(share) / now
            for row, share in zip(rows.assumptions, least, strict=True)
        }
        for (one, _end), change in zip(ends, held, strict=True):
            if change is not None:
                own = change[rival, :, 0] - change[first, :, 0]
                share = (now + own.mean() - turning.SURE * own.std() / np.sqrt(own.size)) / now
                key = outcome.options[rival], one.row.id
                kept[key] = min(kept.get(key, np.inf), float(share))
    ids = {one.row.id for one in known}
    return {key: share for key, share in kept.items() if key[1] in ids}


def moved(
    outcome: Outcome,
    at: Mapping[str, float],
    before: FloatArray,
    simulate: Simulate | None,
    draws: int,
    advantage: float | None = None,
) -> FloatArray | None:
    """What holding rows at values moves in `compared` (`before`), in the first draws; None where it changes nothing."""
    held = hold(outcome, at, simulate=simulate, draws=draws)
    return None if held is None else compared(held, advantage) - before[:, : held.draws]
