"""What options are weighed on, measured in the draws of an outcome; each euro counts under one criterion (WG1-WG4).

The engine's own score `kosten` is left out, and so is what it adds of cost and of fit to the score `klant`: cost counts
under `kosten` and `transition`, fit under `autonomy`. The other K's hang together as the members' own goals do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from model.decide.appraisal import inhabitants
from model.inputs import load_assumptions
from model.inputs.framework import MEASURES
from model.law.forms import Destination

if TYPE_CHECKING:
    from model.engine.outcome import FloatArray, Outcome

LEAVES: Final = tuple(leaf for leaves in MEASURES.values() for leaf in leaves)
EUROS: Final = ("kosten", "transition")
LESS: Final = (*EUROS, "lead_years")
"""Measures of which less is better."""
OWN: Final = ("local_colour", "say")
"""Measures of autonomy: each party counts alike, or a say that goes to the largest would look like more of it."""
JUDGED: Final = ("say", "lead_years")
"""Measures that the engine does not calculate: one vote per seat, and the years that the option itself plans."""
TRANSITION_ITEMS: Final = ("transition", "dual_running", "stranded", "surplus_staff", "left_overhead", "exit_transfer")
"""Cost items that come once, with a change; all others last and are `kosten`, incidents and the reserve among them."""
FELT: Final = ("quality", "fit", "response", "price")


def measures(outcome: Outcome) -> FloatArray:
    """Measure every option, draw and party; of a streamed run the sample.

    Shape (option, draw, party, measure), in the order of `LEAVES`: EUR per inhabitant per year (real, discounted), 0-1,
    or years.
    """
    lasting, once = euros(outcome)
    people = residents(outcome) * max(outcome.horizon, 1)
    client, fit = felt(outcome)
    found = {name: outcome.score[..., outcome.g(name)] for name in outcome.goals}
    found |= {"kosten": lasting / people, "transition": once / people, "klant": client, "local_colour": fit}
    found |= {"say": say(outcome), "as_decided": as_decided(outcome), "lead_years": lead_years(outcome)}
    return np.stack([found[leaf] for leaf in LEAVES], axis=-1)


def together(outcome: Outcome, measured: FloatArray) -> FloatArray:
    """Measures of all parties together, shape (option, draw, measure): means by inhabitants; of `OWN`, plain means."""
    mean: FloatArray = np.average(measured, axis=2, weights=residents(outcome))
    own = np.isin(LEAVES, OWN)
    mean[..., own] = measured[..., own].mean(axis=2)
    return mean


def residents(outcome: Outcome) -> FloatArray:
    """Inhabitants of each party (party,)."""
    return np.array([inhabitants(outcome, code) or 1.0 for code in outcome.parties])


def euros(outcome: Outcome) -> tuple[FloatArray, FloatArray]:
    """WG1: present cost that lasts, and that comes once with a change; together all of it.

    Shape (option, draw, party); EUR real, discounted, years 1..H.
    """
    once = np.isin(outcome.items, TRANSITION_ITEMS)
    return outcome.npv[..., ~once].sum(axis=3), outcome.npv[..., once].sum(axis=3)


def felt(outcome: Outcome) -> tuple[FloatArray, FloatArray]:
    """WG2: what clients feel apart from price and fit, and the fit with own needs (M1), both solved from Q6.

    Shape (option, draw, party); 0-1, means over the years.
    """
    weight = {name: _sampled(outcome, f"service.client_{name}")[:, None] for name in FELT}
    score = {name: outcome.score[..., outcome.g(name)] for name in outcome.goals}
    served = weight["quality"] * score["kwaliteit"] + weight["response"] * score["kwantiteit"]
    fit = sum(weight.values()) * score["klant"] - served - weight["price"] * score["kosten"]
    least = np.finfo(np.float64).tiny  # a case may set a weight to zero; then nothing is felt of it
    return served / np.maximum(weight["quality"] + weight["response"], least), fit / np.maximum(weight["fit"], least)


def say(outcome: Outcome) -> FloatArray:
    """WG3: share of the decisions about its services that a party takes itself, 0-1, shape (option, draw, party).

    A member has one vote per seat in the board; who does the work itself decides alone; a customer of a host, of the
    market or of another arrangement does not decide. Who leaves unplanned is taken to do the work itself.
    """
    years = outcome.observable[..., 1:, :]
    member, seats = years[..., outcome.obs("member")], years[..., outcome.obs("seat")]
    total = seats.sum(axis=2, keepdims=True)
    votes = np.divide(seats, total, out=np.zeros_like(seats), where=total > 0)
    refused = years[..., outcome.obs("host_refused")].max(axis=3, initial=0.0) > 0
    alone = np.ones(refused.shape)
    for o, option in enumerate(outcome.option_objects):
        for action in option.actions:
            for p, code in enumerate(outcome.parties):
                if action.kind == "dissolve":
                    goal = action.destination_of(code)
                elif action.kind == "leave" and action.party == code:
                    goal = action.destination
                else:
                    continue
                alone[o, :, p] = np.where(refused[o, :, p], action.otherwise == "own", goal == Destination.OWN)
    mean: FloatArray = np.where(member == 1.0, votes, alone[..., None]).mean(axis=3)
    return mean


def as_decided(outcome: Outcome) -> FloatArray:
    """WG4: 1 where it goes as was decided: no host refuses, nobody leaves unplanned; shape (option, draw, party)."""
    failed = [outcome.observable[..., outcome.obs(name)].max(axis=3) for name in ("host_refused", "exited_unplanned")]
    went: FloatArray = 1.0 - np.maximum(*failed)
    return went


def lead_years(outcome: Outcome) -> FloatArray:
    """Years from the budget year to the last action that an option plans, shape (option, draw, party)."""
    first = outcome.years[0]
    last = [max((a.year(first) or first for a in one.actions), default=first) - first for one in outcome.option_objects]
    return np.broadcast_to(np.array(last, dtype=np.float64)[:, None, None], outcome.npv.shape[:3])


def _sampled(outcome: Outcome, name: str) -> FloatArray:
    """Value of an assumption in every draw, shape (draw,)."""
    if name in outcome.parameters:
        drawn: FloatArray = outcome.inputs[:, outcome.par(name)]
        return drawn
    return np.full(outcome.draws, next(row.base for row in load_assumptions() if row.id == name))
