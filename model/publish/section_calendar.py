"""Sections of the memo about time and text: what we decide when, and what the arrangement's text must settle."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from model.decide.schedule import schedule
from model.decide.text_check import check_text
from model.language import _
from model.publish.section import Nothing, Section, Steps
from model.show import figures, tables, texts
from model.show.texts import Prose

if TYPE_CHECKING:
    from model.decide.schedule import OptionCalendar
    from model.publish.board import Memo
    from model.publish.section import Shown


def decisions(memo: Memo) -> Shown:
    """What we decide when: the days of the option that comes first, and of each other whether its plan can be met.

    Where that option changes nothing: what continuing asks.
    The days count from the one that the parameters name, else from 1 January of the budget year.
    """
    if memo.leaves_out("decisions"):
        return Nothing()
    outcome, verdict = memo.outcome, memo.verdict
    found = {one.option: one for one in _schedule(memo)}
    lead = found.pop(memo.lead)
    steps = texts.next_decisions(outcome, verdict)
    if lead.moments:
        steps = (*texts.first_decisions(outcome, verdict), *texts.decide_when(outcome, lead))
    own = Prose(texts.standing_sentences(outcome, lead), "bullets")
    others = tuple(text for one in found.values() for text in texts.standing_sentences(outcome, one))
    beside = Section("others-when", _("Other options"), (Prose(others, "bullets"),), level=3) if others else None
    return Section("decisions", _("What we decide when"), (own, Steps(steps), beside))


def calendar(memo: Memo) -> Shown:
    """Appendix: every step of every option on a time axis, with a table of articles and sources behind it."""
    if memo.leaves_out("calendar"):
        return Nothing()
    charts = tuple(figures.calendar_chart(memo.outcome, one) for one in _schedule(memo))
    note = Prose((texts.since_2022(),), "note")
    return Section("calendar", _("Appendix: calendar per option"), (*charts, note), kind="appendix")


def text_check(memo: Memo) -> Shown:
    """Appendix: the text of the arrangement against what the law asks of it."""
    if memo.leaves_out("text_check"):
        return Nothing()
    found = check_text(memo.outcome.case)
    parts = (Prose(texts.text_check_sentences(found)), tables.text_check_table(found))
    return Section("text_check", _("Appendix: the text of the arrangement"), parts, kind="appendix")


def _schedule(memo: Memo) -> tuple[OptionCalendar, ...]:
    """Calendars from the day that the parameters name."""
    day = memo.parameters.decide_from
    return schedule(memo.outcome, None if day is None else dt.date.fromisoformat(day))
