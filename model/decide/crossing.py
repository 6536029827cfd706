"""One driver: the values within its range at which the preferred option changes, with their bands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from model.decide.appraisal import standard_error
from model.decide.hold import hold
from model.decide.screen import Driver, compared, moved, preferred
from model.decide.turning import SURE

if TYPE_CHECKING:
    from model.decide.again import Simulate
    from model.engine.outcome import FloatArray, Outcome

EXACT: Final = 1e-3
"""Width, as a share of the range, at which the search stops; far below any band."""


@dataclass(frozen=True)
class Tip:
    """A value at which the preferred option changes, all parties together.

    Parameters
    ----------
    at : float
        In the unit of the driver; of a driver with a few choices the first that changes it.
    low, high : float
        Band of two standard errors, within the range of the driver.
    before, after : str
        Preferred option on the side of the base, and beyond.
    side : {"below", "above"}
        On which side of the base it lies.
    on_all : bool
        Whether it was worked out on all draws.
    """

    at: float
    low: float
    high: float
    before: str
    after: str
    side: Literal["below", "above"]
    on_all: bool = False


@dataclass(frozen=True)
class PartyTip:
    """The tipping point of one party nearest to the base, read from the runs for all parties together."""

    party: str
    at: float
    before: str
    after: str


@dataclass(frozen=True)
class TippingRow:
    """One driver: its range, and where within it the preferred option changes.

    Parameters
    ----------
    id, name, name_nl, unit, kind : str
        Of the assumption.
    low, base, high : float
        Range and base, own unit.
    choices : tuple of float
        Values that it can only have; empty where it has any value.
    kept : float
        Smallest lead of the preferred option within the range, as a share of its lead now (TP2).
    tips : tuple of Tip
        Nearest to the base first; empty: no tipping point within the range.
    parties : tuple of PartyTip
        Parties that have one.
    """

    id: str
    name: str
    name_nl: str
    unit: str
    kind: str
    low: float
    base: float
    high: float
    choices: tuple[float, ...]
    kept: float
    tips: tuple[Tip, ...]
    parties: tuple[PartyTip, ...]

    @property
    def distance(self) -> float:
        """How far the nearest tipping point lies from the base, as a share of the range; infinite without one."""
        return abs(self.tips[0].at - self.base) / (self.high - self.low) if self.tips else np.inf


class _Change(NamedTuple):
    """Preferred option `left` of a value and `right` of it, and the slope of right − left there, EUR per unit."""

    at: float
    left: str
    right: str
    slope: float


@dataclass(frozen=True, eq=False)
class World:
    """What all searches share: the options that are compared, and how to simulate them again."""

    outcome: Outcome
    simulate: Simulate | None
    draws: int
    advantage: float

    @cached_property
    def cost(self) -> FloatArray:
        """`compared` of all draws."""
        return compared(self.outcome, self.advantage)

    @cached_property
    def mean(self) -> FloatArray:
        """Its mean, shape (option, who)."""
        mean: FloatArray = self.cost.mean(axis=1)
        return mean

    def moved(self, at: dict[str, float], draws: int) -> FloatArray:
        """What holding drivers at values moves in the first draws, EUR, shape (option, draw, who)."""
        found = moved(self.outcome, at, self.cost, self.simulate, draws, self.advantage)
        return np.zeros_like(self.cost[:, :draws]) if found is None else found

    def lead(self, left: str, right: str, cost: FloatArray) -> FloatArray:
        """Cost (option, ...) of `right` less that of `left`, EUR."""
        difference: FloatArray = cost[self.outcome.o(right)] - cost[self.outcome.o(left)]
        return difference


class Line:
    """Mean costs along one driver, each value simulated once."""

    def __init__(self, world: World, driver: Driver) -> None:
        self.world, self.driver = world, driver
        self.moved: dict[float, FloatArray] = {}

    def mean(self, value: float) -> FloatArray:
        """Mean of all draws plus what holding the driver here moves in the first, EUR, shape (option, who)."""
        if value not in self.moved:
            self.moved[value] = self.world.moved({self.driver.row.id: value}, self.world.draws)
        mean: FloatArray = self.world.mean + self.moved[value].mean(axis=1)
        return mean

    def preferred(self, value: float, who: int = 0) -> str:
        """Preferred option with the driver held here."""
        return preferred(self.world.outcome, self.mean(value)[:, who])

    def lead(self, left: str, right: str, value: float, who: int = 0) -> float:
        """Mean cost of `right` less that of `left`, EUR."""
        mean = self.mean(value)[:, who]
        return float(mean[self.world.outcome.o(right)] - mean[self.world.outcome.o(left)])

    def error(self, left: str, right: str, value: float) -> float:
        """Standard error of `lead`: of all draws, and of what was moved in the first."""
        moved = self.world.lead(left, right, self.moved[value][:, :, 0])
        whole = self.world.lead(left, right, self.world.cost[:, :, 0])
        known = standard_error(whole, self.world.outcome.block).value
        return float(np.hypot(moved.std() / np.sqrt(len(moved)), known))


def searched(line: Line, kept: float) -> TippingRow:
    """Look at one driver over its range."""
    driver, row = line.driver, line.driver.row
    changes = _changes(line)
    tips = sorted((_tip(line, change) for change in changes), key=lambda tip: (abs(tip.at - row.base), tip.at))
    parties = (_party(line, who) for who in range(1, 1 + len(line.world.outcome.parties)))
    return TippingRow(
        id=row.id, name=row.name, name_nl=row.name_nl, unit=row.unit, kind=row.kind,
        low=driver.low, base=row.base, high=driver.high, choices=tuple(row.choices), kept=kept,
        tips=tuple(tips), parties=tuple(one for one in parties if one is not None),
    )  # fmt: skip


def _changes(line: Line) -> list[_Change]:
    """TP3: values where the preferred option changes: between neighbours that differ, the root of their difference.

    By Brent's method (1973, chapter 4). Where a third option is preferred at the root, both halves are searched.
    """
    driver = line.driver
    found: list[_Change] = []
    for low, high in pairwise(driver.values):
        left, right = line.preferred(low), line.preferred(high)
        if left != right and driver.row.choices:
            found.append(_Change(high if high > driver.row.base else low, left, right, np.nan))
        elif left != right:
            found += _between(line, low, high)
    return found


def _between(line: Line, low: float, high: float) -> list[_Change]:
    left, right = line.preferred(low), line.preferred(high)
    if left == right:
        return []
    width = EXACT * (line.driver.high - line.driver.low)
    ends = [line.lead(left, right, end) for end in (low, high)]
    root = high if ends[1] >= 0.0 else low if ends[0] <= 0.0 else _root(line, left, right, low, high, width)
    if line.preferred(root) not in (left, right) and min(root - low, high - root) > width:
        return _between(line, low, root) + _between(line, root, high)
    return [_Change(root, left, right, (ends[1] - ends[0]) / (high - low))]


def _root(line: Line, left: str, right: str, low: float, high: float, width: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(lambda value: line.lead(left, right, float(value)), low, high, xtol=width, rtol=1e-9))


def _tip(line: Line, change: _Change) -> Tip:
    """TP4: a tipping point with its band: two standard errors of the difference there over its slope."""
    driver, base = line.driver, line.driver.row.base
    above = change.at > base or (change.at == base and change.left == line.preferred(base))
    half = 0.0 if driver.row.choices else _half_band(line.error(change.left, change.right, change.at), change.slope)
    before, after = (change.left, change.right) if above else (change.right, change.left)
    return Tip(
        at=change.at, low=max(driver.low, change.at - half), high=min(driver.high, change.at + half),
        before=before, after=after, side="above" if above else "below",
    )  # fmt: skip


def _half_band(error: float, slope: float) -> float:
    return SURE * error / abs(slope) if slope else np.inf


def on_all_draws(line: Line, row: TippingRow) -> TippingRow:
    """TP5: the nearest tipping point of a driver once more on all draws: one step of Newton from the search."""
    tip, driver, world = row.tips[0], line.driver, line.world
    held = hold(world.outcome, {row.id: tip.at}, simulate=world.simulate)
    if held is None:
        return row
    cost = compared(held, world.advantage)[:, :, 0]
    left, right = (tip.before, tip.after) if tip.side == "above" else (tip.after, tip.before)
    lead = world.lead(left, right, cost)
    below, above = (_neighbour(line, tip.at, side) for side in (-1, 1))
    slope = (line.lead(left, right, above) - line.lead(left, right, below)) / (above - below)
    if not slope or preferred(world.outcome, cost.mean(axis=1)) not in (left, right):
        return row
    at = float(np.clip(tip.at - lead.mean() / slope, below, above))
    half = _half_band(standard_error(lead, held.block).value, slope)
    better = replace(tip, at=at, low=max(driver.low, at - half), high=min(driver.high, at + half), on_all=True)
    return replace(row, tips=(better, *row.tips[1:]))


def _neighbour(line: Line, value: float, side: int) -> float:
    """Nearest of the values at first looked at on one side of a value; its own end where it lies on that."""
    values = [one for one in line.driver.values if (one - value) * side > 0.0]
    return min(values, key=lambda one: abs(one - value)) if values else value


def _party(line: Line, who: int) -> PartyTip | None:
    """Nearest tipping point of one party, on straight lines between the values that were simulated."""
    base, found = line.driver.row.base, []
    for low, high in pairwise(sorted(line.moved)):
        left, right = line.preferred(low, who), line.preferred(high, who)
        if left == right:
            continue
        first, last = (line.lead(left, right, end, who) for end in (low, high))
        at = low + (high - low) * (first / (first - last) if first != last else 0.5)
        if line.driver.row.choices:
            at = high if high > base else low
        found.append((abs(at - base), at, left, right))
    if not found:
        return None
    _, at, left, right = min(found)
    before, after = (left, right) if at > base else (right, left)
    return PartyTip(line.world.outcome.parties[who - 1], at, before, after)
