"""The board memo: parameters checked, notebook run, page written; whole or not at all.

papermill hands parameters to a notebook without looking at them: a misspelt name gives a warning, a tuple
becomes a string. So everything is checked here, before a kernel starts, and once more in the notebook.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from model import resources
from model.engine.names import MOST_DRAWS
from model.errors import ExportError
from model.language import use
from model.publish.executed import execute, failed_notebook, publish
from model.publish.parameters import MemoParameters, checked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from model.inputs import Case, Scenario


@dataclass(frozen=True)
class MemoPaths:
    """The two files of a memo."""

    notebook: Path
    html: Path


def make_memo(
    case: str | Path | Case,
    scenario: str | Path | Scenario = "base",
    options: Sequence[str] | None = None,
    lang: str = "nl",
    draws: int = 10_240,
    seed: int = 0,
    output_dir: str | Path = "output",
    mark: str | None = None,
    without: Sequence[str] = (),
    precision: float | None = None,
    max_draws: int = MOST_DRAWS,
    decide_from: str | dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> MemoPaths:
    """Write the board memo of a case as an executed notebook and as one HTML page.

    Parameters
    ----------
    case, scenario : str, path, Case or Scenario
        Name of a shipped one, a file, or one that was loaded from a file.
    options : sequence of str, optional
        Names or files of options; by default the four shipped ones.
    lang : {"nl", "en"}
    output_dir : path
        Folder for ``<case>-<scenario>.ipynb`` and ``.html``; made if need be.
    mark : {"draft", "confidential"}, optional
        Mark on every page.
    without : sequence of str
        Sections to leave out (see `model.publish.parameters.SECTIONS`) or codes of members whose own sheet
        stays out.
    precision : float, optional
        Standard error (EUR) of every difference with continue for which futures are added to `draws`.
    max_draws : int
        Where that stops.
    decide_from : date or str (YYYY-MM-DD), optional
        Day from which the calendar counts; by default 1 January of the budget year.

    Raises
    ------
    InputError
        If a parameter, the case, the scenario or an option is wrong; nothing has been written then.
    ExportError
        If the notebook failed. Existing files are untouched; the failed notebook stands beside them as
        ``<case>-<scenario>.failed.ipynb``.
    """
    wanted = checked(case, scenario, options, lang, draws, seed, mark, without, precision, max_draws, decide_from)
    folder = Path(output_dir)
    folder.mkdir(parents=True, exist_ok=True)
    name = memo_name(wanted)
    failed = folder / f"{name}.failed.ipynb"
    with tempfile.TemporaryDirectory(prefix=".memo-", dir=folder) as work, use(wanted.lang):
        draft = Path(work) / f"{name}.ipynb"
        template, shown = resources.notebook_path("memo"), wanted.shown()
        try:
            execute(template, wanted.for_notebook(), draft, progress)
            page = publish(draft, template, shown)
        except ExportError as error:
            if failed_notebook(draft, template, shown, str(error)):
                draft.replace(failed)
            raise
        paths = MemoPaths(folder / draft.name, folder / page.name)
        page.replace(paths.html)
        draft.replace(paths.notebook)
    failed.unlink(missing_ok=True)
    return paths


def memo_name(wanted: MemoParameters) -> str:
    """File name of a memo without its ending: case and scenario."""
    return f"{wanted.case_id}-{wanted.scenario_id}"
