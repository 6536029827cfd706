"""Pieces of chart data that several tabs share; `static/charts.js` draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.decide.appraisal import baseline
from model.language import _, euro
from model.publish.fold import Fold
from model.rounding import half_up
from model.show.labels import option_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.decide.appraisal import Band
    from model.engine.outcome import Outcome
    from model.show.table import Table

Chart = dict[str, Any]


def others(outcome: Outcome) -> tuple[str, ...]:
    """Options that something can be said of beside continuing."""
    return tuple(option for option in outcome.options if option != baseline(outcome))


def key(outcome: Outcome, options: Iterable[str]) -> list[Chart]:
    """Name and place of each option; the place decides how it is drawn, as `model.show.style.stroke` does."""
    return [{"k": outcome.o(one), "label": option_label(outcome, one)} for one in options]


def unit_of(amounts: Sequence[float]) -> Chart:
    """Unit of an axis that holds these amounts (EUR), and its size."""
    if max((abs(amount) for amount in amounts), default=0.0) >= 1e6:
        return {"label": _("EUR mln"), "size": 1e6}
    return {"label": _("EUR × 1,000"), "size": 1e3}


def spread(found: Band) -> Chart:
    """Mean and band as they are drawn, EUR, and as they are said."""
    return {
        "mean": found.mean,
        "low": found.p10,
        "high": found.p90,
        "text": euro(found.mean, band=found.limits, sign=True),
    }


def dots(share: float) -> float:
    """Share of the futures as dots out of ten; half a dot more or less where ten or none would claim too much."""
    if 0.0 < share < 0.05:
        return 0.5
    return 9.5 if 0.95 <= share < 1.0 else half_up(10 * share, 1.0)


def dearer_or_cheaper(unit: Chart) -> str:
    """Title of an axis with differences."""
    return _("cheaper than continuing  ←  {unit}  →  dearer than continuing", unit=unit["label"])


def figures(*tables: Table | None) -> str:
    """Tables behind a chart, folded."""
    return Fold(_("Figures behind this chart"), tables).to_html()
