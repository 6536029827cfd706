"""What a tab is made from, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.app.explore.setting import Setting
    from model.decide.unplanned import UnplannedExits
    from model.decide.verdict import Verdict
    from model.engine.outcome import Outcome


@dataclass(frozen=True, eq=False, kw_only=True)
class View:
    """What there is to show; a tab reads it and changes nothing.

    Parameters
    ----------
    outcome : Outcome
        Of the setting, continue among its options.
    setting : Setting or None
        What was set.
    verdict : Verdict or None
        For the chosen municipality, or together; None where it was not made.
    pinned, pinned_setting : Outcome and Setting, or None
        What was pinned to compare with.
    whole : bool
        False: a first paint of few draws while somebody moves a slider, so be quick; True: all draws, still.
    party : str or None
        CBS code of the chosen municipality; None: all together.
    answers : mapping of tab to object
        What `work` of a tab gave for this very outcome; without what was not asked yet.
    exits : tuple of UnplannedExits
        From `model.app.results.answer`; empty where they were not calculated.
    """

    outcome: Outcome
    setting: Setting | None
    verdict: Verdict | None = None
    pinned: Outcome | None = None
    pinned_setting: Setting | None = None
    whole: bool = True
    party: str | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    exits: tuple[UnplannedExits, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """What a tab shows, from the top: the chart, what is said of it, and the figures behind it.

    Parameters
    ----------
    html : str or None
        Sentences, escaped; None: those that are there stay.
    chart : dict or None
        Data of a chart for `static/charts.js`; None: no chart.
    said : str
        One sentence for who hears the page.
    more : str or None
        Tables in a fold, escaped; None: those that are there stay, as in a first paint.
    """

    html: str | None = ""
    chart: Mapping[str, Any] | None = None
    said: str = ""
    more: str | None = None
