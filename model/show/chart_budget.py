"""Four-year budget: what each municipality pays per year in cash under each option, nominal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.decide.budget import multi_year_budget
from model.language import _, euro, listed, year
from model.show.labels import option_label, party_label
from model.show.picture import Figure
from model.show.style import canvas, drawing, fix_ticks, key_above, nested, stroke
from model.show.table import Cell, Column, Table, cell_of, text_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.decide.budget import BudgetYear
    from model.engine.outcome import Outcome

PER_ROW: Final = 2
Lines = dict[str, tuple["BudgetYear", ...]]  # by option, years in order


def budget_chart(outcome: Outcome) -> Figure:
    """Mean cash per year in the first four years, a panel per party and a line per option.

    The scale does not start at zero, so that lines can be told apart; a note says so.

    EUR nominal.
    """
    lines = {party: _lines(outcome, party) for party in outcome.parties}
    title = _("What each municipality pays in the next four years, by option")
    with drawing("budget"):
        drawn = _draw(outcome, lines)
    notes = (
        _("Mean of all calculated futures, in euros of the year itself, contribution and own costs together."),
        _("The axis does not start at zero."),
    )
    return Figure("budget", title, _alt(outcome, lines, title), drawn, _table(outcome, lines, title), notes)


def _lines(outcome: Outcome, party: str) -> Lines:
    return {
        option: tuple(entry for entry in multi_year_budget(outcome, option) if entry.party == party)
        for option in outcome.options
    }


def _draw(outcome: Outcome, lines: dict[str, Lines]) -> Canvas:
    columns = min(PER_ROW, len(lines))
    rows = -(-len(lines) // PER_ROW)
    drawn = canvas(0.6 + 2.3 * rows)
    panels = drawn.subplots(rows, columns, squeeze=False)
    for panel, (party, found) in zip(panels.flat, lines.items(), strict=False):
        _panel(panel, found)
        panel.set_title(party_label(outcome, party))
    for panel in panels.flat[len(lines) :]:
        panel.set_visible(False)
    key_above(drawn, panels[0, 0], [option_label(outcome, option) for option in outcome.options])
    return drawn


def _panel(axes: Axes, found: Lines) -> None:
    for index, entries in enumerate(found.values()):
        look = stroke(index)
        years, means = [entry.year for entry in entries], [entry.cash.mean for entry in entries]
        axes.plot(years, means, color=look.colour, ls=look.dash, marker=look.marker, **nested(index))
    years = [entry.year for entry in next(iter(found.values()))]
    axes.margins(y=0.12)
    low, high = axes.get_ylim()
    if high - low < 0.1 * abs(high):  # lines that hardly differ must not look far apart
        middle = (low + high) / 2
        low, high = middle - 0.05 * abs(high), middle + 0.05 * abs(high)
    axes.set_ylim(low, high)
    axes.set_xlim(years[0] - 0.2, years[-1] + 0.2)
    axes.set_xticks(years, [year(when) for when in years])
    axes.grid(axis="y")
    large = high >= 1e6
    axes.set_ylabel(_("EUR mln") if large else _("EUR × 1,000"))
    fix_ticks(axes, "y", size=1e6 if large else 1e3, count=5)


def _alt(outcome: Outcome, lines: dict[str, Lines], title: str) -> str:
    parts = [f"{title}."]
    for party, found in lines.items():
        said = [
            _("{option} {amounts}", option=option_label(outcome, option),
              amounts=listed([_in_year(entry) for entry in entries]))
            for option, entries in found.items()
        ]  # fmt: skip
        parts.append(f"{party_label(outcome, party)}: {'; '.join(said)}.")
    return " ".join(parts)


def _in_year(entry: BudgetYear) -> str:
    return _("{amount} in {year}", amount=_amount(entry), year=year(entry.year))


def _amount(entry: BudgetYear) -> str:
    return euro(entry.cash.mean, band=(entry.cash.p10, entry.cash.p90))


def _table(outcome: Outcome, lines: dict[str, Lines], title: str) -> Table:
    rows = []
    for party, found in lines.items():
        for option, entries in found.items():
            cells = [cell_of(_amount(entry), entry.cash.mean) for entry in entries]
            rows.append((Cell(party_label(outcome, party), party), Cell(option_label(outcome, option), option), *cells))
    entries = next(iter(next(iter(lines.values())).values()))
    columns = (
        *text_columns(_("municipality"), _("option")),
        *(Column(year(entry.year), _("EUR")) for entry in entries),
    )
    return Table("budget-lines", title, columns, tuple(rows), header_columns=2)
