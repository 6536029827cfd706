"""Robustness over scenarios on a page: the section of the memo, and the sections of `notebooks/robustness.ipynb`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from model.decide.robustness import LimitName, default_limits
from model.decide.robustness import robustness as compared
from model.decide.scenarios import DRAWS, over_scenarios
from model.errors import UnknownNameError
from model.inputs import load_case, load_option, load_scenario
from model.language import _, picked, use
from model.publish.section import Nothing, Section, Shown
from model.resources import list_scenarios
from model.show.chart_robust import hurwicz_chart, regret_chart
from model.show.labels import capital, party_label
from model.show.prose import Prose
from model.show.table_robust import limits_table, rules_table
from model.show.text_robust import attitudes, limit_sentences, robust_sentences, scenario_sentence
from model.show.texts import banner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.decide.robustness import Limits, Robustness
    from model.engine.outcome import Outcome
    from model.publish.board import Memo
    from model.publish.section import Part


@dataclass(frozen=True, eq=False)
class Study:
    """What the sections show.

    Parameters
    ----------
    left_out : tuple of str
        Titles of shipped scenarios that were not calculated.
    """

    outcomes: dict[str, Outcome]
    found: Robustness
    left_out: tuple[str, ...] = ()
    lang: str = "nl"


def begin(
    case: str,
    scenarios: Sequence[str] | None = None,
    options: Sequence[str] | None = None,
    lang: str = "nl",
    draws: int = DRAWS,
    seed: int = 0,
    limits: Mapping[str, Mapping[str, float]] | None = None,
    **settings: Any,
) -> Study:
    """Calculate a case under scenarios; from here on the notebook speaks the reader's language.

    Parameters
    ----------
    case : str
        Name of a shipped case, or a file.
    scenarios, options : sequence of str, optional
        Names or files; by default all shipped scenarios that fit, and the four shipped options. Continue is always
        calculated along.
    lang : {"nl", "en"}
    limits : mapping of CBS code to a mapping, optional
        What a municipality accepts instead of what the case or the table of assumptions says, by the names of
        `model.decide.robustness.Limits`: ``{"GM0263": {"growth": 0.2}}``.

    Raises
    ------
    InputError
        If a file is wrong, or a limit is of nobody or of a name that does not exist.
    """
    use(lang, everywhere=True)
    names = None if options is None else dict.fromkeys(("continue", *options))
    chosen = None if names is None else [load_option(name) for name in names]
    outcomes = over_scenarios(load_case(case), scenarios, options=chosen, draws=draws, seed=seed, **settings)
    own = _own_limits(next(iter(outcomes.values())), limits or {})
    return Study(outcomes, compared(outcomes, own), () if scenarios else _left_out(outcomes), lang)


def robustness(memo: Memo) -> Shown:
    """Appendix of the memo: what holds under every scenario, which attitude chooses what, and the regret."""
    if memo.leaves_out("robustness") or memo.decision is None or len(memo.outcome.options) < 2:
        return Nothing()
    outcomes, found = memo.decision.scenarios, memo.decision.robustness
    lead = Prose((scenario_sentence(outcomes, found, _left_out(outcomes)),))
    said = Prose(robust_sentences(outcomes, found), "bullets")
    return Section(
        "robustness", _("Appendix: does it hold under other scenarios?"),
        (lead, said, regret_chart(outcomes, found), rules_table(outcomes, found)), kind="appendix",
    )  # fmt: skip


def heading(found: Study) -> Section:
    """Title and the question; tells the page its language, title and marks."""
    case = next(iter(found.outcomes.values())).case
    title = _("Robustness: {case}", case=case.name)
    facts = {"lang": found.lang, "title": title, "banners": [capital(text) for text in (banner(case),) if text]}
    said = _("Which option holds up when nobody knows which scenario comes?")
    told = scenario_sentence(found.outcomes, found.found, found.left_out)
    return Section("title", title, (Prose((said,)), Prose((told,))), level=1, kind="lead", facts=facts)


def rules(found: Study) -> Section:
    """Trade-offs on one page: every attitude to uncertainty and its choice."""
    said = robust_sentences(found.outcomes, found.found)[:1] + attitudes(found.outcomes, found.found)
    table = rules_table(found.outcomes, found.found)
    return Section("rules", _("What to choose"), (Prose(said, "bullets"), table))


def regret(found: Study) -> Section:
    """Regret per scenario."""
    return Section("regret", _("Regret"), (regret_chart(found.outcomes, found.found),))


def optimism(found: Study) -> Section:
    """Hurwicz: what optimism does to the choice."""
    return Section("optimism", _("Optimism"), (hurwicz_chart(found.outcomes, found.found),))


def limits(found: Study) -> Section:
    """In how many futures each municipality stays within its limits."""
    said = Prose(limit_sentences(found.outcomes, found.found), "bullets")
    return Section("limits", _("Within the limits of every municipality"),
                   (said, limits_table(found.outcomes, found.found)))  # fmt: skip


def members(found: Study) -> Section:
    """The same rules as each municipality sees them."""
    first = next(iter(found.outcomes.values()))
    parts: tuple[Part, ...] = tuple(
        Section(f"member-{code}", party_label(first, code), (rules_table(found.outcomes, found.found, code),), level=3)
        for code in found.found.parties
    )
    return Section("members", _("Per municipality"), parts)


def _own_limits(outcome: Outcome, written: Mapping[str, Mapping[str, float]]) -> dict[str, Limits]:
    """Limits of each municipality that gives its own, the usual ones where it is silent."""
    names = get_args(LimitName)
    for code, given in written.items():
        if code not in outcome.parties:
            raise UnknownNameError(_("municipality"), code, outcome.parties)
        if wrong := [name for name in given if name not in names]:
            raise UnknownNameError(_("limit"), wrong[0], names)
    usual = default_limits(outcome.assumptions)
    return {code: replace(usual, **{name: float(value) for name, value in given.items()})
            for code, given in written.items()}  # fmt: skip


def _left_out(outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """Titles of the shipped scenarios that do not fit the case."""
    missing = (load_scenario(name) for name in list_scenarios() if name not in outcomes)
    return tuple(picked(one.title) or str(one.id) for one in missing)
