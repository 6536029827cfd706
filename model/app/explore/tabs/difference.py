"""Difference with the pinned setting: what goes in that is not the same, and what comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.app.explore.panel import Panel
from model.app.explore.tabs.specs import Chart, figures, key, spread, unit_of
from model.decide.appraisal import band, present_cost
from model.language import _, current, euro, euro_against, euro_difference, euro_range
from model.show.differing import changes, value_text
from model.show.labels import capital, option_label, party_label
from model.show.prose import Prose
from model.show.table import Cell, Column, Table, cell_of

if TYPE_CHECKING:
    from model.app.explore.panel import View
    from model.decide.appraisal import Band
    from model.engine.outcome import FloatArray, Outcome


def panel(view: View) -> Panel:
    """Now less pinned, in the same futures; empty until something was pinned."""
    now, pinned = view.outcome, view.pinned
    if pinned is None:
        empty = _("Nothing is pinned yet. Choose “Pin”, then change something: here you see what that does.")
        return Panel(Prose((empty,)).to_html(), more="")
    if (now.parties, now.years, now.seed) != (pinned.parties, pinned.years, pinned.seed):
        other = _("What is pinned is of another case: members or years differ. Pin again to compare.")
        return Panel(Prose((other,)).to_html(), more="")
    shared = [one for one in now.options if one in pinned.options]
    bands = {option: _difference(view, option, view.party) for option in shared}
    said = tuple(_said(now, option, found) for option, found in bands.items())
    chart = _chart(view, bands, said)
    html = Prose(said, "bullets").to_html()
    if not view.whole:
        return Panel(html, chart, said[0] if said else "")
    table = _inputs(now, pinned)
    inputs = table.to_html() if table.rows else Prose((_("Nothing that goes in differs."),)).to_html()
    return Panel(html + inputs, chart, " ".join(said), figures(_results(view, shared)))


def _pair(view: View, option: str, party: str | None) -> tuple[FloatArray, FloatArray]:
    """Present cost pinned and now, in the futures that both have, EUR."""
    assert view.pinned is not None  # noqa: S101 - nothing is compared without
    both = slice(0, min(view.outcome.futures, view.pinned.futures))
    return present_cost(view.pinned, option, party)[both], present_cost(view.outcome, option, party)[both]


def _difference(view: View, option: str, party: str | None) -> Band:
    before, after = _pair(view, option, party)
    return band(after - before)


def _said(outcome: Outcome, option: str, found: Band) -> str:
    said = euro_against(_("what is pinned"), found.mean, *found.limits)
    return _("{option} is now {difference}.", option=capital(option_label(outcome, option)), difference=said)


def _chart(view: View, bands: dict[str, Band], said: tuple[str, ...]) -> Chart:
    outcome = view.outcome
    unit = unit_of([end for one in bands.values() for end in (one.p10, one.mean, one.p90)])
    title = _("Difference with what is pinned over {years} years, {party}", years=outcome.horizon,
              party=party_label(outcome, view.party))  # fmt: skip
    return {
        "type": "bars", "lang": current(), "name": "difference", "title": title, "unit": unit,
        "alt": " ".join((f"{title}.", *said)),
        "rows": [{**named, **spread(found)} for named, found in zip(key(outcome, bands), bands.values(), strict=True)],
        "axis": _("cheaper than pinned  ←  {unit}  →  dearer than pinned", unit=unit["label"]),
        "heads": {"amount": capital(_("mean difference"))},
    }  # fmt: skip


def _inputs(now: Outcome, pinned: Outcome) -> Table:
    """What goes in and differs, options that were designed otherwise included."""
    found = changes((pinned.case, pinned.scenario), (now.case, now.scenario))
    rows = [(Cell(one.label), Cell(value_text(one.a)), Cell(value_text(one.b))) for one in found]
    for option in dict.fromkeys((*pinned.options, *now.options)):
        before, after = (
            side.option_objects[side.o(option)] if option in side.options else None for side in (pinned, now)
        )
        if before != after:
            words = [_("none") if one is None else _("as designed") for one in (before, after)]
            title = option_label(now if after is not None else pinned, option)
            words[1] = _("designed otherwise") if before is not None and after is not None else words[1]
            rows.append((Cell(_("Option: {option}", option=title)), Cell(words[0]), Cell(words[1])))
    columns = tuple(Column(head, align="left") for head in (_("what goes in"), _("pinned"), _("now")))
    return Table("difference-in", _("What differs going in"), columns, tuple(rows))


def _results(view: View, options: list[str]) -> Table:
    outcome = view.outcome
    rows = []
    for option in options:
        for party in (*outcome.parties, None):
            before, after = (band(side) for side in _pair(view, option, party))
            gap = _difference(view, option, party)
            rows.append((
                Cell(option_label(outcome, option), option), Cell(party_label(outcome, party), party or "together"),
                *(cell_of(euro(one.mean, band=one.limits), one.mean) for one in (before, after)),
                cell_of(euro_difference(gap.mean, *gap.limits), gap.mean),
                Cell(euro_range(gap.p10, gap.p90), band=(gap.p10, gap.p90)),
            ))  # fmt: skip
    columns = (
        Column(_("option"), align="left"), Column(_("municipality"), align="left"), Column(_("pinned")),
        Column(_("now")), Column(_("difference")), Column(_("8 out of 10 futures")),
    )  # fmt: skip
    note = _("Cost over the whole horizon, present value, average of the futures.")
    size = len(outcome.parties) + 1
    totals = tuple(range(size - 1, len(rows), size))
    return Table("difference-out", _("What comes out"), columns, tuple(rows), (note,), 2, totals)
