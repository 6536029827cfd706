"""Results as plain files that another process reads without calculating: JSON for what is named, one file of numbers.

A bundle is a folder with ``bundle.json`` and ``arrays.bin``, there whole or not at all. Objects stand in the order in
which they are built, each once; a reference is a list with one number. Reading makes nothing but plain values, arrays
of numbers, and dataclasses, enumerations and pydantic models of the package `model`: a hostile bundle runs no code.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import enum
import importlib
import json
import shutil
import tempfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from model.inputs.base import FrozenDict
from model.publish.whole import PART
from model.resources import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FORMAT: Final = 1
_NAMES, _NUMBERS = "bundle.json", "arrays.bin"
_ALIGNED: Final = 64  # bytes, so that an array starts where a processor likes it
_PLAIN: Final = (str, int, float, bool, type(None))
_KINDS: Final = "biuf"  # of numpy: truth values and numbers; never objects


class BundleError(ValueError):
    """A bundle that is damaged, of another version, or names what it may not."""


def save(value: object, folder: Path) -> None:
    """Write a value as a bundle; of two processes that do so at once one wins, and both are content.

    Raises
    ------
    OSError
        Nothing can be written there.
    TypeError
        The value holds something that is neither plain nor ours.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=PART))
    try:
        with (part / _NUMBERS).open("wb") as numbers:
            writer = _Writer(numbers.write)
            root = writer.put(value)
        said = {"format": FORMAT, "bytes": writer.written, "objects": writer.objects, "root": root}
        (part / _NAMES).write_text(json.dumps(said), encoding="utf-8")
        with contextlib.suppress(OSError):  # it is there already
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def load(folder: Path) -> Any:
    """Read a bundle; its arrays stay on disk until they are used, and cannot be written to.

    Raises
    ------
    BundleError
        It is damaged, or not a bundle of ours.
    OSError
        It is not there.
    """
    try:
        said = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        if said["format"] != FORMAT or (folder / _NUMBERS).stat().st_size != said["bytes"]:
            raise BundleError("cut off, or of another version")
        numbers = np.memmap(folder / _NUMBERS, np.uint8, "r") if said["bytes"] else np.empty(0, np.uint8)
        reader = _Reader(numbers.view(np.ndarray))
        for kind, *fields in said["objects"]:
            reader.objects.append(reader.built(kind, fields))
        return reader.get(said["root"])
    except OSError:
        raise
    except Exception as error:  # whatever is wrong in it: the caller calculates anew
        raise BundleError(f"{folder.name}: {error}") from error


class _Writer:
    """Objects in the order in which they can be built; what occurs twice is written once."""

    def __init__(self, write: Callable[[Any], object]) -> None:
        self.objects: list[list[Any]] = []
        self.written = 0
        self._write = write
        self._place: dict[object, tuple[int, object]] = {}  # holds the objects too: an id is unique while one lives

    def put(self, value: Any) -> Any:
        """A plain value itself, or the reference to an object."""
        if type(value) in _PLAIN:
            return value
        key = _key(value)
        if key not in self._place:
            entry = self._entry(value)
            self._place[key] = (len(self.objects), value)
            self.objects.append(entry)
        return [self._place[key][0]]

    def _all(self, values: Iterable[Any]) -> list[Any]:
        return [self.put(one) for one in values]

    def _entry(self, value: Any) -> list[Any]:
        match value:
            case np.ndarray():
                return ["array", *self._numbers(value)]
            case np.generic():
                return ["number", *self._numbers(np.asarray(value))]
            case enum.Enum():
                return ["enum", _name(type(value)), value.name]
            case BaseModel():
                own = value.__dict__
                return ["model", _name(type(value)), list(own), self._all(own.values()), sorted(value.model_fields_set)]
            case tuple() | list():
                return ["tuple" if isinstance(value, tuple) else "list", self._all(value)]
            case dict():
                frozen = "frozendict" if isinstance(value, FrozenDict) else "dict"
                return [frozen, self._all(value), self._all(value.values())]
            case dt.date() if type(value) is dt.date:
                return ["date", value.isoformat()]
            case PurePath():
                return ["path", str(value)]
        return self._dataclass(value)

    def _dataclass(self, value: Any) -> list[Any]:
        if not dataclasses.is_dataclass(value):
            raise TypeError(f"{type(value).__qualname__} has no place in a bundle")
        names = [field.name for field in dataclasses.fields(value)]
        return ["dataclass", _name(type(value)), names, self._all(getattr(value, name) for name in names)]

    def _numbers(self, array: npt.NDArray[Any]) -> tuple[str, list[int], list[int], int]:
        """Write an array in the order in which it lies in memory, so that sums over it round the same."""
        if array.dtype.kind not in _KINDS:
            raise TypeError(f"an array of {array.dtype} has no place in a bundle")
        axes = sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis]))
        dense = np.ascontiguousarray(array.transpose(axes)) if array.ndim else array
        self._pad()
        start = self.written
        self._write(dense.tobytes() if dense.ndim == 0 else dense.data)
        self.written += dense.nbytes
        return array.dtype.str, [array.shape[axis] for axis in axes], axes, start

    def _pad(self) -> None:
        missing = -self.written % _ALIGNED
        self._write(bytes(missing))
        self.written += missing


class _Reader:
    """The opposite of `_Writer`."""

    def __init__(self, numbers: npt.NDArray[np.uint8]) -> None:
        self.objects: list[Any] = []
        self._numbers = numbers

    def get(self, value: Any) -> Any:
        return self.objects[value[0]] if isinstance(value, list) else value

    def _all(self, values: Iterable[Any]) -> list[Any]:
        return [self.get(one) for one in values]

    def built(self, kind: str, fields: list[Any]) -> Any:
        """Make an object of earlier ones."""
        match kind, fields:
            case "array", [dtype, shape, axes, start]:
                return self._array(dtype, shape, axes, start)
            case "number", [dtype, _shape, _axes, start]:
                return self._array(dtype, [], [], start)[()]
            case "enum", [name, member]:
                return _class(name, enum.Enum)[member]
            case (("model" | "dataclass"), [name, names, values, *given]):
                fields_of = dict(zip(names, self._all(values), strict=True))
                return _constructed(name, fields_of, given[0]) if given else _filled(name, fields_of)
        return self._plain(kind, fields)

    def _plain(self, kind: str, fields: list[Any]) -> Any:
        """Build what Python itself has."""
        match kind, fields:
            case (("tuple" | "list"), [values]):
                return tuple(self._all(values)) if kind == "tuple" else self._all(values)
            case (("dict" | "frozendict"), [keys, values]):
                found = dict(zip(self._all(keys), self._all(values), strict=True))
                return found if kind == "dict" else FrozenDict(found)
            case "date", [text]:
                return dt.date.fromisoformat(text)
            case "path", [text]:
                return Path(text)
        raise BundleError(f"{kind} is not known")

    def _array(self, dtype: str, shape: list[int], axes: list[int], start: int) -> npt.NDArray[Any]:
        kind = np.dtype(dtype)
        if kind.kind not in _KINDS or start < 0 or min(shape, default=0) < 0:
            raise BundleError(f"an array of {dtype} at {start}")
        end = start + int(np.prod(shape, dtype=np.int64)) * kind.itemsize
        found = self._numbers[start:end].view(kind).reshape(shape)
        return found.transpose(np.argsort(axes)) if axes else found


def _key(value: Any) -> object:
    """What tells objects apart: an array by what it shows, everything else by identity."""
    if isinstance(value, np.ndarray):
        return (value.__array_interface__["data"][0], value.shape, value.strides, value.dtype.str)
    return id(value)


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _class(name: str, parent: type) -> Any:
    """A class of our package, by its name in a bundle."""
    module, _, own = name.partition(":")
    if module.partition(".")[0] != PACKAGE.name:
        raise BundleError(f"{name} is not of this package")
    found = getattr(importlib.import_module(module), own, None)
    ours = isinstance(found, type) and found.__module__ == module and issubclass(found, parent)
    if not ours or not (parent is not object or dataclasses.is_dataclass(found)):
        raise BundleError(f"{name} is not a class for results")
    return found


def _constructed(name: str, values: dict[str, Any], given: list[str]) -> BaseModel:
    """A model with its values as they were; it was checked when it was read from its file."""
    made = _class(name, BaseModel).model_construct(set(given))
    object.__setattr__(made, "__dict__", values)  # in the order in which they were
    return made  # type: ignore[no-any-return]


def _filled(name: str, values: dict[str, Any]) -> Any:
    """A dataclass with its fields as they were; it was checked when it was made the first time."""
    kind = _class(name, object)
    if values.keys() != {field.name for field in dataclasses.fields(kind)}:
        raise BundleError(f"{kind.__name__} has other fields")
    made: Any = object.__new__(kind)
    for field, value in values.items():
        object.__setattr__(made, field, value)
    return made
