"""Sentences: never surer than the figures, conditional where the figures are, and in Dutch."""

import dataclasses
import re

import numpy as np
import pytest

from model.decide.appraisal import StandardError, appraise
from model.decide.turning import TurningRow
from model.decide.verdict import NullDifference, verdict, verdicts
from model.decide.why import waterfall
from model.language import use
from model.show import texts
from model.show.text_advice import chance_word
from tests.factories import make_case, make_outcome, with_differences
from tests.show.words import ENGLISH


@pytest.fixture(scope="module")
def outcome():
    return make_outcome(draws=256)


def differing(outcome, mean, spread, option="unwind"):
    """Outcome in which one option differs from continuing by a normal amount, and the others do not."""
    noise = np.random.default_rng(1).standard_normal(outcome.draws)
    return with_differences(outcome, {option: mean + spread * (noise - noise.mean()) / noise.std()})


def turning_row(**changes):
    fields = {
        "id": "staff.conversion", "name": "conversion", "name_nl": "omzetting van werk", "low": 0.6,
        "high": 1.2, "at_low": -1e5, "at_high": 1e5, "error_low": 1e4, "error_high": 1e4, "turns_at": 0.94,
        "turns_quantile": 0.6, "side": "above", "worth_knowing": 1e4,
    }  # fmt: skip
    return TurningRow(**(fields | changes))


def test_preference_names_option_and_share(outcome):
    changed = differing(outcome, -500_000, 200_000)
    said = texts.verdict_sentence(changed, verdict(changed))
    assert said == (
        "Op kosten heeft ontvlechten de voorkeur. "
        "In vrijwel alle doorgerekende toekomsten is dat goedkoper dan doorgaan."
    )


def test_small_difference_is_called_small(outcome):
    changed = differing(outcome, -5_000, 2_000)
    said = texts.advice(changed, verdict(changed))[1]
    assert said.endswith("Dat is minder dan 1% van wat doorgaan kost.")
    larger = differing(outcome, -8_000_000, 200_000)
    assert texts.advice(larger, verdict(larger))[1].endswith("Dat is 10% van wat doorgaan kost.")


def test_continuing_can_be_preferred(outcome):
    changed = differing(outcome, 500_000, 500_000)
    said = texts.verdict_sentence(changed, verdict(changed))
    assert said.startswith("Op kosten heeft doorgaan de voorkeur. In 8 van de 10 doorgerekende toekomsten")
    assert said.endswith("goedkoper dan ontvlechten.")


def test_no_preference_says_so_and_why(outcome):
    changed = differing(outcome, -5_000, 900_000)
    found = verdict(changed)
    said = texts.verdict_sentence(changed, found)
    assert found.gate == "no_clear_preference"
    assert said.startswith(
        "Op kosten is er geen duidelijke voorkeur. Ontvlechten is goedkoper dan doorgaan in "
    )
    assert said.endswith("te klein om ze uit elkaar te houden.")
    assert "heeft ontvlechten de voorkeur" not in " ".join(texts.advice(changed, found))


def test_no_difference_is_no_advice(outcome):
    same = with_differences(outcome, {})
    found = verdict(same)
    assert texts.advice(same, found) == ("De wegen verschillen niet in kosten.", "", "")


def test_advice_of_an_estimated_case_is_conditional():
    outcome = make_outcome(draws=256, estimated_share=0.9)
    changed = differing(outcome, -500_000, 200_000)
    first, size, _certainty = texts.advice(changed, verdict(changed))
    assert first.startswith(
        "Er zijn eerst meer gegevens nodig: 90% van de begroting is geschat. Als de schattingen kloppen: op"
    )
    assert size.startswith("Als de schattingen kloppen: over 10 jaar is ontvlechten gemiddeld")
    assert texts.banner(changed.case) == "voorbeeld, cijfers geschat"
    steps = [step.text for step in texts.next_decisions(changed, verdict(changed))]
    assert steps[0] == "Vervang eerst de schattingen door eigen cijfers: overhead."


def test_advice_of_an_example_says_that_it_is_one():
    outcome = make_outcome(draws=256, example=True)
    changed = differing(outcome, -500_000, 200_000)
    assert texts.verdict_sentence(changed, verdict(changed)).startswith("In dit voorbeeld: op kosten heeft")


def test_marks_of_a_case():
    assert texts.banner(make_case(estimated_share=0.61)) == "voorbeeld, cijfers geschat"
    assert texts.banner(make_case(example=True)) == "voorbeeld, cijfers geschat"
    assert texts.banner(make_case(estimated_share=0.6)) == ""
    assert texts.plan_mark(make_case()) == "begroot in 2026"
    assert texts.plan_mark(make_case(plan=False)) == ""


def test_verdict_of_one_party_names_it(outcome):
    for one in verdicts(outcome)[1:]:
        name = outcome.party_names[outcome.p(one.party)]
        assert f" voor {name} " in texts.verdict_sentence(outcome, one)


@pytest.mark.parametrize(
    ("mean", "error", "text"),
    [
        (-400_000, 10_000, "houdt het verschil dezelfde richting: € 400.000 goedkoper."),
        (400_000, 10_000, "keert het verschil om: € 400.000 duurder."),
        (-15_000, 10_000, "blijft er nauwelijks verschil over."),
    ],
)
def test_certainty_tells_what_is_left_without_judgement(outcome, mean, error, text):
    changed = differing(outcome, -500_000, 200_000)
    null = NullDifference("unwind", None, mean, StandardError(error, "blocks"))
    found = dataclasses.replace(verdict(changed), null=null)
    assert text in texts.certainty(changed, found)


def test_turning_rows_are_named_with_their_unit(outcome):
    found = dataclasses.replace(
        verdict(outcome), turning=(turning_row(), turning_row(side="below", turns_at=0.7))
    )
    above, below = texts.what_decides(outcome, found)
    assert above.startswith("Het advies kantelt als “omzetting van werk” hoger is dan 0,94 (-); ")
    assert above.endswith("wij rekenden met 0,60 tot 1,20.")
    assert "lager is dan 0,70" in below
    assert any("omzetting van werk" in text for text in texts.look_again(outcome, found))
    assert "nooit gemeten" in " ".join(texts.risks(outcome, found, appraise(outcome)))


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.0, "heel onwaarschijnlijk"), (0.15, "heel onwaarschijnlijk"), (0.2, "onwaarschijnlijk"),
        (0.5, "ongeveer even waarschijnlijk als niet"), (0.65, "waarschijnlijk"),
        (0.9, "heel waarschijnlijk"),
    ],
)  # fmt: skip
def test_same_chance_same_word(share, word):
    assert chance_word(share) == word


def test_costs_are_told_per_municipality_and_together(outcome):
    said = texts.costs_of(outcome, appraise(outcome), "unwind")
    assert [text.split(":")[0] for text in said] == ["Beemd", "Aldergoor", "Samen"]
    assert all("per inwoner" in text and "doorgerekende toekomsten" in text for text in said)
    assert all(
        "doorgerekende toekomsten" not in text
        for text in texts.costs_of(outcome, appraise(outcome), "continue")
    )


def test_why_names_the_largest_items_and_the_scale(outcome):
    fall = waterfall(outcome, "unwind")
    said = " ".join(texts.why(outcome, fall))
    largest = max(fall.bars, key=lambda bar: abs(bar.mean))
    assert largest.item == "transition"
    assert "transitieproject (" in said
    assert "schaal" in said
    same = with_differences(outcome, {})
    assert texts.why(same, waterfall(same, "extend")) == ("Er is geen verschil in kosten om te verklaren.",)


def test_who_gains_counts_futures(outcome):
    deltas = np.column_stack([np.full(outcome.draws, -1e5), np.full(outcome.draws, 1e5)])
    changed = with_differences(outcome, {"unwind": deltas})
    said = texts.who_gains(changed, appraise(changed), "unwind")
    assert said == (
        "Ontvlechten. In de meeste toekomsten goedkoper uit: Beemd (€ 100.000 goedkoper). "
        "In de meeste toekomsten duurder uit: Aldergoor (€ 100.000 duurder)."
    )


def test_who_gains_nothing_is_not_called_dearer_off(outcome):
    same = with_differences(outcome, {})
    said = texts.who_gains(same, appraise(same), "unwind")
    assert said == "Ontvlechten. Geen verschil: Beemd (vrijwel even duur) en Aldergoor (vrijwel even duur)."


def test_steps_of_unwinding_name_terms_with_their_source(outcome):
    changed = differing(outcome, -500_000, 100_000)
    steps = texts.next_decisions(changed, verdict(changed))
    assert any("8 weken" in step.text and step.source.startswith("https://") for step in steps)
    assert any(step.text == "2029: de regeling opheffen." for step in steps)
    assert any("18 maanden" in step.text for step in steps)
    legal = [step for step in steps if re.search(r"Wgr|\d+ weken|april", step.text)]
    assert all(step.source for step in legal)


def test_exits_that_the_scenario_leaves_out_are_not_called_rare(outcome):
    scenario = outcome.scenario.model_copy(update={"exits": "none"})
    changed = dataclasses.replace(outcome, scenario=scenario)
    assert "buiten beschouwing" in texts.risks(changed, verdict(changed), appraise(changed))[0]


def everything(outcome):
    found, summaries = verdict(outcome), appraise(outcome)
    found = dataclasses.replace(found, turning=(turning_row(),))
    yield from texts.question(outcome)
    yield from texts.advice(outcome, found)
    for option in outcome.options:
        yield from texts.costs_of(outcome, summaries, option)
        yield from texts.why(outcome, waterfall(outcome, option))
        yield texts.who_gains(outcome, summaries, option)
        yield texts.goals_sentence(outcome, option)
    for one in summaries:
        yield from texts.budget_effect(outcome, one)
    yield from texts.risks(outcome, found, summaries)
    yield from (step.text for step in texts.next_decisions(outcome, found))
    yield from texts.look_again(outcome, found)
    yield from texts.estimated(outcome)
    yield from texts.reading_guide(outcome)


@pytest.mark.parametrize(
    "changes", [{}, {"estimated_share": 0.9, "example": True}, {"parties": 4, "horizon": 3}]
)
def test_every_sentence_is_whole_and_dutch(changes):
    for text in everything(make_outcome(draws=128, **changes)):
        if not text:
            continue
        assert text[0].isupper() or text[0] in "“0123456789", text
        assert text[-1] in ".?!", text
        assert not re.search(r"[{}]|  |\bnan\b|\bNone\b|\.\.", text), text
        assert not ENGLISH.search(text), text
        assert not re.search(r"\b(zeker weten|zonder twijfel|altijd|nooit) goedkoper", text), text


def test_english_works_too(outcome):
    with use("en"):
        assert all(text for text in texts.question(outcome))
        assert "is preferred" in texts.verdict_sentence(outcome, verdict(outcome))
