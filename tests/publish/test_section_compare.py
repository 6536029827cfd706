"""Scenarios side by side on a page: what holds where, at what cost for whom, and what could not be compared."""

import dataclasses

import numpy as np
import pytest
from bs4 import BeautifulSoup

from model.decide.comparison import Answer, Comparison, Unfit, cost_of, positions
from model.decide.robustness import robustness
from model.decide.verdict import verdict
from model.errors import InputError, Problem
from model.inputs import Scenario
from model.language import use
from model.publish import section_compare
from model.publish.section_compare import Study
from tests.factories import make_outcome, make_scenario, with_differences
from tests.show.test_texts import turning_row
from tests.show.words import ENGLISH

SECTIONS = ("heading", "verdicts", "costs", "futures", "regret", "changes", "estimates")
DRAWS = 256
TITLES = {"base": ("Basis", "Base"), "storm": ("Storm op zee", "Storm at sea"), "calm": ("Windstilte", "No wind")}
MEANS = {"base": -4e6, "storm": 5e6, "calm": -3e6}  # EUR, of unwinding compared with continuing


def answer(name, **changes):
    """Scenario in which unwinding differs from continuing by a known amount, and nothing else does."""
    title = dict(zip(("nl", "en"), TITLES[name], strict=True))
    scenario = Scenario(id=name, title=title, incident_year=2030 if name == "storm" else None)
    noise = np.random.default_rng(1).standard_normal(DRAWS)
    noise = (noise - noise.mean()) / noise.std()
    made = make_outcome(draws=DRAWS, options=("continue", "restructure", "unwind"), **changes)
    delta = np.stack([MEANS[name] + 1e6 * noise, 0.0 * noise], axis=1)
    outcome = dataclasses.replace(with_differences(made, {"unwind": delta}), scenario=scenario)
    costs = tuple(cost_of(outcome, option, party) for option in outcome.options for party in (None, *outcome.parties))
    return Answer(outcome, verdict(outcome), costs, positions(outcome))


def study(*names, unfit=(), **changes):
    answers = {name: answer(name, **changes) for name in names}
    found = robustness({name: one.outcome for name, one in answers.items()})
    return Study(Comparison("base", answers, found, unfit))


@pytest.fixture(scope="module")
def three():
    return study("base", "storm", "calm", estimated_share=0.0)


def shown(section):
    return BeautifulSoup(section.to_html(), "html.parser")


def rows_of(page, name):
    table = page.find(id=f"table-{name}")
    return [[cell.text for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]


def test_every_scenario_has_its_verdict_and_range(three):
    page = shown(section_compare.verdicts(three))
    rows = rows_of(page, "verdicts")
    assert [row[:3] for row in rows] == [
        ["Basis", "Ontvlechten", "Ontvlechten"], ["Storm op zee", "Doorgaan", "Ontvlechten"],
        ["Windstilte", "Ontvlechten", "Ontvlechten"],
    ]  # fmt: skip
    assert [row[3].replace("\N{NO-BREAK SPACE}", " ") for row in rows] == ["€ −4,0 mln", "€ +5,0 mln", "€ −3,0 mln"]
    assert all("tot" in row[4] or "–" in row[4] for row in rows)
    assert [row[5] for row in rows] == ["alle", "geen", "vrijwel alle"]
    assert page.img["alt"].startswith("Verschil in kosten met doorgaan per scenario, samen.")
    assert "onder “basis”" in page.img["alt"]


def test_the_answer_says_where_which_option_is_preferred(three):
    said = shown(section_compare.heading(three)).text
    assert "Op kosten heeft ontvlechten de voorkeur onder “basis” en “windstilte”." in said
    assert "Op kosten heeft doorgaan de voorkeur onder “storm op zee”." in said
    assert "Ontvlechten: van € 4,0 mln goedkoper dan doorgaan onder “basis”" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "Verzamel eerst meer gegevens" not in said


def test_what_changes_the_choice_is_the_scenario_with_what_goes_in(three):
    page = shown(section_compare.changes(three))
    assert "onder 1 van de 3 is zij niet die van “basis”" in page.text
    assert "“Storm op zee”: een voorkeur voor doorgaan in plaats van een voorkeur voor ontvlechten." in page.text
    assert rows_of(page, "inputs") == [["Storm op zee", "Jaar van een ernstig incident", "geen", "2030", ""]]


def test_estimates_that_turn_the_choice_are_counted_over_the_scenarios(three):
    answers = {
        name: dataclasses.replace(one, verdict=dataclasses.replace(one.verdict, turning=rows))
        for (name, one), rows in zip(
            three.found.answers.items(), ((turning_row(),), (), (turning_row(turns_at=0.8),)), strict=True
        )
    }
    page = shown(section_compare.changes(Study(dataclasses.replace(three.found, answers=answers))))
    assert rows_of(page, "turns") == [
        ["omzetting van werk", "Doorgaan", "boven 0,80 tot 0,94", "0,60 tot 1,20", "-", "2 van de 3"]
    ]
    assert "Onder “basis” en “windstilte” kan één enkele schatting" in page.text


def test_every_cost_has_its_range_and_its_value(three):
    page = shown(section_compare.costs(three))
    codes = three.found.robustness.parties
    for code in ("together", *codes):
        table = page.find(id=f"table-costs-{code}")
        cells = table.tbody.find_all("td")
        assert len(cells) == 9
        for cell in cells:
            low, mean, high = (float(cell[f"data-{name}"]) for name in ("low", "value", "high"))
            assert low < mean < high
            assert "–" in cell.text
    costs = [one.cost("unwind").cost.mean for one in three.found.answers.values()]
    values = [float(row.find_all("td")[-1]["data-value"]) for row in page.find(id="table-costs-together").tbody("tr")]
    assert values == pytest.approx([cost / 10 / 1_000 for cost in costs])


def test_who_is_cheapest_off_stands_per_municipality(three):
    first, second = (row[1:] for row in rows_of(shown(section_compare.costs(three)), "cheapest")[:2])
    assert first == ["Ontvlechten", "Ontvlechten", "Doorgaan (ombouwen en ontvlechten)"]
    assert second == ["Doorgaan (ombouwen)", "Doorgaan (ombouwen)", "Doorgaan (ombouwen en ontvlechten)"]


def test_who_consents_is_named(three):
    rows = rows_of(shown(section_compare.futures(three)), "consents")
    assert [row[2] for row in rows] == ["iedereen", "Aldergoor", "iedereen"]  # who loses nothing is not against it


def test_an_estimated_case_says_so_first():
    guessed = study("base", "calm", estimated_share=1.0, example=True)
    heading = section_compare.heading(guessed)
    assert heading.facts["banners"] == ["Voorbeeld, cijfers geschat"]
    assert shown(heading).li.text == (
        "Verzamel eerst meer gegevens: 100% van de begroting is geschat. Wat volgt geldt als die schattingen kloppen."
    )
    assert rows_of(shown(section_compare.verdicts(guessed)), "verdicts")[0][1] == (
        "Ontvlechten, als de schattingen kloppen"
    )


def test_a_scenario_that_does_not_fit_is_named_with_the_reason():
    problem = Problem(
        "Dit jaar valt buiten de horizon van de casus.", field="incident_year", found="2030", allowed="2018-2027"
    )
    found = study("base", "calm", unfit=(Unfit(make_scenario(), InputError(problem)),))
    assert (
        "Niet vergeleken: “basis” past niet bij de casus. Jaar van een ernstig incident (2030): dit jaar valt buiten "
        "de horizon van de casus; toegestaan is 2018-2027."
    ) in shown(section_compare.heading(found)).text


def test_alone_with_continue_nothing_is_drawn_against_it():
    one = make_outcome(draws=DRAWS, options=("continue",))
    answers = {
        name: Answer(one, verdict(one), tuple(cost_of(one, "continue", party) for party in (None, *one.parties)), {})
        for name in ("base", "calm")
    }
    alone = Study(Comparison("base", answers, robustness(dict.fromkeys(answers, one))))
    page = "".join(getattr(section_compare, name)(alone).to_html() for name in SECTIONS)
    assert 'id="figure-compare"' not in page
    assert 'id="table-consents"' not in page


def test_no_english_in_dutch_and_english_when_asked(three):
    page = "".join(shown(getattr(section_compare, name)(three)).text for name in SECTIONS)
    assert not ENGLISH.search(page)
    with use("en"):
        page = "".join(shown(getattr(section_compare, name)(three)).text for name in SECTIONS)
    assert "On cost unwind is preferred under “base” and “no wind”." in page


@pytest.mark.parametrize(
    ("case", "scenarios", "said"),
    [
        ("dommelvallei", ["base"], "minstens twee"),
        ("dommelvallei", "base, base", "staat hier twee keer"),
        ("dommelvallei", ["dommelvallei:base", "leidse-regio:base"], "scenario's van één casus"),
        ("dommelvallei", ["base", "leidse-regio"], "herijk compare A B"),
        (["dommelvallei", "leidse-regio"], None, "scenario's van één casus"),
        ("drechtsteden-hardinxveld", ["base", "cloud-stalls"], "valt buiten de horizon"),
        ("dommelvallei", ["base", "strezz"], "stress"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_reason(case, scenarios, said):
    with pytest.raises(InputError, match=said):
        section_compare.begin(case, scenarios, ["continue"], draws=8)
