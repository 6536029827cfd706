"""Run blocks of draws on a few threads and put them together as an `Outcome`."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from model.engine import draws as random
from model.engine.compiled import engine_hash
from model.engine.kernel import STATUS_OK, run_block
from model.engine.names import GOALS, ITEMS, OBSERVABLES
from model.engine.outcome import Outcome
from model.engine.pack import Packed, pack
from model.engine.parameters import PARAMETER_IDS, as_records
from model.engine.records import STATE, Results
from model.errors import InputError, Problem, SimulationError
from model.language import _

if TYPE_CHECKING:
    from model.inputs import Assumption, Case, Option, Scenario
    from model.inputs.legislation import Act

FULL_LIMIT: Final = 2_000_000_000
"""Largest size in bytes of `cost` with ``keep="full"``."""
RESULT_LIMIT: Final = 8_000_000_000
"""Largest size in bytes of the results of a run; beyond it a machine would die instead of a run."""

SUMS: Final = ("cost_sum", "staffed_sum")
"""Results without a draw: added up over a block, then over the blocks in their order."""

Progress = Callable[[int, int], None]


class Plan(NamedTuple):
    """What every block of a run shares.

    Attributes
    ----------
    packed : Packed
    options : tuple of str
    rows : mapping of id to Assumption
    residuals : ndarray (observation,)
        Residuals of CPI growth.
    pairs : sequence of (id, id, rank correlation)
    seed : int
    certain : bool
        No uncertainty: every draw is the base.
    pinned : mapping of id to value
    full : bool
        Keep cost by item, year and draw.
    """

    packed: Packed
    options: tuple[str, ...]
    rows: Mapping[str, Assumption]
    residuals: np.ndarray
    pairs: Sequence[tuple[str, str, float]]
    seed: int
    certain: bool
    pinned: Mapping[str, float]
    full: bool


def blank(packed: Packed, draws: int, *, full: bool) -> Results:
    """Empty results for so many draws; sums over the draws start at zero."""
    options, parties = len(packed.policies), len(packed.codes)
    years, items = int(packed.facts[0].case.horizon) + 1, len(ITEMS)
    specialisms = int(packed.facts[0].case.specialisms)
    shape = (draws, options, parties)
    # The kernel writes every cell; memory that is not cleared first comes in large pages, four times faster here.
    return Results(
        charge=np.empty((*shape, years)),
        npv=np.empty((*shape, items)),
        npv_year=np.empty((*shape, years)),
        score=np.empty((*shape, len(GOALS))),
        observable=np.empty((*shape, years, len(OBSERVABLES))),
        scale_effect=np.empty(shape),
        cost_sum=np.zeros((options, parties, years, items)),
        staffed_sum=np.zeros((options, parties, years, specialisms, 3)),
        cost=np.empty((*shape, years, items) if full else (0, 0, 0, 0, 0)),
    )


def refuse_what_does_not_fit(packed: Packed, draws: int, *, full: bool) -> None:
    """Refuse a run whose results would be larger than the limits, and say how many draws fit."""
    one = blank(packed, 1, full=full)
    every_cost = one.cost.nbytes * draws
    size = sum(array.nbytes for array in one) * draws
    if every_cost <= FULL_LIMIT and size <= RESULT_LIMIT:
        return
    most = int(min(draws * RESULT_LIMIT / size, draws * FULL_LIMIT / every_cost if every_cost else draws))
    raise InputError(
        Problem(
            _("The results of so many futures do not fit in memory."),
            field="draws",
            found=str(draws),
            allowed=f"1-{most}",
            hint=_("ask for fewer futures, options or years"),
        )
    )


def part(results: Results, first: int, size: int) -> Results:
    """Views of the results of some draws, with sums of their own."""
    stretch = slice(first, first + size)
    views = {name: getattr(results, name)[stretch] for name in Results._fields if name not in SUMS}
    return Results(**views, **{name: np.zeros_like(getattr(results, name)) for name in SUMS})


def load_kernel(plan: Plan) -> None:
    """Compile the kernel or load it from the cache, by running it over no draws."""
    nothing = np.zeros((0, len(PARAMETER_IDS)))
    parties, acts = len(plan.packed.codes), len(plan.packed.acts)
    years = int(plan.packed.facts[0].case.horizon) + 1
    chance = random.quiet(0, parties, acts, years, np.zeros((0, len(random.LUCK))))
    scratch = np.zeros(1, STATE).view(np.recarray)
    out = blank(plan.packed, 0, full=plan.full)
    run_block(
        plan.packed.facts, plan.packed.policies, as_records(nothing), chance, scratch, out, np.zeros(4, dtype=np.int64)
    )


def simulate_block(plan: Plan, results: Results, block: int, size: int) -> tuple[np.ndarray, Results]:
    """Fill the results of one block, from its own seed.

    Returns
    -------
    values : ndarray (draw, parameter)
        Sampled parameters.
    own : Results
        Views of this block, with its `SUMS`.

    Raises
    ------
    SimulationError
        A figure is not finite; says in which draw, option and party.
    """
    packed = plan.packed
    values, luck = random.sample(
        plan.rows, plan.seed, block, size, pairs=plan.pairs, certain=plan.certain, pinned=plan.pinned
    )
    codes = tuple(packed.codes[i] for i in np.argsort(packed.order))
    years = int(packed.facts[0].case.horizon) + 1
    chance = random.noise(plan.seed, block, size, codes, packed.acts, years, plan.residuals, luck, certain=plan.certain)
    status = np.zeros(4, dtype=np.int64)
    scratch = np.zeros(1, STATE).view(np.recarray)
    own = part(results, block * random.BLOCK, size)
    run_block(packed.facts, packed.policies, as_records(values), chance, scratch, own, status)
    if status[0] != STATUS_OK:
        draw, option, party = (int(value) for value in status[1:])
        raise SimulationError(
            _("A cost is not a finite number."),
            draw=block * random.BLOCK + draw,
            option=plan.options[option],
            party=codes[party],
            equation="B7",
        )
    return values, own


def run(
    case: Case, scenario: Scenario, options: Sequence[Option], rows: Sequence[Assumption], acts: Sequence[Act],
    cpi: Mapping[int, float], *, draws: int, seed: int, keep: str = "summary", threads: int | None = None,
    progress: Progress | None = None, pinned: Mapping[str, float] | None = None,
) -> Outcome:  # fmt: skip
    """Simulate options for a case under a scenario.

    Parameters
    ----------
    rows : sequence of Assumption
        As they hold after overrides.
    acts : sequence of Act
        Laws as they hold after the scenario's changes.
    cpi : mapping of year to growth (share)
        Observed CPI growth.
    draws, seed : int
    keep : {"summary", "full"}
        "full" adds `cost` by year, item and draw.
    threads : int, optional
        Defaults to the processors at hand; never changes the result.
    progress : callable (done, total), optional
        Called in the calling thread after each block.
    pinned : mapping of id to value, optional
        Rows held at a value.

    Raises
    ------
    InputError
        More draws than fit in memory (`RESULT_LIMIT`, and `FULL_LIMIT` for every cost).
    SimulationError
        A figure is not finite.
    """
    table = {row.id: row for row in rows}
    packed = pack(case, scenario, options, table, acts)
    full = keep == "full"
    refuse_what_does_not_fit(packed, draws, full=full)
    plan = Plan(
        packed,
        tuple(option.id or f"option-{i}" for i, option in enumerate(options)),
        table,
        random.cpi_residuals(cpi, table["prices.inflation_persistence"].base),
        scenario.correlations,
        seed,
        not scenario.uncertainty,
        dict(pinned or {}),
        full,
    )
    results = blank(packed, draws, full=full)
    blocks = _run_blocks(plan, results, random.block_sizes(draws), threads, progress)
    return _outcome(plan, results, blocks, case, scenario, options, rows)


def _run_blocks(
    plan: Plan, results: Results, sizes: Sequence[int], threads: int | None, progress: Progress | None
) -> list[tuple[np.ndarray, Results]]:
    workers = max(1, min(len(sizes), threads or os.cpu_count() or 1))
    # Machine code loads while the first block still imports its sampler.
    threading.Thread(target=load_kernel, args=(plan,), daemon=True).start()
    with ThreadPoolExecutor(workers) as pool:
        jobs: dict[Future[tuple[np.ndarray, Results]], int] = {
            pool.submit(simulate_block, plan, results, block, size): block for block, size in enumerate(sizes)
        }
        try:
            for done, job in enumerate(as_completed(jobs), start=1):
                job.result()
                if progress is not None:
                    progress(done, len(sizes))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [job.result() for job in jobs]


def _outcome(
    plan: Plan, results: Results, blocks: Sequence[tuple[np.ndarray, Results]], case: Case, scenario: Scenario,
    options: Sequence[Option], rows: Sequence[Assumption],
) -> Outcome:  # fmt: skip
    order = plan.packed.order
    in_order = np.array_equal(order, np.arange(len(order)))

    def as_asked(name: str) -> np.ndarray:
        array: np.ndarray = np.swapaxes(getattr(results, name), 0, 1)
        return array if in_order else array[:, :, order]

    draws = len(results.charge)

    def mean(name: str) -> np.ndarray:
        total = sum((getattr(own, name) for _, own in blocks), np.zeros_like(getattr(results, name)))
        array: np.ndarray = total[:, order] / draws
        return array

    sizes = [len(block[0]) for block in blocks]
    return Outcome(
        options=plan.options,
        parties=plan.packed.codes,
        party_names=plan.packed.names,
        years=case.years,
        items=ITEMS,
        goals=GOALS,
        observables=OBSERVABLES,
        parameters=PARAMETER_IDS,
        charge=as_asked("charge"),
        npv=as_asked("npv"),
        npv_year=as_asked("npv_year"),
        cost_mean=mean("cost_sum"),
        staffed_mean=mean("staffed_sum"),
        score=as_asked("score"),
        observable=as_asked("observable"),
        scale_effect=as_asked("scale_effect"),
        inputs=np.concatenate([block[0] for block in blocks]),
        block=np.repeat(np.arange(len(sizes)), sizes),
        case=case,
        scenario=scenario,
        option_objects=tuple(options),
        assumptions=tuple(rows),
        seed=plan.seed,
        draws=draws,
        engine_hash=engine_hash(),
        cost=as_asked("cost") if plan.full else None,
    )
