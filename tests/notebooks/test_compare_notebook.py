"""The notebook with scenarios side by side run on a fresh kernel."""

import papermill

from model import resources
from model.publish.html import to_html
from model.publish.kernel import OwnKernelManager
from tests.notebooks.reading import notebook_text
from tests.show.words import ENGLISH

PATH = resources.notebook_path("compare")


def test_it_runs_on_a_fresh_kernel_and_becomes_one_page(tmp_path):
    out = tmp_path / "compare.ipynb"
    settings = {"draws": 64, "case": "drechtsteden-hardinxveld", "scenarios": "base,fast-cloud,cloud-stalls"}
    papermill.execute_notebook(
        PATH, out, settings, kernel_name="python3", language="python", progress_bar=False,
        kernel_manager_class=OwnKernelManager,
    )  # fmt: skip
    page = to_html(out, strict=True)
    assert '<html lang="nl"' in page
    assert "Scenario&#39;s naast elkaar: Drechtsteden" in page or "Scenario's naast elkaar: Drechtsteden" in page
    assert "Niet vergeleken: “cloud stokt” past niet bij de casus." in page
    for name in ("title", "verdicts", "costs", "costs-GM0505", "futures", "regret", "changes", "estimates"):
        assert f'id="{name}"' in page
    assert not ENGLISH.search("".join(notebook_text(out)))
