"""Every sentence of the memo, as strings in the reader's language; `Prose` puts them on a page."""

from model.show.prose import Prose
from model.show.text_advice import advice, banner, certainty, chance_word, question, verdict_sentence, what_decides
from model.show.text_calendar import decide_when, since_2022, standing_sentences, text_check_sentences
from model.show.text_checks import (
    exit_sentences,
    exposure_sentence,
    horizon_sentence,
    lever_sentences,
    scale_sentence,
    second_calculation,
    windfall_sentences,
)
from model.show.text_costs import budget_effect, costs_of, goals_sentence, goals_sentences, why
from model.show.text_steps import (
    Step,
    assumption_kinds,
    estimated,
    first_decisions,
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
    "decide_when",
    "estimated",
    "exit_sentences",
    "exposure_sentence",
    "first_decisions",
    "goals_sentence",
    "goals_sentences",
    "horizon_sentence",
    "laws",
    "lever_sentences",
    "look_again",
    "next_decisions",
    "question",
    "reading_guide",
    "risks",
    "scale_sentence",
    "second_calculation",
    "since_2022",
    "standing_sentences",
    "text_check_sentences",
    "verdict_sentence",
    "what_decides",
    "why",
    "windfall_sentences",
]
