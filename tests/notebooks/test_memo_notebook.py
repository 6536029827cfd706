"""The memo notebook itself: thin, without outputs, and good for the plain papermill command."""

import ast
import inspect
import json
import subprocess
import sys

import nbformat
import pytest

from model import resources
from model.publish import board, memo
from model.publish.html import to_html
from tests.publish.files import MEMO_PARAMETERS

PATH = resources.notebook_path("memo")


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(PATH, as_version=4)


def test_parameters_are_those_of_make_memo_with_the_same_defaults(notebook):
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    lines = ast.parse(cell.source).body
    found = {line.targets[0].id: ast.literal_eval(line.value) for line in lines}
    assert tuple(found) == MEMO_PARAMETERS
    for function in (memo.make_memo, board.begin):
        taken = inspect.signature(function).parameters
        for name in MEMO_PARAMETERS[1:]:
            default = taken[name].default
            assert found[name] == (list(default) if isinstance(default, tuple) else default)
    assert resources.case_path(found["case"]).is_file()


def test_plain_papermill_makes_the_same_page(tmp_path):
    settings = [
        "-p",
        "case",
        "dommelvallei",
        "-p",
        "draws",
        "256",
        "-p",
        "options",
        "continue,extend",
        "-p",
        "lang",
        "nl",
    ]
    out = tmp_path / "out.ipynb"
    done = subprocess.run(
        [sys.executable, "-m", "papermill", "--no-progress-bar", "-k", "python3", str(PATH), str(out), *settings],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    ours = memo.make_memo("dommelvallei", options=("continue", "extend"), draws=256, output_dir=tmp_path / "uit")
    plain, same = to_html(out), ours.html.read_text(encoding="utf-8")
    # Only the fold with the injected parameters may differ: it shows what was typed.
    assert without_code(plain) == without_code(same)


def test_plain_papermill_with_a_wrong_parameter_says_what_is_allowed(tmp_path):
    settings = ["-p", "case", "dommelvalei", "-p", "draws", "-1"]
    done = subprocess.run(
        [sys.executable, "-m", "papermill", "--no-progress-bar", str(PATH), str(tmp_path / "out.ipynb"), *settings],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode != 0
    assert "InputError" in done.stderr
    assert "dommelvallei" in done.stderr
    assert "draws" in done.stderr


@pytest.mark.full  # the browser tests read an English memo
def test_memo_speaks_english_too(tmp_path):
    paths = memo.make_memo("dommelvallei", lang="en", draws=256, mark="confidential", output_dir=tmp_path)
    html = paths.html.read_text(encoding="utf-8")
    assert '<html lang="en">' in html
    assert "Board memo: Dienst Dommelvallei" in html
    assert "Confidential" in html
    parameters = json.loads(paths.notebook.read_text(encoding="utf-8"))["metadata"]["papermill"]["parameters"]
    assert parameters["lang"] == "en"


def without_code(html):
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    for fold in soup.find_all("details", class_="code"):
        fold.decompose()
    return soup.body.get_text(" ", strip=True)
