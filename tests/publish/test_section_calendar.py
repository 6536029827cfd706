"""Sections about time and text on the page of the memo."""

from __future__ import annotations

import dataclasses

import pytest
from bs4 import BeautifulSoup

from model.publish import section_calendar
from model.publish.section import Nothing
from tests.publish.test_sections import make_memo


@pytest.fixture(scope="module")
def memo():
    return make_memo()


def text_of(section):
    return BeautifulSoup(section.to_html(), "html.parser").get_text(" ")


def leading(memo, option):
    """The same memo with an option in front, whatever the figures say."""
    return dataclasses.replace(memo, verdict=dataclasses.replace(memo.verdict, option=option))


def test_an_option_that_changes_something_gets_its_days(memo):
    said = text_of(section_calendar.decisions(leading(memo, "unwind")))
    assert "Wat besluiten we wanneer" in said
    assert "ingang van ‘de regeling opheffen’" in said
    assert "Andere opties" in said


def test_continuing_keeps_what_it_asks_and_shows_the_others(memo):
    said = text_of(section_calendar.decisions(leading(memo, None)))
    assert "Doorgaan vraagt geen" in said
    assert "Ontvlechten: ‘de regeling opheffen’" in said


def test_days_count_from_the_one_that_is_asked(memo):
    later = dataclasses.replace(memo, parameters=dataclasses.replace(memo.parameters, decide_from="2030-02-01"))
    assert "vanaf 1 februari 2030" in section_calendar.calendar(later).to_html()
    assert section_calendar.decisions(later).to_html() != section_calendar.decisions(memo).to_html()


def test_the_appendices_hold_every_option_and_every_duty(memo):
    page = section_calendar.calendar(memo).to_html()
    assert page.count("<figure") == len([o for o in memo.outcome.option_objects if o.actions])
    assert page.count("<table") >= 1
    assert "Gerekend met de wet sinds 1 juli 2022" in text_of(section_calendar.calendar(memo))
    assert "Wgr art. 11a" in text_of(section_calendar.text_check(memo))


def test_a_section_can_stay_out(memo):
    without = dataclasses.replace(memo, parameters=dataclasses.replace(memo.parameters, without=("decisions",)))
    assert isinstance(section_calendar.decisions(without), Nothing)
