"""Weighing on a page: the section of the memo, and the sections of `notebooks/weigh.ipynb`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.decide.weigh import Weighing
from model.decide.weigh import weigh as weighed
from model.inputs import load_case, load_option, load_scenario
from model.inputs.framework import build_framework, load_framework
from model.language import _, use
from model.publish.section import Nothing, Section, Shown
from model.show.chart_goals import goals_chart
from model.show.chart_weigh import ranks_chart
from model.show.labels import capital, party_label
from model.show.prose import Prose
from model.show.table_weigh import measures_table, points_table, preferences_table
from model.show.text_weigh import belief_sentences, swing_question, weigh_sentences
from model.show.texts import banner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.engine.outcome import Outcome
    from model.publish.board import Memo


@dataclass(frozen=True, eq=False)
class Study:
    """What the sections of the notebook show."""

    outcome: Outcome
    found: Weighing
    lang: str = "nl"


def begin(
    case: str,
    scenario: str = "base",
    options: Sequence[str] | None = None,
    framework: str | dict[str, Any] | None = None,
    lang: str = "nl",
    draws: int = 10_240,
    seed: int = 0,
    **settings: Any,
) -> Study:
    """Simulate a case and weigh its options; from here on the notebook speaks the reader's language.

    Parameters
    ----------
    options : sequence of str, optional
        Names or files; by default the four shipped ones. Continue is always calculated along.
    framework : str or dict, optional
        File of a weighing framework, or the same as plain data.
    lang : {"nl", "en"}

    Raises
    ------
    InputError
        If a file is wrong.
    """
    from model import simulate  # brings numba in: only when something is calculated

    use(lang, everywhere=True)
    given = load_framework(framework) if isinstance(framework, str) else build_framework(framework or {})
    chosen = None if options is None else [load_option(name) for name in dict.fromkeys(("continue", *options))]
    outcome = simulate(load_case(case), load_scenario(scenario), chosen, draws=draws, seed=seed, **settings)
    return Study(outcome, weighed(outcome, given), lang)


def weigh(memo: Memo) -> Shown:
    """Appendix of the memo: who comes first and how sure, what one would have to believe, and the points."""
    if memo.leaves_out("weigh") or memo.decision is None or len(memo.outcome.options) < 2:
        return Nothing()
    outcome, found = memo.outcome, memo.decision.weigh
    said = Prose((*weigh_sentences(outcome, found), *belief_sentences(outcome, found)), "bullets")
    return Section(
        "weigh", _("Appendix: weighed on what members find important"),
        (said, ranks_chart(outcome, found), points_table(outcome, found), goals_chart(outcome)), kind="appendix",
    )  # fmt: skip


def heading(study: Study) -> Section:
    """Title and the question; tells the page its language, title and marks."""
    case = study.outcome.case
    title = _("Weighing: {case}", case=case.name)
    facts = {"lang": study.lang, "title": title, "banners": [capital(text) for text in (banner(case),) if text]}
    said = (_("Which option suits best what the members find important, and how sure is that?"),)
    lead = Prose(weigh_sentences(study.outcome, study.found), "bullets")
    return Section("title", title, (Prose(said), lead), level=1, kind="lead", facts=facts)


def ranks(study: Study) -> Section:
    """How often each option takes which rank."""
    return Section("ranks", _("With uncertain weights"), (ranks_chart(study.outcome, study.found),))


def points(study: Study) -> Section:
    """Where the points come from."""
    return Section("points", _("Where the points come from"), (points_table(study.outcome, study.found),))


def believe(study: Study) -> Section:
    """What one would have to believe for each other option, and the check on the weights."""
    said = Prose(belief_sentences(study.outcome, study.found), "bullets")
    check = Prose((swing_question(study.outcome, study.found),))
    return Section("believe", _("What you would have to believe"), (said, check))


def measured(study: Study) -> Section:
    """What is weighed, and by which measure."""
    return Section("measures", _("What is weighed"), (measures_table(study.outcome, study.found),))


def members(study: Study) -> Section:
    """Each municipality by itself."""
    sheets = tuple(
        Section(
            f"member-{view.party}", party_label(study.outcome, view.party),
            (points_table(study.outcome, study.found, view), ranks_chart(study.outcome, study.found, view)), level=3,
        )
        for view in study.found.parties
    )  # fmt: skip
    table = preferences_table(study.outcome, study.found)
    return Section("members", _("Per municipality"), (table, *sheets))
