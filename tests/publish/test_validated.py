"""The pages of the validation: complete, and `docs/validation.md` as the model is now."""

from dataclasses import replace

import pytest

from model.decide.hindcast import hindcast, replaced
from model.decide.published_cases import PREDICTIONS, Effort
from model.decide.validation import DRAWS, Validation, _findings, _hindcast_items
from model.decide.validation_items import Predicted, load_items
from model.publish import validated
from model.resources import data_path, list_cases, list_scenarios
from tests.synthetic_validation import make_validation

PAGE = data_path().parent / "docs" / "validation.md"


@pytest.fixture(scope="module")
def found():
    return make_validation()


def test_sections_hold_every_item(found):
    html = validated.hindcast(found).to_html() + validated.checks(found).to_html()
    for one in found.findings:
        assert one.item.text("name").split(",")[0] in html
    assert "<figure" in html


def test_the_title_tells_the_page_its_language(found):
    section = validated.heading(found, "nl")
    assert section.level == 1
    assert section.facts == {"lang": "nl", "title": section.title}


def test_the_story_follows_the_figures(found):
    told = validated.hindcast(found).to_html()
    assert "valt er 2 binnen" in told
    assert "10 % inflatie" in told
    better = replace(found, predictions=tuple(one for one in found.predictions if one.year != 2022))
    assert "10 % inflatie" not in validated._story(better)[-1]


def test_what_it_does_not_show_is_on_the_page(found):
    assert validated.limits(found).to_html().count("<li>") >= 6
    assert "Cao Gemeenten 2019-2020" in validated.known(found).to_html()


def test_the_document_is_written_in_english_with_every_item(found, tmp_path, monkeypatch):
    monkeypatch.setattr(validated, "validate", lambda *_args: found)
    text = validated.write(tmp_path).read_text(encoding="utf-8")
    for item in load_items().values():
        assert item.name in text
    assert "What this does not show" in text
    assert "2,048" not in text  # it says how it was really made
    assert "(64 futures, seed 0)" in text


def test_docs_validation_md_is_up_to_date():
    """All figures of the page again, but for the face checks and refusals, which other tests hold.

    If this fails: ``python -m model.publish.validated``.
    """
    years = hindcast(2 * DRAWS, 0)
    worlds = len(list_cases()) * len(list_scenarios())
    predicted = dict(_hindcast_items(years))
    predicted |= {name: predict(Effort(DRAWS, 0)) for name, predict in PREDICTIONS.items()}
    for item in load_items().values():
        if item.section == "face":
            predicted[item.id] = Predicted(0.0, worlds=worlds)
        if item.section == "refusal":
            predicted[item.id] = Predicted(1.0)
    now = validated.document(Validation(_findings(predicted, years), years, replaced(), DRAWS, 0))
    assert PAGE.read_text(encoding="utf-8") == now
