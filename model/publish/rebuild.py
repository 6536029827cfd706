"""A memo made again from what its page carries."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from model import resources
from model.errors import InputError, Problem, UnknownNameError
from model.inputs import load_case, load_option, load_scenario
from model.inputs.own_text import own_text
from model.language import _
from model.publish.memo import make_memo
from model.publish.source import written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from model.publish.memo import MemoPaths
    from model.publish.source import Record


def rebuild(told: Record, folder: Path, progress: Callable[[int, int], None] | None = None) -> MemoPaths:
    """Make the memo again in a folder of its own.

    What equals the shipped file of its name is asked for by that name; anything else is written into `folder`.

    Raises InputError: what it carries is refused by the checks that every file gets. Raises ExportError: the memo
    could not be made.
    """
    asked = told.parameters
    scenario = _place(folder / "scenario" / asked.scenario, told.scenario, load_scenario)
    settings = asked.model_dump(exclude={"case", "scenario", "options"})
    return make_memo(
        _case(told, folder), scenario, _options(told, folder), output_dir=folder / "memo", progress=progress, **settings
    )


def _case(told: Record, folder: Path) -> str:
    """Name of the case, or its file with the text of the arrangement beside it."""
    name = told.parameters.case
    if _is_shipped(name, told.case, load_case) and own_text(load_case(name)) == told.text:
        return name
    file = folder / "case" / name
    _write(file, told.case)
    beside = load_case(file).arrangement.text_file  # checked: a plain name of a kind of text
    if (beside is None) != (told.text is None) or beside == name:
        raise InputError(Problem(_("What this page carries is not in order."), field="text"))
    if beside is not None and told.text is not None:
        text = html.escape(told.text) if beside.endswith(".html") else told.text
        (file.parent / beside).write_text(text, encoding="utf-8", newline="")
    return str(file)


def _options(told: Record, folder: Path) -> list[str] | None:
    """Options by name or as files; None where the four shipped ones were meant and are what they were."""
    names = told.parameters.options
    if names is None:
        names = [re.sub(r"[^\w-]", "", str(one.get("id"))) or "option" for one in told.options]
        if all(_is_shipped(name, one, load_option) for name, one in zip(names, told.options, strict=True)):
            return None
    if len(told.options) != len(names):
        raise InputError(Problem(_("What this page carries is not in order."), field="options"))
    places = [folder / "options" / str(n) / name for n, name in enumerate(names)]
    return [_place(place, one, load_option) for place, one in zip(places, told.options, strict=True)]


def _place(file: Path, content: Mapping[str, Any], load: Callable[[str], Any]) -> str:
    """Name of the shipped file with this content, or a file with it."""
    if _is_shipped(file.name, content, load):
        return file.name
    _write(file, content)
    return str(file)


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _is_shipped(name: str, content: Mapping[str, Any], load: Callable[[str], Any]) -> bool:
    shipped = (*resources.list_cases(), *resources.list_scenarios(), *resources.list_options())
    try:
        return name in shipped and written(load(name)) == content
    except UnknownNameError:  # shipped, but as something else
        return False
