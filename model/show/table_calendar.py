"""Tables of the calendar: every step with who acts, term, dates and article; and the check of the text."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from model.language import _, date, ngettext, number
from model.law.steps import ADVICE
from model.show.labels import capital, confidence_label, kind_label, option_label
from model.show.table import Cell, Table, text_columns
from model.show.text_calendar import DEMANDS, STATES, day, start_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from model.decide.schedule import Moment, OptionCalendar, PlannedStep
    from model.decide.text_check import TextCheck
    from model.engine.outcome import Outcome
    from model.law.steps import Term
    from model.law.text_check import Finding


def calendar_table(outcome: Outcome, found: OptionCalendar) -> Table | None:
    """Every step of an option: who acts, how long, when at the earliest and at the latest, and by which article."""
    if not found.moments:
        return None
    rows = [_row(found, moment, one) for moment in found.moments for one in moment.steps]
    columns = text_columns(
        _("start"),
        _("step"),
        _("who"),
        _("term"),
        _("done at the earliest"),
        _("done at the latest"),
        _("article or ground"),
    )
    steps = [one.step for moment in found.moments for one in moment.steps]
    notes = [f"{one.article}: {_(one.remark)}" for one in steps if one.remark]
    if any(one.key == "works_council" for one in steps):
        notes += [f"{_(text)} {source.title}." for text, source in ADVICE]
    sure = {level: _("confidence: {word}", word=confidence_label(level)) for level in (1, 2, 3)}
    notes += [f"{one.article}: {one.cited.title} ({sure[one.cited.confidence]})." for one in steps if one.cited]
    notes.append(_("* drives the date."))
    caption = _("{option}: the steps, counted from {day}", option=capital(option_label(outcome, found.option)),
                day=day(found.decision))  # fmt: skip
    return Table(f"calendar-{found.option}", caption, columns, tuple(rows), tuple(dict.fromkeys(notes)), 2)


def _row(found: OptionCalendar, moment: Moment, one: PlannedStep) -> tuple[Cell, ...]:
    step = one.step
    ground = Cell(kind_label("judgement") if step.row.startswith("calendar.") else kind_label("derived"))
    return (
        Cell(start_of(moment, found.decision), moment.planned or ""),
        Cell(capital(_(step.name)) + (" *" if one.slack == 0 else ""), step.key),
        Cell(_(step.actor)),
        Cell(term_words(one)),
        Cell(day(one.end), one.end),
        Cell(day(one.latest), one.latest),
        Cell(step.article, step.article, step.cited.url) if step.cited else ground if step.row else Cell("–"),
    )


def term_words(one: PlannedStep) -> str:
    """Term of a step: a range of practice, or what law or text set."""
    if one.low is not None and one.high is not None:
        amount = f"{number(one.low)}–{number(one.high)}"
        return _("{n} weeks", n=amount) if one.unit == "weeks" else _("{n} months", n=amount)
    return _set(one.step.term)


def _set(term: Term) -> str:
    if term.until is not None:
        gate = dt.date(2001, *term.until)
        if gate.day == 1:
            return _("on {day}", day=date(gate).rpartition(" ")[0])
        return _("before {day}", day=date(gate + dt.timedelta(days=1)).rpartition(" ")[0])
    if term.window is not None:
        return ngettext("every year", "once in {n} years", term.window[0])
    if term.months:
        return _("{n} months", n=number(term.months, 0 if term.months == int(term.months) else 1))
    if term.days % 7 == 0:
        return _("{n} weeks", n=number(term.days / 7))
    return _("{n} days", n=number(term.days))


def text_check_table(found: TextCheck) -> Table:
    """What the law asks of the text, with article, source, state, and where it may be settled."""
    columns = text_columns(
        _("what the law asks"), _("article"), _("kind of duty"), _("state"), _("where, and in which words"), _("why")
    )
    rows = tuple(_line(one) for one in found.findings)
    sources = {f"{one.requirement.article}: {one.requirement.cited.title}." for one in found.findings}
    notes = (
        _("“Possibly” means that words were found or that the case says something about it; a person must judge. "
          "Nothing here says that a text meets the law."),
        *sorted(sources),
    )  # fmt: skip
    caption = _("The text of the arrangement against the law since 1 July 2022")
    return Table("text-check", caption, columns, rows, notes)


def _line(one: Finding) -> tuple[Cell, ...]:
    asked = one.requirement
    return (
        Cell(capital(asked.key.label), str(asked.key)),
        Cell(asked.article, asked.article, asked.cited.url),
        Cell(_(DEMANDS[asked.demand])),
        Cell(_(STATES[one.state]), one.state),
        Cell(" ".join(_places(one)) or "–"),
        Cell(_(asked.why)),
    )


def _places(one: Finding) -> Iterable[str]:
    if one.declared:
        yield one.declared + "."
    for passage in one.passages:
        where = _("article {n}", n=passage.article) if passage.article else _("in the text")
        yield _("Possibly settled in {where}: “{quote}”.", where=where, quote=passage.quote)
    for passage in one.outdated:
        yield _("Possibly out of date: “{quote}”.", quote=passage.quote)
