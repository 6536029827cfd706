"""Herijk weighs whether to continue, extend, restructure or unwind a joint arrangement of municipalities.

The public face. A name is loaded when it is first used, so ``import model`` costs nothing.

Examples
--------
>>> from model import load_case, simulate
>>> outcome = simulate(load_case("dommelvallei"), draws=1024)  # doctest: +SKIP
>>> outcome.options  # doctest: +SKIP
('continue', 'extend', 'restructure', 'unwind')
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.app.explore.explorer import Explorer
    from model.decide.exit import exit_sum
    from model.engine.outcome import Outcome
    from model.inputs import load_case, load_option, load_scenario
    from model.simulation import simulate

__version__ = "0.1.0"
__all__ = ["Explorer", "Outcome", "__version__", "exit_sum", "load_case", "load_option", "load_scenario", "simulate"]

_HOME = {
    "Explorer": "model.app.explore.explorer",
    "Outcome": "model.engine.outcome",
    "exit_sum": "model.decide.exit",
    "load_case": "model.inputs",
    "load_option": "model.inputs",
    "load_scenario": "model.inputs",
    "simulate": "model.simulation",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module on first use."""
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value  # found directly from now on
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
