"""When an option can start at the earliest, and until when one can decide: the steps of its actions on a calendar.

Actions that are planned for the same year are decided together. Three paces: the short, usual and long terms of
practice (`calendar.*`, `transition.*_months`); what the law sets is the same in each. In the short pace notice runs
from the intention to leave (West-Brabant-West, 2020), in the others from the decision.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from model.inputs import load_assumptions
from model.law import ActionKind, LegalForm, allowed
from model.law.calendar import calendar, latest_decision
from model.law.steps import Change, Terms, steps_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.engine.outcome import Outcome
    from model.inputs import Action, Assumption, Case, Option
    from model.law import Ruling
    from model.law.calendar import Dated
    from model.law.steps import Step

USED: Final = (
    "calendar.board_weeks", "calendar.carry_out_months", "calendar.council_weeks", "calendar.preparation_months",
    "calendar.publication_weeks", "calendar.tender_months", "calendar.works_council_weeks",
)  # fmt: skip
"""Rows of the table that only the calendar uses; a test compares them with the table."""
SHARED: Final = ("transition.split_months", "transition.form_months", "estimates.notice_months")
PACES: Final = ("low", "base", "high")
Pace = Literal["low", "base", "high"]
Standing = Literal["feasible", "tight", "not_before", "signpost"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What the law says of an action under the form of that moment.

    Parameters
    ----------
    action : str
        `model.law.ActionKind`.
    detail : str
        Form, destination, lever, party or name that the action is about; a key or the file's own word.
    """

    action: str
    detail: str
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its dates (ISO) at the usual pace.

    Parameters
    ----------
    step : Step
        Its names are source texts.
    start, end : str
        Earliest.
    latest : str
        Day on which it must be done to start as planned (or at the earliest, if that is later).
    slack : int
        Days off the critical path.
    low, high : float or None
        Shortest and longest term of practice, in `unit`.
    """

    step: Step
    start: str
    end: str
    latest: str
    slack: int
    low: float | None = None
    high: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Actions that are decided together.

    Parameters
    ----------
    form : str
        Legal form before them.
    planned : str or None
        1 January (ISO) of the year that the option plans; None where a signpost decides.
    lead_years : int or None
        Years that the option reckons between a signpost and the start.
    earliest, usual, late : str
        Earliest start (ISO) with short, usual and long terms of practice.
    decide_by : str
        Last day (ISO) to decide to prepare it and start as planned (or at the earliest, if later), at the usual pace.
    standing : {"feasible", "tight", "not_before", "signpost"}
        Whether the plan holds at the usual pace, only at the short one, or at none.
    notice_known : bool
        Whether the notice period stands in the case; true where none is needed.
    """

    actions: tuple[Reason, ...]
    form: str
    planned: str | None
    lead_years: int | None
    earliest: str
    usual: str
    late: str
    decide_by: str
    standing: Standing
    notice_known: bool
    steps: tuple[PlannedStep, ...]


@dataclass(frozen=True, slots=True)
class OptionCalendar:
    """Calendar of one option; no moments where it changes nothing.

    Parameters
    ----------
    decision : str
        Day (ISO) from which is counted.
    moments : tuple of Moment
        In order of the plan; what a signpost decides comes last.
    """

    option: str
    decision: str
    moments: tuple[Moment, ...]

    @property
    def standing(self) -> Standing:
        """That of the moment which stands worst; feasible without any."""
        order: tuple[Standing, ...] = ("feasible", "signpost", "tight", "not_before")
        return max((moment.standing for moment in self.moments), key=order.index, default="feasible")


def schedule(outcome: Outcome, decision: dt.date | None = None) -> tuple[OptionCalendar, ...]:
    """CA4: calendar of every option of an outcome, in the order of the options.

    Counted from the day on which it is decided to prepare the option, by default 1 January of the budget year, from
    which options count their years too.
    """
    day = dt.date(outcome.case.budget_year, 1, 1) if decision is None else decision
    rows = {row.id: row for row in load_assumptions() if row.id in USED + SHARED}
    rows |= {row.id: row for row in outcome.assumptions if row.id in rows}
    return tuple(
        OptionCalendar(name, day.isoformat(), _moments(option, outcome.case, rows, day))
        for name, option in zip(outcome.options, outcome.option_objects, strict=True)
    )


def _moments(option: Option, case: Case, rows: Mapping[str, Assumption], decision: dt.date) -> tuple[Moment, ...]:
    """Actions by the year for which they are planned, each under the form that the arrangement has by then."""

    def moment_of(action: Action) -> tuple[int, int]:
        year = action.year(case.budget_year)
        lead = action.when.lead_years if action.when is not None else 0
        return (9999, lead) if year is None else (year, 0)

    form, found = case.arrangement.legal_form, []
    for (year, lead), group in groupby(sorted(option.actions, key=moment_of), key=moment_of):
        actions = tuple(group)
        planned = None if year == 9999 else dt.date(year, 1, 1)
        found.append(_moment(actions, form, case, rows, decision, planned, lead))
        form = next((action.to for action in actions if action.kind == "change_form"), form)
    return tuple(found)


def _moment(
    actions: Sequence[Action], form: LegalForm, case: Case, rows: Mapping[str, Assumption], decision: dt.date,
    planned: dt.date | None, lead: int,
) -> Moment:  # fmt: skip
    ends = len(case.parties) == 2 and any(action.kind == "leave" for action in actions)
    steps = {
        pace: steps_of(form, [_change(action) for action in actions], _terms(case, rows, pace), ends=ends)
        for pace in PACES
    }
    starts = {pace: calendar(decision, steps[pace]).effective for pace in PACES}
    dated = calendar(decision, steps["base"], planned)
    standing: Standing = "signpost"
    if planned is not None:
        standing = "feasible" if starts["base"] <= planned else "tight" if starts["low"] <= planned else "not_before"
    told = any(step.key == "notice" for step in steps["base"])
    return Moment(
        actions=tuple(_reason(action, form) for action in actions),
        form=str(form),
        planned=None if planned is None else planned.isoformat(),
        lead_years=lead if planned is None else None,
        earliest=starts["low"].isoformat(),
        usual=starts["base"].isoformat(),
        late=starts["high"].isoformat(),
        decide_by=latest_decision(steps["base"], dated.target).isoformat(),
        standing=standing,
        notice_known=not (told and case.arrangement.notice_months.estimated),
        steps=tuple(_planned(one, rows) for one in dated.steps),
    )  # fmt: skip


def _change(action: Action) -> Change:
    kind = ActionKind(action.kind)
    if action.kind == "change_form":
        return Change(kind, form=action.to)
    if action.kind == "change_sourcing":
        return Change(kind, destinations=frozenset({action.to}))
    if action.kind in {"leave", "dissolve"}:
        named = action.destination
        return Change(kind, destinations=frozenset(named.values() if isinstance(named, dict) else {named}))
    return Change(kind)


def _reason(action: Action, form: LegalForm) -> Reason:
    ruling = allowed(form, action.kind, action.to if action.kind == "change_form" else None)
    named = ("lever", "to", "party", "name")
    detail = next((str(getattr(action, field)) for field in named if hasattr(action, field)), "")
    detail = action.member.name if action.kind == "add_member" else detail
    return Reason(str(action.kind), detail, ruling)


def _terms(case: Case, rows: Mapping[str, Assumption], pace: Pace) -> Terms:
    """Terms of one pace; a notice period that the case does not know takes its range from the table."""

    def value(name: str) -> float:
        found = getattr(rows[name], pace)
        return float(rows[name].base if found is None else found)

    arrangement = case.arrangement
    own, every = arrangement.notice_months, arrangement.exit_window_years
    first = arrangement.exit_window_year or case.budget_year
    return Terms(
        **{name.partition(".")[2]: value(name) for name in (*USED, *SHARED[:2])},
        notice_months=value(SHARED[2]) if own.estimated else float(own),
        notice_on_intention=pace == "low",
        window=None if every is None else (every, first),
    )


def _planned(one: Dated, rows: Mapping[str, Assumption]) -> PlannedStep:
    dates = (one.start.isoformat(), one.end.isoformat(), one.latest_end.isoformat(), one.slack)
    row = rows.get(one.step.row)
    return PlannedStep(one.step, *dates, row.low, row.high, row.unit) if row else PlannedStep(one.step, *dates)
