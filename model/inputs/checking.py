"""Check plain data against a model and say in the reader's language what is wrong with it, all at once."""

from __future__ import annotations

import re
import types
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from model.errors import InputError, Problem, nearest
from model.inputs.base import frozen
from model.inputs.figures import ABOUT_KEYS, FORM_KEYS, Figure
from model.inputs.reading import Document, dotted
from model.language import N_, _, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from model.inputs.reading import Keys

M = TypeVar("M", bound=BaseModel)
_YES_NO: Final = {
    **dict.fromkeys(("no", "nee", "off", "n", "onwaar"), "false"),
    **dict.fromkeys(("yes", "ja", "on", "j", "y", "waar"), "true"),
}
_COMMA: Final = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+),\d+")
_POINTS: Final = re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+")
_LOOSE: Final = re.compile(r"[€$\s_']|(EUR|euro)|(,-)$", re.IGNORECASE)

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    # pydantic's error type: (message, what is allowed)
    "missing": (N_("This field is missing."), ""),
    "extra_forbidden": (N_("This field is not known."), ""),
    "bool_type": (N_("True or false is expected here."), N_("true or false")),
    "float_type": (N_("A number is expected here."), ""),
    "int_type": (N_("A whole number is expected here."), ""),
    "int_from_float": (N_("A whole number is expected here."), ""),
    "string_type": (N_("A text is expected here."), N_("text, between quotation marks if it looks like a number")),
    "string_too_short": (N_("The text is empty."), ""),
    "string_too_long": (N_("The text is too long."), N_("at most {max_length} characters")),
    "finite_number": (N_("Not a number and infinity are no figures."), N_("a number")),
    "greater_than_equal": (N_("The number is too low."), N_("{ge} or more")),
    "less_than_equal": (N_("The number is too high."), N_("at most {le}")),
    "tuple_type": (N_("A list is expected here."), N_("lines that start with a dash, or [..., ...]")),
    "dict_type": (N_("A group of fields is expected here."), ""),
    "model_type": (N_("A group of fields is expected here."), ""),
    "model_attributes_type": (N_("A group of fields is expected here."), ""),
    "too_short": (N_("There are too few of these."), N_("at least {min_length}")),
    "too_long": (N_("There are too many of these."), N_("at most {max_length}")),
    "union_tag_not_found": (N_("The kind of action is missing."), ""),
    "string_pattern_mismatch": (N_("The text does not have the right form."), ""),
}
COUNTED: Final = frozenset({"inhabitants", "workplaces", "usage", "applications", "fte"})
WITHOUT_VALUE: Final = frozenset({"missing", "union_tag_not_found", "too_short", "too_long"})
_PATTERNS: Final[dict[str, str]] = {
    "^https?://": N_("an address that starts with https://"),
    "^[A-Z]{2}": N_("a CBS code such as GM0297, or another short code without spaces"),
    "^[a-z0-9][a-z0-9_-]": N_("small letters, digits, - and _"),
    "^(no|nee)$": N_("an article with its number, such as article 27, or no"),
    "^[A-Za-z0-9][A-Za-z0-9_.-]*": N_("the name of a .txt, .md or .html file in the folder of the case"),
}


class Fault:
    """Something wrong between fields, found after each field by itself was right.

    Parameters
    ----------
    keys : tuple
        Path of the field.
    message, allowed, hint : str
        In the reader's language.
    found : object
        The value, if it helps.
    """

    def __init__(self, keys: Keys, message: str, *, allowed: str = "", hint: str = "", found: object = "") -> None:
        self.keys, self.message, self.allowed, self.hint, self.found = keys, message, allowed, hint, found


def check(kind: type[M], document: Document) -> M:
    """Build a model from a document. Raises InputError: with every problem, in the order of the lines."""
    slips = list(_ambiguous_thousands(document))
    try:
        found = kind.model_validate(frozen(document.data))
    except ValidationError as error:
        own = _own_errors(error.errors(include_url=False), document, {slip.field for slip in slips})
        problems = [_problem(kind, document, item) for item in own]
        raise InputError(_in_order([*slips, *problems])) from None
    if slips:
        raise InputError(_in_order(slips))
    return found


def located(faults: Iterable[Fault], document: Document) -> list[Problem]:
    """Give each fault its file and line."""
    return _in_order(
        Problem(
            fault.message,
            document.file,
            document.line(fault.keys),
            dotted(fault.keys),
            found=_found(fault, document),
            allowed=fault.allowed,
            hint=fault.hint,
        )
        for fault in faults
    )


def _found(fault: Fault, document: Document) -> str:
    if isinstance(fault.found, str):
        return fault.found
    return document.texts.get(fault.keys) or _shown(fault.found)


def _own_errors(errors: Sequence[Any], document: Document, told: Collection[str]) -> list[Any]:
    """Leave out what only follows from another error, or was told already."""
    places = [_as_written(error["loc"], document.data) for error in errors]

    def follows(error: Any, keys: Keys) -> bool:
        if dotted(keys) in told:
            return True
        deeper = any(len(other) > len(keys) and other[: len(keys)] == keys for other in places)
        return deeper and error["type"] in {"too_short", "enum", "dict_type"}

    return [error for error, keys in zip(errors, places, strict=True) if not follows(error, keys)]


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    unique = {(p.line, p.field, p.message): p for p in problems}
    return sorted(unique.values(), key=lambda problem: problem.line)


def _ambiguous_thousands(document: Document) -> Iterable[Problem]:
    """Refuse ``943.440`` where euros or counts stand: it reads as 943 but most likely means 943 440."""
    for keys, text in document.texts.items():
        if not _POINTS.fullmatch(text) or not _counts(keys):
            continue
        yield Problem(
            _("A point is a decimal sign here, so this would be less than a thousand."),
            document.file,
            document.line(keys),
            dotted(keys),
            found=text,
            hint=_("write {right}", right=text.replace(".", "")),
        )


def _counts(keys: Keys) -> bool:
    """Whether euros or people stand here (and not the weight of a base in a key)."""
    words = {str(key) for key in keys}
    if words & {"cost_key", "dissolution_key", "key"}:
        return False
    return bool(words & COUNTED) or any(word.endswith("_eur") for word in words)


def _problem(kind: type[BaseModel], document: Document, error: Any) -> Problem:
    """Translate one error of pydantic."""
    keys = _as_written(error["loc"], document.data)
    name, context = error["type"], error.get("ctx", {})
    found = "" if name in WITHOUT_VALUE else _shown(_input(document, keys, error))
    message, allowed, hint = _words(name, context)
    if name == "extra_forbidden":
        known = _known_fields(kind, keys[:-1], document.data)
        hint = nearest(str(keys[-1]), known)
        allowed = "" if hint else ", ".join(known)
        found = ""
    elif name in {"enum", "literal_error", "union_tag_invalid"}:
        if name == "union_tag_invalid":
            keys, found = (*keys, "kind"), str(context["tag"])
        elif error["loc"][-1] == "[key]":
            found = str(keys[-1])
        choices = [part.strip(" '\"") for part in re.split(r",| or ", _choices(context))]
        message, allowed = _("This word is not known."), ", ".join(choices)
        hint = nearest(found, choices)
    return Problem(
        message, document.file, document.line(keys), dotted(keys), found, allowed, hint or _advice(name, found)
    )


def _choices(context: Mapping[str, Any]) -> str:
    return str(context.get("expected") or context.get("expected_tags") or "")


def _words(name: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Message, allowed and hint for an error type, in the reader's language."""
    if name == "herijk":
        values = {key: _readable(value) for key, value in context["values"].items()}
        message, allowed, hint = (
            _(context[part], **values) if context[part] else "" for part in ("message", "allowed", "hint")
        )
        return message, allowed, hint
    message, allowed = MESSAGES.get(name, (N_("This value cannot be used."), ""))
    if name == "string_pattern_mismatch":
        return _(message), _pattern(str(context["pattern"])), ""
    plain = {key: _readable(value) for key, value in context.items()}
    return _(message), _(allowed, **plain) if allowed else "", ""


def _readable(value: object) -> object:
    """Numbers the reader's way, years as they are."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or 1900 <= value <= 2100:
        return value
    return number(value, 0 if value == int(value) else 2)


def _pattern(pattern: str) -> str:
    return next((_(text) for start, text in _PATTERNS.items() if pattern.startswith(start)), pattern)


def _advice(name: str, found: str) -> str:
    """What to write instead, for the slips that Dutch writers make most."""
    if name == "bool_type" and found.lower() in _YES_NO:
        return _("write {right}", right=_YES_NO[found.lower()])
    if name not in {"herijk", "float_type", "int_type", "int_from_float"}:
        return ""
    text = _LOOSE.sub("", found)
    if _COMMA.fullmatch(text):
        return _("write {right}", right=text.replace(".", "").replace(",", "."))
    if _POINTS.fullmatch(text):
        return _("write {right}", right=text.replace(".", ""))
    if text.endswith("%") and re.fullmatch(r"\d+(\.\d+)?", text[:-1]):
        return _("write {right}, or the percentage without the sign", right=f"{float(text[:-1]) / 100:g}")
    if re.fullmatch(r"0\d+", text):
        return _("write {right}", right=text.lstrip("0") or "0")
    return _("write {right}", right=text) if text != found and re.fullmatch(r"\d+(\.\d+)?", text) else ""


def _as_written(location: tuple[str | int, ...], data: object) -> Keys:
    """Drop from pydantic's location what does not stand in the file: names of unions, kinds and ``[key]``."""
    if len(location) > 1 and isinstance(location[-1], str) and location[-1].startswith("str-enum["):
        location = location[:-1]
    keys: list[str | int] = []
    here: object = data
    for step, key in enumerate(location):
        last = step == len(location) - 1
        below = _child(here, key)
        if below is not None:
            here = below[0]
        elif not (last and isinstance(here, dict) and key != "[key]" and not _is_branch(here, key)):
            continue
        keys.append(key)
    return tuple(keys)


def _child(here: object, key: str | int) -> tuple[Any] | None:
    """What stands under a key, wrapped so that an empty value differs from nothing."""
    if isinstance(here, dict) and key in here:
        return (here[key],)
    if isinstance(here, (tuple, list)) and isinstance(key, int) and key < len(here):
        return (here[key],)
    return None


def _is_branch(here: dict[str, object], key: str | int) -> bool:
    return here.get("kind") == key


def _input(document: Document, keys: Keys, error: Any) -> object:
    return document.texts.get(keys, error["input"])


def _shown(value: object) -> str:
    """A value as a reader wrote it, cut off where it gets long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, tuple, list)):
        inner = ", ".join(str(item) for item in value)
        text = f"{{{inner}}}" if isinstance(value, dict) else f"[{inner}]"
    else:
        text = "" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _known_fields(kind: type[BaseModel], keys: Keys, data: object) -> list[str]:
    """Fields that may stand in the group at `keys`."""
    here: Any = kind
    inside: Any = data
    for key in keys:
        here = _step(here, key, inside)
        below = _child(inside, key)
        inside = below[0] if below is not None else None
    models = [found for found in _models(here) if not _other_kind(found, inside)]
    if Figure in models:
        return [*FORM_KEYS, *ABOUT_KEYS]
    fields = [item for model in models for item in model.model_fields.items()]
    return list(dict.fromkeys(name for name, field in fields if not field.exclude))


def _step(here: Any, key: str | int, inside: object) -> Any:
    """Type of what stands under `key`."""
    for model in _models(here):
        if not _other_kind(model, inside) and isinstance(key, str) and key in model.model_fields:
            return model.model_fields[key].annotation
    for part in _parts(here):
        origin, arguments = get_origin(part), get_args(part)
        if origin is tuple and arguments:
            return arguments[0]
        if origin is dict:
            return arguments[1]
    return object


def _other_kind(model: type[BaseModel], inside: object) -> bool:
    """Whether `model` is another kind of action than the one that was written."""
    kind = model.model_fields.get("kind")
    if kind is None or not isinstance(inside, dict):
        return False
    return get_args(kind.annotation) != (inside.get("kind"),)


def _models(here: Any) -> list[type[BaseModel]]:
    return [part for part in _parts(here) if isinstance(part, type) and issubclass(part, BaseModel)]


def _parts(here: Any) -> list[Any]:
    """Members of a union, without annotations and None."""
    origin = get_origin(here)
    if origin is Annotated:
        return _parts(get_args(here)[0])
    if origin in {Union, types.UnionType}:
        return [part for member in get_args(here) for part in _parts(member)]
    if origin is Literal or here is type(None) or (isinstance(here, type) and issubclass(here, Enum)):
        return []
    return [here]
