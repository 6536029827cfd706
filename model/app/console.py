"""What the terminal shows: tables that fit, and a bar while work goes on, where somebody watches."""

from __future__ import annotations

import sys
import textwrap
from contextlib import contextmanager
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from model.show.table import Table

WIDEST: Final = 36  # characters of a text cell before it is wrapped
HEAD: Final = 16  # idem of a head, unless its cells are wider
LINE: Final = 100  # characters of a note


def terminal_table(table: Table) -> str:
    """Table as plain text, with long heads and texts wrapped so that it stays narrow.

    Parameters
    ----------
    table : Table
        Groups of columns stand above the head of their first column.
    """
    texts = [[cell.text for cell in row] for row in table.rows]
    body = [max((len(row[place]) for row in texts), default=0) for place in range(len(table.columns))]
    heads = [" ".join(filter(None, (one.header, one.unit and f"({one.unit})"))) for one in table.columns]
    words = [max(map(len, head.split()), default=0) for head in heads]
    widths = [
        max(min(width, WIDEST), word, min(len(head), HEAD))
        for width, word, head in zip(body, words, heads, strict=True)
    ]
    right = [one.align == "right" for one in table.columns]
    lines = [table.caption, "", *_group_line(table, widths), *_wrapped(heads, widths, right)]
    lines.append("  ".join("-" * width for width in widths))
    for row in texts:
        lines.extend(_wrapped(row, widths, right))
    notes = [line for note in table.notes for line in textwrap.wrap(note, LINE)]
    return "\n".join((*lines, "", *notes)).rstrip()


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar with the time left on standard error, if that is a terminal.

    Yields
    ------
    callable or None
        To be called as ``progress(done, total)``; None where nobody watches.
    """
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield progress


def _wrapped(texts: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """Lines of one row: every cell wrapped to its width, numbers to the right."""
    cells = [textwrap.wrap(text, width) for text, width in zip(texts, widths, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        padded = (
            part.rjust(width) if to_right else part.ljust(width)
            for part, width, to_right in zip(parts, widths, right, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _group_line(table: Table, widths: Sequence[int]) -> Iterator[str]:
    """Line above the heads with the groups, if there are any."""
    line, end, last = "", 0, ""
    for column, width in zip(table.columns, widths, strict=True):
        if column.group and column.group != last:
            line = line.ljust(end) + column.group
        last = column.group
        end += width + 2
    if line:
        yield line
