"""Options as the records of the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from model.engine import records
from model.engine.names import SIGNPOSTS
from model.engine.records import NEVER, PERCENT, POLICY
from model.engine.room import fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.inputs import Action, Case, Option
    from model.inputs.figures import Figure

BASES: Final = ("inhabitants", "workplaces", "fte", "usage", "fixed")
DESTINATIONS: Final = {"own": records.OWN, "host": records.HOST, "market": records.MARKET, "other_gr": records.OTHER}
OTHERWISE: Final = {"own": records.OWN, "market": records.MARKET, "none": -1}
LEVERS: Final = {
    "dvo": records.DVO, "siam": records.SIAM, "framework": records.FRAMEWORK,
    "shared_vision": records.VISION, "recalibrate": records.RECALIBRATE,
}  # fmt: skip
KINDS: Final = {
    "change_form": records.CHANGE_FORM, "change_key": records.CHANGE_KEY, "add_member": records.ADD_MEMBER,
    "add_task": records.ADD_TASK, "invest": records.INVEST, "change_sourcing": records.CHANGE_SOURCING,
    "leave": records.LEAVE, "dissolve": records.DISSOLVE, "merge_organisations": records.MERGE,
}  # fmt: skip


def weights(key: Mapping[Any, float]) -> np.ndarray:
    """Weights of a cost key in the order of `BASES`."""
    return np.array([float(key.get(base, 0.0)) for base in BASES])


def policies(case: Case, options: Sequence[Option], place: Mapping[str, int], tasks: Sequence[str]) -> np.recarray:
    """Options as records (option,).

    Parameters
    ----------
    place : mapping of code to int
        Place of each party in the order of the codes.
    tasks : sequence of str
        Names of the tasks with a volume of their own, in the order of the facts.
    """
    table = np.zeros(len(options), POLICY)
    for o, option in enumerate(options):
        moves = _new_employers(option, case)
        rows = [
            _action(step, case, place, tasks) | {"employer": int(a in moves)} for a, step in enumerate(option.actions)
        ]
        table["actions"][o] = len(rows)
        fill(table["action"][o], rows, "actions")
        for a, step in enumerate(option.actions):
            if step.kind == "dissolve":
                for code, rank in place.items():
                    table["destination"][o, a, rank] = DESTINATIONS[step.destination_of(code)]
    return table.view(np.recarray)


def _known(capacity: Figure | None) -> float:
    """Room of a host in inhabitants; below 0 where nobody knows it."""
    return -1.0 if capacity is None else float(capacity)


def host_code(written: str | None, case: Case) -> str:
    """Code of the member that hosts."""
    if written not in (None, "largest"):
        return str(written)
    return max(case.parties, key=lambda party: (float(party.inhabitants), party.code)).code


def _new_employers(option: Option, case: Case) -> set[int]:
    """Places of the changes of form that give the staff another employer; those with a signpost come last."""
    form, found = case.arrangement.legal_form, set()
    years = [step.year(case.budget_year) for step in option.actions]
    for a in sorted(range(len(years)), key=lambda a: years[a] or NEVER):
        step = option.actions[a]
        if step.kind == "change_form":
            if step.to.employer != form.employer:
                found.add(a)
            form = step.to
    return found


def _action(action: Action, case: Case, place: Mapping[str, int], tasks: Sequence[str]) -> dict[str, Any]:
    year = action.year(case.budget_year)
    row: dict[str, Any] = {
        "kind": KINDS[action.kind],
        "year": NEVER if year is None else year - case.budget_year,
        "signpost": -1,
        "task": -1,
        "capacity": _known(getattr(action, "host_capacity", None)),
        "otherwise": OTHERWISE[getattr(action, "otherwise", "none")],
    }
    if action.when is not None:
        row |= {
            "signpost": SIGNPOSTS.index(action.when.signpost),
            "above": int(action.when.direction == "above"),
            "value": action.when.value,
            "lead": action.when.lead_years,
        }
    return row | _terms(action, case, place, tasks)


def _terms(action: Action, case: Case, place: Mapping[str, int], tasks: Sequence[str]) -> dict[str, Any]:
    """Fields of one kind of action."""
    row: dict[str, Any] = {}
    if action.kind == "change_form":
        hosted = action.to.employer == "host"
        row |= {"amount": action.promised_saving_pct / PERCENT, "hosted": int(hosted)}
        row |= {"party": place[host_code(action.host, case)]} if hosted else {}
    elif action.kind == "change_key":
        row |= {"key": weights(action.key), "phase_years": action.phase_years}
    elif action.kind == "add_member":
        row |= {"party": place[action.member.code], "members_pay": int(action.integration_paid_by == "members")}
    elif action.kind == "add_task":
        row["amount"] = (action.pct_of_retained or 0.0) / PERCENT
        row["task"] = tasks.index(action.name) if action.own_volume else -1
    elif action.kind == "invest":
        own = {"one_off": action.one_off_eur, "yearly": action.yearly_eur, "delay": action.delay_years}
        row |= {"lever": LEVERS[action.lever]} | {name: -1.0 if x is None else x for name, x in own.items()}
    elif action.kind == "change_sourcing":
        row["destination"] = DESTINATIONS[action.to]
    elif action.kind == "leave":
        row |= {"party": place[action.party], "destination": DESTINATIONS[action.destination]}
    elif action.kind == "merge_organisations":
        row["amount"] = float(action.inhabitants)
    return row
