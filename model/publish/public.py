"""A copy of a notebook that anyone may read: without paths, user names, internal notes and left-out members' sheets.

What is kept is listed, not what goes: of metadata, outputs and facts only what a page needs stays, so that a tool that
writes a user's name somewhere new gives nothing away.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from bs4 import BeautifulSoup, Comment
from nbformat.v4 import new_markdown_cell

from model.language import _, ngettext, number, use
from model.publish.page import json_in_page, page_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bs4.element import Tag
    from nbformat import NotebookNode

INTERNAL: Final = frozenset({"internal", "intern"})
"""Tags of cells, and classes of sections and other elements, that stay inside."""
NOTICE: Final = "public-copy"
_FACTS: Final = ("lang", "title", "banners", "mark")
_PICTURES: Final = ("image/png", "image/jpeg", "image/svg+xml")
_KEPT: Final = ("text/html", "text/markdown", "text/plain", "text/latex", *_PICTURES)
_STEP = r"[\w.@+%~-]+"
_BETWEEN = r"""[^\\/:*?"'<>|\r\n]"""  # what a Windows name may hold
_PATH: Final = re.compile(
    rf"""
    (?P<data>data:[\w/+.-]+;base64,[\w+/=]+)
    | (?P<quote>["'])(?P<quoted>(?:file://|~)?/[^"'\n<>]+/[^"'\n<>]*|[A-Za-z]:[\\/][^"'\n<>]+|\\\\[^"'\n<>]+)(?P=quote)
    | (?P<home>(?:file://)?/(?:home|Users)/(?:[^/\n"'<>]{{1,40}}(?=/)|[\w.@-]+)(?:/{_STEP})*/?)
    | (?P<unix>(?<![\w:/.<)*}}])(?:(?:file://)?(?:/{_STEP}){{2,}}/?|~(?:/{_STEP})+/?))
    | (?P<windows>\b[A-Za-z]:(?:\\{{1,2}}{_BETWEEN}+(?=\\))*\\{{1,2}}[^\\/:*?"'<>|\s]*)
    | (?P<share>(?<![\w\\}}])\\{{2,4}}[\w.$-]+(?:\\{{1,2}}{_BETWEEN}+(?=\\))*\\{{1,2}}[^\\/:*?"'<>|\s]+)
    """,
    re.VERBOSE,
)
_USER: Final = re.compile(r"""(?:/home/|/Users/|:\\{1,2}Users\\{1,2})([^\\/\n"'<>:]{1,40}?)(?=[\\/"'\n<>:]|\s|$)""")
_SHORTEST_USER: Final = 4  # characters; a shorter name, such as jan, is also a word


def public_copy(notebook: NotebookNode, without: Iterable[str] = ()) -> tuple[NotebookNode, tuple[str, ...]]:
    """Copy a notebook without what is not for everyone, and say what was taken out, in the language of the caller.

    The copy ends with a cell that says the same; the notebook itself stays as it is. `without` holds CBS codes of
    members whose sheets go, besides those that the memo was asked to leave out. Raises ExportError: Herijk does not
    speak the language of the notebook.
    """
    facts = page_facts(notebook)
    asked = notebook.metadata.get("papermill", {}).get("parameters", {}).get("without") or ()
    cleaner = _Cleaner(_users(notebook), frozenset((*asked, *without)))
    made = copy.deepcopy(notebook)
    made.cells = [cell for cell in made.cells if cleaner.keeps(cell)]
    for cell in made.cells:
        cleaner.clean(cell)
    made.metadata.clear()
    made.metadata.update({name: cleaner.text(facts[name]) for name in ("lang", "title", "mark") if facts[name]})
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made.metadata.language_info = {"name": "python"}
    with use(facts["lang"]):
        heading, lines = _("Public copy"), cleaner.lines()
    told = "\n".join((f"## {heading}", "", *(f"- {line}" for line in lines)))
    made.cells.append(new_markdown_cell(told, id=NOTICE))
    return made, cleaner.lines()


class _Cleaner:
    """Cleans parts of a notebook and counts what went."""

    def __init__(self, users: Iterable[str], without: frozenset[str]) -> None:
        names = "|".join(re.escape(name) for name in sorted(users, key=lambda name: (-len(name), name)))
        self.users = re.compile(rf"(?<![\w@]){'(?:' + names + ')' if names else '(?!)'}(?!\w)")
        self.without = without
        self.gone: Counter[str] = Counter()

    def keeps(self, cell: NotebookNode) -> bool:
        """Whether a cell stays; a raw cell is on no page, so nobody would see what is in it."""
        inside = bool(INTERNAL & {str(tag).lower() for tag in cell.metadata.get("tags", ())})
        self.gone["internal"] += inside
        return not inside and cell.cell_type != "raw"

    def clean(self, cell: NotebookNode) -> None:
        """Clean one cell in place."""
        cell.source = self.html(cell.source) if _has_markup(cell) else self.text(cell.source)
        alt = cell.metadata.get("alt")
        cell.metadata.clear()
        if alt:
            cell.metadata["alt"] = self.text(str(alt))
        for output in cell.get("outputs", ()):
            if output.output_type == "stream":
                output.text = self.text(output.text)
            elif output.output_type == "error":
                output.evalue = self.text(output.evalue)
                output.traceback = [self.text(line) for line in output.traceback]
            else:
                self._shown(output)

    def _shown(self, output: NotebookNode) -> None:
        told, facts = output.metadata, output.metadata.get("herijk", {})
        self.gone["record"] += "source" in facts
        output.metadata = {kind: {"alt": self.text(str(told[kind]["alt"]))} for kind in _PICTURES
                           if "alt" in told.get(kind, {})}  # fmt: skip
        if "alt" in told:
            output.metadata["alt"] = self.text(str(told["alt"]))
        if facts:
            output.metadata["herijk"] = {name: self._plain(facts[name]) for name in _FACTS if name in facts}
        data = {kind: text for kind, text in output.data.items() if kind in _KEPT}
        for kind, text in data.items():
            if kind in ("text/html", "text/markdown"):
                data[kind] = self.html(text)
            elif kind not in ("image/png", "image/jpeg"):
                data[kind] = self.text(text)
        output.data = data

    def html(self, html: str) -> str:
        """Clean HTML: elements that stay inside, sheets, then every text and attribute."""
        soup = BeautifulSoup(html, "html.parser")
        for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
            comment.extract()
            self.gone["internal"] += 1
        for part in soup.find_all(class_=lambda name: name is not None and name.lower() in INTERNAL):
            part.decompose()
            self.gone["internal"] += 1
        for code in sorted(self.without):
            self._sheet(soup, code)
        for tag in soup.find_all(True):
            for name, value in tag.attrs.items():
                if isinstance(value, str) and not value.startswith(("data:", "http://", "https://", "#")):
                    tag[name] = self.text(value)
        for text in soup.find_all(string=True):
            cleaned = self.text(text)
            if cleaned != text:
                text.replace_with(type(text)(cleaned))
        return str(soup)

    def _sheet(self, soup: BeautifulSoup, code: str) -> None:
        """Take out what shows one member alone: sections, figures and tables, and its part of a live chart."""
        own = soup.find_all(id=lambda name: name is not None and name.endswith(f"-{code}"))
        for part in own:
            whole = part.find_parent("section") if part.name in ("h2", "h3") else part
            if whole is not None and not whole.decomposed:
                whole.decompose()
                self.gone["sheet"] += 1
        for script in soup.find_all("script", type="application/json"):
            _forget_member(script, code)

    def text(self, text: str) -> str:
        """Plain text with paths as file names and without the names of users."""
        shortened = _PATH.sub(self._shortened, text)
        cleaned, names = self.users.subn("…", shortened)
        self.gone["user"] += names
        return cleaned

    def _shortened(self, found: re.Match[str]) -> str:
        if found["data"]:
            return found[0]
        self.gone["path"] += 1
        quote = found["quote"] or ""
        return f"{quote}{_name(found['quoted'] or found[0])}{quote}"

    def _plain(self, value: Any) -> Any:
        return [self.text(str(one)) for one in value] if isinstance(value, (list, tuple)) else self.text(str(value))

    def lines(self) -> tuple[str, ...]:
        """What went, in sentences; without the things themselves."""
        gone = {name: (count, number(count)) for name, count in self.gone.items()}
        none = (0, number(0))
        (paths, p), (users, u), (notes, i), (sheets, s) = (
            gone.get(name, none) for name in ("path", "user", "internal", "sheet")
        )
        said = [
            ngettext("{n} path was shortened to a file name.", "{n} paths were shortened to file names.", paths, n=p),
            ngettext("A user name was left out in {n} place.", "User names were left out in {n} places.", users, n=u),
            ngettext("{n} internal note was left out.", "{n} internal notes were left out.", notes, n=i),
            ngettext(
                "{n} part about one municipality alone was left out.",
                "{n} parts about one municipality alone were left out.", sheets, n=s,
            ),
        ]  # fmt: skip
        record = _("The record with which herijk reproduce makes the memo again was left out.")
        counts = (paths, users, notes, sheets)
        told = [line for line, count in zip(said, counts, strict=True) if count] + [record] * bool(self.gone["record"])
        return tuple(told) or (_("There was nothing to leave out."),)


def _users(notebook: NotebookNode) -> set[str]:
    """Names of users, as the home folders in a notebook give them away."""
    found = {name.strip() for name in _USER.findall(json.dumps(notebook, ensure_ascii=False))}
    return {name for name in found if len(name) >= _SHORTEST_USER}


def _name(path: str) -> str:
    """File name at the end of a path; three dots for a folder, whose name may be that of a user."""
    steps = [step for step in re.split(r"[\\/]+", path) if step]
    user = steps[-2:-1] in (["home"], ["Users"])
    return steps[-1] if not user and re.search(r"\w\.\w+$", steps[-1]) else "…"


def _has_markup(cell: NotebookNode) -> bool:
    return cell.cell_type == "markdown" and bool(re.search(r"<[a-z!]", cell.source, re.IGNORECASE))


def _forget_member(script: Tag, code: str) -> None:
    told = json.loads(script.string or "null")
    if isinstance(told, dict) and isinstance(told.get("parties"), dict) and told["parties"].pop(code, None):
        script.string = json_in_page(told)
