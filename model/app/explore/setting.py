"""All that somebody set in the explorer, as one frozen value, and the scenario, case and options it stands for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, Field

from model.app.explore import knobs
from model.errors import InputError, Problem, UnknownNameError
from model.inputs import load_assumptions, load_case, load_option, load_scenario, resolve
from model.inputs.base import NO_TEXTS, FrozenDict, Strict
from model.inputs.estimates import complete
from model.inputs.faults import scenario_faults
from model.inputs.framework import Framework
from model.inputs.options import Option
from model.inputs.overrides import Override
from model.inputs.scenario import Laws
from model.inputs.terms import ExitTerms
from model.language import _
from model.resources import case_path, option_path, scenario_path
from model.simulation import SHIPPED_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from model.inputs import Assumption, Case, Scenario


OWN_ID: Final = "explorer"  # of a scenario that was changed by hand


def _without_files(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Options as they are, wherever they were read."""
    return tuple(option.model_copy(update={"path": ""}) for option in options)


class Setting(Strict):
    """What was set; everything else is as the preset has it.

    Attributes
    ----------
    case, scenario : str
        Preset: names of shipped ones, or files.
    knobs : dict of knob to value
        Only those that were moved; in the unit of the knob.
    overrides : dict of assumption to Figure
        Rows that were given another value, range and source.
    laws : Laws or None
        Laws that were switched off, moved or added; None: as the preset has them.
    options : tuple of Option
        As designed, continue first; empty: the four shipped ones.
    exit_rule : ExitTerms or None
        Another exit rule than that of the arrangement.
    weights : Framework or None
        Weights of the members and of the shared vision.
    rule : str
        Attitude to not knowing which future comes.
    decide_from : date or None
        Day from which the calendar counts.
    """

    case: str = "bommelerwaard"
    scenario: str = "base"
    knobs: dict[str, bool | float] = FrozenDict()
    overrides: dict[str, Override] = FrozenDict()
    laws: Laws | None = None
    options: Annotated[tuple[Option, ...], Field(max_length=8), AfterValidator(_without_files)] = ()
    exit_rule: ExitTerms | None = None
    weights: Framework | None = None
    rule: Annotated[str, Field(pattern=r"^[a-z_]{1,30}$")] = "mean"
    decide_from: Annotated[dt.date, Field(strict=False)] | None = None

    def having(self, **changed: Any) -> Setting:
        """Same setting with some fields changed, checked."""
        fresh = Setting.model_validate(changed)
        return self.model_copy(update={name: getattr(fresh, name) for name in changed})


@dataclass(frozen=True)
class World:
    """A setting with its files read: what is simulated.

    Parameters
    ----------
    setting : Setting

    Raises
    ------
    InputError
        A file of the preset is wrong or gone, or something set does not fit it.
    """

    setting: Setting

    @cached_property
    def file(self) -> Case:
        """Case as its file has it."""
        loaded: Case = _read(load_case, case_path, self.setting.case)
        return loaded

    @cached_property
    def case(self) -> Case:
        """Case, with the exit rule that was set."""
        written = self.file.written
        if self.setting.exit_rule is None:
            return self.file
        arrangement = written.arrangement.model_copy(update={"exit_rule": self.setting.exit_rule})
        changed = written.model_copy(update={"arrangement": arrangement})
        return complete(changed, name=str(self.file.id), path=self.file.path)

    @cached_property
    def preset(self) -> Scenario:
        """Scenario before anything was moved."""
        loaded: Scenario = _read(load_scenario, scenario_path, self.setting.scenario)
        return loaded

    @cached_property
    def rows(self) -> dict[str, Assumption]:
        """Assumptions as they hold before anything was moved."""
        return {row.id: row for row in resolve(load_assumptions(), self.case, self.preset)}

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Options to compare, continue first."""
        return self.setting.options or shipped_options()

    @cached_property
    def scenario(self) -> Scenario:
        """Preset with what was moved."""
        if not self.changed:
            return self.preset
        figures = dict(self.preset.assumptions)
        fields: dict[str, Any] = {}
        for name, value in self.setting.knobs.items():
            knob = knobs.BY_ID[name]
            if knob.kind == "row":
                figures[name] = knobs.shifted(self.rows[name], float(value), _("set in the explorer"))
            elif knob.kind == "switch":
                fields[name] = knob.on if value else knob.off
            else:
                fields[name] = float(value) if knob.kind == "percentage" else int(value) or None
        figures |= self.setting.overrides
        if self.setting.laws is not None:
            fields["laws"] = self.setting.laws
        named = {"id": OWN_ID, "title": NO_TEXTS, "description": NO_TEXTS, "path": ""}
        scenario = self.preset.model_copy(update={**named, **fields, "assumptions": FrozenDict(figures)})
        for fault in scenario_faults(scenario):
            raise InputError(Problem(fault.message, field=".".join(map(str, fault.keys)), allowed=fault.allowed))
        return scenario

    @property
    def changed(self) -> bool:
        """Whether the scenario is another than the preset."""
        return bool(self.setting.knobs or self.setting.overrides or self.setting.laws is not None)

    def value(self, name: str) -> knobs.Value:
        """Value of a knob now."""
        held = self.setting.knobs
        return held[name] if name in held else knobs.preset(knobs.BY_ID[name], self.rows, self.preset)

    def moved(self, name: str, value: object) -> Setting:
        """Setting with one knob at another value; at that of the preset it is as if it was never moved.

        Raises
        ------
        InputError
            There is no such knob, or it cannot take this value.
        """
        if name not in knobs.BY_ID:
            raise UnknownNameError(_("slider"), name, tuple(knobs.BY_ID))
        knob = knobs.BY_ID[name]
        start = knobs.preset(knob, self.rows, self.preset)
        within = knobs.places(knob, self.case, start)
        if value not in within:
            problem = _("{name} cannot have this value.", name=knobs.label(knob, self.rows))
            span = [knobs.said(knob, end, self.rows) for end in (within[0], within[-1])]
            raise InputError(Problem(problem, field=name, found=str(value), allowed=" – ".join(span)))
        held = {key: one for key, one in self.setting.knobs.items() if key != name}
        return self.setting.having(knobs=held if value == start else held | {name: value})


def shipped_options() -> tuple[Option, ...]:
    """The four that are compared where nobody designed any."""
    return tuple(_read(load_option, option_path, name) for name in SHIPPED_OPTIONS)


def _read(load: Callable[[str], Any], find: Callable[[str], Path], name: str) -> Any:
    """Read a file once, and again when it changed: a slider must not wait for it."""
    path = find(name)
    return _loaded(load, name, str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _loaded(load: Callable[[str], Any], name: str, _path: str, _changed: int) -> Any:
    return load(name)
