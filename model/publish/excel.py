"""A document as an Excel file: every table on its own sheet, typed; the first sheet says what each holds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from model.language import _, ngettext, use
from model.publish.document import Cell, spread
from model.publish.packed import WHEN, settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from model.publish.document import Document, Grid

__all__ = ["HEAD", "Series", "series", "to_csv", "to_xlsx"]

HEAD: Final = 4  # row of the heads on every sheet, so that pandas.read_excel(..., header=HEAD - 1) reads them all
LONGEST: Final = 32_767  # characters in a cell
WIDEST: Final = 48  # characters of a column before its text is wrapped
NAME: Final = 31  # characters of the name of a sheet
STARTERS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_TITLE: Final = Font(bold=True, size=14)
_BOLD: Final = Font(bold=True)
_QUIET: Final = Font(color="595959")
_LINK: Final = Font(color="0563C1", underline="single")
_FILL: Final = PatternFill("solid", fgColor="DCE6F0")
_RULE: Final = Border(bottom=Side("thin", color="154F7A"))
_TOTAL: Final = Border(top=Side("thin", color="595959"))


@dataclass(frozen=True, slots=True)
class Series:
    """A table as columns of one kind: heads with their units, and the cells of every row."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def series(grid: Grid) -> Series:
    """Heads of a table made whole and different from each other, and its rows filled.

    A head carries the group it stands under and its unit; a unit that only the cells say ("€", "%") moves to it.
    """
    head, rows = spread(grid.head), spread(grid.body)
    heads: list[str] = []
    columns: list[list[Cell]] = []
    for place in range(grid.columns):
        above = [row[place] for row in head if place < len(row)]
        for end, column in _told([row[place] if place < len(row) else Cell("") for row in rows]):
            words = [*dict.fromkeys(cell.text for cell in above if cell.text), *filter(None, (end,))]
            units = dict.fromkeys(filter(None, (*(cell.unit for cell in above), _unit_of(column, above))))
            name = " ".join((*words, f"({', '.join(units)})" if units else "")).strip()
            heads.append(_different(name or _("column {n}", n=place + 1), heads))
            columns.append(column)
    return Series(tuple(heads), tuple(zip(*columns, strict=True)))


def _told(column: list[Cell]) -> Iterator[tuple[str, list[Cell]]]:
    """A column; one of bands becomes two, low and high, beside what else stands in it."""
    bands = [cell for cell in column if cell.band is not None]
    rest = [cell if cell.band is None else replace(cell, band=None) if cell.value is not None else Cell("")
            for cell in column]  # fmt: skip
    if not bands or any(cell.text.strip("–- ") for cell in rest):
        yield "", rest
    for end, name in enumerate((_("low"), _("high")) if bands else ()):
        yield name, [Cell("") if one.band is None else replace(one, value=one.band[end], band=None) for one in column]


def to_csv(grid: Grid) -> str:
    """One table as CSV: heads with units, values unrounded, text that a spreadsheet would calculate quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    told = series(grid)
    writer.writerow(map(_quoted, told.heads))
    writer.writerows([_quoted(cell.text) if cell.value is None else cell.value for cell in row] for row in told.rows)
    return buffer.getvalue()


def to_xlsx(document: Document) -> bytes:
    """Excel file of every table of a document and of the data behind every figure.

    Parameters
    ----------
    document : Document

    Returns
    -------
    bytes
        The same for the same document. Numbers are numbers, as calculated and not rounded; text is text, also
        where it begins as a formula does.
    """
    with use(document.lang):
        book = Workbook()
        book.properties.title, book.properties.creator = document.title, "Herijk"
        book.properties.language, book.properties.created = document.lang, WHEN
        first = book.active
        first.title = _("Explanation")
        taken = [first.title]
        sheets = [(_sheet(book, document, grid, taken), grid) for grid in document.tables()]
        _explain(first, document, sheets)
    buffer = io.BytesIO()
    book.save(buffer)
    return settled(buffer.getvalue())


def _explain(sheet: Worksheet, document: Document, sheets: Sequence[tuple[Worksheet, Grid]]) -> None:
    """First sheet: title, marks, how to read the others, and a line with a link for each."""
    said = [
        document.title,
        document.marks,
        ngettext(
            "{n} table, on its own sheet: the data of the page and behind its figures.",
            "{n} tables, each on its own sheet: the data of the page and behind its figures.",
            len(sheets),
        ),
        _("Numbers stand here as they were calculated; the page rounds them. Heads carry the unit."),
        _("On every sheet the heads stand in row {n} and the notes above them.", n=HEAD),
        document.made,
    ]
    lines = [text for text in said if text]
    for row, text in enumerate(lines, start=1):
        _write(sheet, row, 1, text)
    sheet["A1"].font, top = _TITLE, len(lines) + 2
    for place, head in enumerate((_("sheet"), _("what it holds"), _("chapter"), _("rows"), _("name")), start=1):
        _head(sheet, top, place, head)
    for row, (target, grid) in enumerate(sheets, start=top + 1):
        for place, value in enumerate((target.title, grid.caption, grid.section, len(grid.body), grid.name), start=1):
            _write(sheet, row, place, value)
        link = sheet.cell(row, 1)
        quoted = target.title.replace("'", "''")
        link.hyperlink, link.font = f"#'{quoted}'!A1", _LINK
    for letter, width in zip("ABCDE", (34, 60, 48, 8, 28), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    _paper(sheet, document)


def _sheet(book: Workbook, document: Document, grid: Grid, taken: list[str]) -> Worksheet:
    """Sheet of one table: caption, marks, notes, heads, rows."""
    name = sheet_name(f"{len(taken)} {grid.caption or grid.name}", taken)
    taken.append(name)
    sheet: Worksheet = book.create_sheet(name)
    told = series(grid)
    for row, text in enumerate((grid.caption or grid.name, document.marks, " ".join(grid.notes)), start=1):
        _write(sheet, row, 1, text)
    sheet["A1"].font, sheet["A2"].font, sheet["A3"].font = _TITLE, _BOLD, _QUIET
    for place, head in enumerate(told.heads, start=1):
        _head(sheet, HEAD, place, head)
    formats = [_format([row[place] for row in told.rows]) for place in range(len(told.heads))]
    for index, cells in enumerate(told.rows):
        for place, cell in enumerate(cells, start=1):
            _cell(sheet, HEAD + 1 + index, place, cell, formats[place - 1], total=index in grid.totals)
    for place, head in enumerate(told.heads):
        texts = [row[place].text for row in told.rows]
        longest = max((len(text) for text in (*texts, *head.split(" "))), default=0)
        sheet.column_dimensions[get_column_letter(place + 1)].width = max(8, min(longest + 3, WIDEST))
    lead = next((place for place, cell in enumerate(told.rows[0]) if not cell.header), 0) if told.rows else 0
    sheet.freeze_panes = sheet.cell(HEAD + 1, 1 + lead)
    if told.heads:
        sheet.auto_filter.ref = f"A{HEAD}:{get_column_letter(len(told.heads))}{HEAD + len(told.rows)}"
        sheet.print_title_rows = f"{HEAD}:{HEAD}"
    _paper(sheet, document)
    return sheet


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Name that Excel allows and that no other sheet has, whatever its capitals.

    Parameters
    ----------
    wanted : str
        Any text; what Excel forbids becomes a space.
    taken : iterable of str
        Names of the other sheets.
    """
    plain = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).split()).strip("' ") or "-"
    name, count, known = plain[:NAME].strip("' "), 1, {one.casefold() for one in taken}
    while name.casefold() in known or name.casefold() == "history":
        count += 1
        name = f"{plain[: NAME - 1 - len(str(count))].strip()} {count}"
    return name


def _cell(sheet: Worksheet, row: int, place: int, cell: Cell, form: str, *, total: bool) -> None:
    written = _write(sheet, row, place, cell.text if cell.value is None else cell.value)
    if cell.value is not None:
        written.number_format = _own_format(cell) or form
    elif cell.url and len(cell.url) < 2000:
        written.hyperlink, written.font = cell.url, _LINK
    right = cell.value is not None or cell.right
    written.alignment = Alignment(vertical="top", horizontal="right" if right else None, wrap_text=not right)
    if total:
        written.font, written.border = _BOLD, _TOTAL


def _write(sheet: Worksheet, row: int, place: int, value: Any) -> Any:
    """Write a value; text is a string whatever it begins with, and Excel keeps it so when somebody edits it."""
    cell = sheet.cell(row, place)
    if isinstance(value, str):
        cell.value = value[:LONGEST]
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(STARTERS)
    else:
        cell.value = value
    return cell


def _head(sheet: Worksheet, row: int, place: int, text: str) -> None:
    cell = _write(sheet, row, place, text)
    cell.font, cell.fill, cell.border = _BOLD, _FILL, _RULE
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def _paper(sheet: Worksheet, document: Document) -> None:
    """A4 on its side, as wide as the page, the marks on every sheet of paper and its number below."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.left.text = _plain(document.marks) or None
    sheet.oddFooter.left.text = _plain(document.title) or None
    sheet.oddFooter.right.text = "&P / &N"


def _plain(text: str) -> str:
    """Text for the head or foot of a sheet of paper, where an ampersand commands."""
    return text[:100].replace("&", "&&")


def _format(column: Sequence[Cell]) -> str:
    """Number format of a column: shares as percentages where the page has them so, decimals as fine as needed."""
    told = [cell for cell in column if cell.value is not None and not _own_format(cell)]
    numbers = [abs(cell.value) for cell in told if isinstance(cell.value, (int, float))]
    if numbers and all("%" in cell.text for cell in told) and max(numbers) <= 2:
        return "0.0%"
    if all(value == round(value) for value in numbers) or (numbers and max(numbers) >= 1000):
        return "#,##0"
    return "#,##0.00" if numbers and max(numbers) >= 10 else "0.000"


def _own_format(cell: Cell) -> str:
    """Format that a cell has whatever its column: a day, yes or no, a number that reads as it is."""
    if isinstance(cell.value, dt.date):
        return "yyyy-mm-dd"
    if isinstance(cell.value, bool):
        return "General"
    return "0" if isinstance(cell.value, int) and cell.text == str(cell.value) else ""


def _unit_of(column: Sequence[Cell], heads: Sequence[Cell]) -> str:
    """Unit that every number of a column shows and its head does not."""
    texts = [cell.text for cell in column if cell.value is not None]
    said = " ".join(head.unit for head in heads)
    if texts and all("€" in text for text in texts) and "€" not in said and _("EUR") not in said:
        return _("EUR")
    return ""


def _different(name: str, others: Sequence[str]) -> str:
    count, made = 1, name
    while made in others:
        count += 1
        made = f"{name} {count}"
    return made


def _quoted(text: str) -> str:
    """Text for CSV, which knows no types: an apostrophe before what a spreadsheet would calculate."""
    return f"'{text}" if text.startswith(STARTERS) else text
