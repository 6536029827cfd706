"""Invented drivers and costs behind `tests.factories.make_outcome`: plausible signs, no model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.engine.names import GOALS, ITEMS, OBSERVABLES, OWN_ITEMS, SCALE_ITEMS

if TYPE_CHECKING:
    from model.inputs import Case

BUDGET = {
    "hosting": 900_000.0,
    "technical_staff": 1_900_000.0,
    "functional_staff": 1_100_000.0,
    "back_office_staff": 600_000.0,
    "software": 2_300_000.0,
    "overhead": 700_000.0,
}
INCOME = 150_000.0
SAAS_SHARE = 0.35
RATE, DEFLATOR = 0.0225, 0.02
RETAINED_FTE, FTE_COST = 6.0, 90_000.0
EXIT_YEAR = 3  # of unwind, counted from the budget year
EXIT_SUM, EXIT_SCHEDULE = 400_000.0, (1.0, 0.8, 0.6, 0.4, 0.2)

ROWS = (  # id, kind, low, base, high, null
    ("scale.elasticity", "judgement", -0.15, -0.05, 0.0, 0.0),
    ("staff.conversion", "judgement", 0.6, 0.9, 1.2, None),
    ("law.shared", "judgement", 0.0, 0.5, 1.0, 0.0),
    ("prices.saas", "measured", 0.03, 0.05, 0.07, None),
    ("transition.overrun_median", "derived", 0.9, 1.1, 1.5, None),
)


class World:
    """The drivers of all draws, the same for every option."""

    def __init__(self, case: Case, draws: int, seed: int, *, uncertainty: bool) -> None:
        rng = np.random.default_rng(seed)
        self.case, self.draws = case, draws
        self.parties, self.years = len(case.parties), len(case.years)
        rank = rng.random((draws, len(ROWS)))
        noise = np.zeros((draws, self.years, len(ITEMS)))
        booked = [item != "reserve_left" for item in ITEMS]  # what is left at the end is nobody's cost of a year
        noise[..., booked] = rng.standard_normal((draws, self.years, sum(booked)))
        self.twist = rng.standard_normal((draws, self.parties, len(GOALS)))
        if not uncertainty:
            rank[:], noise[:], self.twist[:] = 0.5, 0.0, 0.0
        low, high = np.array([row[2] for row in ROWS]), np.array([row[4] for row in ROWS])
        self.inputs = low + (high - low) * rank
        self.noise = np.exp(0.01 * noise)
        self.noise[:, 0] = 1.0
        self.wobble = 20_000.0 * noise[:, :, 0]
        self.wobble[:, 0] = 0.0
        people = np.array([float(party.inhabitants) for party in case.parties])
        self.share = people / people.sum()

    def drawn(self, name: str) -> Any:
        return self.inputs[:, [row[0] for row in ROWS].index(name)]

    def running(self) -> Any:
        """Ordinary cost, shape (draw, party, year, item), EUR nominal."""
        year = np.arange(self.years)
        start = np.zeros(len(ITEMS))
        for line, item in (("hosting", "hosting"), ("technical_staff", "technical"), ("overhead", "overhead")):
            start[ITEMS.index(item)] = BUDGET[line]
        start[ITEMS.index("functional")] = BUDGET["functional_staff"]
        start[ITEMS.index("back_office")] = BUDGET["back_office_staff"]
        start[ITEMS.index("software_own")] = BUDGET["software"] * (1 - SAAS_SHARE)
        start[ITEMS.index("software_saas")] = BUDGET["software"] * SAAS_SHARE
        start[ITEMS.index("income")] = -INCOME
        growth = np.full((self.draws, len(ITEMS)), 1.03)
        growth[:, ITEMS.index("software_saas")] = 1.0 + self.drawn("prices.saas")
        grown = start * growth[:, None, :] ** year[None, :, None] * self.noise
        cost = self.share[None, :, None, None] * grown[:, None]
        retained = np.array([float(party.retained_fte) for party in self.case.parties]) * FTE_COST
        cost[..., ITEMS.index("retained")] = retained[None, :, None] * 1.03**year
        cost[..., ITEMS.index("directing")] = (10_000.0 * self.drawn("staff.conversion"))[:, None, None] * year
        cost[..., ITEMS.index("legislation")] = (30_000.0 * (1.5 - self.drawn("law.shared")))[:, None, None] * (
            year > 0
        )
        cost[..., ITEMS.index("reserve")] = self.share[None, :, None] * self.wobble[:, None]
        return cost

    def scale_part(self, name: str) -> Any:
        """Cost of lost scale, shape (draw, party, year)."""
        return self._lost_scale(name)[0]

    def _lost_scale(self, name: str) -> tuple[Any, Any]:
        extra = np.zeros((self.draws, self.parties, self.years, len(ITEMS)))
        if name == "unwind":
            places = [ITEMS.index(item) for item in SCALE_ITEMS]
            factor = (-self.drawn("scale.elasticity") * np.log(2.0))[:, None, None, None]
            extra[:, :, EXIT_YEAR:, places] = (factor * self.running()[..., places])[:, :, EXIT_YEAR:]
        return extra.sum(axis=3), extra

    def cost(self, name: str) -> Any:
        """Cost of an option, shape (draw, party, year, item), EUR nominal."""
        cost = self.running() + self._lost_scale(name)[1]
        changes: dict[str, tuple[tuple[str, int, int, float], ...]] = {
            "extend": (("governance", 1, 2, 150_000.0), ("technical", 2, 99, -60_000.0)),
            "restructure": (("transition", 1, 3, 500_000.0), ("overhead", 3, 99, -170_000.0)),
            "unwind": (
                ("transition", 2, 4, 800_000.0),
                ("dual_running", 3, 4, 250_000.0),
                ("stranded", 3, 4, 200_000.0),
                ("surplus_staff", 3, 6, 180_000.0),
                ("functional", 4, 99, -260_000.0),
            ),
        }
        for item, first, end, amount in changes.get(name, ()):
            booked = amount * self._factor(item)[:, None, None] * self.share[None, :, None]
            cost[:, :, first:end, ITEMS.index(item)] += booked
        if name == "unwind":
            cost[..., ITEMS.index("exit_transfer")] = self._exit_transfer()
            reserve = cost[..., ITEMS.index("reserve")]  # a view: what is there is paid out
            reserve[:, :, EXIT_YEAR:] = 0.0
            if self.years > EXIT_YEAR:
                reserve[:, :, EXIT_YEAR] = -250_000.0 * self.share[None, :] - reserve.sum(axis=2)
        return cost

    def _factor(self, item: str) -> Any:
        if item == "transition":
            return self.drawn("transition.overrun_median")
        return 2.0 - self.drawn("staff.conversion") / 0.9 if item == "technical" else np.ones(self.draws)

    def _exit_transfer(self) -> Any:
        transfer = np.zeros((self.draws, self.parties, self.years))
        for k, part in enumerate(EXIT_SCHEDULE):
            if EXIT_YEAR + k < self.years:
                transfer[:, 0, EXIT_YEAR + k] = EXIT_SUM * part
                transfer[:, 1:, EXIT_YEAR + k] = -EXIT_SUM * part / (self.parties - 1)
        return transfer

    def observe(self, name: str, cost: Any) -> Any:
        """Observables, shape (draw, party, year, name)."""
        seen = np.zeros((*cost.shape[:3], len(OBSERVABLES)))
        member = np.ones(self.years)
        if name == "unwind":
            member[EXIT_YEAR:] = 0.0
        item = {label: cost[..., k] for k, label in enumerate(ITEMS)}
        cash, transfer = cost.sum(axis=3), item["exit_transfer"]
        own_items = sum(item[label] for label in OWN_ITEMS)
        charge = member * (cash - own_items - transfer)
        lasten = cash.copy()
        for label in ("exit_transfer", "surplus_staff"):  # a charge when it becomes unavoidable
            lasten -= item[label]
            lasten[:, :, min(EXIT_YEAR, self.years - 1)] += item[label].sum(axis=2)
        year = np.arange(self.years)
        known = {
            "charge": charge,
            "transfer": transfer,
            "own_cost": cash - charge - transfer,
            "cost_cash": cash,
            "cost_lasten": lasten,
            "fte": self.share[None, :, None] * 40.0 * 0.98**year,
            "cloud_share": np.minimum(SAAS_SHARE + 0.04 * year, 0.85),
            "workload_cloud": np.minimum(0.3 + 0.04 * year, 0.8),
            "trust": np.clip(0.6 + 0.02 * self.twist[:, :, :1] * np.sqrt(year), 0.0, 1.0),
            "satisfaction": np.clip(0.65 + 0.02 * self.twist[:, :, 1:2] * np.sqrt(year), 0.0, 1.0),
            "vulnerability": 0.1 + (0.1 if name == "unwind" else 0.0) * (year >= EXIT_YEAR),
            "knowledge": 0.6 - 0.005 * year,
            "member": member,
            "share": self.share[None, :, None] * member,
            "spend": charge - item["reserve"] * member,
            "reserve": self.share[None, :, None] * 250_000.0 + np.cumsum(item["reserve"], axis=2),
        }
        for label, values in known.items():
            seen[..., OBSERVABLES.index(label)] = values
        return seen

    def scores(self, name: str) -> Any:
        """Scores, shape (draw, party, goal)."""
        shift = {"extend": 0.02, "restructure": 0.04, "unwind": -0.03}.get(name, 0.0)
        return np.clip(0.6 + shift + 0.05 * self.twist, 0.0, 1.0)


def discount_factors(horizon: int) -> Any:
    factors = ((1.0 + RATE) * (1.0 + DEFLATOR)) ** -np.arange(horizon + 1.0)
    factors[0] = 0.0  # present values count from the first year after the budget year
    return factors
