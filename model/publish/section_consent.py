"""Who gains and who must consent: the section of the memo, and by which drivers the options differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.decide.consent import consent as find
from model.language import _
from model.publish.section import Nothing, Section, Shown, Steps
from model.show.chart_consent import consent_chart
from model.show.chart_drivers import drivers_chart
from model.show.prose import Prose
from model.show.text_consent import consent_sentences, driver_sentence, payments_table, transfer_sentences
from model.show.text_steps import WGR_VIEWS, Step

if TYPE_CHECKING:
    from model.publish.board import Memo


def consent(memo: Memo) -> Shown:
    """Who gains, which rule carries which option, and what payment would make the best one carry."""
    outcome, found = memo.outcome, find(memo.outcome)
    if memo.leaves_out("consent"):
        return Nothing()
    said = (*consent_sentences(outcome, found), *transfer_sentences(outcome, found)) if found.options else ()
    steps = (
        Step(
            _(
                "In an arrangement between executives each executive needs the permission of its own council "
                "to make, change or leave it; the council may withhold it only for conflict with the law or "
                "the general interest (Wgr art. 1)."
            ),
            WGR_VIEWS,
        ),
    )
    return Section("consent", _("Who gains and who must consent"), (Prose(said, "bullets"), Steps(steps)))


def agreement(memo: Memo) -> Shown:
    """Appendix: in how many futures each municipality gains, which payments carry an option, and what drives it."""
    outcome, found = memo.outcome, find(memo.outcome)
    if memo.leaves_out("agreement") or not found.options:
        return Nothing()
    shares = [one for one in memo.decision.why.drivers if one.party is None] if memo.decision is not None else []
    causes = Section(
        "drivers", _("Why: where the differences come from"),
        (Prose(tuple(driver_sentence(outcome, one) for one in shares), "bullets"),
         *(drivers_chart(outcome, one) for one in shares if one.option == memo.subject)), level=3,
    )  # fmt: skip
    return Section(
        "agreement", _("Appendix: who gains, and why"),
        (consent_chart(outcome, found), payments_table(outcome, found), causes if shares else None), kind="appendix",
    )  # fmt: skip
