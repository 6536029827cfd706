"""Tables of what was calculated besides the verdict: exits, windfalls, advices, horizon, exposed specialisms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.language import _, count_of_ten, euro, euro_range, number, percent
from model.show.labels import capital, kind_label, option_label, party_label
from model.show.table import Cell, Column, Table, cell_of, number_columns, text_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.decide.appraisal import Band, OptionSummary, StandardError
    from model.decide.horizon import HorizonCheck
    from model.decide.levers import LeverCase
    from model.decide.people import Exposure
    from model.decide.unplanned import UnplannedExits
    from model.decide.windfall import Windfall
    from model.engine.outcome import Outcome


def precision_note(errors: Iterable[StandardError | float]) -> str:
    """How exact the averages of a table are: twice the largest standard error; empty where nothing varies."""
    largest = max((error if isinstance(error, float) else error.value for error in errors), default=0.0)
    if largest < 0.5:
        return ""
    return _("Chance of the calculation itself: averages are exact to ± {amount} at most.", amount=euro(2 * largest, 1))


def exits_table(outcome: Outcome, exits: Sequence[UnplannedExits]) -> Table | None:
    """How often each option ends in an unplanned exit, and what that costs whom in which role."""
    shown = [one for one in exits if one.of().there is not None]
    if not shown:
        return None
    roles = {
        None: _("whatever becomes of it"),
        "leaves": _("leaves, the others go on"),
        "stays": _("stays, another leaves"),
        "ends": _("the arrangement ends"),
    }
    rows: list[tuple[Cell, ...]] = []
    totals: list[int] = []
    for one in shown:
        for cost in one.costs:
            if cost.there is None or (cost.party is None and cost.role is not None):
                continue
            if cost.role is None and cost.party is not None and len(outcome.parties) == 2:
                continue  # of two members the only role there is follows
            if cost.party is None:
                totals.append(len(rows))
            rows.append(
                (
                    Cell(option_label(outcome, one.option), one.option),
                    Cell(party_label(outcome, cost.party), cost.party or "together"),
                    Cell(roles[cost.role], cost.role or "all"),
                    cell_of(percent(cost.share), cost.share),
                    _money(cost.there.mean, cost.there),
                    _range(cost.there),
                    cell_of(euro(cost.over_all, band=cost.limits), cost.over_all),
                )
            )
    there = _("extra cost where it happens")
    columns = (
        *text_columns(_("option"), _("municipality"), _("what becomes of it")),
        Column(_("futures")),
        *number_columns(_("average"), _("8 out of 10 futures"), group=there),
        Column(_("average over all futures")),
    )
    notes = (
        _("The same futures calculated with and without unplanned exits; the difference is what they cost. Present "
          "value over {years} years, prices of {year}.", years=outcome.horizon, year=str(outcome.years[0])),
        precision_note(one.of().standard_error for one in shown),
    )  # fmt: skip
    caption = _("Exits that nobody planned, and what they cost whom")
    return Table("unplanned", caption, columns, tuple(rows), tuple(filter(None, notes)), 2, tuple(totals))


def windfall_table(outcome: Outcome, found: Sequence[Windfall]) -> Table | None:
    """Exit sums beside what really strands; the liquidation balance where there is no sum."""
    if not found:
        return None
    rows = tuple(
        (
            Cell(option_label(outcome, one.option), one.option),
            Cell(party_label(outcome, one.party), one.party),
            Cell(_("planned") if one.planned else _("unplanned"), one.planned),
            cell_of(percent(one.share), one.share),
            _money(one.paid.mean, one.paid) if one.kind == "exit_sum" else Cell(_("none")),
            Cell("–") if one.stranded is None else _money(one.stranded.mean, one.stranded),
            Cell("–") if one.gain is None else _money(one.gain.mean, one.gain, sign=True),
            _money(one.paid.mean, one.paid) if one.kind == "liquidation" else Cell("–"),
        )
        for one in found
    )
    columns = (
        *text_columns(_("option"), _("who goes"), _("planned or not")),
        *number_columns(
            _("futures"),
            _("exit sum"),
            _("really stranded"),
            _("windfall of those who stay"),
            _("part of the liquidation balance"),
        ),
    )
    notes = [
        _("Averages in the futures in which it happens, present value. Stranded: write-offs, contracts, surplus staff "
          "and overhead that stay behind."),
        precision_note(one.standard_error for one in found),
    ]  # fmt: skip
    if len(outcome.parties) == 2:
        notes.insert(
            0, _("Of two members one that leaves ends the arrangement: no exit sum, but a liquidation balance.")
        )
    caption = _("Exit sums beside what really strands (windfall)")
    return Table("windfall", caption, columns, rows, tuple(filter(None, notes)), 2)


def levers_table(outcome: Outcome, cases: Sequence[LeverCase]) -> Table | None:
    """Per advice the effect it needs to pay for itself first, the assumed effect second."""
    if not cases:
        return None
    rows = tuple(
        (
            Cell(one.lever.label, str(one.lever)),
            cell_of(euro(one.cost, 2), one.cost),
            cell_of(number(one.delay, 0 if one.delay == int(one.delay) else 1), one.delay),
            cell_of(euro(one.needed, 2), one.needed) if math.isfinite(one.needed) else Cell(_("not in time")),
            cell_of(percent(one.needed_share, 1), one.needed_share) if math.isfinite(one.needed) else Cell("–"),
            Cell("–") if one.exits is None else _share_of_exits(one.exits),
            _money(one.saved.mean, one.saved),
            cell_of(euro(one.saved_most, 1), one.saved_most),
            Cell(_("yes") if one.pays else _("no"), one.pays),
        )
        for one in cases
    )
    needed, assumed = _("needed to pay for itself"), _("assumed ({kind})", kind=kind_label("judgement"))
    columns = (
        Column(_("advice"), align="left"),
        *number_columns(_("cost"), _("years until it works")),
        *number_columns(_("saving a year"), _("of the yearly cost"), _("or: unplanned exits prevented"), group=needed),
        *number_columns(_("saves"), _("at most"), group=assumed),
        Column(_("pays"), group=assumed, align="left"),
    )
    notes = (
        _("Each advice added to continuing, over {years} years, present value, all municipalities together. What an "
          "advice does was measured nowhere: first comes what it must do, then what we assume.", years=outcome.horizon),
        precision_note(one.standard_error for one in cases),
    )  # fmt: skip
    caption = _("The five advices: what each needs to pay for itself")
    return Table("levers", caption, columns, rows, tuple(filter(None, notes)))


def _share_of_exits(share: float) -> Cell:
    return cell_of(percent(share), share) if share <= 1.0 else Cell(_("more than all"), share)


def horizon_table(outcome: Outcome, check: HorizonCheck) -> Table | None:
    """Differences with continuing over two horizons, in the last years, and at other discount rates."""
    if not check.rows:
        return None
    rates = [
        rate
        for rate, _mean in check.rows[0].by_rate
        if rate in (min(check.rows[0].by_rate)[0], max(check.rows[0].by_rate)[0])
    ]
    rows = []
    for one in check.rows:
        last = (one.last_years, one.chosen.limits)
        yearly = tuple(last[0] + (end - one.chosen.mean) / check.years for end in last[1])
        rows.append(
            (
                Cell(option_label(outcome, one.option), one.option),
                _money(one.chosen.mean, one.chosen, sign=True),
                _money(one.longer.mean, one.longer, sign=True),
                Cell(count_of_ten(one.share_longer), one.share_longer),
                cell_of(euro(one.last_years, band=(yearly[0], yearly[1]), sign=True), one.last_years),
                *(_money(mean, one.chosen, sign=True) for rate, mean in one.by_rate if rate in rates),
            )
        )
    columns = (
        Column(_("option"), align="left"),
        *number_columns(_("{years} years", years=check.years), _("{years} years", years=check.long_years)),
        Column(_("cheaper in (futures)"), group=_("{years} years", years=check.long_years), align="left"),
        Column(_("a year, last three years"), group=_("{years} years", years=check.years)),
        *(
            Column(_("discount rate {rate}", rate=percent(rate)), group=_("{years} years", years=check.years))
            for rate in rates
        ),
    )
    notes = (
        _("Difference with continuing, present value, all municipalities together; minus is cheaper. A short period "
          "favours continuing: what a change saves comes after what it costs."),
        precision_note(one.standard_error for one in check.rows),
    )  # fmt: skip
    caption = _("Does the advice hold over a longer period or at another discount rate?")
    return Table("horizon", caption, columns, tuple(rows), tuple(filter(None, notes)))


def exposure_table(outcome: Outcome, worst: Sequence[tuple[Exposure, ...]]) -> Table | None:
    """Most exposed specialisms by name, for the arrangement and for each member alone."""
    rows = [
        (
            Cell(option_label(outcome, one.option), one.option),
            Cell(_("the arrangement") if place == 0 else party_label(outcome, one.party), one.party),
            Cell(one.specialism),
            cell_of(number(one.heads, 1), one.heads),
            cell_of(percent(one.chance, 1), one.chance),
            cell_of(number(one.days_a_year), one.days_a_year),
        )
        for place, group in enumerate(worst)
        for one in group
    ]
    if not rows:
        return None
    columns = (
        *text_columns(_("option"), _("who"), _("specialism")),
        *number_columns(_("people"), _("chance that nobody is there"), _("working days a year without anybody")),
    )
    caption = _("The most vulnerable specialisms in {year}", year=str(worst[0][0].year if worst[0] else ""))
    return Table("exposure", caption, columns, tuple(rows), (), 3)


def better_off_table(outcome: Outcome, summaries: Sequence[OptionSummary], options: Sequence[str]) -> Table:
    """Share of the futures in which each party is cheaper off than under continuing."""
    columns = (
        Column(_("municipality"), align="left"),
        *(Column(capital(option_label(outcome, option)), align="left") for option in options),
    )
    found = {(one.option, one.party): one.share_cheaper for one in summaries}
    rows = [
        (
            Cell(capital(party_label(outcome, party)), party or "together"),
            *(Cell(capital(count_of_ten(found[option, party])), found[option, party]) for option in options),
        )
        for party in (*outcome.parties, None)
    ]
    caption = _("Futures in which each is cheaper off than under continuing")
    return Table("better-off", caption, columns, tuple(rows), totals=(len(rows) - 1,))


def _money(amount: float, found: Band, *, sign: bool = False) -> Cell:
    """Cell of an amount, rounded to what its band bears."""
    moved = amount - found.mean
    low, high = found.limits
    return cell_of(euro(amount, band=(low + moved, high + moved), sign=sign), amount)


def _range(found: Band) -> Cell:
    """Cell of the middle 8 out of 10 futures."""
    return Cell(euro_range(found.p10, found.p90), band=(found.p10, found.p90))
