"""Every notebook of ours, in both languages, as `herijk export` writes it: no network, marks on every sheet."""

import papermill
import pypdf
import pytest

from model import cli, resources
from model.publish.kernel import OwnKernelManager
from tests.browser.page_checks import check_headings, check_tables, english_words, requests_beside_itself

SETTINGS = {
    "memo": {"case": "dommelvallei", "draws": 64, "mark": "confidential"},
    "weigh": {"case": "dommelvallei", "draws": 64},
    "robustness": {"case": "dommelvallei", "draws": 64},
    "validate": {"draws": 64},
}
EVERY = [
    pytest.param((name, lang), id=f"{name}-{lang}", marks=pytest.mark.xdist_group(f"{name}-{lang}"))
    for name in SETTINGS
    for lang in ("nl", "en")
]


@pytest.fixture(scope="session")  # the tests of other files come in between
def folders(tmp_path_factory):
    """Folder of a notebook that was run once, and of what is exported of it."""
    made = {}

    def folder(name, lang):
        if (name, lang) not in made:
            made[name, lang] = place = tmp_path_factory.mktemp(f"{name}-{lang}")
            papermill.execute_notebook(
                resources.notebook_path(name), place / f"{name}.ipynb", {**SETTINGS[name], "lang": lang},
                kernel_name="python3", language="python", progress_bar=False, kernel_manager_class=OwnKernelManager,
            )  # fmt: skip
        return made[name, lang]

    return folder


def test_every_notebook_is_here():
    assert set(SETTINGS) == set(resources.list_notebooks())


@pytest.mark.parametrize("made", EVERY)
@pytest.mark.parametrize("words", [(), ("--public",)], ids=["page", "public"])
def test_page_asks_for_nothing_and_is_accessible(visit, axe, folders, made, words):
    folder = folders(*made)
    assert cli.main(["export", str(folder), "--to", "html", *words]) == 0
    path = folder / f"{made[0]}{'-public' if words else ''}.html"
    assert path.stat().st_size <= 1.5e6
    page = visit(path)
    assert requests_beside_itself(page) == []
    assert page.messages == []
    assert page.evaluate("document.documentElement.lang") == made[1]
    if made[1] == "nl" and made[0] != "validate":  # that one names rows of tables by their English key
        assert english_words(page) == []
    check_headings(page)
    assert len(check_tables(page)) >= 1
    if made == (("memo", "nl") if not words else (made[0], "en")):
        return  # tests/browser/test_memo.py checks the Dutch memos; a public copy is checked in Dutch
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    # The rows of a table are made alike, and axe takes seconds per hundred of them.
    page.evaluate("document.querySelectorAll('tbody').forEach(b => [...b.rows].slice(5).forEach(r => r.remove()))")
    assert axe(page) == []


@pytest.mark.xdist_group("memo-nl")
def test_marks_stand_on_every_sheet_of_paper(folders):
    folder = folders("memo", "nl")
    assert cli.main(["export", str(folder), "--to", "pdf"]) == 0
    pages = [sheet.extract_text() for sheet in pypdf.PdfReader(folder / "memo.pdf").pages]
    assert len(pages) > 5
    for text in pages:
        assert "VERTROUWELIJK" in text
        assert "Voorbeeld, cijfers geschat" in text
