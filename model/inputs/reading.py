"""Read a YAML 1.2 file into plain data that remembers on which line each value stood.

Only plain data comes out: no tags, no anchors, no objects. Numbers, booleans and nothing are recognised as
the core schema of YAML 1.2 says, so ``no``, ``nee`` and ``1.234,5`` stay text and the models refuse them
with a hint. A whole number with a leading zero stays text too: it is a code, never an octal number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from model.errors import InputError, Problem
from model.language import _

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

Keys = tuple[str | int, ...]
"""Path of keys from the top of a file: ``("parties", 1, "inhabitants")``."""

MAX_BYTES: Final = 512_000
MAX_DEPTH: Final = 12
MAX_NUMBER: Final = 40  # characters; longer is no number anybody means
_WHOLE: Final = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL: Final = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, object]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says.

    Attributes
    ----------
    file : str
        Name for messages.
    data : dict
        Mappings as dict, lists as tuple, scalars as text, whole number, decimal number, bool or None.
    lines : dict
        Line (from 1) of each path of keys.
    texts : dict
        The characters of each scalar as they were written.
    """

    file: str
    data: dict[str, Any]
    lines: dict[Keys, int] = field(default_factory=dict)
    texts: dict[Keys, str] = field(default_factory=dict)

    def line(self, keys: Keys) -> int:
        """Line of a path, or of the nearest part of it that stands in the file; 0 if none does."""
        for end in range(len(keys), -1, -1):
            if keys[:end] in self.lines:
                return self.lines[keys[:end]]
        return 0


def read_document(path: str | Path) -> Document:
    """Read a YAML file.

    Parameters
    ----------
    path : path
        An existing file of at most 512 kB, in UTF-8.

    Raises
    ------
    InputError
        Missing or unreadable file, broken YAML, duplicate keys, tags, anchors, too large or too deep.
    """
    path = Path(path)
    file = str(path)
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except FileNotFoundError:
        raise InputError(Problem(_("The file does not exist."), file=file)) from None
    except IsADirectoryError:
        raise InputError(Problem(_("This is a folder, not a file."), file=file)) from None
    except OSError as error:
        message = _("The file cannot be read: {why}", why=error.strerror)
        raise InputError(Problem(message, file=file)) from None
    if raw is None:
        allowed = _("at most {size} kB", size=MAX_BYTES // 1000)
        raise InputError(Problem(_("The file is too large."), file=file, allowed=allowed))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = _("save the file again as UTF-8")
        raise InputError(Problem(_("The file is not written in UTF-8."), file=file, hint=hint)) from None
    return read_text(text, file)


def read_text(text: str, file: str = "") -> Document:
    """Read the text of a YAML file; `file` names it in messages."""
    node = _compose(text, file)
    document = Document(file, {})
    problems: list[Problem] = []
    if not isinstance(node, MappingNode):
        message = _("The file holds no fields.")
        raise InputError(Problem(message, file=file, allowed=_("lines of the form `field: value`")))
    document.data.update(_build(node, (), document, problems))
    if problems:
        raise InputError(problems)
    return document


def _compose(text: str, file: str) -> Node | None:
    """Parse into nodes, after checking that nothing in the text can grow out of hand."""
    try:
        _check_events(text, file)
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 0
        message = _("This is not valid YAML ({what}).", what=error.problem or error.context or "")
        raise InputError(Problem(message, file=file, line=line)) from None
    except YAMLError as error:
        what = str(error).splitlines()[0]
        raise InputError(Problem(_("This is not valid YAML ({what}).", what=what), file=file)) from None
    return node


def _check_events(text: str, file: str) -> None:
    """Refuse what is not needed, or grows without end once it is built: anchors, tags, deep nesting."""
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        line = event.start_mark.line + 1
        if getattr(event, "anchor", None):
            message = _("Anchors (& and *) are not used in these files.")
            raise InputError(Problem(message, file=file, line=line, hint=_("write the value out")))
        if tag := getattr(event, "tag", None):
            message, hint = _("Tags are not used in these files."), _("leave the tag out")
            raise InputError(Problem(message, file=file, line=line, found=str(tag), hint=hint))
        name = type(event).__name__
        depth += name.endswith("StartEvent") - name.endswith("EndEvent")
        if depth > MAX_DEPTH + 2:  # the stream and the document count too
            allowed = _("at most {n} levels", n=MAX_DEPTH)
            message = _("The fields are nested too deeply.")
            raise InputError(Problem(message, file=file, line=line, allowed=allowed))


def _build(node: Node, keys: Keys, document: Document, problems: list[Problem]) -> Any:
    """Turn a node into plain data and note its line."""
    document.lines.setdefault(keys, node.start_mark.line + 1)
    if isinstance(node, ScalarNode):
        document.texts[keys] = node.value
        return plain(node.value) if node.style is None else node.value
    if isinstance(node, SequenceNode):
        return tuple(_build(item, (*keys, n), document, problems) for n, item in enumerate(node.value))
    fields: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        below = (*keys, key)
        line = key_node.start_mark.line + 1
        if key in fields:
            message = _("The field stands here a second time.")
            hint = _("the first stands on line {n}; keep one", n=document.lines[below])
            problems.append(Problem(message, document.file, line, dotted(below), hint=hint))
            continue
        document.lines[below] = line
        fields[key] = _build(value_node, below, document, problems)
    return fields


def plain(text: str) -> object:
    """Value of an unquoted scalar by the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= MAX_NUMBER:
        if _WHOLE.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
    return text


def dotted(keys: Keys) -> str:
    """Path of keys as people read it, lists counted from 1: ``parties.2.inhabitants``."""
    return ".".join(str(key + 1) if isinstance(key, int) else key for key in keys)
