"""Runs of any length: a streamed run tells what a run in memory tells, and a stated precision is reached by blocks."""

from __future__ import annotations

import dataclasses
import threading
import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest

from model.decide.appraisal import appraise, standard_error
from model.decide.budget import multi_year_budget, reconciliation
from model.decide.verdict import verdicts
from model.decide.why import waterfall
from model.engine import draws, stream
from model.engine import run as engine
from model.errors import InputError
from model.inputs import build_scenario
from model.simulation import simulate
from tests.engine.worlds import CONTINUE, PEOPLE, hand_case, option

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.engine.outcome import Outcome

BLOCK = 64
SPLIT = option({"kind": "dissolve", "after_years": 1})
KINDS = ("charge", "npv", "npv_year", "score", "observable", "scale_effect")
MEANS = ("mean", "standard_error", "share_cheaper", "one_off", "structural", "transfers", "service", "break_even")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "BLOCK", BLOCK)
    monkeypatch.setattr(engine, "SAMPLE", 2 * BLOCK)


def subject():
    """Three members whose order in the file is not that of their codes."""
    case = hand_case(PEOPLE, horizon=4)
    turned = tuple(case.parties[i] for i in (2, 0, 1))
    return case.model_copy(update={"parties": turned})


def simulated(count: int, **settings: object) -> Outcome:
    return simulate(subject(), None, [CONTINUE, SPLIT], draws=count, **settings)


@pytest.fixture
def streamed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    def run(count: int, **settings: object) -> Outcome:
        with monkeypatch.context() as patch:
            patch.setattr(engine, "STREAM_FROM", 3 * BLOCK)
            return simulated(count, **settings)

    return run


def test_a_streamed_run_tells_exactly_what_a_run_in_memory_tells(streamed: Callable[..., Outcome]) -> None:
    count = 8 * BLOCK + 10  # the last block is not a whole one
    long, short = streamed(count), simulated(count)
    assert (long.draws, long.futures, short.draws, short.futures) == (2 * BLOCK, count, count, count)
    np.testing.assert_array_equal(long.total, short.total)
    np.testing.assert_array_equal(long.future_block, short.block)
    np.testing.assert_array_equal(long.cost_mean, short.cost_mean)
    for name in KINDS:
        np.testing.assert_array_equal(long.mean(name), short.mean(name), err_msg=name)
    for one, other in zip(appraise(long), appraise(short), strict=True):
        assert (one.cost, one.difference) == (other.cost, other.difference)
        for name in MEANS[1:]:
            assert getattr(one, name) == getattr(other, name), (one.option, one.party, name)
    for one, other in zip(verdicts(long), verdicts(short), strict=True):
        assert (one.challenger, one.leaning, one.share) == (other.challenger, other.leaning, other.share)
        assert (one.difference, one.standard_error) == (other.difference, other.standard_error)
    assert reconciliation(long) == reconciliation(short)


def test_bands_come_from_the_sample_and_their_means_from_all(streamed: Callable[..., Outcome]) -> None:
    long, short = streamed(8 * BLOCK), simulated(8 * BLOCK)
    for whole, part, all_in in zip(
        multi_year_budget(long, SPLIT.id), multi_year_budget(long.sample, SPLIT.id),
        multi_year_budget(short, SPLIT.id), strict=True,
    ):  # fmt: skip
        assert (whole.cash.p10, whole.cash.p90) == (part.cash.p10, part.cash.p90)
        assert whole.cash.mean == all_in.cash.mean
    bars = [waterfall(one, SPLIT.id) for one in (long, short)]
    assert [bar.mean for bar in bars[0].bars] == [bar.mean for bar in bars[1].bars]
    assert bars[0].scale.mean == bars[1].scale.mean
    assert bars[0].difference == pytest.approx((long.total[1] - long.total[0]).sum(axis=1).mean(), rel=1e-9)


def test_the_sample_is_the_run_of_its_own_draws(streamed: Callable[..., Outcome]) -> None:
    sample, short = streamed(6 * BLOCK).sample, simulated(2 * BLOCK)
    assert sample.whole is None
    for name in (*KINDS, "inputs", "block"):
        np.testing.assert_array_equal(getattr(sample, name), getattr(short, name), err_msg=name)
    np.testing.assert_allclose(sample.cost_mean, short.cost_mean, rtol=1e-12)
    np.testing.assert_array_equal(sample.total, short.total)
    assert short.sample is short


def test_a_part_of_a_streamed_run_is_a_part_of_its_sample(streamed: Callable[..., Outcome]) -> None:
    part = streamed(6 * BLOCK).subset(slice(10))
    assert (part.draws, part.futures) == (10, 10)
    assert part.total.shape[1] == 10


def test_threads_change_no_bit(streamed: Callable[..., Outcome]) -> None:
    one, three = streamed(7 * BLOCK, threads=1), streamed(7 * BLOCK, threads=3)
    assert one.total.tobytes() == three.total.tobytes()
    for name in KINDS:
        assert one.mean(name).tobytes() == three.mean(name).tobytes()
        assert getattr(one, name).tobytes() == getattr(three, name).tobytes()


def test_memory_grows_by_the_totals_alone(streamed: Callable[..., Outcome]) -> None:
    streamed(4 * BLOCK, threads=1)  # what is loaded once is loaded now

    def peak(blocks: int) -> tuple[int, Outcome]:
        tracemalloc.start()
        try:
            outcome = streamed(blocks * BLOCK, threads=1)
            return tracemalloc.get_traced_memory()[1], outcome
        finally:
            tracemalloc.stop()

    few, _ = peak(10)
    many, outcome = peak(40)
    assert outcome.whole is not None
    per_block = sum(mean[0].nbytes for mean in outcome.whole.means.values()) + outcome.total.nbytes / 40
    kept = sum(getattr(outcome, name).nbytes for name in KINDS) / 2  # of one block, were it whole
    assert many - few < 30 * 3 * per_block + 100_000 < 30 * kept / 4


def test_an_interrupted_run_ends_between_blocks(streamed: Callable[..., Outcome]) -> None:
    calls: list[int] = []

    def stop(done: int, _total: int) -> None:
        calls.append(done)
        if done == 3:
            raise KeyboardInterrupt

    before = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt):
        streamed(20 * BLOCK, progress=stop, threads=2)
    assert calls == [1, 2, 3]
    left = [one for one in set(threading.enumerate()) - before if "ThreadPool" in one.name]
    assert left == []
    assert streamed(5 * BLOCK).futures == 5 * BLOCK


def error_of(outcome: Outcome) -> float:
    delta = (outcome.total[1] - outcome.total[0]).sum(axis=1)
    return standard_error(delta, outcome.future_block).value


def test_a_precision_is_reached_by_whole_blocks_and_changes_no_number() -> None:
    first = simulated(stream.FEWEST * BLOCK)
    asked = 0.7 * error_of(first)
    totals: list[int] = []
    found = simulated(100, precision_eur=asked, progress=lambda _, total: totals.append(total))
    assert error_of(found) <= asked
    assert found.draws > first.draws
    assert found.draws % BLOCK == 0
    assert found.precision_eur == asked
    assert totals == sorted(totals)
    assert totals[-1] == found.draws // BLOCK
    at_once = simulated(found.draws)
    for name in (*KINDS, "inputs", "block", "cost_mean", "total"):
        np.testing.assert_array_equal(getattr(found, name), getattr(at_once, name), err_msg=name)


def test_a_precision_may_lead_into_a_streamed_run(
    streamed: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0.7 * error_of(simulated(stream.FEWEST * BLOCK))
    monkeypatch.setattr(engine, "STREAM_FROM", 11 * BLOCK)
    found = simulated(100, precision_eur=asked)
    monkeypatch.undo()
    assert error_of(found) <= asked
    monkeypatch.setattr(draws, "BLOCK", BLOCK)
    monkeypatch.setattr(engine, "SAMPLE", 2 * BLOCK)
    at_once = streamed(found.futures)
    assert (found.draws, found.futures) == (at_once.draws, at_once.futures)
    np.testing.assert_array_equal(found.total, at_once.total)
    np.testing.assert_array_equal(found.observable, at_once.observable)


def test_a_precision_out_of_reach_stops_at_the_maximum() -> None:
    found = simulated(100, precision_eur=0.01, max_draws=14 * BLOCK + 5)
    assert found.draws == 14 * BLOCK
    assert error_of(found) > 0.01


def test_without_uncertainty_every_precision_is_there_at_once() -> None:
    still = build_scenario({"uncertainty": False})
    found = simulate(subject(), still, [CONTINUE, SPLIT], draws=10, precision_eur=0.01)
    assert found.draws == stream.FEWEST * BLOCK


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan")])
def test_a_precision_is_an_amount(wrong: float) -> None:
    with pytest.raises(ValueError, match="precision_eur"):
        simulated(10, precision_eur=wrong)


def test_totals_that_do_not_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = len(PEOPLE) * 2 * 8  # bytes of the totals of a future
    monkeypatch.setattr(engine, "RESULT_LIMIT", 1_000 * BLOCK * one)
    with pytest.raises(InputError) as refused:
        simulated(1_000 * BLOCK + 1)
    assert refused.value.problems[0].allowed == f"1-{1_000 * BLOCK}"
    with pytest.raises(InputError):
        simulated(1_000 * BLOCK, keep="full")


def test_a_run_too_large_to_keep_is_streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(getattr(simulated(1), name).nbytes for name in KINDS)
    monkeypatch.setattr(engine, "RESULT_LIMIT", (BLOCK + 1) * size)
    found = simulated(3 * BLOCK)
    assert (found.draws, found.futures) == (BLOCK, 3 * BLOCK)


def test_the_error_of_a_mean_is_that_of_its_blocks() -> None:
    """Four blocks of one size: the standard deviation of their means over the root of four."""
    means, sizes = np.array([1.0, 2.0, 3.0, 6.0]), np.array([5, 5, 5, 5])
    assert stream.batch_error(means, sizes) == pytest.approx(np.std(means, ddof=1) / 2.0)
    assert stream.mean_of_blocks(means, np.array([1, 1, 1, 3])) == 4.0


@pytest.mark.parametrize(
    ("done", "error", "wanted", "most", "more"),
    [
        (10, 5.0, 5.0, 100, 0),  # it is there
        (10, 6.0, 5.0, 100, 5),  # 10 × 1.44 = 14.4
        (10, 5.001, 5.0, 100, 1),  # never none
        (10, 50.0, 5.0, 100, 10),  # at most twice as many
        (10, 50.0, 5.0, 13, 3),
        (13, 50.0, 5.0, 13, 0),
        (10, 1.0, 1e-300, 100, 10),
    ],
)
def test_blocks_to_add(done: int, error: float, wanted: float, most: int, more: int) -> None:
    assert stream.blocks_to_add(done, error, wanted, most) == more


def test_all_futures_of_an_outcome_without_blocks_in_order() -> None:
    """A subset may mix blocks; its mean is then still that of its draws."""
    short = simulated(4 * BLOCK)
    mixed = short.subset(np.arange(4 * BLOCK)[::-3])
    np.testing.assert_allclose(mixed.mean("npv"), mixed.npv.mean(axis=1), rtol=1e-12)
    whole = dataclasses.replace(short, block=np.zeros(4 * BLOCK, dtype=np.int64))
    np.testing.assert_allclose(whole.mean("charge"), short.charge.mean(axis=1), rtol=1e-12)
