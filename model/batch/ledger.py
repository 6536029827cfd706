"""What a batch has already: facts of groups and records of runs, kept in the store as they come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from model.batch.store import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from model.batch.store import Store

GROUPS: Final = f"{KEPT}/groups"
RUNS: Final = f"{KEPT}/runs"
Facts = dict[str, Any]


def put_groups(store: Store, facts: Iterable[Facts]) -> None:
    """Keep what was found of some groups, in one file; the same groups give the same name."""
    told = sorted(facts, key=lambda one: str(one["id"]))
    store.put(f"{GROUPS}/{told[0]['id']}.jsonl", "".join(f"{_json(one)}\n" for one in told))


def put_run(store: Store, record: Facts) -> None:
    """Keep the record of a run; the last thing that is written of it."""
    store.put(f"{RUNS}/{record['id']}.json", _json(record))


def groups(store: Store, wanted: Iterable[str]) -> dict[str, Facts]:
    """Facts of the groups that are there, by id; a line that is no whole line counts as not there."""
    asked = set(wanted)
    lines = (line for name in store.names(GROUPS) for line in (store.get(f"{GROUPS}/{name}") or b"").splitlines())
    return {one["id"]: one for one in map(_read, lines) if one and one.get("id") in asked}


def runs(store: Store, wanted: Iterable[str]) -> dict[str, Facts]:
    """Records of the runs whose files are all there, unchanged, by id."""
    asked, found = set(wanted), {}
    for name in store.names(RUNS):
        if name.removesuffix(".json") in asked:
            record = _read(store.get(f"{RUNS}/{name}") or b"")
            if record and whole(store, record["files"]):
                found[str(record["id"])] = record
    return found


def whole(store: Store, files: Mapping[str, str]) -> bool:
    """Whether files are there as they were written."""
    return all(store.has(name, digest) for name, digest in files.items())


def _json(facts: Facts) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(text: bytes) -> Facts | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
