"""A run that does not fit is refused before it starts, and says what does."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import InputError, UnknownNameError
from model.simulation import simulate
from tests.engine.worlds import CONTINUE, hand_case


def test_more_futures_than_fit_are_refused_with_the_number_that_fits():
    with pytest.raises(InputError) as refused:
        simulate(hand_case(), None, [CONTINUE], draws=1_000_000_000)
    problem = refused.value.problems[0]
    assert problem.field == "draws"
    most = int(problem.allowed.removeprefix("1-"))
    assert 1_000_000 < most < 1_000_000_000


def test_every_cost_fits_sooner_than_the_summary():
    with pytest.raises(InputError, match="draws"):
        simulate(hand_case(), None, [CONTINUE], draws=1_000_000, keep="full")


def test_every_cost_is_kept_when_asked():
    outcome = simulate(hand_case(), None, [CONTINUE], draws=4, keep="full")
    assert outcome.cost is not None
    assert outcome.cost.mean(axis=1) == pytest.approx(outcome.cost_mean, rel=1e-12, abs=1e-6)


def test_an_assumption_that_does_not_exist_cannot_be_held():
    with pytest.raises(UnknownNameError, match=r"scale\.elasticity"):
        simulate(hand_case(), None, [CONTINUE], draws=4, pinned={"scale.elasticty": 0.0})


def test_the_parameters_of_a_run_given_as_values_are_that_run_to_the_bit():
    first = simulate(hand_case(), None, [CONTINUE], draws=1_030, seed=0)
    again = simulate(hand_case(), None, [CONTINUE], draws=1_030, seed=0, values=first.inputs)
    assert again.npv.tobytes() == first.npv.tobytes()
    assert again.inputs.tobytes() == first.inputs.tobytes()
    other = first.inputs.copy()
    other[:, first.par("prices.wage_excess")] += 0.01
    assert simulate(hand_case(), None, [CONTINUE], draws=1_030, seed=0, values=other).total.mean() > first.total.mean()


@pytest.mark.parametrize("broken", [np.zeros((3, 2)), np.full((4, 5), np.nan)])
def test_values_that_do_not_fit_are_refused(broken):
    with pytest.raises(ValueError, match="values must be finite"):
        simulate(hand_case(), None, [CONTINUE], draws=4, values=broken)
