"""Forecasts beside each other: known answers of the interval score and of a random walk with drift."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from model.decide.forecasts import Forecast, interval_score, of_draws, random_walk


class TestIntervalScore:
    def test_inside_the_band_only_its_width_counts(self):
        assert interval_score(Forecast(10.0, 8.0, 12.0), 9.0) == 4.0

    @pytest.mark.parametrize("observed", [5.0, 15.0])
    def test_three_units_outside_cost_ten_times_three(self, observed):
        """A band of 80 % fines a miss by 2 / 0.2 = 10 (Gneiting & Raftery 2007)."""
        assert interval_score(Forecast(10.0, 8.0, 12.0), observed) == pytest.approx(4.0 + 10.0 * 3.0)

    def test_no_other_band_scores_better_than_the_true_quantiles(self):
        """The score is proper: on average the true 10 % and 90 % points win from a wider and a narrower band."""
        seen = stats.norm.ppf(np.linspace(0.0005, 0.9995, 1000))
        mean = {
            reach: np.mean([interval_score(Forecast(0.0, -reach, reach), float(x)) for x in seen])
            for reach in (0.8, stats.norm.ppf(0.9), 2.0)
        }
        assert min(mean, key=mean.get) == stats.norm.ppf(0.9)

    @given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(-1e7, 1e7))
    def test_it_is_never_below_the_width(self, low, width, observed):
        forecast = Forecast(low + width / 2, low, low + width)
        assert interval_score(forecast, observed) >= forecast.high - forecast.low


class TestRandomWalk:
    def test_a_straight_line_goes_on_without_spread(self):
        series = {2016: 10.0, 2017: 12.0, 2018: 14.0, 2020: 18.0}
        forecast = random_walk(series, 2020, 2023, growth=False)
        assert forecast == pytest.approx((24.0, 24.0, 24.0))

    def test_by_hand(self):
        """Steps 1 and 3: drift 2, variance 2; over one year √(2·1·(1 + 1/2)), times Student's t with one degree."""
        forecast = random_walk({2018: 0.0, 2019: 1.0, 2020: 4.0}, 2020, 2021, growth=False)
        reach = stats.t.ppf(0.9, 1) * math.sqrt(3.0)
        assert forecast == pytest.approx((6.0, 6.0 - reach, 6.0 + reach))

    def test_in_logarithms_growth_goes_on(self):
        forecast = random_walk({2018: 100.0, 2019: 110.0, 2020: 121.0}, 2020, 2022, growth=True)
        assert forecast.middle == pytest.approx(121.0 * 1.21)

    def test_later_years_are_not_looked_at(self):
        series = {2017: 1.0, 2018: 2.0, 2020: 5.0, 2021: 99.0}
        early = {year: value for year, value in series.items() if year <= 2020}
        assert random_walk(series, 2020, 2022, growth=False) == random_walk(early, 2020, 2022, growth=False)

    def test_two_years_are_too_few(self):
        with pytest.raises(ValueError, match="at least 3"):
            random_walk({2019: 1.0, 2020: 2.0, 2021: 3.0}, 2020, 2022, growth=False)


def test_a_band_of_draws_holds_four_fifths():
    values = np.arange(1001.0)
    assert of_draws(values) == pytest.approx((500.0, 100.0, 900.0))
    assert of_draws(values).covers(100.0)
    assert not of_draws(values).covers(99.0)
