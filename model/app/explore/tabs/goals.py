"""The six K's by option: in how many futures an option does better than continuing, and in how many worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.app.explore.panel import Panel
from model.app.explore.tabs.specs import figures, key, others
from model.decide.appraisal import baseline
from model.language import _, current
from model.show.chart_goals import goals_table, reading, said_of, standings
from model.show.labels import capital, goal_label, party_label
from model.show.prose import Prose
from model.show.text_costs import goals_sentence, goals_sentences

if TYPE_CHECKING:
    from model.app.explore.panel import View


def panel(view: View) -> Panel:
    """A dot per option on each of the six K's; its line reaches as far as it is worse and better."""
    outcome, party = view.outcome, view.party
    title = _("The six K's by option compared with continuing, {party}", party=party_label(outcome, party))
    stands = standings(outcome, party)
    shown = {option: found for option, found in stands.items() if option != baseline(outcome)}
    if not shown:
        return Panel(Prose((_("Only continuing was calculated: design an option to compare it."),)).to_html(), more="")
    rows = [
        {
            "label": capital(goal_label(goal)),
            "marks": [
                {"k": outcome.o(option), "value": 10 * found[place].balance, "low": 5 - 5 * found[place].worse,
                 "high": 5 + 5 * found[place].better}
                for option, found in shown.items()
            ],
        }
        for place, goal in enumerate(outcome.goals)
    ]  # fmt: skip
    chart = {
        "type": "dots", "lang": current(), "name": "goals", "title": title, "rows": rows,
        "alt": said_of(outcome, shown, title),
        "key": key(outcome, shown), "axis": _("in how many of 10 futures better than continuing"),
        "range": [0, 10], "middle": 5, "sides": [_("more often worse"), _("more often better")],
    }  # fmt: skip
    if not view.whole:
        return Panel(None, chart)
    said = (
        goals_sentences(outcome, others(outcome))
        if party is None
        else tuple(goals_sentence(outcome, option, party) for option in others(outcome))
    )
    line = _("The line reaches left as often as it is worse and right as often as it is better.")
    notes = Prose((*reading(), line), "note")
    html = Prose(said, "bullets").to_html() + notes.to_html()
    return Panel(html, chart, " ".join(said), figures(goals_table(outcome, stands, title, "goals")))
