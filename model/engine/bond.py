"""The relation between members in one year: fit, felt unfairness, trust, wish to leave (M1-M5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import keys, municipality, relation, service, value, voice
from model.engine.compiled import compiled
from model.engine.events import count_inside
from model.engine.records import (
    CASH,
    FRAMEWORK_LEVEL,
    MEMBER_INDEX,
    NEVER,
    PACE,
    SECURITY,
    SIAM_LEVEL,
    TAILORING,
    VISION_LEVEL,
)

if TYPE_CHECKING:
    import numpy as np

SMALLEST_COST = 1e-9
"""EUR per inhabitant; a party that pays nothing in the budget year is measured against this and not against zero."""


def fit(p: int, y: int, facts: np.record, state: np.record) -> float:
    """M1: how well the service fits local needs (0-1): one less the distance to their joint profile."""
    if state.member[p].inside == 0:
        return 1.0
    total, pace, tailoring, security = voice.all_said(state), 0.0, 0.0, 0.0
    for q in range(state.parties):
        if state.member[q].inside == 1:
            weight = voice.weight(q, total, facts, state)
            pace += weight * (state.needs[p, y, PACE] - state.needs[q, y, PACE])
            tailoring += weight * (state.needs[p, y, TAILORING] - state.needs[q, y, TAILORING])
            security += weight * (state.needs[p, y, SECURITY] - state.needs[q, y, SECURITY])
    apart = service.distance(pace, tailoring, security)
    gained = max(0.0, state.level[VISION_LEVEL] - facts.case.vision)
    return 1.0 - apart * (1.0 - gained)


def feel(p: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """M2: what the party feels: unfairness of its share, fit with its needs, satisfaction."""
    member, party = state.member[p], facts.party[p]
    pool = state.pool[municipality.pool_of(p, state)]
    member.fit = fit(p, y, facts, state)
    member.unfair = 0.0
    if member.inside == 1:
        usage, people, share, own_usage, own_people = 0.0, 0.0, 0.0, 0.0, 0.0
        for q in range(state.parties):
            usage += facts.party[q].usage * state.member[q].inside
            people += facts.party[q].inhabitants * state.member[q].inside
            if municipality.same(p, q, state):
                share += state.member[q].share
                own_usage += facts.party[q].usage
                own_people += facts.party[q].inhabitants
        by_people, by_use = keys.base_share(own_people, people), keys.base_share(own_usage, usage)
        member.unfair = keys.unfairness(share, by_people, by_use)
    cost = state.paid[p, y, CASH] / state.price[y, MEMBER_INDEX] / party.inhabitants
    if y == 0:
        member.reference = max(cost, SMALLEST_COST)
    if y in (0, member.joined):
        member.fit_start = member.fit
    price = service.cost_score(cost, member.reference)
    member.satisfaction = service.satisfaction(par.service, pool.quality, member.fit, 1.0 - pool.backlog, price)


def grow_trust(p: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """M3: trust moves with kept promises on cost, fit, contact and felt unfairness."""
    member, terms = state.member[p], par.relation
    index = state.price[y, MEMBER_INDEX] / state.price[y - 1, MEMBER_INDEX]
    surprise = 0.0
    burden, before = 0.0, 0.0
    for q in range(state.parties):
        if municipality.same(p, q, state):
            burden, before = burden + state.member[q].burden, before + state.member[q].burden_before
    if before > 0.0 and y > member.joined:
        surprise = burden / before / index - 1.0
        surprise = min(terms.largest_surprise, max(-terms.largest_surprise, surprise))
    contact = state.level[SIAM_LEVEL] - facts.case.siam + state.level[FRAMEWORK_LEVEL] - facts.case.framework
    change = (
        -terms.weight_promise * surprise
        + terms.weight_fit * voice.fit_gained(p, facts, state)
        + terms.weight_contact * contact
        - terms.weight_unfairness * member.unfair
    )
    member.trust = relation.trust(member.trust, change, terms.trust_gain, terms.asymmetry)


def wish_to_leave(p: int, y: int, par: np.record, facts: np.record, state: np.record) -> None:
    """M5: a yearly chance to give notice; the exit holds after the notice period.

    What it is worth to stay takes long to calculate, so luck is held first against the largest chance that any worth
    could give. Whoever passes that would not leave at its own worth either: the law is the same.
    """
    member, luck = state.member[p], state.chance.leave[p, y]
    if facts.case.exits_on == 0 or member.exit_year != NEVER or luck >= 1.0:
        return
    if luck < leave_chance(p, -par.relation.value_limit, par, state):
        worth = value.value_of_staying(p, y, facts, par, state)
        if luck < leave_chance(p, worth, par, state):
            notice = relation.next_window(y, facts.case.exit_window_first, facts.case.exit_window_years)
            member.exit_year = notice + max(1, facts.case.notice_years)


def leave_chance(p: int, worth: float, par: np.record, state: np.record) -> float:
    """Chance within a year (R2 of R4) that party `p` gives notice when staying is worth `worth` to it."""
    member, terms = state.member[p], par.relation
    gap = terms.reference_trust - member.trust
    rate = relation.exit_rate(
        terms.exit_rate, count_inside(state), gap, terms.exit_trust, member.unfair, terms.exit_unfairness,
        worth, terms.exit_value,
    )  # fmt: skip
    return relation.yearly_chance(rate)


def relate(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """The relation in year `y`, after its accounts."""
    for p in range(state.parties):
        feel(p, y, facts, par, state)
    if y == 0 or state.pool[0].alive == 0:
        return
    said = voice.all_said(state)
    for p in range(state.parties):
        if state.member[p].inside == 1 and municipality.lead(p, state) == p:
            grow_trust(p, y, facts, par, state)
            voice.speak_up(p, y, said, facts, par, state)
            wish_to_leave(p, y, par, facts, state)
            for q in range(state.parties):
                if municipality.same(p, q, state):
                    state.member[q].trust, state.member[q].exit_year = state.member[p].trust, state.member[p].exit_year


fit = compiled(fit)
feel = compiled(feel)
grow_trust = compiled(grow_trust)
leave_chance = compiled(leave_chance)
wish_to_leave = compiled(wish_to_leave)
relate = compiled(relate)
