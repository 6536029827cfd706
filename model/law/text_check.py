"""What the law asks of the text of an arrangement, and where in a text that may be settled.

A person judges: what the case declares is *declared*, what a search finds is *possible*, never more. Where the number
of an article could not be read, the line names the act that brought it (Stb. 2022, 18).

References
----------
Wet gemeenschappelijke regelingen (BWBR0003740), art. 9, 11a, 34-35; Stb. 2022, 18; see `model.law.sources`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from model.language import N_
from model.law import sources
from model.law.forms import LegalForm, Provision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.law.sources import Source

Demand = Literal["text", "direct", "choice"]
State = Literal["declared", "possible", "not_found", "not_checked"]
ALL: Final = tuple(LegalForm)
PERSONS: Final = tuple(form for form in LegalForm if form.legal_person)
BOARDS: Final = (*PERSONS, LegalForm.GEMEENSCHAPPELIJK_ORGAAN)
ACT_2022: Final = "Stb. 2022, 18"
QUOTE: Final = 200
MOST_QUOTES: Final = 2
HEADING: Final = re.compile(r"\bartikel\s+(\d+[a-z]?)\b", re.IGNORECASE)
NO: Final = frozenset({"no", "nee"})


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that the law asks.

    Attributes
    ----------
    forms : tuple of LegalForm
        For which it holds.
    demand : {"text", "direct", "choice"}
        The text must settle it; the law works by itself and the text may not say otherwise; the members may choose.
    why : str
        Source text.
    found_by, outdated_by : str
        Patterns of Dutch words: where it may be settled, and what stood in texts before the law changed.
    """

    key: Provision
    article: str
    cited: Source
    forms: tuple[LegalForm, ...]
    demand: Demand
    why: str
    found_by: str
    outdated_by: str = ""


REQUIREMENTS: Final = (
    Requirement(
        Provision.EXIT_CONDITIONS, "Wgr art. 9 lid 1", sources.WGR_9, ALL, "text",
        N_("A member may always leave; the text says when and how."), r"\buittred|\bopzegg",
    ),
    Requirement(
        Provision.EXIT_CONSEQUENCES, "Wgr art. 9 lid 1", sources.WGR_9, ALL, "text",
        N_("What leaving does to assets, staff and contracts; without it the sum is fought over afterwards."),
        r"gevolgen[^.]{0,80}uittred|uittred[^.]{0,160}(gevolgen|vermogen|schade|kosten|uittreedsom)",
    ),
    Requirement(
        Provision.CHANGE_AND_END, "Wgr art. 9 lid 1", sources.WGR_9, ALL, "text",
        N_("Who can change or end the arrangement, and how others join."), r"\btoetred|\bopheffing",
    ),
    Requirement(
        Provision.LIQUIDATION, "Wgr art. 9 lid 2", sources.WGR_9, PERSONS, "text",
        N_("A legal person that ends goes on as long as winding up needs it."), r"\bvereffen|\bliquid",
    ),
    Requirement(
        Provision.EVALUATION, "Wgr art. 11a", sources.WGR_11A, ALL, "text",
        N_("The law asks for an evaluation and leaves its term to the text."), r"\bevalu",
    ),
    Requirement(
        Provision.VIEWS, ACT_2022, sources.WGR_2022, BOARDS, "text",
        N_("On which decisions of the board the councils give their views, and how."), r"\bzienswijze",
    ),
    Requirement(
        Provision.PARTICIPATION, ACT_2022, sources.WGR_2022, ALL, "text",
        N_("How residents and others concerned take part in policy."), r"\bingezetenen|\bparticipatie|\binspraak",
    ),
    Requirement(
        Provision.INFORMATION, ACT_2022, sources.WGR_INFORM, BOARDS, "direct",
        N_("The board tells the councils unasked what they need to know."),
        r"\binlichtingen|\binformatieplicht|\bongevraagd",
    ),
    Requirement(
        Provision.COMMITTEE, ACT_2022, sources.COMMITTEE, (LegalForm.OPENBAAR_LICHAAM,), "choice",
        N_("On a joint proposal of the councils the general board sets up an advisory committee."),
        r"\badviescommissie",
    ),
    Requirement(
        Provision.FRAMEWORK, "Wgr art. 34b", sources.WGR_BUDGET, BOARDS, "direct",
        N_("Framework and provisional accounts go to the councils before 30 April."),
        r"\b30 april\b|\bkaderbrief|financiële en beleidsmatige kaders", r"\b15 april\b",
    ),
    Requirement(
        Provision.DRAFT_BUDGET, "Wgr art. 35", sources.WGR_BUDGET, BOARDS, "direct",
        N_("Councils have twelve weeks for the draft budget."), r"\b(twaalf|12) weken\b",
        r"begroting[^.]{0,160}\b(acht|8) weken\b|\b(acht|8) weken\b[^.]{0,120}begroting",
    ),
    Requirement(
        Provision.BUDGET_SENT, "Wgr art. 34", sources.WGR_BUDGET, BOARDS, "direct",
        N_("The adopted budget is with the province before 15 September."), r"\b15 september\b", r"\b1 augustus\b",
    ),
)  # fmt: skip
"""Every line that is checked."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the text: the article that they stand in (empty where no heading comes before), and a quote."""

    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one requirement.

    Attributes
    ----------
    state : {"declared", "possible", "not_found", "not_checked"}
        Declared in the case with its article; possibly settled; looked for and not found, or declared absent; not
        looked at.
    declared : str
        What the case says.
    passages, outdated : tuple of Passage
        Where it may be settled, and what may still be the law of before 1 July 2022.
    """

    requirement: Requirement
    state: State
    declared: str = ""
    passages: tuple[Passage, ...] = ()
    outdated: tuple[Passage, ...] = ()


def check(
    form: LegalForm,
    declared: Mapping[Provision, str],
    text: str | None = None,
    hints: Mapping[Provision, str] | None = None,
) -> tuple[Finding, ...]:
    """Go through everything that the law asks of an arrangement of this form, in the order of `REQUIREMENTS`.

    Declared is the article that settles a provision, or ``no``; hints are what the case says in other fields, so that
    it may be settled.
    """
    return tuple(
        _finding(one, declared.get(one.key, ""), text, (hints or {}).get(one.key, ""))
        for one in REQUIREMENTS
        if form in one.forms
    )


def _finding(one: Requirement, declared: str, text: str | None, hint: str) -> Finding:
    passages = _passages(one.found_by, text)
    outdated = _passages(one.outdated_by, text) if one.outdated_by else ()
    state: State = "not_checked" if text is None else "not_found"
    if declared:
        state = "not_found" if declared.lower() in NO else "declared"
    elif passages or hint:
        state = "possible"
    return Finding(one, state, declared or hint, passages, outdated)


def _passages(pattern: str, text: str | None) -> tuple[Passage, ...]:
    """First places in a text where a pattern occurs, one per article."""
    found: dict[str, Passage] = {}
    for hit in re.finditer(pattern, text or "", re.IGNORECASE):
        assert text is not None  # noqa: S101  (else there is no hit)
        headings = HEADING.findall(text, 0, hit.start())
        article = headings[-1] if headings else ""
        found.setdefault(article, Passage(article, _quote(text, hit.start())))
        if len(found) == MOST_QUOTES:
            break
    return tuple(found.values())


def _quote(text: str, at: int) -> str:
    """About `QUOTE` characters around a place, whole words."""
    start, end = max(0, at - QUOTE // 3), min(len(text), at + 2 * QUOTE // 3)
    words = " ".join(text[start:end].split())
    return f"{'… ' * (start > 0)}{words.partition(' ')[2] if start else words}{' …' * (end < len(text))}"
