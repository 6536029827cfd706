"""What every published page must do in a browser; used for the memo and for a small notebook."""

import re
from itertools import pairwise

# Words that no Dutch sentence has. (Not "of", "in", "is", "was", "want", "even": those are Dutch too.)
WORDS = """
    the and with from which while their than year years cost costs draw draws party parties share
    shares mean what when where who whose why how this these those there here are were been being
    has have had will would should could cannot not none true false nan unknown together each every
    all other continue extend restructure unwind expensive cheaper more less between difference
    judgement measured derived source sources estimated estimate example figures figure table
    contents show skip text municipality municipalities contribution contributions sum sums rule law
    laws computed million
"""
ENGLISH = frozenset(WORDS.split())
READ_TEXT = """() => {
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll('a, pre, code, script, details.code, [lang]').forEach(e => e.remove());
    const alts = [...copy.querySelectorAll('img')].map(e => e.alt);
    const labels = [...copy.querySelectorAll('[aria-label]')].map(e => e.getAttribute('aria-label'));
    return [document.title, copy.textContent, ...alts, ...labels].join(' \\n ');
}"""


def english_words(page):
    """English words that a reader of the Dutch page would see or hear."""
    text = re.sub(r"--[a-z]+", " ", page.evaluate(READ_TEXT))  # settings of a command
    words = re.findall(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ-]*", text)
    return sorted({word.lower() for word in words} & ENGLISH)


def requests_beside_itself(page):
    own = page.url.split("#")[0]
    return [url for url in page.requested if url.split("#")[0] != own and not url.startswith("data:")]


def heading_levels(page):
    return page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => +e.tagName[1])")


def check_headings(page):
    levels = heading_levels(page)
    assert levels
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), levels


def check_images(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    images = page.evaluate(
        """[...document.querySelectorAll('main img')].map(e => ({
        alt: e.alt, wide: e.naturalWidth, high: e.naturalHeight, done: e.complete,
        box: e.getBoundingClientRect().width, shown: e.checkVisibility()}))"""
    )
    for image in images:
        assert image["done"], image
        assert image["shown"], image
        assert min(image["wide"], image["high"], image["box"]) > 0, image
        assert len(image["alt"]) >= 15, image
    assert len({image["alt"] for image in images}) == len(images)
    return images


def check_tables(page):
    tables = page.evaluate(
        """[...document.querySelectorAll('main table')].map(e => ({
        caption: e.caption ? e.caption.textContent.trim() : '',
        heads: [...e.querySelectorAll('th')].map(h => h.scope),
        region: !!e.closest('[role=region][tabindex="0"][aria-label]')}))"""
    )
    for table in tables:
        assert table["caption"], table
        assert table["heads"], table
        assert set(table["heads"]) <= {"col", "row", "colgroup", "rowgroup"}, table
        assert table["region"], table
    return tables


def width_beyond_screen(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def accessible(page, axe):
    """Check the page with every fold open."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    # The rows of a table are made alike, and axe takes seconds per hundred of them.
    page.evaluate("document.querySelectorAll('tbody').forEach(b => [...b.rows].slice(3).forEach(r => r.remove()))")
    assert axe(page) == []
