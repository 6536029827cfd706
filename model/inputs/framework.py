"""A weighing framework (*wegingskader*): what members may set themselves, in a file or as plain data.

Everything is optional. Points are those of swing weighting: 100 for the criterion whose step from worst to best matters
most, and the others in proportion (Edwards & Barron 1994, doi:10.1006/obhd.1994.1087).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field

from model.inputs.base import GOALS, Code, FrozenDict, Strict, refuse
from model.inputs.checking import Fault, check, located
from model.inputs.reading import Document, read_document
from model.language import N_, _

if TYPE_CHECKING:
    from pathlib import Path

CRITERIA: Final = (*GOALS, "transition", "autonomy", "feasibility")
"""What is weighed: the six K's, transition risk, autonomy (local colour) and feasibility."""
MEASURES: Final = {name: (name,) for name in CRITERIA} | {
    "autonomy": ("local_colour", "say"),
    "feasibility": ("as_decided", "lead_years"),
}
"""The tree: what each criterion is measured by."""

Criterion = Literal[
    "kosten", "kwaliteit", "kwetsbaarheid", "kwantiteit", "klant", "kennis", "transition", "autonomy", "feasibility"
]
Measure = Literal[
    "kosten", "kwaliteit", "kwetsbaarheid", "kwantiteit", "klant", "kennis", "transition",
    "local_colour", "say", "as_decided", "lead_years",
]  # fmt: skip


def _complete(points: dict[str, float]) -> dict[str, float]:
    if missing := [name for name in CRITERIA if name not in points]:
        raise refuse(N_("Some criteria have no points."), hint=N_("add {names}"), names=", ".join(missing))
    if max(points.values()) <= 0:
        raise refuse(N_("Every criterion has zero points."), allowed=N_("100 for what matters most"))
    return points


def _rising(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    at, value = zip(*sorted(points), strict=True)
    if len(set(at)) < len(at):
        raise refuse(N_("The same measure has two values."))
    steps = [later - earlier for earlier, later in pairwise(value)]
    if min(steps) < 0 < max(steps):
        raise refuse(N_("The value rises and falls again."), allowed=N_("a value that only rises, or only falls"))
    if (min(value), max(value)) != (0.0, 1.0):
        raise refuse(N_("A value function runs from 0 (worst) to 1 (best)."))
    return tuple(sorted(points))


Points = Annotated[dict[Criterion, Annotated[float, Field(ge=0, le=100)]], AfterValidator(_complete)]
Curve = Annotated[
    tuple[tuple[float, Annotated[float, Field(ge=0, le=1)]], ...], Field(min_length=2), AfterValidator(_rising)
]


class Framework(Strict):
    """What a weighing framework may set.

    Attributes
    ----------
    shared : dict of criterion to points, or None
        Points 0-100 of the shared vision; else the mean of the members', by inhabitants.
    parties : dict of code to points
        Points of each member; else its weights on the six K's, and the shipped shares of the other criteria.
    within : dict of measure to share
        Share of a measure in a criterion that has two (the other measure takes the rest); a half if not set.
    values : dict of measure to ((measure, value), ...)
        Value functions: straight lines between the points, from value 0 (worst) to 1 (best). Measures are differences
        with continuing: EUR per inhabitant per year, scores and shares 0-1, years.
    spread : float or None
        How far a weight may lie from what was given, as a share of it.
    known : {"near", "order"}
        What is sure of the weights: about their size, or only their order.
    """

    shared: Points | None = None
    parties: dict[Code, Points] = FrozenDict()
    within: dict[Measure, Annotated[float, Field(ge=0, le=1)]] = FrozenDict()
    values: dict[Measure, Curve] = FrozenDict()
    spread: Annotated[float, Field(ge=0, le=1)] | None = None
    known: Literal["near", "order"] = "near"


def load_framework(path: str | Path) -> Framework:
    """Read a framework from a YAML file. Raises InputError: with every problem of the file."""
    return check(Framework, read_document(path))


def build_framework(data: dict[str, Any]) -> Framework:
    """Build a framework from plain data, checked like a file."""
    return check(Framework, Document("", data))


def party_faults(framework: Framework, codes: tuple[str, ...]) -> list[Any]:
    """Members with points that take no part in this case."""
    unknown = [code for code in framework.parties if code not in codes]
    message = _("This party is not in the case.")
    return located([Fault(("parties", code), message, allowed=", ".join(codes)) for code in unknown], Document("", {}))
