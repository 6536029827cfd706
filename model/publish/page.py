"""What a published page says beside its cells, and what it refuses.

`PagePreprocessor` runs inside nbconvert (``conf.json`` of the template names it), with ``jupyter nbconvert``
as well as with `model.publish.html`. It works out the language, title, marks and contents of the page, gives
every chapter an id and every wide table a region to scroll in, and stops at a picture without a description
of its own and at anything that a reader's browser would have to fetch.

A cell tells the page about itself in the metadata of an output (see `page_facts`)::

    {"herijk": {"lang": "nl", "title": "…", "banners": ["…"], "mark": "…"}}
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bs4 import BeautifulSoup
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

import model
from model.errors import ExportError
from model.language import LANGUAGES, _, use
from model.publish.formula import FormulaRenderer
from model.publish.outside import tamed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4.element import Tag
    from nbformat import NotebookNode

TEMPLATES: Final = Path(__file__).parent / "templates"
IMAGES: Final = ("image/png", "image/jpeg", "image/svg+xml")
WIDGET: Final = "application/vnd.jupyter.widget-view+json"
SHORTEST_ALT: Final = 15  # characters; shorter ones name a kind of picture, not what it shows
RIGHT: Final = "text-align:right"
LONG_TABLE: Final = 30  # rows; a longer table may be cut between rows on paper, a shorter one never
_VAGUE: Final = re.compile(
    r"^(<.*>|no description.*|(figure|figuur|image|afbeelding|plot|chart|grafiek|picture|diagram)[\s\d.:_-]*"
    r"|\S+\.(png|jpe?g|svg|gif))$",
    re.IGNORECASE,
)
_FETCHING: Final = {  # element: attribute through which a browser fetches while it opens the page
    "img": "src", "script": "src", "iframe": "src", "embed": "src", "object": "data", "link": "href",
    "audio": "src", "video": "src", "source": "src", "image": "href", "use": "href",
}  # fmt: skip
_CSS_FETCH: Final = re.compile(r"@import|url\(\s*['\"]?(?!data:|#)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents: the id of a chapter's heading, and its text."""

    id: str
    text: str


@dataclass
class Page:
    """What the template reads as ``resources.herijk``; filled while the cells are read."""

    lang: str = "nl"
    title: str = ""
    mark: str = ""
    banners: list[str] = field(default_factory=list)
    contents: list[Entry] = field(default_factory=list)
    has_code: bool = False
    is_live: bool = False
    heading: str = ""
    warnings: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    source: Any = None
    generator: str = f"Herijk {model.__version__}"

    @property
    def script(self) -> str:
        """The one script of a page: folds all code in or out; lets a chart answer where the page has one."""
        return _script(self.is_live)

    @property
    def policy(self) -> str:
        """Content security policy: nothing is fetched, and no script runs but our own."""
        digest = base64.b64encode(hashlib.sha256(self.script.encode()).digest()).decode()
        return (
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
            f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        )

    @property
    def carried(self) -> str:
        """What the page was made from, as JSON that cannot end the element it stands in."""
        return json_in_page(self.source)

    @property
    def print_title(self) -> str:
        """Title as a CSS string, for the foot of each printed page."""
        return _css_string(self.title)

    @property
    def print_banner(self) -> str:
        """Banners as a CSS string, for the head of each printed page."""
        return _css_string(" · ".join(self.banners))

    @property
    def print_mark(self) -> str:
        """Draft or confidential mark as a CSS string, for the head of each printed page."""
        return _css_string(self.mark.upper())


def page_facts(nb: NotebookNode) -> dict[str, Any]:
    """What a notebook states about itself: ``lang``, ``title``, ``mark``, ``banners``, ``source``.

    Its metadata come first, then what cells put in the metadata of their outputs, then the parameters that papermill
    wrote down. The language is ``nl`` by default, the title may be empty, ``source`` is what a memo was made from, or
    None. Raises ExportError: Herijk does not speak the language.
    """
    facts: dict[str, Any] = {"lang": "", "title": "", "mark": "", "banners": [], "source": None}
    told = [output.metadata["herijk"] for cell in nb.cells for output in _shown(cell) if "herijk" in output.metadata]
    parameters = nb.metadata.get("papermill", {}).get("parameters", {})
    for source in (nb.metadata, *told, {"lang": parameters.get("lang")}):
        for name in ("lang", "title", "mark"):
            facts[name] = facts[name] or source.get(name) or ""
    for source in told:
        facts["source"] = facts["source"] or source.get("source")
        facts["banners"] += [text for text in source.get("banners", ()) if text not in facts["banners"]]
    facts["lang"] = facts["lang"] or "nl"
    if facts["lang"] not in LANGUAGES:
        raise ExportError(_("A page can be in {known}, not in {lang}.", known=", ".join(LANGUAGES), lang=facts["lang"]))
    return facts


class PagePreprocessor(Preprocessor):
    """Prepare a notebook for the template ``herijk`` (see the module)."""

    strict = Bool(
        None,
        allow_none=True,
        help="Stop at a picture without a description and at what would be fetched (as for notebooks of Herijk), "
        "or go on without, with a warning (as for any other).",
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Fill ``resources["herijk"]`` and the HTML of each cell.

        Raises ExportError: at a picture without a specific description, or something that would have to be fetched;
        the message names the cell.
        """
        facts = page_facts(nb)
        page = Page(**facts)
        with use(page.lang):
            own = "herijk" in nb.metadata or any("herijk" in out.metadata for cell in nb.cells for out in _shown(cell))
            reader = _Reader(page, own if self.strict is None else self.strict)
            for number, cell in enumerate(nb.cells, start=1):
                reader.read(number, cell)
            page.title = page.title or reader.first_heading or resources.get("metadata", {}).get("name", "Herijk")
            page.words = _words()
            if not (reader.strict or reader.first_level):
                page.heading = page.title
        for warning in page.warnings:
            self.log.warning(warning)
        resources["herijk"] = page
        return nb, resources


class _Reader:
    """Goes through the cells once, in order; keeps what must be unique over the page."""

    def __init__(self, page: Page, strict: bool) -> None:
        self.page = page
        self.strict = strict
        self.first_level = False
        self.level = self.nameless = 0
        self.first_heading = ""
        self.ids: set[str] = {"content", "code-switch"}
        self.regions: set[str] = set()
        self.alts: dict[str, int] = {}

    def read(self, number: int, cell: NotebookNode) -> None:
        """Read one cell; `number` counts from 1, as the page and the messages name it."""
        cell.metadata["herijk"] = {"number": number}
        if cell.cell_type == "markdown":
            cell.metadata.herijk["html"] = self._html(number, _markdown(cell.source, cell.get("attachments", {})))
        elif cell.cell_type == "code":
            self.page.has_code = self.page.has_code or bool(cell.source.strip())
            for output in _shown(cell):
                self._output(number, cell, output)

    def _output(self, number: int, cell: NotebookNode, output: NotebookNode) -> None:
        if "text/latex" in output.data:
            output.metadata["herijk_latex"] = self._html(number, _markdown(output.data["text/latex"], {}))
        if "text/html" in output.data:
            output.data.pop(WIDGET, None)  # a widget that says what it is without its kernel
            output.data["text/html"] = self._html(number, output.data["text/html"])
        elif "text/markdown" in output.data:
            output.metadata["herijk_html"] = self._html(number, _markdown(output.data["text/markdown"], {}))
        else:
            kinds = [kind for kind in IMAGES if kind in output.data]
            if kinds:
                alt = next(
                    (output.metadata[kind]["alt"] for kind in kinds if "alt" in output.metadata.get(kind, {})), ""
                )
                alt = alt or output.metadata.get("alt") or cell.metadata.get("alt") or ""
                output.metadata["herijk_alt"] = self._alt(number, alt)

    def _html(self, number: int, html: str) -> str:
        if not self.strict:
            html, gone = tamed(html)
            if gone:
                self.page.warnings.append(_("Cell {number}: {n} parts that run or are fetched were left out.",
                                            number=number, n=gone))  # fmt: skip
        soup = BeautifulSoup(html, "html.parser")
        for tag in soup.find_all(True):
            self._refuse_fetching(number, tag)
        for picture in soup.find_all("img"):
            if picture.get("alt") != "" or picture.get("role") not in ("presentation", "none"):
                picture["alt"] = self._alt(number, str(picture.get("alt") or ""))
        for drawing in soup.find_all("svg"):
            self._drawing(number, drawing)
        for heading in soup.find_all(["h1", "h2"] if self.strict else ["h1", "h2", "h3", "h4", "h5", "h6"]):
            if not self.strict:
                self._order(heading)
            self._heading(heading)
        self._tables(soup)
        self.page.is_live = self.page.is_live or soup.find(class_="whatif") is not None
        return str(soup)

    def _tables(self, soup: BeautifulSoup) -> None:
        for table in soup.find_all("table"):
            self._region(soup, table)
        for cell in soup.find_all(["td", "th"], style=RIGHT):  # for a notebook; here the class says it, in fewer bytes
            del cell["style"]
            cell["class"] = "number"

    def _alt(self, number: int, alt: str) -> str:
        alt = " ".join(alt.split())
        if not self.strict and (len(alt) < SHORTEST_ALT or _VAGUE.match(alt) or alt in self.alts):
            self.page.warnings.append(_("Cell {number}: a picture has no description of its own.", number=number))
            self.nameless += 1
            return _("Picture {n}, in cell {number}, without a description", n=self.nameless, number=number)
        if len(alt) < SHORTEST_ALT or _VAGUE.match(alt):
            raise ExportError(
                _(
                    'Cell {number}: a picture without a description of what it shows (alt text: "{alt}"). '
                    "Give the output metadata an alt text, or show the picture with model.show.",
                    number=number,
                    alt=alt,
                )
            )
        earlier = self.alts.setdefault(alt, number)
        if earlier != number:
            raise ExportError(
                _(
                    'Cells {first} and {second}: two pictures with the same description ("{alt}").',
                    first=earlier,
                    second=number,
                    alt=alt,
                )
            )
        return alt

    def _drawing(self, number: int, drawing: Tag) -> None:
        if drawing.get("aria-hidden") == "true" or drawing.find_parent(attrs={"role": "img"}):
            return
        title = drawing.find("title")
        label = self._alt(number, str(drawing.get("aria-label") or (title.get_text() if title else "")))
        drawing["role"], drawing["aria-label"] = "img", label

    def _order(self, heading: Tag) -> None:
        """One title, and no level skipped."""
        level = int(heading.name[1])
        if level == 1 and not self.level:
            self.first_level = True
        self.level = min(max(level, 2), self.level + 1) if self.level else (1 if level == 1 else 2)
        heading.name = f"h{self.level}"

    def _heading(self, heading: Tag) -> None:
        text = " ".join(heading.get_text(" ").replace("¶", "").split())
        self.first_heading = self.first_heading or text
        if heading.name == "h2":
            wanted = str(heading.get("id") or re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part")
            heading["id"] = _unique(wanted, self.ids)
            self.page.contents.append(Entry(str(heading["id"]), text))

    def _region(self, soup: BeautifulSoup, table: Tag) -> None:
        if len(table.find_all("tr")) > LONG_TABLE:
            table["class"] = " ".join([*table.get_attribute_list("class"), "long"] if table.get("class") else ["long"])
        if table.find_parent(attrs={"role": "region"}) or table.find_parent("table"):
            return
        caption = table.find("caption")
        label = " ".join(caption.get_text(" ").split()) if caption else _("Table")
        name = _unique(label, self.regions, " ")
        region = {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": name}
        table.wrap(soup.new_tag("div", attrs=region))

    @staticmethod
    def _refuse_fetching(number: int, tag: Tag) -> None:
        address = _fetched(tag)
        if address:
            raise ExportError(
                _(
                    "Cell {number}: <{element}> would fetch {address}; a page must hold all that it shows.",
                    number=number,
                    element=tag.name,
                    address=address,
                )
            )


def _fetched(tag: Tag) -> str:
    """Address that a browser would fetch because of this element; empty if the page holds it all."""
    if tag.name in _FETCHING:
        for name in (_FETCHING[tag.name], "xlink:href", "srcset"):
            found = str(tag.get(name) or "")
            if found and not found.startswith(("data:", "#")):
                return found
    styles = str(tag.get("style") or "") + (tag.get_text() if tag.name == "style" else "")
    return "url(…)" if _CSS_FETCH.search(styles) else ""


def _shown(cell: NotebookNode) -> Iterator[NotebookNode]:
    """Outputs of a cell that carry data (not streams, not errors)."""
    for output in cell.get("outputs", ()):
        if output.output_type in ("display_data", "execute_result"):
            yield output


def _markdown(source: str, attachments: dict[str, Any]) -> str:
    renderer = FormulaRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(source))


def _unique(wanted: str, taken: set[str], joint: str = "-") -> str:
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}{joint}{count}"
    taken.add(name)
    return name


def _words() -> dict[str, str]:
    return {
        "skip": _("Skip to the text"),
        "contents": _("Contents"),
        "code": _("Code of cell"),
        "all_code": _("Show all code"),
        "made": _("Made with Herijk {version}. This page holds all that it shows and fetches nothing.",
                  version=model.__version__),
        "failed": _("This part could not be calculated:"),
    }  # fmt: skip


def json_in_page(content: Any) -> str:
    """JSON for inside a ``script`` element: no character of it can end the element."""
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")


def _css_string(text: str) -> str:
    """`text` as the inside of a CSS string: everything but plain letters and digits as an escape."""
    return "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text)


@cache
def _script(is_live: bool) -> str:
    names = ("page.js", "whatif.js") if is_live else ("page.js",)
    return "\n".join((TEMPLATES / "herijk" / name).read_text(encoding="utf-8").strip() for name in names)
