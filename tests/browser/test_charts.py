"""Charts of the explorer as a browser draws them: texts apart and large enough, no jump, and the table to search."""

from __future__ import annotations

import dataclasses
import json
from importlib import import_module
from importlib.resources import files
from types import SimpleNamespace

import numpy as np
import pytest

from model import simulate
from model.app.explore.panel import View
from model.decide.crossing import Tip, TippingRow
from model.decide.tipping import Plane, Tipping
from model.decide.verdict import verdict
from model.language import use

SCRIPTS = ("marks.js", "plans.js", "charts.js", "rows.js")
LIVE = ("verdict", "cost", "why", "goals", "consent", "tipping", "calendar", "difference")
APART = """() => [...document.querySelectorAll('svg')].flatMap((svg) => {
    const frame = svg.getBoundingClientRect(), found = [];
    const texts = [...svg.querySelectorAll('text')].map((one) => [one.textContent, one.getBoundingClientRect()]);
    texts.forEach(([said, box], n) => {
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1) found.push(said);
        texts.slice(0, n).forEach(([other, one]) => {
            const wide = Math.min(box.right, one.right) - Math.max(box.left, one.left);
            const high = Math.min(box.bottom, one.bottom) - Math.max(box.top, one.top);
            if (wide > 1 && high > 4) found.push(`${svg.dataset.name}: ${said} | ${other}`);
        });
    });
    return found; })"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('svg text')].map((text) =>
    parseFloat(text.getAttribute('font-size')) * text.ownerSVGElement.getScreenCTM().a))"""


def tipped(outcome):
    """An answer with a tipping point and a map of three options, as a search would give."""
    drivers = tuple(
        TippingRow(id=name, name=f"driver {name}", name_nl=f"een aanname met een lange naam: {name}", unit="share",
                   kind="judgement", low=0.0, base=0.4, high=1.0, choices=(), kept=0.3, tips=tips, parties=())
        for name, tips in (("a", (Tip(0.7, 0.6, 0.8, "continue", "extend", "above"),)), ("b", ()))
    )  # fmt: skip
    line = tuple(np.linspace(0.0, 1.0, 7))
    x, y = np.meshgrid(line, line)
    cost = np.stack([0.0 * x, 0.6 - x, 0.5 + x - 1.8 * y, 9.0 + x])
    plane = Plane("a", "b", line, line, outcome.options, tuple(tuple(map(tuple, one)) for one in cost.tolist()))
    return Tipping("continue", 0.01, 512, 1024, drivers, (), 20, (), plane)


def charts(case, language, party=None):
    with use(language):
        outcome, before = (simulate(case, draws=draws) for draws in (256, 128))
        view = View(outcome=outcome, setting=SimpleNamespace(decide_from=None), verdict=verdict(outcome, party),
                    party=party, pinned=before, answers={"tipping": tipped(outcome)})  # fmt: skip
        shown = {tab: import_module(f"model.app.explore.tabs.{tab}").panel(view) for tab in (*LIVE, "assumptions")}
    assert all(shown[tab].chart for tab in LIVE)
    return shown


def page_of(path, shown, language, theme):
    static = files("model.app.explore") / "static"
    script = "\n".join((static / name).read_text(encoding="utf-8") for name in SCRIPTS)
    style = "\n".join((static / name).read_text(encoding="utf-8") for name in ("explorer.css", "charts.css"))
    data = {tab: panel.chart for tab, panel in shown.items() if panel.chart}
    written = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    colours = "#16181c; color: #f0f0f0" if theme == "dark" else "#ffffff"
    dark = ' data-theme="dark"' if theme == "dark" else ""
    path.write_text(
        f"<!doctype html><html lang={language}><meta charset=utf-8><title>Grafieken</title>"
        f"<style>body {{margin: 0; font: 14px sans-serif; background: {colours}}} a {{color: inherit}}"
        f"{style}</style><body{dark}>"
        f"<main class=hx lang={language}><h1>Grafieken</h1><div id=charts></div>"
        f"<div id=rows>{shown['assumptions'].html}</div></main>"
        f"<script type=module>{script}\nconst data = {written};"
        """for (const [tab, chart] of Object.entries(data)) {
            const host = Object.assign(document.createElement('div'), {className: 'hx-chart', id: tab});
            document.getElementById('charts').append(host); host.append(draw(chart)); }
        window.again = (tab, chart) => draw(chart, {}, document.querySelector(`#${tab} svg`));
        window.data = data; window.sent = [];
        window.table = rows(document.getElementById('rows'), (one) => window.sent.push(one));</script>""",
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def dutch():
    return charts("bommelerwaard", "nl")


@pytest.mark.parametrize(
    ("case", "language", "theme", "width"),
    [("bommelerwaard", "nl", "light", 900), ("drechtsteden-hardinxveld", "en", "dark", 900),
     ("drechtsteden-hardinxveld", "nl", "light", 560), ("leidse-regio", "en", "dark", 560)],
)  # fmt: skip
def test_texts_stand_apart_and_are_large_enough(visit, axe, tmp_path, case, language, theme, width):
    path = page_of(tmp_path / "charts.html", charts(case, language), language, theme)
    page = visit(path, width=width, height=450, scheme=theme)
    page.wait_for_function("n => document.querySelectorAll('svg').length === n", arg=len(LIVE))
    page.wait_for_timeout(100)  # a small page is laid out again
    assert page.evaluate(APART) == []
    assert page.evaluate(SMALLEST) >= 11
    if (case, width) != ("leidse-regio", 560):  # its colours and markup are those of the others
        assert axe(page) == []
    labels = page.eval_on_selector_all("svg", "all => all.map((one) => one.getAttribute('aria-label'))")
    assert all(len(label) > 40 for label in labels)
    assert len(set(labels)) == len(labels)
    assert page.messages == []


def test_a_new_picture_takes_the_place_of_the_old_one_without_a_jump(visit, tmp_path, dutch):
    page = visit(page_of(tmp_path / "charts.html", dutch, "nl", "light"), width=900)
    page.evaluate("document.querySelectorAll('svg').forEach((one) => { one.kept = true; })")
    sizes = "[...document.querySelectorAll('svg')].map((one) => one.getAttribute('viewBox'))"
    before = page.evaluate(sizes)
    page.evaluate("""() => { const more = (one) => typeof one === 'number' ? one * 1.37
        : Array.isArray(one) ? one.map(more) : one;
      for (const tab of ['verdict', 'cost', 'why', 'difference']) {
        const deep = (one) => Array.isArray(one) ? one.map(deep) : one && typeof one === 'object'
          ? Object.fromEntries(Object.entries(one).map(([key, value]) =>
            [key, ['mean', 'low', 'high', 'start'].includes(key) ? more(value) : deep(value)])) : one;
        window.again(tab, deep(window.data[tab])); } }""")
    assert page.evaluate(sizes) == before
    assert page.evaluate("[...document.querySelectorAll('svg')].every((one) => one.kept)")
    assert page.evaluate(APART) == []
    assert page.messages == []


def test_names_of_people_are_text(visit, tmp_path, dutch):
    hostile = "<img src=x onerror=alert(1)>"
    chart = json.loads(json.dumps(dutch["cost"].chart).replace("Zaltbommel", hostile))
    shown = {**dutch, "cost": dataclasses.replace(dutch["cost"], chart=chart)}
    page = visit(page_of(tmp_path / "charts.html", shown, "nl", "light"))
    assert page.locator("#cost img").count() == 0
    assert page.locator("#cost text", has_text="<img").count() > 0
    assert page.messages == []


def test_rows_are_searched_and_set_by_keyboard(visit, tmp_path, dutch):
    page = visit(page_of(tmp_path / "charts.html", dutch, "nl", "light"))
    search = page.get_by_role("searchbox")
    search.fill("elasticiteit")
    shown = page.locator("tr[data-row]:visible")
    assert 0 < shown.count() < 20
    assert page.locator("[data-found]").inner_text() == f"{shown.count()} rijen"
    assert page.locator("table[data-rows=laws]").is_hidden()
    row = page.locator('tr[data-row="scale.elasticity"]')
    row.get_by_role("button").focus()
    page.keyboard.press("Enter")
    form = page.locator("form.hx-override")
    assert form.is_visible()
    assert page.evaluate("document.activeElement.name") == "base"
    assert page.evaluate("document.activeElement.value") == row.get_attribute("data-base")
    page.keyboard.press("Escape")
    assert form.is_hidden()
    page.keyboard.press("Enter")
    page.keyboard.type("-0.1")
    form.get_by_label("eigen bron").fill("eigen meting")
    page.keyboard.press("Enter")
    sent = page.evaluate("window.sent")
    assert [(one["do"], one["id"], one["source"]) for one in sent] == [("override", "scale.elasticity", "eigen meting")]
    assert page.evaluate("window.table.fail('Dit is geen reeks.')")
    assert form.get_by_role("alert").inner_text() == "Dit is geen reeks."
    page.evaluate(
        "() => { const all = document.getElementById('rows'); all.innerHTML = window.made || all.innerHTML; }"
    )
    assert page.get_by_role("searchbox").input_value() == "elasticiteit"
    page.get_by_role("searchbox").fill("")
    law = page.locator("table[data-rows=laws] tbody tr").first
    law.get_by_role("checkbox").uncheck()
    law.locator("input[type=date]").fill("2031-07-01")
    sent = page.evaluate("window.sent.slice(1)")
    assert [one["do"] for one in sent] == ["law", "law"]
    assert sent[0]["off"] is True
    assert sent[1]["date"] == "2031-07-01"
    assert page.messages == []
