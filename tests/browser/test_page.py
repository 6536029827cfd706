"""The template on a small notebook with one of everything, in a real browser."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from model.publish.html import write_html
from tests.browser.page_checks import (
    check_headings,
    check_images,
    check_tables,
    requests_beside_itself,
    width_beyond_screen,
)
from tests.publish.test_outside import pictures, scripts, texts

WIDE = "".join(f'<th scope="col">{year}</th>' for year in range(2026, 2060))
TABLE = (
    f'<table><caption>Bijdrage per jaar</caption><thead><tr><th scope="col">Gemeente</th>{WIDE}</tr></thead>'
    f'<tbody><tr><th scope="row">Beemd</th>{"<td>1.000.000</td>" * 34}</tr></tbody></table>'
)
PICTURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='700' height='200'>"
    "<rect width='700' height='200' fill='#ccc'/></svg>"
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    shown = new_output("display_data", data={"text/html": TABLE})
    drawn = new_output(
        "display_data",
        data={"image/svg+xml": PICTURE},
        metadata={"image/svg+xml": {"alt": "Een grijs vlak, overal even hoog"}},
    )
    attack = new_output("display_data", data={"text/html": "<p>tekst</p><script>document.title = 'gekaapt'</script>"})
    cells = [
        new_markdown_cell("# Een notitie\n\nMet een lead."),
        new_code_cell("toon(tabel)  # uitleg", outputs=[shown]),
        new_markdown_cell("## Kosten\n\nTekst met [een bron](https://example.org)."),
        new_code_cell("toon(grafiek)", outputs=[drawn, attack]),
        new_markdown_cell("## Risico's"),
        new_code_cell("print('x' * 400)", outputs=[new_output("stream", name="stdout", text="x" * 400)]),
        new_code_cell("waarschuw()", outputs=[new_output("stream", name="stderr", text="let op")]),
    ]
    metadata = {"title": "Een notitie", "mark": "Concept"}
    target = tmp_path_factory.mktemp("page") / "notitie.html"
    return write_html(nbformat.from_dict(new_notebook(cells=cells, metadata=metadata)), target)


def test_page_asks_for_nothing_and_runs_only_its_own_script(visit, path):
    page = visit(path)
    assert requests_beside_itself(page) == []
    assert page.title() == "Een notitie"
    assert page.messages == []  # the script of the attack is not even there


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_accessibility_violation_with_code_open_and_shut(visit, axe, path, scheme, width):
    page = visit(path, width=width, scheme=scheme)
    assert axe(page) == []
    page.get_by_role("button").click()
    assert axe(page) == []


def test_structure_is_in_order(visit, path):
    page = visit(path)
    check_headings(page)
    assert len(check_images(page)) == 1
    assert len(check_tables(page)) == 1


@pytest.mark.parametrize("width", [1280, 360])
def test_wide_table_scrolls_in_its_own_region(visit, path, width):
    page = visit(path, width=width)
    assert width_beyond_screen(page) <= 0
    region = page.locator(".table-scroll")
    assert region.evaluate("e => e.scrollWidth > e.clientWidth")
    region.focus()
    page.keyboard.press("ArrowRight")
    for _attempt in range(50):  # scrolling is smooth: it takes a moment
        if region.evaluate("e => e.scrollLeft") > 0:
            break
        page.wait_for_timeout(50)
    assert region.evaluate("e => e.scrollLeft") > 0


def test_code_is_hidden_until_asked_for(visit, path):
    page = visit(path)
    code = page.locator("details.code pre")
    assert code.count() == 4
    assert not any(code.nth(i).is_visible() for i in range(4))
    page.locator("details.code summary").first.click()
    assert [code.nth(i).is_visible() for i in range(4)] == [True, False, False, False]
    button = page.get_by_role("button")
    button.click()
    assert all(code.nth(i).is_visible() for i in range(4))
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert not any(code.nth(i).is_visible() for i in range(4))


def test_code_opens_without_script_and_by_keyboard(visit, path):
    page = visit(path, script=False)
    assert page.get_by_role("button").count() == 0
    page.locator("details.code summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.code pre").first.is_visible()


def test_skip_link_is_first_and_leads_to_the_text(visit, path):
    page = visit(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_print_has_no_code_and_keeps_the_mark(visit, path):
    page = visit(path)
    page.emulate_media(media="print")
    assert not any(part.is_visible() for part in page.locator("details.code, button, nav, .skip").all())
    assert page.locator(".mark").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("make", [pictures, scripts, texts])
def test_notebook_from_outside_asks_for_nothing_and_is_accessible(visit, axe, make, tmp_path):
    page = visit(write_html(make(), tmp_path / "buiten.html"), scheme="dark")
    assert requests_beside_itself(page) == []
    assert page.messages == []
    assert axe(page) == []
    check_headings(page)
