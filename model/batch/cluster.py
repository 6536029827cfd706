"""A batch on the workers of a Dask scheduler: the same tasks, on more than one machine.

A worker needs this package, of the very same code, and a store that it can reach; files of our own travel with a
task. TLS is what Dask's own configuration says (``distributed.comm.tls``); whoever reaches a scheduler can run code on
its workers: keep it on a closed network.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from distributed import Client, KilledWorker, get_worker
from distributed import wait as wait_for

from model.batch.parcel import packed
from model.batch.pool import Finished, done
from model.errors import HerijkError
from model.language import _, current
from model.publish.shared import code_hash

if TYPE_CHECKING:
    from distributed import Future as _Future

    from model.batch.parcel import Parcel
    from model.batch.pool import Task

    Future = _Future[Any]


class ClusterError(HerijkError):
    """The scheduler cannot be reached, or has no worker that may do this."""


class Cluster:
    """Workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        ``tcp://host:port`` or ``tls://host:port``.

    Raises
    ------
    ClusterError
        Nobody answers there, or no worker has the same code as we.
    """

    def __init__(self, address: str) -> None:
        try:
            self._client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            told = _("The scheduler {address} cannot be reached: {why}", address=address, why=error)
            raise ClusterError(told) from error
        self._code = code_hash()
        self._futures: dict[Future, Task] = {}
        self._sent = 0
        self._refuse()

    @property
    def size(self) -> int:
        """Tasks at a time: one per thread of every worker, and one more each to have at hand."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(1, sum(int(one["nthreads"]) + 1 for one in workers))

    def submit(self, task: Task) -> None:
        """Send a task."""
        self._sent += 1
        key = f"herijk-{task.id}-{self._sent}"
        self._futures[self._client.submit(perform, packed(task), current(), self._code, key=key, pure=False)] = task

    def wait(self, seconds: float) -> list[Finished]:
        """Give what is finished, as soon as something is, or nothing after some seconds."""
        if not self._futures:
            return []
        try:
            with self._client.as_current():
                ended = wait_for(list(self._futures), timeout=seconds, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return []
        found = []
        for future in ended:
            task = self._futures.pop(future)
            answer = self._answer(future, task)
            if answer is None:
                self.submit(task)
            else:
                found.append(answer)
        return found

    def close(self) -> None:
        """Drop what is still at work; the workers stay for the next."""
        if self._futures:
            self._client.cancel(list(self._futures), force=True)
        self._client.close(timeout=5)

    def _answer(self, future: Future, task: Task) -> Finished | None:
        """What became of a task; None where a worker of other code refused it and is sent away."""
        error = future.exception()
        if error is None:
            answer = future.result()
            if isinstance(answer, Finished):
                return replace(answer, task=task)
            self._client.retire_workers([answer])
            return None
        if isinstance(error, KilledWorker):
            return Finished(task, lost=True, failure=_("The workers that did this ended one after another."))
        return Finished(task, lost=future.cancelled(), failure=f"{type(error).__name__}: {error}")

    def _refuse(self) -> None:
        """Send workers away that would calculate something else."""
        codes = self._client.run(worker_code)
        other = [worker for worker, code in codes.items() if code != self._code]
        if other:
            self._client.retire_workers(other)
        if codes and len(other) == len(codes):
            self._client.close(timeout=5)
            raise ClusterError(_("No worker has the same version of Herijk as this one."))


def worker_code() -> str:
    """Hash of the code of the worker that is asked."""
    return code_hash()


def perform(parcel: Parcel, lang: str, code: str) -> Any:
    """Do a task in a worker; the address of the worker where its code is not that of the runner."""
    if code_hash() != code:
        return get_worker().address
    with parcel.unpacked() as task:
        return done(task, lang)
