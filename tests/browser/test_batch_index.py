"""The index of a batch in a real browser: sorted, filtered, read aloud and printed, without a network."""

import pytest

from model.batch.index import index_page
from model.language import use
from tests.browser.page_checks import (
    accessible,
    check_headings,
    english_words,
    requests_beside_itself,
    width_beyond_screen,
)

HOSTILE = "<img src=x onerror=\"document.title='gekaapt'\"></script><script>document.title='gekaapt'</script>"
MANY = 250


def group(n):
    """Facts of a calculation, as a ledger keeps them."""
    amounts = {"": n * 100_000.0 - 5e6, "A": n * 60_000.0, "B": -4e6 + n}
    rows = [
        {"option": option, "party": code, "party_name": code and f"Gemeente {code}", "measure": "difference",
         "mean": factor * mean, "p10": factor * (mean - 4e5), "p90": factor * (mean + 6e5)}
        for option, factor in (("continue", 0.0), ("unwind", 1.0)) for code, mean in amounts.items()
    ]  # fmt: skip
    title = HOSTILE if n == 1 else f"Toekomst T{n:03}"
    return {
        "id": f"{n:04}", "case": "x", "case_name": "Beemd" if n % 2 else "Linge", "example": n % 2 == 0,
        "scenario": str(n), "scenario_name": {"nl": title, "en": title}, "option_set": "shipped", "rows": rows,
        "titles": {"nl": {"continue": "doorgaan", "unwind": "ontvlechten"}},
        "verdict": {"nl": {"sentence": "Geen duidelijke voorkeur.", "option": None, "undecided": True,
                           "share": n / MANY, "subject": "unwind"}},
    }  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    runs = [{"id": f"r{n}", "group": f"{n:04}", "name": f"memo-{n}", "lang": "nl", "template": "memo",
             "files": {f"memo-{n}.html": "0"}} for n in range(MANY)]  # fmt: skip
    failed = [{"name": "beemd-slecht", "message": "slecht.yml, regel 3, cloud: onbekend"}]
    with use("nl"):
        page = index_page("Vele toekomsten", [group(n) for n in range(MANY)], runs, failed, "nl")
    path = tmp_path_factory.mktemp("index") / "index.html"
    path.write_text(page, encoding="utf-8")
    return path


def first(page, column):
    return page.locator("#results tbody tr").first.locator("th, td").nth(column).inner_text()


def test_sorting_filtering_and_pages(visit, path):
    page = visit(path)
    rows = page.locator("#results tbody tr")
    assert rows.count() == 100
    page.get_by_role("button", name="Samen").press("Enter")  # by keyboard
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Samen")
    assert first(page, 1) == "Toekomst T000"
    page.get_by_role("button", name="Samen").click()
    assert first(page, 1) == f"Toekomst T{MANY - 1:03}"
    page.locator("#on").click()
    assert first(page, 1) == f"Toekomst T{MANY - 101:03}"
    page.locator("select").first.select_option(label="Beemd")
    assert "125" in page.locator("#count").inner_text()
    page.locator("#search").fill("toekomst t17")  # every word, in whatever order
    assert {row.locator("th").inner_text() for row in rows.all()} == {"Beemd"}
    assert rows.count() == 5  # the odd ones of 170 to 179
    assert page.messages == []


def test_text_of_people_stays_text_and_estimates_are_marked(visit, path):
    page = visit(path)
    assert page.title() == "Vele toekomsten"
    page.locator("#search").fill("onerror")
    assert page.locator("#results tbody tr").count() == 1
    assert "<img" in first(page, 1)
    page.locator("#search").fill("voorbeeld, cijfers geschat")
    assert "125" in page.locator("#count").inner_text()
    assert requests_beside_itself(page) == []
    assert "slecht.yml, regel 3" in page.locator(".failure").inner_text()


def test_everybody_can_read_it(visit, path, axe):
    page = visit(path)
    check_headings(page)
    assert english_words(page) == []
    accessible(page, axe)
    assert width_beyond_screen(visit(path, width=400)) <= 0
    plain = visit(path, script=False)
    assert plain.locator("#results tbody tr").count() == MANY


def test_paper_has_every_row(visit, path):
    page = visit(path)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#results tbody tr").count() == MANY
