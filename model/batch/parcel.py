"""What a task needs that is not in the package, as contents: a worker on another machine has none of our files."""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.batch.plan import Group, Run, case_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from model.batch.pool import Task


@dataclass(frozen=True)
class Parcel:
    """A task with the files that it names.

    Parameters
    ----------
    files : dict of str to bytes
        Contents by a name inside the parcel: a folder for each folder here, so that what stood together does again.
    places : dict of str to str
        Name in the parcel of each path in the task.
    """

    task: Task
    files: Mapping[str, bytes]
    places: Mapping[str, str]

    @contextmanager
    def unpacked(self) -> Iterator[Task]:
        """Give the task with paths on this machine; the files are there as long as the ``with`` lasts.

        Raises
        ------
        ValueError
            A name would leave the folder.
        """
        with tempfile.TemporaryDirectory(prefix="herijk-parcel-") as name:
            folder = Path(name).resolve()
            for inside, content in self.files.items():
                path = (folder / inside).resolve()
                if not path.is_relative_to(folder):
                    raise ValueError(f"{inside!r} is no name inside a parcel")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            here = {given: str(folder / inside) for given, inside in self.places.items()}
            yield replace(self.task, given=_put(self.task.given, here))


def packed(task: Task) -> Parcel:
    """Put a task and every file that it names in a parcel."""
    named = {path for one in _plans(task.given) for path in _paths(one)}
    beside = {path for one in _plans(task.given) for path in _own_case(one)}
    return Parcel(
        task,
        {_inside(path): path.read_bytes() for path in sorted(named | beside)},
        {str(path): _inside(path) for path in sorted(named)},
    )


def _inside(path: Path) -> str:
    """Name in a parcel; the last folder keeps its name, which may be that of a case."""
    folder = hashlib.sha256(str(path.parent).encode()).hexdigest()[:12]
    return f"{folder}/{path.parent.name}/{path.name}"


def _plans(value: Any) -> Iterator[Group | Run]:
    """Groups and runs among the arguments of a task."""
    if isinstance(value, (Group, Run)):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _plans(one)


def _paths(one: Group | Run) -> Iterator[Path]:
    """Files of our own, and the notebook; what is shipped is known there by its name."""
    if isinstance(one, Run):
        yield Path(one.template)
        one = one.group
    for name in (one.case, one.scenario, *(one.options or ())):
        if Path(name).is_absolute():
            yield Path(name)


def _own_case(one: Group | Run) -> set[Path]:
    case = Path((one.group if isinstance(one, Run) else one).case)
    return case_files(case) if case.is_absolute() else set()


def _put(value: Any, here: Mapping[str, str]) -> Any:
    """The same value with other paths."""
    if isinstance(value, str):
        return here.get(value, value)
    if isinstance(value, (tuple, list)):
        return type(value)(_put(one, here) for one in value)
    if isinstance(value, dict):
        return {name: _put(one, here) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _put(getattr(value, one.name), here) for one in fields(value)})
    return value
