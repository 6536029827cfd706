"""Robustness over scenarios: published decision tables, an implementation without arrays, and what must always hold."""

from __future__ import annotations

import dataclasses
from itertools import permutations
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.decide.robustness import (
    USED,
    Limits,
    Rule,
    _choice,
    default_limits,
    hurwicz,
    regret,
    robustness,
    rule_scores,
    satisfied,
)
from model.decide.scenarios import over_scenarios
from model.errors import InputError
from model.inputs import build_scenario, load_assumptions
from model.resources import list_scenarios
from tests.engine.worlds import CONTINUE, hand_case
from tests.factories import make_outcome

if TYPE_CHECKING:
    from model.engine.outcome import Outcome

OPTIONS = ("continue", "extend", "restructure", "unwind")
CAMP = np.array([[5, 8, 21, 30], [10, 7, 18, 22], [18, 12, 12, 19], [25, 23, 21, 15]], dtype=float)
LOOSE = Limits(growth=1e9, extra=1e9, peak=1e9, service=1.0)
tables = arrays(np.float64, st.tuples(st.integers(1, 5), st.just(4)), elements=st.integers(0, 50).map(float))


def outcomes_of(cost: np.ndarray, draws: int = 64) -> dict[str, Outcome]:
    """Outcomes in which the options cost exactly this (scenario, option), EUR, in every future, borne by the first."""
    start = make_outcome(draws=draws)
    found = {}
    for k, row in enumerate(cost):
        npv = np.zeros_like(start.npv)
        npv[:, :, 0, 0] = row[:, None]
        found[f"s{k}"] = dataclasses.replace(start, npv=npv)
    return found


def chosen(cost: np.ndarray, party: str | None = None) -> dict[str, str]:
    found = robustness(outcomes_of(cost))
    return {one.rule: one.option for one in found.view(party).choices}


class TestPublished:
    """Taha, Operations Research: An Introduction, "Decisions under uncertainty", the National Outdoors School.

    Cost of four sizes of a summer camp (columns here) for four numbers of visitors (rows). Printed: Laplace chooses
    the second (12 500 against 14 500, 18 000 and 21 500), minimax the third (21 000), Savage the second (largest regret
    8 000 against 10 000, 16 000 and 25 000), Hurwicz at one half the first or the second.
    """

    def test_scores(self) -> None:
        scores = rule_scores(CAMP)
        assert scores["laplace"].tolist() == [14.5, 12.5, 18.0, 21.5]
        assert scores["maximin"].tolist() == [25, 23, 21, 30]
        assert scores["minimax_regret"].tolist() == [10, 8, 16, 25]
        assert scores["maximax"].tolist() == [5, 7, 12, 15]

    def test_choices(self) -> None:
        assert chosen(CAMP) | {"satisficing": "", "satisficing_worst": "", "domain": ""} == {
            "maximin": "restructure", "minimax_regret": "extend", "future_regret": "extend", "laplace": "extend",
            "maximax": "continue", "satisficing": "", "satisficing_worst": "", "domain": "",
        }  # fmt: skip

    def test_hurwicz_turns_where_the_lines_cross(self) -> None:
        """Lines 25 − 20α, 23 − 16α, 21 − 9α and 30 − 15α: the lowest changes at 2/7 and 1/2."""
        found = hurwicz(CAMP, OPTIONS, "continue")
        assert [one.option for one in found] == ["restructure", "extend", "continue"]
        assert [one.low for one in found] == pytest.approx([0.0, 2 / 7, 0.5])
        assert found[-1].high == 1.0

    def test_gains_are_costs_with_a_minus(self) -> None:
        """Taylor, Introduction to Management Science, "Decision making without probabilities", real estate investor.

        Gains of an apartment building (50 000; 30 000), an office (100 000; −40 000) and a warehouse (30 000; 10 000):
        maximax the office, maximin and minimax regret the apartments (regrets 50, 70, 70), equal likelihood the
        apartments (40 000 against 30 000 and 20 000), Hurwicz at 0.4 the apartments (38 000, 16 000, 18 000).
        """
        cost = -np.array([[50.0, 100.0, 30.0], [30.0, -40.0, 10.0]])
        scores = rule_scores(cost)
        assert {rule: int(values.argmin()) for rule, values in scores.items()} == {
            "maximax": 1, "maximin": 0, "minimax_regret": 0, "laplace": 0
        }  # fmt: skip
        assert scores["minimax_regret"].tolist() == [50, 70, 70]
        assert scores["laplace"].tolist() == [-40, -30, -20]
        names = ("apartments", "office", "warehouse")
        at = next(one for one in hurwicz(cost, names, "office") if one.low <= 0.4 <= one.high)
        assert at.option == "apartments"
        mixed = 0.4 * scores["maximax"] + 0.6 * scores["maximin"]
        assert mixed.tolist() == pytest.approx([-38, -16, -18])


def by_hand(cost: np.ndarray) -> dict[str, list[float]]:
    """The rules in plain loops, as a textbook tells them."""
    told: dict[str, list[float]] = {rule: [] for rule in ("maximin", "maximax", "laplace", "minimax_regret")}
    for option in range(cost.shape[1]):
        column = [float(row[option]) for row in cost]
        told["maximin"].append(max(column))
        told["maximax"].append(min(column))
        told["laplace"].append(sum(column) / len(column))
        told["minimax_regret"].append(max(float(row[option] - min(row)) for row in cost))
    return told


class TestAlways:
    @settings(max_examples=60, deadline=None)
    @given(tables)
    def test_the_rules_in_plain_loops_say_the_same(self, cost: np.ndarray) -> None:
        scores = rule_scores(cost)
        assert {rule: pytest.approx(values) for rule, values in by_hand(cost).items()} == {
            rule: values.tolist() for rule, values in scores.items()
        }

    @settings(max_examples=60, deadline=None)
    @given(tables)
    def test_regret_is_never_negative_and_the_best_has_none(self, cost: np.ndarray) -> None:
        found = regret(cost)
        assert (found >= 0).all()
        assert (found.min(axis=1) == 0).all()
        assert (found[cost == cost.min(axis=1, keepdims=True)] == 0).all()

    @settings(max_examples=60, deadline=None)
    @given(tables, st.floats(0.001, 0.999))
    def test_hurwicz_chooses_the_lowest_mix_everywhere(self, cost: np.ndarray, optimism: float) -> None:
        found = hurwicz(cost, OPTIONS, "continue")
        assert (found[0].low, found[-1].high) == (0.0, 1.0)
        mixed = optimism * cost.min(axis=0) + (1 - optimism) * cost.max(axis=0)
        at = next(one for one in found if one.low <= optimism <= one.high)
        assert mixed[OPTIONS.index(at.option)] == pytest.approx(mixed.min())

    @settings(max_examples=30, deadline=None)
    @given(tables, st.permutations(range(4)))
    def test_another_order_of_options_or_scenarios_changes_nothing(self, cost: np.ndarray, order: list[int]) -> None:
        names = [OPTIONS[k] for k in order]
        assert hurwicz(cost[::-1][:, order], names, "continue") == hurwicz(cost, OPTIONS, "continue")
        for rule, values in rule_scores(cost[::-1][:, order]).items():
            assert values.tolist() == pytest.approx(rule_scores(cost)[rule][order].tolist())

    @settings(max_examples=60, deadline=None)
    @given(tables, st.integers(0, 3), st.integers(1, 9))
    def test_a_dominated_option_never_becomes_the_maximin_choice(self, cost: np.ndarray, of: int, worse: int) -> None:
        more = np.column_stack([cost, cost[:, of] + worse])
        before, after = rule_scores(cost)["maximin"], rule_scores(more)["maximin"]
        assert after.argmin() == before.argmin()
        assert rule_scores(more)["minimax_regret"].argmin() == rule_scores(cost)["minimax_regret"].argmin()

    def test_scenarios_in_another_order_choose_the_same(self) -> None:
        """Also the rules that count futures; the scores stay with their options."""
        worlds = list(outcomes_of(CAMP[:3]).items())
        told = {tuple(one for one in robustness(dict(order)).view().choices) for order in permutations(worlds)}
        assert len(told) == 1

    def test_identical_options_are_near_and_continue_goes_first(self) -> None:
        worlds = outcomes_of(np.full((2, 4), 7.0))
        view = robustness(worlds, dict.fromkeys(worlds["s0"].parties, LOOSE)).view()
        for one in view.choices:
            assert (one.option, set(one.near)) == ("continue", set(OPTIONS[1:]))

    def test_between_equals_the_order_of_options_does_not_decide(self) -> None:
        for names in (("unwind", "extend", "continue"), ("extend", "unwind", "continue")):
            assert [one.option for one in hurwicz(np.array([[1.0, 1.0, 2.0]]), names, "continue")] == ["extend"]
        assert [one.option for one in hurwicz(np.ones((2, 3)), names, "unwind")] == ["unwind"]


class TestNear:
    """Options that hardly differ are named beside the choice, others are not."""

    @pytest.mark.parametrize(
        ("rule", "scores", "option", "near"),
        [
            ("maximin", (101.0, 100.0, 100.99, 101.01), "extend", ("continue", "restructure")),
            ("future_regret", (0.0, 1.0, 1.01, 5.0), "continue", ("extend",)),
            ("satisficing", (0.60, 0.64, 0.58, 0.50), "extend", ("continue",)),
            ("satisficing_worst", (0.9, 0.0, 0.86, 0.84), "continue", ("restructure",)),
            ("domain", (0.96, 0.96, 0.92, 0.0), "continue", ("extend",)),
        ],
    )
    def test_limits_of_hardly(self, rule: Rule, scores: tuple[float, ...], option: str, near: tuple[str, ...]) -> None:
        found = _choice(rule, np.array(scores), OPTIONS, "continue", 1.0)
        assert (found.option, found.near, found.scores) == (option, near, scores)

    def test_what_every_rule_can_live_with_is_agreed(self) -> None:
        """One percent of what continuing costs (a row of the table) is the limit: 0.9 is near, 1.1 is not."""
        worlds = outcomes_of(np.array([[1000.0, 1009.0, 1011.0, 2000.0], [1000.0, 1009.0, 1011.0, 2000.0]]))
        view = robustness(worlds, dict.fromkeys(worlds["s0"].parties, LOOSE)).view()
        assert view.agreed == ("continue", "extend")
        assert view.choice("laplace").near == ("extend",)


class TestFutures:
    """Regret and limits future by future."""

    def test_regret_in_a_future_is_at_least_that_of_the_means(self) -> None:
        """What is best on average is not best in every future: knowing the future is worth something."""
        worlds = {f"s{seed}": make_outcome(draws=256, seed=seed) for seed in range(3)}
        view = robustness(worlds).view()
        for late, means, cost in zip(view.future_regret, view.regret, view.cost, strict=True):
            assert min(one.mean for one in means) == 0
            assert [one.mean for one in means] == pytest.approx(regret(np.array(cost)).tolist())
            assert all(one.mean >= other.mean - 1e-6 for one, other in zip(late, means, strict=True))
            assert all(one.p10 >= 0 for one in late)

    def test_regret_that_one_future_in_ten_exceeds(self) -> None:
        """Continuing costs 10 more than extending in 2 of 11 futures and 1 less in the others: P90 by hand."""
        start = make_outcome(draws=11)
        npv = np.zeros_like(start.npv)
        npv[:, :, 0, 0] = 99.0
        npv[0, :, 0, 0], npv[1, :, 0, 0] = 10.0, 11.0
        npv[0, [3, 7], 0, 0] = 21.0
        view = robustness({"a": dataclasses.replace(start, npv=npv)}).view()
        assert [round(one.p90, 9) for one in view.future_regret[0][:2]] == [10.0, 1.0]
        assert view.future_regret[0][0].mean == pytest.approx(20 / 11)
        assert view.choice("future_regret").scores[:2] == pytest.approx((10.0, 1.0))
        assert view.choice("future_regret").option == "extend"

    def test_the_worst_scenario_counts_apart(self) -> None:
        worlds = outcomes_of(np.array([[100.0, 100.0, 100.0, 100.0], [100.0, 110.0, 100.0, 100.0]]))
        own = dict.fromkeys(worlds["s0"].parties, dataclasses.replace(LOOSE, extra=0.05))
        view = robustness(worlds, own).view()
        assert view.within == ((1.0, 1.0, 1.0, 1.0), (1.0, 0.0, 1.0, 1.0))
        assert view.choice("satisficing").scores == (1.0, 0.5, 1.0, 1.0)
        assert view.choice("satisficing_worst").scores == (1.0, 0.0, 1.0, 1.0)

    def test_the_score_on_cost_is_no_service(self) -> None:
        """Euros count in the other limits; a lower score on cost alone breaks nothing, one on quality does."""
        outcome = make_outcome(draws=16)
        for goal, kept in (("kosten", True), ("kwaliteit", False)):
            score = np.full_like(outcome.score, 0.5)
            score[3, :, :, outcome.g(goal)] = 0.0
            own = dict.fromkeys(outcome.parties, dataclasses.replace(LOOSE, service=0.05))
            found = satisfied(dataclasses.replace(outcome, score=score), own)
            assert found[3, 3].all() == kept
            assert found[3, :3].all()

    def test_the_figures_of_the_parties_add_up(self) -> None:
        found = robustness({"a": make_outcome(draws=64, parties=3), "b": make_outcome(draws=64, parties=3, seed=1)})
        parts = sum(np.array(found.view(code).cost) for code in found.parties)
        assert np.array(found.view().cost) == pytest.approx(parts)

    @pytest.mark.parametrize("limit", ["growth", "extra", "peak", "service"])
    def test_each_limit_in_plain_loops(self, limit: str) -> None:
        """One limit at a time, worked out draw by draw from the costs and scores themselves."""
        outcome = make_outcome(draws=32, parties=2)
        bound = {"growth": 0.085, "extra": 0.03, "peak": 0.2, "service": 0.01}[limit]
        own = {"GM9902": dataclasses.replace(LOOSE, **{limit: bound}), "GM9901": LOOSE}
        found = satisfied(outcome, own).all(axis=0)
        assert found[:, :, outcome.p("GM9901")].all()
        place, cash = outcome.p("GM9902"), outcome.obs("cost_cash")
        verdicts = set()
        for o in range(4):
            for d in range(32):
                cost = float(outcome.npv[o, d, place].sum())
                stay = float(outcome.npv[0, d, place].sum())
                year0 = float(outcome.cost_mean[0, place, 0].sum())
                worth = sum(1 / 1.0225**y for y in range(1, 11))
                more = max(
                    float(outcome.observable[o, d, place, y, cash] - outcome.observable[0, d, place, y, cash])
                    for y in range(1, 11)
                )
                service = [float((outcome.score[k, d, place, 1:]).sum()) / 5 for k in (o, 0)]
                expected = {
                    "growth": cost / worth / year0 - 1 <= bound,
                    "extra": cost / stay - 1 <= bound,
                    "peak": max(more, 0.0) / year0 <= bound,
                    "service": service[1] - service[0] <= bound,
                }[limit]
                assert found[o, d, place] == expected
                verdicts.add(expected)
        assert verdicts == {True, False}

    def test_continue_meets_every_limit_that_compares_with_it(self) -> None:
        outcome = make_outcome(draws=64)
        strict = dict.fromkeys(outcome.parties, Limits(1e9, 0.0, 0.0, 0.0))
        assert satisfied(outcome, strict)[:, 0].all()
        assert not satisfied(outcome, strict)[:, 1:].all()

    def test_wider_limits_never_hold_in_fewer_futures(self) -> None:
        worlds = {"a": make_outcome(draws=128), "b": make_outcome(draws=128, seed=3)}
        usual = default_limits()
        wide = Limits(*(2 * getattr(usual, name) for name in ("growth", "extra", "peak", "service")))
        codes = worlds["a"].parties
        narrow, wider = (robustness(worlds, dict.fromkeys(codes, own)).view().within for own in (usual, wide))
        assert (np.array(wider) >= np.array(narrow)).all()

    def test_together_means_every_party_within_its_own_limits(self) -> None:
        worlds = {"a": make_outcome(draws=128, parties=2)}
        first, second = worlds["a"].parties
        found = robustness(worlds, {first: Limits(-1.0, 0.0, 0.0, 0.0), second: LOOSE})
        assert np.array(found.view(second).within).tolist() == [[1.0] * 4]
        assert np.array(found.view(first).within).tolist() == [[0.0] * 4]
        assert np.array(found.view().within).tolist() == [[0.0] * 4]
        assert {one.share for one in found.broken if one.party == second} == {0.0}
        assert {one.share for one in found.broken if (one.party, one.limit) == (first, "growth")} == {1.0}

    def test_a_domain_of_scenarios(self) -> None:
        """Dearer than the limit allows in one scenario of two: half of the domain."""
        cost = np.array([[100.0, 104.0, 104.0, 90.0], [100.0, 104.0, 106.0, 90.0]])
        view = robustness(outcomes_of(cost), dict.fromkeys(make_outcome(draws=64).parties, LOOSE)).view()
        assert view.choice("domain").scores == (1.0, 1.0, 1.0, 1.0)
        own = dict.fromkeys(make_outcome(draws=64).parties, dataclasses.replace(LOOSE, extra=0.05))
        assert robustness(outcomes_of(cost), own).view().choice("domain").scores == (1.0, 1.0, 0.5, 1.0)


class TestLimits:
    def test_they_come_from_their_rows(self) -> None:
        rows = {row.id: row for row in load_assumptions() if row.id in USED}
        assert tuple(rows) == USED
        assert all((row.distribution, row.kind) == ("fixed", "judgement") for row in rows.values())
        assert default_limits() == Limits(*(rows[name].base for name in USED))
        moved = rows["decide.limit_peak"].model_copy(update={"base": 0.4})
        assert default_limits([moved]) == dataclasses.replace(default_limits(), peak=0.4)

    def test_who_is_no_party_has_no_limits(self) -> None:
        with pytest.raises(ValueError, match="GM0000"):
            robustness(outcomes_of(CAMP), {"GM0000": LOOSE})

    def test_what_cannot_be_compared_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no scenario"):
            robustness({})
        with pytest.raises(ValueError, match="scenario b"):
            robustness({"a": make_outcome(draws=8), "b": make_outcome(draws=8, parties=3)})

    def test_every_rule_has_a_choice(self) -> None:
        assert [one.rule for one in robustness(outcomes_of(CAMP)).view().choices] == list(get_args(Rule))


class TestOverScenarios:
    """One outcome per scenario, on common draws."""

    def test_the_shipped_ones_and_own_ones(self) -> None:
        case, steps = hand_case(), []
        found = over_scenarios(case, options=[CONTINUE], draws=8, progress=lambda *step: steps.append(step))
        assert set(found) <= set(list_scenarios())
        assert steps[-1] == (11, 11)
        mine = build_scenario({"id": "mine"})
        from model.simulation import simulate

        own = over_scenarios(simulate(case, mine, [CONTINUE], draws=8, seed=3), draws=8)
        assert list(own) == [*found, "mine"]
        assert {one.seed for one in own.values()} == {3}

    def test_a_draw_is_the_same_future_in_every_scenario(self) -> None:
        """A scenario that changes nothing gives the same figures, and threads do not matter."""
        worlds = [build_scenario({"id": name}) for name in ("one", "two")]
        found = over_scenarios(hand_case(), worlds, options=[CONTINUE], draws=16, threads=2)
        assert np.array_equal(found["one"].total, found["two"].total)
        assert found["one"].observables == ("cost_cash",)

    def test_a_scenario_asked_for_must_fit(self) -> None:
        late = build_scenario({"id": "late", "incident_year": 2090})
        with pytest.raises(InputError, match="2090"):
            over_scenarios(hand_case(), [late], options=[CONTINUE], draws=8)

    def test_progress_can_stop_it(self) -> None:
        def stop(done: int, _total: int) -> None:
            if done == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            over_scenarios(hand_case(), options=[CONTINUE], draws=8, progress=stop)

    def test_no_scenario_twice(self) -> None:
        with pytest.raises(ValueError, match="same id"):
            over_scenarios(hand_case(), ["base", "base"], options=[CONTINUE], draws=8)
