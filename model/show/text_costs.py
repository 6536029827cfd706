"""What it costs each municipality, why, and who gains, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.decide.appraisal import baseline
from model.language import _, euro, euro_against, euro_difference, listed, noticeable, out_of_ten, year
from model.show.chart_goals import standings
from model.show.labels import capital, goal_label, item_label, lowered, option_label, party_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.decide.appraisal import Band, OptionSummary
    from model.decide.why import Waterfall
    from model.engine.outcome import Outcome

CLEAR: Final = 0.65  # share of the futures from which one side is called


def costs_of(
    outcome: Outcome, summaries: Sequence[OptionSummary], option: str, beside: str | None = None
) -> tuple[str, ...]:
    """What one option costs each municipality: one sentence each, then one for all together.

    Parameters
    ----------
    beside : str, optional
        Another option that the same sentences compare with continuing; `option` is then continue.
    """
    others = {one.party: one for one in summaries if one.option == beside}
    own = [one for one in summaries if one.option == option]
    ordered = [one for one in own if one.party is not None] + [one for one in own if one.party is None]
    return tuple(_cost_sentence(outcome, one, others.get(one.party)) for one in ordered)


def _cost_sentence(outcome: Outcome, one: OptionSummary, other: OptionSummary | None) -> str:
    values: dict[str, object] = {
        "who": capital(party_label(outcome, one.party)),
        "amount": _per_year(outcome, one),
        "option": lowered(option_label(outcome, one.option)),
    }
    found = one.difference
    if one.option != baseline(outcome):
        return _(
            "{who}: {amount} on average under {option}; over {years} years {difference}, cheaper in {share}.",
            years=outcome.horizon,
            difference=euro_against(_("continuing"), found.mean, *found.limits),
            share=out_of_ten(one.share_cheaper),
            **values,
        )
    if other is None:
        return _("{who}: {amount} on average under {option}.", **values)
    return _(
        "{who}: {amount} on average under {option}; {other} is over {years} years {difference}.",
        other=lowered(option_label(outcome, other.option)),
        years=outcome.horizon,
        difference=_said(other),
        **values,
    )


def _per_year(outcome: Outcome, one: OptionSummary) -> str:
    """What an option costs a year, in total and per inhabitant."""
    yearly = one.cost.mean / max(outcome.horizon, 1)
    spread = (one.cost.p10 / max(outcome.horizon, 1), one.cost.p90 / max(outcome.horizon, 1))
    amount = euro(yearly, band=spread)
    if one.per_inhabitant_year is None or not yearly:
        return _("{amount} per year", amount=amount)
    scale = one.per_inhabitant_year / yearly
    head = euro(one.per_inhabitant_year, band=(spread[0] * scale, spread[1] * scale))
    return _("{amount} per year ({head} per inhabitant)", amount=amount, head=head)


def budget_effect(outcome: Outcome, one: OptionSummary) -> tuple[str, ...]:
    """One-off and structural parts, the dearest year and the year in which it has earned itself back."""
    parts = {name: getattr(one, name) for name in ("one_off", "structural", "transfers")}
    spread = {name: _as_wide_as(one.difference, part) for name, part in parts.items()}  # rounded like the whole
    said = [
        _("Compared with continuing, {option} is one-off {one_off} and structurally {structural}, "
          "over {years} years.",
          option=lowered(option_label(outcome, one.option)), one_off=euro_difference(one.one_off, *spread["one_off"]),
          structural=euro_difference(one.structural, *spread["structural"]), years=outcome.horizon)
    ]  # fmt: skip
    if noticeable(one.transfers, spread["transfers"]):
        moved = euro_difference(one.transfers, *spread["transfers"])
        said.append(_("Exit sums and the reserve make it {amount}.", amount=moved))
    peak = one.peak_extra_cash
    if one.peak_year_cash is not None and peak.mean > 0:
        band = peak.limits
        who = _("the municipalities together") if one.party is None else party_label(outcome, one.party)
        said.append(
            _("Extra budget in the dearest year, around {year}, for {who}: {amount} on average; "
              "in 1 out of 10 futures more than {high}.",
              who=who, amount=euro(peak.mean, band=band),
              high=euro(peak.p90, band=band), year=year(one.peak_year_cash))
        )  # fmt: skip
    said.append(_break_even(one))
    return tuple(part for part in said if part)


def _as_wide_as(whole: Band, part: float) -> tuple[float, float]:
    """Band of the width of the whole around one part of it."""
    return part + whole.limits[0] - whole.mean, part + whole.limits[1] - whole.mean


def _break_even(one: OptionSummary) -> str:
    if one.break_even == "in_year" and one.break_even_year is not None:
        if one.break_even_holds:
            return _("On average the extra costs have been earned back in {year}.", year=year(one.break_even_year))
        return _(
            "On average the extra costs are earned back in {year}, but not for good.", year=year(one.break_even_year)
        )
    if one.break_even == "never":
        return _("On average the extra costs are not earned back within the period.")
    return ""


def why(outcome: Outcome, fall: Waterfall, *, most: int = 3) -> tuple[str, ...]:
    """Which items make the difference; how much of it is scale stands with how sure it is."""
    ranked = [bar for bar in sorted(fall.bars, key=lambda bar: -abs(bar.mean)) if abs(bar.mean) >= 1]
    if not ranked:
        return (_("There is no difference in cost to explain."),)
    largest = [bar for bar in ranked[:most] if noticeable(bar.mean, (bar.p10, bar.p90))] or ranked[:1]
    named = [
        _("{item} ({amount})", item=item_label(bar.item), amount=euro_difference(bar.mean, bar.p10, bar.p90))
        for bar in largest
    ]
    said = [
        _("The difference between {option} and continuing comes mostly from {items}.",
          option=lowered(option_label(outcome, fall.option)), items=listed(named))
    ]  # fmt: skip
    return tuple(said)


def _said(one: OptionSummary) -> str:
    found = one.difference
    return euro_difference(found.mean, *found.limits)


def goals_sentences(outcome: Outcome, options: Sequence[str]) -> tuple[str, ...]:
    """What options do to the six K's; those that clearly change nothing share one sentence."""
    same = [one for one in options if not any(_changed(outcome, one, None))]
    if len(same) < 2:
        return tuple(goals_sentence(outcome, one) for one in options)
    names = [lowered(option_label(outcome, one)) for one in same]
    together = _("{options} do not clearly differ from continuing on any of the six K's.", options=listed(names))
    return (capital(together), *(goals_sentence(outcome, one) for one in options if one not in same))


def _changed(outcome: Outcome, option: str, party: str | None) -> tuple[list[str], list[str]]:
    """Goals on which an option does better, and worse, in most futures."""
    found = dict(zip(outcome.goals, standings(outcome, party)[option], strict=True))
    better = [goal_label(goal) for goal, one in found.items() if one.better >= CLEAR]
    return better, [goal_label(goal) for goal, one in found.items() if one.worse >= CLEAR]


def goals_sentence(outcome: Outcome, option: str, party: str | None = None) -> str:
    """On which K's an option does better or worse than continuing in most futures."""
    better, worse = _changed(outcome, option, party)
    name = capital(option_label(outcome, option))
    if better and worse:
        return _("{option} does better than continuing in most futures on {better}, and worse on {worse}.",
                 option=name, better=listed(better), worse=listed(worse))  # fmt: skip
    if better:
        return _("{option} does better than continuing in most futures on {goals}.", option=name, goals=listed(better))
    if worse:
        return _("{option} does worse than continuing in most futures on {goals}.", option=name, goals=listed(worse))
    return _("{option} does not clearly differ from continuing on any of the six K's.", option=name)
