"""A batch on Dask workers: real processes, the bytes of the local run, and workers that die or are of other code."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from distributed import LocalCluster

from model.batch import cluster, pool
from model.batch.cluster import Cluster, ClusterError
from model.resources import case_path

pytestmark = pytest.mark.full
ROOT = Path(__file__).parents[2]
HERIJK = (sys.executable, "-m", "model.cli")
TEXT = """cases: [dommelvallei, bommelerwaard]
scenarios: [base, stress, fast-cloud]
outputs: []
draws: 64
"""


@pytest.fixture(scope="module")
def dask():
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as found:
        yield found


def herijk(*words):
    done = subprocess.run(
        [*HERIJK, *map(str, words)], capture_output=True, text=True, cwd=ROOT, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_the_same_bytes_as_on_this_machine(dask, tmp_path):
    batch = tmp_path / "batch.yml"
    batch.write_text(TEXT, encoding="utf-8")
    far = herijk("batch", batch, "--output", tmp_path / "far", "--scheduler", dask.scheduler_address, "--json")
    near = herijk("batch", batch, "--output", tmp_path / "near", "--json")
    assert (far["done"], near["done"]) == (6, 6)
    for name in ("results.parquet", "index.html", "manifest.json"):
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "near" / name).read_bytes()


def test_a_worker_that_is_killed_costs_nothing(dask, tmp_path):
    batch = tmp_path / "batch.yml"
    batch.write_text(TEXT.replace("draws: 64", "draws: 8192"), encoding="utf-8")
    command = [*HERIJK, "batch", str(batch), "--output", str(tmp_path / "far"), "--scheduler", dask.scheduler_address]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as runner:
        runner.stderr.readline()  # the first calculation is there
        os.kill(next(iter(dask.workers.values())).pid, signal.SIGKILL)
        assert runner.wait(240) == 0
    herijk("batch", batch, "--output", tmp_path / "near", "--json")
    for name in ("results.parquet", "index.html", "manifest.json"):
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "near" / name).read_bytes()


def answers(workers, wanted):
    found = {}
    for _n in range(120):
        found |= {one.task.id: one for one in workers.wait(0.5)}
        if len(found) == wanted:
            return found
    pytest.fail(f"only {sorted(found)} came back")


def test_answers_and_refusals_come_back_with_their_task(dask):
    workers = Cluster(dask.scheduler_address)
    try:
        workers.submit(pool.Task("sum", sum, ([1, 2],)))
        workers.submit(pool.Task("unknown", case_path, ("nergens",)))
        found = answers(workers, 2)
    finally:
        workers.close()
    assert found["sum"].answer == 3
    assert "nergens" in found["unknown"].failure


def test_nobody_there_and_workers_of_other_code_are_told(dask, monkeypatch):
    with pytest.raises(ClusterError, match="bereikbaar"):
        Cluster("tcp://127.0.0.1:1")
    monkeypatch.setattr(cluster, "code_hash", lambda: "other")
    with pytest.raises(ClusterError, match="dezelfde versie"):
        Cluster(dask.scheduler_address)
