"""The weighing notebook: thin, without outputs, in step with the functions it calls, and run on a fresh kernel."""

import ast
import inspect

import nbformat
import papermill
import pytest

from model import resources
from model.publish import section_weigh
from model.publish.html import to_html
from model.publish.kernel import OwnKernelManager
from tests.show.words import ENGLISH

PATH = resources.notebook_path("weigh")
SECTIONS = ("heading", "ranks", "points", "believe", "members", "measured")


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(PATH, as_version=4)


def test_it_is_committed_without_outputs_and_thin(notebook):
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert (cell.cell_type, cell.outputs, cell.execution_count) == ("code", [], None)
        assert cell.id == "parameters" or len([line for line in cell.source.splitlines() if line.strip()]) <= 2


def test_parameters_are_those_of_begin(notebook):
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    found = {line.targets[0].id: ast.literal_eval(line.value) for line in ast.parse(cell.source).body}
    taken = inspect.signature(section_weigh.begin).parameters
    assert {name: value for name, value in found.items() if name != "case"} == {
        name: taken[name].default for name in ("scenario", "options", "framework", "lang", "draws", "seed")
    }


def test_it_shows_every_section(notebook):
    called = {cell.source.split("(")[0] for cell in notebook.cells if cell.source.startswith("section_weigh.")}
    assert called == {f"section_weigh.{name}" for name in SECTIONS}


def test_it_runs_on_a_fresh_kernel_and_becomes_one_page(tmp_path):
    out = tmp_path / "weigh.ipynb"
    papermill.execute_notebook(
        PATH, out, {"draws": 64, "framework": {"spread": 0.3}}, kernel_name="python3", language="python",
        progress_bar=False, kernel_manager_class=OwnKernelManager,
    )  # fmt: skip
    page = to_html(out)
    assert '<html lang="nl"' in page
    assert "Welke optie past het best bij wat de deelnemers belangrijk vinden" in page
    assert "Gewichten tot 30% hoger of lager" in page
    for name in ("title", "ranks", "points", "believe", "members", "member-GM0297", "measures"):
        assert f'id="{name}"' in page
    assert not ENGLISH.search("".join(notebook_text(out)))


def notebook_text(path):
    """What a reader sees, without code, tags and pictures."""
    import re

    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.outputs:
            if html := output.get("data", {}).get("text/html"):
                yield re.sub(r"<[^>]*>", " ", html)
