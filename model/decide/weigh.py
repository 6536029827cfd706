"""Weigh the options on the criteria of a framework: scores that can be taken apart, per party and together (WG7, WG8).

Additive value theory (Keeney & Raiffa 1976; Dyer & Sarin 1979, doi:10.1287/opre.27.4.810): every measure is the
difference with continuing in the same draw, a value function makes it 0 (worst) to 1 (best), and weights add them up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from model.decide import smaa, weights
from model.decide.appraisal import Band, band, baseline
from model.decide.believe import Belief, beliefs
from model.decide.criteria import EUROS, JUDGED, LEAVES, LESS, measures, residents, together
from model.errors import InputError
from model.inputs.framework import CRITERIA, MEASURES, Framework, party_faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.decide.smaa import Acceptability
    from model.engine.outcome import FloatArray, Outcome

OUTER: Final = (0.01, 0.99)
"""Quantiles of the differences with continuing between which a value function runs when nobody sets one."""
STREAM: Final = 1_001
"""Key of the random numbers for weights, apart from those of the engine."""


@dataclass(frozen=True)
class Scale:
    """How a measure is valued; in EUR per inhabitant per year, 0-1 or years, as a difference with continuing.

    Parameters
    ----------
    within : float
        Share of the measure in its criterion, 0-1.
    points : tuple of (float, float)
        Measure and value 0-1, rising in the measure; straight lines between them, flat beyond.
    judged : bool
        Whether the measure is judgement instead of a result of the engine.
    set_by_hand : bool
        Whether the framework gives it; else it spans the outcomes.
    """

    measure: str
    criterion: str
    within: float
    points: tuple[tuple[float, float], ...]
    judged: bool
    set_by_hand: bool

    @property
    def worst(self) -> float:
        """Measure of value 0."""
        return self.points[0][0] if self.points[0][1] <= 0.0 else self.points[-1][0]

    @property
    def best(self) -> float:
        """Measure of value 1."""
        return self.points[-1][0] if self.points[0][1] <= 0.0 else self.points[0][0]


@dataclass(frozen=True)
class Standing:
    """One option in the eyes of one party, or of the shared vision.

    Parameters
    ----------
    score : Band
        Weighted value over the draws, 0-1.
    parts : tuple of float
        What each criterion adds to the mean score, in the order of the criteria; they sum to it.
    differences : tuple of float
        Mean difference with continuing per measure, own unit, in the order of the scales.
    first : float
        Share of the draws in which it scores best with the weights as given, 0-1; options that tie share it.
    """

    option: str
    score: Band
    parts: tuple[float, ...]
    differences: tuple[float, ...]
    first: float


@dataclass(frozen=True)
class View:
    """Options weighed by one party, or together (``party=None``) by the shared vision.

    Parameters
    ----------
    weights : tuple of float
        In the order of the criteria; they sum to 1.
    around, any_weights : tuple of Acceptability
        SMAA-2 with weights near those given (or in their order), and with weights of which nothing is known.
    """

    party: str | None
    weights: tuple[float, ...]
    standings: tuple[Standing, ...]
    around: tuple[Acceptability, ...]
    any_weights: tuple[Acceptability, ...]
    beliefs: tuple[Belief, ...]

    @property
    def first(self) -> str:
        """Option with the best mean score; of equal ones the first asked for."""
        return max(self.standings, key=lambda one: one.score.mean).option


@dataclass(frozen=True)
class Weighing:
    """Options weighed on the criteria of a framework.

    Parameters
    ----------
    baseline : str
        What every measure is a difference with: continue.
    scales : tuple of Scale
        One per measure.
    spread : float
        How far weights may lie from those given in ``around``, as a share of them.
    known : {"near", "order"}
        What is taken as sure of the weights in ``around``.
    own_weights : tuple of str
        Parties that gave weights themselves, in the framework or in the case; to the others every K weighs the same.
    """

    options: tuple[str, ...]
    criteria: tuple[str, ...]
    baseline: str
    scales: tuple[Scale, ...]
    spread: float
    known: str
    own_weights: tuple[str, ...]
    shared: View
    parties: tuple[View, ...]


def weigh(outcome: Outcome, framework: Framework | None = None) -> Weighing:
    """Weigh every option for the shared vision and for each party.

    Parameters
    ----------
    outcome : Outcome
        Result of a simulation that holds continue; of a streamed run the sample is weighed.
    framework : Framework, optional
        What members set themselves.

    Raises
    ------
    InputError
        The framework gives points to a party that is not in the case.
    ValueError
        Continue is not among the options.
    """
    sample, given = outcome.sample, framework or Framework()
    if problems := party_faults(given, outcome.parties):
        raise InputError(problems)
    found = measures(sample)
    change = found - found[sample.o(baseline(sample))]
    cost = found[sample.o(baseline(sample)), ..., LEAVES.index("kosten")]
    usual = dict.fromkeys(EUROS, float((cost @ residents(sample)).mean() / residents(sample).sum()))
    usual["lead_years"] = float(sample.horizon)
    scales = value_scales(change, usual, weights.judged(sample), given)
    spread = weights.judged(sample)["spread"] if given.spread is None else given.spread
    apart, shared = weights.party_weights(sample, given), weights.shared_weights(sample, given)
    seen: list[tuple[str | None, FloatArray, FloatArray]] = [(None, together(sample, change), shared)]
    seen += [(code, change[:, :, p], apart[p]) for p, code in enumerate(sample.parties)]
    views = [_view(sample, scales, party, of, own, _space(own, spread, given.known)) for party, of, own in seen]
    return Weighing(
        options=sample.options, criteria=CRITERIA, baseline=baseline(sample), scales=scales, spread=spread,
        known=given.known, own_weights=weights.givers(sample, given), shared=views[0], parties=tuple(views[1:]),
    )  # fmt: skip


def value_scales(
    change: FloatArray, size: Mapping[str, float], set_apart: Mapping[str, float], framework: Framework
) -> tuple[Scale, ...]:
    """WG7: value function per measure: that of the framework, or a line over the outcomes from worst to best.

    Parameters
    ----------
    change : ndarray, shape (option, draw, party, measure)
        Differences with continuing.
    size : mapping of measure to float
        What a range is compared with, own unit; 1 for scores and shares.
    """
    moved = np.any(change != 0.0, axis=(1, 2, 3))
    spread_out = np.quantile(change[moved], OUTER, axis=(0, 1, 2)) if moved.any() else np.zeros((2, len(LEAVES)))
    scales, given = [], {str(leaf): points for leaf, points in framework.values.items()}
    for k, leaf in enumerate(LEAVES):
        half = set_apart["least_range"] * size.get(leaf, 1.0) / 2.0  # no range so narrow that trifles decide
        low, high = min(float(spread_out[0, k]), -half), max(float(spread_out[1, k]), half)
        if leaf == "lead_years":  # planned, not drawn: its range is the horizon
            low, high = 0.0, size[leaf]
        middle = set_apart["middle"] if leaf == "transition" else 0.5
        points = ((low, 0.0), ((low + high) / 2.0, middle), (high, 1.0))
        if leaf in LESS:
            points = ((low, 1.0), ((low + high) / 2.0, middle), (high, 0.0))
        criterion = next(name for name, leaves in MEASURES.items() if leaf in leaves)
        scales.append(
            Scale(
                leaf, criterion, _within(leaf, MEASURES[criterion], framework), given.get(leaf, points),
                leaf in JUDGED, leaf in given,
            )
        )  # fmt: skip
    return tuple(scales)


def valued(change: FloatArray, scales: tuple[Scale, ...]) -> FloatArray:
    """Value of each criterion, 0-1: differences (..., measure) through their value functions, to (..., criterion)."""
    values = np.zeros((*change.shape[:-1], len(CRITERIA)))
    for k, scale in enumerate(scales):
        at, value = zip(*scale.points, strict=True)
        values[..., CRITERIA.index(scale.criterion)] += scale.within * np.interp(change[..., k], at, value)
    return values


def score(values: FloatArray, own: FloatArray) -> FloatArray:
    """WG8: weighted sum of values (option, draw, criterion), shape (option, draw)."""
    total: FloatArray = values @ own
    return total


def _view(
    outcome: Outcome, scales: tuple[Scale, ...], party: str | None, change: FloatArray, own: FloatArray,
    space: weights.Space,
) -> View:  # fmt: skip
    values = valued(change, scales)
    total, mean = score(values, own), values.mean(axis=1)
    first = smaa.rank_shares(total)[..., 0].mean(axis=1)
    around, free = (
        smaa.acceptabilities(outcome.options, values, weights.sample(one, outcome.draws, _rng(outcome)))
        for one in (space, weights.anything(own))
    )
    standings = tuple(
        Standing(
            option=option,
            score=band(total[o]),
            parts=tuple((own * mean[o]).tolist()),
            differences=tuple(change[o].mean(axis=0).tolist()),
            first=float(first[o]),
        )
        for o, option in enumerate(outcome.options)
    )
    return View(party, tuple(own.tolist()), standings, around, free, beliefs(outcome.options, mean, own))


def _space(own: FloatArray, spread: float, known: str) -> weights.Space:
    return weights.ordered(own) if known == "order" else weights.near(own, spread)


def _rng(outcome: Outcome) -> np.random.Generator:
    """Random numbers of the weights: the same for every view, so that views differ by their values alone."""
    return np.random.default_rng(np.random.SeedSequence(outcome.seed, spawn_key=(STREAM,)))


def _within(leaf: str, leaves: tuple[str, ...], framework: Framework) -> float:
    """Share of a measure in its criterion: as set, what the other leaves, or an even part."""
    if len(leaves) == 1:
        return 1.0
    if leaf in framework.within:
        return framework.within[leaf]
    rest = [framework.within[other] for other in leaves if other in framework.within]
    return 1.0 - rest[0] if rest else 0.5
