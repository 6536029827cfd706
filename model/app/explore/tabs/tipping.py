"""What could turn the preference: at once what the futures show, and when asked the tipping points and their map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from model.app.explore.panel import Panel
from model.app.explore.tabs.specs import Chart, figures, key
from model.decide.tipping import Tipping, tipping
from model.language import _, current
from model.publish.kept import kept
from model.show.chart_tipping import LETTERS, inside, outcome_of, plane_table, reading, said_of, tipping_table
from model.show.labels import capital
from model.show.prose import Prose
from model.show.text_advice import what_decides
from model.show.text_turning import plane_options, row_name, tipping_sentences, value_text
from model.show.units import unit_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.app.explore.panel import View
    from model.decide.crossing import TippingRow
    from model.decide.hold import Progress
    from model.decide.tipping import Plane
    from model.engine.outcome import Outcome

MOST: Final = 8  # assumptions in the chart
NEAR: Final = 6  # that are named before the search
GRID: Final = (61, 37)  # points of the map across and up


def panel(view: View) -> Panel | None:
    """Rows that are near; after `work` the tipping points, and the map of the two nearest drivers."""
    if not view.whole:
        return None
    found = view.answers.get("tipping")
    if not isinstance(found, Tipping):
        return _near(view)
    outcome = view.outcome
    said = tipping_sentences(outcome, found)
    charts = [_ranges(outcome, found.drivers[:MOST])] if found.drivers else []
    tables = [tipping_table(outcome, found)]
    letters = dict(zip(plane_options(found), LETTERS, strict=False))
    if found.plane is not None and len(letters) > 1:
        charts.append(_map(outcome, found, found.plane, letters))
        tables.append(plane_table(outcome, found, found.plane, letters))
    title = _("At which value of an assumption another option is preferred")
    alt = " ".join((f"{title}.", *said, *(said_of(outcome, row) for row in found.drivers[:MOST])))
    chart = (
        {"type": "stack", "lang": current(), "name": "tipping", "title": title, "alt": alt, "charts": charts}
        if charts
        else None
    )
    html = Prose(said, "bullets").to_html() + Prose(reading(found.drivers), "note").to_html()
    return Panel(html, chart, said[0], figures(*tables))


def work(view: View, progress: Progress | None = None) -> Tipping:
    """Search the tipping points; an answer of an earlier time is there at once. `progress` may raise to stop it."""
    return kept(Tipping, view.outcome, lambda: tipping(view.outcome, progress=progress))


def _near(view: View) -> Panel:
    """What the futures that are there say, before anything is searched."""
    outcome, found = view.outcome, view.verdict
    turns = () if found is None else what_decides(outcome, found, most=NEAR)
    none = _("None of the assumptions that vary, alone, turns the choice in these futures.")
    asked = _("Tipping points are searched by simulating again; that takes some time, and an answer is kept.")
    lead = _("These assumptions, each alone, turn the choice in these futures:") if turns else none
    html = Prose((lead,)).to_html() + Prose(turns, "bullets").to_html() + Prose((asked,), "note").to_html()
    return Panel(html, said=turns[0] if turns else none, more="")


def _ranges(outcome: Outcome, shown: tuple[TippingRow, ...]) -> Chart:
    """Each driver over its range from 0 to 1."""
    rows = []
    for row in shown:
        width = row.high - row.low

        def at(value: float, row: TippingRow = row, width: float = width) -> float:
            return float(np.clip((value - row.low) / width, 0.0, 1.0))

        marks = [{"value": at(tip.at), "low": at(tip.low), "high": at(tip.high)} for tip in row.tips[:2]]
        rows.append({
            "label": capital(row_name(row)), "tick": at(row.base), "marks": marks, "text": outcome_of(outcome, row),
            "ends": [value_text(row, row.low), value_text(row, row.high)],
        })  # fmt: skip
    title = _("At which value of an assumption another option is preferred")
    return {"type": "ranges", "title": title, "rows": rows, "head": capital(_("tipping point"))}


def _map(outcome: Outcome, found: Tipping, plane: Plane, letters: Mapping[str, str]) -> Chart:
    """Preferred option on a fine grid between the pairs that were calculated."""
    x, y = found.row(plane.x), found.row(plane.y)
    across, up = np.linspace(x.low, x.high, GRID[0]), np.linspace(y.low, y.high, GRID[1])
    regions = plane.preferred(*np.meshgrid(across, up))
    named = []
    for one, letter in letters.items():
        own = regions == plane.options.index(one)
        if own.any():
            column, line = inside(own, x, y)
            place = {"letter": letter, "at": [float(across[column]), float(up[line])]}
            named.append({**key(outcome, [one])[0], **place})
    return {
        "type": "heat", "title": _("Which option is preferred, by two assumptions together"),
        "x": _side(x), "y": _side(y), "key": named,
        "cells": [[outcome.o(plane.options[k]) for k in line] for line in regions.tolist()],
    }  # fmt: skip


def _side(row: TippingRow) -> Chart:
    return {"label": f"{capital(row_name(row))} ({unit_label(row.unit)})", "low": row.low, "high": row.high,
            "base": row.base}  # fmt: skip
