"""Scenarios of one case side by side: under each the verdict, the cost of every option, and who consents.

The scenarios are calculated on the same draws, so that a difference between two of them is no luck. Robustness over all
of them needs the same options, parties and years; a scenario that does not fit the case is told with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from model.decide.appraisal import Band, band, baseline, difference, present_cost, share_cheaper
from model.decide.consent import chances, positions_of
from model.decide.flips import check
from model.decide.gains import gains, references
from model.decide.robustness import Robustness, robustness
from model.decide.scenarios import over_scenarios
from model.decide.turning import design
from model.decide.verdict import null_verdict, verdict
from model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.decide.again import Simulate
    from model.decide.gains import Position
    from model.decide.turning import TurningRow
    from model.decide.verdict import Verdict
    from model.engine.outcome import Outcome
    from model.inputs import Case, Option, Scenario

BASE: Final = "base"
LEAST: Final = 2  # scenarios that can be laid side by side
NULL_DRAWS: Final = 4_096  # at most, as in the memo: the null only has to show a direction


@dataclass(frozen=True)
class Cost:
    """What an option costs a party (None: together) under one scenario, EUR real, discounted, years 1..H.

    Parameters
    ----------
    cost, difference : Band
        Present cost, and what it is above that of continue in the same draw.
    cheaper : float
        Share of the futures in which it is cheaper than continue, 0-1.
    """

    option: str
    party: str | None
    cost: Band
    difference: Band
    cheaper: float


@dataclass(frozen=True, eq=False)
class Answer:
    """One scenario.

    Parameters
    ----------
    verdict : Verdict
        For all parties together, with its checks: the same gate as in the memo.
    costs : tuple of Cost
        Per option: together first, then each party.
    positions : dict of option id to tuple of Position
        Where each party stands on every option but continue.
    """

    outcome: Outcome
    verdict: Verdict
    costs: tuple[Cost, ...]
    positions: dict[str, tuple[Position, ...]]

    def cost(self, option: str, party: str | None = None) -> Cost:
        """Cost of one option for one party, or together."""
        return next(one for one in self.costs if (one.option, one.party) == (option, party))

    @property
    def choice(self) -> tuple[str, str]:
        """What the verdict comes to: the gate, and the option that is cheapest on average."""
        return self.verdict.gate, self.verdict.leaning


@dataclass(frozen=True)
class Unfit:
    """A scenario that cannot stand beside the others, and why."""

    scenario: Scenario
    reason: InputError


@dataclass(frozen=True)
class Turn:
    """A judgement that on its own makes another option the cheaper one, and under which scenarios it does.

    Parameters
    ----------
    rows : tuple of (str, TurningRow)
        By id of the scenario; of the same assumption, side and rival.
    """

    rival: str
    rows: tuple[tuple[str, TurningRow], ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios side by side.

    Parameters
    ----------
    reference : str
        Id of the scenario that the others are held against: base, or else the first.
    answers : dict of scenario id to Answer
        In the order of the scenarios.
    unfit : tuple of Unfit
        Scenarios that do not fit the case.
    """

    reference: str
    answers: dict[str, Answer]
    robustness: Robustness
    unfit: tuple[Unfit, ...] = ()

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """Outcomes by id of the scenario."""
        return {name: one.outcome for name, one in self.answers.items()}

    @property
    def changed(self) -> tuple[str, ...]:
        """Scenarios under which the choice is not that of the reference."""
        choice = self.answers[self.reference].choice
        return tuple(name for name, one in self.answers.items() if one.choice != choice)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Judgements that turn the choice, those that do under most scenarios first, then the most worth knowing."""
        found: dict[tuple[str, str, str], list[tuple[str, TurningRow]]] = {}
        for name, one in self.answers.items():
            for row in one.verdict.turning:
                found.setdefault((row.id, row.side, row.rival or _other(one.verdict)), []).append((name, row))
        order = sorted(found, key=lambda key: (-len(found[key]), -max(row.worth_knowing for _, row in found[key]), key))
        return tuple(Turn(key[2], tuple(found[key])) for key in order)


def compare(
    case: Case,
    scenarios: Sequence[Scenario],
    options: Sequence[Option] | None = None,
    *,
    simulate: Simulate | None = None,
    draws: int,
    seed: int = 0,
) -> Comparison:
    """Calculate a case under every scenario and lay the answers side by side.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Each with an id of its own.
    options : sequence of Option, optional
        Continue among them; by default the four shipped ones.
    draws, seed : int
        Per scenario.

    Returns
    -------
    Comparison
        With fewer than `LEAST` answers where too few scenarios fit the case, but at least one.

    Raises
    ------
    InputError
        No scenario fits the case.
    ValueError
        No continue among the options.
    """
    if simulate is None:
        from model.simulation import simulate as shipped

        simulate = shipped
    outcomes: dict[str, Outcome] = {}
    unfit = []
    for scenario in scenarios:
        try:
            outcomes |= over_scenarios(case, [scenario], options=options, simulate=simulate, draws=draws, seed=seed)
        except InputError as error:
            unfit.append(Unfit(scenario, error))
    if not outcomes:
        raise InputError([problem for one in unfit for problem in one.reason.problems])
    found = robustness(outcomes)
    answers = {name: answer(outcome, simulate, draws) for name, outcome in outcomes.items()}
    return Comparison(BASE if BASE in outcomes else next(iter(outcomes)), answers, found, tuple(unfit))


def answer(outcome: Outcome, simulate: Simulate, draws: int) -> Answer:
    """Verdict with its checks, costs and positions under one scenario; `draws` bounds what is calculated again."""
    rows = design(outcome)
    null = null_verdict(
        outcome.case, outcome.scenario, outcome.option_objects, simulate,
        assumptions=outcome.assumptions, draws=min(draws, NULL_DRAWS), seed=outcome.seed,
    )  # fmt: skip
    checks = check(outcome, simulate=simulate, rows=rows, draws=min(draws, 1_024))
    return Answer(
        outcome=outcome,
        verdict=verdict(outcome, null=null, checks=checks, rows=rows),
        costs=tuple(
            cost_of(outcome, option, party) for option in outcome.options for party in (None, *outcome.parties)
        ),
        positions=positions(outcome),
    )


def cost_of(outcome: Outcome, option: str, party: str | None = None) -> Cost:
    """Cost of one option for one party, or together; see `Cost`."""
    delta = difference(outcome, option, party)
    return Cost(option, party, band(present_cost(outcome, option, party)), band(delta), share_cheaper(delta))


def positions(outcome: Outcome) -> dict[str, tuple[Position, ...]]:
    """Where each party stands on every option but continue, beside what happens if the vote fails."""
    against, chance, stay = references(outcome), chances(outcome), baseline(outcome)
    return {
        name: positions_of(outcome, gains(outcome, name, against), chance) for name in outcome.options if name != stay
    }


def _other(found: Verdict) -> str:
    """The other of the two options that were compared."""
    return (found.challenger or found.baseline) if found.leaning == found.baseline else found.baseline
