"""The section of the memo on weighing: complete, or left out."""

import dataclasses
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from model.decide.weigh import weigh
from model.publish.section import Nothing
from model.publish.section_weigh import weigh as section
from tests.factories import make_outcome
from tests.publish.test_sections import make_memo


def weighed(outcome, found=None, **parameters):
    """Memo of which only the weighing is known."""
    decision = SimpleNamespace(weigh=found or weigh(outcome))
    return dataclasses.replace(make_memo(outcome, **parameters), decision=decision)


@pytest.fixture(scope="module")
def memo():
    return weighed(make_outcome(draws=64))


def test_it_says_shows_and_lists(memo):
    found = BeautifulSoup(section(memo).to_html(), "html.parser")
    assert found.section["aria-labelledby"] == found.h2["id"] == "weigh"
    assert len(found.find_all("li")) >= 4
    assert found.img["alt"].startswith("Hoe vaak elke optie op welke plaats eindigt")
    assert "Punten van elke optie per criterium" in " ".join(caption.text for caption in found.find_all("caption"))


def test_it_tells_whose_weights_these_are(memo):
    found = dataclasses.replace(memo.decision.weigh, own_weights=memo.outcome.parties)
    assert "De gewichten zijn die van de deelnemers." in section(weighed(memo.outcome, found)).to_html()
    assert "De gewichten zijn die van de deelnemers." not in section(memo).to_html()


def test_it_can_be_left_out():
    assert isinstance(section(weighed(make_outcome(draws=64), without=("weigh",))), Nothing)
    assert isinstance(section(weighed(make_outcome(draws=64, options=("continue",)))), Nothing)
