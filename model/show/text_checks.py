"""What was calculated besides the verdict, in sentences: exits, windfalls, advices, horizon, the second calculation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.decide.gate import limits
from model.language import (
    _,
    euro,
    euro_difference,
    euro_difference_range,
    euro_range,
    listed,
    ngettext,
    number,
    out_of_ten,
    percent,
)
from model.show.labels import capital, lowered, option_label, party_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.decide.horizon import HorizonCheck
    from model.decide.levers import LeverCase
    from model.decide.people import Exposure
    from model.decide.unplanned import UnplannedExits
    from model.decide.verdict import Verdict
    from model.decide.why import Waterfall
    from model.decide.windfall import Windfall
    from model.engine.outcome import Outcome


def exit_sentences(outcome: Outcome, exits: Sequence[UnplannedExits]) -> tuple[str, ...]:
    """In how many futures each option ends in an exit nobody planned, and what that costs whom; alike ones together."""
    said: dict[str, list[str]] = {}
    for one in exits:
        said.setdefault(_exit(outcome, one), []).append(lowered(option_label(outcome, one.option)))
    return tuple(text.format(option=capital(listed(names))) for text, names in said.items())


def _exit(outcome: Outcome, one: UnplannedExits) -> str:
    total = one.of()
    if total.there is None:
        return _("{option}: in none of the calculated futures does anybody leave unplanned.")
    parts = [_("{option}: in {share} somebody leaves unplanned.", option="{option}", share=out_of_ten(one.share))]
    if one.ending == one.share:
        who = [
            _("{party} {amount}", party=party_label(outcome, code), amount=euro(cost.mean, band=cost.limits))
            for code in outcome.parties
            if (cost := one.of(code).there) is not None
        ]
        parts.append(_("The arrangement then ends, which costs {who} more on average.", who=listed(who)))
    else:
        leaves, stays = (_role(one, role) for role in ("leaves", "stays"))
        if leaves and stays:
            parts.append(
                _("Who leaves is then {leaves} on average, each who stays {stays}.", leaves=leaves, stays=stays)
            )
        if one.ending > 0.0:
            parts.append(_("In {share} the arrangement ends.", share=out_of_ten(one.ending)))
    parts.append(_("Over all futures that is {amount}.", amount=euro(total.over_all, band=total.limits)))
    return " ".join(parts)


def _role(one: UnplannedExits, role: str) -> str:
    found = next((cost.there for cost in one.costs if (cost.party, cost.role) == (None, role)), None)
    return "" if found is None else euro_difference(found.mean, *found.limits)


def windfall_sentences(outcome: Outcome, found: Sequence[Windfall]) -> tuple[str, ...]:
    """Who gains by exit sums; with two members, what each bears of the balance instead."""
    said = []
    for option in dict.fromkeys(one.option for one in found):
        own = [one for one in found if one.option == option]
        name = lowered(option_label(outcome, option))
        said += _sums(outcome, name, [one for one in own if one.kind == "exit_sum"])
        ends = [one for one in own if one.kind == "liquidation" and (one.planned or len(outcome.parties) == 2)]
        if ends:
            said.append(_balance(outcome, name, ends))
    return tuple(said)


def _sums(outcome: Outcome, option: str, sums: Sequence[Windfall]) -> list[str]:
    """One sentence for all who pay more than strands, one for those who pay less; ranges, for no sum is certain."""
    told = []
    for more in (True, False):
        own = [one for one in sums if one.gain is not None and (one.gain.mean >= 0.0) == more]
        if not own:
            continue
        gains = [abs(one.gain.mean) for one in own if one.gain is not None]
        values = {
            "option": option,
            "who": listed([
                _("{party} {amount}", party=party_label(outcome, one.party), amount=euro_range(*one.paid.limits))
                for one in own
            ]),
            "gain": euro_range(min(gains), max(gains)),
        }  # fmt: skip
        if more:
            text = _("If it leaves ({option}), in 8 out of 10 futures this is paid: {who}. On average that is {gain} "
                     "more than strands with the others, a windfall for them.", **values)  # fmt: skip
        else:
            text = _("If it leaves ({option}), in 8 out of 10 futures this is paid: {who}. On average that is {gain} "
                     "less than strands with the others, who bear the rest.", **values)  # fmt: skip
        told.append(text)
    if told and outcome.case.arrangement.exit_rule.rule == "unknown":
        told[-1] += " " + _("What the arrangement itself says about leaving is not known, so the range is wide.")
    return told


def _balance(outcome: Outcome, option: str, ends: Sequence[Windfall]) -> str:
    who = listed([
        _("{party} {amount}", party=party_label(outcome, one.party), amount=euro(one.paid.mean, band=one.paid.limits))
        for one in ends
    ])  # fmt: skip
    if ends[0].planned:
        return _("{option}: no exit sum and so no windfall; each bears a part of the liquidation balance: {who}.",
                 option=capital(option), who=who)  # fmt: skip
    return _("{option}: if a member leaves the arrangement of two ends, so no exit sum and no windfall, but a "
             "liquidation balance: {who}.", option=capital(option), who=who)  # fmt: skip


def lever_sentences(outcome: Outcome, cases: Sequence[LeverCase]) -> tuple[str, ...]:
    """What the advices need to pay for themselves, and then what they are assumed to do."""
    if not cases:
        return ()
    first = max(cases, key=lambda one: one.needed)
    values = {
        "cost": euro(first.cost, 2),
        "years": outcome.horizon,
        "needed": euro(first.needed, 2) if math.isfinite(first.needed) else "",
        "share": percent(first.needed_share, 1) if math.isfinite(first.needed) else "",
    }
    said = (
        _("Each of the five advices (appendix) costs {cost} over {years} years and pays for itself if it saves "
          "{needed} a year, {share} of what the arrangement costs.", **values)
        if math.isfinite(first.needed)
        else _("Each of the five advices (appendix) costs {cost} over {years} years and cannot earn that back in that "
               "time.", **values)
    )  # fmt: skip
    if first.exits is not None:
        said += " " + (
            _("Or if it prevents {share} of the unplanned exits.", share=percent(first.exits))
            if first.exits <= 1.0
            else _("Preventing unplanned exits alone is not enough for that.")
        )
    low, high = (pick(cases, key=lambda one: one.saved.mean).saved for pick in (min, max))
    assumed = _("What they would save is assumed, nobody measured it: {low} to {high} over {years} years.",
                low=euro(low.mean, band=low.limits), high=euro(high.mean, band=high.limits),
                years=outcome.horizon)  # fmt: skip
    return (f"{said} {assumed}",)


def horizon_sentence(outcome: Outcome, verdict: Verdict, check: HorizonCheck) -> str:
    """Whether the choice holds over a longer horizon and at other discount rates."""
    margin = limits(outcome.assumptions).material_share
    other = check.cheaper(verdict.leaning, margin)
    rates = [view for view in other if view not in {"longer", "last_years"}]
    values = {"years": check.long_years, "option": lowered(option_label(outcome, verdict.leaning))}
    if not other:
        text = _("It stays so over {years} years, in the last years of the period, and at a discount rate of 0 to 3%.",
                 **values)  # fmt: skip
        return (
            text
            if verdict.gate == "preferred"
            else _("That stays so over {years} years and at a rate of 0 to 3%.", **values)
        )
    said = []
    if "longer" in other:
        said.append(
            _(
                "Over {years} years {other} is cheaper.",
                years=check.long_years,
                other=_named(outcome, verdict, other["longer"]),
            )
        )
    elif "last_years" in other:
        said.append(
            _(
                "In the last three years of the period {other} is cheaper.",
                other=_named(outcome, verdict, other["last_years"]),
            )
        )
    if rates:
        said.append(
            _(
                "At a discount rate of {rate} {other} is cheaper.",
                rate=percent(float(rates[0])),
                other=_named(outcome, verdict, other[rates[0]]),
            )
        )
    return " ".join(said)


def _named(outcome: Outcome, verdict: Verdict, option: str) -> str:
    return lowered(option_label(outcome, option or verdict.baseline))


def scale_sentence(fall: Waterfall) -> str:
    """The scale line: the part of the difference that is gained or lost scale, on its own."""
    scale = fall.scale
    amount = euro_difference(scale.mean, *scale.limits)
    if amount == euro_difference(0.0):
        return _("Scale: of this difference hardly anything is gained or lost scale.")
    return _("Scale: of this difference {amount} is gained or lost scale (8 out of 10 futures: {band}); how large that "
             "effect is, is a judgement.", amount=amount, band=euro_difference_range(scale.p10, scale.p90))  # fmt: skip


def second_calculation(outcome: Outcome, verdict: Verdict) -> str:
    """What calculating again says: another seed, and every judgement at the ends of its range."""
    checks = verdict.checks
    if checks is None:
        return ""
    seed = (
        _("With other random numbers another option is the cheapest.")
        if checks.other_seed_disagrees
        else _("With other random numbers the order is the same.")
    )
    rows = (
        ngettext(
            "Of {all} judgements one alone turns it.",
            "Of {all} judgements {n} turn it, each alone.",
            len(checks.turning), all=number(len(_judged(outcome, checks.tested))),
        )
        if checks.turning
        else _("None of {all} judgements turns it alone.",
               all=number(len(_judged(outcome, checks.tested))))
    )  # fmt: skip
    return f"{seed} {rows}"


def _judged(outcome: Outcome, ids: Sequence[str]) -> list[str]:
    return [row.id for row in outcome.assumptions if row.kind == "judgement" and row.id in set(ids)]


def exposure_sentence(outcome: Outcome, worst: Sequence[Exposure], *, alone: bool) -> str:
    """The most exposed specialisms by name: chance and days a year without anybody."""
    if not worst:
        return ""
    named = listed([
        _("{name} ({chance}, {days} days)", name=one.specialism,
          chance=percent(one.chance, 1 if one.chance < 0.1 else 0), days=number(one.days_a_year))
        for one in worst
    ])  # fmt: skip
    if alone:
        return _("{party} alone: {named}.", party=party_label(outcome, worst[0].party), named=named)
    return _(
        "Most vulnerable specialisms ({option}; chance that nobody is there, and days a year): {named}.",
        option=lowered(option_label(outcome, worst[0].option)),
        named=named,
    )
