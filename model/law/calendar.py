"""Dates of the steps of a change: earliest and latest, what drives the date, and until when one can still decide.

The critical path method (Kelley & Walker 1959, doi:10.1145/1460299.1460318). Dates that come back each year (before
30 April, before 15 September, 1 January) are steps that last until that date. Nothing here reads the clock.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from model.law.steps import Step

LONGEST: Final = 60 * 366
"""Days; no chain of steps lasts longer: a window of 20 years, notice of 60 months, some years of work."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A step with its dates.

    Attributes
    ----------
    start, end : date
        Earliest; the step is done on `end`, and what follows may start that day.
    latest_end : date
        Day on which it must be done for the target of the calendar.
    slack : int
        Days that it lies off the critical path, waiting for a fixed date counted as part of a step.
    """

    step: Step
    start: dt.date
    end: dt.date
    latest_end: dt.date
    slack: int

    @property
    def critical(self) -> bool:
        """Whether this step drives the date of the start."""
        return self.slack == 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """Steps with their dates, from the day of the decision to prepare until the start.

    Attributes
    ----------
    decision, target : date
        First day, and the day on which the change should hold.
    steps : tuple of Dated
        In the order of the steps; the last is the start.
    """

    decision: dt.date
    target: dt.date
    steps: tuple[Dated, ...]

    @property
    def effective(self) -> dt.date:
        """Earliest day from which the change holds."""
        return self.steps[-1].end

    @property
    def critical_path(self) -> tuple[str, ...]:
        """Keys of the steps that drive the date, in order of their dates."""
        path = sorted((one for one in self.steps if one.critical), key=lambda one: (one.start, one.end))
        return tuple(one.step.key for one in path)


def calendar(decision: dt.date, steps: Sequence[Step], target: dt.date | None = None) -> Calendar:
    """CA2: earliest and latest dates of every step, and its slack.

    Parameters
    ----------
    decision : date
        Day on which it is decided to prepare the change (or to announce the intention to leave).
    steps : sequence of Step
        Each after the steps that it needs, from `model.law.steps.steps_of`.
    target : date, optional
        Day on which the change should hold; the earliest possible day if that is later, or if none is given.

    Raises
    ------
    KeyError
        If a step names one that does not stand before it.
    """
    start: dict[str, dt.date] = {}
    end: dict[str, dt.date] = {}
    for step in steps:
        start[step.key] = max((end[key] for key in step.after), default=decision)
        end[step.key] = step.term.end(start[step.key])
    effective = end[steps[-1].key]
    target = effective if target is None else max(target, effective)
    driven, latest = dict.fromkeys(end, effective), dict.fromkeys(end, target)
    for step in reversed(steps):
        begun = driven[step.key] - (end[step.key] - start[step.key])
        by = _last(step.term.end, latest[step.key])
        for key in step.after:
            driven[key], latest[key] = min(driven[key], begun), min(latest[key], by)
        latest[step.key] = step.term.end(by)  # what lasts until a date is done on that date, though more would fit
    dated = (
        Dated(one, start[one.key], end[one.key], latest[one.key], (driven[one.key] - end[one.key]).days)
        for one in steps
    )
    return Calendar(decision, target, tuple(dated))


def latest_decision(steps: Sequence[Step], effective: dt.date) -> dt.date:
    """CA3: last day on which one can decide and the change still holds on `effective`."""
    return _last(lambda day: calendar(day, steps).effective, effective)


def _last(done: Callable[[dt.date], dt.date], by: dt.date) -> dt.date:
    """Last day from which something is done `by` a date, by bisection: what starts later is never done earlier."""
    fits, misses = by - dt.timedelta(days=LONGEST), by + dt.timedelta(days=1)
    while (misses - fits).days > 1:
        middle = fits + (misses - fits) // 2
        if done(middle) <= by:
            fits = middle
        else:
            misses = middle
    return fits
