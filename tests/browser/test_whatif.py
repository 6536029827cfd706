"""The live chart: answers without a network, by keyboard, with its table in step; a table without a script."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from model import simulate
from model.decide.scenarios import over_scenarios
from model.decide.worlds import worlds
from model.publish.html import write_html
from model.publish.section import Section
from model.publish.section_whatif import WhatIf
from tests.browser.page_checks import check_headings, check_tables, requests_beside_itself, width_beyond_screen


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    outcome = simulate("dommelvallei", draws=300)
    scenarios = over_scenarios(outcome, ["base", "stress"], draws=64)
    chart = WhatIf(outcome, worlds(outcome, scenarios), "unwind")
    shown = Section("title", "Wat als?", (chart,), level=1)
    output = new_output("display_data", data={"text/html": shown.to_html()})
    notebook = new_notebook(
        cells=[new_code_cell("toon()", outputs=[output])], metadata={"lang": "nl", "herijk": {}}
    )  # ours
    return write_html(nbformat.from_dict(notebook), tmp_path_factory.mktemp("whatif") / "whatif.html")


def cells(page):
    return [row.inner_text() for row in page.locator(".whatif tbody tr").all()]


def test_answers_by_keyboard_without_a_request_and_says_so(visit, path):
    page = visit(path)
    said, before = page.get_by_role("status"), cells(page)
    first = said.inner_text()
    assert re.search(r"kost beëindigen € \d+ mln; dat is € [\d,]+ mln meer", first)
    page.get_by_label("Optie").select_option("extend")
    assert "vrijwel even veel als doorgaan" in said.inner_text()
    page.get_by_label("Optie").select_option("unwind")
    page.get_by_label("Wat er gebeurt").focus()
    page.keyboard.press("ArrowDown")
    assert said.inner_text() != first
    assert cells(page) != before
    page.get_by_label("Wat er gebeurt").press("ArrowUp")
    assert (said.inner_text(), cells(page)) == (first, before)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert "Geldrop-Mierlo" in said.inner_text()
    assert "Geldrop-Mierlo" in page.locator(".whatif caption").inner_text()
    page.get_by_label("Optie").select_option("continue")
    assert page.locator(".whatif svg polyline").count() == 1
    assert page.locator(".whatif svg").get_attribute("aria-label") == said.inner_text()
    assert requests_beside_itself(page) == []
    assert page.messages == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_no_accessibility_violation(visit, axe, path, width, scheme):
    page = visit(path, width=width, scheme=scheme)
    assert axe(page) == []
    assert width_beyond_screen(page) <= 0
    check_headings(page)
    check_tables(page)


def test_table_of_the_script_is_that_of_the_page(visit, path):
    assert cells(visit(path)) == cells(visit(path, script=False))


def test_without_a_script_a_table_stays_and_paper_has_a_figure_without_controls(visit, path):
    plain = visit(path, script=False)
    assert plain.locator(".whatif table").is_visible()
    assert not plain.locator(".whatif-choices").is_visible()
    page = visit(path)
    page.emulate_media(media="print")
    assert page.locator(".whatif svg").is_visible()
    assert page.locator("select").first.is_hidden()
