"""`Explorer`: the page in JupyterLab or Voilà. It carries messages between the browser and the desk, and nothing else.

The browser never has more than one unanswered move of a slider, so nothing queues. An answer is a first picture from
few futures, made while the message is handled; when nothing newer comes, all futures follow from a thread.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import anywidget
import traitlets

from model.app.explore import designer
from model.app.explore.background import Background
from model.app.explore.designs import refusal
from model.app.explore.desk import Desk
from model.app.explore.heap import keep_flat
from model.app.explore.jobs import Jobs
from model.app.explore.saving import Keeper, own_scenarios
from model.app.explore.setting import Setting
from model.app.explore.showing import shown, strip
from model.app.explore.spec import page
from model.decide.appraisal import appraise
from model.engine.compiled import is_built
from model.errors import HerijkError, InputError
from model.language import LANGUAGES, _, current, use
from model.show.table import escape
from model.show.table_costs import summary_table
from model.show.text_advice import verdict_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from model.app.explore.desk import Found
    from model.engine.outcome import Outcome
    from model.inputs import Scenario

STILL: Final = 0.25  # seconds without a move before all futures are calculated
SCRIPTS: Final = (
    "words.js", "marks.js", "plans.js", "charts.js", "controls.js", "forms.js", "rows.js", "designer.js", "explorer.js",
)  # fmt: skip
STYLES: Final = ("explorer.css", "charts.css", "designer.css")


def _joined(names: tuple[str, ...]) -> str:
    folder = files("model.app.explore") / "static"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names if (folder / name).is_file())


class Explorer(anywidget.AnyWidget):
    """Explore an arrangement: move sliders, design options, and see at once what changes.

    Parameters
    ----------
    case, scenario : str
        Where to begin: names of shipped ones, or files.
    lang : {"nl", "en"}, optional
        Language of the page; by default the one in use.
    draws, seed : int
        Futures of the whole picture, and the start of the random numbers.
    folder : path, optional
        Where scenarios and memos go; the folder above ``notebooks``, or the present one.

    Attributes
    ----------
    setting : Setting
        What was set; observe it to follow along.
    found : Found or None
        What was calculated last; observe it to work on.

    Raises
    ------
    InputError
        The case or the scenario cannot be read.

    Examples
    --------
    >>> from model import Explorer  # doctest: +SKIP
    >>> explorer = Explorer("dommelvallei")  # doctest: +SKIP
    >>> explorer  # doctest: +SKIP
    """

    _esm = _joined(SCRIPTS)
    _css = _joined(STYLES)
    spec = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    setting = traitlets.Any()
    found = traitlets.Any(allow_none=True)

    def __init__(
        self, case: str = "bommelerwaard", scenario: str = "base", *, lang: str | None = None, draws: int = 10_240,
        seed: int = 0, folder: str | Path | None = None,
    ) -> None:  # fmt: skip
        keep_flat()
        self._background = Background()
        self.lang = lang or current()
        if self.lang not in LANGUAGES:
            msg = f"language {lang!r}: choose one of {', '.join(LANGUAGES)}"
            raise ValueError(msg)
        start = Setting(case=case, scenario=scenario)
        with use(self.lang):
            self._keeper = Keeper(start, folder)
            self.desk = Desk(self._keeper.restored(), draws=draws, seed=seed)
            self._seq = 0
            self._jobs = Jobs(self.desk, self._keeper.folder, self.send, self._show)
            super().__init__(setting=self.desk.setting)
            self._build()
            self._show()
        self.on_msg(self._on_message)
        self._simulate(first=False, delay=0.0)

    # -- for a notebook around it ----

    @property
    def scenario(self) -> Scenario:
        """Scenario as it is set now."""
        return self.desk.world.scenario

    @property
    def outcome(self) -> Outcome:
        """Result of all futures under what is set now; calculated here and now if it is not there yet."""
        found = self.desk.found
        if found is None or not found.whole or found.world.setting != self.desk.setting:
            with use(self.lang):
                self._arrived(self.desk.whole(lambda _done, _all: None))
        assert self.desk.found is not None  # noqa: S101 - it has just arrived
        return self.desk.found.outcome

    # -- messages ----

    def _on_message(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        with use(self.lang):
            self._seq = int(message.get("seq") or self._seq)
            try:
                self._take(message)
            except HerijkError as error:
                self._refuse(message, error)

    def _take(self, message: Mapping[str, Any]) -> None:
        name = str(message.get("do"))
        if name == "lang":
            self._speak(str(message["value"]))
        elif name == "hello":
            self._hello(str(message.get("session")))
        elif self._jobs.knows(name):
            self._jobs.take(message)
            self._show()
        elif name == "save":
            self._save(message)
        elif self.desk.knows(name):
            effect = self.desk.take(message)
            if name in ("set", "reset", "tab", "party", "weigh"):
                self._simulate() if effect == "simulate" else self._show()
            else:
                self._simulate(first=effect == "simulate", build=True)
                if self.desk.draft:
                    self.send({"do": "note", "text": _("This option cannot be calculated yet; the results stay.")})

    def _hello(self, session: str) -> None:
        """Answer a page that opened; one without cells (Voilà) is known by the browser tab, and gets back its own."""
        if self._keeper.join(session):
            self.desk.put(self._keeper.restored())
            self._simulate(build=True)
        else:
            self._show()

    def _speak(self, lang: str) -> None:
        if lang in LANGUAGES:
            self.lang = lang
            with use(lang):
                self._build()
                self._show()

    def _save(self, message: Mapping[str, Any]) -> None:
        path = self._keeper.save(self.desk.world, str(message.get("name")), overwrite=bool(message.get("overwrite")))
        self.desk.put(self.desk.setting.having(scenario=str(path), knobs={}, overrides={}, laws=None))
        self._simulate(first=False, build=True)
        self.send({"do": "saved", "name": path.stem, "text": _("Saved: {file}", file=path.name)})

    def _refuse(self, message: Mapping[str, Any], error: HerijkError) -> None:
        """Say what is wrong beside its field; the last good picture stays."""
        at = str(message.get("knob") or message.get("do"))
        problems = error.problems if isinstance(error, InputError) else ()
        if at == "design" and isinstance(error, InputError) and problems:
            self.send({"do": "error", "at": at, **refusal(error)})
        else:
            said = [str(replace(one, field="", file="", line=0)) for one in problems] or [str(error)]
            self.send({"do": "error", "at": at, "text": " ".join(said)})
        self._show()

    # -- calculating and showing ----

    def _simulate(self, *, first: bool = True, build: bool = False, delay: float = STILL) -> None:
        self._background.stop()
        if first:
            self.desk.found = self.desk.first()
        if build:
            self._build()
        self._show()
        self.setting = self.desk.setting
        self._background.start(self.desk.whole, self._arrived, self._failed, delay=delay)

    def _arrived(self, found: Found) -> None:
        self.desk.found, self.found = found, found
        self.desk.history.rest()
        with use(self.lang):
            self._keeper.keep(self.desk.setting)
            self._show()

    def _failed(self, error: Exception) -> None:
        with use(self.lang):
            text = str(error) if isinstance(error, HerijkError) else f"{type(error).__name__}: {error}"
            self.send({"do": "error", "at": "", "text": text})

    def _build(self) -> None:
        """Send what the page is built from."""
        desk = self.desk
        told = designer.spec(desk.world.file, desk.designed, desk.setting.exit_rule)
        self.spec = page(desk.world, own_scenarios(self._keeper.folder)) | {"designer": told}

    def _show(self) -> None:
        """Send the picture of the tab that is open."""
        found = self.desk.found
        panel = None if found is None else shown(self.desk, self._jobs.answers(found))
        self.view = {
            "seq": self._seq,
            "stage": "none" if found is None else "whole" if found.whole else "first",
            "status": self.desk.status(),
            "built": is_built(),
            "verdict": "" if found is None else strip(found),
            "panel": panel or self.view.get("panel") or {},
            "command": self._keeper.command(self.desk),
            **self.desk.controls(),
        }

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The page; where no kernel is (an export), the verdict and the table of what every option costs."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        if not is_built():
            return data, metadata  # building takes a minute, and the page says so
        with use(self.lang):
            found = self.desk.found or self.desk.sketch()
            if self.desk.found is None:
                self.desk.found = found
                self._show()
            table = summary_table(found.outcome, appraise(found.outcome)).to_html()
            said = f"{verdict_sentence(found.outcome, found.verdict)} ({self.desk.status()})"
        return {**data, "text/html": f"<p>{escape(said)}</p>\n{table}"}, metadata

    def close(self) -> None:
        """Stop what is running, and take the page away."""
        self._background.stop()
        if hasattr(self, "_jobs"):  # not where it was refused at birth
            self._jobs.stop()
        super().close()
