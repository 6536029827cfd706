"""The standard workload: case bommelerwaard, base scenario, the four shipped options, 10 years, 2 parties.

Everything is read once, so that what is timed afterwards is calculation only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from model.engine import draws as random
from model.engine import run as engine
from model.engine.kernel import STATUS_OK, run_block
from model.engine.pack import Packed, pack
from model.engine.parameters import as_records
from model.engine.records import STATE, Noise, Results
from model.inputs import load_assumptions, load_case, load_option, load_scenario, resolve
from model.inputs.estimates import complete_option
from model.inputs.legislation import load_legislation, resolve_laws
from model.inputs.series import load_series
from model.simulation import SHIPPED_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.engine.outcome import Outcome
    from model.inputs import Assumption, Case, Option, Scenario
    from model.inputs.legislation import Act

CASE: Final = "bommelerwaard"
DRAWS: Final = 10_240


class Workload(NamedTuple):
    """All that a run reads.

    Attributes
    ----------
    rows : tuple of Assumption
        As they hold after overrides.
    cpi : mapping of year to growth (share)
    packed : Packed
        The same, as the records of the engine.
    """

    case: Case
    scenario: Scenario
    options: tuple[Option, ...]
    rows: tuple[Assumption, ...]
    acts: tuple[Act, ...]
    cpi: Mapping[int, float]
    packed: Packed


class Sampled(NamedTuple):
    """Random numbers of one block: parameters (draw, parameter), and paths."""

    values: np.ndarray
    noise: Noise


def read(case: str | Case = CASE, scenario: str = "base", options: Sequence[str] = SHIPPED_OPTIONS) -> Workload:
    """Read a case (by the name of a shipped one), a scenario and options."""
    subject, world = load_case(case) if isinstance(case, str) else case, load_scenario(scenario)
    chosen = tuple(complete_option(load_option(name), subject) for name in options)
    rows = tuple(resolve(load_assumptions(), subject, world))
    acts = tuple(resolve_laws(load_legislation(), world, subject))
    packed = pack(subject, world, chosen, {row.id: row for row in rows}, acts)
    return Workload(subject, world, chosen, rows, acts, load_series("cpi"), packed)


def run(work: Workload, draws: int, threads: int, seed: int = 0) -> Outcome:
    """Run the whole engine: sampling, kernel, and putting the blocks together as an `Outcome`."""
    return engine.run(
        work.case, work.scenario, work.options, work.rows, work.acts, work.cpi, draws=draws, seed=seed, threads=threads
    )


def sample(work: Workload, block: int, size: int, seed: int = 0) -> Sampled:
    """Draw the random numbers of one block as the engine does."""
    table, packed = {row.id: row for row in work.rows}, work.packed
    values, luck = random.sample(table, seed, block, size, pairs=work.scenario.correlations)
    codes = tuple(packed.codes[i] for i in np.argsort(packed.order))
    residuals = random.cpi_residuals(work.cpi, table["prices.inflation_persistence"].base)
    years = work.case.horizon_years + 1
    return Sampled(values, random.noise(seed, block, size, codes, packed.acts, years, residuals, luck))


def cleared(work: Workload, draws: int) -> Results:
    """Results that start at zero: the fused kernel adds to them, the engine writes every cell."""
    results = engine.blank(work.packed, draws, full=False)
    for array in results:
        array.fill(0.0)
    return results


def run_engine(work: Workload, sampled: Sampled, scratch: np.recarray) -> Results:
    """Run the engine's kernel on a block whose random numbers are known; `scratch` is from `new_scratch`.

    Raises
    ------
    ArithmeticError
        A figure is not finite.
    """
    results = engine.blank(work.packed, len(sampled.values), full=False)
    status = np.zeros(4, dtype=np.int64)
    records = as_records(sampled.values)
    run_block(work.packed.facts, work.packed.policies, records, sampled.noise, scratch, results, status)
    if status[0] != STATUS_OK:
        msg = f"not finite: draw, option, party {status[1:]}"
        raise ArithmeticError(msg)
    return results


def new_scratch() -> np.recarray:
    """Room in which the engine's kernel works."""
    return np.zeros(1, STATE).view(np.recarray)
