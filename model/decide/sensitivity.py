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
from model.decide.shares import Row, Share, given_data, indices, refuse_not_finite, told

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
WIDE: Final = 0.05
"""Half a 95 % band of an index above which the draws are too few. Sarrazin, Pianosi & Wagener 2016
(doi:10.1016/j.envsoft.2016.02.005) call indices converged at a whole band of 0.05; to name the largest, half suffices.
"""


@dataclass(frozen=True)
class Swing:
    """Mean difference with one row held at either end of its range.

    Parameters
    ----------
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
class Index:
    """Sobol indices of a row, or of rows that are correlated; no rows: all others and the luck of each future.

    Parameters
    ----------
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
        """Whether the draws are too few: a band of a row wider than `WIDE` to either side."""
        return any(max(one.first_half, one.total_half) > WIDE for one in self.sobol if one.rows)


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
    simulate : callable, optional
        `model.simulate` if left out; it must take ``values``, the parameters of each draw.
    option : str, optional
        The best other option if left out.
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
            self.outcome, self.simulate, options=self.options, draws=draws, seed=seed, values=values, threads=1,
            total=values is not None,
        )  # fmt: skip
        given = found.inputs if values is None else values
        refuse_not_finite(found.parameters, given, difference(found, self.option, self.party))
        return found


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
            told(one.row), one.low, one.high, at_low=mean + float(low.mean()), at_high=mean + float(high.mean()),
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
    named = [tuple(told(row) for row in group) for group in groups] + [()]
    found = [Index(rows, *one) for rows, one in zip(named, indices(results, seed), strict=True)]
    return (*sorted(found[:-1], key=lambda one: -one.total), found[-1])
