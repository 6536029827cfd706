"""The result of a simulation: arrays with named dimensions, frozen.

`ARRAYS` is the one place that says which array has which dimensions and unit; the checks, `subset`,
`to_frame` and `to_xarray` all read it. pandas and xarray are imported only when they are asked for.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from model.engine.names import STAFFED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import xarray as xr

    from model.inputs import Assumption, Case, Option, Scenario

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Draws = slice | npt.NDArray[np.bool_] | IntArray


class ArrayField(NamedTuple):
    """Dimensions, unit and meaning of one array of an `Outcome`."""

    dims: tuple[str, ...]
    unit: str
    meaning: str


ARRAYS: Final[dict[str, ArrayField]] = {
    "charge": ArrayField(("option", "draw", "party", "year"), "EUR nominal", "contribution to the organisation"),
    "npv": ArrayField(
        ("option", "draw", "party", "item"), "EUR real, discounted", "present cost of years 1..H by item"
    ),
    "npv_year": ArrayField(
        ("option", "draw", "party", "year"), "EUR real, discounted", "present cost by year; the budget year is 0"
    ),
    "cost_mean": ArrayField(("option", "party", "year", "item"), "EUR nominal", "mean cost over the draws"),
    "staffed_mean": ArrayField(
        ("option", "party", "year", "specialism", "measure"), "people; 0-1; days per year", "mean over the draws"
    ),
    "score": ArrayField(("option", "draw", "party", "goal"), "0-1", "score on the six K's"),
    "observable": ArrayField(("option", "draw", "party", "year", "name"), "see OBSERVABLE_UNITS", "what one could see"),
    "scale_effect": ArrayField(
        ("option", "draw", "party"), "EUR real, discounted", "part of run cost due to scale factors other than 1"
    ),
    "inputs": ArrayField(("draw", "parameter"), "unit of the assumption", "sampled values"),
    "block": ArrayField(("draw",), "-", "number of the block of draws"),
    "cost": ArrayField(("option", "draw", "party", "year", "item"), "EUR nominal", "cost, only with keep='full'"),
}
"""Every array of an `Outcome`."""

OBSERVABLE_UNITS: Final[dict[str, str]] = {
    "charge": "EUR nominal",
    "own_cost": "EUR nominal",
    "transfer": "EUR nominal",
    "cost_cash": "EUR nominal",
    "cost_lasten": "EUR nominal",
    "fte": "fte",
    "cloud_share": "0-1, share of money",
    "workload_cloud": "0-1, share of workload",
    "trust": "0-1",
    "satisfaction": "0-1",
    "vulnerability": "0-1, chance that some specialism has nobody",
    "days_without": "days per year",
    "backlog": "0-1, share of the work that waits",
    "debt": "EUR nominal",
    "knowledge": "0-1",
    "unfairness": "share of the fair share",
    "budget_gap": "EUR nominal",
    "member": "1 or 0",
    "exited_unplanned": "1 or 0",
    "host_refused": "1 or 0",
    "share": "0-1",
    "spend": "EUR nominal",
    "reserve": "EUR nominal",
}
"""Unit of each observable."""


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Outcome:
    """What a simulation gives, for every option, draw, party and year.

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
        is the present value of what the party pays in cash.
    npv_year : ndarray, shape (option, draw, party, year)
        The same by year; the column of the budget year is 0.
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
        Seed and number of draws.
    engine_hash : str
        Hash of the engine's sources.
    cost : ndarray, shape (option, draw, party, year, item), optional
        EUR nominal; only with ``keep="full"``.

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
            f"{self.years[0]}-{self.years[-1]}; {self.draws} draws; seed {self.seed})"
        )

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
        return dataclasses.replace(self, draws=kept, **changed)  # type: ignore[arg-type]

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
        attributes = {"seed": self.seed, "draws": self.draws, "engine_hash": self.engine_hash}
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
