"""The plan of a batch: what is calculated once, which notebooks are made of it, and the id of each.

An id is the hash of everything that its result depends on: the bytes of the input files, the package, the libraries
that draw and calculate, draws, seed, and for a notebook also template, language and parameters. What has the same id as
a finished run need not be done again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from model import resources
from model.batch.batchfile import SHIPPED_SET, Batch, Selection, Template, label
from model.errors import InputError, Problem
from model.language import _
from model.publish.shared import code_hash, feed, is_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TEXTS: Final = (".txt", ".md", ".html")
_BESIDE_CASE: Final = (".yml", ".yaml", ".csv", *_TEXTS)


@dataclass(frozen=True)
class Group:
    """What is calculated once, and shared by notebooks, languages and comparisons.

    Parameters
    ----------
    id : str
        Hash of inputs, package, draws and seed.
    case, scenario : str
        Names of shipped ones, or paths.
    options : tuple of str, optional
        None: the four shipped ones.
    case_id, scenario_id, option_set : str
        For people and file names.
    """

    id: str
    case: str
    scenario: str
    options: tuple[str, ...] | None
    draws: int
    seed: int
    case_id: str
    scenario_id: str
    option_set: str


@dataclass(frozen=True)
class Run:
    """One notebook.

    Parameters
    ----------
    template : str
        Path.
    name : str
        Name of its files, without ending.
    parameters : dict
        All that the notebook is given.
    outputs : tuple of str
        Kinds of file beside the notebook.
    study : bool
        Whether it shows what a memo rests on.
    cell_minutes : float
        What a cell may take.
    """

    id: str
    group: Group
    template: str
    lang: str
    name: str
    parameters: dict[str, Any] = field(hash=False)
    outputs: tuple[str, ...]
    study: bool
    cell_minutes: float = 60.0


@dataclass(frozen=True)
class Plan:
    """A batch, worked out.

    Parameters
    ----------
    runs : tuple of Run
        Empty where nothing is rendered.
    """

    batch: Batch
    groups: tuple[Group, ...]
    runs: tuple[Run, ...]
    code: str

    def of(self, group: Group) -> tuple[Run, ...]:
        """Notebooks that are made of one group."""
        return self._by_group.get(group.id, ())

    def __post_init__(self) -> None:
        gathered: dict[str, list[Run]] = {}
        for run in self.runs:
            gathered.setdefault(run.group.id, []).append(run)
        object.__setattr__(self, "_by_group", {key: tuple(runs) for key, runs in gathered.items()})

    _by_group: dict[str, tuple[Run, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)


def make_plan(batch: Batch) -> Plan:
    """Work out a batch. Raises InputError: nothing is left of it, or two runs would write the same files."""
    code = code_hash()
    groups, runs = [], []
    for group in _groups(batch, code):
        own = [run for template in batch.templates for run in _runs(batch, group, template)]
        if own or (not batch.file.outputs and _kept(batch, group, None, None)):
            groups.append(group)
            runs += own
    problems = [
        Problem(_("Two runs would write the same file."), file=batch.path.name, found=name)
        for name in _twice(run.name for run in runs)
    ]
    if not groups:
        problems.append(Problem(_("Nothing is left of this batch."), file=batch.path.name, field="only, without"))
    if problems:
        raise InputError(problems)
    return Plan(batch, tuple(groups), tuple(runs), code)


def _groups(batch: Batch, code: str) -> Iterator[Group]:
    file, study = batch.file, any(one.study for one in batch.templates)
    cases = {case: _digest(case_files(resources.case_path(case))) for case in batch.cases}
    scenarios = {one: _digest([resources.scenario_path(one)]) for one in batch.scenarios}
    sets = {name: _digest(map(resources.option_path, options or ())) for name, options in batch.options.items()}
    for case, case_digest in cases.items():
        for scenario, scenario_digest in scenarios.items():
            for name, options in batch.options.items():
                found = (code, case_digest, scenario_digest, sets[name], file.draws, file.seed, study)
                yield Group(
                    _hash(*found, label(case), label(scenario)), case, scenario, options, file.draws, file.seed,
                    label(case), label(scenario), name,
                )  # fmt: skip


def _runs(batch: Batch, group: Group, template: Template) -> Iterator[Run]:
    for lang in batch.file.languages:
        if not _kept(batch, group, lang, template):
            continue
        given = {
            "case": group.case, "scenario": group.scenario, "options": list(group.options or ()) or None, "lang": lang,
            "draws": group.draws, "seed": group.seed,
        } | {name: _plain(value) for name, value in batch.file.parameters.items()}  # fmt: skip
        given = {name: value for name, value in given.items() if name in template.parameters}
        parts = [group.case_id, group.scenario_id]
        parts += [group.option_set] if group.option_set != SHIPPED_SET else []
        parts += [template.name] if len(batch.templates) > 1 or template.name != "memo" else []
        parts += [lang] if len(batch.file.languages) > 1 else []
        shown = {**given, "case": group.case_id, "scenario": group.scenario_id, "options": group.option_set}
        outputs = batch.file.outputs
        found = (group.id, _digest([template.path]), lang, json.dumps(shown, sort_keys=True), *outputs)
        yield Run(
            _hash(*found),
            group,
            str(template.path),
            lang,
            "-".join(parts),
            given,
            outputs,
            template.study,
            batch.file.cell_minutes,
        )


def _kept(batch: Batch, group: Group, lang: str | None, template: Template | None) -> bool:
    """Whether the filters keep this."""
    notebook = None if template is None else template.name
    found = (group.case_id, group.scenario_id, group.option_set, lang, notebook)

    def named(one: Selection) -> bool:
        asked = (one.case, one.scenario, one.options, one.lang, one.notebook)
        return all(wanted is None or wanted == here for wanted, here in zip(asked, found, strict=True))

    file = batch.file
    return (not file.only or any(map(named, file.only))) and not any(map(named, file.without))


def _plain(value: Any) -> Any:
    """Lists for papermill, which writes a tuple down as text."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


@cache
def pages_hash() -> str:
    """Hash of what makes the index and the manifest."""
    digest = hashlib.sha256()
    feed(digest, (one for one in Path(__file__).parent.rglob("*") if is_source(one)), Path(__file__).parent)
    return digest.hexdigest()


def case_files(path: Path) -> set[Path]:
    """A case file and what stands beside it that it may name."""
    suffixes = _BESIDE_CASE if path.name == "case.yml" else _TEXTS
    return {path, *(one for one in path.parent.iterdir() if one.suffix in suffixes and one.is_file())}


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    feed(digest, paths, None)
    return digest.hexdigest()


def _hash(*parts: object) -> str:
    """Hash (hex, 32 characters) of some plain values."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
