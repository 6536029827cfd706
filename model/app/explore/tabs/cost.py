"""What every option costs each municipality over time: a panel each, and together, all on the same scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.app.explore.panel import Panel
from model.app.explore.tabs.specs import Chart, figures, key
from model.decide.appraisal import inhabitants
from model.language import _, current, number, rounded, year
from model.show.chart_cost import fan_table, money_note, said_of, yearly_cost
from model.show.labels import capital, party_label
from model.show.prose import Prose
from model.show.units import unit_label

if TYPE_CHECKING:
    from model.app.explore.panel import View
    from model.engine.outcome import FloatArray, Outcome


def panel(view: View) -> Panel:
    """Mean and band per year of every option, for the chosen municipality and together, or for all of them."""
    outcome = view.outcome
    shown = (*outcome.parties, None) if view.party is None else (view.party, None)
    chart = _chart(outcome, shown)
    if not view.whole:
        return Panel(None, {**chart, "alt": f"{chart['title']}."})
    values = {party: {o: yearly_cost(outcome, o, party)[0] for o in outcome.options} for party in shown}
    titles = {party: _title(outcome, party) for party in shown}
    tables = [fan_table(outcome, values[one], titles[one], f"cost-{one or 'together'}") for one in shown]
    notes = Prose((_("Line: mean. Band: 8 out of 10 calculated futures."), money_note()), "note")
    said = said_of(outcome, values[view.party], titles[view.party])
    return Panel(notes.to_html(), {**chart, "alt": said}, said, figures(*tables))


def _title(outcome: Outcome, party: str | None) -> str:
    who = party_label(outcome, party)
    if _per_inhabitant(outcome):
        return _("Cost per inhabitant per year, {party}", party=who)
    return _("Cost per year, {party}", party=who)


def _per_inhabitant(outcome: Outcome) -> bool:
    return all(inhabitants(outcome, party) for party in (None, *outcome.parties))


def _chart(outcome: Outcome, shown: tuple[str | None, ...]) -> Chart:
    """Same figures as `model.show.chart_cost.cost_fan`, of all options and panels in one go."""
    cash = outcome.observable[..., outcome.obs("cost_cash")]
    paid = np.stack([cash.sum(axis=2) if one is None else cash[:, :, outcome.p(one)] for one in shown])
    per_inhabitant = _per_inhabitant(outcome)
    people = np.array([inhabitants(outcome, one) if per_inhabitant else 1.0 for one in shown], dtype=np.float64)
    fans = paid / people[:, None, None, None]  # (panel, option, draw, year)
    low, high = np.quantile(fans, (0.1, 0.9), axis=2)
    mean = fans.mean(axis=2)
    panels = [
        {
            "title": capital(party_label(outcome, party)),
            "lines": [_line(*(part[place, k] for part in (mean, low, high))) for k in range(len(outcome.options))],
        }
        for place, party in enumerate(shown)
    ]
    unit = {"label": _("EUR"), "size": 1} if per_inhabitant else {"label": _("EUR × 1,000"), "size": 1e3}
    title = _("Cost per inhabitant per year") if per_inhabitant else _("Cost per year")
    if per_inhabitant:
        unit["label"] = unit_label("EUR per inhabitant per year")
    return {
        "type": "lines", "lang": current(), "name": "cost", "title": title, "alt": f"{title}.", "unit": unit,
        "panels": panels,
        "years": [int(one) for one in outcome.years], "ticks": [year(one) for one in outcome.years],
        "key": key(outcome, outcome.options),
    }  # fmt: skip


def _line(mean: FloatArray, low: FloatArray, high: FloatArray) -> Chart:
    last = (float(mean[-1]), float(low[-1]), float(high[-1]))
    return {"mean": mean.tolist(), "low": low.tolist(), "high": high.tolist(), "text": number(rounded(*last))}
