"""Directions that must hold in every draw, with the history of exits held fixed (invariant 4 of the design)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import exits, keys, scale
from model.inputs import build_scenario
from model.simulation import simulate
from tests.engine.worlds import CONTINUE, cost, drawn_scenario, hand_case, option, plain, run, seen
from tests.strategies import cases, few, options

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
WAGED = ("technical", "functional", "back_office", "directing", "retained")
SLACK = 1e-9


def without_exits(**fields):
    return build_scenario({"exits": "none", **fields}, name="geen-uittreding")


def never_lower(low, high):
    """Whether `high` is nowhere below `low`, but for rounding."""
    return np.all(high >= low - SLACK * (1.0 + np.abs(low)))


class TestWages:
    @few(12)
    @given(cases(), st.data(), st.sampled_from(["prices.wage_agreement", "prices.wage_excess"]))
    def test_more_wage_growth_never_lowers_personnel_cost(self, case, data, name):
        """Where members pay what it costs: under a cap dearer people mean fewer people (B6a)."""
        case = case.model_copy(update={"arrangement": case.arrangement.model_copy(update={"charging": "cost_based"})})
        chosen = data.draw(options(case))
        both = [
            simulate(case, without_exits(), [CONTINUE, chosen], draws=6, keep="full", pinned={name: rate})
            for rate in (0.01, 0.05)
        ]
        if any(action.when is not None for action in chosen.actions):
            low, high = (outcome.cost[:1] for outcome in both)  # what a signpost starts depends on prices
        else:
            low, high = (outcome.cost for outcome in both)
        items = [both[0].i(item) for item in WAGED]
        assert never_lower(low[..., items].sum(axis=2), high[..., items].sum(axis=2))


class TestExitSum:
    @few(12)
    @given(cases(sizes=(3, 12)), st.integers(1, 9), st.data())
    def test_a_longer_taper_never_lowers_the_exit_sum(self, case, years, data):
        code = data.draw(st.sampled_from([party.code for party in case.parties]))
        chosen = option({"kind": "leave", "party": code, "after_years": 1})
        paid = []
        for length in (years, years + 1):
            terms = case.arrangement.exit_rule.model_copy(update={"rule": "taper", "years": length})
            longer = case.arrangement.model_copy(update={"exit_rule": terms})
            outcome = simulate(
                case.model_copy(update={"arrangement": longer}), without_exits(), [chosen], draws=4, keep="full"
            )
            paid.append(cost(outcome, "exit_transfer")[0, :, outcome.p(code)])
        assert never_lower(paid[0], paid[1])

    @given(
        st.floats(0, 1e7), st.integers(0, 20), st.integers(0, 19), st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.2)
    )
    def test_each_instalment_of_a_longer_or_higher_taper_is_no_lower(self, base, tau, years, start, step, more):
        taper = plain(exits.taper)
        assert taper(base, tau, years + 1, start, step) >= taper(base, tau, years, start, step)
        assert taper(base, tau, years, start + more, step) >= taper(base, tau, years, start, step)
        assert taper(base, tau, years, start, step + more) <= taper(base, tau, years, start, step)


class TestOwnHosting:
    @few(12)
    @given(st.integers(5_000, 40_000), st.integers(2, 6))
    def test_more_members_of_equal_profile_never_raise_its_average_cost(self, size, number):
        case = hand_case((size,) * number, horizon=4)
        profile = case.parties[0].model_dump(exclude_none=True)
        joiner = {
            **{name: profile[name] for name in ("retained_fte", "trust")},
            "code": "NW0001", "name": "Evenbeeld", "inhabitants": size, "cloud_share": 0.5, "cloud_ambition": 1.0,
            "needs": {"pace": 0.5, "tailoring": 0.5, "security": 0.5},
        }  # fmt: skip
        joiner = {
            name: value["value"] if isinstance(value, dict) and "value" in value else value
            for name, value in joiner.items()
        }
        chosen = option({"kind": "add_member", "member": joiner, "after_years": 2})
        outcome = simulate(case, without_exits(), [CONTINUE, chosen], draws=16, keep="full")
        hosting = cost(outcome, "hosting")
        before = hosting[0, :, :number].sum(axis=1) / (size * number)
        after = hosting[1].sum(axis=1) / (size * (number + 1))
        assert never_lower(after[:, 2:], before[:, 2:])

    @few(12)
    @given(cases(), st.floats(0.0, 2.0), st.floats(0.0, 1.0), st.booleans())
    def test_faster_cloud_never_raises_its_run_cost(self, case, pace, more, ends):
        chosen = option({"kind": "dissolve", "after_years": 1}) if ends else CONTINUE
        slow, fast = (
            simulate(case, without_exits(), [chosen], draws=6, keep="full", pinned={"cloud.pace_factor": factor})
            for factor in (pace, pace + more)
        )
        assert never_lower(cost(fast, "hosting").sum(axis=2), cost(slow, "hosting").sum(axis=2))
        assert np.all(seen(fast, "cloud_share") >= seen(slow, "cloud_share") - SLACK)

    @given(st.floats(0.02, 1.0), st.floats(0.02, 1.0), st.floats(1e3, 2e5), st.floats(-0.5, 0.0), st.floats(0, 1))
    def test_cost_follows_a_falling_volume_downwards_and_sticks_above_it(self, part, start, size, elasticity, phi):
        hosted = part * start
        ratio = scale.cloud_cost_ratio(size, hosted, start, elasticity, 60_000.0)
        assert hosted / start - SLACK <= ratio <= 1.0 + SLACK
        kept = scale.sticky(ratio, phi)
        assert min(ratio, 1.0) - SLACK <= kept <= 1.0 + SLACK


class TestCoordination:
    @few(12)
    @given(cases(), st.booleans(), st.sampled_from(["dvo", "siam"]))
    def test_clearer_agreements_never_raise_its_cost(self, case, switched, lever):
        free = {"governance.lever_one_off": 0.0, "governance.lever_yearly": 0.0}
        chosen = option({"kind": "invest", "lever": lever, "after_years": 1})
        outcome = simulate(
            case, without_exits(coordination=switched), [CONTINUE, chosen], draws=6, keep="full", pinned=free
        )
        governance = cost(outcome, "governance").sum(axis=2)
        assert never_lower(governance[1], governance[0])

    @given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(2, 20), st.floats(0, 1))
    def test_clarity_lowers_and_size_raises_it(self, clarity, more, effect, members, divergence):
        coordination = plain(keys.coordination)

        def euros(level: float, n: float) -> float:
            return coordination(1e6, 0.02, n, 0.1, divergence, 0.5, level, effect, 0.5, effect)

        clearer = clarity + more * (1.0 - clarity)
        assert euros(clearer, members) <= euros(clarity, members) + SLACK
        assert euros(clarity, members + 1.0) >= euros(clarity, members) - SLACK


class TestOtherDirections:
    @few(12)
    @given(cases())
    def test_shared_effort_never_costs_more_than_separate_effort(self, case):
        low, high = (
            simulate(case, without_exits(), [CONTINUE], draws=6, keep="full", pinned={"law.shared": part})
            for part in (0.2, 0.9)
        )
        assert never_lower(cost(high, "legislation").sum(axis=2), cost(low, "legislation").sum(axis=2))

    @few(12)
    @given(cases(), st.floats(-0.15, 0.0), st.floats(0.0, 0.15))
    def test_a_split_costs_more_the_stronger_the_benefit_of_scale(self, case, elasticity, stronger):
        chosen = option({"kind": "dissolve", "after_years": 1})
        weak, strong = (
            run(
                case, chosen, scenario=drawn_scenario(), draws=4,
                pinned={"scale.elasticity": mean, "staff.conversion": 0.0},
            )
            for mean in (elasticity, elasticity - stronger)
        )  # fmt: skip
        items = [weak.i(name) for name in ("hosting", "functional", "back_office", "overhead", "software_saas")]
        assert never_lower(weak.cost[1][..., items], strong.cost[1][..., items])

    @few(12)
    @given(cases())
    def test_tighter_labour_never_lowers_hire_backlog_or_vulnerability(self, case):
        easy, tight = (
            run(case, scenario=drawn_scenario(), draws=6, pinned={"staff.tightness": factor}) for factor in (1.0, 1.6)
        )
        assert never_lower(cost(easy, "hire").sum(axis=2), cost(tight, "hire").sum(axis=2))
        for name in ("backlog", "vulnerability", "debt"):
            assert never_lower(seen(easy, name), seen(tight, name))
