"""Cloud share of software: money share on a logistic path, share of the work behind it (equations C1-C4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine.compiled import compiled

if TYPE_CHECKING:
    from model.engine.parameters import Cloud


def ceiling_and_pace(cloud: Cloud) -> tuple[float, float]:
    """C1: ceiling (share) and pace (per year) of one of three curves that fit 2018-2023 equally well."""
    curve = round(cloud.curve)
    if curve < 1:
        return cloud.ceiling_low, cloud.pace_low
    if curve == 1:
        return cloud.ceiling_mid, cloud.pace_mid
    return cloud.ceiling_high, cloud.pace_high


def money_share(start: float, ceiling: float, headroom: float, pace: float, years: float) -> float:
    """C2: SaaS share of software spend after `years`, on the logistic through `start` (shares 0-1).

    Who is at the ceiling already, or past it, has `headroom` left.
    """
    top = min(1.0, max(ceiling, start + headroom))
    return top / (1.0 + (top / start - 1.0) * math.exp(-pace * years))


def work_share(money: float, price_ratio: float) -> float:
    """C3: share of the work in the cloud behind a share of the money; SaaS costs `price_ratio` per unit of own."""
    return money / (money + price_ratio * (1.0 - money))


def money_from_work(work: float, price_ratio: float) -> float:
    """C4: inverse of C3."""
    return work * price_ratio / (work * price_ratio + 1.0 - work)


ceiling_and_pace = compiled(ceiling_and_pace)
money_share = compiled(money_share)
work_share = compiled(work_share)
money_from_work = compiled(money_from_work)
