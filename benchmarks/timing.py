"""Fair timing on a machine that does other things too: contestants take turns, and medians are compared."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def take_turns(contestants: Mapping[str, Callable[[], object]], turns: int) -> dict[str, list[float]]:
    """Seconds of every turn of each contestant; the first, untimed turn compiles and warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(turns + 1):
        for name, call in contestants.items():
            before = time.perf_counter()
            call()
            if turn > 0:
                seconds[name].append(time.perf_counter() - before)
    return seconds


def ratio(slow: list[float], fast: list[float]) -> float:
    """How many times longer `slow` took than `fast`: median over the turns, in which both met the same weather."""
    return median(one / other for one, other in zip(slow, fast, strict=True))
