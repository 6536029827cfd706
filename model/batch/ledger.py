"""What a batch has already: facts of groups and records of runs, kept in the store as they come."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, Final

from model.batch.store import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from model.batch.store import Store

GROUPS: Final = f"{KEPT}/groups"
RUNS: Final = f"{KEPT}/runs"
SHOWN: Final = "difference"  # measure
Facts = dict[str, Any]


def put_groups(store: Store, facts: Iterable[Facts]) -> None:
    """Keep what was found of some groups, in one file; the same groups give the same name."""
    told = sorted(facts, key=lambda one: str(one["id"]))
    store.put(f"{GROUPS}/{told[0]['id']}.jsonl", "".join(f"{_json(one)}\n" for one in told))


def put_run(store: Store, record: Facts) -> None:
    """Keep the record of a run; the last thing that is written of it."""
    store.put(f"{RUNS}/{record['id']}.json", _json(record))


def light(facts: Facts) -> Facts:
    """Facts without most of their rows: what a runner keeps in memory, and an index shows."""
    return facts | {"rows": [row for row in facts["rows"] if row["measure"] == SHOWN]}


def groups(store: Store, wanted: Iterable[str]) -> dict[str, Facts]:
    """Facts (`light`) of the groups that are there, by id; a line that is no whole line counts as not there."""
    asked = set(wanted)
    return {one["id"]: light(one) for one in map(_read, _lines(store)) if one and one.get("id") in asked}


def whole_groups(store: Store, wanted: Iterable[str]) -> Iterator[Facts]:
    """Facts with all their rows, by rising id and one at a time: thousands are packed meanwhile."""
    asked = set(wanted)
    packs = {one["id"]: zlib.compress(line, 1) for line in _lines(store)
             if (one := _read(line)) and one.get("id") in asked}  # fmt: skip
    for _id, pack in sorted(packs.items()):
        found = _read(zlib.decompress(pack))
        assert found is not None  # noqa: S101 - it was read above
        yield found


def _lines(store: Store) -> Iterator[bytes]:
    for name in store.names(GROUPS):
        yield from (store.get(f"{GROUPS}/{name}") or b"").splitlines()


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
