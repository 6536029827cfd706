"""Worker processes: real ones, that fail, are killed, and end with their runner."""

import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.batch.pool import Pool, Task
from model.resources import case_path

HOLD = """
import time
from model.batch.pool import Pool, Task
if __name__ == "__main__":
    pool = Pool(2)
    pool.submit(Task("a", time.sleep, (60,)))
    time.sleep(1.5)
    print(*[worker.process.pid for worker in (*pool._busy, *pool._idle)], flush=True)
    time.sleep(60)
"""


def answers(pool, wanted):
    found = {}
    deadline = time.monotonic() + 60
    while len(found) < wanted and time.monotonic() < deadline:
        found |= {one.task.id: one for one in pool.wait(0.5)}
    return found


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z"
    except FileNotFoundError:
        return True


def test_answers_errors_and_deaths_come_back_with_their_task():
    with Pool(2) as pool:
        pool.submit(Task("sum", math.fsum, ([1, 2],)))
        pool.submit(Task("unknown", case_path, ("nergens",)))
        found = answers(pool, 2)
        pool.submit(Task("fault", math.sqrt, (-1,)))
        pool.submit(Task("full", os.open, ("/proc/1/nothing/here", 0)))
        found |= answers(pool, 2)
        pool.submit(Task("dead", os.abort, ()))
        pool.submit(Task("alive", time.sleep, (1,)))
        found |= answers(pool, 2)
        pool.submit(Task("after", math.fsum, ([3],)))
        found |= answers(pool, 1)
    assert found["sum"].answer == 3
    assert found["after"].answer == 3
    assert "nergens" in found["unknown"].failure
    assert not found["unknown"].trace
    assert found["fault"].failure.startswith("ValueError")
    assert "Traceback" in found["fault"].trace
    assert found["full"].failure
    assert not found["full"].fatal
    assert found["dead"].lost
    assert "SIGABRT" in found["dead"].failure
    assert found["alive"].failure == ""  # the death of the one did not touch the other


def test_a_full_disk_is_told_apart():
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full")
    with Pool(1) as pool:
        pool.submit(Task("full", full.write_text, ("x",)))
        assert answers(pool, 1)["full"].fatal


def test_kill_9_of_the_runner_leaves_no_worker(tmp_path):
    script = tmp_path / "hold.py"
    script.write_text(HOLD, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as one:
        pids = [int(word) for word in one.stdout.readline().split()]
        assert len(pids) == 2
        assert not any(map(gone, pids))
        os.kill(one.pid, signal.SIGKILL)
        one.wait()
    for _n in range(100):
        if all(map(gone, pids)):
            return
        time.sleep(0.1)
    pytest.fail("workers outlived their runner")


def test_closing_ends_what_is_at_work():
    pool = Pool(1)
    pool.submit(Task("long", time.sleep, (600,)))
    began = time.monotonic()
    pool.close()
    assert time.monotonic() - began < 5
