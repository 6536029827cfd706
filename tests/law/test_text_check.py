"""What the law asks of a text: sources, forms, states, and never more than *possible* from a search."""

from __future__ import annotations

import pytest

from model.language import use
from model.law import LegalForm
from model.law.forms import Provision
from model.law.text_check import QUOTE, REQUIREMENTS, check

OL, BVO, ORGAAN, CENTRUM, ZONDER = LegalForm
TEXT = """Artikel 20 Begroting
Het bestuur zendt de ontwerpbegroting acht weken voor de vaststelling aan de raden. De kaders gaan vóór 15 april uit.
Artikel 27 Uittreding
Een deelnemer die wil uittreden, verzoekt dat aan het bestuur. De gevolgen van de uittreding regelt het bestuur.
Artikel 30 Opheffing
De regeling kan worden opgeheven bij besluit van twee derde van de colleges.
"""  # invented


def states(form=BVO, declared=None, text=None, hints=None):
    return {one.requirement.key: one for one in check(form, declared or {}, text, hints)}


def test_every_line_has_article_source_reason_and_form():
    assert [one.key for one in REQUIREMENTS] == list(Provision)
    for one in REQUIREMENTS:
        assert any(digit in one.article for digit in "0123456789")
        assert one.cited.url.startswith("https://")
        assert one.forms
        for language in ("nl", "en"):
            with use(language):
                assert one.key.label
                assert one.why


@pytest.mark.parametrize(
    ("key", "forms"),
    [
        ("exit_conditions", {OL, BVO, ORGAAN, CENTRUM, ZONDER}),
        ("liquidation", {OL, BVO}),  # art. 9 (2): legal persons
        ("committee", {OL}),  # only a public body has a general board that sets one up
        ("draft_budget", {OL, BVO, ORGAAN}),
        ("evaluation", {OL, BVO, ORGAAN, CENTRUM, ZONDER}),
    ],
)
def test_what_holds_for_which_form(key, forms):
    assert {form for form in LegalForm if key in states(form)} == forms


def test_nothing_is_found_where_nobody_looked():
    assert {one.state for one in check(BVO, {})} == {"not_checked"}


def test_a_search_finds_candidates_with_their_article_and_never_more():
    found = states(text=TEXT)
    assert found["exit_conditions"].state == "possible"
    assert found["exit_conditions"].passages[0].article == "27"
    assert "wil uittreden" in found["exit_conditions"].passages[0].quote
    assert found["change_and_end"].passages[0].article == "30"
    assert found["evaluation"].state == "not_found"
    assert {one.state for one in found.values()} <= {"possible", "not_found"}


def test_terms_of_before_2022_are_pointed_out():
    found = states(text=TEXT)
    assert found["framework"].outdated[0].article == "20"
    assert "15 april" in found["framework"].outdated[0].quote
    assert "acht weken" in found["draft_budget"].outdated[0].quote
    assert found["draft_budget"].state == "not_found"
    now = TEXT.replace("acht weken", "twaalf weken").replace("15 april", "30 april")
    assert (states(text=now)["draft_budget"].state, states(text=now)["draft_budget"].outdated) == ("possible", ())


def test_what_the_case_declares_comes_first():
    found = states(declared={Provision.EVALUATION: "artikel 31", Provision.EXIT_CONDITIONS: "nee"}, text=TEXT)
    assert (found["evaluation"].state, found["evaluation"].declared) == ("declared", "artikel 31")
    assert found["exit_conditions"].state == "not_found"
    assert states(hints={Provision.EVALUATION: "elke vier jaar"})["evaluation"].state == "possible"


def test_quotes_are_short_and_whole():
    long = "woord " * 2000 + "evaluatie " + "staart " * 2000
    (passage,) = states(text=long)["evaluation"].passages
    assert len(passage.quote) < QUOTE + 10
    assert passage.quote.startswith("… woord")
    assert "evaluatie" in passage.quote
