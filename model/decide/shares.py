"""Estimators of sensitivity: shares of a variance from ready draws and from crossed sets, and what they refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from model.decide import turning
from model.decide.appraisal import CENT
from model.errors import SimulationError
from model.language import _, listed, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.decide.turning import Design
    from model.engine.outcome import FloatArray
    from model.inputs import Assumption

RESAMPLES: Final = 200
Z95: Final = 1.96
WORST: Final = 3


@dataclass(frozen=True)
class Row:
    """A row of the assumptions as readers are told of it."""

    id: str
    name: str
    name_nl: str
    unit: str
    kind: str


@dataclass(frozen=True)
class Share:
    """Share of the variance that one row explains alone, from the ready draws; `half` is half its 95 % band."""

    row: Row
    first: float
    half: float


def refuse_not_finite(parameters: Sequence[str], values: FloatArray, result: FloatArray) -> None:
    """SA4: refuse results that are not finite, and name the inputs that set those draws apart.

    Dropping them would give wrong indices without a word. Values have shape (draw, parameter), the result (draw,). An
    input is set apart by the distance between its distributions in failing and other draws (Kolmogorov-Smirnov;
    regional sensitivity analysis, Hornberger & Spear 1981). Raises SimulationError: with their number, and the three
    inputs that set them apart most, with the values that they have there.
    """
    failed = ~np.isfinite(result)
    if not failed.any():
        return
    order = np.argsort(values, axis=0, kind="stable")
    below = np.cumsum(failed[order], axis=0) / failed.sum()
    apart = np.abs(below - np.cumsum(~failed[order], axis=0) / max(int((~failed).sum()), 1)).max(axis=0)
    apart[values.max(axis=0) == values.min(axis=0)] = -1.0
    named = [
        _("{input} ({low} to {high})", input=parameters[k],
          low=number(values[failed, k].min(), 3), high=number(values[failed, k].max(), 3))
        for k in np.argsort(-apart, kind="stable")[:WORST]
    ]  # fmt: skip
    raise SimulationError(
        _("{failed} of {all} futures gave no finite difference, so their sensitivity cannot be told. They stand out "
          "in {inputs}.", failed=number(int(failed.sum())), all=number(result.size), inputs=listed(named)),
        draw=int(np.flatnonzero(failed)[0]),
    )  # fmt: skip


def given_data(rows: Design, delta: FloatArray) -> tuple[Share, ...]:
    """SA3: first-order share of each row from the ready draws, without a new run: adjusted R² of its own DV13.

    A lower bound where the effect of a row is no cubic of its rank. The band is that of an R² of so many draws (Cohen
    et al. 2003, *Applied multiple regression*, section 3.6). `delta` has shape (draw,), EUR.
    """
    n, k = delta.size, turning.DEGREE
    if delta.std() <= CENT:
        return ()
    plain = turning.own_r2(rows, delta - delta.mean())
    first = 1.0 - (1.0 - plain) * (n - 1) / (n - 1 - k)
    error = np.sqrt(4.0 * plain * (1.0 - plain) ** 2 * (n - k - 1) ** 2 / ((n**2 - 1.0) * (n + 3.0)))
    order = [j for j in np.argsort(-first, kind="stable") if plain[j] * n > turning.STANDS_OUT]
    return tuple(Share(told(rows.assumptions[j]), float(first[j]), Z95 * float(error[j])) for j in order)


def indices(y: FloatArray, seed: int = 0) -> tuple[tuple[float, float, float, float], ...]:
    """SA2: Sobol indices of first and total order, with half their 95 % bands, per factor, by SALib.

    `y` has shape (draw, 2 + factor): results with all factors from set A, with one factor from set B and the others
    from A, and with all from B; the seed is that of the bootstrap. Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018.
    """
    from SALib.analyze import sobol

    count = y.shape[1] - 2
    problem = {"num_vars": count, "names": [str(k) for k in range(count)], "bounds": [[0.0, 1.0]] * count}
    found = sobol.analyze(
        problem, y.ravel(), calc_second_order=False, num_resamples=RESAMPLES, seed=seed + 1  # SALib takes 0 for none
    )  # fmt: skip
    columns = (found["S1"], found["S1_conf"], found["ST"], found["ST_conf"])
    return tuple(tuple(float(one) for one in line) for line in zip(*columns, strict=True))  # type: ignore[misc]


def told(row: Assumption) -> Row:
    """What readers are told of a row."""
    return Row(row.id, row.name, row.name_nl, row.unit, row.kind)
