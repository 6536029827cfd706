"""From a published page to a `Document`: what a reader sees, in reading order, without code and buttons."""

from __future__ import annotations

import binascii
import datetime as dt
import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from model.publish.document import Cell, Document, Grid, Heading, Items, Lines, Paragraph, Picture, Run, file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from model.publish.document import Block

LEFT_OUT: Final = frozenset({"script", "style", "nav", "button", "template", "input", "select", "textarea", "noscript"})
INLINE: Final = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "math",
        "q",
        "s",
        "samp",
    }
    | {"small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
)
WIDEST: Final = 1000  # columns or rows that one cell may span
_DATA: Final = re.compile(r"data:image/(svg\+xml|png|jpeg|gif)(?:;[\w=-]+)*?(;base64)?,(.*)\Z", re.DOTALL)
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # not in XML, so not in Word
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_NUMBER: Final = re.compile(r"[-+\u2212]?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][-+]?\d{1,3})?\Z")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d\Z")
_URL: Final = re.compile(r"(?:https?://|mailto:)\S+\Z")
_CASE: Final = {  # html.parser writes every name small; SVG is XML and minds
    name.lower(): name
    for name in ("viewBox", "preserveAspectRatio", "gradientUnits", "gradientTransform", "patternUnits",
                 "patternTransform", "clipPathUnits", "linearGradient", "radialGradient", "clipPath", "textPath",
                 "markerWidth", "markerHeight", "refX", "refY")
}  # fmt: skip


def read_page(html: str) -> Document:
    """Document of a page that `model.publish.html.to_html` made.

    Text is free of characters that no file may hold; addresses are http(s) or mailto only.
    """
    soup = BeautifulSoup(html, "html.parser")
    head, main, foot = soup.find("header"), soup.find("main") or soup, soup.find("footer")
    reader = _Reader()
    reader.walk(main)
    return Document(
        lang=str(soup.html.get("lang", "nl")) if soup.html else "nl",
        title=_words(soup.title) if soup.title else "",
        mark=" ".join(_words(tag) for tag in head.find_all(class_="mark")) if head else "",
        banners=tuple(_words(tag) for tag in head.find_all(class_="banner")) if head else (),
        made=_words(foot) if foot else "",
        blocks=tuple(reader.blocks),
    )


class _Reader:
    """Goes through the page once; keeps what it has read, the heading it stands under, and the names given."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.section = ""
        self.names: dict[str, int] = {}
        self.loose: list[Any] = []

    def walk(self, parent: Tag) -> None:
        """Read what is inside an element; words that stand on their own become a paragraph."""
        for child in parent.children:
            if isinstance(child, Tag):
                self._tag(child)
            elif not isinstance(child, PreformattedString):  # no comments, no doctypes
                self.loose.append(child)
        self._gather()

    def _tag(self, tag: Tag) -> None:
        if tag.name in INLINE and not tag.find(["img", "table", "p", "ul", "ol"]):
            self.loose.append(tag)
            return
        self._gather()
        if tag.name in LEFT_OUT or "code" in tag.get_attribute_list("class") or tag.get("hidden") is not None:
            return
        read = getattr(self, f"_{_KINDS.get(tag.name, 'walk')}", self.walk)
        read(tag)

    def _gather(self) -> None:
        runs, self.loose = _runs(self.loose), []
        if runs:
            self.blocks.append(Paragraph(runs))

    def _heading(self, tag: Tag) -> None:
        text = _words(tag).removesuffix("¶").strip()
        if not text:
            return
        parent = tag.parent
        breaks = parent is not None and "page-break" in parent.get_attribute_list("class")
        self.section = text
        self.blocks.append(Heading(text, int(tag.name[1]), new_page=breaks))

    def _paragraph(self, tag: Tag) -> None:
        if tag.find(["img", "svg"]):
            self.walk(tag)
        elif runs := _runs(tag.children):
            self.blocks.append(Paragraph(runs, "note" if "note" in tag.get_attribute_list("class") else "text"))

    def _quote(self, tag: Tag) -> None:
        if runs := _runs([tag]):
            self.blocks.append(Paragraph(runs, "quote"))

    def _fold(self, tag: Tag) -> None:
        """Folded part: what it says on the fold leads what is inside, unless that has its own heading."""
        summary = tag.find("summary", recursive=False)
        if isinstance(summary, Tag):
            if len(tag.find_all("caption")) != 1:
                self.blocks.append(Paragraph(_runs(summary.children), "lead"))
            summary.extract()
        self.walk(tag)

    def _list(self, tag: Tag) -> None:
        items = tuple(_items(tag, 0))
        if items:
            self.blocks.append(Items(items, ordered=tag.name == "ol"))

    def _lines(self, tag: Tag) -> None:
        text = _clean(tag.get_text()).strip("\n")
        if text.strip():
            self.blocks.append(Lines(text))

    def _table(self, tag: Tag, fallback: str = "") -> None:
        self.blocks.append(self._grid(tag, fallback))

    def _picture(self, tag: Tag) -> None:
        image, alt = _image(tag)
        if image is not None:
            self.blocks.append(Picture(self._name(tag, "figure", alt), alt, *image))
        elif alt:
            self.blocks.append(Paragraph((Run(alt, italic=True),), "note"))

    def _figure(self, tag: Tag) -> None:
        """Picture with its title, notes and the data behind it; a figure without a picture is what is in it."""
        found = tag.find(["img", "svg"])
        image, alt = _image(found) if isinstance(found, Tag) else (None, "")
        if image is None:
            self.walk(tag)
            return
        caption, title = tag.find("figcaption"), ""
        notes: tuple[str, ...] = ()
        if isinstance(caption, Tag):
            notes = tuple(_words(note) for note in caption.find_all(class_="note"))
            strong = caption.find("strong")
            title = _words(strong if isinstance(strong, Tag) else caption)
        table = tag.find("table")
        data = self._grid(table) if isinstance(table, Tag) else None
        self.blocks.append(Picture(self._name(tag, "figure", title or alt), alt, *image, title, notes, data))

    def _grid(self, tag: Tag, fallback: str = "") -> Grid:
        rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
        top = [row for row in rows if row.find_parent("thead") is not None]
        top = top or [row for row in rows[:1] if not row.find("td")]
        body = [row for row in rows if row not in top]
        region = tag.find_parent("div", id=re.compile("^table-"))
        ours = region is not None
        caption = tag.find("caption")
        label = _words(caption) if isinstance(caption, Tag) else fallback
        return Grid(
            self._name(region if isinstance(region, Tag) else tag, "table", label), label,
            tuple(tuple(_cells(row, typed=False)) for row in top),
            tuple(tuple(_cells(row, typed=not ours)) for row in body),
            tuple(_words(note) for note in region.find_all("p", class_="note")) if isinstance(region, Tag) else (),
            tuple(place for place, row in enumerate(body) if "total" in row.get_attribute_list("class")),
            self.section,
        )  # fmt: skip

    def _region(self, tag: Tag) -> None:
        """Table with its notes, which belong to it; anything else is walked."""
        table = tag.find("table", recursive=False)
        if isinstance(table, Tag) and str(tag.get("id", "")).startswith("table-"):
            self._table(table)
        else:
            self.walk(tag)

    def _name(self, tag: Tag, kind: str, label: str) -> str:
        """Name that nothing else in the document has: the key in the page, else the first words of the label."""
        key = str(tag.get("id") or "").removeprefix(f"{kind}-")
        name = file_name(key or " ".join(label.split()[:6]).lower() or kind)
        self.names[f"{kind} {name}"] = count = self.names.get(f"{kind} {name}", 0) + 1
        return name if count == 1 else f"{name}-{count}"


_KINDS: Final = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "p": "paragraph", "blockquote": "quote", "details": "fold", "ul": "list", "ol": "list", "pre": "lines",
    "table": "table", "img": "picture", "svg": "picture", "figure": "figure", "div": "region",
}  # fmt: skip


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _words(tag: Tag) -> str:
    """Text of an element on one line; spaces that must not break stay."""
    return _SPACE.sub(" ", "".join(run.text for run in _pieces(tag.children, Run("")))).strip(" ")


def _runs(children: Iterable[Any]) -> tuple[Run, ...]:
    """Words with their look; white space as a browser shows it."""
    runs: list[Run] = []
    for run in _pieces(children, Run("")):
        text = run.text if run.text == "\n" else _SPACE.sub(" ", run.text)
        if not runs or runs[-1].text.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text:
            runs.append(_like(run, text))
    while runs and not runs[-1].text.strip():
        runs.pop()
    if runs:
        runs[-1] = _like(runs[-1], runs[-1].text.rstrip())
    return tuple(runs)


def _like(run: Run, text: str) -> Run:
    return Run(text, run.bold, run.italic, run.mono, run.url)


def _pieces(children: Iterable[Any], look: Run) -> Iterator[Run]:
    for child in children:
        if isinstance(child, NavigableString):
            if not isinstance(child, PreformattedString):
                yield _like(look, _clean(str(child)))
        elif isinstance(child, Tag) and child.name == "br":
            yield _like(look, "\n")
        elif isinstance(child, Tag) and child.name == "math":
            yield Run(_clean(str(child.get("alttext") or child.get_text())), look.bold, look.italic, mono=True)
        elif isinstance(child, Tag) and child.name not in LEFT_OUT:
            url = str(child.get("href") or "") if child.name == "a" else ""
            yield from _pieces(
                child.children,
                Run(
                    "",
                    look.bold or child.name in ("strong", "b", "th"),
                    look.italic or child.name in ("em", "i", "cite"),
                    look.mono or child.name in ("code", "kbd", "samp", "pre"),
                    _clean(url) if _URL.match(url) else look.url,
                ),
            )


def _items(tag: Tag, depth: int) -> Iterator[tuple[int, tuple[Run, ...]]]:
    """Items of a list and of the lists inside it, with their depth."""
    for item in tag.find_all("li", recursive=False):
        inside = item.find_all(["ul", "ol"], recursive=False)
        runs = _runs(child for child in item.children if child not in inside)
        if runs:
            yield depth, runs
        for deeper in inside:
            yield from _items(deeper, depth + 1)


def _cells(row: Tag, *, typed: bool) -> Iterator[Cell]:
    for tag in row.find_all(["td", "th"], recursive=False):
        unit = tag.find(class_="unit")
        of = _words(unit).removeprefix("(").removesuffix(")") if isinstance(unit, Tag) else ""
        if isinstance(unit, Tag):
            unit.extract()
        text, link = _words(tag), tag.find("a", href=_URL)
        yield Cell(
            text,
            _value(str(tag["data-value"])) if tag.has_attr("data-value") else _value(text) if typed else None,
            _band(tag),
            of,
            _clean(str(link["href"])) if isinstance(link, Tag) else "",
            tag.name == "th",
            "text-align:right" in str(tag.get("style", "")).replace(" ", "")
            or not {"number", "num"}.isdisjoint(tag.get_attribute_list("class")),
            _span(tag.get("colspan")), _span(tag.get("rowspan")),
        )  # fmt: skip


def _span(said: Any) -> int:
    return min(int(said), WIDEST) if str(said or "").isdecimal() and int(said) else 1


def _band(tag: Tag) -> tuple[float, float] | None:
    low, high = (_number(str(tag.get(name) or "")) for name in ("data-low", "data-high"))
    return None if low is None or high is None else (low, high)


def _value(said: str) -> float | int | bool | dt.date | None:
    """Value of text that is a plain number, a day as ISO 8601 has it, or what Python writes for yes and no."""
    if said in ("True", "False"):
        return said == "True"
    try:
        return dt.date.fromisoformat(said) if _DAY.match(said) else _number(said)
    except ValueError:
        return None


def _number(said: str) -> float | int | None:
    """Value of text that is a plain number; what starts with a nought, as a code does, is text."""
    text = said.replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.match(text):
        return None
    return int(text) if text.lstrip("+-").isdecimal() else float(text)


def _image(tag: Tag) -> tuple[tuple[str, bytes] | None, str]:
    """Kind and bytes of a picture that the page holds, and its text alternative."""
    if tag.name == "svg":
        names = re.compile(r"(?<=[\s</])(" + "|".join(_CASE) + r")(?=[\s=>])")
        drawing = names.sub(lambda found: _CASE[found[1]], str(tag))
        return ("svg", _clean(drawing).encode()), _clean(str(tag.get("aria-label") or ""))
    found, alt = _DATA.match(str(tag.get("src") or "")), _clean(str(tag.get("alt") or ""))
    if found is None:
        return None, alt
    kind, coded, text = found.groups()
    try:
        data = b64decode(text) if coded else unquote_to_bytes(text)
    except (binascii.Error, ValueError):
        return None, alt
    return (kind.removesuffix("+xml"), data), alt
