"""Everything that members ask before they decide together, from one simulation: each analysis of its own module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from model.decide.consent import Consent, consent
from model.decide.repeated import shipped
from model.decide.robustness import Robustness, robustness
from model.decide.scenarios import over_scenarios
from model.decide.schedule import OptionCalendar, schedule
from model.decide.sensitivity import Sensitivity, sensitivity
from model.decide.text_check import TextCheck, check_text
from model.decide.tipping import Tipping, tipping
from model.decide.weigh import Weighing, weigh
from model.decide.why import Why, why

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from model.decide.again import Simulate
    from model.engine.outcome import Outcome
    from model.inputs.framework import Framework

T = TypeVar("T")
WORK: Final = {"why": 4, "tipping": 10, "robustness": 2, "sensitivity": 11}
"""Shares of the waiting, measured; the rest is there at once."""


class Keep(Protocol):
    """Gives the answer of an earlier time, or calculates it and keeps it (`model.publish.kept.kept`)."""

    def __call__(  # noqa: D102 - a protocol's call is documented by its class
        self, kind: type[T], outcome: Outcome, calculate: Callable[[], T], settings: Mapping[str, Any] | None = ...
    ) -> T: ...


@dataclass(frozen=True, eq=False)
class Decision:
    """What is known for a decision.

    Parameters
    ----------
    scenarios : dict of scenario id to Outcome
        What `robustness` was found in.
    sensitivity : Sensitivity or None
        None where no option differs from continue.
    """

    weigh: Weighing
    consent: Consent
    tipping: Tipping
    scenarios: dict[str, Outcome]
    robustness: Robustness
    sensitivity: Sensitivity | None
    why: Why
    calendar: tuple[OptionCalendar, ...]
    text_check: TextCheck


@dataclass(frozen=True)
class _Answer:
    """Sensitivity as it is kept: what is kept is a dataclass, and there may be none."""

    found: Sensitivity | None


def decide(
    outcome: Outcome,
    simulate: Simulate | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    framework: Framework | None = None,
    decision: dt.date | None = None,
    keep: Keep | None = None,
    scenarios: dict[str, Outcome] | None = None,
) -> Decision:
    """Do every analysis.

    Parameters
    ----------
    progress : callable (done, total), optional
        Called in the calling thread; what it raises, or Ctrl-C, stops the work and leaves nothing half.
    framework : Framework, optional
        Value functions and weights that members set themselves.
    decision : date, optional
        Day on which it is decided to prepare an option; by default 1 January of the budget year.
    keep : callable, optional
        Where answers that take long are kept; by default they are not.
    scenarios : dict of scenario id to Outcome, optional
        From `over_scenarios`, which is called if they are not given.

    Raises
    ------
    InputError
        The framework names a party that is not in the case, or the text of the arrangement cannot be read.
    SimulationError
        A difference is not finite.
    """
    keep, simulate = keep or _calculate, simulate or shipped()
    told = {name: _part(progress, name) for name in WORK}
    falls = keep(Why, outcome, lambda: why(outcome, simulate, told["why"]))
    tips = keep(Tipping, outcome, lambda: tipping(outcome, simulate, told["tipping"]))
    scenarios = scenarios or over_scenarios(outcome, simulate=simulate, progress=told["robustness"])
    swept = keep(_Answer, outcome, lambda: _Answer(sensitivity(outcome, simulate, told["sensitivity"])))
    return Decision(
        weigh=weigh(outcome, framework),
        consent=consent(outcome),
        tipping=tips,
        scenarios=scenarios,
        robustness=robustness(scenarios),
        sensitivity=swept.found,
        why=falls,
        calendar=schedule(outcome, decision),
        text_check=check_text(outcome.case),
    )


def _calculate(kind: type[T], outcome: Outcome, calculate: Callable[[], T], settings: object = None) -> T:  # noqa: ARG001
    return calculate()


def _part(progress: Callable[[int, int], None] | None, name: str) -> Callable[[int, int], None] | None:
    """Progress of one analysis as its part of the whole."""
    if progress is None:
        return None
    names, whole = list(WORK), sum(WORK.values())
    before, own = sum(WORK[one] for one in names[: names.index(name)]), WORK[name]
    return lambda done, total: progress(round(1000 * (before + own * done / total) / whole), 1000)
