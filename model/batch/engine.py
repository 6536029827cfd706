"""papermill's engine ``herijk``: ``papermill in.ipynb out.ipynb --engine herijk``, also for notebooks of others.

papermill loads the engines of installed packages while it is itself being loaded, so the class is made when it is first
asked for.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from model.batch.forks import quick_manager

NAME: Final = "herijk"


@cache
def herijk_engine() -> Any:
    """Class of the engine: the kernel is there at once, and the notebook is written down once.

    papermill's plain engine writes the whole notebook at the start and the end of every cell; here it is written when
    the last cell is done, or when one failed.
    """
    from papermill.engines import NBClientEngine

    class HerijkEngine(NBClientEngine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:
            settings.setdefault("kernel_manager_class", quick_manager())
            path, nb_man.output_path = nb_man.output_path, None
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, **settings)
            finally:
                nb_man.output_path = path  # papermill writes it next, whatever happened

    return HerijkEngine


def __getattr__(name: str) -> Any:
    if name == "HerijkEngine":
        return herijk_engine()
    raise AttributeError(name)


def register() -> str:
    """Make the engine known where the package was not installed, and give its name."""
    from papermill.engines import papermill_engines

    papermill_engines.register(NAME, herijk_engine())
    return NAME
