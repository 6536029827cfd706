"""Why an option differs from continue, by driver: what each adds when it is let loose on a world that stands still.

What a driver adds depends on which others move already. It is therefore averaged over orders of letting them loose, as
in the Shapley value (Shapley 1953, doi:10.1515/9781400881970-018; for decompositions Shorrocks 2013,
doi:10.1007/s10888-011-9214-z). Orders come in pairs, one and its reverse (Mitchell, Cooper, Frank & Holmes 2022,
*Sampling permutations for Shapley value estimation*, JMLR 23(43)): a pair is exact where drivers interact two by two.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from model.decide.again import Simulate, again
from model.decide.appraisal import StandardError, baseline, difference, standard_error
from model.decide.verdict import null_values
from model.inputs.legislation import load_legislation, resolve_laws
from model.inputs.scenario import Laws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from model.engine.outcome import FloatArray, Outcome
    from model.inputs import Scenario

JUDGED: Final = "judged"
STILL: Final[dict[str, dict[str, float]]] = {
    "cloud": {"cloud.pace_factor": 0.0},
    "legislation": {"law.unknown_rate": 0.0},
    "prices": {"prices.wage_excess": 0.0, "prices.deflator_excess": 0.0},
    "labour": {"staff.tightness": 0.0, "staff.breakup_outflow": 1.0, "staff.employer_outflow": 1.0},
    "demand": {
        "operations.volume_growth": 0.0,
        "operations.volume_spread": 0.0,
        "operations.innovation_growth": 0.0,
        "operations.budget_cut": 0.0,
    },
    "needs": {"service.needs_drift": 0.0},
    "relation": {"relation.voice_rate": 0.0},
    "shocks": {"incident.rate": 0.0, "prices.vendor_step_rate": 0.0, "relation.merger_rate": 0.0},
    "overrun": {
        "transition.overrun_median": 1.0,
        "transition.overrun_p95": 1.0,
        "transition.tail_chance": 0.0,
        "transition.staff_overrun": 0.0,
        "transition.delay_factor": 0.0,
    },
    "scale": {"scale.elasticity": 0.0, "cloud.joint_discount": 0.0},
    JUDGED: {},
}
"""Rows that hold a driver still, with their value; `_held` has the fields of the scenario, `frozen` the judged rows."""
WITH_INFLATION: Final = ("prices.wage_agreement", "prices.own_software", "prices.saas")
"""Prices that grow with consumer prices while prices stand still."""


@dataclass(frozen=True)
class DriverPart:
    """What one driver contributes to a difference, EUR real, discounted; positive is dearer.

    ``spread`` is half the range of that contribution over the pairs of orders.
    """

    driver: str
    mean: float
    spread: float


@dataclass(frozen=True)
class DriverShares:
    """Difference with continue by driver, for one party or for all together; EUR real, discounted.

    Parameters
    ----------
    own : float
        Difference in a world that stands still: what the option itself does.
    parts : tuple of DriverPart
        In the order of `STILL`. With `own` they sum to `difference`.
    difference : float
        Mean difference on the draws that were used.
    standard_error : StandardError
        Of `difference`.
    draws, orders : int
        Futures per run, and orders that were averaged.
    """

    option: str
    baseline: str
    party: str | None
    own: float
    parts: tuple[DriverPart, ...]
    difference: float
    standard_error: StandardError
    draws: int
    orders: int


def driver_shares(
    outcome: Outcome,
    simulate: Simulate | None = None,
    *,
    draws: int = 512,
    pairs: int = 4,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[DriverShares, ...]:
    """DV25: the difference of every option with continue, by driver, on common draws.

    Parameters
    ----------
    pairs : int
        Pairs of an order and its reverse, 1 or more.

    Returns
    -------
    tuple of DriverShares
        Per option other than continue: all parties together first, then each.
    """
    names = tuple(STILL)
    rng = np.random.default_rng(outcome.seed)
    forward = [names, *(tuple(map(str, rng.permutation(names))) for _ in range(pairs - 1))]
    orders = [order for one in forward for order in (one, one[::-1])]
    wanted = {frozenset(order[:count]): None for order in orders for count in range(len(names) + 1)}
    value: dict[frozenset[str], FloatArray] = {}
    for moving in wanted:
        found = _with_only(outcome, moving, simulate, draws)
        value[moving] = _differences(found)
        if len(moving) == len(names):
            whole = found
        if progress is not None:
            progress(len(value), len(wanted))
    added: dict[str, list[FloatArray]] = defaultdict(list)
    for order in orders:
        for few, more in pairwise(frozenset(order[:count]) for count in range(len(names) + 1)):
            (name,) = more - few
            added[name].append(value[more] - value[few])
    return tuple(_shares(whole, value[frozenset()], added))


def frozen(outcome: Outcome, drivers: Iterable[str]) -> tuple[Scenario, dict[str, float]]:
    """DV26: scenario and pinned rows in which these drivers stand still.

    Parameters
    ----------
    drivers : iterable of str
        Keys of `STILL`.
    """
    still, rows = set(drivers), {row.id: row for row in outcome.assumptions}
    pinned = {row: value for name in still for row, value in STILL[name].items()}
    if "prices" in still and (inflation := rows.get("prices.inflation_mean")) is not None:
        pinned |= dict.fromkeys(WITH_INFLATION, inflation.base)
    if JUDGED in still:
        others = {row for values in STILL.values() for row in values}
        pinned |= {row: value for row, value in null_values(outcome.assumptions).items() if row not in others}
    changed: dict[str, Any] = {}
    for name in still:
        changed |= _held(outcome, name)
    return outcome.scenario.model_copy(update=changed), pinned


def _held(outcome: Outcome, driver: str) -> Mapping[str, Any]:
    """Fields of the scenario that hold a driver still."""
    if driver == "legislation":
        laws = resolve_laws(load_legislation(), outcome.scenario, outcome.case)
        return {"laws": Laws(off=(*outcome.scenario.laws.off, *(law.id for law in laws)))}
    held: dict[str, dict[str, Any]] = {
        "cloud": {"cloud_stall_year": None, "cloud_return_pct": 0.0},
        "prices": {"indexation": "simulated"},
        "relation": {"exits": "none"},
        "shocks": {"incident_year": None, "vendor_step_year": None, "municipal_merger": None},
        JUDGED: {"coordination": False},
    }
    return held.get(driver, {})


def _with_only(outcome: Outcome, moving: frozenset[str], simulate: Simulate | None, draws: int) -> Outcome:
    scenario, pinned = frozen(outcome, set(STILL) - moving)
    return again(outcome, simulate, scenario=scenario, pinned=pinned, draws=draws, total=True)


def _differences(outcome: Outcome) -> FloatArray:
    """Mean difference with continue, EUR, shape (option, together and each party)."""
    mean = outcome.total.mean(axis=1)
    change = mean - mean[outcome.o(baseline(outcome))]
    return np.concatenate([change.sum(axis=1, keepdims=True), change], axis=1)


def _shares(outcome: Outcome, own: FloatArray, added: Mapping[str, list[FloatArray]]) -> Iterable[DriverShares]:
    reference, orders = baseline(outcome), len(next(iter(added.values())))
    by_pair = {name: np.array(found).reshape(orders // 2, 2, *own.shape).mean(axis=1) for name, found in added.items()}
    for option in outcome.options:
        if option == reference:
            continue
        for p, party in enumerate((None, *outcome.parties)):
            delta, at = difference(outcome, option, party), (outcome.o(option), p)
            yield DriverShares(
                option=option,
                baseline=reference,
                party=party,
                own=float(own[at]),
                parts=tuple(
                    DriverPart(name, float(found[:, *at].mean()), float(np.ptp(found[:, *at])) / 2)
                    for name, found in ((name, by_pair[name]) for name in STILL)
                ),
                difference=float(delta.mean()),
                standard_error=standard_error(delta, outcome.block),
                draws=outcome.draws,
                orders=orders,
            )
