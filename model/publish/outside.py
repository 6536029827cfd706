"""HTML that other tools put in a notebook, for a page that fetches nothing and runs nothing but its own script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bs4 import BeautifulSoup

from model.language import _

if TYPE_CHECKING:
    from bs4.element import Tag

ACTIVE: Final = (
    "script",
    "iframe",
    "object",
    "embed",
    "applet",
    "video",
    "audio",
    "source",
    "form",
    "link",
    "meta",
    "base",
)
CONTROLS: Final = ("input", "select", "textarea", "button")
REMOTE: Final = re.compile(r"@import[^;]*;?|url\(\s*['\"]?(?!data:|#)[^)]*\)", re.IGNORECASE)
SAFE_LINK: Final = re.compile(r"(https?:|mailto:|data:image/|#)", re.IGNORECASE)


def tamed(html: str) -> tuple[str, int]:
    """Take out what would run or be fetched, and say where something to look at went.

    Returns
    -------
    html : str
        Pictures from elsewhere are links; what only a script could show is a sentence; tables have scopes.
    gone : int
        Number of things that were taken out.
    """
    soup = BeautifulSoup(html, "html.parser")
    gone = 0
    for tag in soup.find_all([*ACTIVE, *CONTROLS]):
        if not tag.decomposed:
            tag.decompose()
            gone += 1
    for tag in soup.find_all(True):
        gone += _quiet(soup, tag)
    if gone and not soup.get_text(strip=True) and not soup.find(["img", "svg"]):
        said = soup.new_tag("p", attrs={"class": "note"})
        said.string = _("Something stood here that only a script can show; this page runs none from elsewhere.")
        soup.append(said)
    for table in soup.find_all("table"):
        _scopes(table)
    return str(soup), gone


def _quiet(soup: BeautifulSoup, tag: Tag) -> int:
    """Take events, addresses that run and addresses that would be fetched off one element."""
    for name in [name for name in tag.attrs if name.startswith("on") or name in ("srcset", "srcdoc", "action")]:
        del tag[name]
    if tag.name == "style":
        tag.string = REMOTE.sub("", tag.get_text())
    if tag.get("style"):
        tag["style"] = REMOTE.sub("none", str(tag["style"]))
    for name in ("href", "xlink:href"):
        if tag.get(name) and not SAFE_LINK.match(str(tag[name]).strip()):
            del tag[name]
    address = str(
        tag.get("src") or tag.get("xlink:href") or (tag.get("href") if tag.name in ("image", "use") else "") or ""
    )
    if tag.name not in ("img", "image", "use") or not address or address.startswith(("data:image/", "#")):
        return 0
    link = soup.new_tag("a", attrs={"href": address} if address.startswith(("http://", "https://")) else {})
    link.string = _("picture elsewhere: {name}", name=str(tag.get("alt") or address)[:200])
    tag.replace_with(link)
    return 1


def _scopes(table: Tag) -> None:
    """Say of each head which cells it heads; a head without text is a cell."""
    for head in table.find_all("th"):
        if not head.get_text(strip=True):
            head.name = "td"
        elif not head.get("scope"):
            row = head.find_parent("tr")
            head["scope"] = "row" if row and row.find("td") and not head.find_parent("thead") else "col"
