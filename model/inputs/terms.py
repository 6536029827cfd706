"""Terms that the text of an arrangement sets: what a leaver pays, and how the parties decide together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from model.inputs.base import Code, FrozenDict, ShortText, Strict
from model.law.forms import ExitRule, Provision

Article = Annotated[str, Field(max_length=100, pattern=r"^(no|nee)$|\d")]
Settled = dict[Annotated[Provision, Field(strict=False)], Article]
TextFile = Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*\.(txt|md|html)$")]


class ExitTerms(Strict):
    """What the arrangement's text says a leaver pays.

    Attributes
    ----------
    rule : ExitRule
        ``unknown`` where the text could not be read: a range is shown, never a point.
    years : int
        Number of years of a taper, of flat years, or of the bridging period of direct damage.
    start_pct, step_pct : float
        Taper: percentage of the contribution in the first year, and the fall per year in points.
    factor : float
        Multiple of the last yearly contribution.
    amount_eur : float or None
        Negotiated sum.
    base : {"last", "mean3"}
        Which contribution the sum starts from: that of the last year, or the mean of the last three.
    """

    rule: Annotated[ExitRule, Field(strict=False)] = ExitRule.UNKNOWN
    years: Annotated[int, Field(ge=1, le=20)] = 5
    start_pct: Annotated[float, Field(ge=0, le=100)] = 100.0
    step_pct: Annotated[float, Field(ge=0, le=100)] = 20.0
    factor: Annotated[float, Field(ge=0, le=20)] = 2.5
    amount_eur: Annotated[float, Field(ge=0, le=1e9)] | None = None
    base: Literal["last", "mean3"] = "last"
    source: ShortText | None = None
    url: ShortText | None = None


class Voting(Strict):
    """What the arrangement's text says of the decision to change or end it.

    Attributes
    ----------
    rule : {"all", "two_thirds", "majority"}
        All parties; at least two thirds of the votes; or more than half of them.
    votes : dict of code to number
        Votes per party; empty: one each. A party that is not named has none.
    """

    rule: Literal["all", "two_thirds", "majority"]
    votes: dict[Code, Annotated[float, Field(ge=0, le=1e6)]] = FrozenDict()
    source: ShortText | None = None
    url: ShortText | None = None
