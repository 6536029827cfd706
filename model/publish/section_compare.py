"""Scenarios side by side on a page: the sections of `notebooks/compare.ipynb`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.decide.comparison import LEAST, Comparison, compare
from model.decide.scenarios import DRAWS
from model.errors import InputError, Problem
from model.inputs import load_case, load_option, load_scenario
from model.language import _, listed, use
from model.publish.fold import Fold
from model.publish.section import Section
from model.resources import list_cases, list_scenarios
from model.show.chart_compare import compare_chart
from model.show.chart_robust import regret_chart
from model.show.labels import capital, party_label
from model.show.prose import Prose
from model.show.table_compare import (
    carries_table,
    cheapest_table,
    consents_table,
    costs_table,
    inputs_table,
    turns_table,
    verdicts_table,
)
from model.show.table_inputs import estimates_table
from model.show.text_compare import answer_sentences, change_sentences, reason_of, unfit_sentences
from model.show.text_robust import attitudes, limit_sentences, other_minds, regret_sentence, scenario_sentence
from model.show.texts import banner, estimated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from model.inputs import Scenario


@dataclass(frozen=True, eq=False)
class Study:
    """What the sections show."""

    found: Comparison
    lang: str = "nl"


def begin(
    case: str,
    scenarios: Sequence[str] | str | None = None,
    options: Sequence[str] | str | None = None,
    lang: str = "nl",
    draws: int = DRAWS,
    seed: int = 0,
    **settings: Any,
) -> Study:
    """Calculate one case under several scenarios; from here on the notebook speaks the reader's language.

    Parameters
    ----------
    case : str
        Name of a shipped case, or a file.
    scenarios, options : sequence of str, optional
        Names or files, or one string with commas, as typed after ``papermill -p``; by default all shipped scenarios,
        and the four shipped options. Continue is always calculated along.
    lang : {"nl", "en"}

    Raises
    ------
    InputError
        If a file is wrong, or fewer than two scenarios can be laid side by side; the reason is told.
    """
    use(lang, everywhere=True)
    if not isinstance(case, (str, Path)):
        raise InputError(_one_case(str(case)))
    loaded = load_case(case)
    world = _scenarios(_words(scenarios) or list_scenarios())
    names = _words(options)
    chosen = None if names is None else [load_option(name) for name in dict.fromkeys(("continue", *names))]
    found = compare(loaded, world, chosen, draws=draws, seed=seed, **settings)
    if len(found.answers) < LEAST:
        raise InputError(_too_few(len(found.answers), *(reason_of(one.reason.problems) for one in found.unfit)))
    return Study(found, lang)


def heading(study: Study) -> Section:
    """Title, the question and the answer in short; tells the page its language, title and marks."""
    found = study.found
    outcomes = found.outcomes
    first = outcomes[found.reference]
    title = _("Scenarios side by side: {case}", case=first.case.name)
    facts = {"lang": study.lang, "title": title, "banners": [capital(text) for text in (banner(first.case),) if text]}
    asked = _("What does {case} cost each member under each scenario, which choice fits, and what changes that choice?",
              case=first.case.name)  # fmt: skip
    told = (scenario_sentence(outcomes, found.robustness),)
    parts = (
        Prose((asked,)),
        Prose(answer_sentences(found), "bullets"),
        Prose(told),
        Prose(unfit_sentences(found.unfit), "bullets"),
    )
    return Section("title", title, parts, level=1, kind="lead", facts=facts)


def verdicts(study: Study) -> Section:
    """The verdict under each scenario, and the difference in cost that it rests on."""
    return Section("verdicts", _("Verdict per scenario"), (verdicts_table(study.found), compare_chart(study.found)))


def costs(study: Study) -> Section:
    """What every option costs, together and each municipality, and which is cheapest for whom."""
    found = study.found
    first = found.outcomes[found.reference]
    sheets = tuple(
        Section(f"costs-{code}", party_label(first, code), (costs_table(found, code),), level=3)
        for code in found.robustness.parties
    )
    return Section("costs", _("What it costs each municipality"), (cheapest_table(found), costs_table(found), *sheets))


def futures(study: Study) -> Section:
    """In how many futures each option carries, and who consents."""
    found = study.found
    lead = Prose((_("All scenarios together, each with as many futures:"),))
    said = Prose(limit_sentences(found.outcomes, found.robustness), "bullets")
    return Section("futures", _("In how many futures each option carries"),
                   (lead, said, carries_table(found), consents_table(found)))  # fmt: skip


def regret(study: Study) -> Section:
    """What one regrets if another scenario comes than one reckoned with."""
    outcomes, found = study.found.outcomes, study.found.robustness
    said = (regret_sentence(outcomes, found), *attitudes(outcomes, found), *other_minds(outcomes, found))
    return Section("regret", _("Regret"), (Prose(said, "bullets"), regret_chart(outcomes, found)))


def changes(study: Study) -> Section:
    """What changes the choice: another scenario, or one estimate inside a scenario; and what goes in otherwise."""
    found, table = study.found, inputs_table(study.found)
    fold = None if table is None else Fold(_("All that goes in otherwise per scenario"), (table,))
    return Section("changes", _("What changes the choice"),
                   (Prose(change_sentences(found), "bullets"), turns_table(found), fold))  # fmt: skip


def estimates(study: Study) -> Section:
    """What of the case is estimated, and how much of the model is judgement."""
    outcome = study.found.outcomes[study.found.reference]
    table = estimates_table(outcome.case, outcome.assumptions) if outcome.case.estimates() else None
    fold = None if table is None else Fold(_("Every estimated figure, and what it was estimated from"), (table,))
    return Section("estimates", _("Appendix: what is estimated"), (Prose(estimated(outcome)), fold), kind="appendix")


def _words(given: Sequence[str] | str | None) -> list[str] | None:
    """Names out of a sequence, or out of one string with commas."""
    if isinstance(given, str):
        return [word for part in given.strip(" []()").split(",") if (word := part.strip(" '\""))]
    return None if given is None else [str(one) for one in given]


def _scenarios(names: Sequence[str]) -> list[Scenario]:
    """Scenarios, each once; all that is wrong with the names at once."""
    if problems := list(_foreign(names)):
        raise InputError(problems)
    world = [load_scenario(name) for name in names]
    ids = [one.id for one in world]
    if twice := sorted({str(one) for one in ids if ids.count(one) > 1}):
        problem = _("A scenario stands here twice: beside itself there is nothing to compare.")
        hint = _("give the copy an id of its own")
        raise InputError(Problem(problem, field="scenarios", found=listed(twice), hint=hint))
    return world


def _foreign(names: Sequence[str]) -> Iterator[Problem]:
    """Names of cases among those of scenarios: what people type who want to compare cases."""
    cases = list_cases()
    for name in names:
        head = name.partition(":")[0]
        if head in cases and name not in list_scenarios():
            yield _one_case(name)


def _one_case(found: str) -> Problem:
    problem = _("Only scenarios of one case can stand side by side: another case has other members, years and budgets.")
    hint = _("two cases are laid side by side by: herijk compare A B")
    return Problem(problem, found=found, hint=hint)


def _too_few(left: int, *reasons: str) -> Problem:
    problem = _("There are too few scenarios to lay side by side: at least two must fit the case.")
    return Problem(problem, field="scenarios", found=" ".join((str(left), *reasons)), hint=_("name other scenarios"))
