"""What it costs each municipality, why, and who gains, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.decide.appraisal import baseline
from model.language import (
    _,
    euro,
    euro_against,
    euro_difference,
    euro_difference_range,
    listed,
    out_of_ten,
    year,
)
from model.show.chart_goals import standings
from model.show.labels import capital, goal_label, item_label, option_label, party_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.decide.appraisal import OptionSummary
    from model.decide.why import Waterfall
    from model.engine.outcome import Outcome

CLEAR: Final = 0.65  # share of the futures from which one side is called
SMALLEST: Final = 0.01  # of the largest item: a smaller scale effect is not worth a sentence


def costs_of(outcome: Outcome, summaries: Sequence[OptionSummary], option: str) -> tuple[str, ...]:
    """What one option costs each municipality: one sentence each, then one for all together.

    Parameters
    ----------
    outcome : Outcome
    summaries : sequence of OptionSummary
        From `model.decide.appraisal.appraise`.
    option : str
    """
    own = [one for one in summaries if one.option == option]
    ordered = [one for one in own if one.party is not None] + [one for one in own if one.party is None]
    return tuple(_cost_sentence(outcome, one) for one in ordered)


def _cost_sentence(outcome: Outcome, one: OptionSummary) -> str:
    who = capital(party_label(outcome, one.party))
    yearly = one.cost.mean / max(outcome.horizon, 1)
    spread = (one.cost.p10 / max(outcome.horizon, 1), one.cost.p90 / max(outcome.horizon, 1))
    amount = euro(yearly, band=spread)
    if one.per_inhabitant_year is not None and yearly:
        scale = one.per_inhabitant_year / yearly
        head = euro(one.per_inhabitant_year, band=(spread[0] * scale, spread[1] * scale))
        amount = _("{amount} per year ({head} per inhabitant)", amount=amount, head=head)
    else:
        amount = _("{amount} per year", amount=amount)
    name = option_label(outcome, one.option)
    if one.option == baseline(outcome):
        return _("{who}: {amount} on average under {option}.", who=who, amount=amount, option=_low(name))
    return _(
        "{who}: {amount} on average under {option}; over {years} years {difference}, cheaper in {share}.",
        who=who,
        amount=amount,
        option=_low(name),
        years=outcome.horizon,
        difference=euro_against(_("continuing"), one.difference.mean, one.difference.p10, one.difference.p90),
        share=out_of_ten(one.share_cheaper),
    )


def budget_effect(outcome: Outcome, one: OptionSummary) -> tuple[str, ...]:
    """One-off and structural parts, the dearest year and the year in which it has earned itself back."""
    spread = (one.difference.p10, one.difference.p90)  # rounds the parts like the whole
    said = [
        _("Compared with continuing, {option} is one-off {one_off} and structurally {structural}, "
          "over {years} years.",
          option=_low(option_label(outcome, one.option)), one_off=euro_difference(one.one_off, *spread),
          structural=euro_difference(one.structural, *spread), years=outcome.horizon)
    ]  # fmt: skip
    peak = one.peak_extra_cash
    if one.peak_year_cash is not None and peak.mean > 0:
        band = (peak.p10, peak.p90)
        who = _("the municipalities together") if one.party is None else party_label(outcome, one.party)
        said.append(
            _("Extra budget in the dearest year, around {year}, for {who}: {amount} on average; "
              "in 1 out of 10 futures more than {high}.",
              who=who, amount=euro(peak.mean, band=band),
              high=euro(peak.p90, band=band), year=year(one.peak_year_cash))
        )  # fmt: skip
    said.append(_break_even(one))
    return tuple(part for part in said if part)


def _break_even(one: OptionSummary) -> str:
    if one.break_even == "in_year" and one.break_even_year is not None:
        if one.break_even_holds:
            return _(
                "On average the extra costs have been earned back in {year}.", year=year(one.break_even_year)
            )
        return _(
            "On average the extra costs are earned back in {year}, but not for good.",
            year=year(one.break_even_year),
        )
    if one.break_even == "never":
        return _("On average the extra costs are not earned back within the period.")
    return _("On average there are no extra costs to earn back.") if one.break_even == "immediately" else ""


def why(outcome: Outcome, fall: Waterfall, *, most: int = 3) -> tuple[str, ...]:
    """Which items make the difference, and how much of it is scale."""
    kept, _rest = fall.largest(most)
    largest = [bar for bar in sorted(kept, key=lambda bar: -abs(bar.mean)) if abs(bar.mean) >= 1]
    if not largest:
        return (_("There is no difference in cost to explain."),)
    named = [
        _("{item} ({amount})", item=item_label(bar.item), amount=euro_difference(bar.mean, bar.p10, bar.p90))
        for bar in largest
    ]
    said = [
        _("The difference between {option} and continuing comes mostly from {items}.",
          option=_low(option_label(outcome, fall.option)), items=listed(named))
    ]  # fmt: skip
    if abs(fall.scale.mean) >= SMALLEST * abs(largest[0].mean):
        said.append(
            _("Scale that is gained or lost has a part in this: {amount} (8 out of 10 futures: {band}). "
              "How large that effect is, is a judgement.",
              amount=euro_difference(fall.scale.mean, fall.scale.p10, fall.scale.p90),
              band=euro_difference_range(fall.scale.p10, fall.scale.p90))
        )  # fmt: skip
    return tuple(said)


def who_gains(outcome: Outcome, summaries: Sequence[OptionSummary], option: str) -> str:
    """Who is cheaper off under an option in most futures, who is not, and for whom that is open."""
    own = [one for one in summaries if one.option == option and one.party is not None]
    same = [one for one in own if max(abs(one.difference.p10), abs(one.difference.p90)) < 1]
    rest = [one for one in own if one not in same]
    groups = {
        _("Cheaper off in most futures: {parties}."): [o for o in rest if o.share_cheaper >= CLEAR],
        _("Dearer off in most futures: {parties}."): [o for o in rest if o.share_cheaper <= 1 - CLEAR],
        _("Uncertain: {parties}."): [o for o in rest if 1 - CLEAR < o.share_cheaper < CLEAR],
        _("No difference: {parties}."): same,
    }
    said = [
        text.format(parties=listed([_named(outcome, one) for one in found]))
        for text, found in groups.items()
        if found
    ]
    return f"{capital(option_label(outcome, option))}. {' '.join(said)}"


def _named(outcome: Outcome, one: OptionSummary) -> str:
    """Party with what it gains or loses on average."""
    name, found = party_label(outcome, one.party), one.difference
    return _("{item} ({amount})", item=name, amount=euro_difference(found.mean, found.p10, found.p90))


def goals_sentence(outcome: Outcome, option: str, party: str | None = None) -> str:
    """On which K's an option does better or worse than continuing in most futures."""
    found = dict(zip(outcome.goals, standings(outcome, party)[option], strict=True))
    better = [goal_label(goal) for goal, one in found.items() if one.better >= CLEAR]
    worse = [goal_label(goal) for goal, one in found.items() if one.worse >= CLEAR]
    name = capital(option_label(outcome, option))
    if better and worse:
        return _("{option} does better than continuing in most futures on {better}, and worse on {worse}.",
                 option=name, better=listed(better), worse=listed(worse))  # fmt: skip
    if better:
        return _(
            "{option} does better than continuing in most futures on {goals}.",
            option=name,
            goals=listed(better),
        )
    if worse:
        return _(
            "{option} does worse than continuing in most futures on {goals}.",
            option=name,
            goals=listed(worse),
        )
    return _("{option} does not clearly differ from continuing on any of the six K's.", option=name)


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
