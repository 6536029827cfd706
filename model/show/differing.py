"""What differs between two cases and scenarios: fields with both values, and assumptions set otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from model.inputs import load_assumptions, resolve
from model.language import N_, _, number
from model.show.labels import BUDGET_LABELS, FIELD_LABELS, GOAL_LABELS, capital, row_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from model.inputs import Assumption, Case, Scenario

    Loaded = tuple[Case | None, Scenario | None]

OF_A_SOURCE: Final = frozenset({"source", "url", "confidence", "estimated", "note", "path", "title", "description"})
"""Keys that change no figure."""


AROUND: Final = frozenset({"arrangement", "organisation", "agreements", "budget_eur", "needs", "parties"})
"""Keys that only hold others: left out of labels."""
NOBODY: Final[Mapping[str, str]] = {}
LABELS: Final[dict[str, str]] = {
    **GOAL_LABELS, **BUDGET_LABELS, **FIELD_LABELS,
    "name": N_("name"), "code": N_("code"), "example": N_("example"), "group": N_("kind of staff"),
    "budget_year": N_("budget year"), "horizon_years": N_("years of the horizon"),
    "legal_form": N_("legal form"), "start_year": N_("first year"), "voting": N_("voting rule"),
    "exit_window_years": N_("years between exit moments"), "exit_window_year": N_("year of an exit moment"),
    "exit_rule": N_("exit rule"), "rule": N_("kind"), "years": N_("years"), "factor": N_("factor"),
    "start_pct": N_("first instalment (percent)"), "step_pct": N_("step (points)"), "amount_eur": N_("amount"),
    "base": N_("basis"), "charging": N_("charging"), "vat_regime": N_("VAT regime"), "host": N_("host municipality"),
    "weighing_framework": N_("weighing framework"), "text_file": N_("text of the arrangement"),
    "provisions": N_("what the text holds"), "fixed": N_("fixed shares"), "saas": N_("from the cloud"),
    "laws": N_("laws"), "off": N_("left out"), "move": N_("moved"), "add": N_("added"),
    "indexation": N_("prices"), "exits": N_("unplanned exits"), "uncertainty": N_("uncertainty"), "vat": N_("new VAT"),
    "coordination": N_("coordination costs more with more members"), "correlations": N_("rank correlations"),
    "cloud_stall_year": N_("year in which cloud stops growing"), "incident_year": N_("year of a severe incident"),
    "cloud_return_pct": N_("cloud work that returns (percent)"),
    "vendor_step_year": N_("year in which a vendor raises prices"), "municipal_merger": N_("merger of municipalities"),
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """Something that goes in and is not the same: where, in words, and both values (None: not there)."""

    field: str
    label: str
    a: Any
    b: Any


def changes(a: Loaded, b: Loaded) -> Iterator[Change]:
    """Everything that goes in and differs: case, scenario, and assumptions as used.

    Parameters
    ----------
    a, b : (Case or None, Scenario or None)
        A case or scenario is compared only where both sides have one; without a scenario nothing is.
    """
    if a[1] is None or b[1] is None:
        return
    if a[0] is not None and b[0] is not None:
        yield from _case_changes(a[0], b[0])
    yield from _changes(_flat(_dumped(a[1])), _flat(_dumped(b[1])))
    yield from _row_changes(a, b)


def value_text(value: Any) -> str:
    """One value in words; a range as low, base and high."""
    if value is None or value in ([], {}):
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return number(value, next((k for k in range(5) if abs(value - round(value, k)) < 1e-9), 4))
    return " / ".join(map(value_text, value)) if isinstance(value, list) else str(value)


def _case_changes(a: Case, b: Case) -> Iterator[Change]:
    """Fields of a case; a member on one side only is one change."""
    sides = [{party.code: party.name for party in case.parties} for case in (a, b)]
    apart = sides[0].keys() ^ sides[1].keys()
    names = sides[1] | sides[0]
    for code in sorted(apart):
        yield Change(f"parties.{code}", names[code], code in sides[0], code in sides[1])
    for one in _changes(_flat(_dumped(a)), _flat(_dumped(b)), names):
        if not one.field.startswith("parties.") or one.field.split(".")[1] not in apart:
            yield one


def _row_changes(a: Loaded, b: Loaded) -> Iterator[Change]:
    """Assumptions that case or scenario set otherwise, with the value that counts on each side."""
    before, after = ({row.id: row for row in resolve(load_assumptions(), *one)} for one in (a, b))
    for name, row in before.items():
        values = (_drawn(row), _drawn(after[name]))
        if values[0] != values[1]:
            yield Change(f"assumptions.{name}", row_label(row), *values)


def _drawn(row: Assumption) -> Any:
    """Value of a row, or low, base and high where it is drawn."""
    return row.base if row.distribution == "fixed" else [row.low, row.base, row.high]


def _changes(a: dict[str, Any], b: dict[str, Any], names: Mapping[str, str] = NOBODY) -> Iterator[Change]:
    for where in dict.fromkeys((*a, *b)):
        if a.get(where) != b.get(where):
            yield Change(where, _label(where, names), a.get(where), b.get(where))


def field_words(where: str) -> str:
    """Place of a field of a scenario in words: *Jaar van een ernstig incident*."""
    return _label(where, NOBODY)


def _label(where: str, names: Mapping[str, str]) -> str:
    """Place of a field in words: *Maasdriel: vertrouwen*; what people named themselves stays as it is."""
    parts, who = where.split("."), ""
    if parts[0] == "parties" and len(parts) > 2:
        who, parts = f"{names[parts[1]]}: ", parts[2:]
    said = [_(LABELS[part]) if part in LABELS else part for part in parts if part not in AROUND]
    return f"{who}{', '.join(said)}" if who else capital(", ".join(said))


def _dumped(model: Case | Scenario) -> dict[str, Any]:
    told: dict[str, Any] = model.model_dump(mode="json", exclude={"assumptions", "id", "plan"})
    return told


def _flat(value: Any, where: str = "") -> dict[str, Any]:
    """Values by dotted path; things in lists by their code, id or name; a figure is its value, or its range."""
    if isinstance(value, dict) and "value" in value:
        ends = [value.get(name) for name in ("low", "value", "high")]
        return {where: value["value"] if ends[0] is ends[2] is None else ends}
    if isinstance(value, dict):
        pairs = [(str(key), one) for key, one in value.items() if key not in OF_A_SOURCE]
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        keys = [str(one.get("code") or one.get("id") or one.get("name") or n) for n, one in enumerate(value, start=1)]
        pairs = list(zip(keys, value, strict=True))
    else:
        return {where: value}
    found: dict[str, Any] = {}
    for key, one in pairs:
        found |= _flat(one, f"{where}.{key}" if where else key)
    return found
