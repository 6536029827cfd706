"""Who gains and who consents: per municipality and option ten dots and an answer; what payment would carry the best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.app.explore.panel import Panel
from model.app.explore.tabs.specs import Chart, dots, figures, key
from model.decide.consent import consent
from model.language import _, count_of_ten, current
from model.show.chart_consent import answer_text, gains_table, said_of
from model.show.labels import capital, party_label
from model.show.prose import Prose
from model.show.text_consent import consent_sentences, payments_table, transfer_sentences

if TYPE_CHECKING:
    from model.app.explore.panel import View
    from model.decide.consent import Consent
    from model.engine.outcome import Outcome


def panel(view: View) -> Panel | None:
    """Dots per municipality and option; sentences and payments when still."""
    if not view.whole:
        return None
    outcome, found = view.outcome, consent(view.outcome)
    if not found.options:
        nobody = _("Only continuing was calculated, so nobody has to consent: design an option first.")
        return Panel(Prose((nobody,)).to_html(), more="")
    said = (*consent_sentences(outcome, found), *transfer_sentences(outcome, found))
    html = Prose(said, "bullets").to_html()
    return Panel(
        html, _chart(outcome, found), said[0], figures(payments_table(outcome, found), gains_table(outcome, found))
    )


def _chart(outcome: Outcome, found: Consent) -> Chart:
    title = _("In how many futures each municipality is better off, and whether it consents")
    rows = [
        {
            "label": party_label(outcome, code),
            "cells": [
                {"dots": dots(who.better), "look": "same" if who.indifferent else who.consents,
                 "text": capital(answer_text(who)), "count": count_of_ten(who.better)}
                for who in (one.positions[place] for one in found.options)
            ],
        }
        for place, code in enumerate(outcome.parties)
    ]  # fmt: skip
    return {
        "type": "tens", "lang": current(), "name": "consent", "title": title, "rows": rows,
        "columns": key(outcome, [one.option for one in found.options]),
        "alt": " ".join((f"{title}.", *(said_of(outcome, one) for one in found.options))),
        "axis": _("better off, of 10 calculated futures"),
    }  # fmt: skip
