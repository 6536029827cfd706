"""The option designer: from options to forms that say what can be filled in, what is wrong, and what differs.

`form` shows one option and `spec` all of them; `model.app.explore.designs` takes a change of a form back to an option.
What differs is judged against the preset: the shipped option, or the one beside the case file, of the same name (or of
the same name before ``-2``, for a copy). Its actions are found by their kind, in their order.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from model.app.explore.action_fields import action_fields, exit_fields, form_before
from model.errors import InputError, Problem
from model.inputs import load_option
from model.inputs.faults import Forbidden, option_faults
from model.language import N_, _, number, picked
from model.law import ActionKind, allowed
from model.resources import list_options, option_path
from model.show.labels import capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from model.app.explore.fields import Field
    from model.inputs import Action, Case, Option
    from model.inputs.checking import Fault
    from model.inputs.terms import ExitTerms


MOST_OPTIONS: Final = 6
DEFAULT_YEARS: Final = 2  # after the budget year, as in the shipped options
WORDS: Final[Mapping[str, str]] = {
    "open": N_("Design options"),
    "close": N_("Close"),
    "option": N_("Option"),
    "title": N_("Title"),
    "add": N_("Add an action"),
    "remove": N_("Remove {what}"),
    "reset": N_("Back to the preset: {what}"),
    "reset_option": N_("Whole option back to the preset"),
    "restore": N_("Put back: {what}"),
    "begin": N_("New option"),
    "copy": N_("Copy of {what}"),
    "blank": N_("Without actions"),
    "delete": N_("Delete this option"),
    "full": N_("There are {n} options, and there can be no more; delete one first."),
    "fixed": N_(
        "This is what the others are compared with; nothing can be changed in it. Choose another option, or make one."
    ),
    "none": N_("No action yet: this option is the same as continuing. Add an action."),
    "more": N_("More"),
    "barred": N_("What is not possible, and why"),
    "changed": N_("adjusted"),
    "added": N_("added"),
    "removed": N_("removed"),
    "exit": N_("Exit rule of the arrangement"),
    "exit_hint": N_("Holds in every option."),
    "empty": N_("empty: {what}"),
    "said_added": N_("Added: {what}."),
    "said_removed": N_("Removed: {what}."),
    "not_a_number": N_("A whole number is expected here."),
}
OWN_VOLUME: Final = ("annual_eur", "annual_eur_of", "fte", "fte_of", "growth_pct", "promised_saving_pct")
_STEM: Final = "-0123456789"


def presets(case: Case) -> tuple[Option, ...]:
    """Options to start from: those shipped, continue first, and the option files beside the case."""
    shipped = list_options()
    beside = sorted(Path(case.path).parent.glob("*.yml")) if case.path else []
    paths = [*(option_path(name) for name in shipped), *(path for path in beside if path.stem != "case")]
    read = [_read(str(path), path.stat().st_mtime_ns) for path in paths]
    named: dict[str | None, Option] = {}
    for option in (one for one in read if one is not None):
        named.setdefault(option.id, option)
    return tuple(named.values())


@lru_cache(maxsize=64)
def _read(path: str, _changed: int) -> Option | None:
    """An option file; None where it is another kind of file, or wrong."""
    try:
        return load_option(path)
    except InputError:
        return None


def preset_of(option: Option, known: Iterable[Option]) -> Option | None:
    """Preset that an option goes by; None for one that somebody made from nothing."""
    named = {one.id: one for one in known}
    name = str(option.id)
    return named.get(name) or named.get(name.rstrip(_STEM))


def partner(option: Option, n: int, preset: Option | None) -> int | None:
    """Place in the preset of the action that an action goes by: the same kind, and as many of that kind before it."""
    kind = option.actions[n].kind
    before = sum(action.kind == kind for action in option.actions[:n])
    same = [m for m, action in enumerate(preset.actions if preset is not None else ()) if action.kind == kind]
    return same[before] if before < len(same) else None


def is_continue(option: Option) -> bool:
    """Whether this is the option with which all are compared."""
    return option.id == "continue"


def form(
    case: Case, option: Option, known: Sequence[Option] | None = None, beside: Sequence[Option] = ()
) -> dict[str, Any]:
    """Form of one option.

    Parameters
    ----------
    case : Case
    option : Option
    known : sequence of Option, optional
        Presets to compare with; None: `presets` of the case.
    beside : sequence of Option
        Every option of the comparison, for what two of them may not say differently.

    Returns
    -------
    dict
        Plain data: ``id``, ``title``, ``fixed``, ``preset``, ``changed``, ``renamed``, ``error``, ``actions`` (with
        their fields), ``add`` (kinds of action, with the reason of the law where one is impossible) and ``removed``
        (actions of the preset that are gone).
    """
    preset = preset_of(option, presets(case) if known is None else known)
    found = problems(case, option, beside)
    actions = [
        _action(case, option, n, preset, [one for one in found if one["index"] == n])
        for n in range(len(option.actions))
    ]
    removed = _removed(option, preset)
    renamed = preset is not None and preset.id == option.id and preset.title != option.title
    differs = any(action["added"] or action["changed"] for action in actions)
    return {
        "id": option.id,
        "title": picked(option.title) or str(option.id),
        "fixed": is_continue(option),
        "preset": preset.id if preset is not None else "",
        "changed": preset is not None and (differs or bool(removed)),
        "renamed": renamed,
        "error": " ".join(one["text"] for one in found if one["index"] < 0),
        "actions": actions,
        "removed": removed,
        "add": [] if is_continue(option) else _kinds(case, option),
    }


def _action(case: Case, option: Option, n: int, preset: Option | None, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Form of one action, with what is wrong beside each field."""
    m = partner(option, n, preset)
    fields = action_fields(case, option, n)
    before = (
        {field.name: field for field in action_fields(case, preset, m)} if preset is not None and m is not None else {}
    )
    marked = [_plain(_marked(field, before, found)) for field in fields]
    for group in (one for one in marked if one["kind"] == "group"):
        group["changed"] = any(one["changed"] for one in marked if one.get("under") == group["name"])
    names = {field.name for field in fields}
    return {
        "index": n,
        "kind": option.actions[n].kind,
        "label": capital(ActionKind(option.actions[n].kind).label),
        "error": " ".join(one["text"] for one in found if one["field"] not in names),
        "added": preset is not None and m is None,
        "changed": any(one["changed"] for one in marked),
        "fields": marked,
    }


def _marked(field: Field, before: Mapping[str, Field], found: list[dict[str, Any]]) -> Field:
    error = " ".join(one["text"] for one in found if one["field"] == field.name)
    changed = field.name in before and before[field.name].value != field.value
    return replace(field, label=capital(field.label), error=error, changed=changed)


def _plain(field: Field) -> dict[str, Any]:
    """Field as data, without what says nothing."""
    told = asdict(field)
    always = ("name", "label", "kind", "value", "changed")
    said = {
        key: value for key, value in told.items() if value is not None and value is not False and value not in ("", ())
    }
    return {key: told[key] for key in always} | said


def _removed(option: Option, preset: Option | None) -> list[dict[str, Any]]:
    """Actions of the preset that are gone."""
    if preset is None:
        return []
    left = {partner(option, n, preset) for n in range(len(option.actions))}
    gone = [m for m in range(len(preset.actions)) if m not in left]
    return [{"place": m, "label": capital(ActionKind(preset.actions[m].kind).label)} for m in gone]


def _kinds(case: Case, option: Option) -> list[dict[str, str]]:
    """Kinds of action to add, each with why the law would not have it under the form at the end of the plan."""
    now = form_before(case, option, len(option.actions))
    rulings = {kind: allowed(now, kind) for kind in ActionKind}
    return [
        {
            "kind": kind.value,
            "label": capital(kind.label),
            "reason": "" if one.allowed else f"{one.reason} ({one.cited.title})",
        }
        for kind, one in rulings.items()
    ]


def problems(case: Case, option: Option, beside: Sequence[Option] = ()) -> list[dict[str, Any]]:
    """What stands in the way of an option, as sentences beside fields.

    Parameters
    ----------
    case : Case
    option : Option
    beside : sequence of Option
        The other options of the comparison: a party that joins and a task are the same in all of them.

    Returns
    -------
    list of {index, field, text}
        Place of the action, name of its field (empty: the action as a whole), and the sentence.
    """
    found = [_beside_field(fault, option) for fault in option_faults(option, case)]
    return [*found, *_two_faces(option, beside)]


def _beside_field(fault: Fault, option: Option) -> dict[str, Any]:
    index = int(fault.keys[1]) if len(fault.keys) > 1 else -1
    name = ".".join(str(key) for key in fault.keys[2:])
    said = Problem(fault.message, allowed=fault.allowed, hint=fault.hint)
    action = option.actions[index]
    if isinstance(fault, Forbidden) and action.kind == "change_form":
        name = "to"
    elif name == "key" and action.kind == "change_key":
        total = number(100 * sum(action.key.values()), 2).rstrip("0").rstrip(",.")
        said = Problem(_("The shares add to {total}%, and they must add to 100%.", total=total))
    return {"index": index, "field": name, "text": str(said)}


def _two_faces(option: Option, beside: Sequence[Option]) -> Iterator[dict[str, Any]]:
    """A party that joins and a task of its own are the same in all options of a comparison."""
    others = [one for other in beside if other.id != option.id for one in other.actions]
    for n, action in enumerate(option.actions):
        told = _identity(action)
        if told is None or all(other[:2] != told[:2] or other == told for one in others if (other := _identity(one))):
            continue
        if action.kind == "add_member":
            text = _("In another option this code has other figures; give the same figures, or another code.")
        else:
            text = _(
                "In another option the task of this name has other figures; give the same figures, or another name."
            )
        yield {"index": n, "field": "member.code" if action.kind == "add_member" else "name", "text": text}


def _identity(action: Action) -> tuple[object, ...] | None:
    """Kind and name of what an action brings into the whole comparison, and its figures."""
    if action.kind == "add_member":
        return action.kind, action.member.code, action.member
    if action.kind == "add_task" and action.own_volume:
        return action.kind, action.name, *(getattr(action, name) for name in OWN_VOLUME)
    return None


def spec(case: Case, options: Sequence[Option], terms: ExitTerms | None = None) -> dict[str, Any]:
    """Everything the designer shows.

    Parameters
    ----------
    case : Case
        As its file has it.
    options : sequence of Option
        As designed, continue first.
    terms : ExitTerms, optional
        Exit rule that was set; None: that of the case.

    Returns
    -------
    dict
        Plain data for ``designer.js``.
    """
    known = presets(case)
    own = case.arrangement.exit_rule
    before = {field.name: field for field in exit_fields(case, own)}
    rule = [_plain(_marked(field, before, [])) for field in exit_fields(case, terms or own)]
    return {
        "options": [form(case, option, known, options) for option in options],
        "presets": [{"id": one.id, "title": picked(one.title) or str(one.id)} for one in known],
        "full": len(options) >= MOST_OPTIONS,
        "exit": {"fields": rule, "changed": terms is not None and terms != own},
        "words": {key: _(text, n=MOST_OPTIONS) if key == "full" else _(text) for key, text in WORDS.items()},
    }
