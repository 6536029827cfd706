"""A table as data: caption, columns with units, cells with text and value, notes; it prints itself."""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

Value = str | float | int | bool | None
_RIGHT = ' style="text-align:right"'
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_SAFE_URL = re.compile(r"https?://[^\s\"'<>]+\Z")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the text a reader sees and the value behind it.

    Parameters
    ----------
    text : str
        In the reader's language, rounded.
    value : str, float, int, bool or None
        For spreadsheets and data frames, in the unit of the column, a day as ISO 8601; the text itself if None.
    url : str
        Web address of the source; anything else than http(s) is shown without a link.
    band : tuple of float, optional
        Low and high, in the unit of the column, behind a text that shows both.
    """

    text: str
    value: Value = None
    url: str = ""
    band: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """Head of a column: what it holds, its unit, and the group it stands under."""

    header: str
    unit: str = ""
    align: Literal["left", "right"] = "right"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Table with everything a reader (or a screen reader) needs.

    Parameters
    ----------
    name : str
        Fixed English key, for anchors and sheet names.
    caption : str
        What the table holds, in the reader's language.
    rows : tuple of tuple of Cell
        Every row has one cell per column.
    notes : tuple of str
        Sentences under the table.
    header_columns : int
        Leading columns that name their row.
    totals : tuple of int
        Indexes of rows that add up others.

    Raises
    ------
    ValueError
        If a row is longer or shorter than the columns.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    header_columns: int = 1
    totals: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for index, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                msg = f"table {self.name}, row {index}: {len(row)} cells for {len(self.columns)} columns"
                raise ValueError(msg)

    def to_html(self) -> str:
        """HTML with caption, scopes and right-aligned numbers; every text escaped."""
        label = f' role="region" tabindex="0" aria-label="{html.escape(self.caption)}"'
        parts = [
            f'<div class="table-scroll" id="table-{self.name}"{label}>',
            f"<table><caption>{escape(self.caption)}</caption>",
            f"<thead>{''.join(self._head())}</thead>",
            f"<tbody>{''.join(self._body())}</tbody></table>",
            *(f'<p class="note">{escape(note)}</p>' for note in self.notes),
            "</div>",
        ]
        return "\n".join(parts)

    def to_frame(self) -> pd.DataFrame:
        """Data frame of the values (not the rounded texts), one column per column, units in the labels."""
        import pandas as pd

        columns = [" ".join(filter(None, (c.group, c.header, f"({c.unit})" * bool(c.unit)))) for c in self.columns]
        records = [[cell.text if cell.value is None else cell.value for cell in row] for row in self.rows]
        return pd.DataFrame(records, columns=columns)

    def to_text(self) -> str:
        """Plain text for a terminal: caption, columns lined up, notes."""
        head = [" ".join(filter(None, (c.group, c.header, f"({c.unit})" * bool(c.unit)))) for c in self.columns]
        lines = [head, *([cell.text for cell in row] for row in self.rows)]
        widths = [max(len(line[index]) for line in lines) for index in range(len(self.columns))]
        lined = ["  ".join(self._padded(line, widths)).rstrip() for line in lines]
        lined.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join((self.caption, "", *lined, *self.notes))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.to_text()}

    def _padded(self, line: list[str], widths: list[int]) -> Iterator[str]:
        for text, width, column in zip(line, widths, self.columns, strict=True):
            yield text.rjust(width) if column.align == "right" else text.ljust(width)

    def _head(self) -> Iterator[str]:
        if any(column.group for column in self.columns):
            yield "<tr>" + "".join(self._groups()) + "</tr>"
        yield "<tr>" + "".join(_head_cell(column) for column in self.columns) + "</tr>"

    def _groups(self) -> Iterator[str]:
        for group, members in groupby(self.columns, key=lambda column: column.group):
            span = len(list(members))
            if group:
                yield f'<th scope="colgroup" colspan="{span}">{escape(group)}</th>'
            else:
                yield f'<td colspan="{span}"></td>'

    def _body(self) -> Iterator[str]:
        for index, row in enumerate(self.rows):
            kind = ' class="total"' if index in self.totals else ""
            yield f"<tr{kind}>" + "".join(self._cells(row)) + "</tr>\n"

    def _cells(self, row: tuple[Cell, ...]) -> Iterator[str]:
        for index, (cell, column) in enumerate(zip(row, self.columns, strict=True)):
            text, behind = linked(cell), _behind(cell)
            if index < self.header_columns:
                yield f'<th scope="row"{behind}>{text}</th>'
            elif column.align == "right":
                yield f'<td class="number"{behind}{_RIGHT}>{text}</td>'
            else:
                yield f"<td{behind}>{text}</td>"


def escape(text: str) -> str:
    """Text safe inside HTML, with amounts kept on one line (``€ 1,2 mln``)."""
    kept = re.sub(r"€ (?=[−+]?\d)", "€\N{NO-BREAK SPACE}", text)
    kept = re.sub(r"(?<=\d) (?=mln\b)", "\N{NO-BREAK SPACE}", kept)
    return html.escape(kept)


def text_columns(*headers: str) -> tuple[Column, ...]:
    """Columns of words, lined up on the left."""
    return tuple(Column(header, align="left") for header in headers)


def number_columns(*headers: str, group: str = "") -> tuple[Column, ...]:
    """Columns of amounts, lined up on the right."""
    return tuple(Column(header, group=group) for header in headers)


def cell_of(text: str, value: float) -> Cell:
    """Cell of a number: text as shown, value behind it (None where it is not finite)."""
    number = float(value)
    return Cell(text, number if math.isfinite(number) else None)


def _head_cell(column: Column) -> str:
    unit = f' <span class="unit">({escape(column.unit)})</span>' if column.unit else ""
    style = _RIGHT if column.align == "right" else ""
    return f'<th scope="col"{style}>{escape(column.header)}{unit}</th>'


def _behind(cell: Cell) -> str:
    """Value or band behind a rounded text as attributes, for spreadsheets that are made from the page."""
    told = "" if cell.band is None else f' data-low="{cell.band[0]:.9g}" data-high="{cell.band[1]:.9g}"'
    if isinstance(cell.value, bool) or (isinstance(cell.value, str) and _DAY.match(cell.value)):
        told += f' data-value="{cell.value}"'
    elif isinstance(cell.value, (int, float)) and math.isfinite(cell.value):
        told += f' data-value="{cell.value:.9g}"'
    return told


def linked(cell: Cell) -> str:
    """Text of a cell, as a link where it has a safe address; escaped."""
    if cell.url and _SAFE_URL.match(cell.url):
        return f'<a href="{html.escape(cell.url)}" rel="noreferrer">{escape(cell.text)}</a>'
    return escape(cell.text)
