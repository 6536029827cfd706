"""Consent and drivers as a reader gets them: figures without overlap, sentences with the right figures, in Dutch."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from model.decide.appraisal import StandardError, appraise
from model.decide.consent import consent
from model.decide.drivers import STILL, DriverPart, DriverShares
from model.decide.verdict import verdict
from model.language import use
from model.publish.board import Memo
from model.publish.parameters import MemoParameters
from model.publish.section import Nothing
from model.publish.section_consent import agreement
from model.publish.section_consent import consent as section
from model.show.chart_consent import ANSWERS, consent_chart
from model.show.chart_drivers import DRIVERS, drivers_chart
from model.show.style import drawing
from model.show.text_consent import consent_sentences, driver_sentence, payments_table, transfer_sentences
from tests.decide.test_consent import DRAWS, TestReference, leaving, outcome_of, voting
from tests.factories import make_outcome
from tests.show.words import ENGLISH

if TYPE_CHECKING:
    from model.engine.outcome import Outcome
    from model.show.picture import Figure


def gainer_and_losers() -> Outcome:
    """The first gains 400,000 over ten years in every future, the others lose 100,000 and 60,000."""
    return outcome_of(3, extend=[-400_000.0, 100_000.0, 60_000.0])


def shares() -> DriverShares:
    parts = tuple(DriverPart(name, 10_000.0 * (k - 3), 1_000.0) for k, name in enumerate(STILL))
    own, total = 250_000.0, 250_000.0 + sum(part.mean for part in parts)
    return DriverShares("extend", "continue", None, own, parts, total, StandardError(2_000.0, "blocks"), 512, 8)


def figures() -> list[Figure]:
    many = make_outcome(draws=64, block_size=8, parties=4)
    found = consent(many)
    return [
        consent_chart(gainer_and_losers(), consent(gainer_and_losers())), consent_chart(many, found),
        drivers_chart(many, shares()),
    ]  # fmt: skip


@pytest.mark.parametrize("place", range(3))
def test_no_text_over_another_and_none_outside(place: int) -> None:
    figure = figures()[place]
    with drawing(figure.name):
        figure._settle()
        canvas = FigureCanvasAgg(figure.canvas)
        canvas.draw()
        boxes = [
            text.get_window_extent(canvas.get_renderer())
            for axes in figure.canvas.axes
            if axes.get_visible()
            for text in (*axes.texts, axes.title, *axes.get_yticklabels(), *axes.get_xticklabels())
            if text.get_text() and text.get_visible()
        ]
    width, height = figure.canvas.bbox.size
    for k, one in enumerate(boxes):
        assert -1 <= one.x0 <= one.x1 <= width + 1
        assert -1 <= one.y0 <= one.y1 <= height + 1
        for other in boxes[k + 1 :]:
            assert not one.shrunk(0.9, 0.75).overlaps(other.shrunk(0.9, 0.75))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_same_bytes_and_reading_language(language: str) -> None:
    with use(language):
        for first, again in zip(figures(), figures(), strict=True):
            assert first.svg() == again.svg()
            if language == "nl":
                assert not ENGLISH.search(first.alt + first.title + " ".join(first.notes))


def test_the_text_alternative_says_what_the_bars_say() -> None:
    with use("nl"):
        alt = consent_chart(gainer_and_losers(), consent(gainer_and_losers())).alt
    assert "Beemd beter af in alle doorgerekende toekomsten, stemt in" in alt
    assert "Aldergoor beter af in geen van de doorgerekende toekomsten, stemt niet in" in alt


def test_sentences_by_hand() -> None:
    """160,000 over ten years is 16,000 a year, 10,000 and 6,000 of it to the two that lose."""
    outcome = gainer_and_losers()
    with use("nl"):
        found = consent(outcome)
        said = " ".join((*consent_sentences(outcome, found), *transfer_sentences(outcome, found)))
    assert "de regeling loopt door zoals nu" in said
    assert "Betalen: Beemd € 16.000. Ontvangen: Aldergoor € 10.000 en Dijkzicht € 6.000." in said
    assert "Niet genoeg instemming, onder geen van de regels" in said
    assert "staat niet in de gegevens" in said
    assert not ENGLISH.search(said)


def test_rules_are_told_apart() -> None:
    outcome = voting(outcome_of(3, extend=[-10_000.0, -20_000.0, 60_000.0]), rule="majority")
    with use("nl"):
        said = " ".join(consent_sentences(outcome, consent(outcome)))
    assert "Genoeg instemming voor: twee derde van de gemeenten en de regel van de regeling zelf." in said
    assert "Niet genoeg voor: alle gemeenten en twee derde naar inwoners." in said
    assert "staat niet in de gegevens" not in said


def test_two_parties_hear_which_shares_both_accept() -> None:
    outcome = outcome_of(extend=[-300_000.0, 100_000.0])
    with use("nl"):
        said = " ".join(transfer_sentences(outcome, consent(outcome)))
    assert "Gemiddeld zijn beide gemeenten beter af als Beemd tussen" in said


@pytest.mark.parametrize(
    ("deltas", "words"),
    [
        ([-300_000.0, 500_000.0], "samen zijn de gemeenten dan gemiddeld € 200.000 slechter af"),
        ([-300_000.0, -5_000.0], "is geen verrekening nodig: iedereen stemt in"),
    ],
)
def test_nothing_to_pay_and_nothing_to_pay_with(deltas: list[float], words: str) -> None:
    outcome = outcome_of(extend=deltas)
    with use("nl"):
        found = consent(outcome)
        assert words in " ".join(transfer_sentences(outcome, found))
        assert payments_table(outcome, found) is None


def test_the_chance_that_payments_cannot_mend_is_said() -> None:
    lucky = np.where(np.arange(DRAWS) % 8 == 0, 7_000_000.0, -1_000_000.0)
    outcome = outcome_of(extend=-np.stack([np.full(DRAWS, 50_000.0), lucky], axis=1))
    with use("nl"):
        said = " ".join(transfer_sentences(outcome, consent(outcome)))
    assert "Dan nog niet zeker van instemming: Aldergoor beter af in 1 van de 10 doorgerekende toekomsten." in said
    assert "Met verrekening is dat niet op te lossen" in said


def test_own_exit_is_named_as_the_reference() -> None:
    outcome = TestReference().with_exit(3, [-50_000.0, 20_000.0, 20_000.0], leaving("GM9902"))
    with use("nl"):
        said = consent_sentences(outcome, consent(outcome))[0]
    assert "Uittreden is gemiddeld gunstiger dan doorgaan voor Beemd." in said


def test_a_close_call_is_no_promise() -> None:
    noise = 1_000.0 * np.random.default_rng(1).standard_normal((DRAWS, 1))
    outcome = outcome_of(extend=np.hstack([np.full((DRAWS, 1), -50_000.0), noise - noise.mean() - 1.0]))
    with use("nl"):
        said = " ".join(transfer_sentences(outcome, consent(outcome)))
    assert "Aldergoor" in said
    assert "nog niet zeker" in said


@pytest.mark.parametrize(
    ("own", "others", "words"),
    [
        (
            50_000.0,
            10_000.0,
            ("is gemiddeld € 100.000.", "Vanaf 0,5 keer die som is uittreden", "Vanaf 1,2 keer die som"),
        ),
        (150_000.0, -80_000.0, ("Ook zonder die som is uittreden", "Ook zonder die som gaan de achterblijvers")),
    ],
)
def test_the_exit_sum_in_words(own: float, others: float, words: tuple[str, ...]) -> None:
    """Leaving costs the first so much more with a sum of 100,000, and each of the two others so much."""
    outcome = TestReference().with_exit(3, [own, others, others], leaving("GM9902"))
    npv = outcome.npv.copy()
    o, item = outcome.o("restructure"), outcome.i("exit_transfer")
    npv[o, :, 0, item] += 100_000.0
    npv[o, :, 0, outcome.i("technical")] -= 100_000.0
    with use("nl"):
        changed = dataclasses.replace(outcome, npv=npv)
        said = " ".join(transfer_sentences(changed, consent(changed)))
    for piece in words:
        assert piece in said


def test_payments_add_to_nothing() -> None:
    rng = np.random.default_rng(7)
    for _ in range(10):
        outcome = outcome_of(4, extend=rng.normal([-900_000.0, 1e5, 2e5, 3e4], 5e4, (DRAWS, 4)))
        table = payments_table(outcome, consent(outcome))
        assert table is not None
        amounts = [
            float(row[2].text.replace("€ ", "").replace(".", "").replace("\N{MINUS SIGN}", "-")) for row in table.rows
        ]
        assert sum(amounts[:-1]) == amounts[-1] == 0.0
        assert table.rows[0][2].value == pytest.approx(-sum(float(row[2].value or 0) for row in table.rows[1:-1]))


def test_words_for_every_driver_and_answer() -> None:
    assert set(DRIVERS) == set(STILL)
    assert set(ANSWERS) == {"yes", "no", "unsure"}
    outcome = make_outcome(draws=16, block_size=4)
    with use("nl"):
        said = driver_sentence(outcome, shares())
        assert said.startswith("Uitbreiden: in een wereld die stilstaat € 250.000 duurder dan doorgaan.")
        assert "andere effecten op basis van oordeel (€ 70.000 duurder)" in said
        still = dataclasses.replace(shares(), own=0.0)
        assert "vrijwel even duur als doorgaan" in driver_sentence(outcome, still)


class TestSection:
    def memo(self, outcome: Outcome, without: tuple[str, ...] = ()) -> Memo:
        parameters = MemoParameters("voorbeeld", "base", None, "nl", DRAWS, 0, None, without, "voorbeeld", "base")
        return Memo(parameters, outcome, appraise(outcome), verdict(outcome))

    def test_sections_show_everything(self) -> None:
        memo = self.memo(gainer_and_losers())
        with use("nl"):
            page = section(memo).to_html() + agreement(memo).to_html()  # type: ignore[union-attr]
        for piece in (
            "Wie erop vooruitgaat", "figure-consent", "table-payments", "Wgr art. 1", "€\N{NO-BREAK SPACE}16.000",
        ):  # fmt: skip
            assert piece in page

    def test_left_out(self) -> None:
        memo = self.memo(gainer_and_losers(), without=("consent", "agreement"))
        assert isinstance(section(memo), Nothing)
        assert isinstance(agreement(memo), Nothing)

    def test_drivers(self) -> None:
        known = SimpleNamespace(why=SimpleNamespace(drivers=(shares(),)))
        memo = dataclasses.replace(self.memo(gainer_and_losers()), decision=known)
        with use("nl"):
            page = agreement(memo).to_html()  # type: ignore[union-attr]
        assert "figure-drivers-extend-together" in page
        assert "in een wereld die stilstaat" in page
