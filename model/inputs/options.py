"""An option: what could be decided, as a list of actions, each in a year or when a signpost passes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from model.inputs.base import NO_TEXTS, Code, Id, ShortText, Strict, Texts, Year, refuse
from model.inputs.case import Key, PartyFile
from model.inputs.figures import Euro, Figure, Within
from model.language import N_
from model.law.forms import Destination, LegalForm, Lever

__all__ = [
    "Action",
    "AddMember",
    "AddTask",
    "ChangeForm",
    "ChangeKey",
    "ChangeSourcing",
    "Dissolve",
    "Invest",
    "Leave",
    "MergeOrganisations",
    "NewMember",
    "Option",
    "When",
]

Goal = Annotated[Destination, Field(strict=False)]


class When(Strict):
    """A signpost that starts an action inside a draw.

    Attributes
    ----------
    signpost : str
        One of `model.inputs.base.SIGNPOSTS`, judged for the organisation (trust: the lowest member).
    above, below : float or None
        Threshold; exactly one of the two.
    lead_years : int
        Years between passing the threshold and the action taking effect.
    """

    signpost: Literal[
        "cloud_share", "trust", "vulnerability", "debt", "budget_gap_pct", "charge_growth_pct", "divergence"
    ]
    above: Annotated[float, Field(ge=-1000, le=1000)] | None = None
    below: Annotated[float, Field(ge=-1000, le=1000)] | None = None
    lead_years: Annotated[int, Field(ge=0, le=10)] = 1

    @model_validator(mode="after")
    def _one_direction(self) -> When:
        if (self.above is None) == (self.below is None):
            raise refuse(N_("Give either above or below."), hint=N_("for example below: 0.3"))
        return self

    @property
    def direction(self) -> str:
        """``"above"`` or ``"below"``."""
        return "below" if self.above is None else "above"

    @property
    def value(self) -> float:
        """Threshold, in the unit of the signpost."""
        threshold = self.below if self.above is None else self.above
        assert threshold is not None  # noqa: S101  (exactly one is given, see _one_direction)
        return threshold


class Timed(Strict):
    """When an action takes effect: in a year, some years after the budget year, or when a signpost passes."""

    at: Year | None = None
    after_years: Annotated[int, Field(ge=1, le=20)] | None = None
    when: When | None = None

    @model_validator(mode="after")
    def _one_moment(self) -> Timed:
        given = [name for name in ("at", "after_years", "when") if getattr(self, name) is not None]
        if len(given) != 1:
            raise refuse(
                N_("An action needs exactly one moment."),
                allowed=N_("at: YEAR, after_years: N, or when: with a signpost"),
            )
        return self

    def year(self, budget_year: int) -> int | None:
        """Calendar year in which the action takes effect; None if a signpost decides."""
        if self.after_years is not None:
            return budget_year + self.after_years
        return self.at


class ChangeForm(Timed):
    """Go on in another legal form; `host` is a code, or ``largest``."""

    kind: Literal["change_form"] = "change_form"
    to: Annotated[LegalForm, Field(strict=False)]
    host: Code | None = None
    promised_saving_pct: Annotated[float, Field(ge=0, le=50)] = 0.0


class ChangeKey(Timed):
    """Divide the cost otherwise, phased linearly."""

    kind: Literal["change_key"] = "change_key"
    key: Key
    phase_years: Annotated[int, Field(ge=0, le=10)] = 0


class NewMember(PartyFile):
    """The joining party, with the sum it brings in."""

    entry_sum_eur: Euro = Figure(value=0.0)


class AddMember(Timed):
    """A party joins."""

    kind: Literal["add_member"] = "add_member"
    member: NewMember


class AddTask(Timed):
    """Part of the work that the members kept moves in."""

    kind: Literal["add_task"] = "add_task"
    name: ShortText
    pct_of_retained: Annotated[float, Field(ge=0, le=100)]


class Invest(Timed):
    """Invest in one lever of governance."""

    kind: Literal["invest"] = "invest"
    lever: Annotated[Lever, Field(strict=False)]


class ChangeSourcing(Timed):
    """Have the work of the organisation done elsewhere."""

    kind: Literal["change_sourcing"] = "change_sourcing"
    to: Goal


class Leave(Timed):
    """One member leaves."""

    kind: Literal["leave"] = "leave"
    party: Code
    destination: Goal = Destination.OWN


class Dissolve(Timed):
    """The arrangement ends; one destination for all, or one per member."""

    kind: Literal["dissolve"] = "dissolve"
    destination: Goal | dict[Code, Goal] = Destination.OWN

    def destination_of(self, code: str) -> Destination:
        """Where the work of one member goes (own organisation if the file does not say)."""
        if isinstance(self.destination, dict):
            return self.destination.get(code, Destination.OWN)
        return self.destination


class MergeOrganisations(Timed):
    """Merge with another joint organisation that serves so many inhabitants."""

    kind: Literal["merge_organisations"] = "merge_organisations"
    inhabitants: Annotated[Figure, Within(100, 5_000_000, whole=True)]
    name: ShortText


Action = Annotated[
    ChangeForm | ChangeKey | AddMember | AddTask | Invest | ChangeSourcing | Leave | Dissolve | MergeOrganisations,
    Field(discriminator="kind"),
]


class Option(Strict):
    """What could be decided; an empty list of actions is *continue*."""

    id: Id | None = None
    title: Texts = NO_TEXTS
    description: Texts = NO_TEXTS
    actions: Annotated[tuple[Action, ...], Field(max_length=40)] = ()
    path: str = Field(default="", exclude=True)
