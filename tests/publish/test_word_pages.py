"""Pages of a Word file: contents before the chapters, and which pages lie on their side."""

import io

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from model.publish.reading import read_page
from model.publish.word import to_docx


def opened(content):
    return docx.Document(io.BytesIO(content))


def test_word_has_contents_that_show_before_they_are_renewed_and_lead_to_the_chapters():
    text = "".join(f"<h2>Deel {n} <b>&lt;x&gt;</b></h2><p>Zin.</p>" for n in range(6))
    word = opened(to_docx(read_page(f"<html lang='nl'><main><h1>T</h1><p>Vraag</p>{text}</main></html>")))
    lines = [part for part in word.paragraphs if part.style.name == "toc 1"]
    assert [line.text for line in lines] == [f"Deel {n} <x>" for n in range(6)]
    texts = [part.text for part in word.paragraphs]
    assert texts.index("Inhoud") < texts.index("Deel 0 <x>") < texts.index("Zin.")
    links = [found.get(qn("w:anchor")) for line in lines for found in line._p.iter(qn("w:hyperlink"))]
    places = [found.get(qn("w:name")) for found in word.element.iter(qn("w:bookmarkStart"))]
    assert links == places
    kinds = [found.get(qn("w:fldCharType")) for found in word.element.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    short = opened(to_docx(read_page("<main><h1>T</h1><h2>A</h2></main>")))
    assert not [part for part in short.paragraphs if part.style.name == "toc 1"]


def test_heading_lies_on_its_side_with_its_wide_table():
    head = "".join(f"<th>onafbreekbaarlangwoord{n}</th>" for n in range(12))
    wide = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{'<td>x</td>' * 12}</tr></tbody></table>"
    word = opened(to_docx(read_page(f"<main><h1>T</h1><h2>A</h2><p>a</p>{wide}{wide}<h2>B</h2><p>b</p></main>")))
    assert [section.orientation for section in word.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    ends = [part.text for part in word.paragraphs]
    breaks = [
        n for n, part in enumerate(word.paragraphs) if part._p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    ]
    assert breaks[0] < ends.index("A") < ends.index("a") < breaks[1] < ends.index("B")
