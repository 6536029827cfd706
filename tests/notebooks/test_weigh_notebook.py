"""The weighing notebook run on a fresh kernel."""

import papermill

from model import resources
from model.publish.html import to_html
from model.publish.kernel import OwnKernelManager
from tests.notebooks.reading import notebook_text
from tests.show.words import ENGLISH

PATH = resources.notebook_path("weigh")


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
