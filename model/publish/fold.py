"""A folded part of a page: long tables that few read on a screen; on paper they stand open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.show.table import escape

if TYPE_CHECKING:
    from model.publish.section import Part


@dataclass(frozen=True)
class Fold:
    """Parts behind one line that opens them; the print style of the page opens every fold.

    Parameters
    ----------
    summary : str
        What is inside, in the reader's language.
    parts : tuple
        In order; a None is left out.
    """

    summary: str
    parts: tuple[Part | None, ...]

    def to_html(self) -> str:
        """``<details>``, shut; nothing without parts."""
        inside = [part.to_html() for part in self.parts if part is not None]
        if not inside:
            return ""
        summary = f"<summary>{escape(self.summary)}</summary>"
        return f'<details class="fold">{summary}\n' + "\n".join(inside) + "\n</details>"
