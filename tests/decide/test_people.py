"""Specialisms that have nobody: by name, and exactly."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from model.decide.people import worst_specialisms
from model.engine import staff
from tests.engine.worlds import FRICTIONLESS, drawn_scenario, hand_case, option, plain, run, seen

KINDS = [
    {"name": "netwerk", "group": "technical", "heads": 3},
    {"name": "database", "group": "technical", "heads": 1},
    {"name": "beveiliging", "group": "functional", "heads": 2},
    {"name": "beheer", "group": "functional", "heads": 5},
]
PINNED = {
    **FRICTIONLESS, "staff.sick": 0.06, "staff.leave": 0.12, "staff.outflow": 0.1, "staff.time_to_fill": 0.4,
    "operations.common_cause": 0.1, "operations.vendor_absence": 0.02, "operations.working_days": 220.0,
}  # fmt: skip
ABSENT = 1.0 - 0.94 * 0.88 * 0.96
SPLIT = option({"kind": "dissolve", "after_years": 2}, name="unwind")


def nobody(heads: int) -> float:
    return 0.1 * ABSENT + 0.9 * ABSENT**heads if heads else 0.02


@pytest.fixture(scope="module")
def outcome():
    return run(hand_case((20_000, 40_000), organisation={"specialisms": KINDS}), SPLIT, pinned=PINNED)


def test_the_worst_three_by_name(outcome):
    worst = worst_specialisms(outcome, "continue", "GM0001")
    assert [one.specialism for one in worst] == ["database", "beveiliging", "netwerk"]
    assert [one.heads for one in worst] == [1.0, 2.0, 3.0]
    assert [one.chance for one in worst] == pytest.approx([nobody(1), nobody(2), nobody(3)])
    assert [one.days_a_year for one in worst] == pytest.approx([220 * nobody(n) for n in (1, 2, 3)])
    assert {(one.option, one.party, one.year) for one in worst} == {("continue", "GM0001", 2034)}


def test_a_split_divides_people_whole(outcome):
    """3, 1, 2 and 5 over one third and two thirds: largest remainders give 1-2, 0-1, 1-1 and 2-3."""
    for party, heads in (("GM0001", (1, 0, 1, 2)), ("GM0002", (2, 1, 1, 3))):
        alone = worst_specialisms(outcome, "unwind", party, 2034, count=None)
        by_name = {one.specialism: one for one in alone}
        for kind, count in zip(KINDS, heads, strict=True):
            assert by_name[kind["name"]].heads == count
            assert by_name[kind["name"]].chance == pytest.approx(nobody(count))
        assert [one.chance for one in alone] == sorted((one.chance for one in alone), reverse=True)


def test_before_the_split_everybody_has_the_people_of_the_arrangement(outcome):
    for name in ("continue", "unwind"):
        rows = [worst_specialisms(outcome, name, party, 2027) for party in outcome.parties]
        assert [[(one.specialism, one.heads) for one in row] for row in rows] == [
            [("database", 1.0), ("beveiliging", 2.0), ("netwerk", 3.0)]
        ] * 2


def test_specialisms_together_make_the_days_and_the_chance_that_are_told(outcome):
    for o, name in enumerate(outcome.options):
        for p, party in enumerate(outcome.parties):
            for y, year in enumerate(outcome.years):
                rows = worst_specialisms(outcome, name, party, year, count=None)
                assert sum(one.days_a_year for one in rows) == pytest.approx(seen(outcome, "days_without")[o, 0, p, y])
                some = 1.0 - math.prod(1.0 - one.chance for one in rows)
                assert some == pytest.approx(seen(outcome, "vulnerability")[o, 0, p, y])


def test_the_chance_is_that_of_every_way_to_be_absent():
    """Without a common cause: every combination of present and absent people, weighed by its chance."""
    teams, absent = (1, 2, 3), 0.2
    some = 0.0
    for state in itertools.product((0, 1), repeat=sum(teams)):
        chance = math.prod(absent if gone else 1.0 - absent for gone in state)
        ends = np.cumsum(teams)
        empty = any(all(state[end - n : end]) for n, end in zip(teams, ends, strict=True))
        some += chance * empty
    present = math.prod(1.0 - staff.nobody(float(n), absent, 0.0, 0.05) for n in teams)
    assert plain(staff.any_missing)(present) == pytest.approx(some, rel=1e-12)


def test_the_mean_is_over_the_futures():
    """Sick leave is drawn: the mean chance of one specialism of one head is its mean absence."""
    drawn = {name: value for name, value in PINNED.items() if name != "staff.sick"}
    case = hand_case(organisation={"specialisms": KINDS})
    outcome = run(case, scenario=drawn_scenario(), pinned=drawn, draws=64)
    sick = outcome.inputs[:, outcome.par("staff.sick")]
    assert sick.std() > 0.0
    alone = worst_specialisms(outcome, "continue", "GM0001", 2026, count=1)[0]
    assert alone.chance == pytest.approx(np.mean(1.0 - (1.0 - sick) * 0.88 * 0.96), rel=1e-9)


def test_an_unknown_name_is_refused(outcome):
    with pytest.raises(LookupError, match="no party"):
        worst_specialisms(outcome, "continue", "GM9999")
