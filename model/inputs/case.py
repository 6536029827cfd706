"""A case: one arrangement, its members, its organisation and its plan.

`CaseFile` is what people write: only a name, a budget year, a legal form and the members are needed. `Case`
is the same with every gap filled by `model.inputs.estimates`, each filled figure marked as estimated; the
engine reads `Case`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from model.inputs.base import NO_TEXTS, Code, FrozenDict, Id, ShortText, Strict, Texts, Year
from model.inputs.figures import Amount, Count, Euro, Figure, Money, Share, Within
from model.inputs.overrides import Override
from model.inputs.scenario import Laws
from model.inputs.terms import ExitTerms, Settled, TextFile, Voting
from model.law.forms import KeyBase, LegalForm

__all__ = [
    "Agreements",
    "Arrangement",
    "Asset",
    "Budget",
    "Case",
    "CaseFile",
    "Contract",
    "ExitTerms",
    "Needs",
    "Organisation",
    "Party",
    "PartyFile",
    "PlanYear",
    "Specialism",
    "Voting",
]

Inhabitants = Annotated[Figure, Within(100, 2_000_000, whole=True)]
Ambition = Annotated[Figure, Within(0.7, 1.4)]
Heads = Annotated[Figure, Within(0, 1000)]
Form = Annotated[LegalForm, Field(strict=False)]
Base = Annotated[KeyBase, Field(strict=False)]
Weight = Annotated[float, Field(ge=0, le=1)]
Key = Annotated[dict[Base, Weight], Field(min_length=1)]
GoalWeights = dict[str, Weight]


class AgreementsFile(Strict):
    """How clear the agreements are (0 = nothing agreed, 1 = fully agreed and used)."""

    clarity: Share | None = None
    siam: Share | None = None
    shared_vision: Share | None = None
    weighing_framework: bool = False
    evaluation_years: Annotated[Figure, Within(1, 12)] | None = None


class Agreements(AgreementsFile):
    """Agreements without gaps."""

    clarity: Share
    siam: Share
    shared_vision: Share
    evaluation_years: Annotated[Figure, Within(1, 12)]


class ArrangementFile(Strict):
    """The arrangement as its text defines it.

    Attributes
    ----------
    notice_months : Figure
        Months between notice and leaving.
    exit_window_years, exit_window_year : int or None
        Notice can be given once in so many years, of which this (or the budget year) is one; empty: every year.
    voting : Voting or None
        How the parties decide to change or end the arrangement; None where nobody wrote it down.
    cost_key, dissolution_key : dict of KeyBase to weight
        Mixes of bases that add to one.
    charging : {"cost_based", "capped"}
        Members pay the cost, or at most the price index of their own income.
    vat_regime : {"unknown", "taxed", "exempt"}
        Whether the organisation charges VAT now; read only in a scenario with `vat`, where unknown counts as exempt.
    host : str or None
        Code of the host municipality (needed for a centrumregeling).
    provisions : dict of Provision to str
        Article of the text that settles what the law asks, or ``no``; what was not looked up stays out.
    text_file : str or None
        Name of a file beside the case with the text itself: .txt, .md or .html.
    """

    legal_form: Form
    start_year: Year | None = None
    notice_months: Annotated[Figure, Within(0, 60)] | None = None
    exit_window_years: Annotated[int, Field(ge=1, le=20)] | None = None
    exit_window_year: Year | None = None
    exit_rule: ExitTerms = ExitTerms()
    voting: Voting | None = None
    cost_key: Key | None = None
    dissolution_key: Key | None = None
    charging: Literal["cost_based", "capped"] = "cost_based"
    vat_regime: Literal["unknown", "taxed", "exempt"] = "unknown"
    host: Code | None = None
    agreements: AgreementsFile = AgreementsFile()
    provisions: Settled = FrozenDict()
    text_file: TextFile | None = None
    source: ShortText | None = None
    url: ShortText | None = None


class Arrangement(ArrangementFile):
    """Arrangement without gaps."""

    notice_months: Annotated[Figure, Within(0, 60)]
    cost_key: Key
    dissolution_key: Key
    agreements: Agreements


class NeedsFile(Strict):
    """Profile of what a member wants (0 = not at all, 1 = very much)."""

    pace: Share | None = None
    tailoring: Share | None = None
    security: Share | None = None


class Needs(NeedsFile):
    """Profile without gaps."""

    pace: Share
    tailoring: Share
    security: Share


class PartyFile(Strict):
    """A member as it is written.

    Attributes
    ----------
    code : str
        CBS code (GM0000), or another unique code for a body that is no municipality.
    inhabitants, workplaces, fte, usage, applications : Figure
        Counts; `fte` is the staff of the whole municipality, `usage` any unit that is the same for all
        members.
    fixed_share : Figure
        Share of the member in a key with fixed shares, 0..1.
    cloud_share : Figure
        Share of software money that goes to SaaS, 0..1.
    cloud_ambition : Figure
        Own factor on the pace of adoption, 0.7..1.4.
    retained_fte : Figure
        Own staff that does ICT directing or functional management, outside the organisation.
    trust : Figure
        Trust in the arrangement, 0..1.
    """

    code: Code
    name: ShortText
    inhabitants: Inhabitants
    workplaces: Count | None = None
    fte: Count | None = None
    usage: Amount | None = None
    fixed_share: Share | None = None
    applications: Count | None = None
    cloud_share: Share | None = None
    cloud_ambition: Ambition = Figure(value=1.0)
    needs: NeedsFile = NeedsFile()
    goal_weights: GoalWeights | None = None
    retained_fte: Annotated[Figure, Within(0, 2000)] | None = None
    trust: Share | None = None


class Party(PartyFile):
    """A member without gaps."""

    workplaces: Count
    fte: Count
    usage: Amount
    fixed_share: Share
    applications: Count
    cloud_share: Share
    needs: Needs
    goal_weights: GoalWeights
    retained_fte: Annotated[Figure, Within(0, 2000)]
    trust: Share


class BudgetFile(Strict):
    """Budget of the organisation by item, EUR at the price level of the budget year."""

    hosting: Euro | None = None
    technical_staff: Euro | None = None
    functional_staff: Euro | None = None
    back_office_staff: Euro | None = None
    software: Euro | None = None
    overhead: Euro | None = None


class Budget(BudgetFile):
    """Budget without gaps."""

    hosting: Euro
    technical_staff: Euro
    functional_staff: Euro
    back_office_staff: Euro
    software: Euro
    overhead: Euro

    @property
    def total(self) -> float:
        """Sum of the lines, EUR."""
        return sum(float(getattr(self, line)) for line in BudgetFile.model_fields)


class Specialism(Strict):
    """People who can stand in for each other."""

    name: ShortText
    heads: Heads
    group: Literal["technical", "functional", "back_office"] = "technical"


class Asset(Strict):
    """Something with a book value that is written off."""

    name: ShortText
    book_value_eur: Euro
    remaining_years: Annotated[Figure, Within(0, 60)]
    life_years: Annotated[Figure, Within(1, 60)]


class Contract(Strict):
    """A contract with an end and a price for leaving earlier.

    Attributes
    ----------
    exit_cost_eur : Figure
        Price of ending it early, EUR.
    switching_eur : Figure
        Part of that price that a provider charges for switching or for taking data out, EUR; the Data Act ends it.
    saas : bool
        For cloud software: work that moves to the cloud does not leave it.
    """

    name: ShortText
    annual_eur: Euro
    end_year: Year
    exit_cost_eur: Euro = Figure(value=0.0)
    switching_eur: Euro = Figure(value=0.0)
    saas: bool = False


class OrganisationFile(Strict):
    """The joint organisation as it is written.

    Attributes
    ----------
    total_eur : Figure or None
        Published total of the costs, where the split over the lines is not public.
    other_income_eur : Figure
        Income from others than the members, EUR a year.
    reserve_eur, backlog_eur : Figure
        General reserve (may be negative), and replacement that was put off.
    reserve_target_eur : Figure or None
        Level to which members fill the reserve up again; None: they do not.
    """

    total_eur: Euro | None = None
    budget_eur: BudgetFile = BudgetFile()
    other_income_eur: Euro | None = None
    specialisms: tuple[Specialism, ...] | None = None
    assets: tuple[Asset, ...] | None = None
    contracts: tuple[Contract, ...] | None = None
    reserve_eur: Money | None = None
    reserve_target_eur: Euro | None = None
    backlog_eur: Euro | None = None


class Organisation(OrganisationFile):
    """The joint organisation without gaps."""

    budget_eur: Budget
    other_income_eur: Euro
    specialisms: tuple[Specialism, ...]
    assets: tuple[Asset, ...]
    contracts: tuple[Contract, ...]
    reserve_eur: Money
    backlog_eur: Euro


class PlanYear(Strict):
    """One year of the published multi-year budget: what the municipalities contribute, EUR nominal."""

    year: Year
    total_eur: Annotated[float, Field(ge=0, le=1e9)]
    contributions_eur: dict[Code, Annotated[float, Field(ge=0, le=1e9)]] = FrozenDict()
    source: ShortText | None = None
    url: ShortText | None = None


class CaseFile(Strict):
    """A case as people write it."""

    id: Id | None = None
    name: ShortText
    description: Texts = NO_TEXTS
    example: bool = False
    budget_year: Year
    horizon_years: Annotated[int, Field(ge=1, le=20)] = 10
    arrangement: ArrangementFile
    parties: Annotated[tuple[PartyFile, ...], Field(min_length=2, max_length=30)]
    organisation: OrganisationFile = OrganisationFile()
    plan: tuple[PlanYear, ...] = ()
    assumptions: dict[str, Override] = FrozenDict()
    laws: Laws = Laws()


class Case(CaseFile):
    """A case without gaps, as the engine reads it.

    Attributes
    ----------
    path : str
        File it was read from, empty if it was built by a program.
    written : CaseFile
        What was written, before anything was filled.
    filled : tuple of (field, value, source)
        Every figure that was estimated from a benchmark or judgement because the file is silent.
    estimated_share : float
        Share of the budget mass that is estimated, 0..1 (see `model.inputs.estimates.estimated_share`).
    """

    id: Id
    arrangement: Arrangement
    parties: tuple[Party, ...]
    organisation: Organisation
    path: str = Field(default="", exclude=True)
    written: CaseFile = Field(exclude=True)
    filled: tuple[tuple[str, float, str], ...] = Field(default=(), exclude=True)
    estimated_share: float = Field(default=0.0, exclude=True)

    def estimates(self) -> tuple[tuple[str, float, str], ...]:
        """Every estimated figure: those filled here, and those that the file marks ``estimated: true``.

        Field as a dotted path, value in the field's unit, source as an id of `data/assumptions.csv` or a text.
        """
        from model.inputs.estimates import marked_figures

        return self.filled + marked_figures(self)

    def party(self, code: str) -> Party:
        """Member with this code. Raises KeyError: there is none."""
        for member in self.parties:
            if member.code == code:
                return member
        raise KeyError(code)

    @property
    def years(self) -> tuple[int, ...]:
        """Budget year and the years of the horizon."""
        return tuple(range(self.budget_year, self.budget_year + self.horizon_years + 1))

    @property
    def inhabitants(self) -> float:
        """Inhabitants of all members together."""
        return sum(float(member.inhabitants) for member in self.parties)
