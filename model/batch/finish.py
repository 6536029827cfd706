"""What a batch gives beside its memos: the index, the tidy results and the manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any, Final

from model.batch.ledger import whole_groups
from model.batch.plan import pages_hash
from model.batch.store import results_folder
from model.language import picked, use

if TYPE_CHECKING:
    from model.batch.plan import Plan
    from model.batch.runner import Ended
    from model.batch.store import Store
    from model.batch.table import RunTable

INDEX: Final = "index.html"
RESULTS: Final = "results.parquet"
MANIFEST: Final = "manifest.json"


def finish(plan: Plan, store: Store, table: RunTable, ended: Ended, lang: str) -> None:
    """Write them, unless nothing changed since they were written.

    Parameters
    ----------
    lang : {"nl", "en"}
        Of the index.
    """
    failed = failures(plan, ended)
    made = {name: str(table.fact(name) or "") for name in (INDEX, RESULTS, MANIFEST)}
    digest = hashlib.sha256(
        json.dumps([plan.code, pages_hash(), lang, sorted(ended.groups), sorted(ended.runs), failed]).encode()
    )
    if table.fact("finished") == digest.hexdigest() and all(store.has(name, sha) for name, sha in made.items()):
        return
    for name, content in _made(plan, store, ended, failed, lang).items():
        table.note(name, store.put(name, content))
    table.note("finished", digest.hexdigest())
    if not failed:
        shutil.rmtree(results_folder(store), ignore_errors=True)


def _made(plan: Plan, store: Store, ended: Ended, failed: list[dict[str, Any]], lang: str) -> dict[str, str | bytes]:
    """Contents by name."""
    from model.batch.index import index_page  # these bring nbconvert and pandas in: only when something changed
    from model.batch.manifest import manifest
    from model.batch.results import parquet

    groups = [ended.groups[one.id] for one in plan.groups if one.id in ended.groups]
    runs = [ended.runs[one.id] for one in plan.runs if one.id in ended.runs]
    with use(lang):
        title = picked(plan.batch.file.title) if plan.batch.file.title else plan.batch.id
        return {
            RESULTS: parquet(whole_groups(store, ended.groups)),
            MANIFEST: manifest(plan, groups, runs, failed),
            INDEX: index_page(title, groups, runs, failed, lang),
        }


def failures(plan: Plan, ended: Ended) -> list[dict[str, Any]]:
    """What failed, as the index and the manifest tell it: notebooks, or calculations where there are no notebooks."""
    why = {one.id: one.message for one in ended.failed}
    told: list[tuple[str, str, str, Any]] = [(run.id, run.name, run.lang, run.group) for run in plan.runs]
    told = told or [(one.id, f"{one.case_id}-{one.scenario_id}", "", one) for one in plan.groups]
    return [
        {"id": id_, "name": name, "case": group.case_id, "scenario": group.scenario_id,
         "option_set": group.option_set, "lang": lang, "message": why[id_]}
        for id_, name, lang, group in told if id_ in why
    ]  # fmt: skip
