"""Files to share of executed notebooks, for the command line: what is asked, which notebooks, where the files go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from model.app.console import progress_bar
from model.app.doctor import chromium
from model.errors import ExportError, HerijkError, InputError, Problem, UnknownNameError
from model.language import _
from model.publish.document import file_name
from model.publish.html import read_notebook, to_html
from model.publish.reading import read_page
from model.publish.whole import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nbformat import NotebookNode

    from model.publish.document import Document, Grid

FORMATS: Final = ("html", "docx", "xlsx", "pdf")
USUAL: Final = ("html", "docx", "xlsx")


@dataclass(frozen=True)
class Wanted:
    """What to make of each notebook.

    Parameters
    ----------
    kinds : tuple of str
        Out of `FORMATS`; empty for the usual ones, or for none where a figure or table is asked for.
    public : bool
        Make a copy that anyone may read first.
    figures, tables : tuple of str
        Names of single ones.
    template : path, optional
        Of the Word files.
    output : path, optional
        Folder; that of each notebook by default.
    """

    kinds: tuple[str, ...] = ()
    public: bool = False
    figures: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    template: Path | None = None
    output: Path | None = None

    @property
    def all_kinds(self) -> tuple[str, ...]:
        """Kinds of whole files."""
        return self.kinds or (() if self.figures or self.tables else USUAL)


class Export:
    """One notebook on its way out: its page and document are made once, when first needed."""

    def __init__(self, path: Path, notebook: NotebookNode, wanted: Wanted) -> None:
        self.path, self.notebook, self.wanted = path, notebook, wanted

    @cached_property
    def page(self) -> str:
        """The page; all other files are made of it."""
        return to_html(self.notebook, self.path.stem)

    @cached_property
    def document(self) -> Document:
        """The page as data."""
        return read_page(self.page)

    def files(self) -> Iterator[tuple[str, Callable[[], str | bytes]]]:
        """End of the file name, and what makes the content."""
        makers: dict[str, Callable[[], str | bytes]] = {
            "html": lambda: self.page, "docx": self._docx, "xlsx": self._xlsx, "pdf": self._pdf,
        }  # fmt: skip
        for kind in self.wanted.all_kinds:
            yield f".{kind}", makers[kind]
        for name in self.wanted.figures:
            picture = self.document.picture(name)
            yield f"-{file_name(name)}.{'png' if picture.kind == 'svg' else picture.kind}", picture.png
            if picture.kind == "svg":
                yield f"-{file_name(name)}.svg", picture.svg
        for name in self.wanted.tables:
            yield f"-{file_name(name)}.csv", partial(_csv, self.document.table(name))

    def _docx(self) -> bytes:
        from model.publish.word import to_docx

        return to_docx(self.document, self.wanted.template)

    def _xlsx(self) -> bytes:
        from model.publish.excel import to_xlsx

        return to_xlsx(self.document)

    def _pdf(self) -> bytes:
        from model.publish.printing import to_pdf

        found = chromium()
        if found is None:
            raise ExportError(
                _("PDF needs Chromium, which is not on this machine. Install it (herijk doctor says how), or open "
                  "the page in a browser and print it.")
            )  # fmt: skip
        return to_pdf(self.page, found)


def _csv(grid: Grid) -> str:
    """CSV with the mark by which Excel knows that it is UTF-8."""
    from model.publish.excel import to_csv

    return "\N{ZERO WIDTH NO-BREAK SPACE}" + to_csv(grid)


def formats(said: str | None) -> tuple[str, ...]:
    """Kinds of file that ``--to`` names. Raises UnknownNameError: one is no kind that can be made."""
    names = tuple(dict.fromkeys(filter(None, (word.strip().lower() for word in (said or "").split(",")))))
    for name in names:
        if name not in FORMATS:
            raise UnknownNameError(_("kind of file"), name, FORMATS)
    return names


def export_all(files: Sequence[str], wanted: Wanted) -> int:
    """Write what is wanted of each notebook and say where it is.

    Returns
    -------
    int
        0 if all were made, 1 if one failed, 2 if the input of one was wrong.
    """
    code = 0
    for path in notebooks(files):
        try:
            with progress_bar(_("Export of {name}", name=path.name)) as progress:
                written, told = _export(path, wanted, progress)
        except HerijkError as problem:
            click.echo(f"{path}: {problem}", err=True)
            code = max(code, 2 if isinstance(problem, InputError) else 1)
            continue
        for one in written:
            click.echo(str(one))
        for line in told:
            click.echo(line, err=True)
    return code


def notebooks(files: Sequence[str]) -> tuple[Path, ...]:
    """Notebooks that were named, and those in the folders that were named; failed memos are not among the latter.

    Raises
    ------
    InputError
        If one is not there or no notebook, or a folder has none; all problems at once.
    """
    found: dict[Path, None] = {}
    problems = []
    for path in map(Path, files):
        if path.is_dir():
            inside = sorted(one for one in path.glob("[!.]*.ipynb") if not one.name.endswith(".failed.ipynb"))
            found |= dict.fromkeys(inside)
            if not inside:
                problems.append(Problem(_("There are no notebooks (.ipynb) in this folder."), file=str(path)))
        elif not path.is_file():
            problems.append(Problem(_("This notebook does not exist."), file=str(path)))
        elif path.suffix != ".ipynb":
            problems.append(
                Problem(_("This is no notebook."), file=str(path), allowed=".ipynb",
                        hint=_("herijk memo writes the notebook of a memo beside its page"))
            )  # fmt: skip
        else:
            found[path] = None
    if problems:
        raise InputError(problems)
    return tuple(found)


def _export(
    path: Path, wanted: Wanted, progress: Callable[[int, int], None] | None
) -> tuple[list[Path], tuple[str, ...]]:
    """Write the files of one notebook; give their paths and what there is to say."""
    notebook = read_notebook(path)
    told: tuple[str, ...] = ()
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    if code and not any(cell.outputs for cell in code):
        told = (_("{name} has not been run: its files have no figures.", name=path.name),)
    if wanted.public:
        from model.publish.public import public_copy

        notebook, stripped = public_copy(notebook)
        told += tuple(stripped)
    folder = wanted.output or path.parent
    stem = path.stem + ("-public" if wanted.public else "")
    made = list(Export(path, notebook, wanted).files())
    written = []
    for done, (ending, content) in enumerate(made, start=1):
        written.append(replace_file(folder / f"{stem}{ending}", content()))
        if progress is not None:
            progress(done, len(made))
    return written, told
