"""The desk behind the page: takes what somebody does, keeps what was set, simulates, and says what the page shows.

It knows nothing of Jupyter: `explorer` carries the messages, `background` the threads.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from model.app.explore import knobs, rules
from model.app.explore.changes import with_law, with_override, with_points
from model.app.explore.designer import problems
from model.app.explore.designs import apply, apply_exit
from model.app.explore.history import History
from model.app.explore.setting import Setting, World, shipped_options
from model.app.explore.showing import load_tabs
from model.app.explore.spec import TABS
from model.app.results import NULL_DRAWS, answer
from model.decide.verdict import null_verdict, verdict
from model.decide.weights import party_weights, shared_weights
from model.errors import HerijkError, InputError, Problem, UnknownNameError
from model.inputs import check_option
from model.inputs.framework import CRITERIA, Framework
from model.language import _, number
from model.simulation import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from model.decide.unplanned import UnplannedExits
    from model.decide.verdict import Verdict
    from model.engine.outcome import Outcome
    from model.inputs import Option

FEW: Final = 256  # futures of the first picture
SOME: Final = 1_024  # of a page that opens
Effect = str  # what a message asks for: "simulate", "show", or nothing


@dataclass(frozen=True)
class Found:
    """What was calculated for a setting.

    Parameters
    ----------
    world : World
    outcome : Outcome
    verdict : Verdict
        Without checks where not `whole`.
    whole : bool
        All futures, or the few of a first picture.
    rule : tuple of str
        What the rule that was picked leads to; empty for the verdict on the mean.
    exits : tuple of UnplannedExits
        Futures in which members leave unplanned; empty where not `whole`.
    """

    world: World
    outcome: Outcome
    verdict: Verdict
    whole: bool
    rule: tuple[str, ...] = ()
    exits: tuple[UnplannedExits, ...] = ()


class Desk:
    """What the explorer knows.

    Parameters
    ----------
    setting : Setting
    draws, seed : int
        Futures of the whole picture, and the start of the random numbers.

    Raises
    ------
    InputError
        The case or the scenario cannot be read.
    """

    def __init__(self, setting: Setting, *, draws: int, seed: int) -> None:
        self.history = History(setting)
        self.world = World(setting)
        _ = self.world.scenario  # refuses what does not fit
        self.draws, self.seed = draws, seed
        self.tab = "verdict"
        self.party: str | None = None
        self.found: Found | None = None
        self.pinned: Found | None = None
        self.draft: tuple[Option, ...] = ()  # options as designed while something is wrong with them
        self._does: dict[str, Callable[[Mapping[str, Any]], Effect]] = {
            "set": self._set, "reset": self._reset, "undo": self._undo, "redo": self._redo, "restore": self._restore,
            "case": self._case, "scenario": self._scenario, "party": self._party, "rule": self._rule,
            "from": self._from, "tab": self._tab, "pin": self._pin, "unpin": self._unpin, "weigh": self._weigh,
            "override": self._override, "law": self._law, "design": self._design,
        }  # fmt: skip

    @property
    def setting(self) -> Setting:
        """What was set."""
        return self.history.now

    def knows(self, name: str) -> bool:
        """Whether a message is for the desk."""
        return name in self._does

    def take(self, message: Mapping[str, Any]) -> Effect:
        """Do what a message asks for; on an error all stays as it was.

        Returns
        -------
        {"simulate", "show", ""}
            What has to be done to show it.

        Raises
        ------
        HerijkError
            It cannot be done; the message says why.
        """
        return self._does[str(message["do"])](message)

    def put(self, setting: Setting, kind: str = "") -> Effect:
        """Go on to another setting, once it holds."""
        world = World(setting)
        wrong = [problem for option in world.options for problem in check_option(option, world.case)]
        if wrong:
            raise InputError(wrong)
        _ = world.scenario  # refuses what does not fit
        self.history.put(setting, kind)
        self.world, self.draft = world, ()
        return "simulate"

    # -- calculating ----

    def first(self) -> Found:
        """Few futures, at once; what cannot be calculated is taken back.

        Raises
        ------
        HerijkError
            It cannot be calculated.
        """
        try:
            return self._found(min(FEW, self.draws), lambda _done, _all: None, whole=False)
        except HerijkError:
            self.history.drop()
            self.world = World(self.setting)
            raise

    def sketch(self) -> Found:
        """A first answer to look at before anything was moved: some futures, with the checks of the verdict."""
        return replace(self._found(min(SOME, self.draws), lambda _done, _all: None, whole=True), whole=False)

    def whole(self, tick: Callable[[int, int], None]) -> Found:
        """All futures, with the checks of the verdict and the rule that was picked."""
        load_tabs()
        return self._found(self.draws, tick, whole=True)

    def _found(self, draws: int, tick: Callable[[int, int], None], *, whole: bool) -> Found:
        world = self.world
        outcome = simulate(
            world.case, world.scenario, world.options, draws=draws, seed=self.seed, progress=tick
        )  # fmt: skip
        if not whole:
            return Found(world, outcome, verdict(outcome, self.party), whole=False)
        tick(1, 1)
        told = answer(outcome)
        found = told.verdict if self.party is None else self._alone(outcome)
        tick(1, 1)
        said = rules.rule_sentences(outcome, world.setting.rule, world.setting.weights, self.party, tick)
        return Found(world, outcome, found, whole=True, rule=said, exits=told.exits)

    def _alone(self, outcome: Outcome) -> Verdict:
        """Verdict for one municipality, checked by switching off what nobody measured."""
        null = null_verdict(
            outcome.case, outcome.scenario, outcome.option_objects, simulate,
            assumptions=outcome.assumptions, draws=min(outcome.draws, NULL_DRAWS), seed=outcome.seed,
        )  # fmt: skip
        return verdict(outcome, self.party, null=null)

    def status(self) -> str:
        """How many futures the picture rests on."""
        if self.found is None:
            return ""
        futures = number(self.found.outcome.futures)
        return _("{n} futures", n=futures) if self.found.whole else _("provisional, {n} futures", n=futures)

    # -- what a page shows of the setting ----

    def controls(self) -> dict[str, Any]:
        """State of every control, as plain data."""
        setting, world = self.setting, self.world
        return {
            "knobs": {knob.id: self._knob(knob) for knob in knobs.KNOBS},
            "picks": {
                "case": setting.case, "scenario": setting.scenario, "party": self.party or "", "rule": setting.rule,
            },
            "from": (setting.decide_from or dt.date(world.case.budget_year, 1, 1)).isoformat(),
            "points": self._points(),
            "usual": self._usual(),
            "tab": self.tab,
            "can": {
                "undo": self.history.can_undo, "redo": self.history.can_redo, "unpin": self.pinned is not None,
                "restore": self._changes() > 0,
            },
            "changes": self._changes(),
        }  # fmt: skip

    def _knob(self, knob: knobs.Knob) -> dict[str, Any]:
        start = knobs.preset(knob, self.world.rows, self.world.preset)
        value = self.world.value(knob.id)
        idle = bool(knob.needs) and not self.world.value(knob.needs)
        at = knobs.places(knob, self.world.case, start).index(value)
        return {"at": at, "changed": knob.id in self.setting.knobs, "idle": idle}

    def _changes(self) -> int:
        """In how many things the setting is another than its preset."""
        setting = self.setting
        whole = (setting.options, setting.exit_rule, setting.laws, setting.weights)
        return len(setting.knobs) + len(setting.overrides) + sum(bool(one) for one in whole)

    def _points(self) -> dict[str, dict[str, float]]:
        """Points per criterion of each party that gave them, and of the shared vision (key "")."""
        given = self.setting.weights
        if given is None:
            return {}
        told = dict(given.parties) | ({} if given.shared is None else {"": given.shared})
        return {who: {str(name): one for name, one in points.items()} for who, points in told.items()}

    def _usual(self) -> dict[str, dict[str, float]]:
        """Points where nobody gave any: 100 for what weighs most, the rest in proportion."""
        if self.found is None:
            return {}
        outcome, none = self.found.outcome, Framework()
        told = dict(zip(outcome.parties, party_weights(outcome, none), strict=True))
        told[""] = shared_weights(outcome, none)
        return {who: dict(zip(CRITERIA, np.round(100 * own / own.max()).tolist(), strict=True))
                for who, own in told.items()}  # fmt: skip

    # -- what can be asked ----

    def _set(self, message: Mapping[str, Any]) -> Effect:
        knob = knobs.BY_ID.get(str(message.get("knob")))
        if knob is None:
            raise UnknownNameError(_("slider"), str(message.get("knob")), tuple(knobs.BY_ID))
        start = knobs.preset(knob, self.world.rows, self.world.preset)
        values, at = knobs.places(knob, self.world.case, start), message.get("at")
        if not isinstance(at, int) or not 0 <= at < len(values):
            raise InputError(Problem(_("There is no such place on this slider."), field=knob.id, found=str(at)))
        return self.put(self.world.moved(knob.id, values[at]), knob.id)

    def _reset(self, message: Mapping[str, Any]) -> Effect:
        name = str(message.get("knob"))
        return self.put(self.setting.having(knobs={k: v for k, v in self.setting.knobs.items() if k != name}))

    def _restore(self, _message: Mapping[str, Any]) -> Effect:
        return self.put(Setting(case=self.setting.case, scenario=self.setting.scenario))

    def _undo(self, _message: Mapping[str, Any]) -> Effect:
        self.history.undo()
        self.world, self.draft = World(self.setting), ()
        return "simulate"

    def _redo(self, _message: Mapping[str, Any]) -> Effect:
        self.history.redo()
        self.world, self.draft = World(self.setting), ()
        return "simulate"

    def _case(self, message: Mapping[str, Any]) -> Effect:
        """Another arrangement: what was set about the world stays, what was set about the arrangement does not."""
        effect = self.put(self.setting.having(case=str(message["value"]), options=(), exit_rule=None, weights=None))
        self.party = None
        return effect

    def _scenario(self, message: Mapping[str, Any]) -> Effect:
        return self.put(self.setting.having(scenario=str(message["value"]), knobs={}, overrides={}, laws=None))

    def _party(self, message: Mapping[str, Any]) -> Effect:
        code = str(message["value"])
        if code and code not in {party.code for party in self.world.case.parties}:
            raise UnknownNameError(_("municipality"), code, tuple(party.code for party in self.world.case.parties))
        self.party = code or None
        return "simulate"

    def _rule(self, message: Mapping[str, Any]) -> Effect:
        known = tuple(one["id"] for one in rules.rule_choices())
        if message["value"] not in known:
            raise UnknownNameError(_("rule"), str(message["value"]), known)
        return self.put(self.setting.having(rule=message["value"]))

    def _from(self, message: Mapping[str, Any]) -> Effect:
        try:
            day = dt.date.fromisoformat(str(message["value"]))
        except ValueError:
            wanted = _("year-month-day, such as 2027-07-01")
            problem = Problem(_("A date is expected here."), field="from", found=str(message["value"]), allowed=wanted)
            raise InputError(problem) from None
        self.put(self.setting.having(decide_from=day))
        return "show"

    def _tab(self, message: Mapping[str, Any]) -> Effect:
        if message["value"] not in TABS:
            raise UnknownNameError(_("tab"), str(message["value"]), tuple(TABS))
        self.tab = str(message["value"])
        return "show"

    def _pin(self, _message: Mapping[str, Any]) -> Effect:
        self.pinned = self.found
        return "show"

    def _unpin(self, _message: Mapping[str, Any]) -> Effect:
        self.pinned = None
        return "show"

    def _weigh(self, message: Mapping[str, Any]) -> Effect:
        return self.put(with_points(self.world, message), f"weigh {message.get('who')}")

    def _override(self, message: Mapping[str, Any]) -> Effect:
        return self.put(with_override(self.world, message))

    def _law(self, message: Mapping[str, Any]) -> Effect:
        return self.put(with_law(self.world, message))

    def _design(self, message: Mapping[str, Any]) -> Effect:
        """One change of the designer; options with something wrong in them wait as a draft, and the picture stays."""
        change = message["change"]
        if "exit" in change:
            return self.put(self.setting.having(exit_rule=apply_exit(self.world.file, self.setting.exit_rule, change)))
        options = apply(self.world.file, self.designed, change)
        if any(problems(self.world.file, option, options) for option in options):
            self.draft = options
            return "show"
        usual = [one.model_copy(update={"path": ""}) for one in shipped_options()]
        plain = [one.model_copy(update={"path": ""}) for one in options]
        return self.put(self.setting.having(options=() if plain == usual else options))

    @property
    def designed(self) -> tuple[Option, ...]:
        """Options as the designer shows them."""
        return self.draft or self.world.options
