"""Formulas in a notebook as MathML: a browser draws it without a script, and a screen reader reads it."""

from __future__ import annotations

import html
from typing import Final
from xml.etree import ElementTree as ET

from nbconvert.filters.markdown_mistune import IPythonRenderer

__all__ = ["FormulaRenderer", "formula"]

NAMESPACE: Final = ' xmlns="http://www.w3.org/1998/Math/MathML"'
LONGEST: Final = 4000  # characters; a longer formula stays as it was typed
_PARTS: Final = """
    math mrow mi mn mo mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr mtd mstyle
    mpadded mphantom menclose mmultiscripts mprescripts none
"""
_LOOKS: Final = """
    display displaystyle mathvariant mathcolor mathsize stretchy fence form accent accentunder columnalign rowspacing
    columnspacing columnlines rowlines linethickness lspace rspace width height depth minsize maxsize movablelimits
    separator largeop symmetric notation scriptlevel
"""
ELEMENTS, ATTRIBUTES = frozenset(_PARTS.split()), frozenset(_LOOKS.split())


def formula(latex: str, *, block: bool = False) -> str:
    """MathML of a formula, with what was typed as its text alternative; what is no formula stays as it was typed.

    Parameters
    ----------
    latex : str
        Without dollar signs.
    block : bool
        On a line of its own.
    """
    mark = "$$" if block else "$"
    typed = f"<code>{html.escape(f'{mark}{latex}{mark}')}</code>"
    if len(latex) > LONGEST:
        return typed
    from latex2mathml.converter import convert

    try:
        made = convert(latex, display="block" if block else "inline").replace(NAMESPACE, "")
        found = ET.fromstring(made)  # noqa: S314  (no doctype can stand inside: what is not well-formed is an error)
    except Exception:  # noqa: BLE001  (its errors have no class in common, and some text is too deep for it)
        return typed
    for part in found.iter():
        if part.tag not in ELEMENTS:
            return typed
        for name in [name for name in part.attrib if name not in ATTRIBUTES]:
            del part.attrib[name]
    found.set("alttext", latex.strip())
    shown = ET.tostring(found, encoding="unicode")
    return f'<span class="formula" tabindex="0">{shown}</span>' if block else shown


class FormulaRenderer(IPythonRenderer):
    """Markdown as nbconvert reads it, formulas drawn."""

    def block_math(self, body: str) -> str:
        """Formula on a line of its own."""
        return formula(body, block=True)

    def inline_math(self, body: str) -> str:
        """Formula between words."""
        return formula(body)

    def latex_environment(self, name: str, body: str) -> str:
        r"""Formula from ``\begin{name}`` to ``\end{name}``."""
        return formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)
