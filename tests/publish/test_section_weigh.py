"""The section of the memo on weighing: complete, or left out."""

import dataclasses

import pytest
from bs4 import BeautifulSoup

from model.decide.weigh import weigh
from model.publish.section import Nothing
from model.publish.section_weigh import weigh as section
from tests.factories import make_outcome
from tests.publish.test_sections import make_memo


@pytest.fixture(scope="module")
def memo():
    return make_memo(make_outcome(draws=64))


def test_it_says_shows_and_lists(memo):
    found = BeautifulSoup(section(memo).to_html(), "html.parser")
    assert found.section["aria-labelledby"] == found.h2["id"] == "weigh"
    assert len(found.find_all("li")) >= 4
    assert found.img["alt"].startswith("Hoe vaak elke optie op welke plaats eindigt")
    assert "Punten van elke optie per criterium" in found.find_all("caption")[-1].text


def test_what_was_weighed_already_is_used(memo):
    found = weigh(memo.outcome)
    assert section(memo, found).to_html() == section(memo).to_html()
    other = dataclasses.replace(found, own_weights=memo.outcome.parties)
    assert "De gewichten zijn die van de deelnemers." in section(memo, other).to_html()


def test_it_can_be_left_out():
    assert isinstance(section(make_memo(make_outcome(draws=64), without=("weigh",))), Nothing)
    assert isinstance(section(make_memo(make_outcome(draws=64, options=("continue",)))), Nothing)
