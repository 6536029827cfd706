"""Sensitivity against functions whose indices are known, and against SALib's own."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from model import simulate
from model.decide import turning
from model.decide.sensitivity import Sensitivity, sensitivity
from model.decide.shares import given_data, indices, refuse_not_finite
from model.errors import SimulationError
from tests.decide.known import assumed, unit
from tests.factories import make_outcome, with_differences
from tests.synthetic import ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.engine.outcome import Outcome

DRAWS = 4_096
EURO = 1e5


def ishigami(x: np.ndarray) -> np.ndarray:
    """Ishigami & Homma 1990 with a = 7, b = 0.1; x (draw, 3) on −π … π."""
    found: np.ndarray = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return found


def ishigami_indices() -> tuple[list[float], list[float]]:
    """First and total order, by its integrals (Saltelli et al. 2008, box 4.1)."""
    a, b = 7.0, 0.1
    first = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    second, both = a**2 / 8, b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = first + second + both
    return [first / whole, second / whole, 0.0], [(first + both) / whole, second / whole, both / whole]


def studied(function: Any, luck: float = 0.0, **given: Any) -> tuple[Outcome, Sensitivity]:
    """Study a world in which extend differs from continue by `function` of the rows on 0-1, (draw, row), and luck."""
    begun = make_outcome(draws=DRAWS, block_size=1_024, full=False, options=("continue", "extend"))
    rows = {name: k for k, (name, *_) in enumerate(ROWS)}

    def simulated(
        *_: Any, draws: int, seed: int, pinned: Mapping[str, float], values: np.ndarray | None = None, **__: Any
    ) -> Outcome:
        inputs = begun.inputs if seed == 0 else make_outcome(draws=DRAWS, block_size=1_024, full=False, seed=1).inputs
        inputs = (inputs[:draws] if values is None else values).copy()
        for name, value in pinned.items():
            inputs[:, rows[name]] = value
        held = dataclasses.replace(begun.subset(slice(0, draws)), inputs=inputs, seed=seed)
        place = np.column_stack([unit(held, row) for row in range(len(ROWS))])
        noise = luck * np.random.default_rng(seed).standard_normal(DRAWS)[:draws]
        return with_differences(held, {"extend": EURO * (function(place) + noise)})

    start = simulated(draws=DRAWS, seed=0, pinned={})
    found = sensitivity(start, simulated, **given)
    assert found is not None
    return start, found


def of(found: Sensitivity) -> dict[str, Any]:
    return {one.rows[0].id if one.rows else "": one for one in found.sobol}


class TestSobol:
    def test_ishigami_by_the_design_of_salib(self) -> None:
        """SALib's own sampling and test function; its regression test asks 0.31, 0.44, 0.00 and 0.55, 0.44, 0.24."""
        from SALib.sample import sobol
        from SALib.test_functions import Ishigami

        problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-np.pi, np.pi]] * 3}
        y = Ishigami.evaluate(sobol.sample(problem, 4_096, calc_second_order=False, seed=1)).reshape(-1, 5)
        found = np.array(indices(y))
        first, total = ishigami_indices()
        assert found[:, 0] == pytest.approx([0.31, 0.44, 0.0], abs=0.03)
        assert found[:, 2] == pytest.approx([0.55, 0.44, 0.24], abs=0.03)
        assert np.all(np.abs(found[:, 0] - first) < found[:, 1])
        assert np.all(np.abs(found[:, 2] - total) < found[:, 3])

    def test_ishigami_through_a_simulation(self) -> None:
        """The same function behind `simulate`: sets A and B are runs, and crossed sets go in as ready values."""
        _, found = studied(lambda x: ishigami(np.pi * (2.0 * x[:, :3] - 1.0)))
        first, total = ishigami_indices()
        told = of(found)
        names = [row[0] for row in ROWS[:2]]  # the third has no first-order effect, so it is part of all else
        for k, name in enumerate(names):
            assert abs(told[name].first - first[k]) < 1.5 * told[name].first_half
            assert abs(told[name].total - total[k]) < 1.5 * told[name].total_half
        assert told[""].first == pytest.approx(0.0, abs=0.05)
        assert told[""].total == pytest.approx(total[2], abs=0.05)
        assert found.base == DRAWS

    def test_shares_of_a_straight_line(self) -> None:
        """Variances of a sum are 1, 4 and 9 parts in 14 + 2·12; the last is luck. No interplay: total is first."""
        _, found = studied(lambda x: x[:, 0] + 2.0 * x[:, 1] + 3.0 * x[:, 2], luck=np.sqrt(2.0))
        told, whole = of(found), 14 / 12 + 2.0
        for name, part in zip(("scale.elasticity", "staff.conversion", "law.shared"), (1, 4, 9), strict=True):
            one = told[name]
            assert one.first == pytest.approx(part / 12 / whole, abs=0.05)
            assert one.total == pytest.approx(part / 12 / whole, abs=0.05)
        assert told[""].first == pytest.approx(2.0 / whole, abs=0.05)
        assert sum(one.first for one in found.sobol) == pytest.approx(1.0, abs=0.1)

    def test_within_bounds_and_total_above_first(self) -> None:
        _, found = studied(lambda x: np.exp(2.0 * x[:, 0]) * x[:, 1] + x[:, 2] ** 3, luck=0.3)
        for one in found.sobol:
            assert -one.first_half <= one.first <= 1.0 + one.first_half
            assert -one.total_half <= one.total <= 1.0 + one.total_half
            assert one.total >= one.first - one.first_half - one.total_half

    def test_too_few_draws_are_said(self) -> None:
        _, enough = studied(lambda x: x[:, 0] + 0.5 * x[:, 1])
        _, few = studied(lambda x: x[:, 0] + 0.5 * x[:, 1], base=128)
        assert (enough.few, few.few) == (False, True)

    def test_seed_zero_gives_the_same_bands_twice(self) -> None:
        y = np.random.default_rng(3).standard_normal((256, 4))
        assert indices(y, seed=0) == indices(y, seed=0)
        assert indices(y, seed=0) != indices(y, seed=1)

    def test_correlated_rows_are_one_factor(self) -> None:
        case, scenario, options = assumed()
        pair = ("governance.lever_effect", "governance.clarity_effect")
        changed = scenario.model_copy(update={"correlations": ((*pair, 0.6),)})
        outcome = simulate(case, changed, options, draws=1_024)
        found = sensitivity(outcome, draws=64, base=1_024)
        assert found is not None
        groups = [sorted(row.id for row in one.rows) for one in found.sobol]
        assert sorted(pair) in groups
        assert sum(pair[0] in group for group in groups) == 1
        assert groups[-1] == []


class TestTornado:
    def test_a_straight_line_by_hand(self) -> None:
        """Ends of a row on 0-1 lie a slope apart: 4 and −2 times € 100,000, around the mean of the others."""
        start, found = studied(lambda x: 4.0 * x[:, 0] - 2.0 * x[:, 3], luck=1.0, draws=DRAWS)
        assert [one.row.id for one in found.tornado] == ["scale.elasticity", "prices.saas"]
        wide, narrow = found.tornado
        assert wide.at_high - wide.at_low == pytest.approx(4.0 * EURO)
        assert narrow.at_high - narrow.at_low == pytest.approx(-2.0 * EURO)
        luck = np.random.default_rng(0).standard_normal(DRAWS).mean()
        assert wide.at_low == pytest.approx(EURO * (luck - 2.0 * unit(start, 3).mean()))
        assert (wide.low, wide.high, wide.row.kind) == (-0.15, 0.0, "judgement")
        assert found.swept == len(ROWS)


class TestGivenData:
    def test_shares_of_a_straight_line_agree_with_rbd_fast(self) -> None:
        """Independent implementation: SALib's RBD-FAST (Tarantola et al. 2006) on the same draws."""
        from SALib.analyze import rbd_fast

        start, found = studied(lambda x: x[:, 0] + 2.0 * x[:, 1] ** 2 + 3.0 * x[:, 2], luck=1.0)
        problem = {"num_vars": len(ROWS), "names": [row[0] for row in ROWS], "bounds": [[0.0, 1.0]] * len(ROWS)}
        delta = start.total[1].sum(axis=1) - start.total[0].sum(axis=1)
        other = dict(zip(problem["names"], rbd_fast.analyze(problem, start.inputs, delta, seed=1)["S1"], strict=True))
        told = {one.row.id: one for one in found.given}
        assert set(told) == {"scale.elasticity", "staff.conversion", "law.shared"}
        for name, one in told.items():
            assert one.first == pytest.approx(other[name], abs=0.02)
        variances = {"scale.elasticity": 1 / 12, "staff.conversion": 4 * 4 / 45, "law.shared": 9 / 12}
        whole = sum(variances.values()) + 1.0
        assert all(abs(told[name].first - part / whole) < 1.5 * told[name].half for name, part in variances.items())

    def test_it_costs_no_run(self) -> None:
        outcome = with_differences(make_outcome(draws=256, full=False), {})
        assert given_data(turning.design(outcome), np.zeros(256)) == ()


class TestRefusal:
    def test_one_that_is_not_finite_stops_it_and_names_the_inputs(self) -> None:
        values = np.random.default_rng(0).random((1_000, 4))
        result = np.where(values[:, 2] > 0.97, np.nan, 1.0)
        failed = int(np.isnan(result).sum())
        with pytest.raises(SimulationError) as refused:
            refuse_not_finite(("a", "b", "the.worst", "d"), values, result)
        text = str(refused.value)
        assert f"{failed} " in text
        assert "the.worst (0,97" in text
        assert text.index("the.worst") < min(text.index(f"{name} (") for name in "abd" if f"{name} (" in text)
        assert refused.value.draw == int(np.flatnonzero(np.isnan(result))[0])

    def test_finite_results_pass(self) -> None:
        refuse_not_finite(("a",), np.zeros((3, 1)), np.ones(3))

    def test_all_of_them_may_fail(self) -> None:
        with pytest.raises(SimulationError, match="3"):
            refuse_not_finite(("a",), np.arange(3.0)[:, None], np.full(3, np.inf))

    def test_a_ready_outcome_is_looked_at_first(self) -> None:
        begun = make_outcome(draws=64, full=False)
        delta = np.ones(64)
        delta[5] = np.nan
        with pytest.raises(SimulationError):
            sensitivity(with_differences(begun, {"extend": delta}))


class TestWork:
    def test_nothing_that_differs(self) -> None:
        assert sensitivity(with_differences(make_outcome(draws=64, full=False), {})) is None

    def test_one_party_and_another_option(self) -> None:
        """The second party bears nothing of extend's difference, which falls on the first."""
        start, found = studied(lambda x: x[:, 0])
        assert found.option == "extend"
        assert sensitivity(start, party=start.parties[1]) is None
        assert sensitivity(start, option="unwind") is None

    def test_progress_and_breaking_off(self) -> None:
        seen: list[tuple[int, int]] = []
        studied(lambda x: x[:, 0], progress=lambda done, total: seen.append((done, total)))
        assert seen[-1][0] == seen[-1][1]

        def stop(done: int, _total: int) -> None:
            if done == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            studied(lambda x: x[:, 0], progress=stop)
