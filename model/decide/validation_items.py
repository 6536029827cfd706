"""What is checked against the world: one row of `data/validation/items.csv` per item, with what was observed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from model.inputs.assumptions import read_table
from model.inputs.base import Strict
from model.language import current
from model.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Mapping

Section = Literal["hindcast", "cases", "face", "refusal"]
Label = Literal["arithmetic", "calibration", "out_of_sample"]
Verdict = Literal["holds", "misses", "refuses"]
Test = Literal["equal", "inside", "within", "refuses"]


class Item(Strict):
    """One thing that is checked.

    Attributes
    ----------
    label : {"arithmetic", "calibration", "out_of_sample"}
        ``arithmetic``: follows from the rules alone, a miss is an error of ours. ``calibration``: a row of the table
        was set on this very figure, so that finding it back proves little. ``out_of_sample``: nothing was set on it.
    test : {"equal", "inside", "within", "refuses"}
        ``equal``: predicted is the observed figure, but for `tolerance`. ``inside``: the observed figure lies in the
        predicted band. ``within``: the predicted figure lies between `observed_low` and `observed_high`.
        ``refuses``: the model gives no preference, as it should.
    unit : str
        Of predicted and observed; see `model.show.text_validation`.
    source_title, source_url, evidence : str
        Where the observed figure comes from.
    rests_on : str
        Rows of the table that were set on this figure, divided by spaces; empty unless ``calibration``.
    note : str
        What a reader must know beside the figures.
    miss : str
        Why it misses, as far as that is known; only shown where it does.
    """

    id: str
    section: Section
    label: Label
    test: Test
    unit: str
    observed: float | None
    observed_low: float | None
    observed_high: float | None
    tolerance: float | None
    name: str
    name_nl: str
    source_title: str
    source_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")]
    evidence: str
    rests_on: str
    note: str
    note_nl: str
    miss: str
    miss_nl: str

    def text(self, field: Literal["name", "note", "miss"]) -> str:
        """`name`, `note` or `miss` in the reader's language."""
        return str(getattr(self, f"{field}_nl" if current() == "nl" else field))


@dataclass(frozen=True)
class Predicted:
    """What the model says, in the unit of the item.

    Parameters
    ----------
    value : float
        The figure, or the middle of the band.
    low, high : float or None
        Ends of the band, where there is one.
    where : tuple of str
        Worlds (case, scenario) in which a face check fails.
    worlds : int
        Number of worlds it was looked for in; 0 for other items.
    """

    value: float
    low: float | None = None
    high: float | None = None
    where: tuple[str, ...] = ()
    worlds: int = 0


@dataclass(frozen=True)
class Finding:
    """An item with what the model said of it."""

    item: Item
    predicted: Predicted
    verdict: Verdict


def judged(item: Item, predicted: Predicted) -> Finding:
    """Hold what was predicted against what was observed, as the item asks."""
    if item.test == "refuses":
        return Finding(item, predicted, "refuses" if predicted.value == 1.0 else "misses")
    return Finding(item, predicted, "holds" if _agrees(item, predicted) else "misses")


def _agrees(item: Item, predicted: Predicted) -> bool:
    if item.test == "within":
        low = -float("inf") if item.observed_low is None else item.observed_low
        high = float("inf") if item.observed_high is None else item.observed_high
        return low <= predicted.value <= high
    assert item.observed is not None  # noqa: S101 - load_items refuses an item without
    if item.test == "equal":
        return abs(predicted.value - item.observed) <= (item.tolerance or 0.0)
    return predicted.low is not None and predicted.high is not None and predicted.low <= item.observed <= predicted.high


@cache
def load_items() -> Mapping[str, Item]:
    """Every item, by id, in the order of the table. Raises InputError: with every row that cannot be used."""
    items = read_table(data_path("validation", "items.csv"), _item)
    return {item.id: item for item in items}


def _item(cells: dict[str, str]) -> Item:
    numbers = ("observed", "observed_low", "observed_high", "tolerance")
    item = Item.model_validate({**cells, **{name: float(cells[name]) if cells[name] else None for name in numbers}})
    if item.test in {"equal", "inside"} and item.observed is None:
        msg = f"{item.id}: test {item.test} needs an observed figure"
        raise ValueError(msg)
    if (item.label == "calibration") != bool(item.rests_on):
        msg = f"{item.id}: a calibration, and nothing else, names the rows that were set on it"
        raise ValueError(msg)
    return item
