"""A field of a form: what it is called, what it holds, what may stand in it, and how a reader writes and reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from babel.numbers import NumberFormatError, parse_decimal

from model.errors import InputError, Problem
from model.inputs.figures import Figure
from model.language import _, current, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

    from model.law.forms import Word


DIGITS: Final = 4
LONGEST: Final = 40  # characters; longer is no number anybody means
_AROUND: Final = re.compile(r"[€%\s]|(,-)$", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[-+]?\d+(\.\d+)?")
_BELOW_ONE: Final = re.compile(r"[-+]?0[.,]\d{1,9}")  # no thousands start with a zero
_GROUPED: Final = re.compile(r"[-+]?\d{1,3}([.,]\d{3})*([.,]\d+)?|[-+]?\d+([.,]\d+)?")


@dataclass(frozen=True)
class Choice:
    """One of the values that a field can take.

    Parameters
    ----------
    value, label : str
    reason : str
        Why it cannot be chosen now; empty: it can.
    """

    value: str
    label: str
    reason: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Parameters
    ----------
    name : str
        Dotted path in the file (``member.inhabitants``), or a field that stands for several.
    label : str
    kind : {"choice", "number", "count", "year", "code", "text", "switch", "group"}
        ``count`` and ``year`` are whole numbers that one steps through; a ``group`` holds the fields `under` it.
    value : str, float, bool or None
        Numbers in the unit that is shown.
    text : str
        A number as a reader writes it.
    unit : str
    low, high : float or None
        What is accepted, in the unit that is shown.
    scale : float
        What is shown is what the file holds times this.
    choices : tuple of Choice
    hint : str
    empty : str
        What holds while nothing is filled in; a field without it must be filled in.
    under : str
        Group that it belongs to.
    more : bool
        Seldom needed: stands folded away.
    error : str
        What is wrong with it, as a sentence.
    changed : bool
        Differs from the preset.
    """

    name: str
    label: str
    kind: str
    value: str | float | bool | None = None
    text: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    scale: float = 1.0
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    empty: str = ""
    under: str = ""
    more: bool = False
    error: str = ""
    changed: bool = False


def held(model: object, name: str) -> Any:
    """What stands at a dotted path of a model; None where nothing does."""
    for part in name.split("."):
        model = model.get(part) if isinstance(model, dict) else getattr(model, part, None)
    return model


def numeric(
    model: BaseModel, name: str, label: str, *, scale: float = 1.0, kind: str = "number", **about: Any
) -> Field:
    """Field for a number of a model, with the limits that the model sets.

    Parameters
    ----------
    model : BaseModel
    name : str
        Dotted path in it.
    label : str
    scale : float
        100 shows a share as a percentage.
    kind : {"number", "count", "year"}
    **about
        Other fields of `Field`; given limits go before those of the model.
    """
    found = held(model, name)
    low, high = limits(type(model), name)
    value = None if found is None else round(float(found) * scale, DIGITS)
    if isinstance(found, Figure) and found.shape != "fixed":
        about["hint"] = " ".join(part for part in (about.get("hint", ""), _range(found, scale)) if part)
    made = Field(
        name, label, kind, value, shown(value), low=_times(low, scale), high=_times(high, scale), scale=scale
    )  # fmt: skip
    return replace(made, **about)


def _times(value: float | None, scale: float) -> float | None:
    return None if value is None else round(value * scale, DIGITS)


def _range(figure: Figure, scale: float) -> str:
    """The range of a figure, of which a field shows the central value."""
    low, high = ((end if end is not None else figure.value) * scale for end in (figure.low, figure.high))
    return _("Has a range: {low} to {high}.", low=shown(low), high=shown(high))


def shown(value: float | None) -> str:
    """Number as a reader writes it, with the decimals that it has."""
    if value is None:
        return ""
    digits = next((n for n in range(DIGITS) if abs(round(value, n) - value) < 10.0**-DIGITS / 2), DIGITS)
    return number(value, digits)


def parsed(written: object) -> float | None:
    """Read a number the reader's way: ``1.250,5`` in Dutch; nothing written is None.

    Raises
    ------
    InputError
        It is no number.
    """
    if isinstance(written, (int, float)) and not isinstance(written, bool) and isfinite(written):
        return float(written)
    text = _AROUND.sub("", written).replace("\N{MINUS SIGN}", "-") if isinstance(written, str) else "?"
    if not text:
        return None
    if _BELOW_ONE.fullmatch(text):
        return float(text.replace(",", "."))
    if len(text) <= LONGEST and _GROUPED.fullmatch(text):
        try:
            return float(parse_decimal(text, locale=current(), strict=True))
        except NumberFormatError:
            if _PLAIN.fullmatch(text):
                return float(text)
    raise InputError(Problem(_("A number is expected here."), found=str(written)[:LONGEST]))


def choices_of(words: Iterable[Word]) -> tuple[Choice, ...]:
    """Choices out of words that files use."""
    return tuple(Choice(word.value, word.label) for word in words)


@cache
def limits(model: type[BaseModel], name: str) -> tuple[float | None, float | None]:
    """Lowest and highest number that a model accepts at a dotted path, as its JSON schema says."""
    schema = model.model_json_schema()
    nodes = [schema]
    for part in name.split("."):
        nodes = [child for node in nodes for child in _below(node, part, schema)]
    for node in (open_ for found in nodes for open_ in _opened(found, schema)):
        if "maximum" in node:
            return node.get("minimum", node.get("exclusiveMinimum")), node["maximum"]
    return None, None


def _below(node: dict[str, Any], part: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Schemas of a key of a group."""
    found: list[dict[str, Any]] = []
    for one in _opened(node, schema):
        if part in one.get("properties", {}):
            found.append(one["properties"][part])
        elif isinstance(one.get("additionalProperties"), dict):
            found.append(one["additionalProperties"])
        else:
            found += one.get("patternProperties", {}).values()
    return found


def _opened(node: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema with its references and alternatives written out."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    return [node, *(found for one in node.get("anyOf", ()) for found in _opened(one, schema))]
