"""Value of staying against the best alternative (formulas §13), and what it does to the chance to leave."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import draws as random
from model.engine import relation
from model.engine.parameters import PARAMETER_IDS
from model.inputs import load_assumptions
from tests.engine.worlds import FRICTIONLESS, STILL, drawn_scenario, hand_case, plain, run, seen

DRAWS = 1024
CODES = ("GM0001", "GM0002")
HORIZON = 3
SURE = {row.id: row.base for row in load_assumptions() if row.id in PARAMETER_IDS}
"""Every row at its base: draws differ in luck alone."""
ONLY_VALUE = {
    **SURE, **STILL, **FRICTIONLESS,
    "relation.exit_trust": 0.0, "relation.exit_unfairness": 0.0, "relation.exit_rate": 1.0,
    "relation.exit_value": 2.0, "relation.value_years": 8.0, "relation.value_limit": 0.5, "finance.discount": 0.0,
    "sourcing.host_fee": 0.9, "sourcing.host_refuses": 0.0,
    "sourcing.other_fee": 1.0, "sourcing.market_ratio": 1.2, "law.unknown_rate": 0.0,
}  # fmt: skip
MOVE = {
    "transition.split": 0.1, "transition.overrun_median": 1.1, "transition.staff_share": 0.0,
    "transition.dual_months": 6.0, "stranded.overhead": 0.1, "stranded.overhead_years": 5.0,
}  # fmt: skip
share = st.floats(-0.5, 0.5)


def luck(codes=CODES):
    """Uniform numbers that decide who leaves, (draw, party, year), of seed 0."""
    none = np.zeros((DRAWS, len(random.LUCK)))
    return random.noise(0, 0, DRAWS, codes, (), HORIZON + 1, np.zeros(1), none).leave


def gave_notice(pinned, people=(20_000, 40_000), **fields):
    """Who gave notice in the first year, (draw, party): they are out in the second."""
    case = hand_case(people, horizon=HORIZON, **fields)
    outcome = run(
        case, scenario=drawn_scenario(exits="simulated"), pinned={**ONLY_VALUE, **pinned}, draws=DRAWS, keep="summary"
    )
    return seen(outcome, "exited_unplanned")[0, :, :, 2] == 1.0


def chance(value, members=2):
    """Chance of notice at a value of staying, with the rates of `ONLY_VALUE`."""
    return 1.0 - np.exp(-1.0 / members * np.exp(-2.0 * value))


class TestByHand:
    """Two members of 6.0 million a year who pay 2 and 4, with 0.1 million each of their own staff; reserve 0.3."""

    def value(self, part):
        staying = 8 * (6.0 * part + 0.1)
        host = 8 * (6.0 * part + 0.1 - 0.1 * (1.0 + 2.0 + 1.0) * part)  # a tenth off hosting and staff
        project = 0.1 * 1.1 * 6.0 * part
        double = 0.5 * (1.0 + 0.75) * part  # half a year of hosting and of licences on it
        overhead = 0.1 * 6.0 * part * (1.0 + 0.8 + 0.6 + 0.4 + 0.2)
        return (host + project + double + overhead - 0.3 * part - staying) / staying

    def test_exactly_those_leave_whose_luck_is_below_the_chance_at_their_value(self):
        """So thinning finds whom direct evaluation would find, and nobody else."""
        found = gave_notice(MOVE, organisation={"reserve_eur": 300_000})
        assert self.value(1 / 3) == pytest.approx(-0.003274, abs=1e-6)
        for p, part in enumerate((1 / 3, 2 / 3)):
            np.testing.assert_array_equal(found[:, p], luck()[:, p, 1] < chance(self.value(part)))

    def test_more_than_two_pay_an_exit_sum(self):
        """A flat sum of two years: 2 · A at once and a year later, here without discount."""
        people, codes = (20_000, 20_000, 20_000), ("GM0001", "GM0002", "GM0003")
        found = gave_notice(
            {}, people, arrangement={"exit_rule": {"rule": "flat", "years": 2}, "notice_months": 12}
        )  # fmt: skip
        value = (-0.1 * 4.0 / 3.0 * 8 + 2 * 2.0) / (8 * 2.1)
        np.testing.assert_array_equal(found, luck(codes)[:, :, 1] < chance(value, 3))

    def test_beyond_the_limit_it_weighs_no_heavier(self):
        found = gave_notice({"transition.split": 50.0, "transition.staff_share": 0.0})
        np.testing.assert_array_equal(found, luck()[:, :, 1] < chance(0.5))

    def test_without_weight_money_does_nothing(self):
        found = gave_notice({**MOVE, "relation.exit_value": 0.0})
        np.testing.assert_array_equal(found, luck()[:, :, 1] < 1.0 - np.exp(-0.5))


@pytest.mark.parametrize(
    "dearer",
    [{"sourcing.host_fee": 1.3}, {"transition.split": 1.0}, {"stranded.overhead": 0.5}, {"finance.discount": 0.0}],
    ids=["host", "project", "overhead", "nothing"],
)
def test_a_dearer_alternative_never_raises_the_chance(dearer):
    before, after = gave_notice(MOVE), gave_notice({**MOVE, **dearer})
    assert not np.any(after & ~before)
    assert bool(np.any(before & ~after)) == (dearer != {"finance.discount": 0.0})


@given(st.floats(0, 1e9), st.floats(-1e6, 1e9), st.floats(0.05, 1.0), st.floats(0, 1e9))
def test_value_stays_within_its_limit_and_rises_with_the_alternative(elsewhere, staying, limit, more):
    value = plain(relation.value)
    assert -limit <= value(elsewhere, staying, limit) <= limit
    assert value(elsewhere + more, staying, limit) >= value(elsewhere, staying, limit)


@given(st.floats(0, 0.5), share, st.floats(0, 5), st.floats(-1, 1), st.floats(0, 10))
def test_no_value_gives_a_larger_chance_than_the_one_that_thinning_uses(base, value, slope, gap, unfair):
    rate = plain(relation.exit_rate)
    assert rate(base, 3, gap, 1.0, unfair, 1.0, value, slope) <= rate(base, 3, gap, 1.0, unfair, 1.0, -0.5, slope)


def test_annuity():
    assert plain(relation.annuity)(0.0, 8.0) == 8.0
    assert plain(relation.annuity)(0.25, 2.0) == pytest.approx(1.8)
