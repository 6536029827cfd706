"""Direct damage of one leaving party: how its contribution runs off when its tasks have gone (EX4, EX9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from model.engine import exits

F = TypeVar("F", bound=Callable[..., object])


def plain(function: F) -> F:
    """Give the uncompiled form of an equation: for a handful of sums compiling would take a second.

    Only for equations that call no other compiled equation.
    """
    return cast("F", getattr(function, "py_func", function))


@dataclass(frozen=True)
class Commitment:
    """Cost that is fixed until a date: a contract, or the depreciation of an asset.

    Parameters
    ----------
    share : float
        Yearly cost as a share of the contribution.
    years : float
        Years that it still runs after the party left.
    buy_out : float or None
        Cost of ending it at once, as a share of the yearly contribution; None where there is no such way out.
    """

    share: float
    years: float
    buy_out: float | None = None


@dataclass(frozen=True)
class Damage:
    """Direct damage by part and year after leaving; `rest` holds capital charges and overhead. EUR."""

    staff: tuple[float, ...]
    contracts: tuple[float, ...]
    rest: tuple[float, ...]

    @property
    def schedule(self) -> tuple[float, ...]:
        """Damage per year, all parts together, EUR."""
        return tuple(sum(parts) for parts in zip(self.staff, self.contracts, self.rest, strict=True))

    @property
    def total(self) -> float:
        """Damage over all years, EUR."""
        return sum(self.schedule)


@dataclass(frozen=True)
class RunOff:
    """How a contribution divides and how fast each part can be scaled down.

    Parameters
    ----------
    staff_share, rest_share : float
        Shares of the contribution; with those of the commitments they add to one.
    contracts, assets : tuple of Commitment
        Cost fixed until a date.
    staff_rate : float
        Share of surplus staff still there a year later, 0-1.
    rest_step : float
        Part of the rest that each further year takes away, 0-1.
    taken_over : float
        Share of staff, contracts and assets that goes along with the leaver, 0-1; it causes no damage.
    """

    staff_share: float
    contracts: tuple[Commitment, ...]
    assets: tuple[Commitment, ...]
    rest_share: float
    staff_rate: float
    rest_step: float
    taken_over: float = 0.0

    def damage(self, base: float, years: int = exits.BRIDGING_YEARS) -> Damage:
        """Work out the direct damage of leaving with a contribution of `base` EUR in the last year.

        Of the bridging period, in years, no more than `exits.BRIDGING_YEARS` counts.
        """
        taus = range(min(years, exits.BRIDGING_YEARS))
        left = base * (1.0 - self.taken_over)
        staff, rest = plain(exits.damage_staff), plain(exits.damage_rest)
        charges = _together([_fees(asset, left, years) for asset in self.assets], len(taus))
        overhead = [rest(base, tau, years, self.rest_share, self.rest_step) for tau in taus]
        return Damage(
            staff=tuple(staff(left, tau, years, self.staff_share, self.staff_rate) for tau in taus),
            contracts=_together([_fees(contract, left, years) for contract in self.contracts], len(taus)),
            rest=tuple(one + other for one, other in zip(overhead, charges, strict=True)),
        )


def _fees(commitment: Commitment, base: float, years: int) -> list[float]:
    """Fees until the end of the term, or the price of ending at once if that is less (formulas §6b), EUR."""
    due = plain(exits.damage_contracts)
    taus = range(min(years, exits.BRIDGING_YEARS))
    fees = [due(base, tau, years, commitment.share, commitment.years) for tau in taus]
    if commitment.buy_out is not None and base * commitment.buy_out < sum(fees):
        return [base * commitment.buy_out, *(0.0 for _ in fees[1:])]
    return fees


def _together(rows: list[list[float]], years: int) -> tuple[float, ...]:
    return tuple(sum(row[tau] for row in rows) for tau in range(years))
