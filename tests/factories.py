"""Invented but consistent inputs and results for tests of decide, show and publish: no engine, no files.

`make_outcome` holds to what an `Outcome` promises: items sum to cash, charge is the organisation's items plus
the reserve, exit sums cancel out over the parties, year 0 is the budget, present values follow from the
costs and from what is left in the reserve. Its figures mean nothing; its shapes and signs do.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from model.engine.names import GOALS, ITEMS, OBSERVABLES
from model.engine.outcome import Outcome
from model.inputs import Assumption, Case, CaseFile, Option, Scenario
from model.inputs.case import Arrangement, Organisation, Party, PlanYear
from model.inputs.figures import Figure
from tests.synthetic import BUDGET, EXIT_YEAR, INCOME, RETAINED_FTE, ROWS, SAAS_SHARE, World, discount_factors

if TYPE_CHECKING:
    from collections.abc import Mapping

BUDGET_YEAR = 2026
MEMBERS = (  # deliberately not in order of code
    ("GM9902", "Beemd", 29_000),
    ("GM9901", "Aldergoor", 25_000),
    ("GM9904", "Dijkzicht", 41_000),
    ("GM9903", "Calmeer", 18_000),
)
OPTIONS = ("continue", "extend", "restructure", "unwind")


def make_case(
    *,
    parties: int = 2,
    horizon: int = 10,
    estimated_share: float = 0.3,
    example: bool = False,
    plan: bool = True,
    cost_key: Mapping[str, float] | None = None,
) -> Case:
    """A bedrijfsvoeringsorganisatie of two to four members, complete."""
    members = tuple(_party(*member) for member in MEMBERS[:parties])
    lines = {line: Figure(value=amount, estimated=line == "overhead") for line, amount in BUDGET.items()}
    common: dict[str, Any] = {
        "name": "Voorbeeldregeling",
        "description": {"nl": "Een verzonnen regeling.", "en": "An invented arrangement."},
        "example": example,
        "budget_year": BUDGET_YEAR,
        "horizon_years": horizon,
    }
    arrangement = {
        "legal_form": "bedrijfsvoeringsorganisatie",
        "start_year": 2016,
        "notice_months": 18,
        "cost_key": dict(cost_key or {"inhabitants": 1.0}),
        "dissolution_key": {"inhabitants": 1.0},
        "exit_rule": {"rule": "taper"},
        "agreements": {"clarity": 0.5, "siam": 0.4, "shared_vision": 0.5, "evaluation_years": 4},
    }
    organisation = {
        "budget_eur": lines,
        "other_income_eur": INCOME,
        "specialisms": ({"name": "netwerk", "heads": 3}, {"name": "beveiliging", "heads": 1}),
        "assets": ({"name": "servers", "book_value_eur": 300_000, "remaining_years": 3, "life_years": 5},),
        "contracts": ({"name": "housing", "annual_eur": 120_000, "end_year": BUDGET_YEAR + 2},),
        "reserve_eur": 250_000,
        "backlog_eur": 100_000,
    }
    written = CaseFile(
        **common,
        arrangement={"legal_form": "bedrijfsvoeringsorganisatie"},
        parties=tuple({"code": code, "name": name, "inhabitants": n} for code, name, n in MEMBERS[:parties]),
    )
    return Case(
        **common,
        id="voorbeeld",
        arrangement=Arrangement(**arrangement),
        parties=members,
        organisation=Organisation(**organisation),
        plan=_plan(parties) if plan else (),
        written=written,
        filled=(("organisation.budget_eur.overhead", BUDGET["overhead"], "B04"),),
        estimated_share=estimated_share,
    )


def make_assumptions() -> tuple[Assumption, ...]:
    """The rows of `ROWS`, complete."""
    return tuple(
        Assumption(
            id=name,
            name=name.replace(".", " "),
            name_nl=f"{name.replace('.', ' ')} (nl)",
            unit="-",
            distribution="uniform",
            low=low,
            base=base,
            high=high,
            null=null,
            source_title="invented",
            source_url="",
            source_year=2026,
            confidence=1,
            kind=kind,
            evidence="none",
        )
        for name, kind, low, base, high, null in ROWS
    )


def make_option(name: str) -> Option:
    """An option of that name; continue has no actions."""
    actions: dict[str, tuple[dict[str, Any], ...]] = {
        "continue": (),
        "extend": ({"kind": "invest", "lever": "siam", "after_years": 1},),
        "restructure": ({"kind": "change_sourcing", "to": "market", "after_years": 2},),
        "unwind": ({"kind": "dissolve", "after_years": EXIT_YEAR},),
    }
    titles = {"continue": "Doorgaan", "extend": "Uitbreiden", "restructure": "Ombouwen", "unwind": "Ontvlechten"}
    title = {"nl": titles.get(name, name), "en": name.capitalize()}
    return Option(id=name, title=title, actions=actions.get(name, ()))


def make_scenario() -> Scenario:
    """The base scenario without anything set."""
    return Scenario(id="base", title={"nl": "Basis", "en": "Base"})


def make_outcome(
    *,
    draws: int = 512,
    block_size: int = 64,
    seed: int = 0,
    parties: int = 2,
    horizon: int = 10,
    options: tuple[str, ...] = OPTIONS,
    estimated_share: float = 0.3,
    example: bool = False,
    plan: bool = True,
    full: bool = True,
    uncertainty: bool = True,
) -> Outcome:
    """A consistent outcome; the same arguments give the same numbers.

    Parameters
    ----------
    draws, block_size, seed : int
        Number of draws, draws per block and seed.
    parties, horizon : int
        Two to four members; years after the budget year.
    options : tuple of str
        From `OPTIONS`.
    estimated_share, example, plan
        Of the case; see `make_case`.
    full : bool
        Keep the cost per draw.
    uncertainty : bool
        False gives equal draws.
    """
    case = make_case(parties=parties, horizon=horizon, estimated_share=estimated_share, example=example, plan=plan)
    world = World(case, draws, seed, uncertainty=uncertainty)
    costs = np.stack([world.cost(name) for name in options])
    scale = np.stack([world.scale_part(name) for name in options])
    discount = discount_factors(horizon)
    observable = np.stack([world.observe(name, cost) for name, cost in zip(options, costs, strict=True)])
    npv = np.einsum("odpyi,y->odpi", costs, discount)
    left = observable[..., -1, OBSERVABLES.index("reserve")] * observable[..., -1, OBSERVABLES.index("member")]
    npv[..., ITEMS.index("reserve_left")] = -left * discount[-1]
    return Outcome(
        options=options,
        parties=tuple(party.code for party in case.parties),
        party_names=tuple(party.name for party in case.parties),
        years=case.years,
        items=ITEMS,
        goals=GOALS,
        observables=OBSERVABLES,
        parameters=tuple(row[0] for row in ROWS),
        charge=observable[..., OBSERVABLES.index("charge")],
        npv=npv,
        npv_year=costs.sum(axis=4) * discount,
        cost_mean=costs.mean(axis=1),
        staffed_mean=_staffed(case, options),
        score=np.stack([world.scores(name) for name in options]),
        observable=observable,
        scale_effect=np.einsum("odpy,y->odp", scale, discount),
        inputs=world.inputs,
        block=np.arange(draws) // block_size,
        case=case,
        scenario=make_scenario(),
        option_objects=tuple(make_option(name) for name in options),
        assumptions=make_assumptions(),
        seed=seed,
        draws=draws,
        engine_hash="0" * 64,
        cost=costs if full else None,
    )


def _staffed(case: Case, options: tuple[str, ...]) -> np.ndarray:
    """People per specialism as in the case, and a fifth of them absent at any time."""
    heads = np.array([float(kind.heads) for kind in case.organisation.specialisms])
    shape = (len(options), len(case.parties), len(case.years), len(heads))
    return np.broadcast_to(np.stack([heads, 0.2**heads, 220.0 * 0.2**heads], axis=-1), (*shape, 3))


def with_differences(
    outcome: Outcome, deltas: Mapping[str, Any], *, item: str = "technical", year: int = 1, **changes: Any
) -> Outcome:
    """The same outcome with present cost = that of continue plus a given difference.

    Parameters
    ----------
    outcome : Outcome
        Must hold continue.
    deltas : mapping of str to array_like
        Per option the difference in EUR, shape (draw,) for the first party or (draw, party). Options that are
        not named become equal to continue.
    item, year
        Where the difference is booked; ``year`` counts from the budget year.
    **changes
        Further fields of `Outcome` to replace.
    """
    base = outcome.o("continue")
    npv, npv_year = outcome.npv.copy(), outcome.npv_year.copy()
    npv[:], npv_year[:] = outcome.npv[base], outcome.npv_year[base]
    for name, values in deltas.items():
        delta = np.zeros(npv.shape[1:3])
        given = np.asarray(values, dtype=np.float64)
        if given.ndim == 2:
            delta[:] = given
        else:
            delta[:, 0] = given
        npv[outcome.o(name), :, :, outcome.i(item)] += delta
        npv_year[outcome.o(name), :, :, year] += delta
    return dataclasses.replace(outcome, **{"npv": npv, "npv_year": npv_year, **changes})


def _party(code: str, name: str, inhabitants: int) -> Party:
    return Party(
        code=code,
        name=name,
        inhabitants=inhabitants,
        workplaces=inhabitants // 100,
        fte=inhabitants // 125,
        usage=inhabitants // 50,
        fixed_share=0.5,
        applications=200,
        cloud_share=SAAS_SHARE,
        needs={"pace": 0.5, "tailoring": 0.5, "security": 0.5},
        goal_weights={goal: 1.0 / len(GOALS) for goal in GOALS},
        retained_fte=RETAINED_FTE,
        trust=0.6,
    )


def _plan(parties: int) -> tuple[PlanYear, ...]:
    total = sum(BUDGET.values()) - INCOME
    people = sum(n for _, _, n in MEMBERS[:parties])
    paid = {code: round(total * n / people) for code, _, n in MEMBERS[:parties]}
    return (PlanYear(year=BUDGET_YEAR, total_eur=total, contributions_eur=paid, source="Begroting 2026 (verzonnen)"),)


def many_rows(count: int, judged: int) -> tuple[Assumption, ...]:
    """So many assumptions, the first `judged` of them judgements."""
    row = make_assumptions()[0]
    return tuple(
        row.model_copy(update={"id": f"row.n{k}", "kind": "judgement" if k < judged else "measured"})
        for k in range(count)
    )
