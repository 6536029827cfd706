"""Tables of money: what options cost, the four-year budget, and year 0 held against the budget."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

from model.decide.appraisal import band, baseline
from model.decide.budget import largest_remainder, multi_year_budget
from model.language import _, count_of_ten, euro, euro_exact, euro_range, number, percent, step_of, year
from model.show.labels import budget_label, capital, lowered, option_label, party_label
from model.show.table import Cell, Column, Table, cell_of, number_columns, text_columns
from model.show.table_checks import precision_note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.decide.appraisal import Band, OptionSummary
    from model.decide.budget import BudgetYear, Reconciliation
    from model.engine.outcome import Outcome

THOUSAND: Final = 1_000
VIEWS: Final = ("cash", "lasten", "contribution")


def summary_table(outcome: Outcome, summaries: Sequence[OptionSummary]) -> Table:
    """What each option costs each party, and the difference with continuing."""
    columns = (
        *text_columns(_("option"), _("party")),
        *number_columns(_("cost per year"), _("per inhabitant per year")),
        *number_columns(_("difference"), _("8 out of 10 futures"), group=_("compared with continuing, whole period")),
        Column(_("cheaper in (futures)"), align="left", group=_("compared with continuing, whole period")),
    )
    notes = (
        _("Present value of {years} years in prices of {year}, without inflation; per year: divided "
          "by {years}.",
          years=outcome.horizon, year=outcome.years[0]),
        _("Averages; these add up over the parties. Ranges do not add up. Minus: cheaper than continuing."),
        precision_note(one.standard_error for one in summaries),
    )  # fmt: skip
    widths = _usual_widths(outcome, summaries)
    rows = tuple(_summary_row(outcome, summary, widths) for summary in summaries)
    totals = tuple(index for index, summary in enumerate(summaries) if summary.party is None)
    return Table("summary", _("What each option costs"), columns, rows, tuple(filter(None, notes)), 2, totals)


def _usual_widths(outcome: Outcome, summaries: Sequence[OptionSummary]) -> tuple[float, float]:
    """Median width of the bands per year and per inhabitant, to round a column the same all the way."""
    widths = [(one.cost.p90 - one.cost.p10) / max(outcome.horizon, 1) for one in summaries]
    heads = [
        (one.cost.p90 - one.cost.p10) * one.per_inhabitant_year / one.cost.mean
        for one in summaries
        if one.per_inhabitant_year is not None and one.cost.mean
    ]
    return median(widths), median(heads) if heads else 0.0


def _summary_row(outcome: Outcome, summary: OptionSummary, widths: tuple[float, float]) -> tuple[Cell, ...]:
    yearly, head = summary.cost.mean / max(outcome.horizon, 1), summary.per_inhabitant_year
    cells = (
        Cell(option_label(outcome, summary.option), summary.option),
        Cell(party_label(outcome, summary.party), summary.party or "together"),
        cell_of(euro(yearly, band=(yearly, yearly + widths[0])), yearly),
        Cell(_("unknown")) if head is None else cell_of(euro(head, band=(head, head + widths[1])), head),
    )
    if summary.option == baseline(outcome):
        return (*cells, Cell("–"), Cell("–"), Cell("–"))
    delta = summary.difference
    return (
        *cells,
        cell_of(euro(delta.mean, band=delta.limits, sign=True), delta.mean),
        Cell(euro_range(delta.p10, delta.p90), band=(delta.p10, delta.p90)),
        Cell(count_of_ten(summary.share_cheaper), summary.share_cheaper),
    )


def budget_table(outcome: Outcome, option: str, *, brief: bool = False) -> Table:
    """Four-year budget of one option: cash, *lasten* and contribution, per municipality.

    Thousands of euros, rounded in each year to what the narrowest band of a municipality bears, by largest
    remainder, so that the municipalities add up to the total. The brief one leaves the contribution out, and tells
    cash and *lasten* in one row where they do not differ.
    """
    entries = multi_year_budget(outcome, option)
    years = sorted({entry.year for entry in entries})
    steps = {when: _step([entry for entry in entries if entry.year == when]) for when in years}
    parties = (*outcome.parties, None)
    each = [_budget_rows(outcome, entries, party, steps) for party in parties]
    rows = [row for own in (map(_in_brief, each) if brief else each) for row in own]
    columns = (*text_columns(_("municipality"), _("what")), *(Column(year(when), _("× € 1,000")) for when in years))
    notes = (
        _("Average of all calculated futures, in euros of the year itself, rounded to what the ranges bear "
          "(about a tenth of their width); the municipalities add up to the total, ranges do not add up."),
        _("Cash: when it is paid. Lasten: in the year in which it becomes unavoidable (BBV). SaaS "
          "and migration are running costs."),
        precision_note(entry.cash.error for entry in entries),
    )  # fmt: skip
    totals = tuple(k for k, row in enumerate(rows) if row[0].value == "together" and row[1].value in VIEWS)
    caption = _("Four-year budget under {option}", option=lowered(option_label(outcome, option)))
    return Table(f"budget-{option}", caption, columns, tuple(rows), tuple(filter(None, notes)), 2, totals)


def _budget_rows(
    outcome: Outcome, entries: Sequence[BudgetYear], party: str | None, steps: Mapping[int, float]
) -> list[tuple[Cell, ...]]:
    """Rows of one municipality, or of all together: three views, and the band of cash."""
    labels = {
        "cash": _("cash"),
        "lasten": _("charges to the year (lasten)"),
        "contribution": _("of cash: contribution"),
    }
    who = Cell(party_label(outcome, party), party or "together")
    own = [entry for entry in entries if entry.party == party]
    rows = []
    for view in VIEWS:
        amounts = _adding_up(outcome, entries, view, steps)
        cells = [_thousands(amounts[party, entry.year], float(getattr(entry, view).mean)) for entry in own]
        rows.append((who, Cell(labels[view], view), *cells))
    bands = [_thousand_range(entry.cash, steps[entry.year]) for entry in own]
    rows.insert(1, (who, Cell(_("cash, 8 out of 10 futures"), "cash band"), *bands))
    return rows


def _in_brief(rows: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """Rows of one municipality without its contribution, and without *lasten* that are the cash again."""
    by_view = {row[1].value: row for row in rows}
    cash, lasten = by_view["cash"], by_view["lasten"]
    if [cell.text for cell in cash[2:]] != [cell.text for cell in lasten[2:]]:
        return [row for row in rows if row[1].value != "contribution"]
    return [(cash[0], Cell(_("cash and lasten"), "cash"), *cash[2:]), by_view["cash band"]]


def _step(entries: Sequence[BudgetYear]) -> float:
    """Step that the amounts of a year are rounded to, EUR: what the narrowest band of one party bears."""
    steps = [step_of(*one.cash.limits) for one in entries if one.party is not None]
    return max(min(steps, default=0.0), float(THOUSAND))


def _adding_up(
    outcome: Outcome, entries: Sequence[BudgetYear], view: str, steps: Mapping[int, float]
) -> dict[tuple[str | None, int], float]:
    """Means as multiples of the step of their year that add up over the parties, EUR, by party and year."""
    found: dict[tuple[str | None, int], float] = {}
    for when, step in steps.items():
        means = {e.party: getattr(e, view).mean / step for e in entries if e.year == when}
        values = [means[code] for code in outcome.parties]
        total = round(sum(values))
        shared = largest_remainder(values, total, outcome.parties)
        found[None, when] = total * step
        found.update({(code, when): part * step for code, part in zip(outcome.parties, shared, strict=True)})
    return found


def _thousands(shown: float, mean: float) -> Cell:
    """Cell in thousands: what is shown, and the mean behind it."""
    return cell_of(number(shown / THOUSAND), mean / THOUSAND)


def _thousand_range(cash: Band, step: float) -> Cell:
    first, last = (round(end / step) * step / THOUSAND for end in (cash.p10, cash.p90))
    text = number(first) if first == last else f"{number(first)}–{number(last)}"
    return Cell(text, band=(cash.p10 / THOUSAND, cash.p90 / THOUSAND))


def reconciliation_table(found: Reconciliation) -> Table:
    """Year 0 line by line: the budget of the case against what the model starts from."""
    rows = [
        (
            Cell(capital(budget_label(line.line)), line.line),
            cell_of(euro_exact(line.budget), line.budget),
            cell_of(euro_exact(line.model), line.model),
            cell_of(euro_exact(line.difference), line.difference),
            Cell(_("estimated") if line.estimated else _("from the case")),
        )
        for line in (*found.lines, found.total)
        if line.budget or line.model or line is found.total
    ]
    columns = (
        Column(_("line"), align="left"),
        *number_columns(_("budget"), _("model"), _("difference")),
        Column(_("origin"), align="left"),
    )
    caption = _("Year {year}: the budget and the start of the model, line by line", year=year(found.year))
    return Table("reconciliation", caption, columns, tuple(rows), totals=(len(rows) - 1,))


def contributions_table(found: Reconciliation) -> Table:
    """Year 0 per party: contribution by the cost key, in the model, and as published."""
    rows = [
        (
            Cell(line.name, line.code),
            cell_of(percent(line.key_share, 1), line.key_share),
            cell_of(euro_exact(line.by_key), line.by_key),
            cell_of(euro_exact(line.model), line.model),
            _optional(line.published),
            _optional(line.difference_published),
        )
        for line in found.contributions
    ]
    shares = sum(line.key_share for line in found.contributions)
    difference = None if found.published_total is None else found.total.model - found.published_total
    rows.append(
        (
            Cell(capital(_("together")), "together"),
            cell_of(percent(shares, 1), shares),
            cell_of(euro_exact(found.total.budget), found.total.budget),
            cell_of(euro_exact(found.total.model), found.total.model),
            _optional(found.published_total),
            _optional(difference),
        )
    )
    columns = (
        Column(_("municipality"), align="left"),
        *number_columns(
            _("share in the key"), _("budget by the key"), _("model"), _("as budgeted in {year}", year=year(found.year))
        ),
        Column(_("difference"), _("model less published")),
    )
    notes = (
        (_("Source of the published amounts: {source}.", source=found.published_source),)
        if found.published_source
        else ()
    )
    caption = _("Year {year}: contribution per municipality", year=year(found.year))
    return Table("contributions", caption, columns, tuple(rows), notes, totals=(len(rows) - 1,))


def _optional(amount: float | None) -> Cell:
    return Cell(_("not published")) if amount is None else cell_of(euro_exact(amount), amount)


def plan_table(outcome: Outcome) -> Table | None:
    """Contributions of the published plan beside the model's; None without a plan of later years."""
    plans = [plan for plan in outcome.case.plan if plan.year in outcome.years]
    if all(plan.year == outcome.years[0] for plan in plans):  # that year is in the reconciliation
        return None
    option = outcome.o(baseline(outcome))
    charge, means = outcome.charge[option], outcome.mean("charge")[option]
    as_budgeted = _("as budgeted in {year}", year=year(outcome.case.budget_year))
    rows = []
    for code in outcome.parties:
        who = Cell(party_label(outcome, code), code)
        published = [plan.contributions_eur.get(code) for plan in plans]
        p, places = outcome.p(code), [outcome.y(plan.year) for plan in plans]
        modelled = [band(charge[:, p, y], float(means[p, y])) for y in places]
        rows.append((who, Cell(as_budgeted, "published"), *map(_optional, published)))
        rows.append((who, Cell(_("model, average"), "model"), *map(_rounded_mean, modelled)))
    places = [outcome.y(plan.year) for plan in plans]
    totals = [band(charge[:, :, y].sum(axis=1), float(means[:, y].sum())) for y in places]
    both = Cell(capital(_("together")), "together")
    rows.append((both, Cell(as_budgeted, "published"), *(_optional(plan.total_eur) for plan in plans)))
    rows.append((both, Cell(_("model, average"), "model"), *map(_rounded_mean, totals)))
    columns = (*text_columns(_("municipality"), _("what")), *(Column(year(plan.year)) for plan in plans))
    sources = tuple(dict.fromkeys(plan.source for plan in plans if plan.source))
    notes = (
        _("Averages of the model are rounded to what the futures bear; because of rounding a sum may differ."),
        *(_("Source of the published amounts: {source}.", source=source) for source in sources),
    )
    caption = _("Contributions as budgeted in {year}, beside the model", year=year(outcome.case.budget_year))
    last = len(rows)
    return Table("plan", caption, columns, tuple(rows), notes, header_columns=2, totals=(last - 2, last - 1))


def _rounded_mean(found: Band) -> Cell:
    """Mean of an amount, shown with the digits that its band bears."""
    return cell_of(euro(found.mean, band=found.limits), found.mean)
