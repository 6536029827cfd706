"""Weighing in sentences: who comes first, how sure, who differs, and what one would have to believe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.language import _, euro, listed, ngettext, number, out_of_ten, percent
from model.show.labels import criterion_label, lowered, option_label, party_label
from model.show.table_weigh import named, unit, worth_of

if TYPE_CHECKING:
    from model.decide.believe import Belief
    from model.decide.weigh import Weighing
    from model.engine.outcome import Outcome

CLEAR = 0.005
"""Difference in score (0-1) below which two options count as level: half a point out of 100."""
MOST = 3
"""Changes of weight that are told by name."""
SHOWN = 0.005
"""Smallest change of a weight that is told."""


def weigh_sentences(outcome: Outcome, weighing: Weighing) -> tuple[str, ...]:
    """Which option gets most points, how sure that is, and whether members differ."""
    ranked = sorted(weighing.shared.standings, key=lambda one: -one.score.mean)
    best, runner = ranked[0], (ranked[1] if len(ranked) > 1 else None)
    values = {"option": lowered(option_label(outcome, best.option)), "score": _whole(best.score.mean)}
    if runner is None:
        return (_("There is one option: {option}, {score} points out of 100.", **values),)
    values |= {"other": lowered(option_label(outcome, runner.option)), "less": _whole(runner.score.mean)}
    if best.score.mean - runner.score.mean < CLEAR:
        lead = _("Weighed on nine criteria {option} and {other} are level, with {score} points out of 100.", **values)
    else:
        lead = _("Weighed on nine criteria {option} gets most points: {score} out of 100. Next comes {other} with "
                 "{less}.", **values)  # fmt: skip
    return (lead, _sureness(weighing, best.option), _members(outcome, weighing), weights_sentence(outcome, weighing))


def weights_sentence(outcome: Outcome, weighing: Weighing) -> str:
    """Whose weights these are."""
    silent = [party_label(outcome, code) for code in outcome.parties if code not in weighing.own_weights]
    if not silent:
        return _("The weights are those of the members.")
    return _("{names} gave no weights yet: there each of the six K's weighs the same, and the makers chose the others.",
             names=listed(silent))  # fmt: skip


def belief_sentences(outcome: Outcome, weighing: Weighing) -> tuple[str, ...]:
    """Per option that does not come first: which weights one would have to give."""
    return tuple(
        _belief(outcome, weighing, one) for one in weighing.shared.beliefs if one.moved is None or one.moved > 0.0
    )


def swing_question(outcome: Outcome, weighing: Weighing) -> str:
    """Check question of swing weighting: euros to give up for the heaviest other criterion."""
    shared = weighing.shared
    heaviest = max(
        (one for one in weighing.scales if one.measure not in {"kosten", "transition"}),
        key=lambda one: worth_of(weighing, one) or 0.0,
    )
    worth = worth_of(weighing, heaviest)
    if not worth:
        return ""
    size = 1.0 if heaviest.measure == "lead_years" else 100.0
    return _("Check on the weights ({party}): would you pay {amount} more per inhabitant per year for good to bring "
             "{measure} from its worst to its best outcome (from {worst} to {best} {unit}, against {option})? That is "
             "what these weights say.",
             party=party_label(outcome, shared.party), amount=euro(worth, 2), measure=named(heaviest),
             worst=number(size * heaviest.worst, 1), best=number(size * heaviest.best, 1), unit=unit(heaviest.measure),
             option=lowered(option_label(outcome, weighing.baseline)))  # fmt: skip


def _sureness(weighing: Weighing, option: str) -> str:
    first = next(one.first for one in weighing.shared.standings if one.option == option)
    around, free = (
        next(one.ranks[0] for one in found if one.option == option)
        for found in (weighing.shared.around, weighing.shared.any_weights)
    )
    given = _("With these weights it comes first in {share}.", share=out_of_ten(first))
    moved = (
        _("If only their order is sure, in {share}", share=out_of_ten(around))
        if weighing.known == "order"
        else _("If each weight may be up to {spread} higher or lower, in {share}", spread=percent(weighing.spread),
               share=out_of_ten(around))
    )  # fmt: skip
    any_weights = _("with any weights at all in {share}.", share=out_of_ten(free))
    return f"{given} {moved}; {any_weights}"


def _members(outcome: Outcome, weighing: Weighing) -> str:
    by_option: dict[str, list[str]] = {}
    for view in weighing.parties:
        most = max(one.score.mean for one in view.standings)
        level = [one.option for one in view.standings if one.score.mean > most - CLEAR]
        first = listed([lowered(option_label(outcome, option)) for option in level])
        label = first if len(level) == 1 else _("{options} (as good as level)", options=first)
        by_option.setdefault(label, []).append(party_label(outcome, view.party))
    if len(by_option) == 1:
        return _("For every municipality by itself {option} gets most points.", option=next(iter(by_option)))
    told = [_("{option} for {names}", option=option, names=listed(names)) for option, names in by_option.items()]
    return _("The municipalities differ in what gets most points: {said}.", said="; ".join(told))


def _belief(outcome: Outcome, weighing: Weighing, belief: Belief) -> str:
    option = option_label(outcome, belief.option)
    if belief.moved is None or belief.weights is None:
        return _("{option}: no weights at all make it first on average.", option=option)
    changes = sorted(
        (
            (to - given, criterion, given, to)
            for criterion, given, to in zip(weighing.criteria, weighing.shared.weights, belief.weights, strict=True)
            if abs(to - given) > SHOWN
        ),
        key=lambda one: (-abs(one[0]), one[1]),
    )
    heavier, lighter = (
        _shifts([(name, before, to) for change, name, before, to in changes if (change > 0) == up])
        for up in (True, False)
    )
    if not changes:
        return _("{option}: level with the first; hardly any weight has to move.", option=option)
    return _("{option}: comes first if {moved} of the 100 points of weight move: more for {heavier}, less for "
             "{lighter}.", option=option, moved=_whole(belief.moved), heavier=heavier, lighter=lighter)  # fmt: skip


def _shifts(changes: list[tuple[str, float, float]]) -> str:
    """Largest changes of weight, and how many more there are."""
    said = [
        _("{criterion} (from {given} to {to})", criterion=criterion_label(name), given=_whole(before), to=_whole(to))
        for name, before, to in changes[:MOST]
    ]
    more = len(changes) - len(said)
    return listed([*said, ngettext("{n} other", "{n} others", more)] if more else said)


def _whole(share: float) -> str:
    return number(100 * share)
