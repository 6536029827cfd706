"""Figures of robustness: regret per scenario and option, and what optimism does to the choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from model.language import _, euro, listed, number
from model.show.labels import option_label, party_label, scenario_label
from model.show.picture import Figure
from model.show.style import FAINT, GREY, INK, canvas, drawing, fix_ticks, key_above, nested, stroke
from model.show.table_robust import hurwicz_table, largest, regret_text, scenarios_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from model.decide.robustness import Robustness, View
    from model.engine.outcome import Outcome

PALE: Final = np.array([1.0, 1.0, 1.0])
DEEP: Final = np.array([0.0, 0.30, 0.52])
STEPS: Final = 41  # of optimism: the lines are straight, so the number only matters for the markers


def regret_chart(outcomes: Mapping[str, Outcome], found: Robustness, party: str | None = None) -> Figure:
    """Heat table: what each option costs more than the best one in each scenario, with the amounts in the cells.

    Parameters
    ----------
    outcomes : mapping of scenario id to Outcome
    """
    first, view = next(iter(outcomes.values())), found.view(party)
    name, title = f"regret-{party or 'together'}", _("Regret per scenario, {party}", party=party_label(first, party))
    with drawing(name):
        drawn = canvas(0.9 + 0.3 * len(found.scenarios))
        drawn.set_layout_engine("constrained", w_pad=0.1)
        axes = drawn.subplots()
        _cells(axes, view)
        axes.set_xticks(range(len(found.options)), [option_label(first, option) for option in found.options])
        axes.set_yticks(range(len(found.scenarios)), [scenario_label(outcomes[one]) for one in found.scenarios])
        axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
        axes.spines[:].set_visible(False)
    table = scenarios_table(outcomes, found, party, name=name)
    return Figure(name, title, _regret_alt(outcomes, found, view, title), drawn, table, (_reading(),))


def _reading() -> str:
    return _("Each cell says what the option costs more on average than the cheapest option in that scenario (present "
             "value). The darker the cell, the more.")  # fmt: skip


def _cells(axes: Axes, view: View) -> None:
    """Coloured cells with the amounts; the square root keeps small regrets visible beside large ones."""
    regret = np.array([[one.mean for one in row] for row in view.regret])
    shade = np.sqrt(regret / max(float(regret.max()), 1.0))[..., None]
    axes.imshow(PALE + shade * (DEEP - PALE), aspect="auto")
    for (row, column), value in np.ndenumerate(shade[..., 0]):
        one = view.regret[row][column]
        axes.text(
            column, row, regret_text(one), ha="center", va="center", color="white" if value > 0.5 else INK,
            fontweight="bold" if one.mean <= 0.0 else "normal",
        )  # fmt: skip
    axes.set_xticks(np.arange(0.5, regret.shape[1] - 1), minor=True)
    axes.set_yticks(np.arange(0.5, regret.shape[0] - 1), minor=True)
    axes.grid(which="minor", color=FAINT, linewidth=0.8)
    axes.tick_params(which="minor", length=0)


def _regret_alt(outcomes: Mapping[str, Outcome], found: Robustness, view: View, title: str) -> str:
    first, parts = next(iter(outcomes.values())), [f"{title}."]
    for k, option in enumerate(found.options):
        column = [row[k] for row in view.regret]
        names = [scenario_label(outcomes[one]) for one in found.scenarios]
        best = [label for label, one in zip(names, column, strict=True) if one.mean <= 0.0]
        top = largest(column)
        said = _("{option}: the cheapest in {n} of {all} scenarios", option=option_label(first, option), n=len(best),
                 all=len(column)) + (f" ({listed(best)})" if 0 < len(best) < len(column) else "")  # fmt: skip
        if column[top].mean > 0.0:
            said += "; " + _("at most {amount} dearer than the cheapest ({scenario})", amount=regret_text(column[top]),
                             scenario=names[top])  # fmt: skip
        parts.append(said + ".")
    return " ".join(parts)


def hurwicz_chart(outcomes: Mapping[str, Outcome], found: Robustness, party: str | None = None) -> Figure:
    """Lines: cost compared with continuing, from who only looks at the dearest scenario to the cheapest one."""
    first, view = next(iter(outcomes.values())), found.view(party)
    name = f"optimism-{party or 'together'}"
    title = _("Optimism and the choice, {party}", party=party_label(first, party))
    optimism = np.linspace(0.0, 1.0, STEPS)[:, None]
    worst, best = (np.array(view.choice(rule).scores) for rule in ("maximin", "maximax"))
    mixed = optimism * best + (1.0 - optimism) * worst
    above = mixed - mixed[:, [found.options.index(found.baseline)]]
    with drawing(name):
        drawn = canvas(3.0)
        axes = drawn.subplots()
        for k in range(len(found.options)):
            look = stroke(k)
            axes.plot(optimism[:, 0], above[:, k], color=look.colour, ls=look.dash, marker=look.marker,
                      markevery=(0, 10), clip_on=False, **nested(k))  # fmt: skip
        for one in view.hurwicz:
            axes.axvline(one.low, color=GREY, lw=0.8, ls=":")
            said = _("chosen: {option}", option=option_label(first, one.option))
            if one.high - one.low > 0.012 * len(said):  # a narrower one has no room for its name
                axes.text((one.low + one.high) / 2, 1.01, said, transform=axes.get_xaxis_transform(),
                          ha="center", va="bottom", color=GREY)  # fmt: skip
        axes.set_xlim(0, 1)
        axes.margins(y=0.12)
        fix_ticks(axes, "x", count=6)
        fix_ticks(axes, "y", size=1e6, count=6)
        axes.grid(color=FAINT)
        axes.set_xlabel(_("optimism: 0 looks at the dearest scenario only, 1 at the cheapest only"))
        axes.set_ylabel(_("compared with continuing, € million"))
        key_above(drawn, axes, [option_label(first, option) for option in found.options])
    notes = [_("Lowest is chosen. Lines that lie on each other hardly differ.")]
    if len(view.hurwicz) > 1:
        notes.append(_("At a dotted line the choice changes."))
    return Figure(name, title, _hurwicz_alt(first, found, view, title, above), drawn,
                  hurwicz_table(outcomes, found, view, name), tuple(notes))  # fmt: skip


def _hurwicz_alt(first: Outcome, found: Robustness, view: View, title: str, above: np.ndarray) -> str:
    chosen = [
        _("from {low} to {high} {option}", low=number(one.low, 2), high=number(one.high, 2),
          option=option_label(first, one.option))
        for one in view.hurwicz
    ]  # fmt: skip
    ends = [
        _("{option} {worst} and {best}", option=option_label(first, option), worst=euro(above[0, k], 2, sign=True),
          best=euro(above[-1, k], 2, sign=True))
        for k, option in enumerate(found.options) if option != found.baseline
    ]  # fmt: skip
    said = _("Chosen at an optimism {chosen}. Compared with continuing, in the dearest and in the cheapest scenario: "
             "{ends}.", chosen=listed(chosen), ends="; ".join(ends))  # fmt: skip
    return f"{title}. {said}"
