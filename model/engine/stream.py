"""Runs of any length: what is kept of every block, and how many blocks a stated precision takes.

A short run keeps every figure of every draw. A long one keeps, of all futures, the present cost of each and the mean of
every figure over each block; and of its first blocks everything, as a sample for what needs single draws. Blocks are
put together in their own order, so nothing depends on which was ready first.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from model.engine.records import SUMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from model.engine.records import Results

FloatArray = np.ndarray
FEWEST: Final = 10
"""Blocks that a run with a stated precision begins with; fewer say too little about their own spread."""

DOUBLED: Final = 2.0
"""Blocks after a step, relative to before, at most."""
ROUNDING: Final = 1e-9
"""Of a block; a product that should be whole stays whole."""


class Summary(NamedTuple):
    """What is kept of one block, parties in code order.

    Attributes
    ----------
    total : ndarray (draw, option, party)
        Present cost, EUR real, discounted.
    means : mapping of name to ndarray (option, party, ...)
        Mean over the draws of the block of every array of `Results`.
    """

    total: FloatArray
    means: Mapping[str, FloatArray]


class Whole(NamedTuple):
    """All futures of a long run.

    Attributes
    ----------
    total : ndarray (option, future, party)
        Present cost, EUR real, discounted.
    sizes : ndarray (block,)
        Futures per block.
    means : mapping of name to ndarray (block, ...)
        Mean over the block; dimensions as in `ARRAYS` of the outcome, with block for draw.
    """

    total: FloatArray
    sizes: np.ndarray
    means: Mapping[str, FloatArray]


def present_cost(npv: FloatArray) -> FloatArray:
    """Present cost (draw, option, party) from that by item (draw, option, party, item), EUR."""
    total: FloatArray = np.ascontiguousarray(npv).sum(axis=-1)
    return total


def block_mean(values: FloatArray) -> FloatArray:
    """Mean over the draws of a block (draw, ...); the same bits wherever the draws came from."""
    mean: FloatArray = np.ascontiguousarray(values).mean(axis=0)
    return mean


def summarise(results: Results) -> Summary:
    """Summarise the results of one block."""
    arrays = results._asdict()
    means = {name: block_mean(array) for name, array in arrays.items() if name not in ("cost", *SUMS)}
    means |= {name.replace("_sum", "_mean"): arrays[name] / len(results.npv) for name in SUMS}
    return Summary(present_cost(results.npv), means)


def together(blocks: Sequence[Summary], order: np.ndarray) -> Whole:
    """Put the summaries of all blocks together, with the parties in the order asked for (party,)."""
    total = np.swapaxes(np.concatenate([block.total for block in blocks]), 0, 1)[:, :, order]
    means = {name: np.stack([block.means[name] for block in blocks])[:, :, order] for name in blocks[0].means}
    return Whole(total, np.array([len(block.total) for block in blocks]), means)


def stretches(block: np.ndarray) -> Iterator[slice]:
    """Give the stretches of draws that belong to one block (draw,)."""
    ends = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(block)]
    for first, last in pairwise(ends):
        yield slice(first, last)


def mean_of_blocks(means: FloatArray, sizes: np.ndarray) -> FloatArray:
    """Mean over all futures from block means (block, ...)."""
    weights = (sizes / sizes.sum()).reshape(-1, *(1,) * (means.ndim - 1))
    mean: FloatArray = (weights * means).sum(axis=0)
    return mean


def batch_error(means: FloatArray, sizes: np.ndarray) -> FloatArray:
    r"""DV5: standard error of a mean from the means of independent blocks (block, ...).

    With block sizes :math:`n_b`, block means :math:`m_b` and ``B`` blocks,

    .. math:: s^2 = \frac{B}{B-1} \sum_b (n_b/n)^2 (m_b - m)^2

    References
    ----------
    Law, A.M. (2015), Simulation Modeling and Analysis, 5th ed., section 9.5.3 (batch means).
    """
    weights = (sizes / sizes.sum()).reshape(-1, *(1,) * (means.ndim - 1))
    apart = means - (weights * means).sum(axis=0)
    error: FloatArray = np.sqrt(np.sum(weights**2 * apart**2, axis=0) * len(means) / (len(means) - 1))
    return error


def largest_error(blocks: Sequence[Summary], baseline: int) -> float:
    """Largest standard error (EUR) of any option's mean difference from the baseline, parties together."""
    cost = np.stack([block.means["npv"].sum(axis=-1).sum(axis=-1) for block in blocks])
    sizes = np.array([len(block.total) for block in blocks])
    return float(batch_error(cost - cost[:, [baseline]], sizes).max())


def blocks_to_add(done: int, error: float, wanted: float, most: int) -> int:
    """Blocks to run next, so that the standard error comes down to what is wanted; 0 when it is there.

    It falls with the root of the number of blocks. They are at most doubled at a time, because the error is itself
    estimated; so the number depends on the draws alone.

    Parameters
    ----------
    done, most : int
        Blocks that are there, and that there may be.
    error, wanted : float
        Standard errors, EUR.
    """
    if error <= wanted:
        return 0
    needed = math.ceil(done * min(math.sqrt(DOUBLED), error / wanted) ** 2 - ROUNDING)
    return max(0, min(max(done + 1, needed), most) - done)
