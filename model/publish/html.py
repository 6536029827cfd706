"""A notebook as one HTML file that needs nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbconvert import HTMLExporter
from traitlets.config import Config

from model.errors import ExportError
from model.language import _
from model.publish.page import TEMPLATES
from model.publish.whole import replace_file

if TYPE_CHECKING:
    from nbformat import NotebookNode


class HerijkExporter(HTMLExporter):
    """nbconvert's HTML exporter with our template, found beside this module."""

    export_from_notebook = "Herijk"

    def __init__(self, **settings: Any) -> None:
        ours = {"template_name": "herijk", "extra_template_basedirs": [str(TEMPLATES)]}
        super().__init__(**{**ours, **settings})  # type: ignore[no-untyped-call]


def to_html(notebook: NotebookNode | str | Path, name: str = "Herijk", *, strict: bool | None = None) -> str:
    """One HTML page of a notebook; the same notebook gives the same bytes.

    Parameters
    ----------
    notebook : NotebookNode or path
        Executed notebook. What stands in its metadata under ``lang``, ``title`` and ``mark`` is used.
    name : str
        Title of a notebook without title and headings; a file's own name by default.
    strict : bool, optional
        Stop at a picture without a description and at what would be fetched; by default for notebooks of Herijk, while
        any other goes on without, with a warning in the log.

    Returns
    -------
    str
        The page: code folded away, no request to anywhere.

    Raises
    ------
    ExportError
        If the file is no notebook or, with `strict`, a picture lacks a description or something would have to be
        fetched.
    """
    if not isinstance(notebook, nbformat.NotebookNode):
        name, notebook = Path(notebook).stem, read_notebook(Path(notebook))
    settings = {} if strict is None else {"config": Config({"PagePreprocessor": {"strict": strict}})}
    html, _resources = HerijkExporter(**settings).from_notebook_node(notebook, resources={"metadata": {"name": name}})
    return str(html)


def write_html(notebook: NotebookNode | str | Path, path: str | Path) -> Path:
    """Write `to_html` of a notebook to `path`, whole or not at all."""
    return replace_file(Path(path), to_html(notebook))


def read_notebook(path: Path) -> NotebookNode:
    """Notebook in a file; raises `ExportError` if it is none."""
    try:
        text = path.read_text(encoding="utf-8")
        if json.loads(text)["nbformat"] != 4:
            raise ValueError(_("only version 4 is read"))
        notebook: NotebookNode = nbformat.reads(text, as_version=4)
    except (OSError, ValueError, TypeError, LookupError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise ExportError(_("{path} cannot be read as a notebook: {reason}", path=path, reason=reason)) from error
    return notebook
