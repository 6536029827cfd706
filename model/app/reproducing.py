"""The answer of ``herijk reproduce``: a memo made again from what it carries, and what differs, with the reason."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bs4 import BeautifulSoup

from model import resources
from model.app.console import terminal_table
from model.inputs import load_case, load_scenario
from model.inputs.loading import build_case, build_scenario
from model.language import _, number
from model.publish.rebuild import rebuild
from model.publish.source import read_record
from model.show.differing import Change, changes
from model.show.table import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bs4.element import Tag

    from model.publish.source import Record

MOST: Final = 40  # differences of a kind that a screen shows; --json gives all
HOW: Final = "table-run"  # versions and hashes are told apart
Rows = dict[str, tuple[list[str], list[list[str]]]]


@dataclass(frozen=True)
class Reproduction:
    """What came of making a memo again.

    Parameters
    ----------
    same : bool
        Byte for byte.
    inputs : tuple of Change
        Where the shipped case or scenario is no longer what the memo carries; the memo was made from what it carries.
    data : tuple of Change
        Rows of shipped tables, and shipped options.
    versions : tuple of Change
        Herijk, program, engine, Python and libraries.
    figures : tuple of Change
        Cells of tables.
    texts : int
        Sentences that read otherwise.
    """

    same: bool
    inputs: tuple[Change, ...]
    data: tuple[Change, ...]
    versions: tuple[Change, ...]
    figures: tuple[Change, ...]
    texts: int

    @property
    def explained(self) -> bool:
        """Whether data or versions differ; inputs cannot be the reason, as the memo brings its own."""
        return bool(self.data or self.versions)


def reproduce(
    page: Path, output: Path | None = None, progress: Callable[[int, int], None] | None = None
) -> Reproduction:
    """Make a memo again from its page, which may be from anyone, and compare; `output` keeps what was made.

    Raises InputError: the page carries nothing, or not in order. Raises ExportError: the memo could not be made.
    """
    told = read_record(page)
    with tempfile.TemporaryDirectory(prefix="herijk-") as folder:
        made = rebuild(told, Path(folder), progress)
        before, after = page.read_bytes(), made.html.read_bytes()
        again = read_record(made.html)
        if output is not None:
            output.mkdir(parents=True, exist_ok=True)
            for file in (made.html, made.notebook):
                shutil.copy(file, output / file.name)
    old, new = (BeautifulSoup(raw.decode("utf-8", "replace"), "html.parser") for raw in (before, after))
    return Reproduction(
        same=before == after,
        inputs=tuple(_inputs(told)),
        data=tuple(_data(told.data, again.data)),
        versions=tuple(_changed(told.versions, again.versions)),
        figures=tuple(_figures(_tables(old), _tables(new))),
        texts=sum(((_texts(old) - _texts(new)) + (_texts(new) - _texts(old))).values()),
    )


def answer(found: Reproduction, *, as_json: bool) -> str:
    """The same in words, or as JSON."""
    if as_json:
        return json.dumps(asdict(found), ensure_ascii=False, indent=2)
    if found.same:
        return _("The memo was made again from what it carries: it is the same, byte for byte.")
    said = [_("The memo was made again from what it carries, and it is not the same.")]
    if found.explained:
        said.append(_("Why: something that it rests on has changed since."))
    else:
        said.append(
            _(
                "Nothing that it rests on has changed: the page was changed after it was made, or another kind of "
                "processor calculated it."
            )
        )
    if found.texts:
        said.append(_("Sentences that read otherwise: {n}.", n=number(found.texts)))
    for name, caption, listed in (
        ("versions", _("Versions"), found.versions),
        ("data", _("Tables of Herijk"), found.data),
        ("inputs", _("What Herijk now ships under the same name; the memo used its own"), found.inputs),
        ("figures", _("Figures"), found.figures),
    ):
        if listed:
            said.append(terminal_table(_table(name, caption, listed)))
            if len(listed) > MOST:
                said.append(_("And {n} more; --json gives them all.", n=number(len(listed) - MOST)))
    return "\n\n".join(said)


def _inputs(told: Record) -> Iterator[Change]:
    """Fields in which the shipped case and scenario of the same names differ from what is carried."""
    asked = told.parameters
    if asked.scenario not in resources.list_scenarios():
        return
    case = build_case(told.case, name=asked.case)
    now = load_case(asked.case) if asked.case in resources.list_cases() else case
    scenario = build_scenario(told.scenario, name=asked.scenario)
    yield from changes((case, scenario), (now, load_scenario(asked.scenario)))


def _data(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> Iterator[Change]:
    for table in dict.fromkeys((*old, *new)):
        for one in _changed(old.get(table, {}), new.get(table, {})):
            yield Change(f"{table}:{one.field}", f"{table}, {one.label}", one.a, one.b)


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield Change(name, name, old.get(name), new.get(name))


def _tables(page: BeautifulSoup) -> Rows:
    """Heads and rows of every table, by the id of what it stands in, or by its caption."""
    found: Rows = {}
    for table in page.find_all("table"):
        holder = table.find_parent(id=True)
        name = (
            str(holder["id"]) if holder is not None and str(holder["id"]).startswith("table-") else _read(table.caption)
        )
        lines = [[_read(cell) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
        head = len(table.thead.find_all("tr")) if table.thead else 0
        found[name] = (lines[head - 1] if head else [], lines[head:])
    return found


def _figures(old: Rows, new: Rows) -> Iterator[Change]:
    """Cells that differ; a table with other rows, or on one side only, is one change."""
    for name in dict.fromkeys((*old, *new)):
        if name == HOW:
            continue
        (heads, before), (_heads, after) = old.get(name, ([], [])), new.get(name, ([], []))
        if [row[:1] for row in before] != [row[:1] for row in after] or len(heads) != len(_heads):
            yield Change(name, name, _("{n} rows", n=len(before)), _("{n} rows", n=len(after)))
            continue
        for was, now in zip(before, after, strict=True):
            for place, (a, b) in enumerate(zip(was, now, strict=False)):
                if a != b:
                    head = heads[place] if place < len(heads) else str(place + 1)
                    yield Change(f"{name}:{was[0]}:{head}", f"{name}, {was[0]}, {head}", a, b)


def _texts(page: BeautifulSoup) -> Counter[str]:
    """Sentences outside tables, and the words for figures."""
    said = [_read(tag) for tag in page.select("main p, main li, main h1, main h2, main h3, main figcaption")]
    return Counter([*said, *(str(picture.get("alt")) for picture in page.select("main img"))])


def _read(tag: Tag | None) -> str:
    return "" if tag is None else " ".join(tag.get_text(" ").split())


def _table(name: str, caption: str, listed: tuple[Change, ...]) -> Table:
    columns = tuple(Column(head, align="left") for head in (_("what"), _("in the memo"), _("now")))
    rows = tuple((Cell(one.label), Cell(_said(one.a)), Cell(_said(one.b))) for one in listed[:MOST])
    return Table(name, caption, columns, rows)


def _said(value: object) -> str:
    return "–" if value is None else " / ".join(map(str, value)) if isinstance(value, list) else str(value)
