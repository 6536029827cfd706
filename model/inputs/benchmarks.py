"""Benchmark figures at the price level of a budget year, from which estimates are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from model.inputs.assumptions import load_assumptions
from model.inputs.figures import Figure
from model.inputs.series import load_series

if TYPE_CHECKING:
    from collections.abc import Mapping

USED: Final = (
    "estimates.ict_cost", "estimates.ict_cost_growth", "estimates.wage_growth", "estimates.staff_share",
    "estimates.software_share", "estimates.infrastructure_share", "estimates.functional_share",
    "estimates.overhead_share", "estimates.retained_share", "estimates.fte_cost", "estimates.fte_per_1000",
    "estimates.workplaces_per_1000", "estimates.staff_per_1000", "estimates.applications", "estimates.cloud_share",
    "estimates.need", "estimates.agreement", "estimates.notice_months", "estimates.evaluation_years",
    "estimates.reserve_share", "estimates.asset_value", "estimates.asset_remaining", "estimates.asset_life",
    "estimates.contract_share",
)  # fmt: skip
"""Rows of the table that only estimates use; a test compares them with the table."""

ENGINE_ROWS: Final = ("relation.reference_trust", "operations.debt_start", "exit.contract_years")


@dataclass(slots=True)
class Benchmarks:
    """Rows by id, and the list of what was filled with them.

    Attributes
    ----------
    year : int
        Budget year: the price level of every amount.
    """

    year: int
    rows: dict[str, float]
    confidence: dict[str, int]
    filled: list[tuple[str, float, str]] = field(default_factory=list)

    def __getitem__(self, name: str) -> float:
        return self.rows[name]

    def figure(self, path: str, value: float, row: str) -> Figure:
        """Estimated figure; notes that it was filled."""
        self.filled.append((path, value, row))
        return Figure(value=value, source=row, confidence=self.confidence.get(row, 1), estimated=True)

    def ict_cost(self) -> float:
        """ICT cost per inhabitant in the budget year, EUR: measured, else indexed from the nearest year."""
        series, growth = load_series("ict_cost"), 1 + self["estimates.ict_cost_growth"]
        last = max(series)
        if self.year > last:
            return self["estimates.ict_cost"] * growth ** (self.year - last)
        nearest = min(series, key=lambda known: abs(known - self.year))
        return series[nearest] * growth ** (self.year - nearest)

    def fte_cost(self) -> float:
        """Cost of one ICT fte in the budget year, EUR (the benchmark is of 2020)."""
        return self["estimates.fte_cost"] * (1 + self["estimates.wage_growth"]) ** (self.year - 2020)

    def cloud_share(self) -> float:
        """SaaS share of software money in the budget year; flat after the last measurement."""
        series = {**load_series("saas_share")}
        earlier = [known for known in series if known <= self.year]
        if earlier and max(earlier) < max(series):
            return series[max(earlier)]
        return self["estimates.cloud_share"] if earlier else series[min(series)]


def benchmarks(year: int, at: Mapping[str, float] | None = None) -> Benchmarks:
    """Read the rows that estimates need, for one budget year; `at` holds some of them at another value."""
    wanted = {*USED, *ENGINE_ROWS}
    rows = [row for row in load_assumptions() if row.id in wanted]
    values = {row.id: row.base for row in rows} | dict(at or {})
    return Benchmarks(year, values, {row.id: row.confidence for row in rows})
