"""Every notebook: thin, without outputs, in step with the functions it calls."""

import ast
import inspect

import nbformat
import pytest

from model import Explorer, resources
from model.publish import section_compare, section_robust, section_weigh, validated

BEGUN = {
    "compare": (section_compare, ("heading", "verdicts", "costs", "futures", "regret", "changes", "estimates")),
    "robustness": (section_robust, ("heading", "rules", "regret", "optimism", "limits", "members")),
    "weigh": (section_weigh, ("heading", "ranks", "points", "believe", "members", "measured")),
    "validate": (validated, ("heading", "hindcast", "checks", "known", "limits")),
}


def read(name):
    return nbformat.read(resources.notebook_path(name), as_version=4)


def parameters(notebook):
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    return {line.targets[0].id: ast.literal_eval(line.value) for line in ast.parse(cell.source).body}


def has_defaults_of(found, function):
    taken = inspect.signature(function).parameters
    assert {name: value for name, value in found.items() if name != "case"} == {
        name: taken[name].default for name in found if name != "case"
    }


@pytest.mark.parametrize("name", resources.list_notebooks())
def test_it_is_committed_without_outputs_and_thin(name):
    notebook = read(name)
    nbformat.validate(notebook)
    assert "papermill" not in notebook.metadata
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    for cell in notebook.cells:  # texts depend on the language, so calls give them
        assert (cell.cell_type, cell.outputs, cell.execution_count) == ("code", [], None)
        assert cell.id == "parameters" or len([line for line in cell.source.splitlines() if line.strip()]) <= 3


@pytest.mark.parametrize("name", BEGUN)
def test_parameters_are_those_of_begin_and_every_section_is_shown(name):
    module, sections = BEGUN[name]
    notebook, prefix = read(name), module.__name__.split(".")[-1]
    found = parameters(notebook)
    taken = inspect.signature(module.begin).parameters.values()
    assert {*found} == {one.name for one in taken if one.kind is not inspect.Parameter.VAR_KEYWORD}
    has_defaults_of(found, module.begin)
    called = {cell.source.split("(")[0] for cell in notebook.cells if cell.source.startswith(f"{prefix}.")}
    assert called == {f"{prefix}.{section}" for section in sections}


def test_explorer_has_the_parameters_of_its_notebook():
    found = parameters(read("explore"))
    assert found.pop("lang") == "nl"  # what the explorer takes from the session otherwise
    has_defaults_of(found, Explorer)
