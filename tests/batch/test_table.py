"""The run table: it remembers what is done, it belongs to one runner, and a dead runner's lock is gone."""

import os
import signal
import subprocess
import sys

import pytest

from model.batch.table import DONE, FAILED, PENDING, RUNNING, BusyError, RunTable, Step

STEPS = [Step(id=f"s{n}", kind="render", name=f"memo {n}", group="g") for n in range(4)]
HOLD = """
import sys
from pathlib import Path
from model.batch.table import RunTable, Step
table = RunTable(Path(sys.argv[1]))
table.begin([Step("s0", "render", "memo", "g")])
table.mark(["s0"], "RUNNING")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    (tmp_path / "batch" / ".herijk").mkdir(parents=True)
    return tmp_path / "batch" / ".herijk" / "runs.sqlite"


def states(path):
    with RunTable(path, lock=False) as table:
        return {one.id: one.state for one in table.steps()}


def test_a_new_plan_keeps_what_is_done_and_begins_the_rest_again(path):
    with RunTable(path) as table:
        table.begin(STEPS)
        table.mark(["s0"], DONE, seconds=2.0)
        table.mark(["s1"], FAILED, "why")
        table.mark(["s2"], RUNNING)
    with RunTable(path) as table:
        table.begin([STEPS[2], STEPS[1], STEPS[0], Step("new", "render", "new", "g")])
        rows = table.steps()
    assert [one.id for one in rows] == ["s2", "s1", "s0", "new"]  # in the order of the plan; s3 left it
    assert [one.state for one in rows] == [PENDING, PENDING, DONE, PENDING]
    assert rows[1].message == ""
    assert rows[2].seconds == 2.0


def test_only_one_runner_at_a_time_but_anybody_may_look(path):
    with RunTable(path) as table:
        table.begin(STEPS)
        with pytest.raises(BusyError, match="batch"):
            RunTable(path)
        assert len(states(path)) == 4
    RunTable(path).__exit__()


def test_kill_9_frees_the_folder_and_keeps_the_rows(path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    ) as one:
        assert one.stdout.readline() == b"held\n"
        with pytest.raises(BusyError):
            RunTable(path)
        os.kill(one.pid, signal.SIGKILL)
        one.wait()
    assert states(path) == {"s0": RUNNING}
    with RunTable(path) as table:
        table.begin([STEPS[0]])
        assert table.steps()[0].state == PENDING


def test_facts_are_remembered(path):
    with RunTable(path) as table:
        assert table.fact("x") is None
        table.note("x", {"a": [1, 2]})
    with RunTable(path) as table:
        assert table.fact("x") == {"a": [1, 2]}
