"""Words of the validation: labels, verdicts, units, figures, and what it does and does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.language import N_, _, listed, number
from model.show.labels import capital

if TYPE_CHECKING:
    from model.decide.validation import Validation
    from model.decide.validation_items import Finding, Predicted

LABELS: Final = {"arithmetic": N_("arithmetic"), "calibration": N_("calibration"), "out_of_sample": N_("out of sample")}
VERDICTS: Final = {"holds": N_("holds"), "misses": N_("misses"), "refuses": N_("refuses")}
COUNTED: Final = {"holds": N_("{n} hold"), "misses": N_("{n} miss"), "refuses": N_("{n} refuse, as they should")}
SECTIONS: Final = {
    "hindcast": N_("Hindcast: what the model would have said at the end of 2020"),
    "cases": N_("Published cases"),
    "face": N_("Face checks: what must hold in every scenario and case"),
    "refusal": N_("Refusals: where the model must give no preference"),
}
UNITS: Final = {  # unit in the table of items: words of it, decimals
    "EUR": (N_("EUR"), 0),
    "EUR thousand": (N_("EUR × 1,000"), 0),
    "EUR million": (N_("EUR mln"), 1),
    "EUR per inhabitant": (N_("EUR per inhabitant"), 1),
    "percent": (N_("percent"), 1),
    "percent per year": (N_("percent per year"), 1),
    "months": (N_("months"), 0),
    "factor": (N_("factor"), 1),
    "yearly contributions": (N_("yearly contributions"), 2),
    "worlds that fail": (N_("worlds that fail"), 0),
    "share": ("", 0),
}
EXACT: Final = 1000.0
"""Amounts from here on hold to the euro: their tolerance is rounding and not told."""
SERIES: Final = {
    "ict_cost": N_("ICT cost per inhabitant, EUR"),
    "saas_share": N_("cloud share of software money, percent"),
    "software_cost": N_("software cost per inhabitant, EUR"),
}


def label_text(label: str) -> str:
    """Kind of check in the reader's language."""
    return _(LABELS[label])


def verdict_text(verdict: str) -> str:
    """What became of it, idem."""
    return _(VERDICTS[verdict])


def unit_text(unit: str) -> str:
    """Unit of an item, idem."""
    words = UNITS[unit][0]
    return _(words) if words else ""


def figure_text(value: float, unit: str) -> str:
    """Figure with the decimals that its unit bears."""
    return number(value, UNITS[unit][1])


def predicted_text(predicted: Predicted, unit: str) -> str:
    """What the model says; of a face check in how many worlds it fails."""
    if predicted.worlds and unit == "worlds that fail":
        return _("{failed} of {worlds}", failed=number(predicted.value), worlds=number(predicted.worlds))
    return "" if unit == "share" else figure_text(predicted.value, unit)


def band_text(predicted: Predicted, unit: str) -> str:
    """Band of a prediction; empty where it has none."""
    if predicted.low is None or predicted.high is None:
        return ""
    return _("{low} to {high}", low=figure_text(predicted.low, unit), high=figure_text(predicted.high, unit))


def observed_text(finding: Finding) -> str:
    """What was seen, or within which bounds the prediction has to lie."""
    item = finding.item
    if item.test == "refuses":
        return ""
    if item.test == "within":
        within = _bounds(item.observed_low, item.observed_high, item.unit)
        return within if item.observed is None else f"{figure_text(item.observed, item.unit)} ({within})"
    assert item.observed is not None  # noqa: S101 - every other test has one
    seen = figure_text(item.observed, item.unit)
    margin = figure_text(item.tolerance or 0.0, item.unit)
    if item.test == "equal" and margin != figure_text(0.0, item.unit) and abs(item.observed) < EXACT:
        return _("{observed} (± {tolerance})", observed=seen, tolerance=margin)
    return seen


def _bounds(low: float | None, high: float | None, unit: str) -> str:
    if low is not None and high is not None:
        return _("{low} to {high}", low=figure_text(low, unit), high=figure_text(high, unit))
    if low is not None:
        return _("at least {n}", n=figure_text(low, unit))
    return "" if high is None else _("at most {n}", n=figure_text(high, unit))


def remarks(finding: Finding) -> tuple[str, ...]:
    """What a reader must know of one finding; why it misses comes first, and the worlds that fail last."""
    item = finding.item
    told = [item.text("miss") if finding.verdict == "misses" else "", item.text("note")]
    if item.rests_on:
        told.append(_("Set on this figure: {rows}", rows=", ".join(item.rests_on.split())))
    if finding.predicted.where:
        told.append(_("Fails in: {worlds}", worlds="; ".join(finding.predicted.where)))
    return tuple(text for text in told if text)


def counted(found: Validation) -> tuple[str, ...]:
    """The counts in sentences, by label, and what a miss means."""
    sentences = []
    for label in LABELS:
        counts = found.counts(label)
        parts = [_(COUNTED[verdict], n=number(n)) for verdict, n in counts.items() if n]
        sentences.append(_("{label}: {counts}.", label=capital(label_text(label)), counts=listed(parts)))
    if found.sound:
        sentences.append(_("No arithmetic item misses. What else misses is reported and not tuned away."))
    else:
        sentences.append(_("An arithmetic item misses: that is an error in the model or its data, to be repaired."))
    return tuple(sentences)


def meaning() -> tuple[str, ...]:
    """What the three labels mean."""
    return (
        _("Arithmetic: follows from the rules alone; a miss is an error of ours."),
        _("Calibration: a row of the assumptions was set on this very figure; finding it back proves little."),
        _("Out of sample: nothing was set on this figure; only here can the model really be wrong."),
    )


def not_shown() -> tuple[str, ...]:
    """What the validation does not show."""
    return (
        _("No arrangement is known of which plan and outcome were both published; whole decisions are untested."),
        _("The effects of trust, clear agreements, service integration and a shared vision were measured nowhere, and "
          "so were not tested either."),
        _("The hindcast uses no figure of after 2020, but the people who chose the equations and the judged ranges had "
          "seen 2022."),
        _("The benchmark is an average of some forty municipalities that are not the same each year; the bands of the "
          "model do not hold that noise."),
        _("Three years of one hindcast are few: one shock decides over the whole outcome."),
        _("Published cases are those that reached the news, so the ones that went badly are overrepresented."),
        _("Several published cases have an estimated budget: there only direction or order of magnitude is tested."),
        _("Face checks show that the model does not contradict itself, not that its strengths are right."),
    )  # fmt: skip
