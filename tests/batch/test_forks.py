"""Forked kernels: fresh for every notebook, the same bytes as plain ones, and none outlives what it belongs to."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill
import pytest

from model.batch import forks
from model.batch.engine import register
from model.publish.executed import ExportError, KernelLostError, execute, publish

pytestmark = pytest.mark.skipif(not forks.can_fork(), reason="kernels are not forked here")

DIRTY = """
import os, random, statistics, sys, warnings, builtins
import matplotlib, numpy as np
from model import language
language.use("en", everywhere=True)
matplotlib.rcParams["font.size"] = 99
np.set_printoptions(precision=1)
np.seterr(all="raise")
np.random.seed(1); random.seed(1)
os.environ["DIRT"] = "1"
os.chdir("/")
warnings.simplefilter("error")
sys.path.insert(0, "/dirt")
statistics.mean = None
builtins.dirt = 1
dirt = 1
import colorsys
"""
CLEAN = """
import builtins, os, random, statistics, sys, tempfile, uuid, warnings
import matplotlib, numpy as np
from model import language
state = {
    "lang": language.current(), "size": matplotlib.rcParams["font.size"], "digits": np.get_printoptions()["precision"],
    "err": np.geterr(), "env": "DIRT" in os.environ, "cwd": os.getcwd(), "filters": len(warnings.filters),
    "path": "/dirt" in sys.path, "patched": statistics.mean is None, "builtins": hasattr(builtins, "dirt"),
    "names": "dirt" in globals(),
    "module": "colorsys" in sys.modules, "main": sys.modules["__main__"].__name__,
}
print(sorted(state.items()))
print("LUCK", random.random(), np.random.random(), tempfile.mktemp(), uuid.uuid4())
"""


def notebook(path, *sources):
    cells = [nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["parameters"]}, id="p")]
    cells += [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    kernel = {"name": "python3", "language": "python", "display_name": "Python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def run(path, **settings):
    out = path.with_suffix(".out.ipynb")
    execute(path, {"x": 2}, out, **({"kernels": forks.quick_kernels, "engine": register()} | settings))
    return out


def printed(out):
    return "".join(
        one.get("text", "") for cell in nbformat.read(out, as_version=4).cells for one in cell.get("outputs", ())
    )


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] == "Z"
    except FileNotFoundError:
        return True


def all_gone(pids, seconds=10):
    until = time.monotonic() + seconds
    while time.monotonic() < until and not all(map(gone, pids)):
        time.sleep(0.05)
    return all(map(gone, pids))


def test_a_notebook_sees_nothing_of_the_one_before(tmp_path):
    clean = notebook(tmp_path / "clean.ipynb", CLEAN)
    before, luck = printed(run(clean)).split("LUCK")
    run(notebook(tmp_path / "dirty.ipynb", DIRTY))
    after, other = printed(run(clean)).split("LUCK")
    assert after == before
    assert not set(luck.split()) & set(other.split())
    plain = printed(run(clean, kernels=None, engine=None)).split("LUCK")[0]
    assert sorted_without(plain) == sorted_without(before)  # as fresh as a kernel that was started anew


def sorted_without(told):
    """What does not depend on how much was imported beforehand."""
    return [part for part in told.split("), (") if not part.startswith(("'filters'", "'module'"))]


def test_the_plain_engine_gives_the_same_bytes(tmp_path):
    source = "from IPython.display import HTML, display\nprint(x)\ndisplay(HTML('<b>x</b>'))\n{'a': 1}"
    path = notebook(tmp_path / "a.ipynb", source, "import matplotlib; matplotlib.get_backend()")
    found = []
    for settings in ({}, {"kernels": None}, {"kernels": None, "engine": None}):
        out = run(path, **settings)
        page = publish(out, path, {"x": 2})
        found.append((out.read_bytes(), page.read_bytes()))
    assert found[0] == found[1] == found[2]


def test_papermill_knows_the_engine(tmp_path):
    path = notebook(tmp_path / "a.ipynb", "import os; print(os.getppid(), x)")
    register()
    papermill.execute_notebook(path, tmp_path / "b.ipynb", {"x": 7}, engine_name="herijk", progress_bar=False)
    assert printed(tmp_path / "b.ipynb").split() == [str(forks.server().pid), "7"]


def test_a_cell_that_fails_and_a_kernel_that_is_killed_are_told_apart(tmp_path):
    with pytest.raises(ExportError, match=r"cel 3: ZeroDivisionError") as caught:
        run(notebook(tmp_path / "a.ipynb", "1 / 0"))
    assert not isinstance(caught.value, KernelLostError)
    assert (tmp_path / "a.out.ipynb").is_file()
    with pytest.raises(KernelLostError):
        run(notebook(tmp_path / "b.ipynb", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))
    with pytest.raises(KernelLostError):
        run(
            notebook(
                tmp_path / "c.ipynb", "import os, signal, time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)"
            )
        )
    assert printed(run(notebook(tmp_path / "d.ipynb", "print('again')"))) == "again\n"  # with a new server


def test_a_cell_that_does_not_end_is_told(tmp_path):
    with pytest.raises(ExportError, match=r"Cel 3 duurde langer dan 0,02 minuten") as caught:
        run(notebook(tmp_path / "a.ipynb", "import time; time.sleep(60)"), cell_minutes=0.02)
    assert not isinstance(caught.value, KernelLostError)


def test_no_kernel_outlives_its_owner(tmp_path):
    told = tmp_path / "pids"
    waits = f"import os, time; open({str(told)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}}'); time.sleep(60)"
    path = notebook(tmp_path / "a.ipynb", waits)
    story = (
        "from pathlib import Path; from model.batch.forks import quick_kernels; "
        "from model.batch.engine import register; from model.publish.executed import execute; "
        f"execute(Path({str(path)!r}), {{}}, Path({str(tmp_path / 'o.ipynb')!r}), kernels=quick_kernels, "
        "engine=register())"
    )
    with subprocess.Popen([sys.executable, "-c", story], stderr=subprocess.DEVNULL) as owner:
        until = time.monotonic() + 30
        while time.monotonic() < until and len(told.read_text().split() if told.exists() else ()) < 2:
            time.sleep(0.05)
        pids = [int(word) for word in told.read_text().split()]
        os.kill(owner.pid, signal.SIGKILL)
        owner.wait()
    assert len(pids) == 2
    assert all_gone(pids)
