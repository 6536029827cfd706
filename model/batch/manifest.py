"""``manifest.json``: what a batch was made from and with, and what came out, so that anyone can hold it to that."""

from __future__ import annotations

import hashlib
import json
import platform
import shlex
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import model
from model.publish.parameters import shown_name
from model.publish.shared import LIBRARIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.batch.plan import Plan, Run

    Facts = Mapping[str, Any]


def manifest(plan: Plan, groups: Sequence[Facts], runs: Sequence[Facts], failed: Sequence[Facts]) -> str:
    """JSON; the same batch gives the same bytes: no clock, no host, no folder.

    Parameters
    ----------
    groups, runs, failed : sequence of dict
        As `model.batch.ledger` keeps them, and what failed.
    """
    records = {one["id"]: one for one in runs}
    told = {
        "batch": plan.batch.id,
        "batch_sha256": hashlib.sha256(plan.batch.path.read_bytes()).hexdigest(),
        "command": f"herijk batch {shlex.quote(plan.batch.path.name)}",
        "versions": {"herijk": model.__version__, "python": platform.python_version(),
                     **{name: version(name) for name in LIBRARIES}},
        "code_sha256": plan.code,
        "draws": plan.batch.file.draws,
        "seed": plan.batch.file.seed,
        "calculations": [{name: one[name] for name in ("id", "case", "scenario", "option_set", "draws", "seed")}
                         for one in groups],
        "runs": [
            {"id": run.id, "calculation": run.group.id, "name": run.name, "lang": run.lang,
             "template": shown_name(run.template), "files": records[run.id]["files"], "command": _command(run)}
            for run in plan.runs if run.id in records
        ],
        "failed": list(failed),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _command(run: Run) -> str:
    """Command that makes this notebook by itself; files by their name."""
    given = {name: value for name, value in run.parameters.items() if value is not None}
    words = ["papermill", shown_name(run.template), f"{run.name}.ipynb"]
    for name, value in given.items():
        shown = [shown_name(one) for one in value] if name == "options" else value
        shown = shown_name(str(shown)) if name in ("case", "scenario") else shown
        words += (
            ["-y", json.dumps({name: shown}, ensure_ascii=False)] if not isinstance(shown, str) else ["-p", name, shown]
        )
    return shlex.join(words)
