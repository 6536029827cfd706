"""How sure the figures are: from how many futures each comes, and which precision was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.decide.appraisal import baseline, difference, standard_error
from model.language import _, euro_exact, number

if TYPE_CHECKING:
    from model.engine.outcome import Outcome


def precision_sentences(outcome: Outcome) -> tuple[str, ...]:
    """Say what a reader of a streamed run, or of one with a stated precision, must know; else nothing."""
    said = []
    if outcome.whole is not None:
        said.append(
            _("Averages, shares of futures and the range of a total come from all {futures} futures. Ranges of a "
              "single year or cost item, the peak of extra budget and what could turn the advice come from the first "
              "{sample}.", futures=number(outcome.futures), sample=number(outcome.draws))
        )  # fmt: skip
    if outcome.precision_eur is not None:
        reached, asked = largest_error(outcome), outcome.precision_eur
        words = {"reached": euro_exact(reached), "asked": euro_exact(asked), "futures": number(outcome.futures)}
        said.append(
            _("Standard error of every difference with continuing: at most {reached} (asked: {asked}), reached with "
              "{futures} futures.", **words)
            if reached <= asked
            else _("The precision that was asked, {asked}, was not reached: with {futures} futures the standard error "
                   "of a difference with continuing is still {reached}.", **words)
        )  # fmt: skip
    return tuple(said)


def largest_error(outcome: Outcome) -> float:
    """Largest standard error (EUR) of the mean difference of any option with continue, all parties together."""
    others = [option for option in outcome.options if option != baseline(outcome)]
    errors = (standard_error(difference(outcome, option), outcome.future_block).value for option in others)
    return max(errors, default=0.0)
