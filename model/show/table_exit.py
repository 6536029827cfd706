"""Table of what leaving costs, under every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.language import _, euro, euro_exact, euro_range
from model.show.labels import capital, rule_label
from model.show.table import Cell, Column, Table, cell_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.decide.exit import ExitSums, RuleSum


def exit_table(sums: ExitSums, *, exact: bool = True) -> Table:
    """Exit sum of one party under every rule, with its schedule and windfall.

    Parameters
    ----------
    exact : bool
        To the euro; otherwise rounded, as sums of a case with estimated figures must be.
    """
    leaving, money = sums.leaving, euro_exact if exact else euro
    length = max((len(one.schedule) for one in sums.rules), default=0)
    rows = tuple(_row(one, length, money) for one in sums.rules)
    columns = (
        Column(_("rule"), align="left"),
        Column(_("exit sum")),
        *(Column(str(index + 1), group=_("paid in year after leaving")) for index in range(length)),
        Column(_("more or less than the stranded costs")),
    )
    notes = [
        _("Last yearly contribution: {amount}.", amount=money(sums.contribution)),
        _("Above zero: those who stay gain. Below zero: they bear the rest."),
        *sums.notes,
        *(f"{capital(rule_label(one.rule))}: {one.reason}" for one in sums.rules if one.reason),
    ]
    if leaving.own_rule == "unknown" and not leaving.ends:
        notes.append(_("Reckon with {band}.", band=euro_range(sums.low, sums.high)))
    caption = (
        _("What leaving costs {party} in {year}, by rule", party=leaving.party_name, year=leaving.year)
        if leaving.party_name
        else _("What leaving costs, by rule")
    )
    return Table(f"exit-{leaving.party or 'contribution'}", caption, columns, rows, tuple(notes))


def _row(one: RuleSum, length: int, money: Callable[[float], str]) -> tuple[Cell, ...]:
    paid = [cell_of(money(amount), amount) for amount in one.schedule]
    paid += [Cell("")] * (length - len(paid))
    rule = capital(rule_label(one.rule))
    return (
        Cell(_("{rule} (rule of the arrangement itself)", rule=rule) if one.own else rule, one.rule),
        Cell(_("not known")) if one.total is None else cell_of(money(one.total), one.total),
        *paid,
        Cell("") if one.windfall is None else cell_of(money(one.windfall), one.windfall),
    )
