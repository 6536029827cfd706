"""Tipping points on differences that are known: the value where the choice changes can be worked out by hand."""

from __future__ import annotations

import dataclasses
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from model import simulate
from model.decide.appraisal import difference
from model.decide.tipping import Tipping, tipping
from tests.decide.known import DRAWS, assumed, noise
from tests.factories import make_assumptions, make_outcome, with_differences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.engine.outcome import Outcome

FIXED = "relation.reference_trust"  # a parameter of the engine; here it is never drawn
SHARE = "decide.material_share"
FAR = np.full(DRAWS, 9e6)
NAMES = ("scale.elasticity", "staff.conversion", "law.shared", "prices.saas", FIXED)


def start(
    advantage: float = 0.0, options: tuple[str, ...] = ("continue", "extend", "restructure", "unwind")
) -> Outcome:
    found = make_outcome(draws=DRAWS, block_size=128, full=False, options=options)
    row = make_assumptions()[0]
    trust = row.model_copy(update={"id": FIXED, "distribution": "fixed", "low": 0.5, "base": 0.6, "high": 0.7})
    share = row.model_copy(update={"id": SHARE, "distribution": "fixed", "low": None, "base": advantage, "high": None})
    return dataclasses.replace(found, assumptions=(*found.assumptions, trust, share))


def on_range(outcome: Outcome, name: str, pinned: Mapping[str, float]) -> np.ndarray:
    """Value of a row less the middle of its range, over its width, per draw."""
    row = next(one for one in outcome.assumptions if one.id == name)
    drawn = outcome.inputs[:, outcome.par(name)] if name in outcome.parameters else np.full(DRAWS, row.base)
    value = np.full(DRAWS, pinned[name]) if name in pinned else drawn
    found: np.ndarray = (value - (row.low + row.high) / 2) / (row.high - row.low)
    return found


def searched(outcome: Outcome, cost: Any, **given: Any) -> tuple[Outcome, Tipping]:
    """Search a world whose options differ from continue by `cost`, a function of the place of each driver."""

    def simulated(*_: Any, draws: int, pinned: Mapping[str, float], **__: Any) -> Outcome:
        deltas = cost(lambda name: on_range(outcome, name, pinned))
        return with_differences(outcome, {"unwind": FAR, "restructure": FAR} | deltas).subset(slice(0, draws))

    begun = simulated(draws=DRAWS, pinned={})
    return begun, tipping(begun, simulated, **given)


def line(mean: float, **slope: float) -> Any:
    """Extend less continue: `mean` plus slopes times the place of the drivers, with luck; dots are written as __."""
    return lambda at: {
        "extend": mean + noise(1e5) + sum(euros * at(name.replace("__", ".")) for name, euros in slope.items())
    }


class TestOneDriver:
    @pytest.mark.parametrize(("slope", "side"), [(1e7, "below"), (-1e7, "above")])
    def test_of_a_straight_line_it_is_exact(self, slope: float, side: str) -> None:
        outcome = start()
        begun, found = searched(outcome, line(2e6, law__shared=slope, prices__saas=3e6), draws=256)
        row = found.row("law.shared")
        (tip,) = row.tips
        rest = 2e6 + noise(1e5) + 3e6 * on_range(outcome, "prices.saas", {})
        assert tip.at == pytest.approx(0.5 - rest.mean() / slope, abs=1e-9)  # law.shared runs from 0 to 1
        assert (tip.before, tip.after, tip.side, tip.on_all) == ("continue", "extend", side, True)
        assert row.distance == pytest.approx(abs(tip.at - 0.5))
        blocks = rest.reshape(-1, 128).mean(axis=1)
        error = blocks.std(ddof=1) / np.sqrt(len(blocks))
        assert (tip.high - tip.low) / 2 == pytest.approx(2 * error / abs(slope), rel=0.05)
        assert begun.draws == found.all_draws == DRAWS
        assert found.draws == 256

    def test_a_row_that_is_never_drawn_has_one_too(self) -> None:
        _, found = searched(start(), line(2e6, **{FIXED.replace(".", "__"): -1e7}))
        (tip,) = found.row(FIXED).tips
        assert tip.at == pytest.approx(0.6 + 0.2 * (2e6 + noise(1e5).mean()) / 1e7, abs=1e-9)
        assert found.drivers[0].id == FIXED

    def test_a_driver_without_influence_has_none(self) -> None:
        _, found = searched(start(), line(2e6, law__shared=1e7))
        assert [row.id for row in found.drivers if row.tips] == ["law.shared"]
        assert found.row("prices.saas").tips == ()
        assert found.row("prices.saas").distance == np.inf

    def test_one_that_falls_short_of_the_end_has_none(self) -> None:
        _, found = searched(start(), line(2e6, law__shared=3.6e6))
        assert all(row.tips == () for row in found.drivers)
        assert found.row("law.shared").kept == pytest.approx(0.1, abs=0.03)
        assert found.rivals[0].option == "extend"
        assert found.rivals[0].driver == "law.shared"

    def test_nearest_first_in_units_of_the_range(self) -> None:
        slopes = {"scale__elasticity": 6e6, "law__shared": 1.2e7, "staff__conversion": -8e6}
        _, found = searched(start(), line(2e6, **slopes))
        assert [row.id for row in found.drivers if row.tips] == ["law.shared", "staff.conversion", "scale.elasticity"]
        assert [row.distance for row in found.drivers[:2]] == pytest.approx([2 / 12, 2 / 8], abs=0.02)

    def test_several_on_a_curve(self) -> None:
        """Extend costs 16·x² less 1 (million) around the middle: it is preferred between −1/4 and 1/4."""
        _, found = searched(start(), lambda at: {"extend": 1e6 * (16.0 * at("law.shared") ** 2 - 1.0)}, draws=DRAWS)
        tips = found.row("law.shared").tips
        assert sorted(tip.at for tip in tips) == pytest.approx([0.25, 0.75], abs=0.002)
        assert {(tip.before, tip.after) for tip in tips} == {("extend", "continue")}

    def test_a_third_option_between_two_is_found(self) -> None:
        """Restructure falls as fast as extend rises; continue is cheapest only in a narrow gap between them."""
        _, found = searched(
            start(),
            lambda at: {
                "extend": 1e6 * (1.0 + 20.0 * at("law.shared")),
                "restructure": 1e6 * (1.0 - 20.0 * at("law.shared")),
            },
            draws=DRAWS,
        )
        tips = sorted(found.row("law.shared").tips, key=lambda tip: tip.at)
        assert [tip.at for tip in tips] == pytest.approx([0.45, 0.55], abs=1e-3)
        assert [(tip.before, tip.after) for tip in tips] == [("continue", "extend"), ("continue", "restructure")]

    def test_choices_change_at_a_choice(self) -> None:
        outcome = start()
        changed = {"law.shared": {"distribution": "choice", "choices": (0.0, 0.5, 1.0)}}
        rows = tuple(row.model_copy(update=changed.get(row.id, {})) for row in outcome.assumptions)
        drawn = outcome.inputs.copy()
        drawn[:, outcome.par("law.shared")] = np.resize([0.0, 0.5, 1.0], DRAWS)
        _, found = searched(dataclasses.replace(outcome, assumptions=rows, inputs=drawn), line(2e6, law__shared=-1e7))
        (tip,) = found.row("law.shared").tips
        assert (tip.at, tip.low, tip.high, tip.side) == (1.0, 1.0, 1.0, "above")


class TestTheChoice:
    def test_continue_keeps_the_preference_up_to_a_material_share(self) -> None:
        """1 % of what continue costs comes on top of the difference (DV18)."""
        outcome = start(advantage=0.01)
        _, found = searched(outcome, line(0.0, law__shared=-1e7))
        margin = 0.01 * outcome.total[0].sum(axis=1).mean()
        assert found.advantage == 0.01
        assert found.preferred == "continue"
        assert found.row("law.shared").tips[0].at == pytest.approx(0.5 + (margin + noise(1e5).mean()) / 1e7, abs=1e-6)
        _, without = searched(outcome, line(1e6, law__shared=-1e7), advantage=0.0)
        assert without.row("law.shared").tips[0].at == pytest.approx(0.6, abs=0.001)

    def test_the_order_of_the_options_does_not_matter(self) -> None:
        told = []
        for options in list(permutations(("continue", "extend", "restructure", "unwind")))[::7]:
            _, found = searched(start(options=options), line(2e6, law__shared=1e7, prices__saas=9e6), map_draws=64)
            told.append(dataclasses.replace(found, plane=None))
        assert len(told) > 2
        assert all(one == told[0] for one in told)

    def test_parties_have_their_own(self) -> None:
        def cost(at: Any) -> Any:
            first, second = 1e6 + 1e7 * at("law.shared"), 3e6 + 0.0 * at("law.shared")
            return {"extend": np.column_stack((first, second))}

        outcome = start()
        _, found = searched(outcome, cost, draws=DRAWS)
        (own,) = found.row("law.shared").parties
        assert (own.party, own.before, own.after) == (outcome.parties[0], "continue", "extend")
        assert own.at == pytest.approx(0.4, abs=1e-6)

    def test_nothing_to_choose(self) -> None:
        outcome = with_differences(start(), {})
        found = tipping(outcome, lambda *_, draws, **__: outcome.subset(slice(0, draws)))
        assert found.preferred == "continue"
        assert found.rivals == ()
        assert not any(row.tips for row in found.drivers)


class TestTwoDrivers:
    def test_the_map_agrees_with_the_single_tipping_points_on_its_axes(self) -> None:
        """Ranges are symmetric and the world is straight: holding the other at its base is as good as drawing it."""
        _, found = searched(start(), line(2e6, law__shared=8e6, staff__conversion=-1e7), map_draws=DRAWS)
        plane = found.plane
        assert plane is not None
        assert (plane.x, plane.y) == ("staff.conversion", "law.shared")
        for driver, other in ((plane.x, plane.y), (plane.y, plane.x)):
            row = found.row(driver)
            (tip,) = row.tips
            step = 0.03 * (row.high - row.low)
            values = np.array([row.low, tip.at - step, tip.at + step, row.high])
            base = np.full(4, found.row(other).base)
            x, y = (values, base) if driver == plane.x else (base, values)
            names = [plane.options[k] for k in plane.preferred(x, y)]
            sides = [tip.before, tip.before, tip.after, tip.after]
            assert names == (sides if tip.side == "above" else sides[::-1])

    def test_two_together_may_tip_where_neither_does_alone(self) -> None:
        _, found = searched(start(), line(2e6, law__shared=3e6, staff__conversion=-3e6))
        assert not any(row.tips for row in found.drivers)
        assert found.plane is not None
        corner = found.plane.preferred(np.array([1.2, 0.9]), np.array([0.0, 0.5]))
        assert [found.plane.options[k] for k in corner] == ["extend", "continue"]


class TestWork:
    def test_progress_counts_up_to_all(self) -> None:
        seen: list[tuple[int, int]] = []
        searched(start(), line(2e6, law__shared=1e7), progress=lambda done, total: seen.append((done, total)))
        done = [one for one, _ in seen]
        assert done == sorted(done)
        assert seen[-1][0] == seen[-1][1]

    def test_broken_off_it_ends_at_once(self) -> None:
        def stop(done: int, _total: int) -> None:
            if done == 3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            searched(start(), line(2e6, law__shared=1e7), progress=stop)

    def test_what_was_left_out_is_named(self) -> None:
        slopes = {name.replace(".", "__"): 1e7 for name in ("law.shared", "scale.elasticity", "staff.conversion")}
        _, found = searched(start(), line(2e6, **slopes), most=2)
        assert len(found.drivers) == 2
        assert len(found.left_out) == 1
        assert {*found.left_out, *(row.id for row in found.drivers)} == {name.replace("__", ".") for name in slopes}


def test_held_at_its_tipping_point_both_options_cost_the_same() -> None:
    """In the engine, run anew at the value that was found: within the band the difference passes zero."""
    case, scenario, options = assumed()
    outcome = simulate(case, scenario, options, draws=1_024)
    found = tipping(outcome, draws=256, map_draws=16, most=4, advantage=0.0)
    (row,) = [one for one in found.drivers if one.tips][:1]
    tip = row.tips[0]
    assert tip.on_all

    def there(value: float) -> float:
        held = simulate(case, scenario, options, draws=1_024, pinned={row.id: value})
        return float(difference(held, "vision").mean())

    width = (row.high - row.low) / 20
    assert there(tip.at - width) * there(tip.at + width) < 0.0
    assert abs(there(tip.at)) < 0.1 * abs(there(tip.at + width) - there(tip.at - width))
