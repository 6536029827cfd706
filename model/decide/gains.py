"""What each party gains by an option, beside what legally happens if the vote fails, and whether it then consents.

Gains are EUR real, discounted, years 1..H; positive is better for the party.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from model.decide.appraisal import CENT, Band, StandardError, band, baseline, standard_error

if TYPE_CHECKING:
    from collections.abc import Iterable

    from model.engine.outcome import FloatArray, IntArray, Outcome
    from model.inputs import Case, Option

Answer = Literal["yes", "no", "unsure"]
SURE: Final = 2.0  # standard errors


@dataclass(frozen=True)
class Reference:
    """What a party compares with: what happens to it if the vote fails.

    Parameters
    ----------
    option : str
        Id of the option that stands for it.
    kind : {"status_quo", "own_exit", "others_exit"}
        The arrangement goes on; the party uses its right to leave; another party leaves.
    """

    party: str
    option: str
    kind: Literal["status_quo", "own_exit", "others_exit"]


@dataclass(frozen=True)
class Position:
    """Where one party stands on one option.

    Parameters
    ----------
    gain : Band
        Mean, P10 and P90 of its gain, EUR.
    standard_error : StandardError
        Of the mean gain.
    better, worse : float
        Shares of the futures in which it is better and worse off, 0-1; in the rest nothing changes for it.
    consents, cautious : {"yes", "no", "unsure"}
        At the default and at the cautious chance; "unsure" where it hangs on sampling error.
    """

    party: str
    gain: Band
    standard_error: StandardError
    better: float
    worse: float
    consents: Answer
    cautious: Answer

    @property
    def indifferent(self) -> bool:
        """Whether the option changes nothing for the party in any future."""
        return self.better == self.worse == 0.0


def may_bring_about(case: Case, option: Option) -> tuple[str, ...]:
    """Codes of the parties that may bring an option about by leaving; with two of them leaving ends the arrangement.

    An option counts if it does nothing but let one party leave (or, with two members, end the arrangement), not before
    notice that is given in the budget year has run out.
    """
    if len(option.actions) != 1:
        return ()
    (action,), members = option.actions, tuple(party.code for party in case.parties)
    year = action.year(case.budget_year)
    notice = math.ceil(float(case.arrangement.notice_months) / 12)
    every, first = case.arrangement.exit_window_years or 1, case.arrangement.exit_window_year or case.budget_year
    if year is None or year < case.budget_year + notice or (case.budget_year - first) % every:
        return ()
    if action.kind == "leave":
        return (action.party,)
    return members if action.kind == "dissolve" and len(members) == 2 else ()


def references(outcome: Outcome) -> tuple[Reference, ...]:
    """CS1: what happens to each party if the vote fails: continue, unless a party would leave of its own right.

    A party would leave where that costs it less on average than continue. If one would, that is what the others then
    face; if several would (of more than two), each compares with its own exit and the others with continue. A right of
    exit counts where an option holds nothing but that exit. In the order of the parties.
    """
    stay, means = baseline(outcome), outcome.total.mean(axis=1)
    exits: dict[str, str] = {}
    for name, option in zip(outcome.options, outcome.option_objects, strict=True):
        for code in may_bring_about(outcome.case, option):
            p, best = outcome.p(code), exits.get(code, stay)
            if means[outcome.o(name), p] < means[outcome.o(best), p] - CENT:
                exits[code] = name
    shared = next(iter(exits.values())) if len(set(exits.values())) == 1 else None
    return tuple(
        Reference(code, exits[code], "own_exit") if code in exits
        else Reference(code, shared, "others_exit") if shared is not None
        else Reference(code, stay, "status_quo")
        for code in outcome.parties
    )  # fmt: skip


def gains(outcome: Outcome, option: str, against: tuple[Reference, ...]) -> FloatArray:
    """CS2: present cost of each party's reference less that of an option, in the same future.

    Shape (future, party); EUR; positive is better than the reference.
    """
    compared = [outcome.total[outcome.o(one.option), :, p] for p, one in enumerate(against)]
    gained: FloatArray = np.stack(compared, axis=1) - outcome.total[outcome.o(option)]
    return gained


def position(party: str, gain: FloatArray, block: IntArray, chance: tuple[float, float]) -> Position:
    """CS3: a party consents if its mean gain is not below zero and it is better off often enough.

    Futures in which nothing changes for the party give no reason either way, so the share is of those that differ.
    `gain` has shape (future,), EUR; `chance` is the share that must be better: default and cautious, 0-1.
    """
    consents, cautious = (agrees(gain, block, share) for share in chance)
    better, worse = float((gain > CENT).mean()), float((gain < -CENT).mean())
    return Position(party, band(gain), standard_error(gain, block), better, worse, consents, cautious)


def agrees(gain: FloatArray, block: IntArray, share: float, *, mean_too: bool = True) -> Answer:
    """Whether gains (future,) in EUR pass both tests of CS3; without `mean_too` only that on the share."""
    better, differs = gain > CENT, abs(gain) > CENT
    tests = [gain if differs.any() else 0.0 * gain] * mean_too + [better - share * differs]
    return every(_above(test, block) for test in tests)


def every(answers: Iterable[Answer]) -> Answer:
    """Yes if all say yes, no if one says no, else unsure."""
    found = set(answers)
    return "no" if "no" in found else "unsure" if "unsure" in found else "yes"


def _above(values: FloatArray, block: IntArray) -> Answer:
    """Whether the mean of values (future,) is at least zero, clear of sampling error."""
    mean, error = float(values.mean()), SURE * standard_error(values, block).value
    return "yes" if mean >= error else "no" if mean < -error else "unsure"
