"""Weighing as readers see it: figures without overlap, numbers in words, sentences that follow the findings."""

import dataclasses

import pytest

from model.decide.believe import Belief
from model.decide.weigh import weigh
from model.inputs.framework import CRITERIA, build_framework
from model.language import number, use
from model.show.chart_weigh import ranks_chart, share_label
from model.show.style import drawing
from model.show.table_weigh import measures_table, points_table, preferences_table, worth_of
from model.show.text_weigh import belief_sentences, swing_question, weigh_sentences
from tests.factories import make_outcome
from tests.show.test_figures import overlaps, struck_through
from tests.show.words import ENGLISH

FRAMEWORK = {"shared": dict.fromkeys(CRITERIA, 50) | {"kosten": 100}, "values": {"kosten": [[-10, 1], [30, 0]]}}


@pytest.fixture(scope="module")
def outcome():
    return make_outcome(draws=128, parties=3)


@pytest.fixture(scope="module")
def weighing(outcome):
    return weigh(outcome)


def said(outcome, weighing):
    return (
        *weigh_sentences(outcome, weighing), *belief_sentences(outcome, weighing), swing_question(outcome, weighing)
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize(
    "options", [("continue",), ("continue", "unwind"), ("continue", "extend", "restructure", "unwind")]
)
def test_the_figure_holds_together(lang, options):
    with use(lang):
        some = make_outcome(draws=64, options=options)
        figure = ranks_chart(some, weigh(some))
        figure.png()
        with drawing(figure.name):
            found, boxes = overlaps(figure.canvas)
            assert struck_through(figure.canvas, boxes) == []
        assert found == []
        assert figure.svg() == ranks_chart(some, weigh(some)).svg()


def test_the_alternative_holds_the_numbers(outcome, weighing):
    figure = ranks_chart(outcome, weighing)
    assert figure.alt.startswith(figure.title)
    for one in (*weighing.shared.around, *weighing.shared.any_weights):
        for rank, share in enumerate(one.ranks, 1):
            assert share < 0.005 or f"plaats {rank} in {share_label(share)}" in figure.alt
    assert [row[0].value for row in figure.table.rows] == list(outcome.options)


def test_ranks_differ_in_more_than_colour(outcome, weighing):
    bars = ranks_chart(outcome, weighing).canvas.axes[0].containers
    assert len({bar[0].get_hatch() for bar in bars}) == len(bars) == 4


def test_nearly_all_is_not_all():
    assert [share_label(share) for share in (0.0, 0.001, 0.5, 0.998, 1.0)] == ["0%", "< 1%", "50%", "> 99%", "100%"]


def test_points_add_up(outcome, weighing):
    table = points_table(outcome, weighing)
    *parts, total, _band = table.rows
    for column in range(1, len(table.columns)):
        assert sum(row[column].value for row in parts) == pytest.approx(total[column].value)
    assert total[1].value == 100.0
    own = points_table(outcome, weighing, weighing.parties[0])
    assert outcome.party_names[0] in own.caption


def test_every_measure_has_its_row(outcome, weighing):
    table = measures_table(outcome, weighing)
    assert len(table.rows) == len(weighing.scales) == 11
    assert [row[0].text for row in table.rows if row[-1].text == "oordeel"] == [
        "Autonomie: zeggenschap (punten van 100)", "Haalbaarheid: jaren tot het plan is uitgevoerd (jaren)"
    ]  # fmt: skip
    by_hand = measures_table(outcome, weigh(outcome, build_framework(FRAMEWORK)))
    assert [row[-1].text for row in by_hand.rows].count("door deelnemers gekozen") == 1


def test_a_step_in_euros_by_hand(outcome):
    """Kosten 100 points over 40 euros, kwaliteit 50 points: its step is worth 20 euros a year; say half of that."""
    found = weigh(outcome, build_framework(FRAMEWORK))
    worth = {scale.measure: worth_of(found, scale) for scale in found.scales}
    assert worth["kosten"] == pytest.approx(40.0)
    assert worth["kwaliteit"] == pytest.approx(20.0)
    assert worth["say"] == pytest.approx(10.0)
    assert "zou u blijvend € 20 per inwoner per jaar meer betalen om kwaliteit" in swing_question(outcome, found)
    free = weigh(outcome, build_framework({"shared": dict.fromkeys(CRITERIA, 50) | {"kosten": 0}}))
    assert worth_of(free, free.scales[1]) is None
    assert swing_question(outcome, free) == ""


def test_who_comes_first_is_said(outcome, weighing):
    first = max(weighing.shared.standings, key=lambda one: one.score.mean)
    lead = weigh_sentences(outcome, weighing)[0]
    title = {"continue": "doorgaan", "extend": "uitbreiden", "restructure": "ombouwen", "unwind": "ontvlechten"}
    assert title[first.option] in lead
    assert f"{number(100 * first.score.mean)} van de 100" in lead
    assert "gaven nog geen gewichten op" in weigh_sentences(outcome, weighing)[3]


def test_members_that_gave_points_are_not_called_silent(outcome):
    every = {code: dict.fromkeys(CRITERIA, 50) for code in outcome.parties}
    found = weigh(outcome, build_framework({"parties": every}))
    assert weigh_sentences(outcome, found)[3] == "De gewichten zijn die van de deelnemers."


def test_beliefs_are_said(outcome, weighing):
    weights = weighing.shared.weights
    moved = (weights[0] + 0.2, *weights[1:7], weights[7] - 0.15, weights[8] - 0.05)
    beliefs = (Belief("continue", 0.0, weights), Belief("extend", 0.2, moved), Belief("unwind", None, None))
    changed = dataclasses.replace(weighing, shared=dataclasses.replace(weighing.shared, beliefs=beliefs))
    assert belief_sentences(outcome, changed) == (
        (
            "Uitbreiden: komt bovenaan als 20 van de 100 punten gewicht verschuiven: meer voor kosten (van 10 naar "
            "30), minder voor autonomie (van 15 naar 0) en haalbaarheid (van 10 naar 5)."
        ),
        "Ontvlechten: komt met geen enkele verdeling van gewichten gemiddeld bovenaan.",
    )


def test_members_are_told_apart(outcome, weighing):
    table = preferences_table(outcome, weighing)
    assert [row[0].text for row in table.rows] == ["Gedeelde visie", *outcome.party_names]


def test_no_english_in_dutch(outcome, weighing):
    tables = (points_table, measures_table, preferences_table)
    figure = ranks_chart(outcome, weighing)
    texts = [
        *said(outcome, weighing),
        *(make(outcome, weighing).to_text() for make in tables),
        figure.alt,
        *figure.notes,
    ]
    for text in texts:
        assert not ENGLISH.search(text), text
