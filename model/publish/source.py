"""What a memo was made from: carried by its page, so that anyone can make it again and see what differs.

The page holds it as JSON in ``<script type="application/json" id="herijk-source">``. A page may come from anyone: it is
read strictly, nothing in it names a place on this machine, and nothing in it is run.
"""

from __future__ import annotations

import csv
import hashlib
import json
import platform
from importlib import metadata
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from bs4 import BeautifulSoup
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

import model
from model import resources
from model.errors import InputError, Problem
from model.inputs import load_option
from model.inputs.own_text import own_text
from model.language import _
from model.simulation import SHIPPED_OPTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from model.engine.outcome import Outcome
    from model.inputs import Case, Option, Scenario
    from model.publish.parameters import MemoParameters

ELEMENT: Final = "herijk-source"
MOST_PAGE: Final = 5_000_000  # bytes; a memo is at most 1.5 MB
LIBRARIES: Final = ("numpy", "scipy", "numba", "pydantic", "matplotlib", "nbconvert", "beautifulsoup4")
SAID: Final = ("distribution", "low", "base", "high", "null", "date", "maturity", "one_off_base", "structural_base",
               "value")  # fmt: skip
Name = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^/\\:\x00-\x1f.][^/\\:\x00-\x1f]*$")]
Word = Annotated[str, StringConstraints(max_length=120)]
Content = dict[Word, Any]


class Strict(BaseModel):
    """Nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Asked(Strict):
    """Parameters of the memo; files by name, without a folder."""

    case: Name
    scenario: Name
    options: list[Name] | None
    lang: Word
    draws: int
    seed: int
    mark: Word | None
    without: list[Word]
    precision: float | None
    max_draws: int
    decide_from: Word | None


class Record(Strict):
    """What a memo was made from.

    Parameters
    ----------
    case, scenario : dict
        As in a file.
    options : list of dict
        In the order in which they were asked for.
    text : str or None
        Text of the arrangement, where the case names a file with one.
    data : dict of file to dict of row to str
        Shipped tables: what a row says, and a hash of all of it.
    versions : dict of str to str
        Herijk, its program and engine (hashes), Python and libraries.
    """

    form: Literal[1]
    parameters: Asked
    case: Content
    scenario: Content
    options: Annotated[list[Content], Field(max_length=50)]
    text: Annotated[str, StringConstraints(max_length=2_000_000)] | None
    data: dict[Word, dict[Word, Annotated[str, StringConstraints(max_length=400)]]]
    versions: dict[Word, Word]


def record(wanted: MemoParameters, outcome: Outcome) -> dict[str, Any]:
    """Everything that a memo was made from, as JSON knows it."""
    return {
        "form": 1,
        "parameters": wanted.shown(),
        "case": written(outcome.case),
        "scenario": written(outcome.scenario),
        "options": [written(load_option(name)) for name in wanted.options or SHIPPED_OPTIONS],
        "text": own_text(outcome.case),
        "data": data_rows(),
        "versions": versions(outcome.engine_hash),
    }


def written(what: Case | Scenario | Option) -> Content:
    """What a file says; the same for the same content, however it was laid out."""
    file = getattr(what, "written", what)
    content: Content = file.model_dump(mode="json", exclude_unset=True, exclude_none=True, exclude={"path"})
    return {**content, "id": str(what.id)}


def digest(content: Any) -> str:
    """First 16 hexadecimal digits of the SHA-256 of content as canonical JSON."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()[:16]


def versions(engine: str) -> dict[str, str]:
    """Herijk, program, engine, Python and libraries."""
    own = {"herijk": model.__version__, "program": _program(), "engine": engine, "python": platform.python_version()}
    return own | {name: metadata.version(name) for name in LIBRARIES}


def data_rows() -> dict[str, dict[str, str]]:
    """Shipped options, and rows of every shipped table: what counts of each, and a hash of all of it."""
    folder = resources.data_path()
    tables = sorted((*folder.glob("*.csv"), *folder.glob("series/*.csv")))
    options = {name: f"#{digest(written(load_option(name)))[:6]}" for name in resources.list_options()}
    return {path.relative_to(folder).as_posix(): _rows(path) for path in tables} | {"options": options}


def read_record(page: Path) -> Record:
    """Read what a page carries.

    Raises InputError: there is no such file, it is no memo, it carries nothing, or what it carries is not in order.
    """
    try:
        with page.open("rb") as file:
            raw = file.read(MOST_PAGE + 1)
    except OSError as error:
        raise _refused(page, _("This file cannot be read: {why}", why=error.strerror)) from None
    if len(raw) > MOST_PAGE:
        raise _refused(page, _("This file is too large for a memo."))
    found = BeautifulSoup(raw.decode("utf-8", "replace"), "html.parser").find("script", id=ELEMENT)
    if found is None:
        raise _refused(
            page,
            _("This page does not carry what it was made from."),
            _("ask for the memo itself: a public copy, or a page of something else, leaves it out"),
        )
    try:
        return Record.model_validate_json(found.get_text())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])[:80]
        raise _refused(page, _("What this page carries is not in order."), field=where, found=first["msg"]) from None


def _rows(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {next(iter(row.values())): _said(row) for row in rows}


def _said(row: dict[str, str]) -> str:
    said = " ".join(row[name] for name in SAID if row.get(name))
    return f"{said} #{hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:6]}"


def _program() -> str:
    """Hash of what the program consists of: code, texts, template and notebook."""
    root = resources.PACKAGE
    kinds = ("*.py", "*.po", "*.j2", "*.js")
    files = [path for kind in kinds for path in root.rglob(kind) if resources.SHIPPED not in path.parts]
    found = hashlib.sha256()
    for path in (*sorted(files), resources.notebook_path("memo")):
        found.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()[:16]


def _refused(page: Path, message: str, hint: str = "", *, field: str = "", found: str = "") -> InputError:
    return InputError(Problem(message, file=page.name, field=field, found=found, hint=hint))
