"""The board memo: parameters checked, notebook run, page written; whole or not at all.

papermill hands parameters to a notebook without looking at them: a misspelt name gives a warning, a tuple
becomes a string. So everything is checked here, before a kernel starts, and once more in the notebook.
"""

from __future__ import annotations

import contextlib
import functools
import signal
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from model import resources
from model.engine.names import MOST_DRAWS
from model.errors import ExportError
from model.language import _, use
from model.publish.parameters import MemoParameters, checked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from nbformat import NotebookNode

    from model.inputs import Case, Scenario

INJECTED: Final = "injected-parameters"  # papermill's own tag; its cell id is random, ours is not
_ERROR_TAG: Final = "papermill-error-cell-tag"


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
        try:
            _run(wanted, draft, progress)
            page = _published(draft, wanted)
        except ExportError as error:
            _keep_failed(draft, failed, str(error), wanted)
            raise
        paths = MemoPaths(folder / draft.name, folder / page.name)
        page.replace(paths.html)
        draft.replace(paths.notebook)
    failed.unlink(missing_ok=True)
    return paths


def memo_name(wanted: MemoParameters) -> str:
    """File name of a memo without its ending: case and scenario."""
    return f"{wanted.case_id}-{wanted.scenario_id}"


def _run(wanted: MemoParameters, draft: Path, progress: Callable[[int, int], None] | None) -> None:
    """Execute the memo notebook into `draft`; papermill's errors become one `ExportError`."""
    import papermill
    from nbclient.exceptions import CellControlSignal, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from model.publish.kernel import own_kernels

    source = resources.notebook_path("memo")
    try:
        with Presses() as presses, own_kernels(presses.held) as manager, presses.held_after():
            papermill.execute_notebook(
                source,
                draft,
                parameters=wanted.for_notebook(),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                kernel_manager_class=manager,
                on_cell_start=presses.check,
                on_cell_executed=functools.partial(_count, presses, progress, _number_of_cells(source), [0]),
            )
    except PapermillExecutionError as error:
        raise ExportError(
            _(
                "The memo stopped in cell {cell}: {name}: {text}",
                cell=error.exec_count,
                name=error.ename,
                text=error.evalue,
            )
        ) from error
    except (CellControlSignal, DeadKernelError, TimeoutError, RuntimeError) as error:
        raise ExportError(_("The memo stopped: the Python that ran it ended ({error}).", error=error)) from error


def _number_of_cells(source: Path) -> int:
    import nbformat

    cells = nbformat.read(source, as_version=4).cells
    return 1 + sum(1 for cell in cells if cell.cell_type == "code")  # and the one with the parameters


def _count(
    presses: Presses, progress: Callable[[int, int], None] | None, total: int, done: list[int], **_kwargs: Any
) -> None:
    presses.check()
    done[0] += 1
    if progress is not None:
        progress(min(done[0], total), total)


class Presses:
    """Ctrl-C that cannot get lost: what an event loop or a destructor swallowed is raised again at the next cell."""

    def __enter__(self) -> Self:
        self._pressed = self._held = False
        self._before = None
        if threading.current_thread() is threading.main_thread():  # elsewhere Python knows no signals
            self._before = signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, raised: object, *_more: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        if raised is None and self._held:
            self.check()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Put what is pressed in the block off to its end."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        self.check()

    @contextlib.contextmanager
    def held_after(self) -> Iterator[None]:
        """Keep what is pressed after the block until the end: whoever presses again does not stop the tidying up."""
        try:
            yield
        finally:
            self._held = True

    def _press(self, *_signal: object) -> None:
        self._pressed = True
        if not self._held:
            raise KeyboardInterrupt

    def check(self, **_kwargs: Any) -> None:
        """Raise KeyboardInterrupt if Ctrl-C was pressed."""
        if self._pressed:
            raise KeyboardInterrupt


def _published(draft: Path, wanted: MemoParameters) -> Path:
    """Tidy the executed notebook in place and write its page beside it."""
    import nbformat

    from model.publish.html import to_html
    from model.publish.page import page_facts

    notebook = _tidied(nbformat.read(draft, as_version=4), wanted)
    facts = page_facts(notebook)
    notebook.metadata |= {name: facts[name] for name in ("lang", "title", "mark") if facts[name]}
    page = draft.with_suffix(".html")
    page.write_text(to_html(notebook, strict=True), encoding="utf-8", newline="\n")
    nbformat.write(notebook, draft)
    return page


def _tidied(notebook: NotebookNode, wanted: MemoParameters) -> NotebookNode:
    """Take out of an executed notebook what differs from run to run: times, random ids, folders."""
    from papermill.translators import PythonTranslator

    shown = wanted.shown()
    for cell in notebook.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if INJECTED in cell.metadata.get("tags", ()):
            cell.id, cell.source = INJECTED, PythonTranslator.codify(shown, "Parameters")
    notebook.metadata["papermill"] = {"parameters": shown, "input_path": "notebooks/memo.ipynb"}
    return notebook


def _keep_failed(draft: Path, failed: Path, reason: str, wanted: MemoParameters) -> None:
    """Keep a failed notebook under its own name, with the reason on top, if there is one to keep."""
    import nbformat

    if not draft.is_file():
        return
    notebook = _tidied(nbformat.read(draft, as_version=4), wanted)
    notebook.cells = [cell for cell in notebook.cells if _ERROR_TAG not in cell.metadata.get("tags", ())]
    title = _("This memo is not finished")
    heading = nbformat.v4.new_markdown_cell(f"# {title}\n\n```\n{reason}\n```", id="failure")
    notebook.cells.insert(0, heading)
    nbformat.write(notebook, draft)
    draft.replace(failed)
