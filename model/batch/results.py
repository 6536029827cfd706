"""Tidy results: one row per calculation, option, party, year and measure, with the figures that a memo shows."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from model.decide.appraisal import OptionSummary, appraise
from model.decide.budget import multi_year_budget
from model.show.text_advice import verdict_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyarrow as pa

    from model.decide.appraisal import Band
    from model.engine.outcome import Outcome
    from model.publish.board import Memo

TOGETHER: Final = ""  # party of rows about all parties together
PRESENT: Final = "EUR real, discounted"
NOMINAL: Final = "EUR nominal"
SHARE: Final = "0-1"
AT_A_TIME: Final = 250  # groups in a part of the file
KEYS: Final = ("group", "case", "scenario", "option_set", "draws", "seed")
COLUMNS: Final = ("option", "party", "party_name", "year", "measure", "unit", "mean", "p10", "p90", "se")

Row = dict[str, Any]


def rows(outcome: Outcome) -> list[Row]:
    """Figures of an outcome.

    Returns
    -------
    list of dict
        Keys as in `COLUMNS`. ``year`` is None for what is about the whole horizon; ``p10``, ``p90`` and ``se`` are None
        where a figure has none. Measures: ``cost`` and ``difference`` (with continue; present value of years 1..H),
        ``share_cheaper``, ``peak_extra_cash``, ``one_off``, ``structural``, ``transfers``, ``service_<goal>`` (score
        less that of continue), and per year of the four-year budget ``cash``, ``lasten`` and ``contribution``.
    """
    return [row for option in outcome.options for row in _rows_of(outcome, option)]


def _rows_of(outcome: Outcome, option: str) -> Iterator[Row]:
    for one in (one for one in appraise(outcome) if one.option == option):
        for measure, unit, found in _measures(one):
            yield _row(outcome, option, one.party, None, measure, unit, found,
                       one.standard_error.value if measure == "difference" else None)  # fmt: skip
    for line in multi_year_budget(outcome, option):
        for measure in ("cash", "lasten", "contribution"):
            yield _row(outcome, option, line.party, line.year, measure, NOMINAL, getattr(line, measure))


def _measures(one: OptionSummary) -> Iterator[tuple[str, str, Band | float]]:
    yield "cost", PRESENT, one.cost
    yield "difference", PRESENT, one.difference
    yield "share_cheaper", SHARE, one.share_cheaper
    yield "peak_extra_cash", NOMINAL, one.peak_extra_cash
    for name in ("one_off", "structural", "transfers"):
        yield name, PRESENT, getattr(one, name)
    for service in one.service:
        yield f"service_{service.goal}", SHARE, service.mean


def _row(
    outcome: Outcome, option: str, party: str | None, year: int | None, measure: str, unit: str, found: Band | float,
    error: float | None = None,
) -> Row:  # fmt: skip
    mean, p10, p90 = (found, None, None) if isinstance(found, float) else (found.mean, found.p10, found.p90)
    name = outcome.party_names[outcome.p(party)] if party else ""
    values = (option, party or TOGETHER, name, year, measure, unit, mean, p10, p90, error)
    return dict(zip(COLUMNS, values, strict=True))


def verdict_of(memo: Memo) -> dict[str, Any]:
    """Verdict of a memo in the present language.

    Returns
    -------
    dict
        ``sentence``; ``option`` (preferred, or None) and ``undecided``; ``share`` of futures that carry what it leans
        to; ``subject``, the option that amounts are about.
    """
    found, outcome = memo.verdict, memo.outcome
    return {
        "sentence": verdict_sentence(outcome, found), "option": found.option, "undecided": found.option is None,
        "share": round(found.share, 4), "subject": memo.subject,
    }  # fmt: skip


def results_table(groups: Iterable[Mapping[str, Any]]) -> pa.Table:
    """All rows of groups as a table."""
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    schema = pa.schema(
        [("group", text), ("case", text), ("scenario", text), ("option_set", text), ("draws", pa.int64()),
         ("seed", pa.int64()), *((name, text) for name in COLUMNS[:3]), ("year", pa.int64()), ("measure", text),
         ("unit", text), *((name, number) for name in COLUMNS[6:])]
    )  # fmt: skip
    told: dict[str, list[Any]] = {name: [] for name in schema.names}
    for group in groups:
        for row in group["rows"]:
            for name in KEYS:
                told[name].append(group["id" if name == "group" else name])
            for name in COLUMNS:
                told[name].append(row[name])
    return pa.table(told, schema=schema)


def parquet(groups: Iterable[Mapping[str, Any]]) -> bytes:
    """``results.parquet``: the same groups, by rising id, give the same bytes; only some are in memory at a time."""
    import pyarrow.parquet as pq

    buffer, left = io.BytesIO(), iter(groups)
    table = results_table(islice(left, AT_A_TIME))
    with pq.ParquetWriter(buffer, table.schema, compression="zstd", store_schema=False) as writer:
        writer.write_table(table)
        while some := list(islice(left, AT_A_TIME)):
            writer.write_table(results_table(some))
    return buffer.getvalue()
