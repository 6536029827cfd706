"""A scenario: which assumptions and laws differ from the base, and which shocks come when."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from model.inputs.base import NO_TEXTS, Code, FrozenDict, Id, ShortText, Strict, Texts, Year, refuse
from model.inputs.overrides import Override
from model.language import N_


def _iso_date(written: Any) -> dt.date:
    if isinstance(written, dt.date):
        return written
    try:
        return dt.date.fromisoformat(written if len(written) == 10 else "")
    except (TypeError, ValueError):
        wanted = N_("year-month-day, such as 2027-07-01")
        raise refuse(N_("A date is expected here."), allowed=wanted) from None


IsoDate = Annotated[dt.date, Field(strict=False), BeforeValidator(_iso_date, json_schema_input_type=dt.date)]


def _two_different(codes: tuple[str, str]) -> tuple[str, str]:
    if codes[0] == codes[1]:
        raise refuse(N_("Two different municipalities merge."))
    return codes


class AddedLaw(Strict):
    """A law that `data/legislation.csv` does not hold.

    Attributes
    ----------
    maturity : {"proposal", "adopted", "in_force"}
        Decides how far its estimate may still grow.
    one_off_eur, structural_eur_per_inhabitant : float or None
        EUR per municipality, and EUR per inhabitant a year; empty when nobody knows.
    fte_class : {"S", "M", "L"} or None
        Effort class per municipality when no euros are known.
    fixed_share : float
        Share of the effort that is the same for every municipality whatever its size, 0..1.
    """

    id: Id
    name: ShortText
    date: IsoDate
    maturity: Literal["proposal", "adopted", "in_force"] = "proposal"
    one_off_eur: Annotated[float, Field(ge=0, le=1e8)] | None = None
    structural_eur_per_inhabitant: Annotated[float, Field(ge=-100, le=1000)] | None = None
    fte_class: Literal["S", "M", "L"] | None = None
    fixed_share: Annotated[float, Field(ge=0, le=1)] = 0.5
    source: ShortText | None = None


class Laws(Strict):
    """Changes to the list of laws: ids that do not come, other dates, and further laws."""

    off: tuple[str, ...] = ()
    move: dict[str, IsoDate] = FrozenDict()
    add: tuple[AddedLaw, ...] = ()


class MunicipalMerger(Strict):
    """Two members that become one municipality; neither decides it as a member.

    Attributes
    ----------
    year : int
        First year as one municipality, after the budget year.
    """

    parties: Annotated[tuple[Code, Code], AfterValidator(_two_different)]
    year: Year


class Scenario(Strict):
    """What the world does.

    Attributes
    ----------
    assumptions : dict of id to Override
        Rows of `data/assumptions.csv` that get another distribution here.
    indexation : {"simulated", "plan"}
        Prices are drawn, or the total follows the published plan of the case.
    exits : {"simulated", "none"}
        Members may leave in disorder, or never do.
    coordination : bool
        Coordination cost rises with members and divergence (Dutch data do not confirm it).
    uncertainty : bool
        False: every draw takes the base value.
    vat : bool
        A change of form or sourcing brings new VAT on wages (ask a tax adviser).
    correlations : tuple of (id, id, rho)
        Rank correlations, -1..1.
    cloud_stall_year, vendor_step_year, incident_year : int or None
        Year in which the cloud share freezes, a vendor raises prices, a severe incident strikes.
    cloud_return_pct : float
        Percentage of cloud work that returns to own hosting once cloud stalls.
    municipal_merger : MunicipalMerger or None
        Two members that become one municipality.
    """

    id: Id | None = None
    title: Texts = NO_TEXTS
    description: Texts = NO_TEXTS
    assumptions: dict[str, Override] = FrozenDict()
    indexation: Literal["simulated", "plan"] = "simulated"
    exits: Literal["simulated", "none"] = "simulated"
    coordination: bool = False
    uncertainty: bool = True
    vat: bool = False
    correlations: tuple[tuple[str, str, Annotated[float, Field(ge=-1, le=1)]], ...] = ()
    cloud_stall_year: Year | None = None
    cloud_return_pct: Annotated[float, Field(ge=0, le=100)] = 0.0
    vendor_step_year: Year | None = None
    incident_year: Year | None = None
    municipal_merger: MunicipalMerger | None = None
    laws: Laws = Laws()
    path: str = Field(default="", exclude=True)
