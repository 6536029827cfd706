"""Names of the dimensions that every result carries.

The order of each tuple is the order along that dimension of an `Outcome`. The integer constants are the
positions that the compiled kernel writes to; they are derived from the tuples, so the two cannot drift apart.
"""

from __future__ import annotations

from typing import Final

ITEMS: Final = (
    "retained",  # own ICT staff that the municipality kept (own cost, outside the charge)
    "hosting",
    "technical",
    "functional",
    "back_office",
    "software_own",
    "software_saas",
    "overhead",
    "income",  # other income of the organisation, a negative cost
    "hire",  # premium of external hire above the budget year's level
    "directing",  # directing work that cloud lands at the municipality itself (own cost)
    "legislation",
    "projects",
    "governance",
    "renewal",  # technical debt: catch-up, or (negative) replacement put off
    "incident",
    "transition",
    "dual_running",
    "stranded",
    "surplus_staff",
    "left_overhead",
    "vat",
    "exit_transfer",  # exit sums: paid is positive, received negative; sums to zero
    "reserve",  # charge minus share of real spend: what the party puts in (or takes from) the reserve
    "reserve_left",  # its part of what is left in the reserve at the horizon: a present value only, never a charge
)
GOALS: Final = ("kosten", "kwaliteit", "kwetsbaarheid", "kwantiteit", "klant", "kennis")
OBSERVABLES: Final = (
    "charge",
    "own_cost",
    "transfer",
    "cost_cash",
    "cost_lasten",
    "fte",
    "cloud_share",
    "workload_cloud",
    "trust",
    "satisfaction",
    "vulnerability",
    "days_without",
    "backlog",
    "debt",
    "knowledge",
    "unfairness",
    "budget_gap",
    "member",
    "exited_unplanned",
    "host_refused",
    "share",
    "spend",
    "reserve",
    "seat",
)
SIGNPOSTS: Final = (
    "cloud_share",
    "trust",
    "vulnerability",
    "debt",
    "budget_gap_pct",
    "charge_growth_pct",
    "divergence",
)
OWN_ITEMS: Final = ("retained", "directing")  # never part of the charge
TRANSFER_ITEMS: Final = ("exit_transfer", "reserve", "reserve_left")  # move money, cost nothing together
ONE_OFF_ITEMS: Final = ("transition", "dual_running", "stranded", "surplus_staff", "left_overhead", "incident")
SCALE_ITEMS: Final = ("hosting", "technical", "functional", "back_office", "software_saas", "overhead")

STAFFED: Final[tuple[str, ...]] = ("heads", "nobody", "days_without")
"""What is told of a specialism: people, chance 0-1 that nobody of them is there, days a year without anybody."""
MOST_DRAWS: Final = 1_000_000
"""Most futures that are offered, and where a run that seeks a precision gives up unless told otherwise."""
