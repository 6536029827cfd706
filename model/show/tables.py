"""Every table of the pages; each function returns a `Table`."""

from model.show.table import Cell, Column, Table
from model.show.table_calendar import calendar_table, text_check_table
from model.show.table_checks import (
    better_off_table,
    exits_table,
    exposure_table,
    horizon_table,
    levers_table,
    windfall_table,
)
from model.show.table_costs import budget_table, contributions_table, plan_table, reconciliation_table, summary_table
from model.show.table_exit import exit_table
from model.show.table_inputs import assumptions_table, estimates_table, laws_table, run_table
from model.show.table_validation import findings_table, hindcast_table, replaced_table

__all__ = [
    "Cell",
    "Column",
    "Table",
    "assumptions_table",
    "better_off_table",
    "budget_table",
    "calendar_table",
    "contributions_table",
    "estimates_table",
    "exit_table",
    "exits_table",
    "exposure_table",
    "findings_table",
    "hindcast_table",
    "horizon_table",
    "laws_table",
    "levers_table",
    "plan_table",
    "reconciliation_table",
    "replaced_table",
    "run_table",
    "summary_table",
    "text_check_table",
    "windfall_table",
]
