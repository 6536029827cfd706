"""Bars: how often each option takes each rank, with weights near those given and with any weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.language import _, listed, percent
from model.show.labels import option_label, party_label
from model.show.picture import Figure
from model.show.style import INK, canvas, drawing
from model.show.table import Cell, Column, Table, cell_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.decide.smaa import Acceptability
    from model.decide.weigh import View, Weighing
    from model.engine.outcome import Outcome

LOOKS: Final = (
    ("#0072b2", ""), ("#8ec3e6", "///"), ("#dcdcdc", "---"), ("#ffffff", "xxx"), ("#f0e442", "+++"),
    ("#e69f00", "\\\\\\"), ("#cc79a7", "|||"),
)  # fmt: skip
"""Colour and hatch of a rank, no dots (each is a path of its own); they repeat after seven."""
READABLE: Final = 0.12
"""Share of a bar that has room for its number."""


def around_label(weighing: Weighing) -> str:
    """What the first panel lets the weights do."""
    if weighing.known == "order":
        return _("Weights in the order given")
    return _("Weights up to {share} away from those given", share=percent(weighing.spread))


def ranks_chart(outcome: Outcome, weighing: Weighing, view: View | None = None) -> Figure:
    """Rank acceptability of each option (SMAA-2).

    Parameters
    ----------
    view : View, optional
        Of one party; by default the shared vision.
    """
    seen = view or weighing.shared
    title = _("How often each option takes which rank, {party}", party=party_label(outcome, seen.party))
    name = f"ranks-{seen.party or 'together'}"
    panels = {around_label(weighing): seen.around, _("Any weights at all"): seen.any_weights}
    with drawing(name):
        drawn = _draw(outcome, panels)
    notes = (_("Each calculated future meets weights drawn at random; options that tie share their rank."),)
    return Figure(name, title, _alt(outcome, panels, title), drawn, _table(outcome, panels, title, name), notes)


def _draw(outcome: Outcome, panels: dict[str, tuple[Acceptability, ...]]) -> Canvas:
    count = len(outcome.options)
    drawn = canvas(1.15 + 0.42 * count)
    axes = drawn.subplots(1, 2, sharey=True)
    for one, (heading, found) in zip(axes, panels.items(), strict=True):
        _bars(one, found)
        one.set_title(heading, fontsize=9)
        one.set_xlim(0, 1)
        one.set_xticks([0, 0.5, 1], ["0", "5", "10"])
        one.set_xlabel(_("in how many of 10 futures"))
        one.tick_params(axis="y", length=0)
        one.spines["left"].set_visible(False)
    axes[0].set_yticks(range(count), [option_label(outcome, option) for option in outcome.options])
    axes[0].set_ylim(count - 0.5, -0.5)
    keys = [axes[0].containers[rank][0] for rank in range(count)]
    labels = [_("rank {n}", n=rank + 1) for rank in range(count)]
    drawn.legend(keys, labels, loc="outside upper left", ncols=min(count, 6), handlelength=2.4, columnspacing=1.6)
    return drawn


def _bars(axes: Axes, found: tuple[Acceptability, ...]) -> None:
    left = [0.0] * len(found)
    for rank in range(len(found)):
        shares = [one.ranks[rank] for one in found]
        colour, hatch = LOOKS[rank % len(LOOKS)]
        axes.barh(range(len(found)), shares, 0.62, left, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.6)
        for place, share in enumerate(shares):
            if share >= READABLE:
                box = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"}
                axes.text(
                    left[place] + share / 2, place, share_label(share), ha="center", va="center", fontsize=8.5, bbox=box
                )
            left[place] += share


def _alt(outcome: Outcome, panels: dict[str, tuple[Acceptability, ...]], title: str) -> str:
    parts = [f"{title}."]
    for heading, found in panels.items():
        said = "; ".join(f"{option_label(outcome, one.option)}: {_said(one)}" for one in found)
        parts.append(f"{heading}. {said}.")
    return " ".join(parts)


def _said(one: Acceptability) -> str:
    told = [(rank, share) for rank, share in enumerate(one.ranks, 1) if share >= 0.005]
    return listed([_("rank {n} in {share}", n=rank, share=share_label(share)) for rank, share in told])


def share_label(share: float) -> str:
    """Percentage that says nothing is sure, or out of the question, when it is only nearly so."""
    if 0.995 <= share < 1.0:
        return "> 99%"
    return "< 1%" if 0.0 < share < 0.005 else percent(share)


def _table(outcome: Outcome, panels: dict[str, tuple[Acceptability, ...]], title: str, name: str) -> Table:
    columns = [Column(_("option"), align="left")]
    rows = [[Cell(option_label(outcome, option), option)] for option in outcome.options]
    for heading, found in panels.items():
        columns += [Column(_("rank {n}", n=rank + 1), group=heading) for rank in range(len(found))]
        columns.append(Column(_("sure of it"), group=heading))
        for row, one in zip(rows, found, strict=True):
            row += [cell_of(share_label(share), share) for share in one.ranks]
            row.append(Cell("–") if one.confidence is None else cell_of(share_label(one.confidence), one.confidence))
    note = _(
        "Share of the calculated futures. Sure of it: share of the futures in which the option comes first with the "
        "weights that suit it (its central weights); a dash where it never comes first."
    )
    return Table(name, title, tuple(columns), tuple(tuple(row) for row in rows), (note,))
