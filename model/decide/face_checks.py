"""Face checks: weak inequalities that must hold in every shipped scenario and case, future by future.

Both sides of an inequality see the same draws, and nobody may leave (but where leaving is what is checked), so that a
difference is never luck. A check fails in a world as soon as one future breaks it by more than rounding.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from model.decide.validation_items import Predicted
from model.inputs import build_option, load_case, load_option, load_scenario
from model.resources import list_cases, list_scenarios
from model.simulation import simulate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from model.decide.forecasts import FloatArray
    from model.engine.outcome import Outcome
    from model.inputs import Case, Option, Scenario

SLACK: Final = 1e-9
CENT: Final = 0.01
DRAWS: Final = 64
"""Futures per world: a broken rule breaks in nearly all of them."""
CONTINUE: Final = build_option({"actions": []}, name="continue")
WAGED: Final = ("technical", "functional", "back_office", "directing", "retained")
HOSTING: Final = ("hosting",)
SOFTWARE: Final = ("software_own", "software_saas")
SIZED: Final = ("back_office", "overhead")
"""Items whose cost follows size alone: with hosting, cloud moves the volume too, and scale then works both ways."""

Measure = Callable[["Outcome"], "FloatArray"]


@dataclass(frozen=True)
class World:
    """One case under one scenario, with rows held at a value."""

    case: Case
    scenario: Scenario
    options: tuple[Option, ...]
    pinned: Mapping[str, float]

    def run(self, draws: int) -> Outcome:
        """Simulate it, with every cost."""
        return simulate(self.case, self.scenario, self.options, draws=draws, keep="full", threads=1, pinned=self.pinned)

    def with_rows(self, base: Outcome, factor: float, *names: str) -> World:
        """The same with rows at `factor` times their largest drawn value: in no future lower than before."""
        highest = {name: factor * float(base.inputs[:, base.par(name)].max()) for name in names}
        return replace(self, pinned={**self.pinned, **highest})

    def at(self, **rows: float) -> World:
        """The same with rows at a value; ``__`` stands for the dot in an id."""
        return replace(self, pinned={**self.pinned, **{name.replace("__", "."): value for name, value in rows.items()}})

    def under(self, **fields: Any) -> World:
        """The same with other fields of the scenario."""
        return replace(self, scenario=self.scenario.model_copy(update=fields))


@dataclass(frozen=True)
class Check:
    """One inequality: `measure` is nowhere lower in the changed world than in the world as it is.

    Parameters
    ----------
    measure : callable (Outcome) -> ndarray
        What may not fall; negative for what may not rise.
    """

    change: Callable[[World, Outcome], World]
    measure: Measure


def worlds(cases: Sequence[str] | None = None, scenarios: Sequence[str] | None = None) -> Iterator[World]:
    """Every shipped case under every shipped scenario in which it can run, nobody leaving."""
    unwind = load_option("unwind").model_copy(update={"path": ""})  # in order: its file need not be read each time
    known = [load_scenario(name) for name in scenarios or list_scenarios()]
    for case, scenario in product(map(load_case, cases or list_cases()), known):
        yield World(case, within(scenario.model_copy(update={"exits": "none"}), case), (CONTINUE, unwind), {})


def within(scenario: Scenario, case: Case) -> Scenario:
    """Scenario whose dated shocks come as long after the budget year of the case as they were written after 2026."""
    moved = {
        name: min(max(year - SHIPPED_BUDGET_YEAR + case.budget_year, case.years[1]), case.years[-1])
        for name in ("cloud_stall_year", "vendor_step_year", "incident_year")
        if (year := getattr(scenario, name)) is not None
    }
    return scenario.model_copy(update=moved)


SHIPPED_BUDGET_YEAR: Final = 2026
"""Budget year that the dates of the shipped scenarios were written for."""


def cost_of(*items: str, option: int | None = None, sign: float = 1.0) -> Measure:
    """Cost of items over all parties, by option (or of one), draw and year; `sign` -1 where it may not rise."""

    def measure(outcome: Outcome) -> FloatArray:
        assert outcome.cost is not None  # noqa: S101 - World.run keeps every cost
        cost = outcome.cost[..., [outcome.i(item) for item in items]].sum(axis=(2, 4))
        chosen: FloatArray = sign * (cost if option is None else cost[option])
        return chosen

    return measure


def seen(*names: str) -> Measure:
    """Observables, by name, option, draw, party and year."""
    return lambda outcome: np.stack([outcome.observable[..., outcome.obs(name)] for name in names])


def projects_of_the_split(outcome: Outcome) -> FloatArray:
    """What the split itself costs over all years, by draw; a later split pays it in another year."""
    spent: FloatArray = cost_of("transition", option=1)(outcome).sum(axis=-1)
    return spent


def any_exit(outcome: Outcome) -> FloatArray:
    """Whether a member of continue ever left unplanned, by draw."""
    left: FloatArray = outcome.observable[0, ..., outcome.obs("exited_unplanned")].max(axis=(1, 2))
    return left


CHECKS: Final[Mapping[str, Check]] = {
    "wages": Check(
        lambda world, base: world.with_rows(base, 1.0, "prices.wage_agreement", "prices.wage_excess"), cost_of(*WAGED)
    ),
    "hosting": Check(lambda world, base: world.with_rows(base, 1.5, "cloud.pace_factor"), cost_of(*HOSTING, sign=-1.0)),
    "stall": Check(lambda world, _base: world.under(cloud_stall_year=world.case.years[1]), cost_of(*HOSTING)),
    "saas": Check(lambda world, base: world.with_rows(base, 1.0, "prices.saas"), cost_of(*SOFTWARE)),
    "laws": Check(
        lambda world, base: world.with_rows(base, 1.0, "law.unknown_rate", "law.growth_adopted", "law.ict_share"),
        cost_of("legislation"),
    ),
    "sharing": Check(lambda world, _base: world.at(law__shared=1.0), cost_of("legislation", sign=-1.0)),
    "cuts": Check(lambda world, _base: world.at(operations__budget_cut=0.1), seen("debt")),
    "tight": Check(
        lambda world, base: world.with_rows(base, 1.3, "staff.tightness"),
        lambda outcome: np.concatenate(
            [cost_of("hire")(outcome).ravel(), outcome.observable[..., outcome.obs("backlog")].ravel()]
        ),
    ),
    "tail": Check(lambda world, base: world.with_rows(base, 1.5, "transition.tail_cap"), projects_of_the_split),
    "scale": Check(lambda world, _base: world.at(scale__elasticity=-0.15), cost_of(*SIZED, option=1)),
}
"""Checks that compare a world with a changed one, by the last part of the id of their item."""


def broken(low: FloatArray, high: FloatArray) -> bool:
    """Whether `high` lies somewhere below `low` by more than rounding."""
    return bool(np.any(high < low - SLACK * (1.0 + np.abs(low))))


def struck(world: World, draws: int) -> bool:
    """Whether an incident makes it cheaper for all together over all years, than without one in that year."""
    paid = []
    for year in (None, world.case.years[2]):
        outcome = world.under(incident_year=year).run(draws)
        paid.append(outcome.observable[..., outcome.obs("cost_cash")].sum(axis=(2, 3)))
    return broken(*paid)


def clearer(world: World, draws: int) -> bool:
    """Whether investing in agreements raises the cost of coordination; the lever itself costs nothing here."""
    levers = tuple(
        build_option({"actions": [{"kind": "invest", "lever": lever, "after_years": 1}]}, name=lever)
        for lever in ("dvo", "siam")
    )
    free = world.at(governance__lever_one_off=0.0, governance__lever_yearly=0.0)
    spent = cost_of("governance")(replace(free, options=(CONTINUE, *levers)).run(draws))
    return broken(spent[1:], np.broadcast_to(spent[:1], spent[1:].shape))


def tapered(world: World, draws: int) -> bool:
    """Whether a taper that is a year longer lowers an exit sum; an arrangement of two has none."""
    if len(world.case.parties) == 2:
        return False
    code = world.case.parties[0].code
    leave = build_option({"actions": [{"kind": "leave", "party": code, "after_years": 1}]}, name="leave")
    paid = []
    for years in (5, 6):
        terms = world.case.arrangement.exit_rule.model_copy(update={"rule": "taper", "years": years})
        text = world.case.arrangement.model_copy(update={"exit_rule": terms})
        case = world.case.model_copy(update={"arrangement": text})
        outcome = replace(world, case=case, options=(leave,)).run(draws)
        assert outcome.cost is not None  # noqa: S101 - World.run keeps every cost
        paid.append(outcome.cost[0, :, outcome.p(code), :, outcome.i("exit_transfer")])
    return broken(*paid)


def splitting(base: Outcome) -> bool:
    """Whether some member has fewer days without a specialist after the split than by continuing."""
    days = base.observable[..., base.obs("days_without")]
    return broken(days[0], days[1])


def leaving(world: World, draws: int) -> bool:
    """Whether twice the rate of leaving gives a future without an unplanned exit that had one before."""
    free = replace(world.under(exits="simulated"), options=(CONTINUE,))
    base = free.run(draws)
    rates = free.with_rows(base, 2.0, "relation.exit_rate")
    return broken(any_exit(base), any_exit(rates.run(draws)))


def out_of_balance(base: Outcome) -> bool:
    """Whether a year's charges differ from what is spent and put aside, or transfers do not add to zero.

    While there are members: at the end the reserve is shared out, which is no charge.
    """
    assert base.cost is not None  # noqa: S101 - World.run keeps every cost
    together = base.observable.sum(axis=2)
    aside = base.cost[..., base.i("reserve")].sum(axis=2)
    gap = together[..., base.obs("charge")] - together[..., base.obs("spend")] - aside
    moved = base.cost[..., base.i("exit_transfer")].sum(axis=2)
    alive = together[..., base.obs("member")] > 0
    return bool(max(np.abs(gap[alive]).max(), np.abs(moved).max()) > CENT)


def first_year_differs(base: Outcome) -> bool:
    """Whether the contributions of the budget year are not the budget less other income, in some future."""
    organisation = base.case.organisation
    budget = organisation.budget_eur.total - float(organisation.other_income_eur)
    return bool(np.abs(base.charge[..., 0].sum(axis=2) - budget).max() > CENT)


def face_checks(
    draws: int = DRAWS, cases: Sequence[str] | None = None, scenarios: Sequence[str] | None = None
) -> dict[str, Predicted]:
    """Count the worlds in which each check fails, of all shipped cases and scenarios unless some are named.

    By the last part of the item's id; `value` is the number of worlds that fail, `where` names them.
    """
    asked = list(worlds(cases, scenarios))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        checked = list(pool.map(lambda world: dict(_checked(world, draws)), asked))
    found = {}
    for name in checked[0]:
        fails = [world for world, result in zip(asked, checked, strict=True) if result[name]]
        where = tuple(f"{world.case.id}, {world.scenario.id}" for world in fails)
        found[name] = Predicted(float(len(fails)), where=where, worlds=len(asked))
    return found


def _checked(world: World, draws: int) -> Iterator[tuple[str, bool]]:
    """Name of every check and whether it fails in one world."""
    base = world.run(draws)
    for name, check in CHECKS.items():
        yield name, broken(check.measure(base), check.measure(check.change(world, base).run(draws)))
    yield "incident", struck(world, draws)
    yield "clarity", clearer(world, draws)
    yield "taper", tapered(world, draws)
    yield "split", splitting(base)
    yield "leavers", leaving(world, draws)
    yield "staying", bool(base.observable[..., base.obs("exited_unplanned")].any())
    yield "balance", out_of_balance(base)
    yield "first_year", first_year_differs(base)
