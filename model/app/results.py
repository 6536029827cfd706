"""The answer of ``herijk run``: a table and a sentence for people, or JSON for programs."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from model import __version__
from model.app.console import terminal_table
from model.decide.appraisal import appraise
from model.decide.flips import check
from model.decide.turning import design
from model.decide.unplanned import unplanned_exits, without_exits
from model.decide.verdict import null_verdict, verdict
from model.language import _, number
from model.show.labels import option_label, party_label
from model.show.table_checks import exits_table
from model.show.table_costs import summary_table
from model.show.text_advice import verdict_sentence
from model.show.text_checks import exit_sentences
from model.show.text_precision import largest_error, precision_sentences

if TYPE_CHECKING:
    from model.decide.appraisal import Band, OptionSummary
    from model.decide.unplanned import UnplannedExits
    from model.decide.verdict import Verdict
    from model.engine.outcome import Outcome


NULL_DRAWS: Final = 1_024  # a direction is all the null has to show
EXIT_DRAWS: Final = 2_048
CHECK_DRAWS: Final = 256  # per judgement: what it moves is seen in the same futures; the memo takes more


@dataclass(frozen=True)
class Answer:
    """What the command tells: summaries, verdict with its checks, and exits that nobody planned."""

    outcome: Outcome
    summaries: tuple[OptionSummary, ...]
    verdict: Verdict
    exits: tuple[UnplannedExits, ...]


def answer(outcome: Outcome) -> Answer:
    """Appraise, and check the verdict as far as it fits in the time that somebody waits.

    The verdict is checked by other random numbers and row by row only where it would otherwise be a preference.
    """
    from model.simulation import simulate

    rows = design(outcome)
    null = null_verdict(
        outcome.case, outcome.scenario, outcome.option_objects, simulate,
        assumptions=outcome.assumptions, draws=min(outcome.draws, NULL_DRAWS), seed=outcome.seed,
    )  # fmt: skip
    found = verdict(outcome, null=null, rows=rows)
    if found.gate == "preferred" and found.challenger is not None:
        checks = check(outcome, rows=rows, draws=CHECK_DRAWS, seed_draws=EXIT_DRAWS, most=6)
        found = verdict(outcome, null=null, checks=checks, rows=rows)
    shown = tuple(dict.fromkeys((found.baseline, found.leaning)))
    without = without_exits(outcome, options=shown, draws=EXIT_DRAWS)
    exits = () if without is None else unplanned_exits(outcome, without)
    return Answer(outcome, appraise(outcome), found, exits)


def as_text(outcome: Outcome) -> str:
    """Table of option by party, exits, the verdict in a sentence, and how it was calculated."""
    told = answer(outcome)
    exits = exits_table(outcome, told.exits)
    tables = [summary_table(outcome, told.summaries), *([exits] if exits else [])]
    said = " ".join(exit_sentences(outcome, told.exits))
    sentences = [verdict_sentence(outcome, told.verdict), said]
    return "\n\n".join(
        (
            *map(terminal_table, tables),
            *filter(None, sentences),
            "\n".join((computed(outcome), *precision_sentences(outcome))),
        )
    )


def computed(outcome: Outcome) -> str:
    """How it was calculated, in a sentence."""
    said = origin(outcome) | {"draws": number(outcome.futures)}
    return _("Case {case}, scenario {scenario}, {draws} futures, seed {seed}, engine {engine}.", **said)


def origin(outcome: Outcome) -> dict[str, Any]:
    """What was calculated, and by which version: the head of every answer."""
    return {
        "herijk": __version__,
        "engine": outcome.engine_hash,
        "case": outcome.case.id,
        "scenario": outcome.scenario.id,
        "draws": outcome.futures,
        "seed": outcome.seed,
    }


def as_json(outcome: Outcome) -> str:
    """Figures as JSON; money in EUR real, discounted over years 1..H unless a name says otherwise."""
    return json.dumps(figures(outcome), ensure_ascii=False, indent=2)


def figures(outcome: Outcome) -> dict[str, Any]:
    """Figures as plain values, in a structure that later versions keep."""
    found = answer(outcome)
    told: dict[str, Any] = {
        **origin(outcome),
        "draws_kept_whole": outcome.draws,
        "precision": {"asked_eur": outcome.precision_eur, "reached_eur": plain(largest_error(outcome))},
        "price_level": outcome.years[0],
        "years": [outcome.years[1], outcome.years[-1]],
        "estimated_share": plain(float(outcome.case.estimated_share)),
        "options": {name: {"title": option_label(outcome, name), "parties": []} for name in outcome.options},
    }
    for one in found.summaries:
        told["options"][one.option]["parties"].append(_summary(outcome, one))
    told["verdict"] = plain(asdict(found.verdict)) | {"text": verdict_sentence(outcome, found.verdict)}
    told["unplanned_exits"] = [plain(asdict(one)) for one in found.exits]
    return told


def _summary(outcome: Outcome, one: OptionSummary) -> dict[str, Any]:
    told: dict[str, Any] = {"party": one.party, "name": party_label(outcome, one.party)}
    told |= plain(asdict(one))
    del told["option"]
    told["cost_per_year"] = plain(_per_year(one.cost, outcome.horizon))
    told["difference_per_year"] = plain(_per_year(one.difference, outcome.horizon))
    return told


def _per_year(band: Band, years: int) -> dict[str, float]:
    return {name: value / years for name, value in asdict(band).items()}


def plain(value: Any) -> Any:
    """Value as JSON knows it: finite numbers to 6 decimals, no tuples."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value
