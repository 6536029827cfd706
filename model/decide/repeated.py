"""A simulation that is asked for again and again: its random numbers are drawn, and its totals calculated, once.

Several analyses hold the same row at the same value: the checks on the verdict, the search for tipping points, the
tornado. What one of them has simulated, of other options or of more draws, the next need not.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from model.engine.totals import together

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from model.engine.outcome import Outcome
    from model.inputs import Case, Option, Scenario


def shipped() -> Repeated:
    """Give a `model.simulate` that remembers, for the analyses of one outcome; let go of it when they are done."""
    from model.engine.drawn import Drawn
    from model.simulation import simulate

    return Repeated(partial(simulate, drawn=Drawn()))


class Repeated:
    """`simulate` that remembers, by option, totals with one row held at a value; the bits are those of a new run.

    A case, a scenario and an option are known again only as the same objects.
    """

    def __init__(self, simulate: Callable[..., Outcome]) -> None:
        self.simulate = simulate
        self._known: dict[Hashable, tuple[Outcome, int]] = {}  # an outcome holds the objects whose ids are in its key

    def __call__(
        self, case: Case, scenario: Scenario | None = None, options: Sequence[Option] | None = None,
        draws: int = 10_240, seed: int = 0, keep: str = "summary", *, pinned: Mapping[str, float] | None = None,
        values: Any = None, **settings: Any,
    ) -> Outcome:  # fmt: skip
        """Simulate as `model.simulate`, or remember."""

        def simulated(chosen: Sequence[Option] | None) -> Outcome:
            return self.simulate(case, scenario, chosen, draws, seed, keep, pinned=pinned, values=values, **settings)

        if keep != "total" or not options or len(pinned or ()) != 1 or values is not None:
            return simulated(options)
        alone = not any(_touches_others(option) for option in options)
        world = (id(case), id(scenario), seed, *(pinned or {}).items(), () if alone else tuple(map(id, options)))
        known = {id(one): self._known.get((world, id(one))) for one in options}
        missing = [one for one in options if (there := known[id(one)]) is None or there[0].futures < draws]
        chosen = missing if alone or not missing else list(options)
        if chosen:
            found = simulated(chosen)
            known |= {id(option): (found, place) for place, option in enumerate(chosen)}
        self._known |= {(world, name): part for name, part in known.items() if part is not None}
        return together([part for part in known.values() if part is not None], options, draws)


def _touches_others(option: Option) -> bool:
    """Whether the other options are calculated differently beside this one: a joiner and a task are there for all."""
    return any(
        action.kind == "add_member" or (action.kind == "add_task" and action.own_volume) for action in option.actions
    )
