"""Figure of the hindcast: what was published, what the model would have said in 2020, and the random walk beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.decide.hindcast import LAST_YEAR
from model.inputs.series import load_series
from model.language import _, listed, number, year
from model.show.labels import capital
from model.show.picture import Figure
from model.show.style import GREY, INK, canvas, drawing, fix_ticks, stroke
from model.show.table_validation import hindcast_table
from model.show.text_validation import SERIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.decide.forecasts import Forecast
    from model.decide.hindcast import Prediction
    from model.decide.validation import Validation

FIRST_YEAR: Final = 2013
OFFSET: Final = 0.12
"""Years by which the two forecasts stand apart, so that both bands show."""


def hindcast_chart(found: Validation) -> Figure:
    """A panel per series: published figures as dots, the forecasts from 2020 as bars with their middle."""
    by_series: dict[str, list[Prediction]] = {}
    for one in found.predictions:
        by_series.setdefault(one.series, []).append(one)
    title = _("What the model would have said at the end of 2020, and what came")
    with drawing("hindcast"):
        drawn = _draw(by_series)
    notes = (
        _("Bars hold 80 percent of the calculated futures; nothing after 2020 was used."),
        _("The axes do not start at zero."),
    )
    return Figure("hindcast", title, _alt(by_series, title), drawn, hindcast_table(found), notes)


def _draw(by_series: dict[str, list[Prediction]]) -> Canvas:
    drawn = canvas(2.2 + 2.1 * (len(by_series) - 1))
    panels = drawn.subplots(len(by_series), 1, squeeze=False)
    for panel, (series, years) in zip(panels.flat, by_series.items(), strict=True):
        _panel(panel, series, years)
    handles, labels = panels.flat[0].get_legend_handles_labels()
    drawn.legend(handles, labels, loc="outside upper left", ncols=3, handlelength=2.2, columnspacing=1.6)
    return drawn


def _panel(axes: Axes, series: str, years: list[Prediction]) -> None:
    unit = 100.0 if series == "saas_share" else 1.0
    seen = {when: unit * value for when, value in load_series(series).items() if when >= FIRST_YEAR}
    model, walk = stroke(1), stroke(2)
    for one in years:
        _bar(axes, one.year - OFFSET, one.model, unit, model.colour, model.marker, _("model"))
        if one.walk is not None:
            _bar(axes, one.year + OFFSET, one.walk, unit, walk.colour, walk.marker, _("random walk with drift"))
    axes.plot(list(seen), list(seen.values()), color=INK, marker="o", ls="", ms=5, zorder=5, label=_("published"))
    axes.axvline(LAST_YEAR + 0.5, color=GREY, ls=":", lw=1)
    axes.set_title(capital(_(SERIES[series])))
    axes.set_xlim(FIRST_YEAR - 0.4, max(one.year for one in years) + 0.5)
    ticks = range(FIRST_YEAR, max(one.year for one in years) + 1, 2)
    axes.set_xticks(list(ticks), [year(when) for when in ticks])
    axes.grid(axis="y")
    axes.margins(y=0.1)
    fix_ticks(axes, "y", count=5)


def _bar(axes: Axes, x: float, forecast: Forecast, unit: float, colour: str, marker: str, label: str) -> None:
    middle, low, high = (unit * end for end in forecast)
    known = axes.get_legend_handles_labels()[1]
    axes.errorbar(
        [x], [middle], yerr=[[middle - low], [high - middle]], color=colour, marker=marker, ms=5, capsize=4, lw=2,
        label="_" + label if label in known else label,
    )  # fmt: skip


def _alt(by_series: dict[str, list[Prediction]], title: str) -> str:
    parts = [f"{title}."]
    for series, years in by_series.items():
        unit = 100.0 if series == "saas_share" else 1.0
        told = [
            _(
                "{year}: predicted {middle} ({low} to {high}), published {observed}",
                year=year(one.year), middle=number(unit * one.model.middle), low=number(unit * one.model.low),
                high=number(unit * one.model.high), observed=number(unit * one.observed),
            )
            for one in years
        ]  # fmt: skip
        parts.append(f"{_(SERIES[series])}: {listed(told)}.")
    return " ".join(parts)
