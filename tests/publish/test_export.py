"""Word, Excel, CSV and pictures of a page: read back as their readers do; hostile text stays text; no clock."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import nbformat
import openpyxl
import pandas as pd
import pytest
from docx.oxml.ns import qn

from model.errors import ExportError, InputError, UnknownNameError
from model.publish.document import Cell, Document, Grid, Heading, Items, Paragraph, Picture, file_name, spread
from model.publish.excel import HEAD, series, sheet_name, to_csv, to_xlsx
from model.publish.html import to_html
from model.publish.reading import read_page
from model.publish.word import to_docx
from model.show.prose import Prose
from model.show.table import Cell as Shown
from model.show.table import Column
from tests.publish.files import ALT, figure, notebook, table

HOSTILE = "=HYPERLINK(\"http://x\")<script>alert('x')</script>{{7*7}} & \x0b\ud83d"
SAFE = "=HYPERLINK(\"http://x\")<script>alert('x')</script>{{7*7}} & "


@pytest.fixture(scope="module")
def document():
    steps = Prose(("Eerst dit.", "Dan dat."), "numbered")
    points = Prose(("Een punt.", "Nog een punt."), "bullets")
    parts = (Prose(("Een zin.",)), points, steps, table(), figure(), steps, Prose(("Klein.",), "note"))
    return read_page(to_html(notebook(*parts, banners=["Voorbeeld"], mark="Concept")))


def opened(content):
    return docx.Document(io.BytesIO(content))


# --- the page as data ---


def test_document_holds_what_a_reader_sees_in_order(document):
    assert (document.lang, document.title, document.marks) == ("nl", "Notitie", "CONCEPT · Voorbeeld")
    kinds = [type(block) for block in document.blocks]
    assert kinds == [Heading, Paragraph, Heading, Paragraph, Items, Items, Grid, Picture, Items, Paragraph]
    assert "geheime_code" not in repr(document)
    second = document.blocks[2]
    assert (second.text, second.level, second.new_page) == ("Eerste deel", 2, True)
    runs = document.blocks[1].runs
    assert [(run.text, run.bold, run.mono, run.url) for run in runs][1::2] == [
        ("vet", True, False, ""), ("code", False, True, ""), ("adres", False, False, "https://a.nl"),
    ]  # fmt: skip


def test_table_keeps_values_units_groups_and_notes(document):
    grid = document.table("costs")
    assert (grid.caption, grid.notes, grid.totals, grid.section) == (
        "Wat het kost",
        ("Een noot.",),
        (1,),
        "Eerste deel",
    )
    assert [cell.value for cell in grid.body[0]] == [None, 1_234_567.89, 0.35, 5, True, None]
    assert grid.body[0][1].text == "€\N{NO-BREAK SPACE}1,2\N{NO-BREAK SPACE}mln"
    told = series(grid)
    assert told.heads == ("gemeente", "2027 bedrag (euro)", "2027 aandeel", "kans (euro)", "goed", "bron")


def test_a_band_becomes_two_columns_of_numbers():
    columns = (Column("jaar"), Column("bedrag", "euro"))
    rows = ((Shown("2027", 2027), Shown("€ 1–2", band=(1.25, 2.0))), (Shown("2028", 2028), Shown("–")))
    told = read_page(to_html(notebook(table(columns=columns, rows=rows), table("mixed", columns=columns, rows=(
        rows[0], (Shown("2028", 2028), Shown("€ 3", 3.0)))))))  # fmt: skip
    only, mixed = (series(grid) for grid in told.tables())
    assert only.heads == ("jaar", "bedrag laag (euro)", "bedrag hoog (euro)")
    assert [[cell.value for cell in row] for row in only.rows] == [[2027, 1.25, 2], [2028, None, None]]
    assert mixed.heads == ("jaar", "bedrag (euro)", "bedrag laag (euro)", "bedrag hoog (euro)")
    assert [[cell.value for cell in row] for row in mixed.rows] == [[2027, None, 1.25, 2], [2028, 3, None, None]]


def test_a_mean_with_its_band_in_one_cell_becomes_three_columns():
    columns = (Column("jaar"), Column("bedrag", "euro"))
    rows = ((Shown("2027", 2027), Shown("1 (0–2)", 1.1, band=(0.25, 2.0))),)
    (grid,) = read_page(to_html(notebook(table(columns=columns, rows=rows)))).tables()
    assert series(grid).heads == ("jaar", "bedrag (euro)", "bedrag laag (euro)", "bedrag hoog (euro)")
    assert [[cell.value for cell in row] for row in series(grid).rows] == [[2027, 1.1, 0.25, 2]]


def test_outside_table_with_spans_is_made_whole():
    page = (
        '<table><thead><tr><th rowspan="2">a</th><th colspan="2">b</th></tr><tr><th>c</th><th>d</th></tr></thead>'
        '<tbody><tr><td rowspan="2">x</td><td>1</td><td>007</td></tr><tr><td>2.5</td><td>−3</td></tr></tbody></table>'
    )
    grid = next(read_page(f"<main>{page}</main>").tables())
    assert series(grid).heads == ("a", "b c", "b d")
    assert [[cell.value for cell in row] for row in series(grid).rows] == [[None, 1, None], [None, 2.5, -3]]
    assert [[cell.text for cell in row] for row in series(grid).rows] == [["x", "1", "007"], ["x", "2.5", "−3"]]


def test_a_span_beyond_reason_is_cut():
    page = '<main><table><tr><td colspan="999999999" rowspan="99999999">x</td></tr></table></main>'
    assert next(read_page(page).tables()).columns == 1000
    assert spread(((Cell("x", rows=5),),)) == [[Cell("x", rows=5)]]


def test_picture_of_a_page_becomes_pixels_and_opens_no_file(document, tmp_path):
    picture = document.picture("line")
    assert picture.png().startswith(b"\x89PNG")
    assert picture.png() == picture.png()
    assert picture.svg().startswith("<svg")
    red = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4" fill="red"/></svg>'
    (tmp_path / "red.svg").write_bytes(red)
    for link in (f'href="{tmp_path}/red.svg"', f"xlink:href = 'file://{tmp_path}/red.svg'"):
        ns = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        drawing = f'<svg {ns} viewBox="0 0 4 4"><image {link} width="4" height="4"/></svg>'
        empty = f'<svg {ns} viewBox="0 0 4 4"></svg>'
        assert Picture("a", "", "svg", drawing.encode()).png() == Picture("a", "", "svg", empty.encode()).png()


@pytest.mark.parametrize(
    "drawing",
    [
        "<svg/>",
        "geen svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1000000"/>',
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><g>',
    ],
)
def test_drawing_that_cannot_be_is_an_error(drawing):
    with pytest.raises(ExportError, match="raar"):
        Picture("raar", "", "svg", drawing.encode()).png()


def test_unknown_name_gives_the_known_ones(document):
    with pytest.raises(UnknownNameError, match="line"):
        document.picture("lin")
    with pytest.raises(UnknownNameError, match="costs, line-data"):
        document.table("cost")


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\x", "/a", "C:\\x", "con\x00", "", "."])
def test_file_name_stays_in_its_folder(name):
    made = file_name(name)
    assert made
    assert not set(made) & set("/\\:.\x00")


# --- Word ---


def test_word_file_has_real_styles_and_no_code(document):
    word = opened(to_docx(document))
    said = [(part.style.name, part.text) for part in word.paragraphs]
    assert said[:3] == [
        ("Title", "Notitie"), ("Normal", "Tekst met vet, code en adres."), ("Heading 1", "Eerste deel"),
    ]  # fmt: skip
    assert said.count(("List Bullet", "Een punt.")) == 1
    assert said.count(("List Number", "Eerst dit.")) == 2
    assert ("Caption", "Tabel 1. Wat het kost") in said
    assert ("Caption", "Figuur 1. Een lijn") in said
    assert ("Herijk Note", "Een noot.") in said
    assert "geheime_code" not in "".join(text for _, text in said)
    assert word.paragraphs[2].paragraph_format.page_break_before


def test_every_numbered_list_starts_at_one(document):
    numbers = [
        part._p.pPr.numPr.numId.val for part in opened(to_docx(document)).paragraphs if part.style.name == "List Number"
    ]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_word_table_repeats_its_head_and_cuts_no_row(document):
    (made,) = opened(to_docx(document)).tables
    xml = [row._tr.trPr for row in made.rows]
    assert [said.find(qn("w:tblHeader")) is not None for said in xml] == [True, True, False, False]
    assert all(said.find(qn("w:cantSplit")) is not None for said in xml)
    assert [cell.text for cell in made.rows[2].cells][:3] == ["Aldergoor", "€\xa01,2\xa0mln", "35%"]
    assert made.rows[0].cells[1]._tc is made.rows[0].cells[2]._tc
    assert made.rows[2].cells[1].paragraphs[0].alignment is not None


def test_word_picture_has_its_alternative(document):
    word = opened(to_docx(document))
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == ALT
    assert shape.width <= word.sections[0].page_width - 2 * word.sections[0].left_margin


@pytest.mark.parametrize(("lang", "said"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_word_file_says_its_language_paper_and_marks(lang, said):
    told = read_page(to_html(notebook(table(), lang=lang, mark="Draft", banners=["Example"])))
    word = opened(to_docx(told))
    assert {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))} == {said}
    assert (word.core_properties.language, word.core_properties.title, word.core_properties.author) == (
        said,
        "Notitie",
        "",
    )
    section = word.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21, 29.7)
    assert section.header.paragraphs[0].text == "DRAFT · Example"
    assert "PAGE" in section.footer._element.xml


def test_word_template_gives_styles_heads_and_feet_not_text(document, tmp_path):
    own = docx.Document()
    own.add_paragraph("Oude tekst")
    own.sections[0].header.paragraphs[0].text = "Gemeente Aldergoor"
    own.sections[0].left_margin = 914_400
    own.styles["Title"].font.name = "Comic Sans MS"
    own.save(tmp_path / "huis.docx")
    word = opened(to_docx(document, tmp_path / "huis.docx"))
    assert "Oude tekst" not in [part.text for part in word.paragraphs]
    assert [part.text for part in word.sections[0].header.paragraphs] == ["Gemeente Aldergoor", "CONCEPT · Voorbeeld"]
    assert word.sections[0].left_margin == 914_400
    assert word.styles["Title"].font.name == "Comic Sans MS"


def test_word_template_that_is_none_is_bad_input(document, tmp_path):
    (tmp_path / "huis.docx").write_text("geen Word")
    with pytest.raises(InputError, match=r"huis\.docx"):
        to_docx(document, tmp_path / "huis.docx")


# --- Excel ---


def frames(content):
    return pd.read_excel(io.BytesIO(content), sheet_name=None, header=HEAD - 1)


def test_excel_is_read_back_by_pandas_with_the_right_types(document):
    read = frames(to_xlsx(document))
    assert list(read) == ["Toelichting", "1 Wat het kost", "2 Wat het kost"]
    frame = read["1 Wat het kost"]
    assert list(frame.columns) == ["gemeente", "2027 bedrag (euro)", "2027 aandeel", "kans (euro)", "goed", "bron"]
    assert frame["2027 bedrag (euro)"].tolist() == [1_234_567.89, -2_500_000]
    assert frame["2027 aandeel"].dtype == "float64"
    assert frame["goed"].dtype == "bool"
    assert frame["goed"].tolist() == [True, False]
    assert frame["kans (euro)"].tolist() == [5, "geen"]
    assert frame["bron"].tolist() == ["CBS", "-1+1"]


def test_days_and_yes_or_no_are_what_they_are():
    columns = (Column("dag"), Column("klaar"), Column("jaar"), Column("geen dag"))
    rows = (
        (Shown("11 december 2026", "2026-12-11"), Shown("ja", True), Shown("2026", 2026), Shown("2026-02-31")),
        (Shown("1 mei 2027", "2027-05-01"), Shown("nee", False), Shown("2027", 2027), Shown("=1+1")),
    )
    content = to_xlsx(read_page(to_html(notebook(table(columns=columns, rows=rows)))))
    frame = frames(content)["1 Wat het kost"]
    assert [kind.kind for kind in frame.dtypes][:3] == ["M", "b", "i"]
    assert frame["dag"].dt.strftime("%d-%m-%Y").tolist() == ["11-12-2026", "01-05-2027"]
    assert frame["geen dag"].tolist() == ["2026-02-31", "=1+1"]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    assert [sheet.cell(HEAD + 1, place).number_format for place in (1, 2, 3)] == ["yyyy-mm-dd", "General", "0"]


def test_excel_explains_itself_links_and_keeps_heads_in_sight(document):
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(document)))
    first, second = book.worksheets[:2]
    texts = [cell.value for row in first.iter_rows() for cell in row if cell.value]
    assert texts[:2] == ["Notitie", "CONCEPT · Voorbeeld"]
    assert "line-data" in texts
    assert any(cell.hyperlink for row in first.iter_rows() for cell in row)
    assert second.freeze_panes == f"B{HEAD + 1}"
    assert second.cell(HEAD + 1, 3).number_format == "0.0%"
    assert second.cell(HEAD + 1, 2).number_format == "#,##0"
    assert second.cell(HEAD + 1, 6).hyperlink.target == "https://cbs.nl/a?b=1&c=2"
    assert second.oddHeader.left.text == "CONCEPT · Voorbeeld"
    assert second.print_title_rows == f"${HEAD}:${HEAD}"


@pytest.mark.parametrize("wanted", ["a/b:c*?[d]\\e", "'x'", "history", "x" * 90, "", "Explanation"])
def test_sheet_name_is_legal_and_its_own(wanted):
    first = sheet_name(wanted, ["Explanation"])
    second = sheet_name(wanted, ["Explanation", first])
    for name in (first, second):
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert name.lower() not in ("history", "explanation")
    assert first.lower() != second.lower()


# --- hostile text ---


def hostile():
    cells = tuple((Shown(HOSTILE), *(Shown(text) for text in ("=1+1", "+1", "-1", "@a", "\t=1"))) for _ in range(2))
    columns = tuple(Column(head, align="left") for head in (HOSTILE, "=1+1", "+a", "-a", "@a", "&B"))
    shown = table(caption=HOSTILE, columns=columns, rows=cells, notes=(HOSTILE,))
    return read_page(to_html(notebook(Prose((HOSTILE,)), shown, title="T", banners=[HOSTILE], mark=HOSTILE)))


def test_hostile_text_stays_text_in_excel():
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(hostile())))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n")
                if isinstance(cell.value, str) and cell.value[:1] in "=+-@\t":
                    assert cell.quotePrefix
    assert book.worksheets[1]["A1"].value == SAFE.strip()
    assert book.worksheets[1].cell(HEAD + 1, 2).value == "=1+1"


def test_hostile_text_stays_text_in_csv():
    read = list(csv.reader(io.StringIO(to_csv(next(hostile().tables())))))
    assert not [field for row in read for field in row if field.startswith(("=", "+", "-", "@", "\t"))]
    assert read[1][1:] == ["'=1+1", "'+1", "'-1", "'@a", "'=1"]
    assert read[0][1] == "'=1+1"


def test_hostile_text_stays_text_in_word():
    word = opened(to_docx(hostile()))
    assert any(part.text == SAFE.strip() for part in word.paragraphs)
    assert word.tables[0].rows[1].cells[0].text == SAFE.strip()
    assert word.sections[0].header.paragraphs[0].text.startswith("=HYPERLINK")
    assert word.element.xml.count("<w:instrText") == 1  # our own, in the caption


def test_address_that_is_no_web_address_is_no_link():
    page = (
        '<main><p><a href="javascript:alert(1)">a</a> <a href="file:///etc">b</a> <a href="\\\\x\\y">c</a></p></main>'
    )
    word = opened(to_docx(read_page(page)))
    assert not [link for link in word.part.rels.values() if link.is_external]


# --- same bytes ---


def test_same_bytes_whenever_wherever_and_whatever_the_hash_seed(tmp_path):
    nbformat.write(notebook(table(), figure()), tmp_path / "n.ipynb")
    script = (
        "import sys, hashlib; from model.publish.html import to_html; from model.publish.reading import read_page\n"
        "from model.publish.word import to_docx; from model.publish.excel import to_xlsx\n"
        "told = read_page(to_html(sys.argv[1]))\n"
        "from tests.factories import make_outcome\n"
        "make_outcome(draws=4).to_frame().to_parquet('cijfers.parquet')\n"
        "files = (to_html(sys.argv[1]).encode(), to_docx(told), to_xlsx(told), open('cijfers.parquet', 'rb').read())\n"
        "print(*(hashlib.sha256(content).hexdigest() for content in files))"
    )
    made = set()
    for seed, folder in (("1", tmp_path / "een"), ("2", tmp_path / "twee")):
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}", "PYTHONPATH": str(Path.cwd())}
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "n.ipynb")],
            env=environment, cwd=folder, capture_output=True, text=True, check=True,
        )  # fmt: skip
        made.add(done.stdout)
        time.sleep(2.1)  # the clock of a zip counts by two seconds
    assert len(made) == 1


def test_no_part_of_a_file_has_a_clock(document):
    for content in (to_docx(document), to_xlsx(document)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert packed.namelist()[0] == "[Content_Types].xml"
            assert b"2000-01-01T00:00:00Z" in packed.read("docProps/core.xml")
            assert b"202" not in packed.read("docProps/core.xml")


def test_document_without_anything_is_a_file():
    empty = Document("nl", "Leeg")
    assert opened(to_docx(empty)).core_properties.title == "Leeg"
    assert list(frames(to_xlsx(empty))) == ["Toelichting"]
