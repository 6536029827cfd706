"""Shipped cases, figures, and what is estimated."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inputs import build_case, build_option, complete_option, load_case, load_option
from model.inputs.benchmarks import USED
from model.inputs.figures import Figure
from model.inputs.series import load_series
from model.resources import list_cases
from tests.strategies import FORMS, cases, options, scenarios

SMALL = {
    "name": "Proef",
    "budget_year": 2023,
    "arrangement": {"legal_form": "openbaar_lichaam"},
    "parties": [
        {"code": "GM0001", "name": "a", "inhabitants": 20_000},
        {"code": "GM0002", "name": "b", "inhabitants": 30_000},
    ],
}


def small(**changes):
    return build_case({**SMALL, **changes})


def test_both_shipped_cases_load_and_name_their_members():
    assert set(list_cases()) >= {"bommelerwaard", "dommelvallei"}
    assert [p.code for p in load_case("bommelerwaard").parties] == ["GM0263", "GM0297"]
    assert [p.code for p in load_case("dommelvallei").parties] == ["GM1771", "GM0820", "GM0848"]


def test_bommelerwaard_is_an_example_with_everything_estimated():
    case = load_case("bommelerwaard")
    assert case.example
    assert case.estimated_share == 1.0
    assert case.arrangement.exit_rule.rule == "unknown"
    assert float(sum(float(s.heads) for s in case.organisation.specialisms)) == 27
    assert all(float(s.heads).is_integer() for s in case.organisation.specialisms)
    # B01 109 euro in 2023, 4.7 % a year, less the tenth of staff that the municipalities kept
    assert case.organisation.budget_eur.total == pytest.approx(53_911 * 109 * 1.047**3 * 0.95, abs=5)


def test_dommelvallei_adds_to_its_published_total_to_the_euro():
    case = load_case("dommelvallei")
    assert case.organisation.budget_eur.total == 15_612_823
    assert float(case.organisation.other_income_eur) == 59_296 + 91_155
    assert case.plan[0].total_eur == 15_612_823 - 59_296 - 91_155
    assert case.plan[4].contributions_eur == {"GM1771": 6_341_389, "GM0820": 6_007_878, "GM0848": 4_597_565}
    assert [p.year for p in case.plan] == [2020, 2021, 2022, 2023, 2024]


def test_dommelvallei_divides_by_its_contributions_of_2020():
    case = load_case("dommelvallei")
    shares = [float(party.fixed_share) for party in case.parties]
    assert shares == pytest.approx([0.3764, 0.3533, 0.2703], abs=5e-5)
    assert sum(shares) == pytest.approx(1)


def test_a_public_total_halves_what_counts_as_estimated():
    assert load_case("dommelvallei").estimated_share == 0.5
    budget = {"hosting": 100, "technical_staff": 100, "functional_staff": 100}
    rest = {"back_office_staff": 0, "software": {"value": 100, "estimated": True}, "overhead": 0}
    assert small(organisation={"budget_eur": {**budget, **rest}}).estimated_share == 0.25


def test_every_gap_is_filled_marked_and_listed():
    case = small()
    filled = {field: source for field, _, source in case.estimates()}
    for field in ("parties.1.workplaces", "organisation.budget_eur.hosting", "organisation.reserve_eur"):
        assert filled[field].startswith("estimates.")
    assert case.parties[0].trust.estimated
    assert case.estimated_share == 1.0
    assert case.organisation.budget_eur.total == pytest.approx(50_000 * 109 * 0.95, abs=5)


def test_a_year_that_was_measured_is_not_indexed():
    measured = load_series("ict_cost")[2020]
    assert small(budget_year=2020).organisation.budget_eur.total == pytest.approx(50_000 * measured * 0.95, abs=5)


def test_a_known_total_is_split_to_the_euro():
    case = small(organisation={"total_eur": 1_000_003})
    assert case.organisation.budget_eur.total == 1_000_003
    case = small(organisation={"total_eur": 1_000_003, "budget_eur": {"hosting": 333_333}})
    assert case.organisation.budget_eur.total == 1_000_003
    assert not case.organisation.budget_eur.hosting.estimated


def test_what_is_written_is_never_estimated():
    party = {**SMALL["parties"][0], "workplaces": 123, "trust": {"low": 0.2, "base": 0.3, "high": 0.4}}
    case = small(parties=[party, SMALL["parties"][1]])
    assert float(case.parties[0].workplaces) == 123
    assert (case.parties[0].trust.low, float(case.parties[0].trust)) == (0.2, 0.3)
    assert "parties.1.workplaces" not in [field for field, *_ in case.estimates()]


def test_an_empty_list_of_assets_means_none():
    assert small(organisation={"assets": [], "contracts": []}).organisation.assets == ()


def test_rows_for_estimates_are_all_used():
    case = small(budget_year=2026)
    used = {source for _, _, source in case.estimates() if source.startswith("estimates.")}
    inside = {  # these enter a product whose row is named instead
        "estimates.ict_cost_growth",
        "estimates.wage_growth",
        "estimates.staff_share",
        "estimates.software_share",
        "estimates.infrastructure_share",
        "estimates.functional_share",
        "estimates.overhead_share",
        "estimates.fte_per_1000",
    }
    assert used | inside == set(USED)


def test_a_joining_party_is_filled_like_a_member():
    case = load_case("bommelerwaard")
    member = {"code": "GM0214", "name": "Buren", "inhabitants": 26_000, "entry_sum_eur": 100_000}
    option = build_option({"actions": [{"kind": "add_member", "at": 2028, "member": member}]})
    joiner = complete_option(option, case).actions[0].member
    assert float(joiner.workplaces) == pytest.approx(26 * 12.1, abs=0.1)
    assert float(joiner.entry_sum_eur) == 100_000
    assert joiner.needs.pace.estimated
    assert complete_option(load_option("extend"), case) == load_option("extend")


@pytest.mark.parametrize(
    ("written", "value", "low", "high", "shape"),
    [
        (3, 3, None, None, "fixed"),
        ({"value": 3}, 3, None, None, "fixed"),
        ({"low": 1, "base": 2, "high": 5}, 2, 1, 5, "pert"),
        ({"uniform": [1, 5]}, 3, 1, 5, "uniform"),
        ({"lognormal": {"median": 2, "p95": 9}}, 2, None, 9, "lognormal"),
        ({"choice": [12, 24, 18]}, 18, 12, 24, "choice"),
    ],
)
def test_forms_of_a_figure(written, value, low, high, shape):
    from model.inputs.base import frozen

    figure = Figure.model_validate(frozen(written))
    assert (float(figure), figure.low, figure.high, figure.shape) == (value, low, high, shape)
    assert Figure.model_validate(frozen(figure.model_dump())) == figure


def test_inputs_are_frozen_and_travel_between_processes():
    case = load_case("dommelvallei")
    with pytest.raises(ValueError, match="frozen"):
        case.name = "x"
    with pytest.raises(TypeError, match="frozen"):
        case.arrangement.cost_key["usage"] = 1.0
    assert pickle.loads(pickle.dumps(case)) == case  # noqa: S301  (our own bytes)


@given(st.data())
def test_strategies_give_valid_inputs(data):
    case = data.draw(cases(forms=FORMS))
    option = data.draw(options(case))
    data.draw(scenarios())
    assert 2 <= len(case.parties) <= 12
    assert sum(case.arrangement.cost_key.values()) == pytest.approx(1)
    assert sum(float(party.fixed_share) for party in case.parties) == pytest.approx(1)
    assert option.path == ""
