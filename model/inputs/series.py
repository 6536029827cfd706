"""Published yearly series in `data/series`: year, value and where each value comes from."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from model.inputs.base import FrozenDict
from model.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def load_series(name: str) -> Mapping[int, float]:
    """Values by year of one series; years without a measurement are left out.

    Parameters
    ----------
    name : {"cpi", "ict_cost", "saas_share"}
        ``cpi``: yearly change of consumer prices, share. ``ict_cost``: EUR per inhabitant a year, nominal.
        ``saas_share``: share of software money that goes to SaaS.
    """
    with data_path("series", f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return FrozenDict({int(row["year"]): float(row["value"]) for row in rows if row["value"]})
