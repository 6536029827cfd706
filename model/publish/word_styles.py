"""The Word file that a document goes into: styles, language, properties, paper, heads and feet; or a template's."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from model.errors import InputError, Problem
from model.language import _
from model.publish.packed import WHEN

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph as Written

    from model.publish.document import Document

__all__ = ["ACCENT", "add", "add_field", "add_field_part", "empty_word"]

LANGUAGE: Final = {"nl": "nl-NL", "en": "en-GB"}
FONT: Final = "Arial"  # on every machine, or one of the same width
TITLE: Final = 80  # characters of the title at the foot of a page
INK, ACCENT, QUIET = RGBColor(0x1A, 0x1F, 0x24), RGBColor(0x15, 0x4F, 0x7A), RGBColor(0x4D, 0x57, 0x61)
_STYLES: Final = {  # made where a template does not have them: size, bold, colour, space before and after
    "Title": (20, True, ACCENT, 0, 10),
    "Heading 1": (15, True, ACCENT, 16, 5),
    "Heading 2": (12.5, True, INK, 12, 4),
    "Heading 3": (11, True, INK, 10, 3),
    "TOC Heading": (12.5, True, ACCENT, 10, 4),
    "toc 1": (9, False, INK, 0, 2),
    "Caption": (9.5, True, INK, 8, 3),
    "List Bullet": (10.5, False, INK, 0, 3),
    "List Bullet 2": (10.5, False, INK, 0, 3),
    "List Number": (10.5, False, INK, 0, 3),
    "List Number 2": (10.5, False, INK, 0, 3),
    "Quote": (10.5, False, INK, 3, 6),
    "Herijk Note": (9, False, QUIET, 2, 6),
    "Herijk Table": (9, False, INK, 1, 1),
    "Herijk Small Table": (7.5, False, INK, 1, 1),
    "Herijk Output": (8.5, False, INK, 3, 6),
    "Herijk Mark": (9, True, RGBColor(0xB3, 0x26, 0x1E), 0, 0),
}


def empty_word(document: Document, template: Path | None) -> Word:
    """Word file without text, ready for the blocks of a document.

    Raises
    ------
    InputError
        If the template is no Word file.
    """
    word = docx.Document() if template is None else _template(template)
    _set_up(word, document, own=template is None)
    return word


def _template(path: Path) -> Word:
    """Word file of the user without its text."""
    try:
        word = docx.Document(str(path))
    except (PackageNotFoundError, ValueError, KeyError, OSError) as error:
        raise InputError(
            Problem(_("This is not a Word file that can be a template."), file=str(path), found=str(error),
                    hint=_("save it in Word as a document (.docx)"))
        ) from error  # fmt: skip
    body = word.element.body
    for part in list(body):
        if part.tag != qn("w:sectPr"):
            body.remove(part)
    return word


def _set_up(word: Word, document: Document, *, own: bool) -> None:
    """Styles, language, properties, paper, and what stands on every page."""
    for name in _STYLES:
        _style(word, name, own=own)
    _table_style(word)
    if own:
        normal = word.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(10.5)
        normal.paragraph_format.space_after = Pt(6)
        section = word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    _speak(word, LANGUAGE[document.lang])
    told = word.core_properties
    told.title, told.language, told.author, told.last_modified_by = (
        document.title[:255],
        LANGUAGE[document.lang],
        "",
        "",
    )
    told.comments, told.created, told.modified, told.last_printed = document.made[:255], WHEN, WHEN, WHEN
    told.keywords, told.revision = document.marks[:255], 1
    for section in word.sections:
        _head_and_foot(section, document, word.styles, own=own)


def _head_and_foot(section: Any, document: Document, styles: Any, *, own: bool) -> None:
    """Marks at the head of every page, title and number at the foot; after what a template has there."""
    heads, feet = [section.header], [section.footer]
    if section.different_first_page_header_footer:
        heads.append(section.first_page_header)
    for head in heads:
        if document.marks:
            added = head.paragraphs[0] if own else head.add_paragraph()
            added.style, added.text = styles["Herijk Mark"], document.marks
    for foot in feet if own else ():
        added = foot.paragraphs[0]
        added.style = styles["Herijk Note"]
        stops = added.paragraph_format.tab_stops
        stops.add_tab_stop(section.page_width - section.left_margin - section.right_margin, WD_TAB_ALIGNMENT.RIGHT)
        added.add_run(f"{shorten(document.title, TITLE, placeholder=' …')}\t")
        add_field(added, "PAGE", "1")
        added.add_run(" / ")
        add_field(added, "NUMPAGES", "1")


def _style(word: Word, name: str, *, own: bool) -> None:
    """Give a style its look, unless a template has it already."""
    if name in word.styles:
        if not own:
            return
        style: Any = word.styles[name]
    else:
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=not name.startswith("Herijk"))
        style.base_style = word.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    size, bold, colour, before, after = _STYLES[name]
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, colour
    style.font.name = "Consolas" if name == "Herijk Output" else FONT
    fonts = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    if name == "Title":
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)


def _speak(word: Word, language: str) -> None:
    """Language of every word, so that spelling and speech follow it."""
    for said in word.styles.element.iter(qn("w:lang")):
        said.set(qn("w:val"), language)
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None and defaults.find(qn("w:lang")) is None:
        add(defaults, "w:lang", language)


def _table_style(word: Word) -> None:
    """Style of the tables, unless a template brings its own of that name: thin lines, little room, no colour."""
    if "Herijk Grid" in word.styles:
        return
    style: Any = word.styles.add_style("Herijk Grid", WD_STYLE_TYPE.TABLE)
    said = OxmlElement("w:tblPr")
    style.element.append(said)
    lines, room = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "A6B0B9")):
            line.set(qn(f"w:{name}"), value)
        lines.append(line)
    for side in ("left", "right"):
        beside = OxmlElement(f"w:{side}")
        beside.set(qn("w:w"), "60")
        beside.set(qn("w:type"), "dxa")
        room.append(beside)
    said.extend((lines, room))


def add_field(paragraph: Written, code: str, shown: str) -> None:
    """Field that Word works out, with what it shows until then."""
    add_field_part(paragraph, "begin")
    add_field_part(paragraph, "", code)
    add_field_part(paragraph, "separate")
    paragraph.add_run(shown)
    add_field_part(paragraph, "end")


def add_field_part(paragraph: Written, kind: str, code: str = "") -> None:
    """Begin, middle or end of a field, or without a kind its code."""
    run = paragraph.add_run()._r  # noqa: SLF001
    if kind:
        add(run, "w:fldChar", kind, "w:fldCharType")
    else:
        said = OxmlElement("w:instrText")
        said.text = f" {code} "
        run.append(said)


def add(parent: Any, name: str, value: str, attribute: str = "w:val") -> None:
    """Add an element with one attribute."""
    said = OxmlElement(name)
    said.set(qn(attribute), value)
    parent.append(said)
