"""How soon the explorer answers, in a real browser: beside `interact`, and beside a slider that only echoes.

    python benchmarks/explorer.py [--json] [--moves N] [--drag] [--memory] [--start]

JupyterLab runs with one notebook that shows three contestants: the explorer on its tab Cost, `interact` of ipywidgets
with matplotlib inline (same model call, as many futures, same lines and bands, 900 by 450 CSS pixels), and a slider
whose value goes to Python and back. They take turns. A time runs in the browser, from the key that moves the slider to
the frame in which the new picture stands. With --json one object is printed:

    first_paint_ms, interact_ms, floor_ms   {"median", "p95"} of each
    interact_over_ours                      how many times longer `interact` takes (medians over the turns)
    ours_over_floor                         how many times longer the explorer takes than the echo
    p95_over_median                         of the explorer
    drag                                    with --drag: paints per second, and ms from release to the last value shown
    memory                                  with --memory: resident MiB of the kernel along 500 moves, last over first
    start                                   with --start: seconds from Run All, and of the page without code
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402  found by the line above

from benchmarks.engine import say  # noqa: E402
from benchmarks.explorer_rivals import HIGH, KNOB, WIDE  # noqa: E402
from benchmarks.timing import ratio  # noqa: E402
from model.app.doctor import chromium  # noqa: E402
from tests.browser.driving import Explored, run_all, visit  # noqa: E402
from tests.servers import Server, serve, write_notebook  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ElementHandle, Page

SCRIPT: Final = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
SIZE: Final = (
    f".hx-chart svg {{ width: {WIDE}px !important; height: {HIGH}px !important; max-height: none !important }}"
)
ROOTS: Final = {"first_paint_ms": ".hx", "interact_ms": ".widget-interact", "floor_ms": ".echo"}
HANDLES: Final = {
    "first_paint_ms": f'.hx [data-knob="{KNOB}"]', "interact_ms": ".widget-interact .noUi-handle",
    "floor_ms": ".echo input",
}  # fmt: skip
TOOK: Final = """Promise.race([bench.took, new Promise((_, late) =>
    setTimeout(() => late(Error("no new picture within 10 seconds")), 10000))])"""
WARM: Final = 3  # moves that are not counted
MOVES_OF_MEMORY: Final = 500
TIMES_STARTED: Final = 3


def measure(moves: int, *, drag: bool = False, memory: bool = False, start: bool = False) -> dict[str, Any]:
    """Everything that was asked for, as the module says."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        cell = f"from benchmarks.explorer_rivals import show\nshow({name!r})"
        write_notebook(folder / "notebooks" / "rivals.ipynb", cell)
        write_notebook(folder / "notebooks" / "explore.ipynb", draws=10_240)
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        with serve("lab", folder) as server:
            for opened in visit(browser, width=1600, height=1000):
                page = opened.page
                explored = _open(page, server)
                if moves:
                    found |= _turns(page, explored, moves)
                if drag:
                    found["drag"] = _drag(page, explored)
                if memory:
                    found["memory"] = _memory(explored, folder)
            if start:
                found["start"] = {"run_all_s": _run_all(browser, server)}
        if start:
            with serve("app", folder) as server:
                found["start"]["page_s"] = _pages(browser, server)
        browser.close()
    return found


def _open(page: Page, server: Server) -> Explored:
    say("opening the notebook")
    page.goto(server.page("lab/tree/notebooks/rivals.ipynb"))
    run_all(page)
    page.evaluate(SCRIPT)
    page.add_style_tag(content=SIZE)
    explored = Explored(page)
    explored.still()
    explored.tab("cost")
    explored.knob(KNOB)
    page.locator(".widget-interact img").wait_for()
    return explored


def _turns(page: Page, explored: Explored, moves: int) -> dict[str, Any]:
    """Move the three in turns: to the right, and back."""
    say(f"{moves} moves of each")
    places = {kind: _place(page, kind) for kind in ROOTS}
    taken: dict[str, list[float]] = {kind: [] for kind in ROOTS}
    for move in range(-WARM, moves):
        key = "ArrowRight" if (move + WARM) // 15 % 2 == 0 else "ArrowLeft"
        for kind, root in places.items():
            page.locator(HANDLES[kind]).first.focus()
            page.evaluate("([kind, root]) => bench.next(kind, root)", [kind.removesuffix("_ms"), root])
            page.keyboard.press(key)
            time = page.evaluate(TOOK)
            if move >= 0:
                taken[kind].append(time)
            explored.still()  # what is calculated after a first paint must not slow the next contestant
    return summary(taken)


def _place(page: Page, kind: str) -> ElementHandle:
    return page.locator(ROOTS[kind]).first.element_handle()


def summary(taken: dict[str, list[float]]) -> dict[str, Any]:
    """Medians, 95th percentiles and what follows from them."""
    told: dict[str, Any] = {
        kind: {"median": round(median(times), 1), "p95": round(quantiles(times, n=20, method="inclusive")[-1], 1)}
        for kind, times in taken.items()
    }
    ours = taken["first_paint_ms"]
    return told | {
        "interact_over_ours": round(ratio(taken["interact_ms"], ours), 2),
        "ours_over_floor": round(ratio(ours, taken["floor_ms"]), 2),
        "p95_over_median": round(told["first_paint_ms"]["p95"] / told["first_paint_ms"]["median"], 2),
    }


def _drag(page: Page, explored: Explored) -> dict[str, Any]:
    """Drag a slider to and fro for some seconds, and let go."""
    say("dragging")
    slider = explored.knob(KNOB)
    box = slider.bounding_box() or {}
    y = box["y"] + box["height"] / 2
    rates, lags = [], []
    for _turn in range(5):
        page.evaluate("root => bench.follow(root)", explored.root.element_handle())
        page.mouse.move(box["x"] + 10, y)
        page.mouse.down()
        for step in range(120):
            share = step / 60 if step < 60 else 2 - step / 60
            page.mouse.move(box["x"] + 10 + share * (box["width"] - 20), y)
            page.wait_for_timeout(16)
        page.mouse.up()
        page.wait_for_timeout(400)
        explored.still()
        paints, taken, released = page.evaluate("(bench.stop(), [bench.paints, bench.taken, bench.released])")
        rates.append(sum(taken < at <= released for at in paints) / ((released - taken) / 1000))
        lags.append(max(0.0, paints[-1] - released))
    return {
        "paints_s": round(median(rates), 1),
        "release_ms": {"median": round(median(lags)), "most": round(max(lags))},
    }


def _memory(explored: Explored, folder: Path) -> dict[str, Any]:
    """Resident memory of the kernel along the moves, the first fifty not counted."""
    say(f"{MOVES_OF_MEMORY} moves for the memory")
    process = Path("/proc", (folder / "kernel").read_text(encoding="utf-8"), "status")
    page, root = explored.page, explored.root.element_handle()
    explored.knob(KNOB).focus()
    resident = []
    for move in range(MOVES_OF_MEMORY + 50):
        page.evaluate("root => bench.next('first_paint', root)", root)
        page.keyboard.press("ArrowRight" if move // 15 % 2 == 0 else "ArrowLeft")
        page.evaluate(TOOK)
        if move >= 49 and move % 50 == 49:
            explored.still()
            told = process.read_text(encoding="utf-8")
            resident.append(int(told.split("VmRSS:")[1].split()[0]) / 1024)
    return {"mib": [round(one, 1) for one in resident], "last_over_first": round(resident[-1] / resident[0], 3)}


def _run_all(browser: Browser, server: Server) -> list[float]:
    """Seconds from Run All to the first picture, each with a kernel that has imported nothing."""
    say("Run All")
    seconds = []
    for _turn in range(TIMES_STARTED):
        for opened in visit(browser):
            page = opened.page
            page.goto(server.page("lab/tree/notebooks/explore.ipynb") + "&reset")
            page.evaluate(SCRIPT)
            run_all(page, before=lambda page=page: page.evaluate("bench.first(performance.now())"))
            seconds.append(round(page.evaluate("bench.began") / 1000, 2))
            page.locator(".lm-MenuBar-itemLabel", has_text="Kernel").click()
            page.locator(".lm-Menu-itemLabel", has_text="Shut Down Kernel").first.click()
            page.wait_for_timeout(1500)
    return seconds


def _pages(browser: Browser, server: Server) -> list[float]:
    """Seconds from asking for the page without code to its first picture."""
    say("the page without code")
    seconds = []
    for _turn in range(TIMES_STARTED):
        for opened in visit(browser):
            opened.page.add_init_script(f"{SCRIPT}; bench.first();")
            opened.page.goto(server.page())
            seconds.append(round(opened.page.evaluate("bench.began") / 1000, 2))
    return seconds


def as_table(found: dict[str, Any]) -> str:
    """A line per figure."""
    return "\n".join(f"{name:20}{value}" for name, value in found.items())


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How soon the explorer answers, in a real browser.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--moves", type=int, default=60, help="moves of each contestant (default 60; 0: none)")
    parser.add_argument("--drag", action="store_true", help="paints per second while dragging")
    parser.add_argument("--memory", action="store_true", help=f"memory of the kernel over {MOVES_OF_MEMORY} moves")
    parser.add_argument("--start", action="store_true", help="time to the first picture")
    asked = parser.parse_args(arguments)
    if asked.moves < 0 or asked.moves == 1:
        parser.error("--moves must be 0, or 2 at least")
    found = measure(asked.moves, drag=asked.drag, memory=asked.memory, start=asked.start)
    print(json.dumps(found) if asked.json else as_table(found))


if __name__ == "__main__":
    main()
