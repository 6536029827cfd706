"""Tipping points: the value of a driver at which another option becomes the preferred one (docs/model.md 10.7).

All others stay free. Every run uses the same draws, so a difference between two values is the effect of the driver and
not luck (common random numbers; Law 2015, section 11.2). A value at which a decision changes is a break-even value
(Pannell 1997, doi:10.1016/S0169-5150(96)01217-0) or tipping point (Kwadijk et al. 2010, doi:10.1002/wcc.64).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from model.decide import turning
from model.decide.crossing import Line, TippingRow, World, on_all_draws, searched
from model.decide.gate import limits
from model.decide.hold import side_by_side, ticker
from model.decide.screen import Driver, closeness, drivers, preferred

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.decide.again import Simulate
    from model.decide.hold import Progress
    from model.engine.outcome import FloatArray, Outcome

CHECKED: Final = 4
"""Drivers, the nearest first, whose tipping point is worked out on all draws."""
SHOWN: Final = 8
"""Drivers that are searched at least, so that a reader sees the nearest ones also where none tips."""


@dataclass(frozen=True)
class Rival:
    """An option that is not preferred, and the driver that brings it nearest.

    Parameters
    ----------
    lead : float
        What it costs more than the preferred one, EUR (`compared`).
    kept : float
        Smallest part of that lead that one driver leaves within its range (TP2); zero or less: it may tip.
    driver : str
        Id of that driver.
    """

    option: str
    lead: float
    kept: float
    driver: str


@dataclass(frozen=True)
class Plane:
    """Which option is preferred at each pair of values of two drivers, all others free.

    Parameters
    ----------
    x, y : str
        Ids of the drivers.
    xs, ys : tuple of float
        Values at which it was calculated.
    cost : tuple, by option, y and x
        Mean of `compared`, EUR.
    """

    x: str
    y: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    options: tuple[str, ...]
    cost: tuple[tuple[tuple[float, ...], ...], ...]

    def preferred(self, x: FloatArray, y: FloatArray) -> np.ndarray:
        """Position in `options` of the preferred one at points (any shape), linear between what was calculated."""
        from scipy.interpolate import RegularGridInterpolator

        cost = np.moveaxis(np.array(self.cost), 0, -1)
        found: np.ndarray = RegularGridInterpolator((self.ys, self.xs), cost)((y, x)).argmin(axis=-1)
        return found


@dataclass(frozen=True)
class Tipping:
    """Tipping points of the choice.

    Parameters
    ----------
    preferred : str
        Option that is preferred with every driver as it is drawn.
    advantage : float
        What an option must be cheaper than continue to be preferred, as a share of what continue costs.
    draws, all_draws : int
        Futures in the search, and of those that were worked out on all.
    drivers : tuple of TippingRow
        Those that were searched; the nearest tipping point first.
    rivals : tuple of Rival
        The nearest first; without options that cost the same in every draw.
    looked_at : int
        Drivers that were screened.
    left_out : tuple of str
        Drivers that come near but were not searched, because others come nearer.
    plane : Plane or None
        Of the two nearest drivers; None where fewer than two can have any value.
    """

    preferred: str
    advantage: float
    draws: int
    all_draws: int
    drivers: tuple[TippingRow, ...]
    rivals: tuple[Rival, ...]
    looked_at: int
    left_out: tuple[str, ...]
    plane: Plane | None

    def row(self, driver: str) -> TippingRow:
        """One of the drivers by its id."""
        return next(one for one in self.drivers if one.id == driver)


def tipping(
    outcome: Outcome,
    simulate: Simulate | None = None,
    progress: Progress | None = None,
    *,
    draws: int = 1_024,
    most: int = 16,
    map_draws: int = 512,
    advantage: float | None = None,
) -> Tipping:
    """Search the tipping points of the drivers that come nearest to one.

    Parameters
    ----------
    draws : int
        Futures in the search.
    most : int
        Drivers that are searched at most.
    map_draws : int
        Futures at each point of the map of two drivers.
    advantage : float, optional
        What an option must be cheaper than continue to be preferred, as a share of what continue costs;
        `decide.material_share` if left out, as in the verdict. At 0 the cheapest option is preferred.
    """
    outcome = outcome.sample
    rows = turning.design(outcome)
    known = {one.row.id: one for one in drivers(outcome, rows)}
    ends = sum((one.low != one.row.base) + (one.high != one.row.base) for one in known.values() if not one.drawn)
    tick = ticker(progress, ends + most + CHECKED + 49)
    share = limits(outcome.assumptions).material_share if advantage is None else advantage
    world = World(outcome, simulate, min(draws, outcome.draws), share)
    by_rival = closeness(outcome, rows, world.cost, share, simulate, tick)
    kept: dict[str, float] = {}
    for (_rival, name), left in by_rival.items():
        kept[name] = min(kept.get(name, np.inf), left)
    nearest = sorted(kept, key=lambda name: (kept[name], name))
    near = sum(kept[name] <= 0.0 for name in nearest)
    chosen = nearest[: min(most, max(near, SHOWN))]
    lines = [Line(world, known[name]) for name in chosen]
    found = side_by_side(lambda line: searched(line, kept[line.driver.row.id]), lines, tick)
    order = sorted(range(len(found)), key=lambda k: (found[k].distance, found[k].kept, found[k].id))
    first = [k for k in order if found[k].tips and not found[k].choices][:CHECKED]
    checked = dict(zip(first, side_by_side(lambda k: on_all_draws(lines[k], found[k]), first, tick), strict=True))
    told = sorted(
        (checked.get(k, row) for k, row in enumerate(found)), key=lambda row: (row.distance, row.kept, row.id)
    )
    pair = [known[row.id] for row in told if not row.choices][:2]
    plane = _plane(world, pair, map_draws, tick) if len(pair) == 2 else None
    tick(last=True)
    first_option = preferred(outcome, world.mean[:, 0])
    return Tipping(
        preferred=first_option,
        advantage=share,
        draws=world.draws,
        all_draws=outcome.draws,
        drivers=tuple(told),
        rivals=_rivals(world, first_option, by_rival),
        looked_at=len(known),
        left_out=tuple(nearest[len(chosen) : near]),
        plane=plane,
    )


def _rivals(world: World, first: str, kept: dict[tuple[str, str], float]) -> tuple[Rival, ...]:
    """Each option that may cost something else than the preferred one, with the driver that brings it nearest."""
    found = []
    for rival in dict.fromkeys(option for option, _ in kept):
        share, driver = min((share, name) for (option, name), share in kept.items() if option == rival)
        found.append(Rival(rival, float(world.lead(first, rival, world.mean[:, 0])), share, driver))
    return tuple(sorted(found, key=lambda one: (one.kept, one.option)))


def _plane(world: World, pair: list[Driver], draws: int, tick: Callable[[], object]) -> Plane:
    """TP6: mean costs on a grid of two drivers held together."""
    outcome = world.outcome
    xs, ys = (_seven(one) for one in pair)
    points = [{pair[0].row.id: x, pair[1].row.id: y} for y in ys for x in xs]
    held = side_by_side(lambda at: world.moved(at, min(draws, outcome.draws))[:, :, 0].mean(axis=1), points, tick)
    costs = (world.mean[:, 0] + np.array(held)).T.reshape(len(outcome.options), len(ys), len(xs))
    return Plane(
        x=pair[0].row.id, y=pair[1].row.id, xs=xs, ys=ys, options=outcome.options,
        cost=tuple(tuple(tuple(float(cell) for cell in line) for line in option) for option in costs),
    )  # fmt: skip


def _seven(driver: Driver) -> tuple[float, ...]:
    """Ends, base and two values between on either side."""
    low, base, high = driver.low, driver.row.base, driver.high
    points = (*np.linspace(low, base, 4), *np.linspace(base, high, 4))
    return tuple(sorted({float(point) for point in points}))
