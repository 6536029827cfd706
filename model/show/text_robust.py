"""Robustness over scenarios in sentences: where the rules agree, where they do not, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.language import N_, _, listed, number, out_of_ten
from model.show.labels import capital, lowered, option_label, party_label, scenario_label
from model.show.table_robust import LIMITS, RULES, largest, regret_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from model.decide.robustness import Robustness
    from model.engine.outcome import Outcome


def robust_sentences(outcomes: Mapping[str, Outcome], found: Robustness) -> tuple[str, ...]:
    """What holds over the scenarios, for all together: agreement, attitudes, optimism, regret, limits, parties."""
    return (
        agreement_sentence(outcomes, found),
        *attitudes(outcomes, found),
        _optimism(outcomes, found),
        regret_sentence(outcomes, found),
        *limit_sentences(outcomes, found),
        *other_minds(outcomes, found),
    )


def scenario_sentence(outcomes: Mapping[str, Outcome], found: Robustness, left_out: Sequence[str] = ()) -> str:
    """Which scenarios were calculated, and that nobody claims their chances."""
    said = _("Calculated under {n} scenarios, {futures} futures each: {names}. Nobody knows how likely each of them "
             "is, so nothing here rests on that.", n=len(found.scenarios), futures=number(found.futures),
             names=listed([lowered(scenario_label(one)) for one in outcomes.values()]))  # fmt: skip
    if left_out:
        said += " " + _(
            "Not calculated, because they do not fit the case: {names}.", names=listed([*map(lowered, left_out)])
        )
    return said


def attitudes(outcomes: Mapping[str, Outcome], found: Robustness) -> tuple[str, ...]:
    """Options that come first or hardly differ, with the attitudes to uncertainty that they fit."""
    first, groups = next(iter(outcomes.values())), dict[tuple[str, ...], list[str]]()
    for one in found.view().choices:
        best = tuple(name for name in found.options if name in (one.option, *one.near))
        groups.setdefault(best, []).append(_("who wants {aim}", aim=_(RULES[one.rule][0])))
    texts = {True: N_("{options} fits: {who}."), False: N_("{options} hardly differ and fit: {who}.")}
    return tuple(
        _(texts[len(best) == 1], options=capital(_names(first, best)), who="; ".join(who))
        for best, who in sorted(groups.items(), key=lambda group: -len(group[1]))
    )


def limit_sentences(outcomes: Mapping[str, Outcome], found: Robustness) -> tuple[str, ...]:
    """In how many futures every municipality stays within its limits, and which limit goes first; alike ones joined."""
    first, kept = next(iter(outcomes.values())), found.view().choice("satisficing").scores
    said: dict[str, list[str]] = {}
    for option, share in zip(found.options, kept, strict=True):
        text = _("in {share} every municipality stays within its limits.", share=out_of_ten(share))
        worst = max((one for one in found.broken if one.option == option), key=lambda one: one.share)
        if share < 1.0:
            text += " " + _("Most often broken: {limit} ({party}, in {share}).", limit=_(LIMITS[worst.limit]),
                            party=party_label(first, worst.party), share=out_of_ten(worst.share))  # fmt: skip
        said.setdefault(text, []).append(option)
    return tuple(f"{capital(_names(first, options))}: {text}" for text, options in said.items())


def agreement_sentence(outcomes: Mapping[str, Outcome], found: Robustness) -> str:
    """Whether the rules agree on what comes first."""
    first, agreed = next(iter(outcomes.values())), found.view().agreed
    if not agreed:
        return _("The rules do not agree: which option is best depends on how one looks at uncertainty.")
    if len(agreed) == 1:
        return _("Whichever rule is followed, {option} comes first or hardly differs from what does.",
                 option=_names(first, agreed))  # fmt: skip
    return _("Whichever rule is followed, {options} come first or hardly differ from what does.",
             options=_names(first, agreed))  # fmt: skip


def _optimism(outcomes: Mapping[str, Outcome], found: Robustness) -> str:
    """What the weight of the cheapest scenario does to the choice; gaps lie between those at the ends."""
    first, view = next(iter(outcomes.values())), found.view()
    if len(view.hurwicz) == 1:
        return _("However optimistic one is about the scenario, {option} stays the cheapest.",
                 option=_names(first, [view.hurwicz[0].option]))  # fmt: skip
    steps = [
        _("from {low} {option}", low=number(one.low, 2), option=_names(first, [one.option])) for one in view.hurwicz
    ]
    said = _("Optimism (0: the dearest scenario, 1: the cheapest) moves the choice: {steps}.", steps=listed(steps))
    ends = [{one.option, *one.near} for one in (view.choice("maximin"), view.choice("maximax"))]
    if all({one.option for one in view.hurwicz} <= end for end in ends):
        said += " " + _("These options hardly differ.")
    return said


def regret_sentence(outcomes: Mapping[str, Outcome], found: Robustness) -> str:
    """Largest regret of each option, with the scenario that it comes under."""
    first, view = next(iter(outcomes.values())), found.view()
    parts = []
    for k, option in enumerate(found.options):
        column = [row[k] for row in view.regret]
        top = largest(column)
        if column[top].mean > 0.0:
            scenario = lowered(scenario_label(outcomes[found.scenarios[top]]))
            parts.append(f"{lowered(option_label(first, option))} {regret_text(column[top])} ({scenario})")
    if not parts:
        return _("No option ever costs more than another.")
    return _("Largest regret, the extra cost over the option that turns out cheapest: {parts}.", parts=listed(parts))


def other_minds(outcomes: Mapping[str, Outcome], found: Robustness) -> tuple[str, ...]:
    """Municipalities for whom something else comes first than for all together."""
    first, joint = next(iter(outcomes.values())), found.view()
    said = []
    for code in found.parties:
        own = found.view(code)
        differs = [one for one in own.choices if not {one.option, *one.near} & set(joint.agreed or (one.option,))]
        if differs:
            options = _names(first, dict.fromkeys(one.option for one in differs))
            said.append(_("For {party} alone something else comes first under {n} of the {all} rules: {options}.",
                          party=party_label(first, code), n=len(differs), all=len(own.choices),
                          options=options))  # fmt: skip
    return tuple(said)


def _names(outcome: Outcome, options: Iterable[str]) -> str:
    return listed([lowered(option_label(outcome, option)) for option in options])
