"""What a reader is told about the number of futures behind a figure, and about the precision that was asked."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from model.decide.appraisal import difference, standard_error
from model.engine import stream
from model.language import use
from model.show.text_precision import largest_error, precision_sentences
from model.show.texts import reading_guide
from tests.factories import make_outcome

if TYPE_CHECKING:
    from model.engine.outcome import Outcome


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return make_outcome(draws=256, block_size=32)


def long_run(outcome: Outcome) -> Outcome:
    """The same draws, of which the first two blocks were kept whole."""
    means = {name: np.stack([outcome.mean(name)] * 8) for name in ("npv", "npv_year", "score", "observable", "charge")}
    means["cost_mean"] = np.stack([outcome.cost_mean] * 8)
    whole = stream.Whole(outcome.total, np.full(8, 32), means)
    return dataclasses.replace(outcome.subset(slice(64)), whole=whole, cost_mean=outcome.cost_mean)


def test_an_ordinary_run_needs_no_words(outcome: Outcome) -> None:
    assert precision_sentences(outcome) == ()


def test_a_long_run_says_what_comes_from_how_many(outcome: Outcome) -> None:
    (said,) = precision_sentences(long_run(outcome))
    assert "alle 256 toekomsten" in said
    assert "de eerste 64." in said
    assert said in reading_guide(long_run(outcome))


def test_the_largest_error_is_that_of_the_least_certain_option(outcome: Outcome) -> None:
    errors = [standard_error(difference(outcome, name), outcome.block).value for name in outcome.options[1:]]
    assert largest_error(outcome) == max(errors) > min(errors)


@pytest.mark.parametrize(("factor", "words"), [(1.1, "hooguit"), (0.5, "is niet gehaald")])
def test_what_was_asked_stands_beside_what_was_reached(outcome: Outcome, factor: float, words: str) -> None:
    asked = round(factor * largest_error(outcome))
    (said,) = precision_sentences(dataclasses.replace(outcome, precision_eur=float(asked)))
    assert words in said
    assert f"{asked:,}".replace(",", ".") in said
    assert "256" in said
    with use("en"):
        assert "tandard error" in precision_sentences(dataclasses.replace(outcome, precision_eur=1.0))[0]
