"""Equations that read the state, one at a time, with figures that no two of them share."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model.engine import draw, ledger
from model.engine.ledger import VAT
from model.engine.operations import BACK_OFFICE, FUNCTIONAL, INCIDENT, TECHNICAL
from model.engine.pack import volume_by_use
from model.engine.parameters import PARAMETER_IDS, as_records
from model.engine.records import FACTS, GOODS, HOST, MARKET, NEVER, STATE, WAGES
from model.inputs import load_assumptions
from tests.engine.worlds import hand_case, plain

ROWS = {row.id: row.base for row in load_assumptions()}


def parameters(**changed):
    """Assumptions at their base, but for some: ``incident__rate=0.1``."""
    values = ROWS | {name.replace("__", "."): value for name, value in changed.items()}
    return as_records(np.array([[values[name] for name in PARAMETER_IDS]]))[0]


@pytest.fixture
def facts():
    return np.zeros(1, FACTS).view(np.recarray)[0]


@pytest.fixture
def state():
    return np.zeros(1, STATE).view(np.recarray)[0]


class TestIncident:
    """Four members, of whom a shared network counts as two targets: 1 - e^-0.2 = 0.181 a year."""

    TERMS = {  # noqa: RUF012
        "incident__rate": 0.1, "incident__shared_targets": 0.5, "incident__shared_damage": 0.25,
        "incident__damage_median": 1e6, "incident__damage_p95": 4e6,
    }  # fmt: skip

    def cost(self, facts, state, chance, normal=0.0):
        facts.case.budget_year, facts.case.incident_year = 2026, NEVER
        state.pool[1].members, state.price[3, GOODS] = 4.0, 1.1
        state.chance.incident[1, 3], state.chance.damage[1, 3] = chance, normal
        state.cost[:] = 0.0
        plain(draw.suffer)(1, 3, facts, parameters(**self.TERMS), state)
        assert np.count_nonzero(np.delete(state.cost.ravel(), len(state.cost[0]) + INCIDENT)) == 0
        return state.cost[1, INCIDENT]

    @pytest.mark.parametrize(("chance", "hit"), [(0.0, True), (0.1812, True), (0.1813, False), (1.0, False)])
    def test_its_chance_follows_rate_and_targets(self, facts, state, chance, hit):
        assert (self.cost(facts, state, chance) > 0.0) == hit

    def test_its_damage_reaches_the_other_members_in_part(self, facts, state):
        """A median damage of 1 million, 1 + 0.25 x 3 times, at prices 10 % up; 4 million at the 95th percentile."""
        assert self.cost(facts, state, 0.0) == pytest.approx(1_925_000)
        assert self.cost(facts, state, 0.0, 1.6448536269514722) == pytest.approx(4 * 1_925_000)

    def test_the_year_of_a_scenario_hits_for_sure(self, facts, state):
        facts.case.budget_year, facts.case.incident_year = 2026, 2029
        state.pool[0].members, state.price[3, GOODS], state.chance.incident[0, 3] = 1.0, 1.0, 1.0
        plain(draw.suffer)(0, 3, facts, parameters(**self.TERMS), state)
        assert state.cost[0, INCIDENT] == pytest.approx(1e6)


class TestValueAddedTax:
    """2.1 % of wages of 200, 30 and 5, and of 1 fte at 20 times 1.5 that software replaces."""

    @pytest.mark.parametrize(
        ("pool", "sourcing", "taxed", "form", "base"),
        [
            (0, 0, 0, 1, 235 + 30), (0, 0, 0, 0, 30), (0, 0, 1, 0, 0.0), (1, 0, 1, 0, 30 - 265.0),
            (0, MARKET, 0, 0, 200 + 30), (1, MARKET, 0, 0, 200 + 30), (1, HOST, 0, 0, 235 + 30), (0, HOST, 0, 0, 230),
        ],
    )  # fmt: skip
    def test_every_wage_counts(self, facts, state, pool, sourcing, taxed, form, base):
        facts.case.vat_on, facts.case.vat_taxed, facts.case.cost_per_fte = 1, taxed, 20.0
        state.pool[pool].sourcing, state.pool[pool].form_changed, state.pool[pool].saved_fte = sourcing, form, 1.0
        state.price[2, WAGES] = 1.5
        cost = state.cost[pool]
        cost[TECHNICAL], cost[FUNCTIONAL], cost[BACK_OFFICE] = 200.0, 30.0, 5.0
        par = parameters(finance__vat_rate=0.21, finance__vat_compensable=0.9)
        plain(ledger.value_added_tax)(pool, 2, facts, par, state)
        assert cost[VAT] == pytest.approx(0.021 * base)


def test_who_uses_nothing_runs_next_to_nothing():
    """Of 60,000 inhabitants: one counted for the party without use, and all of them shared out."""
    case = hand_case((20_000, 40_000))
    idle = case.parties[0].model_copy(update={"usage": case.parties[0].usage.model_copy(update={"value": 0.0})})
    case = case.model_copy(update={"parties": (idle, case.parties[1])})
    volumes = [volume_by_use(party.code, case) for party in case.parties]
    assert volumes == pytest.approx([60_000 / 60_001, 60_000 * 60_000 / 60_001])
    assert math.fsum(volumes) == pytest.approx(60_000)
