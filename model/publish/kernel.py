"""The kernel that runs our notebooks: this very Python, alone with itself.

A kernel called ``python3`` may be any Python that somebody registered on this machine. Ours is always the
interpreter that runs now, with the same package `model`, without the user's start-up files, and deaf to what
lies beside a notebook: a stray ``model.py`` in the working folder cannot take the place of the package.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

import model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

_ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_INSTALLED: Final = ("site-packages", "dist-packages")


class OwnKernelManager(AsyncKernelManager):
    """Starts the running interpreter as kernel, whatever the notebook or this machine call ``python3``.

    Its connection file, sockets and IPython profile live in a folder of its own, removed after use.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._folder = tempfile.mkdtemp(prefix="herijk-")
        self.connection_file = str(Path(self._folder) / "kernel.json")
        if os.name == "posix":  # no ports: two memos at once cannot be given the same one
            self.transport = "ipc"
            self.ip = str(Path(self._folder) / "k")
        # Not `ipykernel_launcher`: that drops the first entry of the path if it is the working folder, which
        # in a checkout is where the package is.
        start = ("-m", "ipykernel", "-f", "{connection_file}", "--IPKernelApp.ignore_cwd=True")
        self._kernel_spec = KernelSpec(
            argv=[sys.executable, *start],
            display_name="Herijk",
            language="python",
            env=kernel_environment(self._folder),
        )

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]
        """End the kernel: at once, and after nbclient's cell, if Ctrl-C came; else undisturbed."""
        cells = [task for task in asyncio.all_tasks() if "execute_cell" in getattr(task.get_coro(), "__qualname__", "")]
        for cell in cells:
            cell.cancel()
        await asyncio.gather(*cells, return_exceptions=True)
        await super().shutdown_kernel(now=now or bool(cells), restart=restart)

    async def _async_interrupt_kernel(self) -> None:
        """Leave a kernel that is told to end alone: it is idle or killed, and a signal makes it complain."""

    def put_away(self) -> None:
        """End what still runs and remove the folder, at once: nbclient leaves a kernel that only half began."""
        process = getattr(self.provisioner, "process", None)
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()
        if hasattr(self, "_folder"):
            shutil.rmtree(self._folder, ignore_errors=True)

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
        """Close sockets, and remove the folder unless the kernel starts again."""
        await super().cleanup_resources(restart=restart)
        if not restart:
            shutil.rmtree(self._folder, ignore_errors=True)


@contextlib.contextmanager
def own_kernels(
    held: Callable[[], AbstractContextManager[None]], kind: type[OwnKernelManager] = OwnKernelManager
) -> Iterator[type[OwnKernelManager]]:
    """Give a class whose kernels end with the block, and their folders, wherever Ctrl-C came.

    `held` puts Ctrl-C off: between the start of a process and the note of its number nobody could end it. `kind` is how
    they are started.
    """
    begun: list[OwnKernelManager] = []

    class Noted(kind):  # type: ignore[misc, valid-type]
        def __init__(self, **settings: Any) -> None:
            begun.append(self)  # before there is anything to put away
            super().__init__(**settings)

        async def start_kernel(self, **settings: Any) -> None:
            with held():
                await super().start_kernel(**settings)

    try:
        yield Noted
    finally:
        for manager in begun:
            manager.put_away()


def kernel_environment(folder: str) -> dict[str, str]:
    """Environment variables of the kernel, on top of those of this process.

    Parameters
    ----------
    folder : str
        Folder for IPython's own files; keeps the user's start-up files out.
    """
    environment = dict.fromkeys(_ONE_THREAD, "1")
    environment |= {
        "PYTHONSAFEPATH": "1",
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": folder,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    package_root = Path(model.__file__).parent.parent
    if package_root.name not in _INSTALLED:  # a checkout: the kernel runs the same code
        others = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        kept = [path for path in others if path and Path(path).resolve() != package_root]
        environment["PYTHONPATH"] = os.pathsep.join([str(package_root), *kept])
    return environment
