"""Write cases, scenarios and options, keeping the comments and the layout of the file that is there.

Nothing is half written: the text goes to a temporary file beside the target, is read back and compared with
what was meant, and only then takes the target's place.
"""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from model.errors import ExportError
from model.inputs.case import Case, CaseFile
from model.inputs.checking import check
from model.inputs.reading import read_text
from model.language import _

if TYPE_CHECKING:
    from model.inputs.base import Strict
    from model.inputs.options import Option
    from model.inputs.scenario import Scenario

INDENT: Final = {"mapping": 2, "sequence": 4, "offset": 2}


def write_case(case: Case | CaseFile, path: str | Path, *, like: str | Path | None = None) -> Path:
    """Write a case as people would: only what was written, not what was estimated. Gives the path.

    Comments and order come from the file that is there, or else from `like`. Raises ExportError: the file cannot be
    written; what was there is untouched.
    """
    return _write(case.written if isinstance(case, Case) else case, Path(path), like)


def write_scenario(scenario: Scenario, path: str | Path, *, like: str | Path | None = None) -> Path:
    """Write a scenario; see `write_case`."""
    return _write(scenario, Path(path), like)


def write_option(option: Option, path: str | Path, *, like: str | Path | None = None) -> Path:
    """Write an option; see `write_case`."""
    return _write(option, Path(path), like)


def write_file(model: Strict, path: str | Path, *, like: str | Path | None = None) -> Path:
    """Write any model that files are checked against; see `write_case`."""
    return _write(model, Path(path), like)


def _write(model: Strict, path: Path, like: str | Path | None) -> Path:
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(**INDENT)
    yaml.width, yaml.preserve_quotes = 4096, True
    pattern = path if path.is_file() else Path(like) if like is not None else None
    here = yaml.load(pattern.read_text(encoding="utf-8")) if pattern is not None else CommentedMap()
    if "id" not in here and pattern is not None:
        model = model.model_copy(update={"id": None})  # the file's name is the id
    full = _plain(model, lean=False)
    _merge(here, _with_kinds(_plain(model, lean=True), full), full)
    stream = io.StringIO()
    yaml.dump(here, stream)
    text = stream.getvalue()
    if check(type(model), read_text(text)) != model.model_copy(update=_no_path(model)):
        message = _("{file} was not written: it would say something else than was meant.", file=path.name)
        raise ExportError(message)
    _replace(path, text)
    return path


def _no_path(model: Strict) -> dict[str, str]:
    return {"path": ""} if "path" in type(model).model_fields else {}


def _plain(model: Strict, *, lean: bool) -> dict[str, Any]:
    """Fields as a file has them; `lean` leaves out what equals its default."""
    dumped = model.model_dump(mode="json", exclude_defaults=lean, exclude_none=True)
    whole: dict[str, Any] = _whole(dumped)
    return whole


def _with_kinds(lean: Any, full: Any) -> Any:
    """Actions with their kind, which is a default of each class but has to be read in a file."""
    if isinstance(lean, list):
        return [_with_kinds(one, whole) for one, whole in zip(lean, full, strict=True)]
    if not isinstance(lean, dict):
        return lean
    kind = {"kind": full["kind"]} if "kind" in full else {}
    return kind | {key: _with_kinds(one, full[key]) for key, one in lean.items()}


def _whole(value: Any) -> Any:
    """Whole numbers without a decimal point."""
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value == int(value) else value


def _merge(here: CommentedMap, lean: dict[str, Any], full: dict[str, Any]) -> None:
    """Bring a mapping up to date without touching what did not change."""
    for key in [key for key in here if key not in lean]:
        if key not in full:
            del here[key]
        else:
            here[key] = _merged(here[key], {} if isinstance(full[key], dict) else full[key], full[key])
    for key, value in lean.items():
        here[key] = _merged(here[key], value, full[key]) if key in here else value


def _merged(here: Any, lean: Any, full: Any) -> Any:
    if isinstance(here, CommentedMap) and isinstance(lean, dict) and isinstance(full, dict):
        if not _same_figure(here, lean):
            _merge(here, lean, full)
        return here
    if isinstance(here, CommentedSeq) and isinstance(lean, list):
        del here[len(lean) :]
        for n, item in enumerate(lean):
            if n < len(here):
                here[n] = _merged(here[n], item, full[n])
            else:
                here.append(item)
        return here
    if isinstance(here, CommentedMap) and set(here) == {"value"} and here["value"] == lean:
        return here
    return here if here == lean and isinstance(here, bool) == isinstance(lean, bool) else lean


def _same_figure(here: CommentedMap, lean: dict[str, Any]) -> bool:
    return dict(here) == lean


def _replace(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as stream:
            try:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            except OSError:
                Path(stream.name).unlink(missing_ok=True)
                raise
        Path(stream.name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(stream.name).replace(path)
    except OSError as error:
        why = error.strerror or ""
        raise ExportError(_("{file} cannot be written: {why}", file=str(path), why=why)) from None
