"""What the spread of a difference hangs on: tornado, Sobol indices, and shares from the ready draws (10.9).

The difference is that of the verdict: the best other option less continue, present cost, EUR. Saltelli et al. 2008,
*Global sensitivity analysis: the primer*, doi:10.1002/9780470725184.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from model.decide import turning
from model.decide.again import Simulate, again
from model.decide.appraisal import CENT, baseline, difference
from model.decide.hold import hold, side_by_side, ticker
from model.decide.screen import drivers
from model.errors import SimulationError
from model.language import _, listed, number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from model.decide.hold import Progress
    from model.decide.screen import Driver
    from model.decide.turning import Design
    from model.engine.outcome import FloatArray, Outcome
    from model.inputs import Assumption

SWEPT: Final = 256
"""Draws with which every row is swept; the widest are swept again with more."""
BARS: Final = 12
"""Rows that are swept again."""
FACTORS: Final = 8
"""Rows, or rows that are correlated, with an index of their own."""
RESAMPLES: Final = 200
WIDE: Final = 0.05
"""Half a 95 % band of an index above which the draws are too few. Sarrazin, Pianosi & Wagener 2016
(doi:10.1016/j.envsoft.2016.02.005) call indices converged at a whole band of 0.05; to name the largest, half suffices.
"""
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
class Swing:
    """Mean difference with one row held at either end of its range.

    Parameters
    ----------
    row : Row
    low, high : float
        Ends of the range, own unit.
    at_low, at_high : float
        Mean difference there, EUR.
    error : float
        Standard error of the swing from one end to the other, EUR.
    """

    row: Row
    low: float
    high: float
    at_low: float
    at_high: float
    error: float

    @property
    def width(self) -> float:
        """How far the mean swings, EUR."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Share:
    """Share of the variance that one row explains alone, from the ready draws; `half` is half its 95 % band."""

    row: Row
    first: float
    half: float


@dataclass(frozen=True)
class Index:
    """Sobol indices of a row, or of rows that are correlated; no rows: all others and the luck of each future.

    Parameters
    ----------
    rows : tuple of Row
    first, total : float
        Shares of the variance: explained alone, and with all interplay.
    first_half, total_half : float
        Half their 95 % bands.
    """

    rows: tuple[Row, ...]
    first: float
    first_half: float
    total: float
    total_half: float


@dataclass(frozen=True)
class Sensitivity:
    """What the difference between two options hangs on.

    Parameters
    ----------
    option, baseline : str
        The difference is that of `option` less `baseline`.
    party : str or None
        CBS code; None for all parties together.
    mean, spread : float
        Mean and standard deviation of the difference, EUR.
    draws : int
        Futures behind `given`.
    base : int
        Futures behind each of the runs of the Sobol indices.
    swept : int
        Rows that were held at both ends.
    tornado : tuple of Swing
        Those that stand out of luck, the widest first.
    given : tuple of Share
        Rows whose effect stands out of noise, the largest first.
    sobol : tuple of Index
        The largest total first, all else last; empty where the difference does not vary.
    """

    option: str
    baseline: str
    party: str | None
    mean: float
    spread: float
    draws: int
    base: int
    swept: int
    tornado: tuple[Swing, ...]
    given: tuple[Share, ...]
    sobol: tuple[Index, ...]

    @property
    def few(self) -> bool:
        """Whether the draws are too few: a band wider than `WIDE` to either side."""
        return max((max(one.first_half, one.total_half) for one in self.sobol), default=0.0) > WIDE


def sensitivity(
    outcome: Outcome,
    simulate: Simulate | None = None,
    progress: Progress | None = None,
    *,
    option: str | None = None,
    party: str | None = None,
    draws: int = 1_024,
    base: int = 8_192,
) -> Sensitivity | None:
    """Find what the difference between an option and continue hangs on.

    Parameters
    ----------
    outcome : Outcome
        Holds continue.
    simulate : callable, optional
        `model.simulate` if left out; it must take ``values``, the parameters of each draw.
    progress : callable (done, total), optional
        Called in the calling thread after every run.
    option : str, optional
        The best other option if left out.
    party : str, optional
        CBS code; None for all parties together.
    draws : int
        Futures in which the widest rows of the tornado are swept.
    base : int
        Futures of each run behind the Sobol indices, at most those of `outcome`.

    Returns
    -------
    Sensitivity or None
        None where no option differs from continue.

    Raises
    ------
    SimulationError
        A difference is not finite; says how many, and which inputs they have in common.
    """
    outcome = outcome.sample
    reference = baseline(outcome)
    deltas = {name: difference(outcome, name, party) for name in outcome.options if name != reference}
    for delta in deltas.values():
        refuse_not_finite(outcome.parameters, outcome.inputs, delta)
    known = [name for name, delta in deltas.items() if np.abs(delta).max() > CENT]
    if not known or (option is not None and option not in known):
        return None
    chosen = option or min(known, key=lambda name: (float(deltas[name].mean()), name))
    world = _World(outcome, simulate, chosen, reference, party)
    rows = turning.design(outcome)
    swept = drivers(outcome, rows)
    groups = _groups(world, rows)
    tick = ticker(progress, 2 * len(swept) + 2 * BARS + len(groups) + 2)
    bars = _tornado(world, swept, min(draws, outcome.draws), tick)
    size = min(base, outcome.draws)
    found = _sobol(world, groups, size, tick)
    tick(last=True)
    return Sensitivity(
        option=chosen, baseline=reference, party=party, mean=float(world.delta.mean()),
        spread=float(world.delta.std()), draws=outcome.draws, base=size, swept=len(swept),
        tornado=bars, given=given_data(rows, world.delta), sobol=found,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _World:
    """The difference that is looked at, and how to simulate it again."""

    outcome: Outcome
    simulate: Simulate | None
    option: str
    reference: str
    party: str | None

    @property
    def options(self) -> tuple[str, ...]:
        return self.reference, self.option

    @property
    def delta(self) -> FloatArray:
        return difference(self.outcome, self.option, self.party)

    def again(self, seed: int, values: FloatArray | None, draws: int) -> Outcome:
        """The two options with another seed, or with ready parameters."""
        found = again(
            self.outcome, self.simulate, options=self.options, draws=draws, seed=seed, values=values, threads=1
        )
        refuse_not_finite(found.parameters, found.inputs, difference(found, self.option, self.party))
        return found


def refuse_not_finite(parameters: Sequence[str], values: FloatArray, result: FloatArray) -> None:
    """SA4: refuse results that are not finite, and name the inputs that set those draws apart.

    Dropping them would give wrong indices without a word. An input is set apart by the distance between its
    distributions in failing and other draws (Kolmogorov-Smirnov; regional sensitivity analysis, Hornberger & Spear
    1981).

    Parameters
    ----------
    parameters : sequence of str
    values : ndarray (draw, parameter)
    result : ndarray (draw,)

    Raises
    ------
    SimulationError
        With their number, and the three inputs that set them apart most, with the values that they have there.
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
    et al. 2003, *Applied multiple regression*, section 3.6).

    Parameters
    ----------
    rows : Design
    delta : ndarray, shape (draw,)
        EUR.
    """
    n, k = delta.size, turning.DEGREE
    if delta.std() <= CENT:
        return ()
    plain = turning.own_r2(rows, delta - delta.mean())
    first = 1.0 - (1.0 - plain) * (n - 1) / (n - 1 - k)
    error = np.sqrt(4.0 * plain * (1.0 - plain) ** 2 * (n - k - 1) ** 2 / ((n**2 - 1.0) * (n + 3.0)))
    order = [j for j in np.argsort(-first, kind="stable") if plain[j] * n > turning.STANDS_OUT]
    return tuple(Share(_row(rows.assumptions[j]), float(first[j]), Z95 * float(error[j])) for j in order)


def indices(y: FloatArray, seed: int = 0) -> tuple[tuple[float, float, float, float], ...]:
    """SA2: Sobol indices of first and total order, with half their 95 % bands, by SALib.

    Parameters
    ----------
    y : ndarray (draw, 2 + factor)
        Results with all factors from set A, with one factor from set B and the others from A, and with all from B.
    seed : int
        Of the bootstrap.

    Returns
    -------
    tuple, per factor, of (first, half, total, half)
        Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018.
    """
    from SALib.analyze import sobol

    count = y.shape[1] - 2
    problem = {"num_vars": count, "names": [str(k) for k in range(count)], "bounds": [[0.0, 1.0]] * count}
    found = sobol.analyze(
        problem, y.ravel(), calc_second_order=False, num_resamples=RESAMPLES, seed=seed + 1  # SALib takes 0 for none
    )  # fmt: skip
    columns = (found["S1"], found["S1_conf"], found["ST"], found["ST_conf"])
    return tuple(tuple(float(one) for one in line) for line in zip(*columns, strict=True))  # type: ignore[misc]


def _row(row: Assumption) -> Row:
    return Row(row.id, row.name, row.name_nl, row.unit, row.kind)


def _tornado(world: _World, swept: Sequence[Driver], draws: int, tick: Callable[..., None]) -> tuple[Swing, ...]:
    """SA1: mean difference with each row at either end of its range, on common draws; the widest again on more.

    A swing within two standard errors is luck and left out.
    """
    rough = _swings(world, swept, min(SWEPT, draws), tick)
    widest = {one.row.id for one in sorted(rough, key=lambda one: (-one.width, one.row.id))[:BARS]}
    fine = _swings(world, [one for one in swept if one.row.id in widest], draws, tick)
    clear = (one for one in fine if one.width > max(CENT, turning.SURE * one.error))
    return tuple(sorted(clear, key=lambda one: (-one.width, one.row.id)))


def _swings(world: _World, swept: Sequence[Driver], draws: int, tick: Callable[..., None]) -> list[Swing]:
    delta = world.delta
    points = [(one, end) for one in swept for end in (one.low, one.high)]

    def shift(point: tuple[Driver, float]) -> FloatArray:
        driver, end = point
        at = {driver.row.id: end}
        held = hold(world.outcome, at, simulate=world.simulate, options=world.options, draws=draws)
        return np.zeros(draws) if held is None else difference(held, world.option, world.party) - delta[: held.draws]

    moved = side_by_side(shift, points, tick)
    mean = float(delta.mean())
    return [
        Swing(
            _row(one.row), one.low, one.high, at_low=mean + float(low.mean()), at_high=mean + float(high.mean()),
            error=float((high - low).std() / np.sqrt(low.size)),
        )
        for one, low, high in zip(swept, moved[::2], moved[1::2], strict=True)
    ]  # fmt: skip


def _groups(world: _World, rows: Design) -> list[tuple[Assumption, ...]]:
    """Rows that explain most alone, each with the drawn rows that it is correlated with."""
    by_id = {row.id: row for row in rows.assumptions}
    partners: dict[str, set[str]] = {name: {name} for name in by_id}
    for one, other, _rho in world.outcome.scenario.correlations:
        if one in by_id and other in by_id:
            together = partners[one] | partners[other]
            partners |= dict.fromkeys(together, together)
    groups: list[tuple[Assumption, ...]] = []
    for share in given_data(rows, world.delta):
        group = tuple(by_id[name] for name in sorted(partners[share.row.id], key=lambda n: (n != share.row.id, n)))
        if len(groups) < FACTORS and not any(group[0] in known for known in groups):
            groups.append(group)
    return groups


def _sobol(
    world: _World, groups: Sequence[tuple[Assumption, ...]], size: int, tick: Callable[..., None]
) -> tuple[Index, ...]:
    """SA5: indices of the groups, and of all else as one factor: other rows, paths and luck of a draw.

    Set A is the ready outcome, set B the same simulation with another seed. All else belongs to the seed, so the runs
    with one group from B keep the paths of A (common random numbers), and that with all else from B keeps its groups.
    """
    if not groups:
        return ()
    outcome, seed = world.outcome, world.outcome.seed
    other = world.again(seed + 1, None, size)
    a, b = outcome.inputs[:size], other.inputs
    columns = [[outcome.par(row.id) for row in group] for group in groups]
    all_columns = [column for group in columns for column in group]

    def crossed(taken: Sequence[int], *, rest: bool) -> FloatArray:
        values = (b if rest else a).copy()
        values[:, taken] = (a if rest else b)[:, taken]
        found = world.again(seed + 1 if rest else seed, values, size)
        return difference(found, world.option, world.party)

    jobs = [(group, False) for group in columns] + [(all_columns, True)]
    mixed = side_by_side(lambda job: crossed(job[0], rest=job[1]), jobs, tick)
    results = np.column_stack((world.delta[:size], *mixed, difference(other, world.option, world.party)))
    told = [tuple(_row(row) for row in group) for group in groups] + [()]
    found = [Index(rows, *one) for rows, one in zip(told, indices(results, seed), strict=True)]
    return (*sorted(found[:-1], key=lambda one: -one.total), found[-1])
