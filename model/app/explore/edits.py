"""Edits of one action: a value that somebody filled in, in the unit that was shown, becomes what a file would say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from model.app.explore.action_fields import SIGNS, action_fields, form_before, volume_of
from model.app.explore.designer import DEFAULT_YEARS
from model.app.explore.fields import DIGITS, held, parsed, shown
from model.errors import InputError, Problem
from model.inputs import build_option
from model.language import _
from model.law import ActionKind, LegalForm, allowed
from model.law.forms import Destination, Lever

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from model.app.explore.fields import Field
    from model.inputs import Action, Case, Option

    Setter = Callable[[dict[str, Any], Field, Any, Case, Any], None]


Plain = dict[str, Any]
VOLUMES: Final = ("pct_of_retained", "annual_eur", "annual_eur_of", "fte", "fte_of")
LARGE: Final = 100_000  # fields that may hold so much are of euros or people
_GROUPS: Final = re.compile(r"\d{1,3}([.,]\d{3})+")
_SIGNS: Final = re.compile(r"[.,]")
SPANS: Final[Mapping[str, tuple[str, ...]]] = {
    "moment": ("at", "after_years", "when"),
    "volume": VOLUMES,
    "by_party": ("destination",),
    "when.side": ("when",),
    "when.value": ("when",),
    "when.signpost": ("when",),
}
"""Fields of the file that a field of the form stands for, where it is more than the one of its name."""


def field_of(fields: Iterable[Field], name: object, where: str) -> Field:
    """Field of that name.

    Raises
    ------
    InputError
        There is none.
    """
    for field in fields:
        if field.name == name:
            return field
    raise InputError(Problem(_("There is no such field here."), field=where, found=str(name)[:40]))


def edited(case: Case, option: Option, n: int, name: object, written: object) -> Action:
    """One action with another value in one field.

    Raises
    ------
    InputError
        The field cannot have this value.
    """
    action = option.actions[n]
    where = f"{option.id}.{n}.{name}"
    field = field_of(action_fields(case, option, n), name, where)
    try:
        value = read(field, written)
        if value == field.value:
            return action  # as it is shown: also where that is rounded, or has a range
        data = action.model_dump(mode="json", exclude_none=True)
        setter: Setter = _SETTERS.get(field.name, _set)
        setter(data, field, value, case, action)
        return build_option({"actions": [data]}).actions[0]
    except InputError as error:
        raise InputError(replace(error.problems[0], field=where)) from None


def set_back(action: Action, like: Action, name: str, where: str) -> Action:
    """One action with a field as in another action of its kind."""
    data, other = (one.model_dump(mode="json", exclude_none=True) for one in (action, like))
    for span in SPANS.get(name, (name,)):
        _put(data, span, held(other, span))
    try:
        return build_option({"actions": [data]}).actions[0]
    except InputError as error:
        raise InputError(replace(error.problems[0], field=where)) from None


def read(field: Field, written: object) -> Any:
    """Value in the unit that is shown, of the type that the field has."""
    if field.kind in {"number", "count", "year"}:
        value = parsed(written)
        if isinstance(written, str) and field.high is not None and field.high >= LARGE and _GROUPS.fullmatch(written):
            _refuse_hidden_thousands(written, value)
        if value is not None:
            _require_within(field, value)
        return None if value is None else round(value, DIGITS)
    if field.kind == "switch":
        if not isinstance(written, bool):
            raise InputError(Problem(_("True or false is expected here."), allowed=_("true or false")))
        return written
    if field.kind == "group" or not isinstance(written, str):
        raise InputError(Problem(_("A text is expected here.")))
    if field.kind == "choice" and written not in {choice.value for choice in field.choices}:
        allowed_here = ", ".join(choice.label for choice in field.choices)
        raise InputError(Problem(_("This word is not known."), found=written[:40], allowed=allowed_here))
    return written if written == field.value else written.strip()


def _refuse_hidden_thousands(written: str, value: float | None) -> None:
    """Refuse ``100,000`` where euros or people stand and it reads as a hundred."""
    meant = _SIGNS.sub("", written)
    if value is not None and abs(value) < 1000 <= abs(float(meant)):
        hint = _("write {right}", right=meant)
        raise InputError(
            Problem(_("Read as a decimal sign, this would be less than a thousand."), found=written, hint=hint)
        )


def _require_within(field: Field, value: float) -> None:
    """Refuse what lies outside the limits, in the unit that is shown; a year is judged with the plan as a whole."""
    if field.name in {"at", "after_years"}:
        return
    if field.low is not None and value < field.low:
        raise InputError(Problem(_("The number is too low."), allowed=_("{ge} or more", ge=shown(field.low))))
    if field.high is not None and value > field.high:
        raise InputError(Problem(_("The number is too high."), allowed=_("at most {le}", le=shown(field.high))))


def _put(data: Plain, path: str, value: Any) -> None:
    """Write at a dotted path; None takes the field away."""
    *above, last = path.split(".")
    for part in above:
        data = data.setdefault(part, {})
    if value is None:
        data.pop(last, None)
    else:
        data[last] = value


def write(data: Plain, field: Field, value: Any) -> None:
    """Write a value, read in the unit that is shown, in the unit of the file."""
    if isinstance(value, float):
        value = round(value / field.scale, 2 * DIGITS)
        value = int(value) if value == int(value) else value
    _put(data, field.name, None if field.under == "key" and value == 0 else value)


def _set(data: Plain, field: Field, value: Any, _case: Case, _action: Action) -> None:
    write(data, field, value)


def _set_moment(data: Plain, _field: Field, value: str, case: Case, action: Action) -> None:
    """Another kind of moment, in the same year where both have one."""
    year = action.year(case.budget_year) or case.budget_year + min(DEFAULT_YEARS, case.horizon_years)
    sign = next(iter(SIGNS))
    starts = {
        "at": year,
        "after_years": max(1, min(20, year - case.budget_year)),
        "when": {"signpost": sign, SIGNS[sign].side: SIGNS[sign].start, "lead_years": 1},
    }
    for name in SPANS["moment"]:
        data.pop(name, None)
    data[value] = starts[value]


def _set_signpost(data: Plain, _field: Field, value: str, _case: Case, action: Action) -> None:
    """Another signpost, with a threshold that makes sense for it."""
    lead = action.when.lead_years if action.when is not None else 1
    data["when"] = {"signpost": value, SIGNS[value].side: SIGNS[value].start, "lead_years": lead}


def _set_threshold(data: Plain, field: Field, value: Any, _case: Case, action: Action) -> None:
    """Another side or value of a signpost."""
    when = action.when
    if when is None or value is None:
        raise InputError(Problem(_("This field is missing.")))
    side, threshold = (value, when.value) if field.name == "when.side" else (when.direction, value / field.scale)
    data["when"] = {"signpost": when.signpost, side: round(threshold, 2 * DIGITS), "lead_years": when.lead_years}


def _set_form(data: Plain, _field: Field, value: str, _case: Case, _action: Action) -> None:
    """Another legal form; only a centrumregeling has a host."""
    data["to"] = value
    if value == LegalForm.CENTRUMREGELING:
        data.setdefault("host", "largest")
    else:
        data.pop("host", None)
        data.pop("host_capacity", None)


def _set_volume(data: Plain, _field: Field, value: str, case: Case, action: Any) -> None:
    """Another way to say how large a task is; amounts together and by member are turned into each other."""
    was = volume_of(action)
    told = {name: data.pop(name, None) for name in VOLUMES}
    if value == "retained":
        data["pct_of_retained"] = 100.0
    elif was == "retained":
        amount = 10_000.0 * len(case.parties)
        of = _by_inhabitants(amount, case)
        data |= {"annual_eur": amount} if value == "together" else {"annual_eur_of": of}
    else:
        for name in ("annual_eur", "fte"):
            total, parts = getattr(action, name), getattr(action, f"{name}_of")
            if value == "together" and (total is not None or parts):
                data[name] = told[name] if total is not None else sum(float(part) for part in parts.values())
            elif value == "by_party" and (total is not None or parts):
                split = _by_inhabitants(float(total or 0.0), case)
                data[f"{name}_of"] = told[f"{name}_of"] or split


def _by_inhabitants(total: float, case: Case) -> dict[str, float]:
    """A total over the members by inhabitants; in whole numbers where it is large, the last takes what is left."""
    digits = 0 if total >= 1000 else 2
    parts = {party.code: round(total * float(party.inhabitants) / case.inhabitants, digits) for party in case.parties}
    last = case.parties[-1].code
    return parts | {last: round(parts[last] + total - sum(parts.values()), DIGITS)}


def _set_by_party(data: Plain, _field: Field, value: bool, case: Case, action: Any) -> None:
    """One destination for all, or one for each member."""
    goal = action.destination
    if value:
        data["destination"] = {party.code: str(action.destination_of(party.code)) for party in case.parties}
    else:
        data["destination"] = str(next(iter(goal.values()), Destination.OWN)) if isinstance(goal, dict) else goal


_SETTERS: Final[Mapping[str, Setter]] = {
    "moment": _set_moment,
    "when.signpost": _set_signpost,
    "when.side": _set_threshold,
    "when.value": _set_threshold,
    "to": _set_form,
    "volume": _set_volume,
    "by_party": _set_by_party,
}


def added(case: Case, option: Option, kind: object) -> Action:
    """A new action of a kind, with what is most likely meant."""
    if not isinstance(kind, str) or kind not in set(ActionKind):
        message = _("This word is not known.")
        raise InputError(Problem(message, field=str(option.id), found=str(kind)[:40], allowed=", ".join(ActionKind)))
    years = [action.year(case.budget_year) for action in option.actions if action.kind == "dissolve"]
    ends = min((year - case.budget_year - 1 for year in years if year is not None), default=DEFAULT_YEARS)
    after = max(1, min(DEFAULT_YEARS, case.horizon_years, ends))
    data = {"kind": kind, "after_years": after, **_first(case, option, ActionKind(kind))}
    return build_option({"actions": [data]}).actions[0]


def _first(case: Case, option: Option, kind: ActionKind) -> Plain:
    """Fields that a kind of action cannot do without."""
    codes = [party.code for party in case.parties]
    names = {str(held(action, "name") or held(action, "member.code")) for action in option.actions}
    mean = max(100, round(case.inhabitants / len(codes), -3))
    match kind:
        case ActionKind.CHANGE_FORM:
            now = form_before(case, option, len(option.actions))
            open_to = [form for form in LegalForm if allowed(now, kind, form).allowed]
            to = LegalForm.CENTRUMREGELING if LegalForm.CENTRUMREGELING in open_to else open_to[0]
            return {"to": str(to)} | ({"host": "largest"} if to is LegalForm.CENTRUMREGELING else {})
        case ActionKind.CHANGE_KEY:
            return {"key": {str(base): weight for base, weight in case.arrangement.cost_key.items()}}
        case ActionKind.ADD_MEMBER:
            code = next(f"NW{n:04d}" for n in range(1, 10_000) if f"NW{n:04d}" not in {*codes, *names})
            return {"member": {"code": code, "name": _("New member"), "inhabitants": mean}}
        case ActionKind.ADD_TASK:
            return {"name": _("New task"), "pct_of_retained": 100.0}
        case ActionKind.INVEST:
            used = {held(action, "lever") for action in option.actions}
            return {"lever": str(next((lever for lever in Lever if lever not in used), Lever.DVO))}
        case ActionKind.CHANGE_SOURCING:
            return {"to": "market"}
        case ActionKind.LEAVE:
            gone = {held(action, "party") for action in option.actions}
            return {"party": next((code for code in codes if code not in gone), codes[0])}
        case ActionKind.DISSOLVE:
            return {}
        case ActionKind.MERGE_ORGANISATIONS:
            return {"name": _("Other organisation"), "inhabitants": max(100, round(case.inhabitants, -3))}
