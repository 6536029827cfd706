"""Who leaves, with which contribution and which costs: from a case (EX9-EX12) or from a bare contribution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from model.decide.exit_damage import Commitment, RunOff, plain
from model.engine import exits, keys, legislation, prices
from model.inputs import load_assumptions, resolve
from model.language import _, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from model.inputs import Assumption, Case
    from model.inputs.case import Contract
    from model.law.forms import KeyBase

    Rows = Mapping[str, Assumption]


@dataclass(frozen=True)
class Leaving:
    """One party that leaves.

    Parameters
    ----------
    contribution : float
        Yearly contribution A in the last year before leaving, EUR nominal.
    claim : RunOff
        How the rule of direct damage lets that contribution run off: staff, software and the rest, customary
        terms, nothing taken over.
    real : RunOff
        How it can really be scaled down: with the contracts and assets of the case, less what goes along with
        the leaver. The same as `claim` with a bare contribution.
    unknown_low, unknown_high : float
        Range to show where no rule is known, in yearly contributions.
    party, party_name : str or None
        CBS code and name; None with a bare contribution.
    year : int or None
        First year without the party.
    own_rule : str or None
        Rule of the arrangement's own text; ``unknown`` where the case does not know it.
    ends : bool
        Whether leaving ends the arrangement (two members).
    balance : tuple of float or None
        The party's part of the balance at dissolution per year, EUR; None without a case.
    taken_over : (float, float) or None
        Judged range of the share that goes along with the leaver; None with a bare contribution.
    """

    contribution: float
    claim: RunOff
    real: RunOff
    unknown_low: float
    unknown_high: float
    party: str | None = None
    party_name: str | None = None
    year: int | None = None
    own_rule: str | None = None
    ends: bool = False
    balance: tuple[float, ...] | None = None
    taken_over: tuple[float, float] | None = None

    @property
    def applies(self) -> str | None:
        """Rule that decides: dissolution where leaving ends the arrangement, else its own; None unknown."""
        if self.ends:
            return "dissolution"
        return None if self.own_rule == "unknown" else self.own_rule

    @property
    def stranded(self) -> float:
        """Cost that is really stranded: direct damage over the full bridging period, EUR."""
        return self.real.damage(self.contribution).total

    @property
    def stranded_range(self) -> tuple[float, float] | None:
        """Least and most that is stranded over the judged range of what goes along, EUR."""
        if self.taken_over is None:
            return None
        least, most = self.taken_over
        damages = (replace(self.real, taken_over=share).damage(self.contribution) for share in (most, least))
        low, high = (damage.total for damage in damages)
        return low, high

    def notes(self) -> Iterator[str]:
        """What a reader must know beside the figures, in the reader's language."""
        if self.taken_over is None:
            yield _(
                "Direct damage from a bare contribution: divided over staff, software and the rest as the "
                "average municipality has it, and nothing goes along with the leaver."
            )
            return
        yield _(
            "The stranded cost assumes that {share} of staff, contracts and assets goes along with the "
            "leaver; this is a judgement.",
            share=percent(self.real.taken_over),
        )
        if self.ends:
            yield _(
                "With two members leaving ends the arrangement: there is no exit sum but a balance at "
                "dissolution, divided by the dissolution key. The other sums are for reference."
            )
        elif self.own_rule == "unknown":
            yield _("The text of this arrangement is not known: reckon with the range, no single amount can be given.")


def of_contribution(contribution: float, year: int | None = None) -> Leaving:
    """Give the leaving of a party of which only the yearly contribution is known (EUR)."""
    rows = _rows(None)
    low, high = _ends(rows["exit.unknown_factor"])
    staff, software = rows["estimates.staff_share"].base, rows["estimates.software_share"].base
    claim = _claim(staff, software, rows)
    return Leaving(contribution=contribution, claim=claim, real=claim, unknown_low=low, unknown_high=high, year=year)


def of_case(case: Case, party: str, year: int, contribution: float | None = None) -> Leaving:
    """Give the leaving of one party of an arrangement.

    Parameters
    ----------
    contribution : float, optional
        Yearly contribution in EUR, where it is known better than the case has it.
    """
    rows = _rows(case)
    low, high = _ends(rows["exit.unknown_factor"])
    staff, software = _parts(case)
    real = _runoff(case, year, rows)
    price = _index(case, year - 1, rows)
    if contribution is None:
        net = case.organisation.budget_eur.total - float(case.organisation.other_income_eur)
        contribution = max(net, 0.0) * _base_index(case, year, rows) * _share(case, case.arrangement.cost_key, party)
    return Leaving(
        contribution=contribution,
        claim=_claim(staff, software, rows),
        real=real,
        unknown_low=low,
        unknown_high=high,
        party=party,
        party_name=case.party(party).name,
        year=year,
        own_rule=str(case.arrangement.exit_rule.rule),
        ends=len(case.parties) == 2,
        balance=_balance(case, party, year, real, price, rows),
        taken_over=_ends(rows["stranded.taken_over"]),
    )


def _base_index(case: Case, year: int, rows: Rows) -> float:
    """Index of the contribution that a sum starts from (E13): of the last year, or the mean of the last three."""
    back = 3 if case.arrangement.exit_rule.base == "mean3" else 1
    years = range(max(case.budget_year, year - back), year)
    return sum(_index(case, before, rows) for before in years) / max(1, len(years))


def _rows(case: Case | None) -> Rows:
    """Assumptions by id, as the case sets them."""
    return {row.id: row for row in resolve(load_assumptions(), case)}


def _ends(row: Assumption) -> tuple[float, float]:
    """Low and high end of a row; its base where it has no range."""
    return (row.base if row.low is None else row.low, row.base if row.high is None else row.high)


def _parts(case: Case) -> tuple[float, float]:
    """Shares of staff and of software in the budget of the organisation."""
    budget = case.organisation.budget_eur
    staff = float(budget.technical_staff) + float(budget.functional_staff) + float(budget.back_office_staff)
    total = budget.total or 1.0
    return staff / total, float(budget.software) / total


def _claim(staff: float, software: float, rows: Rows) -> RunOff:
    """Direct damage as the rule has it: software stands for contracts (EX4, as the engine reckons it)."""
    return RunOff(
        staff_share=staff,
        contracts=(Commitment(software, rows["exit.contract_years"].base),),
        assets=(),
        rest_share=1.0 - staff - software,
        staff_rate=rows["exit.staff_rate"].base,
        rest_step=rows["exit.rest_step"].base,
    )


def _share(case: Case, key: Mapping[KeyBase, float], party: str) -> float:
    """EX9: share of a party in a key, the weighted sum of its shares in each base."""
    total = 0.0
    for base, weight in key.items():
        field = "fixed_share" if base == "fixed" else str(base)
        sizes = {one.code: float(getattr(one, field)) for one in case.parties}
        total += weight * plain(keys.base_share)(sizes[party], sum(sizes.values()))
    return total


def _index(case: Case, year: int, rows: Rows) -> float:
    """EX10: index of the charge from the budget year to `year`, every driver at its central value.

    Cost-based: the growth of wages, software and the rest, weighted by the budget. Capped: what members index
    by.
    """
    cpi = rows["prices.inflation_mean"].base
    staff, software = _parts(case)
    cloud = _cloud_share(case)
    licences = cloud * rows["prices.saas"].base + (1.0 - cloud) * rows["prices.own_software"].base
    capped = cpi + rows["prices.deflator_excess"].base
    level = 1.0
    for at in range(case.budget_year + 1, year + 1):
        wages = plain(prices.wage_growth)(
            float(at),
            rows["prices.wage_agreement"].base,
            rows["prices.wage_agreement_end"].base,
            cpi,
            rows["prices.wage_excess"].base,
        )
        growth = staff * wages + software * licences + (1.0 - staff - software) * cpi
        level *= 1.0 + (growth if case.arrangement.charging == "cost_based" else capped)
    return level


def _cloud_share(case: Case) -> float:
    """Cloud share of the arrangement: of its members, weighted by inhabitants."""
    return sum(float(one.inhabitants) * float(one.cloud_share) for one in case.parties) / case.inhabitants


def _runoff(case: Case, year: int, rows: Rows) -> RunOff:
    """EX11: divide the budget over staff, contracts, assets and the rest, with the terms left in `year`."""
    total = case.organisation.budget_eur.total or 1.0
    contracts = [
        Commitment(
            share=float(contract.annual_eur) / total,
            years=_term_left(contract.end_year, year, rows["exit.contract_years"].base),
            buy_out=_buy_out(contract, total, year, rows),
        )
        for contract in case.organisation.contracts
    ]
    staff, software = _parts(case)
    unlisted = max(0.0, software - sum(one.share for one in contracts))
    contracts.append(Commitment(unlisted, rows["exit.contract_years"].base))
    assets = [Commitment(charge / total, left) for charge, left in _depreciation(case, year)]
    fixed = staff + sum(one.share for one in (*contracts, *assets))
    fit = 1.0 / max(fixed, 1.0)  # a file may list more contracts than its budget holds
    return RunOff(
        staff_share=staff * fit,
        contracts=tuple(replace(one, share=one.share * fit) for one in contracts),
        assets=tuple(replace(one, share=one.share * fit) for one in assets),
        rest_share=max(0.0, 1.0 - fixed),
        staff_rate=rows["exit.staff_rate"].base,
        rest_step=rows["exit.rest_step"].base,
        taken_over=rows["stranded.taken_over"].base,
    )


def _term_left(end_year: int, year: int, usual: float) -> float:
    """Years that a contract still runs; one that ended before notice could be given was renewed meanwhile."""
    return float(end_year - year + 1) if end_year >= year - 1 else usual


def _buy_out(contract: Contract, total: float, year: int, rows: Rows) -> float | None:
    """Price of ending a contract in `year` (Y4b), as a share of the budget; None (no way out) if not written."""
    written = "exit_cost_eur" in contract.model_fields_set and not contract.exit_cost_eur.estimated
    banned = plain(legislation.in_force)(float(year), rows["stranded.switching_ban"].base)
    return (float(contract.exit_cost_eur) - banned * float(contract.switching_eur)) / total if written else None


def _depreciation(case: Case, year: int) -> Iterator[tuple[float, float]]:
    """Yield yearly depreciation (EUR) and years left per asset; what was written off earlier was replaced."""
    for asset in case.organisation.assets:
        remaining, life = float(asset.remaining_years), float(asset.life_years)
        if remaining <= 0.0:
            continue
        left = remaining - (year - case.budget_year)
        yield float(asset.book_value_eur) / remaining, left if left >= 0.0 or life <= 0.0 else left % life


def _balance(case: Case, party: str, year: int, runoff: RunOff, price: float, rows: Rows) -> tuple[float, ...]:
    """EX12: the party's part of the balance at dissolution per year, EUR.

    Staff and contracts run off as in direct damage, for the whole organisation; assets and reserve fall in
    the first year.
    """
    damage = runoff.damage(case.organisation.budget_eur.total * price)
    retired = sum(charge * left for charge, left in _depreciation(case, year)) * (1.0 - runoff.taken_over)
    proceeds = retired * rows["stranded.proceeds"].base
    reserve = float(case.organisation.reserve_eur)
    share = _share(case, case.arrangement.dissolution_key, party)
    balance = plain(exits.liquidation)
    later = zip(damage.contracts[1:], damage.staff[1:], strict=True)
    return (
        share * balance(damage.contracts[0] + retired, damage.staff[0], proceeds, reserve),
        *(share * balance(contracts, staff, 0.0, 0.0) for contracts, staff in later),
    )
