"""Figure of scenarios side by side: the difference with continuing under each, one panel per option."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from model.language import _, euro_against, euro_difference_range, noticeable
from model.show.labels import capital, lowered, option_label, party_label, scenario_label
from model.show.picture import Figure
from model.show.style import CHEAPER, DEARER, FAINT, GREY, INK, canvas, drawing, fix_ticks
from model.show.table_compare import differences_table, first_of, present_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.decide.appraisal import Band
    from model.decide.comparison import Comparison

BESIDE: Final = 3  # panels in a row
WRAP: Final = 24  # letters of a name beside or above a panel


def compare_chart(found: Comparison) -> Figure | None:
    """Mean and P10-P90 of the difference in cost with continuing, all parties together; None without other options."""
    first = first_of(found)
    others = [option for option in first.options if option != found.robustness.baseline]
    if not others:
        return None
    title = _("Difference in cost with continuing per scenario, {party}", party=party_label(first, None))
    with drawing("compare"):
        drawn = _draw(found, others)
    notes = (
        _("Marker: mean. Line: 8 out of 10 calculated futures. Circle: cheaper than continuing; triangle: dearer; "
          "open circle: hardly any difference."),
        _("Every panel has a scale of its own."), present_value(first),
    )  # fmt: skip
    alt = " ".join((f"{title}.", *(spread_sentence(found, option) for option in others)))
    return Figure("compare", title, alt, drawn, differences_table(found, "compare"), notes)


def spread_sentence(found: Comparison, option: str) -> str:
    """Under which scenario an option is cheapest beside continuing and under which dearest, with the ranges."""
    bands = {name: one.cost(option).difference for name, one in found.answers.items()}
    ends = [min(bands, key=lambda name: bands[name].mean), max(bands, key=lambda name: bands[name].mean)]
    amounts = [euro_against(_("continuing"), bands[name].mean, *bands[name].limits) for name in ends]
    words = {
        "option": capital(option_label(first_of(found), option)), "low": amounts[0], "high": amounts[1],
        "cheap": lowered(scenario_label(found.answers[ends[0]].outcome)),
        "dear": lowered(scenario_label(found.answers[ends[1]].outcome)),
        "cheap_band": euro_difference_range(bands[ends[0]].p10, bands[ends[0]].p90),
        "dear_band": euro_difference_range(bands[ends[1]].p10, bands[ends[1]].p90),
    }  # fmt: skip
    if amounts[0] == amounts[1]:
        return _("{option}: {low}, whichever scenario comes (8 out of 10 futures: {cheap_band} under “{cheap}”, "
                 "{dear_band} under “{dear}”).", **words)  # fmt: skip
    return _("{option}: from {low} under “{cheap}” (8 out of 10 futures: {cheap_band}) to {high} under “{dear}” "
             "(8 out of 10 futures: {dear_band}).", **words)  # fmt: skip


def _draw(found: Comparison, others: list[str]) -> Canvas:
    lines, names = -(-len(others) // BESIDE), list(found.answers)
    drawn = canvas(lines * (0.85 + 0.27 * len(names)))
    panels = drawn.subplots(lines, min(BESIDE, len(others)), sharey=True, squeeze=False).ravel()
    for panel, option in zip(panels, others, strict=False):
        bands = [one.cost(option).difference for one in found.answers.values()]
        _panel(panel, bands)
        panel.set_title("\n".join(textwrap.wrap(option_label(first_of(found), option), WRAP)))
        labels = [scenario_label(one.outcome) for one in found.answers.values()]
        panel.set_yticks(range(len(names)), ["\n".join(textwrap.wrap(label, WRAP)) for label in labels])
        panel.set_ylim(len(names) - 0.4, -0.6)
        panel.tick_params(axis="y", length=0)
        panel.spines["left"].set_visible(False)
    for panel in panels[len(others) :]:
        panel.set_visible(False)
    drawn.supxlabel(_("cheaper than continuing  ←  {unit}  →  dearer than continuing", unit=_("EUR mln")), fontsize=9.0)
    return drawn


def _panel(axes: Axes, bands: list[Band]) -> None:
    for place, one in enumerate(bands):
        clear = noticeable(one.mean, one.limits)
        colour = GREY if not clear else DEARER if one.mean > 0 else CHEAPER
        axes.plot([one.p10, one.p90], [place, place], color=colour, lw=2.0, solid_capstyle="butt", zorder=3)
        axes.plot(
            [one.mean], [place], marker="^" if clear and one.mean > 0 else "o", ms=6.5, mec=colour, mew=1.4,
            color=colour if clear else "white", zorder=4,
        )  # fmt: skip
    axes.axvline(0.0, color=INK, lw=1.1, zorder=2)
    axes.grid(axis="y", color=FAINT)
    axes.margins(x=0.08)
    fix_ticks(axes, "x", size=1e6, count=4)
