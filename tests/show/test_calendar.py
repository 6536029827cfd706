"""Calendar and text check as readers get them: dates in words, articles with links, nothing claimed, text escaped."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from model.decide.schedule import schedule
from model.decide.text_check import TextCheck, check_text
from model.inputs import build_option
from model.language import use
from model.law import LegalForm
from model.law.text_check import check
from model.show import figures, tables, texts
from model.show.table_calendar import term_words
from tests.factories import make_case, make_outcome
from tests.show.test_figures import overlaps, struck_through
from tests.show.words import ENGLISH

PLANS = {
    "split": [{"kind": "dissolve", "destination": "market", "at": 2028}],
    "mixed": [
        {"kind": "invest", "lever": "dvo", "at": 2027}, {"kind": "invest", "lever": "framework", "at": 2027},
        {"kind": "change_form", "to": "centrumregeling", "host": "largest", "at": 2028},
        {"kind": "change_key", "key": {"usage": 1.0}, "at": 2028},
    ],
    "leave": [{"kind": "leave", "party": "GM9901", "destination": "market", "at": 2028}],
    "key": [{"kind": "change_key", "key": {"usage": 1.0}, "at": 2027}],
    "early": [{"kind": "change_form", "to": "centrumregeling", "host": "largest", "at": 2027}],
    "wait": [{"kind": "dissolve", "when": {"signpost": "trust", "below": 0.3, "lead_years": 2}}],
}  # fmt: skip


@pytest.fixture(scope="module")
def outcome():
    made = make_outcome(draws=64, parties=3)
    options = tuple(
        build_option({"title": {"nl": f"Plan {n}", "en": f"Plan {n}"}, "actions": actions}, name=name)
        for n, (name, actions) in enumerate(PLANS.items())
    )
    object.__setattr__(made, "options", tuple(PLANS))
    object.__setattr__(made, "option_objects", options)
    return made


@pytest.fixture(scope="module")
def found(outcome):
    return {one.option: one for one in schedule(outcome)}


@pytest.mark.parametrize("name", PLANS)
def test_no_text_over_another_and_nothing_clipped(outcome, found, name):
    figure = figures.calendar_chart(outcome, found[name])
    covered, boxes = overlaps(figure.canvas)
    assert covered == []
    assert struck_through(figure.canvas, boxes) == []
    wide, high = figure.canvas.bbox.width, figure.canvas.bbox.height
    for text, box in boxes:
        assert box.x0 >= -1, text
        assert box.x1 <= wide + 1, text
        assert box.y0 >= -1, text
        assert box.y1 <= high + 1, text


def test_the_alternative_names_steps_dates_and_what_drives(outcome, found):
    alt = figures.calendar_chart(outcome, found["split"]).alt
    assert "1 januari 2028 is haalbaar" in alt
    assert "besluit van elke deelnemer van 27 mei 2026 tot 10 juni 2026" in alt
    assert "bepaald door: voorstel en ontwerptekst" in alt  # a tender after the decision takes longer than a split
    assert not ENGLISH.search(alt)


def test_what_is_decided_when_stands_in_order_with_day_article_and_source(outcome, found):
    steps = texts.decide_when(outcome, found["mixed"])
    days = [step.text for step in steps]
    assert days[0].startswith("Uiterlijk 1 januari 2026: besluit om ‘de rechtsvorm wijzigen")
    assert "Uiterlijk 11 maart 2027: het ontwerp naar de raden; zij hebben 8 weken" in days[5]
    assert days[-1].startswith("1 januari 2028: ingang van ‘de rechtsvorm wijzigen: ")
    for step in steps:
        if re.search(r"\b(Wgr|WOR|Aw)\b", step.text):
            assert step.source.startswith("https://"), step.text
        assert not ENGLISH.search(step.text)
    one_line = next(text for text in days if text.startswith("Begroting"))
    assert "29 april 2026" in one_line
    assert "22 juni 2026" in one_line
    assert "14 september 2026" in one_line


def test_ending_an_arrangement_claims_no_term_of_law(outcome, found):
    said = " ".join(step.text for step in texts.decide_when(outcome, found["split"]))
    assert "8 weken" not in said
    assert "staat in de eigen regeling (Wgr art. 9 lid 1)" in said


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("split", "is haalbaar"),
        ("early", "niet haalbaar: niet vóór 1 januari 2028"),
        ("leave", "lukt alleen bij korte termijnen; reken op 1 januari 2029"),
        ("wait", "wacht op een signaal; daarna zijn zo'n 24 maanden nodig, en er is met 2 jaar gerekend"),
    ],
)
def test_whether_a_plan_can_be_met_is_said_in_words(outcome, found, name, part):
    sentences = texts.standing_sentences(outcome, found[name])
    assert part in sentences[0]
    assert not ENGLISH.search(" ".join(sentences))


def test_a_signpost_gets_no_days(outcome, found):
    assert texts.decide_when(outcome, found["wait"]) == ()
    assert tables.calendar_table(outcome, found["wait"]).rows[0][0].text == "Na een signaal, hier op 1 januari 2026"


def test_every_row_of_the_table_has_an_article_with_a_link_or_says_judgement(outcome, found):
    for one in found.values():
        for row in tables.calendar_table(outcome, one).rows:
            ground = row[-1]
            assert ground.url.startswith("https://") or ground.text in {"oordeel", "afgeleid", "–"}
            assert ("art." in ground.text) == bool(ground.url)


def test_terms_in_words(found):
    said = {one.step.key: term_words(one) for plan in found.values() for m in plan.moments for one in m.steps}
    asked = ("prepare", "frame", "draft_budget", "province", "offers", "notice", "start")
    assert {key: said[key] for key in asked} == {
        "prepare": "1–6 maanden", "frame": "vóór 30 april", "draft_budget": "12 weken", "notice": "18 maanden",
        "province": "vóór 15 september", "offers": "45 dagen", "start": "op 1 januari",
    }  # fmt: skip


def test_a_later_day_of_decision_moves_the_dates(outcome):
    later = {one.option: one for one in schedule(outcome, dt.date(2026, 2, 1))}
    (said,) = texts.standing_sentences(outcome, later["key"])
    assert (
        "per 1 januari 2027 lukt alleen bij korte termijnen; reken op 1 januari 2028" in said
    )  # 1 May: framework gone


def test_the_check_of_the_text_claims_nothing_that_nobody_looked_at():
    found = check_text(make_case())
    said = texts.text_check_sentences(found)
    assert said[0].endswith("regelen: 1 mogelijk en 6 niet nagekeken.")  # the case names an exit rule
    assert "niet gelezen" in said[1]
    table = tables.text_check_table(found)
    assert all(row[1].url.startswith("https://") for row in table.rows)
    assert "voldoet" not in " ".join(cell.text for row in table.rows for cell in row)


def test_a_quote_cannot_break_the_page():
    text = "Artikel 4 <img src=x onerror=alert(1)> evaluatie en ontwerpbegroting acht weken voor de vaststelling"
    findings = check(LegalForm.BEDRIJFSVOERINGSORGANISATIE, {}, text)
    found = TextCheck("bedrijfsvoeringsorganisatie", text_read=True, findings=findings)
    page = tables.text_check_table(found).to_html()
    assert "<img" not in page
    assert "&lt;img" in page
    assert "Mogelijk geregeld in artikel 4" in page
    assert any("Mogelijk verouderd" in cell.text for row in tables.text_check_table(found).rows for cell in row)
    assert "termijnen van vóór 1 juli 2022" in texts.text_check_sentences(found)[-1]


def test_in_english_too(outcome, found):
    with use("en"):
        figure = figures.calendar_chart(outcome, found["mixed"])
        assert "can be done" in figure.alt
        assert "8 weeks" in " ".join(step.text for step in texts.decide_when(outcome, found["mixed"]))
