"""Sentences on a page: a paragraph or a list that prints itself, every text escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from model.show.table import escape


@dataclass(frozen=True, slots=True)
class Prose:
    """Some sentences together.

    Parameters
    ----------
    parts : tuple of str
        Sentences of one paragraph, or items of a list, in the reader's language.
    """

    parts: tuple[str, ...]
    kind: Literal["paragraph", "bullets", "numbered", "note"] = "paragraph"

    def to_html(self) -> str:
        """``<p>`` or a list; empty without parts."""
        said = [escape(part) for part in self.parts if part]
        if not said:
            return ""
        if self.kind in {"bullets", "numbered"}:
            tag = "ul" if self.kind == "bullets" else "ol"
            return f"<{tag}>" + "".join(f"<li>{part}</li>" for part in said) + f"</{tag}>"
        mark = ' class="note"' if self.kind == "note" else ""
        return f"<p{mark}>{' '.join(said)}</p>"

    def to_text(self) -> str:
        """Plain text: one line per item of a list, one line per paragraph."""
        said = [part for part in self.parts if part]
        if self.kind in {"bullets", "numbered"}:
            marks = [f"{k}." if self.kind == "numbered" else "-" for k in range(1, len(said) + 1)]
            return "\n".join(f"{mark} {part}" for mark, part in zip(marks, said, strict=True))
        return " ".join(said)

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.to_text()}
