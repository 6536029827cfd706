"""Which assumptions could turn a difference, estimated from the draws that are there already.

Given-data estimation: the difference per draw is regressed on a cubic polynomial of the rank of one
assumption, so no extra simulation is needed and a heavy tail of the assumption itself does no harm. The
regression gives the mean difference that one would find if that assumption were known to sit at a given point
of its range, all others free.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from model.decide import gate
from model.decide.appraisal import CENT

if TYPE_CHECKING:
    from model.engine.outcome import FloatArray, Outcome
    from model.inputs import Assumption

JUDGEMENT: Final = "judgement"
DEGREE: Final = 3
GRID: Final = np.arange(1, 100) / 100.0  # where the fitted mean is looked at: 1 % to 99 % of the row's range
_WITH_ENDS: Final = np.r_[0, : len(GRID), len(GRID) - 1]
SURE: Final = 2.0  # standard errors
STANDS_OUT: Final = 21.11  # n R² that a row without effect exceeds once in 10,000 (chi-squared, 3 degrees)
DRAWS_PER_TERM: Final = 10  # the joint regression has at most one term per this many draws


@dataclass(frozen=True, eq=False)
class Design:
    """Regressors of the sampled assumptions; made once per outcome, used for every difference.

    Parameters
    ----------
    assumptions : tuple of Assumption
        The assumptions that vary over the draws.
    values : ndarray, shape (row, draw)
        Their sampled values, in their own unit.
    rank : ndarray, shape (row, draw)
        Mid-rank as a share, strictly between 0 and 1; equal values share one rank.
    basis : ndarray, shape (row, DEGREE, draw)
        Legendre polynomials of the rank, less their mean.
    centre : ndarray, shape (row, DEGREE)
        The means that were taken off.
    inverse : ndarray, shape (row, DEGREE, DEGREE)
        Inverse (pseudo-inverse with ties) of the sums of products of the basis.
    """

    assumptions: tuple[Assumption, ...]
    values: FloatArray
    rank: FloatArray
    basis: FloatArray
    centre: FloatArray
    inverse: FloatArray

    @property
    def judged(self) -> tuple[bool, ...]:
        """Per row: is it a judgement."""
        return tuple(row.kind == JUDGEMENT for row in self.assumptions)


@dataclass(frozen=True)
class TurningRow:
    """A judgement within whose range the sign of the mean difference turns.

    Parameters
    ----------
    id, name, name_nl : str
        Of the assumption.
    low, high : float
        Its 1 % and 99 % point in the draws, own unit.
    at_low, at_high : float
        Mean difference there, EUR.
    error_low, error_high : float
        Standard errors of these, EUR.
    turns_at : float
        Value of the assumption nearest to the middle of its range at which the sign has turned, own unit.
    turns_quantile : float
        The same as a share of its range, 0-1.
    side : {"below", "above"}
        On which side of ``turns_at`` the other choice is the cheaper one.
    worth_knowing : float
        What it would save on average to know this row before choosing, EUR (expected value of partial perfect
        information for the choice between the two options); 0 for a row that is never drawn.
    rival : str
        Option that becomes the cheaper one; empty where only two are compared.
    simulated : bool
        Whether holding the row at the end of its range was simulated.
    base : float or None
        Value that a row which is never drawn has otherwise.
    """

    id: str
    name: str
    name_nl: str
    low: float
    high: float
    at_low: float
    at_high: float
    error_low: float
    error_high: float
    turns_at: float
    turns_quantile: float
    side: Literal["below", "above"]
    worth_knowing: float
    rival: str = ""
    simulated: bool = False
    base: float | None = None


@dataclass(frozen=True)
class VarianceShares:
    """Where the spread of a difference comes from, shares of its variance, 0-1.

    ``judged`` and ``known`` (measured or derived) are adjusted R² of additive cubic regressions on rows of
    that kind alone; ``rest`` is what neither explains: chance within a draw (exits, laws, overruns) and
    interplay. With correlated assumptions the first two overlap, so the three need not sum to 1.
    """

    judged: float
    known: float
    rest: float


def design(outcome: Outcome) -> Design:
    """Make the regressors of all sampled assumptions that vary, in the order of ``outcome.parameters``.

    Parameters without a row in ``outcome.assumptions`` are left out: their kind is not known.
    """
    by_id = {row.id: row for row in outcome.assumptions}
    columns = [k for k, name in enumerate(outcome.parameters) if name in by_id]
    values = np.ascontiguousarray(outcome.inputs[:, columns].T)
    varies = values.max(axis=1, initial=-np.inf) > values.min(axis=1, initial=np.inf)
    values = values[varies]
    rows = tuple(by_id[outcome.parameters[k]] for k, moves in zip(columns, varies, strict=True) if moves)
    rank = _mid_ranks(values)
    basis = _legendre(rank)
    centre = basis.mean(axis=2)
    basis -= centre[:, :, None]
    inverse = _inverse(basis @ basis.transpose(0, 2, 1))
    return Design(rows, values, rank, basis, centre, inverse)


def untested(outcome: Outcome, rows: Design) -> tuple[str, ...]:
    """Ids of judgements that do not vary over the draws, so that nothing can be said of them.

    Limits of a decision are left out: they make the verdict, not a difference.
    """
    passed = {row.id for row in rows.assumptions}
    judged = (row.id for row in outcome.assumptions if row.kind == JUDGEMENT and row.id not in passed)
    return tuple(name for name in judged if not name.startswith(f"{gate.MECHANISM}."))


def turning_rows(rows: Design, delta: FloatArray) -> tuple[TurningRow, ...]:
    """Find the judgements within whose range the sign of the mean difference turns, the one most worth knowing first.

    One at a time, on a difference between two options with shape (draw,), EUR. A row counts only if its effect as a
    whole stands out of noise (with eighty rows looked at, a test of one in twenty would find turning rows in nothing).
    It turns the sign where its fitted mean has the opposite sign to the overall mean and lies more than two standard
    errors from that mean.
    """
    mean = float(delta.mean())
    sign = -1.0 if mean < 0 else 1.0
    fitted, error = fitted_mean(rows, delta)
    turned = (sign * fitted < 0) & (np.abs(fitted - mean) > SURE * error)
    turned &= (own_r2(rows, delta - mean) * delta.size > STANDS_OUT)[:, None]
    found = [
        _turning_row(rows, k, fitted[k], error[k], turned[k], sign)
        for k, judged in enumerate(rows.judged)
        if judged and turned[k].any()
    ]
    return tuple(sorted(found, key=lambda row: (-row.worth_knowing, row.id)))


def variance_shares(rows: Design, delta: FloatArray) -> VarianceShares | None:
    """Divide the variance of a difference over judgements, measured or derived rows, and the rest.

    The difference has shape (draw,), EUR; None where it does not vary. Only rows whose own R² stands out of noise take
    part, the strongest first, at most one term per ten draws.
    """
    centred = delta - delta.mean()
    total = float(centred @ centred)
    if total <= delta.size * CENT**2:  # computer rounding is no spread
        return None
    products = rows.basis @ centred
    own = own_r2(rows, centred)
    strongest = np.argsort(-own, kind="stable")[: max(1, delta.size // (DRAWS_PER_TERM * DEGREE))]
    kept = [int(k) for k in strongest if own[k] * delta.size > STANDS_OUT]
    judged = [k for k in kept if rows.judged[k]]
    known = [k for k in kept if not rows.judged[k]]
    parts = (_adjusted_r2(rows, chosen, products, total) for chosen in (judged, known, kept))
    judged_share, known_share, both = parts
    return VarianceShares(judged_share, known_share, 1.0 - both)


def _mid_ranks(values: FloatArray) -> FloatArray:
    """Rank of each value in its row, as a share in (0, 1); shape (row, draw)."""
    rows, draws = values.shape
    order = np.argsort(values, axis=1, kind="stable")
    rank = np.empty_like(values)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(draws) + 0.5, (rows, draws)), axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    tied = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
    for row in np.flatnonzero(tied):
        _, place, times = np.unique(values[row], return_inverse=True, return_counts=True)
        rank[row] = (np.cumsum(times) - times / 2.0)[place]
    rank /= draws
    return rank


def _inverse(products: FloatArray) -> FloatArray:
    """Inverse of sums of products; a pseudo-inverse where a discrete assumption has too few values."""
    return np.linalg.pinv(products, rcond=1e-9, hermitian=True).astype(np.float64, copy=False)


def _legendre(share: FloatArray) -> FloatArray:
    """Legendre polynomials 1-3 of a share in (0, 1), orthonormal on it; shape (row, DEGREE, ...)."""
    x = 2.0 * share - 1.0
    square = x * x
    return np.stack(
        (np.sqrt(3.0) * x, np.sqrt(5.0) * (1.5 * square - 0.5), np.sqrt(7.0) * x * (2.5 * square - 1.5)), axis=1
    )


def own_r2(rows: Design, centred: FloatArray) -> FloatArray:
    """Share of the variance that each row explains alone (R²), shape (row,)."""
    total = float(centred @ centred)
    if total <= 0.0:
        return np.zeros(len(rows.assumptions))
    products = rows.basis @ centred
    explained: FloatArray = np.einsum("rk,rkl,rl->r", products, rows.inverse, products) / total
    return explained


def fitted_mean(rows: Design, delta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean difference per row and point of `GRID`, and its standard error, EUR, shape (row, grid)."""
    mean = delta.mean()
    centred = delta - mean
    products = rows.basis @ centred
    coefficients = np.einsum("rkl,rl->rk", rows.inverse, products)
    freedom = max(delta.size - DEGREE - 1, 1)
    residual = np.maximum(centred @ centred - np.einsum("rk,rk->r", coefficients, products), 0.0) / freedom
    # A discrete assumption has no ranks near 0 and 1: look no further than the outermost rank that was drawn.
    points = np.clip(GRID, rows.rank.min(axis=1, keepdims=True), rows.rank.max(axis=1, keepdims=True))
    at = _legendre(points) - rows.centre[:, :, None]
    fitted = mean + np.einsum("rkg,rk->rg", at, coefficients)
    leverage = np.einsum("rkg,rkl,rlg->rg", at, rows.inverse, at) + 1.0 / delta.size
    return fitted, np.sqrt(residual[:, None] * leverage)


def places(rows: Design) -> FloatArray:
    """Low end, the points of `GRID` and high end of each row, in its own unit, shape (row, place)."""
    inside = np.quantile(rows.values, GRID, axis=1).T
    known = [(None, None) if row.choices else (row.low, row.high) for row in rows.assumptions]
    low = [first if end is None else end for (end, _), first in zip(known, inside[:, 0], strict=True)]
    high = [last if end is None else end for (_, end), last in zip(known, inside[:, -1], strict=True)]
    return np.column_stack((low, inside, high))


def fitted_to_the_ends(rows: Design, delta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean at `places` and its standard error, EUR, shape (row, place).

    At the ends, which hardly any draw reaches, the mean is that of a straight line in the value, with the error of the
    outermost point.
    """
    fitted, error = fitted_mean(rows, delta)
    at = places(rows)[:, [0, -1]]
    middle = rows.values.mean(axis=1)
    spread = rows.values - middle[:, None]
    slope = spread @ (delta - delta.mean()) / (spread * spread).sum(axis=1)
    low, high = (delta.mean() + slope * (end - middle) for end in at.T)
    return np.column_stack((low, fitted, high)), error[:, _WITH_ENDS]


def _turning_row(
    rows: Design, k: int, fitted: FloatArray, error: FloatArray, turned: FloatArray, sign: float
) -> TurningRow:
    row = rows.assumptions[k]
    places = np.flatnonzero(turned)
    nearest = int(places[np.argmin(np.abs(GRID[places] - 0.5))])
    low, at, high = np.quantile(rows.values[k], (GRID[0], GRID[nearest], GRID[-1]))
    return TurningRow(
        id=row.id,
        name=row.name,
        name_nl=row.name_nl,
        low=float(low),
        high=float(high),
        at_low=float(fitted[0]),
        at_high=float(fitted[-1]),
        error_low=float(error[0]),
        error_high=float(error[-1]),
        turns_at=float(at),
        turns_quantile=float(GRID[nearest]),
        side="above" if GRID[nearest] >= 0.5 else "below",
        worth_knowing=float(np.maximum(-sign * fitted, 0.0).mean()),
    )


def _adjusted_r2(rows: Design, chosen: list[int], products: FloatArray, total: float) -> float:
    """Calculate the adjusted R² (0-1) of the joint regression on the chosen rows."""
    if not chosen:
        return 0.0
    draws = rows.basis.shape[2]
    basis = rows.basis[chosen].reshape(-1, draws)
    target = products[chosen].ravel()
    gram = basis @ basis.T
    inverse = _inverse(gram)
    terms = int(np.linalg.matrix_rank(gram, tol=1e-9 * draws, hermitian=True))
    plain = float(target @ inverse @ target) / total
    return float(np.clip(1.0 - (1.0 - plain) * (draws - 1) / max(draws - 1 - terms, 1), 0.0, 1.0))
