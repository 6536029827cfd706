"""Check of the text of a case: its own file, links that lead away, and what the shipped cases declare."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from model.decide.text_check import check_text
from model.errors import InputError
from model.inputs import load_case
from model.resources import list_cases

CASE = """name: Proef
budget_year: 2026
arrangement:
  legal_form: bedrijfsvoeringsorganisatie
  text_file: regeling.html
  provisions: {evaluation: artikel 12, liquidation: no}
  notice_months: {value: 12, source: artikel 27}
parties:
  - {code: GM0263, name: Maasdriel, inhabitants: 25030}
  - {code: GM0297, name: Zaltbommel, inhabitants: 28881}
"""
PAGE = (
    "<head><title>evaluatie</title></head><h1>Artikel 9</h1><p>Zienswijze &lt;b&gt; <script>participatie</script></p>"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "case.yml").write_text(CASE, encoding="utf-8")
    (tmp_path / "regeling.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def states(found):
    return {str(one.requirement.key): one.state for one in found.findings}


def test_a_case_with_its_text(folder):
    found = check_text(load_case(folder / "case.yml"))
    assert found.text_read
    assert states(found) == {
        "exit_conditions": "possible", "exit_consequences": "not_found", "change_and_end": "not_found",
        "liquidation": "not_found", "evaluation": "declared", "views": "possible", "participation": "not_found",
        "information": "not_found", "framework": "not_found", "draft_budget": "not_found",
        "budget_sent": "not_found",
    }  # fmt: skip
    views = next(one for one in found.findings if one.requirement.key == "views")
    assert views.passages[0].article == "9"
    assert "<b>" in views.passages[0].quote  # text of the page; whoever shows it escapes it
    assert found.count("possible") == 2
    json.dumps(asdict(found))


def test_a_text_outside_the_folder_is_refused(folder, tmp_path_factory):
    away = tmp_path_factory.mktemp("away") / "geheim.html"
    away.write_text("uittreding", encoding="utf-8")
    (folder / "regeling.html").unlink()
    (folder / "regeling.html").symlink_to(away)
    with pytest.raises(InputError, match="map van de casus"):
        check_text(load_case(folder / "case.yml"))
    assert check_text(load_case(folder / "case.yml"), away).text_read  # what the reader names is the reader's choice


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("weg.txt", None, "kan niet worden gelezen"),
        ("regeling.pdf", b"%PDF", "soort bestand"),
        ("latin.txt", "één".encode("latin-1"), "UTF-8"),
        ("groot.md", b"x" * 2_000_001, "te groot"),
    ],
)
def test_a_text_that_cannot_be_read_says_why(folder, name, content, message):
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        check_text(load_case(folder / "case.yml"), folder / name)


@pytest.mark.parametrize("name", list_cases())
def test_of_the_shipped_cases_nothing_is_claimed_that_was_not_read(name):
    found = check_text(load_case(name))
    assert not found.text_read
    assert found.count("declared") == (1 if name == "west-brabant-west" else 0)
    assert found.count("not_found") == 0
