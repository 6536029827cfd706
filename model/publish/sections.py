"""The sections of the board memo, in the order in which a board reads: `notebooks/memo.ipynb` calls one per cell.

Each takes the `Memo` that `begin` made and gives a `Section`, or nothing where the reader left it out. Sentences,
tables and figures come from `model.show`; here they are only put in order.
"""

from __future__ import annotations

import hashlib
import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model import resources
from model.decide.budget import reconciliation
from model.decide.exit import exit_sum
from model.decide.why import waterfall
from model.inputs.legislation import load_legislation
from model.language import _, euro_exact, out_of_ten, year
from model.publish.board import Memo, begin
from model.publish.parameters import MARKS
from model.publish.section import Section, Steps, nothing
from model.show import figures, tables, texts
from model.show.labels import capital, option_label, party_label
from model.show.text_steps import WGR_VIEWS
from model.show.texts import Prose, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from model.publish.section import Part

__all__ = [
    "advice", "assumptions", "begin", "computed", "consent", "costs", "decisions", "estimates", "exit", "goals",
    "heading", "laws", "members", "review", "risks", "why",
]  # fmt: skip


def heading(memo: Memo) -> Section:
    """Title of the page and the question; tells the page its language, title and marks."""
    case, asked = memo.outcome.case, texts.question(memo.outcome)
    title = _("Board memo: {case}", case=case.name)
    marks = [capital(text) for text in (texts.banner(case),) if text]
    facts: dict[str, Any] = {"lang": memo.parameters.lang, "title": title, "banners": marks}
    if memo.parameters.mark:
        facts["mark"] = _(MARKS[memo.parameters.mark])
    return Section("title", title, (Prose(asked[:1]), Prose(asked[1:])), level=1, kind="lead", facts=facts)


def advice(memo: Memo) -> Section:
    """The advice: what is preferred, by how much, how sure."""
    said = texts.advice(memo.outcome, memo.verdict)
    return Section("advice", _("Advice"), (Prose(said), Prose(texts.estimated(memo.outcome), "note")), kind="advice")


def costs(memo: Memo) -> Any:
    """What it costs each municipality: a sentence each, the four-year budget, and how year 0 fits."""
    outcome, option = memo.outcome, memo.subject
    fitted = reconciliation(outcome)
    fit = _(
        "Year {year} of the model differs by at most {amount} from the budget in any line; the appendix shows each line.",
        year=year(fitted.year), amount=euro_exact(fitted.largest_difference),
    )  # fmt: skip
    return _section(
        memo, "costs", _("What it costs each municipality"),
        Prose(texts.costs_of(outcome, memo.summaries, option), "bullets"),
        tables.budget_table(outcome, option),
        Prose((*texts.budget_effect(outcome, memo.summary(option)), fit)) if memo.verdict.challenger else Prose((fit,)),
    )  # fmt: skip


def why(memo: Memo) -> Any:
    """Why: the difference with continuing, item by item."""
    if memo.verdict.challenger is None:
        return nothing()
    fall = waterfall(memo.outcome, memo.subject)
    title = _("Why: {option} compared with continuing", option=_low(option_label(memo.outcome, memo.subject)))
    return _section(memo, "why", title, Prose(texts.why(memo.outcome, fall)), figures.why_chart(memo.outcome, fall))


def goals(memo: Memo) -> Any:
    """The six K's by option."""
    said = [texts.goals_sentence(memo.outcome, option) for option in _others(memo)]
    return _section(
        memo, "goals", _("The six K's"), Prose(tuple(said), "bullets"),
        figures.goals_chart(memo.outcome) if said else None,
    )  # fmt: skip


def consent(memo: Memo) -> Any:
    """Who gains, and who must consent: for each party the share of futures in which it is better off."""
    others = _others(memo)
    said = [texts.who_gains(memo.outcome, memo.summaries, option) for option in others]
    steps = (
        Step(_("In an arrangement between executives each executive needs the permission of its own council to make, change or "
               "leave it; the council may withhold it only for conflict with the law or the general interest (Wgr art. 1)."),
             WGR_VIEWS),
        Step(_("Look up in the text of the arrangement itself which majority a change or the end of it asks for.")),
    )  # fmt: skip
    return _section(
        memo, "consent", _("Who gains and who must consent"), Prose(tuple(said), "bullets"),
        _better_off(memo, others) if others else None, Steps(steps),
    )  # fmt: skip


def risks(memo: Memo) -> Any:
    """Risks, and what could turn the advice."""
    said = texts.risks(memo.outcome, memo.verdict, memo.summaries)
    return _section(memo, "risks", _("Risks and what could turn the advice"), Prose(said, "bullets"))


def decisions(memo: Memo) -> Any:
    """Next decisions, in order."""
    return _section(memo, "decisions", _("Next decisions"), Steps(texts.next_decisions(memo.outcome, memo.verdict)))


def review(memo: Memo) -> Any:
    """When to look at the choice again."""
    said = texts.look_again(memo.outcome, memo.verdict)
    return _section(memo, "review", _("When to look again"), Prose(said, "bullets"))


def members(memo: Memo) -> Any:
    """Appendix: costs of every option; a sheet per municipality; year 0 against the budget."""
    outcome, found = memo.outcome, reconciliation(memo.outcome)
    sheets = [_sheet(memo, code) for code in outcome.parties if not memo.leaves_out(code)]
    others = [tables.budget_table(outcome, option) for option in outcome.options if option != memo.subject]
    return _section(
        memo, "members", _("Appendix: figures per municipality and per option"),
        Prose(texts.reading_guide(outcome), "note"),
        figures.budget_chart(outcome), tables.summary_table(outcome, memo.summaries),
        figures.futures_chart(outcome) if _others(memo) else None,
        *others, tables.reconciliation_table(found), tables.contributions_table(found), tables.plan_table(outcome),
        *sheets, figures.relation_chart(outcome),
        kind="page-break",
    )  # fmt: skip


def assumptions(memo: Memo) -> Any:
    """Appendix: every assumption, with source and kind."""
    table = tables.assumptions_table(memo.outcome.assumptions)
    return _section(memo, "assumptions", _("Appendix: assumptions"), table)


def estimates(memo: Memo) -> Any:
    """Appendix: what of the case is estimated."""
    case = memo.outcome.case
    table = tables.estimates_table(case, memo.outcome.assumptions) if case.estimates() else None
    said = Prose(texts.estimated(memo.outcome))
    return _section(memo, "estimates", _("Appendix: what is estimated"), said, table)


def laws(memo: Memo) -> Any:
    """Appendix: the laws that the model reckons with."""
    return _section(memo, "laws", _("Appendix: laws"), tables.laws_table(load_legislation()))


def exit(memo: Memo) -> Any:  # noqa: A001  (the name of the section)
    """Appendix: exit sum of each party under every rule, if it left at the earliest."""
    outcome = memo.outcome
    notice = math.ceil(float(outcome.case.arrangement.notice_months) / 12)
    leaving = min(outcome.years[0] + 1 + notice, outcome.years[-1])
    shown = [tables.exit_table(exit_sum(outcome.case, code, leaving)) for code in outcome.parties if not memo.leaves_out(code)]
    said = _("Indication for a party that leaves on 1 January {year}, the first year after notice.", year=year(leaving))
    return _section(memo, "exit", _("Appendix: exit sums"), Prose((said,)), *shown)


def computed(memo: Memo) -> Any:
    """Appendix: how it was computed, so that anyone can do it again."""
    wanted = memo.parameters
    files = {
        _("case file (hash)"): resources.case_path(wanted.case),
        _("scenario file (hash)"): resources.scenario_path(wanted.scenario),
        _("assumptions (hash)"): resources.data_path("assumptions.csv"),
        _("laws (hash)"): resources.data_path("legislation.csv"),
        _("notebook (hash)"): resources.notebook_path("memo"),
    }
    hashes = {label: _digest(path) for label, path in files.items()}
    table = tables.run_table(memo.outcome, command=command(memo), hashes=hashes)
    return _section(memo, "computed", _("Appendix: how this was computed"), table)


def command(memo: Memo) -> str:
    """Give the command that makes the same memo again."""
    wanted = memo.parameters
    words = ["herijk", "memo", wanted.case, "--scenario", wanted.scenario]
    for option in wanted.options or ():
        words += ["--option", option]
    words += ["--draws", str(wanted.draws), "--seed", str(wanted.seed), "--lang", wanted.lang]
    return shlex.join(words)


def _section(memo: Memo, name: str, title: str, *parts: Part | None, kind: str = "") -> Any:
    return nothing() if memo.leaves_out(name) else Section(name, title, parts, kind=kind)


def _others(memo: Memo) -> list[str]:
    """Options other than continue."""
    return [option for option in memo.outcome.options if option != memo.verdict.baseline]


def _sheet(memo: Memo, code: str) -> Section:
    """A member's own sheet: what every option costs it, and its six K's."""
    outcome, option = memo.outcome, memo.subject
    said = [texts.costs_of(outcome, [memo.summary(name, code)], name)[0] for name in outcome.options]
    parts: Iterable[Part | None] = (
        Prose(tuple(said), "bullets"),
        figures.cost_fan(outcome, code),
        figures.why_chart(outcome, waterfall(outcome, option, code)) if memo.verdict.challenger else None,
    )
    return Section(f"member-{code}", party_label(outcome, code), tuple(parts), level=3)


def _better_off(memo: Memo, options: list[str]) -> tables.Table:
    """Share of the futures in which each party is cheaper off than under continuing."""
    outcome = memo.outcome
    columns = (
        tables.Column(_("municipality"), align="left"),
        *(tables.Column(capital(option_label(outcome, option)), align="left") for option in options),
    )
    rows = [
        (
            tables.Cell(capital(party_label(outcome, party)), party or "together"),
            *(_share(memo.summary(option, party).share_cheaper) for option in options),
        )
        for party in (*outcome.parties, None)
    ]
    caption = _("In how many calculated futures each municipality is cheaper off than when all continue")
    return tables.Table("better-off", caption, columns, tuple(rows), totals=(len(rows) - 1,))


def _share(share: float) -> tables.Cell:
    return tables.Cell(capital(out_of_ten(share)), share)


def _digest(path: Path) -> str:
    """First 16 hexadecimal digits of the SHA-256 of a text file, whatever its line ends."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:16]


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
