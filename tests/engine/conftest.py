"""One small arrangement whose every figure is another, for tests of single equations against a calculation by hand."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from types import SimpleNamespace

import numpy as np
import pytest

import model.engine
from model.engine.municipality import ALONE
from model.engine.names import ITEMS
from model.engine.parameters import DTYPE
from model.engine.records import (
    FACTS,
    GOODS,
    HOSTED_START,
    LICENCES,
    MAX_YEARS,
    NEVER,
    OVERRUN,
    POLICY,
    RESERVE,
    SOFTWARE_UNIT,
    STATE,
    WAGES,
)  # fmt: skip
from tests.engine.test_records import parameters
from tests.engine.worlds import plain

TERMS = {
    "stranded__taken_over": 0.3, "stranded__proceeds": 0.2, "stranded__overhead": 0.15,
    "stranded__switching_ban": 2027.25, "transition__split": 0.11, "transition__entry": 0.13, "transition__form": 0.17,
    "transition__merger": 0.19, "transition__task": 0.23, "transition__sourcing": 0.07, "transition__staff_share": 0.4,
    "transition__staff_overrun": 0.5, "transition__delay_factor": 0.5, "transition__delay_cap": 2.0,
    "transition__split_months": 16.0, "transition__form_months": 8.0, "transition__dual_months": 3.0,
    "transition__preparation": 0.35, "transition__saving_fraction": 0.6, "transition__saving_years": 4.0,
    "staff__outflow": 0.1, "staff__replacement": 0.3, "staff__placement_years": 2.0, "staff__unemployment_years": 1.5,
    "staff__unemployment_rate": 0.7, "staff__breakup_outflow": 1.7, "staff__employer_outflow": 1.4,
    "staff__unrest_years": 2.0, "sourcing__host_refuses": 0.3, "sourcing__host_inhabitants": 40_000.0,
    "sourcing__host_term_years": 5.0, "scale__limit": 200_000.0, "operations__budget_level": 0.8,
    "exit__unknown_factor": 1.3, "exit__staff_rate": 0.6, "exit__contract_years": 2.5, "exit__rest_step": 0.25,
    "governance__lever_yearly": 0.003, "governance__lever_one_off": 0.005, "governance__lever_delay": 4.0,
    "governance__lever_effect": 0.6, "cloud__migration_cost": 0.45, "cloud__return_cost": 0.9,
}  # fmt: skip
"""With an overrun of 1.25, a project of 100 becomes 75, its staff part 60, both 135."""


@pytest.fixture
def uncompiled(monkeypatch):
    """Every function of the engine as it was written: a test of one equation need not wait for the compiler."""
    for _, name, _ in pkgutil.iter_modules(model.engine.__path__):
        module = importlib.import_module(f"model.engine.{name}")
        for key, value in list(vars(module).items()):
            if plain(value) is not value:
                monkeypatch.setattr(module, key, plain(value))


@pytest.fixture
def w(uncompiled):  # noqa: ARG001
    """Three members (20, 30 and 50 % of volume; 25, 35 and 40 % of cost) and one municipality outside."""
    facts, policy, state = (np.zeros(1, kind).view(np.recarray)[0] for kind in (FACTS, POLICY, STATE))
    case, joint = facts.case, state.pool[0]
    case.parties, case.specialisms, case.contracts, case.budget_year, case.horizon = 4, 2, 3, 2026, 8
    case.hosting, case.technical, case.functional, case.back_office = 1_000_000, 1_900_000, 700_000, 400_000
    case.software, case.overhead, case.cost_per_fte, case.asset_life = 600_000, 400_000, 100_000, 5.0
    case.inhabitants, case.exit_step = 100_000, 0.2
    facts.contracts[:4] = [
        [100_000, 2029, 500_000, 0, 1], [60_000, 2031, 90_000, 30_000, 1], [40_000, 2030, 70_000, 0, 0],
        [7e9, 2099, 7e9, 0, 1],
    ]  # fmt: skip
    facts.books[3] = 400_000, 200_000
    for name, values in {
        "inhabitants": (12_000, 14_000, 24_000, 21_000), "workplaces": (100, 300, 600, 900), "fte": (50, 150, 50, 70),
        "usage": (10, 30, 60, 40), "fixed": (0.5, 0.2, 0.3, 0.4), "volume": (10_000, 15_000, 25_000, 20_000),
        "retained": (110_000, 130_000, 170_000, 190_000), "trust": (0.4, 0.5, 0.7, 0.8),
    }.items():  # fmt: skip
        for p, value in enumerate(values):
            facts.party[p][name] = value
    facts.dissolution[:] = 0.1, 0.2, 0.3, 0.15, 0.25
    state.parties = 4
    for p, (share, regular) in enumerate(((0.25, 2_000_000), (0.35, 2_800_000), (0.4, 3_200_000), (0.0, 0))):
        member = state.member[p]
        member.inside, member.partner, member.exit_year = int(p < 3), ALONE, NEVER
        member.share, member.regular = share, regular
    joint.alive, joint.volume, joint.members, joint.regular = 1, 50_000, 3.0, 8_000_000
    joint.technical_fte, joint.technical_start, joint.fte, joint.debt, joint.deferred = 17.0, 19.0, 40.0, 3e5, 5e4
    joint.knowledge, joint.backlog, joint.work_cloud, joint.work_before = 0.6, 7.0, 0.4, 0.25
    for item, euros in {"hosting": 9e5, "technical": 1.7e6, "software_own": 6e5, "overhead": 5e5}.items():
        state.cost[0, ITEMS.index(item)] = euros
    years = np.arange(MAX_YEARS)
    for column, growth in ((GOODS, 0.03), (WAGES, 0.05), (LICENCES, 0.07)):
        state.price[:, column] = 1.0 + growth * years
    state.heads[0, :2] = 9.0, 4.0
    state.level[[OVERRUN, RESERVE, HOSTED_START, SOFTWARE_UNIT]] = 1.25, 240_000, 0.8, 30.0
    return SimpleNamespace(facts=facts, par=parameters(**TERMS), policy=policy, state=state)


VOLUMES = 11.0, 30.0, 47.0, 10.0, 2.0
"""Inhabitants of five parties, the third outside, for `facts`, `par` and `state`."""


@pytest.fixture
def interpreted(monkeypatch):
    """Every function as plain Python: to compile them for a single figure takes longer than the figure."""
    for name in [name for name in sys.modules if name.startswith("model.engine.")]:
        for key, function in list(vars(sys.modules[name]).items()):
            if hasattr(function, "py_func"):
                monkeypatch.setattr(sys.modules[name], key, function.py_func)


@pytest.fixture
def facts():
    facts = np.zeros(1, FACTS).view(np.recarray)[0]
    facts.case.parties, facts.case.merge_year, facts.case.inhabitants = 5, NEVER, sum(VOLUMES)
    facts.party["volume"][:5] = VOLUMES
    return facts


@pytest.fixture
def par():
    return np.zeros(1, DTYPE).view(np.recarray)[0]


@pytest.fixture
def state():
    state = np.zeros(1, STATE).view(np.recarray)[0]
    state.parties, state.member["partner"][:] = 5, ALONE
    state.member["inside"][:5] = 1, 1, 0, 1, 1
    state.pool[0].alive, state.pool[0].volume = 1, sum(VOLUMES)
    return state
