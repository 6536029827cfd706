"""From checked inputs to the records of the kernel; with `pack_options` the only module that knows both sides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from model.engine import exits, legislation
from model.engine.belongings import book_values, contract_row
from model.engine.pack_options import host_code, policies, weights
from model.engine.pack_tasks import fill_tasks, own_tasks
from model.engine.parameters import PARAMETER_IDS
from model.engine.records import FACTS, MONTHS, NEVER, PERCENT
from model.engine.room import fill, put
from model.errors import InputError, Problem
from model.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.inputs import Assumption, Case, Option, Scenario
    from model.inputs.legislation import Act

RULES: Final = {
    "taper": exits.TAPER, "flat": exits.FLAT, "multiple": exits.MULTIPLE, "damage": exits.DAMAGE,
    "negotiated": exits.NEGOTIATED, "dissolution": exits.DISSOLUTION, "unknown": exits.UNKNOWN,
}  # fmt: skip
MATURITY: Final = {
    "proposal": legislation.PROPOSAL, "adopted": legislation.ADOPTED, "in_force": legislation.IN_FORCE
}  # fmt: skip
GROUPS: Final = ("technical", "functional", "back_office")


class Packed(NamedTuple):
    """Everything a block needs beside its random numbers.

    Attributes
    ----------
    facts : recarray (1,)
        `FACTS`.
    policies : recarray (option,)
        `POLICY`.
    order : ndarray (party,)
        Place in code order of each party in file order.
    codes, names : tuple of str
        In file order, joiners last.
    acts : tuple of str
        Ids of the acts, in the order of `facts.act`.
    """

    facts: np.recarray
    policies: np.recarray
    order: np.ndarray
    codes: tuple[str, ...]
    names: tuple[str, ...]
    acts: tuple[str, ...]


def pack(
    case: Case, scenario: Scenario, options: Sequence[Option], rows: Mapping[str, Assumption], acts: Sequence[Act]
) -> Packed:
    """Translate a case, a scenario, options and laws.

    Parameters
    ----------
    rows : mapping of id to Assumption
        As they hold after overrides.

    Raises
    ------
    ValueError
        If an assumption that the engine reads has no row.
    """
    missing = sorted(set(PARAMETER_IDS) - set(rows))
    if missing:
        msg = f"no row in the assumptions for {', '.join(missing)}"
        raise ValueError(msg)
    joiners = _joiners(case, options)
    members = [*case.parties, *joiners.values()]
    codes = tuple(member.code for member in members)
    by_code = sorted(range(len(codes)), key=lambda i: codes[i])
    order = np.argsort(by_code)
    place = {codes[i]: rank for rank, i in enumerate(by_code)}
    unit = _cost_per_fte(case)
    binding = tuple(act for act in acts if act.binds)
    facts = np.zeros(1, FACTS)
    first = facts[0]
    organisation = case.organisation
    fill(first["party"], [_party(members[i], codes[i] not in joiners, unit, case, rows) for i in by_code], "parties")
    fill(first["act"], [_act(act, case, rows) for act in binding], "laws")
    form, hosts = case.arrangement.legal_form, host_code(case.arrangement.host, case)
    everybody = form.employer != "host"
    first["party"]["seat"] = [int(everybody or rank == place[hosts]) for rank in range(len(first["party"]))]
    specialisms, contracts = organisation.specialisms, organisation.contracts
    put(first["heads"], [float(s.heads) for s in specialisms], "specialisms")
    put(first["group"], [GROUPS.index(s.group) for s in specialisms], "specialisms")
    put(first["contracts"], [contract_row(contract) for contract in contracts], "contracts")
    put(first["books"], book_values(case), "years")
    put(first["plan"], _plan(case), "years")
    listed = own_tasks(case, options, unit)
    fill_tasks(first["task"], listed, place)
    first["key"], first["dissolution"] = (weights(case.arrangement.cost_key), weights(case.arrangement.dissolution_key))
    sizes = {
        "parties": len(codes), "specialisms": len(specialisms), "contracts": len(contracts), "acts": len(binding),
        "tasks": len(listed)
    }  # fmt: skip
    for name, value in (_case(case, scenario, unit) | _merger(case, scenario, place) | sizes).items():
        first["case"][name] = value
    return Packed(
        facts.view(np.recarray),
        policies(case, options, place, tuple(listed)),
        order,
        codes,
        tuple(member.name for member in members),
        tuple(act.id for act in binding),
    )


def _cost_per_fte(case: Case) -> float:
    budget, heads = case.organisation.budget_eur, sum(float(s.heads) for s in case.organisation.specialisms)
    wages = float(budget.technical_staff) + float(budget.functional_staff) + float(budget.back_office_staff)
    if heads <= 0.0 or wages <= 0.0:
        raise InputError(
            Problem(
                _("An organisation without staff cannot be simulated: give people and their cost."),
                field="organisation.specialisms",
                found=f"{heads:g}",
                allowed="> 0 fte, > 0 EUR",
            )
        )
    return wages / heads


def _fte(case: Case, group: str) -> float:
    return sum(float(s.heads) for s in case.organisation.specialisms if s.group == group)


def _case(case: Case, scenario: Scenario, unit: float) -> dict[str, float]:
    organisation, budget, terms = case.organisation, case.organisation.budget_eur, case.arrangement.exit_rule
    agreements = case.arrangement.agreements
    books = sum(float(asset.book_value_eur) for asset in organisation.assets)
    lives = sum(float(a.life_years) * float(a.book_value_eur) for a in organisation.assets)
    return {
        "budget_year": case.budget_year,
        "horizon": case.horizon_years,
        "inhabitants": sum(float(party.inhabitants) for party in case.parties),
        "hosting": float(budget.hosting),
        "technical": float(budget.technical_staff),
        "functional": float(budget.functional_staff),
        "back_office": float(budget.back_office_staff),
        "software": float(budget.software),
        "overhead": float(budget.overhead),
        "income": float(organisation.other_income_eur),
        "technical_fte": _fte(case, "technical"),
        "functional_fte": _fte(case, "functional"),
        "back_office_fte": _fte(case, "back_office"),
        "cost_per_fte": unit,
        "reserve": float(organisation.reserve_eur),
        "reserve_target": 0.0 if organisation.reserve_target_eur is None else float(organisation.reserve_target_eur),
        "backlog": float(organisation.backlog_eur),
        "backlog_known": int(not organisation.backlog_eur.estimated),
        "asset_life": lives / books if books > 0.0 else 1.0,
        "clarity": float(agreements.clarity),
        "siam": float(agreements.siam),
        "framework": float(agreements.weighing_framework),
        "vision": float(agreements.shared_vision),
        "notice_years": int(np.ceil(float(case.arrangement.notice_months) / MONTHS)),
        "exit_window_years": case.arrangement.exit_window_years or 0,
        "exit_window_first": (case.arrangement.exit_window_year or case.budget_year) - case.budget_year,
        "capped": int(case.arrangement.charging == "capped"),
        "level_estimated": int(budget_is_estimated(case)),
        "hosted": int(case.arrangement.legal_form.employer == "host"),
        "exit_rule": RULES[terms.rule],
        "exit_mean": int(terms.base == "mean3"),
        "exit_years": terms.years,
        "exit_start": terms.start_pct / PERCENT,
        "exit_step": terms.step_pct / PERCENT,
        "exit_factor": terms.factor,
        "exit_amount": -1.0 if terms.amount_eur is None else terms.amount_eur,
        "coordination_on": int(scenario.coordination),
        "exits_on": int(scenario.exits == "simulated"),
        "plan_on": int(scenario.indexation == "plan"),
        "vat_on": int(scenario.vat),
        "vat_taxed": int(case.arrangement.vat_regime == "taxed"),
        "stall_year": NEVER if scenario.cloud_stall_year is None else scenario.cloud_stall_year,
        "returned": scenario.cloud_return_pct / PERCENT,
        "vendor_step_year": scenario.vendor_step_year or NEVER,
        "incident_year": scenario.incident_year or NEVER,
    }


def _merger(case: Case, scenario: Scenario, place: Mapping[str, int]) -> dict[str, int]:
    """Which members the scenario lets become one municipality, and when."""
    merger = scenario.municipal_merger
    if merger is None:
        return {"merge_year": NEVER, "merge_one": -1, "merge_other": -1}
    for code in merger.parties:
        if code not in place:
            message, field = _("Only municipalities of this case can merge."), "municipal_merger.parties"
            raise InputError(Problem(message, scenario.path, field=field, found=code, allowed=", ".join(place)))
    one, other = sorted(place[code] for code in merger.parties)
    return {"merge_year": merger.year - case.budget_year, "merge_one": one, "merge_other": other}


def budget_is_estimated(case: Case) -> bool:
    """Whether the level of the budget itself, and not only its split, is an estimate."""
    organisation = case.organisation
    if organisation.total_eur is not None:
        return organisation.total_eur.estimated
    budget = organisation.budget_eur
    return any(getattr(budget, line).estimated for line in type(budget).model_fields)


def _party(member: Any, founding: bool, unit: float, case: Case, rows: Mapping[str, Assumption]) -> dict[str, float]:
    least, most = rows["cloud.least_share"].base, rows["cloud.most_share"].base
    return {
        "inhabitants": float(member.inhabitants),
        "volume": volume_by_use(member.code, case) if founding else float(member.inhabitants),
        "workplaces": float(member.workplaces),
        "fte": float(member.fte),
        "usage": float(member.usage),
        "fixed": float(member.fixed_share),
        "cloud_share": min(most, max(least, float(member.cloud_share))),
        "ambition": float(member.cloud_ambition),
        "pace": float(member.needs.pace),
        "tailoring": float(member.needs.tailoring),
        "security": float(member.needs.security),
        "retained": float(member.retained_fte) * unit,
        "retained_fte": float(member.retained_fte),
        "trust": float(member.trust),
        "founding": int(founding),
        "entry_sum": float(getattr(member, "entry_sum_eur", 0.0)),
        "leaving_sum": float(getattr(member, "leaving_sum_eur", 0.0)),
    }


def volume_by_use(code: str, case: Case) -> float:
    """Part of a member in the use, in inhabitants: what it would run alone. One who uses nothing runs next to nothing.

    Members together have the inhabitants of the case.
    """
    usage = math.fsum(float(party.usage) for party in case.parties)  # the same in every order of the file
    if usage <= 0.0:
        return float(case.party(code).inhabitants)
    volumes = {party.code: max(1.0, case.inhabitants * float(party.usage) / usage) for party in case.parties}
    return case.inhabitants * volumes[code] / math.fsum(volumes.values())


def _joiners(case: Case, options: Sequence[Option]) -> dict[str, Any]:
    known = {party.code for party in case.parties}
    found: dict[str, Any] = {}
    for option in options:
        for action in option.actions:
            if action.kind == "add_member" and action.member.code not in known:
                found.setdefault(action.member.code, action.member)
    return found


def _act(act: Act, case: Case, rows: Mapping[str, Assumption]) -> dict[str, float]:
    growth = rows["prices.wage_agreement"].base
    index = (1.0 + growth) ** (case.budget_year - act.price_year) if act.price_year else 1.0
    low, high = _class_range(act.fte_class, rows)
    once, yearly = _range(act, "one_off"), _range(act, "structural")
    return {
        "start": act.year,
        "settled": int(act.date_confirmed or act.maturity == "in_force"),
        "maturity": MATURITY[act.maturity],
        "one_off_low": once[0] * index,
        "one_off_high": once[1] * index,
        "structural_low": yearly[0] * index,
        "structural_high": yearly[1] * index,
        "fte_low": low,
        "fte_high": high,
        "security": int(act.security),
        "fixed": act.fixed_share or 0.0,
    }


def _range(act: Act, name: str) -> tuple[float, float]:
    """Lowest and highest amount that is known: a single figure is both."""
    known = [value for end in ("low", "base", "high") if (value := getattr(act, f"{name}_{end}")) is not None]
    return (min(known), max(known)) if known else (0.0, 0.0)


def _class_range(fte_class: str, rows: Mapping[str, Assumption]) -> tuple[float, float]:
    edges = [rows[f"law.{name}"].base for name in ("small_low", "small_high", "medium_high", "large_high")]
    if fte_class not in {"S", "M", "L"}:
        return 0.0, 0.0
    i = "SML".index(fte_class)
    return edges[i], edges[i + 1]


def _plan(case: Case) -> np.ndarray:
    """Index of the published multi-year budget; after its last year it grows as in that year."""
    known = {year.year: year.total_eur for year in case.plan}
    index = np.ones(case.horizon_years + 1)
    start = known.get(case.budget_year)
    growth = 1.0
    for y in range(1, case.horizon_years + 1):
        total = known.get(case.budget_year + y)
        index[y] = total / start if start and total else index[y - 1] * growth
        growth = index[y] / index[y - 1]
    return index
