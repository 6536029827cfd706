"""What each legal form allows: a table of action × form, with the reason and its source.

Every combination has a row. Where the law and the literature we read say nothing against an action, the row
says so in those words: *no objection found* is not the same as *allowed by law*.

References
----------
Wet gemeenschappelijke regelingen (BWBR0003740), art. 1, 8, 9; see `model.law.sources`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from model.language import N_, _
from model.law import sources
from model.law.forms import ActionKind, LegalForm

if TYPE_CHECKING:
    from model.law.sources import Source

OL, BVO, ORGAAN, CENTRUM, ZONDER = LegalForm  # in the order of the enumeration
AMENDMENT: Final = N_(
    "The text of the arrangement is changed; the councils give their views within eight weeks"
    " and then their permission."
)
NO_OBJECTION: Final = N_("No objection was found in the description of this form.")
NO_STAFF: Final = N_("A joint organ is no legal person and cannot employ staff.")
NO_MANDATE: Final = N_("A bare agreement knows neither delegation nor mandate; there is nothing to give the task to.")
NO_PERSON: Final = N_("There is no legal person that could merge.")
ONLY_SUPPORT: Final = N_("Only support and execution tasks with little policy; other tasks do not fit this form.")
MEMBER_SIGNS: Final = N_("The form is no legal person: a member signs the contract.")
RIGHT_TO_LEAVE: Final = N_(
    "Leaving is a right of each participant; the arrangement must state its conditions and consequences."
)
LIQUIDATION: Final = N_("The arrangement must provide for liquidation; the legal person goes on as long as that needs.")
NO_LIQUIDATION: Final = N_("It ends by decision of the participants; there is no legal person to wind up.")
SAME_FORM: Final = N_("The arrangement already has this form.")
TO_BODY: Final = N_("In principle every task and power can be transferred to a public body.")
TO_HOST: Final = N_("The host municipality acts on mandate of the others; staff moves to the host.")
STAFF_FIRST: Final = N_(
    "The organisation employs staff and this form cannot: dissolve it, or choose a host municipality."
)
BARE_STAFF: Final = N_(
    "The organisation employs staff and a bare agreement has no organisation:"
    " dissolve it, or choose a host municipality."
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a form allows an action, why, and who says so.

    Attributes
    ----------
    grounds : str
        Source text (English) of the reason.
    cited : Source
        Where it can be looked up.
    """

    allowed: bool
    grounds: str
    cited: Source

    @property
    def reason(self) -> str:
        """Reason in the reader's language."""
        return _(self.grounds)

    @property
    def source(self) -> str:
        """Title and address of the source."""
        return str(self.cited)


def _yes(grounds: str, source: Source) -> Ruling:
    return Ruling(allowed=True, grounds=grounds, cited=source)


def _no(grounds: str, source: Source) -> Ruling:
    return Ruling(allowed=False, grounds=grounds, cited=source)


_OPEN: Final = _yes(NO_OBJECTION, sources.FORMS)
_AMEND: Final = _yes(AMENDMENT, sources.WGR_1)
_LEAVE: Final = _yes(RIGHT_TO_LEAVE, sources.WGR_9)
_END: Final = _yes(NO_LIQUIDATION, sources.FORMS_DERIVED)
_SIGNED: Final = _yes(MEMBER_SIGNS, sources.FORMS_DERIVED)

TABLE: Final[dict[ActionKind, dict[LegalForm, Ruling]]] = {
    ActionKind.CHANGE_FORM: dict.fromkeys(LegalForm, _AMEND),
    ActionKind.CHANGE_KEY: dict.fromkeys(LegalForm, _AMEND),
    ActionKind.ADD_MEMBER: dict.fromkeys(LegalForm, _AMEND),
    ActionKind.ADD_TASK: {
        OL: _yes(TO_BODY, sources.FORMS),
        BVO: _yes(ONLY_SUPPORT, sources.FORMS),
        ORGAAN: _no(NO_STAFF, sources.FORMS),
        CENTRUM: _yes(TO_HOST, sources.FORMS),
        ZONDER: _no(NO_MANDATE, sources.FORMS),
    },
    ActionKind.INVEST: dict.fromkeys(LegalForm, _OPEN),
    ActionKind.CHANGE_SOURCING: {OL: _OPEN, BVO: _OPEN, ORGAAN: _SIGNED, CENTRUM: _SIGNED, ZONDER: _SIGNED},
    ActionKind.LEAVE: dict.fromkeys(LegalForm, _LEAVE),
    ActionKind.DISSOLVE: {
        OL: _yes(LIQUIDATION, sources.WGR_9),
        BVO: _yes(LIQUIDATION, sources.WGR_9),
        ORGAAN: _END,
        CENTRUM: _END,
        ZONDER: _END,
    },
    ActionKind.MERGE_ORGANISATIONS: {
        OL: _OPEN,
        BVO: _OPEN,
        ORGAAN: _no(NO_PERSON, sources.FORMS),
        CENTRUM: _no(NO_PERSON, sources.FORMS_DERIVED),
        ZONDER: _no(NO_PERSON, sources.FORMS_DERIVED),
    },
}
"""Ruling per action and present form."""

_TO_FORM: Final = {
    OL: _yes(TO_BODY, sources.FORMS),
    BVO: _yes(ONLY_SUPPORT, sources.FORMS),
    ORGAAN: _yes(NO_STAFF, sources.FORMS),
    CENTRUM: _yes(TO_HOST, sources.FORMS),
    ZONDER: _yes(NO_MANDATE, sources.FORMS),
}
_FROM_STAFF: Final = {ORGAAN: _no(STAFF_FIRST, sources.FORMS), ZONDER: _no(BARE_STAFF, sources.FORMS_DERIVED)}
_SEEN: Final = {(BVO, CENTRUM): _yes(TO_HOST, sources.CONNECTIE), (OL, CENTRUM): _yes(TO_HOST, sources.DRECHTSTEDEN)}
CHANGES: Final[dict[tuple[LegalForm, LegalForm], Ruling]] = {
    (old, new): _no(SAME_FORM, sources.WGR_8)
    if old == new
    else _SEEN.get((old, new)) or (old.legal_person and _FROM_STAFF.get(new)) or _TO_FORM[new]
    for old in LegalForm
    for new in LegalForm
}
"""Ruling per change from one form to another."""


def allowed(form: LegalForm, action: ActionKind | str, to: LegalForm | None = None) -> Ruling:
    """Look up whether a legal form allows an action; for a change of form, `to` is the one that is wanted.

    With reason and source, also when it is allowed.
    """
    kind = ActionKind(action)
    if kind is ActionKind.CHANGE_FORM and to is not None:
        return CHANGES[LegalForm(form), LegalForm(to)]
    return TABLE[kind][LegalForm(form)]
