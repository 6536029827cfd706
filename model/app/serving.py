"""The explorer as a page without code: Voilà on ``notebooks/explore.ipynb``.

The page may only move what is on it: Voilà lets no code through to the kernel. Its token is on, it listens on this
machine alone, it asks nothing of the internet, and no file of the working folder is served.
"""

from __future__ import annotations

import logging
import os
import webbrowser
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from jupyter_core.paths import jupyter_config_path, jupyter_runtime_dir
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from traitlets import Bool, default
from traitlets.config import Config
from voila.app import Voila

from model import resources
from model.app.lab import working_folder
from model.language import _, current
from model.publish.kernel import OwnKernelManager

if TYPE_CHECKING:
    from jupyter_server.base.handlers import JupyterHandler

PAGE: Final = Path(__file__).parent / "page"  # our template; Voilà's own asks a CDN for letters of icons
# What the page needs besides Voilà's own core; other extensions on this machine stay out of it.
EXTENSIONS: Final = ("anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")


def start(*, browser: bool = True, port: int = 8866) -> int:
    """Serve the explorer and stay until it stops.

    Parameters
    ----------
    port : int
        Port on this machine; a free one near it if it is taken.

    Returns
    -------
    int
        Exit code.
    """
    logging.getLogger("tornado.general").setLevel(logging.ERROR)  # warns of jupyter_server's own ping times
    notebook = resources.notebook_path("explore").name
    folder = working_folder()
    Served.launch_instance([str(folder / "notebooks" / notebook)], config=settings(folder, port=port), window=browser)
    return 0


def settings(folder: Path, *, port: int) -> Config:
    """What Voilà is told: where it listens, who may in, and what the page is made with."""
    return Config(
        Voila={
            "ip": "127.0.0.1", "port": port, "root_dir": str(folder), "auto_token": True, "open_browser": True,
            "log_level": "ERROR",
        },
        MappingKernelManager={
            "kernel_manager_class": f"{__name__}.{OwnServerKernelManager.__name__}",
            "cull_idle_timeout": 3600,  # a page that is left takes its kernel along; a browser that crashed does not
        },
        VoilaConfiguration={
            "file_allowlist": [],  # Voilà hands out pictures of the folder without asking for the token
            "allow_template_override": "NO", "allow_theme_override": "NO",
            "extension_allowlist": list(EXTENSIONS),
            "prelaunch_hook": let_leave,
            "resources": {
                "starting": _("The explorer starts: it calculates the first picture."),
                "skip": _("To the explorer"),
                "without_script": _("The explorer needs JavaScript; switch it on in the browser."),
            },
        },
        VoilaExporter={"language_code": current()},
    )  # fmt: skip


def let_leave(request: JupyterHandler, **_given: Any) -> None:
    """Give the page the cookie with which it may stop its kernel when it is left; Voilà itself forgets to."""
    _ = request.xsrf_token  # reading it sets the cookie


class OwnServerKernelManager(OwnKernelManager, ServerKernelManager):
    """Kernel of our memos, for a server: this very Python, over IPC, deaf to what lies beside the notebook."""


class Served(Voila):  # type: ignore[misc]  # voila publishes no types
    """Voilà with our template, which says its address and opens it as JupyterLab does."""

    window = Bool(True, help="Open a browser window.")

    @default("config_file_paths")
    def _config_file_paths_default(self) -> list[str]:
        """Only the places of Jupyter: Voilà would also run a ``voila.py`` of the working folder."""
        return [str(path) for path in jupyter_config_path()]

    def setup_template_dirs(self) -> None:
        """Look in our folder first; the rest is Voilà's template ``lab``."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(PAGE))

    def launch_browser(self) -> None:
        """Say the address, now that the port is known, and open it.

        The browser is given a file of this user's own that leads to the address: a token on its command line could
        be read by everyone on this machine. Voilà would leave the token out, and the page would ask for it.
        """
        click.echo(_("The explorer is at {address} (Ctrl-C stops it)", address=self.display_url))
        if not self.window:
            return
        folder = Path(jupyter_runtime_dir())
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.leads = folder / f"herijk-{os.getpid()}-open.html"
        self.leads.touch(mode=0o600)
        token = self.identity_provider.token
        address = escape(f"{self.connection_url}?token={token}")
        self.leads.write_text(
            f'<!DOCTYPE html><html lang="{current()}"><meta charset="utf-8"><title>Herijk</title>'
            f'<meta http-equiv="refresh" content="0;url={address}"><a href="{address}">Herijk</a></html>',
            encoding="utf-8",
        )
        webbrowser.open(self.leads.as_uri())

    def stop(self, *arguments: Any) -> None:
        """Stop the kernels and take the file that led here away."""
        if self.window:
            self.leads.unlink(missing_ok=True)
        super().stop(*arguments)
