"""Every notebook of ours, in both languages, as `herijk export` writes it: no network, marks on every sheet."""

import pypdf
import pytest

from model import cli, resources
from tests.browser.page_checks import accessible, check_headings, check_tables, english_words, requests_beside_itself

EVERY = [
    pytest.param((name, lang), id=f"{name}-{lang}", marks=pytest.mark.xdist_group(f"{name}-{lang}"))
    for name in resources.list_notebooks()
    for lang in ("nl", "en")
]


@pytest.mark.parametrize("made", EVERY)
@pytest.mark.parametrize("words", [(), ("--public",)], ids=["page", "public"])
def test_page_asks_for_nothing_and_is_accessible(visit, axe, executed, tmp_path, made, words):
    name, lang = made
    notebook = next(executed(name, lang).glob("*.ipynb"))
    assert cli.main(["export", str(notebook), "--to", "html", "--output", str(tmp_path), *words]) == 0
    (path,) = tmp_path.iterdir()
    assert path.stat().st_size <= 1.5e6
    page = visit(path)
    assert requests_beside_itself(page) == []
    assert page.messages == []
    assert page.evaluate("document.documentElement.lang") == lang
    if lang == "nl" and name != "validate":  # that one names rows of tables by their English key
        assert english_words(page) == []
    check_headings(page)
    assert len(check_tables(page)) >= 1
    if not words or lang == "nl":  # a public copy is the page without some of its parts
        accessible(page, axe)


@pytest.mark.parametrize(
    "lang", [pytest.param(lang, marks=pytest.mark.xdist_group(f"explore-{lang}")) for lang in ("nl", "en")]
)
def test_explorer_without_its_kernel_says_the_verdict(visit, executed, tmp_path, lang):
    assert cli.main(["export", str(executed("explore", lang)), "--to", "html", "--output", str(tmp_path)]) == 0
    said = visit(tmp_path / "explore.html").locator("main").inner_text()
    assert {"nl": "In dit voorbeeld", "en": "In this example"}[lang] in said
    assert "Explorer object" not in said


@pytest.mark.xdist_group("memo-nl")
def test_marks_stand_on_every_sheet_of_paper(executed, tmp_path):
    assert cli.main(["export", str(executed("memo")), "--to", "pdf", "--output", str(tmp_path)]) == 0
    pages = [sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "dommelvallei-base.pdf").pages]
    assert len(pages) > 5
    for text in pages:
        assert "VERTROUWELIJK" in text
        assert "Voorbeeld, cijfers geschat" in text
