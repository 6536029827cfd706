"""Voice before exit: talks that a member reopens, and how much say it has (equations M4, M11 and M12).

What one gains in such talks the others lose. Shares of the charge and weights in the joint profile of needs both keep
their sum; neither depends on the order in which members speak within a year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.engine import municipality, relation
from model.engine.compiled import compiled

if TYPE_CHECKING:
    import numpy as np

NOBODY = -1
"""No member is host."""


def all_said(state: np.record) -> float:
    """Weight of all members together in the joint profile: 1 until talks have added to it."""
    total = 1.0
    for p in range(state.parties):
        if state.member[p].inside == 1:
            total += state.member[p].said
    return total


def weight(p: int, total: float, facts: np.record, state: np.record) -> float:
    """M11: weight of a member in the joint profile of needs: its part of the volume, and what it gained in talks."""
    return (facts.party[p].volume / state.pool[0].volume + state.member[p].said) / total


def fit_gained(p: int, facts: np.record, state: np.record) -> float:
    """How much better the service fits a municipality than at its start (-1 to 1, of M3); two that merged by volume."""
    gained = 0.0
    for q in range(state.parties):
        if municipality.same(p, q, state):
            gained += municipality.part(q, facts, state) * (state.member[q].fit - state.member[q].fit_start)
    return gained


def speak_up(p: int, y: int, total: float, facts: np.record, par: np.record, state: np.record) -> None:
    """M4: voice: an unhappy party reopens the key or the agreement on the service, whichever hurts it more."""
    member, terms = state.member[p], par.relation
    misfit = max(0.0, -fit_gained(p, facts, state))
    on_key = terms.weight_unfairness * member.unfair >= terms.weight_fit * misfit
    hurt = member.unfair if on_key else misfit
    rate = relation.voice_rate(terms.voice_rate, terms.voice_slope, hurt)
    if member.seat == 0:
        rate *= terms.voice_without_seat
    if hurt <= 0.0 or state.chance.voice[p, y] >= relation.yearly_chance(rate):
        return
    if on_key:
        reopen_key(p, par, state)
    else:
        for q in range(state.parties):
            if municipality.same(p, q, state):
                state.member[q].said += municipality.part(q, facts, state) * total * terms.voice_step * misfit


def reopen_key(p: int, par: np.record, state: np.record) -> None:
    """M12: the share of a party moves towards what it thinks is fair; what it gains the others lose."""
    unfair, share, accounts = state.member[p].unfair, 0.0, 0.0
    for q in range(state.parties):
        mine = municipality.same(p, q, state)
        share += state.member[q].share if mine else 0.0
        accounts += 0.0 if mine else state.member[q].inside
    gain = par.relation.voice_step * share * unfair / (1.0 + unfair)
    for q in range(state.parties):
        other = state.member[q]
        if municipality.same(p, q, state):
            other.key_shift -= gain * (other.share / share)
        elif other.inside == 1:
            other.key_shift += gain * (other.share / (1.0 - share) if share < 1.0 else 1.0 / accounts)


def seat_board(host: int, state: np.record) -> None:
    """Under a centrumregeling only the host has a board; with another form (`NOBODY` hosts) every member has a seat."""
    for p in range(state.parties):
        state.member[p].seat = 1 if host in (NOBODY, p) else 0


all_said = compiled(all_said)
weight = compiled(weight)
fit_gained = compiled(fit_gained)
reopen_key = compiled(reopen_key)
speak_up = compiled(speak_up)
seat_board = compiled(seat_board)
