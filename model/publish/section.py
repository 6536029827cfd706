"""A section of a published page: heading, sentences, tables and figures, shown by a notebook in one go."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from model.show.table import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.show.texts import Step


class Part(Protocol):
    """Anything that can stand in a section: `Prose`, `Steps`, `Table`, `Figure` or another `Section`."""

    def to_html(self) -> str:
        """HTML of the part, escaped."""


@dataclass(frozen=True)
class Steps:
    """What to do, numbered, each with a link to where a legal term in it comes from."""

    steps: tuple[Step, ...]

    def to_html(self) -> str:
        """Give the list."""
        return "<ol>" + "".join(f"<li>{escape(step.text)}{_source(step.source)}</li>" for step in self.steps) + "</ol>"


@dataclass(frozen=True)
class Section:
    """One section of a page.

    Parameters
    ----------
    name : str
        Fixed English key: the anchor of its heading.
    title : str
        Heading in the reader's language.
    parts : tuple
        In order; a None is left out.
    level : int
        1 for the title of the page, 2 for a section, 3 inside one.
    kind : str
        Class of the template, for example ``page-break``.
    facts : mapping
        What the page must know: ``lang``, ``title``, ``banners``, ``mark`` (see `model.publish.page`).
    """

    name: str
    title: str
    parts: tuple[Part | None, ...] = ()
    level: int = 2
    kind: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_html(self) -> str:
        """Give the section, its heading first."""
        kind = f' class="{html.escape(self.kind)}"' if self.kind else ""
        inside = [f'<h{self.level} id="{html.escape(self.name)}">{escape(self.title)}</h{self.level}>']
        inside += [part.to_html() for part in self.parts if part is not None]
        return f'<section aria-labelledby="{html.escape(self.name)}"{kind}>\n' + "\n".join(inside) + "\n</section>"

    def _repr_mimebundle_(self, **_kwargs: Any) -> tuple[dict[str, str], dict[str, Any]]:
        metadata = {"herijk": dict(self.facts)} if self.facts else {}
        return {"text/html": self.to_html(), "text/plain": self.title}, metadata


class Nothing:
    """Shows nothing: a section that was left out."""

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        return {"text/html": "", "text/plain": ""}


Shown = Section | Nothing
"""What a section function gives."""


def _source(url: str) -> str:
    """Link to a source, named by its host; nothing without a web address."""
    host = urlsplit(url).hostname if url.startswith(("https://", "http://")) else None
    return f' (<a href="{html.escape(url)}" rel="noreferrer">{escape(host.removeprefix("www."))}</a>)' if host else ""
