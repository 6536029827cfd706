"""The benchmark of the explorer runs small and prints what it promises; how fast the machine is, is no test."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from benchmarks import explorer


def test_ratios_follow_from_the_times() -> None:
    times = {
        "first_paint_ms": [80.0, 90.0, 100.0],
        "interact_ms": [320.0, 360.0, 300.0],
        "floor_ms": [40.0, 45.0, 40.0],
    }
    told = explorer.summary(times)
    assert told["first_paint_ms"] == {"median": 90.0, "p95": 99.0}
    assert told["interact_over_ours"] == 4.0
    assert told["ours_over_floor"] == 2.0
    assert told["p95_over_median"] == 1.1


@pytest.mark.browser
@pytest.mark.xdist_group("explorer")
def test_it_runs_in_a_real_browser() -> None:
    words = [sys.executable, explorer.__file__, "--moves", "2", "--json"]
    told = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, timeout=240).stdout)
    assert all(told[kind]["median"] > 0 for kind in ("first_paint_ms", "interact_ms", "floor_ms"))


def test_one_move_has_no_percentile() -> None:
    with pytest.raises(SystemExit):
        explorer.main(["--moves", "1"])
