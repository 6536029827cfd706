"""Risks, next decisions, when to look again, what is estimated, and how to read the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from model.language import _, euro, listed, ngettext, number, out_of_ten, percent, picked, year
from model.law.forms import ActionKind
from model.show.chart_relation import lowest_trust, unplanned_exit
from model.show.labels import KIND_LABELS, capital, lowered, option_label, row_label
from model.show.table_inputs import in_budget
from model.show.text_advice import what_decides
from model.show.text_checks import exit_sentences
from model.show.text_precision import precision_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.decide.appraisal import OptionSummary
    from model.decide.unplanned import UnplannedExits
    from model.decide.verdict import Verdict
    from model.engine.outcome import Outcome
    from model.inputs import Action, Case
    from model.inputs.legislation import Act

CHANGES_TEXT: Final = frozenset({"change_form", "add_member", "leave", "dissolve", "merge_organisations"})
WGR_VIEWS: Final = "https://ndsz.nl/content/BWBR0003740-20220701"
WGR_BUDGET: Final = "https://www.gemeente.nu/bestuur/tijdwinst-nieuwe-begrotingscyclus-is-sigaar-uit-eigen-doos"


@dataclass(frozen=True, slots=True)
class Step:
    """Something to decide or do, and where a legal term in it comes from (empty without one)."""

    text: str
    source: str = ""


def risks(
    outcome: Outcome, verdict: Verdict, summaries: Sequence[OptionSummary], exits: Sequence[UnplannedExits] = ()
) -> tuple[str, ...]:
    """What can go wrong under the leaning option and under continuing, and what could turn the advice.

    Parameters
    ----------
    exits : sequence of UnplannedExits
        What exits that nobody planned cost; without them only how often they happen is told.
    """
    looked_at = tuple(dict.fromkeys((verdict.baseline, verdict.challenger or verdict.leaning)))
    preferred = {verdict.baseline, verdict.option or verdict.baseline}  # the appendix has the others
    told = exit_sentences(outcome, [one for one in exits if one.option in preferred])
    said = list(told or _exit_risks(outcome, looked_at))
    chosen = next((s for s in summaries if s.option == looked_at[-1] and s.party is None), None)
    if (
        chosen is not None and chosen.peak_year_cash is None and chosen.peak_extra_cash.p90 > 0
    ):  # else told with the costs
        peak = chosen.peak_extra_cash
        said.append(
            _("In 1 out of 10 futures {option} asks more than {amount} extra budget in one year.",
              option=lowered(option_label(outcome, looked_at[-1])),
              amount=euro(peak.p90, band=peak.limits))
        )  # fmt: skip
    decides = what_decides(outcome, verdict)
    if decides:
        measured = ngettext("This value was never measured; it is looked at alone, all others left free.",
                            "These values were never measured; each is looked at alone, the others left free.",
                            len(decides))  # fmt: skip
        said += [*decides[:-1], f"{decides[-1]} {measured}"]
    return tuple(said)


def _exit_risks(outcome: Outcome, options: Sequence[str]) -> tuple[str, ...]:
    """Risk of an unplanned exit per option; options that run the same risk share one sentence."""
    said: dict[str, list[str]] = {}
    for option in options:
        said.setdefault(_exit_risk(outcome, option, ""), []).append(option)
    return tuple(
        _exit_risk(outcome, alike[0], capital(listed([lowered(option_label(outcome, one)) for one in alike])))
        for alike in said.values()
    )


def _exit_risk(outcome: Outcome, option: str, name: str) -> str:
    if outcome.scenario.exits == "none":
        return _("{option}: the chance that a party leaves unplanned is left out of this scenario.", option=name)
    trust = lowest_trust(outcome, option)
    text = _(
        "{option}: a party leaves unplanned in {share}.", option=name, share=out_of_ten(unplanned_exit(outcome, option))
    )
    first, last = float(trust[0]), float(trust[-1])
    if last < first - 0.05:
        return text + " " + _("Trust of the least trusting member falls.")
    return text + (" " + _("Trust of the least trusting member grows.") if last > first + 0.05 else "")


def first_decisions(outcome: Outcome, verdict: Verdict) -> tuple[Step, ...]:
    """What to find out before anything is decided, where the verdict hangs on it."""
    steps = []
    if verdict.kind == "more_data":
        steps.append(
            Step(_("First replace the estimates by own figures: {figures}.", figures=_most_estimated(outcome.case)))
        )
    decisive = () if "too_small" in verdict.reasons else verdict.turning[:3]  # else the sign hardly matters
    if verdict.gate == "no_clear_preference" and decisive:
        names = listed([f"“{row_label(row)}”" for row in decisive])
        steps.append(Step(_("First find out what decides the choice: {names}.", names=names)))
    return tuple(steps)


def next_decisions(outcome: Outcome, verdict: Verdict) -> tuple[Step, ...]:
    """What to decide now, in order, with the terms of the Wgr where the arrangement itself changes."""
    steps = list(first_decisions(outcome, verdict))
    option = outcome.option_objects[outcome.o(verdict.option or verdict.baseline)]
    kinds = {action.kind for action in option.actions}
    if kinds & CHANGES_TEXT:
        steps.append(
            Step(
                _(
                    "Send the draft of the changed arrangement to the councils: they have 8 weeks "
                    "for their views (Wgr art. 1)."
                ),
                WGR_VIEWS,
            )
        )
        steps.append(
            Step(_("Ask for an indication of the exit sum and the plan for staff and contracts before the decision."))
        )
    if kinds:
        steps += [Step(_action(outcome, action)) for action in option.actions]
    else:
        steps.append(
            Step(_("Continuing needs no separate decision; replacement and contract renewal go on as planned."))
        )
    notice = float(outcome.case.arrangement.notice_months)
    if kinds & CHANGES_TEXT and notice:
        steps.append(Step(_("Reckon with a notice period of {months} months.", months=number(notice))))
    text = (
        _("Put the effect in the financial framework (to the councils before 30 April) and in the draft "
          "budget (12 weeks for views; to the province before 15 September).")
        if kinds
        else _("Put the expected costs in the financial framework (to the councils before 30 April) and in the "
               "draft budget (12 weeks for views; to the province before 15 September).")
    )  # fmt: skip
    steps.append(Step(text, WGR_BUDGET))
    return tuple(steps)


def _action(outcome: Outcome, action: Action) -> str:
    what = ActionKind(action.kind).label
    detail = _detail(outcome, action)
    what = f"{what}: {detail}" if detail else what
    when = action.year(outcome.years[0])
    if when is None:
        return _("{what}, as soon as its signpost asks for it.", what=capital(what))
    return _("{year}: {what}.", year=year(when), what=what)


def _detail(outcome: Outcome, action: Action) -> str:
    """What is particular to an action: which lever, to which form, who leaves."""
    match action.kind:
        case "invest":
            return action.lever.label
        case "change_form" | "change_sourcing":
            return action.to.label
        case "leave":
            return dict(zip(outcome.parties, outcome.party_names, strict=True)).get(action.party, action.party)
        case "add_member":
            return action.member.name
        case "add_task" | "merge_organisations":
            return action.name
        case _:
            return ""


def look_again(outcome: Outcome, verdict: Verdict) -> tuple[str, ...]:
    """When to look at the choice again."""
    evaluation = float(outcome.case.arrangement.agreements.evaluation_years)
    said = []
    if evaluation:
        said.append(_("At the evaluation of the arrangement, every {years} years.", years=number(evaluation)))
    said += [
        _("As soon as own figures come in place of estimates: then run the calculation again."),
        _("As soon as a law, a large price rise or a change in membership falls outside what was reckoned with."),
    ]
    if verdict.turning and "too_small" not in verdict.reasons:
        names = listed([f"“{row_label(row)}”" for row in verdict.turning[:3]])
        said.append(_("As soon as more is known about {names}.", names=names))
    return tuple(said)


def estimated(outcome: Outcome) -> tuple[str, ...]:
    """How much of the input is estimated, and where to find it."""
    case = outcome.case
    share, count = case.estimated_share, len(case.estimates())
    if count == 0:
        return (_("No figure of this case is estimated."),)
    said = [
        ngettext("{share} of the budget is estimated from benchmarks; the appendix names the one "
                 "estimated figure.",
                 "{share} of the budget is estimated from benchmarks; the appendix lists all {n} "
                 "estimated figures.",
                 count, share=percent(share))
    ]  # fmt: skip
    judged = sum(row.kind == "judgement" for row in outcome.assumptions)
    if judged:
        said.append(
            _("Of the {all} assumptions in the model {judged} are judgements: nobody has measured them.",
              all=number(len(outcome.assumptions)), judged=number(judged))
        )  # fmt: skip
    return tuple(said)


def assumption_kinds(outcome: Outcome) -> tuple[str, ...]:
    """How many of the assumptions are measured, derived and judged, and which the case or scenario set."""
    counts = {kind: sum(row.kind == kind for row in outcome.assumptions) for kind in KIND_LABELS}
    own = sum(bool(row.overridden_by) for row in outcome.assumptions)
    said = [
        _("The model uses {all} assumptions: {measured} measured, {derived} derived and {judged} judged by the "
          "makers.", all=number(len(outcome.assumptions)), measured=number(counts["measured"]),
          derived=number(counts["derived"]), judged=number(counts["judgement"]))
    ]  # fmt: skip
    if own:
        said.append(
            ngettext("The case or the scenario sets one of them itself.",
                     "The case or the scenario sets {n} of them itself.", own)
        )  # fmt: skip
    return tuple(said)


def laws(acts: Sequence[Act], budget_year: int) -> tuple[str, ...]:
    """How many laws the model reckons with, and how many are in the budget already or ask nothing.

    Parameters
    ----------
    acts : sequence of Act
        As used, the switches of the scenario done.
    """
    binding = [act for act in acts if act.binds]
    settled = sum(in_budget(act, budget_year) for act in binding)
    said = [
        ngettext("The model reckons with one law that is still to come.",
                 "The model reckons with {n} laws that are still to come.", len(binding) - settled)
    ]  # fmt: skip
    if settled:
        said.append(
            ngettext("One law is already in the budget of {year}.",
                     "{n} laws are already in the budget of {year}.", settled, year=year(budget_year))
        )  # fmt: skip
    if len(acts) > len(binding):
        said.append(
            ngettext("One law asks nothing of the organisation; the table says why.",
                     "{n} laws ask nothing of the organisation; the table says why.", len(acts) - len(binding))
        )  # fmt: skip
    return tuple(said)


def reading_guide(outcome: Outcome) -> tuple[str, ...]:
    """What a calculated future is, and how to read a range."""
    said = [
        _("We calculated {draws} possible futures. In each of them prices, laws, staff, cloud and "
          "setbacks run "
          "differently, and every option meets the same circumstances.", draws=number(outcome.futures)),
        *precision_sentences(outcome),
        _("“In 7 out of 10 calculated futures” means: in 7 out of every 10 of these calculations. It "
          "is no prediction."),
        _("A range leaves out the lowest and the highest tenth of the futures."),
        _("Averages add up over the municipalities, ranges do not."),
    ]  # fmt: skip
    title = picked(outcome.scenario.title)
    if title:
        said.append(_("Scenario: {title}.", title=title))
    return tuple(said)


def _most_estimated(case: Case) -> str:
    budget = case.organisation.budget_eur
    lines = {
        _("hosting"): budget.hosting, _("staff"): budget.technical_staff, _("software"): budget.software,
        _("overhead"): budget.overhead,
    }  # fmt: skip
    ranked = sorted((name for name, figure in lines.items() if figure.estimated), key=lambda n: -float(lines[n]))
    return listed(ranked[:3]) or _("the budget of the organisation")
