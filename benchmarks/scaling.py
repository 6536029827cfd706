"""How the time of a run grows: with threads, parties and draws; and what memory a million draws take.

    python benchmarks/scaling.py [--json] [--draws N] [--turns N] [--most N]

Workload: four shipped options, 10 years, arrangements of 2, 5 and 12 invented municipalities (see `arrangement`). With
--json one object is printed:

    five_parties_s  seconds of the whole engine with 5 parties on two threads
    threads_gain    speed of that on two threads over that on one
    vs_fused        time of the engine's kernel over that of the hand-fused one (standard workload, one thread)
    twelve_vs_two   time of the whole engine with 12 parties over that with 2, two threads
    linear          microseconds a draw by number of draws (standard workload, one thread): level is linear
    million_gib     largest resident memory (GiB) of a process that runs a million draws of the standard workload
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # what is compared is our own threads
sys.path.insert(0, str(ROOT))

from benchmarks import timing, workload  # noqa: E402  found by the line above
from benchmarks.engine import measure_limit, say  # noqa: E402
from model.engine.draws import block_sizes  # noqa: E402
from model.inputs import build_case  # noqa: E402

PARTIES: Final = (2, 5, 12)
MILLION: Final = 1_000_000
IN_A_PROCESS: Final = """
import pathlib, sys
from benchmarks import workload
outcome = workload.run(workload.read(), int(sys.argv[1]), 2)
assert outcome.futures == int(sys.argv[1])
told = pathlib.Path("/proc/self/status").read_text()  # not getrusage: a child inherits the peak of its parent there
print(told.split("VmHWM:")[1].split()[0])
"""


class Figures(NamedTuple):
    """What was measured: seconds and ratios (medians), microseconds a draw, GiB (None where the system cannot tell)."""

    draws: int
    seconds: dict[int, float]
    threads_gain: float
    vs_fused: float
    twelve_vs_two: float
    linear: dict[int, float]
    memory_draws: int
    memory_gib: float | None


@functools.cache
def arrangement(parties: int) -> workload.Workload:
    """Invented municipalities of 20,000 to 62,000 inhabitants; what else a case needs is estimated as always."""
    members = [
        {"code": f"GM{9000 + i}", "name": f"Gemeente {i}", "inhabitants": 20_000 + 7_000 * (5 * i % 7)}
        for i in range(parties)
    ]
    arrangement = {"legal_form": "bedrijfsvoeringsorganisatie"}
    case = build_case({"name": "Maat", "budget_year": 2026, "arrangement": arrangement, "parties": members})
    return workload.read(case)


def measure_parties(draws: int, turns: int) -> tuple[dict[int, float], float, float]:
    """Median seconds by number of parties on two threads, gain of the second thread, and 12 parties over 2."""
    two = {str(n): functools.partial(workload.run, arrangement(n), draws, 2) for n in PARTIES}
    found = timing.take_turns({**two, "alone": functools.partial(workload.run, arrangement(5), draws, 1)}, turns)
    seconds = {n: median(found[str(n)]) for n in PARTIES}
    return seconds, timing.ratio(found["alone"], found["5"]), timing.ratio(found["12"], found["2"])


def measure_draws(most: int, turns: int) -> dict[int, float]:
    """Microseconds a draw on one thread, by number of draws from 1,000 to `most` in steps of ten."""
    work, sizes = workload.read(), [size for size in (1_000, 10_000, 100_000, MILLION) if size <= most]
    workload.run(work, min(sizes), 1)  # compiles
    found = {}
    for size in sizes:
        spent = []
        for _ in range(1 if size >= MILLION else turns):
            before = time.perf_counter()
            workload.run(work, size, 1)
            spent.append(time.perf_counter() - before)
        found[size] = 1e6 * median(spent) / size
    return found


def measure_memory(draws: int) -> float | None:
    """Largest resident memory (GiB) of a process of its own that runs so many draws; None where there is no /proc."""
    if not Path("/proc/self/status").exists():
        return None
    done = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", IN_A_PROCESS, str(draws)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return int(done.stdout) / 2**20  # kilobytes


def measure(draws: int, turns: int, most: int) -> Figures:
    """Measure everything, saying on stderr what is under way."""
    say("2, 5 and 12 parties (the first run compiles)")
    seconds, gain, twelve = measure_parties(draws, turns)
    say("the kernel and its limit, one hand-fused kernel (the first run compiles)")
    work = workload.read()
    blocks = [workload.sample(work, i, size) for i, size in enumerate(block_sizes(draws))]
    _, _, vs_fused = measure_limit(work, blocks, turns)
    say("more and more draws")
    linear = measure_draws(most, turns)
    say("memory")
    return Figures(draws, seconds, gain, vs_fused, twelve, linear, most, measure_memory(most))


def as_json(found: Figures) -> str:
    """Give the figures that others follow."""
    figures = {
        "five_parties_s": round(found.seconds[5], 3),
        "threads_gain": round(found.threads_gain, 2),
        "vs_fused": round(found.vs_fused, 2),
        "twelve_vs_two": round(found.twelve_vs_two, 2),
        "linear": {str(draws): round(each, 2) for draws, each in found.linear.items()},
        "million_gib": None if found.memory_gib is None or found.memory_draws < MILLION else round(found.memory_gib, 2),
    }
    return json.dumps(figures)


def as_table(found: Figures) -> str:
    """Give all figures for people."""
    lines = [f"{found.draws:,} draws × 4 options × 10 years, two threads; medians, contestants taking turns", ""]
    lines += [f"{n:4} parties {seconds:10.3f} s" for n, seconds in found.seconds.items()]
    lines += [
        f"two threads {found.threads_gain:.2f} × as fast as one (5 parties)",
        f"12 parties {found.twelve_vs_two:.2f} × as long as 2",
        f"kernel {found.vs_fused:.2f} × as long as the hand-fused one (2 parties, one thread)",
        "",
    ]
    lines += [f"{draws:>9,} draws {each:8.1f} microseconds a draw" for draws, each in found.linear.items()]
    if found.memory_gib is not None:
        lines.append(f"{found.memory_draws:>9,} draws {found.memory_gib:8.2f} GiB at most")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How the time of a run grows.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--draws", type=int, default=workload.DRAWS, help="draws per option (default 10,240)")
    parser.add_argument("--turns", type=int, default=3, help="times that each is measured (default 3)")
    parser.add_argument("--most", type=int, default=MILLION, help="largest run, 1,000 or more (default 1,000,000)")
    asked = parser.parse_args(arguments)
    if asked.draws < 1 or asked.turns < 1 or asked.most < 1_000:
        parser.error("--draws and --turns must be at least 1, --most at least 1,000")
    found = measure(asked.draws, asked.turns, asked.most)
    print(as_json(found) if asked.json else as_table(found))


if __name__ == "__main__":
    main()
