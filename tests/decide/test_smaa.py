"""SMAA-2 and the nearest weights: published and exact answers, and what must hold for any values."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from model.decide.believe import beliefs
from model.decide.smaa import acceptabilities, rank_shares
from model.decide.weights import Space, anything, near, ordered, sample

OPTIONS = ("a", "b", "c", "d")
QUANTILES = np.array([0.0005, 0.005, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.995, 0.999])
THROMBO = {  # measurements of the example of rsmaa at QUANTILES: proximal DVT, distal DVT, bleeding
    "Heparin": (
        (-0.062, 0.071, 0.140, 0.195, 0.249, 0.311, 0.371, 0.419, 0.464, 0.515, 0.564, 0.601, 0.636, 0.684, 0.734),
        (-0.119, 0.001, 0.084, 0.159, 0.223, 0.294, 0.368, 0.428, 0.487, 0.559, 0.622, 0.676, 0.732, 0.804, 0.868),
        (0.482, 0.624, 0.713, 0.779, 0.828, 0.881, 0.921, 0.948, 0.967, 0.982, 0.991, 0.996, 0.998, 0.999, 0.999),
    ),
    "Enoxaparin": (
        (0.412, 0.496, 0.555, 0.600, 0.639, 0.684, 0.725, 0.759, 0.790, 0.823, 0.852, 0.874, 0.894, 0.920, 0.947),
        (0.073, 0.186, 0.275, 0.348, 0.408, 0.481, 0.554, 0.615, 0.673, 0.739, 0.800, 0.849, 0.902, 0.953, 1.043),
        (-0.123, 0.066, 0.208, 0.309, 0.397, 0.486, 0.573, 0.635, 0.693, 0.756, 0.810, 0.843, 0.880, 0.914, 0.955),
    ),
}  # fmt: skip


def rng(seed=0):
    return np.random.default_rng(seed)


def simplex(draws, criteria, seed=1):
    return sample(anything(np.full(criteria, 1 / criteria)), draws, rng(seed))


def test_heparin_against_enoxaparin():
    """Against R package smaa 0.3 (G. van Valkenhoef, `smaa/tests/Examples/smaa-Ex.Rout.save`): thromboprophylaxis.

    Its 10,000 measurements (independent) stand here as quantiles, its weights are uniform: acceptabilities, central
    weights and confidence factors agree within three standard errors of those 10,000. On its own draws, which we do not
    ship, all of them came out the same to the last digit.
    """
    draws = 40_000
    uniform = rng().random((draws, 2, 3))
    values = np.stack([
        np.stack([np.interp(uniform[:, o, c], QUANTILES, known) for c, known in enumerate(columns)], axis=-1)
        for o, columns in enumerate(THROMBO.values())
    ])  # fmt: skip
    heparin, enoxaparin = acceptabilities(tuple(THROMBO), values, simplex(draws, 3))
    assert heparin.ranks == pytest.approx((0.3504, 0.6496), abs=0.02)
    assert enoxaparin.ranks == pytest.approx((0.6496, 0.3504), abs=0.02)
    assert heparin.central == pytest.approx((0.1865097, 0.2772205, 0.5362698), abs=0.02)
    assert enoxaparin.central == pytest.approx((0.4073100, 0.3641477, 0.2285423), abs=0.02)
    assert heparin.confidence == pytest.approx(0.6682, abs=0.025)
    assert enoxaparin.confidence == pytest.approx(0.8956, abs=0.015)
    fixed = np.tile((0.5, 0.2, 0.3), (draws, 1))
    assert acceptabilities(tuple(THROMBO), values, fixed)[0].ranks == pytest.approx((0.1279, 0.8721), abs=0.012)


def test_exact_areas_of_the_simplex():
    """Two criteria, three options: first where w1 > 0.6, between 0.4 and 0.6, and below 0.4 (by hand)."""
    values = np.array([[1.0, 0.0], [0.6, 0.6], [0.0, 1.0]])[:, None].repeat(200_000, axis=1)
    first, middle, last = acceptabilities(OPTIONS[:3], values, simplex(200_000, 2))
    assert first.ranks == pytest.approx((0.4, 0.1, 0.5), abs=0.005)
    assert middle.ranks == pytest.approx((0.2, 0.8, 0.0), abs=0.005)
    assert last.ranks == pytest.approx((0.4, 0.1, 0.5), abs=0.005)
    assert first.central == pytest.approx((0.8, 0.2), abs=0.003)
    assert middle.central == pytest.approx((0.5, 0.5), abs=0.003)
    assert first.confidence == middle.confidence == last.confidence == 1.0


def test_uncertain_outcomes_alone():
    """One criterion, two normal measurements: the first ranks first with chance Φ(δ/√(σ₁² + σ₂²))."""
    noise = rng().standard_normal((2, 100_000))
    values = np.stack([0.5 + 0.1 * noise[0], 0.4 + 0.2 * noise[1]])[..., None]
    found = acceptabilities(OPTIONS[:2], values, np.ones((100_000, 1)))
    assert found[0].ranks[0] == pytest.approx(stats.norm.cdf(0.1 / np.hypot(0.1, 0.2)), abs=0.005)
    assert found[0].confidence == found[0].ranks[0]


def test_an_option_best_on_one_criterion_each():
    """Best on one criterion each: all equal, and central weights are the centroid weights 11/18, 7/36, 7/36."""
    values = np.eye(3)[:, None].repeat(100_000, axis=1)
    for o, one in enumerate(acceptabilities(OPTIONS[:3], values, simplex(100_000, 3))):
        assert one.ranks == pytest.approx((1 / 3, 1 / 3, 1 / 3), abs=0.006)
        assert np.roll(one.central, -o) == pytest.approx((11 / 18, 7 / 36, 7 / 36), abs=0.004)


def test_known_order_gives_rank_order_centroids():
    """Barron & Barrett 1996, doi:10.1287/mnsc.42.11.1515, table of ROC weights for four attributes."""
    space = ordered(np.array([0.3, 0.4, 0.1, 0.2]))
    drawn = sample(space, 200_000, rng())
    assert drawn.mean(axis=0) == pytest.approx((0.2708, 0.5208, 0.0625, 0.1458), abs=0.002)
    assert np.all(drawn[:, 1] >= drawn[:, 0])
    assert np.all(drawn[:, 3] >= drawn[:, 2])


def test_weights_within_limits_are_even():
    """Against rejection from the whole simplex: the same means, spreads and quantiles."""
    space = Space(np.array([0.4, 0.3, 0.3]), np.array([0.3, 0.1, 0.0]), np.array([0.6, 0.5, 0.35]))
    whole = simplex(400_000, 3)
    kept = whole[np.all((whole >= space.low) & (whole <= space.high), axis=1)]
    drawn = sample(space, 40_000, rng(2))
    assert drawn.sum(axis=1) == pytest.approx(np.ones(40_000))
    assert np.all(drawn >= space.low - 1e-12)
    assert np.all(drawn <= space.high + 1e-12)
    for c in range(3):
        assert stats.ks_2samp(drawn[:, c], kept[:, c]).statistic < 0.015


def test_limits_round_many_weights_leave_the_middle_nowhere():
    own = np.array([0.1] * 6 + [0.15, 0.15, 0.1])
    drawn = sample(near(own, 0.5), 20_000, rng(3))
    assert drawn.mean(axis=0) == pytest.approx(own, abs=0.012)
    assert drawn.std(axis=0).min() > 0.02


def test_a_weight_of_zero_stays_zero():
    assert np.all(sample(near(np.array([0.0, 0.4, 0.6]), 0.5), 100, rng())[:, 0] == 0.0)


VALUES = arrays(np.float64, (4, 6, 3), elements=st.sampled_from([0.0, 0.25, 0.5, 1.0]))


@given(VALUES, st.integers(0, 99))
def test_acceptabilities_sum_to_one(values, seed):
    ranks = np.array([one.ranks for one in acceptabilities(OPTIONS, values, simplex(6, 3, seed))])
    assert ranks.sum(axis=0) == pytest.approx(np.ones(4))
    assert ranks.sum(axis=1) == pytest.approx(np.ones(4))


@given(VALUES, st.permutations(range(4)), st.permutations(range(3)))
def test_order_of_options_and_of_criteria_means_nothing(values, options, criteria):
    weights = simplex(6, 3)
    plain = acceptabilities(OPTIONS, values, weights)
    moved = acceptabilities(tuple(OPTIONS[o] for o in options), values[options][..., criteria], weights[:, criteria])
    for place, o in enumerate(options):
        assert moved[place].option == plain[o].option
        assert moved[place].ranks == pytest.approx(plain[o].ranks)
        if plain[o].central is not None:
            assert moved[place].central == pytest.approx(np.array(plain[o].central)[list(criteria)])


@given(VALUES, st.integers(0, 99))
def test_who_is_worse_on_everything_never_comes_first(values, seed):
    values[3] = values[0] - 0.1
    worse = acceptabilities(OPTIONS, values, simplex(6, 3, seed))[3]
    assert worse.ranks[0] == 0.0
    assert worse.central is worse.confidence is None
    assert beliefs(OPTIONS, values.mean(axis=1), np.full(3, 1 / 3))[3].moved is None


@given(VALUES, st.integers(0, 99))
def test_identical_options_share_their_ranks(values, seed):
    values[2] = values[1]
    found = acceptabilities(OPTIONS, values, simplex(6, 3, seed))
    assert found[1].ranks == found[2].ranks
    assert found[1].central == found[2].central


def test_three_that_tie_share_three_ranks():
    shares = rank_shares(np.array([[0.5], [0.5], [0.5], [0.9]]))[:, 0]
    assert shares[3] == pytest.approx((1, 0, 0, 0))
    assert shares[:3] == pytest.approx(np.tile((0, 1 / 3, 1 / 3, 1 / 3), (3, 1)))


def test_nearest_weights_by_hand():
    """Two criteria at (0.8, 0.2): (1, 0) leads (0.6, 0.6) until w1 = 0.6, so a fifth of the weight must move."""
    values = np.array([[1.0, 0.0], [0.6, 0.6], [0.5, 0.5]])
    first, second, third = beliefs(OPTIONS[:3], values, np.array([0.8, 0.2]))
    assert (first.moved, first.weights) == (0.0, pytest.approx((0.8, 0.2)))
    assert (second.moved, second.weights) == (pytest.approx(0.2), pytest.approx((0.6, 0.4)))
    assert (third.moved, third.weights) == (None, None)


@given(arrays(np.float64, (3, 3), elements=st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0])), st.integers(0, 50))
def test_nearest_weights_against_a_grid(values, seed):
    """Against every weight on a grid of 1/20: none nearer ranks the option first, and the answer itself does."""
    own = rng(seed).dirichlet(np.ones(3))
    grid = np.array([(i, j, 20 - i - j) for i, j in itertools.product(range(21), repeat=2) if i + j <= 20]) / 20
    for o, one in enumerate(beliefs(OPTIONS[:3], values, own)):
        wins = np.all(grid @ (values[o] - values).T >= 0, axis=1)
        if one.moved is None:
            assert not wins.any()
            continue
        assert np.all(np.array(one.weights) @ (values[o] - values).T >= -1e-7)
        assert sum(one.weights) == pytest.approx(1.0)
        assert np.abs(np.array(one.weights) - own).sum() / 2 == pytest.approx(one.moved, abs=1e-7)
        if wins.any():
            assert one.moved <= np.abs(grid[wins] - own).sum(axis=1).min() / 2 + 1e-9
