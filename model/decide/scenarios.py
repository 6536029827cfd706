"""The same decision under several scenarios: one outcome each, on common draws."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from model.engine.outcome import Outcome
from model.errors import InputError
from model.inputs import load_scenario
from model.resources import list_scenarios

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from model.decide.again import Simulate
    from model.inputs import Case, Option, Scenario

DRAWS: Final = 2_048
KEPT: Final = ("cost_cash",)  # observables that are looked at over scenarios


def over_scenarios(
    subject: Outcome | Case,
    scenarios: Sequence[Scenario | str] | None = None,
    *,
    options: Sequence[Option] | None = None,
    simulate: Simulate | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Outcome]:
    """Simulate a case under each scenario with the same draws, so that draw ``k`` of all is the same future.

    Parameters
    ----------
    subject : Outcome or Case
        An outcome lends its case, options and seed, and its own scenario where that is not a shipped one.
    scenarios : sequence of Scenario or name, optional
        None: all shipped ones that fit; one with a shock outside the horizon of the case is left out.
    options : sequence of Option, optional
        None: those of the outcome, or the four shipped ones.
    draws, seed : int
        Per scenario.
    threads : int, optional
        Of each simulation; never changes the result.

    Returns
    -------
    dict of str to Outcome
        By id of the scenario, in their order. Of the observables only `KEPT` are there, to save memory.

    Raises
    ------
    InputError
        A scenario that was asked for does not fit the case, or none of the shipped ones does.
    ValueError
        Two scenarios with the same id.
    """
    if simulate is None:
        from model.simulation import simulate as shipped

        simulate = shipped
    world = [load_scenario(one) if isinstance(one, str) else one for one in scenarios or list_scenarios()]
    case = subject.case if isinstance(subject, Outcome) else subject
    if isinstance(subject, Outcome):
        options, seed = options or subject.option_objects, subject.seed
        if scenarios is None and subject.scenario.id not in list_scenarios():
            world.append(subject.scenario)
    if len({one.id for one in world}) < len(world):
        raise ValueError(f"two scenarios have the same id: {', '.join(str(one.id) for one in world)}")
    found: dict[str, Outcome] = {}
    refused: InputError | None = None
    for done, scenario in enumerate(world, start=1):
        try:
            outcome = simulate(case, scenario, options, draws=draws, seed=seed, threads=threads)
            found[str(scenario.id)] = _light(outcome)
        except InputError as error:
            if scenarios is not None:
                raise
            refused = error
        if progress is not None:
            progress(done, len(world))
    if refused is not None and not found:
        raise refused
    return found


def _light(outcome: Outcome) -> Outcome:
    """The outcome without most of its observables, which are nine tenths of its memory."""
    kept = tuple(name for name in KEPT if name in outcome.observables)
    places = [outcome.obs(name) for name in kept]
    return dataclasses.replace(outcome, observables=kept, observable=outcome.observable[..., places])
