"""The relation between members in one year: fit, felt unfairness, trust, talks about the key, wish to leave (M1-M5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import keys, relation, service
from model.engine.compiled import compiled
from model.engine.events import count_inside
from model.engine.records import FRAMEWORK_LEVEL, MEMBER_INDEX, NEVER, SIAM_LEVEL, VISION_LEVEL

if TYPE_CHECKING:
    import numpy as np


def fit(p: int, y: int, facts: np.record, state: np.record) -> float:
    """M1: how well the service fits local needs (0-1): one less the distance to the members' mean."""
    if state.member[p].inside == 0:
        return 1.0
    pace, tailoring, security = 0.0, 0.0, 0.0
    for q in range(state.parties):
        if state.member[q].inside == 1:
            weight = facts.party[q].volume / state.pool[0].volume
            pace += weight * (state.needs[p, y, 0] - state.needs[q, y, 0])
            tailoring += weight * (state.needs[p, y, 1] - state.needs[q, y, 1])
            security += weight * (state.needs[p, y, 2] - state.needs[q, y, 2])
    apart = service.distance(pace, tailoring, security)
    gained = max(0.0, state.level[VISION_LEVEL] - facts.case.vision)
    return 1.0 - apart * (1.0 - gained)


def feel(p: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """M2: what the party feels: unfairness of its share, fit with its needs, satisfaction."""
    member, party = state.member[p], facts.party[p]
    pool = state.pool[0] if member.inside == 1 else state.pool[1 + p]
    member.fit = fit(p, y, facts, state)
    member.unfair = 0.0
    if member.inside == 1:
        usage, people = 0.0, 0.0
        for q in range(state.parties):
            usage += facts.party[q].usage * state.member[q].inside
            people += facts.party[q].inhabitants * state.member[q].inside
        by_people, by_use = keys.base_share(party.inhabitants, people), keys.base_share(party.usage, usage)
        member.unfair = keys.unfairness(member.share, by_people, by_use)
    cost = state.paid[p, y, 1] / state.price[y, MEMBER_INDEX] / party.inhabitants
    if y == 0:
        member.reference = max(cost, 1e-9)
    if y in (0, member.joined):
        member.fit_start = member.fit
    price = service.cost_score(cost, member.reference)
    member.satisfaction = service.satisfaction(par.service, pool.quality, member.fit, 1.0 - pool.backlog, price)


def grow_trust(p: int, y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """M3: trust moves with kept promises on cost, fit, contact and felt unfairness."""
    member, terms = state.member[p], par.relation
    index = state.price[y, MEMBER_INDEX] / state.price[y - 1, MEMBER_INDEX]
    surprise = 0.0
    if member.burden_before > 0.0 and y > member.joined:
        surprise = member.burden / member.burden_before / index - 1.0
        surprise = min(terms.largest_surprise, max(-terms.largest_surprise, surprise))
    contact = state.level[SIAM_LEVEL] - facts.case.siam + state.level[FRAMEWORK_LEVEL] - facts.case.framework
    change = (
        -terms.weight_promise * surprise
        + terms.weight_fit * (member.fit - member.fit_start)
        + terms.weight_contact * contact
        - terms.weight_unfairness * member.unfair
    )
    member.trust = relation.trust(member.trust, change, terms.trust_gain, terms.asymmetry)


def speak_up(p: int, y: int, par: np.record, state: np.record) -> None:
    """M4: voice: an unhappy party reopens the key; what it gains the others lose."""
    member, terms = state.member[p], par.relation
    rate = relation.voice_rate(terms.voice_rate, terms.voice_slope, member.unfair)
    if member.unfair <= 0.0 or state.chance.voice[p, y] >= relation.yearly_chance(rate):
        return
    gain = terms.voice_step * member.share * member.unfair / (1.0 + member.unfair)
    for q in range(state.parties):
        if q != p and state.member[q].inside == 1:
            others = 1.0 - member.share
            even = 1.0 / (count_inside(state) - 1.0)
            state.member[q].key_shift += gain * (state.member[q].share / others if others > 0.0 else even)
    member.key_shift -= gain


def wish_to_leave(p: int, y: int, par: np.record, facts: np.record, state: np.record) -> None:
    """M5: a yearly chance to give notice; the exit holds after the notice period."""
    member, terms = state.member[p], par.relation
    if facts.case.exits_on == 0 or member.exit_year != NEVER or state.chance.leave[p, y] >= 1.0:
        return
    gap = terms.reference_trust - member.trust
    rate = relation.exit_rate(
        terms.exit_rate, count_inside(state), gap, terms.exit_trust, member.unfair, terms.exit_unfairness
    )
    if state.chance.leave[p, y] < relation.yearly_chance(rate):
        member.exit_year = y + max(1, facts.case.notice_years)


def relate(y: int, facts: np.record, par: np.record, state: np.record) -> None:
    """The relation in year `y`, after its accounts."""
    for p in range(state.parties):
        feel(p, y, facts, par, state)
    if y == 0 or state.pool[0].alive == 0:
        return
    for p in range(state.parties):
        if state.member[p].inside == 1:
            grow_trust(p, y, facts, par, state)
            speak_up(p, y, par, state)
            wish_to_leave(p, y, par, facts, state)


fit = compiled(fit)
feel = compiled(feel)
grow_trust = compiled(grow_trust)
speak_up = compiled(speak_up)
wish_to_leave = compiled(wish_to_leave)
relate = compiled(relate)
