"""Compilation by assignment, with a cache that notices an edited callee.

numba keys its cache on the file of the function that it caches, so an edit in a function that is called from there
would be served from an old file. Here the folder itself is named after the sources of the whole engine, numba and the
processor; with `NUMBA_DISABLE_JIT=1` the plain functions are used, which is the reference run.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import llvmlite.binding as llvm
import numba
import numpy as np

F = TypeVar("F", bound=Callable[..., object])
CACHE_VARIABLE: Final = "HERIJK_CACHE"


@functools.cache
def engine_hash() -> str:
    """Hash of the engine's sources as first read; it names the model version in every result (hex, 16 characters)."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for source in sorted(folder.glob("*.py")):
        digest.update(source.name.encode())
        digest.update(source.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def _machine_key() -> str:
    parts = (
        engine_hash(),
        numba.__version__,
        np.__version__,
        sys.version,
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _candidates() -> list[Path]:
    asked = os.environ.get(CACHE_VARIABLE)
    home = os.environ.get("XDG_CACHE_HOME")
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    folders = [Path(asked)] if asked else []
    with contextlib.suppress(RuntimeError):  # an account without a home
        folders.append((Path(home) if home else Path.home() / ".cache") / "herijk")
    return [*folders, Path(tempfile.gettempdir()) / f"herijk-{owner}"]


def _is_ours(folder: Path) -> bool:
    """Compiled code is loaded from here, so nobody else may be able to write in it."""
    if not hasattr(os, "getuid"):
        return True
    status = folder.stat()
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def cache_folder() -> Path | None:
    """First folder that can be written and is ours, or None: then every process compiles for itself."""
    for candidate in _candidates():
        folder = candidate / _machine_key()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
            if _is_ours(folder):
                return folder
        except OSError:
            continue
    return None


def is_built() -> bool:
    """Whether a compiled kernel is kept already, so that nobody has to wait for it."""
    folder = cache_folder()
    return folder is not None and any(folder.rglob("*.nbc"))


def is_loaded(kernel: Callable[..., object]) -> bool:
    """Whether a kernel has machine code in this process already, or does without."""
    return bool(getattr(kernel, "signatures", True))


def compiled(function: F) -> F:
    """Compile a scalar function of the engine; callers are compiled with it, so it needs no cache of its own."""
    return numba.njit(forceinline=True)(function)


def compiled_kernel(function: F) -> F:
    """Compile a block kernel: it lets go of the interpreter lock and is kept on disk."""
    folder = cache_folder()
    if folder is None:
        return numba.njit(nogil=True)(function)
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        return numba.njit(nogil=True, cache=True)(function)
    finally:
        numba.config.CACHE_DIR = before
