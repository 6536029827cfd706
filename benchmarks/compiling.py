"""Compile the kernels of the benchmarks, kept on disk beside the engine's own compiled code where that is possible."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numba

from model.engine.compiled import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., object]")


def source_hash() -> str:
    """Hash of the benchmarks' sources: numba's own cache would not see an edit in a function that a kernel calls."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def compiled_limit(function: F) -> F:
    """Compile as `model.engine.compiled.compiled_kernel` does; an edited engine or benchmark is compiled anew."""
    folder, before = cache_folder(), numba.config.CACHE_DIR
    if folder is None:
        return numba.njit(nogil=True)(function)  # type: ignore[no-any-return]
    numba.config.CACHE_DIR = str(folder / f"benchmarks-{source_hash()}")
    try:
        return numba.njit(nogil=True, cache=True)(function)  # type: ignore[no-any-return]
    finally:
        numba.config.CACHE_DIR = before
