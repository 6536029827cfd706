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
    from collections.abc import Sequence

    from model.decide.consent import Consent
    from model.decide.drivers import DriverShares
    from model.publish.board import Memo


def consent(memo: Memo, found: Consent | None = None) -> Shown:
    """Who gains, which rule carries which option, and what payment would make the best one carry."""
    found = find(memo.outcome) if found is None else found
    if memo.leaves_out("consent") or not found.options:
        return Nothing()
    outcome = memo.outcome
    steps = (
        Step(
            _(
                "In an arrangement between executives each executive needs the permission of its own council "
                "to make, change or leave it; the council may withhold it only for conflict with the law or "
                "the general interest (Wgr art. 1)."
            ),
            WGR_VIEWS,
        ),
        Step(_("Look up in the text of the arrangement itself which majority a change or the end of it asks for.")),
    )
    money = transfer_sentences(outcome, found)
    return Section(
        "consent", _("Who gains and who must consent"),
        (
            Prose(consent_sentences(outcome, found), "bullets"), consent_chart(outcome, found),
            Section("payments", _("What would make it carry"), (Prose(money), payments_table(outcome, found)), level=3)
            if money else None,
            Steps(steps),
        ),
    )  # fmt: skip


def drivers(memo: Memo, shares: Sequence[DriverShares]) -> Shown:
    """Why, by driver, for all municipalities together: a sentence per option, and the picture of the memo's subject."""
    together = [one for one in shares if one.party is None]
    if memo.leaves_out("why") or not together:
        return Nothing()
    pictures = (drivers_chart(memo.outcome, one) for one in together if one.option == memo.subject)
    said = Prose(tuple(driver_sentence(memo.outcome, one) for one in together), "bullets")
    return Section("drivers", _("Why: where the differences come from"), (said, *pictures), level=3)
