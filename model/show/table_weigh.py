"""Tables of weighing: points by criterion, measures and what their steps are worth, and who prefers what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.decide.criteria import EUROS
from model.language import _, euro, number
from model.show.chart_weigh import share_label
from model.show.labels import capital, criterion_label, kind_label, measure_label, option_label, party_label
from model.show.table import Cell, Column, Table, cell_of, number_columns

if TYPE_CHECKING:
    from model.decide.appraisal import Band
    from model.decide.weigh import Scale, View, Weighing
    from model.engine.outcome import Outcome


def points_table(outcome: Outcome, weighing: Weighing, view: View | None = None) -> Table:
    """Where the points of each option come from, out of 100."""
    seen = view or weighing.shared
    rows = []
    for k, criterion in enumerate(weighing.criteria):
        row = [Cell(capital(criterion_label(criterion)), criterion), _points(seen.weights[k])]
        rows.append((*row, *(_points(one.parts[k]) for one in seen.standings)))
    rows.append((Cell(_("Together")), _points(1.0), *(_points(one.score.mean) for one in seen.standings)))
    rows.append((Cell(_("8 out of 10 futures")), Cell(""), *(_band(one.score) for one in seen.standings)))
    columns = [Column(_("criterion"), align="left"), Column(_("weight"))]
    columns += [Column(option_label(outcome, option)) for option in weighing.options]
    title = _("Points of each option by criterion, out of 100, {party}", party=party_label(outcome, seen.party))
    note = _("Each criterion runs from 0 points at its worst outcome to its weight at its best; see the measures.")
    name = f"points-{seen.party or 'together'}"
    return Table(name, title, tuple(columns), tuple(rows), (note,), totals=(len(weighing.criteria),))


def measures_table(outcome: Outcome, weighing: Weighing) -> Table:
    """What each criterion is measured by, from worst to best, and what that step is worth in lasting euros."""
    shared, others = weighing.shared, [one for one in weighing.shared.standings if one.option != weighing.baseline]
    rows = []
    for k, scale in enumerate(weighing.scales):
        calculated = kind_label("judgement") if scale.judged else _("calculated")
        kind = _("chosen by the members") if scale.set_by_hand else calculated
        worth = worth_of(weighing, scale)
        rows.append((
            Cell(f"{capital(named(scale))} ({unit(scale.measure)})", scale.measure),
            _measure(scale.measure, scale.worst), _measure(scale.measure, scale.best),
            Cell("–") if worth is None else cell_of(euro(worth, 2), worth),
            *(_measure(scale.measure, one.differences[k]) for one in others), Cell(kind),
        ))  # fmt: skip
    columns = [
        Column(_("measure"), align="left"), *number_columns(_("worst"), _("best")),
        Column(_("step is worth"), _("€ per inhabitant per year")),
        *(Column(option_label(outcome, one.option), group=_("on average")) for one in others),
        Column(_("kind of range or measure"), align="left"),
    ]  # fmt: skip
    notes = (
        _("All figures are differences with {option} in the same future.",
          option=option_label(outcome, weighing.baseline)),
        _("More points are always better; with vulnerability they mean less vulnerable."),
        _("Step is worth: the lasting costs that weigh as much as the step from worst to best, with the shared weights "
          "({party}).", party=party_label(outcome, shared.party)),
        _("Cost counts once: the score for customer leaves out price and fit, the engine's own score for costs is not "
          "used."),
    )  # fmt: skip
    title = _("What is weighed: measures, their range and what a step is worth")
    return Table("measures", title, tuple(columns), tuple(rows), notes)


def preferences_table(outcome: Outcome, weighing: Weighing) -> Table:
    """By party: points of each option, which comes first, and in how many futures when weights are uncertain."""
    rows = []
    for view in (weighing.shared, *weighing.parties):
        name = _("shared vision") if view.party is None else party_label(outcome, view.party)
        around = {one.option: one.ranks[0] for one in view.around}
        rows.append((
            Cell(capital(name), view.party), *(_points(one.score.mean) for one in view.standings),
            Cell(option_label(outcome, view.first), view.first),
            cell_of(share_label(around[view.first]), around[view.first]),
        ))  # fmt: skip
    columns = [Column(_("municipality"), align="left")]
    columns += [Column(option_label(outcome, option), group=_("points out of 100")) for option in weighing.options]
    columns += [Column(_("most points"), align="left"), Column(_("first in"), _("share of the futures"))]
    note = _("First in: with uncertain weights, near those given.")
    return Table("preferences", _("Who prefers what"), tuple(columns), tuple(rows), (note,))


def worth_of(weighing: Weighing, scale: Scale) -> float | None:
    """Lasting cost that weighs as much as the step of a measure from worst to best, EUR per inhabitant per year.

    None where lasting cost has no weight. The value of lasting cost is taken as a straight line.
    """
    weight = dict(zip(weighing.criteria, weighing.shared.weights, strict=True))
    kosten = next(one for one in weighing.scales if one.measure == "kosten")
    if weight["kosten"] <= 0.0:
        return None
    return scale.within * weight[scale.criterion] / weight["kosten"] * abs(kosten.worst - kosten.best)


def _points(share: float) -> Cell:
    return cell_of(number(100 * share, 1), 100 * share)


def _band(score: Band) -> Cell:
    low, high = number(100 * score.p10), number(100 * score.p90)
    text = low if low == high else _("{low} to {high}", low=low, high=high)
    return Cell(text, band=(100 * score.p10, 100 * score.p90))


def named(scale: Scale) -> str:
    """Name of a measure, with its criterion where that has more than one."""
    own, above = measure_label(scale.measure), criterion_label(scale.criterion)
    return own if scale.within == 1.0 else f"{above}: {own}"


def unit(measure: str) -> str:
    """Unit of a measure in words."""
    if measure in EUROS:
        return _("€ per inhabitant per year")
    return _("years (unit)") if measure == "lead_years" else _("points out of 100")


def _measure(measure: str, value: float) -> Cell:
    if measure in EUROS:
        return cell_of(number(value, 1), value)
    return cell_of(number(value, 1), value) if measure == "lead_years" else cell_of(number(100 * value, 1), value)
