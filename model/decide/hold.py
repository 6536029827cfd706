"""Rows of the assumptions held at a value, everything else as it was, in the same futures; runs side by side."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Final, TypeVar

from model.decide.again import again
from model.engine.parameters import PARAMETER_IDS
from model.inputs.benchmarks import ENGINE_ROWS
from model.inputs.estimates import complete

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.decide.again import Simulate
    from model.engine.outcome import Outcome
    from model.inputs import Case

ESTIMATES: Final = "estimates."
T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[int, int], None]


def hold(
    outcome: Outcome,
    at: Mapping[str, float],
    *,
    simulate: Simulate | None = None,
    options: Sequence[str] | None = None,
    draws: int | None = None,
) -> Outcome | None:
    """Simulate once more with rows held at values; a row `estimates.*` fills the gaps of the case again.

    `at` holds values by assumption id, in the unit of the row. Takes the first `draws` of `outcome`, and of the figures
    only `total`; None where holding these rows changes nothing.
    """
    case = _estimated_again(outcome.case, at)
    pinned = {name: value for name, value in at.items() if name in PARAMETER_IDS}
    if case is None and not pinned:
        return None
    return again(outcome, simulate, case=case, options=options, draws=draws, pinned=pinned, threads=1, total=True)


def side_by_side(work: Callable[[T], R], items: Sequence[T], tick: Callable[[], object] | None = None) -> list[R]:
    """Do the work for every item on as many threads as there are processors; what fails or is broken off ends all.

    `tick` is called in the calling thread when an item is done.
    """
    pool = ThreadPoolExecutor(max(1, min(len(items), os.cpu_count() or 1)))
    try:
        jobs = [pool.submit(work, item) for item in items]
        for job in as_completed(jobs):
            job.result()
            if tick is not None:
                tick()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return [job.result() for job in jobs]


def ticker(progress: Progress | None, total: int) -> Callable[..., None]:
    """Count pieces of work; the last one counts as all, because how many there are shows on the way."""
    done = 0

    def tick(*, last: bool = False) -> None:
        nonlocal done
        done = total if last else min(done + 1, total - 1)
        if progress is not None:
            progress(done, total)

    return tick


def _estimated_again(case: Case, at: Mapping[str, float]) -> Case | None:
    """Fill the gaps of the case with these rows at their values; None where that changes nothing."""
    moved = {name: value for name, value in at.items() if name.startswith(ESTIMATES) or name in ENGINE_ROWS}
    if not case.filled or not moved:
        return None
    filled = complete(case.written, name=case.id, path=case.path, at=moved)
    same = all(getattr(filled, part) == getattr(case, part) for part in ("arrangement", "organisation", "parties"))
    return None if same else filled
