"""The answer of ``herijk validate``: every check with its figures and verdict, in words or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from model import __version__
from model.app.console import progress_bar, terminal_table
from model.decide.validation import DRAWS, validate
from model.engine.compiled import engine_hash
from model.language import _
from model.show.table_validation import findings_table, hindcast_table
from model.show.text_validation import LABELS, SECTIONS, counted, meaning

if TYPE_CHECKING:
    from model.decide.hindcast import Prediction
    from model.decide.validation import Validation
    from model.decide.validation_items import Finding

DIGITS = 6


def answer(draws: int | None, seed: int, *, as_json: bool) -> tuple[str, bool]:
    """Check everything, in words or as JSON, and whether no arithmetic item misses; `draws` per simulated case."""
    with progress_bar(_("Validating")) as progress:
        found = validate(draws or DRAWS, seed, progress=progress)
    if as_json:
        return json.dumps(figures(found), ensure_ascii=False, indent=2), found.sound
    return as_text(found), found.sound


def as_text(found: Validation) -> str:
    """Tables by section, the hindcast beside the random walk, and the counts."""
    parts = [terminal_table(findings_table(found, section)) for section in SECTIONS]
    parts.insert(1, terminal_table(hindcast_table(found)))
    return "\n\n".join([*parts, "\n".join(meaning()), "\n".join(counted(found))])


def figures(found: Validation) -> dict[str, Any]:
    """Everything as plain values."""
    return {
        "herijk": __version__,
        "engine": engine_hash(),
        "draws": found.draws,
        "seed": found.seed,
        "sound": found.sound,
        "counts": {"all": found.counts(), **{label: found.counts(label) for label in LABELS}},
        "items": [_item(one) for one in found.findings],
        "hindcast": [_year(one) for one in found.predictions],
        "known_2020": [
            {"id": name, "value": figure.value, "low": figure.low, "high": figure.high, "source": figure.source}
            for name, figure in found.replaced
        ],
    }


def _item(one: Finding) -> dict[str, Any]:
    item, predicted = one.item, one.predicted
    return {
        "id": item.id,
        "section": item.section,
        "label": item.label,
        "name": item.text("name"),
        "unit": item.unit,
        "predicted": round(predicted.value, DIGITS),
        "band": None if predicted.low is None or predicted.high is None else _rounded(predicted.low, predicted.high),
        "observed": item.observed,
        "allowed": [item.observed_low, item.observed_high],
        "worlds": predicted.worlds or None,
        "fails_in": list(predicted.where),
        "source": {"title": item.source_title, "url": item.source_url, "evidence": item.evidence},
        "rests_on": item.rests_on.split(),
        "verdict": one.verdict,
        "miss": item.text("miss") if one.verdict == "misses" else "",
        "note": item.text("note"),
    }


def _year(one: Prediction) -> dict[str, Any]:
    told = {name: value for name, value in asdict(one).items() if name in ("series", "year", "observed")}
    for name, forecast, score in (("model", one.model, one.model_score), ("walk", one.walk, one.walk_score)):
        told[name] = None if forecast is None or score is None else {
            "middle": round(forecast.middle, DIGITS),
            "band": _rounded(forecast.low, forecast.high),
            "interval_score": round(score, DIGITS),
            "covers": forecast.covers(one.observed),
        }  # fmt: skip
    return told


def _rounded(low: float, high: float) -> list[float]:
    return [round(low, DIGITS), round(high, DIGITS)]
