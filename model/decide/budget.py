"""Budget tables: the multi-year budget per municipality, and year 0 held against the budget line by line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from model.decide.appraisal import Band, band, baseline
from model.engine.names import OWN_ITEMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.engine.outcome import Outcome
    from model.inputs import Party
    from model.law.forms import KeyBase

BUDGET_YEARS: Final = 4  # a municipal multi-year budget shows four years
BUDGET_LINES: Final[Mapping[str, tuple[str, ...]]] = {
    "hosting": ("hosting",),
    "technical_staff": ("technical",),
    "functional_staff": ("functional",),
    "back_office_staff": ("back_office",),
    "software": ("software_own", "software_saas"),
    "overhead": ("overhead",),
}
"""Lines of the case's budget and the cost items that they become."""
_GRAIN: Final = 6  # decimals of a euro that count when remainders are compared; below is computer rounding


@dataclass(frozen=True)
class BudgetYear:
    """What one party needs in its budget in one year, EUR nominal.

    ``contribution`` is the part of ``cash`` that is paid to the organisation as contribution. P10 and P90 are
    per row and do not add up; means do.
    """

    option: str
    party: str | None
    year: int
    cash: Band
    lasten: Band
    contribution: Band


def multi_year_budget(outcome: Outcome, option: str) -> tuple[BudgetYear, ...]:
    """Tabulate the first four years after the budget year, in cash and in *lasten*.

    Per party (file order), then all parties together (``party=None``); years in order. Fewer than four years where
    the horizon is shorter.
    """
    views = [outcome.obs(name) for name in ("cost_cash", "cost_lasten", "charge")]
    years = outcome.years[1 : BUDGET_YEARS + 1]
    return tuple(
        BudgetYear(option, party, year, *(_band_of(outcome, outcome.o(option), party, k, view) for view in views))
        for party in (*outcome.parties, None)
        for k, year in enumerate(years, start=1)
    )


def _band_of(outcome: Outcome, option: int, party: str | None, year: int, view: int) -> Band:
    """Band of one party in one year: the mean of all futures, P10 and P90 of the sample."""
    values, means = outcome.observable[option, :, :, year, view], outcome.mean("observable")[option, :, year, view]
    if party is None:
        return band(values.sum(axis=1), float(means.sum()))
    return band(values[:, outcome.p(party)], float(means[outcome.p(party)]))


@dataclass(frozen=True)
class ReconciliationLine:
    """One line of the organisation's budget in year 0, whole euros; income is negative."""

    line: str
    budget: int
    model: int
    estimated: bool

    @property
    def difference(self) -> int:
        """Model minus budget, whole euros."""
        return self.model - self.budget


@dataclass(frozen=True)
class ContributionLine:
    """Contribution of one party in year 0, whole euros.

    ``by_key`` is the budget divided by the cost key of the arrangement, ``model`` what the engine charges,
    ``published`` the contribution in the published budget of that year (None where there is none).
    """

    code: str
    name: str
    key_share: float
    by_key: int
    model: int
    published: float | None

    @property
    def difference(self) -> int:
        """Model minus key, whole euros."""
        return self.model - self.by_key

    @property
    def difference_published(self) -> float | None:
        """Model minus published contribution, EUR."""
        return None if self.published is None else self.model - self.published


@dataclass(frozen=True)
class Reconciliation:
    """Year 0 of continue held against the budget of the case.

    Parameters
    ----------
    year : int
        Budget year.
    lines : tuple of ReconciliationLine
        Budget lines, ``other`` (cost of the organisation that no budget line covers; zero in year 0) and
        ``income``. They add up to `total`.
    total : ReconciliationLine
        Contributions of all parties together.
    contributions : tuple of ContributionLine
        Per party, in the order of the case file; they add up to `total`.
    published_total : float or None
        Total of the published contributions in that year, EUR.
    published_source : str or None
        Where that was published.
    """

    year: int
    lines: tuple[ReconciliationLine, ...]
    total: ReconciliationLine
    contributions: tuple[ContributionLine, ...]
    published_total: float | None
    published_source: str | None

    @property
    def largest_difference(self) -> int:
        """Largest difference between model and budget in any line or contribution, whole euros."""
        differences = [line.difference for line in (*self.lines, self.total)]
        differences += [line.difference for line in self.contributions]
        return max(map(abs, differences))


def reconciliation(outcome: Outcome) -> Reconciliation:
    """Hold year 0 of continue against the budget lines, the cost key and the published contributions.

    Whole euros, rounded by largest remainder, so that columns add up.
    """
    case = outcome.case
    budget, model, estimated = _year_zero(outcome)
    lines, total = _budget_lines(budget, model, estimated)
    shares = key_shares(case.arrangement.cost_key, case.parties)
    charge = outcome.mean("charge")[outcome.o(baseline(outcome)), :, 0]
    codes = outcome.parties
    by_key = largest_remainder([shares[code] * sum(budget.values()) for code in codes], total.budget, codes)
    charged = largest_remainder(charge.tolist(), round(math.fsum(charge.tolist())), codes)
    plan = next((entry for entry in case.plan if entry.year == case.budget_year), None)
    published = {} if plan is None else plan.contributions_eur
    contributions = tuple(
        ContributionLine(
            code, name, shares[code], by_key[k], charged[k], float(published[code]) if code in published else None
        )
        for k, (code, name) in enumerate(zip(codes, outcome.party_names, strict=True))
    )
    return Reconciliation(
        year=case.budget_year,
        lines=lines,
        total=ReconciliationLine("total", total.budget, sum(charged), total.estimated),
        contributions=contributions,
        published_total=None if plan is None else plan.total_eur,
        published_source=None if plan is None else plan.source,
    )


def key_shares(cost_key: Mapping[KeyBase, float], parties: Sequence[Party]) -> dict[str, float]:
    r"""Share of each party under a cost key.

    .. math:: share_p = \sum_b \omega_b x_{p,b} / \sum_q x_{q,b}

    Parameters
    ----------
    cost_key : mapping of KeyBase to float
        Weight per base (inhabitants, workplaces, fte, usage, fixed); they sum to 1.
    parties : sequence of Party
        Parties of the case, completed.

    Returns
    -------
    dict of str to float
        Share (0-1) by CBS code; sums to 1.

    Raises
    ------
    ValueError
        A base on which no party has anything.
    """
    shares = {party.code: 0.0 for party in parties}
    for base, weight in cost_key.items():
        if weight == 0.0:
            continue
        field = "fixed_share" if base.value == "fixed" else base.value
        amounts = {party.code: float(getattr(party, field)) for party in parties}
        whole = math.fsum(amounts.values())
        if whole <= 0.0:
            raise ValueError(f"the cost key divides by {base.value}, but no party has any")
        for code, amount in amounts.items():
            shares[code] += weight * amount / whole
    return shares


def largest_remainder(values: Sequence[float], total: int, codes: Sequence[str]) -> tuple[int, ...]:
    """Round amounts (EUR, may be negative) to whole euros so that they sum to a given total.

    Every amount is rounded down; the euros left go one each to the largest remainders, ties to the lowest code (CBS
    code, or name of the line). The order of the arguments never matters. Raises ValueError: codes are missing or not
    unique, or the values do not sum to within rounding of the total.
    """
    if len(values) != len(codes) or len(set(codes)) != len(codes):
        raise ValueError(f"{len(values)} values need as many different codes, not {tuple(codes)}")
    exact = [round(float(value), _GRAIN) for value in values]
    floors = [math.floor(value) for value in exact]
    left = total - sum(floors)
    remainders = [round(value - floor, _GRAIN) for value, floor in zip(exact, floors, strict=True)]
    takers = sorted((k for k in range(len(values)) if remainders[k] > 0), key=lambda k: (-remainders[k], codes[k]))
    if not 0 <= left <= len(takers):
        raise ValueError(f"values summing to {math.fsum(exact):.2f} cannot be rounded to a total of {total}")
    for k in takers[:left]:
        floors[k] += 1
    return tuple(floors)


def _year_zero(outcome: Outcome) -> tuple[dict[str, float], dict[str, float], dict[str, bool]]:
    """Budget, model and estimated mark per line in year 0, EUR; income negative."""
    organisation = outcome.case.organisation
    lines = {line: getattr(organisation.budget_eur, line) for line in BUDGET_LINES}
    income = organisation.other_income_eur
    budget = {line: float(figure) for line, figure in lines.items()} | {"other": 0.0, "income": -float(income)}
    estimated = {line: figure.estimated for line, figure in lines.items()}
    estimated |= {"other": False, "income": income.estimated}
    spent = outcome.cost_mean[outcome.o(baseline(outcome)), :, 0].sum(axis=0)
    by_item = dict(zip(outcome.items, spent.tolist(), strict=True))
    model = {line: sum(by_item[item] for item in items) for line, items in BUDGET_LINES.items()}
    covered = {item for items in BUDGET_LINES.values() for item in items} | {"income", *OWN_ITEMS}
    model["other"] = sum(amount for item, amount in by_item.items() if item not in covered)
    model["income"] = by_item["income"]
    return budget, model, estimated


def _budget_lines(
    budget: Mapping[str, float], model: Mapping[str, float], estimated: Mapping[str, bool]
) -> tuple[tuple[ReconciliationLine, ...], ReconciliationLine]:
    names = tuple(budget)
    columns = [
        largest_remainder([column[name] for name in names], round(math.fsum(column.values())), names)
        for column in (budget, model)
    ]
    lines = tuple(
        ReconciliationLine(name, columns[0][k], columns[1][k], estimated[name]) for k, name in enumerate(names)
    )
    whole = ReconciliationLine("total", sum(columns[0]), sum(columns[1]), any(estimated.values()))
    return lines, whole
