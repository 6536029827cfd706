"""Dot plot: on which of the six K's an option does better than continuing, counted in futures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from model.decide.appraisal import baseline, party_weights
from model.language import _, number, percent
from model.show.labels import capital, goal_label, option_label, party_label
from model.show.picture import Figure
from model.show.style import GREY, INK, canvas, drawing, stroke
from model.show.table import Cell, Column, Table, cell_of, number_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from model.engine.outcome import FloatArray, Outcome

NOTICEABLE: Final = 0.01  # of the scale 0-1: a smaller difference in score counts as equal


class Standing(NamedTuple):
    """Where an option stands on one goal, against continuing."""

    better: float  # share of futures with a noticeably better score, 0-1
    worse: float
    rank: int  # of all options by mean score, 1 is best; equal scores share the best rank

    @property
    def balance(self) -> float:
        """Share of futures in which it does better, an equal one counting half, 0-1."""
        return 0.5 + (self.better - self.worse) / 2


def standings(outcome: Outcome, party: str | None = None) -> dict[str, tuple[Standing, ...]]:
    """Standing of every option on every goal.

    Only the order of scores means something, so nothing of their size is told.

    By option, in the order of ``outcome.goals``.
    """
    scores = {option: _score(outcome, option, party) for option in outcome.options}
    reference = scores[baseline(outcome)]
    means = np.array([score.mean(axis=0) for score in scores.values()])
    found = {}
    for option, score in scores.items():
        change = score - reference
        mean = score.mean(axis=0)
        found[option] = tuple(
            Standing(
                float(np.mean(change[:, goal] > NOTICEABLE)),
                float(np.mean(change[:, goal] < -NOTICEABLE)),
                1 + int(np.sum(means[:, goal] > mean[goal] + NOTICEABLE)),
            )
            for goal in range(len(outcome.goals))
        )
    return found


def goals_chart(outcome: Outcome, party: str | None = None) -> Figure:
    """Six K's by option: in how many futures an option does better than continuing.

    Parameters
    ----------
    party : str, optional
        CBS code; None takes the mean of the parties' scores, weighted by inhabitants.
    """
    title = _("The six K's by option compared with continuing, {party}", party=party_label(outcome, party))
    name = f"goals-{party or 'together'}"
    all_standings = standings(outcome, party)
    shown = {o: s for o, s in all_standings.items() if o != baseline(outcome)}
    with drawing(name):
        drawn = _draw(outcome, shown)
    return Figure(
        name, title, said_of(outcome, shown, title), drawn, goals_table(outcome, all_standings, title, name), reading()
    )


def reading() -> tuple[str, str]:
    """How to read the dots."""
    return (
        _("Right of the middle: more often better than continuing; left: more often worse."),
        _("A difference too small to notice counts half. The order of options means something, the size does not."),
    )


def _score(outcome: Outcome, option: str, party: str | None) -> FloatArray:
    score = outcome.score[outcome.o(option)]
    if party is not None:
        own: FloatArray = score[:, outcome.p(party)]
        return own
    together: FloatArray = np.average(score, axis=1, weights=party_weights(outcome))
    return together


def _draw(outcome: Outcome, shown: dict[str, tuple[Standing, ...]]) -> Canvas:
    goals = len(outcome.goals)
    drawn = canvas(0.75 + (0.12 + 0.05 * max(len(shown), 1)) * goals)
    axes = drawn.subplots()
    for index, (option, found) in enumerate(shown.items()):
        look = stroke(outcome.options.index(option))
        lane = 0.0 if len(shown) == 1 else 0.56 * (index / (len(shown) - 1) - 0.5)
        heights = [goal + lane for goal in range(goals)]
        balances = [10 * standing.balance for standing in found]
        axes.hlines(heights, 5, balances, color=look.colour, lw=1.2, ls=look.dash, alpha=0.8)
        axes.plot(
            balances, heights, ls="", marker=look.marker, color=look.colour, ms=5.5, zorder=4,
            label=option_label(outcome, option), clip_on=False,
        )  # fmt: skip
    _frame(axes, outcome)
    if shown:
        drawn.legend(loc="outside upper left", ncols=min(len(shown), 4), handletextpad=0.3, columnspacing=1.6)
    return drawn


def _frame(axes: Axes, outcome: Outcome) -> None:
    goals = len(outcome.goals)
    axes.set_ylim(goals - 0.5, -0.5)
    axes.set_yticks(range(goals), [capital(goal_label(goal)) for goal in outcome.goals])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    for edge in range(1, goals):
        axes.axhline(edge - 0.5, color="#d9d9d9", lw=0.6)
    axes.set_xlim(0, 10)
    axes.axvline(5, color=INK, lw=0.9)
    axes.set_xticks([0, 2, 4, 5, 6, 8, 10], ["0", "2", "4", "5", "6", "8", "10"])
    axes.grid(axis="x", color="#ececec")
    axes.set_xlabel(_("in how many of 10 futures better than continuing"))
    for side, text, align in ((0, _("more often worse"), "left"), (10, _("more often better"), "right")):
        axes.annotate(text, (side, -0.5), (0, 3), textcoords="offset points", ha=align, va="bottom",
                      fontsize=8.5, color=GREY, annotation_clip=False)  # fmt: skip


def said_of(outcome: Outcome, shown: dict[str, tuple[Standing, ...]], title: str) -> str:
    """Text alternative: per option on how many futures each goal is better and worse."""
    parts = [f"{title}.", _("Number out of 10 calculated futures in which an option does better or worse.")]
    for option, found in shown.items():
        said = [
            _("{goal} {better} better, {worse} worse", goal=goal_label(goal),
              better=_count(standing.better), worse=_count(standing.worse))
            for goal, standing in zip(outcome.goals, found, strict=True)
        ]  # fmt: skip
        parts.append(f"{option_label(outcome, option)}: {'; '.join(said)}.")
    return " ".join(parts)


def _count(share: float) -> str:
    """Count out of ten, careful at its ends like `model.language.out_of_ten`."""
    if 0 < share < 0.05:
        return _("hardly any")
    if 0.95 <= share < 1:
        return _("nearly all")
    return number(math.floor(10 * share + 0.5))


def goals_table(outcome: Outcome, found: dict[str, tuple[Standing, ...]], title: str, name: str) -> Table:
    """Rank of each option on each goal, and how often it does better or worse than continuing."""
    reference = baseline(outcome)
    rows = []
    for position, goal in enumerate(outcome.goals):
        row = [Cell(capital(goal_label(goal)), goal)]
        for option, standing in found.items():
            one = standing[position]
            row.append(Cell(str(one.rank), one.rank))
            if option != reference:
                row += [cell_of(percent(one.better), one.better), cell_of(percent(one.worse), one.worse)]
        rows.append(tuple(row))
    columns = [Column(_("goal"), align="left")]
    for option in found:
        group = option_label(outcome, option)
        columns.append(Column(_("rank"), group=group))
        if option != reference:
            columns += [*number_columns(_("better"), _("worse"), group=group)]
    note = _(
        "Rank: by mean score, 1 is best; options that hardly differ share a rank. Better and worse: share of futures."
    )
    return Table(name, title, tuple(columns), tuple(rows), (note,))
