"""Random numbers: quantiles of the rows, seeds, blocks, correlations, streams by code."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from model.engine import draws
from model.engine.parameters import PARAMETER_IDS, as_records
from model.inputs import Assumption, load_assumptions

ROWS = {row.id: row for row in load_assumptions()}
EVEN = (np.arange(20_000) + 0.5) / 20_000


def row(distribution, low, base, high, choices=()):
    return next(iter(ROWS.values())).model_copy(
        update={"distribution": distribution, "low": low, "base": base, "high": high, "choices": choices}
    )


def noise(codes=("GM0001", "GM0002"), acts=("L01",), years=6, seed=3, block=2, size=50):
    _, luck = draws.sample(ROWS, seed, block, size)
    return draws.noise(seed, block, size, codes, acts, years, np.array([-0.01, 0.0, 0.02]), luck)


class TestQuantiles:
    @pytest.mark.parametrize(("low", "base", "high"), [(0.0, 0.4, 0.8), (-0.15, -0.05, 0.0), (1.0, 1.0, 3.0)])
    def test_pert(self, low, base, high):
        values = draws.quantile(row("pert", low, base, high), EVEN)
        assert values.mean() == pytest.approx((low + 4 * base + high) / 6, abs=1e-4 * (high - low))
        beta = stats.beta(1 + 4 * (base - low) / (high - low), 1 + 4 * (high - base) / (high - low))
        np.testing.assert_allclose(
            values[100:-100], low + (high - low) * beta.ppf(EVEN[100:-100]), atol=1e-4 * (high - low)
        )

    def test_lognormal_has_its_median_and_95th_percentile(self):
        found = draws.quantile(row("lognormal", None, 1.5, 8.0), np.array([0.5, 0.95]))
        np.testing.assert_allclose(found, [1.5, 8.0], rtol=1e-9)

    def test_uniform_choice_and_fixed(self):
        np.testing.assert_allclose(draws.quantile(row("uniform", 2.0, 3.0, 4.0), np.array([0.0, 0.25])), [2.0, 2.5])
        picked = draws.quantile(row("choice", 0, 1, 2, (0.0, 1.0, 2.0)), EVEN)
        np.testing.assert_allclose([np.mean(picked == k) for k in range(3)], 1 / 3, atol=1e-3)
        assert np.all(draws.quantile(row("fixed", 0.0, 0.7, 1.0), EVEN) == 0.7)

    def test_exit_rate_is_the_gamma_of_two_events_in_117_years(self):
        values = draws.quantile(ROWS["relation.exit_rate"], EVEN)
        exact = stats.gamma(2.5, scale=0.017 / 2)
        np.testing.assert_allclose(np.quantile(values, [0.05, 0.5, 0.95]), exact.ppf([0.05, 0.5, 0.95]), rtol=1e-3)
        assert pytest.approx(117, rel=0.01) == 1.0 / (0.017 / 2)

    @given(st.floats(0.0, 1.0), st.sampled_from(sorted(PARAMETER_IDS)))
    def test_every_row_stays_in_its_range_and_rises_with_chance(self, chance, name):
        found = draws.quantile(ROWS[name], np.array([0.5 * chance, chance]))
        assert found[0] <= found[1] + 1e-12
        if ROWS[name].distribution in ("pert", "uniform", "choice"):
            assert ROWS[name].low - 1e-12 <= found[0] <= found[1] <= ROWS[name].high + 1e-12


class TestSample:
    def test_blocks_have_their_own_seed_and_a_part_is_a_prefix(self):
        whole, luck = draws.sample(ROWS, 5, 0, draws.BLOCK)
        part, part_luck = draws.sample(ROWS, 5, 0, 100)
        np.testing.assert_array_equal(whole[:100], part)
        np.testing.assert_array_equal(luck[:100], part_luck)
        assert not np.array_equal(whole, draws.sample(ROWS, 5, 1, draws.BLOCK)[0])
        assert not np.array_equal(whole, draws.sample(ROWS, 6, 0, draws.BLOCK)[0])
        assert draws.block_sizes(2100) == [1024, 1024, 52]

    def test_a_pinned_row_leaves_the_others_alone(self):
        free, _ = draws.sample(ROWS, 0, 0, 64)
        pinned, _ = draws.sample(ROWS, 0, 0, 64, pinned={"scale.elasticity": 0.0})
        column = PARAMETER_IDS.index("scale.elasticity")
        assert np.all(pinned[:, column] == 0.0)
        np.testing.assert_array_equal(np.delete(free, column, 1), np.delete(pinned, column, 1))

    def test_a_scenario_that_changes_a_row_keeps_the_draws_of_the_others(self):
        other = {**ROWS, "prices.saas": row("uniform", 0.0, 0.1, 0.2)}
        column = PARAMETER_IDS.index("prices.saas")
        one, two = (np.delete(draws.sample(rows, 0, 0, 64)[0], column, 1) for rows in (ROWS, other))
        np.testing.assert_array_equal(one, two)

    def test_certain_is_the_base_of_every_row(self):
        values, _ = draws.sample(ROWS, 0, 0, 3, certain=True)
        np.testing.assert_array_equal(values, np.tile([ROWS[name].base for name in PARAMETER_IDS], (3, 1)))

    @pytest.mark.parametrize("rho", [-0.6, 0.0, 0.5])
    def test_rank_correlation(self, rho):
        pair = ("prices.own_software", "prices.saas")
        values = np.concatenate([draws.sample(ROWS, 0, block, 1024, pairs=[(*pair, rho)])[0] for block in range(4)])
        one, other = (values[:, PARAMETER_IDS.index(name)] for name in pair)
        assert stats.spearmanr(one, other).statistic == pytest.approx(rho, abs=0.03)
        plain = np.concatenate([draws.sample(ROWS, 0, block, 1024)[0] for block in range(4)])
        np.testing.assert_allclose(
            np.sort(other)[::64], np.sort(plain[:, PARAMETER_IDS.index(pair[1])])[::64], atol=2e-3
        )

    def test_impossible_correlations_are_seen(self):
        a, b, c = "prices.saas", "staff.outflow", "scale.elasticity"
        assert draws.correlations_possible([(a, b, 0.5)])
        assert not draws.correlations_possible([(a, b, 0.9), (b, c, 0.9), (a, c, -0.9)])

    def test_records_name_what_the_columns_hold(self):
        values, _ = draws.sample(ROWS, 0, 0, 4)
        records = as_records(values)
        for i, name in enumerate(PARAMETER_IDS):
            mechanism, field = name.split(".")
            np.testing.assert_array_equal(records[mechanism][field], values[:, i], err_msg=name)


class TestNoise:
    def test_a_party_keeps_its_numbers_whoever_else_is_there(self):
        two, three = noise(), noise(codes=("GM0001", "GM0002", "GM0003"))
        np.testing.assert_array_equal(two.needs, three.needs[:, :2])
        np.testing.assert_array_equal(two.leave, three.leave[:, :2])
        np.testing.assert_array_equal(two.incident, three.incident[:, :3])
        turned = noise(codes=("GM0002", "GM0001"))
        np.testing.assert_array_equal(two.voice, turned.voice[:, ::-1])

    def test_a_law_keeps_its_numbers_whichever_others_come(self):
        one, more = noise(), noise(acts=("L02", "L01"))
        for name in ("slip", "place", "growth"):
            np.testing.assert_array_equal(getattr(one, name)[:, 0], getattr(more, name)[:, 1])

    def test_a_longer_path_starts_the_same(self):
        short, long = noise(years=4), noise(years=9)
        for name in ("cpi", "vendor", "unknown", "incident", "needs", "leave"):
            axis = 1 if getattr(short, name).ndim == 2 else 2
            head = np.take(getattr(long, name), range(4), axis=axis)
            np.testing.assert_array_equal(getattr(short, name), head, err_msg=name)

    def test_purposes_do_not_share_numbers(self):
        found = noise()
        assert not np.array_equal(found.voice, found.leave)
        assert not np.array_equal(found.vendor, found.unknown)
        assert not np.array_equal(found.incident[:, 1], found.incident[:, 2])

    def test_residuals_are_resampled(self):
        assert set(np.unique(noise(size=500).cpi)) == {-0.01, 0.0, 0.02}

    def test_certain_means_that_nothing_happens(self):
        quiet = draws.noise(0, 0, 2, ("A", "B"), ("L01",), 4, np.array([0.1]), np.full((2, 3), 0.5), certain=True)
        assert np.all(quiet.incident == 1.0)
        assert np.all(quiet.leave == 1.0)
        assert np.all(quiet.vendor == 1.0)
        assert np.all(quiet.cpi == 0.0)
        assert np.all(quiet.overrun == 0.0)


def test_unknown_acts_of_one_year_have_chances_of_their_own():
    found = noise(size=1024)
    for chance in (found.unknown_size, found.unknown_place):
        assert chance.shape == (1024, 6, 3)
        flat = chance.reshape(-1, 3)
        np.testing.assert_allclose(flat.mean(axis=0), 0.5, atol=0.02)
        assert np.all(np.abs(np.corrcoef(flat.T) - np.eye(3)) < 0.05)
    longer = noise(size=1024, years=9)
    np.testing.assert_array_equal(longer.unknown_size[:, :6], found.unknown_size)


def test_rows_are_what_the_engine_expects():
    assert all(isinstance(ROWS[name], Assumption) for name in PARAMETER_IDS)
