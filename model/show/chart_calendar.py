"""Calendar of an option as bars: what the law, the arrangement and practice ask, and what drives the date."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING, Final

from matplotlib.dates import date2num
from matplotlib.patches import Patch

from model.language import N_, _, listed, month
from model.show.labels import capital, option_label
from model.show.picture import Figure
from model.show.style import FAINT, GREY, INK, SMALL, canvas, drawing
from model.show.table_calendar import calendar_table
from model.show.text_calendar import actions_of, day, standing_sentences, start_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.decide.schedule import Moment, OptionCalendar, PlannedStep
    from model.engine.outcome import Outcome

ORIGINS: Final = {  # letter, words, colour, hatch
    "law": (N_("L"), N_("term set by law"), "#0072b2", ""),
    "agreement": (N_("T"), N_("term set by the arrangement"), "#e69f00", "xx"),
    "practice": ("P", N_("term of practice (judgement)"), "white", "////"),
}
ROW: Final = 0.31  # inches
LABEL: Final = 36  # characters on a line


def calendar_chart(outcome: Outcome, found: OptionCalendar) -> Figure | None:
    """Steps of an option on a time axis; None for an option without steps."""
    table = calendar_table(outcome, found)
    if table is None:
        return None
    name = f"calendar-{found.option}"
    with drawing(name):
        drawn = _draw(outcome, found)
    title = _("{option}: what happens when", option=capital(option_label(outcome, found.option)))
    alt = " ".join((f"{title}.", *standing_sentences(outcome, found), *(said_of(one) for one in found.moments)))
    return Figure(name, title, alt, drawn, table, (reading(found),))


def reading(found: OptionCalendar) -> str:
    """How to read the bars."""
    return _("Earliest dates with usual terms, from {day}. A thick outline: this step drives the date. Filled diamond: "
             "earliest start; open diamond: planned start. On the right the last day on which a step must be done to "
             "start as planned.", day=day(found.decision))  # fmt: skip


def said_of(moment: Moment) -> str:
    """Steps of a moment in words."""
    steps = "; ".join(
        _("{step} from {start} to {end}", step=_(one.step.name), start=day(one.start), end=day(one.end))
        for one in moment.steps
    )
    driving = listed([_(one.step.name) for one in moment.steps if one.slack == 0])
    return _("Steps: {steps}. The date is driven by: {driving}.", steps=steps, driving=driving)


def _draw(outcome: Outcome, found: OptionCalendar) -> Canvas:
    rows = sum(len(moment.steps) + 1 for moment in found.moments)
    drawn = canvas(0.85 + ROW * rows)
    axes = drawn.subplots()
    place, labels = 0, []
    for moment in found.moments:
        _head(axes, place, outcome, found, moment)
        labels.append((place, ""))
        for row, one in enumerate(moment.steps, place + 1):
            _bar(axes, row, one)
            if one.step.key == "start" and moment.planned is not None and moment.planned > one.end:
                planned = date2num(dt.date.fromisoformat(moment.planned))
                axes.plot([planned], [row], marker="D", ms=7, mfc="white", mec=INK, ls="", zorder=5, clip_on=False)
            labels.append((row, "\n".join(textwrap.wrap(step_label(one), LABEL))))
        place += len(moment.steps) + 1
    axes.set_yticks([row for row, _text in labels], [text for _row, text in labels])
    axes.set_ylim(place - 0.4, -0.7)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    _time_axis(axes, found)
    _key(drawn)
    return drawn


def step_label(one: PlannedStep) -> str:
    """Name of a step, and by a letter who set its term."""
    return f"{capital(_(one.step.name))}\N{NO-BREAK SPACE}({_(ORIGINS[one.step.origin][0])})"


def _head(axes: Axes, row: int, outcome: Outcome, found: OptionCalendar, moment: Moment) -> None:
    """Line of its own over the bars of a moment: what starts, and when."""
    text = f"{start_of(moment, found.decision)}: {actions_of(outcome, moment)}"
    axes.annotate(
        textwrap.shorten(text, 92, placeholder=" …"), (0.0, row), xycoords=("figure fraction", "data"),
        va="center", ha="left", fontsize=SMALL, fontweight="bold", annotation_clip=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0}, zorder=6,
    )  # fmt: skip
    axes.axhline(row + 0.45, color=FAINT, lw=0.8)


def _bar(axes: Axes, row: int, one: PlannedStep) -> None:
    _letter, _words, colour, hatch = ORIGINS[one.step.origin]
    start, end = (date2num(dt.date.fromisoformat(text)) for text in (one.start, one.end))
    if one.step.key == "start":
        axes.plot([end], [row], marker="D", ms=7, color=INK, zorder=5, clip_on=False)
    else:
        axes.barh(row, end - start, left=start, height=0.5, color=colour, hatch=hatch, edgecolor=INK,
                  linewidth=2.2 if one.slack == 0 else 0.7, zorder=3)  # fmt: skip
    axes.annotate(
        day(one.latest), (1.0, row), (112, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
        ha="right", va="center", fontsize=SMALL, annotation_clip=False,
    )  # fmt: skip


def _time_axis(axes: Axes, found: OptionCalendar) -> None:
    first, last = span_of(found)
    ticks = months(first, last)
    axes.set_xticks([date2num(tick) for tick in ticks], [month(tick) for tick in ticks])
    low, high = date2num(first), date2num(last)
    axes.set_xlim(low - 0.01 * (high - low), high + 0.03 * (high - low))
    axes.grid(axis="x")
    axes.annotate(
        _("done at the latest"), (1.0, 1.0), (112, 6), xycoords="axes fraction", textcoords="offset points",
        ha="right", va="bottom", fontsize=SMALL, color=GREY, annotation_clip=False,
    )  # fmt: skip


def span_of(found: OptionCalendar) -> tuple[dt.date, dt.date]:
    """First and last day of the steps and plans of an option."""
    ends = [one.end for moment in found.moments for one in moment.steps]
    last = max(*ends, *(moment.planned or "" for moment in found.moments))
    return dt.date.fromisoformat(found.decision), dt.date.fromisoformat(last)


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """First days of months at a step that leaves room for their names."""
    span = (last.year - first.year) * 12 + last.month - first.month
    step = next(step for step in (3, 6, 12, 24, 60, 240) if span <= 5 * step or step == 240)
    begun = 12 * first.year + (first.month - 1) // step * step if step < 12 else 12 * first.year
    ticks = [dt.date(n // 12, n % 12 + 1, 1) for n in range(begun, begun + span + 2 * step, step)]
    return [tick for tick in ticks if first <= tick <= last]


def _key(drawn: Canvas) -> None:
    handles = [
        Patch(facecolor=colour, edgecolor=INK, hatch=hatch, linewidth=0.7, label=f"{_(letter)}: {_(words)}")
        for letter, words, colour, hatch in ORIGINS.values()
    ]
    drawn.legend(handles=handles, loc="outside upper left", ncols=3, handlelength=2.2, columnspacing=1.6)
