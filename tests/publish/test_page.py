"""What the template makes of any notebook, and what it refuses."""

import base64
import json
import os
import re
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from model.errors import ExportError
from model.publish.html import to_html, write_html
from model.publish.page import TEMPLATES

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
ALT = "Lijn die stijgt van 1 naar 3 miljoen euro"


def shown(data, **metadata):
    return new_output("display_data", data=data, metadata=metadata)


def cell(*outputs, source="toon()", **metadata):
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def html_cell(html, **metadata):
    return cell(shown({"text/html": html, "text/plain": "x"}, **metadata))


def page(*cells, **metadata):
    return BeautifulSoup(to_html(new_notebook(cells=list(cells), metadata=metadata), strict=True), "html.parser")


@pytest.fixture
def notebook():
    return new_notebook(
        metadata={"title": "Proef <& meer>"},
        cells=[
            new_markdown_cell("# Proefnotitie\n\nTekst.", id="a"),
            new_code_cell("x = 1  # een", id="b", outputs=[new_output("stream", name="stdout", text="<b>hallo</b>")]),
            new_markdown_cell("## Eerste deel", id="c"),
            new_code_cell("plot()", id="d", outputs=[shown({"image/png": PIXEL}, **{"image/png": {"alt": ALT}})]),
            new_markdown_cell("## Tweede deel\n\n| a | b |\n|---|---|\n| 1 | 2 |", id="e"),
        ],
    )


def test_page_has_language_title_landmarks_and_skip_link(notebook):
    soup = BeautifulSoup(to_html(notebook), "html.parser")
    assert soup.html["lang"] == "nl"
    assert soup.title.string == "Proef <& meer>"
    assert [tag.name for tag in soup.body.find_all(["header", "nav", "main", "footer"])] == [
        "header", "nav", "main", "footer",
    ]  # fmt: skip
    skip = soup.body.find("a")
    assert skip["href"] == "#" + soup.main["id"]
    assert [link["href"] for link in soup.nav.find_all("a")] == ["#eerste-deel", "#tweede-deel"]
    assert soup.find(id="eerste-deel").name == "h2"


def test_page_holds_all_that_it_shows(notebook):
    html = to_html(notebook)
    assert not re.search(r"""(src|href)=["'](?!data:|#)""", html)
    assert "url(" not in html
    assert "@import" not in html
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find_all(["link", "iframe"])
    assert len(soup.find_all("script")) == 1
    assert "default-src 'none'" in soup.find("meta", attrs={"http-equiv": True})["content"]


def test_code_is_folded_away_and_output_escaped(notebook):
    soup = BeautifulSoup(to_html(notebook), "html.parser")
    folds = soup.find_all("details", class_="code")
    assert len(folds) == 2
    assert not any(fold.has_attr("open") for fold in folds)
    assert soup.find("pre", class_="stdout").get_text() == "<b>hallo</b>"


def test_same_notebook_gives_same_bytes_whatever_the_hash_seed(notebook, tmp_path):
    nbformat.write(notebook, tmp_path / "n.ipynb")
    script = "import sys; from model.publish.html import to_html; sys.stdout.write(to_html(sys.argv[1]))"
    pages = {
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "n.ipynb")],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(pages) == 1
    assert pages.pop().decode() == to_html(notebook)


def test_plain_nbconvert_gives_the_same_page(notebook, tmp_path):
    source = tmp_path / "n.ipynb"
    nbformat.write(notebook, source)
    (tmp_path / "share" / "nbconvert").mkdir(parents=True)
    (tmp_path / "share" / "nbconvert" / "templates").symlink_to(TEMPLATES)
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "herijk", "--output", "plain", str(source)],
        env={**os.environ, "JUPYTER_PATH": str(tmp_path / "share"), "JUPYTER_CONFIG_DIR": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert (tmp_path / "plain.html").read_text(encoding="utf-8") == to_html(notebook)


def test_language_and_marks_come_from_an_output():
    told = {"lang": "en", "title": "A memo", "banners": ["example, figures estimated"], "mark": "Draft"}
    soup = page(html_cell("<h1>Memo</h1>", herijk=told))
    assert (soup.html["lang"], soup.title.string) == ("en", "A memo")
    assert soup.find(class_="banner").get_text() == "example, figures estimated"
    assert soup.find(class_="mark").get_text() == "Draft"
    assert "Skip to the text" in soup.get_text()


def test_papermill_parameter_is_the_language_of_last_resort():
    assert page(html_cell("<p>x</p>"), papermill={"parameters": {"lang": "en"}}).html["lang"] == "en"


def test_title_falls_back_on_the_first_heading_and_then_on_the_file(tmp_path):
    assert page(html_cell("<h1>Kop van <em>de</em> notitie</h1>")).title.string == "Kop van de notitie"
    nbformat.write(new_notebook(), tmp_path / "leeg.ipynb")
    assert "<title>leeg</title>" in to_html(tmp_path / "leeg.ipynb")


def test_unknown_language_is_refused():
    with pytest.raises(ExportError, match="de"):
        page(lang="de")


def test_print_marks_cannot_break_out_of_the_style():
    html = to_html(new_notebook(metadata={"title": 'x"; } </style><script>alert(1)</script>', "mark": 'a"b\\'}))
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find("script")
    style = soup.style.get_text()
    assert "alert(1)" not in style
    assert r'content: "A\22 B\5c "' in style


@pytest.mark.parametrize("alt", ["", "figuur 1", "grafiek", "plot.png", "<Figure size 640x480 with 1 Axes>", "kort"])
def test_picture_without_specific_description_names_its_cell(alt):
    with pytest.raises(ExportError, match=r"2"):
        page(cell(), cell(shown({"image/png": PIXEL}, **{"image/png": {"alt": alt}})))
    with pytest.raises(ExportError, match=r"1"):
        page(html_cell(f'<img src="data:image/png;base64,{PIXEL}" alt="{alt}">'))


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/svg+xml"])
def test_each_kind_of_picture_gets_its_description(kind):
    data = "<svg xmlns='http://www.w3.org/2000/svg'/>" if kind == "image/svg+xml" else PIXEL
    picture = page(cell(shown({kind: data, "text/plain": "<Figure>"}, **{kind: {"alt": ALT}}))).find("img")
    assert picture["alt"] == ALT
    assert picture["src"].startswith(f"data:{kind};base64,")
    if kind == "image/svg+xml":
        assert base64.b64decode(picture["src"].split(",")[1]).decode() == data


def test_missing_description_is_refused_in_markdown_and_svg():
    with pytest.raises(ExportError):
        page(new_markdown_cell(f"![](data:image/png;base64,{PIXEL})"))
    with pytest.raises(ExportError):
        page(html_cell("<svg><path d='M0 0'/></svg>"))
    drawing = page(html_cell(f"<svg><title>{ALT}</title></svg>")).main.find("svg")
    assert (drawing["role"], drawing["aria-label"]) == ("img", ALT)


def test_decoration_may_be_silent():
    assert (
        page(html_cell(f'<img role="presentation" alt="" src="data:image/png;base64,{PIXEL}">')).find("img")["alt"]
        == ""
    )


def test_two_pictures_may_not_share_a_description():
    picture = f'<img src="data:image/png;base64,{PIXEL}" alt="{ALT}">'
    with pytest.raises(ExportError, match=r"1.*2"):
        page(html_cell(picture), html_cell(picture))


@pytest.mark.parametrize(
    "html",
    [
        '<img alt="Lijn die stijgt van 1 naar 3" src="https://example.org/x.png">',
        '<script src="//cdn.example.org/x.js"></script>',
        '<link rel="stylesheet" href="style.css">',
        '<iframe src="https://example.org"></iframe>',
        '<p style="background: url(https://example.org/x.png)">x</p>',
        "<style>@import 'x.css';</style>",
        f'<img alt="{ALT}" src="data:image/png;base64,{PIXEL}" srcset="x.png 2x">',
        '<svg aria-hidden="true"><image xlink:href="https://example.org/x.png"/></svg>',
    ],
)
def test_what_would_be_fetched_is_refused(html):
    with pytest.raises(ExportError, match="1"):
        page(html_cell(html))


def test_link_to_a_source_stays():
    assert page(html_cell('<a href="https://example.org/bron">bron</a>')).main.a["href"] == "https://example.org/bron"


def test_tables_get_a_region_to_scroll_in_once():
    table = "<table><caption>Kosten</caption><tr><td>1</td></tr></table>"
    ours = f'<div role="region" tabindex="0" aria-label="Eigen">{table}</div>'
    soup = page(html_cell(table + table), html_cell(ours))
    regions = soup.find_all(attrs={"role": "region"})
    assert [region["aria-label"] for region in regions] == ["Kosten", "Kosten 2", "Eigen"]
    assert all(region["tabindex"] == "0" for region in regions)


def test_same_heading_twice_gets_two_ids():
    soup = page(
        new_markdown_cell("## Kosten"), new_markdown_cell("## Kosten"), html_cell('<h2 id="content">Kosten</h2>')
    )
    ids = [tag["id"] for tag in soup.find_all("h2")]
    assert len(set(ids)) == 3
    assert len({tag["id"] for tag in soup.find_all(id=True)}) == len(soup.find_all(id=True))


def test_raw_cells_and_widgets_leave_no_trace():
    widget = shown({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "IntSlider(value=1)"})
    script = shown({"application/javascript": "alert(1)", "text/plain": "js"})
    soup = page(new_raw_cell("<script>rauw</script>"), cell(widget, script))
    assert "rauw" not in soup.get_text()
    assert "alert(1)" not in str(soup)


def test_failed_notebook_shows_the_error_as_text():
    error = new_output("error", ename="ValueError", evalue="<b>", traceback=["\x1b[31mValueError\x1b[0m: <b>fout</b>"])
    soup = page(cell(error))
    assert soup.find(class_="failure").find("pre").get_text().strip() == "ValueError: <b>fout</b>"


def test_unreadable_notebook_is_an_export_error(tmp_path):
    for name, text in (("a.ipynb", "{"), ("b.ipynb", json.dumps({"cells": 1})), ("c.ipynb", "")):
        (tmp_path / name).write_text(text)
        with pytest.raises(ExportError, match=name):
            to_html(tmp_path / name)
    with pytest.raises(ExportError, match="missing"):
        to_html(tmp_path / "missing.ipynb")


def test_failed_page_leaves_the_old_one(tmp_path):
    target = tmp_path / "n.html"
    target.write_text("oud")
    with pytest.raises(ExportError):
        write_html(new_notebook(metadata={"herijk": {}}, cells=[cell(shown({"image/png": PIXEL}))]), target)
    assert target.read_text() == "oud"
    assert [file.name for file in tmp_path.iterdir()] == ["n.html"]
    write_html(new_notebook(), target)
    assert target.read_text().startswith("<!DOCTYPE html>")
    assert [file.name for file in tmp_path.iterdir()] == ["n.html"]


def test_only_a_long_table_may_be_cut_on_paper():
    short, long = (f"<table class='x'><caption>{n}</caption>{'<tr><td>1</td></tr>' * n}</table>" for n in (30, 31))
    assert [table["class"] for table in page(html_cell(short + long)).find_all("table")] == [["x"], ["x", "long"]]
