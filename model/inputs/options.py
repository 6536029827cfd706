"""An option: what could be decided, as a list of actions, each in a year or when a signpost passes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from model.inputs.base import NO_TEXTS, Code, FrozenDict, Id, ShortText, Strict, Texts, Year, refuse
from model.inputs.case import Key, PartyFile
from model.inputs.figures import Count, Euro, Figure, Within
from model.language import N_
from model.law.forms import Destination, LegalForm, Lever

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


class Hosted(Timed):
    """What may ask a host municipality to take work on.

    Attributes
    ----------
    host_capacity : Figure or None
        Inhabitants that the host can still take on. Where nobody knows, it refuses with a chance
        (`sourcing.host_refuses`).
    """

    host_capacity: Annotated[Figure, Within(0, 5_000_000)] | None = None


class Movable(Hosted):
    """A move with a way out.

    Attributes
    ----------
    otherwise : {"own", "market", "none"}
        Where the work goes if the host refuses; ``none``: all stays as it is, and the preparation is spent.
    """

    otherwise: Literal["own", "market", "none"] = "none"


class ChangeForm(Hosted):
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
    """The joining party, with the sum it brings in and what it owes to what it leaves."""

    entry_sum_eur: Euro = Figure(value=0.0)
    leaving_sum_eur: Euro = Figure(value=0.0)


class AddMember(Hosted):
    """A party joins; the project of taking it in is paid by the joiner, or by those who are members already."""

    kind: Literal["add_member"] = "add_member"
    member: NewMember
    integration_paid_by: Literal["joiner", "members"] = "joiner"


class AddTask(Timed):
    """Work of the members moves in: a part of what they kept, or a task with a volume of its own.

    Attributes
    ----------
    pct_of_retained : float or None
        Part of the ICT work that the members kept.
    annual_eur, annual_eur_of : Figure, mapping of code to Figure
        Yearly cost of the task for the members together (divided by inhabitants), or for each; it comes on top of
        the work in `retained_fte`, in every option of a run, until it moves in.
    fte, fte_of : Figure, mapping of code to Figure
        Staff of the task that moves along, likewise; without a yearly cost it is what the task costs.
    growth_pct, promised_saving_pct : float
        Own growth of the volume a year, and what is promised to be saved.
    """

    kind: Literal["add_task"] = "add_task"
    name: ShortText
    pct_of_retained: Annotated[float, Field(ge=0, le=100)] | None = None
    annual_eur: Euro | None = None
    annual_eur_of: dict[Code, Euro] = FrozenDict()
    fte: Count | None = None
    fte_of: dict[Code, Count] = FrozenDict()
    growth_pct: Annotated[float, Field(ge=-20, le=20)] = 0.0
    promised_saving_pct: Annotated[float, Field(ge=0, le=50)] = 0.0

    @property
    def own_volume(self) -> bool:
        """Whether the task has a cost or staff of its own."""
        return bool(self.annual_eur or self.annual_eur_of or self.fte or self.fte_of)

    @model_validator(mode="after")
    def _one_volume(self) -> AddTask:
        twice = (self.annual_eur and self.annual_eur_of) or (self.fte and self.fte_of)
        if twice or (self.pct_of_retained is None) != self.own_volume:
            raise refuse(
                N_("A task needs exactly one volume."),
                allowed=N_("pct_of_retained, or a yearly cost or staff of its own: in total or by party"),
            )
        return self


class Invest(Timed):
    """Invest in one lever of governance; what it costs and how long it takes are rows of the table, unless given here.

    Attributes
    ----------
    one_off_eur, yearly_eur : float or None
        EUR at prices of the budget year, for the arrangement as a whole.
    delay_years : float or None
        Years until it works in full.
    """

    kind: Literal["invest"] = "invest"
    lever: Annotated[Lever, Field(strict=False)]
    one_off_eur: Annotated[float, Field(ge=0, le=1e8)] | None = None
    yearly_eur: Annotated[float, Field(ge=0, le=1e8)] | None = None
    delay_years: Annotated[float, Field(gt=0, le=20)] | None = None


class ChangeSourcing(Movable):
    """Have the work of the organisation done elsewhere."""

    kind: Literal["change_sourcing"] = "change_sourcing"
    to: Goal


class Leave(Movable):
    """One member leaves."""

    kind: Literal["leave"] = "leave"
    party: Code
    destination: Goal = Destination.OWN


class Dissolve(Movable):
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
