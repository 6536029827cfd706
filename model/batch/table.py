"""The run table (sqlite): what of a batch waits, runs, is done or failed, and why. Only the runner writes it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from model.errors import HerijkError
from model.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PENDING: Final = "PENDING"
RUNNING: Final = "RUNNING"
DONE: Final = "DONE"
FAILED: Final = "FAILED"
STATES: Final = (PENDING, RUNNING, DONE, FAILED)

_TABLES: Final = """
    CREATE TABLE IF NOT EXISTS step (
        id TEXT PRIMARY KEY, place INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, group_id TEXT NOT NULL,
        state TEXT NOT NULL, message TEXT NOT NULL DEFAULT '', seconds REAL);
    CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Step:
    """A row of the table.

    Parameters
    ----------
    kind : {"simulate", "render"}
    state : str
        Out of `STATES`.
    message : str
        Why it failed.
    seconds : float or None
        What it took.
    """

    id: str
    kind: str
    name: str
    group: str
    state: str = PENDING
    message: str = ""
    seconds: float | None = None


class BusyError(HerijkError):
    """Another runner works in this folder."""


class RunTable:
    """The table of one batch, and the lock on its folder.

    Parameters
    ----------
    path : path
        The file; made if need be.
    lock : bool
        Be the only runner; a reader does without.

    Raises
    ------
    BusyError
        Another process has the lock; it goes with that process, however it ended.
    """

    def __init__(self, path: Path, *, lock: bool = True) -> None:
        self._lock: sqlite3.Connection | None = None
        if lock:
            self._lock = sqlite3.connect(path.with_name("lock.sqlite"), timeout=0.0, isolation_level=None)
            try:
                self._lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                self._lock.close()
                if "locked" not in str(error):
                    raise
                raise BusyError(_("Another batch is at work in {folder}.", folder=path.parent.parent.name)) from None
        source = path if lock else f"{path.resolve().as_uri()}?mode=ro"
        self._rows = sqlite3.connect(source, isolation_level=None, uri=not lock)
        if lock:
            self._rows.execute("PRAGMA journal_mode=WAL")
            self._rows.execute("PRAGMA synchronous=NORMAL")
            self._rows.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._rows.close()
        if self._lock is not None:
            self._lock.close()

    def begin(self, steps: Iterable[Step]) -> None:
        """Take over a plan: what is done stays done, what ran or failed waits again, what left the plan goes."""
        with self._at_once():
            self._rows.execute("CREATE TEMP TABLE planned (id TEXT PRIMARY KEY)")
            for place, one in enumerate(steps):
                self._rows.execute("INSERT INTO planned VALUES (?)", (one.id,))
                self._rows.execute(
                    "INSERT INTO step (id, place, kind, name, group_id, state) VALUES (?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET place = excluded.place, name = excluded.name,"
                    " state = iif(state = 'DONE', 'DONE', 'PENDING'), message = iif(state = 'DONE', message, '')",
                    (one.id, place, one.kind, one.name, one.group, one.state),
                )
            self._rows.execute("DELETE FROM step WHERE id NOT IN (SELECT id FROM planned)")
            self._rows.execute("DROP TABLE planned")

    def mark(self, ids: Iterable[str], state: str, message: str = "", seconds: float | None = None) -> None:
        """Note what became of steps."""
        with self._at_once():
            self._rows.executemany(
                "UPDATE step SET state = ?, message = ?, seconds = coalesce(?, seconds) WHERE id = ?",
                [(state, message, seconds, one) for one in ids],
            )

    def steps(self, kind: str | None = None) -> tuple[Step, ...]:
        """All rows, or those of one kind, in the order of the plan."""
        asked = "SELECT id, kind, name, group_id, state, message, seconds FROM step"
        rows = self._rows.execute(f"{asked} WHERE ? IS NULL OR kind = ? ORDER BY place", (kind, kind))
        return tuple(Step(*row) for row in rows)

    def fact(self, name: str) -> object:
        """Give something that was noted about the batch as a whole; None if it was not."""
        row = self._rows.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def note(self, name: str, value: object) -> None:
        """Note something about the batch as a whole."""
        self._rows.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, json.dumps(value)))

    @contextlib.contextmanager
    def _at_once(self) -> Iterator[None]:
        self._rows.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._rows.execute("ROLLBACK")
            raise
        self._rows.execute("COMMIT")
