"""The question, the advice and how sure it is, in sentences that are never surer than the figures.

A verdict speaks about cost. What the options do to the other K's is told beside it, not inside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.decide.appraisal import band, present_cost
from model.decide.gate import mostly_estimated
from model.language import (
    _,
    euro,
    euro_against,
    euro_difference,
    euro_difference_range,
    euro_range,
    listed,
    noticeable,
    number,
    out_of_ten,
    percent,
    year,
)
from model.show.labels import capital, lowered, option_label, party_label, row_label
from model.show.units import unit_label

if TYPE_CHECKING:
    from model.decide.turning import TurningRow
    from model.decide.verdict import Verdict
    from model.engine.outcome import Outcome
    from model.inputs import Case

SMALL: Final = 0.01  # a smaller share is called less than 1%
NEARLY_ALL: Final = 0.995
LIKELY, VERY_LIKELY = 0.65, 0.85


def banner(case: Case) -> str:
    """Mark that every page carries where figures are invented or mostly estimated; empty otherwise."""
    if case.example or mostly_estimated(case):
        return _("example, figures estimated")
    return ""


def chance_word(share: float) -> str:
    """Word for a share of the futures, the same word for the same share everywhere."""
    if share >= VERY_LIKELY:
        return _("very likely")
    if share >= LIKELY:
        return _("likely")
    if share > 1 - LIKELY:
        return _("about as likely as not")
    return _("unlikely") if share > 1 - VERY_LIKELY else _("very unlikely")


def question(outcome: Outcome) -> tuple[str, ...]:
    """What the councils have to decide, and what this memo compares."""
    others = [option_label(outcome, o).lower() for o in outcome.options if outcome.option_objects[outcome.o(o)].actions]
    first, last = outcome.years[0] + 1, outcome.years[-1]
    asked = (
        _("Do {parties} continue with {case}, or is another road better: {options}?",
          parties=listed(outcome.party_names), case=outcome.case.name, options=_or(others))
        if others
        else _("What does {case} cost {parties} if they continue?",
               parties=listed(outcome.party_names), case=outcome.case.name)
    )  # fmt: skip
    return (
        asked,
        _("This memo compares what the roads cost each municipality from {first} to {last}, and what "
          "they do to the six K's.",
          first=year(first), last=year(last)),
    )  # fmt: skip


def advice(outcome: Outcome, verdict: Verdict) -> tuple[str, str, str]:
    """The advice in three sentences: what is preferred, how large the difference is, how sure that is."""
    if verdict.challenger is None:
        return _without_choice(outcome, verdict)
    return _preference(outcome, verdict), _size(outcome, verdict), _chance(outcome, verdict)


def verdict_sentence(outcome: Outcome, verdict: Verdict) -> str:
    """Verdict on cost and how sure it is, without its size."""
    first, _size_of_it, last = advice(outcome, verdict)
    return f"{first} {last}"


def _without_choice(outcome: Outcome, verdict: Verdict) -> tuple[str, str, str]:
    """Three sentences where there is nothing to choose on cost."""
    name = lowered(option_label(outcome, verdict.baseline))
    if len(outcome.options) == 1:
        cost = band(present_cost(outcome, verdict.baseline, verdict.party))
        return (
            _("Only {option} was calculated, so there is nothing to prefer.", option=name),
            _("Over {years} years it costs {amount} on average, in prices of {year}.",
              years=outcome.horizon, amount=euro(cost.mean, band=cost.limits),
              year=year(outcome.years[0])),
            _("In 8 out of 10 calculated futures it is {band}.", band=euro_range(cost.p10, cost.p90)),
        )  # fmt: skip
    return (
        _("The roads do not differ in cost{who}.", who=_for_whom(outcome, verdict.party)),
        _("There is no difference in any of the calculated futures."),
        _("Choose on what the roads do to the other K's."),
    )


def _preference(outcome: Outcome, verdict: Verdict) -> str:
    """First sentence: what is preferred, and on what condition."""
    who = _for_whom(outcome, verdict.party)
    if verdict.gate == "preferred":
        named = lowered(option_label(outcome, verdict.leaning))
        if verdict.conditional:
            return _("First collect more data, because {part} is estimated; if those estimates hold, "
                     "{option} is preferred on cost{who}.",
                     part=_estimated_part(verdict), option=named, who=who)  # fmt: skip
        text = (
            _("In this example {option} is preferred on cost{who}.")
            if verdict.example
            else _("On cost {option} is preferred{who}.")
        )
        return text.format(option=named, who=who)
    named = _or([lowered(option_label(outcome, option)) for option in _contenders(verdict)])
    if verdict.conditional:
        return _("First collect more data, because {part} is estimated; even if those estimates hold, "
                 "there is no clear preference on cost{who} for {options}.",
                 part=_estimated_part(verdict), options=named, who=who)  # fmt: skip
    text = (
        _("In this example there is no clear preference on cost{who} for {options}.")
        if verdict.example
        else _("There is no clear preference on cost{who} for {options}.")
    )
    return text.format(options=named, who=who)


def _estimated_part(verdict: Verdict) -> str:
    if verdict.estimated_share >= NEARLY_ALL:
        return _("the whole budget")
    return _("{share} of the budget", share=percent(verdict.estimated_share))


def _contenders(verdict: Verdict) -> tuple[str, ...]:
    """Options between which there is no preference: the status quo first."""
    if verdict.tied_with and verdict.baseline not in (verdict.leaning, *verdict.tied_with):
        return (verdict.leaning, *verdict.tied_with)
    return (verdict.baseline, verdict.challenger or verdict.baseline)


def _size(outcome: Outcome, verdict: Verdict) -> str:
    """Second sentence: how large the difference is, also beside what continuing costs."""
    if verdict.difference is None or verdict.challenger is None:
        return ""
    found = verdict.difference
    limits = found.limits
    values = {
        "years": outcome.horizon,
        "option": lowered(option_label(outcome, verdict.challenger)),
        "difference": euro_against(_("continuing"), found.mean, *limits),
        "year": year(outcome.years[0]),
    }
    part = abs(found.mean) / float(present_cost(outcome, verdict.baseline, verdict.party).mean())
    if values["difference"] == euro_against(_("continuing"), 0.0):
        return _("Over {years} years {option} is on average {difference}.", **values)
    if part < SMALL:
        return _("Over {years} years {option} is on average {difference}, in prices of {year}: less than 1% "
                 "of what continuing costs.", **values)  # fmt: skip
    return _("Over {years} years {option} is on average {difference}, in prices of {year}: {share} of what "
             "continuing costs.", share=percent(part), **values)  # fmt: skip


def _chance(outcome: Outcome, verdict: Verdict) -> str:
    """Third sentence: in how many futures it is so, and what keeps it from being a preference."""
    values = {
        "option": lowered(option_label(outcome, verdict.leaning)),
        "other": _other(outcome, verdict),
        "share": out_of_ten(verdict.share),
    }
    if verdict.gate != "preferred":
        return capital(_("{option} is cheaper than {other} in {share}, {reason}.",
                         reason=_reason(outcome, verdict), **values))  # fmt: skip
    if 1 - LIKELY < verdict.share < LIKELY:
        return capital(_("Whether {option} is cheaper than {other} is uncertain: it is in {share}.", **values))
    return capital(_("It is {chance} that {option} is cheaper than {other}: it is in {share}.",
                     chance=chance_word(verdict.share), **values))  # fmt: skip


def _reason(outcome: Outcome, verdict: Verdict) -> str:
    said = {
        "too_small": _("but the difference is too small to choose on"),
        "close_call": _close_call(outcome, verdict),
        "other_seed": _("but calculated with other random numbers it comes out the other way"),
        "turns_within_judgement": _one_row(outcome, verdict),
        "rests_on_judgement": _("but the difference rests on estimates that nobody has measured"),
    }
    found = [said[reason] for reason in verdict.reasons if reason in said]
    return found[0] if found else _("but the difference is too uncertain")


def _one_row(outcome: Outcome, verdict: Verdict) -> str:
    """Which single judgement flips the choice, and at which value."""
    if not verdict.turning:
        return ""
    row = verdict.turning[0]
    text = (
        _("but {rival} is cheaper if “{name}” is above {value} ({unit})")
        if row.side == "above"
        else _("but {rival} is cheaper if “{name}” is below {value} ({unit})")
    )
    return text.format(**_row_values(outcome, verdict, row))


def _row_values(outcome: Outcome, verdict: Verdict, row: TurningRow) -> dict[str, str]:
    units = {one.id: one.unit for one in outcome.assumptions}
    digits = _decimals(row.low, row.high)
    return {
        "name": row_label(row),
        "rival": lowered(option_label(outcome, row.rival)) if row.rival else _other(outcome, verdict),
        "unit": unit_label(units.get(row.id, "")),
        "value": number(row.turns_at, digits),
        "low": number(row.low, digits),
        "high": number(row.high, digits),
        "base": number(row.base or 0.0, digits),
    }


def _close_call(outcome: Outcome, verdict: Verdict) -> str:
    """Which options cannot be told apart: the two compared, or the leaning one and another of the roads."""
    compared = {verdict.baseline, verdict.challenger}
    others = [lowered(option_label(outcome, option)) for option in verdict.tied_with if option not in compared]
    if not others or compared & set(verdict.tied_with):
        return _("but the average difference is too small to tell apart")
    return _("but on average it cannot be told apart from {options}", options=_or(others))


def certainty(outcome: Outcome, verdict: Verdict) -> tuple[str, ...]:
    """How sure the advice is: the band, where the spread comes from, what is left without judgement."""
    if verdict.challenger is None or verdict.difference is None:
        return ()
    found = verdict.difference
    said = [
        _("In 8 out of 10 calculated futures {option} is {band}, compared with continuing.",
          option=lowered(option_label(outcome, verdict.challenger)),
          band=euro_difference_range(found.p10, found.p90))
    ]  # fmt: skip
    if verdict.variance is not None:
        said.append(
            _("Of the spread in this difference {judged} comes from estimates that nobody has measured and "
              "{known} from measured figures; the rest is chance: members that leave, incidents, prices.",
              judged=_part(verdict.variance.judged), known=_part(verdict.variance.known))
        )  # fmt: skip
    said.append(_without_judgement(outcome, verdict))
    return tuple(text for text in said if text)


def _part(share: float) -> str:
    return _("less than 1%") if share < SMALL else percent(share)


def _without_judgement(outcome: Outcome, verdict: Verdict) -> str:
    null, found = verdict.null, verdict.difference
    if null is None or found is None:
        return ""
    alike = (
        null.mean + found.limits[0] - found.mean,
        null.mean + found.limits[1] - found.mean,
    )  # rounded like the difference
    amount = euro_difference(null.mean, *alike)
    if abs(null.mean) <= 2 * null.standard_error.value or not noticeable(null.mean, alike):
        return _("Without the effects that nobody has measured there is hardly any difference left.")
    if not noticeable(found.mean, found.limits):
        return _("Without the effects that nobody has measured {option} is {difference}.",
                 option=lowered(option_label(outcome, null.option)),
                 difference=euro_against(_("continuing"), null.mean, *alike))  # fmt: skip
    if null.mean * found.mean > 0:
        return _(
            "Without the effects that nobody has measured the difference keeps its direction: {amount}.", amount=amount
        )
    return _("Without the effects that nobody has measured the difference turns round: {amount}.", amount=amount)


def what_decides(outcome: Outcome, verdict: Verdict, *, most: int = 3) -> tuple[str, ...]:
    """Judgements that could turn the verdict, the one most worth knowing first.

    Where the difference is too small to choose on, the sign of it hardly matters: then only the first is named.
    """
    shown = verdict.turning[: 1 if "too_small" in verdict.reasons else most]
    return tuple(capital(_turns(row).format(**_row_values(outcome, verdict, row))) for row in shown)


def _turns(row: TurningRow) -> str:
    """Text of one judgement that makes another option the cheaper one; a row that is not drawn has one value else."""
    if row.side == "above":
        turned = _("{rival} is cheaper if “{name}” is above {value} ({unit});")
    else:
        turned = _("{rival} is cheaper if “{name}” is below {value} ({unit});")
    drawn, fixed = _("we reckoned with {low} to {high}."), _("we reckoned with {base}, it may be {low} to {high}.")
    return f"{turned} {drawn if row.base is None else fixed}"


def _decimals(low: float, high: float) -> int:
    width = abs(high - low)
    return next((d for d in range(5) if width >= 10.0 ** (1 - d)), 4)


def _other(outcome: Outcome, verdict: Verdict) -> str:
    if verdict.leaning != verdict.baseline:
        return _("continuing")
    return lowered(option_label(outcome, verdict.challenger or verdict.baseline))


def _for_whom(outcome: Outcome, party: str | None) -> str:
    return "" if party is None else _(" for {party}", party=party_label(outcome, party))


def _or(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} or {last}", first=", ".join(parts[:-1]), last=parts[-1])
