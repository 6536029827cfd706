"""Words of the field: legal forms, actions, destinations, levers, cost-key bases and exit rules.

The values are the words that people write in their files; ``label`` gives what readers see.

References
----------
Wet gemeenschappelijke regelingen (BWBR0003740), art. 8: the five forms.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from model.language import N_, _


class Word(StrEnum):
    """A word that files use and readers see under a label."""

    @property
    def label(self) -> str:
        """What a reader sees, in the reader's language."""
        return _(_LABELS[type(self).__name__][self.value])


class LegalForm(Word):
    """The five forms that the Wgr knows (art. 8)."""

    OPENBAAR_LICHAAM = "openbaar_lichaam"
    BEDRIJFSVOERINGSORGANISATIE = "bedrijfsvoeringsorganisatie"
    GEMEENSCHAPPELIJK_ORGAAN = "gemeenschappelijk_orgaan"
    CENTRUMREGELING = "centrumregeling"
    REGELING_ZONDER_MEER = "regeling_zonder_meer"

    @property
    def legal_person(self) -> bool:
        """Whether the form is a legal person that owns, contracts and employs by itself."""
        return self in {LegalForm.OPENBAAR_LICHAAM, LegalForm.BEDRIJFSVOERINGSORGANISATIE}

    @property
    def employer(self) -> str:
        """Who employs the staff: the ``organisation`` itself, a ``host`` municipality, or the ``members``.

        A legal person employs by itself, a centrumregeling has its staff with the host, and the lighter forms cannot
        have staff of their own (evidence: forms in the Wgr, from the literature; the host and the bare agreement by
        inference).
        """
        if self.legal_person:
            return "organisation"
        return "host" if self is LegalForm.CENTRUMREGELING else "members"


class ActionKind(Word):
    """What an option can do."""

    CHANGE_FORM = "change_form"
    CHANGE_KEY = "change_key"
    ADD_MEMBER = "add_member"
    ADD_TASK = "add_task"
    INVEST = "invest"
    CHANGE_SOURCING = "change_sourcing"
    LEAVE = "leave"
    DISSOLVE = "dissolve"
    MERGE_ORGANISATIONS = "merge_organisations"


class Destination(Word):
    """Where the work goes after a move, an exit or a dissolution."""

    OWN = "own"
    HOST = "host"
    MARKET = "market"
    OTHER_GR = "other_gr"


class Lever(Word):
    """What one can invest in to make the arrangement work better."""

    DVO = "dvo"
    SIAM = "siam"
    FRAMEWORK = "framework"
    SHARED_VISION = "shared_vision"
    RECALIBRATE = "recalibrate"


class KeyBase(Word):
    """Bases that a cost key can mix."""

    INHABITANTS = "inhabitants"
    WORKPLACES = "workplaces"
    FTE = "fte"
    USAGE = "usage"
    FIXED = "fixed"


class ExitRule(Word):
    """Ways to set the sum that a leaver pays."""

    TAPER = "taper"
    FLAT = "flat"
    MULTIPLE = "multiple"
    DAMAGE = "damage"
    NEGOTIATED = "negotiated"
    DISSOLUTION = "dissolution"
    UNKNOWN = "unknown"


class Provision(Word):
    """What the text of an arrangement may settle (see `model.law.text_check`)."""

    EXIT_CONDITIONS = "exit_conditions"
    EXIT_CONSEQUENCES = "exit_consequences"
    CHANGE_AND_END = "change_and_end"
    LIQUIDATION = "liquidation"
    EVALUATION = "evaluation"
    VIEWS = "views"
    PARTICIPATION = "participation"
    INFORMATION = "information"
    COMMITTEE = "committee"
    FRAMEWORK = "framework"
    DRAFT_BUDGET = "draft_budget"
    BUDGET_SENT = "budget_sent"


_LABELS: Final[dict[str, dict[str, str]]] = {
    "LegalForm": {
        "openbaar_lichaam": N_("public body (openbaar lichaam)"),
        "bedrijfsvoeringsorganisatie": N_("operations organisation (bedrijfsvoeringsorganisatie)"),
        "gemeenschappelijk_orgaan": N_("joint organ (gemeenschappelijk orgaan)"),
        "centrumregeling": N_("host-municipality arrangement (centrumregeling)"),
        "regeling_zonder_meer": N_("bare agreement (regeling zonder meer)"),
    },
    "ActionKind": {
        "change_form": N_("change the legal form"),
        "change_key": N_("change the cost key"),
        "add_member": N_("add a member"),
        "add_task": N_("add a task"),
        "invest": N_("invest in governance"),
        "change_sourcing": N_("have the work done elsewhere"),
        "leave": N_("a member leaves"),
        "dissolve": N_("dissolve the arrangement"),
        "merge_organisations": N_("merge with another organisation"),
    },
    "Destination": {
        "own": N_("own organisation"),
        "host": N_("host municipality"),
        "market": N_("the market"),
        "other_gr": N_("another arrangement"),
    },
    "Lever": {
        "dvo": N_("service agreements (DVO)"),
        "siam": N_("service integration (SIAM)"),
        "framework": N_("a frame to weigh projects"),
        "shared_vision": N_("a shared vision"),
        "recalibrate": N_("recalibrating regularly"),
    },
    "KeyBase": {
        "inhabitants": N_("inhabitants"),
        "workplaces": N_("workplaces"),
        "fte": N_("fte of the municipality"),
        "usage": N_("use"),
        "fixed": N_("fixed shares"),
    },
    "ExitRule": {
        "taper": N_("contribution that falls year by year"),
        "flat": N_("contribution for a number of years"),
        "multiple": N_("multiple of the last contribution"),
        "damage": N_("direct damage"),
        "negotiated": N_("negotiated sum"),
        "dissolution": N_("liquidation balance"),
        "unknown": N_("unknown"),
    },
    "Provision": {
        "exit_conditions": N_("conditions of leaving"),
        "exit_consequences": N_("consequences of leaving"),
        "change_and_end": N_("changing, ending and joining"),
        "liquidation": N_("winding up"),
        "evaluation": N_("evaluation"),
        "views": N_("views of councils on decisions of the board"),
        "participation": N_("participation of residents"),
        "information": N_("active duty to inform"),
        "committee": N_("joint advisory committee"),
        "framework": N_("framework and provisional accounts"),
        "draft_budget": N_("term for the draft budget"),
        "budget_sent": N_("budget to the province"),
    },
}
