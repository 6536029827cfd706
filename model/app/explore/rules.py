"""The rule to choose by: attitude to not knowing which future comes, and the sentence that it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.decide.robustness import robustness
from model.decide.scenarios import over_scenarios
from model.decide.weigh import weigh
from model.language import N_, _
from model.show.labels import capital, option_label
from model.show.table_robust import RULES
from model.show.text_robust import scenario_sentence
from model.show.text_weigh import weigh_sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.engine.outcome import Outcome
    from model.inputs.framework import Framework

MEAN, WEIGHED = "mean", "weighed"
DRAWS: Final = 1_024  # futures per scenario
OWN: Final = {MEAN: N_("lowest cost on average, as far as it is sure"), WEIGHED: N_("most points on all criteria")}


def rule_choices() -> list[dict[str, str]]:
    """Rules that can be picked, with labels."""
    own = [{"id": key, "title": capital(_(text))} for key, text in OWN.items()]
    return own + [{"id": key, "title": capital(_(aim))} for key, (aim, _figure) in RULES.items()]


def rule_sentences(
    outcome: Outcome,
    rule: str,
    weights: Framework | None,
    party: str | None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[str, ...]:
    """What a rule other than the mean leads to; first the answer, then on what it rests.

    Parameters
    ----------
    outcome : Outcome
    rule : str
        As in `rule_choices`; nothing is said of the mean, the verdict does that.
    weights : Framework or None
        For the weighed sum.
    party : str or None
        CBS code; None for all together.
    progress : callable, optional
        Hears of the scenarios.
    """
    if rule == MEAN:
        return ()
    if rule == WEIGHED:
        return weigh_sentences(outcome, weigh(outcome, weights))
    worlds = over_scenarios(outcome, draws=min(DRAWS, outcome.draws), progress=progress)
    found = robustness(worlds)
    choice = next(one for one in found.view(party).choices if one.rule == rule)
    named = [name for name in found.options if name in (choice.option, *choice.near)]
    labels = [_low(option_label(outcome, name)) for name in named]
    aim = _(RULES[choice.rule][0])
    lead = (
        _("Who wants {aim}, chooses {option}.", aim=aim, option=labels[0])
        if len(labels) == 1
        else _("Who wants {aim}, finds these options hardly different: {options}.", aim=aim, options=", ".join(labels))
    )
    return lead, scenario_sentence(worlds, found)


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
