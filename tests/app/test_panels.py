"""What the tabs of the explorer show: the figures of the appraisal, the sentences of the memo, nothing that can run."""

from __future__ import annotations

import dataclasses
import json
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from bs4 import BeautifulSoup

from model import load_option, simulate
from model.app.explore.panel import Panel, View
from model.app.explore.tabs import tipping
from model.app.explore.tabs.specs import dots
from model.decide.appraisal import band, difference, present_cost, share_cheaper
from model.decide.consent import consent
from model.decide.crossing import Tip, TippingRow
from model.decide.schedule import schedule
from model.decide.tipping import Plane, Tipping
from model.decide.unplanned import unplanned_exits, without_exits
from model.decide.verdict import verdict
from model.decide.why import waterfall
from model.engine import compiled
from model.inputs import load_scenario
from model.language import _, use
from model.show.chart_cost import yearly_cost
from model.show.chart_goals import standings
from model.show.prose import Prose
from model.show.text_advice import advice, what_decides
from model.show.text_calendar import standing_sentences
from model.show.text_checks import exit_sentences
from model.show.text_consent import consent_sentences, transfer_sentences
from model.show.text_turning import tipping_sentences
from tests.factories import make_outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from model.engine.outcome import Outcome

TABS = ("verdict", "cost", "why", "goals", "consent", "tipping", "calendar", "assumptions", "difference")
QUICK = ("verdict", "cost", "why", "goals", "difference")
HOSTILE = '<script>alert("x")</script>&'


def show(tab: str, outcome: Outcome, **told: object) -> Panel | None:
    view = {"verdict": verdict(outcome, told.get("party")), "setting": SimpleNamespace(decide_from=None), **told}
    return import_module(f"model.app.explore.tabs.{tab}").panel(View(outcome=outcome, **view))


def hostile() -> Outcome:
    """Names of a case, its parties and an option as an attacker would choose them."""
    outcome = make_outcome(draws=64, block_size=16, parties=3)
    named = [
        option.model_copy(update={"title": option.title.model_copy(update={"nl": HOSTILE, "en": HOSTILE})})
        for option in outcome.option_objects
    ]
    rows = tuple(
        row.model_copy(update={"name": HOSTILE, "name_nl": HOSTILE, "source_title": HOSTILE, "unit": HOSTILE,
                               "source_url": "javascript:alert(1)", "overridden_by": f"case {HOSTILE}"})
        for row in outcome.assumptions
    )  # fmt: skip
    return dataclasses.replace(outcome, party_names=(HOSTILE,) * 3, option_objects=tuple(named), assumptions=rows)


@pytest.fixture(scope="module")
def real() -> Outcome:
    return simulate("bommelerwaard", draws=256)


def text(panel: Panel) -> str:
    return BeautifulSoup(panel.html, "html.parser").get_text(" ")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("tab", TABS)
def test_hostile_names_are_text_and_data_is_plain(tab: str, language: str) -> None:
    outcome = hostile()
    with use(language):
        panel = show(tab, outcome, pinned=make_outcome(draws=64, block_size=16, parties=3, seed=0))
        assert panel is not None
        page = BeautifulSoup(panel.html + (panel.more or ""), "html.parser")
    assert not page.find_all(["script", "img", "style", "iframe"])
    assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert not page.find_all(href=lambda url: url and not url.startswith("https://"))
    json.dumps(panel.chart, allow_nan=False)


@pytest.mark.parametrize("tab", TABS)
def test_first_paint_is_a_picture_or_leaves_what_is_there(tab: str, real: Outcome) -> None:
    panel = show(tab, real, whole=False, pinned=real)
    assert (panel is not None) == (tab in QUICK)
    if panel is not None:
        assert panel.chart
        assert panel.more is None
        assert panel.chart["alt"]


@pytest.mark.parametrize("tab", [tab for tab in TABS if tab not in {"cost", "assumptions", "tipping", "verdict"}])
def test_nothing_but_continue_says_what_to_do(tab: str) -> None:
    alone = simulate("bommelerwaard", options=["continue"], draws=64)
    panel = show(tab, alone)
    assert panel is not None
    assert panel.chart is None
    assert "ontwerp" in text(panel).lower() or tab == "difference"


def test_verdict_says_what_the_memo_says_with_the_figures_of_the_appraisal(real: Outcome) -> None:
    found = verdict(real)
    panel = show("verdict", real, exits=unplanned_exits(real, without_exits(real)))
    html = panel.html
    assert Prose(advice(real, found)).to_html() in html
    assert all(Prose((said,), "bullets").to_html()[4:-5] in html for said in what_decides(real, found))
    exits = exit_sentences(real, unplanned_exits(real, without_exits(real)))
    assert Prose(exits, "bullets").to_html() in html
    ten, bars = panel.chart["charts"]
    assert ten["dots"] == dots(found.share)
    for row, option in zip(bars["rows"], real.options[1:], strict=True):
        wanted = band(difference(real, option))
        assert (row["mean"], row["low"], row["high"]) == (wanted.mean, wanted.p10, wanted.p90)
        assert row["dots"] == dots(share_cheaper(difference(real, option)))


def test_ten_dots_never_claim_all_or_none_that_is_not_so() -> None:
    assert [dots(share) for share in (0.0, 0.01, 0.049, 0.05, 0.72, 0.949, 0.951, 0.999, 1.0)] == [
        0, 0.5, 0.5, 1, 7, 9, 9.5, 9.5, 10,
    ]  # fmt: skip


@pytest.mark.parametrize("party", [None, "GM0263"])
def test_cost_is_that_of_the_fan_chart(real: Outcome, party: str | None) -> None:
    chart = show("cost", real, party=party).chart
    shown = (party, None) if party else (*real.parties, None)
    assert len(chart["panels"]) == len(shown)
    for panel, who in zip(chart["panels"], shown, strict=True):
        for line, option in zip(panel["lines"], real.options, strict=True):
            values = yearly_cost(real, option, who)[0]
            np.testing.assert_allclose(line["mean"], values.mean(axis=0))
            np.testing.assert_allclose([line["low"], line["high"]], np.quantile(values, (0.1, 0.9), axis=0))


def test_waterfalls_share_their_rows_and_add_up(real: Outcome) -> None:
    chart = show("why", real, party=real.parties[0]).chart
    assert len({len(one["steps"]) for one in chart["panels"]} | {len(chart["rows"])}) == 1
    for one, option in zip(chart["panels"], real.options[1:], strict=True):
        *steps, total = one["steps"]
        assert sum(step["mean"] for step in steps) == pytest.approx(total["mean"], abs=1e-3)
        assert total["mean"] == pytest.approx(waterfall(real, option, real.parties[0]).difference)
        assert [step["start"] for step in steps] == pytest.approx(
            np.cumsum([0.0, *(step["mean"] for step in steps)])[:-1].tolist(), abs=1e-3
        )


def test_goals_are_the_standings(real: Outcome) -> None:
    chart = show("goals", real).chart
    for place, row in enumerate(chart["rows"]):
        for mark, option in zip(row["marks"], real.options[1:], strict=True):
            one = standings(real)[option][place]
            assert mark["value"] == pytest.approx(10 * one.balance)
            assert mark["high"] - mark["low"] == pytest.approx(5 * (one.better + one.worse))


def test_tipping_says_what_is_near_and_after_the_search_what_tips(real: Outcome) -> None:
    before = show("tipping", real)
    assert before.chart is None
    assert all(Prose((said,), "bullets").to_html()[4:-5] in before.html for said in what_decides(real, verdict(real)))
    x, y = (
        TippingRow(id=name, name=name, name_nl=name, unit="share", kind="judgement", low=0.0, base=0.4, high=2.0,
                   choices=(), kept=0.1, tips=(Tip(1.5, 1.2, 2.6, "continue", "extend", "above"),), parties=())
        for name in ("x", "y")
    )  # fmt: skip
    cost = np.zeros((4, 2, 2))
    cost[1] = [[1.0, 1.0], [1.0, -1.0]]
    cost[2:] = 9.0
    plane = Plane(
        "x", "y", (0.0, 2.0), (0.0, 2.0), real.options, tuple(tuple(map(tuple, one)) for one in cost.tolist())
    )
    found = Tipping("continue", 0.01, 64, 64, (x, y), (), 5, (), plane)
    after = show("tipping", real, answers={"tipping": found})
    assert Prose(tipping_sentences(real, found), "bullets").to_html() in after.html
    ranges, heat = after.chart["charts"]
    assert ranges["rows"][0]["tick"] == pytest.approx(0.2)
    assert ranges["rows"][0]["marks"] == [{"value": 0.75, "low": 0.6, "high": 1.0}]  # never beyond the range
    assert {k for line in heat["cells"] for k in line} == {0, 1}
    assert heat["cells"][0][0] == 0
    assert heat["cells"][-1][-1] == 1
    assert [one["letter"] for one in heat["key"]] == ["A", "B"]


def test_search_is_kept_and_can_be_stopped(real: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(compiled.CACHE_VARIABLE, str(tmp_path))
    found, runs = Tipping("continue", 0.01, 64, 64, (), (), 0, (), None), []

    def searched(outcome: Outcome, *, progress: Callable[[int, int], None]) -> Tipping:
        runs.append(outcome)
        progress(1, 2)
        return found

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    monkeypatch.setattr(tipping, "tipping", searched)
    view = View(outcome=real, setting=None)
    with pytest.raises(InterruptedError):
        tipping.work(view, stop)
    told: list[tuple[int, int]] = []
    assert tipping.work(view, lambda done, total: told.append((done, total))) == found
    assert tipping.work(view, stop) == found  # of an earlier time: nothing is searched
    assert (len(runs), told) == (2, [(1, 2)])


def test_consent_and_calendar_say_what_the_memo_says(real: Outcome) -> None:
    found = consent(real)
    panel = show("consent", real)
    assert Prose((*consent_sentences(real, found), *transfer_sentences(real, found)), "bullets").to_html() in panel.html
    looks = {cell["look"] for row in panel.chart["rows"] for cell in row["cells"]}
    assert looks <= {"yes", "no", "unsure", "same"}
    said = [text for one in schedule(real) for text in standing_sentences(real, one)]
    shown = show("calendar", real)
    assert Prose(tuple(said), "bullets").to_html() in shown.html
    bars = [row for row in shown.chart["rows"] if "head" not in row]
    assert all(shown.chart["first"] <= row["start"] <= row["end"] <= shown.chart["last"] for row in bars)


def test_difference_is_taken_in_the_same_futures() -> None:
    pinned = simulate("bommelerwaard", "stress", draws=256)
    now = simulate("bommelerwaard", draws=64)
    panel = show("difference", now, pinned=pinned)
    for row, option in zip(panel.chart["rows"], now.options, strict=True):
        gap = present_cost(now, option) - present_cost(pinned, option)[:64]
        assert row["mean"] == pytest.approx(gap.mean())
    words = text(panel)
    assert "krapte op de arbeidsmarkt" in words
    same = show("difference", now, pinned=now)
    assert _("Nothing that goes in differs.") in text(same)
    other = show("difference", now, pinned=simulate("dommelvallei", draws=64))
    assert other.chart is None


def test_an_option_that_was_designed_otherwise_is_named() -> None:
    unwind = load_option("unwind")
    later = unwind.model_copy(update={"actions": unwind.actions[:0]})
    before, after = (simulate("bommelerwaard", options=["continue", one], draws=64) for one in (unwind, later))
    words = text(show("difference", after, pinned=before))
    assert "Optie: Beëindigen" in words
    assert "anders ontworpen" in words


def test_assumptions_show_every_row_with_source_range_and_who_set_it() -> None:
    world = load_scenario("stress")
    outcome = simulate("bommelerwaard", world, draws=64)
    page = BeautifulSoup(show("assumptions", outcome).html, "html.parser")
    rows = {row["data-row"]: row for row in page.select("table[data-rows=assumptions] tbody tr")}
    assert list(rows) == [row.id for row in outcome.assumptions]
    for row in outcome.assumptions:
        shown = rows[row.id]
        assert float(shown["data-base"]) == pytest.approx(row.base)
        assert bool(shown.get("class")) == bool(row.overridden_by)
        assert shown.button["aria-label"].startswith("Pas aan: ")
    assert "scenario" in rows["prices.saas"].get_text()
    laws = page.select("table[data-rows=laws] tbody tr")
    assert len(laws) >= 20
    assert all(row.select_one("input[type=checkbox]").has_attr("checked") for row in laws)
    assert len(page.select("form")) == 1
