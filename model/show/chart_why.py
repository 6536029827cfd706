"""Waterfall: why an option costs more or less than continuing, item by item."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from model.decide.appraisal import band, difference
from model.language import _, euro, euro_difference, euro_difference_range, noticeable
from model.show.labels import capital, item_label, option_label, party_label
from model.show.picture import Figure
from model.show.style import CHEAPER, DEARER, GREY, INK, SMALL, canvas, drawing, fix_ticks
from model.show.table import Cell, Column, Table, cell_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.decide.appraisal import Band
    from model.decide.why import Waterfall
    from model.engine.outcome import Outcome

MOST_BARS: Final = 10
SMALLEST: Final = 0.01  # of the largest bar: what is smaller joins the rest


@dataclass(frozen=True)
class Step:
    """One bar: from where it starts to where it ends, EUR."""

    label: str
    start: float
    mean: float
    p10: float
    p90: float
    least: float = 0.0  # width of band below which no digit is shown: a tenth of that of the total
    total: bool = False

    @property
    def band(self) -> tuple[float, float]:
        """Band that decides the rounding: its own, but no narrower than `least`; the rest has none of its own."""
        known = (self.p10, self.p90) if math.isfinite(self.p10) else (0.0, self.mean)
        if abs(known[1] - known[0]) >= self.least:
            return known
        return self.mean - self.least / 2, self.mean + self.least / 2

    @property
    def amount(self) -> str:
        """Difference as it stands beside the bar."""
        return euro(self.mean, band=self.band, sign=True)


def why_chart(outcome: Outcome, fall: Waterfall) -> Figure:
    """Difference with continuing by cost item, largest first, and what they add up to.

    EUR real, discounted, over the horizon.
    """
    option, who = option_label(outcome, fall.option), party_label(outcome, fall.party)
    title = _("Why {option} differs from {reference}, {party}", option=option,
              reference=option_label(outcome, fall.baseline), party=who)  # fmt: skip
    name = f"why-{fall.option}-{fall.party or 'together'}"
    total = band(difference(outcome, fall.option, fall.party))
    steps = _steps(fall, total)
    with drawing(name):
        drawn = draw_steps(steps)
    scale = scale_line(fall)
    alt = " ".join((f"{title}.", *(said_of(step) for step in steps), scale))
    return Figure(name, title, alt, drawn, why_table(fall, total, title, name, scale), (reading(), scale))


def reading() -> str:
    """How to read the bars."""
    return _("Bars add up from the top down. Thin line: 8 out of 10 calculated futures per item; these do not add up.")


def scale_counts(fall: Waterfall) -> bool:
    """Whether the part of scale in a difference can be noticed, beside the largest item and its own band."""
    largest = max((abs(bar.mean) for bar in fall.bars), default=0.0)
    if not largest or abs(fall.scale.mean) < SMALLEST * largest:
        return False
    return noticeable(fall.scale.mean, (fall.scale.p10, fall.scale.p90))


def scale_line(fall: Waterfall) -> str:
    """Scale on its own line: how much of the difference hangs on it."""
    if not scale_counts(fall):
        return _("Of which scale gained or lost: next to nothing.")
    return _(
        "Of which scale gained or lost: {amount} (8 out of 10 calculated futures: {band}). It is "
        "contained in the bars.",
        amount=euro_difference(fall.scale.mean, fall.scale.p10, fall.scale.p90),
        band=euro_difference_range(fall.scale.p10, fall.scale.p90),
    )


def _steps(fall: Waterfall, total: Band) -> tuple[Step, ...]:
    largest = max((abs(bar.mean) for bar in fall.bars), default=0.0)
    count = sum(abs(bar.mean) > SMALLEST * largest for bar in fall.bars)
    kept, rest = fall.largest(min(count, MOST_BARS))
    steps, height, least = [], 0.0, (total.p90 - total.p10) / 10
    for bar in sorted(kept, key=lambda bar: (-abs(bar.mean), bar.item)):
        steps.append(Step(item_label(bar.item), height, bar.mean, bar.p10, bar.p90, least))
        height += bar.mean
    if abs(rest) > SMALLEST * largest:
        steps.append(Step(_("all other items"), height, rest, math.nan, math.nan, least))
    steps.append(Step(_("difference together"), 0.0, fall.difference, total.p10, total.p90, total=True))
    return tuple(steps)


def draw_steps(steps: tuple[Step, ...]) -> Canvas:
    """Bars of steps from the top down, and their total."""
    drawn = canvas(0.65 + 0.28 * len(steps))
    axes = drawn.subplots()
    reaches = [_bar(axes, position, step) for position, step in enumerate(steps)]
    low, high = min(0.0, *(left for left, _right in reaches)), max(0.0, *(right for _left, right in reaches))
    span = (high - low) or 1.0
    axes.set_xlim(low - 0.03 * span, high + 0.03 * span)
    axes.set_ylim(len(steps) - 0.4, -0.6)
    axes.set_yticks(range(len(steps)), [capital(step.label) for step in steps])
    axes.get_yticklabels()[-1].set_fontweight("bold")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.axhline(len(steps) - 1.5, color=GREY, lw=0.8)
    axes.axvline(0, color=INK, lw=0.9)
    axes.grid(axis="x")
    _axis(axes)
    return drawn


def _bar(axes: Axes, position: int, step: Step) -> tuple[float, float]:
    """Draw one bar with its band and amount; returns what it reaches, EUR."""
    dearer = step.mean > 0
    axes.barh(
        position, step.mean, left=step.start, height=0.62, color="white" if dearer else CHEAPER,
        edgecolor=DEARER if dearer else CHEAPER, hatch="////" if dearer else "", linewidth=1.0, zorder=3,
    )  # fmt: skip
    reach = [step.start, step.start + step.mean]
    if math.isfinite(step.p10):
        line = [step.start + step.p10, step.start + step.p90]
        axes.plot(line, [position] * 2, color=INK, lw=1.1, zorder=5, marker="|", ms=6, mew=1.1)
        reach += line
    axes.annotate(  # in a column of their own, where no bar or axis crosses them
        step.amount, (1.0, position), (66, 0), xycoords=("axes fraction", "data"),
        textcoords="offset points", ha="right", va="center", fontsize=SMALL,
        fontweight="bold" if step.total else "normal", annotation_clip=False,
    )  # fmt: skip
    return min(reach), max(reach)


def _axis(axes: Axes) -> None:
    low, high = axes.get_xlim()
    large = max(abs(low), abs(high)) >= 1e6
    unit, size = (_("EUR mln"), 1e6) if large else (_("EUR × 1,000"), 1e3)
    fix_ticks(axes, "x", size=size, count=7)
    axes.set_xlabel(_("cheaper than continuing  ←  {unit}  →  dearer than continuing", unit=unit))


def said_of(step: Step) -> str:
    """One bar in words."""
    return f"{capital(step.label)}: {euro_difference(step.mean, *step.band)}."


def why_table(fall: Waterfall, total: Band, title: str, name: str, scale: str) -> Table:
    """Difference by cost item, and what the items add up to."""
    bars = [bar for bar in fall.bars if (bar.mean, bar.p10, bar.p90) != (0, 0, 0)]
    bands = {capital(item_label(bar.item)): (bar.mean, bar.p10, bar.p90) for bar in bars}
    bands[capital(_("difference together"))] = (fall.difference, total.p10, total.p90)
    rows = [
        (
            Cell(label),
            cell_of(euro(mean, band=(low, high), sign=True), mean),
            cell_of(euro(low, band=(low, high)), low),
            cell_of(euro(high, band=(low, high)), high),
        )
        for label, (mean, low, high) in bands.items()
    ]
    columns = (
        Column(_("item"), align="left"),
        Column(_("mean difference"), _("EUR")),
        Column(_("low"), "P10"),
        Column(_("high"), "P90"),
    )
    return Table(name, title, columns, tuple(rows), (scale,), totals=(len(rows) - 1,))
