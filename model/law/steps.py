"""Steps that a change of an arrangement takes: who acts, how long, what comes first, and who says so.

A term of *law* stands in an act, one of *agreement* in the arrangement's own text, and one of *practice* is what
such work takes: a judgement with a range in `data/assumptions.csv`. A step of law or agreement carries an article and
a source. What happens because it must but has no term in the act (permission of a council, advice of a works council)
takes a term of practice, and its row says which article asks for the step.

References
----------
Wet gemeenschappelijke regelingen (BWBR0003740), art. 1, 9, 26, 34-35; Wet op de ondernemingsraden (BWBR0002747),
art. 25; Aanbestedingswet 2012 (BWBR0032203), art. 2.71 and 2.127; see `model.law.sources`.
"""

from __future__ import annotations

import calendar as months_of
import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from model.language import N_
from model.law import sources
from model.law.forms import ActionKind, Destination, LegalForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.law.sources import Source

Origin = Literal["law", "agreement", "practice"]
COUNCILS: Final = N_("councils")
EXECUTIVES: Final = N_("executives")
BOARD: Final = N_("board of the arrangement")
WORKS_COUNCIL: Final = N_("works councils")
TEXT_KINDS: Final = frozenset(
    {"change_form", "change_key", "add_member", "add_task", "leave", "merge_organisations", "dissolve"}
)
STAFF_KINDS: Final = frozenset(
    {"change_form", "add_member", "add_task", "leave", "merge_organisations", "dissolve", "change_sourcing"}
)
PROJECTS: Final = {  # the same rows as `model.engine.actions.duration` takes
    "change_form": "form_months",
    "leave": "split_months",
    "dissolve": "split_months",
    "change_sourcing": "split_months",
    "merge_organisations": "split_months",
}


ADVICE: Final = (
    (
        N_("Where the decision departs from the advice of a works council, carrying it out waits for a month"
           " (WOR art. 25 (6))."),
        sources.WOR_WAIT,
    ),
    (
        N_("Settling the tasks of a public body is outside that advice, its consequences for staff are not"
           " (WOR art. 46d)."),
        sources.WOR_46D,
    ),
)  # fmt: skip
"""What else holds for the advice of the works councils: source text and source."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long a step takes: months and days added up, then on to a date that comes back every so many years.

    Attributes
    ----------
    months : float
        Whole calendar months; a rest counts as days of a thirtieth of a month, rounded up.
    until : (month, day) or None
        The first such date on or after the end.
    window : (every, year) or None
        Only in `year` and every so many years from it: else 1 January of the next such year.
    """

    months: float = 0.0
    days: int = 0
    until: tuple[int, int] | None = None
    window: tuple[int, int] | None = None

    def end(self, start: dt.date) -> dt.date:
        """CA1: day on which a step that starts on `start` is done; a later start never gives an earlier day."""
        day = _later(start, math.floor(self.months))
        day += dt.timedelta(days=self.days + math.ceil(30 * (self.months % 1.0)))
        if self.window is not None:
            years_left = (self.window[1] - day.year) % self.window[0]
            day = dt.date(day.year + years_left, 1, 1) if years_left else day
        if self.until is not None:
            this_year = dt.date(day.year, *self.until)
            day = this_year if this_year >= day else dt.date(day.year + 1, *self.until)
        return day


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way.

    Attributes
    ----------
    key : str
        Fixed name.
    name, actor, remark : str
        Source texts (English); `model.language._` gives them in the reader's language.
    origin : {"law", "agreement", "practice"}
        Where the *term* comes from.
    after : tuple of str
        Keys of the steps that must be done first; empty: it starts on the day of the decision.
    article : str
        Article that asks for the step; empty where none does.
    cited : Source or None
        Where article and remark can be looked up; None only for practice.
    row : str
        Row of `data/assumptions.csv` that a term of practice comes from.
    """

    key: str
    name: str
    actor: str
    origin: Origin
    term: Term
    after: tuple[str, ...] = ()
    article: str = ""
    cited: Source | None = None
    remark: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be decided: an action, and the form or the destination that it leads to."""

    kind: ActionKind
    form: LegalForm | None = None
    destinations: frozenset[Destination] = frozenset()


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms that are no law, for one pace (short, usual or long): rows of the table, and the arrangement's own text.

    Attributes
    ----------
    carry_out_months, split_months, form_months : float
        See the rows of the same name under ``calendar`` and ``transition``.
    notice_months : float
        Months between notice and leaving.
    notice_on_intention : bool
        Whether notice already runs from the intention to leave, as in West-Brabant-West, or from the decision.
    window : (every, year) or None
        Notice can be given only once in so many years.
    """

    preparation_months: float
    council_weeks: float
    works_council_weeks: float
    board_weeks: float
    publication_weeks: float
    tender_months: float
    carry_out_months: float
    split_months: float
    form_months: float
    notice_months: float = 0.0
    notice_on_intention: bool = False
    window: tuple[int, int] | None = None


def steps_of(form: LegalForm, changes: Sequence[Change], terms: Terms, *, ends: bool = False) -> tuple[Step, ...]:
    """Steps of one or more changes that are decided together, each after the steps that it needs.

    Parameters
    ----------
    ends : bool
        The arrangement ends by it, also where no change is a dissolution (one of two members leaves).

    Returns
    -------
    tuple of Step
        The last is the start on 1 January.
    """
    kinds = {str(change.kind) for change in changes}
    ends = ends or "dissolve" in kinds
    new_form = next((change.form for change in changes if change.form is not None), form)
    goals = frozenset[Destination]().union(*(change.destinations for change in changes))
    joins = "change_sourcing" in kinds and Destination.OTHER_GR in goals
    found = [_prepare(kinds, terms)]
    if kinds & STAFF_KINDS:
        found.append(_works_council(terms))
    if joins or kinds & TEXT_KINDS - {"dissolve"}:
        found += [_views(), _permission(terms)]
    elif ends:
        found.append(_hearing())
    found.append(_decision(terms, found, text=joins or bool(kinds & TEXT_KINDS)))
    if joins or kinds & TEXT_KINDS:
        found.append(_publication(terms))
    if "leave" in kinds and not ends:
        found += _notice(terms)
    if Destination.MARKET in goals:
        found += _tender(terms)
    found += _transition(kinds, terms, found[-1].key if Destination.MARKET in goals else "decision")
    if not ends and (new_form.legal_person or new_form is LegalForm.GEMEENSCHAPPELIJK_ORGAAN):
        found += _budget()
    return (*found, _start(found, budgeted=found[-1].key == "province"))


def _prepare(kinds: set[str], terms: Terms) -> Step:
    name = N_("proposal and draft text") if kinds & TEXT_KINDS else N_("proposal")
    name = N_("proposal, with an indication of the exit sum") if "leave" in kinds else name
    months = Term(months=terms.preparation_months)
    return Step("prepare", name, EXECUTIVES, "practice", months, row="calendar.preparation_months")


def _works_council(terms: Terms) -> Step:
    return Step(
        "works_council", N_("advice of the works councils"), WORKS_COUNCIL, "practice",
        _weeks(terms.works_council_weeks), ("prepare",), "WOR art. 25", sources.WOR_25,
        N_("The act asks for advice on important changes in organisation or control, and sets no term for it."),
        "calendar.works_council_weeks",
    )  # fmt: skip


def _views() -> Step:
    return Step(
        "views", N_("views of the councils on the draft"), COUNCILS, "law", _weeks(8), ("prepare",),
        "Wgr art. 1 lid 2, 3 en 5", sources.WGR_1,
        N_(
            "Eight weeks after receipt; changing, joining and leaving too. Not where councils take part themselves."
        ),
    )  # fmt: skip


def _permission(terms: Terms) -> Step:
    return Step(
        "permission", N_("permission of the councils"), COUNCILS, "practice", _weeks(terms.council_weeks), ("views",),
        "Wgr art. 1 lid 4", sources.WGR_1,
        N_("A council may withhold it only for conflict with the law or the general interest."),
        "calendar.council_weeks",
    )  # fmt: skip


def _hearing() -> Step:
    return Step(
        "views", N_("councils heard on the end and the plan for winding up"), COUNCILS, "practice", _weeks(8),
        ("prepare",), "Wgr art. 9 lid 1", sources.WGR_9,
        N_("The arrangement says how it ends; art. 1 (5) does not name that. We reckon with the same eight weeks."),
    )  # fmt: skip


def _decision(terms: Terms, found: Sequence[Step], *, text: bool) -> Step:
    ready = {"permission", "works_council"} & {step.key for step in found}
    ready |= {"views"} & {step.key for step in found} if "permission" not in ready else set()
    after = tuple(step.key for step in found if step.key in ready) or ("prepare",)
    name, actor = (N_("decision of each member"), EXECUTIVES) if text else (N_("decision of the board"), BOARD)
    article, cited = ("Wgr art. 1 lid 1", sources.WGR_1) if text else ("", None)
    weeks = _weeks(terms.board_weeks)
    return Step("decision", name, actor, "practice", weeks, after, article, cited, "", "calendar.board_weeks")


def _publication(terms: Terms) -> Step:
    return Step(
        "publication", N_("publication in the municipal gazette"), EXECUTIVES, "practice",
        _weeks(terms.publication_weeks), ("decision",), "Wgr art. 26", sources.WGR_26,
        N_("By the municipality where the arrangement is seated. We found no term for it."),
        "calendar.publication_weeks",
    )  # fmt: skip


def _notice(terms: Terms) -> list[Step]:
    first: tuple[str, ...] = () if terms.notice_on_intention else ("decision",)
    found = []
    if terms.window is not None:
        found.append(
            Step(
                "window", N_("wait for the year in which notice can be given"), EXECUTIVES, "agreement",
                Term(window=terms.window), first, "Wgr art. 9 lid 1", sources.WGR_9,
                N_("The arrangement states the conditions of leaving."),
            )
        )  # fmt: skip
        first = ("window",)
    found.append(
        Step(
            "notice", N_("notice period"), N_("the member that leaves"), "agreement", Term(months=terms.notice_months),
            first, "Wgr art. 9 lid 1", sources.WGR_9,
            N_("The arrangement states the conditions of leaving; whether notice runs from the intention or from the "
               "decision stands in its own text."),
        )
    )  # fmt: skip
    return found


def _tender(terms: Terms) -> list[Step]:
    return [
        Step(
            "tender", N_("preparing and judging the tender"), EXECUTIVES, "practice",
            Term(months=terms.tender_months), ("decision",), row="calendar.tender_months",
        ),
        Step(
            "offers", N_("time to send in an offer"), N_("suppliers"), "law", Term(days=45), ("tender",),
            "Aw 2012 art. 2.71 lid 1", sources.TENDER,
            N_("At least 45 days in an open procedure above the European threshold."),
        ),
        Step(
            "standstill", N_("waiting time before the contract"), N_("suppliers"), "law", Term(days=20), ("offers",),
            "Aw 2012 art. 2.127 lid 3", sources.TENDER_WAIT, N_("At least 20 calendar days after the award decision."),
        ),
    ]  # fmt: skip


def _transition(kinds: set[str], terms: Terms, agreed: str) -> list[Step]:
    """The work itself: what a change took elsewhere from announcement to effect, and what must follow the decision."""
    found = []
    rows = {PROJECTS[kind] for kind in kinds if kind in PROJECTS}
    if rows:
        row = max(rows, key=lambda name: (getattr(terms, name), name))
        whole, name = Term(months=getattr(terms, row)), N_("transition as a whole, from announcement to start")
        found.append(Step("transition", name, BOARD, "practice", whole, row=f"transition.{row}"))
    if kinds & STAFF_KINDS:
        months, row = Term(months=terms.carry_out_months), "calendar.carry_out_months"
        name = N_("moving people, systems and contracts")
        found.append(Step("carry_out", name, BOARD, "practice", months, (agreed,), row=row))
    return found


def _budget() -> list[Step]:
    """Budget of the year in which it starts, where the form has a budget of its own."""
    return [
        Step(
            "frame", N_("in the financial framework, to the councils"), BOARD, "law", Term(until=(4, 29)), ("prepare",),
            "Wgr art. 34b", sources.WGR_BUDGET,
            N_("Before 30 April of the year before. What is not in it we reckon to start a year later."),
        ),
        Step(
            "draft_budget", N_("draft budget with the councils"), COUNCILS, "law", _weeks(12), ("frame",),
            "Wgr art. 35", sources.WGR_BUDGET, N_("Twelve weeks before the board adopts it."),
        ),
        Step(
            "province", N_("adopted budget to the province"), BOARD, "law", Term(until=(9, 14)),
            ("draft_budget", "decision"),
            "Wgr art. 34", sources.WGR_BUDGET,
            N_("Within two weeks of adoption, and before 15 September of the year before."),
        ),
    ]  # fmt: skip


def _start(found: Sequence[Step], *, budgeted: bool) -> Step:
    waited_for = {key for step in found for key in step.after}
    after = tuple(step.key for step in found if step.key not in waited_for)
    article, cited = ("Wgr art. 34", sources.WGR_BUDGET) if budgeted else ("", None)
    name = N_("start on 1 January, with a new budget year")
    return Step("start", name, BOARD, "practice", Term(until=(1, 1)), after, article, cited)


def _weeks(weeks: float) -> Term:
    return Term(days=math.ceil(7 * weeks))


def _later(day: dt.date, months: int) -> dt.date:
    """Same day so many months on, or the last day of that month if it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, months_of.monthrange(year, month)[1]))
