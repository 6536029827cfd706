"""Exit sums of a party: known answers, a case worked by hand, and what is refused."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.decide.exit import RULES, exit_sum
from model.decide.exit_checks import LARGEST_EUR
from model.decide.exit_damage import Commitment, RunOff
from model.errors import InputError
from model.inputs import Figure, build_case
from model.inputs.case import Contract
from model.language import use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.inputs import Case

INHABITANTS = {"GM0001": 20_000, "GM0002": 30_000, "GM0003": 50_000}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with use("en"):
        yield


def three_towns(codes: tuple[str, ...] = tuple(INHABITANTS), **exit_rule: Any) -> Case:
    """Arrangement with round numbers: budget of a million, prices that rise by 3.6 % a year."""
    return build_case(
        {
            "name": "Three towns",
            "budget_year": 2026,
            "arrangement": {
                "legal_form": "bedrijfsvoeringsorganisatie",
                "start_year": 2015,
                "exit_rule": exit_rule or {"rule": "taper"},
                "cost_key": {"inhabitants": 1.0},
                "dissolution_key": {"fixed": 1.0},
            },
            "parties": tuple(
                {
                    "code": code,
                    "name": f"Town {code[-1]}",
                    "inhabitants": INHABITANTS[code],
                    "fixed_share": 1.0 / len(codes),
                    "cloud_share": 0.5,
                }
                for code in codes
            ),
            "organisation": {
                "budget_eur": {
                    "hosting": 100_000,
                    "technical_staff": 300_000,
                    "functional_staff": 200_000,
                    "back_office_staff": 0,
                    "software": 300_000,
                    "overhead": 100_000,
                },
                "other_income_eur": 100_000,
                "reserve_eur": 60_000,
                "assets": ({"name": "Servers", "book_value_eur": 50_000, "remaining_years": 4, "life_years": 5},),
                "contracts": ({"name": "Suite", "annual_eur": 100_000, "end_year": 2029},),
            },
            "assumptions": {
                "prices.wage_agreement": 0.04,
                "prices.wage_agreement_end": 2100.0,
                "prices.own_software": 0.03,
                "prices.saas": 0.05,
                "prices.inflation_mean": 0.02,
                "stranded.taken_over": {"low": 0.25, "base": 0.5, "high": 0.75},
                "stranded.proceeds": 0.1,
            },
        }
    )


CONTRIBUTION = 0.2 * 900_000 * 1.036  # the first town in 2027, the year before it is out


# --- from a bare contribution ---


def test_known_answers_of_a_contribution_of_100_000() -> None:
    figures = exit_sum(contribution=100_000).to_dict()
    rules: Any = figures["rules"]
    assert list(rules) == list(RULES)
    assert rules["taper"]["total"] == 300_000.0
    assert rules["taper"]["schedule"] == [100_000.0, 80_000.0, 60_000.0, 40_000.0, 20_000.0]
    assert rules["flat"]["total"] == 500_000.0
    assert rules["flat"]["schedule"] == [100_000.0] * 5
    assert rules["multiple"]["total"] == 250_000.0
    assert rules["multiple"]["schedule"] == [250_000.0]
    assert rules["damage"]["total"] == 254_655.0
    assert rules["damage"]["split"] == {"staff": 138_655.0, "contracts": 68_000.0, "rest": 48_000.0}
    assert rules["negotiated"] is None
    assert rules["dissolution"] is None
    reasons: Any = figures["reasons"]
    assert set(reasons) == {"negotiated", "dissolution"}
    assert "€0–500,000" in reasons["negotiated"]
    assert figures["range"] == {"low": 0.0, "high": 500_000.0}


def test_windfall_is_the_sum_beyond_direct_damage() -> None:
    sums = exit_sum(contribution=100_000)
    found = {rule: sums[rule].windfall for rule in RULES[:4]}
    assert found == pytest.approx({"taper": 45_345, "flat": 245_345, "multiple": -4_655, "damage": 0}, abs=1e-6)


def test_terms_vary_the_sums() -> None:
    sums = exit_sum(contribution=100_000, years=4, start_pct=80, step_pct=20, factor=3, amount_eur=123_456.78)
    assert [sums[rule].total for rule in ("taper", "flat", "multiple", "negotiated")] == pytest.approx(
        [200_000, 400_000, 300_000, 123_456.78]
    )
    assert sums["negotiated"].reason is None


def test_real_damage_does_not_shrink_with_the_years_asked_for() -> None:
    short = exit_sum(contribution=100_000, years=1)
    assert short["damage"].total == pytest.approx(100_000)
    assert short.stranded == pytest.approx(254_655)
    assert short["damage"].windfall == pytest.approx(-154_655)


def test_calendar_years_when_the_year_is_known() -> None:
    sums = exit_sum(contribution=100_000, year=2027, years=3)
    assert sums.years(sums["taper"]) == (2027, 2028, 2029)
    assert sums.years(sums["multiple"]) == (2027,)
    assert exit_sum(contribution=100_000).years(sums["taper"]) == (1, 2, 3)


def test_one_rule_only() -> None:
    figures = exit_sum(contribution=100_000, rule="flat").to_dict()
    assert list(figures["rules"]) == ["flat"]  # type: ignore[call-overload]
    assert figures["reasons"] == {}


def test_a_longer_bridging_period_counts_five_years_and_says_so() -> None:
    long, usual = exit_sum(contribution=100_000, years=18), exit_sum(contribution=100_000)
    assert long["damage"].total == usual["damage"].total
    assert any("at most 5 years" in note for note in long.notes)
    assert not any("at most" in note for note in usual.notes)


@given(st.floats(0, LARGEST_EUR), st.integers(1, 20), st.floats(0, 100), st.floats(0, 100), st.floats(0, 20))
def test_schedules_add_to_the_cent(base: float, years: int, start: float, step: float, factor: float) -> None:
    sums = exit_sum(contribution=base, years=years, start_pct=start, step_pct=step, factor=factor)
    figures: Any = json.loads(json.dumps(sums.to_dict()))
    for rule in RULES[:4]:
        cents = [round(100 * euros) for euros in figures["rules"][rule]["schedule"]]
        assert sum(cents) == round(100 * figures["rules"][rule]["total"])
        assert sums[rule].total == pytest.approx(math.fsum(sums[rule].schedule))
        assert len(sums[rule].schedule) <= years
    split = figures["rules"]["damage"]["split"]
    assert sum(round(100 * euros) for euros in split.values()) == round(100 * figures["rules"]["damage"]["total"])
    assert (sums["damage"].total or 0.0) <= (sums["flat"].total or 0.0) * (1 + 1e-12)


def test_no_contribution_no_sum() -> None:
    sums = exit_sum(contribution=0)
    assert [sums[rule].total for rule in RULES[:4]] == [0.0] * 4


# --- from a case ---


def test_contribution_follows_from_the_key_the_budget_and_central_prices() -> None:
    sums = exit_sum(three_towns(), "GM0001", 2028)
    assert sums.contribution == pytest.approx(CONTRIBUTION)
    assert exit_sum(three_towns(), "GM0001", 2027).contribution == pytest.approx(0.2 * 900_000)
    assert sums["taper"].total == pytest.approx(3 * CONTRIBUTION)
    assert sums["damage"].total == pytest.approx((0.5 * 2.7731 + 0.3 * 2 + 0.2 * 3.0) * CONTRIBUTION)
    assert sums.years(sums["taper"]) == (2028, 2029, 2030, 2031, 2032)


def test_a_text_may_start_from_the_mean_of_three_years() -> None:
    """2026 and 2027 are known, and nothing before the budget year."""
    sums = exit_sum(three_towns(rule="taper", base="mean3"), "GM0001", 2028)
    assert sums.contribution == pytest.approx((0.2 * 900_000 + CONTRIBUTION) / 2)


def test_capped_charges_grow_with_the_index_of_the_members() -> None:
    capped = three_towns()
    arrangement = capped.arrangement.model_copy(update={"charging": "capped"})
    capped = capped.model_copy(update={"arrangement": arrangement})
    assert exit_sum(capped, "GM0001", 2028).contribution == pytest.approx(0.2 * 900_000 * 1.02)


def test_stranded_cost_comes_from_the_contracts_and_assets_of_the_case() -> None:
    """Half goes along; contract and the rest of the software run two years, the servers two of their four."""
    staff, contracts, assets, overhead = 0.5 * 2.7731, 0.3 * 2, 0.0125 * 2, 0.1875 * 3.0
    sums = exit_sum(three_towns(), "GM0001", 2028)
    assert sums.stranded == pytest.approx((0.5 * (staff + contracts + assets) + overhead) * CONTRIBUTION)
    low, high = sums.leaving.stranded_range or (0, 0)
    assert low == pytest.approx((0.25 * (staff + contracts + assets) + overhead) * CONTRIBUTION)
    assert high == pytest.approx((0.75 * (staff + contracts + assets) + overhead) * CONTRIBUTION)
    assert sums["flat"].windfall == pytest.approx(5 * CONTRIBUTION - sums.stranded)


def test_balance_at_dissolution_by_the_dissolution_key() -> None:
    budget = 1_000_000 * 1.036
    staff, contracts = 0.5 * 0.5 * 2.7731 * budget, 0.5 * 0.3 * 2 * budget
    books = 0.5 * 25_000
    sums = exit_sum(three_towns(), "GM0001", 2028)
    balance = sums["dissolution"]
    assert balance.total == pytest.approx((staff + contracts + books - 0.1 * books - 60_000) / 3)
    assert balance.total == pytest.approx(sum(balance.schedule))
    assert balance.windfall is None
    whole = sum(exit_sum(three_towns(), code, 2028)["dissolution"].total or 0.0 for code in INHABITANTS)
    assert whole == pytest.approx(3 * (balance.total or 0.0))


def test_own_text_gives_the_terms_and_is_marked() -> None:
    case = three_towns(rule="taper", years=4, start_pct=80, step_pct=10)
    sums = exit_sum(case, "GM0001", 2028)
    assert sums["taper"].total == pytest.approx((0.8 + 0.7 + 0.6 + 0.5) * CONTRIBUTION)
    assert [one.rule for one in sums.rules if one.own] == ["taper"]
    assert sums.leaving.applies == "taper"
    varied = exit_sum(case, "GM0001", 2028, years=2)
    assert varied["taper"].total == pytest.approx((0.8 + 0.7) * CONTRIBUTION)


def test_negotiated_amount_of_the_text() -> None:
    sums = exit_sum(three_towns(rule="negotiated", amount_eur=400_000), "GM0002", 2028)
    assert sums["negotiated"].total == 400_000
    assert sums["negotiated"].own


def test_unknown_text_gives_a_range_and_no_point() -> None:
    sums = exit_sum(three_towns(rule="unknown"), "GM0001", 2028)
    assert sums.leaving.applies is None
    assert not any(one.own for one in sums.rules)
    assert (sums.low, sums.high) == pytest.approx((0, 5 * CONTRIBUTION))
    assert any("range" in note for note in sums.notes)


def test_two_members_leave_a_balance_and_no_exit_sum() -> None:
    sums = exit_sum(three_towns(("GM0001", "GM0002")), "GM0001", 2028)
    assert sums.leaving.ends
    assert sums.leaving.applies == "dissolution"
    assert sums.to_dict()["reference_only"] is True
    assert any("two members" in note for note in sums.notes)
    assert sums["dissolution"].total is not None
    assert exit_sum(three_towns(), "GM0001", 2028).to_dict()["reference_only"] is False


def test_own_contribution_goes_before_that_of_the_case() -> None:
    sums = exit_sum(three_towns(), "GM0001", 2028, contribution=100_000)
    assert sums.contribution == 100_000
    assert sums["flat"].total == 500_000


def test_order_of_the_parties_changes_nothing() -> None:
    one = exit_sum(three_towns(), "GM0002", 2028).to_dict()
    assert exit_sum(three_towns(("GM0003", "GM0001", "GM0002")), "GM0002", 2028).to_dict() == one


def test_texts_are_in_the_language_of_the_reader() -> None:
    with use("nl"):
        assert "€ 0–500.000" in str(exit_sum(contribution=100_000)["negotiated"].reason)


def with_organisation(**changed: Any) -> Case:
    case = three_towns()
    return case.model_copy(update={"organisation": case.organisation.model_copy(update=changed)})


def test_assets_and_contracts_that_ended_long_before_were_replaced_and_renewed() -> None:
    """In 2034 the servers of 2026 (four years left, life of five) are in their second life since 2030."""
    real = exit_sum(three_towns(), "GM0001", 2034).leaving.real
    assert [asset.years for asset in real.assets] == [1.0]
    assert [contract.years for contract in real.contracts] == [2.0, 2.0]
    ends = exit_sum(three_towns(), "GM0001", 2030).leaving.real
    assert [asset.years for asset in ends.assets] == [0.0]
    assert [contract.years for contract in ends.contracts] == [0.0, 2.0]


def test_contracts_beyond_the_budget_leave_damage_within_the_contribution() -> None:
    suite = three_towns().organisation.contracts[0]
    large = suite.model_copy(update={"annual_eur": Figure(value=900_000.0), "end_year": 2060})
    sums = exit_sum(with_organisation(contracts=(large,)), "GM0001", 2028)
    real = sums.leaving.real
    shares = [real.staff_share, real.rest_share, *(one.share for one in (*real.contracts, *real.assets))]
    assert sum(shares) == pytest.approx(1.0)
    assert real.rest_share == 0.0


@pytest.mark.parametrize(
    ("written", "buy_out"),
    [({}, None), ({"exit_cost_eur": 0}, 0.0), ({"exit_cost_eur": {"value": 0, "estimated": True}}, None)],
)
def test_only_a_written_price_is_a_way_out_of_a_contract(written: dict[str, Any], buy_out: float | None) -> None:
    data = {"name": "Suite", "annual_eur": 100_000, "end_year": 2029, **written}
    case = with_organisation(contracts=(Contract.model_validate(data),))
    assert exit_sum(case, "GM0001", 2028).leaving.real.contracts[0].buy_out == buy_out


# --- run-off ---


def test_a_cheaper_way_out_of_a_contract_is_taken() -> None:
    def total(buy_out: float | None) -> float:
        return RunOff(0.0, (Commitment(0.4, 3.0, buy_out),), (), 0.6, 0.7, 0.2).damage(100_000.0).total

    assert total(None) - total(0.5) == pytest.approx(120_000 - 50_000)
    assert total(2.0) == pytest.approx(total(None))
    assert total(0.0) == pytest.approx(60_000 * 3.0)


def test_whoever_takes_more_along_leaves_less_damage() -> None:
    totals = [RunOff(0.5, (Commitment(0.3, 2.0),), (), 0.2, 0.7, 0.2, taken).damage(1e6).total for taken in (0, 0.5, 1)]
    assert totals == sorted(totals, reverse=True)
    assert totals[-1] == pytest.approx(600_000)


# --- refused ---


def problems(*args: Any, **kwargs: Any) -> dict[str, Any]:
    with pytest.raises(InputError) as caught:
        exit_sum(*args, **kwargs)
    assert caught.value.exit_code == 2
    return {problem.field: problem for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("contribution", -1.0, "0–1,000,000,000"),
        ("contribution", math.nan, "0–1,000,000,000"),
        ("contribution", math.inf, "0–1,000,000,000"),
        ("contribution", 1e12, "0–1,000,000,000"),
        ("contribution", 10**400, "0–1,000,000,000"),
        ("contribution", "100000", "0–1,000,000,000"),
        ("contribution", True, "0–1,000,000,000"),
        ("years", 0, "1–20"),
        ("years", 21, "1–20"),
        ("years", 2.5, "1–20"),
        ("start_pct", 101, "0–100"),
        ("step_pct", -1, "0–100"),
        ("factor", 20.5, "0–20"),
        ("amount_eur", -5, "0–1,000,000,000"),
        ("year", 1066, "2000–2100"),
    ],
)
def test_value_outside_its_range_names_field_value_and_range(field: str, value: Any, allowed: str) -> None:
    found = problems(**{"contribution": 100_000, field: value})
    assert list(found) == [field]
    assert found[field].allowed == allowed
    assert found[field].found == str(value)[:40]


def test_every_problem_at_once() -> None:
    found = problems(three_towns(), "GM9999", 1990, years=99, factor=-1, rule="taperr")
    assert set(found) == {"party", "year", "years", "factor", "rule"}
    assert "taper" in found["rule"].hint
    assert "GM0001 (Town 1)" in found["party"].allowed


def test_a_name_instead_of_a_code_gets_the_code_as_advice() -> None:
    assert "GM0002" in problems(three_towns(), "Town 2", 2028)["party"].hint


@pytest.mark.parametrize("year", [2025, 2026, 2037])
def test_year_outside_the_horizon(year: int) -> None:
    assert problems(three_towns(), "GM0001", year)["year"].allowed == "2027–2036"


def test_nobody_leaves_before_joining() -> None:
    case = three_towns()
    arrangement = case.arrangement.model_copy(update={"start_year": 2028})
    case = case.model_copy(update={"arrangement": arrangement})
    assert problems(case, "GM0001", 2028)["year"].allowed == "2029–2036"


def test_a_case_needs_a_party_and_a_year() -> None:
    assert set(problems(three_towns())) == {"party", "year"}


def test_nothing_given() -> None:
    assert set(problems()) == {"contribution"}
    assert set(problems(party="GM0001")) == {"contribution", "party"}
