"""The smallest payments: by hand, against closed forms, and what must hold of any of them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.decide.consent import consent
from model.decide.gains import agrees
from model.decide.transfers import common_charge, exit_factors, side_payments, spare
from model.simulation import simulate
from tests.decide.test_consent import DRAWS, TestReference, leaving, outcome_of
from tests.engine.worlds import CONTINUE, hand_case, still_scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

AMOUNTS = st.lists(st.integers(-100_000, 100_000), min_size=2, max_size=6)


def smallest(spare: Sequence[float]) -> float:
    """Independent: the least total by enumerating the corners of the problem, Σ|x| over all ways to bind constraints.

    At a corner all but one party sit at their limit (x = -spare) or at 0, and the last takes what is left.
    """
    best = float("inf")
    for last, choice in itertools.product(range(len(spare)), itertools.product((0, 1), repeat=len(spare))):
        x = [-own if pick else 0.0 for own, pick in zip(spare, choice, strict=True)]
        x[last] -= sum(x)
        if all(one + own >= -1e-6 for one, own in zip(x, spare, strict=True)):
            best = min(best, sum(abs(one) for one in x))
    return best


def test_by_hand() -> None:
    """The loser of 150 is made whole by those who gain 300 and 100, each giving up three eighths of its gain."""
    assert side_payments(np.array([300.0, 100.0, -150.0])) == pytest.approx([-112.5, -37.5, 150.0])
    assert side_payments(np.array([300.0, -100.0])) == pytest.approx([-100.0, 100.0])
    assert side_payments(np.array([300.0, -301.0])) is None
    assert side_payments(np.zeros(3)) == pytest.approx([0.0, 0.0, 0.0])
    assert side_payments(np.array([5.0, 7.0])) == pytest.approx([0.0, 0.0])


@settings(max_examples=150, deadline=None)
@given(AMOUNTS)
def test_against_closed_form_and_enumeration(amounts: list[int]) -> None:
    """What is moved is the sum of the losses; it can be paid if and only if the gains cover them."""
    room = np.array(amounts, dtype=float)
    found = side_payments(room)
    if found is None:
        assert room.sum() < 1e-6 * np.abs(room).max()
        return
    assert room.sum() >= -1e-6 * np.abs(room).max()
    scale = np.abs(room).max() + 1.0
    assert found.sum() == pytest.approx(0.0, abs=1e-6 * scale)
    assert (found + room >= -1e-6 * scale).all()
    assert np.maximum(found, 0.0).sum() == pytest.approx(np.maximum(-room, 0.0).sum(), abs=1e-6 * scale)
    assert np.abs(found).sum() == pytest.approx(smallest(amounts), abs=1e-5 * scale)
    losses, won = np.maximum(-room, 0.0), np.maximum(room, 0.0)
    even = losses - won * (losses.sum() / won.sum() if won.sum() else 0.0)
    assert found == pytest.approx(even, abs=1e-5 * scale)  # each payer gives up the same part of its gain


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, st.randoms(use_true_random=False), st.integers(0, 50_000))
def test_order_and_more_for_all(amounts: list[int], random: object, more: int) -> None:
    room = np.array(amounts, dtype=float)
    found, order = side_payments(room), list(range(len(room)))
    random.shuffle(order)  # type: ignore[attr-defined]
    turned = side_payments(room[order])
    assert (found is None) == (turned is None)
    if found is None or turned is None:
        return
    assert turned == pytest.approx(found[order], abs=1e-5 * (np.abs(room).max() + 1.0))
    better = side_payments(room + more)
    assert better is not None
    assert np.maximum(better, 0.0).sum() <= np.maximum(found, 0.0).sum() + 1e-5 * (np.abs(room).max() + more + 1.0)


def test_three_parties_in_euros() -> None:
    """Gains of 400, -50 and -90 thousand in every future: 140 thousand moves, from the one that gains."""
    outcome = outcome_of(3, extend=[-400_000.0, 50_000.0, 90_000.0])
    found = consent(outcome).best
    assert found is not None
    assert (found.option, found.joint.mean) == ("extend", pytest.approx(260_000.0))
    mean = found.on_average
    assert mean.moved == pytest.approx(140_000.0)
    assert [one.amount for one in mean.payments] == pytest.approx([-140_000.0, 50_000.0, 90_000.0])
    assert [one.gain_after for one in mean.payments] == pytest.approx([260_000.0, 0.0, 0.0], abs=1e-2)
    assert mean.payments[0].yearly == pytest.approx(-140_000.0 / 10)  # no row for the discount rate: none
    chance = found.often_enough  # to be better off, not just even, takes a euro or two more
    assert [one.agrees_after for one in chance.payments] == ["yes", "yes", "yes"]
    assert chance.moved == pytest.approx(140_000.0, abs=5.0)


def test_a_joint_loss_cannot_be_paid_away() -> None:
    found = consent(outcome_of(extend=[-300.0, 400.0], options=("continue", "extend"))).best
    assert found is not None
    assert [(one.lacking > 0.0, one.payments) for one in found.settlements] == [(True, ()), (True, ())]
    assert found.on_average.lacking == pytest.approx(100.0)
    assert found.interval is None


def test_the_chance_may_ask_for_more_than_the_mean() -> None:
    """The second gains 900 in every tenth future and loses 100 in the others: even on average, seldom better off."""
    lucky = np.where(np.arange(DRAWS) % 8 == 0, 700.0, -100.0)
    outcome = outcome_of(extend=-np.stack([np.full(DRAWS, 500.0), lucky], axis=1))
    found = consent(outcome).best
    assert found is not None
    assert found.on_average.moved == pytest.approx(0.0, abs=1e-6)
    assert [one.agrees_after for one in found.on_average.payments] == ["yes", "no"]
    paid = found.often_enough.payments[1]
    assert paid.amount == pytest.approx(100.0, abs=3.0)
    assert (paid.better_after, paid.agrees_after) == (1.0, "yes")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31), share=st.sampled_from([0.5, 0.67, 0.9]))
def test_what_is_spared_leaves_consent(seed: int, share: float) -> None:
    rng, block = np.random.default_rng(seed), np.arange(256) // 32
    gain = rng.normal(rng.uniform(-5e5, 5e5), 10 ** rng.uniform(2, 6), 256)
    left = gain - spare(gain, block, share)
    assert agrees(left, block, share) == "yes"
    assert agrees(gain, block, share) != "yes" or spare(gain, block, share) >= 0.0


class TestKey:
    def test_a_shift_of_the_key_moves_the_same_money(self) -> None:
        outcome = outcome_of(extend=[-300_000.0, 100_000.0])
        charge = common_charge(outcome, "extend")
        found = consent(outcome).best
        assert charge is not None
        assert found is not None
        for one in found.on_average.payments:
            assert one.share_points == pytest.approx(-100.0 * one.amount / charge.sum())
        assert sum(one.share_points or 0.0 for one in found.on_average.payments) == pytest.approx(0.0, abs=1e-9)

    def test_interval_for_two(self) -> None:
        """At either end of the interval one of the two is exactly even."""
        outcome = outcome_of(extend=[-300_000.0, 100_000.0])
        charge, found = common_charge(outcome, "extend"), consent(outcome).best
        assert charge is not None
        assert found is not None
        shares = found.interval
        assert shares is not None
        assert shares.present == pytest.approx(charge[0] / charge.sum())
        assert (shares.high - shares.present) * charge.sum() == pytest.approx(300_000.0)
        assert (shares.low - shares.present) * charge.sum() == pytest.approx(100_000.0)  # it must pay 100,000 more

    def test_no_key_without_a_common_charge(self) -> None:
        outcome = outcome_of(3, ("continue", "unwind"), unwind=[-300_000.0, 100_000.0, 50_000.0])
        found = consent(outcome).best
        assert found is not None
        assert common_charge(outcome, "unwind") is None
        assert found.interval is None
        assert {one.share_points for one in found.on_average.payments} == {None}


def test_exit_factor_by_simulation() -> None:
    """The sum times the factor makes the leaver indifferent; times the other one those who stay."""
    terms = {"rule": "multiple", "factor": 1.0}
    option = leaving("GM0001").model_copy(update={"id": "leave"})
    results = {}
    for factor in (1.0, 2.0):
        case = hand_case(arrangement={"exit_rule": terms | {"factor": factor}})
        results[factor] = simulate(case, still_scenario(), [CONTINUE, option], draws=1, seed=0)
    (found,) = exit_factors(results[1.0])
    (twice,) = exit_factors(results[2.0])
    assert (found.option, found.party) == ("leave", "GM0001")
    assert twice.paid == pytest.approx(2.0 * found.paid, rel=1e-6)
    assert twice.leaver == pytest.approx(found.leaver / 2.0, rel=1e-6)
    assert twice.others == pytest.approx(found.others / 2.0, rel=1e-6)
    assert exit_factors(TestReference().with_exit(3, [5.0, 5.0, 5.0], leaving("GM9901"))) == ()  # nothing is paid
