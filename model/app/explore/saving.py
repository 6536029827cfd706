"""Keep what was set: on its own after every change, and under a name as files that every command reads.

Everything stands in ``output/explorer`` of the folder where one works: ``NAME.yml`` is a scenario; the folder ``NAME``
beside it holds the options, weights and case that go with it, as far as they are not shipped ones, and the setting.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from model.app.explore.setting import Setting, World
from model.engine.outcome import CONTINUE
from model.errors import HerijkError, InputError, Problem
from model.inputs.base import Strict
from model.inputs.checking import check
from model.inputs.reading import read_document
from model.inputs.saving import write_case, write_file, write_option, write_scenario
from model.language import _, picked
from model.resources import list_scenarios

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.app.explore.desk import Desk
    from model.inputs import Option

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
SESSION: Final = re.compile(r"[a-z0-9-]{8,60}")
SETTING: Final = "setting.yml"


def working_folder() -> Path:
    """Folder of the explorer's files: beside ``notebooks`` where a notebook runs there, else right here."""
    here = Path.cwd()
    return (here.parent if here.name == "notebooks" else here) / "output" / "explorer"


def own_scenarios(folder: Path) -> tuple[Path, ...]:
    """Scenarios that were saved from the explorer, sorted."""
    return tuple(sorted(path for path in folder.glob("*.yml") if NAME.fullmatch(path.stem)))


def companions(scenario: str) -> dict[str, Any]:
    """What was saved with a scenario: options, exit rule, weights, rule and day; nothing for a shipped one."""
    path = Path(scenario)
    kept = path.with_suffix("") / SETTING
    if scenario in list_scenarios() or not kept.is_file():
        return {}
    found = check(Setting, read_document(kept))
    return {name: getattr(found, name) for name in ("options", "exit_rule", "weights", "rule", "decide_from")}


class Keeper:
    """Keeps one explorer's setting.

    Parameters
    ----------
    start : Setting
        What the notebook asks for; another start is another explorer.
    folder : path, optional
        For its files; `working_folder` if left out.
    """

    def __init__(self, start: Setting, folder: str | Path | None = None) -> None:
        self.start, self.folder = start, Path(folder) if folder else working_folder()
        self._place = _cell()

    @property
    def _file(self) -> Path | None:
        return self.folder / ".kept" / f"{self._place}.yml" if self._place else None

    def join(self, session: str) -> bool:
        """Use a name that the browser gives, where there is no notebook with cells (Voilà).

        Returns
        -------
        bool
            Whether something was kept under it.
        """
        if self._place or not SESSION.fullmatch(session):
            return False
        self._place = f"page-{session}"
        return bool(self._file and self._file.is_file())

    def restored(self) -> Setting:
        """What was kept, if the notebook still asks for the same start; else the start.

        A file that cannot be read any more is left alone.
        """
        try:
            if self._file is not None and self._file.is_file():
                kept = check(_Kept, read_document(self._file))
                if (kept.case, kept.scenario) == (self.start.case, self.start.scenario):
                    _ = World(kept.setting).scenario
                    return kept.setting
        except (HerijkError, OSError):
            pass
        return self.start

    def keep(self, setting: Setting) -> None:
        """Keep a setting; where nothing can be written nothing is kept."""
        if self._file is None:
            return
        try:
            write_file(_Kept(case=self.start.case, scenario=self.start.scenario, setting=setting), self._file)
        except HerijkError:
            return

    def save(self, world: World, name: str, *, overwrite: bool = False) -> Path:
        """Save a setting under a name; see `write_files`.

        Raises
        ------
        InputError
            The name cannot be used, or is in use and `overwrite` is not set.
        ExportError
            A file cannot be written.
        """
        if not NAME.fullmatch(name):
            wanted = _("small letters, digits, - and _")
            raise InputError(Problem(_("This name cannot be used."), field="name", found=name, allowed=wanted))
        path = self.folder / f"{name}.yml"
        if name in list_scenarios() or (path.exists() and not overwrite):
            hint = _("choose another name, or tick overwrite")
            raise InputError(Problem(_("This name is already in use."), field="name", found=name, hint=hint))
        return Path(write_files(world, path)["scenario"])

    def command(self, desk: Desk) -> dict[str, Any]:
        """Command that gives this view, and whether all that was set stands in files."""
        setting = desk.setting
        path = Path(setting.scenario)
        saved = not desk.world.changed and (_plain(setting) or (path.with_suffix("") / SETTING).is_file())
        names = _names(setting, path)
        words = ["herijk", "run", names["case"], "--scenario", names["scenario"]]
        for option in names["options"] or ():
            words += ["--option", option]
        words += ["--draws", str(desk.draws), "--seed", str(desk.seed)]
        return {"text": shlex.join(words), "saved": saved}


class _Kept(Strict):
    """A setting with the start that it came from."""

    case: str
    scenario: str
    setting: Setting


def write_files(world: World, path: Path) -> dict[str, Any]:
    """Write a setting as files: the scenario (with the comments of its preset), and what is not shipped beside it.

    Returns
    -------
    dict
        ``case``, ``scenario`` and ``options`` (None: the shipped ones) as the commands take them.
    """
    setting, beside = world.setting, path.with_suffix("")
    title = picked(world.preset.title) or str(world.preset.id)
    named = {"id": path.stem, "title": {"nl": f"{path.stem} ({title})"}}
    fresh = world.scenario.model_validate(world.scenario.model_dump(exclude={"path"}) | named)
    write_scenario(fresh, path, like=world.preset.path or None)
    if not _plain(setting):
        for option in setting.options[1:]:
            write_option(option.model_copy(update={"path": ""}), beside / f"{option.id}.yml")
        if setting.weights is not None:
            write_file(setting.weights, beside / "framework.yml")
        if setting.exit_rule is not None:
            write_case(world.case, beside / "case.yml", like=world.case.path)
        kept = setting.having(scenario=str(path), knobs={}, overrides={}, laws=None)
        write_file(kept, beside / SETTING)
    return _names(setting, path)


def _names(setting: Setting, path: Path) -> dict[str, Any]:
    """Case, scenario and options of a setting whose scenario is in a file, as the commands take them."""
    beside = path.with_suffix("")
    return {
        "case": str(beside / "case.yml") if setting.exit_rule is not None else setting.case,
        "scenario": str(path),
        "options": [_option_name(option, beside) for option in setting.options] or None,
    }


def _option_name(option: Option, beside: Path) -> str:
    """Continue is the shipped one: the commands add it where it is not named."""
    return CONTINUE if option.id == CONTINUE else str(beside / f"{option.id}.yml")


def _plain(setting: Setting) -> bool:
    """Whether a scenario file alone says it all."""
    return not (setting.options or setting.exit_rule or setting.weights or setting.decide_from)


def _cell() -> str:
    """Name of the notebook cell that is running, the same after a restart of the kernel; empty outside a notebook."""
    notebook = os.environ.get("JPY_SESSION_NAME", "")
    try:
        from IPython import get_ipython

        parent: Mapping[str, Any] = get_ipython().get_parent()
        cell = str(parent["metadata"]["cellId"])
    except (AttributeError, ImportError, KeyError, TypeError):
        return ""
    execution = str(parent.get("header", {}).get("msg_id"))
    before, count = _COUNT.get(cell, ("", 0))
    _COUNT[cell] = execution, count + 1 if before == execution else 1
    return re.sub(r"[^A-Za-z0-9]+", "-", f"{Path(notebook).stem}-{cell}-{_COUNT[cell][1]}")


_COUNT: Final[dict[str, tuple[str, int]]] = {}
"""Per cell: the execution that was seen last, and how many explorers it has made."""
