"""What one would have to believe for an option to come first: the smallest change of weights that does it (WG11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

if TYPE_CHECKING:
    from model.engine.outcome import FloatArray


@dataclass(frozen=True)
class Belief:
    """What weights must be for an option to rank first on mean values.

    Parameters
    ----------
    moved : float or None
        Weight that must move from some criteria to others, 0-1; 0 where it ranks first as it is, None where no weights
        make it first.
    weights : tuple of float or None
        The nearest weights that do; of two equally near ones either may come.
    """

    option: str
    moved: float | None
    weights: tuple[float, ...] | None


def beliefs(options: tuple[str, ...], values: FloatArray, weights: FloatArray) -> tuple[Belief, ...]:
    """WG11: per option the weights nearest to those given, in the sum of absolute changes, that rank it first.

    A linear program, solved by HiGHS (Huangfu & Hall 2018, doi:10.1007/s12532-017-0130-5).

    Parameters
    ----------
    values : ndarray, shape (option, criterion)
        Mean values 0-1.
    weights : ndarray, shape (criterion,)
    """
    count, found = weights.size, []
    both = np.block([[np.eye(count), -np.eye(count)], [-np.eye(count), -np.eye(count)]])  # |w - given| <= change
    for o, option in enumerate(options):
        behind = np.delete(values, o, axis=0) - values[o]
        limits = np.vstack((both, np.hstack((behind, np.zeros_like(behind)))))
        result = linprog(
            np.repeat((0.0, 0.5), count),
            A_ub=limits, b_ub=np.concatenate((weights, -weights, np.zeros(len(behind)))),
            A_eq=np.repeat((1.0, 0.0), count)[None], b_eq=[1.0],
        )  # fmt: skip
        if result.status == 0:
            moved = max(0.0, float(result.fun))
            found.append(Belief(option, 0.0 if moved < 1e-9 else moved, tuple(result.x[:count].tolist())))
        else:
            found.append(Belief(option, None, None))
    return tuple(found)
