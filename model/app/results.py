"""The answer of ``herijk run``: a table and a sentence for people, or JSON for programs."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from model import __version__
from model.app.console import terminal_table
from model.decide.appraisal import appraise
from model.decide.verdict import verdict
from model.language import _, number
from model.show.labels import option_label, party_label
from model.show.table_costs import summary_table
from model.show.text_precision import largest_error, precision_sentences

if TYPE_CHECKING:
    from model.decide.appraisal import Band, OptionSummary
    from model.engine.outcome import Outcome


def as_text(outcome: Outcome) -> str:
    """Table of option by party, the verdict in a sentence, and how it was calculated."""
    computed = _(
        "Case {case}, scenario {scenario}, {draws} futures, seed {seed}, engine {engine}.",
        case=outcome.case.id,
        scenario=outcome.scenario.id,
        draws=number(outcome.futures),
        seed=outcome.seed,
        engine=outcome.engine_hash,
    )
    table = terminal_table(summary_table(outcome, appraise(outcome)))
    return "\n\n".join((table, verdict_text(outcome), "\n".join((computed, *precision_sentences(outcome)))))


def verdict_text(outcome: Outcome) -> str:
    """Verdict in a sentence or two."""
    from model.show.text_advice import verdict_sentence

    return str(verdict_sentence(outcome, verdict(outcome)))


def as_json(outcome: Outcome) -> str:
    """Figures as JSON; money in EUR real, discounted over years 1..H unless a name says otherwise."""
    return json.dumps(figures(outcome), ensure_ascii=False, indent=2)


def figures(outcome: Outcome) -> dict[str, Any]:
    """Figures as plain values, in a structure that later versions keep."""
    told: dict[str, Any] = {
        "herijk": __version__,
        "engine": outcome.engine_hash,
        "case": outcome.case.id,
        "scenario": outcome.scenario.id,
        "draws": outcome.futures,
        "draws_kept_whole": outcome.draws,
        "precision": {"asked_eur": outcome.precision_eur, "reached_eur": _plain(largest_error(outcome))},
        "seed": outcome.seed,
        "price_level": outcome.years[0],
        "years": [outcome.years[1], outcome.years[-1]],
        "estimated_share": _plain(float(outcome.case.estimated_share)),
        "options": {name: {"title": option_label(outcome, name), "parties": []} for name in outcome.options},
    }
    for one in appraise(outcome):
        told["options"][one.option]["parties"].append(_summary(outcome, one))
    told["verdict"] = _plain(asdict(verdict(outcome))) | {"text": verdict_text(outcome)}
    return told


def _summary(outcome: Outcome, one: OptionSummary) -> dict[str, Any]:
    told: dict[str, Any] = {"party": one.party, "name": party_label(outcome, one.party)}
    told |= _plain(asdict(one))
    del told["option"]
    told["cost_per_year"] = _plain(_per_year(one.cost, outcome.horizon))
    told["difference_per_year"] = _plain(_per_year(one.difference, outcome.horizon))
    return told


def _per_year(band: Band, years: int) -> dict[str, float]:
    return {name: value / years for name, value in asdict(band).items()}


def _plain(value: Any) -> Any:
    """Value as JSON knows it: finite numbers to 6 decimals, no tuples."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value
