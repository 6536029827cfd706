"""Cost of change: overrun with a truncated tail, delay, promised savings (formulas §11)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from model.engine import draws, transition
from model.engine.parameters import PARAMETER_IDS, Transition
from model.inputs import load_assumptions
from tests.engine.worlds import FRICTIONLESS, cost, hand_case, option, plain, run, seen

ROWS = {row.id: row for row in load_assumptions()}
TERMS = Transition(**{name: ROWS[f"transition.{name}"].base for name in Transition._fields})


def overruns():
    """Factors of 8,192 futures, drawn as the engine does."""
    factor = plain(transition.overrun)
    found = []
    for block in range(8):
        _, luck = draws.sample(ROWS, 0, block, draws.BLOCK)
        found += [factor(TERMS, float(special.ndtri(z)), float(u)) for z, u, _ in luck]
    return np.array(found)


def test_overrun_has_its_quantiles_and_never_passes_the_cap():
    factors = overruns()
    assert factors.max() <= TERMS.tail_cap == 5.0
    assert np.mean(factors > 1.5) == pytest.approx(0.18, abs=0.005)
    ordinary = np.array(
        [plain(transition.overrun)(TERMS, z, 0.99) for z in special.ndtri(np.linspace(0.001, 0.999, 999))]
    )
    assert np.median(ordinary) == pytest.approx(1.1, rel=1e-3)
    assert np.quantile(ordinary, 0.95) == pytest.approx(1.5, rel=0.01)
    assert np.quantile(ordinary, 0.05) == pytest.approx(0.85, abs=0.05)


def test_the_tail_is_a_pareto_that_is_cut_off():
    factor = plain(transition.overrun)
    assert factor(TERMS, 0.0, 0.0) == pytest.approx(1.5)
    assert factor(TERMS, 0.0, TERMS.tail_chance * (1 - 1e-12)) == pytest.approx(5.0)
    chances = (np.arange(20_000) + 0.5) / 20_000 * TERMS.tail_chance
    tail = np.array([factor(TERMS, 0.0, chance) for chance in chances])
    survival = (1.5 / 3.0 - 1.5 / 5.0) / (1.0 - 1.5 / 5.0)  # alpha 1, given that it is below 5
    assert np.mean(tail > 3.0) == pytest.approx(survival, abs=0.001)
    mean = 1.5 * math.log(5.0 / 1.5) / (1.0 - 1.5 / 5.0)
    assert tail.mean() == pytest.approx(mean, rel=1e-3)


@given(st.floats(3.0, 10.0), st.floats(-3, 3), st.floats(0, 1))
def test_no_overrun_passes_any_cap_in_the_tail(cap, normal, tail):
    terms = TERMS._replace(tail_cap=cap)
    factor = plain(transition.overrun)(terms, normal, tail)
    assert 0.0 < factor <= cap + 1e-9


def test_delay_is_half_of_the_overrun_and_at_most_one_and_a_half_times_the_plan():
    delay = plain(transition.delay_months)
    assert delay(15.0, 0.9, TERMS) == 0.0
    assert delay(15.0, 1.4, TERMS) == pytest.approx(3.0)
    assert delay(15.0, 9.0, TERMS) == pytest.approx(22.5)


def test_one_off_cost_in_euros():
    """0.25 year of a charge of a million: 55 % IT that overruns 1.2 times, 45 % staff at 5 % more."""
    terms = TERMS._replace(staff_share=0.45, staff_overrun=0.05)
    expected = 1_000_000 * 0.25 * (0.55 * 1.2 + 0.45 * 1.05)
    assert plain(transition.one_off)(1_000_000.0, 0.25, terms, 1.2) == pytest.approx(expected)


def test_late_is_what_the_plan_lacks_and_what_it_overruns():
    late = plain(transition.late_months)
    assert late(15.0, 24.0, 1.0, TERMS) == 0.0
    assert late(15.0, 12.0, 1.0, TERMS) == 3.0
    assert late(15.0, 12.0, 1.4, TERMS) == pytest.approx(3.0 + 15.0 * 0.2)
    assert late(15.0, 24.0, 9.0, TERMS) == pytest.approx(22.5)


LATE = {
    **FRICTIONLESS, "transition.split_months": 18.0, "transition.form_months": 18.0, "transition.overrun_median": 1.4,
    "transition.delay_factor": 2.0, "transition.dual_months": 4.0,
}  # fmt: skip
"""18 months planned, late by 18 · 2 · 0,4 = 14,4 months: one whole year and 2,4 months."""
TWICE = 1_000_000 + 1_500_000 * 0.5
"""Hosting and own software, which run double; half of the software money is SaaS."""


def test_a_late_split_holds_a_year_later_and_runs_double_meanwhile():
    outcome = run(hand_case(), option({"kind": "dissolve", "after_years": 2}), pinned=LATE)
    np.testing.assert_array_equal(seen(outcome, "member")[1, 0], [[1, 1, 1, 0, 0, 0, 0, 0, 0]] * 3)
    double = cost(outcome, "dual_running")[1, 0]
    np.testing.assert_allclose(double.sum(axis=0)[:5], [0, 0, TWICE, (4.0 + 2.4) / 12.0 * TWICE, 0], rtol=1e-9)
    np.testing.assert_allclose(double[:, 2], np.array([1, 2, 3]) / 6.0 * TWICE, rtol=1e-9)
    np.testing.assert_allclose(outcome.charge[1, 0, :, 2], [1e6, 2e6, 3e6], rtol=1e-9)


def test_a_late_leaver_pays_its_own_double_running():
    leave = option({"kind": "leave", "party": "GM0001", "after_years": 2})
    double = cost(run(hand_case(), leave, pinned=LATE), "dual_running")[1, 0]
    np.testing.assert_allclose(double[0, 2:4], [TWICE / 6.0, 6.4 / 12.0 * TWICE / 6.0], rtol=1e-9)
    assert np.all(double[1:] == 0.0)


def test_what_is_decided_later_has_less_time():
    """A signpost seen at the end of year 1 with a lead of one year: of 18 months 12 are left, so 6 + 14,4 late."""
    when = {"kind": "dissolve", "when": {"signpost": "trust", "below": 0.9, "lead_years": 1}}
    outcome = run(hand_case(), option(when), pinned=LATE)
    np.testing.assert_array_equal(seen(outcome, "member")[1, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0, 0])
    double = cost(outcome, "dual_running")[1, 0].sum(axis=0)
    np.testing.assert_allclose(double[:4], [0, TWICE, (4.0 + 20.4 - 12.0) / 12.0 * TWICE, 0], rtol=1e-9)


def test_a_late_form_keeps_two_administrations_and_its_saving_waits():
    pinned = {**LATE, "transition.saving_fraction": 0.5, "transition.saving_years": 1.0}
    form = {"kind": "change_form", "to": "openbaar_lichaam", "promised_saving_pct": 10.0, "after_years": 2}
    outcome = run(hand_case(), option(form), pinned=pinned)
    double = cost(outcome, "dual_running")[1, 0].sum(axis=0)
    np.testing.assert_allclose(double[:5], [0, 0, 500_000.0, 2.4 / 12.0 * 500_000.0, 0], rtol=1e-9)
    saved = 1.0 - cost(outcome, "hosting")[1, 0].sum(axis=0) / 1_000_000
    np.testing.assert_allclose(saved, [0, 0, 0, 0, 0.05, 0.05, 0.05, 0.05, 0.05], atol=1e-12)


@pytest.mark.parametrize(("to", "moves"), [("openbaar_lichaam", False), ("centrumregeling", True)])
def test_only_staff_who_get_another_employer_leave_and_cost(to, moves):
    """55 % of the one-off cost is project, 45 % staff; outflow of 10 % rises to 20 % for two years."""
    pinned = {
        **FRICTIONLESS, "transition.form": 0.1, "transition.staff_share": 0.45, "transition.staff_overrun": 0.0,
        "transition.overrun_median": 1.0, "staff.employer_outflow": 2.0, "staff.unrest_years": 2.0,
        "staff.outflow": 0.1, "staff.time_to_fill": 0.5, "staff.hire_found": 1.0, "staff.hire_premium": 0.5,
    }  # fmt: skip
    form = option({"kind": "change_form", "to": to, "host": "largest", "after_years": 2})
    outcome = run(hand_case(), form, pinned=pinned)
    project = cost(outcome, "transition")[1, 0].sum(axis=0)
    np.testing.assert_allclose(project[2], 6_000_000 * 0.1 * (1.0 if moves else 0.55), rtol=1e-9)
    hire = cost(outcome, "hire")[1, 0].sum(axis=0)
    more = 30 * 100_000 * 0.5 * (0.2 - 0.1) * 0.5 if moves else 0.0
    np.testing.assert_allclose(hire, [0, 0, more, more, 0, 0, 0, 0, 0], atol=1e-6)


def test_each_pays_its_own_project_when_the_arrangement_ends():
    pinned = {
        **FRICTIONLESS, "transition.split": 0.2, "transition.staff_share": 0.0, "transition.overrun_median": 1.0,
        "transition.dual_months": 6.0,
    }  # fmt: skip
    outcome = run(hand_case(), option({"kind": "dissolve", "after_years": 2}), pinned=pinned)
    project = cost(outcome, "transition")[1, 0]
    np.testing.assert_allclose(project[:, 2], [200_000.0, 400_000.0, 600_000.0], rtol=1e-9)
    assert np.all(np.delete(project, 2, axis=1) == 0.0)
    double = cost(outcome, "dual_running")[1, 0]
    own_software = 1_500_000 * (1.0 - 0.5)  # half of the money is SaaS and needs no second run
    np.testing.assert_allclose(double[:, 2].sum(), 0.5 * (1_000_000 + own_software), rtol=1e-9)


def test_a_promised_saving_comes_late_and_in_part():
    pinned = {**FRICTIONLESS, "transition.saving_fraction": 0.5, "transition.saving_years": 4.0}
    form = {"kind": "change_form", "to": "openbaar_lichaam", "promised_saving_pct": 10.0, "after_years": 2}
    outcome = run(hand_case(), option(form), pinned=pinned)
    saved = 1.0 - outcome.charge[1, 0].sum(axis=0) / outcome.charge[0, 0].sum(axis=0)
    np.testing.assert_allclose(saved, [0, 0, 0, 0.0125, 0.025, 0.0375, 0.05, 0.05, 0.05], atol=1e-9)


def test_a_saving_leaves_less_cost_for_scale_to_weigh_on():
    """Merging lets 20,000 share the scale of 60,000; a tenth saved on all of it is a tenth off the scale line too."""
    pinned = {
        **FRICTIONLESS, "scale.elasticity": -0.1, "transition.saving_fraction": 1.0, "transition.saving_years": 1.0
    }  # fmt: skip
    merge = {"kind": "merge_organisations", "name": "buren", "inhabitants": 40_000, "after_years": 2}
    form = {"kind": "change_form", "to": "openbaar_lichaam", "promised_saving_pct": 10.0, "after_years": 1}
    outcome = run(
        hand_case((10_000, 10_000), horizon=2), option(merge), option(merge, form, name="beide"), pinned=pinned
    )
    effect = outcome.scale_effect.sum(axis=2)[:, 0]
    assert effect[1] < 0.0
    assert effect[2] == pytest.approx(0.9 * effect[1], rel=1e-9)


def test_every_row_of_the_transition_has_a_parameter():
    assert {f"transition.{name}" for name in Transition._fields} <= set(PARAMETER_IDS)
