"""Names that readers see for items, goals, kinds and units that the model keeps under short keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.language import N_, _, current, picked
from model.law.forms import ExitRule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.decide.crossing import TippingRow
    from model.decide.shares import Row
    from model.decide.turning import TurningRow
    from model.engine.outcome import Outcome
    from model.inputs import Assumption
    from model.inputs.legislation import Act


ITEM_LABELS: Final[Mapping[str, str]] = {
    "retained": N_("own ICT staff"),
    "hosting": N_("hosting and infrastructure"),
    "technical": N_("technical management"),
    "functional": N_("functional management"),
    "back_office": N_("other business operations"),
    "software_own": N_("own software licences"),
    "software_saas": N_("software as a service (SaaS)"),
    "overhead": N_("overhead"),
    "income": N_("other income of the organisation"),
    "hire": N_("external hire"),
    "directing": N_("directing suppliers"),
    "legislation": N_("new laws"),
    "projects": N_("projects"),
    "governance": N_("governance and coordination"),
    "renewal": N_("replacement and arrears"),
    "incident": N_("security incidents"),
    "transition": N_("transition project"),
    "dual_running": N_("dual running costs"),
    "stranded": N_("write-offs and early contract ends"),
    "surplus_staff": N_("surplus staff"),
    "left_overhead": N_("overhead left behind"),
    "vat": N_("VAT"),
    "exit_transfer": N_("exit sums between parties"),
    "reserve": N_("into or out of the reserve"),
    "reserve_left": N_("share in the reserve at the end"),
    "scale": N_("scale: gained or lost"),
}
GOAL_LABELS: Final[Mapping[str, str]] = {
    "kosten": N_("costs"),
    "kwaliteit": N_("quality"),
    "kwetsbaarheid": N_("vulnerability"),
    "kwantiteit": N_("capacity"),
    "klant": N_("customer"),
    "kennis": N_("knowledge"),
}
CRITERION_LABELS: Final[Mapping[str, str]] = {
    **GOAL_LABELS,
    "transition": N_("transition risk"),
    "autonomy": N_("autonomy"),
    "feasibility": N_("feasibility"),
}
MEASURE_LABELS: Final[Mapping[str, str]] = {
    **GOAL_LABELS,
    "kosten": N_("lasting costs"),
    "transition": N_("one-off costs of the change"),
    "local_colour": N_("fit with own needs (local colour)"),
    "say": N_("say in decisions"),
    "as_decided": N_("goes as was decided"),
    "lead_years": N_("years until the plan has been carried out"),
}
KIND_LABELS: Final[Mapping[str, str]] = {
    "measured": N_("measured"),
    "derived": N_("derived"),
    "judgement": N_("judgement"),
}
MATURITY_LABELS: Final[Mapping[str, str]] = {
    "proposal": N_("proposal"),
    "adopted": N_("adopted"),
    "in_force": N_("in force"),
}
CONFIDENCE_LABELS: Final[Mapping[int, str]] = {1: N_("low"), 2: N_("middling"), 3: N_("high")}
BUDGET_LABELS: Final[Mapping[str, str]] = {
    "hosting": N_("hosting and infrastructure"),
    "technical_staff": N_("technical management, staff"),
    "functional_staff": N_("functional management, staff"),
    "back_office_staff": N_("other business operations, staff"),
    "software": N_("software"),
    "overhead": N_("overhead"),
    "other": N_("other costs"),
    "income": N_("other income of the organisation"),
    "total": N_("total"),
}
FIELD_LABELS: Final[Mapping[str, str]] = {
    "inhabitants": N_("inhabitants"),
    "workplaces": N_("workplaces"),
    "fte": N_("staff of the municipality (fte)"),
    "usage": N_("use"),
    "fixed_share": N_("fixed share in the key"),
    "applications": N_("applications"),
    "cloud_share": N_("share of software in the cloud"),
    "cloud_ambition": N_("ambition for the cloud"),
    "retained_fte": N_("own ICT staff (fte)"),
    "trust": N_("trust"),
    "pace": N_("need: pace"),
    "tailoring": N_("need: tailoring"),
    "security": N_("need: security"),
    "goal_weights": N_("weights of the six K's"),
    "cost_key": N_("cost key"),
    "dissolution_key": N_("dissolution key"),
    "notice_months": N_("notice period (months)"),
    "clarity": N_("clarity of the service agreements"),
    "siam": N_("maturity of service integration (SIAM)"),
    "shared_vision": N_("shared vision"),
    "evaluation_years": N_("years between evaluations"),
    "other_income_eur": N_("other income of the organisation"),
    "specialisms": N_("specialisms"),
    "heads": N_("people in a specialism"),
    "assets": N_("assets"),
    "book_value_eur": N_("book value"),
    "remaining_years": N_("remaining years"),
    "life_years": N_("years of use"),
    "contracts": N_("contracts"),
    "annual_eur": N_("yearly amount"),
    "end_year": N_("end year"),
    "exit_cost_eur": N_("cost of ending early"),
    "switching_eur": N_("switching charge"),
    "reserve_eur": N_("reserve"),
    "reserve_target_eur": N_("target of the reserve"),
    "backlog_eur": N_("overdue replacement"),
    "total_eur": N_("total of the budget"),
    "contributions_eur": N_("contributions"),
}


def item_label(item: str) -> str:
    """Name of a cost item; the key itself if it is a new one."""
    return _label(ITEM_LABELS, item)


def goal_label(goal: str) -> str:
    """Name of one of the six K's."""
    return _label(GOAL_LABELS, goal)


def criterion_label(criterion: str) -> str:
    """Name of what options are weighed on."""
    return _label(CRITERION_LABELS, criterion)


def measure_label(measure: str) -> str:
    """Name of what a criterion is measured by."""
    return _label(MEASURE_LABELS, measure)


def kind_label(kind: str) -> str:
    """Where a number comes from: measured, derived or judgement."""
    return _label(KIND_LABELS, kind)


def maturity_label(maturity: str) -> str:
    """How far an act is."""
    return _label(MATURITY_LABELS, maturity)


def rule_label(rule: str) -> str:
    """Exit rule in words."""
    return ExitRule(rule).label


def budget_label(line: str) -> str:
    """Line of the organisation's budget."""
    return _label(BUDGET_LABELS, line)


def field_label(field: str, names: Sequence[str]) -> str:
    """Field of a case file in words: ``parties.1.trust`` is *Maasdriel: vertrouwen*.

    Parameters
    ----------
    field : str
        Dotted path; places in a list count from 1.
    names : sequence of str
        Names of the parties, in the order of the file.
    """
    parts = field.split(".")
    who = ""
    if parts[0] == "parties" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) <= len(names):
        who = names[int(parts[1]) - 1]
    known = {**GOAL_LABELS, **BUDGET_LABELS, **FIELD_LABELS}
    words: list[str] = []
    for part in parts[2:] if who else parts:
        if part.isdigit() and words:
            words[-1] += f" {part}"  # the second of the contracts
        elif part in known:
            words.append(_(known[part]))
    said = ", ".join(words) or parts[-1]
    return f"{who}: {said}" if who else capital(said)


def confidence_label(confidence: int) -> str:
    """Confidence in a source, 1 to 3, in words."""
    known = CONFIDENCE_LABELS.get(confidence)
    return _(known) if known else ""


def option_label(outcome: Outcome, option: str) -> str:
    """Title of an option as its file gives it, in the reader's language; its id if it has none."""
    found = outcome.option_objects[outcome.o(option)]
    return picked(getattr(found, "title", None)) or option


def scenario_label(outcome: Outcome) -> str:
    """Title of the scenario of an outcome, in the reader's language; its id if it has none."""
    return picked(outcome.scenario.title) or str(outcome.scenario.id)


def party_label(outcome: Outcome, party: str | None) -> str:
    """Name of a party, or *samen* for all of them."""
    return _("together") if party is None else outcome.party_names[outcome.p(party)]


def row_label(row: Assumption | Act | Row | TippingRow | TurningRow) -> str:
    """Name of an assumption or a law, in the reader's language."""
    return row.name_nl if current() == "nl" else row.name


def capital(text: str) -> str:
    """First letter as a capital, the rest as it is."""
    first = 2 if current() == "nl" and text.startswith("ij") else 1  # Dutch writes IJ
    return text[:first].upper() + text[first:]


def lowered(text: str) -> str:
    """First letter small, as inside a sentence, the rest as it is."""
    return text[:1].lower() + text[1:]


def _label(labels: Mapping[str, str], key: str) -> str:
    known = labels.get(key)
    return _(known) if known else key
