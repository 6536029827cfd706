"""A chart that answers *what if*, without a network: everything that can be chosen was calculated beforehand.

Without a script (in a notebook, in Word) the table of the first choice stands there. The script of the page
(``whatif.js``) shows the controls, draws the chart and keeps the table in step.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from model.decide.gate import limits
from model.decide.worlds import World, worlds
from model.language import N_, _, current, number, picked, year
from model.publish.page import json_in_page
from model.publish.section import Nothing, Section, Shown
from model.rounding import MOST_DIGITS, half_up, step_of_band
from model.show.labels import capital, lowered, option_label, party_label
from model.show.prose import Prose
from model.show.table import Cell, Column, Table, cell_of, escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.engine.outcome import FloatArray, Outcome
    from model.publish.board import Memo

UNIT: Final = 1_000  # EUR; as in the four-year budget
DRIVER_LABELS: Final = {
    "cloud.ambition": N_("Pace of cloud"),
    "prices.wage_excess": N_("Growth of wages"),
    "prices.saas": N_("Price growth of cloud software"),
}
TOGETHER: Final = "together"


def whatif(memo: Memo) -> Shown:
    """Appendix: choose a scenario or driver, a municipality and an option, and see the cost per year."""
    if memo.leaves_out("whatif") or memo.decision is None or len(memo.outcome.options) < 2:
        return Nothing()
    chart = WhatIf(memo.outcome, worlds(memo.outcome, memo.decision.scenarios), memo.subject, memo.parameters.without)
    said = _(
        "Choose what happens, for whom and which option. Every answer was calculated beforehand: a scenario on its own "
        "futures, a driver on the third of the futures of this memo in which it is lowest or highest."
    )
    return Section("whatif", _("Appendix: what if?"), (Prose((said,)), chart), kind="appendix")


@dataclass(frozen=True, eq=False)
class WhatIf:
    """The chart with its controls, table and data.

    Parameters
    ----------
    outcome : Outcome
        Gives names and years.
    found : tuple of World
        The first is chosen first.
    option : str
        Chosen first.
    without : tuple of str
        Codes of parties that cannot be chosen.
    """

    outcome: Outcome
    found: tuple[World, ...]
    option: str
    without: tuple[str, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """What the script draws from; costs in thousands of euros: mean, what P10 is below it and P90 above it."""
        outcome = self.outcome
        parties = {TOGETHER: len(outcome.parties)}
        parties |= {code: place for place, code in enumerate(outcome.parties) if code not in self.without}
        return {
            "lang": current(),
            "digits": MOST_DIGITS,
            "material": limits(outcome.assumptions).material_share,
            "years": list(outcome.years),
            "options": [self._mentioned(name) for name in outcome.options],
            "baseline": self._baseline,
            "worlds": [self._world_label(one) for one in self.found],
            "parties": {
                code: {"name": self._name(code), "cost": [_packed(one.cost[:, place]) for one in self.found]}
                for code, place in parties.items()
            },
            "words": _words(),
        }

    @property
    def table(self) -> Table:
        """First choice, for readers without a script."""
        told = _packed(self.found[0].cost[:, -1])
        rows = tuple(
            _row(when, told[self._baseline][3 * n], *told[self.outcome.o(self.option)][3 * n : 3 * n + 3])
            for n, when in enumerate(self.outcome.years)
        )
        words, unit = _words(), _("× € 1,000")
        columns = (
            Column(_("year"), align="left"), Column(words["baseline"], unit), Column(words["option"], unit),
            Column(words["band"], unit),
        )  # fmt: skip
        return Table("whatif", self._filled("caption"), columns, rows, (words["note"],))

    def to_html(self) -> str:
        """Controls (hidden until the script is there), what is said, drawing, table, data."""
        choices = "".join((
            _choice("world", _("What happens"), _grouped(self.found, [self._world_label(one) for one in self.found])),
            _choice("party", _("For whom"), _listed(
                (code, told["name"], code == TOGETHER) for code, told in self.data["parties"].items())),
            _choice("option", _("Option"), _listed(
                (name, option_label(self.outcome, name), name == self.option) for name in self.outcome.options)),
        ))  # fmt: skip
        named = html.escape(_("What if?"))
        return (
            f'<div class="whatif"><div class="whatif-choices" role="group" aria-label="{named}" hidden>'
            f'{choices}</div>\n<p class="whatif-said" role="status"></p>\n'
            f'<figure class="whatif-figure" hidden><figcaption></figcaption></figure>\n{self.table.to_html()}\n'
            f'<script type="application/json">{json_in_page(self.data)}</script></div>'
        )

    @property
    def _baseline(self) -> int:
        return self.outcome.o("continue")

    def _name(self, code: str) -> str:
        return capital(party_label(self.outcome, None if code == TOGETHER else code))

    def _mentioned(self, option: str) -> str:
        """Option inside a sentence."""
        return lowered(option_label(self.outcome, option))

    def _filled(self, word: str) -> str:
        names = {"world": self._world_label(self.found[0]), "party": self._name(TOGETHER),
                 "option": self._mentioned(self.option)}  # fmt: skip
        return _words()[word].format(**names)

    def _world_label(self, one: World) -> str:
        if one.kind == "scenario":
            from model.inputs import load_scenario

            own = one.name == str(self.outcome.scenario.id)
            return capital(picked((self.outcome.scenario if own else load_scenario(one.name)).title) or one.name)
        driver = _(DRIVER_LABELS[one.name])
        return _("{driver}: low", driver=driver) if one.kind == "low" else _("{driver}: high", driver=driver)


def _words() -> dict[str, str]:
    """Texts of the script; what stands in braces it fills in itself."""
    kept = {
        name: "{" + name + "}" for name in ("world", "party", "option", "baseline", "total", "gap", "first", "last")
    }
    return {
        "caption": _("{world}. {party}: {option} beside continuing", **kept),
        "dearer": _("{world}. {party}: from {first} to {last} {option} costs {total}, which is {gap} more than "
                    "continuing.", **kept),
        "cheaper": _("{world}. {party}: from {first} to {last} {option} costs {total}, which is {gap} less than "
                     "continuing.", **kept),
        "alone": _("{world}. {party}: from {first} to {last} continuing costs {total}.", **kept),
        "legend": _("Solid line and dark band: {option}. Dashed line and light band: continuing. "
                    "A band holds 8 out of 10 futures; the figures stand in the table.", **kept),
        "same": _("{world}. {party}: from {first} to {last} {option} costs {total}, about as much as continuing.",
                  **kept),
        "million": _("{total} million euros", **kept),
        "axis": _("× € 1,000"),
        "baseline": _("continuing"),
        "option": _("chosen option"),
        "band": _("8 out of 10 futures"),
        "note": _("In euros of the year itself: what is paid to the organisation and own costs, mean of the futures."),
    }  # fmt: skip


def _packed(cost: FloatArray) -> list[list[int]]:
    """Per option the three figures of each year in a row; small numbers take little room."""
    mean, low, high = (cost[..., k] / UNIT for k in range(3))
    told = [[round(float(m)), round(float(m - a)), round(float(b - m))]
            for m, a, b in zip(mean.flat, low.flat, high.flat, strict=True)]  # fmt: skip
    years = cost.shape[1]
    return [[value for one in told[n * years : (n + 1) * years] for value in one] for n in range(cost.shape[0])]


def _row(when: int, base: int, mean: int, below: int, above: int) -> tuple[Cell, ...]:
    known = below == above == 0  # a budget has no band
    unit = 1.0 if known else max(step_of_band((mean - below, mean + above), mean), 1.0)
    shown = [number(half_up(value, unit)) for value in (base, mean, mean - below, mean + above)]
    return (Cell(year(when), when), cell_of(shown[0], base), cell_of(shown[1], mean), Cell(f"{shown[2]}–{shown[3]}"))


def _choice(name: str, label: str, inside: str) -> str:
    return f'<label>{escape(label)} <select name="{name}">{inside}</select></label>'


def _listed(choices: Iterator[tuple[str, str, bool]]) -> str:
    return "".join(
        f'<option value="{html.escape(value)}"{" selected" if chosen else ""}>{escape(text)}</option>'
        for value, text, chosen in choices
    )


def _grouped(found: tuple[World, ...], labels: list[str]) -> str:
    parts = []
    for scenarios, group in groupby(enumerate(found), key=lambda one: one[1].kind == "scenario"):
        inside = _listed((str(n), labels[n], n == 0) for n, _world in group)
        title = _("Scenarios") if scenarios else _("Drivers")
        parts.append(f'<optgroup label="{html.escape(title)}">{inside}</optgroup>')
    return "".join(parts)
