"""Units of the assumptions, as `data/assumptions.csv` writes them, in the reader's language."""

from __future__ import annotations

from typing import Final

from model.language import N_, _

UNITS: Final = frozenset({
    N_("0-1"), N_("EUR"), N_("EUR per fte per year"), N_("EUR per inhabitant per year"), N_("alpha"),
    N_("applications"), N_("calendar year"), N_("choice 0, 1 or 2"), N_("days per year"), N_("dln cost / dln volume"),
    N_("exponent 0-1"), N_("factor"), N_("fte per 1,000 inhabitants"), N_("fte per fte"), N_("fte per municipality"),
    N_("inhabitants"), N_("logit weight"), N_("months"), N_("per organisation per year"), N_("per target per year"),
    N_("per unit of trust"), N_("per unit of unfairness"), N_("per unit of value"), N_("per year"), N_("ratio"),
    N_("relative weight"), N_("share"), N_("share of book value"), N_("share of budget"),
    N_("share of moved yearly cost"), N_("share of own cost"), N_("share of what staying costs"),
    N_("share of software money"), N_("share of time"), N_("share of yearly budget"),
    N_("share of yearly cost of hosting and software"), N_("share of yearly hosting cost"), N_("share per member"),
    N_("share per year"), N_("standard deviation per year"), N_("weeks"), N_("weight"),
    N_("workplaces per 1,000 inhabitants"), N_("yearly contributions"), N_("years"), N_("years of charge"),
    N_("years of cost of the task"), N_("years of cost of what moves"), N_("years of hosting cost"),
    N_("years of its contribution"), N_("years of own hosting and software cost"), N_("years of own hosting cost"),
    N_("years of the party's charge"),
})  # fmt: skip


def unit_label(unit: str) -> str:
    """Unit of an assumption in the reader's language; one that a user made up is shown as it is."""
    return _(unit) if unit in UNITS else unit
