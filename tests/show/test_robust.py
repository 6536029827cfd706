"""Robustness as readers see it: figures without overlap, the numbers in words, sentences that follow the findings."""

import dataclasses

import numpy as np
import pytest

from model.decide.robustness import Limits, robustness
from model.language import euro, use
from model.show.chart_robust import hurwicz_chart, regret_chart
from model.show.table_robust import limits_table, regret_text, rules_table, scenarios_table
from model.show.text_robust import attitudes, limit_sentences, robust_sentences, scenario_sentence
from tests.factories import make_outcome
from tests.show.test_figures import overlaps
from tests.show.words import ENGLISH

LOOSE = Limits(growth=1e9, extra=1e9, peak=1e9, service=1.0)
CAMP = 1e6 * np.array([[5, 8, 21, 30], [10, 7, 18, 22], [18, 12, 12, 19], [25, 23, 21, 15]])


def worlds_of(cost):
    """Scenarios in which the options cost exactly this, EUR, in every future; half by each of two municipalities."""
    start, found = make_outcome(draws=16), {}
    for k, row in enumerate(cost):
        npv = np.zeros_like(start.npv)
        npv[..., 0] = row[:, None, None] / 2
        scenario = start.scenario.model_copy(update={"id": f"s{k}", "title": {"nl": f"Wereld {k}", "en": f"World {k}"}})
        found[f"s{k}"] = dataclasses.replace(start, npv=npv, scenario=scenario)
    return found


@pytest.fixture(scope="module")
def camp():
    worlds = worlds_of(CAMP)
    return worlds, robustness(worlds, dict.fromkeys(worlds["s0"].parties, LOOSE))


@pytest.mark.parametrize("make", [regret_chart, hurwicz_chart])
@pytest.mark.parametrize("party", [None, "GM9902"])
def test_figures_hold_together(camp, make, party):
    figure = make(*camp, party)
    assert figure.svg() == make(*camp, party).svg()
    assert overlaps(figure.canvas)[0] == []
    assert figure.alt.startswith(figure.title)
    for option in ("Doorgaan", "Uitbreiden", "Ombouwen", "Ontvlechten"):
        assert option in figure.alt
    assert not ENGLISH.search(figure.alt + figure.title + " ".join(figure.notes) + figure.table.to_html())


def test_the_alternatives_hold_the_numbers(camp):
    assert "Ontvlechten: de goedkoopste in 1 van de 4 scenario's (Wereld 3)" in regret_chart(*camp).alt
    assert "hooguit € 25,0 mln duurder dan de goedkoopste (Wereld 0)" in regret_chart(*camp).alt
    assert "van 0,00 tot 0,29 Ombouwen, van 0,29 tot 0,50 Uitbreiden en van 0,50 tot 1,00 Doorgaan" in (
        hurwicz_chart(*camp).alt
    )


def test_the_cells_say_what_the_colour_says(camp):
    texts = [text.get_text() for text in regret_chart(*camp).canvas.axes[0].texts]
    regret = CAMP - CAMP.min(axis=1, keepdims=True)
    assert texts == ["beste" if value == 0 else euro(value, band=(value, value)) for value in regret.ravel()]


def test_rules_on_one_page(camp):
    table = rules_table(*camp)
    chosen = {row[0].value: row[-1].text for row in table.rows}
    assert chosen["maximin"] == "Ombouwen"
    assert chosen["laplace"] == chosen["minimax_regret"] == "Uitbreiden"
    assert chosen["domain"] == "Doorgaan (Uitbreiden, Ombouwen en Ontvlechten)"
    assert [cell.text for cell in table.rows[0][2:6]] == ["€ 25,0 mln", "€ 23,0 mln", "€ 21,0 mln", "€ 30,0 mln"]
    assert not ENGLISH.search(table.to_text())
    assert len(scenarios_table(*camp).rows) == 4
    assert len(limits_table(*camp).rows) == 8


def test_sentences_say_where_rules_disagree(camp):
    first, *said = robust_sentences(*camp)
    assert first.startswith("De regels zijn het niet eens")
    assert any(one.startswith("Ombouwen past bij: wie het duurste scenario zo goedkoop mogelijk wil.") for one in said)
    assert any("vanaf 0,00 ombouwen, vanaf 0,29 uitbreiden en vanaf 0,50 doorgaan." in one for one in said)
    assert any("doorgaan € 10,0 mln (wereld 3)" in one for one in said)
    assert not any("schelen vrijwel niets" in one for one in said if "0,29" in one)
    assert not ENGLISH.search(" ".join(said))


def test_sentences_say_where_rules_agree():
    worlds = worlds_of(CAMP[:, [1, 0, 0, 0]] * np.array([1, 2, 3, 4]))
    found = robustness(worlds, dict.fromkeys(worlds["s0"].parties, Limits(1e9, 0.0, 1e9, 1.0)))
    assert found.view().agreed == ("continue",)
    said = robust_sentences(worlds, found)
    assert said[0] == "Welke regel men ook volgt: doorgaan staat bovenaan of is vrijwel even goed."
    assert "Hoe optimistisch men ook is over het scenario, doorgaan blijft het goedkoopst." in said
    same = worlds_of(np.ones((2, 4)))
    equal = robustness(same, dict.fromkeys(same["s0"].parties, LOOSE))
    assert len(attitudes(same, equal)) == 1
    (told,) = limit_sentences(same, equal)
    assert told.startswith("Doorgaan, uitbreiden, ombouwen en ontvlechten: in alle doorgerekende toekomsten blijft elk")
    assert "Geen optie kost ooit meer dan een andere." in robust_sentences(same, equal)


def test_a_municipality_that_sees_it_otherwise_is_named():
    worlds = worlds_of(np.array([[10.0, 9.0, 30.0, 40.0]]) * 1e6)
    one = worlds["s0"]
    npv = one.npv.copy()
    npv[1, :, 0, 0] += 4e6  # extending is dearer for the first and cheaper for the second
    npv[1, :, 1, 0] -= 4e6
    worlds = {"s0": dataclasses.replace(one, npv=npv)}
    found = robustness(worlds, dict.fromkeys(one.parties, LOOSE))
    assert [view.choice("maximin").option for view in found.views] == ["extend", "continue", "extend"]
    said = robust_sentences(worlds, found)
    assert sum("alleen staat bij 5 van de 8 regels iets anders bovenaan: doorgaan." in line for line in said) == 1
    assert any(line.startswith("Voor Beemd alleen") for line in said)


def test_scenarios_are_named_and_nobody_claims_their_chances(camp):
    said = scenario_sentence(*camp, ["Zware proef"])
    assert "4 scenario's" in said
    assert "Niemand weet hoe waarschijnlijk" in said
    assert said.endswith("Niet doorgerekend, omdat zij niet bij de casus passen: zware proef.")


def test_small_regret_is_not_told_finer_than_its_chance():
    band = robustness({"a": make_outcome(draws=64)}).view().regret[0][1]
    noisy = dataclasses.replace(band, mean=3_000.0, p10=-9e5, p90=9e5)
    assert regret_text(noisy) == "vrijwel geen"
    assert regret_text(dataclasses.replace(band, mean=0.0)) == "beste"


def test_it_speaks_english_too(camp):
    with use("en"):
        assert "Restructure fits: who wants the dearest scenario as cheap as possible." in attitudes(*camp)
