"""Tasks with a volume of their own, over all options of a run, as records of the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine.records import PERCENT
from model.engine.room import refuse_overflow
from model.errors import InputError, Problem
from model.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from model.inputs import Case, Option
    from model.inputs.figures import Figure
    from model.inputs.options import AddTask


def own_tasks(case: Case, options: Sequence[Option], unit: float) -> dict[str, Task]:
    """Tasks that some option moves in, by name; whoever does such a task does it in every option.

    Parameters
    ----------
    unit : float
        EUR per fte, for a task of which only the staff is known.

    Raises
    ------
    InputError
        Two options give one task two volumes.
    """
    found: dict[str, Task] = {}
    for option in options:
        for action in option.actions:
            if action.kind == "add_task" and action.own_volume:
                task = _task(action, case, unit)
                if found.setdefault(action.name, task) != task:
                    message = _("The same task has two volumes.")
                    raise InputError(Problem(message, field="actions.name", found=action.name))
    return found


Task = tuple[float, float, dict[str, float], dict[str, float]]
"""Growth a year, promised saving (shares), and by code yearly EUR and fte."""


def _task(action: AddTask, case: Case, unit: float) -> Task:
    fte = _by_party(action.fte, action.fte_of, case)
    annual = _by_party(action.annual_eur, action.annual_eur_of, case)
    if not annual:
        annual = {code: people * unit for code, people in fte.items()}
    return action.growth_pct / PERCENT, action.promised_saving_pct / PERCENT, annual, fte


def _by_party(total: Figure | None, parts: Mapping[str, Figure], case: Case) -> dict[str, float]:
    """Figures by code; a total is divided over the members by inhabitants."""
    if total is None:
        return {code: float(part) for code, part in parts.items()}
    return {party.code: float(total) * float(party.inhabitants) / case.inhabitants for party in case.parties}


def fill_tasks(table: np.ndarray, tasks: Mapping[str, Task], place: Mapping[str, int]) -> None:
    """Write the tasks into the facts."""
    refuse_overflow(table, list(tasks), "tasks")
    for n, (growth, saving, annual, fte) in enumerate(tasks.values()):
        table["growth"][n], table["saving"][n] = growth, saving
        for name, amounts in (("annual", annual), ("fte", fte)):
            for code, amount in amounts.items():
                if code in place:
                    table[name][n, place[code]] = amount
