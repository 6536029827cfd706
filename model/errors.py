"""Everything Herijk refuses to do, in one tree.

::

    HerijkError                      exit code 1
    ├── InputError                   exit code 2: a file or argument is wrong; lists every problem at once
    │   ├── UnknownNameError         a name nobody knows, with the nearest names that exist
    │   └── ActionNotAllowedError    the legal form forbids what an option wants
    ├── SimulationError              a draw broke: says which draw, year, party and equation
    └── ExportError                  a page or sheet could not be made

A message says what, where (file, line, field), what was found, what is allowed and what to do, in the
reader's language. No error of this tree reaches a reader as a traceback: the command line prints
``str(error)`` and stops with ``error.exit_code``.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from model.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in what somebody wrote.

    Attributes
    ----------
    message : str
        What is wrong, in the reader's language, as a sentence.
    file, line, field : str, int, str
        Where: the file's name, the line (from 1; 0 when unknown) and the path of keys
        ``parties.2.inhabitants``.
    found : str
        The value as it was written.
    allowed : str
        What may stand there: a range, a list of words, a form.
    hint : str
        What to do about it: the nearest valid key, the number written the right way.
    """

    message: str
    file: str = ""
    line: int = 0
    field: str = ""
    found: str = ""
    allowed: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """One line: where, what, found, allowed, what to do."""
        parts = [self.message if self.message.endswith((".", "?", "!")) else f"{self.message}."]
        if self.found:
            parts.append(_("Found: {value}.", value=self.found))
        if self.allowed:
            parts.append(_("Allowed: {value}.", value=self.allowed))
        if self.hint:
            end = "" if self.hint.endswith(("?", ".")) else "."
            parts.append(_("Tip: {value}", value=self.hint) + end)
        text = " ".join(parts)
        where = self.where()
        return f"{where}: {text}" if where else text

    def where(self) -> str:
        """File, line and field, as far as they are known."""
        line = _("line {n}", n=self.line) if self.line else ""
        return ", ".join(part for part in (self.file, line, self.field) if part)


class HerijkError(Exception):
    """Base of all errors that Herijk raises on purpose."""

    exit_code: ClassVar[int] = 1


class InputError(HerijkError):
    """What was given cannot be used; carries every problem that was found.

    Parameters
    ----------
    problems : iterable of Problem or str
        At least one.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, problems: Iterable[Problem | str] | Problem | str) -> None:
        given = [problems] if isinstance(problems, (Problem, str)) else problems
        self.problems: tuple[Problem, ...] = tuple(
            item if isinstance(item, Problem) else Problem(item) for item in given
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Every problem on its own line."""
        return "\n".join(str(problem) for problem in self.problems)


class UnknownNameError(InputError):
    """A case, scenario, option, party or row that does not exist.

    Parameters
    ----------
    what : str
        The kind of thing, in the reader's language (``"scenario"``).
    name : str
        The name that was asked for.
    known : iterable of str
        The names that exist.
    """

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.what, self.name, self.known = what, name, tuple(known)
        super().__init__(
            Problem(
                _("There is no {what} named {name}.", what=what, name=repr(name)),
                allowed=", ".join(self.known[:20]),
                hint=nearest(name, self.known),
            )
        )

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, tuple[str, ...]]]:
        """Travel between processes."""
        return type(self), (self.what, self.name, self.known)


class ActionNotAllowedError(InputError):
    """An option asks for what the legal form of the arrangement does not allow."""


class SimulationError(HerijkError):
    """A draw could not be calculated.

    Parameters
    ----------
    reason : str
        What went wrong, in the reader's language.
    draw, year : int, optional
        Number of the draw (from 0) and calendar year.
    equation : str, optional
        Number or name of the equation in ``docs/model.md``.
    """

    def __init__(
        self,
        reason: str,
        draw: int | None = None,
        year: int | None = None,
        party: str | None = None,
        equation: str | None = None,
        option: str | None = None,
    ) -> None:
        super().__init__(reason, draw, year, party, equation, option)
        self.reason, self.draw, self.year, self.party = reason, draw, year, party
        self.equation, self.option = equation, option

    def __str__(self) -> str:
        """Sentence with the place where the calculation broke."""
        where = [
            _("option {name}", name=self.option) if self.option else "",
            _("draw {n}", n=self.draw) if self.draw is not None else "",
            _("year {n}", n=self.year) if self.year is not None else "",
            _("party {code}", code=self.party) if self.party else "",
            _("equation {name}", name=self.equation) if self.equation else "",
        ]
        place = ", ".join(part for part in where if part)
        return f"{self.reason} ({place})" if place else self.reason


class ExportError(HerijkError):
    """A page, document or sheet could not be written."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Advice that names the valid word that looks most like `name`, or an empty text."""
    words = {word.lower(): word for word in known}
    found = difflib.get_close_matches(name.lower(), list(words), n=1)
    return _("did you mean {name}?", name=repr(words[found[0]])) if found else ""
