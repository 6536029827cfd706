"""The board memos of the shipped cases, in a browser without network."""

import re

import pytest

from model import resources
from tests.browser.page_checks import (
    accessible,
    check_headings,
    check_images,
    check_tables,
    english_words,
    requests_beside_itself,
    width_beyond_screen,
)

QUICK = {"dommelvallei": "memo-nl", "drechtsteden-hardinxveld": "memo-largest"}  # the others in `make test-full`
CASES = [
    pytest.param(case, marks=pytest.mark.xdist_group(QUICK[case]) if case in QUICK else pytest.mark.full)
    for case in resources.list_cases()
]


@pytest.fixture(params=CASES)
def path(request, executed):
    (page,) = executed("memo", case=request.param).glob("*.html")
    return page


def small(path):
    """Two or three members: with five or seven the body is still longer (a debt)."""
    return any(name in path.name for name in ("bommelerwaard", "dommelvallei", "leidse-regio"))


def test_memo_asks_for_nothing_and_says_nothing_to_the_console(visit, path):
    page = visit(path)
    assert requests_beside_itself(page) == []
    assert page.messages == []
    assert path.stat().st_size <= 1.5e6


def test_memo_is_in_dutch_and_has_a_title(visit, path):
    page = visit(path)
    assert page.evaluate("document.documentElement.lang") == "nl"
    assert "Herijk" != page.title() != ""
    assert english_words(page) == []


def test_structure_figures_and_tables(visit, path):
    page = visit(path)
    check_headings(page)
    assert len(check_images(page)) >= 6
    assert len(check_tables(page)) >= 10


@pytest.mark.full
def test_no_accessibility_violation(visit, axe, path):
    accessible(visit(path), axe)


@pytest.mark.xdist_group("memo-nl")
def test_no_accessibility_violation_on_a_phone_in_the_dark(visit, axe, executed):
    accessible(visit(executed("memo") / "dommelvallei-base.html", width=360, scheme="dark"), axe)


@pytest.mark.parametrize("width", [1280, 360])
def test_page_never_scrolls_sideways(visit, path, width):
    page = visit(path, width=width)
    assert width_beyond_screen(page) <= 0
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert width_beyond_screen(page) <= 0


def test_code_is_hidden_until_asked_for(visit, path):
    page = visit(path)
    code = page.locator("details.code pre")
    assert code.count() > 10
    assert not any(part.is_visible() for part in code.all())
    page.locator("#code-switch").click()
    assert all(part.is_visible() for part in code.all())


@pytest.mark.xdist_group("memo-nl")
def test_estimated_figures_carry_the_mark(visit, executed):
    page = visit(executed("memo") / "dommelvallei-base.html")
    assert page.locator(".banner").inner_text().lower() == "voorbeeld, cijfers geschat"
    assert page.locator(".banner").is_visible()


def test_memo_prints_as_pages_with_a_body_of_two_or_three(visit, path):
    page = visit(path)
    assert pages_in(page.pdf(prefer_css_page_size=True)) > 4
    body = 9  # heading, advice, costs, why, goals, consent, risks, decisions, review
    page.evaluate("n => [...document.querySelectorAll('main > .output')].slice(n).forEach(e => e.remove())", body)
    assert pages_in(page.pdf(prefer_css_page_size=True)) <= (3 if small(path) else 4)


def pages_in(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
