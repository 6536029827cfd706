"""The validation notebook: thin, without outputs, in step with the functions it calls."""

import ast
import inspect

import nbformat
import pytest

from model import resources
from model.publish import validated

PATH = resources.notebook_path("validate")


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(PATH, as_version=4)


def test_it_is_committed_without_outputs(notebook):
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.cell_type == "code"
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        if cell.id != "parameters":
            assert len([line for line in cell.source.splitlines() if line.strip()]) <= 2


def test_parameters_are_those_of_begin(notebook):
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    found = {line.targets[0].id: ast.literal_eval(line.value) for line in ast.parse(cell.source).body}
    taken = inspect.signature(validated.begin).parameters
    assert found == {name: taken[name].default for name in ("lang", "draws", "seed")}


def test_it_shows_every_section(notebook):
    called = {cell.source.split("(")[0] for cell in notebook.cells if cell.source.startswith("validated.")}
    assert called == {f"validated.{name}" for name in ("heading", "hindcast", "checks", "known", "limits")}


@pytest.mark.full
def test_it_runs_and_becomes_one_page(tmp_path):
    import papermill

    from model.publish.html import to_html
    from model.publish.kernel import OwnKernelManager

    out = tmp_path / "validate.ipynb"
    papermill.execute_notebook(
        PATH, out, {"draws": 128}, kernel_name="python3", language="python", progress_bar=False,
        kernel_manager_class=OwnKernelManager,
    )  # fmt: skip
    page = to_html(out)
    assert '<html lang="nl"' in page
    assert "naast wat er echt gebeurde" in page
    assert "gepubliceerd 106" in page
