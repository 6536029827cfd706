"""A document as a Word file that a secretary can edit: real styles, heads, lists, captions and alternatives."""

from __future__ import annotations

import io
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.shared import Cm, Emu
from docx.text.paragraph import Paragraph as Written

from model.errors import ExportError
from model.language import _, use
from model.publish.document import Cell, Document, Grid, Heading, Items, Lines, Paragraph, Picture, Run, spread
from model.publish.packed import settled
from model.publish.word_contents import add_contents, mark
from model.publish.word_styles import ACCENT, add, add_field, empty_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from docx.document import Document as Word

    from model.publish.document import Block

__all__ = ["to_docx"]

WIDTH, TALLEST = Cm(16.6), Cm(20)  # of a picture
SIDEWAYS: Final = Cm(25.3)  # width of a table on a page that lies on its side
KEPT: Final = 16  # rows that stay together; more would leave half a page empty
CHAPTER: Final = 2  # level of a heading that stands in the contents
CONTENTS: Final = 6  # chapters from which there are contents
LINE: Final = 30  # characters of a word for which a column makes room
CHARACTER, CHARACTER_SMALL = Cm(0.185), Cm(0.145)  # mean width of a letter in a table
MANY: Final = 6  # columns from which a table is set smaller


def to_docx(document: Document, template: Path | None = None) -> bytes:
    """Word file of a document.

    Parameters
    ----------
    document : Document
    template : path, optional
        A Word file whose styles, page, heads and feet are used; its text is left out.

    Returns
    -------
    bytes
        The same for the same document and template.

    Raises
    ------
    InputError
        If the template is no Word file.
    """
    with use(document.lang):
        word = empty_word(document, template)
        writer, lying = _Writer(word), _lying(document.blocks)
        chapters = [block for block in document.blocks if isinstance(block, Heading) and block.level == CHAPTER]
        for index, block in enumerate(document.blocks):
            if chapters and block is chapters[0] and len(chapters) >= CONTENTS:
                writer.contents(chapters)
            writer.turn(WD_ORIENT.LANDSCAPE if index in lying else WD_ORIENT.PORTRAIT)
            writer.write(block)
            if isinstance(block, Paragraph) and _leads(document.blocks[index - 1 : index + 2]):
                word.paragraphs[-1].paragraph_format.keep_with_next = True
    buffer = io.BytesIO()
    word.save(buffer)
    return settled(buffer.getvalue())


class _Writer:
    """Adds blocks at the end; counts the tables and figures."""

    def __init__(self, word: Word) -> None:
        self.word = word
        self.counts: dict[str, int] = {}
        self.drawings = self.chapters = 0
        self.turned = False

    def write(self, block: Block) -> None:
        """Add one block."""
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph(block)
            case Items():
                self._items(block)
            case Lines():
                self.word.add_paragraph(block.text, "Herijk Output")
            case Grid():
                self._table(block)
            case Picture():
                self._picture(block)

    def _heading(self, block: Heading) -> None:
        style = "Title" if block.level == 1 else f"Heading {min(block.level - 1, 3)}"
        added = self.word.add_paragraph(block.text, style)
        added.paragraph_format.page_break_before = (block.new_page and not self.turned) or None
        if block.level == CHAPTER:
            self.chapters += 1
            mark(added, self.chapters)

    def contents(self, chapters: Sequence[Heading]) -> None:
        """Contents: a field that Word renews, filled in already; numbers of pages come with renewing."""
        self.word.add_paragraph(_("Contents"), "TOC Heading").paragraph_format.keep_with_next = True
        add_contents(self.word, [chapter.text for chapter in chapters])

    def _paragraph(self, block: Paragraph) -> None:
        style = {"note": "Herijk Note", "quote": "Quote"}.get(block.kind)
        added = self.word.add_paragraph(style=style)
        _fill(added, block.runs, bold=block.kind == "lead")
        added.paragraph_format.keep_with_next = block.kind == "lead" or None

    def _items(self, block: Items) -> None:
        kind = "List Number" if block.ordered else "List Bullet"
        number = self._restarted() if block.ordered else None
        for depth, runs in block.items:
            added = self.word.add_paragraph(style=kind if depth == 0 else f"{kind} 2")
            if number is not None and depth == 0:
                said = added._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  (python-docx has no call for it)
                add(said, "w:ilvl", "0")
                add(said, "w:numId", str(number))
            _fill(added, runs)

    def _restarted(self) -> int | None:
        """Number of a new numbering that looks as that of the style and starts at 1."""
        style = self.word.styles["List Number"].element
        said = style.find(f".//{qn('w:numId')}")
        if said is None:
            return None
        numbering = self.word.part.numbering_part.element
        base = numbering.num_having_numId(int(said.get(qn("w:val")))).abstractNumId.val
        added = numbering.add_num(base)
        added.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(added.numId)

    def _caption(self, kind: str, text: str, *, followed: bool) -> None:
        """Caption with a number that Word keeps counting."""
        added = self.word.add_paragraph(style="Caption")
        self.counts[kind] = self.counts.get(kind, 0) + 1
        added.add_run(f"{kind} ")
        add_field(added, f"SEQ {kind} \\* ARABIC", str(self.counts[kind]))
        added.add_run(f". {text}")
        added.paragraph_format.keep_with_next = followed or None

    def _notes(self, notes: Sequence[str]) -> None:
        if notes:
            self.word.add_paragraph(" ".join(notes), "Herijk Note")

    def _table(self, grid: Grid) -> None:
        if not grid.columns:
            return
        widths = _widths(grid)
        self._caption(_("Table"), grid.caption or grid.name, followed=True)
        table = self.word.add_table(0, grid.columns, style="Herijk Grid")
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        add(table._tbl.tblPr, "w:tblCaption", grid.caption or grid.name)  # noqa: SLF001
        style = self.word.styles["Herijk Small Table" if grid.columns >= MANY else "Herijk Table"]
        seen: set[int] = set()
        rows = (*spread(grid.head), *spread(grid.body))
        for index, cells in enumerate(rows):
            is_head = index < len(grid.head)
            row = table._tbl.add_tr()  # noqa: SLF001  (python-docx's own calls walk the whole table for every cell)
            add(row.get_or_add_trPr(), "w:cantSplit", "true")
            if is_head:
                add(row.trPr, "w:tblHeader", "true")
            bold = is_head or index - len(grid.head) in grid.totals
            keep = is_head or (len(rows) <= KEPT and index < len(rows) - 1)
            for place, count, cell in _joined(cells, grid.columns):
                first = id(cell) not in seen
                seen.add(id(cell))
                written = _cell(row, sum(widths[place : place + count]), count, cell, first=first)
                paragraph = Written(written.p_lst[0], table)
                paragraph.style, paragraph.paragraph_format.keep_with_next = style, keep or None
                if first:
                    _words(paragraph, cell, bold=bold)
        self._notes(grid.notes)

    def turn(self, to: WD_ORIENT) -> None:
        """Go on on a new page that lies on its side, or stands again, unless it does."""
        now = self.word.sections[-1]
        self.turned = (now.orientation or WD_ORIENT.PORTRAIT) != to
        if self.turned:
            section = self.word.add_section(WD_SECTION.NEW_PAGE)
            section.orientation = to
            section.page_width, section.page_height = section.page_height, section.page_width

    def _picture(self, picture: Picture) -> None:
        added = self.word.add_paragraph()
        added.paragraph_format.keep_with_next = bool(picture.title) or None
        try:
            shape = added.add_run().add_picture(io.BytesIO(picture.png()))
        except (ExportError, UnrecognizedImageError, ValueError, ZeroDivisionError):
            added.add_run(_("[Picture that Word cannot hold: {alt}]", alt=picture.alt)).italic = True
        else:
            scale = min(WIDTH / shape.width, TALLEST / shape.height, 1 if picture.kind != "svg" else WIDTH)
            shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
            self.drawings += 1
            said = shape._inline.docPr  # noqa: SLF001
            said.set("descr", picture.alt)
            said.set("name", picture.name)
            said.set("id", str(self.drawings))
        if picture.title:
            self._caption(_("Figure"), picture.title, followed=bool(picture.notes))
        self._notes(picture.notes)


def _leads(around: Sequence[Block]) -> bool:
    """Whether what stands in the middle is all there is between a heading and a table or picture."""
    return len(around) == 3 and isinstance(around[0], Heading) and isinstance(around[2], Grid | Picture)


def _lying(blocks: Sequence[Block]) -> set[int]:
    """Places of the tables that lie on their side, and of the headings and sentences that lead to them."""
    places = {index for index, block in enumerate(blocks) if isinstance(block, Grid) and sum(_widths(block)) > WIDTH}
    for table in sorted(places):
        first = table
        while first and isinstance(blocks[first - 1], Heading | Paragraph):
            first -= 1
            if isinstance(blocks[first], Heading):
                places |= set(range(first, table))
    return places


def _widths(grid: Grid) -> list[int]:
    """Width of each column: room for its longest word first, the rest of the page by the length of its texts."""
    wanted = [4.0] * grid.columns
    for row in (*spread(grid.head), *spread(grid.body)):
        for place, cell in enumerate(row):
            if cell.columns == 1:
                wanted[place] = max(wanted[place], min(len(cell.text), 4 * len(cell.text) ** 0.5))
    character = CHARACTER_SMALL if grid.columns >= MANY else CHARACTER
    least = _least(grid, " ")
    if sum(least) * character > WIDTH:
        least = _least(grid, "[ -]")
    width = WIDTH if sum(least) * character <= WIDTH else SIDEWAYS
    page = width / character
    spare, more = page - sum(least), [max(0.0, want - one) for want, one in zip(wanted, least, strict=True)]
    if spare <= 0 or not sum(more):
        return [int(width * one / sum(least)) for one in least]
    return [int(width * (one + spare * extra / sum(more)) / page) for one, extra in zip(least, more, strict=True)]


def _least(grid: Grid, between: str) -> list[int]:
    """Letters of the longest word or number of each column, and the space beside it."""
    least = [4] * grid.columns
    for row in (*spread(grid.head), *spread(grid.body)):
        for place, cell in enumerate(row):
            if cell.columns == 1:
                words = re.split(between, f"{cell.text} {cell.unit}")
                whole = cell.right and not cell.header and between == " "
                least[place] = max(least[place], *map(_letters, [cell.text] if whole else words))
    return [min(one, LINE) + 2 for one in least]


def _letters(word: str) -> int:
    """Letters of a word, the wide ones twice."""
    return len(word) + sum(map(word.lower().count, "mw"))


def _joined(cells: Sequence[Cell], columns: int) -> Iterator[tuple[int, int, Cell]]:
    """Place, number of columns and cell, each cell of a row once; empty ones where the row is short."""
    place = 0
    for _key, same in groupby([*cells, *(Cell("") for _rest in range(columns - len(cells)))], key=id):
        group = list(same)
        yield place, len(group), group[0]
        place += len(group)


def _cell(row: Any, width: int, columns: int, cell: Cell, *, first: bool) -> Any:
    """Add an empty cell to a row; one that goes on from the row above says so."""
    added = CT_Tc.new()
    row.append(added)
    added.width = Emu(width)
    if columns > 1:
        added.grid_span = columns
    if cell.rows > 1:
        added.vMerge = "restart" if first else "continue"
    return added


def _words(paragraph: Written, cell: Cell, *, bold: bool) -> None:
    text = f"{cell.text} ({cell.unit})" if cell.unit else cell.text
    _fill(paragraph, (Run(text, url=cell.url),), bold=bold)
    if cell.right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _fill(paragraph: Written, runs: Sequence[Run], *, bold: bool = False) -> None:
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold, added.italic = (run.bold or bold) or None, run.italic or None
        if run.mono:
            added.font.name = "Consolas"
        if run.url:
            _link(paragraph, added, run.url)


def _link(paragraph: Written, run: Any, url: str) -> None:
    """Put a run inside a hyperlink."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run.font.color.rgb, run.font.underline = ACCENT, True
    paragraph._p.append(link)  # noqa: SLF001
    link.append(run._r)  # noqa: SLF001
