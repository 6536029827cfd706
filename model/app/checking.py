"""The answer of ``herijk check``: every problem of every file that people write, at once."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from model.batch.batchfile import BatchFile, load_batch
from model.batch.plan import make_plan
from model.errors import InputError, Problem
from model.inputs import CaseFile, Option, Scenario, load_case, load_option, load_scenario
from model.inputs.reading import read_document
from model.language import _, ngettext, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel

Kind = Literal["case", "scenario", "option", "batch"]
MODELS: Final[dict[Kind, type[BaseModel]]] = {
    "case": CaseFile,
    "scenario": Scenario,
    "option": Option,
    "batch": BatchFile,
}


@dataclass(frozen=True)
class Checked:
    """A file that was read: what it is, what is wrong with it, or what it says in short."""

    file: str
    kind: Kind | None
    problems: tuple[Problem, ...]
    summary: str = ""


def check_files(names: Iterable[str]) -> tuple[Checked, ...]:
    """Check files, and all YAML files in folders.

    Parameters
    ----------
    names : iterable of str
        Files and folders; one that does not exist is a problem like any other.
    """
    return tuple(_check(path) for name in names for path in _expanded(Path(name)))


def report(checked: tuple[Checked, ...], *, as_json: bool) -> str:
    """Put the results in words or in JSON."""
    wrong = sum(len(one.problems) for one in checked)
    if as_json:
        told = {"ok": not wrong, "files": [asdict(one) for one in checked]}
        return json.dumps(told, ensure_ascii=False, indent=2)
    lines: list[str] = []
    for one in checked:
        if one.problems:
            lines.extend(map(str, one.problems))
        else:
            lines.append(f"{one.file}: {one.summary}")
    files = ngettext("{n} file", "{n} files", len(checked))
    found = ngettext("{n} problem", "{n} problems", wrong)
    return "\n".join((*lines, _("{files} checked, {problems}.", files=files, problems=found)))


def kind_of(path: Path, keys: Iterable[str]) -> Kind:
    """Say what a file is meant to be: the kind knowing most of its keys; between equals its place decides."""
    known = set(keys)
    shared = {kind: len(known & set(model.model_fields)) for kind, model in MODELS.items()}
    place: Kind = "scenario"
    if path.name == "case.yml":
        place = "case"
    elif path.parent.name in ("options", "batches"):
        place = "option" if path.parent.name == "options" else "batch"
    best = max(shared.values())
    likely: list[Kind] = [kind for kind in ("batch", "case", "option", "scenario") if shared[kind] == best]
    return place if place in likely else likely[0]


def _expanded(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.suffix in (".yml", ".yaml"))
    else:
        yield path


def _check(path: Path) -> Checked:
    kind: Kind | None = None
    try:
        kind = kind_of(path, read_document(path).data)
        return Checked(str(path), kind, (), _summary(kind, path))
    except InputError as error:
        return Checked(str(path), kind, error.problems)


def _summary(kind: Kind, path: Path) -> str:
    """Read the file as its kind and say in a line what it holds."""
    if kind == "case":
        case = load_case(path)
        estimated = percent(case.estimated_share)
        return _(
            "case in order: {name}, {n} members, {estimated} of the budget estimated",
            name=case.name,
            n=len(case.parties),
            estimated=estimated,
        )
    if kind == "option":
        actions = len(load_option(path).actions)
        return ngettext("option in order: {n} action", "option in order: {n} actions", actions)
    if kind == "batch":
        plan = make_plan(load_batch(path))
        runs = len(plan.runs) or len(plan.groups)
        return ngettext("batch in order: {n} run", "batch in order: {n} runs", runs)
    own = len(load_scenario(path).assumptions)
    return ngettext(
        "scenario in order: {n} assumption of its own", "scenario in order: {n} assumptions of its own", own
    )
