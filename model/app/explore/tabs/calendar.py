"""When each option can start: its steps as bars, and whether its plan can be met."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from model.app.explore.panel import Panel
from model.app.explore.tabs.specs import Chart, figures, key
from model.decide.schedule import schedule
from model.language import _, current, month
from model.publish.section import Steps
from model.show.chart_calendar import ORIGINS, months, reading, said_of, span_of, step_label
from model.show.labels import capital, option_label
from model.show.prose import Prose
from model.show.table_calendar import calendar_table
from model.show.text_calendar import actions_of, day, decide_when, since_2022, standing_sentences, start_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.app.explore.panel import View
    from model.decide.schedule import Moment, OptionCalendar, PlannedStep
    from model.engine.outcome import Outcome
    from model.publish.section import Part


def panel(view: View) -> Panel | None:
    """Steps of every option that changes something, from the day that was set."""
    if not view.whole:
        return None
    outcome, day = view.outcome, None if view.setting is None else view.setting.decide_from
    found = [one for one in schedule(outcome, day) if one.moments]
    if not found:
        empty = _("Continuing asks for no steps: design an option to see when it can start.")
        return Panel(Prose((empty,)).to_html(), more="")
    said = tuple(text for one in found for text in standing_sentences(outcome, one))
    lead = next((one for one in found if view.verdict is not None and one.option == view.verdict.option), None)
    parts: list[Part] = [Prose(said, "bullets"), *([] if lead is None else [Steps(decide_when(outcome, lead))])]
    parts.append(Prose((reading(found[0]), since_2022()), "note"))
    html = "\n".join(part.to_html() for part in parts)
    return Panel(html, _chart(outcome, found), said[0], figures(*(calendar_table(outcome, one) for one in found)))


def _chart(outcome: Outcome, found: list[OptionCalendar]) -> Chart:
    spans = [span_of(one) for one in found]
    first, last = min(start for start, _end in spans), max(end for _start, end in spans)
    title = _("What happens when, by option")
    alt = " ".join((f"{title}.", *(
        f"{capital(option_label(outcome, one.option))}. {' '.join(said_of(moment) for moment in one.moments)}"
        for one in found
    )))  # fmt: skip
    return {
        "type": "gantt", "lang": current(), "name": "calendar", "title": title, "alt": alt,
        "first": first.toordinal(), "last": last.toordinal(),
        "ticks": [{"at": tick.toordinal(), "text": month(tick)} for tick in months(first, last)],
        "rows": [row for one in found for row in _rows(outcome, one)], "head": _("done at the latest"),
        "key": [{"origin": name, "label": f"{_(letter)}: {_(words)}"}
                for name, (letter, words, _colour, _hatch) in ORIGINS.items()],
    }  # fmt: skip


def _rows(outcome: Outcome, found: OptionCalendar) -> Iterator[Chart]:
    named = key(outcome, [found.option])[0]
    for moment in found.moments:
        head = f"{named['label']} · {start_of(moment, found.decision)}: {actions_of(outcome, moment)}"
        yield {"head": head, "k": named["k"]}
        for one in moment.steps:
            yield _bar(moment, one)


def _bar(moment: Moment, one: PlannedStep) -> Chart:
    start = one.step.key == "start"
    planned = moment.planned if start and moment.planned is not None and moment.planned > one.end else None
    return {
        "label": step_label(one), "origin": one.step.origin, "start": _ordinal(one.start), "end": _ordinal(one.end),
        "point": start, "drives": one.slack == 0, "text": day(one.latest),
        "planned": None if planned is None else _ordinal(planned),
    }  # fmt: skip


def _ordinal(written: str) -> int:
    return dt.date.fromisoformat(written).toordinal()
