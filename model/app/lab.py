"""Start JupyterLab on the notebooks.

The token of JupyterLab stays on, and it is told not to ask for news or updates: nothing needs the internet.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from model import resources

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST: Final = ("explore", "memo")  # the notebook to open: the first of these that is there


def start(*, browser: bool = True, port: int = 8888) -> int:
    """Start JupyterLab and stay until it stops, on `port` or the next free one; gives the exit code."""
    from jupyterlab.labapp import LabApp

    folder = working_folder()
    os.environ["PYTHONSAFEPATH"] = "1"  # a stray model.py beside a notebook must not hide the package
    # A new user is asked whether to fetch news unless a setting in labconfig/ has answered that.
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(
        filter(None, (str(Path(__file__).parent), os.environ.get("JUPYTER_CONFIG_PATH")))
    )
    LabApp.launch_instance(arguments(folder, browser=browser, port=port))
    return 0


def working_folder() -> Path:
    """Folder that JupyterLab shows: the checkout, or a copy of the shipped notebooks that people may edit.

    A wheel's own files are not for editing, so its notebooks are copied to ``herijk/notebooks`` in the folder
    where one stands; those that are already there are left as they are.
    """
    if resources.installed_from() == "checkout":
        return resources.root()
    folder = Path.cwd() / "herijk"
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    for name in resources.list_notebooks():
        source = resources.notebook_path(name)
        if not (folder / "notebooks" / source.name).exists():
            shutil.copyfile(source, folder / "notebooks" / source.name)
    return folder


def arguments(folder: Path, *, browser: bool, port: int) -> Sequence[str]:
    """Words for JupyterLab's command line."""
    wanted = [name for name in FIRST if (folder / "notebooks" / f"{name}.ipynb").is_file()]
    page = f"/lab/tree/notebooks/{wanted[0]}.ipynb" if wanted else "/lab"
    return (
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.allow_root=True",  # in a container one is root; the token guards the door
        f"--ServerApp.port={port}",
        f"--ServerApp.open_browser={browser}",
        f"--LabApp.default_url={page}",
        "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    )
