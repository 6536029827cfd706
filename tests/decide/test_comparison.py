"""Scenarios side by side: each as it is alone, those that do not fit told, and who turns the choice."""

import dataclasses

import pytest

from model import simulate
from model.decide.appraisal import band, difference, present_cost, share_cheaper
from model.decide.comparison import Answer, Comparison, compare
from model.decide.consent import consent
from model.decide.robustness import robustness
from model.decide.verdict import verdict
from model.errors import InputError
from model.inputs import load_case, load_option, load_scenario
from tests.factories import make_outcome
from tests.show.test_texts import turning_row

DRAWS = 32


def scenarios(*names):
    return [load_scenario(name) for name in names]


@pytest.fixture(scope="module")
def found():
    options = [load_option(name) for name in ("continue", "unwind")]
    return compare(load_case("dommelvallei"), scenarios("stress", "base"), options, draws=DRAWS)


def test_each_scenario_is_as_it_is_alone(found):
    assert found.reference == "base"
    assert list(found.answers) == list(found.robustness.scenarios) == ["stress", "base"]
    for name, one in found.answers.items():
        alone = simulate(
            load_case("dommelvallei"), load_scenario(name), one.outcome.option_objects, draws=DRAWS, seed=0
        )
        assert one.cost("unwind", "GM0820").cost == band(present_cost(alone, "unwind", "GM0820"))
        assert one.cost("unwind").difference == band(difference(alone, "unwind"))
        assert one.cost("unwind").cheaper == share_cheaper(difference(alone, "unwind"))
        assert one.positions == {"unwind": consent(alone).of("unwind").positions}


def test_verdict_has_the_checks_of_the_memo(found):
    for one in found.answers.values():
        assert one.verdict.null is not None
        assert one.verdict.checks is not None
        assert one.verdict.checks.draws == DRAWS


def test_a_scenario_that_does_not_fit_is_told_with_its_reason():
    case = load_case("drechtsteden-hardinxveld")
    found = compare(case, scenarios("cloud-stalls", "base"), [load_option("continue")], draws=8)
    assert list(found.answers) == ["base"]
    (unfit,) = found.unfit
    assert unfit.scenario.id == "cloud-stalls"
    assert unfit.reason.problems[0].field == "cloud_stall_year"
    with pytest.raises(InputError) as error:
        compare(case, scenarios("cloud-stalls", "stress"), [load_option("continue")], draws=8)
    assert [one.field for one in error.value.problems] == ["cloud_stall_year", "vendor_step_year", "incident_year"]


def test_judgements_that_turn_most_scenarios_come_first():
    outcome = make_outcome(draws=64)
    row, other = turning_row(), turning_row(id="saas.premium", worth_knowing=9e9)
    told = {"one": (row, other), "two": (row,), "three": ()}
    answers = {
        name: Answer(outcome, dataclasses.replace(verdict(outcome), turning=rows), (), {})
        for name, rows in told.items()
    }
    found = Comparison("one", answers, robustness(dict.fromkeys(told, outcome)))
    assert [(one.rows[0][1].id, [name for name, _row in one.rows]) for one in found.turns] == [
        (row.id, ["one", "two"]), (other.id, ["one"]),
    ]  # fmt: skip
    compared = verdict(outcome)
    assert {one.rival for one in found.turns} == {compared.challenger, compared.baseline} - {compared.leaning}
