"""Work that must not make the page wait: one thread at a time, and only the newest counts."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Tick = Callable[[int, int], None]


class Stopped(Exception):  # noqa: N818 - nothing went wrong: something newer came, or somebody pressed stop
    """Raised inside work that is no longer wanted, at its next tick."""


class Background:
    """Place for one piece of work beside the page; new work takes the place of old work.

    What a piece of work gives, or what it raised, is handed over in the event loop of the kernel, so that nothing else
    happens to the page at the same time. Without an event loop (a plain script) the work is done at once.
    """

    def __init__(self) -> None:
        self._current: _Work | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def busy(self) -> bool:
        """Whether something is running or about to."""
        return self._current is not None or self._timer is not None

    def start(
        self,
        work: Callable[[Tick], Any],
        arrived: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        delay: float = 0.0,
        tick: Tick | None = None,
    ) -> None:
        """Do `work` after a delay in which nothing newer comes.

        Parameters
        ----------
        work : callable (tick)
            Calls ``tick(done, total)`` often; that is where it can be stopped.
        arrived, failed : callable
            Get the result, or what was raised.
        delay : float
            Seconds.
        tick : callable (done, total), optional
            Hears of the progress.
        """
        self.stop()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            try:
                arrived(work(tick or _nothing))
            except Exception as error:  # noqa: BLE001 - handed on, as from a thread
                failed(error)
            return
        self._timer = loop.call_later(delay, self._begin, loop, work, arrived, failed, tick)

    def stop(self) -> None:
        """Drop what is running or waiting; it hands nothing over any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._current is not None:
            self._current.wanted = False
            self._current = None

    def _begin(
        self,
        loop: asyncio.AbstractEventLoop,
        work: Callable[[Tick], Any],
        arrived: Callable[[Any], None],
        failed: Callable[[Exception], None],
        tick: Tick | None,
    ) -> None:
        self._timer = None
        current = self._current = _Work(self, loop, tick)
        context = contextvars.copy_context()  # the language goes along
        threading.Thread(
            target=context.run, args=(current.run, work, arrived, failed), daemon=True, name="herijk-explorer"
        ).start()

    def done(self, work: _Work) -> None:
        """Make room; called in the event loop."""
        if self._current is work:
            self._current = None


class _Work:
    """One piece of work in its thread."""

    def __init__(self, place: Background, loop: asyncio.AbstractEventLoop, tick: Tick | None) -> None:
        self.wanted = True
        self._place, self._loop, self._tick = place, loop, tick

    def run(
        self, work: Callable[[Tick], Any], arrived: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        try:
            self._hand_over(arrived, work(self._on_tick))
        except Stopped:
            pass
        except Exception as error:  # noqa: BLE001 - a page shows it; a thread would only print it
            self._hand_over(failed, error)

    def _on_tick(self, done: int, total: int) -> None:
        if not self.wanted:
            raise Stopped
        if self._tick is not None:
            self._loop.call_soon_threadsafe(self._tick, done, total)

    def _hand_over(self, receive: Callable[[Any], None], result: Any) -> None:
        def give() -> None:
            if self.wanted:
                self._place.done(self)
                receive(result)

        self._loop.call_soon_threadsafe(give, context=contextvars.copy_context())


def _nothing(_done: int, _total: int) -> None:
    pass
