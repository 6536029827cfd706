"""The question, the advice and how sure it is, in sentences that are never surer than the figures.

A verdict speaks about cost. What the options do to the other K's is told beside it, not inside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.decide.appraisal import present_cost
from model.language import (
    _,
    current,
    euro_against,
    euro_difference,
    euro_difference_range,
    listed,
    number,
    out_of_ten,
    percent,
    year,
)
from model.show.labels import capital, option_label, party_label
from model.show.units import unit_label

if TYPE_CHECKING:
    from model.decide.verdict import Verdict
    from model.engine.outcome import Outcome
    from model.inputs import Case

ESTIMATED_LIMIT: Final = 0.60
LIKELY, VERY_LIKELY = 0.65, 0.85


def banner(case: Case) -> str:
    """Mark that every page carries where figures are invented or mostly estimated; empty otherwise."""
    if case.example or case.estimated_share > ESTIMATED_LIMIT:
        return _("example, figures estimated")
    return ""


def plan_mark(case: Case) -> str:
    """How figures from a published plan are called: *begroot in 2020*; empty without a plan."""
    return _("as budgeted in {year}", year=year(case.budget_year)) if case.plan else ""


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
    others = [
        option_label(outcome, o).lower()
        for o in outcome.options
        if outcome.option_objects[outcome.o(o)].actions
    ]
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
    """The advice in three parts: what is preferred, how large the difference is, how sure that is."""
    size = _conditional(verdict, _size(outcome, verdict))
    return verdict_sentence(outcome, verdict), size, certainty(outcome, verdict)


def verdict_sentence(outcome: Outcome, verdict: Verdict) -> str:
    """Verdict on cost in two or three sentences, with its condition."""
    said = _conditional(verdict, _gate(outcome, verdict))
    if verdict.kind != "more_data":
        return said
    share = percent(verdict.estimated_share)
    return _("More data are needed first: {share} of the budget is estimated.", share=share) + " " + said


def _conditional(verdict: Verdict, said: str) -> str:
    """Sentence under the condition that the verdict has: estimates that hold, an example."""
    if not said or not (verdict.conditional or verdict.example):
        return said
    low = _low(said)
    return (
        _("If the estimates hold: {said}", said=low)
        if verdict.conditional
        else _("In this example: {said}", said=low)
    )


def _gate(outcome: Outcome, verdict: Verdict) -> str:
    who = _for_whom(outcome, verdict.party)
    if verdict.challenger is None:
        return _("The roads do not differ in cost{who}.", who=who)
    leaning, other = option_label(outcome, verdict.leaning), _other(outcome, verdict)
    if verdict.gate == "preferred":
        return _("On cost {option} is preferred{who}. In {share} it is cheaper than {other}.",
                 option=_low(leaning), who=who, other=other, share=out_of_ten(verdict.share))  # fmt: skip
    return _(
        "There is no clear preference on cost{who}. {option} is cheaper than {other} in {share}, {reason}.",
        who=who, option=capital(leaning), other=other, share=out_of_ten(verdict.share),
        reason=_reason(verdict),
    )  # fmt: skip


def _reason(verdict: Verdict) -> str:
    said = {
        "turns_within_judgement": _(
            "and which of the two is cheaper depends on estimates that nobody has measured"
        ),
        "close_call": _("but the average difference is too small to tell apart"),
        "rests_on_judgement": _("but the difference rests on estimates that nobody has measured"),
    }
    found = [said[reason] for reason in verdict.reasons if reason in said]
    return found[0] if found else _("but the difference is too uncertain")


def _size(outcome: Outcome, verdict: Verdict) -> str:
    if verdict.difference is None or verdict.challenger is None:
        return ""
    band = verdict.difference
    said = _(
        "Over {years} years {option} is on average {difference}, in prices of {year}; in 8 out of 10 "
        "calculated "
        "futures it is {band}.",
        years=outcome.horizon,
        option=_low(option_label(outcome, verdict.challenger)),
        difference=euro_against(_("continuing"), band.mean, band.p10, band.p90),
        year=year(outcome.years[0]),
        band=euro_difference_range(band.p10, band.p90),
    )
    return f"{said} {_part_of_cost(outcome, verdict, band.mean)}"


def _part_of_cost(outcome: Outcome, verdict: Verdict, mean: float) -> str:
    """How large the difference is beside what continuing costs: a clear sign can still be a small matter."""
    part = abs(mean) / float(present_cost(outcome, verdict.baseline, verdict.party).mean())
    if part < 0.01:
        return _("That is less than 1% of what continuing costs.")
    return _("That is {share} of what continuing costs.", share=percent(part))


def certainty(outcome: Outcome, verdict: Verdict) -> str:
    """How sure the verdict is, how much of it rests on judgement, and what would be left without that."""
    if verdict.challenger is None:
        return ""
    said = []
    if verdict.judged_share is not None:
        said.append(
            _("Of the spread in this difference {share} comes from estimates that nobody has measured.",
              share=percent(verdict.judged_share))
        )  # fmt: skip
    if verdict.null is not None and verdict.difference is not None:
        said.append(_without_judgement(verdict))
    if not said:
        said.append(
            _("That {option} is the cheapest of the two is {chance} in this calculation.",
              option=_low(option_label(outcome, verdict.leaning)), chance=chance_word(verdict.share))
        )  # fmt: skip
    return " ".join(said)


def _without_judgement(verdict: Verdict) -> str:
    null, band = verdict.null, verdict.difference
    if null is None or band is None:
        return ""
    amount = euro_difference(
        null.mean, null.mean - 2 * null.standard_error.value, null.mean + 2 * null.standard_error.value
    )
    if abs(null.mean) <= 2 * null.standard_error.value:
        return _("Without the effects that nobody has measured there is hardly any difference left.")
    if null.mean * band.mean > 0:
        return _(
            "Without the effects that nobody has measured the difference keeps its direction: {amount}.",
            amount=amount,
        )
    return _(
        "Without the effects that nobody has measured the difference turns round: {amount}.", amount=amount
    )


def what_decides(outcome: Outcome, verdict: Verdict, *, most: int = 3) -> tuple[str, ...]:
    """Judgements that could turn the verdict, the one most worth knowing first.

    Parameters
    ----------
    outcome : Outcome
        For the rows as used.
    verdict : Verdict
    most : int
        How many to name.
    """
    units = {row.id: row.unit for row in outcome.assumptions}
    said = []
    for row in verdict.turning[:most]:
        name = row.name_nl if current() == "nl" else row.name
        value = number(row.turns_at, _decimals(row.low, row.high))
        text = (
            _("The advice turns if “{name}” is above {value} ({unit}); we reckoned with {low} to {high}.")
            if row.side == "above"
            else _(
                "The advice turns if “{name}” is below {value} ({unit}); we reckoned with {low} to {high}."
            )
        )
        low, high = (number(x, _decimals(row.low, row.high)) for x in (row.low, row.high))
        said.append(
            text.format(name=name, value=value, unit=unit_label(units.get(row.id, "")), low=low, high=high)
        )
    return tuple(said)


def _decimals(low: float, high: float) -> int:
    width = abs(high - low)
    return next((d for d in range(5) if width >= 10.0 ** (1 - d)), 4)


def _other(outcome: Outcome, verdict: Verdict) -> str:
    if verdict.leaning != verdict.baseline:
        return _("continuing")
    return _low(option_label(outcome, verdict.challenger or verdict.baseline))


def _for_whom(outcome: Outcome, party: str | None) -> str:
    return "" if party is None else _(" for {party}", party=party_label(outcome, party))


def _low(title: str) -> str:
    """Title of an option inside a sentence."""
    return title[:1].lower() + title[1:]


def _or(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} or {last}", first=", ".join(parts[:-1]), last=parts[-1])
