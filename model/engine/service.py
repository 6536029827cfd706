"""Knowledge, technical debt, quality, fit with needs and client satisfaction (equations Q1-Q7)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine.compiled import compiled
from model.engine.records import NEEDS

if TYPE_CHECKING:
    from model.engine.parameters import Service

SCORE_AT_REFERENCE = 0.5
"""Score of a cost equal to the reference: the middle of the scale, by definition, as for quality (Q3)."""
SMALLEST_GAP = 1e-3
"""Room to learn that is always left, so that a stock that starts complete stays finite."""


def knowledge(stock: float, start: float, loss: float, loss_start: float) -> float:
    """Q1: knowledge stock (0-1) a year on; learning is such that `start` is steady at the loss of the budget year."""
    learning = loss_start * start / max(SMALLEST_GAP, 1.0 - start)
    return min(1.0, max(0.0, stock + learning * (1.0 - stock) - loss * stock))


def debt(stock: float, inflow: float, catch_up: float) -> float:
    """Q2: technical debt (EUR of the budget year) a year on; `catch_up` is the share worked off."""
    return max(0.0, stock + inflow - catch_up * stock)


def quality(weights: Service, learned: float, owed: float, waiting: float, exposed: float) -> float:
    """Q3: quality 0-1, one half in the budget year; arguments are changes since then.

    `learned` in the knowledge stock, `owed` in debt per euro of budget, `waiting` in the backlog share and `exposed` in
    the chance that a specialism has nobody. Only ranks between options are meant to be read.
    """
    score = (
        weights.quality_knowledge * learned
        - weights.quality_debt * owed
        - weights.quality_backlog * waiting
        - weights.quality_vulnerability * exposed
    )
    return 1.0 / (1.0 + math.exp(-score))


def cost_score(cost: float, reference: float) -> float:
    """Q4: score 0-1 of cost per inhabitant: one half at the party's own reference, none at twice that."""
    return min(1.0, max(0.0, 1.0 - SCORE_AT_REFERENCE * cost / reference))


def distance(pace: float, tailoring: float, security: float) -> float:
    """Q5: distance 0-1 between two need profiles, from the differences in their three dimensions."""
    return math.sqrt((pace * pace + tailoring * tailoring + security * security) / NEEDS)


def satisfaction(weights: Service, good: float, fit: float, response: float, price: float) -> float:
    """Q6: client satisfaction 0-1, weighted mean of quality, fit, responsiveness and price."""
    total = weights.client_quality + weights.client_fit + weights.client_response + weights.client_price
    return (
        weights.client_quality * good
        + weights.client_fit * fit
        + weights.client_response * response
        + weights.client_price * price
    ) / total


def drift(value: float, step: float) -> float:
    """Q7: a need that drifts, reflected at 0 and 1."""
    moved = abs(value + step)
    beyond = moved - 1.0
    return 1.0 - beyond if 0.0 < beyond <= 1.0 else min(moved, 1.0)


knowledge = compiled(knowledge)
debt = compiled(debt)
quality = compiled(quality)
cost_score = compiled(cost_score)
distance = compiled(distance)
satisfaction = compiled(satisfaction)
drift = compiled(drift)
