"""Known inputs for the tests of the verdict: how to make a difference out of sampled inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.decide import turning
from model.inputs import build_option, build_scenario
from tests.engine.worlds import CONTINUE, hand_case
from tests.synthetic import ROWS

if TYPE_CHECKING:
    from model.engine.outcome import Outcome
    from model.inputs import Case, Option, Scenario

DRAWS = 2_048
ELASTICITY, CONVERSION, SHARED, SAAS, OVERRUN = range(5)  # the first three are judgements


def unit(outcome: Outcome, row: int) -> np.ndarray:
    """A sampled input on 0-1 of its range."""
    _, _, low, _, high, _ = ROWS[row]
    return (outcome.inputs[:, row] - low) / (high - low)


def noise(size: float, seed: int = 1) -> np.ndarray:
    return size * np.random.default_rng(seed).standard_normal(DRAWS)


def turned(outcome: Outcome, delta: np.ndarray) -> tuple[turning.TurningRow, ...]:
    return turning.turning_rows(turning.design(outcome), delta)


def assumed() -> tuple[Case, Scenario, list[Option]]:
    """A world in which an advice pays if its assumed effect is there, and costs money if it is not."""
    strong = {"low": 0.0, "base": 0.9, "high": 1.0}
    scenario = {
        "coordination": True,
        "exits": "none",
        "assumptions": {
            "governance.coordination": 0.4, "governance.clarity_effect": strong, "governance.lever_effect": strong,
        },
    }  # fmt: skip
    vision = {"actions": [{"kind": "invest", "lever": "dvo", "after_years": 1}]}
    return hand_case(), build_scenario(scenario), [CONTINUE, build_option(vision, name="vision")]
