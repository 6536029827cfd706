"""What the difference hangs on: tornado of its mean, and Sobol indices of its spread."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from model.language import _, euro, euro_difference, number, percent
from model.show.labels import capital, kind_label, option_label, party_label
from model.show.picture import Figure
from model.show.style import CHEAPER, DEARER, INK, canvas, drawing, fix_ticks
from model.show.table import Cell, Column, Table, cell_of, number_columns, text_columns
from model.show.text_turning import amount_text, index_name, judgement_note, row_name, values_text
from model.show.units import unit_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.decide.sensitivity import Index, Sensitivity, Swing
    from model.engine.outcome import Outcome

WRAP: Final = 42  # characters of a name on one line


def tornado_chart(outcome: Outcome, found: Sensitivity) -> Figure | None:
    """Mean difference with each assumption at either end of its range, the widest on top; None without any."""
    if not found.tornado:
        return None
    title = _("What moves the average difference: {option} compared with continuing, {party}",
              option=option_label(outcome, found.option), party=party_label(outcome, found.party))  # fmt: skip
    with drawing("tornado"):
        drawn = _draw_tornado(found)
    mean = euro_difference(found.mean)
    notes = (
        _("Upright line: the average difference with all assumptions free ({mean}).", mean=mean),
        judgement_note([one.row for one in found.tornado]),
    )
    table = tornado_table(outcome, found)
    said = (
        _("{name} from {low} to {high}: {at_low} to {at_high}.", name=capital(row_name(one.row)), low=ends[0],
          high=ends[1], at_low=euro_difference(one.at_low), at_high=euro_difference(one.at_high))
        for one in found.tornado
        if (ends := _ends(one))
    )  # fmt: skip
    return Figure("tornado", title, " ".join((f"{title}.", *said)), drawn, table, tuple(filter(None, notes)))


def _ends(swing: Swing) -> tuple[str, ...]:
    return values_text(swing.row.unit, swing.low, swing.high, (swing.low, swing.high))


def _draw_tornado(found: Sensitivity) -> Canvas:
    from matplotlib.patches import Patch

    shown = found.tornado
    names = [textwrap.fill(f"{capital(row_name(one.row))}: {'…'.join(_ends(one))}", WRAP) for one in shown]
    drawn = canvas(1.0 + _height(names))
    axes = drawn.subplots()
    _names(drawn, axes, names)
    for height, one in enumerate(shown):
        for end, face, edge, hatch in ((one.at_low, CHEAPER, CHEAPER, ""), (one.at_high, "white", DEARER, "////")):
            lane = height + (0.17 if hatch else -0.17)
            axes.barh(lane, end - found.mean, left=found.mean, height=0.32, color=face, edgecolor=edge, hatch=hatch,
                      linewidth=1.0, zorder=3)  # fmt: skip
    axes.axvline(found.mean, color=INK, lw=0.9, zorder=4)
    axes.grid(axis="x")
    large = max(abs(limit) for limit in axes.get_xlim()) >= 1e6
    fix_ticks(axes, "x", size=1e6 if large else 1e3, count=6)
    axes.set_xlabel(_("cheaper than continuing  ←  {unit}  →  dearer than continuing",
                      unit=_("EUR mln") if large else _("EUR × 1,000")))  # fmt: skip
    keys = [Patch(facecolor=CHEAPER, edgecolor=CHEAPER, label=_("at its lowest value")),
            Patch(facecolor="white", edgecolor=DEARER, hatch="////", label=_("at its highest value"))]  # fmt: skip
    drawn.legend(handles=keys, loc="outside upper left", ncols=2, columnspacing=1.6)
    return drawn


def _height(names: Sequence[str]) -> float:
    """Inches for so many rows, each as high as the longest name."""
    return len(names) * max(0.46, 0.16 * (1 + max(name.count("\n") for name in names)) + 0.04)


def _names(drawn: Canvas, axes: Axes, names: Sequence[str]) -> None:
    # Letters are a little wider on a sharper picture than where they were measured: leave them room.
    drawn.set_layout_engine("constrained", w_pad=0.12)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def tornado_table(outcome: Outcome, found: Sensitivity) -> Table:
    """The tornado in figures, with the share of the variance that each row explains alone."""
    alone = {one.row.id: one for one in found.given}
    rows = []
    for one in found.tornado:
        low, high = _ends(one)
        share = alone.get(one.row.id)
        rows.append((
            Cell(capital(row_name(one.row)), one.row.id), Cell(kind_label(one.row.kind), one.row.kind),
            Cell(unit_label(one.row.unit)), cell_of(low, one.low), cell_of(high, one.high),
            cell_of(amount_text(one.at_low, one.error), one.at_low),
            cell_of(amount_text(one.at_high, one.error), one.at_high),
            cell_of(percent(max(share.first, 0.0), 1), share.first) if share else Cell(""),
        ))  # fmt: skip
    group = _("average difference")
    columns = (
        *text_columns(_("assumption"), _("kind"), _("unit")),
        *number_columns(_("low"), _("high")), Column(_("at low"), _("EUR"), group=group),
        Column(_("at high"), _("EUR"), group=group), Column(_("share of the spread, alone")),
    )  # fmt: skip
    notes = (
        _("All {n} assumptions with a range were held at both ends in the same futures; a swing that may be chance is "
          "left out.", n=number(found.swept)),
        judgement_note([one.row for one in found.tornado]),
    )  # fmt: skip
    caption = _("What moves the average difference between {option} and continuing",
                option=option_label(outcome, found.option))  # fmt: skip
    return Table("tornado", caption, columns, tuple(rows), tuple(filter(None, notes)))


def sobol_chart(outcome: Outcome, found: Sensitivity) -> Figure | None:
    """Share of the variance that each factor explains, alone and with interplay; None where it cannot be told."""
    if not found.sobol or found.few:
        return None
    title = _("Where the spread comes from: {option} compared with continuing, {party}",
              option=option_label(outcome, found.option), party=party_label(outcome, found.party))  # fmt: skip
    with drawing("sobol"):
        drawn = _draw_sobol(found.sobol)
    notes = (
        _("Dot: the assumption alone; square: with all interplay. Line: 95% band of the calculation."),
        judgement_note([row for one in found.sobol for row in one.rows]),
    )
    table = sobol_table(outcome, found)
    said = (
        _("{name}: {first} alone, {total} with interplay.", name=capital(index_name(one)),
          first=_share(one.first), total=_share(one.total))
        for one in found.sobol
    )  # fmt: skip
    return Figure("sobol", title, " ".join((f"{title}.", *said)), drawn, table, tuple(filter(None, notes)))


def _share(value: float) -> str:
    return percent(min(max(value, 0.0), 1.0))


def _draw_sobol(shown: Sequence[Index]) -> Canvas:
    names = [textwrap.fill(capital(index_name(one)), WRAP) for one in shown]
    drawn = canvas(0.9 + _height(names))
    axes = drawn.subplots()
    _names(drawn, axes, names)
    looks = (("o", CHEAPER, -0.15, _("alone")), ("s", DEARER, 0.15, _("with interplay")))
    for marker, colour, lane, label in looks:
        heights = [height + lane for height in range(len(shown))]
        pairs = [(one.first, one.first_half) if marker == "o" else (one.total, one.total_half) for one in shown]
        for height, (value, half) in zip(heights, pairs, strict=True):
            axes.plot([100 * max(value - half, 0.0), 100 * min(value + half, 1.0)], [height] * 2, color=colour, lw=1.6)
        values = [100 * min(max(value, 0.0), 1.0) for value, _half in pairs]
        axes.plot(values, heights, ls="", marker=marker, color=colour, ms=6, label=label, clip_on=False, zorder=4)
    axes.set_xlim(0, 100)
    axes.grid(axis="x")
    fix_ticks(axes, "x", count=6)
    axes.set_xlabel(_("% of the variance between futures"))
    drawn.legend(loc="outside upper left", ncols=2, columnspacing=1.6)
    return drawn


def sobol_table(outcome: Outcome, found: Sensitivity) -> Table:
    """Sobol indices with half their 95 % bands."""
    rows = tuple(
        (
            Cell(capital(index_name(one)), ", ".join(row.id for row in one.rows) or "rest"),
            cell_of(_share(one.first), one.first), cell_of(f"± {percent(one.first_half, 1)}", one.first_half),
            cell_of(_share(one.total), one.total), cell_of(f"± {percent(one.total_half, 1)}", one.total_half),
        )
        for one in found.sobol
    )  # fmt: skip
    alone, whole = _("alone"), _("with interplay")
    columns = (
        Column(_("assumption"), align="left"), *number_columns(_("share"), _("band"), group=alone),
        *number_columns(_("share"), _("band"), group=whole),
    )  # fmt: skip
    notes = (
        _("Shares of the variance of the difference (standard deviation {spread}). {draws} futures per run; "
          "assumptions that are correlated count as one.", spread=euro(found.spread, 2), draws=number(found.base)),
        _("Bands are too wide to rank the assumptions: the futures are too few.") if found.few else "",
        judgement_note([row for one in found.sobol for row in one.rows]),
    )  # fmt: skip
    caption = _("Where the spread of the difference between {option} and continuing comes from",
                option=option_label(outcome, found.option))  # fmt: skip
    return Table("sobol", caption, columns, rows, tuple(filter(None, notes)))
