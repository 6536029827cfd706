"""Changes of the option designer, made of what the browser sends: checked, and a preset itself where nothing differs.

A change is plain data from the browser: ``{option, index, field, value}``, ``{option, index, reset: field}``,
``{option, add: kind}``, ``{option, remove: index}``, ``{option, restore: place}``, ``{option, title: text}``,
``{option, reset: "title" | "option"}``, ``{new: preset or ""}``, ``{copy: option}``, ``{delete: option}``; and for the
exit rule of the arrangement, which is no option, ``{exit: field, value}`` and ``{exit: "reset"}``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from model.app.explore.action_fields import exit_fields
from model.app.explore.designer import MOST_OPTIONS, is_continue, partner, preset_of, presets
from model.app.explore.edits import added, edited, field_of, read, set_back, write
from model.errors import InputError, Problem, UnknownNameError
from model.inputs import build_option
from model.inputs.base import Text
from model.inputs.checking import check
from model.inputs.reading import Document
from model.inputs.terms import ExitTerms
from model.language import _, current, picked
from model.law import ExitRule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.inputs import Action, Case, Option


TITLE_LENGTH: Final = 100
MOST_ACTIONS: Final = 40  # as `Option` allows


def apply(case: Case, options: Sequence[Option], change: Mapping[str, Any]) -> tuple[Option, ...]:
    """Options after one change.

    Parameters
    ----------
    case : Case
    options : sequence of Option
        As they are, continue first.
    change : mapping
        See the module; anything that a browser may send.

    Returns
    -------
    tuple of Option
        What the change does not touch is the same object; an option that is as its preset again is that preset.

    Raises
    ------
    InputError
        The change cannot be made; `Problem.field` names the field: ``option.index.field``.
    """
    known = presets(case)
    if "new" in change or "copy" in change:
        return (*options, _made(options, known, change))
    name = change.get("delete", change.get("option"))
    place = next((n for n, option in enumerate(options) if option.id == name), None)
    if place is None:
        raise UnknownNameError(_("option"), str(name), tuple(str(option.id) for option in options))
    old = options[place]
    if is_continue(old):
        raise _refused(str(name), _("Continuing is what the others are compared with; it cannot be changed."))
    if "delete" in change:
        return (*options[:place], *options[place + 1 :])
    new = _changed(case, old, preset_of(old, known), change)
    for one in known:
        if new == one.model_copy(update={"path": ""}):
            new = one  # it has a file of its own again
    return (*options[:place], new, *options[place + 1 :])


def _refused(field: str, message: str, allowed: str = "") -> InputError:
    return InputError(Problem(message, field=field, allowed=allowed))


def refusal(error: InputError) -> dict[str, str]:
    """An error as the designer shows it: the field, and the sentence to stand beside it."""
    first = error.problems[0]
    return {"field": first.field, "text": str(replace(first, field="", file="", line=0))}


def _made(options: Sequence[Option], known: Sequence[Option], change: Mapping[str, Any]) -> Option:
    """A new option: a preset, a copy of what is there, or without actions."""
    if len(options) >= MOST_OPTIONS:
        raise _refused("new", _("There are {n} options, and there can be no more; delete one first.", n=MOST_OPTIONS))
    among, name = (options, change["copy"]) if "copy" in change else (known, change["new"])
    taken = {option.id for option in options}
    if name == "" and "new" in change:
        return _retitled(build_option({}, name=_free("option", taken)), _("New option"))
    source = next((option for option in among if option.id == name), None)
    if source is None:
        raise UnknownNameError(_("option"), str(name), tuple(str(option.id) for option in among))
    if source.id not in taken:
        return source
    fresh = source.model_copy(update={"id": _free(str(source.id), taken), "path": ""})
    return _retitled(fresh, _("{title} (a variant)", title=picked(source.title) or str(source.id))[:TITLE_LENGTH])


def _free(name: str, taken: set[str | None]) -> str:
    """First of name-2, name-3 … that is not taken (name itself goes to the preset)."""
    stem = name.rstrip("-0123456789") or name
    return next(found for n in range(2, len(taken) + 3) if (found := f"{stem[:50]}-{n}") not in taken)


def _retitled(option: Option, title: str) -> Option:
    return option.model_copy(update={"title": Text.model_validate({current(): title})})


def _changed(case: Case, option: Option, preset: Option | None, change: Mapping[str, Any]) -> Option:
    """One option after a change of itself."""
    name = str(option.id)
    fresh = option.model_copy(update={"path": ""})
    match change:
        case {"title": str(title)} if title.strip():
            return _retitled(fresh, title.strip()[:TITLE_LENGTH])
        case {"title": _nothing}:
            raise _refused(f"{name}.title", _("The text is empty."))
        case {"reset": "title"} if preset is not None:
            return fresh.model_copy(update={"title": preset.title})
        case {"reset": "option"} if preset is not None:
            return fresh.model_copy(update={"actions": preset.actions})
        case {"add": kind}:
            return _with(fresh, (*option.actions, added(case, option, kind)))
        case {"restore": int(place)} if preset is not None and 0 <= place < len(preset.actions):
            return _with(fresh, (*option.actions, preset.actions[place]))
        case {"remove": int(n)} if 0 <= n < len(option.actions):
            return _with(fresh, (*option.actions[:n], *option.actions[n + 1 :]))
        case {"index": int(n), **rest} if 0 <= n < len(option.actions):
            if "reset" in rest:
                action = _set_back(option, n, preset, rest["reset"])
            else:
                action = edited(case, option, n, rest.get("field"), rest.get("value"))
            return _with(fresh, (*option.actions[:n], action, *option.actions[n + 1 :]))
    raise _refused(name, _("This change cannot be made to this option."))


def _with(option: Option, actions: tuple[Action, ...]) -> Option:
    if len(actions) > MOST_ACTIONS:
        raise _refused(
            str(option.id),
            _("There are too many of these."),
            allowed=_("at most {max_length}", max_length=MOST_ACTIONS),
        )
    return option.model_copy(update={"actions": actions})


def _set_back(option: Option, n: int, preset: Option | None, name: object) -> Action:
    m = partner(option, n, preset)
    where = f"{option.id}.{n}.{name}"
    if preset is None or m is None:
        raise _refused(where, _("The preset does not have this action."))
    return set_back(option.actions[n], preset.actions[m], str(name), where)


def apply_exit(case: Case, terms: ExitTerms | None, change: Mapping[str, Any]) -> ExitTerms | None:
    """Exit rule after one change: ``{exit: field, value}``, or ``{exit: "reset"}``.

    Parameters
    ----------
    case : Case
        As its file has it.
    terms : ExitTerms or None
        Rule that was set; None: that of the case.

    Returns
    -------
    ExitTerms or None
        None where it is that of the case again.

    Raises
    ------
    InputError
        The change cannot be made; `Problem.field` is ``exit.field``.
    """
    own = case.arrangement.exit_rule
    now = terms or own
    if change.get("exit") == "reset":
        return None
    where = f"exit.{change.get('exit')}"
    field = field_of(exit_fields(case, now), change.get("exit"), where[:40])
    try:
        value = read(field, change.get("value"))
        if value == field.value:
            return terms
        data = now.model_dump(mode="json", exclude_none=True, exclude={"source", "url"})
        write(data, field, value)
        if data["rule"] == ExitRule.NEGOTIATED and data.get("amount_eur") is None:
            if field.name == "amount_eur":
                raise InputError(Problem(_("A negotiated exit sum needs an amount.")))
            data["amount_eur"] = float(round(case.organisation.budget_eur.total / len(case.parties), -4))
        found = check(ExitTerms, Document("", data | {"source": _("set in the explorer")}))
    except InputError as error:
        raise InputError(replace(error.problems[0], field=where)) from None
    return None if found.model_copy(update={"source": own.source, "url": own.url}) == own else found
