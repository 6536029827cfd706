"""Members that become one municipality (N1-N6): nothing is lost, nobody pays twice, and they act as one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.engine import draws as random
from model.errors import InputError
from tests.engine.worlds import FRICTIONLESS, cost, drawn_scenario, hand_case, option, run, seen, still_scenario

MERGER = {"parties": ["GM0002", "GM0001"], "year": 2028}
FREE = {**FRICTIONLESS, "relation.merger_cost": 0.0}
PLAIN = {"transition.staff_share": 0.0, "transition.overrun_median": 1.0}
LEAVE = {"kind": "leave", "party": "GM0002", "after_years": 4}


def told(outcome, o=0):
    """Cash of the parties, (party, year), EUR."""
    return seen(outcome, "cost_cash")[o, 0]


class TestThree:
    """Members of 10, 20 and 30 thousand inhabitants; the first two merge in the second year."""

    def test_both_accounts_go_on_paying_their_shares(self):
        apart, together = (
            run(hand_case(), scenario=still_scenario(**merger), pinned=FREE)
            for merger in ({}, {"municipal_merger": MERGER})
        )
        np.testing.assert_allclose(told(together), told(apart), rtol=1e-12)
        np.testing.assert_array_equal(seen(together, "member"), 1.0)
        np.testing.assert_allclose(seen(together, "seat")[0, 0, :, 2:], [[0.5] * 7, [0.5] * 7, [1.0] * 7])
        np.testing.assert_allclose(seen(together, "seat")[0, 0, :, :2], 1.0)

    def test_integration_costs_a_share_of_both_charges_and_both_pay_by_volume(self):
        pinned = {**FREE, **PLAIN, "relation.merger_cost": 0.2}
        spent = cost(run(hand_case(), scenario=still_scenario(municipal_merger=MERGER), pinned=pinned), "transition")
        np.testing.assert_allclose(spent[0, 0, :, 2], [200_000, 400_000, 0], rtol=1e-9)
        assert spent[0, 0].sum() == pytest.approx(600_000)

    def test_a_law_is_done_for_two_municipalities_instead_of_three(self):
        law = {
            "id": "x1", "name": "wet", "date": "2027-01-01", "maturity": "in_force", "one_off_eur": 0,
            "structural_eur_per_inhabitant": 1.0, "fixed_share": 1.0,
        }  # fmt: skip
        off, apiece = still_scenario().laws.off, {**FREE, "law.shared": 0.0}
        laws = {"laws": {"off": list(off), "add": [law]}}
        apart, together = (
            cost(run(hand_case(), scenario=still_scenario(**laws, **merger), pinned=apiece), "legislation")
            for merger in ({}, {"municipal_merger": MERGER})
        )
        np.testing.assert_allclose(together[0, 0, :, 1], apart[0, 0, :, 1], rtol=1e-12)
        np.testing.assert_allclose(together[0, 0, :, 3] * 3, apart[0, 0, :, 3] * 2, rtol=1e-9)

    def test_they_take_the_lower_trust_and_keep_it_together(self):
        case = hand_case(arrangement={"cost_key": {"fixed": 1.0}})
        parties = tuple(
            party.model_copy(update={"trust": party.trust.model_copy(update={"value": value})})
            for party, value in zip(case.parties, (0.8, 0.3, 0.6), strict=True)
        )
        outcome = run(
            case.model_copy(update={"parties": parties}), scenario=still_scenario(municipal_merger=MERGER), pinned=FREE
        )
        trust = seen(outcome, "trust")[0, 0]
        np.testing.assert_allclose(trust[:, 1], [0.8, 0.3, 0.6])
        np.testing.assert_allclose(trust[:2, 2:], 0.3)

    def test_who_lets_one_leave_lets_both_leave_and_they_run_one_pool(self):
        """With scale, one pool of 30 thousand is cheaper than one of 10 and one of 20."""
        pinned = {**FREE, "scale.elasticity": -0.1}
        outcome = run(hand_case(), option(LEAVE), scenario=still_scenario(municipal_merger=MERGER), pinned=pinned)
        alone = run(
            hand_case((30_000, 30_000)), option({"kind": "dissolve", "after_years": 4}), scenario=still_scenario(),
            pinned=pinned,
        )  # fmt: skip
        member = seen(outcome, "member")[1, 0]
        assert np.all(member[:, 3] == 1.0)
        assert np.all(member[:, 4:] == 0.0)  # the third is left alone: two municipalities were inside
        hosting, one = cost(outcome, "hosting")[1, 0], cost(alone, "hosting")[1, 0]
        np.testing.assert_allclose(hosting[:2, 5].sum(), one[0, 5], rtol=1e-9)
        np.testing.assert_allclose(hosting[1, 5], 2 * hosting[0, 5], rtol=1e-9)
        assert np.all(cost(outcome, "exit_transfer") == 0.0)

    @pytest.mark.parametrize("seed", [0, 1])
    def test_they_give_notice_together(self, seed):
        outcome = run(
            hand_case((10_000, 10_000, 10_000, 10_000)),
            scenario=drawn_scenario(exits="simulated", municipal_merger={**MERGER, "year": 2027}),
            pinned={"relation.exit_rate": 0.5}, draws=64, seed=seed, keep="summary",
        )  # fmt: skip
        member, left = seen(outcome, "member")[0], seen(outcome, "exited_unplanned")[0]
        np.testing.assert_array_equal(member[:, 0], member[:, 1])
        np.testing.assert_array_equal(left[:, 0], left[:, 1])
        assert left[:, 0].any()


class TestTwo:
    def test_the_arrangement_lapses_and_the_work_goes_on_at_the_same_cost(self):
        case = hand_case((20_000, 40_000), organisation={"reserve_eur": 300_000})
        outcome = run(case, scenario=still_scenario(municipal_merger=MERGER), pinned=FREE)
        assert np.all(seen(outcome, "member")[0, 0, :, 2:] == 0.0)
        assert np.all(seen(outcome, "exited_unplanned") == 0.0)
        for item in ("exit_transfer", "stranded", "surplus_staff", "left_overhead", "dual_running", "transition"):
            assert np.all(cost(outcome, item) == 0.0), item
        np.testing.assert_allclose(told(outcome)[:, 1], [2_100_000, 4_100_000], rtol=1e-9)
        np.testing.assert_allclose(told(outcome)[:, 2], [2_000_000, 3_900_000], rtol=1e-9)  # less the reserve
        np.testing.assert_allclose(told(outcome)[:, 3], [2_100_000, 4_100_000], rtol=1e-9)

    def test_a_merger_that_a_scenario_does_not_know_is_refused(self):
        unknown = {"parties": ["GM0001", "GM9999"], "year": 2028}
        with pytest.raises(InputError, match="GM9999"):
            run(hand_case(), scenario=still_scenario(municipal_merger=unknown))
        with pytest.raises(InputError):
            still_scenario(municipal_merger={"parties": ["GM0001", "GM0001"], "year": 2028})


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.integers(5_000, 60_000), min_size=2, max_size=5), st.integers(1, 5), st.integers(1, 6),
    st.floats(0.0, 1.0),
)  # fmt: skip
def test_every_euro_stays_a_euro(people, merged, left, shared):
    """What the accounts pay together is what the same work costs, whoever merges and leaves, where changes are free."""
    merger = {"parties": ["GM0001", "GM0002"], "year": 2026 + merged}
    leave = option({"kind": "leave", "party": "GM0001", "after_years": left})
    case = hand_case(people, horizon=6, arrangement={"exit_rule": {"rule": "flat", "years": 2}})
    scenario = still_scenario(municipal_merger=merger)
    outcome = run(case, leave, scenario=scenario, pinned={**FREE, "law.shared": shared, "staff.breakup_outflow": 1.0})
    total = told(outcome, 0).sum(axis=0), told(outcome, 1).sum(axis=0)
    np.testing.assert_allclose(total, 6_000_000 + 100_000 * len(people), rtol=1e-9)
    np.testing.assert_allclose(cost(outcome, "exit_transfer").sum(axis=2), 0.0, atol=1e-6)


def test_by_chance_it_happens_at_the_rate_of_the_row_and_to_any_two():
    often = {"relation.merger_rate": 0.1}
    outcome = run(hand_case(), scenario=drawn_scenario(), pinned=often, draws=2048, keep="summary")
    merged = seen(outcome, "seat")[0, :, :, -1] == 0.5
    assert set(merged.sum(axis=1)) == {0, 2}
    expected = 1.0 - np.exp(-0.1 * 8)
    assert merged.any(axis=1).mean() == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 2048))
    apart = np.mean(merged[merged.any(axis=1)], axis=0)
    np.testing.assert_allclose(apart, 2 / 3, atol=4 * np.sqrt(2 / 9 / (2048 * expected)))


def test_luck_of_a_merger_is_luck_of_nothing_else():
    none = np.zeros((8, len(random.LUCK)))
    noise = random.noise(0, 0, 8, ("A", "B"), (), 3, np.zeros(1), none)
    wider = random.noise(0, 0, 8, ("A", "B", "C"), (), 3, np.zeros(1), none)
    np.testing.assert_array_equal(noise.merger, wider.merger[:, :3])
    assert not np.any(noise.merger[:, 1:] == noise.leave)
