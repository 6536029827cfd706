"""Scenarios side by side in sentences: what is preferred where, what changes the choice, and what could not stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from model.language import _, listed, number, percent, picked
from model.show.chart_compare import spread_sentence
from model.show.differing import field_words
from model.show.labels import capital, lowered, option_label, row_label, scenario_label
from model.show.table_compare import first_of
from model.show.text_advice import what_decides
from model.show.text_robust import agreement_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.decide.comparison import Answer, Comparison, Unfit
    from model.errors import Problem

K = TypeVar("K")
MOST = 3  # judgements, or scenarios, that are named


def unfit_sentences(unfit: Sequence[Unfit]) -> tuple[str, ...]:
    """Which scenarios were not compared, and why."""
    return tuple(
        _("Not compared: “{scenario}” does not fit the case. {reason}",
          scenario=lowered(picked(one.scenario.title) or str(one.scenario.id)), reason=reason_of(one.reason.problems))
        for one in unfit
    )  # fmt: skip


def reason_of(problems: Iterable[Problem]) -> str:
    """Problems for who did not write the file: which figure, what is wrong with it, and what is allowed."""
    return " ".join(dict.fromkeys(_reason(one) for one in problems))


def _reason(one: Problem) -> str:
    text = one.message.rstrip(".")
    words = {"field": field_words(one.field), "found": one.found, "text": lowered(text), "allowed": one.allowed}
    if one.field and one.found and one.allowed:
        return _("{field} ({found}): {text}; allowed is {allowed}.", **words)
    return f"{text}."


def answer_sentences(found: Comparison) -> tuple[str, ...]:
    """The answer in short: what is preferred where, whether the scenario matters, and how robust it is."""
    return (
        *_condition(found),
        *preference_sentences(found),
        agreement_sentence(found.outcomes, found.robustness),
        *spread_sentences(found),
    )


def _condition(found: Comparison) -> tuple[str, ...]:
    """What comes before any verdict where most of the budget is estimated."""
    verdict = found.answers[found.reference].verdict
    if not verdict.conditional:
        return ()
    said = _("First collect more data: {share} of the budget is estimated. What follows holds if those estimates do.",
             share=percent(verdict.estimated_share))  # fmt: skip
    return (said,)


def preference_sentences(found: Comparison) -> tuple[str, ...]:
    """Which option is preferred on cost under which scenarios, and which is cheapest on average."""
    preferred = _grouped({name: one.verdict.option for name, one in found.answers.items()})
    cheapest = _grouped({name: one.verdict.leaning for name, one in found.answers.items()})
    said = [_preferred(found, option, names) for option, names in preferred.items()]
    if len(cheapest) == 1:
        said.append(_("Cheapest on average is {option} under every scenario.",
                      option=_option(found, next(iter(cheapest)))))  # fmt: skip
    else:
        parts = [f"{_option(found, option)} ({_named(found, names)})" for option, names in cheapest.items()]
        said.append(_("Cheapest on average: {parts}.", parts=listed(parts)))
    return tuple(said)


def _preferred(found: Comparison, option: str | None, names: Sequence[str]) -> str:
    if option is None and len(names) == len(found.answers):
        return _("Under none of the scenarios is there a clear preference on cost.")
    if option is None:
        return _("No clear preference on cost under {where}.", where=_named(found, names))
    return _("On cost {option} is preferred under {where}.", option=_option(found, option), where=_named(found, names))


def spread_sentences(found: Comparison) -> tuple[str, ...]:
    """Per option how far its difference with continuing runs over the scenarios."""
    stay = found.robustness.baseline
    return tuple(spread_sentence(found, option) for option in first_of(found).options if option != stay)


def change_sentences(found: Comparison) -> tuple[str, ...]:
    """What changes the choice: another scenario, or one judgement inside a scenario."""
    said = [_by_scenario(found)]
    said += [_changed(found, name) for name in found.changed]
    if not found.turns:
        said.append(_("No single estimate that nobody has measured turns the choice under any of the scenarios."))
        return tuple(said)
    names = listed([f"“{row_label(one.rows[0][1])}”" for one in found.turns[:MOST]])
    said.append(
        _("Under {where} a single estimate that nobody has measured can turn the choice; most often {names}.",
          where=_named(found, [name for name, one in found.answers.items() if one.verdict.turning]), names=names)
    )  # fmt: skip
    reference = found.answers[found.reference]
    said += [
        _("Under “{scenario}”: {text}", scenario=_scenario(reference), text=lowered(text))
        for text in what_decides(reference.outcome, reference.verdict)
    ]
    return tuple(said)


def _by_scenario(found: Comparison) -> str:
    scenario = _scenario(found.answers[found.reference])
    if not found.changed:
        return _("The choice on cost does not hang on which of these scenarios comes: each leads to the same as "
                 "“{scenario}”.", scenario=scenario)  # fmt: skip
    return _("The choice on cost hangs on the scenario: under {n} of the {all} it is not that of “{scenario}”.",
             n=number(len(found.changed)), all=number(len(found.answers)), scenario=scenario)  # fmt: skip


def _changed(found: Comparison, name: str) -> str:
    here, there = found.answers[name], found.answers[found.reference]
    return _("“{scenario}”: {here} instead of {there}.", scenario=capital(_scenario(here)), here=_choice(here),
             there=_choice(there))  # fmt: skip


def _choice(one: Answer) -> str:
    """What a scenario comes to, inside a sentence."""
    words = {"option": lowered(option_label(one.outcome, one.verdict.leaning))}
    if one.verdict.option is None:
        return _("no clear preference ({option} cheapest on average)", **words)
    return _("a preference for {option}", **words)


def _grouped(answers: dict[str, K]) -> dict[K, list[str]]:
    found: dict[K, list[str]] = {}
    for name, key in answers.items():
        found.setdefault(key, []).append(name)
    return dict(sorted(found.items(), key=lambda group: -len(group[1])))


def _named(found: Comparison, names: Sequence[str]) -> str:
    """Scenarios by name where there are few, else how many."""
    if len(names) == len(found.answers):
        return _("every scenario")
    if len(names) <= MOST:
        return listed([f"“{_scenario(found.answers[name])}”" for name in names])
    return _("{n} of the {all} scenarios", n=number(len(names)), all=number(len(found.answers)))


def _scenario(one: Answer) -> str:
    return lowered(scenario_label(one.outcome))


def _option(found: Comparison, option: str) -> str:
    return lowered(option_label(first_of(found), option))
