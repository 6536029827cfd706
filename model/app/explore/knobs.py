"""The sliders of the explorer: what each sets in a scenario, over which range, and how its values are said.

A slider moves the central value of one row of `data/assumptions.csv`; the range of the row moves along, so that what
nobody knows stays unknown. Its own range is that of the row, widened to what a shipped scenario sets. A few knobs set
a field of the scenario instead: a year, or a switch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from model.inputs import load_assumptions, load_scenario
from model.inputs.figures import Figure
from model.language import N_, _, current, number, percent
from model.resources import list_scenarios
from model.show.labels import capital
from model.show.units import unit_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.inputs import Assumption, Case, Scenario

Value = float | bool
Kind = Literal["row", "year", "percentage", "switch"]

POSITIONS: Final = 50  # about so many places on a slider
NEVER: Final = 0.0  # of a year: what it would bring does not come
SHARES: Final = frozenset({"share", "share per year", "share of budget", "share of own cost"})
GROUPS: Final = {
    "cloud": N_("Cloud"),
    "legislation": N_("Legislation"),
    "prices": N_("Prices"),
    "labour": N_("Labour market"),
    "needs": N_("Needs and work"),
    "relation": N_("Relation"),
    "agreements": N_("Agreements"),
}


@dataclass(frozen=True)
class Knob:
    """One control.

    Parameters
    ----------
    id : str
        Row of `data/assumptions.csv`, or field of a scenario.
    group : str
        Key of `GROUPS`.
    kind : {"row", "year", "percentage", "switch"}
    label : str
        English source text; empty for a row, which has its own name.
    on, off : bool or str
        What a switch writes into its field.
    needs : str
        Knob without which this one does nothing.
    """

    id: str
    group: str
    kind: Kind = "row"
    label: str = ""
    on: bool | str = True
    off: bool | str = False
    needs: str = ""


KNOBS: Final = (
    Knob("cloud.pace_factor", "cloud"),
    Knob("cloud.price_ratio", "cloud"),
    Knob("cloud.stickiness", "cloud"),
    Knob("cloud.migration_cost", "cloud"),
    Knob("cloud_stall_year", "cloud", "year", N_("year in which cloud stalls (sovereignty)")),
    Knob("cloud_return_pct", "cloud", "percentage", N_("cloud work that then returns"), needs="cloud_stall_year"),
    Knob("law.unknown_rate", "legislation"),
    Knob("law.ict_share", "legislation"),
    Knob("law.slip_mean", "legislation"),
    Knob("prices.wage_excess", "prices"),
    Knob("prices.saas", "prices"),
    Knob("prices.own_software", "prices"),
    Knob("prices.inflation_mean", "prices"),
    Knob("vendor_step_year", "prices", "year", N_("year in which a vendor raises its prices")),
    Knob("staff.tightness", "labour"),
    Knob("staff.outflow", "labour"),
    Knob("staff.time_to_fill", "labour"),
    Knob("staff.hire_premium", "labour"),
    Knob("service.needs_drift", "needs"),
    Knob("operations.volume_growth", "needs"),
    Knob("operations.budget_cut", "needs"),
    Knob("operations.innovation", "needs"),
    Knob("exits", "relation", "switch", N_("members may leave unplanned"), on="simulated", off="none"),
    Knob("relation.trust_gain", "relation"),
    Knob("relation.exit_trust", "relation", needs="exits"),
    Knob("relation.voice_rate", "relation"),
    Knob("incident_year", "relation", "year", N_("year of a severe security incident")),
    Knob("coordination", "agreements", "switch", N_("coordination costs more with more members")),
    Knob("governance.coordination", "agreements", needs="coordination"),
    Knob("governance.clarity_effect", "agreements", needs="coordination"),
    Knob("governance.siam_effect", "agreements", needs="coordination"),
    Knob("governance.lever_effect", "agreements"),
)
BY_ID: Final = {knob.id: knob for knob in KNOBS}


def preset(knob: Knob, rows: Mapping[str, Assumption], scenario: Scenario) -> Value:
    """Value of a knob in a scenario as it was loaded."""
    if knob.kind == "row":
        return rows[knob.id].base
    value = getattr(scenario, knob.id)
    return bool(value == knob.on) if knob.kind == "switch" else float(value or NEVER)


def places(knob: Knob, case: Case, now: Value) -> tuple[Value, ...]:
    """Values that a slider can take, in order; the present one is always among them.

    Parameters
    ----------
    knob : Knob
    case : Case
        Gives the years.
    now : float or bool
        Value of the preset.
    """
    if knob.kind == "switch":
        return False, True
    if knob.kind == "year":
        return NEVER, *map(float, case.years[1:])
    if knob.kind == "percentage":
        return tuple(sorted({*(10.0 * k for k in range(11)), float(now)}))
    low, high = _range(knob.id)
    low, high = min(low, float(now)), max(high, float(now))
    step = _step(high - low)
    steps = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1)
    return tuple(sorted({round(low, 9), round(high, 9), *np.round(steps * step, 9).tolist(), float(now)}))


def said(knob: Knob, value: Value, rows: Mapping[str, Assumption]) -> str:
    """Value of a knob in words."""
    if knob.kind == "switch":
        return _("yes") if value else _("no")
    if knob.kind == "year":
        return str(int(value)) if value else _("never")
    if knob.kind == "percentage":
        return percent(value / 100)
    low, high = _range(knob.id)
    unit, step = rows[knob.id].unit, _step(high - low)
    if unit in SHARES:
        rest = unit_label(unit).partition(" ")[2]
        return f"{percent(value, _digits(100 * step))} {rest}".strip()
    if unit in ("factor", "ratio"):
        return f"\N{MULTIPLICATION SIGN} {number(value, _digits(step))}"
    return f"{number(value, _digits(step))} {unit_label(unit)}"


def label(knob: Knob, rows: Mapping[str, Assumption]) -> str:
    """Name of a knob in the reader's language."""
    if knob.label:
        return capital(_(knob.label))
    row = rows[knob.id]
    return capital(row.name_nl if current() == "nl" else row.name)


def shifted(row: Assumption, value: float, source: str) -> Figure:
    """Row as a figure with another central value; its range moves along, but not through zero.

    Parameters
    ----------
    row : Assumption
        As it holds without the knob.
    value : float
        New central value, in the unit of the row.
    source : str
        Who says so.
    """
    about: dict[str, Any] = {"source": source, "estimated": True}
    if row.distribution != "pert" or row.low is None or row.high is None:
        return Figure.model_validate({"value": value, **about})
    low, high = row.low + value - row.base, row.high + value - row.base
    if row.low >= 0.0:
        low = min(max(low, 0.0), value)
    return Figure.model_validate({"low": round(low, 12), "base": value, "high": round(high, 12), **about})


@cache
def _range(row_id: str) -> tuple[float, float]:
    """Range of a slider: that of the row, and what shipped scenarios make of it."""
    row = next(row for row in load_assumptions() if row.id == row_id)
    known = [end for end in (row.low, row.base, row.high) if end is not None]
    known += [float(scenario.assumptions[row_id]) for scenario in _shipped() if row_id in scenario.assumptions]
    return min(known), max(known)


@cache
def _shipped() -> tuple[Scenario, ...]:
    return tuple(load_scenario(name) for name in list_scenarios())


def _step(width: float) -> float:
    """Round step that gives about `POSITIONS` places."""
    power = 10.0 ** np.floor(np.log10(width / POSITIONS))
    return float(min((factor * power for factor in (1, 2, 5, 10)), key=lambda step: abs(width / step - POSITIONS)))


def _digits(step: float) -> int:
    return next((d for d in range(5) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 4)
