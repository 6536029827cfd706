"""Outcomes of which only the totals are known: for what compares present costs, and nothing else."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from model.engine.arrays import ARRAYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.engine.outcome import Outcome
    from model.inputs import Option

FloatArray = np.ndarray


def names_of(options: Sequence[Option]) -> tuple[str, ...]:
    """Ids of options; one without gets a number."""
    return tuple(option.id or f"option-{i}" for i, option in enumerate(options))


def unknown(sizes: Mapping[str, int]) -> dict[str, FloatArray]:
    """Arrays of NaN that take no memory, of these sizes by dimension; all of `ARRAYS` but ``block`` and ``cost``."""
    return {
        name: np.broadcast_to(np.nan, tuple(sizes[dim] for dim in field.dims))
        for name, field in ARRAYS.items()
        if name not in ("block", "cost")
    }


def together(parts: Sequence[tuple[Outcome, int]], options: Sequence[Option], draws: int) -> Outcome:
    """Put options of several outcomes of one world together, with the first draws of each.

    Parameters
    ----------
    parts : sequence of (Outcome, int)
        Where each option is: an outcome, and the position in it.
    """
    first = parts[0][0]
    totals = np.stack([outcome.total[place, :draws] for outcome, place in parts], axis=1)
    return dataclasses.replace(
        first,
        options=names_of(options),
        option_objects=tuple(options),
        draws=draws,
        **unknown(first.sizes | {"option": len(parts), "draw": draws}),  # type: ignore[arg-type]
        block=first.future_block[:draws],
        totals=np.swapaxes(totals, 0, 1),
        cost=None,
        whole=None,
    )
