"""Why the options differ from continuing: a waterfall each, side by side over the same items."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from model.app.explore.panel import Panel
from model.app.explore.tabs.specs import Chart, dearer_or_cheaper, figures, key, others, unit_of
from model.decide.appraisal import band, difference
from model.decide.why import waterfall
from model.language import _, current
from model.show.chart_why import SMALLEST, Step, reading, said_of, scale_line, why_table
from model.show.labels import capital, item_label, option_label, party_label
from model.show.prose import Prose
from model.show.text_costs import why

if TYPE_CHECKING:
    from model.app.explore.panel import View
    from model.decide.appraisal import Band
    from model.decide.why import Waterfall
    from model.engine.outcome import Outcome

MOST: Final = 8  # items with a row of their own


def panel(view: View) -> Panel:
    """Difference with continuing item by item, for the chosen municipality or together."""
    outcome, party = view.outcome, view.party
    falls = [waterfall(outcome, option, party) for option in others(outcome)]
    totals = [band(difference(outcome, fall.option, party)) for fall in falls]
    if not falls:
        only = Prose((_("Only continuing was calculated: design an option to see why it differs."),))
        return Panel(only.to_html(), more="")
    told = tuple(text for fall in falls for text in why(outcome, fall))
    steps = _steps(falls, totals)
    title = _("Why options differ from continuing, {party}", party=party_label(outcome, party))
    chart = _chart(outcome, falls, steps, title)
    html = Prose(tuple(dict.fromkeys(told)), "bullets").to_html()
    if not view.whole:
        return Panel(html, chart)
    tables = [
        why_table(fall, total, f"{title}: {option_label(outcome, fall.option)}", f"why-{fall.option}", scale_line(fall))
        for fall, total in zip(falls, totals, strict=True)
    ]
    note = Prose((reading(), _("Every option has a scale of its own.")), "note")
    return Panel(html + note.to_html(), chart, " ".join(told), figures(*tables))


def _steps(falls: list[Waterfall], totals: list[Band]) -> list[tuple[Step, ...]]:
    """Bars of every option in the same order: items that weigh most under any option, what is left, the total."""
    weight = {bar.item: 0.0 for bar in falls[0].bars}
    for fall in falls:
        for bar in fall.bars:
            weight[bar.item] = max(weight[bar.item], abs(bar.mean))
    largest = max(weight.values(), default=0.0)
    ranked = sorted((item for item in weight if weight[item] > SMALLEST * largest), key=lambda item: -weight[item])
    return [_of(fall, total, ranked[:MOST]) for fall, total in zip(falls, totals, strict=True)]


def _of(fall: Waterfall, total: Band, items: list[str]) -> tuple[Step, ...]:
    bars, height, least = {bar.item: bar for bar in fall.bars}, 0.0, (total.p90 - total.p10) / 10
    steps = []
    for item in items:
        bar = bars[item]
        steps.append(Step(item_label(item), height, bar.mean, bar.p10, bar.p90, least))
        height += bar.mean
    steps.append(Step(_("all other items"), height, fall.difference - height, math.nan, math.nan, least))
    steps.append(Step(_("difference together"), 0.0, fall.difference, total.p10, total.p90, total=True))
    return tuple(steps)


def _chart(outcome: Outcome, falls: list[Waterfall], steps: list[tuple[Step, ...]], title: str) -> Chart:
    reach = [step.start + end for one in steps for step in one for end in (0.0, step.mean)]
    unit = unit_of(reach)
    panels = [
        {**named, "steps": [_drawn(step) for step in one]}
        for named, one in zip(key(outcome, [fall.option for fall in falls]), steps, strict=True)
    ]
    alt = " ".join(
        (f"{title}.", *(
            f"{capital(option_label(outcome, fall.option))}: {' '.join(said_of(step) for step in one)}"
            for fall, one in zip(falls, steps, strict=True)
        ))
    )  # fmt: skip
    return {
        "type": "waterfall", "lang": current(), "name": "why", "title": title, "alt": alt, "panels": panels,
        "unit": unit,
        "rows": [capital(step.label) for step in steps[0]], "axis": dearer_or_cheaper(unit),
    }  # fmt: skip


def _drawn(step: Step) -> Chart:
    known = math.isfinite(step.p10)
    return {
        "start": step.start, "mean": step.mean, "text": step.amount, "total": step.total,
        "low": step.start + step.p10 if known else None, "high": step.start + step.p90 if known else None,
    }  # fmt: skip
