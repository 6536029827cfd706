"""The same simulation once more with one thing changed: a seed, a row of the table, the scenario, the horizon.

Nothing else changes, so draw ``k`` of both is the same future as far as the change lets it be, and what differs
between the two is the effect of the change, not luck.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.engine.outcome import FloatArray, Outcome
    from model.inputs import Case, Option, Scenario


class Simulate(Protocol):
    """The part of `model.simulate` that the checks on a verdict use."""

    def __call__(  # noqa: D102 - a protocol's call is documented by its class
        self,
        case: Case,
        scenario: Scenario | None = None,
        options: Sequence[Option] | None = None,
        draws: int = ...,
        seed: int = ...,
        keep: str = ...,
        *,
        threads: int | None = ...,
        pinned: Mapping[str, float] | None = ...,
        values: FloatArray | None = ...,
    ) -> Outcome: ...


def again(
    outcome: Outcome,
    simulate: Simulate | None = None,
    *,
    case: Case | None = None,
    scenario: Scenario | None = None,
    options: Sequence[str | Option] | None = None,
    draws: int | None = None,
    seed: int | None = None,
    pinned: Mapping[str, float] | None = None,
    values: FloatArray | None = None,
    threads: int | None = None,
    total: bool = False,
) -> Outcome:
    """Simulate what `outcome` came from once more; what is not given stays as it was.

    Parameters
    ----------
    options : sequence of str or Option, optional
        Ids of options of `outcome`, or others.
    draws : int, optional
        At most those of `outcome`: the first of them, so that draws can be compared one by one.
    values : ndarray (draw, parameter), optional
        Parameters of each draw instead of sampled ones.
    total : bool
        Of the figures only `Outcome.total` is asked for, which is faster.
    """
    if simulate is None:
        from model.simulation import simulate as shipped

        simulate = shipped
    chosen = outcome.options if options is None else options
    asked: dict[str, Any] = ({} if values is None else {"values": values}) | ({"keep": "total"} if total else {})
    return simulate(
        case or outcome.case,
        scenario or outcome.scenario,
        [outcome.option_objects[outcome.o(one)] if isinstance(one, str) else one for one in chosen],
        draws=min(draws or outcome.draws, outcome.draws),
        seed=outcome.seed if seed is None else seed,
        pinned=dict(pinned or {}),
        threads=threads,
        **asked,
    )
