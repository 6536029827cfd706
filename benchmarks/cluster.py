"""Many small calculations: plain worker processes beside Dask workers, on this machine.

    python benchmarks/cluster.py [--json] [--cases 100] [--scenarios 100] [--draws 256]

Whole commands, cold: every generated case under every generated scenario, without notebooks. Both sides have two
workers of one thread. The cases are made up: a shipped example with another name and other amounts. With --json one
object is printed:

    runs            how many calculations
    plain_per_s     calculations a second with two processes of our own
    dask_per_s      with a Dask scheduler and two Dask workers; these run already
    vs_plain        dask_per_s over plain_per_s
    scheduler_mib   memory of the scheduler before the first task, and at a quarter, half, three quarters and the end
    runner_mib      memory of the command at the same moments
    equal           whether results, index and manifest are the same bytes
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil
import yaml

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.engine import say  # noqa: E402  found by the line above
from model.resources import case_path  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE: Final = "dommelvallei"
MADE: Final = ("results.parquet", "index.html", "manifest.json")
ENVIRONMENT: Final = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


def write_inputs(folder: Path, cases: int, scenarios: int, draws: int) -> Path:
    """Write made-up cases and scenarios, and the batch file over them."""
    luck = random.Random(1)  # noqa: S311  the same files every time
    for n in range(cases):
        own = folder / "cases" / f"verzonnen-{n:03}"
        shutil.copytree(case_path(EXAMPLE).parent, own)
        document = yaml.safe_load((own / "case.yml").read_text(encoding="utf-8"))
        document["name"] = f"Verzonnen regeling {n}"
        scale(document["organisation"], luck.uniform(0.8, 1.25))
        (own / "case.yml").write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (folder / "futures").mkdir()
    for n in range(scenarios):
        pace = round(luck.uniform(0.7, 1.3), 4)
        row = {"value": pace, "source": "made up", "estimated": True}
        told = {"title": f"Toekomst {n}", "assumptions": {"cloud.pace_factor": row}}
        (folder / "futures" / f"toekomst-{n:03}.yml").write_text(json.dumps(told), encoding="utf-8")
    batch = folder / "many.yml"
    said = {"cases": ["cases/*"], "scenarios": ["futures/*.yml"], "outputs": [], "draws": draws}
    batch.write_text(json.dumps(said), encoding="utf-8")
    return batch


def scale(organisation: dict[str, Any], factor: float) -> None:
    """Change the lines of a budget, and its total with them."""
    lines = organisation["budget_eur"].values()
    for one in lines:
        one.update({key: round(one[key] * factor) for key in ("value", "low", "high") if key in one})
    organisation["total_eur"]["value"] = sum(one["value"] for one in lines)


@contextmanager
def dask(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A scheduler with two workers; its address and its process."""
    file = folder / "scheduler.json"
    started = [begun("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))]
    try:
        while not file.is_file() or not file.read_text(encoding="utf-8").rstrip().endswith("}"):
            time.sleep(0.1)
        for n in range(2):
            place = str(folder / f"worker-{n}")
            started.append(begun("dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny",
                                 "--local-directory", place))  # fmt: skip
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        wait_for_workers(address)
        yield address, psutil.Process(started[0].pid)
    finally:
        for one in started:
            one.kill()
            one.wait()


def begun(tool: str, *words: str) -> subprocess.Popen[bytes]:
    """Start one of Dask's commands."""
    command = [sys.executable, "-m", f"distributed.cli.{tool}", "--no-dashboard", *words]
    return subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def wait_for_workers(address: str) -> None:
    """Wait until both are there."""
    from distributed import Client

    with Client(address, timeout="60s", set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)


def took(folder: Path, batch: Path, out: str, scheduler: tuple[str, psutil.Process] | None) -> dict[str, Any]:
    """Seconds of a whole batch, and the memory (MiB) of runner and scheduler meanwhile."""
    where = ["--workers", "2"] if scheduler is None else ["--scheduler", scheduler[0]]
    command = [sys.executable, "-m", "model.cli", "batch", str(batch), "--output", str(folder / out), *where]
    memory: list[tuple[float, ...]] = []
    start = time.perf_counter()
    with (folder / f"{out}.log").open("wb") as log:
        runner = subprocess.Popen(command, env=ENVIRONMENT, stdout=log, stderr=log)  # noqa: S603
        watched = [psutil.Process(runner.pid), *([] if scheduler is None else [scheduler[1]])]
        while runner.poll() is None:
            try:
                memory.append(tuple(one.memory_info().rss / 2**20 for one in watched))
            except psutil.Error:
                break
            time.sleep(0.5)
    if runner.wait():
        sys.exit((folder / f"{out}.log").read_text(encoding="utf-8")[-2000:])
    seconds = time.perf_counter() - start
    memory = memory[:-1] or memory
    at = [memory[round(k * (len(memory) - 1) / 4)] for k in range(5)]
    return {"seconds": seconds, "memory": [[round(one[k]) for one in at] for k in range(len(watched))]}


def measure(cases: int, scenarios: int, draws: int) -> dict[str, Any]:
    """Both sides once."""
    with tempfile.TemporaryDirectory(prefix="herijk-bench-") as name:
        folder = Path(name)
        batch = write_inputs(folder, cases, scenarios, draws)
        plain = took(folder, batch, "plain", None)
        say(f"{'plain':<8} {plain['seconds']:8.1f} s")
        with dask(folder) as scheduler:
            before = round(scheduler[1].memory_info().rss / 2**20)
            far = took(folder, batch, "dask", scheduler)
            say(f"{'dask':<8} {far['seconds']:8.1f} s")
        runs = cases * scenarios
        equal = all((folder / "plain" / one).read_bytes() == (folder / "dask" / one).read_bytes() for one in MADE)
        return {
            "runs": runs, "draws": draws, "plain_per_s": round(runs / plain["seconds"], 1),
            "dask_per_s": round(runs / far["seconds"], 1),
            "vs_plain": round(plain["seconds"] / far["seconds"], 2),
            "scheduler_mib": [before, *far["memory"][1][1:]], "runner_mib": far["memory"][0],
            "plain_runner_mib": plain["memory"][0], "equal": equal,
        }  # fmt: skip


def main() -> None:
    """Read the options and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--scenarios", type=int, default=100)
    parser.add_argument("--draws", type=int, default=256)
    given = parser.parse_args()
    found = measure(given.cases, given.scenarios, given.draws)
    print(json.dumps(found) if given.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
