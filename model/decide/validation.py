"""Validation: every item of `data/validation/items.csv` predicted, held against what was observed, and counted.

What an item misses is reported, not tuned away: only an arithmetic item that misses is an error of ours.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from model.decide import refusals
from model.decide.face_checks import face_checks
from model.decide.hindcast import Prediction, hindcast, replaced
from model.decide.published_cases import PREDICTIONS, Effort
from model.decide.validation_items import Finding, Predicted, judged, load_items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from model.inputs.figures import Figure

DRAWS: Final = 2048
"""Futures per simulation of a published case; the hindcast takes twice as many."""
IN_PERCENT: Final = ("saas_share",)
SCORE: Final = "ict_cost.score"


@dataclass(frozen=True)
class Validation:
    """Everything that was found.

    Parameters
    ----------
    findings : tuple of Finding
        One per item, in the order of the table.
    predictions : tuple of Prediction
        The hindcast, year by year, beside a random walk.
    replaced : tuple of (str, Figure)
        Rows that the hindcast sets to what was known at the end of 2020.
    draws, seed : int
        Size of the simulations and their seed.
    """

    findings: tuple[Finding, ...]
    predictions: tuple[Prediction, ...]
    replaced: tuple[tuple[str, Figure], ...]
    draws: int
    seed: int

    def counts(self, label: str | None = None) -> dict[str, int]:
        """Number of findings by verdict, of one label or of all."""
        found = Counter(one.verdict for one in self.findings if label in (None, one.item.label))
        return {verdict: found[verdict] for verdict in ("holds", "misses", "refuses")}

    @property
    def sound(self) -> bool:
        """Whether no arithmetic item misses."""
        return self.counts("arithmetic")["misses"] == 0

    def of(self, item: str) -> Finding:
        """Finding of one item; LookupError where it was not asked for."""
        for found in self.findings:
            if found.item.id == item:
                return found
        raise LookupError(item)


def validate(
    draws: int = DRAWS,
    seed: int = 0,
    *,
    cases: Sequence[str] | None = None,
    scenarios: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Validation:
    """Check every item.

    Parameters
    ----------
    draws, seed : int
        Futures per simulation of a published case, and the seed of all of them.
    cases, scenarios : sequence of str, optional
        Worlds of the face checks and of the null; all shipped ones by default.
    """
    told = progress or (lambda _done, _total: None)
    years = hindcast(2 * draws, seed)
    told(1, 4)
    predicted = dict(_hindcast_items(years)) | {
        name: predict(Effort(draws, seed)) for name, predict in PREDICTIONS.items()
    }
    told(2, 4)
    predicted |= {f"face.{name}": found for name, found in face_checks(cases=cases, scenarios=scenarios).items()}
    told(3, 4)
    predicted |= {
        "refusal.poor": refusals.without_data(seed=seed),
        "refusal.null": refusals.preferences(seed=seed, cases=cases, scenarios=scenarios),
        "refusal.tempted": refusals.tempted(seed=seed),
    }
    told(4, 4)
    return Validation(_findings(predicted, years), years, replaced(), draws, seed)


def _hindcast_items(years: Sequence[Prediction]) -> Iterator[tuple[str, Predicted]]:
    """One item per predicted year, and the score of ICT cost."""
    for one in years:
        unit = 100.0 if one.series in IN_PERCENT else 1.0
        middle, low, high = (unit * end for end in one.model)
        yield f"{one.series}.{one.year}", Predicted(middle, low, high)
    yield SCORE, Predicted(_mean([one.model_score for one in years if one.series == "ict_cost"]))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _findings(predicted: Mapping[str, Predicted], years: Sequence[Prediction]) -> tuple[Finding, ...]:
    """Judge every item; the score has to be no higher than that of the random walk in the same years."""
    items = dict(load_items())
    walk = _mean([one.walk_score for one in years if one.series == "ict_cost" and one.walk_score is not None])
    items[SCORE] = items[SCORE].model_copy(update={"observed_high": walk})
    return tuple(judged(item, predicted[name]) for name, item in items.items())
