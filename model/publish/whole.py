"""A file that is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

PART: Final = ".part-"
"""How the name of something begins that is not whole yet; what a killed process leaves under it may be removed."""


def replace_file(path: Path, content: str | bytes) -> Path:
    """Write `content` to `path` at once: beside it first, then in its place.

    Raises
    ------
    OSError
        Nothing can be written there; it names the folder.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = None
    try:
        handle, beside = tempfile.mkstemp(prefix=f"{PART}{path.name}-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException as error:
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        raise
    return path
