"""Two things the model must refuse: a verdict without data, and a preference that only judgement carries."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import TYPE_CHECKING, Final

from model.decide.validation_items import Predicted
from model.decide.verdict import null_verdict, verdict
from model.inputs import build_case, build_option, build_scenario, load_case, load_option, load_scenario
from model.resources import list_cases, list_scenarios
from model.simulation import SHIPPED_OPTIONS, simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.decide.verdict import Verdict
    from model.inputs import Case, Option, Scenario

CLEAR: Final = 2.0
"""Standard errors beyond which a difference is no sampling error."""
DRAWS: Final = 1024
TEMPTING: Final = 30.0
"""Promised saving, percent: large enough to be preferred where half of it is believed."""


def poor_case() -> Case:
    """Case with the needed fields and nothing else."""
    return build_case(
        {
            "name": "Alleen het nodige",
            "budget_year": 2026,
            "arrangement": {"legal_form": "bedrijfsvoeringsorganisatie"},
            "parties": [
                {"code": f"XX000{i}", "name": f"Gemeente {i}", "inhabitants": count}
                for i, count in ((1, 20_000), (2, 30_000))
            ],
        },
        name="poor",
    )


def without_data(draws: int = DRAWS, seed: int = 0) -> Predicted:
    """1 if the verdict on a case without data asks for more data, otherwise 0."""
    outcome = simulate(poor_case(), "base", draws=draws, seed=seed)
    return Predicted(float(verdict(outcome).kind == "more_data"))


def carried(case: Case, scenario: Scenario, options: Sequence[Option], draws: int, seed: int = 0) -> Verdict:
    """Verdict with what remains of it at the null of every judged effect."""
    outcome = simulate(case, scenario, options, draws=draws, seed=seed, threads=1)
    null = null_verdict(case, scenario, options, simulate, assumptions=outcome.assumptions, draws=draws, seed=seed)
    return verdict(outcome, null=null)


def preferences(
    draws: int = DRAWS, seed: int = 0, cases: Sequence[str] | None = None, scenarios: Sequence[str] | None = None
) -> Predicted:
    """1 if no shipped case under any shipped scenario prefers another option than the measured part carries.

    A preference is carried when, with every judged effect at its null, the same option is cheaper by more than two
    standard errors. `where` names the worlds in which it is not.
    """
    options = [load_option(name).model_copy(update={"path": ""}) for name in SHIPPED_OPTIONS]
    known = [load_scenario(name) for name in scenarios or list_scenarios()]
    asked = list(product(map(load_case, cases or list_cases()), map(undated, known)))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda world: carried(world[0], world[1], options, draws, seed), asked))
    wrong = [world for world, verdict_ in zip(asked, found, strict=True) if not stands(verdict_)]
    where = tuple(f"{case.id}, {scenario.id}" for case, scenario in wrong)
    return Predicted(float(not wrong), where=where, worlds=len(asked))


def undated(scenario: Scenario) -> Scenario:
    """Scenario without dated shocks, which may lie outside the years of an older case."""
    return scenario.model_copy(update=dict.fromkeys(("cloud_stall_year", "vendor_step_year", "incident_year")))


def stands(found: Verdict) -> bool:
    """Whether a verdict gives no preference, or one that its figures at the null carry."""
    if found.gate != "preferred" or found.challenger is None:
        return True
    assert found.difference is not None  # noqa: S101 - there is a challenger
    assert found.null is not None  # noqa: S101 - carried() gives it
    same = found.difference.mean * found.null.mean > 0.0
    return same and abs(found.null.mean) > CLEAR * found.null.standard_error.value


def tempted(draws: int = DRAWS, seed: int = 0) -> Predicted:
    """1 if an option that pays only by a judged effect is preferred without the rule and refused with it.

    The option promises a saving; how much of a promise comes is judgement, and at its null none of it does.
    """
    case = load_case("dommelvallei")
    promise = build_option(
        {
            "actions": [
                {"kind": "change_form", "to": "bedrijfsvoeringsorganisatie", "after_years": 1,
                 "promised_saving_pct": TEMPTING}
            ]
        },
        name="promise",
    )  # fmt: skip
    options = [load_option("continue"), promise]
    scenario = build_scenario({"exits": "none"}, name="calm")
    outcome = simulate(case, scenario, options, draws=draws, seed=seed)
    believed = verdict(outcome)
    null = null_verdict(case, scenario, options, simulate, assumptions=outcome.assumptions, draws=draws, seed=seed)
    doubted = verdict(outcome, null=null)
    refused = "rests_on_judgement" in doubted.reasons and doubted.option is None
    return Predicted(float(believed.option == "promise" and refused))
