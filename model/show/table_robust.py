"""Tables of robustness over scenarios: the rules on one page, the scenarios, and the limits of each municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from model.decide.robustness import COST_RULES, LimitName, Rule
from model.language import N_, _, count_of_ten, euro, listed, number, percent
from model.show.labels import option_label, party_label, scenario_label
from model.show.table import Cell, Column, Table, cell_of, number_columns, text_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.decide.appraisal import Band
    from model.decide.robustness import Choice, Robustness, View
    from model.engine.outcome import Outcome

RULES: Final[dict[Rule, tuple[str, str]]] = {  # what somebody wants, and what the figure is
    "maximin": (N_("the dearest scenario as cheap as possible"), N_("cost in the dearest scenario")),
    "minimax_regret": (N_("little regret in any scenario"), N_("largest regret of a scenario")),
    "future_regret": (N_("little regret in a single future either"), N_("regret exceeded in 1 of 10 futures")),
    "laplace": (N_("every scenario to count as much"), N_("average cost of the scenarios")),
    "maximax": (N_("the cheapest scenario as cheap as possible"), N_("cost in the cheapest scenario")),
    "satisficing": (N_("every municipality within its limits"), N_("futures of all scenarios")),
    "satisficing_worst": (
        N_("every municipality within its limits in the worst scenario too"),
        N_("futures of that scenario"),
    ),
    "domain": (N_("every municipality within its limits on average in most scenarios"), N_("scenarios")),
}
LIMITS: Final[dict[LimitName, str]] = {
    "growth": N_("cost a year, above the budget of now"),
    "extra": N_("total cost, above continuing"),
    "peak": N_("extra budget in one year"),
    "service": N_("service, below continuing (points)"),
}


def regret_text(one: Band) -> str:
    """Regret as far as its uncertainty bears it; of the best option: none."""
    if one.mean <= 0.0:
        return _("best")
    said = euro(one.mean, band=one.limits)
    return _("hardly any") if said == euro(0.0) else said


def largest(column: Sequence[Band]) -> int:
    """Place of the largest regret, those that stand out from their uncertainty first."""
    return max(range(len(column)), key=lambda row: (regret_text(column[row]) != _("hardly any"), column[row].mean))


def rules_table(outcomes: Mapping[str, Outcome], found: Robustness, party: str | None = None) -> Table:
    """Every rule with its figure per option and its choice: the trade-offs on one page."""
    first, view = next(iter(outcomes.values())), found.view(party)
    rows = tuple(
        (
            Cell(_(RULES[one.rule][0]), one.rule),
            Cell(_(RULES[one.rule][1])),
            *(cell_of(_score(one, k, view), one.scores[k]) for k in range(len(found.options))),
            Cell(_chosen(first, one), one.option),
        )
        for one in view.choices
    )
    columns = (
        *text_columns(_("who wants"), _("looks at")),
        *(Column(option_label(first, name)) for name in found.options),
        Column(_("chooses"), align="left"),
    )
    notes = (
        _("{n} scenarios, {futures} calculated futures each. Nobody knows how likely a scenario is; no rule claims it.",
          n=len(found.scenarios), futures=number(found.futures)),
        _("Regret: what an option costs more than the one that turns out cheapest. In brackets: options that hardly "
          "differ. Present value over {years} years, prices of {year}.",
          years=first.horizon, year=str(first.years[0])),
    )  # fmt: skip
    caption = _("Which option fits which attitude to uncertainty, {party}", party=party_label(first, party))
    return Table(f"rules-{party or 'together'}", caption, columns, rows, notes)


def _score(one: Choice, option: int, view: View) -> str:
    score, column = one.scores[option], [row[option] for row in view.regret]
    if one.rule == "domain":
        return _("{n} of {all}", n=round(score * len(column)), all=len(column))
    if one.rule not in COST_RULES:
        return count_of_ten(score)
    if one.rule == "minimax_regret":
        return regret_text(column[largest(column)])
    return euro(score, 2) if one.rule == "future_regret" else euro(score)


def _chosen(outcome: Outcome, one: Choice) -> str:
    """Option of a rule, and in brackets those that hardly differ."""
    near = listed([option_label(outcome, name) for name in one.near])
    return option_label(outcome, one.option) + (f" ({near})" if near else "")


def scenarios_table(
    outcomes: Mapping[str, Outcome], found: Robustness, party: str | None = None, *, name: str = "scenarios"
) -> Table:
    """Per scenario and option: regret, and the futures in which everybody stays within the limits."""
    first, view = next(iter(outcomes.values())), found.view(party)
    regret, within = _("regret"), _("futures within the limits")
    columns = (
        Column(_("scenario"), align="left"),
        *(Column(option_label(first, option), group=regret) for option in found.options),
        *(Column(option_label(first, option), group=within) for option in found.options),
    )
    rows = tuple(
        (
            Cell(scenario_label(outcomes[scenario]), scenario),
            *(cell_of(regret_text(one), one.mean) for one in view.regret[k]),
            *(cell_of(count_of_ten(share), share) for share in view.within[k]),
        )
        for k, scenario in enumerate(found.scenarios)
    )
    note = _("Regret: average cost above that of the cheapest option in the scenario, present value.")
    caption = _("Regret and limits per scenario, {party}", party=party_label(first, party))
    return Table(f"{name}-{party or 'together'}", caption, columns, rows, (note,))


def hurwicz_table(outcomes: Mapping[str, Outcome], found: Robustness, view: View, name: str) -> Table:
    """Cheapest and dearest scenario of each option, between which optimism weighs."""
    first = next(iter(outcomes.values()))
    worst, best = (view.choice(rule).scores for rule in ("maximin", "maximax"))
    rows = tuple(
        (
            Cell(option_label(first, option), option),
            cell_of(euro(worst[k]), worst[k]),
            cell_of(euro(best[k]), best[k]),
            Cell(_stretches(view, option)),
        )
        for k, option in enumerate(found.options)
    )
    columns = (
        Column(_("option"), align="left"),
        *number_columns(_("dearest scenario"), _("cheapest scenario"), _("chosen at an optimism of")),
    )
    return Table(name, _("Cost between the dearest and the cheapest scenario"), columns, rows)


def _stretches(view: View, option: str) -> str:
    said = [f"{number(one.low, 2)}–{number(one.high, 2)}" for one in view.hurwicz if one.option == option]
    return listed(said) or _("none")


def limits_table(outcomes: Mapping[str, Outcome], found: Robustness) -> Table:
    """What each municipality accepts, and in how many futures each option takes it beyond that."""
    first = next(iter(outcomes.values()))
    shares = {(one.party, one.limit, one.option): one.share for one in found.broken}
    rows = []
    for code, limits in found.limits:
        for limit in get_args(LimitName):
            bound = getattr(limits, limit)
            broken = (shares[code, limit, option] for option in found.options)
            said = number(bound, 2) if limit == "service" else percent(bound)
            rows.append((
                Cell(party_label(first, code), code), Cell(_(LIMITS[limit]), limit), cell_of(said, bound),
                *(cell_of(count_of_ten(share), share) for share in broken),
            ))  # fmt: skip
    beyond = _("futures beyond it")
    columns = (
        *text_columns(_("municipality"), _("limit")),
        Column(_("at most")),
        *(Column(option_label(first, option), group=beyond) for option in found.options),
    )
    notes = (
        _("The limits are a judgement of the makers unless the case, the scenario or the municipality gives others. "
          "Over all scenarios, each with as many futures."),
        _("Cost a year: average over the years, without inflation. Extra budget: in the dearest year compared with "
          "continuing, as a share of the budget of now. Service: average score 0–1 on the five other K's."),
    )  # fmt: skip
    return Table("limits", _("Limits per municipality"), columns, tuple(rows), notes, 2)
