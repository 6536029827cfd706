"""JupyterLab and the page without code on a copy of the explorer's notebook: started by a test, and ended by it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
START = """
import sys
from pathlib import Path
from model.app import lab, serving
folder = Path(sys.argv[2])
serving.resources.notebook_path = lambda name: folder / "notebooks" / f"{name}.ipynb"
lab.working_folder = serving.working_folder = lambda: folder
sys.exit({"lab": lab, "app": serving}[sys.argv[1]].start(browser=False, port=int(sys.argv[3])))
"""
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+/)\S*\?token=(\w+)")


class Server(NamedTuple):
    """A server that runs."""

    address: str
    token: str
    folder: Path

    def page(self, path: str = "") -> str:
        """Address of a page, with the token."""
        return f"{self.address}{path}?token={self.token}"


def free_port() -> int:
    """Port on this machine that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def serve(kind: str, folder: Path) -> Iterator[Server]:
    """Start ``herijk lab`` or ``herijk app`` on the notebooks of a folder, with settings of nobody.

    Parameters
    ----------
    kind : {"lab", "app"}
    folder : pathlib.Path
        Has ``notebooks/explore.ipynb``.
    """
    own = {f"JUPYTER_{name}_DIR": str(folder / ".jupyter" / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # not that of the tests: as anybody has it
    own |= {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder / ".ipython"), "HERIJK_LANG": ""}
    log = folder / f"{kind}.log"
    words = [sys.executable, "-P", "-c", START, kind, str(folder), str(free_port())]
    with (
        log.open("wb") as out,
        subprocess.Popen(words, cwd=folder, env=os.environ | own, stdout=out, stderr=subprocess.STDOUT) as server,
    ):
        try:
            yield Server(*_said(server, log), folder)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _said(server: subprocess.Popen[bytes], log: Path) -> tuple[str, str]:
    """Address and token that a server prints once it listens."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        if found := ADDRESS.search(log.read_text(encoding="utf-8")):
            return found[1], found[2]
        time.sleep(0.1)
    msg = f"the server did not start:\n{log.read_text(encoding='utf-8')}"
    raise RuntimeError(msg)


def write_notebook(path: Path, *cells: str, draws: int = 1024) -> None:
    """Write a notebook of code cells; without any the shipped explorer with so many futures."""
    notebook = json.loads((ROOT / "notebooks" / "explore.ipynb").read_text(encoding="utf-8"))
    if cells:
        one = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
        notebook["cells"] = [one | {"id": f"cell-{n}", "source": text} for n, text in enumerate(cells)]
    else:
        parameters = notebook["cells"][0]
        parameters["source"] = re.sub(r"draws = [\d_]+", f"draws = {draws}", "".join(parameters["source"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
