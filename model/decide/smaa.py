"""Stochastic multicriteria acceptability analysis, SMAA-2: which weights favour which option (WG9, WG10).

Lahdelma & Salminen 2001, doi:10.1287/opre.49.3.444.11220. Weights and outcomes are uncertain together: every draw of
the outcome meets one draw of the weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from model.engine.outcome import FloatArray

SAME: Final = 1e-9
"""Scores (0-1) that differ by less are equal: rounding of the computer."""


@dataclass(frozen=True)
class Acceptability:
    """One option under uncertain weights and outcomes.

    Parameters
    ----------
    ranks : tuple of float
        Share of the draws in which it takes rank 1, 2, ...; they sum to 1.
    central : tuple of float or None
        Mean weights of the draws in which it ranks first; None where it never does.
    confidence : float or None
        Share of the draws of the outcome in which it ranks first with its central weights.
    """

    option: str
    ranks: tuple[float, ...]
    central: tuple[float, ...] | None
    confidence: float | None


def rank_shares(scores: FloatArray) -> FloatArray:
    """WG9: part of each rank that an option takes in each draw; options that tie share their ranks evenly.

    Scores (option, draw) give shape (option, draw, rank), which sums to 1 over ranks and over options.
    """
    gap = scores[None] - scores[:, None]
    better, tied = (gap > SAME).sum(axis=1), (np.abs(gap) <= SAME).sum(axis=1)
    rank = np.arange(len(scores))
    taken = (rank >= better[..., None]) & (rank < (better + tied)[..., None])
    shares: FloatArray = taken / tied[..., None]
    return shares


def acceptabilities(options: tuple[str, ...], values: FloatArray, weights: FloatArray) -> tuple[Acceptability, ...]:
    """WG10: rank acceptabilities, central weights and confidence factors, in the order of `options`.

    Values 0-1 have shape (option, draw, criterion), weights (draw, criterion).
    """
    shares = rank_shares(np.einsum("odc,dc->od", values, weights))
    found = []
    for o, option in enumerate(options):
        ranks, first = tuple(shares[o].mean(axis=0).tolist()), shares[o, :, 0]
        if first.sum() <= 0.0:
            found.append(Acceptability(option, ranks, None, None))
            continue
        central = first @ weights / first.sum()
        confidence = float(rank_shares(values @ central)[o, :, 0].mean())
        found.append(Acceptability(option, ranks, tuple(central.tolist()), confidence))
    return tuple(found)
