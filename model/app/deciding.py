"""The answer of ``herijk decide``: every analysis in sentences for people, or JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from model.app.results import answer, computed, origin, plain
from model.decide.decision import decide
from model.language import _
from model.publish.kept import kept
from model.show.text_advice import verdict_sentence
from model.show.text_calendar import standing_sentences, text_check_sentences
from model.show.text_consent import consent_sentences, driver_sentence, transfer_sentences
from model.show.text_robust import robust_sentences, scenario_sentence
from model.show.text_turning import sensitivity_sentences, tipping_sentences
from model.show.text_weigh import belief_sentences, weigh_sentences

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from model.decide.decision import Decision
    from model.decide.verdict import Verdict
    from model.engine.outcome import Outcome
    from model.inputs.framework import Framework


def decided(
    outcome: Outcome,
    *,
    framework: Framework | None,
    decision: dt.date | None,
    progress: Callable[[int, int], None] | None,
    as_json: bool,
) -> str:
    """Do every analysis and give the answer.

    Raises InputError: the framework names a party that is not in the case, or the text of the arrangement cannot be
    read.
    """
    found = decide(outcome, progress=progress, framework=framework, decision=decision, keep=kept)
    verdict = answer(outcome).verdict
    return as_plain(outcome, found, verdict) if as_json else as_text(outcome, found, verdict)


def as_plain(outcome: Outcome, found: Decision, verdict: Verdict) -> str:
    """Figures as JSON; money in EUR real, discounted over years 1..H unless a name says otherwise."""
    told: dict[str, Any] = {
        **origin(outcome),
        "weigh": asdict(found.weigh),
        "consent": asdict(found.consent),
        "tipping": asdict(found.tipping),
        "robustness": asdict(found.robustness),
        "sensitivity": found.sensitivity and asdict(found.sensitivity),
        "why": asdict(found.why),
        "calendar": [asdict(one) | {"standing": one.standing} for one in found.calendar],
        "text_check": asdict(found.text_check),
        "verdict": asdict(verdict) | {"text": verdict_sentence(outcome, verdict)},
    }
    return json.dumps(plain(told), ensure_ascii=False, indent=2)


def as_text(outcome: Outcome, found: Decision, verdict: Verdict) -> str:
    """Every analysis under its heading, a line per sentence."""
    parts = [
        f"{title}\n{'-' * len(title)}\n" + "\n".join(f"- {text}" for text in said)
        for title, said in _told(outcome, found, verdict)
        if said
    ]
    return "\n\n".join((*parts, computed(outcome)))


def _told(outcome: Outcome, found: Decision, verdict: Verdict) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Headings with their sentences."""
    yield _("Advice"), (verdict_sentence(outcome, verdict),)
    yield _("Weighed on what members find important"), (
        *weigh_sentences(outcome, found.weigh), *belief_sentences(outcome, found.weigh)
    )  # fmt: skip
    money = tuple(transfer_sentences(outcome, found.consent))
    yield _("Who gains and who must consent"), (*consent_sentences(outcome, found.consent), *money)
    yield _("Tipping points"), tuple(tipping_sentences(outcome, found.tipping))
    yield _("Does it hold under other scenarios?"), (
        scenario_sentence(found.scenarios, found.robustness), *robust_sentences(found.scenarios, found.robustness)
    )  # fmt: skip
    if found.sensitivity is not None:
        yield _("What the difference hangs on"), tuple(sensitivity_sentences(outcome, found.sensitivity))
    together = (one for one in found.why.drivers if one.party is None)
    yield _("Why: where the differences come from"), tuple(driver_sentence(outcome, one) for one in together)
    standing = (text for one in found.calendar for text in standing_sentences(outcome, one))
    yield _("What we decide when"), tuple(standing)
    yield _("The text of the arrangement"), tuple(text_check_sentences(found.text_check))
