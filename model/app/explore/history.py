"""Undo, redo and pin: settings are frozen, so that a history is a list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from model.app.explore.setting import Setting

MOST: Final = 200


class History:
    """Settings that were, in order, and where we stand.

    Moves of one knob that follow on each other count as one step, so that undo takes back a whole drag.
    """

    def __init__(self, first: Setting) -> None:
        self._past: list[Setting] = []
        self._future: list[Setting] = []
        self._now, self._kind = first, ""

    @property
    def now(self) -> Setting:
        """Present setting."""
        return self._now

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether anything was taken back."""
        return bool(self._future)

    def put(self, setting: Setting, kind: str = "") -> None:
        """Go on to a new setting.

        Parameters
        ----------
        setting : Setting
        kind : str
            What was changed; two changes of the same kind on end are one step. Empty: always a step of its own.
        """
        if setting == self._now:
            return
        if not (kind and kind == self._kind):
            self._past = [*self._past, self._now][-MOST:]
        self._future, self._now, self._kind = [], setting, kind

    def rest(self) -> None:
        """End the present step: the next change is a step of its own."""
        self._kind = ""

    def drop(self) -> None:
        """Take the last step back as if it never was."""
        if self._past:
            self._now, self._kind = self._past.pop(), ""

    def undo(self) -> None:
        """Go one step back, if there is one."""
        if self._past:
            self._future.append(self._now)
            self._now, self._kind = self._past.pop(), ""

    def redo(self) -> None:
        """Go one step forward again, if there is one."""
        if self._future:
            self._past.append(self._now)
            self._now, self._kind = self._future.pop(), ""
