"""Changes of a setting that come as a form: weights, one assumption, one law; each gives a new setting."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from model.errors import InputError, Problem, UnknownNameError
from model.inputs import load_legislation
from model.inputs.framework import Framework, build_framework, party_faults
from model.inputs.loading import build_scenario
from model.inputs.scenario import Laws
from model.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.app.explore.setting import Setting, World


def with_points(world: World, message: Mapping[str, Any]) -> Setting:
    """Points per criterion of one party (`who`: its code) or of the shared vision (`who` empty); none takes them away.

    Raises
    ------
    InputError
        A criterion has no points, all have zero, or one lies outside 0-100; or nobody is called so.
    """
    who, points = str(message.get("who") or ""), message.get("points")
    held = world.setting.weights or Framework()
    parties = {code: given for code, given in held.parties.items() if code != who}
    if who and points:
        parties[who] = points
    shared = held.shared if who else points or None
    told = {"parties": {code: dict(given) for code, given in parties.items()}} | ({"shared": shared} if shared else {})
    weights = build_framework(_floats(held.model_dump(exclude={"shared", "parties"}, exclude_defaults=True) | told))
    if faults := party_faults(weights, tuple(party.code for party in world.case.parties)):
        raise InputError(faults)
    return world.setting.having(weights=None if weights == Framework() else weights)


def with_override(world: World, message: Mapping[str, Any]) -> Setting:
    """One row of the assumptions with a range and a source of one's own; `clear` takes it away.

    Raises
    ------
    InputError
        There is no such row, or the figures are not a range.
    """
    name = str(message.get("id"))
    if name not in world.rows:
        raise UnknownNameError(_("assumption"), name, tuple(world.rows))
    held = {key: figure for key, figure in world.setting.overrides.items() if key != name}
    if message.get("clear"):
        return world.setting.having(overrides=held)
    source = str(message.get("source") or "").strip()
    if not source:
        raise InputError(Problem(_("Say where this figure comes from."), field="source"))
    low, base, high = (_number(message.get(key), key) for key in ("low", "base", "high"))
    if base is None:
        raise InputError(Problem(_("A number is expected here."), field="base"))
    spread = low is not None or high is not None
    lowest, highest = base if low is None else low, base if high is None else high
    if not lowest <= base <= highest:
        wanted = _("low at most base, base at most high")
        raise InputError(Problem(_("This is no range."), field="base", found=f"{base:g}", allowed=wanted))
    form = {"low": lowest, "base": base, "high": highest} if spread and lowest < highest else {"value": base}
    figure = {**form, "source": source[:200], "estimated": True}
    checked = build_scenario({"assumptions": {name: figure}}).assumptions[name]
    return world.setting.having(
        overrides=held | {name: checked}, knobs={k: v for k, v in world.setting.knobs.items() if k != name}
    )


def with_law(world: World, message: Mapping[str, Any]) -> Setting:
    """One law switched off or on again (`off`), or moved to another day (`date`; empty: back to its own).

    Raises
    ------
    InputError
        There is no such law, or the day is no date.
    """
    name, known = str(message.get("id")), tuple(act.id for act in load_legislation())
    if name not in known:
        raise UnknownNameError(_("law"), name, known)
    laws = world.scenario.laws
    off, move = [one for one in laws.off if one != name], dict(laws.move)
    if message.get("off", name in laws.off):
        off.append(name)
    if "date" in message:
        move.pop(name, None)
        if message["date"]:
            move[name] = _day(str(message["date"]))
    changed = Laws(off=tuple(sorted(off)), move=move, add=laws.add)
    return world.setting.having(laws=None if changed == world.preset.laws else changed)


def _day(written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        wanted = _("year-month-day, such as 2027-07-01")
        raise InputError(Problem(_("A date is expected here."), field="date", found=written, allowed=wanted)) from None


def _number(written: Any, field: str) -> float | None:
    """Number as people type it in a field: a comma or a point; empty is none."""
    text = str("" if written is None else written).strip().replace("\N{MINUS SIGN}", "-")
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise InputError(Problem(_("A number is expected here."), field=field, found=text)) from None


def _floats(value: Any) -> Any:
    """Whole numbers from a browser as the decimals that a model asks for."""
    if isinstance(value, dict):
        return {key: _floats(one) for key, one in value.items()}
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
