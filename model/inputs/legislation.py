"""Dated laws: `data/legislation.csv`, and what a scenario changes in it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from model.inputs.assumptions import read_table
from model.inputs.base import Strict
from model.resources import data_path

if TYPE_CHECKING:
    from pathlib import Path

    from model.inputs.case import Case
    from model.inputs.scenario import AddedLaw, Laws, Scenario

EURO_COLUMNS = ("one_off_low", "one_off_base", "one_off_high", "structural_low", "structural_base", "structural_high")


class Act(Strict):
    """One act, directive or decree with the date from which it asks for work.

    Attributes
    ----------
    date : dt.date
        Day of entry into force, expected when `date_confirmed` is False.
    binds : bool
        Whether it asks anything of the joint organisation that is not yet in its budget; `note` says why not.
    one_off_low, one_off_base, one_off_high : float or None
        EUR per municipality at the price level of `price_year`.
    structural_low, structural_base, structural_high : float or None
        EUR per inhabitant a year.
    fte_class : {"S", "M", "L", ""}
        Effort class per municipality where no euros are known.
    security : bool
        Security law: the fixed fraction is `law.security_fixed`.
    fixed_share : float or None
        Fixed fraction of a law that a scenario added, 0..1.
    """

    id: str
    name: str
    name_nl: str
    date: dt.date
    date_confirmed: bool
    maturity: Literal["proposal", "adopted", "in_force"]
    binds: bool
    one_off_low: float | None = None
    one_off_base: float | None = None
    one_off_high: float | None = None
    structural_low: float | None = None
    structural_base: float | None = None
    structural_high: float | None = None
    fte_class: Literal["S", "M", "L", ""] = ""
    security: bool = False
    price_year: int | None = None
    source_title: str = ""
    source_url: str = ""
    confidence: Annotated[int, Field(ge=1, le=3)] = 1
    note: str = ""
    note_nl: str = ""
    fixed_share: float | None = None

    @property
    def year(self) -> float:
        """Date as a decimal year: 1 July 2026 is 2026.5."""
        first = dt.date(self.date.year, 1, 1)
        length = (dt.date(self.date.year + 1, 1, 1) - first).days
        return self.date.year + (self.date - first).days / length


def load_legislation(path: Path | None = None) -> tuple[Act, ...]:
    """Read the table of laws (`path`: another file with the same columns)."""
    path = path or data_path("legislation.csv")
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _load(path: Path, _changed: int) -> tuple[Act, ...]:
    """Read a table once, and again when its file changed."""
    return read_table(path, _act)


def _act(cells: dict[str, str]) -> Act:
    euros = {name: float(cells[name]) if cells[name] else None for name in EURO_COLUMNS}
    yes_no = {"yes": True, "no": False}
    return Act.model_validate(
        {
            **cells,
            **euros,
            **{name: yes_no[cells[name]] for name in ("date_confirmed", "binds", "security")},
            "date": dt.date.fromisoformat(cells["date"]),
            "price_year": int(cells["price_year"]) if cells["price_year"] else None,
            "confidence": int(cells["confidence"]),
        }
    )


def resolve_laws(acts: tuple[Act, ...], scenario: Scenario | None = None, case: Case | None = None) -> tuple[Act, ...]:
    """Leave out, move and add laws as the case says, and then as the scenario does."""
    for source in (case, scenario):
        acts = acts if source is None else _changed(acts, source.laws)
    return acts


def _changed(acts: tuple[Act, ...], laws: Laws) -> tuple[Act, ...]:
    kept = [act for act in acts if act.id not in laws.off]
    moved = [act.model_copy(update={"date": laws.move[act.id]}) if act.id in laws.move else act for act in kept]
    return (*moved, *(_added(law) for law in laws.add))


def _added(law: AddedLaw) -> Act:
    return Act(
        id=law.id,
        name=law.name,
        name_nl=law.name,
        date=law.date,
        date_confirmed=False,
        maturity=law.maturity,
        binds=True,
        one_off_base=law.one_off_eur,
        structural_base=law.structural_eur_per_inhabitant,
        fte_class=law.fte_class or "",
        source_title=law.source or "",
        fixed_share=law.fixed_share,
    )
