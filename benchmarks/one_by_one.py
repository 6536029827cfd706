"""EMA Workbench on the same model, one draw at a time.

Set up as EMA Workbench is used: every assumption with a range is an uncertainty that it samples (evenly), and the
model is a function that it calls per experiment. To be fair to it, that function reads no file: it puts the values in a
block of one draw and calls the engine's compiled kernel, on paths (prices, incidents) that were drawn beforehand, for
all four options at once, because they share their drivers.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import logging
import time
import warnings
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.workload import Sampled, Workload, new_scratch, run_engine
from model.engine.draws import quantile
from model.engine.parameters import PARAMETER_IDS
from model.engine.records import Noise

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

HOW_TO_GET: Final = (
    "EMA Workbench is not installed. Get it with: pip install --require-hashes -r requirements-bench.lock "
    "(make bench does that)"
)
FUTURE: Final = "future"
"""Name of the uncertainty that picks the paths."""
CURVE: Final = "cloud.curve"
"""The one assumption that is a choice out of three."""


def available() -> bool:
    """Whether EMA Workbench can be imported."""
    try:
        return importlib.util.find_spec("ema_workbench") is not None
    except ValueError:  # a placeholder in sys.modules
        return False


def column(name: str) -> str:
    """Name of a parameter as an argument."""
    return name.replace(".", "_")


def one_draw(work: Workload, sampled: Sampled) -> Callable[..., dict[str, float]]:
    """Make the model function: values by argument to present cost per option (EUR, parties together)."""
    scratch, outcomes = new_scratch(), [f"cost_{o}" for o in range(len(work.options))]
    table = {row.id: row for row in work.rows}
    base = np.array([[table[name].base for name in PARAMETER_IDS]])
    place = {column(name): i for i, name in enumerate(PARAMETER_IDS)}

    def model(**values: float) -> dict[str, float]:
        draw = int(values.pop(FUTURE))
        row = base.copy()
        for name, value in values.items():
            row[0, place[name]] = value
        own = slice(draw, draw + 1)
        block = Sampled(row, Noise(*(array[own] for array in sampled.noise)))
        cost = run_engine(work, block, scratch).npv[0].sum(axis=(1, 2))
        return dict(zip(outcomes, cost.tolist(), strict=True))

    return model


def ranges(work: Workload) -> dict[str, tuple[float, float]]:
    """Range (1st to 99th percentile) of every assumption that has one."""
    rows = {row.id: row for row in work.rows}
    ends = {name: quantile(rows[name], np.array([0.01, 0.99])) for name in PARAMETER_IDS}
    return {name: (float(low), float(high)) for name, (low, high) in ends.items() if high > low}


def set_up(work: Workload, sampled: Sampled) -> Any:
    """EMA Workbench's description of the model."""
    from ema_workbench import IntegerParameter, Model, RealParameter, ScalarOutcome

    subject = Model("herijk", function=one_draw(work, sampled))
    even = [RealParameter(column(name), low, high) for name, (low, high) in ranges(work).items() if name != CURVE]
    picked = [IntegerParameter(column(CURVE), 0, 2), IntegerParameter(FUTURE, 0, len(sampled.values) - 1)]
    subject.uncertainties = even + picked
    subject.outcomes = [ScalarOutcome(f"cost_{o}") for o in range(len(work.options))]
    return subject


def check(work: Workload, sampled: Sampled, tried: pd.DataFrame, outcomes: dict[str, np.ndarray]) -> None:
    """Hold what EMA Workbench found against one block of the engine with the same values.

    Raises
    ------
    ArithmeticError
        They differ.
    """
    table = {row.id: row for row in work.rows}
    values = np.column_stack([
        tried[column(name)].to_numpy(dtype=float) if column(name) in tried else np.full(len(tried), table[name].base)
        for name in PARAMETER_IDS
    ])  # fmt: skip
    picked = tried[FUTURE].to_numpy(dtype=int)
    block = Sampled(values, Noise(*(array[picked] for array in sampled.noise)))
    expected = run_engine(work, block, new_scratch()).npv.sum(axis=(2, 3))
    for o in range(len(work.options)):
        if not np.allclose(outcomes[f"cost_{o}"], expected[:, o], rtol=1e-12):
            msg = f"EMA Workbench and the engine differ for option {work.options[o].id}"
            raise ArithmeticError(msg)


def seconds_per_draw(work: Workload, sampled: Sampled, experiments: int) -> float:
    """Time EMA Workbench's sequential evaluator, sampling included: seconds per experiment; its answers are checked."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")  # about parallel evaluators that are not there
        from ema_workbench import SequentialEvaluator

        logging.getLogger("EMA").setLevel(logging.ERROR)
        with SequentialEvaluator(set_up(work, sampled)) as evaluator:
            evaluator.perform_experiments(scenarios=2)
            before = time.perf_counter()
            tried, outcomes = evaluator.perform_experiments(scenarios=experiments)
            seconds = time.perf_counter() - before
    check(work, sampled, tried, outcomes)
    return seconds / experiments
