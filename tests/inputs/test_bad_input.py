"""One small broken file per rule: the message says where, what was found, what is allowed, what to do."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from model.errors import ActionNotAllowedError, InputError
from model.inputs import load_case, load_option, load_scenario, require_option
from model.language import use

BROKEN = Path(__file__).parent / "broken"

# name of the file: (line, field, found, part of allowed, part of the tip); None is not looked at
CASES = {
    "anchor": (1, "", None, None, "write the value out"),
    "asset-life": (11, "organisation.assets.1.remaining_years", "9", "at most 5", None),
    "bad-code": (7, "parties.1.code", "gm 263", "GM0297", None),
    "broken-yaml": (10, "", None, None, None),
    "comma-decimal": (10, "organisation.budget_eur.hosting", "809.329,50", "a number", "write 809329.50"),
    "comma-decimal-plain": (11, "organisation.budget_eur.hosting", "809329,50", None, "write 809329.50"),
    "duplicate-key": (3, "name", None, None, "line 1"),
    "empty": (0, "", None, "field: value", None),
    "figure-two-forms": (7, "parties.1.inhabitants", None, "low, base and high", None),
    "figure-unknown-key": (7, "parties.1.inhabitants", None, None, "'value'"),
    "fixed-shares": (6, "parties", None, None, "GM0297"),
    "fraction-of-a-person": (7, "parties.1.inhabitants", "25030.5", None, "write 25030"),
    "goal-weights": (7, "parties.1.goal_weights", "0.9", "a sum of 1", None),
    "horizon-too-long": (3, "horizon_years", "50", "at most 20", None),
    "host-missing": (3, "arrangement.host", None, "GM0263, GM0297", None),
    "host-not-a-member": (5, "arrangement.host", "GM9999", "GM0263, GM0297", None),
    "implausible-budget": (11, "organisation.budget_eur.software", "5e12", "0 to 1,000,000,000", None),
    "implausible-size": (7, "parties.1.inhabitants", "25030000", "100 to 2,000,000", None),
    "infinity": (10, "organisation.reserve_eur", "-.inf", "a number", None),
    "leading-zero": (7, "parties.1.inhabitants", "025030", None, "write 25030"),
    "lines-over-total": (10, "organisation.total_eur", "100", "at least 500", None),
    "missing-field": (8, "parties.2.inhabitants", "", None, None),
    "mistyped-nested-key": (4, "arrangement.legal_from", None, None, "'legal_form'"),
    "nan": (7, "parties.1.inhabitants", ".nan", "a number", None),
    "nee": (3, "example", "nee", "true or false", "write false"),
    "negative-budget": (11, "organisation.budget_eur.software", "-5000", "0 to", None),
    "negotiated-without-amount": (5, "arrangement.exit_rule.amount_eur", None, None, None),
    "no": (3, "example", "no", "true or false", "write false"),
    "not-a-list": (6, "parties", "twee", "dash", None),
    "not-utf8": (0, "", None, None, "UTF-8"),
    "one-party": (6, "parties", None, "at least 2", None),
    "overflow": (10, "organisation.reserve_eur", "1e999", "a number", None),
    "percent": (7, "parties.1.cloud_share", "55%", None, "write 0.55"),
    "plan-not-adding": (10, "plan.1.total_eur", "100000", "90000", None),
    "plan-unknown-party": (10, "plan.1.contributions_eur.GM0264", "GM0264", "GM0297", "'GM0263'"),
    "provision-unknown": (5, "arrangement.provisions.evaluaton", "evaluaton", "liquidation", "'evaluation'"),
    "provision-without-article": (5, "arrangement.provisions.evaluation", "ja", "article 27", None),
    "text-outside": (5, "arrangement.text_file", "../geheim.txt", "in the folder of the case", None),
    "range-not-in-order": (7, "parties.1.inhabitants", None, "low ≤ base ≤ high", None),
    "same-code-twice": (8, "parties.2.code", "GM0263", None, None),
    "switching": (11, "organisation.contracts.1.switching_eur", "9000", "at most 5000", None),
    "shares": (5, "arrangement.cost_key", "0.9", "a sum of 1", None),
    "tag": (1, "", None, None, "leave the tag out"),
    "text-for-number": (7, "parties.1.inhabitants", "veel", "a number", None),
    "thousands-point": (7, "parties.1.inhabitants", "25.030", None, "write 25030"),
    "thousands-point-euro": (11, "organisation.budget_eur.hosting", "809.329", None, "write 809329"),
    "too-deep": (9, "", None, "12 levels", None),
    "total-not-lines": (10, "organisation.total_eur", "100", "50", None),
    "unknown-assumption": (10, "assumptions.scale.elasticty", None, None, "'scale.elasticity'"),
    "unknown-base": (5, "arrangement.cost_key.inhabitans", "inhabitans", "workplaces", "'inhabitants'"),
    "unknown-form": (4, "arrangement.legal_form", None, "centrumregeling", "'bedrijfsvoeringsorganisatie'"),
    "unknown-key": (2, "exampel", None, None, "'example'"),
    "year-out-of-range": (2, "budget_year", "226", "1990 or more", None),
}
SCENARIOS = {
    "correlation": (1, "correlations.1.3", "1.5", "at most 1", None),
    "correlation-row": (1, "correlations.1", "prices.own_softwre", None, "'prices.own_software'"),
    "date": (1, "laws.move.L08", "1 juli 2027", "2027-07-01", None),
    "pct": (1, "cloud_return_pct", "120", "at most 100", None),
    "switch": (1, "coordination", "ja", "true or false", "write true"),
    "unknown-assumption": (1, "assumptions.scale.elasticty", None, None, "'scale.elasticity'"),
    "unknown-law": (1, "laws.off.1", "L99", None, None),
    "word": (1, "exits", "simulted", "simulated, none", "'simulated'"),
}
OPTIONS = {
    "destination": (2, "actions.1.destination.GM0263", "ownn", "other_gr", "'own'"),
    "no-moment": (2, "actions.1", None, "after_years", None),
    "saving": (2, "actions.1.promised_saving_pct", "80", "at most 50", None),
    "signpost": (2, "actions.1.when.signpost", "trst", "cloud_share", "'trust'"),
    "two-moments": (2, "actions.1", None, "after_years", None),
    "unknown-field": (2, "actions.1.destinaton", None, None, "'destination'"),
    "unknown-kind": (2, "actions.1.kind", "disolve", "dissolve", "'dissolve'"),
    "when": (2, "actions.1.when", None, None, "below: 0.3"),
}
AGAINST_A_CASE = {
    "after-dissolution": (2, "actions.1", "invest", None, None),
    "forbidden": (2, "actions.1", None, None, "Vijverberg"),
    "horizon": (2, "actions.1.at", "2050", "2027 to 2036", None),
    "host": (2, "actions.1.host", "GM9999", "GM0263", None),
    "key": (2, "actions.1.key", "0.7", "a sum of 1", None),
    "leave-before-join": (2, "actions.1.party", "GM0214", None, None),
    "left-twice": (3, "actions.2.party", "GM0263", None, None),
    "member-twice": (2, "actions.1.member.code", "GM0263", None, None),
    "no-host": (2, "actions.1.host", None, "largest", None),
    "same-form": (2, "actions.1", None, None, "artikel 8"),
    "too-far": (2, "actions.1.after_years", "15", "1 to 10", None),
    "unknown-party": (2, "actions.1.party", "GM0298", "GM0297", "'GM0297'"),
}
FORBIDDEN = {"forbidden", "same-form"}


def agrees(error: InputError, file: Path, wanted: tuple) -> None:
    line, field, found, allowed, tip = wanted
    assert error.exit_code == 2
    assert all(problem.file == str(file) for problem in error.problems)
    problem = next(problem for problem in error.problems if problem.field == field)
    assert problem.line == line
    assert problem.message
    if found is not None:
        assert problem.found == found
    assert (allowed or "") in problem.allowed
    assert (tip or "") in problem.hint
    assert file.name in str(error)


@pytest.mark.parametrize(
    ("load", "kind", "name", "wanted"),
    [
        (load, kind, name, wanted)
        for load, kind, table in (
            (load_case, "case", CASES),
            (load_scenario, "scenario", SCENARIOS),
            (load_option, "option", OPTIONS),
        )
        for name, wanted in table.items()
    ],
)
def test_a_broken_file_is_refused_with_its_place(load, kind, name, wanted):
    file = BROKEN / f"{kind}-{name}.yml"
    with use("en"), pytest.raises(InputError) as caught:
        load(file)
    with use("en"):
        agrees(caught.value, file, wanted)


@pytest.mark.parametrize("name", AGAINST_A_CASE)
def test_an_impossible_option_is_refused_for_its_case(name):
    file = BROKEN / f"option-check-{name}.yml"
    option = load_option(file)
    with use("en"), pytest.raises(InputError) as caught:
        require_option(option, load_case("bommelerwaard"))
    with use("en"):
        agrees(caught.value, file, AGAINST_A_CASE[name])
    assert isinstance(caught.value, ActionNotAllowedError) == (name in FORBIDDEN)


def test_every_broken_file_is_used():
    named = {f"case-{name}" for name in CASES} | {f"scenario-{name}" for name in SCENARIOS}
    named |= {f"option-{name}" for name in OPTIONS} | {f"option-check-{name}" for name in AGAINST_A_CASE}
    assert {file.stem for file in BROKEN.glob("*.yml")} == named


def test_all_problems_come_at_once_in_the_order_of_the_file():
    with pytest.raises(InputError) as caught:
        load_case(BROKEN / "case-mistyped-nested-key.yml")
    assert [problem.line for problem in caught.value.problems] == [3, 4]


def test_messages_are_dutch_unless_asked_otherwise():
    with pytest.raises(InputError) as caught:
        load_case(BROKEN / "case-nee.yml")
    text = str(caught.value)
    assert "regel 3" in text
    assert "schrijf false" in text


@pytest.mark.parametrize("load", [load_case, load_scenario, load_option])
def test_a_missing_file_is_named(load, tmp_path):
    with pytest.raises(InputError) as caught:
        load(tmp_path / "weg.yml")
    assert caught.value.problems[0].file.endswith("weg.yml")


def test_a_name_nobody_knows_gets_the_nearest():
    with pytest.raises(InputError, match="bommelerwaard"):
        load_case("bommelwaard")


def test_a_huge_file_is_not_read(tmp_path):
    file = tmp_path / "case.yml"
    file.write_text("name: x\n" * 100_000)
    with use("en"), pytest.raises(InputError) as caught:
        load_case(file)
    assert "kB" in caught.value.problems[0].allowed


def test_a_number_with_thousands_of_digits_is_text_and_refused(tmp_path):
    file = tmp_path / "case.yml"
    file.write_text((BROKEN / "case-nan.yml").read_text().replace(".nan", "9" * 5000))
    with pytest.raises(InputError) as caught:
        load_case(file)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("value", [True, math.nan, math.inf, "3", None, [], {}, -1, 1e18])
def test_no_odd_value_passes_for_a_number_of_people(value):
    from model.inputs import build_case

    data = {
        "name": "x",
        "budget_year": 2026,
        "arrangement": {"legal_form": "openbaar_lichaam"},
        "parties": [
            {"code": "GM0001", "name": "a", "inhabitants": value},
            {"code": "GM0002", "name": "b", "inhabitants": 20_000},
        ],
    }
    with pytest.raises(InputError) as caught:
        build_case(data)
    assert any(problem.field == "parties.1.inhabitants" for problem in caught.value.problems)
