"""What the page of the explorer is built from: pickers, sliders, tabs and words, as plain data for the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from model.app.explore import knobs
from model.app.explore.rules import rule_choices
from model.inputs import load_case, load_scenario
from model.language import LANGUAGES, N_, _, current, picked
from model.resources import list_cases, list_scenarios
from model.show.labels import capital, criterion_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.app.explore.setting import World

TABS: Final = {
    "verdict": N_("Advice"),
    "cost": N_("Cost"),
    "why": N_("Why"),
    "goals": N_("Six K's"),
    "consent": N_("Who consents"),
    "tipping": N_("Tipping points"),
    "calendar": N_("Calendar"),
    "assumptions": N_("Assumptions"),
    "difference": N_("Compared"),
}
WORDS: Final = {
    "title": N_("Explorer"),
    "case": N_("Arrangement"),
    "scenario": N_("Scenario"),
    "party": N_("For whom"),
    "rule": N_("Choose by"),
    "from": N_("Decision on"),
    "together": N_("Together"),
    "controls": N_("Settings"),
    "results": N_("Results"),
    "undo": N_("Undo"),
    "redo": N_("Redo"),
    "pin": N_("Pin"),
    "unpin": N_("Unpin"),
    "save": N_("Save as scenario"),
    "restore": N_("Back to preset"),
    "memo": N_("Make memo"),
    "export": N_("Export"),
    "command": N_("Command"),
    "command_saved": N_("This command gives the figures of this view:"),
    "command_unsaved": N_("Save what you set as a scenario first; then a command gives the figures of this view."),
    "actions": N_("Actions"),
    "tour": N_("Tour"),
    "design": N_("Design options"),
    "close": N_("Close"),
    "cancel": N_("Stop"),
    "name": N_("Name (small letters, digits, - and _)"),
    "overwrite": N_("Overwrite"),
    "reset_one": N_("Put back: {name} (was {value})"),
    "was": N_("was {value}"),
    "changed": N_("{n} changed"),
    "weights": N_("Weights"),
    "weights_of": N_("Weights of"),
    "shared": N_("Shared vision"),
    "points": N_("points"),
    "waiting": N_("Calculating…"),
    "silent": N_("Python does not answer. Is the kernel still running? What you set is kept; run the notebook again."),
    "first_time": N_("The calculation core is being built. That happens once and takes about a minute."),
    "provisional": N_("provisional, {n} futures"),
    "whole": N_("{n} futures"),
    "figures": N_("Figures behind this chart"),
    "open": N_("Open {name}"),
    "download": N_("Save {name}"),
    "copy": N_("Copy"),
    "next": N_("Next"),
    "previous": N_("Previous"),
    "story": N_("Try: what if the cloud goes twice as fast?"),
    "work": N_("Search the tipping points"),
    "idle": N_("does nothing now: first set “{name}”"),
}
TOUR: Final = (
    ("", N_("Welcome. In two minutes you know your way. Nothing here is sent anywhere; everything can be undone.")),
    ("picks", N_("Choose an arrangement and a scenario: the starting point of the conversation.")),
    ("controls", N_("Move what you are unsure of. What differs from the scenario is marked, with a button to put it "
                    "back. The arrow keys move a slider too.")),
    ("verdict", N_("Here stands at once what it does to the advice. First a provisional answer; when you stop moving, "
                   "all futures are calculated.")),
    ("tabs", N_("Each tab answers one question: what it costs whom, why, who gains, what would turn it.")),
    ("actions", N_("Pin a setting to compare with it, save it as a scenario, or make a memo of what you see.")),
)  # fmt: skip


def page(world: World, own: Sequence[Path] = ()) -> dict[str, Any]:
    """Everything that changes only with the case, the scenario, the options or the language.

    Parameters
    ----------
    world : World
    own : sequence of path
        Scenarios that were saved from the explorer.
    """
    return {
        "lang": current(),
        "langs": list(LANGUAGES),
        "words": {key: _(text) for key, text in WORDS.items()},
        "tour": [{"at": at, "text": _(text)} for at, text in TOUR],
        "tabs": [{"id": key, "title": _(text)} for key, text in TABS.items()],
        "cases": _cases(world),
        "scenarios": _scenarios(world, own),
        "rules": rule_choices(),
        "parties": [{"id": "", "title": _(WORDS["together"])}]
        + [{"id": party.code, "title": party.name} for party in world.case.parties],
        "groups": [_group(key, world) for key in knobs.GROUPS],
        "criteria": criteria(),
    }


def criteria() -> list[dict[str, str]]:
    """What options are weighed on, with labels."""
    from model.inputs.framework import CRITERIA

    return [{"id": name, "title": capital(criterion_label(name))} for name in CRITERIA]


def _cases(world: World) -> list[dict[str, str]]:
    found = [{"id": name, "title": str(load_case(name).name)} for name in list_cases()]
    if world.setting.case not in list_cases():
        found.append({"id": world.setting.case, "title": str(world.case.name)})
    return found


def _scenarios(world: World, own: Sequence[Path]) -> list[dict[str, str]]:
    found = [{"id": name, "title": picked(load_scenario(name).title) or name} for name in list_scenarios()]
    files = [str(path) for path in own]
    if world.setting.scenario not in (*list_scenarios(), *files):
        files.append(world.setting.scenario)
    mine = _("own: {name}")
    return found + [{"id": file, "title": mine.format(name=Path(file).stem)} for file in files]


def _group(key: str, world: World) -> dict[str, Any]:
    return {
        "id": key,
        "title": _(knobs.GROUPS[key]),
        "knobs": [_knob(knob, world) for knob in knobs.KNOBS if knob.group == key],
    }


def _knob(knob: knobs.Knob, world: World) -> dict[str, Any]:
    start = knobs.preset(knob, world.rows, world.preset)
    values = knobs.places(knob, world.case, start)
    return {
        "id": knob.id,
        "kind": "switch" if knob.kind == "switch" else "range",
        "title": knobs.label(knob, world.rows),
        "values": list(values),
        "texts": [knobs.said(knob, value, world.rows) for value in values],
        "start": values.index(start),
        "needs": knobs.label(knobs.BY_ID[knob.needs], world.rows) if knob.needs else "",
    }
