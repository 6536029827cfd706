"""An explorer in a real browser, moved as a person moves it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

PATIENCE = 180_000  # milliseconds: the calculation core may have to be built first
SHOWN = """([root, seq]) => Number(root.dataset.seq) > seq
    && root.dataset.stage === 'whole' && !root.hasAttribute('data-busy')"""


class Visit(NamedTuple):
    """A page that was opened, with what it asked of others and what it complained about."""

    page: Page
    others: list[str]
    complaints: list[str]


def visit(browser: Browser, *, known: bool = True, width: int = 1280, height: int = 800) -> Iterator[Visit]:
    """Open an empty page that can reach this machine alone; `known`: the tour was seen before."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL")
    found = Visit(context.new_page(), [], [])
    if known:
        context.add_init_script("localStorage.setItem('herijk-tour', 'seen')")

    def refuse(route):
        found.others.append(route.request.url)
        route.abort()

    context.route(re.compile(r"^(?!https?://127\.0\.0\.1:|data:|blob:)"), refuse)
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.on("console", lambda said: said.type == "error" and found.complaints.append(said.text))
    found.page.set_default_timeout(20_000)
    yield found
    context.close()


class Explored:
    """One explorer on a page."""

    def __init__(self, page: Page, place: int = 0) -> None:
        self.page, self.root = page, page.locator(".hx").nth(place)

    def get(self, what: str) -> Locator:
        return self.root.locator(what)

    def first_picture(self) -> None:
        self.get(".hx-chart svg").first.wait_for(timeout=PATIENCE)

    def still(self, after: int = -1, patience: int = PATIENCE) -> None:
        """Wait until all futures are shown of a picture newer than `after`."""
        self.root.wait_for(timeout=PATIENCE)
        self.page.wait_for_function(SHOWN, arg=[self.root.element_handle(), after], timeout=patience)

    def done(self, act: Callable[[], object]) -> None:
        """Do something and wait for what comes of it."""
        before = int(self.root.get_attribute("data-seq") or -1)
        act()
        self.still(before, 30_000)

    def press(self, name: str) -> None:
        """Press a button of the page by what it does."""
        self.done(self.get(f"button[data-do={name}]").click)

    def knob(self, name: str) -> Locator:
        """Slider, in sight."""
        slider = self.get(f'[data-knob="{name}"]')
        slider.evaluate("one => { one.closest('details').open = true; one.scrollIntoView({block: 'center'}); }")
        return slider

    def keys(self, name: str, *keys: str) -> None:
        """Press keys on a slider."""
        slider = self.knob(name)
        slider.focus()
        self.done(lambda: [slider.press(key) for key in keys])

    def drag(self, name: str, share: float) -> None:
        """Take a slider by the mouse to a share of its width."""
        slider = self.knob(name)
        box, low, high = slider.bounding_box(), *(float(slider.get_attribute(end)) for end in ("min", "max"))
        across = lambda part: box["x"] + 8 + part * (box["width"] - 16)  # noqa: E731
        y = box["y"] + box["height"] / 2
        here = (float(slider.input_value()) - low) / (high - low)

        def move() -> None:
            self.page.mouse.move(across(here), y)
            self.page.mouse.down()
            self.page.mouse.move(across(share), y, steps=8)
            self.page.mouse.up()

        self.done(move)

    def state(self) -> dict[str, str]:
        """Value of every slider and switch, as it stands there."""
        return self.root.evaluate(
            "root => Object.fromEntries([...root.querySelectorAll('[data-knob]')].map(one =>"
            " [one.dataset.knob, one.type === 'checkbox' ? String(one.checked) : one.value]))"
        )

    def verdict(self) -> str:
        return self.get(".hx-verdict").inner_text()

    def tab(self, name: str) -> None:
        self.done(self.get(f"[role=tab][data-tab={name}]").click)

    def figures(self) -> list[list[str]]:
        """Rows of the tables behind the chart."""
        return self.get(".hx-more").evaluate(
            "fold => [...fold.querySelectorAll('tbody tr')]"
            ".map(row => [...row.cells].map(cell => cell.textContent.trim()))"
        )


def run_all(page: Page, *, restart: bool = False, before: Callable[[], object] = lambda: None) -> None:
    """Run a notebook in JupyterLab from its menus; `before`: what to do just before the last click."""
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell").first.wait_for(timeout=60_000)
    page.locator("#jp-main-statusbar", has_text=re.compile(r"\| Idle")).wait_for(timeout=60_000)
    menu, line = ("Kernel", "Restart Kernel and Run All Cells…") if restart else ("Run", "Run All Cells")
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
    before()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{line}$")).click()
    if restart:
        page.locator(".jp-Dialog button.jp-mod-accept").click()
