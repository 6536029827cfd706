"""Transition: overrun with a truncated tail, delay, promised savings (equations T1-T5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine.compiled import compiled

if TYPE_CHECKING:
    from model.engine.parameters import Transition

Z95 = 1.6448536269514722
"""Standard normal quantile at 95 %."""


def overrun(terms: Transition, normal: float, tail: float) -> float:
    """T1: factor on an estimate: lognormal body up to `tail_start`, above it a Pareto tail cut at `tail_cap`.

    `normal` is a standard normal, `tail` a uniform that is below `tail_chance` in the tail.
    """
    if tail >= terms.tail_chance:
        spread = math.log(terms.overrun_p95 / terms.overrun_median) / Z95
        return min(terms.tail_start, terms.overrun_median * math.exp(spread * normal))
    depth = tail / terms.tail_chance
    beyond = math.pow(terms.tail_start / terms.tail_cap, terms.tail_index)
    return terms.tail_start * math.pow(1.0 - depth * (1.0 - beyond), -1.0 / terms.tail_index)


def delay_months(planned: float, factor: float, terms: Transition) -> float:
    """T2: months late, for an overrun `factor`; never more than `delay_cap` times the plan."""
    return planned * min(terms.delay_cap, terms.delay_factor * max(0.0, factor - 1.0))


def late_months(planned: float, available: float, factor: float, terms: Transition) -> float:
    """T5: months late of a change that takes `planned` months, of which `available` were left when it was decided."""
    return max(0.0, planned - available) + delay_months(planned, factor, terms)


def project(base: float, share: float, terms: Transition, factor: float) -> float:
    """T3a: EUR of the project in a change planned at `share` of yearly cost `base`; it overruns by `factor`."""
    return base * share * (1.0 - terms.staff_share) * factor


def people(base: float, share: float, terms: Transition) -> float:
    """T3b: EUR of the staff part of the same change."""
    return base * share * terms.staff_share * (1.0 + terms.staff_overrun)


def one_off(base: float, share: float, terms: Transition, factor: float) -> float:
    """T3: EUR of a change planned at `share` of yearly cost `base`: an IT and a staff part, each overrunning."""
    return project(base, share, terms, factor) + people(base, share, terms)


def realised_saving(promised: float, fraction: float, years: float, ramp: float) -> float:
    """T4: saving as a share of cost, `years` after the start: late and in part."""
    return promised * fraction * min(1.0, max(0.0, years) / ramp)


overrun = compiled(overrun)
delay_months = compiled(delay_months)
late_months = compiled(late_months)
project = compiled(project)
people = compiled(people)
one_off = compiled(one_off)
realised_saving = compiled(realised_saving)
