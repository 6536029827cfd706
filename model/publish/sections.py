"""The sections of the board memo, in the order in which a board reads.

`notebooks/memo.ipynb` calls one per cell. Each takes the `Memo` that `begin` made and gives a `Section`, or
nothing where the reader left it out. Sentences, tables and figures come from `model.show`; here they are only
put in order.
"""

from __future__ import annotations

import hashlib
import math
import shlex
from typing import TYPE_CHECKING, Any

from model import resources
from model.decide.budget import reconciliation
from model.decide.exit import exit_sum
from model.decide.people import worst_specialisms
from model.decide.why import waterfall
from model.inputs.legislation import load_legislation, resolve_laws
from model.language import _, euro_exact, number, year
from model.publish.board import Memo, begin
from model.publish.fold import Fold
from model.publish.parameters import MARKS
from model.publish.section import Nothing, Section, Shown
from model.publish.section_calendar import calendar, decisions, text_check
from model.publish.section_consent import agreement, consent
from model.publish.section_robust import robustness
from model.publish.section_turning import turning
from model.publish.section_weigh import weigh
from model.publish.section_whatif import whatif
from model.publish.source import digest, record, written
from model.show import figures, tables, texts
from model.show.labels import capital, lowered, option_label, party_label
from model.show.text_robust import agreement_sentence
from model.show.text_weigh import weigh_sentences
from model.show.texts import Prose

if TYPE_CHECKING:
    from pathlib import Path

    from model.decide.people import Exposure
    from model.publish.section import Part

MANY = 3
"""Members beyond which the body names only the most exposed of them, and a sheet has fewer pictures."""

__all__ = [
    "advice", "agreement", "assumptions", "begin", "calendar", "computed", "consent", "costs", "decisions", "estimates",
    "exit", "goals", "grounds", "heading", "laws", "members", "review", "risks", "robustness", "text_check", "turning",
    "weigh", "whatif", "why",
]  # fmt: skip


def heading(memo: Memo) -> Section:
    """Title of the page and the question; tells the page its language, title and marks."""
    case, asked = memo.outcome.case, texts.question(memo.outcome)
    title = _("Board memo: {case}", case=case.name)
    marks = [capital(text) for text in (texts.banner(case),) if text]
    facts: dict[str, Any] = {"lang": memo.parameters.lang, "title": title, "banners": marks}
    facts["source"] = record(memo.parameters, memo.outcome)
    if memo.parameters.mark:
        facts["mark"] = _(MARKS[memo.parameters.mark])
    return Section("title", title, (Prose(asked[:1]), Prose(asked[1:])), level=1, kind="lead", facts=facts)


def advice(memo: Memo) -> Section:
    """The advice: what is preferred, by how much, how sure."""
    said = texts.advice(memo.outcome, memo.verdict)
    outcome, found = memo.outcome, memo.verdict
    sure = [*texts.certainty(outcome, found)]
    if found.challenger is not None:
        sure.append(texts.scale_sentence(waterfall(outcome, memo.subject)))
    sure.append(texts.second_calculation(outcome, found))
    if memo.decision is not None:
        sure.append(agreement_sentence(memo.decision.scenarios, memo.decision.robustness))
    if memo.study.horizon is not None and found.challenger is not None:
        sure.append(texts.horizon_sentence(outcome, found, memo.study.horizon))
    sure += texts.estimated(outcome)[:1]
    certainty = Section("certainty", _("How sure is this?"), (Prose(tuple(sure), "bullets"),), level=3)
    return Section("advice", _("Advice"), (Prose(said), certainty), kind="advice")


def costs(memo: Memo) -> Shown:
    """What it costs each municipality: a sentence each, the four-year budget, and how year 0 fits.

    What is preferred comes first; without a preference that is going on as it is, the best other option beside.
    """
    outcome, lead = memo.outcome, memo.lead
    beside = memo.verdict.challenger if lead == memo.verdict.baseline else None
    effect = texts.budget_effect(outcome, memo.summary(memo.subject)) if memo.verdict.challenger else ()
    return _section(
        memo, "costs", _("What it costs each municipality"),
        Prose(texts.costs_of(outcome, memo.summaries, lead, beside), "bullets"),
        tables.budget_table(outcome, lead, brief=True),
        Prose((*effect, _year_zero(memo))),
    )  # fmt: skip


def why(memo: Memo) -> Shown:
    """Why: the difference with continuing, item by item, and which drivers make it."""
    if memo.verdict.challenger is None:
        return Nothing()
    fall = waterfall(memo.outcome, memo.subject)
    title = _("Why: {option} compared with continuing", option=lowered(option_label(memo.outcome, memo.subject)))
    return _section(memo, "why", title, Prose(texts.why(memo.outcome, fall)), figures.why_chart(memo.outcome, fall))


def goals(memo: Memo) -> Shown:
    """The six K's by option."""
    said = texts.goals_sentences(memo.outcome, _others(memo))
    joint, *alone = _exposed(memo) or [()]
    said += tuple(filter(None, [texts.exposure_sentence(memo.outcome, joint, alone=False)]))
    told = sorted(alone, key=lambda worst: -worst[0].chance)[:1] if len(alone) > MANY else alone
    said += tuple(texts.exposure_sentence(memo.outcome, worst, alone=True) for worst in told)
    if memo.decision is not None and _others(memo):
        said += (" ".join(weigh_sentences(memo.outcome, memo.decision.weigh)[:2]),)
    return _section(
        memo, "goals", _("The six K's"), Prose(said, "bullets"),
        figures.goals_chart(memo.outcome) if said and memo.decision is None else None,
    )  # fmt: skip


def risks(memo: Memo) -> Shown:
    """Risks, and what could turn the advice."""
    study = memo.study
    said = (
        *texts.risks(memo.outcome, memo.verdict, memo.summaries, study.exits),
        *texts.windfall_sentences(memo.outcome, [one for one in study.windfalls if one.option == memo.lead]),
        *texts.lever_sentences(memo.outcome, study.levers),
    )
    return _section(memo, "risks", _("Risks and what could turn the advice"), Prose(said, "bullets"))


def review(memo: Memo) -> Shown:
    """When to look at the choice again."""
    said = texts.look_again(memo.outcome, memo.verdict)
    return _section(memo, "review", _("When to look again"), Prose(said, "bullets"))


def grounds(memo: Memo) -> Shown:
    """Appendix: what the advice stands on: who gains, exits, windfalls, horizon, advices, exposed specialisms."""
    outcome, found = memo.outcome, memo.study
    others = _others(memo)
    return _section(
        memo, "grounds", _("Appendix: what the advice stands on"),
        tables.better_off_table(outcome, memo.summaries, others) if others else None,
        tables.exits_table(outcome, found.exits), tables.windfall_table(outcome, found.windfalls),
        tables.horizon_table(outcome, found.horizon) if found.horizon is not None else None,
        tables.levers_table(outcome, found.levers), tables.exposure_table(outcome, _exposed(memo)),
        kind="appendix page-break",
    )  # fmt: skip


def members(memo: Memo) -> Shown:
    """Appendix: costs of every option; a sheet per municipality; year 0 against the budget."""
    outcome, found = memo.outcome, reconciliation(memo.outcome)
    sheets = [_sheet(memo, code) for code in outcome.parties if not memo.leaves_out(code)]
    others = tuple(tables.budget_table(outcome, option) for option in outcome.options if option != memo.lead)
    return _section(
        memo, "members", _("Appendix: figures per municipality and per option"),
        Prose(texts.reading_guide(outcome), "note"),
        figures.budget_chart(outcome), tables.summary_table(outcome, memo.summaries),
        figures.futures_chart(outcome) if _others(memo) else None,
        figures.relation_chart(outcome), Fold(_("Four-year budget under the other options"), others),
        tables.reconciliation_table(found), tables.contributions_table(found), tables.plan_table(outcome),
        *sheets,
        kind="appendix",
    )  # fmt: skip


def assumptions(memo: Memo) -> Shown:
    """Appendix: every assumption, with source and kind."""
    table = tables.assumptions_table(memo.outcome.assumptions)
    fold = Fold(_("All {n} assumptions, with kind and source", n=number(len(table.rows))), (table,))
    said = Prose(texts.assumption_kinds(memo.outcome))
    return _section(memo, "assumptions", _("Appendix: assumptions"), said, fold, kind="appendix")


def estimates(memo: Memo) -> Shown:
    """Appendix: what of the case is estimated."""
    case = memo.outcome.case
    table = tables.estimates_table(case, memo.outcome.assumptions) if case.estimates() else None
    fold = Fold(_("Every estimated figure, and what it was estimated from"), (table,))
    said = Prose(texts.estimated(memo.outcome)[:1])
    return _section(memo, "estimates", _("Appendix: what is estimated"), said, fold, kind="appendix")


def laws(memo: Memo) -> Shown:
    """Appendix: the laws that the model reckons with, as the scenario has them."""
    shipped, outcome = load_legislation(), memo.outcome
    used = resolve_laws(shipped, outcome.scenario, outcome.case)
    table = tables.laws_table(used, outcome.years[0], shipped)
    said = Prose(texts.laws(used, outcome.years[0]))
    fold = Fold(_("All laws, with date, amount and source"), (table,))
    return _section(memo, "laws", _("Appendix: laws"), said, fold, kind="appendix")


def exit(memo: Memo) -> Shown:  # noqa: A001  (the name of the section)
    """Appendix: exit sum of each party under every rule, if it left at the earliest."""
    outcome = memo.outcome
    notice = math.ceil(float(outcome.case.arrangement.notice_months) / 12)
    leaving = min(outcome.years[0] + 1 + notice, outcome.years[-1])
    shown = [
        tables.exit_table(exit_sum(outcome.case, code, leaving), exact=outcome.case.estimated_share == 0.0)
        for code in outcome.parties
        if not memo.leaves_out(code)
    ]
    said = _("Indication for a party that leaves on 1 January {year}, the first year after notice.", year=year(leaving))
    return _section(memo, "exit", _("Appendix: exit sums"), Prose((said,)), *shown, kind="appendix")


def computed(memo: Memo) -> Shown:
    """Appendix: how it was computed, so that anyone can do it again."""
    files = {
        _("assumptions (hash)"): resources.data_path("assumptions.csv"),
        _("laws (hash)"): resources.data_path("legislation.csv"),
        _("notebook (hash)"): resources.notebook_path("memo"),
    }
    hashes = {
        _("content of the case (hash)"): digest(written(memo.outcome.case)),
        _("content of the scenario (hash)"): digest(written(memo.outcome.scenario)),
        **{label: _digest(path) for label, path in files.items()},
    }
    table = tables.run_table(memo.outcome, command=command(memo), hashes=hashes)
    return _section(memo, "computed", _("Appendix: how this was computed"), table, kind="appendix")


def command(memo: Memo) -> str:
    """Give the command that makes the same memo again."""
    wanted, named = memo.parameters, memo.parameters.shown()
    words = ["herijk", "memo", named["case"], "--scenario", named["scenario"]]
    for option in named["options"] or ():
        words += ["--option", option]
    if wanted.precision is not None:
        words += ["--precision", f"{wanted.precision:g}", "--max-draws", str(wanted.max_draws)]
    if wanted.decide_from is not None:
        words += ["--from", wanted.decide_from]
    words += ["--draws", str(wanted.draws), "--seed", str(wanted.seed), "--lang", wanted.lang]
    return shlex.join(words)


def _section(memo: Memo, name: str, title: str, *parts: Part | None, kind: str = "") -> Shown:
    return Nothing() if memo.leaves_out(name) else Section(name, title, parts, kind=kind)


def _year_zero(memo: Memo) -> str:
    """How the first year of the model fits the budget of the case."""
    found = reconciliation(memo.outcome)
    if found.largest_difference == 0:
        return _(
            "Year {year} of the model equals the budget to the euro, line by line; see the appendix.",
            year=year(found.year),
        )
    return _(
        "Year {year} of the model differs by at most {amount} from the budget in any line; "
        "the appendix shows each line.",
        year=year(found.year),
        amount=euro_exact(found.largest_difference),
    )


def _others(memo: Memo) -> list[str]:
    """Options other than continue."""
    return [option for option in memo.outcome.options if option != memo.verdict.baseline]


def _sheet(memo: Memo, code: str) -> Section:
    """A member's own sheet: what every option costs it, and why; of many members as tables, for pictures are large."""
    outcome, option = memo.outcome, memo.subject
    said = [texts.costs_of(outcome, [memo.summary(name, code)], name)[0] for name in outcome.options]
    pictures = [figures.cost_fan(outcome, code)]
    if memo.verdict.challenger:
        pictures.append(figures.why_chart(outcome, waterfall(outcome, option, code)))
    shown = [one.table for one in pictures] if len(outcome.parties) > MANY else pictures
    parts: tuple[Part, ...] = (Prose(tuple(said), "bullets"), *shown)
    return Section(f"member-{code}", party_label(outcome, code), parts, level=3)


def _exposed(memo: Memo) -> list[tuple[Exposure, ...]]:
    """Most exposed specialisms: of the arrangement if it goes on, then of each member alone after unwinding."""
    outcome = memo.outcome
    ending = [
        name
        for name, option in zip(outcome.options, outcome.option_objects, strict=True)
        if any(action.kind == "dissolve" for action in option.actions)
    ]
    asked = [(memo.verdict.baseline, outcome.parties[0])]
    asked += [(ending[0], code) for code in outcome.parties] if ending else []
    found = [worst_specialisms(outcome, option, code) for option, code in asked]
    return [worst for worst in found if worst]


def _digest(path: Path) -> str:
    """First 16 hexadecimal digits of the SHA-256 of a text file, whatever its line ends."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:16]
