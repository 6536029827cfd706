"""A figure: a number that may carry a range, a source and how sure it is.

In a file a figure is a number, or a group of fields with one of these forms::

    inhabitants: 25030
    inhabitants: {value: 25030, source: CBS, url: https://…, year: 2020, confidence: 3}
    trust: {low: 0.4, base: 0.6, high: 0.7, source: gesprekken 2025}
    usage: {uniform: [900, 1100]}
    exit_cost_eur: {lognormal: {median: 20000, p95: 60000}}
    notice: {choice: [12, 18, 24]}

plus ``estimated: true`` where nobody measured it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, GetJsonSchemaHandler, model_serializer, model_validator
from pydantic_core import core_schema

from model.inputs.base import ShortText, Strict, refuse
from model.language import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

Shape = Literal["fixed", "pert", "uniform", "lognormal", "choice"]
FORM_KEYS: Final = ("value", "low", "base", "high", "uniform", "lognormal", "choice")
ABOUT_KEYS: Final = ("source", "url", "year", "confidence", "estimated", "note")
_FORMS: Final = N_("a number, or a group with value; low, base and high; uniform; lognormal; or choice")


class Figure(Strict):
    """Number with range, source and confidence.

    Attributes
    ----------
    value : float
        Central value: the number itself, the base of a PERT, the middle of a uniform, the median otherwise.
    low, high : float or None
        Range in the same unit; for ``lognormal`` `high` is the 95th percentile and `low` is empty.
    shape : {"fixed", "pert", "uniform", "lognormal", "choice"}
        What the range means.
    choices : tuple of float
        The values of a ``choice``.
    source, url, year, confidence, note
        Where it comes from; confidence 3 = official or first hand, 2 = secondary, 1 = derived or judged.
    estimated : bool
        Nobody measured it for this case.
    """

    value: float
    low: float | None = None
    high: float | None = None
    shape: Shape = "fixed"
    choices: tuple[float, ...] = ()
    source: ShortText | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)] | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    confidence: Annotated[int, Field(ge=1, le=3)] | None = None
    estimated: bool = False
    note: Annotated[str, Field(max_length=1000)] | None = None

    def __float__(self) -> float:
        """Central value."""
        return self.value

    @model_validator(mode="before")
    @classmethod
    def _from_file(cls, written: object) -> object:
        if isinstance(written, (int, float)) and not isinstance(written, bool):
            return {"value": written}
        if not isinstance(written, dict):
            raise refuse(N_("A number is expected here."), allowed=_FORMS)
        if "shape" in written:  # already in the form of this class
            return written
        return _unfold(written)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The forms that may stand in a file, for editors that help while one types."""
        return _written_schema()

    @model_serializer(mode="plain")
    def _to_file(self) -> float | dict[str, Any]:
        form = _fold(self)
        about = {key: getattr(self, key) for key in ABOUT_KEYS if getattr(self, key) not in {None, False}}
        if not about and set(form) == {"value"}:
            return float(form["value"])
        return {**form, **about}


def _written_schema() -> dict[str, Any]:
    number: dict[str, Any] = {"type": "number"}
    pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    lognormal = {"type": "object", "properties": {"median": number, "p95": number}, "required": ["median", "p95"]}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(("value", "low", "base", "high"), number),
            "uniform": pair,
            "lognormal": lognormal,
            "choice": {"type": "array", "items": number, "minItems": 1},
            **{name: {"type": "string"} for name in ("source", "url", "note")},
            "year": {"type": "integer"},
            "confidence": {"enum": [1, 2, 3]},
            "estimated": {"type": "boolean"},
        },
        "oneOf": [
            {"required": ["value"]},
            {"required": ["low", "base", "high"]},
            {"required": ["uniform"]},
            {"required": ["lognormal"]},
            {"required": ["choice"]},
        ],
    }


def _unfold(written: dict[str, Any]) -> dict[str, Any]:
    """Translate one of the written forms into the fields of `Figure`."""
    rest = {key: value for key, value in written.items() if key not in FORM_KEYS}
    form = {key: written[key] for key in FORM_KEYS if key in written}
    match sorted(form):
        case ["value"]:
            return {**rest, "shape": "fixed", "value": form["value"]}
        case ["base", "high", "low"]:
            return {**rest, "shape": "pert", **_ordered(form["low"], form["base"], form["high"])}
        case ["uniform"]:
            low, high = _numbers(form["uniform"], 2, N_("two numbers: [low, high]"))
            return {**rest, "shape": "uniform", **_ordered(low, (low + high) / 2, high)}
        case ["lognormal"]:
            return {**rest, "shape": "lognormal", **_lognormal(form["lognormal"])}
        case ["choice"]:
            values = _numbers(form["choice"], None, N_("a list of numbers"))
            ends = {"value": float(median(values)), "low": min(values), "high": max(values)}
            return {**rest, "shape": "choice", "choices": values, **ends}
    near = nearest_of(rest)
    hint = N_("did you mean {name}?") if near else ""
    raise refuse(N_("This is no form of a figure."), allowed=_FORMS, hint=hint, name=near)


def nearest_of(unknown: Iterable[str]) -> str:
    """The key of a figure that looks most like one of the unknown keys, if any does."""
    for name in unknown:
        if name not in ABOUT_KEYS and (found := difflib.get_close_matches(name, FORM_KEYS, n=1)):
            return repr(found[0])
    return ""


def _ordered(low: object, base: object, high: object) -> dict[str, Any]:
    low, base, high = _numbers((low, base, high), 3, N_("numbers"))
    if not low <= base <= high:
        raise refuse(N_("The range is not in order."), allowed=N_("low ≤ base ≤ high"), hint=N_("put the lowest first"))
    return {"low": low, "value": base, "high": high}


def _lognormal(written: object) -> dict[str, Any]:
    wanted = N_("median and p95, with 0 < median ≤ p95")
    if not isinstance(written, dict) or set(written) != {"median", "p95"}:
        raise refuse(N_("A lognormal needs a median and a 95th percentile."), allowed=wanted)
    middle, top = _numbers((written["median"], written["p95"]), 2, wanted)
    if not 0 < middle <= top:
        raise refuse(N_("The range is not in order."), allowed=wanted)
    return {"value": middle, "high": top}


def _numbers(written: object, length: int | None, wanted: str) -> tuple[float, ...]:
    if not isinstance(written, (tuple, list)) or not written or (length and len(written) != length):
        raise refuse(N_("A list of numbers is expected here."), allowed=wanted)
    if any(isinstance(item, bool) or not isinstance(item, (int, float)) for item in written):
        raise refuse(N_("A number is expected here."), allowed=wanted)
    return tuple(float(item) for item in written)


def _fold(figure: Figure) -> dict[str, Any]:
    """Translate the fields of `Figure` back into a written form."""
    match figure.shape:
        case "pert":
            return {"low": figure.low, "base": figure.value, "high": figure.high}
        case "uniform":
            return {"uniform": [figure.low, figure.high]}
        case "lognormal":
            return {"lognormal": {"median": figure.value, "p95": figure.high}}
        case "choice":
            return {"choice": list(figure.choices)}
        case _:
            return {"value": figure.value}


@dataclass(frozen=True, slots=True)
class Within:
    """Plausible limits of a figure; a number outside them is taken for a slip of the pen."""

    low: float
    high: float
    whole: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        """Check the central value and both ends after the figure itself was read."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, figure: Figure) -> Figure:
        """Return the figure, or refuse it."""
        for number in (figure.value, figure.low, figure.high, *figure.choices):
            if number is not None and not self.low <= number <= self.high:
                raise refuse(
                    N_("This lies outside what is plausible."),
                    allowed=N_("{low} to {high}"),
                    low=self.low,
                    high=self.high,
                )
        if self.whole and figure.shape == "fixed" and figure.value != int(figure.value):
            raise refuse(
                N_("A whole number is expected here."), hint=N_("write {right}"), right=str(round(figure.value))
            )
        return figure

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """A number within the limits, or the group of fields."""
        kind = "integer" if self.whole else "number"
        return {"anyOf": [{"type": kind, "minimum": self.low, "maximum": self.high}, handler(schema)]}


Share = Annotated[Figure, Within(0, 1)]
Euro = Annotated[Figure, Within(0, 1e9)]
Money = Annotated[Figure, Within(-1e9, 1e9)]
Amount = Annotated[Figure, Within(0, 1e7)]
Count = Annotated[Figure, Within(0, 100_000)]
