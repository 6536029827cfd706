"""Checks between fields: things that are wrong although every field by itself is right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from model.errors import nearest
from model.inputs.assumptions import load_assumptions
from model.inputs.base import GOALS
from model.inputs.checking import Fault
from model.inputs.legislation import load_legislation
from model.language import _, listed
from model.law import ActionKind, ExitRule, LegalForm, allowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from model.inputs.case import Case, CaseFile, PlanYear
    from model.inputs.options import Action, Option
    from model.inputs.reading import Keys
    from model.inputs.scenario import Laws, Scenario

CENT: Final = 0.005
SHARE_SLACK: Final = 1e-6
PLAN_SLACK: Final = 1e-5
"""Published contributions add to their published total but for rounding (Dommelvallei: 8 euros in 16
million)."""


def case_faults(case: CaseFile) -> Iterator[Fault]:
    """Everything that does not fit together in a case."""
    codes = [party.code for party in case.parties]
    yield from _twice(codes, ("parties",), "code")
    yield from _keys_of_arrangement(case)
    yield from _laws(case.laws)
    if case.arrangement.host is not None:
        yield from _known_party(case.arrangement.host, codes, ("arrangement", "host"))
    elif case.arrangement.legal_form is LegalForm.CENTRUMREGELING:
        message = _("A centrumregeling needs a host municipality.")
        yield Fault(("arrangement", "host"), message, allowed=", ".join(codes))
    terms = case.arrangement.exit_rule
    if terms.rule is ExitRule.NEGOTIATED and terms.amount_eur is None:
        yield Fault(("arrangement", "exit_rule", "amount_eur"), _("A negotiated exit sum needs an amount."))
    for n, party in enumerate(case.parties):
        yield from _goal_weights(party.goal_weights, ("parties", n, "goal_weights"))
    yield from _fixed_shares(case)
    yield from _budget(case)
    for n, asset in enumerate(case.organisation.assets or ()):
        if float(asset.remaining_years) > float(asset.life_years):
            yield Fault(
                ("organisation", "assets", n, "remaining_years"),
                _("The remaining life is longer than the whole life."),
                found=float(asset.remaining_years),
                allowed=_("at most {le}", le=f"{float(asset.life_years):g}"),
            )
    for n, contract in enumerate(case.organisation.contracts or ()):
        if float(contract.switching_eur) > float(contract.exit_cost_eur):
            yield Fault(
                ("organisation", "contracts", n, "switching_eur"),
                _("The switching charge is more than the whole price of ending the contract."),
                found=float(contract.switching_eur),
                allowed=_("at most {le}", le=f"{float(contract.exit_cost_eur):g}"),
            )
    yield from _twice([planned.year for planned in case.plan], ("plan",), "year")
    for n, planned in enumerate(case.plan):
        yield from _plan_year(planned, codes, ("plan", n))
    yield from _known_rows(case.assumptions, ("assumptions",))


def scenario_faults(scenario: Scenario) -> Iterator[Fault]:
    """Rows and laws that do not exist, and correlations that cannot be."""
    yield from _known_rows(scenario.assumptions, ("assumptions",))
    rows = [row.id for row in load_assumptions()]
    for n, (first, second, _rho) in enumerate(scenario.correlations):
        keys = ("correlations", n)
        for name in (first, second):
            if name not in rows:
                yield Fault(keys, _("There is no such assumption."), found=name, hint=nearest(name, rows))
        if first == second:
            yield Fault(keys, _("A row cannot be correlated with itself."), found=first)
    yield from _laws(scenario.laws)


def _laws(laws: Laws) -> Iterator[Fault]:
    """Changes to laws that do not exist, and a law of one's own under a name in use."""
    acts = [act.id for act in load_legislation()]
    named: list[tuple[Keys, str]] = [(("laws", "off", n), name) for n, name in enumerate(laws.off)]
    named += [(("laws", "move", name), name) for name in laws.move]
    for where, name in named:
        if name not in acts:
            yield Fault(where, _("There is no such law."), found=name, hint=nearest(name, acts))
    for n, law in enumerate(laws.add):
        if law.id in acts:
            yield Fault(("laws", "add", n, "id"), _("This name is already in use."), found=law.id)


class Forbidden(Fault):
    """The law stands in the way."""


@dataclass(slots=True)
class _Standing:
    """How the arrangement stands when an action is judged.

    Attributes
    ----------
    members, joins : dict of code to year
        Members so far, and everyone who ever joins; None where a signpost decides when.
    ended : int or None
        Year of dissolution.
    """

    form: LegalForm
    members: dict[str, int | None]
    joins: dict[str, int | None]
    leaves: dict[str, int] = field(default_factory=dict)
    ended: int | None = None


def option_faults(option: Option, case: Case) -> Iterator[Fault]:
    """What stands in the way of an option for one case: years, parties, and the law."""
    members: dict[str, int | None] = dict.fromkeys((party.code for party in case.parties), case.budget_year)
    now = _Standing(case.arrangement.legal_form, members, {**members, **_joining(option, case)})
    for n in in_time(option, case):
        action, keys = option.actions[n], ("actions", n)
        year = action.year(case.budget_year)
        yield from _in_horizon(action, year, case, keys)
        if now.ended is not None and (year is None or year >= now.ended):
            message = _("The arrangement is dissolved in {year}; nothing can follow.", year=now.ended)
            yield Fault(keys, message, found=action.kind)
        yield from forbidden(action, now.form, keys)
        yield from _by_kind(action, year, now, keys)
        for name in ("annual_eur_of", "fte_of"):
            for code in getattr(action, name, ()):
                yield from _known_party(code, list(now.joins), (*keys, name, code))


def forbidden(action: Action, form: LegalForm, keys: Keys) -> Iterator[Fault]:
    """The ruling of the law, if it is a no."""
    ruling = allowed(form, action.kind, action.to if action.kind == "change_form" else None)
    if not ruling.allowed:
        message = _("The legal form {form} does not allow this: {reason}", form=form.label, reason=ruling.reason)
        label = ActionKind(action.kind).label
        yield Forbidden(keys, message, found=label, hint=_("see {source}", source=ruling.source))


def _by_kind(action: Action, year: int | None, now: _Standing, keys: Keys) -> Iterator[Fault]:
    """Faults of one kind of action, and what the action changes for those that follow."""
    match action.kind:
        case "change_form":
            yield from _host_of(action.to, action.host, list(now.members), keys)
            now.form = action.to
        case "change_key":
            yield from _adds_to_one(action.key, (*keys, "key"))
        case "add_member":
            if action.member.code in now.members:
                message = _("This party is already a member.")
                yield Fault((*keys, "member", "code"), message, found=action.member.code)
            now.members[action.member.code] = year
        case "leave":
            yield from _leaving(action.party, year, now.joins, now.leaves, keys)
        case "dissolve":
            now.ended = year if year is not None else now.ended
            named = action.destination if isinstance(action.destination, dict) else {}
            for code in named:
                yield from _known_party(code, list(now.joins), (*keys, "destination", code))


def _joining(option: Option, case: Case) -> dict[str, int | None]:
    """Year in which each new party joins (None: when a signpost says so)."""
    return {
        action.member.code: action.year(case.budget_year) for action in option.actions if action.kind == "add_member"
    }


def in_time(option: Option, case: Case) -> list[int]:
    """Order in which the actions take effect; those that wait for a signpost come last."""
    far = case.budget_year + 1000
    years = [action.year(case.budget_year) or far for action in option.actions]
    return sorted(range(len(years)), key=lambda n: years[n])


def _in_horizon(action: Action, year: int | None, case: Case, keys: Keys) -> Iterator[Fault]:
    first, last = 1, case.horizon_years
    if year is None or first <= year - case.budget_year <= last:
        return
    field_name, found = ("after_years", action.after_years) if action.at is None else ("at", action.at)
    start = case.budget_year if action.at is not None else 0
    span = _("{first} to {last}", first=start + first, last=start + last)
    message = _("The year lies outside the horizon of the case.")
    yield Fault((*keys, field_name), message, found=found, allowed=span)


def _host_of(to: LegalForm, host: str | None, members: list[str], keys: Keys) -> Iterator[Fault]:
    if to is LegalForm.CENTRUMREGELING and host is None:
        message = _("A centrumregeling needs a host municipality.")
        yield Fault((*keys, "host"), message, allowed=", ".join(["largest", *members]))
    elif host not in {None, "largest"}:
        yield from _known_party(str(host), members, (*keys, "host"))


def _leaving(
    party: str, year: int | None, joins: Mapping[str, int | None], leaves: dict[str, int], keys: Keys
) -> Iterator[Fault]:
    keys = (*keys, "party")
    if party not in joins:
        yield from _known_party(party, list(joins), keys)
        return
    joined = joins[party]
    if party in leaves:
        yield Fault(keys, _("This party already left in {year}.", year=leaves[party]), found=party)
    elif year is not None and joined is not None and year <= joined:
        yield Fault(keys, _("This party would leave before it joins ({year}).", year=joined), found=party)
    if year is not None:
        leaves[party] = year


def _keys_of_arrangement(case: CaseFile) -> Iterator[Fault]:
    codes, voting = [party.code for party in case.parties], case.arrangement.voting
    for code in voting.votes if voting is not None else ():
        yield from _known_party(code, codes, ("arrangement", "voting", "votes", code))
    for name in ("cost_key", "dissolution_key"):
        key = getattr(case.arrangement, name)
        if key is not None:
            yield from _adds_to_one(key, ("arrangement", name))


def _adds_to_one(shares: Mapping[Any, float], keys: Keys) -> Iterator[Fault]:
    total = sum(shares.values())
    if abs(total - 1) > SHARE_SLACK:
        yield Fault(keys, _("The shares do not add to one."), found=f"{total:.6g}", allowed=_("a sum of 1"))


def _goal_weights(weights: Mapping[str, float] | None, keys: Keys) -> Iterator[Fault]:
    if weights is None:
        return
    for name in weights:
        if name not in GOALS:
            message = _("This goal is not known.")
            yield Fault((*keys, name), message, allowed=", ".join(GOALS), hint=nearest(name, GOALS))
    yield from _adds_to_one(weights, keys)


def _fixed_shares(case: CaseFile) -> Iterator[Fault]:
    """Written shares in a fixed key add to one, and are written for all parties or for none."""
    shares = {party.code: float(party.fixed_share) for party in case.parties if party.fixed_share is not None}
    if not shares:
        return
    if silent := [party.code for party in case.parties if party.code not in shares]:
        message = _("Some parties have a fixed share and others do not.")
        yield Fault(("parties",), message, hint=_("write fixed_share for {codes} too", codes=listed(silent)))
    elif abs(sum(shares.values()) - 1) > 1e-3:
        message = _("The shares do not add to one.")
        yield Fault(("parties",), message, found=f"{sum(shares.values()):.6g}", allowed=_("a sum of 1"))


def _budget(case: CaseFile) -> Iterator[Fault]:
    """Written lines fit the published total."""
    total, budget = case.organisation.total_eur, case.organisation.budget_eur
    lines = [getattr(budget, name) for name in type(budget).model_fields]
    written = [float(line) for line in lines if line is not None]
    keys = ("organisation", "total_eur")
    if total is None:
        if len(written) == len(lines) and not sum(written):
            yield Fault(("organisation", "budget_eur"), _("The budget is empty."))
        return
    difference = float(total) - sum(written)
    if len(written) == len(lines) and abs(difference) > CENT:
        message = _("The lines of the budget do not add to the total.")
        yield Fault(keys, message, found=f"{float(total):.0f}", allowed=f"{sum(written):.0f}")
    elif difference < -CENT:
        message = _("The lines of the budget are more than the total.")
        yield Fault(keys, message, found=f"{float(total):.0f}", allowed=_("at least {n}", n=f"{sum(written):.0f}"))


def _plan_year(planned: PlanYear, codes: list[str], keys: Keys) -> Iterator[Fault]:
    for code in planned.contributions_eur:
        yield from _known_party(code, codes, (*keys, "contributions_eur", code))
    total = sum(planned.contributions_eur.values())
    if planned.contributions_eur and abs(total - planned.total_eur) > max(10.0, PLAN_SLACK * planned.total_eur):
        message = _("The contributions do not add to the total.")
        yield Fault((*keys, "total_eur"), message, found=f"{planned.total_eur:.0f}", allowed=f"{total:.0f}")


def _known_party(code: str, codes: list[str], keys: Keys) -> Iterator[Fault]:
    if code not in codes:
        message = _("There is no party with this code.")
        yield Fault(keys, message, found=code, allowed=", ".join(codes), hint=nearest(code, codes))


def _known_rows(overrides: Iterable[str], keys: Keys) -> Iterator[Fault]:
    rows = [row.id for row in load_assumptions()]
    for name in overrides:
        if name not in rows:
            yield Fault((*keys, name), _("There is no such assumption."), hint=nearest(name, rows))


def _twice(values: list[str] | list[int], keys: Keys, field: str) -> Iterator[Fault]:
    counts = Counter(values)
    for n, value in enumerate(values):
        if counts[value] > 1 and value in values[:n]:
            yield Fault((*keys, n, field), _("This stands here a second time."), found=value)
