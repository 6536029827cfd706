"""What a memo rests on, calculated once and read by every notebook that asks for the same.

Where the environment names a folder (`FOLDER`), `shared` looks there first, and leaves there what it calculated: a
bundle under a hash of everything that it depends on. Language, mark and sections are not among these. It may name two,
as in ``PATH``: one that goes when the last notebook on the same results is there, and one for what others need too.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import model
from model import resources
from model.publish.bundle import BundleError, load, save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from model.inputs import Case, Option, Scenario

FOLDER: Final = "HERIJK_RESULTS"
LIBRARIES: Final = ("numpy", "numba", "scipy", "matplotlib", "nbconvert", "papermill", "pydantic", "Babel")
"""Libraries whose version may show in a result."""
_APART: Final = ("app", "batch", "cli.py")  # parts of the package in which no figure is made
T = TypeVar("T")


def shared(key: str, kind: type[T], calculate: Callable[[], T], *, widely: bool = False) -> T:
    """Give what another notebook calculated, or calculate it and leave it for the next.

    What is damaged is calculated anew; where nothing can be written nothing is left.

    Parameters
    ----------
    key : str
        From `results_key`.
    kind : type
        Dataclass that `calculate` gives.
    widely : bool
        Notebooks on other results need it too.
    """
    named = os.environ.get(FOLDER, "").split(os.pathsep)
    if not named[0]:
        return calculate()
    place = Path(named[-1 if widely else 0]) / key
    with contextlib.suppress(OSError, BundleError):
        found = load(place)
        if isinstance(found, kind):
            return found
    made = calculate()
    with contextlib.suppress(OSError):
        save(made, place)
    return made


def results_key(case: Case, scenario: Scenario, options: Iterable[Option] | None, **settings: Any) -> str:
    """Hash (hex, 32 characters) of what the results of a memo depend on.

    Parameters
    ----------
    options : iterable of Option, optional
        None: the shipped ones.
    **settings
        Draws, seed and precision, as JSON knows them.
    """
    inputs = [case, scenario, *(options or ())]
    said = [code_hash(), *(one.model_dump_json() for one in inputs), options is None, settings]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


@cache
def code_hash() -> str:
    """Hash of what makes figures, texts and pages: the package without its commands, its data, and the libraries."""
    digest = hashlib.sha256(f"{model.__version__} {platform.python_version()}".encode())
    digest.update(" ".join(version(one) for one in LIBRARIES).encode())
    package = resources.PACKAGE
    parts = [one for one in sorted(package.iterdir()) if one.name not in (*_APART, resources.SHIPPED)]
    inside = [file for part in parts for file in (part.rglob("*") if part.is_dir() else [part])]
    feed(digest, (file for file in inside if is_source(file)), package)
    feed(digest, resources.data_path().glob("*.csv"), resources.root())
    feed(digest, resources.data_path("series").glob("*.csv"), resources.root())
    feed(digest, resources.scenario_path("base").parent.glob("*.yml"), resources.root())  # robustness runs them all
    return digest.hexdigest()


def is_source(file: Path) -> bool:
    """Whether a file is of the package, and not made by Python."""
    return file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")


def feed(digest: Any, paths: Iterable[Path], root: Path | None) -> None:
    """Add names and contents of text files to a hash, whatever their line ends."""
    for path in sorted(paths):
        digest.update((path.name if root is None else path.relative_to(root).as_posix()).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).digest())
