"""Answers that took long, kept for next time: JSON in the user's cache, found by a hash of all that they rest on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import TypeAdapter

import model
from model.engine.compiled import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from model.engine.outcome import Outcome

FOLDER: Final = "answers"
T = TypeVar("T")
R = TypeVar("R")


def kept(
    kind: type[T], outcome: Outcome, calculate: Callable[[], R], settings: Mapping[str, Any] | None = None
) -> T | R:
    """Give the answer of an earlier time, or calculate it and keep it.

    What cannot be read is calculated anew; where nothing can be written nothing is kept. A calculation that is broken
    off leaves nothing.

    Parameters
    ----------
    kind : type
        Frozen dataclass of plain fields that `calculate` gives, for example `model.decide.tipping.Tipping`.
    calculate : callable
        Gives a `kind`, or None where there is nothing to tell; that is not kept.
    settings : mapping, optional
        What else the answer depends on, as JSON knows it.
    """
    folder = cache_folder()
    if folder is None:
        return calculate()
    adapter: TypeAdapter[T] = TypeAdapter(kind)
    path = folder / FOLDER / f"{kind.__name__}-{fingerprint(outcome, settings)}.json"
    with contextlib.suppress(OSError, ValueError):  # not there, cut off, or of another shape
        return adapter.validate_json(path.read_bytes())
    found = calculate()
    if isinstance(found, kind):
        with contextlib.suppress(OSError):
            _write(path, adapter.dump_json(found))
    return found


def fingerprint(outcome: Outcome, settings: Mapping[str, Any] | None = None) -> str:
    """Hash (hex, 32 characters) of what an answer rests on: inputs, results, settings, and the code of `decide`."""
    said = {
        "herijk": model.__version__,
        "engine": outcome.engine_hash,
        "case": outcome.case.model_dump(mode="json", exclude={"path"}),
        "scenario": outcome.scenario.model_dump(mode="json", exclude={"path"}),
        "options": [option.model_dump(mode="json", exclude={"path"}) for option in outcome.option_objects],
        "assumptions": [row.model_dump(mode="json") for row in outcome.assumptions],
        "seed": outcome.seed,
        "draws": [outcome.draws, outcome.futures],
        "settings": dict(settings or {}),
    }
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    digest.update(outcome.total.tobytes())  # laws and series are in the results
    digest.update(outcome.inputs.tobytes())
    for source in sorted(Path(model.__file__).with_name("decide").glob("*.py")):
        digest.update(source.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:32]


def _write(path: Path, text: bytes) -> None:
    """Write all of a file or nothing."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
