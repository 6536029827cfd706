"""What stands on a published page, as data: headings, sentences, lists, tables, pictures.

The page (`model.publish.html`) is the source of every other file: Word, Excel, PDF, one figure, one table. So what is
true of the page (language, marks, texts of the alternatives, what was refused) is true of them all, and any notebook
that can be a page can be a document. `model.publish.reading` makes a `Document` of a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from model.errors import ExportError, UnknownNameError
from model.language import _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

__all__ = ["Block", "Cell", "Document", "Grid", "Heading", "Items", "Lines", "Paragraph", "Picture", "Run", "file_name"]

PIXELS: Final = 1440  # width of a picture: 720 px on a screen, twice as sharp on paper
TALLEST: Final = 4  # times its width: a picture that claims to be taller is refused before it is drawn
_SIZE: Final = re.compile(r"""\s(viewBox|width|height)\s*=\s*["']([^"']*)""")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_OUTSIDE: Final = re.compile(r"""\s[\w.:-]*href\s*=\s*(["'])(?!\s*(?:data:|\#)).*?\1""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """Some words with one look."""

    text: str
    bold: bool = False
    italic: bool = False
    mono: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading; level 1 is the title of the page."""

    text: str
    level: int
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences; a note is smaller, a lead names what follows, a quote is someone else's."""

    runs: tuple[Run, ...]
    kind: Literal["text", "note", "lead", "quote"] = "text"


@dataclass(frozen=True, slots=True)
class Items:
    """List: each item is its depth (0 outside) and its words. A list inside a list keeps the kind of the outer one."""

    items: tuple[tuple[int, tuple[Run, ...]], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """What a program printed, line by line."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Cell of a table: words as shown and the value behind them, in the unit of the column."""

    text: str
    value: float | int | bool | dt.date | None = None
    band: tuple[float, float] | None = None
    unit: str = ""
    url: str = ""
    header: bool = False
    right: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Table. `head` and `body` hold cells as they stand in the page: one that spans stands once.

    Parameters
    ----------
    name : str
        Key of the table, for files and for those who ask for it.
    caption : str
    head, body : tuple of tuple of Cell
    notes : tuple of str
        Sentences under it.
    totals : tuple of int
        Rows of the body that add up others.
    section : str
        Heading under which it stands.
    """

    name: str
    caption: str
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    totals: tuple[int, ...] = ()
    section: str = ""

    @property
    def columns(self) -> int:
        """Number of columns."""
        return max((len(row) for row in (*spread(self.head), *spread(self.body))), default=0)


@dataclass(frozen=True, slots=True)
class Picture:
    """Picture with its text alternative, its title, and the data behind it."""

    name: str
    alt: str
    kind: str
    data: bytes
    title: str = ""
    notes: tuple[str, ...] = ()
    table: Grid | None = None

    def svg(self) -> str:
        """Drawing as SVG.

        Raises
        ------
        ExportError
            If it is a photograph or another picture made of pixels.
        """
        if self.kind != "svg":
            raise ExportError(_("{name} is made of pixels and cannot be an SVG; ask for PNG.", name=self.name))
        return self.data.decode("utf-8", "replace")

    def png(self) -> bytes:
        """Picture of `PIXELS` wide (an SVG), or as it is (one made of pixels).

        Nothing is read from the machine for it: no file, no address, and no font where text is drawn as outlines.

        Raises
        ------
        ExportError
            If it cannot be drawn.
        """
        if self.kind != "svg":
            return self.data
        import resvg_py

        drawing = _OUTSIDE.sub("", self.svg())
        wrong = _("The picture {name} cannot be drawn.", name=self.name)
        if "<!ENTITY" in drawing or not _drawable(drawing):
            raise ExportError(wrong)
        try:
            return bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=PIXELS, dpi=96, background="white"))
        except ValueError as error:
            raise ExportError(f"{wrong} ({error})") from error


@dataclass(frozen=True, slots=True)
class Document:
    """A page as data.

    Parameters
    ----------
    lang : str
    title, mark : str
    banners : tuple of str
        What every page of it must say.
    made : str
        With what it was made.
    blocks : tuple
        In reading order.
    """

    lang: str
    title: str
    mark: str = ""
    banners: tuple[str, ...] = ()
    made: str = ""
    blocks: tuple[Block, ...] = field(default=())

    @property
    def marks(self) -> str:
        """What stands on every sheet of paper: the mark first."""
        return " · ".join(filter(None, (self.mark.upper(), *self.banners)))

    def pictures(self) -> Iterator[Picture]:
        """Every picture, in order."""
        return (block for block in self.blocks if isinstance(block, Picture))

    def tables(self) -> Iterator[Grid]:
        """Every table, and the data behind every picture where it is not a table already."""
        for block in self.blocks:
            if isinstance(block, Grid):
                yield block
            elif isinstance(block, Picture) and block.table is not None:
                yield block.table

    def picture(self, name: str) -> Picture:
        """Picture of that name.

        Raises
        ------
        UnknownNameError
            If there is none; names those that there are.
        """
        found = {one.name: one for one in self.pictures()}
        if name not in found:
            raise UnknownNameError(_("figure"), name, found)
        return found[name]

    def table(self, name: str) -> Grid:
        """Table of that name; raises `UnknownNameError` as `picture` does."""
        found = {one.name: one for one in self.tables()}
        if name not in found:
            raise UnknownNameError(_("table"), name, found)
        return found[name]


Block = Heading | Paragraph | Items | Lines | Grid | Picture
"""What a document is made of."""


def spread(rows: tuple[tuple[Cell, ...], ...]) -> list[list[Cell]]:
    """Rows with every cell at its place: one that spans stands in each of its places.

    Parameters
    ----------
    rows : tuple of tuple of Cell
        As in a page.
    """
    filled: list[dict[int, Cell]] = [{} for _row in rows]
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in filled[index]:
                column += 1
            for line in filled[index : index + cell.rows]:
                line.update(dict.fromkeys(range(column, column + cell.columns), cell))
            column += cell.columns
    return [[line.get(column, Cell("")) for column in range(max(line, default=-1) + 1)] for line in filled]


def file_name(name: str) -> str:
    """`name` as a part of a file name: letters, digits, dashes; nothing that leads to another folder."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:80] or "herijk"


def _drawable(svg: str) -> bool:
    """Whether the first element says a size that is not far taller than wide."""
    first = re.search(r"<svg\b[^>]*>", svg)
    said = dict(_SIZE.findall(first[0])) if first else {}
    box = _NUMBER.findall(said.get("viewBox", ""))[2:4]
    sides = box or [found[0] for name in ("width", "height") if (found := _NUMBER.match(said.get(name, "")))]
    return len(sides) == 2 and 0 < float(sides[1]) <= TALLEST * float(sides[0])
