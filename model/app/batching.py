"""Batches from the command line: the plan, the bar, what failed, and where it stands."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from model.batch.batchfile import load_batch
from model.batch.plan import make_plan
from model.batch.pool import closed
from model.batch.runner import stopped
from model.batch.store import KEPT, Store
from model.batch.table import DONE, FAILED, PENDING, RUNNING, STATES, RunTable
from model.errors import InputError, Problem
from model.language import N_, _, current, ngettext
from model.resources import batch_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from model.batch.plan import Plan
    from model.batch.pool import Workers
    from model.batch.runner import Ended, Progress
    from model.batch.table import Step

TABLE: Final = f"{KEPT}/runs.sqlite"
USUAL: Final = {"simulate": 10.0, "render": 4.0}
"""Seconds of a step, where this folder has not seen one yet; measured with 1,024 draws (benchmarks/batch.py)."""
_WORDS: Final = {
    PENDING: N_("waiting"), RUNNING: N_("at work"), DONE: N_("done"), FAILED: N_("failed"),
}  # fmt: skip


def table_path(store: Store) -> Path:
    """Run table of a batch: in its folder; of a far one, in the cache of the user."""
    if store.folder is not None:
        return store.folder / TABLE
    from hashlib import sha256

    from model.engine.compiled import cache_folder

    folder = cache_folder()
    if folder is None:
        raise InputError(Problem(_("There is no folder for the run table: set HERIJK_CACHE to one."), found=store.url))
    return folder / "batches" / sha256(store.url.encode()).hexdigest()[:16] / TABLE


def begin(
    file: str, output: str | None, *, workers: int | None, scheduler: str | None, dry_run: bool, as_json: bool
) -> int:
    """Run a batch, or show its plan.

    Returns
    -------
    int
        0 if everything is done, 1 if some runs failed.
    """
    plan = make_plan(load_batch(batch_path(file)))
    store = Store(output or str(Path("output") / plan.batch.id))
    size = workers or os.cpu_count() or 1
    if dry_run:
        click.echo(_shown_plan(plan, store, size, as_json=as_json))
        return 0
    path = table_path(store)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with RunTable(path) as table:
            ended = _run(plan, store, table, _workers(size, scheduler))
    except sqlite3.OperationalError as error:
        raise stopped(error, store) from error
    except OSError as error:
        raise (stopped(error, store) if closed(error) else error) from None
    click.echo(_json(plan, store, ended) if as_json else _told(plan, store, ended))
    return 1 if ended.failed else 0


def _workers(size: int, scheduler: str | None) -> Callable[[], Workers]:
    if scheduler is not None:
        from model.batch.cluster import Cluster

        return partial(Cluster, scheduler)
    from model.batch.pool import Pool

    return partial(Pool, size)


def _run(plan: Plan, store: Store, table: RunTable, workers: Callable[[], Workers]) -> Ended:
    from model.batch.finish import finish
    from model.batch.runner import Runner

    with _bar(plan) as watch:
        runner = Runner(plan, store, table, workers, watch)
        runner.begin()
        ended = runner.run()
    finish(plan, store, table, ended, current())
    return ended


@contextmanager
def _bar(plan: Plan) -> Iterator[Callable[[Progress], None]]:
    """Bar with the name of what was finished last and the time left; lines where nobody watches."""
    total = len(plan.groups) + len(plan.runs)
    if not sys.stderr.isatty():
        yield lambda now: click.echo(f"[{now.done + now.failed}/{now.total}] {now.name}", err=True)
        return
    names = [""]
    bar: Any = click.progressbar(
        length=total, label=_("Batch"), file=sys.stderr, show_pos=True, item_show_func=lambda _item: names[-1]
    )

    def watch(now: Progress) -> None:
        names.append(now.name)
        bar.update(now.done + now.failed - bar.pos)

    with bar:
        yield watch


# -- what is said ----


def _shown_plan(plan: Plan, store: Store, size: int, *, as_json: bool) -> str:
    """Plan with what is done already and the time that the rest takes."""
    from model.batch.runner import known as found
    from model.batch.runner import steps_of

    steps = tuple(steps_of(plan))
    known: dict[str, Step] = {}
    path = table_path(store)
    if path.is_file():
        with RunTable(path, lock=False) as table:
            known = {one.id: one for one in table.steps()}
    done = {one for ids in found(plan, store) for one in ids}
    left = [one for one in steps if one.id not in done]
    seconds = expected(left, known.values()) / size
    if as_json:
        rows = [{"name": one.name, "kind": one.kind, "done": one.id in done} for one in steps]
        return json.dumps({"steps": rows, "seconds": round(seconds)}, ensure_ascii=False, indent=2)
    lines = [f"{'=' if one.id in done else '+'} {_kind(one):<10}  {one.name}" for one in steps]
    told = _("{all} steps, {left} to do (+), about {minutes} with {workers} at a time.",
             all=len(steps), left=len(left), minutes=_duration(seconds), workers=size)  # fmt: skip
    return "\n".join((*lines, told))


def expected(steps: list[Step], known: Any) -> float:
    """Seconds that steps take one after another, by what steps of their kind took before."""
    took = {kind: [one.seconds for one in known if one.kind == kind and one.seconds] for kind in USUAL}
    mean = {kind: sum(some) / len(some) if some else USUAL[kind] for kind, some in took.items()}
    return sum(mean[one.kind] for one in steps)


def status(folder: str, *, as_json: bool) -> str:
    """Where a batch stands: counts, and what failed and why."""
    path = table_path(Store(folder))
    if not path.is_file():
        raise InputError(Problem(_("There is no batch in this folder."), file=folder,
                                 hint=_("herijk batch FILE --output FOLDER makes one")))  # fmt: skip
    with RunTable(path, lock=False) as table:
        steps = table.steps()
    shown = [one for one in steps if one.kind == "render"] or list(steps)
    counts = {state: sum(one.state == state for one in shown) for state in STATES}
    if as_json:
        rows = [{"name": one.name, "state": one.state, "message": one.message} for one in shown]
        return json.dumps({"counts": counts, "runs": rows}, ensure_ascii=False, indent=2)
    lines = [f"{_(_WORDS[one.state])}  {one.name}" + (f"\n    {one.message}" if one.message else "")
             for one in shown if one.state != DONE]  # fmt: skip
    said = ", ".join(f"{_(_WORDS[state])} {n}" for state, n in counts.items() if n)
    return "\n".join((*lines, _("{n} runs: {said}", n=len(shown), said=said)))


def _told(plan: Plan, store: Store, ended: Ended) -> str:
    lines = [f"{one.name}: {one.message}" for one in ended.failed if one.kind == "render" or not plan.runs]
    done = len(plan.runs or plan.groups) - len(lines)
    head = ngettext("{n} run done", "{n} runs done", done, n=done)
    failed = ngettext("{n} failed", "{n} failed", len(lines), n=len(lines))
    return "\n".join((*lines, _("{done}, {failed}: {folder}", done=head, failed=failed, folder=store.url)))


def _json(plan: Plan, store: Store, ended: Ended) -> str:
    failed = [
        {"name": one.name, "message": one.message} for one in ended.failed if one.kind == "render" or not plan.runs
    ]
    told = {
        "folder": store.url,
        "done": len(plan.runs or plan.groups) - len(failed),
        "failed": failed,
        "did": ended.did,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _kind(step: Step) -> str:
    return _("calculate") if step.kind == "simulate" else _("notebook")


def _duration(seconds: float) -> str:
    return _("{n} minutes", n=round(seconds / 60)) if seconds >= 90 else _("{n} seconds", n=round(seconds))
