"""Parameters of the memo: what may be asked for, checked in one place.

The same check runs before a kernel starts (`model.publish.memo`) and in the notebook itself, so that the
plain ``papermill`` command, which turns a list into a string without a word, gets the same clear answers.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from model.engine.names import MOST_DRAWS
from model.errors import InputError, Problem, nearest
from model.inputs import Case, Scenario, load_case, load_option, load_scenario
from model.language import LANGUAGES, N_, _, listed, number, use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MARKS: Final = {"draft": N_("Draft"), "confidential": N_("Confidential")}
_MARK_WORDS: Final = {"concept": "draft", "vertrouwelijk": "confidential"}  # what a Dutch user will type
SECTIONS: Final = (
    "costs", "why", "goals", "consent", "risks", "decisions", "review", "grounds", "weigh", "agreement", "turning",
    "robustness", "whatif", "calendar", "text_check", "members", "assumptions", "estimates", "laws", "exit", "computed",
)  # fmt: skip
"""Sections of the memo that can be left out; the question and the advice cannot."""


@dataclass(frozen=True)
class MemoParameters:
    """Parameters of a memo, checked; ``case`` and ``scenario`` are names or paths that exist.

    ``decide_from`` is a day (ISO); ``options`` is None for the four
    shipped ones; ``without`` holds names of `SECTIONS` and codes of parties.
    """

    case: str
    scenario: str
    options: tuple[str, ...] | None
    lang: str
    draws: int
    seed: int
    mark: str | None
    without: tuple[str, ...]
    case_id: str
    scenario_id: str
    precision: float | None = None
    max_draws: int = MOST_DRAWS
    decide_from: str | None = None

    def for_notebook(self) -> dict[str, Any]:
        """The notebook's parameters, as plain values that papermill writes down unchanged."""
        given = {name: value for name, value in asdict(self).items() if name not in ("case_id", "scenario_id")}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}

    def shown(self) -> dict[str, Any]:
        """The same as a reader may see them: files by their name, wherever they stood."""
        options = None if self.options is None else [shown_name(name) for name in self.options]
        names = {"case": shown_name(self.case), "scenario": shown_name(self.scenario), "options": options}
        return self.for_notebook() | names


def shown_name(given: str) -> str:
    """Name of a shipped file, or of a file without its folder."""
    return Path(given).resolve().name


def checked(
    case: str | Path | Case,
    scenario: str | Path | Scenario = "base",
    options: str | Sequence[str] | None = None,
    lang: str = "nl",
    draws: int = 10_240,
    seed: int = 0,
    mark: str | None = None,
    without: str | Sequence[str] = (),
    precision: float | None = None,
    max_draws: int = MOST_DRAWS,
    decide_from: str | dt.date | None = None,
) -> MemoParameters:
    """Check the parameters of a memo; nothing is simulated or written.

    Parameters
    ----------
    case, scenario, options, lang, draws, seed, mark, without, precision, max_draws, decide_from
        As in `model.publish.memo.make_memo`. Lists may also be one string with commas, as typed after
        ``papermill -p``.

    Raises
    ------
    InputError
        With every problem at once, in the language asked for.
    """
    problems: list[Problem] = []
    if lang not in LANGUAGES:
        problems.append(_wrong("lang", lang, listed(LANGUAGES)))
    with use(lang if lang in LANGUAGES else "nl"):
        loaded_case = _load(case, Case, load_case, problems)
        loaded_scenario = _load(scenario, Scenario, load_scenario, problems)
        names = None if options is None else _words("options", options, problems)
        for name in names or ():
            _load(name, (), load_option, problems)
        _whole("draws", draws, 1, MOST_DRAWS, problems)
        _whole("max_draws", max_draws, 1, MOST_DRAWS, problems)
        _amount("precision", precision, problems)
        day = _day("decide_from", decide_from, problems)
        _whole("seed", seed, 0, 2**63 - 1, problems)
        chosen = _mark(mark, problems)
        left_out = _words("without", without, problems)
        codes = [party.code for party in loaded_case.parties] if loaded_case else []
        _known("without", left_out, (*SECTIONS, *codes), problems)
    if problems or loaded_case is None or loaded_scenario is None:
        raise InputError(problems)
    return MemoParameters(
        case=_name(case, loaded_case),
        scenario=_name(scenario, loaded_scenario),
        options=names or None,
        lang=lang,
        draws=draws,
        seed=seed,
        mark=chosen,
        without=left_out,
        precision=None if precision is None else float(precision),
        max_draws=max_draws,
        decide_from=day,
        case_id=loaded_case.id,
        scenario_id=loaded_scenario.id,
    )


def _load(what: Any, kind: Any, load: Callable[[Any], Any], problems: list[Problem]) -> Any:
    """Load a file by name or path, keeping its problems; an object that came from a file passes."""
    if isinstance(what, kind):
        if not what.path:
            message = _("The memo runs in a process of its own: save this case or scenario to a file first")
            problems.append(Problem(message, found=what.id))
        return what
    if not isinstance(what, (str, Path)):
        problems.append(Problem(_("This is neither a name nor a file"), found=repr(what)))
        return None
    try:
        return load(what)
    except InputError as error:
        problems.extend(error.problems)
    return None


def _name(what: object, loaded: Case | Scenario) -> str:
    """Name or path as it was given; the path of what was given as an object."""
    return str(what) if isinstance(what, (str, Path)) else str(loaded.path)


def _words(field: str, value: Any, problems: list[Problem]) -> tuple[str, ...]:
    """Tuple of words out of a sequence, or out of one string with commas."""
    if isinstance(value, str):
        value = [word.strip(" '\"") for word in value.strip(" []()").split(",")]
        value = [word for word in value if word]
    if not isinstance(value, (list, tuple)) or not all(isinstance(word, str) for word in value):
        problems.append(_wrong(field, value, _("a list of words")))
        return ()
    if len(set(value)) != len(value):
        problems.append(_wrong(field, value, _("each word once")))
    return tuple(value)


def _whole(field: str, value: Any, low: int, high: int, problems: list[Problem]) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        problems.append(
            _wrong(field, value, _("a whole number from {low} to {high}", low=number(low), high=number(high)))
        )


def _amount(field: str, value: Any, problems: list[Problem]) -> None:
    number_like = isinstance(value, (int, float)) and not isinstance(value, bool)
    if value is not None and not (number_like and 0.0 < value < float("inf")):
        problems.append(_wrong(field, value, _("an amount above 0, or nothing")))


def _day(field: str, value: Any, problems: list[Problem]) -> str | None:
    """Day as papermill and the page write it."""
    with contextlib.suppress(ValueError):
        return None if value is None else dt.date.fromisoformat(str(value)).isoformat()
    problems.append(_wrong(field, value, _("a day such as {example}", example="2027-02-01")))
    return None


def _mark(mark: Any, problems: list[Problem]) -> str | None:
    if mark is None or mark in MARKS:
        return mark  # type: ignore[no-any-return]
    if isinstance(mark, str) and mark.lower() in _MARK_WORDS:
        return _MARK_WORDS[mark.lower()]
    problems.append(_wrong("mark", mark, listed((*MARKS, *_MARK_WORDS))))
    return None


def _known(field: str, words: Iterable[str], known: Sequence[str], problems: list[Problem]) -> None:
    problems.extend(
        _wrong(field, word, listed(known), hint=nearest(word, known)) for word in words if word not in known
    )


def _wrong(field: str, found: object, allowed: str, hint: str = "") -> Problem:
    return Problem(
        _("This parameter of the memo cannot be used"), field=field, found=repr(found), allowed=allowed, hint=hint
    )
