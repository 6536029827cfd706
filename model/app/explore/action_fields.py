"""The fields of each kind of action in the option designer, and of the arrangement's exit rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from model.app.explore.fields import Choice, Field, choices_of, held, numeric, shown
from model.inputs import complete_option
from model.inputs.base import SIGNPOSTS
from model.inputs.faults import in_time
from model.language import N_, _
from model.law import ActionKind, ExitRule, allowed
from model.law.forms import Destination, KeyBase, LegalForm, Lever

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from model.inputs import Action, Case, Option
    from model.inputs.options import When
    from model.inputs.terms import ExitTerms


@dataclass(frozen=True)
class Sign:
    """A signpost as the designer shows it.

    Parameters
    ----------
    label : str
    scale : float
        100 shows a share as a percentage.
    low, high : float
        Values that it can have, in the unit of the file.
    side : {"above", "below"}
    start : float
        Threshold to begin with.
    """

    label: str
    scale: float
    low: float
    high: float
    side: str
    start: float


SIGNS: Final[Mapping[str, Sign]] = dict(
    zip(
        SIGNPOSTS,
        (
            Sign(N_("software in the cloud"), 100.0, 0.0, 1.0, "above", 0.6),
            Sign(N_("trust of the member that trusts least (0-1)"), 1.0, 0.0, 1.0, "below", 0.4),
            Sign(N_("chance that a specialism has nobody"), 100.0, 0.0, 1.0, "above", 0.1),
            Sign(N_("overdue replacement, of the budget for hosting, management and software"), 100.0, 0.0, 10.0,
                 "above", 0.2),
            Sign(N_("budget gap"), 1.0, -100.0, 100.0, "above", 5.0),
            Sign(N_("growth of the contribution in a year"), 1.0, -100.0, 1000.0, "above", 8.0),
            Sign(N_("distance between what members need (0-1)"), 1.0, 0.0, 1.0, "above", 0.3),
        ),
        strict=True,
    )
)  # fmt: skip
_PERCENTAGES: Final = frozenset({"cloud_share", "vulnerability", "debt", "budget_gap_pct", "charge_growth_pct"})
_MOMENTS: Final = {"at": N_("in a year"), "after_years": N_("after a number of years"), "when": N_("after a signpost")}
_VOLUMES: Final = {
    "retained": N_("part of the ICT work that members kept"),
    "together": N_("a task of its own: amounts for all together"),
    "by_party": N_("a task of its own: amounts by member"),
}
_OTHERWISE: Final = {"none": N_("all stays as it is"), "own": N_("own organisation"), "market": N_("the market")}
_PAYERS: Final = {"joiner": N_("the new member"), "members": N_("those who are members already")}
_BASES: Final = {"last": N_("contribution of the last year"), "mean3": N_("mean contribution of three years")}
_LEVER_HINT: Final = N_("for the arrangement as a whole")


@dataclass(frozen=True)
class Place:
    """One action of an option for a case.

    Parameters
    ----------
    case : Case
    option : Option
    n : int
        Place of the action in the option.
    """

    case: Case
    option: Option
    n: int

    @property
    def action(self) -> Action:
        """The action itself."""
        return self.option.actions[self.n]

    @cached_property
    def parties(self) -> tuple[Choice, ...]:
        """Members, and those who join in this option."""
        joiners = [action.member for action in self.option.actions if action.kind == "add_member"]
        named = {party.code: party.name for party in self.case.parties}
        for party in joiners:
            named.setdefault(party.code, party.name)
        return tuple(Choice(code, name) for code, name in named.items())


def form_before(case: Case, option: Option, n: int) -> LegalForm:
    """Legal form of the arrangement when an action takes effect; n as large as the option: at the end of its plan."""
    form = case.arrangement.legal_form
    for place in in_time(option, case):
        if place == n:
            break
        action = option.actions[place]
        form = action.to if action.kind == "change_form" else form
    return form


def action_fields(case: Case, option: Option, n: int) -> tuple[Field, ...]:
    """Fields of one action: what it does, then when."""
    place = Place(case, option, n)
    return (*_OF_KIND[place.action.kind](place), *_moment(place))


def _moment_of(action: Action) -> str:
    """Which of the three moments an action has: at, after_years or when."""
    return next(name for name in _MOMENTS if getattr(action, name) is not None)


def volume_of(action: Any) -> str:
    """How the volume of a task is given: retained, together or by_party."""
    if action.pct_of_retained is not None:
        return "retained"
    return "by_party" if action.annual_eur_of or action.fte_of else "together"


def _named(words: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, _(label)) for value, label in words.items())


def _choice(place: Place, name: str, label: str, choices: tuple[Choice, ...], **about: Any) -> Field:
    found = held(place.action, name)
    return Field(name, label, "choice", None if found is None else str(found), choices=choices, **about)


def _text(place: Place, name: str, label: str, kind: str = "text", **about: Any) -> Field:
    return Field(name, label, kind, held(place.action, name), **about)


def _moment(place: Place) -> Iterator[Field]:
    action, case, moment = place.action, place.case, _moment_of(place.action)
    yield Field("moment", _("Takes effect"), "choice", moment, choices=_named(_MOMENTS))
    if moment == "at":
        first, last = case.years[1], case.years[-1]
        yield numeric(action, "at", _("Year"), kind="year", low=first, high=last, hint=_("on 1 January"))
    elif moment == "after_years":
        year = _("on 1 January {year}", year=action.year(case.budget_year))
        most = min(20, case.horizon_years)
        yield numeric(
            action, "after_years", _("Years after the budget year"), kind="count", low=1, high=most, hint=year
        )
    elif action.when is not None:
        yield from _signpost(action, action.when)


def _signpost(action: Action, when: When) -> Iterator[Field]:
    sign = SIGNS[when.signpost]
    signs = tuple(Choice(name, _(one.label)) for name, one in SIGNS.items())
    sides = (Choice("above", _("comes above")), Choice("below", _("falls below")))
    yield Field("when.signpost", _("Signpost"), "choice", when.signpost, choices=signs)
    yield Field("when.side", _("That"), "choice", when.direction, choices=sides)
    value = round(when.value * sign.scale, 4)
    yield Field(
        "when.value", _("Value"), "number", value, shown(value), "%" if when.signpost in _PERCENTAGES else "",
        sign.low * sign.scale, sign.high * sign.scale, sign.scale,
    )  # fmt: skip
    hint = _("from the end of the year in which it passes; one year at least")
    yield numeric(action, "when.lead_years", _("Years until it takes effect"), kind="count", hint=hint)


def _change_form(place: Place) -> Iterator[Field]:
    now = form_before(place.case, place.option, place.n)
    rulings = {form: allowed(now, ActionKind.CHANGE_FORM, form) for form in LegalForm}
    forms = tuple(Choice(form, form.label, "" if one.allowed else one.reason) for form, one in rulings.items())
    action: Any = place.action
    yield _choice(place, "to", _("New legal form"), forms)
    if action.to is LegalForm.CENTRUMREGELING or action.host is not None:
        yield _choice(place, "host", _("Host municipality"), (Choice("largest", _("the largest")), *place.parties))
        yield _room(place)
    yield numeric(action, "promised_saving_pct", _("Promised saving"), unit="%", more=True)


def _room(place: Place) -> Field:
    empty = _("not known: it refuses with a chance")
    label = _("Inhabitants that the host can still take on")
    return numeric(place.action, "host_capacity", label, more=True, empty=empty)


def _change_key(place: Place) -> Iterator[Field]:
    yield Field("key", _("Divided by"), "group")
    for base in KeyBase:
        field = numeric(place.action, f"key.{base}", base.label, scale=100.0, unit="%", under="key")
        yield replace(field, low=0.0, high=100.0)
    yield numeric(place.action, "phase_years", _("Phased in over years"), kind="count", hint=_("0 is at once"))


def _add_member(place: Place) -> Iterator[Field]:
    yield _text(place, "member.name", _("Name"))
    yield _text(place, "member.code", _("CBS code"), "code", hint=_("such as GM0297, or a short code of one's own"))
    yield numeric(place.action, "member.inhabitants", _("Inhabitants"))
    yield numeric(place.action, "member.entry_sum_eur", _("Entry sum"), unit="€")
    yield _choice(place, "integration_paid_by", _("The project is paid by"), _named(_PAYERS))
    label = _("Owes to what it leaves")
    yield numeric(place.action, "member.leaving_sum_eur", label, unit="€", more=True)
    guess = complete_option(place.option, place.case).actions[place.n]
    for name, label, scale in _ESTIMATED:
        estimate = round(float(held(guess, f"member.{name}")) * scale, 1)
        empty = _("estimated at {value}", value=shown(estimate))
        unit = "%" if scale > 1 else ""
        yield numeric(place.action, f"member.{name}", _(label), scale=scale, unit=unit, more=True, empty=empty)
    hosted = form_before(place.case, place.option, place.n) is LegalForm.CENTRUMREGELING
    if hosted or held(place.action, "host_capacity") is not None:
        yield _room(place)


_ESTIMATED: Final = (
    ("workplaces", N_("Workplaces"), 1.0),
    ("fte", N_("Staff of the municipality (fte)"), 1.0),
    ("retained_fte", N_("Own ICT staff (fte)"), 1.0),
    ("usage", N_("Use, in the unit of the members"), 1.0),
    ("fixed_share", N_("Share in a key with fixed shares"), 100.0),
    ("cloud_share", N_("Software in the cloud"), 100.0),
    ("trust", N_("Trust (0-1)"), 1.0),
)


def _add_task(place: Place) -> Iterator[Field]:
    action: Any = place.action
    volume = volume_of(action)
    yield _text(place, "name", _("Name"))
    yield Field("volume", _("What moves in"), "choice", volume, choices=_named(_VOLUMES))
    if volume == "retained":
        yield numeric(action, "pct_of_retained", _("Part that moves in"), unit="%")
        return  # growth and saving are of a task of its own
    for name, label, unit in (("annual_eur", _("Yearly cost"), "€"), ("fte", _("Staff that moves along"), "fte")):
        empty = _("what its staff costs") if unit == "€" else _("none")
        if volume == "together" or getattr(action, name) is not None:
            yield numeric(action, name, label, unit=unit, empty=empty)
        else:
            yield Field(f"{name}_of", label, "group")
            for party in place.parties:
                of = f"{name}_of"
                yield numeric(action, f"{of}.{party.value}", party.label, unit=unit, under=of)
    yield numeric(action, "growth_pct", _("Own growth a year"), unit="%", more=True)
    yield numeric(action, "promised_saving_pct", _("Promised saving"), unit="%", more=True)


def _invest(place: Place) -> Iterator[Field]:
    yield _choice(place, "lever", _("In what"), choices_of(Lever))
    empty, hint = _("as the assumptions say"), _(_LEVER_HINT)
    yield numeric(place.action, "one_off_eur", _("Once"), unit="€", more=True, empty=empty, hint=hint)
    yield numeric(place.action, "yearly_eur", _("Each year"), unit="€", more=True, empty=empty, hint=hint)
    yield numeric(place.action, "delay_years", _("Years until it works in full"), more=True, empty=empty)


def _change_sourcing(place: Place) -> Iterator[Field]:
    yield _choice(place, "to", _("Where the work goes"), choices_of(Destination))
    yield from _refusal(place, {held(place.action, "to")})


def _leave(place: Place) -> Iterator[Field]:
    yield _choice(place, "party", _("Who leaves"), place.parties)
    yield _choice(place, "destination", _("Where its work goes"), choices_of(Destination))
    yield from _refusal(place, {held(place.action, "destination")})


def _dissolve(place: Place) -> Iterator[Field]:
    action: Any = place.action
    by_party = isinstance(action.destination, dict)
    yield Field("by_party", _("Another destination for each member"), "switch", by_party)
    if by_party:
        yield Field("destination", _("Where the work goes"), "group")
        for party in place.parties:
            name = f"destination.{party.value}"
            goal = action.destination_of(party.value)
            yield Field(name, party.label, "choice", str(goal), choices=choices_of(Destination), under="destination")
    else:
        yield _choice(place, "destination", _("Where the work goes"), choices_of(Destination))
    goals = action.destination.values() if by_party else [action.destination]
    yield from _refusal(place, set(goals))


def _refusal(place: Place, goals: set[Destination]) -> Iterator[Field]:
    """What happens if the host refuses, where a host is asked."""
    if Destination.HOST in goals or held(place.action, "otherwise") != "none":
        yield _choice(place, "otherwise", _("If the host refuses"), _named(_OTHERWISE))
    if Destination.HOST in goals or held(place.action, "host_capacity") is not None:
        yield _room(place)


def _merge(place: Place) -> Iterator[Field]:
    yield _text(place, "name", _("Name of the other organisation"))
    yield numeric(place.action, "inhabitants", _("Inhabitants that it serves"))


_OF_KIND: Final[Mapping[str, Callable[[Place], Iterator[Field]]]] = {
    "change_form": _change_form,
    "change_key": _change_key,
    "add_member": _add_member,
    "add_task": _add_task,
    "invest": _invest,
    "change_sourcing": _change_sourcing,
    "leave": _leave,
    "dissolve": _dissolve,
    "merge_organisations": _merge,
}


def exit_fields(case: Case, terms: ExitTerms) -> Iterator[Field]:
    """Fields of the exit rule: the rule, and the terms that it uses."""
    hint = _(
        "With two members nobody pays an exit sum: one who leaves ends the arrangement, and the balance is divided."
    )
    yield Field(
        "rule", _("What a leaver pays"), "choice", terms.rule.value, choices=choices_of(ExitRule),
        hint=hint if len(case.parties) == 2 else "",
    )  # fmt: skip
    uses = _TERMS.get(terms.rule, ())
    if "start_pct" in uses:
        yield numeric(terms, "start_pct", _("Of the contribution, in the first year"), unit="%")
        yield numeric(terms, "step_pct", _("Falls each year by"), unit=_("points"))
    if "years" in uses:
        yield numeric(terms, "years", _("Number of years"), kind="count")
    if "factor" in uses:
        yield numeric(terms, "factor", _("Times the yearly contribution"))
    if "amount_eur" in uses:
        yield numeric(terms, "amount_eur", _("Amount"), unit="€")
    if "base" in uses:
        yield Field("base", _("Reckoned from"), "choice", terms.base, choices=_named(_BASES))


_TERMS: Final[Mapping[ExitRule, tuple[str, ...]]] = {
    ExitRule.TAPER: ("start_pct", "years", "base"),
    ExitRule.FLAT: ("years", "base"),
    ExitRule.MULTIPLE: ("factor", "base"),
    ExitRule.DAMAGE: ("years", "base"),
    ExitRule.NEGOTIATED: ("amount_eur",),
}
"""Terms that each rule uses; the step of a taper goes with its start."""
