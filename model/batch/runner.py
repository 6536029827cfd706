"""The runner: gives tasks to workers, keeps the table, tries again what was lost, and ends complete.

A run that is done is in the store with its record; whoever is killed, no more is lost than what was at work.
"""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from model.batch import ledger
from model.batch.pool import Task, why_not
from model.batch.store import KEPT, results_folder
from model.batch.table import DONE, FAILED, PENDING, RUNNING, RunTable, Step
from model.errors import HerijkError, InputError
from model.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from model.batch.ledger import Facts
    from model.batch.plan import Group, Plan, Run
    from model.batch.pool import Finished, Workers
    from model.batch.store import Store

MOST_TRIES: Final = 3  # of a task whose process ended under it
TOGETHER: Final = 50  # groups in one task, where only results are asked for
_WAIT: Final = 0.5  # seconds


@dataclass(frozen=True)
class Progress:
    """How far a batch is.

    Parameters
    ----------
    done, failed, total : int
        Steps: a calculation, or a notebook.
    name : str
        What was finished last.
    """

    done: int
    failed: int
    total: int
    name: str


@dataclass(frozen=True)
class Ended:
    """What became of a batch.

    Parameters
    ----------
    groups, runs : dict of id to dict
        What is known of the finished ones.
    failed : tuple of Step
    did : int
        Steps that had to be done this time.
    """

    groups: dict[str, Facts]
    runs: dict[str, Facts]
    failed: tuple[Step, ...]
    did: int


class StoppedError(HerijkError):
    """The batch cannot go on, whatever it tries: the disk is full or may not be written."""


class Runner:
    """One pass over a plan.

    Parameters
    ----------
    plan : Plan
    store : Store
        Where the files go.
    table : RunTable
    workers : callable
        Gives the workers; called only if there is work.
    watch : callable, optional
        Hears of the progress.
    """

    def __init__(
        self, plan: Plan, store: Store, table: RunTable, workers: Callable[[], Workers],
        watch: Callable[[Progress], None] | None = None,
    ) -> None:  # fmt: skip
        self.plan, self.store, self.table = plan, store, table
        self._workers, self._watch = workers, watch
        self.groups, self.runs = known(plan, store)
        self._ready: deque[Task] = deque()
        self._atwork: dict[str, float] = {}
        self._tries: dict[str, int] = {}
        self._group = {one.id: one for one in plan.groups}
        self._run = {one.id: one for one in plan.runs}
        self._lost_to: set[str] = set()  # what failed this time

    def begin(self) -> None:
        """Bring the table up to date: what is there is done, all else waits."""
        self.store.clear()
        self.table.begin(steps_of(self.plan))
        done = {*self.groups, *self.runs}
        self.table.mark([one.id for one in self.table.steps() if one.id not in done], PENDING)
        self.table.mark([*self.groups, *self.runs], DONE)

    def run(self) -> Ended:
        """Do what is missing.

        Raises
        ------
        StoppedError
            Nothing can be written any more; what was done is kept.
        KeyboardInterrupt
            After the workers were ended.
        """
        missing = self._refuse([group for group in self.plan.groups if self._missing(group)])
        if missing:
            workers = self._workers()
            try:
                self._work(missing, workers)
            except sqlite3.OperationalError as error:
                raise stopped(error, self.store) from error
            finally:
                workers.close()
                with contextlib.suppress(sqlite3.OperationalError):  # a full disk: `begin` puts it right next time
                    self.table.mark(self._atwork, PENDING)
        steps = self.table.steps()
        return Ended(self.groups, self.runs, tuple(one for one in steps if one.state == FAILED), len(self._tries))

    # -- what is to be done ----

    def _refuse(self, missing: list[Group]) -> list[Group]:
        """Let what cannot be read fail at once, before anything starts; give the rest."""
        faults = wrong(missing)
        for group in missing:
            if group.id in faults:
                self._group_failed(group, faults[group.id])
        return [group for group in missing if group.id not in faults]

    def _missing(self, group: Group) -> bool:
        return group.id not in self.groups or any(run.id not in self.runs for run in self.plan.of(group))

    def _tasks(self, missing: list[Group]) -> Iterator[Task]:
        """Calculations: one per task, or many where each is small."""
        from model.batch import work  # brings the engine in: only when something is missing

        size = 1 if self.plan.runs else min(TOGETHER, 1 + len(missing) // 20)
        for start in range(0, len(missing), size):
            some = tuple(missing[start : start + size])
            yield Task(some[0].id, work.simulate_groups, (some, self.store, self._languages(some)))

    def _languages(self, groups: tuple[Group, ...]) -> tuple[str, ...]:
        """Languages of the notebooks that show what a memo rests on."""
        return tuple(dict.fromkeys(run.lang for group in groups for run in self.plan.of(group) if run.study))

    # -- doing it ----

    def _work(self, missing: list[Group], workers: Workers) -> None:
        waiting = self._tasks(missing)
        while True:
            while len(self._atwork) < workers.size:
                task = self._ready.popleft() if self._ready else next(waiting, None)
                if task is None:
                    break
                self._submit(task, workers)
            if not self._atwork:
                return
            for finished in workers.wait(_WAIT):
                self._take(finished)

    def _submit(self, task: Task, workers: Workers) -> None:
        self._atwork[task.id] = time.monotonic()
        self._tries[task.id] = self._tries.get(task.id, 0) + 1
        self.table.mark(self._steps(task), RUNNING)
        workers.submit(task)

    def _steps(self, task: Task) -> list[str]:
        """Rows of the table that a task is about."""
        return [one.id for one in task.given[0]] if isinstance(task.given[0], tuple) else [task.id]

    def _take(self, finished: Finished) -> None:
        task = finished.task
        seconds = time.monotonic() - self._atwork.pop(task.id)
        if finished.lost and self._tries[task.id] < MOST_TRIES:
            self.table.mark(self._steps(task), PENDING)
            self._ready.append(task)
            return
        if finished.fatal:
            raise StoppedError(_goes_not_on(finished.failure))
        if finished.failure:
            self._failed(finished, seconds)
        elif task.id in self._run:
            self._rendered(self._run[task.id], finished.answer, seconds)
        else:
            self._simulated(task, finished.answer, seconds)

    def _simulated(self, task: Task, answer: list[Any], seconds: float) -> None:
        """Take facts or failures of groups, and make their notebooks ready: these go before other calculations."""
        from model.batch import work

        for group, found in zip(task.given[0], answer, strict=True):
            if isinstance(found, str):
                self._group_failed(group, found)
                continue
            self.groups[group.id] = found
            self.table.mark([group.id], DONE, seconds=seconds / len(answer))
            for run in self.plan.of(group):
                if run.id not in self.runs:
                    self._ready.append(Task(run.id, work.render_run, (run, self.store)))
            self._tell(group.case_id + "-" + group.scenario_id)
            self._tidy(group)

    def _rendered(self, run: Run, record: Facts, seconds: float) -> None:
        self.runs[run.id] = record
        self.table.mark([run.id], DONE, seconds=seconds)
        self._tell(run.name)
        self._tidy(run.group)

    def _failed(self, finished: Finished, seconds: float) -> None:
        if finished.trace and self.store.folder is not None:
            self.store.put(f"{KEPT}/traces/{finished.task.id}.txt", finished.trace)
        if finished.task.id in self._run:
            run = self._run[finished.task.id]
            self.table.mark([run.id], FAILED, finished.failure, seconds)
            self._lost_to.add(run.id)
            self._tell(run.name)
            self._tidy(run.group)
        else:
            for group in finished.task.given[0]:
                self._group_failed(group, finished.failure)

    def _group_failed(self, group: Group, why: str) -> None:
        """What cannot be calculated cannot be written about."""
        lost = [group.id, *(run.id for run in self.plan.of(group) if run.id not in self.runs)]
        self.table.mark(lost, FAILED, why)
        self._lost_to.update(lost)
        self._tell(group.case_id + "-" + group.scenario_id)

    def _tell(self, name: str) -> None:
        if self._watch is not None:
            done, total = len(self.groups) + len(self.runs), len(self._group) + len(self._run)
            self._watch(Progress(done, len(self._lost_to), total, name))

    def _tidy(self, group: Group) -> None:
        """Remove the results of a group, which are large, when the last of its notebooks is there."""
        own = {run.id for run in self.plan.of(group)}
        if self.store.folder is not None and own <= self.runs.keys():
            shutil.rmtree(results_folder(self.store) / group.id, ignore_errors=True)


def stopped(error: OSError | sqlite3.OperationalError, store: Store) -> StoppedError:
    """Tell that a batch cannot write any more, of the disk or of the run table, which says it in its own words."""
    if isinstance(error, sqlite3.OperationalError):
        full = "full" in str(error)
        error = OSError(errno.ENOSPC if full else errno.EROFS, str(error), store.url)
    return StoppedError(_goes_not_on(why_not(error)))


def _goes_not_on(why: str) -> str:
    return _("The batch cannot go on: {why}. What was done is kept.", why=why)


def known(plan: Plan, store: Store) -> tuple[dict[str, Facts], dict[str, Facts]]:
    """Facts of groups and records of runs that the store has, by id."""
    groups = ledger.groups(store, (one.id for one in plan.groups))
    return groups, ledger.runs(store, (one.id for one in plan.runs))


def wrong(groups: Iterable[Group]) -> dict[str, str]:
    """What is wrong in the files of groups, by id of the group; each file is read once."""
    from model.inputs import load_case, load_option, load_scenario

    told: dict[tuple[str, str], str] = {}
    found = {}
    for group in groups:
        for load, name in ((load_case, group.case), (load_scenario, group.scenario)):
            key = (load.__name__, name)
            if key not in told:
                told[key] = _fault(load, name)
        options = tuple(_fault(load_option, name) for name in group.options or ())
        said = [told["load_case", group.case], told["load_scenario", group.scenario], *options]
        if any(said):
            found[group.id] = "\n".join(filter(None, said))
    return found


def _fault(load: Callable[[str], object], name: str) -> str:
    try:
        load(name)
    except InputError as error:
        return str(error)
    return ""


def steps_of(plan: Plan) -> Iterator[Step]:
    """Rows of the run table: each calculation, followed by its notebooks."""
    for group in plan.groups:
        name = f"{group.case_id}-{group.scenario_id}-{group.option_set}"
        yield Step(group.id, "simulate", name, group.id)
        for run in plan.of(group):
            yield Step(run.id, "render", run.name, group.id)
