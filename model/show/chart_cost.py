"""Fan chart: what the arrangement costs a party per inhabitant per year, options side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patheffects import withStroke

from model.decide.appraisal import baseline, inhabitants
from model.language import _, euro, euro_range, number, rounded, year
from model.show.labels import option_label, party_label
from model.show.picture import Figure
from model.show.style import GREY, SMALL, canvas, drawing, fix_ticks, stroke
from model.show.table import Cell, Column, Table, cell_of, number_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.engine.outcome import FloatArray, Outcome

PER_ROW = 4  # panels beside each other that stay readable at 700 px


def yearly_cost(outcome: Outcome, option: str, party: str | None = None) -> tuple[FloatArray, bool]:
    """What a party pays per year.

    Returns
    -------
    values : ndarray, shape (draw, year)
        EUR nominal, cash: charge, own cost and transfers; per inhabitant where the case knows inhabitants.
    per_inhabitant : bool
        Whether it is per inhabitant.
    """
    cash = outcome.observable[outcome.o(option), :, :, :, outcome.obs("cost_cash")]
    paid: FloatArray = cash.sum(axis=1) if party is None else cash[:, outcome.p(party)]
    people = inhabitants(outcome, party)
    return (paid / people, True) if people else (paid, False)


def cost_fan(outcome: Outcome, party: str | None = None) -> Figure:
    """Mean and P10-P90 of the cost per inhabitant per year, one panel per option. EUR of the year itself (nominal)."""
    fans = {option: yearly_cost(outcome, option, party) for option in outcome.options}
    per_inhabitant = all(known for _values, known in fans.values())
    values = {option: fan[0] for option, fan in fans.items()}
    who = party_label(outcome, party)
    title = (
        _("Cost per inhabitant per year, {party}", party=who)
        if per_inhabitant
        else _("Cost per year, {party}", party=who)
    )
    name = f"cost-{party or 'together'}"
    with drawing(name):
        drawn = _draw(outcome, values)
    return Figure(
        name,
        title,
        said_of(outcome, values, title),
        drawn,
        fan_table(outcome, values, title, name),
        (_("Line: mean. Band: 8 out of 10 calculated futures. Dotted: mean of continuing."), money_note()),
    )


def money_note() -> str:
    """Which euros these are."""
    return _("In euros of the year itself; what is paid to the organisation and own costs together.")


def _draw(outcome: Outcome, values: dict[str, FloatArray]) -> Canvas:
    rows = -(-len(values) // PER_ROW)
    columns = min(len(values), PER_ROW)
    drawn = canvas(0.5 + 2.5 * rows)
    panels = drawn.subplots(rows, columns, sharey=True, squeeze=False)
    reference = baseline(outcome)
    for index, (option, fan) in enumerate(values.items()):
        panel = panels[index // columns, index % columns]
        _panel(panel, outcome.years, fan, index)
        panel.set_title(option_label(outcome, option))
        if option != reference:
            panel.plot(outcome.years, values[reference].mean(axis=0), color=GREY, ls=":", lw=1.4, zorder=3)
    for panel in panels.flat[len(values) :]:
        panel.set_visible(False)
    for row in panels:
        row[0].set_ylim(0, 1.06 * row[0].get_ylim()[1])
        row[0].set_ylabel(_("EUR"))
        fix_ticks(row[0], "y", count=6)
        for panel in row[1:]:
            panel.tick_params(axis="y", length=0)
    return drawn


def _panel(axes: Axes, years: tuple[int, ...], fan: FloatArray, index: int) -> None:
    look = stroke(index)
    low, high = np.quantile(fan, (0.1, 0.9), axis=0)
    mean = fan.mean(axis=0)
    axes.fill_between(years, low, high, color=look.colour, alpha=0.22, linewidth=0)
    axes.plot(years, mean, color=look.colour, ls="-", marker=look.marker, markevery=[-1], zorder=4)
    axes.grid(axis="y")
    ticks = sorted({years[0], years[len(years) // 2], years[-1]})
    axes.set_xticks(ticks, [year(tick) for tick in ticks])
    if len(ticks) > 1:  # the outer ones stay within the panel, clear of their neighbours
        axes.get_xticklabels()[0].set_horizontalalignment("left")
        axes.get_xticklabels()[-1].set_horizontalalignment("right")
    axes.annotate(
        number(rounded(*(float(line[-1]) for line in (mean, low, high)))), (years[-1], float(mean[-1])),
        xytext=(0, 5), textcoords="offset points", ha="right", va="bottom", fontsize=SMALL, fontweight="bold",
        path_effects=[withStroke(linewidth=2.5, foreground="white")], zorder=6,
    )  # fmt: skip


def said_of(outcome: Outcome, values: dict[str, FloatArray], title: str) -> str:
    """What every option costs in the first and the last year, in words."""
    parts = [f"{title}."]
    for option, fan in values.items():
        last = fan[:, -1]
        low, high = (float(q) for q in np.quantile(last, (0.1, 0.9)))
        parts.append(
            _(
                "{option}: from {first} in {start} to {last} in {end} on average, with 8 out of 10 "
                "calculated "
                "futures within {band}.",
                option=option_label(outcome, option),
                first=euro(float(fan[:, 0].mean())),
                start=year(outcome.years[0]),
                last=euro(float(last.mean()), band=(low, high)),
                end=year(outcome.years[-1]),
                band=euro_range(low, high),
            )
        )
    return " ".join(parts)


def fan_table(outcome: Outcome, values: dict[str, FloatArray], title: str, name: str) -> Table:
    """Mean and band per year of every option."""
    rows = []
    for position, when in enumerate(outcome.years):
        row = [Cell(year(when), when)]
        for fan in values.values():
            column = fan[:, position]
            low, high = (float(q) for q in np.quantile(column, (0.1, 0.9)))
            mean = float(column.mean())
            row += [cell_of(euro(mean, band=(low, high)), mean), Cell(euro_range(low, high), band=(low, high))]
        rows.append(tuple(row))
    columns = [Column(_("year"), align="left")]
    for option in values:
        group = option_label(outcome, option)
        columns += [*number_columns(_("mean"), _("8 out of 10"), group=group)]
    return Table(name, title, tuple(columns), tuple(rows))
