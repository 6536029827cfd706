"""Tables of the validation: what was predicted, what was seen, and what the hindcast knew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.inputs import load_assumptions
from model.language import _, number, year
from model.show.labels import capital, row_label
from model.show.table import Cell, Column, Table, cell_of, number_columns, text_columns
from model.show.text_validation import (
    SECTIONS,
    SERIES,
    band_text,
    label_text,
    observed_text,
    predicted_text,
    remarks,
    unit_text,
    verdict_text,
)

if TYPE_CHECKING:
    from model.decide.forecasts import Forecast
    from model.decide.hindcast import Prediction
    from model.decide.validation import Validation
    from model.decide.validation_items import Finding
    from model.inputs.figures import Figure


FIRST_YEAR: Final = 1990
"""Values from here on are calendar years."""


def findings_table(found: Validation, section: str) -> Table:
    """Findings of one section: label, figures, source and verdict, with remarks under the table."""
    rows: list[tuple[Cell, ...]] = []
    notes: dict[str, int] = {}
    for one in found.findings:
        if one.item.section == section:
            said = " ".join(f"{capital(text)}." for text in remarks(one))
            mark = f" [{notes.setdefault(said, len(notes) + 1)}]" if said else ""
            rows.append(_row(one, mark))
    columns = (
        *text_columns(_("what is checked"), _("label")),
        *number_columns(_("predicted"), _("band"), _("observed or required")),
        *text_columns(_("unit"), _("source"), _("verdict")),
    )
    kept = [place for place in range(len(columns)) if any(row[place].text for row in rows)]
    return Table(
        f"validation-{section}",
        _(SECTIONS[section]),
        tuple(columns[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
        tuple(f"[{mark}] {said}" for said, mark in notes.items()),
    )


def _row(one: Finding, mark: str) -> tuple[Cell, ...]:
    item, predicted = one.item, one.predicted
    return (
        Cell(item.text("name") + mark, item.id),
        Cell(label_text(item.label), item.label),
        cell_of(predicted_text(predicted, item.unit), predicted.value),
        Cell(band_text(predicted, item.unit)),
        Cell(observed_text(one), item.observed),
        Cell(unit_text(item.unit)),
        Cell(item.source_title, url=item.source_url),
        Cell(verdict_text(one.verdict), one.verdict),
    )


def hindcast_table(found: Validation) -> Table:
    """Hindcast year by year, with the interval score of model and random walk."""
    columns = (
        Column(_("series"), align="left"),
        *number_columns(_("year"), _("observed")),
        *number_columns(_("middle and band"), _("interval score"), group=_("model")),
        *number_columns(_("middle and band"), _("interval score"), group=_("random walk with drift")),
    )
    return Table(
        "hindcast", _("Hindcast from 2020: bands of 80 percent and interval score (lower is better)"), columns,
        tuple(_year(one) for one in found.predictions), _coverage(found), header_columns=2,
    )  # fmt: skip


def _year(one: Prediction) -> tuple[Cell, ...]:
    unit = 100.0 if one.series == "saas_share" else 1.0
    walk = one.walk_score
    return (
        Cell(_(SERIES[one.series]), one.series),
        Cell(year(one.year), one.year),
        cell_of(number(unit * one.observed), unit * one.observed),
        _forecast(one.model, unit),
        cell_of(number(unit * one.model_score, 1), unit * one.model_score),
        Cell("") if one.walk is None else _forecast(one.walk, unit),
        Cell("") if walk is None else cell_of(number(unit * walk, 1), unit * walk),
    )


def _forecast(forecast: Forecast, unit: float) -> Cell:
    middle, low, high = (unit * end for end in forecast)
    text = _("{middle} ({low} to {high})", middle=number(middle), low=number(low), high=number(high))
    return cell_of(text, middle)


def _coverage(found: Validation) -> tuple[str, ...]:
    """How many of the years each forecaster's band holds, where both have one."""
    both = [one for one in found.predictions if one.walk is not None]
    model = sum(one.model.covers(one.observed) for one in both)
    walk = sum(one.walk is not None and one.walk.covers(one.observed) for one in both)
    return (
        _(
            "Of the {years} years that both forecast, the band of the model holds {model} and that of the random walk "
            "{walk}; a band of 80 percent should hold about {expected}.",
            years=number(len(both)), model=number(model), walk=number(walk), expected=number(0.8 * len(both)),
        ),
        _("The software series is too short before 2021 for a random walk."),
    )  # fmt: skip


def replaced_table(found: Validation) -> Table:
    """Every assumption that the hindcast sets to what was known at the end of 2020, beside the row of now."""
    rows = {row.id: row for row in load_assumptions()}
    columns = (
        Column(_("assumption"), align="left"),
        *number_columns(_("known at the end of 2020"), _("used now")),
        Column(_("source"), align="left"),
    )
    lines = []
    for name, figure in found.replaced:
        row = rows[name]
        now = _plain(row.base) if row.distribution == "fixed" else _range(row.low, row.base, row.high)
        lines.append(
            (
                Cell(row_label(row), name),
                Cell(_then(figure), figure.value),
                Cell(now, row.base),
                Cell((figure.source or "").replace(" (judgement)", ""), url=figure.url or ""),
            )
        )
    return Table("known-2020", _("What the hindcast replaces"), columns, tuple(lines))


def _then(figure: Figure) -> str:
    return _plain(figure.value) if figure.shape == "fixed" else _range(figure.low, figure.value, figure.high)


def _range(low: float | None, base: float, high: float | None) -> str:
    ends = [_plain(base if end is None else end) for end in (low, base, high)]
    return _("{low}, {base}, {high}", low=ends[0], base=ends[1], high=ends[2])


def _plain(value: float) -> str:
    """Number with no more decimals than it has, at most three; a calendar year as a year."""
    if value > FIRST_YEAR:
        return year(value)
    return number(value, next(digits for digits in range(4) if round(value, digits) == round(value, 3)))
