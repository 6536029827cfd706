"""Whether the choice survives another seed, and every judgement at both ends of its range (DV24).

Rows that are drawn are screened with the draws that are there (`model.decide.turning`); those that come near turning,
and every judgement that is never drawn, are held at an end of their range and simulated. The same draws are used, so
what a row moves is its own effect and not luck.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.decide import turning
from model.decide.again import Simulate, again
from model.decide.appraisal import CENT, StandardError, baseline, present_cost, standard_error
from model.decide.hold import hold, side_by_side
from model.decide.screen import drivers
from model.decide.turning import JUDGEMENT, SURE, TurningRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.decide.turning import Design
    from model.engine.outcome import FloatArray, Outcome
    from model.inputs import Assumption

    Deltas = dict[str, FloatArray]  # by rival, EUR, shape (draw,)


class Point(NamedTuple):
    """A judgement held at one value; `high` tells which side of its range that is."""

    row: Assumption
    value: float
    high: bool


@dataclass(frozen=True)
class Checks:
    """What calculating again says of the choice between the leading options.

    Parameters
    ----------
    leading : str
        Cheapest option on average.
    rivals : tuple of str
        Runner-up, and continue where that is neither of the two.
    seed, draws : int
        Of the repetition with other random numbers.
    again : tuple of (str, float, StandardError)
        Per rival: mean difference leading minus rival with the other seed, EUR real, discounted.
    turning : tuple of TurningRow
        Judgements that on their own make a rival the cheaper option.
    tested : tuple of str
        Ids of the judgements that were held at both ends by simulation or looked at in the draws.
    """

    party: str | None
    leading: str
    rivals: tuple[str, ...]
    seed: int
    draws: int
    again: tuple[tuple[str, float, StandardError], ...]
    turning: tuple[TurningRow, ...]
    tested: tuple[str, ...]

    @property
    def other_seed_disagrees(self) -> bool:
        """Whether a rival is the cheaper one with the other seed."""
        return any(mean >= 0.0 for _, mean, _ in self.again)


def contenders(outcome: Outcome, party: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Cheapest option on average, and the options that it must hold against: the runner-up and continue."""
    costs = {option: present_cost(outcome, option, party) for option in outcome.options}
    reference = baseline(outcome)
    ranked = sorted(costs, key=lambda option: (float(costs[option].mean()), option != reference))
    leading = ranked[0]
    others = [one for one in ranked[1:] if np.abs(costs[one] - costs[leading]).max() > CENT]
    return leading, tuple(dict.fromkeys(one for one in (*others[:1], reference) if one in others))


def check(
    outcome: Outcome,
    party: str | None = None,
    *,
    simulate: Simulate | None = None,
    rows: Design | None = None,
    draws: int = 1_024,
    seed_draws: int | None = None,
    most: int = 40,
) -> Checks | None:
    """DV24: calculate the leading options again with another seed, and with one judgement at a time at its ends.

    Parameters
    ----------
    draws, seed_draws : int
        Futures per judgement, and for the other seed (all of them if left out).
    most : int
        Drawn judgements near turning that are simulated, the nearest first.

    Returns
    -------
    Checks or None
        None where no option differs from another.
    """
    outcome = outcome.sample  # of a streamed run: the futures that are there one by one
    leading, rivals = contenders(outcome, party)
    if not rivals:
        return None
    rows = turning.design(outcome) if rows is None else rows
    options = tuple(option for option in outcome.options if option in (leading, *rivals))
    other = again(outcome, simulate, options=options, draws=seed_draws, seed=outcome.seed + 1, total=True)
    deltas = _deltas(outcome, leading, rivals, party)
    screened = _near(rows, deltas, most)
    never_drawn = _ends(outcome, rows)
    points = [*never_drawn, *screened]
    held = _held(outcome, points, options, (leading, rivals, party), draws, simulate)
    found: dict[str, TurningRow] = {}
    for rival, delta in deltas.items():
        moved = [(point, ends[rival]) for point, ends in zip(points, held, strict=True)]
        for row in _turned(rows, delta, rival, moved):
            found.setdefault(row.id, row)
    return Checks(
        party=party,
        leading=leading,
        rivals=rivals,
        seed=other.seed,
        draws=other.draws,
        again=tuple(
            (rival, float(delta.mean()), standard_error(delta, other.block))
            for rival, delta in _deltas(other, leading, rivals, party).items()
        ),
        turning=tuple(sorted(found.values(), key=lambda row: (-row.worth_knowing, row.id))),
        tested=tuple(sorted({row.id for row in rows.assumptions} | {point.row.id for point in never_drawn})),
    )


def _deltas(outcome: Outcome, leading: str, rivals: Sequence[str], party: str | None) -> Deltas:
    """Present cost of the leading option less that of each rival, EUR, shape (draw,)."""
    own = present_cost(outcome, leading, party)
    return {rival: own - present_cost(outcome, rival, party) for rival in rivals}


def _ends(outcome: Outcome, rows: Design) -> list[Point]:
    """Both ends of every judgement that is never drawn and has a range."""
    never = [one for one in drivers(outcome, rows) if one.row.kind == JUDGEMENT and one.row.distribution == "fixed"]
    ends = [Point(one.row, end, end == one.high) for one in never for end in (one.low, one.high) if end != one.row.base]
    return sorted(ends, key=lambda point: (point.row.id, point.high))


def _near(rows: Design, deltas: Mapping[str, FloatArray], most: int) -> list[Point]:
    """Drawn judgements that come within two standard errors of turning, each at the place where it is nearest."""
    at = turning.places(rows)
    nearest: dict[int, tuple[float, int]] = {}
    for delta in deltas.values():
        fitted, error = turning.fitted_to_the_ends(rows, delta)
        gap = SURE * error - np.sign(delta.mean()) * fitted  # above zero: near, or turned
        for k in np.flatnonzero(np.array(rows.judged) & (gap.max(axis=1) > 0.0)):
            place = int(gap[k].argmax())
            nearest[int(k)] = max(nearest.get(int(k), (-np.inf, 0)), (float(gap[k, place]), place))
    chosen = sorted(nearest, key=lambda k: (-nearest[k][0], rows.assumptions[k].id))[:most]
    places = {k: nearest[k][1] for k in chosen}
    return [Point(rows.assumptions[k], float(at[k, place]), 2 * place >= at.shape[1]) for k, place in places.items()]


def _held(
    outcome: Outcome,
    points: Sequence[Point],
    options: tuple[str, ...],
    between: tuple[str, tuple[str, ...], str | None],
    draws: int,
    simulate: Simulate | None,
) -> list[Deltas]:
    """Differences with each row held at its value; runs of one thread each, side by side."""
    leading, rivals, party = between
    before = _deltas(outcome, leading, rivals, party)

    def simulated(point: Point) -> Deltas:
        held = hold(outcome, {point.row.id: point.value}, simulate=simulate, options=options, draws=draws)
        return before if held is None else _deltas(held, leading, rivals, party)

    return side_by_side(simulated, points)


def _turned(rows: Design, delta: FloatArray, rival: str, moved: Sequence[tuple[Point, FloatArray]]) -> list[TurningRow]:
    """Rows at whose end the rival is the cheaper; what the draws say of one stands only if simulating bears it out."""
    mean = float(delta.mean())
    told = {row.id: row for row in turning.turning_rows(rows, delta)}
    found: dict[str, TurningRow] = {}
    for point, held in moved:
        at, error = _mean_there(delta, held)
        if mean * at >= 0.0 or abs(at) <= CENT:
            continue
        known = told.get(point.row.id) or _line(point, mean, at)
        row = replace(known, rival=rival, simulated=True)
        found[row.id] = (
            replace(row, at_high=at, error_high=error) if point.high else replace(row, at_low=at, error_low=error)
        )
    simulated = {point.row.id for point, _ in moved}
    return [*found.values(), *(replace(row, rival=rival) for name, row in told.items() if name not in simulated)]


def _mean_there(delta: FloatArray, held: FloatArray) -> tuple[float, float]:
    """Mean difference with a row held, and its standard error: from the held draws, or from what holding moved.

    The second is the sharper one for a row that moves little, because luck is the same in both.
    """
    count = len(held)
    moved = held - delta[:count]
    plain = float(held.std() / np.sqrt(count))
    paired = float(np.hypot(moved.std() / np.sqrt(count), delta.std() / np.sqrt(len(delta))))
    return (float(held.mean()), plain) if plain < paired else (float(delta.mean() + moved.mean()), paired)


def _line(point: Point, mean: float, at: float) -> TurningRow:
    """Turning row of which only the end is known: it turns where a line from the base to that end crosses zero."""
    row = point.row
    low, high = min(row.base, point.value), max(row.base, point.value)
    return TurningRow(
        id=row.id, name=row.name, name_nl=row.name_nl,
        low=low if row.low is None else row.low, high=high if row.high is None else row.high,
        at_low=mean, at_high=mean, error_low=0.0, error_high=0.0,
        turns_at=row.base + (point.value - row.base) * mean / (mean - at),
        turns_quantile=0.99 if point.high else 0.01, side="above" if point.high else "below", worth_knowing=0.0,
        base=row.base if row.distribution == "fixed" else None,
    )  # fmt: skip
