"""A row of `data/assumptions.csv` that a case or scenario sets to something else, with its own source."""

from __future__ import annotations

from typing import Annotated

from model.inputs.figures import Figure, Within

Override = Annotated[Figure, Within(-1e9, 1e9)]
"""Written as a figure: ``scale.elasticity: {uniform: [-0.2, 0], source: own time registration}``."""
