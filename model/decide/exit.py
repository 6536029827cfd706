"""What leaving costs: the exit sum under every rule, with its schedule and its windfall (EX1-EX8).

The arrangement's own text comes first: with a case its rule is marked and its years, points and factor are
used. Where the text is not known a range is shown and no point value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.decide.exit_case import Leaving, of_case, of_contribution
from model.decide.exit_checks import RULES, Asked, Terms, checked
from model.decide.exit_damage import Damage, plain
from model.engine import exits
from model.language import _, euro_range, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.inputs import Case

__all__ = ["RULES", "ExitSums", "RuleSum", "exit_sum"]


@dataclass(frozen=True)
class RuleSum:
    """Exit sum under one rule.

    Parameters
    ----------
    rule : str
        One of `RULES`.
    total : float or None
        EUR nominal; None where the rule needs more than was given, see `reason`.
    schedule : tuple of float
        EUR per year, from the first year after leaving; adds to `total`.
    split : Damage or None
        Parts of the direct damage (rule ``damage`` only).
    windfall : float or None
        Total minus what is really stranded, EUR: above zero those who stay gain, below zero they bear the
        rest. None for a balance at dissolution, where nobody stays.
    own : bool
        Whether this is the rule of the arrangement's own text.
    reason : str or None
        Why there is no total, in the reader's language.
    """

    rule: str
    total: float | None
    schedule: tuple[float, ...] = ()
    split: Damage | None = None
    windfall: float | None = None
    own: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class ExitSums:
    """Exit sums of one party under every rule.

    Parameters
    ----------
    rules : tuple of RuleSum
        One per rule asked for, in the order of `RULES`.
    leaving : Leaving
        Who leaves, when, and with which contribution and costs.
    notes : tuple of str
        What a reader must know beside the figures, in the reader's language.
    """

    rules: tuple[RuleSum, ...]
    leaving: Leaving
    notes: tuple[str, ...]

    @property
    def contribution(self) -> float:
        """Base A: contribution in the last year before leaving, EUR nominal."""
        return self.leaving.contribution

    @property
    def low(self) -> float:
        """Lowest sum to reckon with where no rule is known, EUR."""
        return self.leaving.unknown_low * self.leaving.contribution

    @property
    def high(self) -> float:
        """Highest sum to reckon with where no rule is known, EUR."""
        return self.leaving.unknown_high * self.leaving.contribution

    @property
    def stranded(self) -> float:
        """Cost that is really stranded: direct damage over the bridging period, EUR."""
        return self.leaving.stranded

    def years(self, rule: RuleSum) -> tuple[int, ...]:
        """Calendar year of each instalment; 1, 2, ... when no year of leaving was given."""
        first = 1 if self.leaving.year is None else self.leaving.year
        return tuple(range(first, first + len(rule.schedule)))

    def __getitem__(self, rule: str) -> RuleSum:
        for one in self.rules:
            if one.rule == rule:
                return one
        raise KeyError(rule)

    def to_dict(self) -> dict[str, object]:
        """Give plain figures for JSON: euros in cents; a schedule adds to its total to the cent."""
        leaving = self.leaving
        low, high = leaving.stranded_range or (None, None)
        return {
            "rules": {one.rule: self._figures(one) for one in self.rules},
            "reasons": {one.rule: one.reason for one in self.rules if one.reason is not None},
            "contribution": _cents(self.contribution),
            "party": leaving.party,
            "party_name": leaving.party_name,
            "year": leaving.year,
            "own_rule": leaving.own_rule,
            "applies": leaving.applies,
            "reference_only": leaving.ends,
            "range": {"low": _cents(self.low), "high": _cents(self.high)},
            "stranded": {
                "total": _cents(self.stranded),
                "low": _cents(low),
                "high": _cents(high),
                "basis": "contribution" if leaving.party is None else "case",
            },
            "notes": list(self.notes),
        }

    def _figures(self, one: RuleSum) -> dict[str, object] | None:
        if one.total is None:
            return None
        figures: dict[str, object] = {
            "total": _cents(one.total),
            "schedule": _in_cents(one.schedule, one.total),
            "years": list(self.years(one)),
            "windfall": _cents(one.windfall),
            "own": one.own,
        }
        if one.split is not None:
            parts = (sum(one.split.staff), sum(one.split.contracts), sum(one.split.rest))
            names = ("staff", "contracts", "rest")
            figures["split"] = dict(zip(names, _in_cents(parts, one.total), strict=True))
        return figures


def exit_sum(
    case: Case | None = None,
    party: str | None = None,
    year: int | None = None,
    *,
    contribution: float | None = None,
    rule: str | None = None,
    years: int | None = None,
    start_pct: float | None = None,
    step_pct: float | None = None,
    factor: float | None = None,
    amount_eur: float | None = None,
) -> ExitSums:
    """Work out what a party owes when it leaves, under each rule.

    Give either a case with a party and a year, or a bare contribution. Terms that are left out come from the
    arrangement's own text (with a case), else from the customary form: five years, from 100 % down by 20
    points, two and a half times.

    Parameters
    ----------
    party : str, optional
        CBS code of the party that leaves; needed with a case.
    year : int, optional
        First year without the party; needed with a case.
    contribution : float, optional
        Yearly contribution A in EUR; goes before the one that follows from the case.
    rule : str, optional
        Give only this rule, one of `RULES`.
    years : int, optional
        Length of taper, flat sum and bridging period, 1-20 years.
    start_pct, step_pct : float, optional
        First instalment of the taper in percent of A, and the points that it falls each year, 0-100.
    factor : float, optional
        Multiple of A, 0-20.
    amount_eur : float, optional
        Sum that was agreed, EUR.

    Returns
    -------
    ExitSums
        Sums, schedules and windfalls, EUR nominal.

    Raises
    ------
    InputError
        With every problem at once: no such party, a year outside the horizon, a term outside its range.
    """
    asked = Asked(case, party, year, contribution, rule, years, start_pct, step_pct, factor, amount_eur)
    terms = checked(asked)
    if case is not None and party is not None and year is not None:
        leaving = of_case(case, party, int(year), contribution)
    else:
        leaving = of_contribution(contribution or 0.0, None if year is None else int(year))
    wanted = RULES if terms.rule is None else (terms.rule,)
    return ExitSums(
        rules=tuple(_rule_sum(name, terms, leaving) for name in wanted),
        leaving=leaving,
        notes=(*leaving.notes(), *_bridging_note(terms)),
    )


def _rule_sum(rule: str, terms: Terms, leaving: Leaving) -> RuleSum:
    own = rule == leaving.own_rule
    damage = leaving.claim.damage(leaving.contribution, terms.years) if rule == "damage" else None
    schedule = damage.schedule if damage is not None else _schedule(rule, terms, leaving)
    if schedule is None:
        return RuleSum(rule, total=None, own=own, reason=_reason(rule, leaving))
    total = math.fsum(schedule)
    windfall = None if rule == "dissolution" else plain(exits.windfall)(total, leaving.stranded)
    return RuleSum(rule, total, schedule, damage, windfall, own)


def _schedule(rule: str, terms: Terms, leaving: Leaving) -> tuple[float, ...] | None:
    base, taus = leaving.contribution, range(terms.years)
    if rule == "taper":
        taper = plain(exits.taper)
        return tuple(taper(base, tau, terms.years, terms.start, terms.step) for tau in taus)
    if rule == "flat":
        return tuple(plain(exits.flat)(base, tau, terms.years) for tau in taus)
    if rule == "multiple":
        return (plain(exits.multiple)(base, 0, terms.factor),)
    if rule == "negotiated":
        return None if terms.amount is None else (plain(exits.negotiated)(terms.amount, 0),)
    return leaving.balance  # dissolution


def _reason(rule: str, leaving: Leaving) -> str:
    if rule == "negotiated":
        low, high = leaving.unknown_low, leaving.unknown_high
        return _(
            "No amount was agreed; reckon with {low} to {high} times the yearly contribution, {range}.",
            low=number(low),
            high=number(high),
            range=euro_range(low * leaving.contribution, high * leaving.contribution),
        )
    return _("The balance at dissolution needs a case: assets, contracts, staff and reserve of the arrangement.")


def _bridging_note(terms: Terms) -> tuple[str, ...]:
    if terms.years <= exits.BRIDGING_YEARS:
        return ()
    return (
        _(
            "Direct damage counts at most {years} years: case law accepted no longer bridging period.",
            years=exits.BRIDGING_YEARS,
        ),
    )


def _cents(euros: float | None) -> float | None:
    return None if euros is None else round(100.0 * float(euros)) / 100.0


def _in_cents(parts: Sequence[float], total: float) -> list[float]:
    """Round parts to cents so that they add to the rounded total: largest remainder, ties to the first."""
    floors = [math.floor(100.0 * part) for part in parts]
    short = round(100.0 * total) - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: (floors[i] - 100.0 * parts[i], i))
    for i in order[:short]:
        floors[i] += 1
    return [cents / 100.0 for cents in floors]
