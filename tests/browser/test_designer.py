"""The option designer in a browser, alone on a page, with its own Python behind it: by keyboard, and nothing jumps."""

import json
import re
from importlib.resources import files

import pytest

from model import load_case
from model.app.explore.designer import spec
from model.app.explore.designs import apply, apply_exit, refusal
from model.errors import InputError
from model.language import use
from tests.app.designing import FOUR
from tests.browser.page_checks import english_words, width_beyond_screen

PAGE = """<!doctype html>
<html lang="@lang@"><meta charset="utf-8"><title>Proef</title><style>@style@</style>
<body data-theme="@theme@"><main>
<h1 class="hx-live">Proef</h1><h2 class="hx-live">Verkenner</h2>
<div class="hx"><div class="hx-main">
<section class="hx-controls" tabindex="0" aria-label="Knoppen"><div id="designer"></div></section>
<section class="hx-results"><p class="hx-verdict">Doorgaan ligt voor de hand.</p></section>
</div></div></main>
<script type="application/json" id="spec">@told@</script>
<script type="module">@script@
const told = JSON.parse(document.getElementById("spec").textContent);
window.panel = designer(document.getElementById("designer"), async ({change}) => {
  const answer = await window.ask(change);
  if (answer.spec) window.panel.update(answer.spec);
  else window.panel.fail(answer.field, answer.text);
});
window.panel.update(told);
</script></html>
"""


class Core:
    """What stands behind the page: options, and the change that was asked last."""

    def __init__(self, case="dommelvallei", lang="nl"):
        self.case, self.lang = load_case(case), lang
        self.options, self.terms, self.asked = FOUR, None, []

    def spec(self):
        with use(self.lang):
            return json.loads(json.dumps(spec(self.case, self.options, self.terms)))

    def ask(self, change):
        self.asked.append(change)
        with use(self.lang):
            try:
                if "exit" in change:
                    self.terms = apply_exit(self.case, self.terms, change)
                else:
                    self.options = apply(self.case, self.options, change)
            except InputError as error:
                return refusal(error)
        return {"spec": self.spec()}


@pytest.fixture
def opened(visit, tmp_path):
    """Open the designer's page; gives the page and what stands behind it."""
    static = files("model.app.explore") / "static"
    style, script = (
        "".join((static / name).read_text(encoding="utf-8") for name in names)
        for names in (("explorer.css", "designer.css"), ("words.js", "designer.js"))
    )

    def open_designer(lang="nl", theme="light", **size):
        core = Core(lang=lang)
        told = json.dumps(core.spec()).replace("<", "\\u003c")
        path = tmp_path / f"{lang}-{theme}.html"
        fields = {"lang": lang, "theme": theme, "told": told, "style": style, "script": script}
        path.write_text(re.sub(r"@(\w+)@", lambda found: fields[found[1]], PAGE), encoding="utf-8")
        page = visit(path, scheme=theme, **size)
        page.expose_function("ask", core.ask)
        return page, core

    return open_designer


def tab_to(page, target, key="Tab"):
    """Walk by keyboard until `target` has the focus."""
    for _step in range(80):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press(key)
    pytest.fail(f"no way by keyboard to {target}")


def open_by_keyboard(page, option):
    tab_to(page, page.get_by_role("button", name="Opties ontwerpen"))
    page.keyboard.press("Enter")
    picker = page.get_by_label("Optie", exact=True)
    tab_to(page, picker)
    for _step in range(6):
        if picker.input_value() == option:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"no option {option}")


def test_an_action_by_keyboard_alone(opened):
    page, core = opened()
    open_by_keyboard(page, "unwind")
    tab_to(page, page.locator(".hx-add > summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".hx-add").get_by_role("button", name="Een deelnemer treedt uit"))
    page.keyboard.press("Enter")
    party = page.get_by_label("Wie vertrekt", exact=True)
    party.wait_for()
    assert party.evaluate("one => one === document.activeElement")
    assert page.locator(".hx-designer [role=status]").inner_text() == "Toegevoegd: Een deelnemer treedt uit."
    moment = page.locator("[data-field='unwind.1.moment']")
    tab_to(page, moment)
    page.keyboard.press("ArrowUp")
    year = page.locator("[data-field='unwind.1.at']")
    year.wait_for()
    assert moment.evaluate("one => one === document.activeElement")  # the form grew around it
    tab_to(page, year)
    page.keyboard.press("Control+a")
    page.keyboard.type("2099")
    page.keyboard.press("Enter")
    fault = page.locator(".hx-row", has=year).locator(".hx-error")
    fault.wait_for()
    assert "Het jaar valt buiten de horizon" in fault.inner_text()
    assert year.get_attribute("aria-invalid") == "true"
    assert fault.get_attribute("id") in year.get_attribute("aria-describedby").split()
    assert year.evaluate("one => one === document.activeElement")
    tab_to(page, page.get_by_role("button", name="Verwijder 2. Een deelnemer treedt uit"), "Shift+Tab")
    page.keyboard.press("Enter")
    party.wait_for(state="detached")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Verwijder 1. De regeling opheffen"
    assert core.options == FOUR
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Opties ontwerpen"
    assert not page.locator(".hx-designer").is_visible()
    assert page.messages == []


def test_what_is_refused_stays_with_its_sentence_and_typing_is_left_alone(opened):
    page, core = opened()
    open_by_keyboard(page, "restructure")
    share = page.get_by_label("Gebruik", exact=True)
    share.fill("60")
    share.press("Enter")
    group = page.locator(".hx-together", has=share)
    group.get_by_text("tellen op tot 60%").wait_for()
    share.fill("160")
    share.press("Enter")
    page.get_by_text("Het getal is te hoog.").wait_for()
    assert share.input_value() == "160"
    assert core.options[2].actions[3].key == {"usage": 0.6}
    share.fill("7")  # somebody types while an answer comes in
    core.options = apply(core.case, core.options, {"option": "restructure", "remove": 0})
    page.evaluate("told => window.panel.update(told)", core.spec())
    page.get_by_role("button", name="Terugzetten: Investeren in de sturing").wait_for()
    page.get_by_role("button", name="Hele optie terug naar het origineel").click()
    page.get_by_role("button", name="Terugzetten: Investeren in de sturing").wait_for(state="detached")
    assert core.options == FOUR
    assert share.input_value() == "100"
    assert page.messages == []


def test_what_the_law_forbids_is_offered_with_its_reason(opened):
    page, core = opened()
    open_by_keyboard(page, "restructure")
    page.locator(".hx-add > summary").click()
    merge = page.locator(".hx-add").get_by_role("button", name="Samengaan met een andere organisatie")
    assert merge.get_attribute("aria-disabled") == "true"
    reason = page.locator(f"#{merge.get_attribute('aria-describedby')}")
    assert "Er is geen rechtspersoon die kan fuseren." in reason.inner_text()
    merge.focus()
    page.keyboard.press("Enter")
    assert core.asked == []
    assert page.locator("[data-field='restructure.2.to'] option:disabled").count() >= 2
    page.locator(".hx-barred:not([hidden]) > summary").click()
    assert page.get_by_text("De regeling heeft deze vorm al.").is_visible()


def test_new_options_and_the_exit_rule(opened):
    page, core = opened()
    open_by_keyboard(page, "unwind")
    page.get_by_text("Nieuwe optie", exact=True).click()
    page.get_by_role("button", name="Kopie van Beëindigen").click()
    title = page.get_by_label("Titel", exact=True)
    page.wait_for_function("document.activeElement.value === 'Beëindigen (variant)'")
    title.fill('Stop <img src=x onerror="alert(1)">')
    title.press("Enter")
    page.wait_for_function(
        "document.querySelector('[data-pick=option]').selectedOptions[0].textContent.startsWith('Stop')"
    )
    assert page.locator(".hx-designer img").count() == 0
    page.locator(".hx-exit > summary").click()
    page.get_by_label("Wat een vertrekker betaalt", exact=True).select_option("taper")
    step = page.get_by_label("Daalt elk jaar met", exact=True)
    step.fill("12,5")
    step.press("Enter")
    page.wait_for_function("document.querySelector(\"[data-field='exit.step_pct']\").value === '12,5'")
    assert core.terms.step_pct == 12.5
    page.get_by_role("button", name="Deze optie verwijderen").click()
    page.wait_for_function("document.querySelector('[data-pick=option]').options.length === 4")
    assert core.options == FOUR
    assert page.messages == []


@pytest.mark.parametrize(("lang", "theme", "width"), [("nl", "light", 1280), ("en", "dark", 640)])
def test_no_accessibility_violation(opened, axe, lang, theme, width):
    page, _core = opened(lang, theme, width=width)
    page.locator(".hx-design-open").click()
    for option in ("continue", "restructure", "unwind"):
        page.locator("[data-pick=option]").select_option(option)
        page.evaluate("document.querySelectorAll('.hx-designer details').forEach(one => { one.open = true; })")
        assert axe(page) == []
        assert width_beyond_screen(page) <= 0
    assert page.locator(".hx-verdict").is_visible()
    if lang == "nl":
        assert english_words(page) == []
