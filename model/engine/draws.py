"""Random numbers, seeded per block: scalar uncertainties by a scrambled Sobol set, paths by keyed streams.

Every number depends on the seed, the block and its own key (party code, act, purpose) only; so neither the number of
threads, nor the order of a file, nor a longer horizon changes it. A dimension of the Sobol set belongs to one row of
the assumptions whether or not that row is drawn, so scenarios share their draws.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import special

from model.engine.parameters import PARAMETER_IDS
from model.engine.records import NEEDS as DIMENSIONS
from model.engine.records import SURPRISES, Noise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.inputs import Assumption

FloatArray = np.ndarray
BLOCK: Final = 1024
"""Draws in a block: a Sobol set is balanced at a power of two. Part of the definition of a seed."""
PERT_WEIGHT: Final = 4.0
"""Weight of the base in a PERT (beta) distribution, its definition (Malcolm et al. 1959, doi:10.1287/opre.7.5.646)."""
POISSON_EVENTS: Final = 2.0
"""Events behind a `gamma` row (A08); with Jeffreys' prior the rate has shape 2.5 and exposure 2 / base."""
Z95: Final = float(special.ndtri(0.95))
"""Standard normal quantile at 95 %: the high end of a lognormal row is its 95th percentile."""
LUCK: Final = ("overrun", "tail", "host")
"""Dimensions of the Sobol set that belong to no row: how the transition turns out, and whether a host refuses."""
OVERRUN, TAIL, HOST = range(len(LUCK))
TABLE: Final = 2049
"""Points of the table of a PERT; see `quantile` for its error."""
TABLES: Final = 512
"""Tables kept: more than the rows of the assumptions."""
MEDIAN: Final = 0.5
"""Chance at the middle of any distribution."""
JEFFREYS: Final = 0.5
"""Shape that Jeffreys' prior adds to the events of a Poisson rate."""
EDGE: Final = 1e-12
"""Nearest that a chance comes to 0 or 1 before its normal quantile is taken, so that it is finite."""

(
    CPI,
    VENDOR,
    UNKNOWN,
    UNKNOWN_SIZE,
    UNKNOWN_PLACE,
    INCIDENT,
    DAMAGE,
    NEEDS,
    VOICE,
    LEAVE,
    ACT_SLIP,
    ACT_PLACE,
    ACT_GROWTH,
    MERGER,
    VOLUME,
) = range(15)
"""Purposes of the streams."""


def block_sizes(draws: int) -> list[int]:
    """Number of draws per block: full blocks and a rest."""
    full, rest = divmod(draws, BLOCK)
    return [BLOCK] * full + ([rest] if rest else [])


@lru_cache(maxsize=TABLES)
def _pert_table(position: float) -> FloatArray:
    """Quantiles (0-1) of the PERT with its base at `position` of the range, on an even grid of chances."""
    alpha = 1.0 + PERT_WEIGHT * position
    beta = 1.0 + PERT_WEIGHT * (1.0 - position)
    table: FloatArray = special.betaincinv(alpha, beta, np.linspace(0.0, 1.0, TABLE))
    return table


def quantile(row: Assumption, chance: FloatArray) -> FloatArray:
    """Value of a row at each chance (uniform 0-1), in the row's unit.

    The PERT is read from a table of 2,049 points by linear interpolation (error under 1e-5 of its range, but for the
    outermost 0.05 %).
    """
    low = row.base if row.low is None else row.low
    high = row.base if row.high is None else row.high
    if row.distribution == "pert" and high > low:
        position = (row.base - low) / (high - low)
        table, place = _pert_table(position), chance * (TABLE - 1)
        steps = np.diff(table)
        below = np.minimum(place.astype(np.int64), len(steps) - 1)  # the grid is even, so no search is needed
        return low + (high - low) * (table[below] + (place - below) * steps[below])
    if row.distribution == "uniform":
        return low + (high - low) * chance
    if row.distribution == "lognormal":
        return row.base * np.exp(np.log(high / row.base) / Z95 * special.ndtri(chance))
    if row.distribution == "gamma":
        return special.gammaincinv(POISSON_EVENTS + JEFFREYS, chance) * row.base / POISSON_EVENTS
    if row.distribution == "choice":
        options = np.asarray(row.choices)
        return options[np.minimum((chance * len(options)).astype(int), len(options) - 1)]
    return np.full_like(chance, row.base)


def _generator(seed: int, *key: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def _code_key(code: str) -> int:
    return zlib.crc32(code.encode())


def correlated(chance: FloatArray, names: Sequence[str], pairs: Sequence[tuple[str, str, float]]) -> FloatArray:
    """Give the columns of `chance` (draw, name), uniform 0-1, the rank correlations in `pairs` by a Gaussian copula."""
    involved = sorted({name for one, other, _ in pairs for name in (one, other)})
    columns = [names.index(name) for name in involved]
    matrix = np.eye(len(involved))
    for one, other, rank in pairs:
        i, j = involved.index(one), involved.index(other)
        matrix[i, j] = matrix[j, i] = 2.0 * np.sin(np.pi * rank / 6.0)
    factor = np.linalg.cholesky(matrix)
    mixed = special.ndtri(chance[:, columns]) @ factor.T
    result = chance.copy()
    result[:, columns] = special.ndtr(mixed)
    return result


def correlations_possible(pairs: Sequence[tuple[str, str, float]]) -> bool:
    """Whether rank correlations can hold together (their matrix is positive definite)."""
    try:
        correlated(np.full((1, len(PARAMETER_IDS)), MEDIAN), PARAMETER_IDS, pairs)
    except np.linalg.LinAlgError:
        return False
    return True


def sample(
    rows: Mapping[str, Assumption],
    seed: int,
    block: int,
    size: int,
    *,
    pairs: Sequence[tuple[str, str, float]] = (),
    certain: bool = False,
    pinned: Mapping[str, float] | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Sampled values of all parameters in one block.

    Parameters
    ----------
    rows : mapping of id to Assumption
        One for each of `PARAMETER_IDS`.
    size : int
        Draws wanted, at most `BLOCK`.
    pairs : sequence of (id, id, rank correlation)
    certain : bool
        Every row at its base.
    pinned : mapping of id to value
        Rows that are held at a value; the others keep their draws.

    Returns
    -------
    values : ndarray (draw, parameter)
    luck : ndarray (draw, 3)
        Uniforms of the `LUCK` dimensions.
    """
    from scipy.stats import qmc

    names = (*PARAMETER_IDS, *LUCK)
    if certain:
        chance = np.full((size, len(names)), MEDIAN)
        values = np.tile([rows[name].base for name in PARAMETER_IDS], (size, 1))
        chance[:, -len(LUCK) + 1 :] = 1.0
    else:
        sobol = qmc.Sobol(len(names), scramble=True, rng=_generator(seed, block))
        floor = np.finfo(float).eps
        chance = np.clip(sobol.random_base2(BLOCK.bit_length() - 1)[:size], floor, 1.0 - floor)
        if pairs:
            chance = correlated(chance, names, pairs)
        values = np.empty((size, len(PARAMETER_IDS)))
        for column, name in enumerate(PARAMETER_IDS):
            values[:, column] = quantile(rows[name], chance[:, column])
    hold(values, pinned)
    return values, chance[:, len(PARAMETER_IDS) :]


def hold(values: FloatArray, pinned: Mapping[str, float] | None) -> None:
    """Put the values (draw, parameter) of some rows in the place of what was sampled."""
    for name, value in (pinned or {}).items():
        values[:, PARAMETER_IDS.index(name)] = value


def noise(
    seed: int, block: int, size: int, codes: Sequence[str], acts: Sequence[str], years: int,
    residuals: FloatArray, luck: FloatArray, *, certain: bool = False,
) -> Noise:  # fmt: skip
    """Random numbers of one block, for the parties with these codes (in code order) and these acts.

    Parameters
    ----------
    years : int
        Years with the budget year.
    residuals : ndarray (observation,)
        Residuals of CPI growth that are resampled, share per year.
    luck : ndarray (draw, 3)
        From `sample`.
    certain : bool
        Nothing happens by chance: normals are 0, no event occurs.
    """
    if certain:
        return quiet(size, len(codes), len(acts), years, luck)

    def uniform(purpose: int, code: str = "") -> FloatArray:
        stream = _generator(seed, block, purpose, _code_key(code))
        return stream.random((years, BLOCK)).T[:size]

    def normal(purpose: int, code: str = "") -> FloatArray:
        stream = _generator(seed, block, purpose, _code_key(code))
        return stream.standard_normal((years, BLOCK)).T[:size]

    def per_surprise(purpose: int) -> FloatArray:
        stream = _generator(seed, block, purpose, _code_key(""))
        return np.ascontiguousarray(stream.random((years, BLOCK, SURPRISES)).swapaxes(0, 1)[:size])

    def per_act(purpose: int) -> FloatArray:
        streams = [_generator(seed, block, purpose, _code_key(act)).random(BLOCK)[:size] for act in acts]
        return np.ascontiguousarray(np.array(streams).reshape(len(acts), size).T)

    def by_party(draw: object, purpose: int, keys: Sequence[str]) -> FloatArray:
        return np.ascontiguousarray(np.stack([draw(purpose, key) for key in keys], axis=1))  # type: ignore[operator]

    needs = [
        _generator(seed, block, NEEDS, _code_key(code))
        .standard_normal((years, BLOCK, DIMENSIONS))
        .swapaxes(0, 1)[:size]
        for code in codes
    ]
    picked = (uniform(CPI) * len(residuals)).astype(int)
    return Noise(
        cpi=np.ascontiguousarray(residuals[picked]),
        volume=np.ascontiguousarray(normal(VOLUME)),
        vendor=np.ascontiguousarray(uniform(VENDOR)),
        unknown=np.ascontiguousarray(uniform(UNKNOWN)),
        unknown_size=per_surprise(UNKNOWN_SIZE),
        unknown_place=per_surprise(UNKNOWN_PLACE),
        incident=by_party(uniform, INCIDENT, ("", *codes)),
        damage=by_party(normal, DAMAGE, ("", *codes)),
        needs=np.ascontiguousarray(np.stack(needs, axis=1)),
        voice=by_party(uniform, VOICE, codes),
        leave=by_party(uniform, LEAVE, codes),
        merger=by_party(uniform, MERGER, ("", *codes)),
        slip=per_act(ACT_SLIP),
        place=per_act(ACT_PLACE),
        growth=special.ndtri(np.clip(per_act(ACT_GROWTH), EDGE, 1.0 - EDGE)),
        **by_luck(luck),
    )


def by_luck(luck: FloatArray) -> dict[str, FloatArray]:
    """Fields of `Noise` that are told by the luck (draw, 3) of the Sobol set."""
    return {
        "overrun": np.ascontiguousarray(special.ndtri(luck[:, OVERRUN])),
        "tail": np.ascontiguousarray(luck[:, TAIL]),
        "host": np.ascontiguousarray(luck[:, HOST]),
    }


def quiet(size: int, parties: int, acts: int, years: int, luck: FloatArray) -> Noise:
    """Noise in which nothing happens by chance: normals are 0 and no event occurs."""
    paths = np.zeros((size, years))
    return Noise(
        cpi=paths,
        volume=paths,
        vendor=paths + 1.0,
        unknown=paths,
        unknown_size=np.zeros((size, years, SURPRISES)),
        unknown_place=np.zeros((size, years, SURPRISES)),
        incident=np.ones((size, 1 + parties, years)),
        damage=np.zeros((size, 1 + parties, years)),
        needs=np.zeros((size, parties, years, DIMENSIONS)),
        voice=np.ones((size, parties, years)),
        leave=np.ones((size, parties, years)),
        merger=np.ones((size, 1 + parties, years)),
        slip=np.zeros((size, acts)),
        place=np.full((size, acts), MEDIAN),
        growth=np.zeros((size, acts)),
        overrun=np.zeros(size),
        tail=np.ascontiguousarray(luck[:, TAIL]),
        host=np.ascontiguousarray(luck[:, HOST]),
    )


def cpi_residuals(series: Mapping[int, float], persistence: float) -> FloatArray:
    """Residuals of yearly CPI growth around its own mean under an AR(1), centred (D0).

    Parameters
    ----------
    series : mapping of year to growth (share)
        Consecutive years; a gap starts the recursion anew.

    Returns
    -------
    ndarray (year - 1,)
    """
    mean = float(np.mean(list(series.values())))
    steps = [
        series[year] - mean - persistence * (series[year - 1] - mean) for year in sorted(series) if year - 1 in series
    ]
    return np.array(steps) - np.mean(steps)
