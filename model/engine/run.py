"""Run blocks of draws on a few threads and put them together as an `Outcome`."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from model.engine import draws as random
from model.engine import stream, totals
from model.engine.compiled import engine_hash, is_loaded
from model.engine.drawn import Drawn
from model.engine.kernel import STATUS_OK, run_block
from model.engine.names import GOALS, ITEMS, MOST_DRAWS, OBSERVABLES, STAFFED
from model.engine.outcome import Outcome, baseline_of
from model.engine.pack import Packed, pack
from model.engine.parameters import PARAMETER_IDS, as_records
from model.engine.records import STATE, STATUS, SUMS, Results
from model.errors import InputError, Problem, SimulationError
from model.language import _

if TYPE_CHECKING:
    from model.inputs import Assumption, Case, Option, Scenario
    from model.inputs.legislation import Act

FULL_LIMIT: Final = 2_000_000_000
"""Largest size in bytes of `cost` with ``keep="full"``."""
RESULT_LIMIT: Final = 8_000_000_000
"""Largest size in bytes of the results of a run; beyond it a machine would die instead of a run."""
STREAM_FROM: Final = 100_000
"""Draws beyond which a run keeps summaries, and only its first blocks whole."""
SAMPLE: Final = 10 * random.BLOCK
"""Draws that a streamed run keeps whole."""

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
    values : ndarray (draw, parameter) or None
        Parameters that take the place of sampled ones.
    full, lean : bool
        Keep cost by item, year and draw; keep nothing but present cost.
    summaries : bool
        Summarise every block.
    drawn : Drawn
        Where random numbers come from.
    """

    packed: Packed
    options: tuple[str, ...]
    rows: Mapping[str, Assumption]
    residuals: np.ndarray
    pairs: Sequence[tuple[str, str, float]]
    seed: int
    certain: bool
    pinned: Mapping[str, float]
    values: np.ndarray | None
    full: bool
    lean: bool
    summaries: bool
    drawn: Drawn


class Block(NamedTuple):
    """What comes out of one block beside its results.

    Attributes
    ----------
    size : int
        Draws.
    values : ndarray (draw, parameter)
        Sampled parameters; no draws where the results are not kept.
    sums : mapping of name to ndarray (option, party, ...)
        The `SUMS` over its draws.
    summary : Summary or None
    """

    size: int
    values: np.ndarray
    sums: Mapping[str, np.ndarray]
    summary: stream.Summary | None


def blank(packed: Packed, draws: int, *, full: bool, lean: bool = False) -> Results:
    """Empty results for so many draws; sums over the draws start at zero. Lean ones have room for `npv` only."""
    options, parties = len(packed.policies), len(packed.codes)
    years, items = int(packed.facts[0].case.horizon) + 1, len(ITEMS)
    specialisms = int(packed.facts[0].case.specialisms)
    of_npv, summed = (draws, options, parties, items), 0 if lean else options
    shape = (0 if lean else draws, options, parties)
    # The kernel writes every cell; memory that is not cleared first comes in large pages, four times faster here.
    return Results(
        charge=np.empty((*shape, years)),
        npv=np.empty(of_npv),
        npv_year=np.empty((*shape, years)),
        score=np.empty((*shape, len(GOALS))),
        observable=np.empty((*shape, years, len(OBSERVABLES))),
        scale_effect=np.empty(shape),
        cost_sum=np.zeros((summed, parties, years, items)),
        staffed_sum=np.zeros((summed, parties, years, specialisms, len(STAFFED))),
        cost=np.empty((*shape, years, items) if full else (0, 0, 0, 0, 0)),
    )


def whole_limit(packed: Packed, *, full: bool) -> int:
    """Draws up to which a run keeps all its results."""
    one = blank(packed, 1, full=full)
    fits = min(
        STREAM_FROM, RESULT_LIMIT // sum(array.nbytes for name, array in one._asdict().items() if name not in SUMS)
    )
    return min(fits, FULL_LIMIT // one.cost.nbytes) if full else fits


def kept_whole(draws: int, limit: int) -> int:
    """Draws that are kept whole: all of a run within the limit, the first blocks of one beyond it."""
    return draws if draws <= limit else min(SAMPLE, limit // random.BLOCK * random.BLOCK)


def refuse_what_does_not_fit(packed: Packed, draws: int, *, full: bool) -> None:
    """Refuse a run whose results, or totals where it is streamed, would be larger than the limits."""
    most = whole_limit(packed, full=full)
    if not full and most >= random.BLOCK:
        most = RESULT_LIMIT // blank(packed, 1, full=False).scale_effect.nbytes
    if draws <= most:
        return
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
        plan.packed.facts,
        plan.packed.policies,
        as_records(nothing),
        chance,
        scratch,
        out,
        np.zeros(STATUS, dtype=np.int64),
    )


def simulate_block(plan: Plan, results: Results, block: int, size: int) -> Block:
    """Fill the results of one block, from its own seed; a block that has no room in them is only summarised.

    Raises
    ------
    SimulationError
        A figure is not finite; says in which draw, option and party.
    """
    packed, first = plan.packed, block * random.BLOCK
    values, luck = plan.drawn.sample(
        plan.rows, plan.seed, block, size, pairs=plan.pairs, certain=plan.certain, pinned=plan.pinned
    )
    if plan.values is not None:
        values = plan.values[first : first + size]
    codes = tuple(packed.codes[i] for i in np.argsort(packed.order))
    years = int(packed.facts[0].case.horizon) + 1
    chance = plan.drawn.noise(
        plan.seed, block, size, codes, packed.acts, years, plan.residuals, luck, certain=plan.certain
    )
    status = np.zeros(STATUS, dtype=np.int64)
    scratch = np.zeros(1, STATE).view(np.recarray)
    kept = first + size <= len(results.npv)
    own = part(results, first, size) if kept else blank(packed, size, full=False)
    run_block(packed.facts, packed.policies, as_records(values), chance, scratch, own, status)
    if status[0] != STATUS_OK:
        draw, option, party = (int(value) for value in status[1:])
        raise SimulationError(
            _("A cost is not a finite number."),
            draw=first + draw,
            option=plan.options[option],
            party=codes[party],
            equation="B7",
        )
    summary = stream.summarise(own) if plan.summaries else None
    sums = {name: getattr(own, name) for name in SUMS}
    return Block(size, values if kept and not plan.lean else values[:0].copy(), sums, summary)


def run(
    case: Case, scenario: Scenario, options: Sequence[Option], rows: Sequence[Assumption], acts: Sequence[Act],
    cpi: Mapping[int, float], *, draws: int, seed: int, keep: str = "summary", threads: int | None = None,
    progress: Progress | None = None, pinned: Mapping[str, float] | None = None, values: np.ndarray | None = None,
    precision_eur: float | None = None, max_draws: int = MOST_DRAWS, drawn: Drawn | None = None,
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
    keep : {"summary", "full", "total"}
        "full" adds `cost` by year, item and draw; "total" leaves out all but `total`, unless the run is streamed.
    threads : int, optional
        Defaults to the processors at hand; never changes the result.
    progress : callable (done, total), optional
        Called in the calling thread after each block.
    pinned : mapping of id to value, optional
        Rows held at a value.
    values : ndarray (draw, parameter), optional
        Parameters that take the place of sampled and held ones; luck and paths stay those of the seed.
    precision_eur : float, optional
        Blocks are added until the standard error (EUR) of no option's difference with continue, parties together, is
        larger. It begins with `draws`, in whole blocks, `stream.FEWEST` at least.
    max_draws : int
        Where that ends.
    drawn : Drawn, optional
        Random numbers of earlier runs; never changes the result.

    Raises
    ------
    InputError
        More draws than fit in memory (`RESULT_LIMIT`, and `FULL_LIMIT` for every cost).
    SimulationError
        A figure is not finite.
    """
    table = {row.id: row for row in rows}
    packed, full = pack(case, scenario, options, table, acts), keep == "full"
    sizes, limit, seeks = random.block_sizes(draws), whole_limit(packed, full=full), precision_eur is not None
    if seeks:
        sizes = [random.BLOCK] * max(stream.FEWEST, len(sizes))
    most = max(sum(sizes), max_draws // random.BLOCK * random.BLOCK) if seeks else draws
    refuse_what_does_not_fit(packed, most, full=full)
    plan = Plan(
        packed,
        totals.names_of(options),
        table,
        random.cpi_residuals(cpi, table["prices.inflation_persistence"].base),
        scenario.correlations,
        seed,
        not scenario.uncertainty,
        dict(pinned or {}),
        values,
        full,
        keep == "total" and not (seeks or most > limit),
        seeks or most > limit,
        drawn or Drawn(),
    )
    # A run that may grow has room for all that may be kept; what is never run is memory that is never touched.
    results = blank(packed, min(most, limit) if seeks else kept_whole(draws, limit), full=full, lean=plan.lean)
    blocks = _run_blocks(plan, results, [], sizes, threads, progress)
    if precision_eur is not None:
        reference = plan.options.index(baseline_of(plan.options, options))
        while sizes := _sizes_to_add(blocks, reference, precision_eur, most):
            blocks = _run_blocks(plan, results, blocks, sizes, threads, progress)
        results = _cut(results, kept_whole(sum(block.size for block in blocks), limit))
    return _outcome(plan, results, blocks, case, scenario, options, rows, precision_eur)


def _sizes_to_add(blocks: Sequence[Block], reference: int, wanted: float, most: int) -> list[int]:
    error = stream.largest_error([block.summary for block in blocks if block.summary is not None], reference)
    return [random.BLOCK] * stream.blocks_to_add(len(blocks), error, wanted, most // random.BLOCK)


def _cut(results: Results, draws: int) -> Results:
    """Give the first draws of results that have room for more; a copy where much memory is let go of."""
    cut = part(results, 0, draws)
    return cut if draws > SAMPLE else Results(*(array.copy() for array in cut))


def _run_blocks(
    plan: Plan, results: Results, before: list[Block], sizes: Sequence[int], threads: int | None,
    progress: Progress | None,
) -> list[Block]:  # fmt: skip
    """Run blocks of these sizes after those that were run before, and give all in order."""
    workers = max(1, min(len(sizes), threads or os.cpu_count() or 1))
    if not before and not is_loaded(run_block):  # machine code loads while the first block still imports its sampler
        threading.Thread(target=load_kernel, args=(plan,), daemon=True).start()
    with ThreadPoolExecutor(workers) as pool:
        jobs = [
            pool.submit(simulate_block, plan, results, block, size) for block, size in enumerate(sizes, len(before))
        ]
        try:
            for done, job in enumerate(as_completed(jobs), len(before) + 1):
                job.result()
                if progress is not None:
                    progress(done, len(before) + len(sizes))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return before + [job.result() for job in jobs]


def _outcome(
    plan: Plan, results: Results, blocks: Sequence[Block], case: Case, scenario: Scenario, options: Sequence[Option],
    rows: Sequence[Assumption], precision_eur: float | None,
) -> Outcome:  # fmt: skip
    order, draws, sizes = plan.packed.order, len(results.npv), [block.size for block in blocks]
    kept = blocks if draws == sum(sizes) else blocks[: draws // random.BLOCK]
    return Outcome(
        options=plan.options,
        parties=plan.packed.codes,
        party_names=plan.packed.names,
        years=case.years,
        items=ITEMS,
        goals=GOALS,
        observables=OBSERVABLES,
        parameters=PARAMETER_IDS,
        **(_total_only(plan, results) if plan.lean else _arrays(plan, results, blocks, kept)),
        block=np.repeat(np.arange(len(kept)), sizes[: len(kept)]),
        case=case,
        scenario=scenario,
        option_objects=tuple(options),
        assumptions=tuple(rows),
        seed=plan.seed,
        draws=draws,
        engine_hash=engine_hash(),
        whole=None if draws == sum(sizes) else stream.together([b.summary for b in blocks if b.summary], order),
        precision_eur=precision_eur,
    )


def _arrays(
    plan: Plan, results: Results, blocks: Sequence[Block], kept: Sequence[Block]
) -> dict[str, np.ndarray | None]:
    """Arrays of the outcome, with the parties as asked for; sums are over all blocks."""
    order = plan.packed.order
    in_order = np.array_equal(order, np.arange(len(order)))

    def as_asked(array: np.ndarray) -> np.ndarray:
        turned: np.ndarray = np.swapaxes(array, 0, 1)
        return turned if in_order else turned[:, :, order]

    arrays: dict[str, np.ndarray | None] = {
        name: as_asked(array) for name, array in results._asdict().items() if name not in ("cost", *SUMS)
    }
    for name in SUMS:
        total = sum((block.sums[name] for block in blocks), np.zeros_like(getattr(results, name)))
        arrays[name.replace("_sum", "_mean")] = total[:, order] / sum(block.size for block in blocks)
    inputs = np.concatenate([block.values for block in kept])
    return arrays | {"inputs": inputs, "cost": as_asked(results.cost) if plan.full else None}


def _total_only(plan: Plan, results: Results) -> dict[str, np.ndarray]:
    """Present cost, with the parties as asked for; all else is unknown."""
    draws, options, parties, _items = results.npv.shape
    *_none, years, _items = results.cost_sum.shape
    *_none, specialisms, _measures = results.staffed_sum.shape
    sizes = {
        "option": options, "draw": draws, "party": parties, "year": years, "item": len(ITEMS),
        "specialism": specialisms, "measure": len(STAFFED), "goal": len(GOALS), "name": len(OBSERVABLES),
        "parameter": len(PARAMETER_IDS),
    }  # fmt: skip
    known = np.take(stream.present_cost(results.npv), plan.packed.order, axis=-1)
    return totals.unknown(sizes) | {"totals": np.swapaxes(known, 0, 1)}
