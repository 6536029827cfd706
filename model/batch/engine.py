"""papermill's engine ``herijk``: ``papermill in.ipynb out.ipynb --engine herijk``, also for notebooks of others."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from papermill.engines import NBClientEngine, papermill_engines

from model.batch.forks import quick_manager

if TYPE_CHECKING:
    from papermill.engines import NotebookExecutionManager

NAME: Final = "herijk"


class HerijkEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook in a kernel that is there at once, and writes it down once.

    The plain engine writes the whole notebook at the start and the end of every cell; here it is written when the last
    cell is done, or when one failed.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **settings: Any) -> Any:
        """Run the cells; see papermill."""
        settings.setdefault("kernel_manager_class", quick_manager())
        path, nb_man.output_path = nb_man.output_path, None
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, **settings)
        finally:
            nb_man.output_path = path  # papermill writes it next, whatever happened


def register() -> str:
    """Make the engine known where the package was not installed, and give its name."""
    with contextlib.suppress(KeyError):
        papermill_engines.register(NAME, HerijkEngine)
    return NAME
