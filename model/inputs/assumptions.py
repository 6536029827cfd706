"""Assumptions: one row of `data/assumptions.csv` per number that is not in a case."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import Field

from model.errors import InputError, Problem
from model.inputs.base import Strict
from model.language import _
from model.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from model.inputs.case import Case
    from model.inputs.figures import Figure
    from model.inputs.scenario import Scenario

R = TypeVar("R")
Distribution = Literal["pert", "uniform", "lognormal", "gamma", "choice", "fixed"]


class Assumption(Strict):
    """One number that the model takes from the table.

    Attributes
    ----------
    id : str
        ``mechanism.field``.
    distribution : str
        ``fixed`` rows are never drawn; their range is only swept. ``lognormal``: base is the median, high
        the 95th percentile. ``choice``: equal weights over `choices`.
    low, base, high, null : float or None
        In `unit`; `null` is the value at which a judged effect does nothing.
    evidence : str
        Row or section of the evidence.
    overridden_by : str
        ``case`` or ``scenario`` with its id, when one of them set the row.
    """

    id: str
    name: str
    name_nl: str
    unit: str
    distribution: Distribution
    low: float | None
    base: float
    high: float | None
    null: float | None
    source_title: str
    source_url: str
    source_year: int | None
    confidence: Annotated[int, Field(ge=1, le=3)]
    kind: Literal["measured", "derived", "judgement"]
    evidence: str
    note: str = ""
    note_nl: str = ""
    choices: tuple[float, ...] = ()
    overridden_by: str = ""


def load_assumptions(path: Path | None = None) -> tuple[Assumption, ...]:
    """Read the shipped table of assumptions, or a file with the same columns.

    Raises InputError: with every wrong cell.
    """
    path = path or data_path("assumptions.csv")
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _load(path: Path, _changed: int) -> tuple[Assumption, ...]:
    """Read a table once, and again when its file changed."""
    return read_table(path, _assumption)


def _assumption(cells: dict[str, str]) -> Assumption:
    numbers = {name: float(cells[name]) if cells[name] else None for name in ("low", "base", "high", "null")}
    ends = [numbers["low"], numbers["base"], numbers["high"]]
    row = Assumption.model_validate(
        {
            **cells,
            **numbers,
            "source_year": int(cells["source_year"]) if cells["source_year"] else None,
            "confidence": int(cells["confidence"]),
            "choices": tuple(ends) if cells["distribution"] == "choice" else (),
        }
    )
    known = [end for end in ends if end is not None]
    if known != sorted(known):
        msg = "low <= base <= high"
        raise ValueError(msg)
    return row


def read_table(path: Path, build: Callable[[dict[str, str]], R]) -> tuple[R, ...]:
    """Read a CSV table of ours, one object per row."""
    rows, problems = [], []
    with path.open(encoding="utf-8", newline="") as stream:
        for line, cells in enumerate(csv.DictReader(stream), start=2):
            try:
                rows.append(build(cells))
            except (ValueError, KeyError, TypeError) as error:
                what = str(error).splitlines()[-1 if isinstance(error, KeyError) else 0]
                problems.append(Problem(_("This row cannot be used: {why}", why=what), path.name, line))
    if problems:
        raise InputError(problems)
    return tuple(rows)


def resolve(
    assumptions: tuple[Assumption, ...], case: Case | None = None, scenario: Scenario | None = None
) -> tuple[Assumption, ...]:
    """Apply what a case and a scenario set otherwise; the scenario wins.

    A row that was set says by whom in `overridden_by` and carries the source that was given for it.
    """
    rows = {row.id: row for row in assumptions}
    for owner, label in ((case, "case"), (scenario, "scenario")):
        if owner is None:
            continue
        for name, figure in owner.assumptions.items():
            if name in rows:
                rows[name] = _overridden(rows[name], figure, f"{label} {owner.id}")
    return tuple(rows.values())


def _overridden(row: Assumption, figure: Figure, by: str) -> Assumption:
    measured = by.startswith("case") and figure.source is not None and not figure.estimated
    return row.model_copy(
        update={
            "distribution": figure.shape,
            "low": figure.low,
            "base": figure.value,
            "high": figure.high,
            "choices": figure.choices,
            "source_title": figure.source or _("judgement of the makers"),
            "source_url": figure.url or "",
            "source_year": figure.year,
            "confidence": figure.confidence or 1,
            "kind": "measured" if measured else "judgement",
            "evidence": "",
            "note": figure.note or "",
            "note_nl": figure.note or "",
            "overridden_by": by,
        }
    )
