"""`simulate`: from a case, a scenario and options to an outcome. Reads the shipped tables; the engine reads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from model.engine.names import MOST_DRAWS
from model.engine.parameters import PARAMETER_IDS
from model.engine.run import run
from model.errors import InputError, Problem, UnknownNameError
from model.inputs import check_option, load_assumptions, load_case, load_option, load_scenario, resolve
from model.inputs.estimates import complete_option
from model.inputs.legislation import load_legislation, resolve_laws
from model.inputs.series import load_series
from model.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from model.engine.drawn import Drawn
    from model.engine.outcome import FloatArray, Outcome
    from model.inputs import Case, Option, Scenario

SHIPPED_OPTIONS: Final = ("continue", "extend", "restructure", "unwind")


def simulate(
    case: Case | str,
    scenario: Scenario | str | None = None,
    options: Sequence[Option | str] | None = None,
    draws: int = 10_240,
    seed: int = 0,
    keep: str = "summary",
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    pinned: Mapping[str, float] | None = None,
    values: FloatArray | None = None,
    last_year: int | None = None,
    precision_eur: float | None = None,
    max_draws: int = MOST_DRAWS,
    drawn: Drawn | None = None,
) -> Outcome:
    """Simulate options of an arrangement under a scenario.

    Parameters
    ----------
    case, scenario : object, shipped name, or path of a file
        `scenario` None is the base scenario.
    options : sequence of Option or name, optional
        None: continue, extend, restructure and unwind.
    draws : int
        Futures per option; a multiple of 1,024 uses whole blocks. Over 100,000 the run is streamed: totals and means
        are of all futures, single draws of the first 10,240 only (see `Outcome`).
    keep : {"summary", "full", "total"}
        "full" adds cost by year, item and draw. "total" is faster: of a run that is not streamed only `Outcome.total`
        is there, and other figures are NaN.
    threads : int, optional
        Never changes the result.
    pinned : mapping of assumption id to value, optional
    values : ndarray (draw, parameter), optional
        The parameters of each draw, in the order of `PARAMETER_IDS`, instead of sampled ones (a design for a
        sensitivity analysis). Luck and paths of a draw stay those of the seed, so the `Outcome.inputs` of a run as
        `values` give that run again.
    last_year : int, optional
        Use no consumer prices observed after this year (a hindcast knows nothing of later).
    precision_eur : float, optional
        Blocks are added to `draws` until the standard error (EUR) of every option's mean difference with continue,
        all parties together, is at most this.
    max_draws : int
        Where that stops, reached or not; `Outcome.precision_eur` keeps what was asked.
    drawn : Drawn, optional
        Random numbers that runs of the same seed share; never changes the result.

    Raises
    ------
    InputError
        Something in the files is wrong, an option is not possible for this case, or the results do not fit in memory.
    SimulationError
        A figure is not finite.
    ValueError
        `draws` below 1, a precision that is no amount above zero, or `values` that do not fit or are not finite.
    """
    if draws < 1:
        msg = f"draws must be at least 1, not {draws}"
        raise ValueError(msg)
    if precision_eur is not None and not precision_eur > 0.0:
        msg = f"precision_eur must be above 0, not {precision_eur}"
        raise ValueError(msg)
    if values is not None and (values.shape != (draws, len(PARAMETER_IDS)) or not np.isfinite(values).all()):
        msg = f"values must be finite, of shape {(draws, len(PARAMETER_IDS))}, not {values.shape}"
        raise ValueError(msg)
    for name in pinned or {}:
        if name not in PARAMETER_IDS:
            raise UnknownNameError(_("assumption"), name, PARAMETER_IDS)
    subject = load_case(case) if isinstance(case, str) else case
    world = load_scenario(scenario or "base") if scenario is None or isinstance(scenario, str) else scenario
    chosen = [load_option(option) if isinstance(option, str) else option for option in options or SHIPPED_OPTIONS]
    problems = _years_outside(world, subject) + _plan_missing(world, subject)
    problems += [problem for option in chosen for problem in check_option(option, subject)]
    if problems:
        raise InputError(problems)
    chosen = [complete_option(option, subject) for option in chosen]
    rows = resolve(load_assumptions(), subject, world)
    acts = resolve_laws(load_legislation(), world, subject)
    cpi = {year: growth for year, growth in load_series("cpi").items() if last_year is None or year <= last_year}
    return run(
        subject, world, chosen, rows, acts, cpi,
        draws=draws, seed=seed, keep=keep, threads=threads, progress=progress, pinned=pinned, values=values,
        precision_eur=precision_eur, max_draws=max_draws, drawn=drawn,
    )  # fmt: skip


def _years_outside(scenario: Scenario, case: Case) -> list[Problem]:
    """Years of shocks that this case never reaches; they would silently do nothing."""
    first, last = case.years[1], case.years[-1]
    return [
        Problem(
            _("This year lies outside the horizon of the case."),
            file=Path(scenario.path).name or str(scenario.id),
            field=name,
            found=str(year),
            allowed=f"{first}-{last}",
        )
        for name in ("cloud_stall_year", "vendor_step_year", "incident_year")
        if (year := getattr(scenario, name)) is not None and not first <= year <= last
    ]


def _plan_missing(scenario: Scenario, case: Case) -> list[Problem]:
    """Prices by the published plan need a plan that starts in the budget year."""
    if scenario.indexation == "plan" and case.budget_year not in {year.year for year in case.plan}:
        problem = Problem(
            _("Prices cannot follow a plan that the case does not have."),
            file=Path(case.path).name or case.id,
            field="plan",
            allowed=_("a plan that starts in {year}", year=case.budget_year),
        )
        return [problem]
    return []
