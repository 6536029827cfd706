"""A notebook with parameters, executed and published; whole or not at all.

Any template: the board memo, our other notebooks, somebody's own. papermill executes, with the kernel that `kernels`
gives; what differs from run to run is taken out, and the page is made in this process.
"""

from __future__ import annotations

import contextlib
import functools
import signal
import threading
from typing import TYPE_CHECKING, Any, Final, Self

from model.errors import ExportError
from model.language import _, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from nbformat import NotebookNode

    Kernels = Callable[[Callable[[], AbstractContextManager[None]]], AbstractContextManager[type]]

INJECTED: Final = "injected-parameters"  # papermill's own tag; its cell id is random, ours is not
_ERROR_TAG: Final = "papermill-error-cell-tag"


class KernelLostError(ExportError):
    """The kernel ended under a notebook: nothing is wrong with the notebook that we know of."""


def execute(
    template: Path,
    parameters: Mapping[str, Any],
    draft: Path,
    progress: Callable[[int, int], None] | None = None,
    kernels: Kernels | None = None,
    engine: str | None = None,
    cell_minutes: float | None = None,
) -> None:
    """Execute a notebook into `draft`; papermill's errors become one error of ours.

    Parameters
    ----------
    template : path
        Notebook; a cell with the tag ``parameters`` holds the defaults.
    parameters : mapping
        Plain values, checked already.
    draft : path
        The executed notebook; after an error as far as it came.
    progress : callable (done, total), optional
        Hears of every cell.
    kernels : callable, optional
        Gives the class that starts the kernel, for a ``with``; by default `model.publish.kernel.own_kernels`.
    engine : str, optional
        Of papermill; by default its plain one. The notebook is the same.
    cell_minutes : float, optional
        What a cell may take, rounded to whole seconds; by default as long as it wants.

    Raises
    ------
    ExportError
        A cell failed, or took too long.
    KernelLostError
        The kernel was ended from outside.
    """
    import papermill
    from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from model.publish.kernel import own_kernels

    done = [0]
    try:
        with Presses() as presses, (kernels or own_kernels)(presses.held) as manager, presses.held_after():
            papermill.execute_notebook(
                template,
                draft,
                engine_name=engine,
                parameters=dict(parameters),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                kernel_manager_class=manager,
                execution_timeout=None if cell_minutes is None else max(1, round(60 * cell_minutes)),
                on_cell_start=presses.check,
                on_cell_executed=functools.partial(_count, presses, progress, _number_of_cells(template), done),
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
    except CellTimeoutError as error:
        told = _(
            "Cell {cell} took longer than {n} minutes (cell_minutes).",
            cell=done[0] + 1,
            n=number(cell_minutes or 0, 2 if (cell_minutes or 0) < 1 else 0),
        )
        raise ExportError(told) from error
    except (CellControlSignal, DeadKernelError, TimeoutError, RuntimeError) as error:
        raise KernelLostError(_("The memo stopped: the Python that ran it ended ({error}).", error=error)) from error


def publish(draft: Path, template: Path, shown: Mapping[str, Any]) -> Path:
    """Tidy the executed notebook in place and write its page beside it.

    Parameters
    ----------
    shown : mapping
        Parameters as a reader may see them.

    Raises
    ------
    ExportError
        A picture lacks a description, or something would have to be fetched.
    """
    import nbformat

    from model.publish.html import to_html
    from model.publish.page import page_facts

    notebook = _tidied(nbformat.read(draft, as_version=4), template, shown)
    facts = page_facts(notebook)
    notebook.metadata |= {name: facts[name] for name in ("lang", "title", "mark") if facts[name]}
    page = draft.with_suffix(".html")
    page.write_text(to_html(notebook, strict=True), encoding="utf-8", newline="\n")
    nbformat.write(notebook, draft)
    return page


def failed_notebook(draft: Path, template: Path, shown: Mapping[str, Any], reason: str) -> bool:
    """Put the reason on top of a notebook that failed.

    Returns
    -------
    bool
        Whether there is a notebook at all.
    """
    import nbformat

    if not draft.is_file():
        return False
    notebook = _tidied(nbformat.read(draft, as_version=4), template, shown)
    notebook.cells = [cell for cell in notebook.cells if _ERROR_TAG not in cell.metadata.get("tags", ())]
    title = _("This memo is not finished")
    heading = nbformat.v4.new_markdown_cell(f"# {title}\n\n```\n{reason}\n```", id="failure")
    notebook.cells.insert(0, heading)
    nbformat.write(notebook, draft)
    return True


def _tidied(notebook: NotebookNode, template: Path, shown: Mapping[str, Any]) -> NotebookNode:
    """Take out of an executed notebook what differs from run to run: times, random ids, folders."""
    from papermill.translators import PythonTranslator

    for cell in notebook.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if INJECTED in cell.metadata.get("tags", ()):
            cell.id, cell.source = INJECTED, PythonTranslator.codify(dict(shown), "Parameters")
    notebook.metadata["papermill"] = {"parameters": dict(shown), "input_path": f"notebooks/{template.name}"}
    return notebook


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
