"""The verdict in one sentence, in how many futures it holds, what would turn it, and every option beside continuing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.app.explore.panel import Panel
from model.app.explore.tabs.specs import Chart, dearer_or_cheaper, dots, figures, key, others, spread, unit_of
from model.decide.appraisal import band, difference, share_cheaper, summarise
from model.language import _, count_of_ten, current, euro_difference, euro_difference_range, out_of_ten
from model.publish.section import Section
from model.show.labels import capital, option_label, party_label
from model.show.prose import Prose
from model.show.table_costs import summary_table
from model.show.text_advice import advice, certainty, what_decides
from model.show.text_checks import exit_sentences, second_calculation

if TYPE_CHECKING:
    from model.app.explore.panel import View
    from model.decide.appraisal import Band
    from model.decide.verdict import Verdict
    from model.engine.outcome import Outcome


def panel(view: View) -> Panel:
    """Sentence, ten dots, a bar with its band for every option; what could turn it."""
    outcome, found = view.outcome, view.verdict
    chart = _chart(outcome, view.party, found) if others(outcome) else None
    if found is None:
        return Panel(chart=chart, html=None)
    said = advice(outcome, found)
    parts = [Prose(said)]
    if view.whole:
        parts.append(Prose((*certainty(outcome, found), second_calculation(outcome, found)), "bullets"))
    turns = what_decides(outcome, found)
    turned = Section("explore-turns", _("What would turn it"), (Prose(turns, "bullets"),), level=3) if turns else None
    exits = Prose(exit_sentences(outcome, view.exits), "bullets")
    html = "\n".join(part.to_html() for part in (*parts, turned, exits) if part is not None)
    return Panel(html, chart, f"{said[0]} {said[2]}", _more(view) if view.whole else None)


def _more(view: View) -> str:
    outcome = view.outcome
    parties = (None, *outcome.parties) if view.party is None else (view.party, None)
    return figures(summary_table(outcome, [summarise(outcome, o, p) for o in outcome.options for p in parties]))


def _chart(outcome: Outcome, party: str | None, found: Verdict | None) -> Chart:
    shown = others(outcome)
    deltas = {option: difference(outcome, option, party) for option in shown}
    bands = {option: band(delta) for option, delta in deltas.items()}
    shares = {option: share_cheaper(delta) for option, delta in deltas.items()}
    unit = unit_of([end for one in bands.values() for end in (one.p10, one.mean, one.p90)])
    title = _("Difference with continuing over {years} years, {party}", years=outcome.horizon,
              party=party_label(outcome, party))  # fmt: skip
    rows = [
        {**named, **spread(bands[option]), "dots": dots(shares[option]), "ten": count_of_ten(shares[option])}
        for named, option in zip(key(outcome, shown), shown, strict=True)
    ]
    bars = {
        "type": "bars", "title": title, "rows": rows, "unit": unit, "axis": dearer_or_cheaper(unit),
        "heads": {"amount": capital(_("mean difference")), "ten": _("cheaper in (of 10 futures)")},
    }  # fmt: skip
    alt = " ".join((f"{title}.", *(_said(outcome, o, bands[o], shares[o]) for o in shown)))
    charts = [bars] if found is None or found.challenger is None else [_ten(outcome, found), bars]
    return {"type": "stack", "lang": current(), "name": "verdict", "title": title, "alt": alt, "charts": charts}


def _ten(outcome: Outcome, found: Verdict) -> Chart:
    """Ten dots: in how many futures the cheapest option is cheaper than the other of the two."""
    other = found.baseline if found.leaning != found.baseline else found.challenger or found.baseline
    text = _("{option} cheaper than {other}: {share}", option=capital(option_label(outcome, found.leaning)),
             other=_low(option_label(outcome, other)), share=out_of_ten(found.share))  # fmt: skip
    return {"type": "ten", "dots": dots(found.share), "label": text}


def _said(outcome: Outcome, option: str, found: Band, share: float) -> str:
    return _("{option}: {difference} on average, in 8 out of 10 futures {band}; cheaper in {share}.",
             option=capital(option_label(outcome, option)), difference=euro_difference(found.mean, *found.limits),
             band=euro_difference_range(found.p10, found.p90), share=out_of_ten(share))  # fmt: skip


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
