"""A run that does not fit is refused before it starts, and says what does."""

from __future__ import annotations

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
