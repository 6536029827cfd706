"""Face checks hold where they are looked for, and would see a rule that is broken."""

from dataclasses import replace

import numpy as np
import pytest

from model.decide import face_checks
from model.decide.face_checks import CHECKS, World, broken, within, worlds
from model.decide.face_checks import face_checks as check_all
from model.decide.validation_items import load_items
from model.inputs import load_case, load_scenario
from model.resources import list_cases, list_scenarios

FEW = 16


@pytest.fixture(scope="module")
def found():
    return check_all(FEW, cases=["bommelerwaard", "west-brabant-west"], scenarios=["base", "stress"])


def test_every_check_is_an_item_and_holds(found):
    wanted = {name.removeprefix("face.") for name, item in load_items().items() if item.section == "face"}
    assert set(found) == wanted
    assert {name: one.where for name, one in found.items() if one.where} == {}
    assert {one.worlds for one in found.values()} == {4}


def test_worlds_are_all_cases_by_all_scenarios():
    names = [(world.case.id, world.scenario.id) for world in worlds()]
    assert len(names) == len(set(names)) == len(list_cases()) * len(list_scenarios())
    assert all(world.scenario.exits == "none" for world in worlds(["dommelvallei"]))


def test_dated_shocks_move_along_with_the_budget_year():
    case, scenario = load_case("dommelvallei"), load_scenario("vendor-shock")
    assert within(scenario, case).vendor_step_year - case.budget_year == scenario.vendor_step_year - 2026


def test_a_fall_is_seen_and_rounding_is_not():
    low = np.array([1.0, 1e6])
    assert not broken(low, low)
    assert not broken(low, low * (1.0 - 1e-10))
    assert broken(low, low - np.array([0.0, 1.0]))


@pytest.mark.parametrize("name", list(CHECKS))
def test_each_change_does_something(name):
    """A check that compares a world with itself could never fail."""
    world = next(worlds(["west-brabant-west"], ["base"]))
    base = world.run(FEW)
    changed = CHECKS[name].change(world, base).run(FEW)
    before, after = CHECKS[name].measure(base), CHECKS[name].measure(changed)
    assert not broken(before, after)
    assert not np.allclose(before, after, rtol=1e-9)
    assert broken(after, before)  # the other way round it fails


def test_a_ledger_that_does_not_add_up_is_seen():
    world = next(worlds(["dommelvallei"], ["base"]))
    base = world.run(4)
    assert not face_checks.out_of_balance(base)
    assert not face_checks.first_year_differs(base)
    wrong = base.observable.copy()
    wrong[..., base.obs("charge")] += 1.0
    assert face_checks.out_of_balance(replace(base, observable=wrong))
    assert face_checks.first_year_differs(replace(base, charge=base.charge + 1.0))


def test_a_split_that_makes_safer_is_seen():
    world = next(worlds(["dommelvallei"], ["base"]))
    base = world.run(4)
    safer = base.observable.copy()
    safer[1, ..., base.obs("days_without")] = 0.0
    assert not face_checks.splitting(base)
    assert face_checks.splitting(replace(base, observable=safer))


def test_rows_are_held_at_their_highest_draw():
    world = next(worlds(["bommelerwaard"], ["base"]))
    base = world.run(FEW)
    held = world.with_rows(base, 2.0, "prices.saas").pinned["prices.saas"]
    assert held == pytest.approx(2.0 * base.inputs[:, base.par("prices.saas")].max())
    assert isinstance(world.at(law__shared=1.0), World)
