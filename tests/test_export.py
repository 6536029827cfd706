"""`herijk export`: which files come where, what is said, and what is refused."""

import shutil
import subprocess

import docx
import nbformat
import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from model import cli
from tests.publish.files import figure, notebook, table

FOLDER = "home"
PLACE = f"/{FOLDER}/jan/geheim.xlsx"


def exported(tmp_path, *words, name="memo"):
    nbformat.write(notebook(table(), figure()), tmp_path / f"{name}.ipynb")
    return cli.main(["export", str(tmp_path / f"{name}.ipynb"), *words])


def test_command_writes_page_word_and_excel_beside_the_notebook(tmp_path, capsys):
    assert exported(tmp_path) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["memo.docx", "memo.html", "memo.ipynb", "memo.xlsx"]
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / f"memo.{kind}") for kind in ("html", "docx", "xlsx")]


def test_command_writes_one_figure_and_one_table(tmp_path):
    assert exported(tmp_path, "--figure", "line", "--table", "costs", "--output", str(tmp_path / "uit")) == 0
    assert sorted(path.name for path in (tmp_path / "uit").iterdir()) == [
        "memo-costs.csv", "memo-line.png", "memo-line.svg",
    ]  # fmt: skip
    frame = pd.read_csv(tmp_path / "uit" / "memo-costs.csv", encoding="utf-8-sig")
    assert frame["2027 bedrag (euro)"].tolist() == [1_234_567.89, -2_500_000]


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--to", "odt"), "odt"), (("--figure", "lijn"), "line"), (("--table", "kosten"), "costs"),
     (("--to", "docx", "--template", "er-niet.docx"), "er-niet.docx")],
)  # fmt: skip
def test_command_says_what_cannot_be(tmp_path, capsys, words, said):
    assert exported(tmp_path, *words) == 2
    assert said in capsys.readouterr().err


def test_command_names_every_wrong_file_at_once(tmp_path, capsys):
    (tmp_path / "leeg").mkdir()
    (tmp_path / "b.txt").write_text("x")
    assert cli.main(["export", str(tmp_path / "a.ipynb"), str(tmp_path / "leeg"), str(tmp_path / "b.txt")]) == 2
    told = capsys.readouterr().err
    assert all(name in told for name in ("a.ipynb", "leeg", "b.txt"))


def test_one_broken_notebook_does_not_stop_the_others(tmp_path, capsys):
    (tmp_path / "a.ipynb").write_text("{}")
    assert exported(tmp_path, "--to", "xlsx", name="b") == 0
    assert cli.main(["export", str(tmp_path), "--to", "docx"]) == 1
    assert "a.ipynb" in capsys.readouterr().err
    assert (tmp_path / "b.docx").is_file()


def test_public_copy_has_its_own_name_and_says_what_went(tmp_path, capsys):
    made = notebook(table())
    made.cells.insert(1, new_markdown_cell(f"Intern: {PLACE}", id="b", metadata={"tags": ["internal"]}))
    nbformat.write(made, tmp_path / "memo.ipynb")
    assert cli.main(["export", str(tmp_path / "memo.ipynb"), "--public", "--to", "docx"]) == 0
    assert capsys.readouterr().err
    word = docx.Document(tmp_path / "memo-public.docx")
    assert "jan" not in "".join(part.text for part in word.paragraphs)


HOSTILE = """# =1+1 {{ 7*7 }} {% include '/etc/passwd' %} <script>alert(1)</script>

[klik](javascript:alert(1)) ![plaatje](javascript:alert(1)) <img src=x onerror=alert(1)> <svg onload=alert(1)></svg>

<a href="data:text/html,<script>alert(1)</script>">weg</a>

| ../../x | @SUM(1) |
|---|---|
| =HYPERLINK("http://x") | {{ 7*7 }} |
"""


def test_hostile_title_notes_and_names_stay_text_in_every_file(tmp_path):
    cells = [new_markdown_cell(HOSTILE, id="a"), new_code_cell("x", id="b")]
    source = tmp_path / "uit" / "=1+1 {{7*7}} <b>.ipynb"
    source.parent.mkdir()
    nbformat.write(
        new_notebook(cells=cells, metadata={"title": "../../=1+1<script>{{ 7*7 }}", "mark": "@x</p>"}), source
    )
    assert cli.main(["export", str(source)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["uit"]
    page = BeautifulSoup(source.with_suffix(".html").read_text(encoding="utf-8"), "html.parser")
    assert len(page.find_all("script")) == 1  # ours
    assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert all(tag["href"].startswith(("#", "http")) for tag in page.find_all(href=True))
    assert page.title.get_text() == "../../=1+1<script>{{ 7*7 }}"
    assert page.find(class_="mark").get_text() == "@x</p>"
    assert "{{ 7*7 }} {% include '/etc/passwd' %}" in page.h1.get_text()
    word = docx.Document(source.with_suffix(".docx"))
    assert word.core_properties.title == "../../=1+1<script>{{ 7*7 }}"
    assert not [link for link in word.part.rels.values() if link.is_external]
    for sheet in openpyxl.load_workbook(source.with_suffix(".xlsx")).worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert all(cell.data_type == "s" and (cell.quotePrefix or cell.value[:1] not in "=+-@") for cell in cells)


def test_notebook_that_was_not_run_says_so(tmp_path, capsys):
    nbformat.write(new_notebook(cells=[new_code_cell("x", id="a")]), tmp_path / "n.ipynb")
    assert cli.main(["export", str(tmp_path / "n.ipynb"), "--to", "xlsx"]) == 0
    assert "n.ipynb" in capsys.readouterr().err


def test_pdf_without_chromium_is_a_clear_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("model.app.exporting.chromium", lambda: None)
    assert exported(tmp_path, "--to", "pdf") == 1
    assert "Chromium" in capsys.readouterr().err


@pytest.mark.browser
def test_pdf_is_tagged_speaks_its_language_and_has_no_clock(tmp_path, chromium):
    assert chromium
    made = []
    for folder in ("een", "twee"):
        assert exported(tmp_path, "--to", "pdf", "--output", str(tmp_path / folder)) == 0
        made.append((tmp_path / folder / "memo.pdf").read_bytes())
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF-")
    assert b"/Lang (nl)" in made[0]
    assert b"/StructTreeRoot" in made[0]
    assert b"(D:2026" not in made[0]


@pytest.mark.full
def test_word_file_opens_in_libreoffice_and_prints(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.fail("LibreOffice is needed: apt-get install --no-install-recommends libreoffice-writer")
    assert exported(tmp_path, "--to", "docx") == 0
    profile = (tmp_path / "profile").as_uri()
    words = ["--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([office, *words, str(tmp_path / "memo.docx")], check=True, capture_output=True, timeout=120)
    printed = (tmp_path / "memo.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type/Page\n") + printed.count(b"/Type/Page/") >= 2  # the chapter begins a page
