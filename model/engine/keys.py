"""Cost key, felt fairness, coordination (equations K1-K4)."""

from __future__ import annotations

from model.engine.compiled import compiled
from model.engine.records import FEWEST_MEMBERS


def base_share(own: float, total: float) -> float:
    """K1: share of a party in one base of the key; 0 where nobody has any."""
    return own / total if total > 0.0 else 0.0


def phased(before: float, after: float, years: float, phase_years: float) -> float:
    """K2: a key that changes in equal yearly steps."""
    if phase_years <= 0.0:
        return after
    return before + (after - before) * min(1.0, max(0.0, years / phase_years))


def unfairness(share: float, inhabitant_share: float, usage_share: float) -> float:
    """K3: felt unfairness: what is paid above the yardstick that suits the party, relative to it."""
    yardstick = min(inhabitant_share, usage_share)
    if yardstick <= 0.0:
        return 0.0
    return max(0.0, share - yardstick) / yardstick


def coordination(
    budget: float,
    rate: float,
    members: float,
    per_member: float,
    divergence: float,
    per_divergence: float,
    clarity: float,
    clarity_effect: float,
    siam: float,
    siam_effect: float,
) -> float:
    """K4: EUR a year of coordination; more members and divergence may raise it, clear agreements lower it."""
    size = 1.0 + per_member * max(0.0, members - FEWEST_MEMBERS) + per_divergence * divergence
    return rate * budget * size * (1.0 - clarity_effect * clarity) * (1.0 - siam_effect * siam)


base_share = compiled(base_share)
phased = compiled(phased)
unfairness = compiled(unfairness)
coordination = compiled(coordination)
