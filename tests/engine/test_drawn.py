"""Random numbers that are kept, and runs that keep only totals: the same bits as without."""

from __future__ import annotations

import numpy as np
import pytest

from model import simulate
from model.engine.arrays import ARRAYS
from model.engine.drawn import NOISES, Drawn, Latest
from model.inputs import load_option

PINNED = {"scale.elasticity": 0.0}


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    """One store of random numbers for all tests, in which each leaves its own behind."""
    return Drawn()


@pytest.mark.parametrize(
    "asked",
    [
        {"draws": 40},
        {"draws": 40, "pinned": PINNED},
        {"draws": 40, "pinned": {}},  # what was pinned before is free again
        {"draws": 17, "seed": 3},
        {"draws": 1_040},
        {"draws": 40, "scenario": "stress"},
        {"draws": 40, "options": ["continue", "unwind"]},
        {"draws": 40, "case": "bommelerwaard"},
    ],
)
def test_kept_numbers_and_totals_alone_give_the_same_bits(asked, drawn):
    asked = {"case": "dommelvallei"} | asked
    known = simulate(**asked)
    again = simulate(**asked, drawn=drawn)
    total = simulate(**asked, drawn=drawn, keep="total")
    for name in ARRAYS:
        if name != "cost":
            assert np.array_equal(getattr(known, name), getattr(again, name)), name
    assert np.array_equal(known.total, total.total)
    assert known.total.strides == total.total.strides  # sums over draws add up in the same order


def test_of_a_run_for_totals_nothing_else_is_known():
    known, total = (simulate("bommelerwaard", draws=8, keep=keep) for keep in ("summary", "total"))
    for name in set(ARRAYS) - {"cost", "block"}:
        assert getattr(total, name).shape == getattr(known, name).shape
        assert np.isnan(getattr(total, name)).all(), name
    assert np.array_equal(total.subset(np.array([5, 2])).total, known.subset(np.array([5, 2])).total)


def test_a_run_with_a_stated_precision_keeps_all():
    assert np.isfinite(simulate("bommelerwaard", draws=8, keep="total", precision_eur=1e9).npv).all()


def test_options_do_not_touch_each_other():
    both = simulate("dommelvallei", None, [load_option("continue"), load_option("unwind")], draws=24, keep="total")
    one = simulate("dommelvallei", None, [load_option("unwind")], draws=24, keep="total")
    assert np.array_equal(both.total[1], one.total[0])


def test_the_latest_are_kept_and_each_is_made_once():
    made: list[int] = []

    def make(key: int) -> int:
        return latest.get(key, lambda: made.append(key) or key)

    latest: Latest[int] = Latest(NOISES)
    assert [make(key) for key in (*range(NOISES), 0, NOISES, 0, 1)] == [*range(NOISES), 0, NOISES, 0, 1]
    assert made == [*range(NOISES), NOISES, 1]
