"""The robustness notebook run on a fresh kernel."""

import papermill
import pytest

from model import resources
from model.errors import InputError
from model.publish import section_robust
from model.publish.html import to_html
from model.publish.kernel import OwnKernelManager
from tests.notebooks.reading import notebook_text
from tests.show.words import ENGLISH

PATH = resources.notebook_path("robustness")


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
