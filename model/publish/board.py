"""What the sections of the memo are made from: one simulation, its appraisal, its verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from model.decide.appraisal import appraise, baseline
from model.decide.decision import decide
from model.decide.flips import check
from model.decide.horizon import horizon_check, simulate_longer
from model.decide.levers import lever_cases
from model.decide.repeated import shipped
from model.decide.scenarios import over_scenarios
from model.decide.text_check import check_text
from model.decide.turning import design
from model.decide.unplanned import unplanned_exits, without_exits
from model.decide.verdict import null_verdict, verdict
from model.decide.windfall import windfalls
from model.engine.names import MOST_DRAWS
from model.inputs import load_case, load_option, load_scenario
from model.language import use
from model.publish.kept import kept
from model.publish.parameters import MemoParameters, checked
from model.publish.shared import results_key, shared
from model.resources import list_scenarios

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.decide.again import Simulate
    from model.decide.appraisal import OptionSummary
    from model.decide.decision import Decision
    from model.decide.horizon import HorizonCheck
    from model.decide.levers import LeverCase
    from model.decide.unplanned import UnplannedExits
    from model.decide.verdict import Verdict
    from model.decide.windfall import Windfall
    from model.engine.outcome import Outcome
    from model.inputs import Case, Option, Scenario

NULL_DRAWS = 4_096  # at most: the null only has to show a direction
MORE_DRAWS = 4_096  # idem for what stands beside the verdict


@dataclass(frozen=True)
class Study:
    """What was calculated besides the verdict; empty where there was nothing to calculate.

    Parameters
    ----------
    exits : tuple of UnplannedExits
        Per option; empty where the scenario has no unplanned exits.
    """

    exits: tuple[UnplannedExits, ...] = ()
    windfalls: tuple[Windfall, ...] = ()
    levers: tuple[LeverCase, ...] = ()
    horizon: HorizonCheck | None = None


def study(outcome: Outcome, simulate: Simulate) -> Study:
    """Calculate exits that nobody planned, windfalls, what advices need, and the longer horizon."""
    without = without_exits(outcome, simulate)
    exits = () if without is None else unplanned_exits(outcome, without)
    spent = next((one.of().over_all for one in exits if one.option == baseline(outcome)), 0.0)
    return Study(
        exits=exits,
        windfalls=windfalls(outcome, without),
        levers=lever_cases(outcome, spent, simulate=simulate, draws=MORE_DRAWS),
        horizon=horizon_check(outcome, simulate_longer(outcome, simulate, draws=MORE_DRAWS)),
    )


@dataclass(frozen=True, eq=False)
class Worlds:
    """A case under several scenarios, by their id."""

    outcomes: dict[str, Outcome]


@dataclass(frozen=True, eq=False)
class Results:
    """What a memo rests on, in whatever language and with whatever sections it is made."""

    outcome: Outcome
    summaries: tuple[OptionSummary, ...]
    verdict: Verdict
    study: Study
    decision: Decision

    def in_words(self, case: Case) -> Decision:
        """The analyses, with the text of the arrangement as it is now."""
        return replace(self.decision, text_check=check_text(case))


@dataclass(frozen=True, eq=False)
class Memo:
    """Everything that the sections show.

    Parameters
    ----------
    verdict : Verdict
        For all parties together.
    decision : Decision or None
        None where the analyses were not done.
    """

    parameters: MemoParameters
    outcome: Outcome
    summaries: tuple[OptionSummary, ...]
    verdict: Verdict
    study: Study = Study()
    decision: Decision | None = None

    def leaves_out(self, name: str) -> bool:
        """Whether a section, or the sheet of a member, was asked to stay out."""
        return name in self.parameters.without

    @property
    def lead(self) -> str:
        """Option whose budget comes first: the preferred one; without a preference, continue."""
        return self.verdict.option or self.verdict.baseline

    @property
    def subject(self) -> str:
        """Option that the reasons are about: the best other one; continue if nothing differs."""
        return self.verdict.challenger or self.verdict.baseline

    def summary(self, option: str, party: str | None = None) -> OptionSummary:
        """Appraisal of one option for one party, or together."""
        return next(one for one in self.summaries if (one.option, one.party) == (option, party))


def begin(
    case: str,
    scenario: str = "base",
    options: Sequence[str] | None = None,
    lang: str = "nl",
    draws: int = 10_240,
    seed: int = 0,
    mark: str | None = None,
    without: Sequence[str] = (),
    precision: float | None = None,
    max_draws: int = MOST_DRAWS,
    decide_from: str | None = None,
) -> Memo:
    """Check the parameters, simulate, appraise; from here on the notebook speaks the reader's language.

    Parameters
    ----------
    case, scenario, options, lang, draws, seed, mark, without, precision, max_draws, decide_from
        As in `model.publish.memo.make_memo`.

    Raises
    ------
    InputError
        If a parameter or a file is wrong.
    """
    wanted = checked(case, scenario, options, lang, draws, seed, mark, without, precision, max_draws, decide_from)
    use(wanted.lang, everywhere=True)
    loaded_case, loaded_scenario = load_case(wanted.case), load_scenario(wanted.scenario)
    chosen = None if wanted.options is None else [load_option(name) for name in _with_continue(wanted.options)]
    how: dict[str, Any] = {"draws": draws, "seed": seed, "precision_eur": wanted.precision, "max_draws": max_draws}
    key = results_key(loaded_case, loaded_scenario, chosen, **how)
    found = shared(key, Results, lambda: calculate(loaded_case, loaded_scenario, chosen, **how))
    return Memo(wanted, found.outcome, found.summaries, found.verdict, found.study, found.in_words(loaded_case))


def calculate(
    case: Case, scenario: Scenario, options: list[Option] | None, *, draws: int, seed: int, **how: Any
) -> Results:
    """Simulate, and do every analysis of a memo.

    Parameters
    ----------
    options : list of Option, optional
        None: the shipped ones.
    **how
        Precision and most draws, as `model.simulation.simulate` takes them.
    """
    simulate = shipped()
    outcome = simulate(case, scenario, options, draws=draws, seed=seed, **how)
    null = null_verdict(
        case, scenario, options, simulate,
        assumptions=outcome.assumptions, draws=min(draws, NULL_DRAWS), seed=seed,
    )  # fmt: skip
    rows = design(outcome)
    checks = check(outcome, simulate=simulate, rows=rows)
    found = verdict(outcome, null=null, checks=checks, rows=rows)
    decision = decide(outcome, simulate, keep=kept, scenarios=_worlds(outcome, simulate).outcomes)
    return Results(outcome, appraise(outcome), found, study(outcome, simulate), decision)


def _worlds(outcome: Outcome, simulate: Simulate) -> Worlds:
    """The case under every scenario: the same for whoever asks under one of these."""
    own = outcome.scenario if outcome.scenario.id not in list_scenarios() else load_scenario(list_scenarios()[0])
    key = results_key(outcome.case, own, outcome.option_objects, seed=outcome.seed, over_scenarios=True)
    return shared(key, Worlds, lambda: Worlds(over_scenarios(outcome, simulate=simulate)), widely=True)


def _with_continue(names: tuple[str, ...]) -> tuple[str, ...]:
    """Every option is compared with continue, so that one is always calculated along."""
    return names if "continue" in names else ("continue", *names)
