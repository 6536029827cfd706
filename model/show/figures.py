"""Every figure of the pages; each function returns a `Figure`."""

from model.show.chart_budget import budget_chart
from model.show.chart_calendar import calendar_chart
from model.show.chart_cost import cost_fan
from model.show.chart_futures import futures_chart
from model.show.chart_goals import goals_chart
from model.show.chart_hindcast import hindcast_chart
from model.show.chart_relation import relation_chart
from model.show.chart_why import why_chart
from model.show.picture import Figure

__all__ = [
    "Figure",
    "budget_chart",
    "calendar_chart",
    "cost_fan",
    "futures_chart",
    "goals_chart",
    "hindcast_chart",
    "relation_chart",
    "why_chart",
]
