"""What to decide when, in words: whether a plan can be met, the last days to act, and what the text must settle."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from model.language import N_, _, date, listed, ngettext, number
from model.law.forms import ActionKind, Destination, LegalForm, Lever
from model.law.sources import WGR_2022
from model.show.labels import capital, option_label
from model.show.text_steps import Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.decide.schedule import Moment, OptionCalendar, PlannedStep
    from model.decide.text_check import TextCheck
    from model.engine.outcome import Outcome

MONTH: Final = 30.44  # days
STATES: Final = {
    "declared": N_("present"),
    "possible": N_("possibly"),
    "not_found": N_("not found"),
    "not_checked": N_("not looked at"),
}
DEMANDS: Final = {
    "text": N_("must stand in the text"),
    "direct": N_("holds by law; the text may not say otherwise"),
    "choice": N_("members may choose"),
}


def day(written: str) -> str:
    """ISO date in words."""
    return date(dt.date.fromisoformat(written))


def actions_of(outcome: Outcome, moment: Moment) -> str:
    """Actions that are decided together, in words, those of one kind in one go."""
    details: dict[str, list[str]] = {}
    for one in moment.actions:
        details.setdefault(ActionKind(one.action).label, []).append(_detail(outcome, one.detail))
    named = {what: listed([one for one in found if one]) for what, found in details.items()}
    return listed([f"{what}: {found}" if found else what for what, found in named.items()])


def _detail(outcome: Outcome, key: str) -> str:
    for words in (Lever, LegalForm, Destination):
        if key in set(words):
            return words(key).label
    return dict(zip(outcome.parties, outcome.party_names, strict=True)).get(key, key)


def start_of(moment: Moment, decision: str) -> str:
    """When a moment starts: as planned, later where that cannot be met, or after a signpost."""
    if moment.planned is None:
        return _("After a signpost, here on {day}", day=day(decision))
    if moment.usual > moment.planned:
        return _("Planned on {planned}, reckon with {usual}", planned=day(moment.planned), usual=day(moment.usual))
    return _("On {start}", start=day(moment.planned))


def standing_sentences(outcome: Outcome, found: OptionCalendar) -> tuple[str, ...]:
    """For each moment of an option: whether its plan can be met, and when it is at the earliest."""
    name = capital(option_label(outcome, found.option))
    said = [f"{name}: {_standing(outcome, found, moment)}" for moment in found.moments]
    if not all(moment.notice_known for moment in found.moments):
        said.append(_("Look up the notice period in the arrangement's own text; here it is an estimate."))
    return tuple(said)


def _standing(outcome: Outcome, found: OptionCalendar, moment: Moment) -> str:
    fields = {
        "what": actions_of(outcome, moment),
        "planned": day(moment.planned) if moment.planned else "",
        "earliest": day(moment.earliest),
        "usual": day(moment.usual),
        "late": day(moment.late),
        "by": day(moment.decide_by),
    }
    if moment.standing == "signpost":
        asked = dt.date.fromisoformat(moment.usual) - dt.date.fromisoformat(found.decision)
        return ngettext(
            "“{what}” waits for a signpost; after it some {months} months are needed, and one year is reckoned with.",
            "“{what}” waits for a signpost; after it some {months} months are needed, and {n} years are reckoned with.",
            moment.lead_years or 0, what=fields["what"], months=number(round(asked.days / MONTH)),
        )  # fmt: skip
    if moment.standing == "feasible":
        if moment.late <= str(moment.planned):
            text = _("“{what}” on {planned} can be done, also with long terms. Decide to prepare it by {by}.", **fields)
        else:
            text = _(
                "“{what}” on {planned} can be done. Decide to prepare it by {by}; with long terms it becomes {late}.",
                **fields,
            )
        return text
    if moment.standing == "tight":
        return _("“{what}” on {planned} can be done with short terms only; reckon with {usual}.", **fields)
    return _("“{what}” cannot be done on {planned}: not before {earliest}; reckon with {usual}.", **fields)


def decide_when(outcome: Outcome, found: OptionCalendar) -> tuple[Step, ...]:
    """What is decided when: for each planned moment the last day of what somebody must act on, in order of date."""
    said: list[tuple[str, Step]] = []
    for moment in found.moments:
        if moment.standing == "signpost":  # its days are not known before the signpost passes
            continue
        what, steps = actions_of(outcome, moment), {one.step.key: one for one in moment.steps}
        text = _("By {by}: decide to prepare “{what}”; the proposal is ready by {ready}.", by=day(moment.decide_by),
                 what=what, ready=day(steps["prepare"].latest))  # fmt: skip
        said += [(moment.decide_by, Step(text)), *_councils(steps), *_decision(steps), *_budget(steps)]
        start = moment.steps[-1].latest
        said.append((start, Step(_("{start}: start of “{what}”.", start=day(start), what=what))))
    return tuple(step for _day, step in sorted(said, key=lambda one: one[0]))


def _councils(steps: Mapping[str, PlannedStep]) -> list[tuple[str, Step]]:
    """Draft to the councils and, beside it, advice of the works councils."""
    said = []
    if "views" in steps:
        one = steps["views"]
        sent = _sent(one)
        if one.step.origin == "law":
            text = _("By {sent}: the draft to the councils; they have 8 weeks ({article}).", sent=day(sent),
                     article=one.step.article)  # fmt: skip
        else:
            text = _("By {sent}: the plan for winding up to the councils; what they are asked stands in the "
                     "arrangement ({article}).", sent=day(sent), article=one.step.article)  # fmt: skip
        said.append((sent, Step(text, _url(one))))
    if "works_council" in steps:
        one = steps["works_council"]
        text = _("By {latest}: the works councils have advised ({article}).", latest=day(one.latest),
                 article=one.step.article)  # fmt: skip
        said.append((one.latest, Step(text, _url(one))))
    return said


def _decision(steps: Mapping[str, PlannedStep]) -> list[tuple[str, Step]]:
    decided = steps["decision"]
    name = _(decided.step.name)
    text = _("By {latest}: {decision}.", latest=day(decided.latest), decision=name)
    if "permission" in steps:
        text = _("By {permitted}: permission of the councils; by {latest}: {decision} ({article}).",
                 permitted=day(steps["permission"].latest), latest=day(decided.latest), decision=name,
                 article=decided.step.article)  # fmt: skip
    if "notice" in steps:
        months = number(steps["notice"].step.term.months)
        text += " " + _("From then notice runs, {months} months.", months=months)
    return [(decided.latest, Step(text, _url(decided)))]


def _budget(steps: Mapping[str, PlannedStep]) -> list[tuple[str, Step]]:
    if "province" not in steps:
        return []
    framed, drafted, sent = (steps[key] for key in ("frame", "draft_budget", "province"))
    text = _("Budget: in the framework by {framed}, draft to the councils by {drafted} (12 weeks), adopted and with "
             "the province by {sent} (Wgr art. 34, 34b and 35).",
             framed=day(framed.latest), drafted=day(_sent(drafted)), sent=day(sent.latest))  # fmt: skip
    return [(framed.latest, Step(text, _url(sent)))]


def _sent(one: PlannedStep) -> str:
    """Last day on which a term of law can begin to run (ISO)."""
    return (dt.date.fromisoformat(one.latest) - dt.timedelta(days=one.step.term.days)).isoformat()


def _url(one: PlannedStep) -> str:
    return one.step.cited.url if one.step.cited else ""


def text_check_sentences(found: TextCheck) -> tuple[str, ...]:
    """How many of the points that must stand in the text are present, possible, missing or not looked at."""
    asked = [one for one in found.findings if one.requirement.demand == "text"]
    counts = {state: sum(one.state == state for one in asked) for state in STATES}
    said = [
        _("Of the {all} points that the text of the arrangement must settle, {counts}.", all=number(len(asked)),
          counts=listed([f"{number(n)} {_(STATES[state])}" for state, n in counts.items() if n]))
    ]  # fmt: skip
    if not found.text_read:
        said.append(_("The text itself was not read here. Have a lawyer go through it before a decision."))
    old = _outdated(found)
    if old:
        said.append(_("The text may still hold terms of before 1 July 2022: {which}.", which=listed(old)))
    return tuple(said)


def _outdated(found: TextCheck) -> Sequence[str]:
    return [one.requirement.key.label for one in found.findings if one.outdated]


def since_2022() -> str:
    """Which law the calendar and the check go by, and who says so."""
    return _("Reckoned with the law since 1 July 2022; every arrangement had to be adapted by 1 July 2024 ({source}).",
             source=str(WGR_2022))  # fmt: skip
