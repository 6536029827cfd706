"""Robustness over scenarios: which option holds up when nobody knows which scenario comes.

Nobody claims chances for the scenarios. Each rule below is an attitude to not knowing them; where the rules agree the
choice is robust, where they differ the attitude decides. Laplace's rule, which counts every scenario as often, is one
attitude among them. Within a scenario the draws are futures as everywhere.

References
----------
.. [1] Herman, J.D., Reed, P.M., Zeff, H.B. & Characklis, G.W. (2015). How should robustness be defined for water
   systems planning under change? J. Water Resour. Plann. Manage. 141(10). doi:10.1061/(ASCE)WR.1943-5452.0000509
.. [2] McPhail, C. et al. (2018). Robustness metrics: how are they calculated, when should they be used and why do they
   give different results? Earth's Future 6(2). doi:10.1002/2017EF000649
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from model.decide.appraisal import Band, band, baseline
from model.decide.gate import limits as gate_limits
from model.engine.names import GOALS
from model.inputs import load_assumptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from model.engine.outcome import FloatArray, Outcome
    from model.inputs import Assumption

    BoolArray = npt.NDArray[np.bool_]

USED: Final = ("decide.limit_growth", "decide.limit_extra", "decide.limit_peak", "decide.limit_service")
"""Rows of `data/assumptions.csv` with the limits of a party, in the order of `Limits`."""
CLOSE: Final = 0.05  # shares of futures nearer than this are the same number out of ten

Rule = Literal[
    "maximin", "minimax_regret", "future_regret", "laplace", "maximax", "satisficing", "satisficing_worst", "domain",
]  # fmt: skip
COST_RULES: Final = ("maximin", "minimax_regret", "future_regret", "laplace", "maximax")  # the others count futures
LimitName = Literal["growth", "extra", "peak", "service"]


@dataclass(frozen=True)
class Limits:
    """What a party still calls acceptable.

    Parameters
    ----------
    growth : float
        Mean real cost a year of years 1..H above that of the budget year at most, as a share of it.
    extra : float
        Present cost above that of continuing in the same future at most, as a share of it.
    peak : float
        Cash above continuing in any one year at most, nominal, as a share of the cost of the budget year.
    service : float
        Mean score (0-1) on the five K's other than cost below that of continuing in the same future at most.
    """

    growth: float
    extra: float
    peak: float
    service: float


@dataclass(frozen=True)
class Choice:
    """What one rule chooses.

    Parameters
    ----------
    option : str
        Best under the rule; between equals continue, then by id.
    scores : tuple of float
        Per option: EUR real, discounted (the lower the better), a share of futures or of scenarios (the higher).
    near : tuple of str
        Other options that hardly differ under the rule: by less than ``decide.material_share`` of what continuing
        costs, or by less than one future in twenty; for "domain" those with the same score.
    """

    rule: Rule
    option: str
    scores: tuple[float, ...]
    near: tuple[str, ...]


@dataclass(frozen=True)
class Stretch:
    """Range of optimism (0 looks at the worst scenario only, 1 at the best only) over which Hurwicz' choice holds."""

    low: float
    high: float
    option: str


@dataclass(frozen=True)
class View:
    """The options over the scenarios, as one party or all together see them.

    Parameters
    ----------
    cost : tuple (scenario, option)
        Mean present cost, EUR real, discounted.
    regret : tuple (scenario, option) of Band
        Mean cost above that of the option with the lowest mean in the scenario; its band is that of the difference.
    future_regret : tuple (scenario, option) of Band
        Cost above that of the cheapest option in the same future.
    within : tuple (scenario, option)
        Share of futures in which the party stays within its limits, 0-1; together: every party.
    on_average : tuple (scenario, option) of bool
        Whether the means over the futures stay within the limits.
    choices : tuple of Choice
        One per rule.
    hurwicz : tuple of Stretch
        From pessimism to optimism.
    agreed : tuple of str
        Options that every rule chooses or finds hardly different from its choice.
    """

    party: str | None
    cost: tuple[tuple[float, ...], ...]
    regret: tuple[tuple[Band, ...], ...]
    future_regret: tuple[tuple[Band, ...], ...]
    within: tuple[tuple[float, ...], ...]
    on_average: tuple[tuple[bool, ...], ...]
    choices: tuple[Choice, ...]
    hurwicz: tuple[Stretch, ...]
    agreed: tuple[str, ...]

    def choice(self, rule: Rule) -> Choice:
        """Choice of one rule."""
        return next(one for one in self.choices if one.rule == rule)


@dataclass(frozen=True)
class Broken:
    """Share of the futures of all scenarios in which an option takes a party beyond one of its limits, 0-1."""

    option: str
    party: str
    limit: LimitName
    share: float


@dataclass(frozen=True)
class Robustness:
    """Options over scenarios.

    Parameters
    ----------
    scenarios, options, parties : tuple of str
        Ids and codes, in the order of the results.
    baseline : str
        Continue.
    futures : int
        Futures per scenario.
    limits : tuple of (str, Limits)
        Per party.
    views : tuple of View
        Together first, then each party.
    broken : tuple of Broken
        Per option, party and limit.
    """

    scenarios: tuple[str, ...]
    options: tuple[str, ...]
    parties: tuple[str, ...]
    baseline: str
    futures: int
    limits: tuple[tuple[str, Limits], ...]
    views: tuple[View, ...]
    broken: tuple[Broken, ...]

    def view(self, party: str | None = None) -> View:
        """View of one party; None for all together."""
        return next(one for one in self.views if one.party == party)


def default_limits(rows: Iterable[Assumption] = ()) -> Limits:
    """Limits among the assumptions as used; a row that is not among them comes from the shipped table."""
    given = {row.id: row.base for row in (*load_assumptions(), *rows) if row.id in USED}
    return Limits(*(given[name] for name in USED))


def robustness(outcomes: Mapping[str, Outcome], limits: Mapping[str, Limits] | None = None) -> Robustness:
    """Compare the options over the scenarios under every rule.

    Parameters
    ----------
    outcomes : mapping of scenario id to Outcome
        From `model.decide.scenarios.over_scenarios`: the same case, options and draws under each scenario.
    limits : mapping of CBS code to Limits, optional
        What a party accepts; one that is not named has the limits of the case (`default_limits`).

    Raises
    ------
    ValueError
        No scenario, outcomes of other options or parties, limits for somebody who is no party, or no continue.
    """
    first = _same(outcomes)
    if unknown := set(limits or {}) - set(first.parties):
        raise ValueError(f"limits for {sorted(unknown)}, who are no party; there are {', '.join(first.parties)}")
    usual = default_limits(first.assumptions)
    own = {code: (limits or {}).get(code, usual) for code in first.parties}
    samples = [one.sample for one in outcomes.values()]
    kept = [satisfied(one, own) for one in samples]
    average = [satisfied(one, own, on_average=True) for one in samples]
    material = gate_limits(first.assumptions).material_share
    return Robustness(
        scenarios=tuple(outcomes),
        options=first.options,
        parties=first.parties,
        baseline=baseline(first),
        futures=min(one.draws for one in samples),
        limits=tuple(own.items()),
        views=tuple(_view(samples, party, kept, average, material) for party in (None, *first.parties)),
        broken=tuple(
            Broken(option, party, limit, float(np.mean([1.0 - one[k, o, :, p].mean() for one in kept])))
            for o, option in enumerate(first.options)
            for p, party in enumerate(first.parties)
            for k, limit in enumerate(get_args(LimitName))
        ),
    )


def regret(cost: FloatArray) -> FloatArray:
    """RB2: cost (..., option) above that of the cheapest option, EUR; never below zero."""
    above: FloatArray = cost - cost.min(axis=-1, keepdims=True)
    return above


def rule_scores(cost: FloatArray) -> dict[str, FloatArray]:
    """RB3: score of each option under the rules that look at mean cost (scenario, option); the lower the better [2]_.

    Wald's maximin (the dearest scenario), Savage's minimax regret, Laplace's equal weights, and maximax (the cheapest
    scenario).
    """
    return {
        "maximin": cost.max(axis=0),
        "minimax_regret": regret(cost).max(axis=0),
        "laplace": cost.mean(axis=0),
        "maximax": cost.min(axis=0),
    }


def hurwicz(cost: FloatArray, options: Sequence[str], reference: str) -> tuple[Stretch, ...]:
    """RB4: choice of Hurwicz' rule for every degree of optimism, exactly: the lower envelope of straight lines.

    Parameters
    ----------
    cost : ndarray, shape (scenario, option)
        EUR.
    reference : str
        Chosen between equals.
    """
    worst, best = cost.max(axis=0), cost.min(axis=0)
    slope = best - worst
    cuts = {0.0, 1.0}
    for a, b in combinations(range(len(options)), 2):
        if slope[a] != slope[b]:
            cuts.add(float((worst[b] - worst[a]) / (slope[a] - slope[b])))
    found: list[Stretch] = []
    for low, high in pairwise(sorted(cut for cut in cuts if 0.0 <= cut <= 1.0)):
        chosen = _best(worst + slope * (low + high) / 2, options, reference)
        if found and found[-1].option == chosen:
            found[-1] = Stretch(found[-1].low, high, chosen)
        else:
            found.append(Stretch(low, high, chosen))
    return tuple(found)


def satisfied(outcome: Outcome, limits: Mapping[str, Limits], *, on_average: bool = False) -> BoolArray:
    """RB5: whether an option keeps a party within each of its limits, in each draw or on average.

    Parameters
    ----------
    limits : mapping of CBS code to Limits
    on_average : bool
        Hold the means over the draws against the limits: one "draw".

    Returns
    -------
    ndarray of bool, shape (limit, option, draw, party)
        In the order of `Limits`. A party without cost in the budget year has no limit that is a share of it.
    """
    reference = outcome.o(baseline(outcome))
    budget = outcome.cost_mean[reference, :, 0].sum(axis=1)  # (party,), EUR
    rate = next(row.base for row in (*outcome.assumptions, *load_assumptions()) if row.id == "finance.discount")
    annuity = ((1.0 + rate) ** -np.arange(1.0, outcome.horizon + 1.0)).sum()
    cash = outcome.observable[..., 1:, outcome.obs("cost_cash")]
    others = [k for k, goal in enumerate(outcome.goals) if goal != GOALS[0]]
    measured = [
        outcome.total,
        (cash - cash[reference]).max(axis=3, initial=0.0),
        outcome.score[..., others].mean(axis=3),
    ]
    if on_average:
        measured = [values.mean(axis=1, keepdims=True) for values in measured]
    cost, peak, service = measured
    growth, extra, most, drop = np.array(
        [[getattr(limits[code], name) for code in outcome.parties] for name in get_args(LimitName)]
    )
    without = budget <= 0.0
    return np.stack([
        (cost <= (1.0 + growth) * budget * annuity) | without,
        cost <= (1.0 + extra) * cost[reference],
        (peak <= most * budget) | without,
        service >= service[reference] - drop,
    ])  # fmt: skip


def _same(outcomes: Mapping[str, Outcome]) -> Outcome:
    """First of outcomes that can be compared."""
    if not outcomes:
        raise ValueError("no scenario to compare the options over")
    first = next(iter(outcomes.values()))
    for name, one in outcomes.items():
        if (one.options, one.parties, one.years) != (first.options, first.parties, first.years):
            raise ValueError(f"scenario {name} has other options, parties or years than the first")
    return first


def _view(
    outcomes: Sequence[Outcome], party: str | None, kept: list[BoolArray], average: list[BoolArray], material: float
) -> View:
    """RB1: mean present cost (scenario, option) and all that follows from it, for one party or together."""
    first = outcomes[0]
    place = slice(None) if party is None else slice(first.p(party), first.p(party) + 1)
    futures = [one.total[:, :, place].sum(axis=2).T for one in outcomes]  # (draw, option) each
    cost = np.stack([one.mean(axis=0) for one in futures])
    lowest = cost.argmin(axis=1)
    late = [[band(values) for values in regret(one).T] for one in futures]
    within = np.stack([one[..., place].all(axis=(0, 3)).mean(axis=1) for one in kept])
    mean_within = np.stack([one[..., place].all(axis=(0, 2, 3)) for one in average])
    scores = rule_scores(cost) | {
        "future_regret": np.array([[one.p90 for one in row] for row in late]).max(axis=0),
        "satisficing": within.mean(axis=0),
        "satisficing_worst": within.min(axis=0),
        "domain": mean_within.mean(axis=0),
    }
    reference = baseline(first)
    enough = material * float(cost[:, first.o(reference)].mean())
    choices = tuple(_choice(rule, scores[rule], first.options, reference, enough) for rule in get_args(Rule))
    return View(
        party=party,
        cost=_plain(cost),
        regret=tuple(
            tuple(band(values - one[:, low]) for values in one.T) for one, low in zip(futures, lowest, strict=True)
        ),
        future_regret=tuple(map(tuple, late)),
        within=_plain(within),
        on_average=tuple(tuple(map(bool, row)) for row in mean_within),
        choices=choices,
        hurwicz=hurwicz(cost, first.options, reference),
        agreed=tuple(name for name in first.options if all(name in (one.option, *one.near) for one in choices)),
    )


def _choice(rule: Rule, scores: FloatArray, options: Sequence[str], reference: str, material: float) -> Choice:
    """RB6: best option under a rule, and those that hardly differ from it."""
    losses = scores if rule in COST_RULES else -scores
    chosen = _best(losses, options, reference)
    slack = material if rule in COST_RULES else 0.0 if rule == "domain" else CLOSE
    behind = losses - losses.min()
    near = tuple(name for name, gap in zip(options, behind, strict=True) if gap <= slack and name != chosen)
    return Choice(rule, chosen, tuple(map(float, scores)), near)


def _best(losses: FloatArray, options: Sequence[str], reference: str) -> str:
    """Option with the least loss; between equals the reference, then by id, so that no order of options matters."""
    return min(options, key=lambda name: (losses[options.index(name)], name != reference, name))


def _plain(values: FloatArray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(float, row)) for row in values)
