"""The result of a simulation: arrays with named dimensions, frozen.

`ARRAYS` says which array has which dimensions and unit; the checks, `subset`, `to_frame` and `to_xarray` all
read it. pandas and xarray are imported only when they are asked for.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from model.engine import stream
from model.engine.arrays import ARRAYS, OBSERVABLE_UNITS, ArrayField
from model.engine.names import STAFFED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import xarray as xr

    from model.inputs import Assumption, Case, Option, Scenario

__all__ = ["ARRAYS", "CONTINUE", "OBSERVABLE_UNITS", "FloatArray", "IntArray", "Outcome", "baseline_of"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
CONTINUE: Final = "continue"
Draws = slice | npt.NDArray[np.bool_] | IntArray


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Outcome:
    """What a simulation gives, for every option, draw, party and year.

    Of a long run the arrays hold the first blocks only; `total` and `mean` are of all its `futures`, and `sample` is
    those first blocks as an outcome of their own.

    Arrays are read-only float64. ``H`` is the horizon; ``years`` has ``H + 1`` entries, of which the first is
    the budget year (year 0), whose figures equal the budget.

    Parameters
    ----------
    options : tuple of str
        Ids of the options, in the order asked for.
    parties, party_names : tuple of str
        CBS codes and names of the parties, in the order of the case file.
    years : tuple of int
        Budget year first, then the years of the horizon.
    items, goals, observables, parameters : tuple of str
        Names along the dimensions ``item``, ``goal``, ``name`` and ``parameter``.
    charge : ndarray, shape (option, draw, party, year)
        Contribution of the party to the organisation, EUR nominal.
    npv : ndarray, shape (option, draw, party, item)
        EUR real (price level of the budget year) and discounted, summed over years 1..H. The sum over items
        is the present value of what the party pays in cash, less its part of what is left in the reserve.
    npv_year : ndarray, shape (option, draw, party, year)
        What is paid by year, so without ``reserve_left``; the column of the budget year is 0.
    cost_mean : ndarray, shape (option, party, year, item)
        Mean over the draws, EUR nominal.
    staffed_mean : ndarray, shape (option, party, year, specialism, measure)
        Means over the draws, of the pool that serves the party in that draw and year (`STAFFED`): people (posts that
        cloud saves are gone), chance 0-1 that nobody of them is there, and days a year without anybody.
    score : ndarray, shape (option, draw, party, goal)
        0-1. Only ranks and differences between options mean something.
    observable : ndarray, shape (option, draw, party, year, name)
        Units in `OBSERVABLE_UNITS`. Organisation figures are the party's share of them.
    scale_effect : ndarray, shape (option, draw, party)
        EUR real, discounted, years 1..H: the part of the run cost that is due to scale factors other than 1,
        relative to the pool of continue. It is contained in ``npv``, never to be added to it.
    inputs : ndarray, shape (draw, parameter)
        Sampled value of each assumption, in its own unit.
    block : ndarray of int, shape (draw,)
        Block (of 1,024 draws) that the draw belongs to. Blocks are independent, draws inside one are not.
    case, scenario, option_objects : Case, Scenario, tuple of Option
        What was simulated.
    assumptions : tuple of Assumption
        Rows as used, overrides of case and scenario included.
    seed, draws : int
        Seed and number of draws in the arrays.
    engine_hash : str
        Hash of the engine's sources.
    cost : ndarray, shape (option, draw, party, year, item), optional
        EUR nominal; only with ``keep="full"``.
    totals : ndarray, shape (option, draw, party), optional
        Only with ``keep="total"``: present cost, read `total`. All other figures are NaN then.
    whole : Whole, optional
        Totals and means of all futures of a streamed run; read `total` and `mean`.
    precision_eur : float, optional
        Standard error that blocks were added for, EUR.

    Raises
    ------
    ValueError
        An array whose shape does not fit the names, names that are not unique, or years with a gap.
    """

    options: tuple[str, ...]
    parties: tuple[str, ...]
    party_names: tuple[str, ...]
    years: tuple[int, ...]
    items: tuple[str, ...]
    goals: tuple[str, ...]
    observables: tuple[str, ...]
    parameters: tuple[str, ...]
    charge: FloatArray
    npv: FloatArray
    npv_year: FloatArray
    cost_mean: FloatArray
    staffed_mean: FloatArray
    score: FloatArray
    observable: FloatArray
    scale_effect: FloatArray
    inputs: FloatArray
    block: IntArray
    case: Case
    scenario: Scenario
    option_objects: tuple[Option, ...]
    assumptions: tuple[Assumption, ...]
    seed: int
    draws: int
    engine_hash: str
    cost: FloatArray | None = None
    totals: FloatArray | None = None
    whole: stream.Whole | None = None
    precision_eur: float | None = None

    def __post_init__(self) -> None:
        self._check_names()
        sizes = self.sizes
        for name, field in ARRAYS.items():
            array = getattr(self, name)
            if array is None and name == "cost":
                continue
            dtype = np.int64 if name == "block" else np.float64
            view = np.asarray(array, dtype=dtype).view()
            expected = tuple(sizes[dim] for dim in field.dims)
            if view.shape != expected:
                raise ValueError(f"{name} has shape {view.shape}; ({', '.join(field.dims)}) must be {expected}")
            view.flags.writeable = False
            object.__setattr__(self, name, view)

    def _check_names(self) -> None:
        for name in ("options", "parties", "years", "items", "goals", "observables", "parameters"):
            values = getattr(self, name)
            if len(set(values)) != len(values):
                raise ValueError(f"{name} are not unique: {values}")
        if len(self.party_names) != len(self.parties):
            raise ValueError(f"{len(self.party_names)} party_names for {len(self.parties)} parties")
        if len(self.option_objects) != len(self.options):
            raise ValueError(f"{len(self.option_objects)} option_objects for {len(self.options)} options")
        if not self.years or self.years != tuple(range(self.years[0], self.years[0] + len(self.years))):
            raise ValueError(f"years must follow on from the budget year, not {self.years}")
        if self.draws < 1:
            raise ValueError(f"draws must be at least 1, not {self.draws}")

    def __repr__(self) -> str:
        return (
            f"Outcome({', '.join(self.options)}; {len(self.parties)} parties; "
            f"{self.years[0]}-{self.years[-1]}; {self.futures} draws; seed {self.seed})"
        )

    # -- all futures --------------------------------------------------------------------------------------

    @property
    def futures(self) -> int:
        """Number of futures behind `total`, `mean` and `cost_mean`: `draws`, or more in a streamed run."""
        return self.draws if self.whole is None else int(self.whole.sizes.sum())

    @cached_property
    def total(self) -> FloatArray:
        """Present cost (option, future, party), EUR real, discounted."""
        if self.whole is not None:
            return self.whole.total
        if self.totals is not None:
            return self.totals
        return np.swapaxes(stream.present_cost(np.swapaxes(self.npv, 0, 1)), 0, 1)

    @cached_property
    def future_block(self) -> IntArray:
        """Block of each future (future,)."""
        return self.block if self.whole is None else np.repeat(np.arange(len(self.whole.sizes)), self.whole.sizes)

    def mean(self, name: str) -> FloatArray:
        """Mean over all futures of an array of `ARRAYS` with a draw; its dimensions without the draw."""
        if name not in self._means:
            if self.whole is None:
                draws, parts = np.swapaxes(self._array(name)[1], 0, 1), list(stream.stretches(self.block))
                means, sizes = [stream.block_mean(draws[part]) for part in parts], [p.stop - p.start for p in parts]
                self._means[name] = stream.mean_of_blocks(np.stack(means), np.array(sizes))
            else:
                self._means[name] = stream.mean_of_blocks(self.whole.means[name], self.whole.sizes)
        return self._means[name]

    @cached_property
    def _means(self) -> dict[str, FloatArray]:
        return {}

    @property
    def sample(self) -> Outcome:
        """The draws in the arrays as an outcome of their own: this one, unless it was streamed."""
        if self.whole is None:
            return self
        blocks, whole = int(self.block[-1]) + 1, self.whole
        cost, staffed = (
            stream.mean_of_blocks(whole.means[name][:blocks], whole.sizes[:blocks])
            for name in ("cost_mean", "staffed_mean")
        )
        return dataclasses.replace(self, whole=None, cost_mean=cost, staffed_mean=staffed)

    # -- sizes and positions -----------------------------------------------------------------------------

    @property
    def sizes(self) -> dict[str, int]:
        """Length of each dimension."""
        return {dim: len(labels) for dim, labels in self.coordinates.items()}

    @property
    def coordinates(self) -> dict[str, Sequence[str] | Sequence[int]]:
        """Labels along each dimension."""
        return {
            "option": self.options,
            "draw": range(self.draws),
            "party": self.parties,
            "year": self.years,
            "item": self.items,
            "specialism": tuple(kind.name for kind in self.case.organisation.specialisms),
            "measure": STAFFED,
            "goal": self.goals,
            "name": self.observables,
            "parameter": self.parameters,
        }

    @property
    def horizon(self) -> int:
        """Number of years after the budget year."""
        return len(self.years) - 1

    def o(self, option: str) -> int:
        """Position of an option."""
        return _position(option, self.options, "option")

    def p(self, code: str) -> int:
        """Position of a party, by its code."""
        return _position(code, self.parties, "party")

    def i(self, item: str) -> int:
        """Position of a cost item."""
        return _position(item, self.items, "item")

    def g(self, goal: str) -> int:
        """Position of a goal."""
        return _position(goal, self.goals, "goal")

    def obs(self, name: str) -> int:
        """Position of an observable."""
        return _position(name, self.observables, "observable")

    def y(self, year: int) -> int:
        """Position of a calendar year."""
        return _position(year, self.years, "year")

    def par(self, parameter: str) -> int:
        """Position of a sampled parameter, by the id of its assumption."""
        return _position(parameter, self.parameters, "parameter")

    # -- other forms -------------------------------------------------------------------------------------

    def subset(self, draws: Draws) -> Outcome:
        """Keep some draws.

        Parameters
        ----------
        draws : slice, ndarray of bool or ndarray of int
            Which draws, in which order.

        Returns
        -------
        Outcome
            With ``cost_mean`` taken again from ``cost``. Other means over the draws are NaN, because the mean over a
            part of them is not known; so is ``cost_mean`` where ``cost`` was not kept.

        Raises
        ------
        ValueError
            No draw is left.
        """
        changed: dict[str, object] = {}
        for name, field in ARRAYS.items():
            array = getattr(self, name)
            if array is not None and "draw" in field.dims:
                index = (slice(None),) * field.dims.index("draw") + (draws,)
                changed[name] = array[index]
        kept = int(np.arange(self.draws)[draws].size)
        if not kept:
            raise ValueError(f"no draw of the {self.draws} is left in the subset")
        cost = changed.get("cost")
        changed["cost_mean"] = (
            np.mean(cost, axis=1) if isinstance(cost, np.ndarray) else np.full_like(self.cost_mean, np.nan)
        )
        changed["staffed_mean"] = np.full_like(self.staffed_mean, np.nan)
        changed["totals"] = None if self.totals is None else self.totals[:, draws]
        return dataclasses.replace(self, draws=kept, whole=None, **changed)  # type: ignore[arg-type]

    def to_frame(self, array: str = "charge") -> pd.DataFrame:
        """One array as a tidy table: a column per dimension and a column with the value.

        Parameters
        ----------
        array : str
            Name in `ARRAYS`. The default gives option, draw, party, year, charge.

        Returns
        -------
        pandas.DataFrame
            Names are categories in the order of the dimension; ``attrs["unit"]`` says the unit.

        Raises
        ------
        LookupError
            No such array, or ``cost`` was not kept.
        """
        import pandas as pd

        field, values = self._array(array)
        columns: dict[str, object] = {}
        shape = values.shape
        for axis, dim in enumerate(field.dims):
            labels = self.coordinates[dim]
            codes = np.broadcast_to(
                np.arange(shape[axis]).reshape((-1,) + (1,) * (len(shape) - axis - 1)), shape
            ).ravel()
            numeric = dim in ("draw", "year")
            columns[dim] = np.asarray(labels)[codes] if numeric else pd.Categorical.from_codes(codes, list(labels))
        columns[array] = values.ravel()
        frame = pd.DataFrame(columns)
        frame.attrs["unit"] = field.unit
        return frame

    def to_xarray(self) -> xr.Dataset:
        """All arrays as one data set with named dimensions, units in ``attrs``.

        Returns
        -------
        xarray.Dataset
            Dimensions option, draw, party, year, item, specialism, measure, goal, name,
            parameter.
        """
        import xarray as xr

        variables = {
            name: (field.dims, getattr(self, name), {"units": field.unit, "long_name": field.meaning})
            for name, field in ARRAYS.items()
            if getattr(self, name) is not None
        }
        coordinates: dict[str, object] = {dim: list(labels) for dim, labels in self.coordinates.items()}
        coordinates["party_name"] = ("party", list(self.party_names))
        coordinates["observable_unit"] = ("name", [OBSERVABLE_UNITS.get(name, "") for name in self.observables])
        attributes = {"seed": self.seed, "draws": self.draws, "futures": self.futures, "engine_hash": self.engine_hash}
        return xr.Dataset(variables, coords=coordinates, attrs=attributes)

    def _array(self, name: str) -> tuple[ArrayField, FloatArray]:
        if name not in ARRAYS:
            raise LookupError(f"no array {name!r} in an outcome; there are {', '.join(ARRAYS)}")
        values = getattr(self, name)
        if values is None:
            raise LookupError(f"{name} was not kept; simulate with keep='full'")
        return ARRAYS[name], values


def _position(name: str | int, names: Sequence[str] | Sequence[int], dimension: str) -> int:
    try:
        return names.index(name)
    except ValueError:
        there = ", ".join(map(str, names))
        raise LookupError(f"no {dimension} {name!r} in this outcome; there are {there}") from None


def baseline_of(options: Sequence[str], objects: Sequence[Option]) -> str:
    """Id of the option that the others are compared with: continue, or else the first one without any action.

    Raises
    ------
    ValueError
        Neither is among the options.
    """
    if CONTINUE in options:
        return CONTINUE
    for name, option in zip(options, objects, strict=True):
        if not option.actions:
            return name
    raise ValueError(f"continue is not among the options ({', '.join(options)}); simulate it along")
