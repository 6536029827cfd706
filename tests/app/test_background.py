"""Work beside the page: the newest takes the place of what was there, and nothing late arrives."""

import asyncio
import threading

from model.app.explore.background import Background
from model.language import current, use


def later(seconds=0.0):
    return asyncio.sleep(seconds)


def test_only_the_newest_arrives():
    got = []

    async def story():
        background, begun = Background(), threading.Event()

        def slow(tick):
            begun.set()
            for n in range(1000):
                tick(n, 1000)
                threading.Event().wait(0.002)
            return "old"

        background.start(slow, got.append, got.append)
        await asyncio.to_thread(begun.wait, 5)
        background.start(lambda _tick: "new", got.append, got.append)
        while background.busy:
            await later(0.01)
        await later(0.1)

    asyncio.run(story())
    assert got == ["new"]


def test_what_waits_is_replaced_before_it_begins():
    begun, got = [], []

    async def story():
        background = Background()
        for n in range(20):
            background.start(lambda _tick, n=n: begun.append(n) or n, got.append, got.append, delay=0.05)
            await later(0.001)
        while background.busy:
            await later(0.01)

    asyncio.run(story())
    assert begun == got == [19]


def test_a_fault_is_handed_on_and_the_language_goes_along():
    got = []

    async def story():
        background = Background()

        def fails(_tick):
            raise ValueError(current())

        with use("en"):
            background.start(fails, got.append, got.append)
        while background.busy:
            await later(0.01)

    asyncio.run(story())
    assert [str(one) for one in got] == ["en"]


def test_stop_leaves_nothing():
    got = []

    async def story():
        background = Background()
        background.start(lambda _tick: "late", got.append, got.append, delay=0.02)
        background.stop()
        assert not background.busy
        await later(0.1)

    asyncio.run(story())
    assert got == []


def test_progress_is_heard():
    heard, got = [], []

    async def story():
        background = Background()
        background.start(lambda tick: [tick(n, 3) for n in range(3)] and "done", got.append, got.append,
                         tick=lambda done, total: heard.append((done, total)))  # fmt: skip
        while background.busy:
            await later(0.01)

    asyncio.run(story())
    assert heard == [(0, 3), (1, 3), (2, 3)]
    assert got == ["done"]


def test_without_an_event_loop_it_is_done_at_once():
    got = []
    Background().start(lambda _tick: 1, got.append, got.append)
    Background().start(lambda _tick: 1 / 0, got.append, got.append)
    assert got[0] == 1
    assert isinstance(got[1], ZeroDivisionError)
