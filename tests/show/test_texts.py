"""Sentences: never surer than the figures, conditional where the figures are, and in Dutch."""

import dataclasses
import re

import numpy as np
import pytest

from model.decide.appraisal import Band, StandardError, appraise
from model.decide.turning import TurningRow, VarianceShares
from model.decide.verdict import NullDifference, verdict, verdicts
from model.decide.why import waterfall
from model.inputs import load_legislation
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
    changed = differing(outcome, -5_000_000, 2_000_000)
    assert texts.verdict_sentence(changed, verdict(changed)) == (
        "Op kosten heeft ontvlechten de voorkeur. Het is heel waarschijnlijk dat ontvlechten goedkoper is dan "
        "doorgaan: dat is zo in vrijwel alle doorgerekende toekomsten."
    )


def test_the_size_stands_beside_what_continuing_costs(outcome):
    changed = differing(outcome, -5_000, 2_000)
    said = texts.advice(changed, verdict(changed))[1]
    assert said.endswith("in prijzen van 2026: minder dan 1% van wat doorgaan kost.")
    larger = differing(outcome, -8_000_000, 200_000)
    assert texts.advice(larger, verdict(larger))[1].endswith(": 10% van wat doorgaan kost.")


def test_continuing_can_be_preferred(outcome):
    changed = differing(outcome, 500_000, 500_000)
    said = texts.verdict_sentence(changed, verdict(changed))
    assert said == (
        "Op kosten heeft doorgaan de voorkeur. Het is waarschijnlijk dat doorgaan goedkoper is dan ontvlechten: "
        "dat is zo in 8 van de 10 doorgerekende toekomsten."
    )


def test_an_uncertain_preference_is_called_uncertain(outcome):
    changed = dataclasses.replace(verdict(differing(outcome, -5_000_000, 2_000_000)), share=0.6)
    last = texts.advice(outcome, changed)[2]
    assert last == (
        "Of ontvlechten goedkoper is dan doorgaan, is onzeker: dat is zo in 6 van de 10 doorgerekende toekomsten."
    )


@pytest.mark.parametrize(
    ("mean", "spread", "reason"),
    [
        (-5_000, 900_000, "maar het verschil is te klein om op te kiezen."),
        (-2_000_000, 90_000_000, "maar het gemiddelde verschil is te klein om ze uit elkaar te houden."),
    ],
)
def test_no_preference_says_so_and_why(outcome, mean, spread, reason):
    changed = differing(outcome, mean, spread)
    found = verdict(changed)
    first, _size, last = texts.advice(changed, found)
    assert found.gate == "no_clear_preference"
    assert first == "Op kosten is er geen duidelijke voorkeur voor doorgaan of ontvlechten."
    assert last.startswith("Ontvlechten is goedkoper dan doorgaan in ")
    assert last.endswith(reason)
    assert "heeft ontvlechten de voorkeur" not in " ".join(texts.advice(changed, found))


def test_options_that_tie_with_each_other_are_named(outcome):
    noise = np.random.default_rng(2).standard_normal((2, outcome.draws)) * 1e5
    changed = with_differences(outcome, {"extend": noise[0] - 5e6, "unwind": noise[1] - 5e6})
    found = verdict(changed)
    assert found.reasons == ("close_call",)
    first, _size, last = texts.advice(changed, found)
    assert "voorkeur voor " in first
    assert "doorgaan" not in first
    assert re.search(r"niet te onderscheiden van (uitbreiden|ontvlechten)\.$", last)


def test_a_difference_that_its_band_hides_is_none(outcome):
    changed = differing(outcome, -5_000, 90_000)
    said = texts.advice(changed, verdict(changed))[1]
    assert said == "Over 10 jaar is ontvlechten gemiddeld vrijwel even duur als doorgaan."


def test_no_difference_is_no_advice(outcome):
    same = with_differences(outcome, {})
    found = verdict(same)
    assert texts.advice(same, found)[0] == "De wegen verschillen niet in kosten."
    assert texts.certainty(same, found) == ()
    alone = make_outcome(draws=64, options=("continue",))
    assert texts.advice(alone, verdict(alone))[0] == "Alleen doorgaan is doorgerekend, dus er valt niets te kiezen."


def test_advice_of_an_estimated_case_is_conditional():
    outcome = make_outcome(draws=256, estimated_share=0.9)
    changed = differing(outcome, -5_000_000, 2_000_000)
    first, _size, _certainty = texts.advice(changed, verdict(changed))
    assert first == (
        "Verzamel eerst meer gegevens, want 90% van de begroting is geschat; als die schattingen kloppen, heeft "
        "ontvlechten op kosten de voorkeur."
    )
    assert texts.banner(changed.case) == "voorbeeld, cijfers geschat"
    steps = [step.text for step in texts.next_decisions(changed, verdict(changed))]
    assert steps[0] == "Vervang eerst de schattingen door eigen cijfers: overhead."


def test_advice_of_an_example_says_that_it_is_one():
    outcome = make_outcome(draws=256, example=True)
    changed = differing(outcome, -5_000_000, 2_000_000)
    assert texts.advice(changed, verdict(changed))[0] == "In dit voorbeeld heeft ontvlechten op kosten de voorkeur."
    tied = differing(outcome, -5_000, 900_000)
    assert texts.advice(tied, verdict(tied))[0].startswith("In dit voorbeeld is er op kosten geen duidelijke")


@pytest.mark.parametrize("mean", [-5_000_000, -5_000, 0, 3_000_000])
@pytest.mark.parametrize("changes", [{}, {"estimated_share": 1.0}, {"example": True}])
def test_advice_is_three_readable_sentences(mean, changes):
    """Exactly three, whatever the verdict, in Dutch that a council reads: none over forty words."""
    outcome = make_outcome(draws=128, **changes)
    changed = differing(outcome, mean, abs(mean) / 3) if mean else with_differences(outcome, {})
    for party in (None, outcome.parties[0]):
        said = texts.advice(changed, verdict(changed, party))
        sentences = re.split(r"(?<=[.?!]) (?=[A-Z])", " ".join(said))
        assert sentences == list(said)
        assert len(sentences) == 3
        assert all(len(sentence.split()) <= 40 for sentence in sentences)


def test_marks_of_a_case():
    assert texts.banner(make_case(estimated_share=0.61)) == "voorbeeld, cijfers geschat"
    assert texts.banner(make_case(example=True)) == "voorbeeld, cijfers geschat"
    assert texts.banner(make_case(estimated_share=0.6)) == ""


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
    assert text in texts.certainty(changed, found)[-1]


def test_without_judgement_nothing_turns_that_was_not_there(outcome):
    changed = differing(outcome, -5_000, 90_000)
    null = NullDifference("unwind", None, 60_000.0, StandardError(1_000, "blocks"))
    found = dataclasses.replace(verdict(changed), null=null)
    said = texts.certainty(changed, found)[-1]
    assert said == "Zonder de effecten die niemand heeft gemeten, is ontvlechten € 60.000 duurder dan doorgaan."


def test_certainty_gives_the_band_and_where_the_spread_comes_from(outcome):
    changed = differing(outcome, -500_000, 200_000)
    found = dataclasses.replace(verdict(changed), variance=VarianceShares(0.25, 0.003, 0.74))
    band, spread = texts.certainty(changed, found)
    assert band.startswith("In 8 van de 10 doorgerekende toekomsten is ontvlechten € ")
    assert "komt 25% uit schattingen die niemand heeft gemeten en minder dan 1% uit gemeten cijfers" in spread
    assert spread.endswith("de rest is toeval: leden die uitstappen, incidenten, prijzen.")


def test_turning_rows_are_named_with_their_unit(outcome):
    preferred = verdict(differing(outcome, -5_000_000, 2_000_000))
    found = dataclasses.replace(preferred, turning=(turning_row(), turning_row(side="below", turns_at=0.7)))
    above, below = texts.what_decides(outcome, found)
    assert above.startswith("Doorgaan is goedkoper als “omzetting van werk” hoger is dan 0,94 (-); ")
    assert above.endswith("wij rekenden met 0,60 tot 1,20.")
    assert "lager is dan 0,70" in below
    assert any("omzetting van werk" in text for text in texts.look_again(outcome, found))
    assert "nooit gemeten" in " ".join(texts.risks(outcome, found, appraise(outcome)))


def test_where_the_difference_is_too_small_its_sign_hardly_matters(outcome):
    small = verdict(differing(outcome, -5_000, 2_000))
    found = dataclasses.replace(small, turning=(turning_row(), turning_row(id="other")))
    (said,) = texts.what_decides(outcome, found)
    assert said.startswith("Doorgaan is goedkoper als “omzetting van werk” hoger is dan 0,94")
    assert "Deze waarde is nooit gemeten" in " ".join(texts.risks(outcome, found, appraise(outcome)))
    assert not any("omzetting" in text for text in texts.look_again(outcome, found))
    assert not any("omzetting" in step.text for step in texts.next_decisions(outcome, found))


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
        "doorgerekende toekomsten" not in text for text in texts.costs_of(outcome, appraise(outcome), "continue")
    )


def test_why_names_the_largest_items_and_the_scale(outcome):
    fall = waterfall(outcome, "unwind")
    said = " ".join(texts.why(outcome, fall))
    largest = max(fall.bars, key=lambda bar: abs(bar.mean))
    assert largest.item == "transition"
    assert "transitieproject (" in said
    assert texts.scale_sentence(fall).startswith("Schaal: van dit verschil is € ")
    nothing = dataclasses.replace(fall, scale=Band(0.0, 0.0, 0.0))
    assert texts.scale_sentence(nothing) == "Schaal: van dit verschil is vrijwel niets gewonnen of verloren schaal."
    same = with_differences(outcome, {})
    assert texts.why(same, waterfall(same, "extend")) == ("Er is geen verschil in kosten om te verklaren.",)


def test_options_that_run_the_same_risk_or_change_nothing_share_a_sentence(outcome):
    observable, score = outcome.observable.copy(), outcome.score.copy()
    observable[:], score[:] = observable[0], score[0]
    same = dataclasses.replace(outcome, observable=observable, score=score)
    said = texts.risks(same, verdict(same), appraise(same))[0]
    assert said.startswith("Doorgaan en ")
    others = [option for option in outcome.options if option != "continue"]
    assert texts.goals_sentences(same, others) == (
        "Uitbreiden, ombouwen en ontvlechten verschillen op geen van de zes K's duidelijk van doorgaan.",
    )
    assert len(texts.goals_sentences(outcome, others)) == 3


def test_costs_of_continuing_tell_what_another_road_would_differ(outcome):
    said = texts.costs_of(outcome, appraise(outcome), "continue", "unwind")
    assert [text.split(":")[0] for text in said] == ["Beemd", "Aldergoor", "Samen"]
    assert all(" bij doorgaan; ontvlechten is over 10 jaar € " in text for text in said)


def test_without_a_preference_nothing_is_decided_but_going_on(outcome):
    changed = differing(outcome, -5_000, 900_000)
    steps = [step.text for step in texts.next_decisions(changed, verdict(changed))]
    assert any(text.startswith("Doorgaan vraagt geen apart besluit") for text in steps)
    assert not any("opheffen" in text or "8 weken" in text for text in steps)


def test_laws_are_counted():
    acts = load_legislation()
    said = " ".join(texts.laws(acts, 2026))
    silent = sum(not act.binds for act in acts)
    assert f"{silent} wetten vragen niets" in said
    assert " zitten al in de begroting van 2026." in said
    assert texts.laws(acts[:0], 2026) == ("Het model rekent met 0 wetten die nog komen.",)


def test_steps_of_unwinding_name_terms_with_their_source(outcome):
    changed = differing(outcome, -5_000_000, 1_000_000)
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
    yield from texts.certainty(outcome, found)
    yield from texts.goals_sentences(outcome, outcome.options[1:])
    yield from texts.assumption_kinds(outcome)
    yield from texts.laws(load_legislation(), outcome.years[0])
    for option in outcome.options:
        yield from texts.costs_of(outcome, summaries, option)
        yield from texts.why(outcome, waterfall(outcome, option))
        yield texts.goals_sentence(outcome, option)
    for one in summaries:
        yield from texts.budget_effect(outcome, one)
    yield from texts.risks(outcome, found, summaries)
    yield from (step.text for step in texts.next_decisions(outcome, found))
    yield from texts.look_again(outcome, found)
    yield from texts.estimated(outcome)
    yield from texts.reading_guide(outcome)


@pytest.mark.parametrize("changes", [{}, {"estimated_share": 0.9, "example": True}, {"parties": 4, "horizon": 3}])
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
        changed = differing(outcome, -5_000_000, 2_000_000)
        assert texts.verdict_sentence(changed, verdict(changed)).startswith("On cost unwind is preferred. It is ")
