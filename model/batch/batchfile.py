"""The batch file: cases, scenarios, option sets, languages and notebooks, checked whole before anything starts."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field

from model import resources
from model.engine.names import MOST_DRAWS
from model.errors import InputError, nearest
from model.inputs.base import FrozenDict, Id, ShortText, Strict, Texts
from model.inputs.checking import Fault, check, located
from model.inputs.reading import read_document
from model.language import _, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from model.inputs.reading import Keys

EVERY: Final = "all"
SHIPPED_SET: Final = "shipped"
GIVEN: Final = ("case", "scenario", "options", "lang", "draws", "seed")
"""Parameters of a notebook that a batch fills itself."""
STUDY: Final = "sections.begin("
_KINDS: Final = (bool, int, float, str, list, dict)

Named = Annotated[str, Field(min_length=1, max_length=300)]
Names = Annotated[tuple[Named, ...], Field(min_length=1, max_length=10_000)]


class Selection(Strict):
    """Part of a batch; what is not named is any."""

    case: Named | None = None
    scenario: Named | None = None
    options: Named | None = None
    lang: Literal["nl", "en"] | None = None
    notebook: Named | None = None


class BatchFile(Strict):
    """What a batch file may say.

    Attributes
    ----------
    cases, scenarios : tuple of str
        Names of shipped ones, ``all``, or files and patterns (``stories/*.yml``) in the folder of the batch file.
    options : dict of str to tuple of str
        Option sets by name; by default the four shipped options.
    languages : tuple of {"nl", "en"}
    notebooks : tuple of str
        Names of shipped notebooks or own templates.
    draws, seed : int
    outputs : tuple of {"html", "docx", "xlsx"}
        Empty: nothing is rendered, only ``results.parquet`` is made.
    cell_minutes : float
        A notebook with a cell that takes longer has failed.
    parameters : dict
        For the notebooks, beside what the batch fills in itself.
    only, without : tuple of Selection
        Filters: what to keep, what to leave out.
    """

    id: Id | None = None
    title: Texts | None = None
    cases: Names
    scenarios: Names = ("base",)
    options: dict[Id, Names] = FrozenDict()
    languages: Annotated[tuple[Literal["nl", "en"], ...], Field(min_length=1)] = ("nl",)
    notebooks: Names = ("memo",)
    draws: Annotated[int, Field(ge=1, le=MOST_DRAWS)] = 10_240
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    outputs: tuple[Literal["html", "docx", "xlsx"], ...] = ("html",)
    cell_minutes: Annotated[float, Field(gt=0, le=1_440)] = 60.0
    parameters: dict[ShortText, Any] = FrozenDict()
    only: tuple[Selection, ...] = ()
    without: tuple[Selection, ...] = ()


@dataclass(frozen=True)
class Template:
    """A notebook to run.

    Parameters
    ----------
    name : str
        For people and file names.
    path : Path
    parameters : dict of str to object
        Names and defaults of its parameters cell; a default that is no plain value is None.
    study : bool
        Whether it shows what a memo rests on (calls ``sections.begin``): that is calculated once, beforehand.
    """

    name: str
    path: Path
    parameters: Mapping[str, Any]
    study: bool = False


@dataclass(frozen=True)
class Batch:
    """A batch file whose names have been found.

    Parameters
    ----------
    cases, scenarios : tuple of str
        Names of shipped ones or paths of files; a file that is wrong inside is told when its runs come.
    options : dict of str to (tuple of str or None)
        None: the shipped ones.
    templates : tuple of Template
        Empty where nothing is rendered.
    """

    id: str
    path: Path
    file: BatchFile
    cases: tuple[str, ...]
    scenarios: tuple[str, ...]
    options: Mapping[str, tuple[str, ...] | None]
    templates: tuple[Template, ...]


def load_batch(path: str | Path) -> Batch:
    """Read and check a batch file, its names and its templates.

    Raises
    ------
    InputError
        With every problem at once: fields, names that nobody knows, files that are not there or lie outside the folder,
        parameters that a notebook does not have or that are of another type, filters that match nothing.
    """
    path = Path(path)
    document = read_document(path)
    file = check(BatchFile, document)
    find = _Finder(path.resolve().parent)
    cases = find.names("cases", file.cases, resources.list_cases(), folders=True)
    scenarios = find.names("scenarios", file.scenarios, resources.list_scenarios())
    sets: dict[str, tuple[str, ...] | None] = {SHIPPED_SET: None}
    if file.options:
        sets = {name: find.names(f"options.{name}", given, resources.list_options())
                for name, given in file.options.items()}  # fmt: skip
    templates = find.templates(file) if file.outputs else ()
    faults = [*find.faults, *_misfits(file, templates), *_doubles(file)]
    if not faults:
        faults = list(_idle_filters(file, cases, scenarios, sets, templates))
    if faults:
        raise InputError(located(faults, document))
    return Batch(file.id or path.stem.lower(), path, file, cases, scenarios, sets, templates)


class _Finder:
    """Finds what a batch file names, and collects what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def names(
        self, field: str, given: Sequence[str], shipped: Sequence[str], *, folders: bool = False
    ) -> tuple[str, ...]:
        """Shipped names stay names; files become paths; ``all`` and patterns become what they stand for."""
        found: dict[str, None] = {}
        keys = tuple(field.split("."))
        for place, name in enumerate(given):
            if name == EVERY:
                found |= dict.fromkeys(shipped)
            elif name in shipped:
                found[name] = None
            else:
                found |= dict.fromkeys(self._files((*keys, place), name, shipped, folders=folders))
        return tuple(found)

    def _files(self, keys: Keys, name: str, shipped: Sequence[str], *, folders: bool) -> list[str]:
        if not any(mark in name for mark in "*?["):
            one = self.folder / name
            paths = [one / "case.yml" if folders and one.is_dir() else one]
        else:
            paths = [] if Path(name).is_absolute() or ".." in Path(name).parts else sorted(self.folder.glob(name))
            paths = [one / "case.yml" if folders and one.is_dir() else one for one in paths]
        inside = [one for one in paths if one.resolve().is_relative_to(self.folder)]
        if len(inside) < len(paths) or ".." in Path(name).parts:
            self._fault(keys, _("This lies outside the folder of the batch file."), name,
                        hint=_("put the batch file in a folder above it"))  # fmt: skip
        elif not (there := [str(one.resolve()) for one in inside if one.is_file()]):
            allowed = _("{names}, {every}, or a file in the folder of the batch file",
                        names=listed(shipped[:20]), every=EVERY)  # fmt: skip
            self._fault(keys, _("There is no such file and no shipped one of this name."), name, allowed=allowed,
                        hint=nearest(name, shipped))  # fmt: skip
        else:
            return there
        return []

    def templates(self, file: BatchFile) -> tuple[Template, ...]:
        """Notebooks with their parameters, held against what they will be given."""
        found = []
        for place, name in enumerate(file.notebooks):
            keys = ("notebooks", place)
            paths = [str(resources.notebook_path(name))] if name in resources.list_notebooks() else self._files(
                keys, name, resources.list_notebooks(), folders=False)  # fmt: skip
            for one in map(Path, paths):
                template = self._template(keys, one)
                if template is not None:
                    self.faults += _lacks(file, template, place)
                    found.append(template)
        if len({one.name for one in found}) < len(found):
            self._fault(("notebooks",), _("Two notebooks have the same name."), listed([one.name for one in found]))
        return tuple(found)

    def _template(self, keys: Keys, path: Path) -> Template | None:
        import json

        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            sources = ["".join(cell["source"]) for cell in cells]
            tags = [cell.get("metadata", {}).get("tags", ()) for cell in cells]
            own = next(source for source, some in zip(sources, tags, strict=True) if "parameters" in some)
            return Template(path.stem, path, dict(_assigned(own)), any(STUDY in source for source in sources))
        except StopIteration:
            allowed = _("a code cell with the tag {tag}", tag="parameters")
            self._fault(keys, _("This notebook has no parameters."), path.name, allowed=allowed)
        except (OSError, ValueError, KeyError, TypeError, SyntaxError, AttributeError):
            self._fault(keys, _("This is no notebook that can be read."), path.name)
        return None

    def _fault(self, keys: Keys, message: str, found: object, *, allowed: str = "", hint: str = "") -> None:
        self.faults.append(Fault(keys, message, found=found, allowed=allowed, hint=hint))


def _assigned(source: str) -> Iterator[tuple[str, Any]]:
    """Names that a cell assigns, with the plain value of each; None where it is not plain."""
    for statement in ast.parse(source).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                try:
                    yield target.id, ast.literal_eval(value)
                except ValueError:
                    yield target.id, None


def _misfits(file: BatchFile, templates: Sequence[Template]) -> Iterator[Fault]:
    """Parameters that no notebook has, or of another type than the default of one that has it."""
    known = list(dict.fromkeys(name for one in templates for name in one.parameters if name not in GIVEN))
    for name, value in file.parameters.items():
        having = [one for one in templates if name in one.parameters]
        wrong = [one for one in having if not _fits(value, one.parameters[name])]
        if name in GIVEN:
            yield Fault(("parameters", name), _("The batch fills this parameter in itself."), found=value,
                        hint=_("use the field of the batch file"))  # fmt: skip
        elif not having:
            yield Fault(("parameters", name), _("No notebook of this batch has such a parameter."), found=value,
                        allowed=listed(known), hint=nearest(name, known))  # fmt: skip
        elif wrong:
            yield Fault(("parameters", name), _("This is of another type than the default of the notebook."),
                        found=value, allowed=repr(wrong[0].parameters[name]))  # fmt: skip


def _lacks(file: BatchFile, template: Template, place: int) -> Iterator[Fault]:
    """What a batch fills in, and a notebook does not take."""
    need = {"case", "lang"} | ({"scenario"} if file.scenarios != ("base",) else set())
    need |= {"options"} if file.options else set()
    if missing := sorted(need - set(template.parameters)):
        yield Fault(("notebooks", place), _("This notebook lacks parameters that the batch must fill in."),
                    found=template.name, allowed=listed(missing))  # fmt: skip


def _fits(value: Any, default: Any) -> bool:
    """Whether a value is of the type of a default; None takes anything plain."""
    if default is None or value is None:
        return True
    if isinstance(value, tuple):
        value = list(value)
    kinds = [kind for kind in _KINDS if isinstance(default, kind)]
    kind = kinds[0] if kinds else (list if isinstance(default, tuple) else object)
    if kind is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _doubles(file: BatchFile) -> Iterator[Fault]:
    for field in ("cases", "scenarios", "languages", "notebooks", "outputs"):
        given = getattr(file, field)
        for place, one in enumerate(given):
            if one in given[:place]:
                yield Fault((field, place), _("This stands here twice."), found=one)


def label(name: str) -> str:
    """Name for people of a case or scenario: that of a shipped one, or of a file without folder and ending."""
    path = Path(name)
    return path.parent.name if path.name == "case.yml" else path.stem


def _idle_filters(
    file: BatchFile, cases: Sequence[str], scenarios: Sequence[str], sets: Mapping[str, object],
    templates: Sequence[Template],
) -> Iterator[Fault]:  # fmt: skip
    """Filters that name something that is not in the batch: they would silently do nothing, or drop everything."""
    known = {
        "case": tuple(map(label, cases)), "scenario": tuple(map(label, scenarios)), "options": tuple(sets),
        "lang": file.languages, "notebook": tuple(one.name for one in templates),
    }  # fmt: skip
    for field in ("only", "without"):
        for place, one in enumerate(getattr(file, field)):
            for name, allowed in known.items():
                value = getattr(one, name)
                if value is not None and value not in allowed:
                    yield Fault((field, place, name), _("There is no such thing in this batch."), found=value,
                                allowed=listed(allowed), hint=nearest(value, allowed))  # fmt: skip
