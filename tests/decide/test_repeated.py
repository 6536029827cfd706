"""What is remembered of runs is what a new run gives, bit for bit, and only then."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import simulate
from model.decide.repeated import Repeated
from model.inputs import load_case, load_option, load_scenario
from model.inputs.options import AddTask

HELD = {"scale.elasticity": 0.0}
CASE, WORLD = load_case("dommelvallei"), load_scenario("base")
OPTIONS = [load_option(name) for name in ("continue", "extend", "unwind")]


@pytest.fixture
def runs() -> list[tuple[int, int]]:
    """Options and draws of every run that was not remembered."""
    return []


@pytest.fixture
def repeated(runs: list[tuple[int, int]]) -> Repeated:
    def counted(case: Any, scenario: Any, options: Any, draws: int, *given: Any, **more: Any) -> Any:
        runs.append((len(options), draws))
        return simulate(case, scenario, options, draws, *given, **more)

    return Repeated(counted)


def asked(ask: Any, options: list[Any], draws: int = 24, **given: Any) -> Any:
    return ask(CASE, WORLD, options, draws=draws, **{"keep": "total", "pinned": HELD} | given)


def test_options_and_draws_that_are_there_are_not_run_again(repeated, runs):
    asked(repeated, OPTIONS[:2])
    found = asked(repeated, OPTIONS[::-1], draws=16)
    known = asked(simulate, OPTIONS[::-1], draws=16)
    assert runs == [(2, 24), (1, 16)]
    assert np.array_equal(found.total, known.total)
    assert found.total.strides == known.total.strides
    assert (found.options, found.option_objects, found.draws) == (known.options, known.option_objects, known.draws)
    assert np.array_equal(found.block, known.block)


def test_more_draws_are_run_again(repeated, runs):
    asked(repeated, OPTIONS[:2])
    found = asked(repeated, OPTIONS[:2], draws=40)
    assert runs == [(2, 24), (2, 40)]
    assert np.array_equal(found.total, asked(simulate, OPTIONS[:2], draws=40).total)


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 1},
        {"pinned": {"scale.elasticity": 0.1}},
        {"pinned": {}},
        {"pinned": HELD | {"relation.voice_rate": 0.0}},
        {"keep": "summary"},
    ],
)
def test_anything_else_is_run_anew(repeated, runs, other):
    asked(repeated, OPTIONS)
    found = asked(repeated, OPTIONS, **other)
    assert len(runs) == 2
    assert np.array_equal(found.total, asked(simulate, OPTIONS, **other).total)


def test_beside_a_task_that_is_there_for_all_options_are_not_taken_apart(repeated, runs):
    task = AddTask(name="post", annual_eur=1e5, after_years=1)
    joining = OPTIONS[0].model_copy(update={"id": "wider", "actions": (task,)})
    asked(repeated, OPTIONS[:1])
    found = asked(repeated, [OPTIONS[0], joining])
    assert runs == [(1, 24), (2, 24)]
    assert np.array_equal(found.total, asked(simulate, [OPTIONS[0], joining]).total)
