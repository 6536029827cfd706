"""The fused kernel is a fair limit only while it gives what the engine gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np
import pytest

from benchmarks import representative, workload
from benchmarks.fused import fused
from benchmarks.fused_inputs import plain
from model.engine import run as engine

if TYPE_CHECKING:
    from model.engine.records import Results

DRAWS = 4 if numba.config.DISABLE_JIT else 512
EUROS = 1e-6
"""Smallest amount that counts, EUR: below it a difference of two large sums is rounding."""


@pytest.fixture(scope="module")
def work() -> workload.Workload:
    return workload.read()


@pytest.fixture(scope="module")
def sampled(work: workload.Workload) -> workload.Sampled:
    return workload.sample(work, 0, DRAWS, seed=7)


def by_hand(work: workload.Workload, sampled: workload.Sampled) -> Results:
    out = workload.cleared(work, len(sampled.values))
    town, choices = plain(work.packed)
    fused(town, choices, sampled.values, sampled.noise, out)
    return out


@pytest.fixture(scope="module")
def pair(work: workload.Workload, sampled: workload.Sampled) -> tuple[Results, Results]:
    return workload.run_engine(work, sampled, workload.new_scratch()), by_hand(work, sampled)


@pytest.mark.parametrize("name", ["charge", "npv", "npv_year", "cost_sum", "staffed_sum", "scale_effect"])
def test_money_is_that_of_the_engine(pair: tuple[Results, Results], name: str) -> None:
    ours, limit = (getattr(results, name) for results in pair)
    np.testing.assert_allclose(limit, ours, rtol=1e-9, atol=EUROS)


@pytest.mark.parametrize("name", ["score", "observable"])
def test_the_rest_is_that_of_the_engine(pair: tuple[Results, Results], name: str) -> None:
    ours, limit = (getattr(results, name) for results in pair)
    np.testing.assert_allclose(limit, ours, rtol=1e-9, atol=1e-9)


@pytest.mark.skipif(DRAWS < 512, reason="too few draws without compilation for an exit that nobody planned")
def test_the_draws_reach_splits_talks_and_exits(pair: tuple[Results, Results]) -> None:
    observable = pair[0].observable
    names = list(engine.OBSERVABLES)
    member, exited = observable[..., names.index("member")], observable[..., names.index("exited_unplanned")]
    assert exited[:, 0].any(), "no unplanned exit under continue: the comparison would not see one"
    assert member[:, 3, :, 1].all()
    assert not member[:, 3, :, 6].any()
    in_time = 1.0 - member[:, 3, 0, 2].mean()
    assert 0.8 < in_time < 1.0, "unwind ends the arrangement in its second year, but for a few that are a year late"


def test_another_world_is_followed_too() -> None:
    work = workload.read(scenario="heavy-legislation")
    sampled = workload.sample(work, 1, DRAWS // 4)
    ours, limit = workload.run_engine(work, sampled, workload.new_scratch()), by_hand(work, sampled)
    np.testing.assert_allclose(limit.npv, ours.npv, rtol=1e-9, atol=EUROS)
    np.testing.assert_allclose(limit.charge, ours.charge, rtol=1e-9)


@pytest.mark.parametrize(
    ("case", "scenario"), [("dommelvallei", "base"), ("bommelerwaard", "cloud-stalls")], ids=["parties", "stress"]
)
def test_what_it_does_not_calculate_it_refuses(case: str, scenario: str) -> None:
    with pytest.raises(ValueError, match="does not cover"):
        plain(workload.read(case, scenario).packed)


def test_the_mechanism_is_the_same_in_numpy_and_compiled(work: workload.Workload, sampled: workload.Sampled) -> None:
    where, slope = representative.place(work), representative.elasticities(work, sampled)
    vectors = representative.hosting_numpy(where, sampled, slope)
    loop = representative.hosting_compiled(where, sampled, slope)
    assert vectors.shape == loop.shape == (DRAWS, work.case.horizon_years + 1)
    np.testing.assert_allclose(vectors, loop, rtol=1e-12)
