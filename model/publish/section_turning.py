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
    from model.decide.sensitivity import Sensitivity
    from model.decide.tipping import Tipping
    from model.publish.board import Memo
    from model.publish.section import Part, Shown

__all__ = ["turning"]


def turning(memo: Memo, tipping: Tipping, sensitivity: Sensitivity | None) -> Shown:
    """Appendix: tipping points, their map, tornado and Sobol indices.

    Parameters
    ----------
    memo : Memo
    tipping : Tipping
        From `model.decide.tipping.tipping`.
    sensitivity : Sensitivity or None
        From `model.decide.sensitivity.sensitivity`.
    """
    if memo.leaves_out("turning"):
        return Nothing()
    outcome = memo.outcome
    parts: list[Part | None] = [
        Prose(tipping_sentences(outcome, tipping), "bullets"),
        tipping_chart(outcome, tipping), plane_chart(outcome, tipping),
    ]  # fmt: skip
    if sensitivity is not None:
        shares = sobol_chart(outcome, sensitivity)
        parts += [
            Prose(sensitivity_sentences(outcome, sensitivity), "bullets"), tornado_chart(outcome, sensitivity),
            shares or (sobol_table(outcome, sensitivity) if sensitivity.sobol else None),
        ]  # fmt: skip
    title = _("Appendix: what could turn the preference, and what the difference hangs on")
    return Section("turning", title, tuple(parts), kind="appendix")
