"""The waterfall: sums exactly, and scale is a part of it, never an addition."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.decide.appraisal import summarise
from model.decide.why import waterfall
from tests.factories import make_outcome, with_differences

if TYPE_CHECKING:
    from model.engine.outcome import Outcome


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return make_outcome(draws=64, block_size=8)


def test_by_hand() -> None:
    outcome = make_outcome(draws=2, block_size=1)
    npv = np.zeros_like(outcome.npv)
    npv[outcome.o("continue"), :, :, outcome.i("technical")] = 1000.0
    unwind = outcome.o("unwind")
    npv[unwind, :, :, outcome.i("technical")] = 700.0
    npv[unwind, 0, :, outcome.i("transition")] = 100.0
    npv[unwind, 1, :, outcome.i("transition")] = 300.0
    found = waterfall(dataclasses.replace(outcome, npv=npv), "unwind")
    bars = {bar.item: bar for bar in found.bars}
    assert (found.start, found.end, found.difference) == pytest.approx((2000.0, 1800.0, -200.0))
    assert (bars["technical"].mean, bars["technical"].p10, bars["technical"].p90) == (-600.0, -600.0, -600.0)
    assert bars["transition"].mean == pytest.approx(400.0)
    assert (bars["transition"].p10, bars["transition"].p90) == pytest.approx((240.0, 560.0))
    assert waterfall(dataclasses.replace(outcome, npv=npv), "unwind", "GM9901").difference == pytest.approx(-100.0)


def test_bars_are_the_items_in_order(outcome: Outcome) -> None:
    assert tuple(bar.item for bar in waterfall(outcome, "unwind").bars) == outcome.items


def test_bars_sum_to_the_mean_difference(outcome: Outcome) -> None:
    for option in outcome.options:
        for party in (None, *outcome.parties):
            found, row = waterfall(outcome, option, party), summarise(outcome, option, party)
            assert found.difference == sum(bar.mean for bar in found.bars)
            assert found.difference == pytest.approx(row.difference.mean, rel=1e-9, abs=1e-4)
            assert found.end == pytest.approx(row.cost.mean, rel=1e-12)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), spread=st.sampled_from([1e-3, 1.0, 1e7]))
def test_sums_whatever_the_figures(outcome: Outcome, seed: int, spread: float) -> None:
    npv = spread * np.random.default_rng(seed).standard_normal(outcome.npv.shape)
    changed = dataclasses.replace(outcome, npv=npv)
    found = waterfall(changed, "extend")
    mean = summarise(changed, "extend").difference.mean
    assert found.difference == pytest.approx(mean, rel=1e-9, abs=1e-12 * spread)
    assert all(bar.p10 <= bar.p90 for bar in found.bars)


def test_continue_is_flat(outcome: Outcome) -> None:
    found = waterfall(outcome, "continue")
    assert {(bar.mean, bar.p10, bar.p90) for bar in found.bars} == {(0.0, 0.0, 0.0)}
    assert (found.scale.mean, found.difference) == (0.0, 0.0)
    assert found.start == found.end


def test_scale_is_shown_apart_and_relative_to_continue(outcome: Outcome) -> None:
    effect = np.zeros_like(outcome.scale_effect)
    effect[outcome.o("continue")] = 10.0
    effect[outcome.o("unwind"), :, 0], effect[outcome.o("unwind"), :, 1] = 50.0, 30.0
    changed = dataclasses.replace(outcome, scale_effect=effect)
    before, after = waterfall(outcome, "unwind"), waterfall(changed, "unwind")
    assert after.scale.mean == pytest.approx(60.0)  # (50 - 10) + (30 - 10)
    assert waterfall(changed, "unwind", "GM9901").scale.mean == pytest.approx(20.0)
    assert after.difference == before.difference
    assert "scale" not in {bar.item for bar in after.bars}


def test_the_largest_bars_keep_the_order_of_the_items_and_the_rest_adds_up(outcome: Outcome) -> None:
    found = waterfall(outcome, "unwind")
    kept, rest = found.largest(5)
    assert len(kept) == 5
    assert [outcome.i(bar.item) for bar in kept] == sorted(outcome.i(bar.item) for bar in kept)
    assert min(abs(bar.mean) for bar in kept) >= max(abs(b.mean) for b in found.bars if b not in kept)
    assert sum(bar.mean for bar in kept) + rest == pytest.approx(found.difference)
    assert found.largest(0) == ((), pytest.approx(found.difference))


def test_a_difference_in_one_item_is_one_bar() -> None:
    outcome = make_outcome(draws=4, block_size=1)
    found = waterfall(with_differences(outcome, {"extend": np.full(4, 25.0)}, item="hire"), "extend")
    assert {bar.item for bar in found.bars if abs(bar.mean) > 1e-6} == {"hire"}
    assert found.difference == pytest.approx(25.0)
