"""Every assumption and law in use: to search, and to set otherwise with a source of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.app.explore.panel import Panel
from model.inputs.legislation import load_legislation, resolve_laws
from model.language import _, current
from model.show.labels import kind_label, maturity_label
from model.show.prose import Prose
from model.show.sources import source_label
from model.show.table import Cell, escape, linked
from model.show.table_inputs import act_date, counts, law_amount, plain, set_by
from model.show.text_steps import assumption_kinds
from model.show.units import unit_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from model.app.explore.panel import View
    from model.engine.outcome import Outcome
    from model.inputs import Assumption
    from model.inputs.legislation import Act


def panel(view: View) -> Panel | None:
    """Table of the rows as used, with a form that `static/rows.js` opens under one of them; then the laws."""
    if not view.whole:
        return None
    outcome = view.outcome
    said = assumption_kinds(outcome)
    return Panel("\n".join((Prose(said).to_html(), _search(), _rows(outcome), _form(), _laws(outcome))), more="")


def _search() -> str:
    label = _("Search the assumptions and laws")
    hint = _("name, source, kind …")
    found = _("{n} rows", n="{n}")
    return (
        f'<p class="hx-search"><label>{escape(label)} <input type="search" data-filter placeholder="{escape(hint)}">'
        f'</label> <output data-found aria-live="polite" data-text="{escape(found)}"></output></p>'
    )


def _rows(outcome: Outcome) -> str:
    heads = (_("assumption"), _("low"), _("base"), _("high"), _("unit"), _("kind"), _("source"), _("set by"), "")
    body = "\n".join(_row(row) for row in outcome.assumptions)
    return _table("assumptions", _("Assumptions used"), heads, body)


def _row(row: Assumption) -> str:
    name = row.name_nl if current() == "nl" else row.name
    low, base, high = (plain(value, row.unit).text for value in (row.low, row.base, row.high))
    values = {"low": row.low, "base": row.base, "high": row.high}
    data = "".join(f' data-{key}="{value:.9g}"' for key, value in values.items() if value is not None)
    source = linked(Cell(source_label(row.source_title), url=row.source_url))
    mine = ' class="changed"' if row.overridden_by else ""
    change, adjust = _("Change"), _("Change {name}", name=name)
    numbers = "".join(f'<td class="number">{escape(text)}</td>' for text in (low, base, high))
    return (
        f'<tr data-row="{escape(row.id)}"{data}{mine}><th scope="row">{escape(name)}</th>{numbers}'
        f"<td>{escape(unit_label(row.unit))}</td><td>{escape(kind_label(row.kind))}</td><td>{source}</td>"
        f"<td>{escape(set_by(row.overridden_by))}</td>"
        f'<td><button type="button" data-change aria-expanded="false" aria-label="{escape(adjust)}">'
        f"{escape(change)}</button></td></tr>"
    )


def _form() -> str:
    """One form for all rows; hidden until a row asks for it."""
    fields = {"low": _("low"), "base": _("base"), "high": _("high")}
    inputs = "".join(
        f'<label>{escape(label)} <input name="{name}" type="number" step="any"'
        f"{' required' if name == 'base' else ''}></label> "
        for name, label in fields.items()
    )
    own = _("own source")
    source = f'<label>{escape(own)} <input name="source" type="text" maxlength="200" required></label>'
    buttons = "".join(
        f'<button type="{kind}" data-form="{name}">{escape(label)}</button> '
        for kind, name, label in (
            ("submit", "set", _("Use this")), ("button", "clear", _("Back to the preset")),
            ("button", "close", _("Close")),
        )
    )  # fmt: skip
    error = '<p class="hx-error" role="alert" hidden></p>'
    return f'<form class="hx-override" hidden novalidate>{inputs}{source} {buttons}{error}</form>'


def _laws(outcome: Outcome) -> str:
    """Laws before the scenario, with a switch and a day each; those that it adds stand there without."""
    shipped = {act.id: act for act in load_legislation()}
    used = {act.id: act for act in resolve_laws(load_legislation(), outcome.scenario, outcome.case)}
    heads = (
        _("law"), _("counts along"), _("expected"), _("stage"), _("one-off per municipality"),
        _("per inhabitant per year"), _("how it counts"), _("source"),
    )  # fmt: skip
    ordered = sorted((shipped | used).values(), key=lambda act: (act.date, act.id))
    body = "\n".join(_law(act, shipped.get(act.id), outcome.years[0], on=act.id in used) for act in ordered)
    return _table("laws", _("Laws that the model reckons with"), heads, body)


def _law(act: Act, shipped: Act | None, budget_year: int, *, on: bool) -> str:
    name = escape(act.name_nl if current() == "nl" else act.name)
    fixed = "" if shipped is not None else " disabled"
    switch = f'<input type="checkbox" data-law="off"{" checked" if on else ""}{fixed} aria-label="{name}">'
    when = escape(_("Date of {law}", law=act.name_nl if current() == "nl" else act.name))
    date = f'<input type="date" data-law="date" value="{act.date.isoformat()}"{fixed} aria-label="{when}">'
    amounts = "".join(
        f'<td class="number">{escape(law_amount(act, *values).text)}</td>'
        for values in (
            (act.one_off_low, act.one_off_base, act.one_off_high),
            (act.structural_low, act.structural_base, act.structural_high),
        )
    )
    source = linked(Cell(source_label(act.source_title), url=act.source_url or ""))
    how = counts(act, budget_year, used=on, added=shipped is None)
    moved = ' class="changed"' if shipped is None or not on or shipped.date != act.date else ""
    return (
        f'<tr data-row="{escape(act.id)}"{moved}><th scope="row">{name}</th><td>{switch}</td>'
        f"<td>{date} <span>{escape(act_date(act, shipped))}</span></td><td>{escape(maturity_label(act.maturity))}</td>"
        f"{amounts}<td>{escape(how)}</td><td>{source}</td></tr>"
    )


def _table(name: str, caption: str, heads: Iterable[str], body: str) -> str:
    columns = "".join(f'<th scope="col">{escape(head)}</th>' if head else "<td></td>" for head in heads)
    return (
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table data-rows="{name}"><caption>{escape(caption)}</caption><thead><tr>{columns}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
