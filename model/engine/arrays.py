"""The arrays of an outcome: the one place that says which has which dimensions and unit."""

from __future__ import annotations

from typing import Final, NamedTuple


class ArrayField(NamedTuple):
    """Dimensions, unit and meaning of one array of an `Outcome`."""

    dims: tuple[str, ...]
    unit: str
    meaning: str


ARRAYS: Final[dict[str, ArrayField]] = {
    "charge": ArrayField(("option", "draw", "party", "year"), "EUR nominal", "contribution to the organisation"),
    "npv": ArrayField(
        ("option", "draw", "party", "item"),
        "EUR real, discounted",
        "present cost of years 1..H by item, less what is left in the reserve",
    ),
    "npv_year": ArrayField(
        ("option", "draw", "party", "year"),
        "EUR real, discounted",
        "present cost by year, without what is left in the reserve",
    ),
    "cost_mean": ArrayField(("option", "party", "year", "item"), "EUR nominal", "mean cost over the draws"),
    "staffed_mean": ArrayField(
        ("option", "party", "year", "specialism", "measure"), "people; 0-1; days per year", "mean over the draws"
    ),
    "score": ArrayField(("option", "draw", "party", "goal"), "0-1", "score on the six K's"),
    "observable": ArrayField(("option", "draw", "party", "year", "name"), "see OBSERVABLE_UNITS", "what one could see"),
    "scale_effect": ArrayField(
        ("option", "draw", "party"), "EUR real, discounted", "part of run cost due to scale factors other than 1"
    ),
    "inputs": ArrayField(("draw", "parameter"), "unit of the assumption", "sampled values"),
    "block": ArrayField(("draw",), "-", "number of the block of draws"),
    "cost": ArrayField(("option", "draw", "party", "year", "item"), "EUR nominal", "cost, only with keep='full'"),
}
"""Every array of an `Outcome`."""

OBSERVABLE_UNITS: Final[dict[str, str]] = {
    "charge": "EUR nominal",
    "own_cost": "EUR nominal",
    "transfer": "EUR nominal",
    "cost_cash": "EUR nominal",
    "cost_lasten": "EUR nominal",
    "fte": "fte",
    "cloud_share": "0-1, share of money",
    "workload_cloud": "0-1, share of workload",
    "trust": "0-1",
    "satisfaction": "0-1",
    "vulnerability": "0-1, chance that some specialism has nobody",
    "days_without": "days per year",
    "backlog": "0-1, share of the work that waits",
    "debt": "EUR nominal",
    "knowledge": "0-1",
    "unfairness": "share of the fair share",
    "budget_gap": "EUR nominal",
    "member": "1 or 0",
    "exited_unplanned": "1 or 0",
    "host_refused": "1 or 0",
    "share": "0-1",
    "spend": "EUR nominal",
    "reserve": "EUR nominal",
    "seat": "0-1, seats in the board; two that merged share one",
}
"""Unit of each observable."""
