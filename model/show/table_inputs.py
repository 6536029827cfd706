"""Tables of what went in: assumptions, what the case leaves to estimates, laws, and how it was computed."""

from __future__ import annotations

import math
import platform
import re
from importlib import metadata
from typing import TYPE_CHECKING, Final

import model
from model.inputs.legislation import EURO_COLUMNS
from model.language import _, current, date, euro, euro_range, number, year
from model.show.labels import confidence_label, field_label, kind_label, maturity_label, option_label, row_label
from model.show.sources import source_label
from model.show.table import Cell, Column, Table, cell_of, number_columns, text_columns
from model.show.units import unit_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from model.engine.outcome import Outcome
    from model.inputs import Assumption, Case
    from model.inputs.legislation import Act

CALENDAR_YEAR: Final = "calendar year"
EVIDENCE: Final = re.compile(r"[A-F]\d\d")
LIBRARIES: Final = ("numpy", "scipy", "numba", "pandas", "matplotlib")


def assumptions_table(assumptions: Iterable[Assumption]) -> Table:
    """Every assumption used: range, unit, kind, source, and whether the case or scenario set it."""
    rows = [
        (
            Cell(row_label(row), row.id),
            plain(row.low, row.unit),
            plain(row.base, row.unit),
            plain(row.high, row.unit),
            Cell(unit_label(row.unit), row.unit),
            Cell(kind_label(row.kind), row.kind),
            Cell(source_label(row.source_title), row.source_title, url=row.source_url),
            Cell("" if row.source_year is None else year(row.source_year), row.source_year),
            Cell(confidence_label(row.confidence), row.confidence),
            Cell(set_by(row.overridden_by), row.overridden_by),
        )
        for row in assumptions
    ]
    columns = (
        Column(_("assumption"), align="left"),
        *number_columns(_("low"), _("base"), _("high")),
        *text_columns(_("unit"), _("kind"), _("source"), _("source year"), _("confidence"), _("set by")),
    )
    notes = (
        _(
            "Measured: found in a source. Derived: computed from a source. Judgement: nobody "
            "measured it; it varies over the whole range."
        ),
    )
    return Table("assumptions", _("Assumptions used"), columns, tuple(rows), notes)


def estimates_table(case: Case, assumptions: Iterable[Assumption] = ()) -> Table:
    """Every figure of the case that is an estimate, with what it was estimated from.

    Parameters
    ----------
    assumptions : iterable of Assumption
        Rows as used, to name the benchmark instead of its id.
    """
    names = [party.name for party in case.parties]
    benchmarks = {row.id: row_label(row) for row in assumptions}
    rows = [
        (Cell(field_label(field, names), field), _estimate(field, value), _benchmark(source, benchmarks))
        for field, value, source in case.estimates()
    ]
    columns = (Column(_("figure"), align="left"), Column(_("estimate")), Column(_("estimated from"), align="left"))
    return Table("estimates", _("Figures of the case that are estimated"), columns, tuple(rows))


def laws_table(acts: Iterable[Act], budget_year: int | None = None, shipped: Iterable[Act] = ()) -> Table:
    """Laws that the model reckons with: date, euros or *geen bedrag bekend*, and why some do not count.

    Parameters
    ----------
    acts : iterable of Act
        As used, the switches of the scenario done.
    budget_year : int, optional
        Laws that surely bind in it are in the budget already.
    shipped : iterable of Act
        Laws before the scenario: those that it leaves out are shown too, those that it moves or adds say so.
    """
    before = {act.id: act for act in shipped}
    used = {act.id: act for act in acts}
    rows = [
        (
            Cell(row_label(act), act.id),
            Cell(act_date(act, before.get(act.id)), act.date.isoformat()),
            Cell(maturity_label(act.maturity), act.maturity),
            law_amount(act, act.one_off_low, act.one_off_base, act.one_off_high),
            law_amount(act, act.structural_low, act.structural_base, act.structural_high),
            Cell(counts(act, budget_year, used=act.id in used, added=bool(before) and act.id not in before)),
            Cell(source_label(act.source_title), act.source_title, url=act.source_url or ""),
        )
        for act in sorted((before | used).values(), key=lambda act: (act.date, act.id))
    ]
    columns = (
        *text_columns(_("law"), _("expected"), _("stage")),
        *number_columns(_("one-off per municipality"), _("per inhabitant per year")),
        *text_columns(_("how it counts"), _("source")),
    )
    notes = (_("Where no amount is known the model uses a class of work in fte, which is a judgement."),)
    return Table("laws", _("Laws that the model reckons with"), columns, tuple(rows), notes)


def run_table(outcome: Outcome, *, command: str = "", hashes: Mapping[str, str] | None = None) -> Table:
    """How it was computed, so that anyone can do it again: versions, seed, hashes, command.

    Parameters
    ----------
    command : str
        The command that makes the same page again.
    hashes : mapping of str to str, optional
        Further hashes by name (case file, scenario file, template).
    """
    facts = {
        _("Herijk"): model.__version__,
        _("engine (hash)"): outcome.engine_hash,
        _("case"): outcome.case.id,
        _("scenario"): outcome.scenario.id or "",
        _("options"): ", ".join(option_label(outcome, option) for option in outcome.options),
        _("calculated futures"): number(outcome.futures),
        _("seed"): str(outcome.seed),
        _("Python"): platform.python_version(),
        **{name: metadata.version(name) for name in LIBRARIES},
        **(hashes or {}),
        **({_("command"): command} if command else {}),
    }
    rows = tuple((Cell(name), Cell(value, value)) for name, value in facts.items())
    columns = text_columns(_("what"), _("value"))
    return Table("run", _("How it was computed"), columns, rows)


def plain(value: float | None, unit: str = "") -> Cell:
    """Number with the digits it was given with, at most six behind the point; a year without separator."""
    if value is None:
        return Cell("")
    if unit == CALENDAR_YEAR:
        return cell_of(year(value), value)
    decimals = next((d for d in range(7) if abs(value - round(value, d)) <= 1e-4 * abs(value)), 6)
    return cell_of(number(value, decimals), value)


def _estimate(field: str, value: float) -> Cell:
    """Estimate to three digits, which is more than a benchmark bears; a year as a year."""
    if field.endswith("_year"):
        return cell_of(year(value), value)
    size = math.floor(math.log10(abs(value))) if value else 0
    shown = round(value, 2 - size)
    return cell_of(plain(shown).text, value)


def _benchmark(source: str, names: Mapping[str, str]) -> Cell:
    """What an estimate came from: a row of the assumptions by name, a row of the evidence by its number."""
    if source in names:
        return Cell(names[source], source)
    return Cell(_("evidence, row {row}", row=source) if EVIDENCE.fullmatch(source) else source, source)


def set_by(who: str) -> str:
    """Who set a row, in words."""
    kind, _space, name = who.partition(" ")
    said = {"case": _("case"), "scenario": _("scenario")}.get(kind.rstrip(":"), kind)
    return f"{said} {name}".strip()


def act_date(act: Act, before: Act | None) -> str:
    """Day of a law, and what it was before the scenario."""
    if before is not None and before.date != act.date:
        return _("{date} in this scenario, otherwise {other}", date=date(act.date), other=date(before.date))
    return date(act.date) if act.date_confirmed else _("{date}, not confirmed", date=date(act.date))


def law_amount(act: Act, low: float | None, base: float | None, high: float | None) -> Cell:
    """Euros of a law; a dash where it does not count, because the reason beside it may name what is known."""
    if base is None:
        if low is not None and high is not None:
            return Cell(euro_range(low, high), base)
        return Cell(_("no amount known") if act.binds else "\N{EN DASH}", base)
    if low is None or high is None or low == high:
        return Cell(euro(base), base)
    return Cell(f"{euro(base)} ({euro_range(low, high)})", base)


def counts(act: Act, budget_year: int | None, *, used: bool, added: bool) -> str:
    """Whether and how an act counts, and what the scenario has to do with it."""
    if not used:
        return _("does not count: left out in this scenario")
    if not act.binds:
        note = act.note_nl if current() == "nl" else act.note
        return _("does not count: {reason}", reason=note) if note else _("does not count")
    if budget_year is not None and in_budget(act, budget_year):
        return _("is already in the budget of {year}", year=year(budget_year))
    return _("added by this scenario, {effort}", effort=_effort(act)) if added else _effort(act)


def in_budget(act: Act, budget_year: int) -> bool:
    """Whether an act surely binds before the budget year is over, so that its cost is in the budget (D4a)."""
    return act.year < budget_year + 1 and (act.date_confirmed or act.maturity == "in_force")


def _effort(act: Act) -> str:
    if any(getattr(act, name) is not None for name in EURO_COLUMNS):
        return _("by its amount")
    work = {"S": _("little work"), "M": _("moderate work"), "L": _("much work")}.get(act.fte_class or "")
    return _("as {work}, a judgement", work=work) if work else _("does not count: no effort known")
