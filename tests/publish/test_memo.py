"""The memo's two files: whole or not at all, from this Python, the same each time.

The notebooks here are small stand-ins: what is tested is how a notebook is run and kept. The real one is
tested in tests/notebooks.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from model import resources
from model.errors import ExportError, InputError
from model.publish import executed, memo
from model.publish.parameters import MemoParameters

PARAMETERS = MemoParameters(
    case="proef", scenario="base", options=None, lang="nl", draws=10, seed=3, mark=None, without=(),
    case_id="proef", scenario_id="base",
)  # fmt: skip
DEFAULTS = (
    "case = ''; scenario = ''; options = None; lang = ''; draws = 0; seed = 0; mark = None; without = []; "
    "precision = None; max_draws = 0; decide_from = None"
)


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run a memo whose notebook has the given cells; returns what `make_memo` returns."""

    def run_cells(*sources, output="uit", **settings):
        stand_in(tmp_path / "memo.ipynb", *sources)
        monkeypatch.setattr(resources, "notebook_path", lambda _name: tmp_path / "memo.ipynb")
        monkeypatch.setattr(memo, "checked", lambda *_args: PARAMETERS)
        return memo.make_memo("proef", output_dir=tmp_path / output, **settings)

    return run_cells


def stand_in(path, *sources):
    cells = [new_code_cell(DEFAULTS, id="parameters", metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def printed(path):
    cells = nbformat.read(path, as_version=4).cells
    return "".join(out.text for cell in cells for out in cell.get("outputs", ()) if out.output_type == "stream")


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def test_memo_writes_notebook_and_page(run, tmp_path):
    steps = []
    paths = run("print(case, draws, seed)", progress=lambda done, total: steps.append((done, total)))
    assert names(tmp_path / "uit") == ["proef-base.html", "proef-base.ipynb"]
    assert printed(paths.notebook) == "proef 10 3\n"
    assert "proef 10 3" in paths.html.read_text(encoding="utf-8")
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_same_memo_twice_is_the_same_to_the_byte(run):
    first, second = (run("print(seed)", output=folder) for folder in ("a", "b"))
    assert first.notebook.read_bytes() == second.notebook.read_bytes()
    assert first.html.read_bytes() == second.html.read_bytes()
    assert b"tmp" not in first.notebook.read_bytes()


def test_kernel_is_this_python_with_this_package_and_nothing_beside_it(run, tmp_path, monkeypatch):
    (tmp_path / "model.py").write_text("raise SystemExit('stray module')")
    kernel = tmp_path / "share" / "kernels" / "python3"  # somebody registered another Python under this name
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text('{"argv": ["/nowhere/python", "{connection_file}"], "display_name": "x"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    monkeypatch.chdir(tmp_path)
    paths = run(
        "import os, sys, model", "print(sys.executable, model.__file__, os.environ['OMP_NUM_THREADS'], sep='\\n')"
    )
    assert printed(paths.notebook).split() == [sys.executable, str(Path(memo.__file__).parents[1] / "__init__.py"), "1"]


def test_kernel_finds_the_package_from_the_top_of_the_checkout(run, monkeypatch):
    monkeypatch.chdir(Path(memo.__file__).parents[2])
    assert printed(run("import model\nprint(model.__name__)").notebook) == "model\n"


def test_user_start_up_files_are_not_run(run, tmp_path, monkeypatch):
    start_up = tmp_path / "ipython" / "profile_default" / "startup"
    start_up.mkdir(parents=True)
    (start_up / "00.py").write_text("print('eigen instelling')")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    assert printed(run("print('schoon')").notebook) == "schoon\n"


def test_failure_leaves_what_was_there_and_keeps_the_failed_notebook(run, tmp_path):
    paths = run("print('goed')")
    before = {path: path.read_bytes() for path in paths.__dict__.values()}
    with pytest.raises(ExportError, match="ValueError: mis"):
        run("raise ValueError('mis')", "print('nooit')")
    assert {path: path.read_bytes() for path in before} == before
    assert names(tmp_path / "uit") == ["proef-base.failed.ipynb", "proef-base.html", "proef-base.ipynb"]
    failed = nbformat.read(tmp_path / "uit" / "proef-base.failed.ipynb", as_version=4)
    nbformat.validate(failed)
    assert failed.cells[0].cell_type == "markdown"
    assert "ValueError: mis" in failed.cells[0].source
    assert not any("papermill" in cell.source for cell in failed.cells)
    run("print('weer goed')")
    assert names(tmp_path / "uit") == ["proef-base.html", "proef-base.ipynb"]


def test_kernel_that_dies_is_an_export_error(run, tmp_path):
    with pytest.raises(ExportError):
        run("import os; os._exit(3)")
    assert not (tmp_path / "uit" / "proef-base.ipynb").exists()


def test_page_that_cannot_be_made_is_a_failure_too(run, tmp_path):
    with pytest.raises(ExportError, match=r"plot\.png"):
        run('from IPython.display import HTML, display\ndisplay(HTML(\'<img src="data:," alt="plot.png">\'))')
    assert names(tmp_path / "uit") == ["proef-base.failed.ipynb"]


def test_wrong_parameter_touches_nothing(tmp_path):
    with pytest.raises(InputError):
        memo.make_memo("dommelvallei", draws=-1, output_dir=tmp_path / "uit")
    assert not (tmp_path / "uit").exists()


def test_kernel_that_did_all_its_work_is_not_interrupted(run, capfd):
    shout = "signal.signal(signal.SIGINT, lambda *_: os.write(2, b'onderbroken'))"
    run(f"import os, signal\nget_ipython().kernel.post_handler_hook = lambda: {shout}")
    assert "onderbroken" not in capfd.readouterr().err


DRIVER = """
import pathlib, sys
from model import resources
from model.publish import executed, memo
from test_memo import PARAMETERS
resources.notebook_path = lambda name: pathlib.Path(sys.argv[1])
memo.checked = lambda *_: PARAMETERS
memo.make_memo("proef", output_dir=sys.argv[2])
"""


@pytest.mark.parametrize("moment", ["starts", "runs", "twice"])
def test_ctrl_c_leaves_nothing_half_and_no_kernel(tmp_path, moment):
    """While the kernel starts, while a cell runs, and once more while all is tidied up."""
    pid_file, scratch, output = tmp_path / "pid", tmp_path / "tmp", tmp_path / "uit"
    scratch.mkdir()
    write = f"import os, pathlib\npathlib.Path({str(pid_file)!r}).write_text(str(os.getpid()))"
    stand_in(tmp_path / "memo.ipynb", write, *["import time\ntime.sleep(1)"] * 60)
    search = os.pathsep.join([str(Path(memo.__file__).parents[2]), str(Path(__file__).parent)])
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(tmp_path / "memo.ipynb"), str(output)],
        env={**os.environ, "PYTHONPATH": search, "TMPDIR": str(scratch)},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        begun = (lambda: list(scratch.glob("*/kernel.json"))) if moment == "starts" else pid_file.exists
        assert wait_for(lambda: begun() and (moment == "starts" or pid_file.read_text()))
        process.send_signal(signal.SIGINT)
        if moment == "twice":
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
        errors = process.communicate(timeout=20)[1].decode()
    finally:
        process.kill()
        process.communicate()
    assert process.returncode != 0
    assert errors.rstrip().endswith("KeyboardInterrupt"), errors
    assert names(output) == []
    assert names(scratch) == []
    assert moment == "starts" or wait_for(lambda: not alive(int(pid_file.read_text())))


def test_ctrl_c_that_was_swallowed_comes_back_at_the_next_cell():
    before = signal.getsignal(signal.SIGINT)
    with executed.Presses() as presses:
        presses.check()
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            presses.check()
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_while_all_is_tidied_up_waits_for_that():
    tidied = []

    def tidy():
        with executed.Presses() as presses:
            with presses.held_after():
                pass
            signal.raise_signal(signal.SIGINT)
            tidied.append(True)

    with pytest.raises(KeyboardInterrupt):
        tidy()
    assert tidied


def wait_for(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
