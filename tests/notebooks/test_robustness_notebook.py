"""The robustness notebook: thin, without outputs, in step with the functions it calls, and run on a fresh kernel."""

import ast
import inspect

import nbformat
import papermill
import pytest

from model import resources
from model.errors import InputError
from model.publish import section_robust
from model.publish.html import to_html
from model.publish.kernel import OwnKernelManager
from tests.show.words import ENGLISH

PATH = resources.notebook_path("robustness")
SECTIONS = ("heading", "rules", "regret", "optimism", "limits", "members")


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
    taken = inspect.signature(section_robust.begin).parameters
    assert {name: value for name, value in found.items() if name != "case"} == {
        name: taken[name].default for name in ("scenarios", "options", "lang", "draws", "seed", "limits")
    }


def test_it_shows_every_section(notebook):
    called = {cell.source.split("(")[0] for cell in notebook.cells if cell.source.startswith("section_robust.")}
    assert called == {f"section_robust.{name}" for name in SECTIONS}


def test_it_runs_on_a_fresh_kernel_and_becomes_one_page(tmp_path):
    out = tmp_path / "robustness.ipynb"
    papermill.execute_notebook(
        PATH, out, {"draws": 64, "case": "drechtsteden-hardinxveld"}, kernel_name="python3", language="python",
        progress_bar=False, kernel_manager_class=OwnKernelManager,
    )  # fmt: skip
    page = to_html(out)
    assert '<html lang="nl"' in page
    assert "Welke optie houdt stand als niemand weet welk scenario komt?" in page
    assert "Niet doorgerekend, omdat zij niet bij de casus passen: cloud stokt, ernstig incident" in page
    for name in ("title", "rules", "regret", "optimism", "limits", "members"):
        assert f'id="{name}"' in page
    assert not ENGLISH.search("".join(notebook_text(out)))


def test_a_municipality_has_its_own_limits():
    study = section_robust.begin("dommelvallei", ["base"], draws=16, limits={"GM0820": {"growth": -0.9}})
    growth = {code: limits.growth for code, limits in study.found.limits}
    assert growth == {"GM1771": 0.25, "GM0820": -0.9, "GM0848": 0.25}
    assert set(study.found.view("GM0820").within[0]) == {0.0}
    assert study.left_out == ()


@pytest.mark.parametrize("limits", [{"GM0000": {}}, {"GM0820": {"grwoth": 0.2}}])
def test_limits_of_nobody_or_of_nothing_are_refused(limits):
    with pytest.raises(InputError, match=r"GM0820|growth"):
        section_robust.begin("dommelvallei", ["base"], draws=16, limits=limits)


def notebook_text(path):
    """What a reader sees, without code, tags and pictures."""
    import re

    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.outputs:
            if html := output.get("data", {}).get("text/html"):
                yield re.sub(r"<[^>]*>", " ", html)
