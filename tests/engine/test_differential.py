"""Two ways to say the same must give the same; what has not happened yet, or does nothing, leaves no trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import InputError
from model.inputs.figures import Figure
from model.simulation import simulate
from tests.engine.worlds import CONTINUE, STILL, cost, drawn_scenario, flat, hand_case, option, seen
from tests.strategies import FORMS, actions, cases, few, options, worlds

if TYPE_CHECKING:
    from model.inputs import Case

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
ARRAYS = ("charge", "npv", "npv_year", "score", "observable", "scale_effect", "cost_mean")
SURE = {"signpost": "trust", "above": -1.0}


def same(one, other, *, first=slice(None), second=slice(None)):
    """Whether some options of one outcome are to the bit those of another."""
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one, name)[first], getattr(other, name)[second], err_msg=name)


@st.composite
def possible(draw, case, **fixed):
    """One action, with `fixed` in the place of its moment, in an option that is possible in `case`."""
    found = draw(
        actions(case).map(lambda action: {k: v for k, v in action.items() if k not in ("at", "after_years", "when")})
    )
    return {**found, **fixed}


class TestMoments:
    @few(25)
    @given(cases(), st.data())
    def test_a_signpost_that_surely_passes_is_a_year(self, case, data):
        lead = data.draw(st.integers(1, min(10, case.horizon_years)))
        action = data.draw(possible(case))
        told, waited = ({**action, "after_years": lead}, {**action, "when": {**SURE, "lead_years": lead}})
        try:
            outcome = simulate(
                case,
                data.draw(worlds(case)),
                [option(told, name="in-jaar"), option(waited, name="bij-signaal")],
                draws=4,
            )
        except InputError:  # not possible in this arrangement
            return
        same(outcome, outcome, first=slice(0, 1), second=slice(1, 2))

    @few(25)
    @given(cases(), st.data())
    def test_nothing_is_felt_before_it_is_done(self, case, data):
        """Only *lasten* may look a year ahead."""
        chosen = data.draw(options(case))
        years = [action.year(case.budget_year) for action in chosen.actions]
        leads = [action.when.lead_years for action in chosen.actions if action.when is not None]
        starts = [year - case.budget_year for year in years if year is not None] + [max(1, lead) for lead in leads]
        first = min(starts, default=case.horizon_years + 1)
        outcome = simulate(case, data.draw(worlds(case)), [CONTINUE, chosen], draws=4, keep="full")
        for values in (outcome.charge, outcome.cost.sum(axis=4), seen(outcome, "trust"), seen(outcome, "debt")):
            np.testing.assert_array_equal(values[1, ..., :first], values[0, ..., :first])
        lasten = seen(outcome, "cost_lasten")[..., : max(1, first - 1)]
        np.testing.assert_allclose(lasten[1], lasten[0], rtol=1e-9, atol=1e-6)


class TestNothing:
    @few(10)
    @given(cases(forms=FORMS[:2]), st.data())
    def test_actions_without_cost_and_effect_are_continue(self, case, data):
        pinned = {
            "governance.lever_one_off": 0.0, "governance.lever_yearly": 0.0, "governance.lever_effect": 0.0,
            "transition.task": 0.0, "relation.voice_rate": 0.0,
        }  # fmt: skip
        after = data.draw(st.integers(1, case.horizon_years))
        lever = data.draw(st.sampled_from(["dvo", "siam", "framework", "shared_vision", "recalibrate"]))
        key = {base.value if hasattr(base, "value") else base: part for base, part in case.arrangement.cost_key.items()}
        nothing = [
            {"kind": "invest", "lever": lever, "after_years": after},
            {"kind": "add_task", "name": "niets", "pct_of_retained": 0.0, "after_years": after},
            {"kind": "change_key", "key": key, "phase_years": data.draw(st.integers(0, 5)), "after_years": after},
        ]
        outcome = simulate(case, data.draw(worlds(case)), [CONTINUE, option(*nothing)], draws=4, pinned=pinned)
        for name in ("charge", "npv", "score", "scale_effect"):
            one, other = getattr(outcome, name)
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-6, err_msg=name)

    @few(10)
    @given(cases(), st.data())
    def test_a_switch_that_is_off_is_a_rate_of_zero(self, case, data):
        chosen = data.draw(options(case))
        world = data.draw(worlds(case))
        off = world.model_copy(update={"exits": "none", "vat": False})
        on = world.model_copy(update={"exits": "simulated", "vat": True})
        zero = {"relation.exit_rate": 0.0, "finance.vat_rate": 0.0}
        same(*(simulate(case, which, [CONTINUE, chosen], draws=4, pinned=zero) for which in (off, on)))


def richer(case: Case, factor: float) -> Case:
    """The same case with so many times the money."""
    written = case.organisation

    def more(figure: Figure | float | None) -> Figure | float | None:
        if figure is None:
            return None
        if isinstance(figure, Figure):
            return figure.model_copy(update={"value": figure.value * factor})
        return figure * factor

    lines = {name: more(getattr(written.budget_eur, name)) for name in type(written.budget_eur).model_fields}
    assets = tuple(a.model_copy(update={"book_value_eur": more(a.book_value_eur)}) for a in written.assets)
    contracts = tuple(
        c.model_copy(
            update={
                "annual_eur": more(c.annual_eur),
                "exit_cost_eur": more(c.exit_cost_eur),
                "switching_eur": more(c.switching_eur),
            }
        )
        for c in written.contracts
    )
    amounts = {
        name: more(getattr(written, name))
        for name in ("other_income_eur", "reserve_eur", "reserve_target_eur", "backlog_eur")
    }
    organisation = written.model_copy(
        update={
            "budget_eur": written.budget_eur.model_copy(update=lines), "assets": assets,
            "contracts": contracts, **amounts,
        }
    )  # fmt: skip
    terms = case.arrangement.exit_rule
    if terms.amount_eur is not None:
        terms = terms.model_copy(update={"amount_eur": terms.amount_eur * factor})
    arrangement = case.arrangement.model_copy(update={"exit_rule": terms})
    return case.model_copy(update={"organisation": organisation, "arrangement": arrangement})


class TestMoney:
    @few(25)
    @given(cases(), st.sampled_from([0.5, 2.0]), st.data())
    def test_twice_the_money_costs_twice_as_much(self, case, factor, data):
        """In a world without laws and incidents every euro of the results comes from a euro of the case."""
        action = data.draw(possible(case, after_years=1).filter(lambda a: a["kind"] not in ("add_member", "add_task")))
        chosen = option(action)
        pinned = {**STILL, "prices.wage_excess": 0.02, "cloud.pace_factor": 1.0, "operations.volume_growth": 0.01}
        try:
            one, other = (
                simulate(
                    flat(subject),
                    drawn_scenario(coordination=True),
                    [CONTINUE, chosen],
                    draws=3,
                    keep="full",
                    pinned=pinned,
                )
                for subject in (case, richer(case, factor))
            )
        except InputError:  # not possible in this arrangement
            return
        largest = factor * np.abs(one.cost).max()
        np.testing.assert_allclose(other.cost, factor * one.cost, rtol=1e-9, atol=1e-11 * largest)
        np.testing.assert_allclose(other.npv, factor * one.npv, rtol=1e-9, atol=1e-10 * largest)
        for name in ("cost_lasten", "reserve", "spend", "debt"):
            np.testing.assert_allclose(seen(other, name), factor * seen(one, name), rtol=1e-9, atol=1e-10 * largest)
        np.testing.assert_allclose(other.score, one.score, rtol=1e-9, atol=1e-12)

    @few(12)
    @given(cases(sizes=(3, 8), horizons=(20, 20)), st.integers(1, 3), st.data())
    def test_in_the_end_cash_and_lasten_are_the_same_money(self, case, after, data):
        """What is provided for when it becomes unavoidable is taken off when it is paid: only the year differs."""
        code = data.draw(st.sampled_from([party.code for party in case.parties]))
        ends = data.draw(st.booleans())
        away = {"kind": "dissolve"} if ends else {"kind": "leave", "party": code}
        chosen = option(
            {**away, "destination": data.draw(st.sampled_from(["own", "market", "other_gr"])), "after_years": after}
        )
        outcome = simulate(flat(case), drawn_scenario(), [chosen], draws=3, keep="full")
        cash, lasten = seen(outcome, "cost_cash").sum(axis=-1), seen(outcome, "cost_lasten").sum(axis=-1)
        np.testing.assert_allclose(lasten, cash, rtol=1e-9, atol=1e-3)
        assert np.all(cost(outcome, "exit_transfer")[0, :, :, 15:] == 0.0)


def test_richer_really_is_richer():
    case = hand_case(organisation={"reserve_eur": 10_000})
    assert float(richer(case, 2.0).organisation.reserve_eur) == 20_000
    assert float(richer(case, 2.0).organisation.budget_eur.hosting) == 2_000_000
