"""EMA Workbench on the same model, one draw at a time.

One experiment is one draw under all four options (the drivers are shared, as in the engine), on a block of one draw
whose random numbers were drawn beforehand; no file is read. That is kinder to EMA Workbench than its usual setting, in
which each of the parameters is an uncertainty of its own and each option a policy.
"""

from __future__ import annotations

import importlib.util
import logging
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from benchmarks.workload import Sampled, Workload, new_scratch, run_engine
from model.engine.records import Noise

HOW_TO_GET: Final = (
    "EMA Workbench is not installed. Get it with: pip install --require-hashes -r requirements-bench.lock "
    "(make bench does that)"
)


def available() -> bool:
    """Whether EMA Workbench can be imported."""
    return importlib.util.find_spec("ema_workbench") is not None


def one_draw(work: Workload, sampled: Sampled) -> Callable[[int], dict[str, float]]:
    """Make the model function of EMA Workbench: number of a draw to present cost per option (EUR, parties together)."""
    scratch, names = new_scratch(), [f"cost_{o}" for o in range(len(work.options))]

    def model(draw: int) -> dict[str, float]:
        own = slice(draw, draw + 1)
        block = Sampled(sampled.values[own], Noise(*(array[own] for array in sampled.noise)))
        cost = run_engine(work, block, scratch).npv[0].sum(axis=(1, 2))
        return dict(zip(names, cost.tolist(), strict=True))

    return model


def seconds_per_draw(work: Workload, sampled: Sampled, experiments: int) -> float:
    """Time EMA Workbench's sequential evaluator, seconds per experiment; its answers are checked against the engine's.

    Raises
    ------
    ArithmeticError
        An experiment gave another cost than the engine.
    """
    from ema_workbench import IntegerParameter, Model, ScalarOutcome, SequentialEvaluator  # noqa: PLC0415  optional

    logging.getLogger("EMA").setLevel(logging.ERROR)
    function = one_draw(work, sampled)
    subject = Model("herijk", function=function)
    subject.uncertainties = [IntegerParameter("draw", 0, len(sampled.values) - 1)]
    subject.outcomes = [ScalarOutcome(f"cost_{o}") for o in range(len(work.options))]
    function(0)
    with SequentialEvaluator(subject) as evaluator:
        before = time.perf_counter()
        tried, outcomes = evaluator.perform_experiments(scenarios=experiments)
        seconds = time.perf_counter() - before
    expected = run_engine(work, sampled, new_scratch()).npv.sum(axis=(2, 3))
    draws = tried["draw"].to_numpy().astype(int)
    for o in range(len(work.options)):
        if not np.allclose(outcomes[f"cost_{o}"], expected[draws, o], rtol=1e-12):
            msg = f"EMA Workbench and the engine differ for option {work.options[o].id}"
            raise ArithmeticError(msg)
    return seconds / experiments
