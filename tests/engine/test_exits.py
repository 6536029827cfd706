"""Exit sums: known answers and what must hold for every contribution and term."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import exits

ROOT = Path(__file__).parents[2]
RULES = (exits.TAPER, exits.FLAT, exits.MULTIPLE, exits.DAMAGE, exits.NEGOTIATED, exits.UNKNOWN)
Split = tuple[float, float, float]
SPLIT: Split = (0.50, 0.34, 0.16)  # B04-B06
TERMS = {"years": 5, "start": 1.0, "step": 0.2, "factor": 2.5, "amount": 0.0}
RUN_OFF = {"staff_rate": 0.70, "contract_years": 2.0, "rest_step": 0.2}

euros = st.floats(0, 1e9)
shares = st.floats(0, 1)
lengths = st.integers(1, 20)


def due(rule: int, base: float, tau: int, split: Split = SPLIT, **changed: float) -> float:
    terms = {**TERMS, **RUN_OFF, **changed}
    return exits.instalment(
        rule,
        float(base),
        tau,
        int(terms["years"]),
        float(terms["start"]),
        float(terms["step"]),
        float(terms["factor"]),
        float(terms["amount"]),
        *split,
        float(terms["staff_rate"]),
        float(terms["contract_years"]),
        float(terms["rest_step"]),
    )


def total(rule: int, base: float, split: Split = SPLIT, **changed: float) -> float:
    return sum(due(rule, base, tau, split, **changed) for tau in range(25))


@st.composite
def splits(draw: st.DrawFn) -> Split:
    """Three shares that add to one."""
    first, second = sorted((draw(shares), draw(shares)))
    return first, second - first, 1.0 - second


@pytest.fixture(autouse=True, scope="module")
def _compiled_beforehand() -> None:
    """Compile once, so that no single example of a property takes the time for it."""
    due(exits.TAPER, 0.0, 0)


# --- known answers ---


def test_taper_of_five_years_falling_by_twenty_points() -> None:
    schedule = [due(exits.TAPER, 100_000, tau) for tau in range(6)]
    assert schedule == pytest.approx([100_000, 80_000, 60_000, 40_000, 20_000, 0], abs=1e-9)
    assert total(exits.TAPER, 100_000) == pytest.approx(300_000, rel=1e-12)


def test_taper_that_starts_at_eighty_gives_two_contributions() -> None:
    assert total(exits.TAPER, 100_000, start=0.8) == pytest.approx(200_000, rel=1e-12)


def test_flat_and_multiple() -> None:
    assert [due(exits.FLAT, 100_000, tau) for tau in range(6)] == [100_000.0] * 5 + [0.0]
    assert [due(exits.MULTIPLE, 100_000, tau) for tau in range(3)] == [250_000.0, 0.0, 0.0]


def test_direct_damage_with_its_split() -> None:
    staff = sum(exits.damage_staff(100_000.0, tau, 5, 0.5, 0.7) for tau in range(5))
    contracts = sum(exits.damage_contracts(100_000.0, tau, 5, 0.34, 2.0) for tau in range(5))
    rest = sum(exits.damage_rest(100_000.0, tau, 5, 0.16, 0.2) for tau in range(5))
    assert (staff, contracts, rest) == pytest.approx((138_655, 68_000, 48_000), abs=1e-6)
    assert total(exits.DAMAGE, 100_000) == pytest.approx(254_655, abs=1e-6)


def test_direct_damage_that_cannot_be_scaled_down_is_five_contributions() -> None:
    """A11: 5.0 is the ceiling, also when the text speaks of eighteen years (AD7959)."""
    fixed = {"staff_rate": 1.0, "contract_years": 30.0, "rest_step": 0.0}
    assert total(exits.DAMAGE, 100_000, years=18, **fixed) == pytest.approx(500_000, rel=1e-12)


def test_broken_contract_year_is_paid_in_proportion() -> None:
    fees = [exits.damage_contracts(100_000.0, tau, 5, 1.0, 1.25) for tau in range(4)]
    assert fees == pytest.approx([100_000, 25_000, 0, 0])


def test_negotiated_sum_and_balance_fall_due_at_once() -> None:
    for rule in (exits.NEGOTIATED, exits.DISSOLUTION):
        assert [due(rule, 100_000, tau, amount=-42.0) for tau in range(2)] == [-42.0, 0.0]


def test_unknown_rule_takes_the_multiple_that_was_drawn() -> None:
    assert total(exits.UNKNOWN, 100_000, factor=3.7) == pytest.approx(370_000)


def test_balance_and_windfall() -> None:
    assert exits.liquidation(400.0, 300.0, 50.0, 120.0) == 530.0
    assert exits.liquidation(0.0, 0.0, 0.0, -80.0) == 80.0
    assert exits.windfall(300_000.0, 254_655.0) == 45_345.0


def test_unknown_code_owes_nothing() -> None:
    assert due(7, 100_000, 0) == 0.0


# --- what must hold always ---


@given(euros, lengths, shares, shares)
def test_a_longer_taper_never_lowers_the_sum(base: float, years: int, start: float, step: float) -> None:
    shorter = total(exits.TAPER, base, years=years, start=start, step=step)
    assert total(exits.TAPER, base, years=years + 1, start=start, step=step) >= shorter


@given(euros, lengths, shares, shares)
def test_a_taper_falls_and_never_turns_negative(base: float, years: int, start: float, step: float) -> None:
    schedule = [due(exits.TAPER, base, tau, years=years, start=start, step=step) for tau in range(25)]
    assert all(earlier >= later >= 0.0 for earlier, later in pairwise(schedule))


@given(euros, lengths, splits(), shares, st.floats(0, 30), shares)
def test_damage_never_exceeds_flat(
    base: float, years: int, split: Split, rate: float, left: float, step: float
) -> None:
    terms = {"years": years, "staff_rate": rate, "contract_years": left, "rest_step": step}
    for tau in range(21):
        most = due(exits.FLAT, base, tau, years=years)
        assert due(exits.DAMAGE, base, tau, split, **terms) <= most * (1 + 1e-12)


@given(euros, lengths, splits(), shares, st.floats(0, 30), shares)
def test_damage_is_the_sum_of_its_parts(
    base: float, years: int, split: Split, rate: float, left: float, step: float
) -> None:
    for tau in range(6):
        parts = (
            exits.damage_staff(base, tau, years, split[0], rate)
            + exits.damage_contracts(base, tau, years, split[1], left)
            + exits.damage_rest(base, tau, years, split[2], step)
        )
        whole = due(exits.DAMAGE, base, tau, split, years=years, staff_rate=rate, contract_years=left, rest_step=step)
        assert whole == pytest.approx(parts, rel=1e-12)


@given(st.sampled_from(RULES), euros, euros, lengths)
def test_a_larger_contribution_never_lowers_the_sum(rule: int, one: float, other: float, years: int) -> None:
    low, high = sorted((one, other))
    assert total(rule, low, years=years) <= total(rule, high, years=years)


@given(st.sampled_from(RULES), lengths, st.floats(0, 20))
def test_no_contribution_no_sum(rule: int, years: int, factor: float) -> None:
    assert total(rule, 0.0, years=years, factor=factor) == 0.0


@given(st.sampled_from((*RULES, exits.DISSOLUTION)), euros, lengths)
def test_nothing_outside_the_years(rule: int, base: float, years: int) -> None:
    assert due(rule, base, -1, years=years, amount=base) == 0.0
    assert all(due(rule, base, tau, years=years, amount=base) == 0.0 for tau in range(years, years + 5))


@given(euros, shares, shares)
def test_faster_placement_never_raises_damage(base: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    slower = total(exits.DAMAGE, base, staff_rate=high)
    assert total(exits.DAMAGE, base, staff_rate=low) <= slower * (1 + 1e-12)


# --- compiled equals plain ---

PROGRAM = """
import json, random
from model.engine import exits

rng = random.Random(0)
rows = {}
for rule in range(8):
    rows[rule] = []
    for tau in [*range(-1, 7)] * 20:
        first, second = sorted((rng.random(), rng.random()))
        rows[rule].append(exits.instalment(
            rule, rng.random() * 1e7, tau, rng.randrange(1, 21), rng.random(), rng.random() / 2,
            rng.random() * 20, rng.random() * 1e6, first, second - first, 1 - second,
            rng.random(), rng.random() * 6, rng.random(),
        ))
print(json.dumps([rows, exits.liquidation(1.5, 2.5, 0.5, 7.0), hasattr(exits.taper, "py_func")]))
"""


def run(disable_jit: str) -> tuple[dict[str, list[float]], float, bool]:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": disable_jit, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
    rows, balance, is_compiled = json.loads(done.stdout)
    return rows, balance, is_compiled


def test_compiled_equals_plain_in_its_own_process() -> None:
    compiled_rows, compiled_balance, is_compiled = run("0")
    plain_rows, plain_balance, is_plain_compiled = run("1")
    assert is_compiled
    assert not is_plain_compiled
    for rule in plain_rows:
        assert compiled_rows[rule] == pytest.approx(plain_rows[rule], rel=1e-12, abs=1e-9)
    assert [any(plain_rows[str(rule)]) for rule in range(8)] == [True] * 7 + [False]
    assert compiled_balance == plain_balance == -3.5
