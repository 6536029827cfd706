"""Fill the gaps of a case from benchmarks, at the price level of its budget year, and mark what was filled.

Every number comes from a row ``estimates.*`` of `data/assumptions.csv` (or an engine row where it is the
same number), or from `data/series`. A filled figure carries ``estimated=True`` and the id of its row as
source.

The benchmark counts all ICT of a municipality, also the ICT staff that it kept. That part
(``estimates.retained_share`` of the staff) is taken out of the organisation's budget and appears as the
members' retained fte: no euro counts twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from model.inputs.base import GOALS, FrozenDict
from model.inputs.benchmarks import Benchmarks, benchmarks
from model.inputs.case import (
    Agreements,
    AgreementsFile,
    Arrangement,
    Asset,
    Budget,
    BudgetFile,
    Case,
    CaseFile,
    Contract,
    Needs,
    NeedsFile,
    Organisation,
    OrganisationFile,
    Party,
    PartyFile,
    Specialism,
)
from model.inputs.figures import Figure
from model.law.forms import KeyBase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

    from model.inputs.options import NewMember, Option

SPECIALISMS: Final = {
    "technical": ("netwerk en hosting", "werkplek", "servicedesk", "database", "informatiebeveiliging"),
    "functional": ("applicatiebeheer", "gegevensbeheer", "informatiemanagement"),
    "back_office": ("financiën", "personeel en organisatie", "documentaire informatie", "juridische zaken"),
}
BY_INHABITANTS: Final = "uitgangspunt: naar inwoners"
NONE_KNOWN: Final = "uitgangspunt: geen bekend"
AS_NOW: Final = "uitgangspunt: gebruik in verhouding tot de huidige bijdrage"
EVEN: Final = "uitgangspunt: gelijk gewicht"
SPLIT_OF_KNOWN_TOTAL: Final = 0.5
"""How far a line counts as estimated when the total of the budget is public and only its split is not."""


def complete(file: CaseFile, *, name: str, path: str = "", at: Mapping[str, float] | None = None) -> Case:
    """Fill every gap of a case that has been checked; `filled` lists what was estimated here.

    `name` is the id for a file that gives none; `at` holds rows of the table that estimates take at another value than
    their base.
    """
    marks = benchmarks(file.budget_year, at)
    organisation = _organisation(file, marks)
    parties = tuple(_party(member, marks, file, n) for n, member in enumerate(file.parties))
    case = Case.model_validate(
        {
            **_fields(file),
            "id": file.id or name,
            "arrangement": _arrangement(file, marks),
            "parties": parties,
            "organisation": organisation,
            "written": file,
            "path": path,
            "filled": tuple(marks.filled),
        }
    )
    return case.model_copy(update={"estimated_share": estimated_share(case)})


def complete_option(option: Option, case: Case) -> Option:
    """Fill the gaps of every party that an option adds, as for the members of `case`, at its price level."""
    marks = benchmarks(case.budget_year)
    actions = tuple(
        action.model_copy(update={"member": _joiner(action.member, marks, case)})
        if action.kind == "add_member"
        else action
        for action in option.actions
    )
    return option.model_copy(update={"actions": actions})


SUMS: Final = ("entry_sum_eur", "leaving_sum_eur")
"""Fields of a joiner that a member does not have."""


def _sums(member: NewMember) -> dict[str, Figure]:
    return {name: getattr(member, name) for name in SUMS}


def _joiner(member: NewMember, marks: Benchmarks, case: Case) -> NewMember:
    filled = _party(member, marks, case, len(case.parties))
    return type(member).model_validate({**_fields(filled), **_sums(member)})


def estimated_share(case: Case) -> float:
    """Share of the budget mass that is estimated, 0-1.

    A line that the case measured counts for nothing, an estimated line in full. Where the total of the budget is public
    and only its split is estimated, the line counts for half: the euros are certain, what they are spent on is not.
    """
    budget = case.organisation.budget_eur
    lines = [getattr(budget, line) for line in BudgetFile.model_fields]
    total = sum(float(line) for line in lines)
    known = case.organisation.total_eur
    weight = SPLIT_OF_KNOWN_TOTAL if known is not None and not known.estimated else 1.0
    if total <= 0:
        return 1.0
    return weight * sum(float(line) for line in lines if line.estimated) / total


def marked_figures(case: Case) -> tuple[tuple[str, float, str], ...]:
    """Figures that the file itself marks as estimated."""
    return tuple(_marked(case.written, ""))


def _marked(model: BaseModel, above: str) -> Iterator[tuple[str, float, str]]:
    for name in type(model).model_fields:
        yield from _marked_value(getattr(model, name), f"{above}.{name}".lstrip("."))


def _marked_value(value: object, path: str) -> Iterator[tuple[str, float, str]]:
    if isinstance(value, Figure):
        if value.estimated:
            yield path, value.value, value.source or ""
    elif isinstance(value, tuple):
        for n, item in enumerate(value, start=1):
            yield from _marked_value(item, f"{path}.{n}")
    elif hasattr(type(value), "model_fields"):
        yield from _marked(value, path)  # type: ignore[arg-type]


def _fields(model: BaseModel) -> dict[str, Any]:
    return {name: getattr(model, name) for name in type(model).model_fields}


def _filled(model: BaseModel, fills: dict[str, Any]) -> dict[str, Any]:
    """Fields of a written model; each gap is filled by calling what `fills` has for it."""
    fields = _fields(model)
    return {name: fills[name]() if value is None and name in fills else value for name, value in fields.items()}


def _arrangement(file: CaseFile, marks: Benchmarks) -> Arrangement:
    written = file.arrangement
    agreed = _agreements(written.agreements, marks)
    months, row = "arrangement.notice_months", "estimates.notice_months"
    by_inhabitants = FrozenDict({KeyBase.INHABITANTS: 1.0})
    key = written.cost_key or by_inhabitants
    if written.cost_key is None:
        marks.filled.append(("arrangement.cost_key.inhabitants", 1.0, BY_INHABITANTS))
    fills = {
        "notice_months": lambda: marks.figure(months, marks[row], row),
        "cost_key": lambda: key,
        "dissolution_key": lambda: key,
    }
    return Arrangement.model_validate({**_filled(written, fills), "agreements": agreed})


def _agreements(written: AgreementsFile, marks: Benchmarks) -> Agreements:
    above = "arrangement.agreements"
    row, years = "estimates.agreement", "estimates.evaluation_years"
    fills: dict[str, Any] = {
        name: lambda name=name: marks.figure(f"{above}.{name}", marks[row], row)
        for name in ("clarity", "siam", "shared_vision")
    }
    fills["evaluation_years"] = lambda: marks.figure(f"{above}.evaluation_years", marks[years], years)
    return Agreements.model_validate(_filled(written, fills))


def _party(written: PartyFile, marks: Benchmarks, file: CaseFile, n: int) -> Party:
    above = f"parties.{n + 1}"
    thousands = float(written.inhabitants) / 1000

    def rated(name: str, row: str, factor: float = 1.0) -> Figure:
        return marks.figure(f"{above}.{name}", round(marks[row] * factor, 1), row)

    kept = marks["estimates.fte_per_1000"] * marks["estimates.retained_share"] * thousands
    fills = {
        "workplaces": lambda: rated("workplaces", "estimates.workplaces_per_1000", thousands),
        "fte": lambda: rated("fte", "estimates.staff_per_1000", thousands),
        "applications": lambda: rated("applications", "estimates.applications"),
        "trust": lambda: rated("trust", "relation.reference_trust"),
        "retained_fte": lambda: marks.figure(f"{above}.retained_fte", round(kept, 2), "estimates.retained_share"),
        "cloud_share": lambda: marks.figure(f"{above}.cloud_share", marks.cloud_share(), "estimates.cloud_share"),
        "fixed_share": lambda: _fixed_share(written, marks, file, f"{above}.fixed_share"),
        "goal_weights": lambda: _even_weights(marks, f"{above}.goal_weights"),
    }
    fields = _filled(written, fills)
    for name in SUMS:
        fields.pop(name, None)
    if fields["usage"] is None:  # nobody measured use, so it may not shift euros between members
        fields["usage"] = marks.figure(f"{above}.usage", 1000 * float(fields["fixed_share"]), AS_NOW)
    return Party.model_validate({**fields, "needs": _needs(written.needs, marks, f"{above}.needs")})


def _even_weights(marks: Benchmarks, path: str) -> FrozenDict:
    marks.filled.append((path, 1 / len(GOALS), EVEN))
    return FrozenDict(dict.fromkeys(GOALS, 1 / len(GOALS)))


def _needs(written: NeedsFile, marks: Benchmarks, above: str) -> Needs:
    row = "estimates.need"
    fills: dict[str, Any] = {
        name: lambda name=name: marks.figure(f"{above}.{name}", marks[row], row) for name in NeedsFile.model_fields
    }
    return Needs.model_validate(_filled(written, fills))


def _fixed_share(written: PartyFile, marks: Benchmarks, file: CaseFile, path: str) -> Figure:
    """Share in a fixed key: from the published contributions of the budget year, else by inhabitants."""
    for planned in file.plan:
        total = sum(planned.contributions_eur.values())
        if planned.year == file.budget_year and written.code in planned.contributions_eur and total > 0:
            return Figure(value=planned.contributions_eur[written.code] / total, source=planned.source)
    inhabitants = sum(float(member.inhabitants) for member in file.parties)
    return marks.figure(path, min(1.0, float(written.inhabitants) / inhabitants), BY_INHABITANTS)


def _organisation(file: CaseFile, marks: Benchmarks) -> Organisation:
    written = file.organisation
    budget = _budget(file, marks)
    above = "organisation"
    fills = {
        "other_income_eur": lambda: marks.figure(f"{above}.other_income_eur", 0.0, NONE_KNOWN),
        "specialisms": lambda: _specialisms(budget, marks),
        "assets": lambda: _assets(budget, marks),
        "contracts": lambda: _contracts(budget, marks),
        "reserve_eur": lambda: _share_of(budget, marks, f"{above}.reserve_eur", "estimates.reserve_share"),
        "backlog_eur": lambda: _backlog(budget, marks, f"{above}.backlog_eur"),
    }
    return Organisation.model_validate({**_filled(written, fills), "budget_eur": budget})


def split(marks: Benchmarks) -> dict[str, float]:
    """Cost of the organisation by line, as shares of the whole ICT benchmark (retained staff left out).

    Adds to one minus the staff that the members kept.
    """
    staff = marks["estimates.staff_share"] * (1 - marks["estimates.retained_share"])
    functional = marks["estimates.functional_share"]
    rest, overhead = marks["estimates.infrastructure_share"], marks["estimates.overhead_share"]
    return {
        "hosting": rest * (1 - overhead),
        "technical_staff": staff * (1 - functional),
        "functional_staff": staff * functional,
        "back_office_staff": 0.0,
        "software": marks["estimates.software_share"],
        "overhead": rest * overhead,
    }


def _budget(file: CaseFile, marks: Benchmarks) -> Budget:
    """Fill the lines from what the total leaves, or else from the benchmark per inhabitant."""
    written: OrganisationFile = file.organisation
    lines = {name: getattr(written.budget_eur, name) for name in BudgetFile.model_fields}
    shares = {name: share for name, share in split(marks).items() if lines[name] is None}
    if written.total_eur is None:
        per_share = marks.ict_cost() * sum(float(member.inhabitants) for member in file.parties)
    else:
        left = float(written.total_eur) - sum(float(line) for line in lines.values() if line is not None)
        per_share = max(left, 0.0) / (sum(shares.values()) or 1.0)
    amounts = {name: round(share * per_share) for name, share in shares.items()}
    if written.total_eur is not None and amounts:  # the lines add to the published total, to the euro
        largest = max(amounts, key=lambda name: amounts[name])
        amounts[largest] += round(left - sum(amounts.values()))
    filled = {
        name: marks.figure(f"organisation.budget_eur.{name}", float(max(amount, 0)), "estimates.ict_cost")
        for name, amount in amounts.items()
    }
    return Budget.model_validate({**lines, **filled})


def _specialisms(budget: Budget, marks: Benchmarks) -> tuple[Specialism, ...]:
    """Whole heads per group from its staff cost, divided evenly over the usual specialisms."""
    found: list[Specialism] = []
    for group, names in SPECIALISMS.items():
        cost = float(getattr(budget, f"{group}_staff"))
        heads = round(cost / marks.fte_cost())
        for n, name in enumerate(names):
            share = heads // len(names) + (n < heads % len(names))
            if share:
                path = f"organisation.specialisms.{len(found) + 1}.heads"
                figure = marks.figure(path, float(share), "estimates.fte_cost")
                found.append(Specialism.model_validate({"name": name, "heads": figure, "group": group}))
    return tuple(found)


def _assets(budget: Budget, marks: Benchmarks) -> tuple[Asset, ...]:
    value = round(marks["estimates.asset_value"] * float(budget.hosting))
    above = "organisation.assets.1"
    return (
        Asset(
            name="ICT-infrastructuur",
            book_value_eur=marks.figure(f"{above}.book_value_eur", float(value), "estimates.asset_value"),
            remaining_years=marks.figure(
                f"{above}.remaining_years", marks["estimates.asset_remaining"], "estimates.asset_remaining"
            ),
            life_years=marks.figure(f"{above}.life_years", marks["estimates.asset_life"], "estimates.asset_life"),
        ),
    )


def _contracts(budget: Budget, marks: Benchmarks) -> tuple[Contract, ...]:
    yearly = round(marks["estimates.contract_share"] * float(budget.software))
    above = "organisation.contracts.1"
    marks.filled.append((f"{above}.end_year", marks.year + marks["exit.contract_years"], "exit.contract_years"))
    return (
        Contract(
            name="softwarecontracten",
            annual_eur=marks.figure(f"{above}.annual_eur", float(yearly), "estimates.contract_share"),
            end_year=marks.year + round(marks["exit.contract_years"]),
            exit_cost_eur=marks.figure(f"{above}.exit_cost_eur", 0.0, NONE_KNOWN),
        ),
    )


def _backlog(budget: Budget, marks: Benchmarks, path: str) -> Figure:
    """Replacement that was put off: a share of what is replaced, hosting and software (W3)."""
    row = "operations.debt_start"
    return marks.figure(path, round(marks[row] * (float(budget.hosting) + float(budget.software))), row)


def _share_of(budget: Budget, marks: Benchmarks, path: str, row: str) -> Figure:
    return marks.figure(path, float(round(marks[row] * budget.total)), row)
