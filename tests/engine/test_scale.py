"""Scale by item, in euros: splitting 53,900 inhabitants in two (formulas §2)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import scale
from tests.engine.worlds import FRICTIONLESS, cost, hand_case, option, plain, run

ITEMS = ("hosting", "technical", "functional", "overhead", "software_saas")
WEIGHTS = {  # start cost in EUR and strength; half of the software money is SaaS
    "hosting": (1_000_000, 2.0),
    "technical": (2_000_000, 1.5),
    "functional": (1_000_000, 0.5),
    "overhead": (500_000, 0.7),
    "software_saas": (750_000, 0.1),
}
STRENGTHS = {
    "scale.hosting": 2.0, "scale.technical": 1.5, "scale.functional": 0.5, "scale.back_office": 0.7, "scale.saas": 0.1
}  # fmt: skip
SPLIT = option({"kind": "dissolve", "after_years": 1})


def split_effect(mean):
    """Cost of the scale items of both municipalities after the split, relative to before it."""
    case = hand_case((25_000, 28_900), horizon=3)
    pinned = {**FRICTIONLESS, **STRENGTHS, "scale.elasticity": mean}
    outcome = run(case, SPLIT, pinned=pinned)
    return {item: cost(outcome, item)[1, 0, :, 3].sum() / cost(outcome, item)[0, 0, :, 0].sum() for item in ITEMS}


def worked_out(mean):
    total = sum(euros for euros, _ in WEIGHTS.values())
    weighted = sum(euros * kappa for euros, kappa in WEIGHTS.values()) / total
    ratios = {}
    for item, (_, kappa) in WEIGHTS.items():
        e = mean * kappa / weighted
        ratios[item] = sum(n / 53_900 * (n / 53_900) ** e for n in (25_000, 28_900))
    return ratios


@pytest.mark.parametrize(("mean", "percent"), [(-0.05, 4), (-0.15, 11), (0.0, 0)])
def test_splitting_in_two_costs_what_the_elasticity_says(mean, percent):
    found, expected = split_effect(mean), worked_out(mean)
    for item in ITEMS:
        assert found[item] == pytest.approx(expected[item], rel=1e-9), item
    total = sum(euros for euros, _ in WEIGHTS.values())
    together = sum(found[item] * WEIGHTS[item][0] for item in ITEMS) / total - 1.0
    assert round(100 * together) == percent


def test_the_scale_line_is_what_the_split_costs():
    """The line that is printed on its own equals the rise of cost in a world where nothing else happens."""
    case = hand_case((25_000, 28_900), horizon=3)
    pinned = {**FRICTIONLESS, **STRENGTHS, "scale.elasticity": -0.1, "finance.discount": 0.0}
    outcome = run(case, SPLIT, pinned=pinned)
    items = [outcome.i(item) for item in ITEMS]
    rise = outcome.cost[1, 0, :, 1:, items].sum() - outcome.cost[0, 0, :, 1:, items].sum()
    assert outcome.scale_effect[1].sum() == pytest.approx(rise, rel=1e-9)
    np.testing.assert_allclose(outcome.scale_effect[0], 0.0, atol=1e-6)


def test_above_the_limit_size_no_longer_matters():
    case = hand_case((70_000, 90_000), horizon=2)
    pinned = {**FRICTIONLESS, "scale.elasticity": -0.15, "scale.limit": 30_000.0, "scale.saas": 0.0}
    outcome = run(case, SPLIT, pinned=pinned)
    for item in ITEMS:
        assert cost(outcome, item)[1, 0, :, 2].sum() == pytest.approx(cost(outcome, item)[0, 0, :, 0].sum())


@given(st.floats(-0.15, 0.0), st.floats(0.1, 3.0), st.floats(0.1, 3.0))
def test_elasticity_of_an_item_stays_between_the_floor_and_zero(mean, strength, weighted):
    e = plain(scale.item_elasticity)(mean, strength, weighted, -0.5)
    assert -0.5 <= e <= 0.0


def test_without_strengths_there_is_no_effect_of_scale():
    assert plain(scale.item_elasticity)(-0.1, 0.0, 0.0, -0.5) == 0.0


def test_stickiness_holds_back_a_fall_and_never_a_rise():
    sticky = plain(scale.sticky)
    assert sticky(0.5, 0.4) == pytest.approx(0.8)
    assert sticky(0.5, 1.0) == 0.5
    assert sticky(0.5, 0.0) == 1.0
    assert sticky(1.3, 0.4) == 1.3
