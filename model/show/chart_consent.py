"""Consent: per option and municipality the share of futures in which it is better off, and what it then says."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from model.language import N_, _, count_of_ten, euro, out_of_ten
from model.show.labels import capital, option_label, party_label
from model.show.picture import Figure
from model.show.style import CHEAPER, DEARER, GREY, INK, SMALL, canvas, drawing
from model.show.table import Cell, Column, Table, cell_of, text_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.decide.consent import Consent, OptionConsent
    from model.decide.gains import Position
    from model.engine.outcome import Outcome

ANSWERS: Final = {"yes": N_("consents"), "no": N_("does not consent"), "unsure": N_("not certain")}
LOOKS: Final = {"yes": (CHEAPER, ""), "no": (DEARER, "////"), "unsure": (GREY, "....")}
BESIDE: Final = 3  # panels in a row


def answer_text(one: Position) -> str:
    """What a party says to an option, in words."""
    return _("no difference") if one.indifferent else _(ANSWERS[one.consents])


def consent_chart(outcome: Outcome, found: Consent) -> Figure:
    """Bars per option and municipality; the words beside a bar say what its colour and hatch say."""
    title = _("In how many futures each municipality is better off, and whether it consents")
    with drawing("consent"):
        drawn = _draw(outcome, found)
    note = _("Dashed mark: from here on a municipality counts as consenting, if it also gains on average.")
    alt = " ".join((f"{title}.", *(said_of(outcome, one) for one in found.options)))
    return Figure("consent", title, alt, drawn, gains_table(outcome, found), (note,))


def gains_table(outcome: Outcome, found: Consent) -> Table:
    """What each municipality gains by each option, beside what happens if the vote fails."""
    rows = [
        (
            Cell(capital(option_label(outcome, one.option)), one.option),
            Cell(party_label(outcome, who.party), who.party),
            cell_of(euro(who.gain.mean, band=who.gain.limits, sign=True), who.gain.mean),
            cell_of(euro(who.gain.p10, band=who.gain.limits), who.gain.p10),
            cell_of(euro(who.gain.p90, band=who.gain.limits), who.gain.p90),
            Cell(capital(count_of_ten(who.better)), who.better),
            Cell(capital(answer_text(who)), who.consents),
        )
        for one in found.options
        for who in one.positions
    ]
    columns = (
        *text_columns(_("option"), _("municipality")),
        Column(_("mean gain"), _("EUR")),
        Column(_("low"), "P10"),
        Column(_("high"), "P90"),
        Column(_("better off"), _("share of futures"), align="left"),
        Column(_("consent"), align="left"),
    )
    caption = _("What each municipality gains beside what happens if the vote fails")
    notes = (_("Real, discounted, over {years} years; above zero is better.", years=outcome.horizon),)
    return Table("consent", caption, columns, tuple(rows), notes, header_columns=2)


def _draw(outcome: Outcome, found: Consent) -> Canvas:
    lines = -(-len(found.options) // BESIDE)
    drawn = canvas(lines * (0.95 + 0.4 * len(outcome.parties)))
    panels = drawn.subplots(lines, min(BESIDE, len(found.options)), sharey=True, squeeze=False).ravel()
    for panel, one in zip(panels, found.options, strict=False):
        _panel(panel, one, found.chance)
        panel.set_title("\n".join(textwrap.wrap(option_label(outcome, one.option), 26)))
        panel.set_yticks(
            range(len(outcome.parties)), ["\n".join(textwrap.wrap(name, 22)) for name in outcome.party_names]
        )
        panel.set_ylim(len(outcome.parties) - 0.45, -0.55)
        panel.tick_params(axis="y", length=0)
    for panel in panels[len(found.options) :]:
        panel.set_visible(False)
    drawn.supxlabel(_("better off, of 10 calculated futures"), fontsize=9.0)
    return drawn


def _panel(axes: Axes, one: OptionConsent, chance: float) -> None:
    for place, who in enumerate(one.positions):
        colour, hatch = LOOKS[who.consents]
        axes.barh(
            place, 10 * who.better, height=0.36, color=colour if not hatch else "white", edgecolor=colour,
            hatch=hatch, linewidth=1.0, zorder=3,
        )  # fmt: skip
        axes.plot([10 * chance] * 2, [place - 0.18, place + 0.42], color=INK, lw=1.0, ls=(0, (3, 2)), zorder=4)
        axes.annotate(
            f"{count_of_ten(who.better)}: {answer_text(who)}", (0, place - 0.36), (2, 0), va="center",
            textcoords="offset points", fontsize=SMALL, annotation_clip=False, zorder=5,
        )  # fmt: skip
    axes.set_xlim(0, 10)
    axes.set_xticks([0, 5, 10])
    axes.spines["left"].set_bounds(-0.2, len(one.positions) - 0.6)


def said_of(outcome: Outcome, one: OptionConsent) -> str:
    """Sentence of the text alternative."""
    who = "; ".join(
        _("{party} better off in {share}, {answer}", party=party_label(outcome, party.party),
          share=out_of_ten(party.better), answer=answer_text(party))
        for party in one.positions
    )  # fmt: skip
    return f"{option_label(outcome, one.option)}: {who}."
