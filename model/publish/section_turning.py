"""Section of the memo: what could turn the preference, and what the difference hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.language import _
from model.publish.section import Nothing, Section
from model.show.chart_sensitivity import sobol_chart, sobol_table, tornado_chart
from model.show.chart_tipping import plane_chart, tipping_chart
from model.show.prose import Prose
from model.show.text_turning import sensitivity_sentences, tipping_sentences

if TYPE_CHECKING:
    from model.publish.board import Memo
    from model.publish.section import Part, Shown


def turning(memo: Memo) -> Shown:
    """Appendix: tipping points, their map, tornado and Sobol indices."""
    if memo.leaves_out("turning") or memo.decision is None:
        return Nothing()
    outcome, tips, found = memo.outcome, memo.decision.tipping, memo.decision.sensitivity
    parts: list[Part | None] = [
        Prose(tipping_sentences(outcome, tips), "bullets"), tipping_chart(outcome, tips), plane_chart(outcome, tips),
    ]  # fmt: skip
    if found is not None:
        shares = sobol_chart(outcome, found)
        parts += [
            Prose(sensitivity_sentences(outcome, found), "bullets"), tornado_chart(outcome, found),
            shares or (sobol_table(outcome, found) if found.sobol else None),
        ]  # fmt: skip
    title = _("Appendix: what could turn the preference, and what the difference hangs on")
    return Section("turning", title, tuple(parts), kind="appendix")
