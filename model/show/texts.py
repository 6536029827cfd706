"""Every sentence of the memo, as strings in the reader's language; `Prose` puts them on a page."""

from model.show.prose import Prose
from model.show.text_advice import (
    advice,
    banner,
    certainty,
    chance_word,
    plan_mark,
    question,
    verdict_sentence,
    what_decides,
)
from model.show.text_costs import budget_effect, costs_of, goals_sentence, goals_sentences, who_gains, why
from model.show.text_steps import (
    Step,
    assumption_kinds,
    estimated,
    laws,
    look_again,
    next_decisions,
    reading_guide,
    risks,
)

__all__ = [
    "Prose",
    "Step",
    "advice",
    "assumption_kinds",
    "banner",
    "budget_effect",
    "certainty",
    "chance_word",
    "costs_of",
    "estimated",
    "goals_sentence",
    "goals_sentences",
    "laws",
    "look_again",
    "next_decisions",
    "plan_mark",
    "question",
    "reading_guide",
    "risks",
    "verdict_sentence",
    "what_decides",
    "who_gains",
    "why",
]
