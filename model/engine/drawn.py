"""Random numbers that runs have in common, kept by whoever runs the same futures again and again.

Nothing here changes a number: what is kept is what `model.engine.draws` gives, found by all that it rests on.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import numpy as np

from model.engine import draws
from model.engine.parameters import PARAMETER_IDS
from model.engine.records import Noise

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from model.inputs import Assumption

FloatArray = np.ndarray
T = TypeVar("T")
NOISES: Final = 4
"""Noises that are kept, of some tens of megabytes at most."""
SAMPLES: Final = 12
"""Sets of sampled values that are kept, of about a megabyte."""


class Latest(Generic[T]):
    """The things that were asked for last, each made once; for any number of threads."""

    def __init__(self, most: int) -> None:
        self.most, self.lock = most, threading.Lock()
        self.there: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what belongs to a key; two threads that ask at once may both make it."""
        with self.lock:
            if key in self.there:
                self.there.move_to_end(key)
                return self.there[key]
        made = make()
        with self.lock:
            self.there[key] = made
            if len(self.there) > self.most:
                self.there.popitem(last=False)
        return made


class Drawn:
    """`sample` and `noise` of `model.engine.draws`, which keep what they gave of the first block of a run.

    Further blocks are drawn anew: what is run often is short.
    """

    def __init__(self) -> None:
        self._samples: Latest[tuple[FloatArray, FloatArray]] = Latest(SAMPLES)
        self._noises: Latest[Noise] = Latest(NOISES)

    def sample(
        self, rows: Mapping[str, Assumption], seed: int, block: int, size: int, *,
        pairs: Sequence[tuple[str, str, float]] = (), certain: bool = False, pinned: Mapping[str, float] | None = None,
    ) -> tuple[FloatArray, FloatArray]:  # fmt: skip
        """As `draws.sample`; the values are the caller's own, the luck is shared and only to be read."""

        def drawn() -> tuple[FloatArray, FloatArray]:
            return draws.sample(rows, seed, block, size, pairs=pairs, certain=certain)

        used = (rows[name] for name in PARAMETER_IDS)
        table = tuple((row.distribution, row.low, row.base, row.high, row.choices) for row in used)
        values, luck = drawn() if block else self._samples.get((seed, size, tuple(pairs), certain, table), drawn)
        values = values.copy()
        draws.hold(values, pinned)
        return values, luck

    def noise(
        self, seed: int, block: int, size: int, codes: Sequence[str], acts: Sequence[str], years: int,
        residuals: FloatArray, luck: FloatArray, *, certain: bool = False,
    ) -> Noise:  # fmt: skip
        """As `draws.noise`; only to be read."""
        if block or certain:
            return draws.noise(seed, block, size, codes, acts, years, residuals, luck, certain=certain)

        def drawn() -> Noise:
            whole = np.full((draws.BLOCK, len(draws.LUCK)), draws.MEDIAN)
            return draws.noise(seed, block, draws.BLOCK, codes, acts, years, residuals, whole)

        key = (seed, tuple(codes), tuple(acts), years, residuals.tobytes())
        first = Noise(*(array[:size] for array in self._noises.get(key, drawn)))
        return first._replace(**draws.by_luck(luck))
