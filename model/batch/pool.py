"""Worker processes on this machine: each does one task at a time, and the death of one takes no other along.

Processes are spawned, so that none inherits threads or open files. A worker whose runner is gone ends by itself.
"""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import signal
import threading
import traceback
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from model.errors import HerijkError
from model.language import _, current, use

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_FATAL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True)
class Task:
    """Something to do in a worker.

    Parameters
    ----------
    id : str
    do : callable
        Of a module, so that a worker can import it.
    given : tuple
        Its arguments; plain dataclasses.
    """

    id: str
    do: Callable[..., Any]
    given: tuple[Any, ...]


@dataclass(frozen=True)
class Finished:
    """What became of a task.

    Parameters
    ----------
    answer : object
        What it gave; None where it failed.
    failure : str
        Why it failed, in the reader's language; empty where it did not.
    lost : bool
        The process ended under it (killed, out of memory): nothing is wrong with the task that we know of.
    fatal : bool
        Nothing else will succeed either: the disk is full, or may not be written.
    trace : str
        Of an error that nobody foresaw.
    """

    task: Task
    answer: Any = None
    failure: str = ""
    lost: bool = False
    fatal: bool = False
    trace: str = ""


class Workers(Protocol):
    """Where tasks are done: processes here (`Pool`), or Dask workers (`model.batch.cluster`)."""

    @property
    def size(self) -> int:
        """Tasks at a time."""

    def submit(self, task: Task) -> None:
        """Begin a task; there is room for `size` at a time."""

    def wait(self, seconds: float) -> list[Finished]:
        """Give what is finished, as soon as something is, or nothing after some seconds."""

    def close(self) -> None:
        """End everything, also what is still at work."""


class LostError(HerijkError):
    """A process on which a task rested is gone; the task may be tried again."""


class Pool:
    """Worker processes on this machine.

    Parameters
    ----------
    size : int
        How many.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._idle: list[_Worker] = [_Worker() for _n in range(size)]  # they import while the first task is made ready
        self._busy: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def submit(self, task: Task) -> None:
        """Begin a task in an idle worker, or in a new one."""
        worker = self._idle.pop() if self._idle else _Worker()
        self._busy.append(worker)
        worker.task = task
        with contextlib.suppress(OSError):  # dead already: `wait` will see it
            worker.pipe.send((task, current()))

    def wait(self, seconds: float) -> list[Finished]:
        """Give what is finished, as soon as something is, or nothing after some seconds."""
        ready = set(wait([worker.pipe for worker in self._busy], seconds))
        found = []
        for worker in [one for one in self._busy if one.pipe in ready]:
            self._busy.remove(worker)
            try:
                found.append(replace(worker.pipe.recv(), task=worker.task))
                self._idle.append(worker)
            except (EOFError, OSError):
                worker.end()
                found.append(lost(worker.task, worker.process.exitcode))
        return found

    def close(self) -> None:
        """End all workers at once, and wait until they are gone."""
        for worker in (*self._busy, *self._idle):
            worker.end()
        self._busy, self._idle = [], []


def lost(task: Task, code: int | None) -> Finished:
    """A task whose process ended under it."""
    told = "" if code is None or code >= 0 else signal.Signals(-code).name
    return Finished(task, lost=True, failure=_("The process that did this ended ({code}).", code=told or code or "?"))


def closed(error: OSError) -> bool:
    """Whether nothing more can be written there, whatever is tried."""
    return error.errno in _FATAL


def why_not(error: OSError) -> str:
    """Why something cannot be written, in the reader's language."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full: {path}", path=error.filename)
    if error.errno in (errno.EROFS, errno.EACCES):
        return _("This may not be written: {path}", path=error.filename)
    return str(error)


class _Worker:
    """One process and the pipe to it."""

    task: Task

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.pipe, far = spawn.Pipe()
        self.process: BaseProcess = spawn.Process(target=_serve, args=(far,))
        before = {name: os.environ.get(name) for name in _ONE_THREAD}
        os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
        try:
            self.process.start()
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
        far.close()

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _serve(pipe: Connection) -> None:
    """Do tasks until the pipe closes; what is started from here goes along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the runner, which ends us
    threading.Thread(target=_watch, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        while True:
            task, lang = pipe.recv()
            pipe.send(done(task, lang))


def _watch() -> None:
    """End this process when its runner is gone, however that went."""
    runner = multiprocessing.parent_process()
    if runner is not None:
        runner.join()
    os._exit(1)


def done(task: Task, lang: str) -> Finished:
    """Do a task here, and tell what became of it in words that travel."""
    empty = replace(task, given=())
    try:
        with use(lang):
            return Finished(empty, task.do(*task.given))
    except LostError as error:
        return Finished(empty, failure=str(error), lost=True)
    except HerijkError as error:
        return Finished(empty, failure=str(error))
    except OSError as error:
        return Finished(empty, failure=why_not(error), fatal=closed(error), trace=traceback.format_exc())
    except Exception as error:  # noqa: BLE001 - one task that fails does not stop the others
        return Finished(empty, failure=f"{type(error).__name__}: {error}", trace=traceback.format_exc())
