"""A figure as a reader gets it: drawing, title, text alternative with the numbers, data behind it."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG

from model.language import _
from model.show.style import drawing
from model.show.table import Table, escape

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

PNG_SCALE: Final = 2  # pixels per screen pixel, sharp on paper
PLAIN: Final = " ='/:;,.()!?*@$+-_~"  # what a data address inside double quotes may hold as it is
PROLOGUE: Final = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", re.DOTALL)
REFERENCE: Final = re.compile(r'(?:href="|url\()#([\w.-]+)')
LONG_NUMBER: Final = re.compile(r"-?\d+\.\d{3,}")


@dataclass(frozen=True, eq=False, slots=True)
class Figure:
    """One figure of the memo.

    Parameters
    ----------
    name : str
        Fixed English key, for anchors and file names; also salts the ids inside the SVG.
    title : str
        What the figure shows, in the reader's language.
    alt : str
        Text alternative: what there is to see, in words, with the figures.
    table : Table
        The data behind the figure.
    notes : tuple of str
        How to read it.
    """

    name: str
    title: str
    alt: str
    canvas: Canvas
    table: Table
    notes: tuple[str, ...] = ()

    def svg(self) -> str:
        """Figure as SVG, text as outlines: the same bytes each time, no font needed."""
        buffer = io.StringIO()
        with drawing(self.name):
            self._settle()
            metadata = {"Date": None, "Creator": "Herijk", "Title": self.title}
            FigureCanvasSVG(self.canvas).print_svg(buffer, metadata=metadata)
        return buffer.getvalue()

    def png(self) -> bytes:
        """Figure as PNG, 720 × `PNG_SCALE` pixels wide."""
        buffer = io.BytesIO()
        with drawing(self.name):
            self._settle()
            self.canvas.set_dpi(100 * PNG_SCALE)
            FigureCanvasAgg(self.canvas).print_png(buffer, metadata={"Software": None, "Title": self.title})
            self.canvas.set_dpi(100)
        return buffer.getvalue()

    def to_html(self) -> str:
        """``<figure>`` with the image inside the page, its text alternative, title, notes and data.

        The SVG stands in an ``<img>``: its ids cannot clash with those of another figure, and nothing in it can run.
        """
        address = "data:image/svg+xml," + quote(_lean(self.svg()), safe=PLAIN)
        notes = "".join(f'<span class="note"> {escape(note)}</span>' for note in self.notes)
        return (
            f'<figure class="figure" id="figure-{self.name}">\n'
            f'<img src="{address}" alt="{html.escape(self.alt)}" '
            'style="width:100%;max-width:45rem;height:auto">\n'
            f"<figcaption><strong>{escape(self.title)}</strong>{notes}</figcaption>\n"
            f"{self._fold()}</figure>"
        )

    def _settle(self) -> None:
        """Arrange the drawing once and for all: matplotlib would shift it a little at every drawing."""
        engine = self.canvas.get_layout_engine()
        if engine is not None:
            engine.execute(self.canvas)
            self.canvas.set_layout_engine("none")

    def _fold(self) -> str:
        summary = escape(_("Figures behind this chart"))
        return f"<details><summary>{summary}</summary>\n{self.table.to_html()}\n</details>\n"

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": f"{self.title}\n{self.alt}"}


def _lean(svg: str) -> str:
    """Same picture in fewer bytes: a page holds many of them. Hundredths of a point are all that anybody can see.

    Most of a chart is the outline of its letters, each placed by name: names are short here, and those that nothing
    refers to are left out.
    """
    rounded = LONG_NUMBER.sub(lambda found: _short(float(found.group())), PROLOGUE.sub("", svg))
    used = {name: f"{place:x}" for place, name in enumerate(dict.fromkeys(REFERENCE.findall(rounded)))}
    named = re.sub(r' id="([^"]*)"', lambda found: f' id="i{used[found[1]]}"' if found[1] in used else "", rounded)
    named = REFERENCE.sub(lambda found: f"{found[0].removesuffix(found[1])}i{used[found[1]]}", named)
    named = named.replace("xlink:href=", "href=")
    named = re.sub(r'(<use href="[^"]*") transform="translate\((\S+) 0\)"', r'\1 x="\2"', named)
    short = re.sub(r"\s+", " ", named).replace("> <", "><").strip()
    return re.sub(r"""="([^"']*)\"""", r"='\1'", short)  # a double quote takes three bytes in an address


def _short(value: float) -> str:
    """Two decimals, and for what is smaller than one four digits: a scale of 0.0156 is not 0.02."""
    return f"{value:.4g}" if abs(value) < 1 else f"{value:.2f}".rstrip("0").rstrip(".")
