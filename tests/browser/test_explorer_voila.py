"""The explorer as a page without code: the real server and the real page, moved in Chromium."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from model import cli
from tests.browser.driving import Explored, visit
from tests.servers import Server, serve, write_notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("explorer")
TABS = ["verdict", "cost", "why", "goals", "consent", "tipping", "calendar", "assumptions", "difference"]


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("app")
    write_notebook(folder / "notebooks" / "explore.ipynb")
    with serve("app", folder) as server:
        yield server


@pytest.fixture(scope="module")
def visited(app, browser):
    """The page, opened once: every test puts back what it moved."""
    for opened in visit(browser):
        opened.page.goto(app.page())
        Explored(opened.page).still()
        yield opened
        assert opened.others == []
        assert opened.complaints == []


@pytest.fixture
def explored(visited) -> Iterator[Explored]:
    explored = Explored(visited.page)
    yield explored
    if explored.get("button[data-do=restore]").is_enabled():
        explored.press("restore")


def test_the_page_is_dutch_and_fits_the_screen(visited, explored) -> None:
    page = visited.page
    assert page.evaluate("document.documentElement.lang") == "nl"
    assert page.title()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not page.locator(".herijk-starting").is_visible()
    assert explored.get(".hx-chart svg").first.is_visible()
    assert page.locator(".jp-InputArea").count() == 0


def test_sliders_by_mouse_and_by_keyboard_undone_and_done_again(explored) -> None:
    start = explored.state()
    explored.keys("cloud.pace_factor", "ArrowRight", "ArrowRight")
    keyed = explored.state()
    assert int(keyed["cloud.pace_factor"]) == int(start["cloud.pace_factor"]) + 2
    explored.drag("prices.saas", 0.9)
    dragged = explored.state()
    assert int(dragged["prices.saas"]) > int(start["prices.saas"])
    assert explored.get(".hx-knob.changed").count() == 2
    explored.press("undo")  # a drag is one step
    assert explored.state() == keyed
    explored.page.keyboard.press("Control+z")
    explored.page.wait_for_function("at => document.querySelector('[data-knob=\"cloud.pace_factor\"]').value === at",
                                    arg=start["cloud.pace_factor"])  # fmt: skip
    explored.still()
    explored.press("redo")
    explored.press("redo")
    assert explored.state() == dragged
    reset = explored.get('[data-reset="prices.saas"]')
    explored.done(reset.click)
    assert explored.state() == keyed


def test_tabs_by_keyboard_and_without_a_violation(explored, axe) -> None:
    explored.tab("verdict")
    explored.get("[role=tab][data-tab=verdict]").focus()
    for name in (*TABS[1:], TABS[0]):
        explored.done(lambda: explored.page.keyboard.press("ArrowRight"))
        assert explored.get("[role=tab][aria-selected=true]").get_attribute("data-tab") == name
        assert explored.get(".hx-panel").inner_text().strip()
        assert axe(explored.page, ".hx") == [], name
    explored.done(lambda: explored.page.keyboard.press("End"))
    explored.done(lambda: explored.page.keyboard.press("Home"))
    assert explored.get("[role=tab][aria-selected=true]").get_attribute("data-tab") == "verdict"


def test_what_is_wrong_stands_beside_its_field_and_the_picture_stays(explored) -> None:
    explored.tab("verdict")
    picture = explored.get(".hx-chart").inner_html()
    explored.get("button[data-do=save]").click()
    dialog = explored.page.locator("dialog[open]")
    dialog.locator("input[type=text]").fill("base")
    dialog.locator("button[type=submit]").click()
    fault = dialog.locator(".hx-error")
    fault.wait_for()
    assert "al in gebruik" in fault.inner_text()
    assert dialog.locator("input[type=text]").get_attribute("aria-describedby") == fault.get_attribute("id")
    assert explored.get(".hx-chart").inner_html() == picture
    dialog.locator(".hx-close").click()


def test_a_saved_scenario_gives_the_same_on_the_command_line(explored, app, capsys, monkeypatch) -> None:
    explored.tab("verdict")
    explored.keys("cloud.price_ratio", "End")
    told = explored.verdict()
    explored.get("button[data-do=save]").click()
    dialog = explored.page.locator("dialog[open]")
    dialog.locator("input[type=text]").fill("dure-cloud")
    explored.done(dialog.locator("button[type=submit]").click)
    assert explored.verdict() == told
    rows = explored.figures()

    explored.get("button[data-do=command]").click()
    command = explored.page.locator("dialog[open] code").inner_text()
    explored.page.locator("dialog[open] .hx-close").click()
    words = shlex.split(command)[1:]
    assert str(app.folder / "output" / "explorer" / "dure-cloud.yml") in words
    monkeypatch.setenv("HERIJK_LANG", "nl")
    assert cli.main(words) == 0
    assert " ".join(told.split()) in " ".join(capsys.readouterr().out.split())
    assert cli.main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    parties = [(option["title"], party) for option in found["options"].values() for party in option["parties"]]
    assert [(row[0], row[1]) for row in rows] == [(title, party["name"]) for title, party in parties]
    for row, (_title, party) in zip(rows, parties, strict=True):
        close(row[2], party["cost_per_year"]["mean"])
        close(row[3], party["per_inhabitant_year"])
        if "0" in row[4]:
            spread = party["difference"]
            close(row[4], spread["mean"], (spread["p90"] - spread["p10"]) / 10)  # rounded to its band
    explored.done(lambda: explored.get("select[data-pick=scenario]").select_option("base"))


def close(text: str, value: float, slack: float = 0.0) -> None:
    """Whether a text says a value, to the digit that it gives."""
    number = re.search(r"[+\N{MINUS SIGN}-]?[\d.,]+", text)[0].replace("\N{MINUS SIGN}", "-").replace(".", "")
    size = 1e6 if "mln" in text else 1.0
    decimals = len(number.partition(",")[2])
    said = float(number.replace(",", ".")) * size
    zeros = len(number) - len(number.rstrip("0")) if decimals == 0 and size == 1.0 else 0
    assert abs(said - value) <= max(0.51 * size * 10.0 ** (zeros - decimals), slack), (text, value)


def test_a_memo_is_made_and_opens(explored) -> None:
    explored.get("button[data-do=memo]").click()
    explored.get("progress").wait_for()
    link = explored.get("a[data-file$='.html']")
    link.wait_for(timeout=90_000)
    with explored.page.context.expect_page() as opened:
        link.click()
    memo = opened.value
    memo.wait_for_load_state()
    assert memo.evaluate("document.documentElement.lang") == "nl"
    assert "Bommelerwaard" in memo.locator("h1").first.inner_text()
    memo.close()


def test_a_page_that_is_opened_again_has_what_was_set(explored, visited) -> None:
    explored.keys("staff.outflow", "ArrowRight", "ArrowRight", "ArrowRight")
    before = explored.state()
    visited.page.reload()
    explored.still()
    visited.page.wait_for_function("at => document.querySelector('[data-knob=\"staff.outflow\"]').value === at",
                                   arg=before["staff.outflow"])  # fmt: skip
    explored.still()
    assert explored.state() == before


def test_who_comes_first_is_shown_around(app, browser) -> None:
    for opened in visit(browser, known=False):
        opened.page.goto(app.page())
        explored = Explored(opened.page)
        explored.still()
        card = explored.get(".hx-tour")
        card.wait_for()
        explored.done(card.locator("button[data-do=story]").click)
        assert explored.get(".hx-knob.changed").count() == 1
        assert explored.get("[role=tab][aria-selected=true]").get_attribute("data-tab") == "cost"
        card.press("Escape")
        assert not card.is_visible()
        assert opened.others == []
