"""The validation notebook run on a fresh kernel."""

import pytest

from model import resources

PATH = resources.notebook_path("validate")


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
