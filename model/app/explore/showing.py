"""What the page shows of what was found: the sentence above the tabs, and the tab that is open."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

from model.app.explore.panel import View
from model.app.explore.spec import TABS
from model.decide.appraisal import band, difference
from model.language import _, euro_against
from model.show.labels import capital, option_label
from model.show.text_advice import verdict_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.app.explore.desk import Desk, Found
    from model.app.explore.panel import Panel

PLACE: Final = "model.app.explore.tabs"


def strip(found: Found) -> str:
    """The verdict in a sentence; of a first picture only what it leans to."""
    outcome, verdict = found.outcome, found.verdict
    if found.rule:
        return found.rule[0]
    if found.whole or verdict.challenger is None:
        return verdict_sentence(outcome, verdict)
    gap = band(difference(outcome, verdict.challenger, verdict.party))
    said = euro_against(_("continuing"), gap.mean, *gap.limits)
    name = capital(option_label(outcome, verdict.challenger))
    return _("Provisional: {option} is {difference}.", option=name, difference=said)


def load_tabs() -> None:
    """Import what the tabs need, in a thread, so that the first click on one does not wait for it."""
    for name in TABS:
        import_module(f"{PLACE}.{name}")


def shown(desk: Desk, answers: Mapping[str, object]) -> dict[str, Any] | None:
    """The open tab as plain data; None: what is there stays."""
    found = desk.found
    if found is None:
        return None
    module = import_module(f"{PLACE}.{desk.tab}")
    pinned = desk.pinned
    view = View(
        outcome=found.outcome, setting=found.world.setting, verdict=found.verdict, whole=found.whole, party=desk.party,
        exits=found.exits, pinned=None if pinned is None else pinned.outcome,
        pinned_setting=None if pinned is None else pinned.world.setting, answers=answers,
    )  # fmt: skip
    panel = cast("Panel | None", module.panel(view))
    if panel is None:
        return None
    return {"tab": desk.tab, "html": panel.html, "chart": panel.chart, "said": panel.said, "more": panel.more,
            "works": hasattr(module, "work")}  # fmt: skip
