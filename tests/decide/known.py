"""Known inputs for the tests of the verdict: how to make a difference out of sampled inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.decide import turning
from tests.synthetic import ROWS

if TYPE_CHECKING:
    from model.engine.outcome import Outcome

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
