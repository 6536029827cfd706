"""What the model says about cases of which something was published, by the id of the item that tells what was.

Each function gives the prediction only; `data/validation/items.csv` has what happened, its source and what kind of
check it is. Nothing here may look at the observed figure.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy import special

from model.decide.exit import exit_sum
from model.decide.forecasts import LEVEL, of_draws
from model.decide.validation_items import Predicted
from model.engine import cloud, legislation, scale, transition
from model.engine.draws import BLOCK, LUCK, sample
from model.engine.parameters import PARAMETER_IDS, Law, Transition
from model.inputs import build_option, build_scenario, load_assumptions, load_case, load_option, load_scenario
from model.inputs.legislation import load_legislation
from model.inputs.series import load_series
from model.resources import data_path
from model.simulation import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from model.decide.forecasts import FloatArray
    from model.engine.outcome import Outcome
    from model.inputs import Assumption, Case, Option

MILLION: Final = 1e6
LATER: Final = 8
"""Years after which cost is compared: Servicepunt71 started in 2012 and gave up in 2020."""
CONTINUE: Final = build_option({"actions": []}, name="continue")
WEIGHED: Final = {  # scale items of the budget: strength of the effect, line
    "hosting": "hosting",
    "technical": "technical_staff",
    "functional": "functional_staff",
    "back_office": "back_office_staff",
}


class Effort(NamedTuple):
    """How many futures, from which seed."""

    draws: int
    seed: int


# -- arithmetic ------------------------------------------------------------------------------------------------------


def planned(effort: Effort) -> tuple[Case, Outcome]:
    """Dommelvallei with its total indexed as its own plan of 2020."""
    case = load_case("dommelvallei")
    scenario = build_scenario({"indexation": "plan", "uncertainty": False, "exits": "none"}, name="plan")
    return case, simulate(case, scenario, [CONTINUE], draws=1, seed=effort.seed)


def planned_total(effort: Effort) -> Predicted:
    """Contributions of the last year of the plan together, EUR."""
    case, outcome = planned(effort)
    return Predicted(float(outcome.charge[0, 0, :, outcome.y(case.plan[-1].year)].sum()))


def planned_members(effort: Effort) -> Predicted:
    """Largest difference with what a member was told it would pay, percent of that amount."""
    case, outcome = planned(effort)
    off = [
        abs(float(outcome.charge[0, 0, outcome.p(code), outcome.y(year.year)]) / paid - 1.0)
        for year in case.plan
        for code, paid in year.contributions_eur.items()
    ]
    return Predicted(100.0 * max(off))


def first_charge(name: str, code: str, _effort: Effort) -> Predicted:
    """Contribution of a member in the budget year, EUR."""
    outcome = simulate(_small(name), build_scenario({"uncertainty": False}), [CONTINUE], draws=1)
    return Predicted(float(outcome.charge[0, 0, outcome.p(code), 0]))


def key_shift(name: str, code: str, _effort: Effort) -> Predicted:
    """What a member pays less under the key by use, EUR million of the budget year."""
    case = _small(name)
    change = build_option(
        {"actions": [{"kind": "change_key", "key": {"usage": 1.0}, "after_years": 1, "phase_years": 0}]}, name="key"
    )
    scenario = build_scenario({"uncertainty": False, "exits": "none"})
    outcome = simulate(case, scenario, [CONTINUE, change], draws=1)
    shares = outcome.charge[:, 0, :, 1] / outcome.charge[:, 0, :, 1].sum(axis=1, keepdims=True)
    p = outcome.p(code)
    return Predicted(float(shares[0, p] - shares[1, p]) * float(outcome.charge[0, 0, :, 0].sum()) / MILLION)


def exit_factor(terms: Mapping[str, Any], scale_by: float, _effort: Effort) -> Predicted:
    """Exit sum of a contribution of 100,000 euros, divided by `scale_by`."""
    (rule,) = exit_sum(contribution=100_000.0, **terms).rules
    assert rule.total is not None  # noqa: S101 - the rules asked for here need no more than a contribution
    return Predicted(rule.total / scale_by)


def split_cost(mean: float, _effort: Effort) -> Predicted:
    """Rise of the cost of the scale items when 53.9 thousand inhabitants split into 25.0 and 28.9, percent."""
    case, rows = load_case("bommelerwaard"), _rows()
    lines = {item: float(getattr(case.organisation.budget_eur, line)) for item, line in WEIGHED.items()}
    total = sum(lines.values())
    weighted = sum(lines[item] / total * rows[f"scale.{item}"].base for item in lines)
    size, limit = case.inhabitants, rows["scale.limit"].base
    after = sum(
        lines[item]
        * float(party.inhabitants)
        / size
        * scale.average_cost_factor(
            float(party.inhabitants),
            size,
            scale.item_elasticity(mean, rows[f"scale.{item}"].base, weighted, rows["scale.floor"].base),
            limit,
        )
        for item in lines
        for party in case.parties
    )
    return Predicted(100.0 * (after / total - 1.0))


def ten_points(ratio: float, _effort: Effort) -> Predicted:
    """What software per inhabitant costs more when the cloud share of money rises from 35 to 45 %, EUR of 2020."""
    return Predicted(_ten_points(ratio))


# -- set on the figure itself ----------------------------------------------------------------------------------------


def ten_points_drawn(effort: Effort) -> Predicted:
    """The same over the price ratios that the table allows."""
    ratios = _drawn(effort)["cloud.price_ratio"]
    return _band(np.array([_ten_points(float(ratio)) for ratio in ratios]))


def overruns(effort: Effort) -> Predicted:
    """Part of the projects that costs more than half over its estimate, percent."""
    factors = _overruns(effort)
    return Predicted(100.0 * float(np.mean(factors > 1.5)))


def growth(effort: Effort) -> Predicted:
    """Growth of ICT cost of an average arrangement over 2016-2023 with the prices of those years, percent a year."""
    observed = {  # E01, E03: prices of those years, which the base does not expect to last
        "prices.inflation_mean": 0.027, "prices.wage_agreement": 0.043, "prices.wage_agreement_end": 2030.0,
        "incident.rate": 0.0, "operations.budget_level": 1.0,
    }  # fmt: skip
    scenario = build_scenario({"exits": "none", "laws": {"off": [act.id for act in load_legislation()]}})
    case = load_case(data_path("validation", "average-2016.yml"))
    outcome = simulate(case, scenario, [CONTINUE], draws=effort.draws, seed=effort.seed, pinned=observed)
    cash = outcome.observable[0, ..., outcome.obs("cost_cash")].sum(axis=1)
    return _band(100.0 * ((cash[:, -1] / cash[:, 0]) ** (1.0 / outcome.horizon) - 1.0))


def entry(effort: Effort) -> Predicted:
    """One-off cost of Hardinxveld-Giessendam joining Drechtsteden, in years of its contribution."""
    join = load_option(data_path("cases", "drechtsteden-hardinxveld", "join.yml"))
    outcome = _run("drechtsteden-hardinxveld", join, effort)
    assert outcome.cost is not None  # noqa: S101 - _run keeps every cost
    p, y = outcome.p("GM0523"), outcome.y(2018)
    once = outcome.cost[1, :, p, y][:, [outcome.i("transition"), outcome.i("surplus_staff")]].sum(axis=1)
    return _band(once / outcome.charge[1, :, p, y])


def first_year_saving(effort: Effort) -> Predicted:
    """Part of a promised saving that has come after one year, percent."""
    drawn = _drawn(effort)
    pairs = zip(drawn["transition.saving_fraction"], drawn["transition.saving_years"], strict=True)
    return _band(np.array([100.0 * transition.realised_saving(1.0, part, 1.0, ramp) for part, ramp in pairs]))


def split_months(effort: Effort) -> Predicted:
    """Months from decision to split, delay included."""
    planned_months, factors, terms = _drawn(effort)["transition.split_months"], _overruns(effort), _transition()
    late = [transition.delay_months(plan, over, terms) for plan, over in zip(planned_months, factors, strict=True)]
    return _band(planned_months + np.array(late))


def notice_months(_effort: Effort) -> Predicted:
    """Notice period where the text is not known, months."""
    row = _rows()["estimates.notice_months"]
    return Predicted(row.base, row.low, row.high)


def law_growth(maturity: int, level: float, effort: Effort) -> Predicted:
    """Growth of the estimate of a law, factor; the band holds a share `level`."""
    drawn, rows = _drawn(effort), _rows()
    normal = np.random.default_rng(effort.seed).standard_normal(len(drawn["law.growth_adopted"]))
    factors = []
    for i, luck in enumerate(normal):
        terms = Law(**{name: rows[f"law.{name}"].base for name in Law._fields})
        terms = terms._replace(growth_adopted=float(drawn["law.growth_adopted"][i]))
        factors.append(legislation.growth(maturity, terms, float(luck)))
    return _band(np.array(factors), level)


def exit_rate(name: str, effort: Effort) -> Predicted:
    """Arrangements in which a member leaves unplanned, percent a year, over ten years of the base scenario."""
    outcome = simulate(load_case(name), "base", [CONTINUE], draws=effort.draws, seed=effort.seed)
    left = outcome.observable[0, ..., outcome.obs("exited_unplanned")].max(axis=(1, 2)).mean()
    return Predicted(-100.0 * float(np.log1p(-left)) / outcome.horizon)


# -- never used for the table ----------------------------------------------------------------------------------------


def indexation_gap(name: str, effort: Effort) -> Predicted:
    """Part of a charge that the members' index does not cover, EUR thousand, from the first to the second year."""
    outcome = simulate(_small(name), "base", [CONTINUE], draws=effort.draws, seed=effort.seed)
    gap = outcome.observable[0, ..., outcome.obs("budget_gap")].sum(axis=1) / 1e3
    first, second = of_draws(gap[:, 1]), of_draws(gap[:, 2])
    return Predicted((first.middle + second.middle) / 2.0, first.low, second.high)


def exit_creep(effort: Effort) -> Predicted:
    """What leaving costs Bergen op Zoom above the first estimate of its own transition, EUR million."""
    leave = load_option(data_path("cases", "west-brabant-west", "leave.yml"))
    outcome = _run("west-brabant-west", leave, effort)
    assert outcome.cost is not None  # noqa: S101 - _run keeps every cost
    p, y = outcome.p("GM0748"), outcome.y(2022)
    estimate = outcome.charge[1, :, p, y - 1] * outcome.inputs[:, outcome.par("transition.split")]
    return _band((outcome.cost[1, :, p, y, outcome.i("transition")] - estimate) / MILLION)


def dearer(effort: Effort) -> Predicted:
    """Futures in which the Leidse regio pays more in real terms after eight years of continuing, percent."""
    outcome = simulate(load_case("leidse-regio"), "base", [CONTINUE], draws=effort.draws, seed=effort.seed)
    rate = next(row.base for row in outcome.assumptions if row.id == "finance.discount")
    real = outcome.npv_year[0, :, :, LATER].sum(axis=1) * (1.0 + rate) ** LATER  # undoes the discounting of P4
    first = outcome.observable[0, :, :, 0, outcome.obs("cost_cash")].sum(axis=1)
    return Predicted(100.0 * float(np.mean(real > first)))


def worse(effort: Effort) -> Predicted:
    """Futures in which the quality of the Leidse regio falls while it continues, percent."""
    outcome = simulate(load_case("leidse-regio"), "base", [CONTINUE], draws=effort.draws, seed=effort.seed)
    return Predicted(100.0 * float(np.mean(outcome.score[0, :, 0, outcome.g("kwaliteit")] < 0.5)))


# -- shared ----------------------------------------------------------------------------------------------------------


def _rows() -> dict[str, Assumption]:
    return {row.id: row for row in load_assumptions()}


def _small(name: str) -> Case:
    """Case that stands in `data/validation/cases` only for its check."""
    return load_case(data_path("validation", "cases", f"{name}.yml"))


def _run(case: str, option: Option, effort: Effort) -> Outcome:
    """Continue and one option of a shipped case, nobody else leaves, with every cost."""
    world = load_scenario("base").model_copy(update={"exits": "none"})
    return simulate(
        load_case(case), world, [CONTINUE, option], draws=effort.draws, seed=effort.seed, keep="full",
        pinned={"operations.budget_level": 1.0},
    )  # fmt: skip


def _band(values: FloatArray, level: float = LEVEL) -> Predicted:
    forecast = of_draws(values, level)
    return Predicted(forecast.middle, forecast.low, forecast.high)


def _drawn(effort: Effort) -> dict[str, FloatArray]:
    """One block of sampled parameters, by id."""
    values, _luck = sample(_rows(), effort.seed, 0, min(effort.draws, BLOCK))
    return dict(zip(PARAMETER_IDS, values.T, strict=True))


def _transition() -> Transition:
    """Terms of the transition at their base."""
    rows = _rows()
    return Transition(**{name: rows[f"transition.{name}"].base for name in Transition._fields})


def _overruns(effort: Effort) -> FloatArray:
    """Overrun of one block of projects, factor."""
    _values, luck = sample(_rows(), effort.seed, 0, min(effort.draws, BLOCK))
    terms = _transition()
    body, tail = special.ndtri(luck[:, LUCK.index("overrun")]), luck[:, LUCK.index("tail")]
    return np.array([transition.overrun(terms, float(b), float(t)) for b, t in zip(body, tail, strict=True)])


def _ten_points(ratio: float) -> float:
    """EUR per inhabitant (level of 2020) that ten points of cloud cost, at a price ratio."""
    software = load_series("software_cost")[2020]
    before, after = (1.0 + (ratio - 1.0) * cloud.work_share(share, ratio) for share in (0.35, 0.45))
    return software * (after / before - 1.0)


PREDICTIONS: Final[Mapping[str, Callable[[Effort], Predicted]]] = {
    "dommelvallei.total": planned_total,
    "dommelvallei.members": planned_members,
    "duivenvoorde.wassenaar": partial(first_charge, "duivenvoorde", "GM0629"),
    "swo.key": partial(key_shift, "de-wolden-hoogeveen", "GM0118"),
    "abg.key": partial(key_shift, "abg", "GM0784"),
    "exit.from_100": partial(exit_factor, {"rule": "taper", "start_pct": 100.0, "step_pct": 20.0, "years": 5}, 1e5),
    "exit.from_80": partial(exit_factor, {"rule": "taper", "start_pct": 80.0, "step_pct": 20.0, "years": 5}, 1e5),
    "exit.damage": partial(exit_factor, {"rule": "damage"}, 1.0),
    "scale.none": partial(split_cost, 0.0),
    "scale.base": partial(split_cost, -0.05),
    "scale.strong": partial(split_cost, -0.15),
    "software.cheap": partial(ten_points, 1.3),
    "software.dear": partial(ten_points, 1.8),
    "software.observed": ten_points_drawn,
    "overrun.tail": overruns,
    "growth.2016_2023": growth,
    "hardinxveld.entry": entry,
    "abg.saving": first_year_saving,
    "split.ommen": split_months,
    "split.drechtsteden": split_months,
    "notice.bergen": notice_months,
    "law.adopted": partial(law_growth, legislation.ADOPTED, LEVEL),
    "law.proposal": partial(law_growth, legislation.PROPOSAL, 0.98),
    "exits.two": partial(exit_rate, "bommelerwaard"),
    "exits.five": partial(exit_rate, "west-brabant-west"),
    "bwb.gap": partial(indexation_gap, "west-betuwe"),
    "meerinzicht.gap": partial(indexation_gap, "meerinzicht"),
    "bergen.creep": exit_creep,
    "leidse.cost": dearer,
    "leidse.quality": worse,
}
"""Prediction by id of the item."""
