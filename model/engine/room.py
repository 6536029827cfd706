"""Rows and values into the fixed room of the records; what does not fit is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.errors import InputError, Problem
from model.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np


def refuse_overflow(table: np.ndarray, rows: Sequence[Any] | np.ndarray, what: str) -> None:
    """Raise `InputError` if there are more `rows` than the table has room for."""
    if len(rows) > len(table):
        message = _("This is more than the model has room for.")
        raise InputError(Problem(message, field=what, found=str(len(rows)), allowed=str(len(table))))


def fill(table: np.ndarray, rows: Sequence[Mapping[str, Any]], what: str) -> None:
    """Write rows by field name."""
    refuse_overflow(table, rows, what)
    for i, row in enumerate(rows):
        for name, value in row.items():
            table[name][i] = value


def put(column: np.ndarray, values: Sequence[Any] | np.ndarray, what: str) -> None:
    """Write values from the first place on."""
    refuse_overflow(column, values, what)
    if len(values):
        column[: len(values)] = values
