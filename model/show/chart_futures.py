"""Distribution of the difference with continuing: how far apart the futures lie, and on which side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from model.decide.appraisal import band, baseline, difference, share_cheaper
from model.language import _, euro, euro_difference, euro_difference_range, out_of_ten, percent
from model.show.labels import option_label, party_label
from model.show.picture import Figure
from model.show.style import CHEAPER, DEARER, INK, SMALL, canvas, drawing, fix_ticks
from model.show.table import Cell, Column, Table, cell_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.engine.outcome import FloatArray, Outcome

BINS: Final = 40
EDGE: Final = 0.01  # share of the draws that the outermost bars take in on either side


def futures_chart(outcome: Outcome, party: str | None = None) -> Figure:
    """Histogram of the difference in cost with continuing, one panel per option.

    EUR real, discounted, over the horizon.
    """
    reference = baseline(outcome)
    shown = {o: difference(outcome, o, party) for o in outcome.options if o != reference}
    title = _("Difference in cost with continuing in all futures, {party}", party=party_label(outcome, party))
    name = f"futures-{party or 'together'}"
    with drawing(name):
        drawn = _draw(outcome, shown)
    notes = (
        _("Each bar counts calculated futures; the outermost ones also hold what lies beyond."),
        _("Filled: the option is cheaper; hatched: dearer. Diamond: mean."),
        _("Present value over {years} years, price level of {year}.", years=outcome.horizon, year=outcome.years[0]),
    )
    return Figure(name, title, _alt(outcome, shown, title), drawn, _table(outcome, shown, title, name), notes)


def _draw(outcome: Outcome, shown: dict[str, FloatArray]) -> Canvas:
    drawn = canvas(0.6 + 1.25 * max(len(shown), 1))
    panels = drawn.subplots(max(len(shown), 1), 1, sharex=True, squeeze=False)[:, 0]
    edges = _edges(shown)
    for panel, (option, delta) in zip(panels, shown.items(), strict=False):
        _panel(panel, delta, edges)
        panel.set_title(option_label(outcome, option))
    last = panels[-1]
    last.set_xlim(edges[0], edges[-1])
    large = max(abs(edges[0]), abs(edges[-1])) >= 1e6
    fix_ticks(last, "x", size=1e6 if large else 1e3, count=8)
    last.set_xlabel(
        _("cheaper than continuing  ←  {unit}  →  dearer than continuing",
          unit=_("EUR mln") if large else _("EUR × 1,000"))
    )  # fmt: skip
    return drawn


def _edges(shown: dict[str, FloatArray]) -> FloatArray:
    """Borders of the bars, the same for every option, with zero as one of them."""
    low = min([0.0, *(float(np.quantile(delta, EDGE)) for delta in shown.values())])
    high = max([0.0, *(float(np.quantile(delta, 1 - EDGE)) for delta in shown.values())])
    step = (high - low) / BINS or 1.0
    first, last = int(np.floor(low / step)) - 1, int(np.ceil(high / step)) + 1
    edges: FloatArray = np.arange(first, last + 1) * np.float64(step)
    return edges


def _panel(axes: Axes, delta: FloatArray, edges: FloatArray) -> None:
    inside = np.clip(delta, edges[0], edges[-1])
    counts, _edges_again = np.histogram(inside, edges)
    middle = (edges[:-1] + edges[1:]) / 2
    width = edges[1] - edges[0]
    for side, colour, hatch in ((middle < 0, CHEAPER, ""), (middle >= 0, DEARER, "////")):
        axes.bar(middle[side], counts[side] / delta.size, width, color="white" if hatch else colour,
                 edgecolor=colour, hatch=hatch, linewidth=0.5)  # fmt: skip
    axes.axvline(0, color=INK, lw=1.1)
    axes.set_ylim(0, 1.3 * max(float(counts.max()) / delta.size, 1e-9))
    axes.plot([float(delta.mean())], [0], marker="D", color="white", mec=INK, ms=7, clip_on=False, zorder=6)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.set_title(_("cheaper in {share}", share=out_of_ten(share_cheaper(delta))), loc="right",
                   fontsize=SMALL, fontweight="normal")  # fmt: skip


def _alt(outcome: Outcome, shown: dict[str, FloatArray], title: str) -> str:
    parts = [f"{title}."]
    for option, delta in shown.items():
        found = band(delta)
        parts.append(
            _(
                "{option}: on average {difference}, in 8 out of 10 calculated futures {band}; cheaper in {share}.",
                option=option_label(outcome, option),
                difference=euro_difference(found.mean, found.p10, found.p90),
                band=euro_difference_range(found.p10, found.p90),
                share=out_of_ten(share_cheaper(delta)),
            )
        )
    return " ".join(parts)


def _table(outcome: Outcome, shown: dict[str, FloatArray], title: str, name: str) -> Table:
    rows = []
    for option, delta in shown.items():
        found, share = band(delta), share_cheaper(delta)
        limits = (found.p10, found.p90)
        rows.append(
            (
                Cell(option_label(outcome, option), option),
                cell_of(euro(found.mean, band=limits, sign=True), found.mean),
                cell_of(euro(found.p10, band=limits), found.p10),
                cell_of(euro(found.p90, band=limits), found.p90),
                cell_of(percent(share), share),
            )
        )
    columns = (
        Column(_("option"), align="left"),
        Column(_("mean difference"), _("EUR")),
        Column(_("low"), "P10"),
        Column(_("high"), "P90"),
        Column(_("cheaper"), _("share of futures")),
    )
    return Table(name, title, columns, tuple(rows))
