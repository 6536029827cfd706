"""Run blocks of draws on a few threads and put them together as an `Outcome`."""

from __future__ import annotations

import os
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
from model.errors import SimulationError
from model.language import _

if TYPE_CHECKING:
    from model.inputs import Assumption, Case, Option, Scenario
    from model.inputs.legislation import Act

FULL_LIMIT: Final = 2_000_000_000
"""Largest size in bytes of `cost` with ``keep="full"``."""

Progress = Callable[[int, int], None]


class Plan(NamedTuple):
    """What every block of a run shares.

    Attributes
    ----------
    packed : Packed
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
    rows: Mapping[str, Assumption]
    residuals: np.ndarray
    pairs: Sequence[tuple[str, str, float]]
    seed: int
    certain: bool
    pinned: Mapping[str, float]
    full: bool


def blank(packed: Packed, draws: int, *, full: bool) -> Results:
    """Empty results for so many draws, parties in code order."""
    options, parties = len(packed.policies), len(packed.codes)
    years, items = int(packed.facts[0].case.horizon) + 1, len(ITEMS)
    shape = (options, draws, parties)
    return Results(
        charge=np.zeros((*shape, years)),
        npv=np.zeros((*shape, items)),
        npv_year=np.zeros((*shape, years)),
        score=np.zeros((*shape, len(GOALS))),
        observable=np.zeros((*shape, years, len(OBSERVABLES))),
        scale_effect=np.zeros(shape),
        cost_sum=np.zeros((options, parties, years, items)),
        cost=np.zeros((*shape, years, items)) if full else np.zeros((0, 0, 0, 0, 0)),
    )


def simulate_block(plan: Plan, block: int, size: int) -> tuple[Results, np.ndarray]:
    """One block from its own seed.

    Returns
    -------
    results : Results
        Parties in code order.
    values : ndarray (draw, parameter)

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
    chance = random.noise(
        plan.seed, block, size, codes, packed.acts, years, plan.residuals, luck, certain=plan.certain
    )
    results = blank(packed, size, full=plan.full)
    status = np.zeros(4, dtype=np.int64)
    scratch = np.zeros(1, STATE).view(np.recarray)
    run_block(packed.facts, packed.policies, as_records(values), chance, scratch, results, status)
    if status[0] != STATUS_OK:
        draw, option, party = (int(value) for value in status[1:])
        raise SimulationError(
            _("A cost is not a finite number."),
            draw=block * random.BLOCK + draw,
            option=option,
            party=codes[party],
            equation="B7",
        )
    return results, values


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
    ValueError
        `keep="full"` beyond `FULL_LIMIT`, or an impossible set of correlations.
    SimulationError
        A figure is not finite.
    """
    table = {row.id: row for row in rows}
    packed = pack(case, scenario, options, table, acts)
    full = keep == "full"
    size = len(options) * draws * len(packed.codes) * (case.horizon_years + 1) * len(ITEMS) * 8
    if full and size > FULL_LIMIT:
        msg = _("Keeping every cost would take {size} GB; ask fewer draws or keep the summary.", size=round(size / 1e9, 1))
        raise ValueError(msg)
    plan = Plan(
        packed,
        table,
        random.cpi_residuals(cpi, table["prices.inflation_persistence"].base),
        scenario.correlations,
        seed,
        not scenario.uncertainty,
        dict(pinned or {}),
        full,
    )
    blocks = _run_blocks(plan, random.block_sizes(draws), threads, progress)
    return _outcome(plan, blocks, case, scenario, options, rows, draws)


def _run_blocks(
    plan: Plan, sizes: Sequence[int], threads: int | None, progress: Progress | None
) -> list[tuple[Results, np.ndarray]]:
    workers = max(1, min(len(sizes), threads or os.cpu_count() or 1))
    with ThreadPoolExecutor(workers) as pool:
        jobs: dict[Future[tuple[Results, np.ndarray]], int] = {
            pool.submit(simulate_block, plan, block, size): block for block, size in enumerate(sizes)
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
    plan: Plan, blocks: Sequence[tuple[Results, np.ndarray]], case: Case, scenario: Scenario,
    options: Sequence[Option], rows: Sequence[Assumption], draws: int,
) -> Outcome:  # fmt: skip
    order = plan.packed.order

    def join(name: str) -> np.ndarray:
        joined: np.ndarray = np.concatenate([getattr(block[0], name) for block in blocks], axis=1)
        return joined if np.array_equal(order, np.arange(len(order))) else joined[:, :, order]

    cost_sum = sum((block[0].cost_sum for block in blocks), np.zeros_like(blocks[0][0].cost_sum))
    sizes = [len(block[1]) for block in blocks]
    return Outcome(
        options=tuple(option.id or f"option-{i}" for i, option in enumerate(options)),
        parties=plan.packed.codes,
        party_names=plan.packed.names,
        years=case.years,
        items=ITEMS,
        goals=GOALS,
        observables=OBSERVABLES,
        parameters=PARAMETER_IDS,
        charge=join("charge"),
        npv=join("npv"),
        npv_year=join("npv_year"),
        cost_mean=cost_sum[:, order] / draws,
        score=join("score"),
        observable=join("observable"),
        scale_effect=join("scale_effect"),
        inputs=np.concatenate([block[1] for block in blocks]),
        block=np.repeat(np.arange(len(sizes)), sizes),
        case=case,
        scenario=scenario,
        option_objects=tuple(options),
        assumptions=tuple(rows),
        seed=plan.seed,
        draws=draws,
        engine_hash=engine_hash(),
        cost=join("cost") if plan.full else None,
    )
