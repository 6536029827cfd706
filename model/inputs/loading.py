"""Load cases, scenarios and options by name or path, and build them from plain data."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model import resources
from model.errors import ActionNotAllowedError, InputError, Problem
from model.inputs.case import CaseFile
from model.inputs.checking import check, located
from model.inputs.estimates import complete
from model.inputs.faults import Forbidden, case_faults, option_faults, scenario_faults
from model.inputs.options import Option
from model.inputs.reading import Document, read_document
from model.inputs.scenario import Scenario
from model.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.inputs.case import Case


def load_case(name: str | Path) -> Case:
    """Load a case (a shipped one, a file, or a folder with a ``case.yml``) and fill its gaps from benchmarks.

    Raises InputError: with every problem of the file.
    """
    path = _find(resources.case_path, name)
    return _case(read_document(path), _name_of(path), str(path))


def build_case(data: dict[str, Any], *, name: str = "case") -> Case:
    """Build a case from plain data, checked like a file."""
    return _case(Document("", data), name, "")


def load_scenario(name: str | Path) -> Scenario:
    """Load a scenario by the name of a shipped one, or from a file."""
    path = _find(resources.scenario_path, name)
    return _scenario(read_document(path), _name_of(path), str(path))


def build_scenario(data: dict[str, Any], *, name: str = "scenario") -> Scenario:
    """Build a scenario from plain data, checked like a file."""
    return _scenario(Document("", data), name, "")


def load_option(name: str | Path) -> Option:
    """Load an option by the name of a shipped one, or from a file."""
    path = _find(resources.option_path, name)
    return _option(read_document(path), _name_of(path), str(path))


def build_option(data: dict[str, Any], *, name: str = "option") -> Option:
    """Build an option from plain data, checked like a file."""
    return _option(Document("", data), name, "")


def check_option(option: Option, case: Case) -> tuple[Problem, ...]:
    """Everything that stands in the way of this option for this case; empty if nothing does.

    Forbidden actions by legal form, years outside the horizon, unknown parties, a party that leaves before
    it joins.
    """
    faults = list(option_faults(option, case))
    if not faults:
        return ()
    document = read_document(option.path) if option.path else Document("", {})
    return tuple(located(faults, document))


def require_option(option: Option, case: Case) -> None:
    """Refuse an option that cannot be done in this case.

    Raises ActionNotAllowedError: the legal form forbids one of its actions. Raises InputError: anything else stands
    in the way; both carry all problems.
    """
    faults = list(option_faults(option, case))
    if faults:
        document = read_document(option.path) if option.path else Document("", {})
        law = any(isinstance(fault, Forbidden) for fault in faults)
        raise (ActionNotAllowedError if law else InputError)(located(faults, document))


def _case(document: Document, name: str, path: str) -> Case:
    file = check(CaseFile, document)
    if problems := located(case_faults(file), document):
        raise InputError(problems)
    return complete(file, name=name, path=path)


def _scenario(document: Document, name: str, path: str) -> Scenario:
    scenario = check(Scenario, document)
    if problems := located(scenario_faults(scenario), document):
        raise InputError(problems)
    return scenario.model_copy(update={"id": scenario.id or name, "path": path})


def _option(document: Document, name: str, path: str) -> Option:
    option = check(Option, document)
    return option.model_copy(update={"id": option.id or name, "path": path})


def _find(look: Callable[[str | Path], Path], name: str | Path) -> Path:
    """Find a file; a path that does not exist is reported as a path, a name as a name."""
    written = Path(name)
    if written.suffix in {".yml", ".yaml"} or len(written.parts) > 1:
        if written.is_dir():
            written = written / "case.yml"
        if not written.is_file():
            raise InputError(Problem(_("The file does not exist."), file=str(written)))
    return look(written if written.is_file() else str(name))


def _name_of(path: Path) -> str:
    """Identifier out of the name of a file (of its folder for a ``case.yml``): what none may hold becomes a dash."""
    name = path.parent.name if path.stem == "case" else path.stem
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:60] or "nameless"
