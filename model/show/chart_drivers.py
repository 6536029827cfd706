"""Why an option differs from continuing, by driver: from what the option itself does to the whole difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.language import N_, _, euro, euro_difference, number
from model.show.chart_why import Step, draw_steps
from model.show.labels import capital, option_label, party_label
from model.show.picture import Figure
from model.show.style import drawing
from model.show.table import Cell, Column, Table, cell_of

if TYPE_CHECKING:
    from model.decide.drivers import DriverShares
    from model.engine.outcome import Outcome

DRIVERS: Final = {
    "cloud": N_("growth of cloud"),
    "legislation": N_("new laws and acts"),
    "prices": N_("wages and licences above inflation"),
    "labour": N_("labour market and unrest among staff"),
    "demand": N_("volume and innovation"),
    "needs": N_("needs that shift"),
    "relation": N_("talks on the key, unplanned exits"),
    "shocks": N_("incidents and price steps"),
    "overrun": N_("overrun and delay of the project"),
    "scale": N_("scale and joint buying"),
    "judged": N_("other effects that were judged"),
}

BEARS: Final = 5.0  # standard errors of the total: a band as wide as that decides the rounding


def drivers_chart(outcome: Outcome, shares: DriverShares) -> Figure:
    """Difference with continuing by driver, the largest first."""
    title = _("Where the difference of {option} comes from, {party}", option=option_label(outcome, shares.option),
              party=party_label(outcome, shares.party))  # fmt: skip
    name, steps = f"drivers-{shares.option}-{shares.party or 'together'}", _steps(shares)
    with drawing(name):
        drawn = draw_steps(steps)
    notes = (
        _("The option itself: what it would cost in a world that stands still. Then each driver is let loose; the bars "
          "add up from the top down. Thin line: how much a bar depends on the order of the drivers."),
        _("Mean of {orders} orders over {futures} futures; standard error of the total {error}.",
          orders=number(shares.orders), futures=number(shares.draws), error=euro(shares.standard_error.value, 2)),
    )  # fmt: skip
    alt = " ".join((f"{title}.", *(f"{capital(one.label)}: {euro_difference(one.mean, *one.band)}." for one in steps)))
    return Figure(name, title, alt, drawn, _table(title, name, steps), notes)


def _steps(shares: DriverShares) -> tuple[Step, ...]:
    """The option itself, the drivers by size, the total."""
    least, height = BEARS * shares.standard_error.value, shares.own
    steps = [Step(_("the option itself"), 0.0, shares.own, shares.own, shares.own, least)]
    for part in sorted(shares.parts, key=lambda part: (-abs(part.mean), part.driver)):
        low, high = part.mean - part.spread, part.mean + part.spread
        steps.append(Step(_(DRIVERS[part.driver]), height, part.mean, low, high, least))
        height += part.mean
    total = shares.difference
    return (*steps, Step(_("difference together"), 0.0, total, total, total, least, total=True))


def _table(title: str, name: str, steps: tuple[Step, ...]) -> Table:
    columns = (
        Column(_("driver"), align="left"),
        Column(_("mean difference"), _("EUR")),
        Column(_("low"), _("over the orders")),
        Column(_("high"), _("over the orders")),
    )
    rows = tuple(
        (
            Cell(capital(one.label)),
            cell_of(one.amount, one.mean),
            *(cell_of(euro(end, band=one.band), end) for end in (one.p10, one.p90)),
        )
        for one in steps
    )
    return Table(name, title, columns, rows, totals=(len(rows) - 1,))
