"""The verdict and its gate: what is preferred, how sure that is, and how much of it rests on judgement.

An option is preferred only when (formulas §17)

1. the mean difference with continue is more than two standard errors from zero, and other random numbers say the same;
2. no judgement, alone and within its own range, makes another option the cheaper one;
3. with every judged effect switched off the sign stays (where that was computed);
4. it saves enough to choose on: a stated share of what continuing costs.

Where most of the budget is estimated, the verdict asks for data first and is conditional. Where exactly these
limits lie is in `model.decide.gate`; the standard errors are the usual two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from model.decide import turning
from model.decide.appraisal import (
    CENT,
    Band,
    StandardError,
    band,
    baseline,
    difference,
    present_cost,
    share_cheaper,
    standard_error,
)
from model.decide.gate import limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.decide.again import Simulate
    from model.decide.flips import Checks
    from model.decide.gate import Limits
    from model.decide.turning import Design, TurningRow, VarianceShares
    from model.engine.outcome import FloatArray, Outcome
    from model.inputs import Assumption, Case, Option, Scenario

CLOSE: Final = 2.0  # standard errors

Kind = Literal["preferred", "no_clear_preference", "more_data"]
Reason = Literal[
    "too_small", "close_call", "other_seed", "turns_within_judgement", "undecided", "rests_on_judgement",
    "mostly_estimated", "no_difference",
]  # fmt: skip


@dataclass(frozen=True)
class NullDifference:
    """Mean difference with continue at the null of every judged effect, EUR real, discounted."""

    option: str
    party: str | None
    mean: float
    standard_error: StandardError


@dataclass(frozen=True)
class NullResult:
    """What remains of the differences when every judged effect is switched off.

    Parameters
    ----------
    pinned : tuple of (str, float)
        Assumptions that were held at their null, with that value.
    differences : tuple of NullDifference
        Per option and party (None: together).
    """

    pinned: tuple[tuple[str, float], ...]
    differences: tuple[NullDifference, ...]

    def of(self, option: str, party: str | None = None) -> NullDifference:
        """Difference of one option for one party; LookupError where it was not simulated."""
        for row in self.differences:
            if (row.option, row.party) == (option, party):
                return row
        raise LookupError(f"no null difference for option {option!r}, party {party!r}")


@dataclass(frozen=True)
class Verdict:
    """What the figures say about continuing or not, for one party or together.

    Parameters
    ----------
    kind : {"preferred", "no_clear_preference", "more_data"}
        "more_data" where most of the budget is estimated; `gate` then tells what the figures say on the
        condition that the estimates hold.
    gate : {"preferred", "no_clear_preference"}
        Verdict on the figures as they are.
    option : str or None
        The preferred option (conditionally preferred where `conditional`); None without a preference.
    leaning : str
        Option with the lowest mean cost, preferred or not.
    baseline, challenger : str, str or None
        The two that were compared: continue and the best other option (None where nothing differs).
    difference : Band or None
        Challenger minus continue, EUR real, discounted.
    standard_error : StandardError or None
        Of its mean.
    share : float
        Share of the simulated futures in which the leaning option is cheaper than the other of the two, 0-1.
    conditional, example : bool
        Whether the verdict holds only if the estimates do; whether pages must carry the mark of an example
        with estimated figures.
    estimated_share : float
        Part of the budget that is estimated, 0-1.
    reasons : tuple of str
        Why there is no preference, or why it is conditional.
    tied_with : tuple of str
        Options whose mean cost is within two standard errors of the leaning option.
    turning : tuple of TurningRow
        Judgements within whose range the sign turns, the one most worth knowing first.
    untested : tuple of str
        Judgements that did not vary, so that nothing can be said of them.
    variance : VarianceShares or None
        How much of the spread is judgement.
    null : NullDifference or None
        Challenger minus continue with every judged effect at its null; None where it was not computed.
    checks : Checks or None
        The leading options calculated again (`model.decide.flips`); None where that was not done.
    """

    kind: Kind
    gate: Kind
    party: str | None
    option: str | None
    leaning: str
    baseline: str
    challenger: str | None
    difference: Band | None
    standard_error: StandardError | None
    share: float
    conditional: bool
    example: bool
    estimated_share: float
    reasons: tuple[Reason, ...]
    tied_with: tuple[str, ...] = ()
    turning: tuple[TurningRow, ...] = ()
    untested: tuple[str, ...] = ()
    variance: VarianceShares | None = None
    null: NullDifference | None = None
    checks: Checks | None = None

    @property
    def judged_share(self) -> float | None:
        """Share of the variance of the difference that judgement rows explain, 0-1."""
        return None if self.variance is None else self.variance.judged


def verdicts(outcome: Outcome, null: NullResult | None = None) -> tuple[Verdict, ...]:
    """Give the verdict for all parties together and then for each party; see `verdict`."""
    rows = turning.design(outcome)
    return tuple(verdict(outcome, party, null=null, rows=rows) for party in (None, *outcome.parties))


def verdict(
    outcome: Outcome,
    party: str | None = None,
    *,
    null: NullResult | None = None,
    checks: Checks | None = None,
    rows: Design | None = None,
) -> Verdict:
    """Pass the figures through the gate.

    Parameters
    ----------
    null : NullResult, optional
        From `null_verdict`. With it, a preference that does not survive at the null is no preference.
    checks : Checks, optional
        From `model.decide.flips.check`, for the same party. Without them only the draws at hand say which
        judgements turn the sign (DV14), and rows that are never drawn are not looked at.

    Returns
    -------
    Verdict
        Money in EUR real, discounted, years 1..H.

    Raises
    ------
    ValueError
        Continue is not among the options.
    """
    rows = turning.design(outcome) if rows is None else rows
    reference = baseline(outcome)
    deltas = {name: difference(outcome, name, party) for name in outcome.options if name != reference}
    deltas = {name: delta for name, delta in deltas.items() if np.abs(delta).max() > CENT}
    if not deltas:
        return _no_difference(outcome, party, reference)
    challenger = min(deltas, key=lambda name: float(deltas[name].mean()))
    delta = deltas[challenger]
    leaning = challenger if delta.mean() < 0 else reference
    drawn = difference(outcome.sample, challenger, party)
    turns = turning.turning_rows(rows, drawn) if checks is None else checks.turning
    tied = _tied_with(outcome, party, leaning, (reference, *deltas))
    share = share_cheaper(delta if leaning == challenger else -delta)
    remains = None if null is None else null.of(challenger, party)
    gate_limits, estimated = limits(outcome.assumptions), float(outcome.case.estimated_share)
    against = _objections(float(delta.mean()), share, turns, tied, remains, checks, gate_limits)
    if leaning == challenger and not _material(outcome, party, float(delta.mean()), gate_limits):
        against = ("too_small", *against)
    tested = () if checks is None else checks.tested
    many = estimated > gate_limits.estimated_limit
    gate: Kind = "no_clear_preference" if against else "preferred"
    return Verdict(
        kind="more_data" if many else gate,
        gate=gate,
        party=party,
        option=None if against else leaning,
        leaning=leaning,
        baseline=reference,
        challenger=challenger,
        difference=band(delta),
        standard_error=standard_error(delta, outcome.future_block),
        share=share,
        conditional=many,
        example=many or bool(outcome.case.example),
        estimated_share=estimated,
        reasons=(*against, "mostly_estimated") if many else against,
        tied_with=tied,
        turning=turns,
        untested=tuple(name for name in turning.untested(outcome, rows) if name not in tested),
        variance=turning.variance_shares(rows, drawn),
        null=remains,
        checks=checks,
    )


def null_values(assumptions: Iterable[Assumption]) -> dict[str, float]:
    """Value per judgement, by id and in own units, at which its effect vanishes.

    Judgements only, because a measured effect is not a matter of opinion; rows whose ``null`` is None have no effect to
    switch off.
    """
    return {row.id: float(row.null) for row in assumptions if row.kind == turning.JUDGEMENT and row.null is not None}


def null_verdict(
    case: Case,
    scenario: Scenario | None,
    options: Sequence[Option] | None,
    simulate: Simulate,
    *,
    assumptions: Iterable[Assumption],
    draws: int = 4_096,
    seed: int = 0,
) -> NullResult | None:
    """Simulate with every judged effect switched off, to see what remains of the differences.

    `simulate` must take ``pinned``, a value per assumption id. None where no judgement has a null.
    """
    pinned = null_values(assumptions)
    if not pinned:
        return None
    outcome = simulate(case, scenario, options, draws=draws, seed=seed, pinned=pinned)
    return NullResult(
        pinned=tuple(sorted(pinned.items())),
        differences=tuple(
            _null_difference(outcome, option, party) for option in outcome.options for party in (None, *outcome.parties)
        ),
    )


def _null_difference(outcome: Outcome, option: str, party: str | None) -> NullDifference:
    delta = difference(outcome, option, party)
    return NullDifference(option, party, float(delta.mean()), standard_error(delta, outcome.future_block))


def _objections(
    mean: float,
    share: float,
    turns: tuple[TurningRow, ...],
    tied: tuple[str, ...],
    remains: NullDifference | None,
    checks: Checks | None,
    within: Limits,
) -> tuple[Reason, ...]:
    """Why the leaning option may not be called preferred; empty when it may."""
    found: list[Reason] = []
    if tied:
        found.append("close_call")
    if checks is not None and checks.other_seed_disagrees:
        found.append("other_seed")
    if turns:
        found.append("turns_within_judgement")
        if within.undecided_low <= share <= within.undecided_high:
            found.append("undecided")
    if remains is not None and not _survives(mean, remains):
        found.append("rests_on_judgement")
    return tuple(found)


def _material(outcome: Outcome, party: str | None, mean: float, within: Limits) -> bool:
    """Whether a mean difference is large enough to choose on, beside what continuing costs."""
    cost = float(present_cost(outcome, baseline(outcome), party).mean())
    return abs(mean) >= within.material_share * cost


def _survives(mean: float, remains: NullDifference) -> bool:
    """Whether the sign at the null is the same, clear of sampling error."""
    same_sign = mean * remains.mean > 0
    return same_sign and abs(remains.mean) > CLOSE * remains.standard_error.value


def _tied_with(outcome: Outcome, party: str | None, leaning: str, options: Sequence[str]) -> tuple[str, ...]:
    """Options that differ from the leaning one by no more than two standard errors, but do differ."""
    own = present_cost(outcome, leaning, party)
    return tuple(
        name for name in options if name != leaning and _tie(present_cost(outcome, name, party) - own, outcome)
    )


def _tie(gap: FloatArray, outcome: Outcome) -> bool:
    if np.abs(gap).max() <= CENT:
        return False
    return bool(abs(gap.mean()) <= CLOSE * standard_error(gap, outcome.future_block).value)


def _no_difference(outcome: Outcome, party: str | None, reference: str) -> Verdict:
    """Build the verdict where no option differs from continue in any draw."""
    estimated = float(outcome.case.estimated_share)
    many = estimated > limits(outcome.assumptions).estimated_limit
    return Verdict(
        kind="more_data" if many else "preferred",
        gate="preferred",
        party=party,
        option=reference,
        leaning=reference,
        baseline=reference,
        challenger=None,
        difference=None,
        standard_error=None,
        share=0.0,
        conditional=many,
        example=many or bool(outcome.case.example),
        estimated_share=estimated,
        reasons=("no_difference", "mostly_estimated") if many else ("no_difference",),
    )
