"""Scale by item: average cost against volume, up to the volume where benefits are exhausted (equations S1-S4)."""

from __future__ import annotations

import math

from model.engine.compiled import compiled


def item_elasticity(mean: float, strength: float, weighted_strength: float, floor: float) -> float:
    """S1: elasticity of one item, so that the cost-weighted mean over the scale items is `mean`."""
    if weighted_strength <= 0.0:
        return 0.0
    return max(floor, mean * strength / weighted_strength)


def average_cost_factor(volume: float, start: float, elasticity: float, limit: float) -> float:
    """S2: average cost at `volume` relative to that at `start`; flat above `limit` and below one (inhabitants)."""
    return math.pow(max(1.0, min(volume, limit)) / max(1.0, min(start, limit)), elasticity)


def cloud_cost_ratio(size: float, hosted: float, hosted_start: float, elasticity: float, limit: float) -> float:
    """S3: cost of own hosting at share `hosted` relative to `hosted_start`, for a pool of `size` inhabitants."""
    factor = average_cost_factor(size * hosted, size * hosted_start, elasticity, limit)
    return hosted / hosted_start * factor


def sticky(ratio: float, stickiness: float) -> float:
    """S4: cost that follows a falling volume only in part; a rising volume is followed in full."""
    if ratio >= 1.0:
        return ratio
    return 1.0 - stickiness * (1.0 - ratio)


item_elasticity = compiled(item_elasticity)
average_cost_factor = compiled(average_cost_factor)
cloud_cost_ratio = compiled(cloud_cost_ratio)
sticky = compiled(sticky)
