"""What a worker does: calculate groups, and make one notebook with its files. Nothing here knows who asked.

A worker needs the package and the store. What it calculated for a group lies on its own machine; a notebook made on
another one calculates it again, to the same bytes.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.batch import ledger
from model.batch.engine import register
from model.batch.forks import quick_kernels
from model.batch.pool import LostError
from model.batch.results import rows, verdict_of
from model.batch.store import results_folder
from model.errors import ExportError, HerijkError
from model.language import LANGUAGES, current, use
from model.publish.executed import KernelLostError, execute, failed_notebook, publish
from model.publish.parameters import shown_name
from model.publish.shared import FOLDER
from model.show.labels import option_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from model.batch.ledger import Facts
    from model.batch.plan import Group, Run
    from model.batch.store import Store
    from model.engine.outcome import Outcome


def _shared_places(store: Store, group: Group) -> str:
    """Where the notebooks of a group find what was calculated: for this group, and for all of the batch."""
    folder = results_folder(store)
    return os.pathsep.join((str(folder / group.id), str(folder / "common")))


def simulate_groups(groups: Sequence[Group], store: Store, languages: Sequence[str]) -> list[Facts | str]:
    """Calculate groups and keep what is known of them.

    Parameters
    ----------
    languages : sequence of str
        Of the notebooks that are made of them; none where only results are asked for.

    Returns
    -------
    list of (dict or str)
        Per group its facts (`ledger.light`), or why it failed.
    """
    found: list[Facts | str] = []
    read = cache(lambda load, name: load(name))  # many groups are of one case
    for group in groups:
        try:
            found.append(_studied(group, store, languages) if languages else _simulated(group, read))
        except HerijkError as error:
            found.append(str(error))
    if facts := [one for one in found if isinstance(one, dict)]:
        ledger.put_groups(store, facts)
    return [ledger.light(one) if isinstance(one, dict) else one for one in found]


def _simulated(group: Group, read: Callable[[Callable[[str], Any], str], Any]) -> Facts:
    """Costs and differences only: no verdict without its checks."""
    from model.inputs import load_case, load_option, load_scenario
    from model.simulation import simulate

    case, scenario = read(load_case, group.case), read(load_scenario, group.scenario)
    options = None if group.options is None else [read(load_option, name) for name in group.options]
    outcome = simulate(case, scenario, options, draws=group.draws, seed=group.seed, threads=1)
    return _facts(group, outcome) | {"rows": rows(outcome), "verdict": {}}


def _studied(group: Group, store: Store, languages: Sequence[str]) -> Facts:
    """Everything that a memo rests on; the notebooks find it in `FOLDER`."""
    from model.publish.board import begin

    os.environ[FOLDER] = _shared_places(store, group)
    before = current()
    try:
        memo = begin(group.case, group.scenario, group.options, languages[0], group.draws, group.seed)
        told = {}
        for lang in languages:
            with use(lang):
                told[lang] = verdict_of(memo)
    finally:
        use(before, everywhere=True)
    return _facts(group, memo.outcome) | {"rows": rows(memo.outcome), "verdict": told}


def _facts(group: Group, outcome: Outcome) -> Facts:
    titles = {}
    for lang in LANGUAGES:
        with use(lang):
            titles[lang] = {name: option_label(outcome, name) for name in outcome.options}
    names = {
        "case_name": outcome.case.name,
        "example": outcome.case.example,
        "scenario_name": outcome.scenario.title.model_dump(),
    }
    return {
        "id": group.id, "case": group.case_id, "scenario": group.scenario_id, "option_set": group.option_set,
        "draws": group.draws, "seed": group.seed, "titles": titles, **names,
    }  # fmt: skip


def render_run(run: Run, store: Store) -> Facts:
    """Run a notebook, make its files, and put them in the store; last of all its record.

    Raises
    ------
    ExportError
        A cell failed, or a page could not be made; the notebook as far as it came is kept as ``.failed.ipynb``.
    LostError
        The kernel was ended from outside.
    """
    os.environ[FOLDER] = _shared_places(store, run.group)
    with tempfile.TemporaryDirectory(prefix="herijk-run-") as work, use(run.lang):
        files = _files(run, Path(work), store)
    digests = {name: store.put(name, content) for name, content in sorted(files.items())}
    store.remove(_failed_name(run))
    record = {
        "id": run.id, "group": run.group.id, "name": run.name, "lang": run.lang, "template": Path(run.template).stem,
        "files": digests,
    }  # fmt: skip
    ledger.put_run(store, record)
    return record


def _failed_name(run: Run) -> str:
    return f"{run.name}.failed.ipynb"


def _files(run: Run, work: Path, store: Store) -> dict[str, bytes]:
    """Names and contents of the files of a run; a notebook that failed is kept under its own name."""
    template, draft = Path(run.template), work / f"{run.name}.ipynb"
    shown = shown_parameters(run)
    try:
        execute(
            template, run.parameters, draft, kernels=quick_kernels, engine=register(), cell_minutes=run.cell_minutes
        )
        page = publish(draft, template, shown)
    except KernelLostError as error:
        raise LostError(str(error)) from error
    except ExportError as error:
        if failed_notebook(draft, template, shown, str(error)):
            store.put(_failed_name(run), draft.read_bytes())
        raise
    files = {draft.name: draft.read_bytes()}
    if "html" in run.outputs:
        files[page.name] = page.read_bytes()
    return files | dict(_made_of(page, run))


def _made_of(page: Path, run: Run) -> Iterator[tuple[str, bytes]]:
    """Word and Excel, made of the page."""
    if not {"docx", "xlsx"} & set(run.outputs):
        return
    from model.publish.excel import to_xlsx
    from model.publish.reading import read_page
    from model.publish.word import to_docx

    document = read_page(page.read_text(encoding="utf-8"))
    if "docx" in run.outputs:
        yield f"{run.name}.docx", to_docx(document)
    if "xlsx" in run.outputs:
        yield f"{run.name}.xlsx", to_xlsx(document)


def shown_parameters(run: Run) -> dict[str, Any]:
    """Parameters as a reader may see them: files by their name, wherever they stood."""
    options = run.parameters.get("options")
    names: dict[str, Any] = {name: shown_name(run.parameters[name]) for name in ("case", "scenario")
                             if name in run.parameters}  # fmt: skip
    return {**run.parameters, **names, **({"options": [shown_name(one) for one in options]} if options else {})}
