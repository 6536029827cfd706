"""Relation: trust of the least trusting party over time, and how often a party leaves unplanned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.language import _, number, out_of_ten, percent, year
from model.show.labels import capital, option_label
from model.show.picture import Figure
from model.show.style import SMALL, canvas, drawing, fix_ticks, key_above, nested, stroke
from model.show.table import Cell, Column, Table, cell_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.engine.outcome import FloatArray, Outcome


def lowest_trust(outcome: Outcome, option: str) -> FloatArray:
    """Mean over the draws of the trust of the least trusting member.

    Shape (year,); 0-1; NaN in a year in which no party is a member in any draw.
    """
    trust = outcome.observable[outcome.o(option), ..., outcome.obs("trust")]
    member = outcome.observable[outcome.o(option), ..., outcome.obs("member")] > 0
    lowest = np.where(member, trust, np.inf).min(axis=1)
    there = np.isfinite(lowest)
    count = there.sum(axis=0)
    total = np.where(there, lowest, 0.0).sum(axis=0)
    mean: FloatArray = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean


def unplanned_exit(outcome: Outcome, option: str) -> float:
    """Share of draws in which at least one party leaves without the option planning it, 0-1."""
    left = outcome.observable[outcome.o(option), ..., outcome.obs("exited_unplanned")]
    return float(np.mean(left.max(axis=(1, 2)) > 0))


def relation_chart(outcome: Outcome) -> Figure:
    """Trust over time (left) and unplanned exits within the horizon (right), by option."""
    title = _("Trust between the parties, and the risk that one of them leaves unplanned")
    name = "relation"
    trust = {option: lowest_trust(outcome, option) for option in outcome.options}
    exits = {option: unplanned_exit(outcome, option) for option in outcome.options}
    with drawing(name):
        drawn = _draw(outcome, trust, exits)
    notes = (
        _("Trust: mean of the least trusting member, 0 is none and 1 is full; an estimate to compare "
          "options with."),
        _("Leaving: at least one party decides to leave within {years} years although the option "
          "does not plan it.",
          years=outcome.horizon),
    )  # fmt: skip
    return Figure(name, title, _alt(outcome, trust, exits, title), drawn, _table(outcome, trust, exits, title), notes)


def _draw(outcome: Outcome, trust: dict[str, FloatArray], exits: dict[str, float]) -> Canvas:
    drawn = canvas(3.0)
    left, right = drawn.subplots(1, 2, width_ratios=(1.2, 1))
    _lines(left, outcome, trust)
    left.set_title(_("Lowest trust"))
    key_above(drawn, left, [_name(outcome, option, line) for option, line in trust.items()])
    _dots(right, outcome, exits)
    right.set_title(capital(_("unplanned exit")))
    return drawn


def _lines(axes: Axes, outcome: Outcome, trust: dict[str, FloatArray]) -> None:
    years = outcome.years
    axes.set_ylim(0, 1)
    axes.set_xlim(years[0], max(years[-1], years[0] + 1))
    axes.grid(axis="y")
    ticks = sorted({years[0], years[len(years) // 2], years[-1]})
    axes.set_xticks(ticks, [year(tick) for tick in ticks])
    fix_ticks(axes, "y", count=5)
    for index, line in enumerate(trust.values()):
        look, last = stroke(index), _last(line)
        marked = sorted({*range(0, len(years), 3), last or 0})
        axes.plot(
            years, line, color=look.colour, ls=look.dash, marker=look.marker, markevery=marked,
            clip_on=False, **nested(index),
        )  # fmt: skip


def _name(outcome: Outcome, option: str, line: FloatArray) -> str:
    """Name of a line; where the arrangement ends before the horizon, also when: no trust goes on after that."""
    label, last = option_label(outcome, option), _last(line)
    if last is None or last == len(outcome.years) - 1:
        return label
    return _("{option} (until {year})", option=label, year=year(outcome.years[last]))


def _last(line: FloatArray) -> int | None:
    """Position of the last year with a member; None if there is none."""
    known = np.flatnonzero(np.isfinite(line))
    return int(known[-1]) if known.size else None


def _dots(axes: Axes, outcome: Outcome, exits: dict[str, float]) -> None:
    for index, (_option, share) in enumerate(exits.items()):
        look = stroke(index)
        axes.hlines(index, 0, 10 * share, color=look.colour, lw=1.4, ls=look.dash)
        axes.plot([10 * share], [index], marker=look.marker, color=look.colour, ms=7.5, clip_on=False, zorder=4)
        axes.annotate(percent(share), (10 * share, index), (8, 0), textcoords="offset points", va="center",
                      fontsize=SMALL, annotation_clip=False)  # fmt: skip
    axes.set_ylim(len(exits) - 0.5, -0.5)
    axes.set_yticks(range(len(exits)), [option_label(outcome, option) for option in exits])
    axes.tick_params(axis="y", length=0, pad=7)
    axes.set_xlim(0, 10)
    axes.grid(axis="x")
    fix_ticks(axes, "x", count=5)
    axes.set_xlabel(_("out of 10 futures"))


def _alt(outcome: Outcome, trust: dict[str, FloatArray], exits: dict[str, float], title: str) -> str:
    parts = [f"{title}."]
    for option, line in trust.items():
        last = _last(line)
        parts.append(
            _(
                "{option}: trust goes from {first} in {start} to {last} in {end}; a party leaves "
                "unplanned in "
                "{share} ({percent}).",
                option=option_label(outcome, option),
                first=number(float(line[0]), 2),
                start=year(outcome.years[0]),
                last=number(float(line[last]), 2) if last is not None else _("unknown"),
                end=year(outcome.years[last or 0]),
                share=out_of_ten(exits[option]),
                percent=percent(exits[option]),
            )
        )
    return " ".join(parts)


def _table(outcome: Outcome, trust: dict[str, FloatArray], exits: dict[str, float], title: str) -> Table:
    marks = sorted({0, len(outcome.years) // 2, len(outcome.years) - 1})
    rows = []
    for option, line in trust.items():
        values = [float(line[mark]) for mark in marks]
        rows.append(
            (
                Cell(option_label(outcome, option), option),
                *(cell_of(number(value, 2), value) for value in values),
                cell_of(percent(exits[option]), exits[option]),
            )
        )
    columns = (
        Column(_("option"), align="left"),
        *(Column(year(outcome.years[mark]), group=_("trust of the least trusting member")) for mark in marks),
        Column(_("unplanned exit"), _("share of futures")),
    )
    return Table("relation", title, columns, tuple(rows))
