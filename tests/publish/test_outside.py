"""Notebooks from outside, of three kinds, export without fault by the template; what runs or is fetched is left out."""

import logging
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from model.errors import ExportError
from model.publish.document import Paragraph
from model.publish.formula import formula
from model.publish.html import to_html
from model.publish.outside import tamed
from model.publish.reading import read_page

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FRAME = (
    "<style scoped>.dataframe tbody tr th {vertical-align: top}</style><table border='1' class='dataframe'><thead>"
    "<tr style='text-align: right;'><th></th><th>cost</th></tr></thead>"
    "<tbody><tr><th>0</th><td>1.5</td></tr></tbody></table>"
)


def output(data, kind="display_data", **metadata):
    return new_output(kind, data=data, metadata=metadata)


def pictures():
    """matplotlib and pandas: pictures without description, a frame without scopes."""
    return new_notebook(
        cells=[
            new_markdown_cell(
                "# Analysis\n\n### Data\n\n![](attachment:a.png)", attachments={"a.png": {"image/png": PIXEL}}
            ),
            new_code_cell("df.head()", outputs=[output({"text/html": FRAME, "text/plain": "  cost"}, "display_data")]),
            new_code_cell(
                "df.plot()",
                outputs=[
                    output({"text/plain": "<Axes: >"}),
                    output({"image/png": PIXEL, "text/plain": "<Figure size 640x480>"}),
                    output({"image/png": PIXEL, "text/plain": "<Figure size 640x480>"}),
                ],
            ),
            new_markdown_cell("# Second title\n\n#### Deep\n\n![logo](https://example.org/logo.png)"),
        ]
    )


def scripts():
    """plotly, altair, bokeh and widgets: libraries from elsewhere, frames, states."""
    plotly = (
        '<div><script src="https://cdn.example.org/plotly.js"></script><div id="x"></div>'
        "<script>Plotly.newPlot('x')</script></div>"
    )
    return new_notebook(
        metadata={"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}}},
        cells=[
            new_code_cell(
                "fig", outputs=[output({"application/vnd.plotly.v1+json": {"data": []}, "text/html": plotly})]
            ),
            new_code_cell(
                "chart", outputs=[output({"application/vnd.vegalite.v5+json": {}, "text/plain": "alt.Chart(…)"})]
            ),
            new_code_cell(
                "w",
                outputs=[
                    output({"application/vnd.jupyter.widget-view+json": {"model_id": "a1"}, "text/plain": "IntSlider"}),
                    output({"application/javascript": "alert(1)"}),
                    output({"text/html": "<iframe src='https://example.org'></iframe>"}),
                ],
            ),
            new_code_cell(
                "m",
                outputs=[
                    output(
                        {
                            "text/html": "<button onclick='x()'>klik</button><p onmouseover=x()>hier "
                            "<a href='javascript:x()'>link</a></p>"
                        }
                    )
                ],
            ),
        ],
    )


def texts():
    """Markdown with everything, latex, errors in colour, raw cells, no title."""
    return new_notebook(
        cells=[
            new_markdown_cell(
                "Text $e^{i\\pi}$\n\n$$\\frac{a}{b}$$\n\n| a | b |\n|---|---:|\n| 1 | 2 |\n\n```python\nx = '<b>'\n```"
            ),
            new_raw_cell("\\begin{center}"),
            new_code_cell(
                "1/0",
                outputs=[
                    new_output("stream", name="stderr", text="\x1b[33mwarning\x1b[0m <i>"),
                    new_output(
                        "error",
                        ename="ZeroDivisionError",
                        evalue="division by zero",
                        traceback=["\x1b[0;31mZeroDivisionError\x1b[0m: division by zero"],
                    ),
                    output({"text/latex": "$\\displaystyle x < 1$", "text/plain": "x < 1"}),
                    output({"text/markdown": "**bold** <script>alert(1)</script>"}),
                    output(
                        {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"}
                    ),
                    output({"application/json": {"a": 1}, "text/plain": "<IPython.core.display.JSON object>"}),
                ],
            ),
        ]
    )


@pytest.mark.parametrize("make", [pictures, scripts, texts])
def test_exports_without_fault_and_runs_and_fetches_nothing(make):
    page = BeautifulSoup(to_html(make(), "Van buiten"), "html.parser")
    assert len(page.find_all("script")) == 1  # ours
    assert not page.find_all(["iframe", "link"])
    assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert all(tag["src"].startswith("data:") for tag in page.find_all(src=True))
    assert all(tag["href"].startswith(("http", "#")) for tag in page.find_all(href=True))
    levels = [int(tag.name[1]) for tag in page.main.find_all(["h1", "h2", "h3", "h4", "h5"])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    alts = [tag["alt"] for tag in page.find_all("img")]
    assert all(len(alt) > 15 for alt in alts)
    assert len(set(alts)) == len(alts)
    assert all(head.get("scope") for head in page.find_all("th"))
    assert to_html(make(), "Van buiten") == to_html(make(), "Van buiten")


def test_formulas_are_drawn_without_a_script_and_typed_in_word():
    page = to_html(texts(), "Van buiten")
    soup = BeautifulSoup(page, "html.parser")
    assert [tag["alttext"] for tag in soup.find_all("math")] == ["e^{i\\pi}", "\\frac{a}{b}", "\\displaystyle x < 1"]
    assert soup.find("math", display="block").find("mfrac")
    words = [block for block in read_page(page).blocks if isinstance(block, Paragraph)]
    assert "".join(run.text for run in words[0].runs) == "Text e^{i\\pi}"


@pytest.mark.parametrize(
    "latex",
    [
        "\\text{<script>alert(1)</script>}", "\\text{<b>}", "\\begin{matrix} a", "{" * 3000, "x" * 5000, "",
        "\\href{javascript:alert(1)}{x}", "\\style{background:url(http://x)}{a}", "\\class{x onload=alert(1)}{y}",
    ],
)  # fmt: skip
def test_formula_that_is_none_or_does_more_stays_text(latex):
    soup = BeautifulSoup(formula(latex), "html.parser")
    assert soup.find().name in ("math", "code")
    assert not soup.find_all(["script", "b", "a"])
    assert not [
        name for tag in soup.find_all(True) for name in tag.attrs if name in ("href", "style", "class", "onload")
    ]
    if soup.code:
        assert soup.code.get_text() == f"${latex}$"


def test_says_what_it_left_out(caplog):
    with caplog.at_level(logging.WARNING):
        page = to_html(scripts())
        to_html(pictures())
    assert "alleen een script" in page
    assert "Cel 1: 2" in caplog.text
    assert "heeft geen eigen beschrijving" in caplog.text
    assert "beeld elders: logo" in to_html(pictures())


def test_strict_stops_and_notebooks_of_ours_are_strict():
    with pytest.raises(ExportError):
        to_html(pictures(), strict=True)
    ours = pictures()
    ours.cells[1].outputs[0].metadata["herijk"] = {"title": "Memo"}
    with pytest.raises(ExportError):
        to_html(ours)


@pytest.mark.parametrize(
    "html",
    [
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)></svg>",
        "<a href=' javascript:alert(1)'>x</a>",
        "<p style='background:url(https://example.org/x)'>x</p>",
        "<style>@import 'https://example.org/x';</style>",
        "<base href='https://example.org'>",
        "<form action='https://example.org'><input name=x></form>",
        "<meta http-equiv=refresh content='0;url=https://example.org'>",
        "<svg><use href='https://example.org/#x'/></svg>",
        "<object data='https://example.org/x'></object>",
        "<img srcset='https://example.org/x 2x' src='data:image/png;base64,x'>",
    ],
)
def test_hostile_html_is_tamed(html):
    found, _gone = tamed(html)
    soup = BeautifulSoup(found, "html.parser")
    assert "alert(1)" not in found
    assert not soup.find_all(["base", "form", "meta", "object", "input"])
    assert "example.org" not in "".join(str(tag.attrs) + tag.name for tag in soup.find_all(lambda tag: tag.name != "a"))
