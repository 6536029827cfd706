"""A headless Chromium without network, and the pages it looks at.

A machine without Chromium fails, it does not skip (see `chromium` in tests/conftest.py).
"""

from importlib.resources import files

import papermill
import pytest
from playwright.sync_api import sync_playwright

from model import resources
from model.publish.kernel import OwnKernelManager
from model.publish.memo import make_memo

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DRAWS = 256  # of a memo: enough to fill every figure
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(chromium):
    """Chromium of this machine, started once; its path comes from tests/conftest.py."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visit(browser):
    """Open a page from a file with the network off; its requests and messages are kept on it."""
    contexts = []

    def open_page(path, width=1280, height=800, scheme="light", script=True):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, offline=True, locale="nl-NL",
            java_script_enabled=script,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.requested, page.messages = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("console", lambda message: page.messages.append(message.text))
        page.on("pageerror", lambda error: page.messages.append(str(error)))
        page.goto(path.as_uri(), wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe():
    """Check a page with axe-core; returns one line per violation."""
    source = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

    def violations(page, part="html"):
        page.evaluate(source)  # not a script in the page: its own policy lets no script in
        found = page.evaluate("([part, rules]) => axe.run(part, {runOnly: rules})", [part, AXE_RULES])
        assert found["passes"], "axe-core checked nothing"
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    return violations


@pytest.fixture(scope="session")  # the tests of other files come in between
def executed(tmp_path_factory):
    """Folder of a notebook, run once; tests that share one are an xdist group, so that one worker runs it."""
    made = {}

    def folder(name, lang="nl", case="dommelvallei"):
        key = (name, lang, case)
        if key not in made:
            made[key] = place = tmp_path_factory.mktemp("-".join(key))
            if name == "memo":
                make_memo(case, lang=lang, draws=DRAWS, mark="confidential", output_dir=place)
            else:
                settings = {"draws": 64, "lang": lang} | ({"case": case} if name != "validate" else {})
                papermill.execute_notebook(
                    resources.notebook_path(name), place / f"{name}.ipynb", settings, kernel_name="python3",
                    language="python", progress_bar=False, kernel_manager_class=OwnKernelManager,
                )  # fmt: skip
        return made[key]

    return folder
