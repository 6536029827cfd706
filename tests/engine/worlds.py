"""Small worlds for tests of the engine: a case whose euros can be worked out by hand, and drivers that stand still."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest

from model.inputs import build_case, build_option, build_scenario, load_legislation
from model.inputs.case import PlanYear
from model.simulation import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np

    from model.engine.outcome import Outcome
    from model.inputs import Case, Option, Scenario

STILL: Final[dict[str, float]] = {
    "prices.inflation_mean": 0.0,
    "prices.wage_agreement": 0.0,
    "prices.wage_excess": 0.0,
    "prices.own_software": 0.0,
    "prices.saas": 0.0,
    "prices.vendor_step_rate": 0.0,
    "prices.deflator_excess": 0.0,
    "cloud.pace_factor": 0.0,
    "law.unknown_rate": 0.0,
    "operations.volume_growth": 0.0,
    "operations.volume_spread": 0.0,
    "operations.budget_cut": 0.0,
    "operations.budget_level": 1.0,
    "service.needs_drift": 0.0,
    "staff.tightness": 1.0,
    "relation.voice_rate": 0.0,
    "relation.voice_slope": 0.0,
    "incident.rate": 0.0,
}
"""Rows that stop every driver, drift and shock. Surprises in consumer prices stop with `still_scenario`."""

FRICTIONLESS: Final[dict[str, float]] = {
    "scale.elasticity": 0.0,
    "cloud.joint_discount": 0.0,
    "cloud.migration_cost": 0.0,
    "transition.split": 0.0,
    "transition.entry": 0.0,
    "transition.form": 0.0,
    "transition.task": 0.0,
    "transition.sourcing": 0.0,
    "transition.dual_months": 0.0,
    "transition.delay_factor": 0.0,
    "transition.split_months": 0.0,
    "transition.form_months": 0.0,
    "transition.merger": 0.0,
    "stranded.taken_over": 1.0,
    "stranded.overhead": 0.0,
    "staff.breakup_outflow": 1.0,
    "staff.employer_outflow": 1.0,
}
"""Rows that take the cost out of a change, so that a test sees one mechanism at a time."""

BUDGET: Final = {
    "hosting": 1_000_000,
    "technical_staff": 2_000_000,
    "functional_staff": 1_000_000,
    "back_office_staff": 0,
    "software": 1_500_000,
    "overhead": 500_000,
}
"""6.0 million; 30 fte at € 100.000."""

PEOPLE: Final = (10_000, 20_000, 30_000)
CONTINUE: Final = build_option({"actions": []}, name="continue")


@cache
def law_ids() -> tuple[str, ...]:
    """Every shipped law."""
    return tuple(act.id for act in load_legislation())


def hand_case(
    people: Sequence[int] = PEOPLE,
    *,
    horizon: int = 8,
    arrangement: Mapping[str, Any] | None = None,
    organisation: Mapping[str, Any] | None = None,
    party: Mapping[str, Any] | None = None,
) -> Case:
    """A case in which nothing is estimated: by default three members who pay 1, 2 and 3 million.

    Parameters
    ----------
    people : sequence of int
        Inhabitants; the codes are GM0001, GM0002 ...
    arrangement, organisation, party : mapping
        Fields to replace, `party` for every party.
    """
    members = [
        {
            "code": f"GM{i:04d}",
            "name": f"Gemeente {i}",
            "inhabitants": count,
            "workplaces": count // 100,
            "fte": count // 100,
            "usage": count // 10,
            "fixed_share": count / sum(people),
            "applications": 200,
            "cloud_share": 0.5,
            "cloud_ambition": 1.0,
            "retained_fte": 1.0,
            "trust": 0.6,
            "needs": {"pace": 0.5, "tailoring": 0.5, "security": 0.5},
            **(party or {}),
        }
        for i, count in enumerate(people, start=1)
    ]
    data = {
        "name": "Rekenvoorbeeld",
        "budget_year": 2026,
        "horizon_years": horizon,
        "arrangement": {
            "legal_form": "bedrijfsvoeringsorganisatie",
            "notice_months": 12,
            "exit_rule": {"rule": "taper"},
            "cost_key": {"inhabitants": 1.0},
            "dissolution_key": {"inhabitants": 1.0},
            **(arrangement or {}),
        },
        "parties": members,
        "organisation": {
            "budget_eur": BUDGET,
            "other_income_eur": 0,
            "specialisms": [
                {"name": "netwerk", "group": "technical", "heads": 20},
                {"name": "beheer", "group": "functional", "heads": 10},
            ],
            "assets": [],
            "contracts": [],
            "reserve_eur": 0,
            "backlog_eur": 0,
            **(organisation or {}),
        },
    }
    return build_case(data, name="rekenvoorbeeld")


def still_scenario(**fields: Any) -> Scenario:
    """No uncertainty, no laws, no unplanned exits; `fields` replace or add."""
    still: dict[str, Any] = {"exits": "none", "uncertainty": False, "laws": {"off": list(law_ids())}}
    return build_scenario({**still, **fields}, name="stil")


def drawn_scenario(**fields: Any) -> Scenario:
    """Like `still_scenario`, but assumptions are drawn; prices stand still as in the plan of `flat`."""
    return still_scenario(**{"uncertainty": True, "indexation": "plan", **fields})


def flat(case: Case) -> Case:
    """Give the same case with a published plan in which nothing grows."""
    paid = {party.code: 1.0 for party in case.parties}
    years = tuple(
        PlanYear(year=year, total_eur=float(len(paid)), contributions_eur=paid, source="verzonnen")
        for year in case.years
    )
    return case.model_copy(update={"plan": years})


def option(*actions: Mapping[str, Any], name: str = "proef") -> Option:
    """An option from plain actions."""
    return build_option({"actions": [dict(action) for action in actions]}, name=name)


def run(
    case: Case,
    *options: Option,
    scenario: Scenario | None = None,
    pinned: Mapping[str, float] | None = None,
    draws: int = 1,
    seed: int = 0,
    keep: str = "full",
) -> Outcome:
    """Continue and `options` in a world that stands still but for what is asked.

    `pinned` comes on top of `STILL`.
    """
    world = scenario or still_scenario()
    subject = flat(case) if world.indexation == "plan" and not case.plan else case
    return simulate(
        subject, world, [CONTINUE, *options], draws=draws, seed=seed, keep=keep,
        pinned={**STILL, **(pinned or {})},
    )  # fmt: skip


def cost(outcome: Outcome, name: str) -> np.ndarray:
    """Cost of one item, (option, draw, party, year), EUR nominal."""
    assert outcome.cost is not None
    return outcome.cost[..., outcome.i(name)]


def seen(outcome: Outcome, name: str) -> np.ndarray:
    """One observable, (option, draw, party, year)."""
    return outcome.observable[..., outcome.obs(name)]


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give the Python function behind a compiled one that calls nothing else; spares its compilation."""
    return getattr(function, "py_func", function)


def exactly(expected: Any) -> Any:
    """Give a figure worked out by hand, to the rounding of a computer."""
    return pytest.approx(expected, rel=1e-12)
