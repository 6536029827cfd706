"""Tipping points: each driver as a line over its range, and the map of two drivers together."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

import numpy as np

from model.language import _, percent
from model.show.labels import capital, kind_label, option_label
from model.show.picture import Figure
from model.show.style import GREY, INK, SMALL, canvas, drawing, fix_ticks, stroke
from model.show.table import Cell, Column, Table, cell_of, number_columns, text_columns
from model.show.text_turning import (
    judgement_note,
    parties_words,
    plane_options,
    row_name,
    tip_words,
    tipping_sentences,
    value_text,
)
from model.show.units import unit_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.decide.crossing import TippingRow
    from model.decide.tipping import Plane, Tipping
    from model.engine.outcome import Outcome

MOST: Final = 10
BAND: Final = "#7fb8d8"
WRAP: Final = 34  # characters of a name on one line
FINE: Final = 241  # points of the map in either direction
LETTERS: Final = "ABCDEFGHIJ"


def tipping_chart(outcome: Outcome, found: Tipping) -> Figure:
    """Each driver over its range: where it is, where the preference changes, and how sure that place is."""
    title = _("At which value of an assumption another option is preferred")
    shown = found.drivers[:MOST]
    with drawing("tipping"):
        drawn = _draw(outcome, shown)
    alt = " ".join((f"{title}.", *tipping_sentences(outcome, found), *(said_of(outcome, row) for row in shown)))
    return Figure("tipping", title, alt, drawn, tipping_table(outcome, found), reading(shown))


def reading(shown: Sequence[TippingRow]) -> tuple[str, ...]:
    """How to read the lines."""
    line = _(
        "Line: range of the assumption. Upright stroke: what we reckon with. Diamond: tipping point; shaded: its band."
    )
    return tuple(filter(None, (line, judgement_note(shown))))


def _draw(outcome: Outcome, shown: tuple[TippingRow, ...]) -> Canvas:
    drawn = canvas(0.6 + 0.46 * max(len(shown), 1))
    axes = drawn.subplots()
    for height, row in enumerate(shown):
        _line(axes, height, row)
        told = outcome_of(outcome, row)
        told = told.replace("; ", "\n") if row.tips else told
        axes.annotate(told, (1.0, height), (14, 0), textcoords="offset points", va="center", fontsize=SMALL,
                      annotation_clip=False)  # fmt: skip
    axes.annotate(capital(_("tipping point")), (1.0, -0.55), (14, 0), textcoords="offset points", va="center",
                  fontsize=SMALL, fontweight="bold", annotation_clip=False)  # fmt: skip
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(len(shown) - 0.4, -0.75)
    axes.set_yticks(range(len(shown)), [textwrap.fill(capital(row_name(row)), WRAP) for row in shown])
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return drawn


def _line(axes: Axes, height: int, row: TippingRow) -> None:
    width = row.high - row.low
    axes.plot([0, 1], [height] * 2, color=GREY, lw=1.0, zorder=2)
    base = (row.base - row.low) / width
    axes.plot([base] * 2, [height - 0.2, height + 0.2], color=INK, lw=2.0, zorder=4)
    for tip in row.tips:
        low, at, high = ((value - row.low) / width for value in (tip.low, tip.at, tip.high))
        axes.plot([low, high], [height] * 2, color=BAND, lw=9.0, solid_capstyle="butt", zorder=1)
        axes.plot(at, height, marker="D", color="white", mec=INK, mew=1.1, ms=4.5, zorder=5)
    for place, value, align in ((0.0, row.low, "left"), (1.0, row.high, "right")):
        axes.annotate(value_text(row, value), (place, height), (0, -7), textcoords="offset points", ha=align, va="top",
                      fontsize=SMALL, color=GREY)  # fmt: skip


def outcome_of(outcome: Outcome, row: TippingRow) -> str:
    """What the range of a driver holds, short."""
    if row.tips:
        return "; ".join(tip_words(outcome, row, tip) for tip in row.tips[:2])
    return _("none; lead of {share} left", share=percent(row.kept)) if row.kept > 0.0 else _("none found")


def said_of(outcome: Outcome, row: TippingRow) -> str:
    """One driver in words."""
    low, base, high = (value_text(row, value) for value in (row.low, row.base, row.high))
    return _("{name}: range {low} to {high}, we reckon with {base}, tipping point {tip}.", name=capital(row_name(row)),
             low=low, high=high, base=base, tip=outcome_of(outcome, row))  # fmt: skip


def tipping_table(outcome: Outcome, found: Tipping) -> Table:
    """Drivers that were searched, the nearest tipping point first; a row for each that a driver has."""
    rows = []
    for row, tip in ((one, tip) for one in found.drivers for tip in one.tips or (None,)):
        rows.append((
            Cell(capital(row_name(row)), row.id), Cell(kind_label(row.kind), row.kind), Cell(unit_label(row.unit)),
            cell_of(value_text(row, row.low), row.low), cell_of(value_text(row, row.base), row.base),
            cell_of(value_text(row, row.high), row.high),
            cell_of(value_text(row, tip.at), tip.at) if tip else Cell(_("none")),
            Cell(f"{value_text(row, tip.low)} – {value_text(row, tip.high)}" if tip else ""),
            Cell(option_label(outcome, tip.after) if tip else "", tip.after if tip else None),
            cell_of(percent(max(row.kept, 0.0)), row.kept), Cell(parties_words(outcome, row)),
        ))  # fmt: skip
    group = _("tipping point")
    columns = (
        *text_columns(_("assumption"), _("kind"), _("unit")),
        *number_columns(_("low"), _("we reckon with"), _("high")),
        *number_columns(_("value"), _("band"), group=group),
        Column(_("then preferred"), group=group, align="left"),
        Column(_("lead left at least")), Column(_("for one municipality"), align="left"),
    )  # fmt: skip
    notes = (
        _("Searched with {draws} futures, the nearest ones worked out on {all}. All other assumptions stay free.",
          draws=found.draws, all=found.all_draws),
        _("Lead left: what the preferred option keeps of its smallest lead, two standard errors off."),
        judgement_note(found.drivers),
    )  # fmt: skip
    caption = _("Tipping points: the value at which another option is preferred")
    return Table("tipping", caption, columns, tuple(rows), tuple(filter(None, notes)))


def plane_chart(outcome: Outcome, found: Tipping) -> Figure | None:
    """Which option is preferred at each pair of values of two drivers; None where it is the same one everywhere."""
    there = plane_options(found)
    if found.plane is None or len(there) < 2:
        return None
    x, y = found.row(found.plane.x), found.row(found.plane.y)
    title = _("Which option is preferred, by two assumptions together")
    letters = dict(zip(there, LETTERS, strict=False))
    with drawing("tipping-map"):
        drawn = _draw_plane(outcome, found, found.plane, letters)
    table = plane_table(outcome, found, found.plane, letters)
    named = "; ".join(f"{letter}: {option_label(outcome, option)}" for option, letter in letters.items())
    sides = _("Across: {x}; up: {y}.", x=row_name(x), y=row_name(y))
    alt = f"{title}. {sides} {named}. " + " ".join(
        f"{row[0].text}: {' '.join(cell.text for cell in row[1:])}." for row in table.rows
    )
    notes = (_("Cross: what we reckon with. Linear between the {n} pairs that were calculated.",
               n=len(found.plane.xs) * len(found.plane.ys)), judgement_note((x, y)))  # fmt: skip
    return Figure("tipping-map", title, alt, drawn, table, tuple(filter(None, notes)))


def _draw_plane(outcome: Outcome, found: Tipping, plane: Plane, letters: dict[str, str]) -> Canvas:
    from matplotlib.patches import Patch

    x, y = found.row(plane.x), found.row(plane.y)
    drawn = canvas(4.2)
    axes = drawn.subplots()
    xs, ys = np.meshgrid(np.linspace(x.low, x.high, FINE), np.linspace(y.low, y.high, FINE))
    regions = plane.preferred(xs, ys)
    patches = []
    for option, letter in letters.items():
        look, position = stroke(outcome.options.index(option)), plane.options.index(option)
        own = (regions == position).astype(float)
        if own.max() > 0:
            axes.contourf(xs, ys, own, levels=[0.5, 1.5], colors=[_light(look.colour)], hatches=[look.hatch or None])
            column, line = inside(regions == position, x, y)
            axes.text(xs[0, column], ys[line, 0], letter, ha="center", va="center", fontsize=13, fontweight="bold",
                      bbox={"boxstyle": "round,pad=0.25", "fc": "white", "ec": INK})  # fmt: skip
            patches.append(Patch(facecolor=_light(look.colour), edgecolor=INK, hatch=look.hatch,
                                 label=f"{letter}  {option_label(outcome, option)}"))  # fmt: skip
    axes.plot(x.base, y.base, marker="P", color=INK, mec="white", ms=11, mew=1.2, zorder=5)
    for axis, row in (("x", x), ("y", y)):
        fix_ticks(axes, axis, count=7)
        label = textwrap.fill(f"{capital(row_name(row))} ({unit_label(row.unit)})", 70 if axis == "x" else 45)
        (axes.set_xlabel if axis == "x" else axes.set_ylabel)(label)
    drawn.legend(handles=patches, loc="outside upper left", ncols=4, handlelength=2.4, columnspacing=1.6)
    return drawn


def _light(colour: str) -> tuple[float, float, float]:
    """A quarter of a colour on white, so that hatch and letter stay readable on it."""
    from matplotlib.colors import to_rgb

    red, green, blue = (1.0 - 0.28 * (1.0 - part) for part in to_rgb(colour))
    return red, green, blue


def inside(region: np.ndarray, x: TippingRow, y: TippingRow) -> tuple[int, int]:
    """Column and line of the point of a region farthest from its edge and from the cross."""
    from scipy.ndimage import distance_transform_edt

    free = np.pad(region, 1)
    line, column = (
        round((row.base - row.low) / (row.high - row.low) * (size - 1))
        for row, size in zip((y, x), region.shape, strict=True)
    )
    free[line + 1, column + 1] = False
    place = np.unravel_index(int(distance_transform_edt(free)[1:-1, 1:-1].argmax()), region.shape)
    return int(place[1]), int(place[0])


def plane_table(outcome: Outcome, found: Tipping, plane: Plane, letters: dict[str, str]) -> Table:
    """Preferred option at each pair that was calculated, by letter."""
    x, y = found.row(plane.x), found.row(plane.y)
    best = np.array(plane.cost).argmin(axis=0)
    rows = tuple(
        (cell_of(value_text(y, one), one), *(Cell(letters[plane.options[k]], plane.options[k]) for k in line))
        for one, line in zip(plane.ys, best, strict=True)
    )
    columns = (Column(row_name(y)), *(Column(value_text(x, one), group=row_name(x)) for one in plane.xs))
    note = "; ".join(f"{letter}: {option_label(outcome, option)}" for option, letter in letters.items())
    return Table("tipping-map", _("Preferred option by two assumptions together"), columns, rows, (note,))
