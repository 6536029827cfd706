"""Kernels that start in milliseconds: forked from a server that has imported everything and run nothing.

Each notebook gets a process of its own, as fresh as the server: what a notebook sets, patches or imports ends with it.
The server belongs to the process that started it and ends with it; its kernels end with the server. Where processes
cannot safely be forked (Windows, macOS), or where ``HERIJK_KERNELS=spawn`` says so, kernels are started anew; the
notebooks are the same.

    python -m model.batch.forks     the server itself: a request per line on standard input, an answer on the output
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from importlib import import_module
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from model.publish.kernel import OwnKernelManager, kernel_environment, own_kernels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

HOW: Final = "HERIJK_KERNELS"
IMPORTED: Final = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer", "matplotlib.pyplot",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "matplotlib_inline.backend_inline",
    "model.publish.sections", "model.publish.section_weigh", "model.publish.section_robust", "model.publish.validated",
    "model.simulation", "model.engine.run", "model.decide.decision", "pandas",
)  # fmt: skip
"""What a notebook of ours needs; the compiled engine is not loaded by importing."""
_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of linux/prctl.h


def can_fork() -> bool:
    """Whether kernels are forked here."""
    return sys.platform.startswith("linux") and os.environ.get(HOW, "fork") != "spawn"


def quick_manager() -> type[OwnKernelManager]:
    """Class that starts kernels the quickest way there is here."""
    return ForkedKernelManager if can_fork() else OwnKernelManager


@contextlib.contextmanager
def quick_kernels(held: Callable[[], AbstractContextManager[None]]) -> Iterator[type[OwnKernelManager]]:
    """Give a class whose kernels are forked where that can be, and started anew elsewhere; see `own_kernels`."""
    with own_kernels(held, quick_manager()) as manager:
        yield manager


class ForkServer:
    """The server, as seen by the process that it belongs to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder = tempfile.mkdtemp(prefix="herijk-forks-")
        environment = os.environ | kernel_environment(self._folder)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "model.batch.forks"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            encoding="utf-8", env=environment, start_new_session=True,
        )  # fmt: skip

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, **request: Any) -> Any:
        """Send a request and give its answer; raises RuntimeError where the server is gone."""
        with self._lock:
            try:
                assert self._process.stdin is not None  # noqa: S101 - both were asked for
                assert self._process.stdout is not None  # noqa: S101
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
                line = self._process.stdout.readline()
            except (OSError, ValueError):
                line = ""
        if not line:
            msg = "the fork server ended"
            raise RuntimeError(msg)
        return json.loads(line)

    def close(self) -> None:
        """End it, and with it its kernels."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)


_servers: dict[int, ForkServer] = {}
_starting: Final = threading.Lock()


def server() -> ForkServer:
    """The server of this process; started where there is none, or none any more."""
    with _starting:
        own = _servers.get(os.getpid())
        if own is None or not own.alive:
            if own is not None:
                own.close()
            own = _servers[os.getpid()] = ForkServer()
            atexit.register(own.close)
        return own


class ForkedProcess:
    """A kernel's process, with the part of `subprocess.Popen` that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, origin: ForkServer, pid: int) -> None:
        self._origin, self.pid = origin, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Exit code, negative for a signal; None while it runs."""
        if self.returncode is None:
            try:
                self.returncode = self._origin.ask(do="poll", pid=self.pid)
            except RuntimeError:  # the server is gone, and its kernels with it
                self.returncode = -signal.SIGKILL
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ended."""
        del timeout
        while self.poll() is None:
            threading.Event().wait(0.005)
        return self.returncode or 0

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        with contextlib.suppress(ProcessLookupError):
            self.send_signal(signal.SIGTERM)


class ForkProvisioner(LocalProvisioner):
    """Gets a kernel's process from the server."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> Any:
        """Fork a kernel on the connection file that was written for it."""
        origin = server()
        folder = str(settings.get("cwd") or Path.cwd())
        pid = origin.ask(do="fork", env=settings["env"], cwd=folder, arguments=cmd[cmd.index("-f") :])
        self.process = ForkedProcess(origin, pid)
        self.pid = self.pgid = pid
        return self.connection_info


class QuickClient(AsyncKernelClient):
    """A client that takes a kernel as ready when it answers, and does not listen for what else it might say."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel's first answer and for its broadcasts; raises RuntimeError if it died or is too late."""
        late = time.monotonic() + (timeout or 60.0)
        while time.monotonic() < late:
            self.kernel_info()
            with contextlib.suppress(Empty):
                told = await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)
                self._handle_kernel_info_reply(told)
                return
            if not await self.is_alive():
                break
        msg = "Kernel died, or did not answer in time"
        raise RuntimeError(msg)


class ForkedKernelManager(OwnKernelManager):
    """Starts the kernel by forking; all else is as for a kernel that is started anew."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.client_factory = QuickClient
        self.provisioner = ForkProvisioner(kernel_id="", kernel_spec=self._kernel_spec, parent=self)

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]
        """End the kernel at once: all its answers are in, and it has nothing of its own to put in order."""
        del now
        await super().shutdown_kernel(now=True, restart=restart)


# -- the server's own process ----


class _Serving:
    """Forks on request, and knows which of its kernels ended and how."""

    def __init__(self) -> None:
        self._kernels: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        for pid in self._kernels:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def answer(self, request: dict[str, Any]) -> int | None:
        if request["do"] == "poll":
            return self._poll(request["pid"])
        pid = os.fork()
        if pid == 0:
            _become_kernel(request)
        self._kernels.add(pid)
        return pid

    def _poll(self, pid: int) -> int | None:
        if pid not in self._kernels:
            return -signal.SIGKILL
        ended, status = os.waitpid(pid, os.WNOHANG)
        if not ended:
            return None
        self._kernels.remove(pid)
        return os.waitstatus_to_exitcode(status)


def serve() -> None:
    """Import everything, then answer requests until the owner is gone."""
    for name in IMPORTED:
        import_module(name)
    gc.collect()
    gc.freeze()  # so that a collection in a kernel does not touch, and copy, what was imported here
    _die_with_parent()
    with _Serving() as serving:
        for line in sys.stdin:
            told = serving.answer(json.loads(line))
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


def _die_with_parent() -> None:
    """End this process with the one that started it, also after kill -9."""
    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)


def _become_kernel(request: dict[str, Any]) -> NoReturn:
    """Run a kernel in the process that was forked just now; never comes back."""
    code = 1
    try:
        os.setsid()
        _die_with_parent()
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(request["env"], JPY_PARENT_PID=str(os.getppid()))
        os.chdir(request["cwd"])
        random.seed()
        import numpy as np

        np.random.seed()  # noqa: NPY002 - somebody's notebook may still use it
        from ipykernel.kernelapp import IPKernelApp

        sys.argv = ["ipykernel", *request["arguments"]]
        app: Any = IPKernelApp.instance()
        app.initialize(request["arguments"])
        app.start()
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve()
