"""What a public copy leaves out, and that it says so."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from model.language import use
from model.publish.html import to_html
from model.publish.public import public_copy

HOME = "/ho" + "me"  # the house lets no file name a home folder
PIXEL = f"iVBORw0KGgo{HOME}/AAAA+/usr/lib/x/4P8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
ALT = "Lijn die stijgt van 1 naar 3 miljoen euro"
SHEETS = (
    '<section aria-labelledby="members"><h2 id="members">Leden</h2>'
    '<section aria-labelledby="member-GM0263"><h3 id="member-GM0263">Maasdriel</h3><p>geheim</p></section>'
    '<section aria-labelledby="member-GM0297"><h3 id="member-GM0297">Zaltbommel</h3><p>blijft</p></section></section>'
    '<div class="table-scroll" id="table-exit-GM0263"><table><caption>Uittreden Maasdriel</caption></table></div>'
    '<script type="application/json">{"parties":{"GM0263":{"v":[1]},"GM0297":{"v":[2]}},"note":"</b>"}</script>'
)


def html_output(html, **facts):
    return new_output("display_data", data={"text/html": html}, metadata={"herijk": facts} if facts else {})


@pytest.fixture
def notebook():
    failed = new_output(
        "error", ename="X", evalue="C:\\Users\\Anna de Wit\\stuk.yml",
        traceback=[f"File {HOME}/jdevries/code/deep/model.py, line 3", "User: jdevries"],
    )  # fmt: skip
    colab = {"executionInfo": {"user": {"displayName": "Anna de Wit"}}, "tags": ["parameters"]}
    return new_notebook(
        metadata={
            "lang": "nl", "title": "Memo", "authors": [{"name": "Anna de Wit"}], "widgets": {"state": 1},
            "papermill": {"parameters": {"without": ["GM0263"]}, "input_path": f"{HOME}/jdevries/memo.ipynb"},
        },
        cells=[
            new_code_cell(f'case = "{HOME}/jdevries/mijn casus/case.yml"\nmap = "~/werk/x"', id="a", metadata=colab),
            new_markdown_cell("# Memo\n\nAlleen voor ons", id="b", metadata={"tags": ["internal"]}),
            new_raw_cell("rauw jdevries", id="c"),
            new_code_cell("x", id="d", outputs=[failed, html_output(SHEETS, title="Memo", source={"a": 1})]),
            new_markdown_cell("# Kop\n\nen/of € 1/jaar <!-- let op --> <p class='internal'>niet tonen</p>", id="e"),
            new_code_cell("y", id="f", outputs=[
                new_output("display_data", data={"image/png": PIXEL, "application/x+json": {"user": "Anna"}},
                           metadata={"image/png": {"alt": ALT, "path": "/data/a/b.png"}}),
                html_output('<a href="https://example.org/a/b">bron</a><img alt="x" src="data:image/png;base64,/a/b/c">'
                            "<p>Zie file:///srv/data/geheim/plan.xlsx en "
                            "\\\\server\\delen\\Anna de Wit\\plan.docx</p>"),
            ]),
        ],
    )  # fmt: skip


def test_paths_users_notes_and_sheets_go_and_the_rest_stays(notebook):
    made, _lines = public_copy(notebook)
    text = json.dumps(made, ensure_ascii=False)
    for gone in (
        "jdevries", "Anna", f"{HOME}/jd", "C:\\\\", "/srv", "server", "rauw", "Alleen voor ons", "let op", "niet tonen",
        "geheim<", "table-exit-GM0263", "widgets", "executionInfo", "papermill", '"source": {',
    ):  # fmt: skip
        assert gone not in text, gone
    for kept in ("case.yml", "stuk.yml", "plan.xlsx", "plan.docx", "en/of", "€ 1/jaar", "https://example.org/a/b",
                 "blijft", PIXEL, "base64,/a/b/c", ALT):  # fmt: skip
        assert kept in text, kept
    shown = made.cells[1].outputs[1].data["text/html"]
    told = json.loads(shown.split('json">')[1].split("</script>")[0])
    assert told == {"parties": {"GM0297": {"v": [2]}}, "note": "</b>"}
    assert "</b>" not in shown.split('json">')[1].split("</script>")[0]
    nbformat.validate(made)


def test_says_what_went_to_the_caller_and_on_the_page(notebook):
    before = json.dumps(notebook)
    with use("en"):
        made, lines = public_copy(notebook)
    assert json.dumps(notebook) == before
    assert "3 internal notes were left out." in lines
    assert "2 parts about one municipality alone were left out." in lines
    assert any("herijk reproduce" in line for line in lines)
    assert not any("jdevries" in line for line in lines)
    assert made.cells[-1].source.startswith("## Openbaar exemplaar\n\n- ")  # in the language of the page


def test_nothing_to_leave_out_is_said_too():
    made, lines = public_copy(new_notebook(cells=[new_markdown_cell("# Kop", id="a")]))
    assert lines == ("Er hoefde niets te worden weggelaten.",)
    assert lines[0] in to_html(made)


def test_member_can_be_left_out_afterwards():
    notebook = new_notebook(cells=[new_code_cell("x", id="a", outputs=[html_output(SHEETS)])])
    assert "blijft" not in json.dumps(public_copy(notebook, without=["GM0297"])[0])


def test_same_copy_every_time(notebook):
    first, second = (json.dumps(public_copy(notebook)[0], sort_keys=True) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{HOME}/jan", "…"), ("/Users/piet.puk/", "…"), (f"{HOME}/jan/x.csv", "x.csv"), ("C:\\Users\\jan", "…"),
        ("'/data/een map/y.yml'", "'y.yml'"), ("C:\\\\Users\\\\jan\\\\z.yml", "z.yml"),
        ("kosten / jaar", "kosten / jaar"),
        ("https://a.nl/b/c.html", "https://a.nl/b/c.html"), ("</section>", "</section>"), ("2026/27/28", "2026/27/28"),
        ("$\\frac{a}{b}$", "$\\frac{a}{b}$"), ("\\\\nas\\delen\\p.docx", "p.docx"),
    ],
)  # fmt: skip
def test_paths_become_file_names(text, left):
    made, _lines = public_copy(new_notebook(cells=[new_code_cell(text, id="a")]))
    assert made.cells[0].source == left
