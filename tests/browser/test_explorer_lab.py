"""The explorer in the real JupyterLab: run all, move, save, restart the kernel, restore; and two side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import Explored, run_all, visit
from tests.servers import Server, serve, write_notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("explorer")
PAIR = """from model import Explorer

one, two = Explorer("bommelerwaard", draws=512), Explorer("dommelvallei", draws=512)
display(one, two)"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("lab")
    write_notebook(folder / "notebooks" / "explore.ipynb")
    write_notebook(folder / "notebooks" / "pair.ipynb", PAIR)
    with serve("lab", folder) as server:
        yield server


@pytest.fixture
def visited(browser):
    yield from visit(browser, height=1000)


def test_run_all_move_save_restart_and_restore(lab, visited) -> None:
    page = visited.page
    page.goto(lab.page())  # the notebook opens by itself
    run_all(page)
    explored = Explored(page)
    explored.still()
    explored.first_picture()
    assert "explore.ipynb" in page.url
    assert page.get_by_text("Would you like to get notified").count() == 0
    start = explored.state()

    explored.keys("cloud.pace_factor", "ArrowRight")  # JupyterLab wants the arrow keys for itself
    assert int(explored.state()["cloud.pace_factor"]) == int(start["cloud.pace_factor"]) + 1
    explored.keys("cloud.pace_factor", "End")
    explored.get("[role=tab][aria-selected=true]").focus()
    explored.done(lambda: page.keyboard.press("ArrowRight"))
    assert explored.get("[role=tab][aria-selected=true]").get_attribute("data-tab") == "cost"
    explored.drag("prices.saas", 0.8)
    moved, told = explored.state(), explored.verdict()
    assert moved != start

    run_all(page, restart=True)
    page.wait_for_function("root => !root.isConnected", arg=explored.root.element_handle())
    explored.still()
    assert explored.state() == moved
    assert explored.verdict() == told

    explored.get("button[data-do=save]").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("input[type=text]").fill("snel")
    explored.done(dialog.locator("button[type=submit]").click)
    assert (lab.folder / "output" / "explorer" / "snel.yml").is_file()
    assert explored.state() == moved
    assert explored.get(".hx-knob.changed").count() == 0
    explored.keys("cloud.pace_factor", "Home")
    assert explored.get(".hx-knob.changed").count() == 1
    explored.press("restore")
    assert explored.state() == moved
    assert visited.others == []


def test_two_explorers_in_a_notebook_do_not_meet(lab, visited) -> None:
    page = visited.page
    page.goto(lab.page("lab/tree/notebooks/pair.ipynb") + "&reset")  # without what was open before
    run_all(page)
    one, two = Explored(page), Explored(page, 1)
    one.still()
    two.still()
    other, told = two.state(), two.verdict()
    one.keys("cloud.pace_factor", "Home")
    one.tab("cost")
    assert two.state() == other
    assert two.verdict() == told
    assert two.get("[role=tab][aria-selected=true]").get_attribute("data-tab") == "verdict"
    assert two.get(".hx-knob.changed").count() == 0
    two.keys("prices.saas", "End")
    assert one.get(".hx-knob.changed").count() == 1
    assert visited.others == []
