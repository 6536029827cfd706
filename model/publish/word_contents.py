"""Contents of a Word file: a field that Word can renew, filled in with links to the chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from model.publish.word_styles import add_field_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph as Written

__all__ = ["add_contents", "mark"]


def mark(heading: Written, number: int) -> None:
    """Mark a heading as the chapter of that number, for the contents to lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for said in (start, end):
        said.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _name(number))
    heading._p.insert(1, start)  # noqa: SLF001  (after the properties)
    heading._p.append(end)  # noqa: SLF001


def add_contents(word: Word, chapters: Sequence[str]) -> None:
    """Add the field with a line for each chapter. Numbers of pages are Word's to count, when it renews the field."""
    for number, text in enumerate(chapters, start=1):
        line = word.add_paragraph(style="toc 1")
        if number == 1:
            add_field_part(line, "begin")
            add_field_part(line, "", 'TOC \\o "1-1" \\h \\z \\u')
            add_field_part(line, "separate")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _name(number))
        link.append(line.add_run(text)._r)  # noqa: SLF001
        line._p.append(link)  # noqa: SLF001
        if number == len(chapters):
            add_field_part(line, "end")


def _name(number: int) -> str:
    return f"_Toc{number:06d}"
