"""Speed of the engine beside its limit and beside other ways to do the same.

    python benchmarks/engine.py [--json] [--draws N] [--turns N]

Workload: case bommelerwaard, base scenario, four options, 10 years, 2 parties. One "draw" is one future under all four
options. See benchmarks/README.md for what is compared and how. With --json one object is printed:

    draws_s       draws per second of the whole engine on one thread: sampling, kernel, results
    vs_fused      time of the engine's kernel over that of one hand-fused kernel with the same results, one thread
    threads_gain  speed of the whole engine on two threads over that on one
    vs_ema        speed of the whole engine on one thread over that of EMA Workbench, one draw at a time
                  (null where that is not installed)
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import sys
from pathlib import Path
from statistics import median
from typing import NamedTuple

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # what is compared is our own threads
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import one_by_one, representative, timing, workload  # noqa: E402  found by the line above
from benchmarks.fused import fused  # noqa: E402
from benchmarks.fused_inputs import plain  # noqa: E402
from model.engine.draws import BLOCK, block_sizes  # noqa: E402


class Figures(NamedTuple):
    """What was measured: median seconds for all draws, and ratios.

    `kernel` and `limit` leave sampling out, `sampling` is that part; `vectors` and `loop` are the representative
    mechanism in numpy and compiled; `one_by_one` is EMA Workbench's time for as many draws, None without it.
    """

    draws: int
    one_thread: float
    two_threads: float
    threads_gain: float
    kernel: float
    limit: float
    vs_fused: float
    sampling: float
    vectors: float
    loop: float
    vs_numpy: float
    one_by_one: float | None


def measure_engine(work: workload.Workload, draws: int, turns: int) -> tuple[float, float, float]:
    """Median seconds of the whole engine on one and on two threads, and the gain."""
    seconds = timing.take_turns(
        {"one": lambda: workload.run(work, draws, 1), "two": lambda: workload.run(work, draws, 2)}, turns
    )
    one, two = seconds["one"], seconds["two"]
    return median(one), median(two), timing.ratio(one, two)


def measure_limit(work: workload.Workload, blocks: list[workload.Sampled], turns: int) -> tuple[float, float, float]:
    """Median seconds of the engine's kernel and of the fused one on the same blocks, and their ratio."""
    town, choices = plain(work.packed)
    scratch = workload.new_scratch()

    def by_engine() -> None:
        for block in blocks:
            workload.run_engine(work, block, scratch)

    def by_hand() -> None:
        for block in blocks:
            out = workload.cleared(work, len(block.values))
            fused(town, choices, block.values, block.noise, out)

    seconds = timing.take_turns({"engine": by_engine, "fused": by_hand}, turns)
    return median(seconds["engine"]), median(seconds["fused"]), timing.ratio(seconds["engine"], seconds["fused"])


def measure_mechanism(
    work: workload.Workload, blocks: list[workload.Sampled], turns: int
) -> tuple[float, float, float]:
    """Median seconds of the representative mechanism in chunked numpy and compiled, and their ratio."""
    where = representative.place(work)
    slopes = [representative.elasticities(work, block) for block in blocks]
    sides = {"numpy": representative.hosting_numpy, "compiled": representative.hosting_compiled}

    def all_blocks(name: str) -> None:
        for block, slope in zip(blocks, slopes, strict=True):
            sides[name](where, block, slope)

    seconds = timing.take_turns({name: functools.partial(all_blocks, name) for name in sides}, turns)
    slow, fast = seconds["numpy"], seconds["compiled"]
    return median(slow), median(fast), timing.ratio(slow, fast)


def measure(draws: int, turns: int) -> Figures:
    """Measure everything, saying on stderr what is under way."""
    work = workload.read()
    sizes = block_sizes(draws)
    say("the whole engine, on one thread and on two (the first run compiles)")
    one, two, gain = measure_engine(work, draws, turns)
    say("sampling")
    sampling = timing.take_turns(
        {"": lambda: [workload.sample(work, i, size) for i, size in enumerate(sizes)]}, min(turns, 3)
    )
    blocks = [workload.sample(work, i, size) for i, size in enumerate(sizes)]
    say("the kernel and its limit, one hand-fused kernel (the first run compiles)")
    kernel, limit, vs_fused = measure_limit(work, blocks, turns)
    say("one mechanism in numpy and compiled")
    vectors, loop, vs_numpy = measure_mechanism(work, blocks, turns)
    alone = None
    if one_by_one.available():
        say("EMA Workbench")
        alone = draws * one_by_one.seconds_per_draw(work, blocks[0], min(draws, 2 * BLOCK))
    else:
        say(one_by_one.HOW_TO_GET)
    return Figures(draws, one, two, gain, kernel, limit, vs_fused, median(sampling[""]), vectors, loop, vs_numpy, alone)


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


def as_json(found: Figures) -> str:
    """Give the four figures that others follow."""
    alone = found.one_by_one
    figures = {
        "draws_s": round(found.draws / found.one_thread),
        "vs_fused": round(found.vs_fused, 2),
        "threads_gain": round(found.threads_gain, 2),
        "vs_ema": None if alone is None else round(alone / found.one_thread, 1),
    }
    return json.dumps(figures)


def as_table(found: Figures) -> str:
    """Give all figures for people."""
    sampled = (found.kernel + found.sampling) / (found.limit + found.sampling)
    rows = [
        ("whole engine, 1 thread", found.one_thread, ""),
        ("whole engine, 2 threads", found.two_threads, f"{found.threads_gain:.2f} × one thread"),
        ("sampling alone", found.sampling, ""),
        ("kernel, no sampling", found.kernel, f"{found.vs_fused:.2f} × as long as the limit"),
        ("one hand-fused kernel (the limit)", found.limit, f"with sampling: engine {sampled:.2f} × as long"),
        ("hosting path, numpy by 1,024", found.vectors, f"{found.vs_numpy:.2f} × as long as compiled"),
        ("hosting path, compiled", found.loop, ""),
    ]
    if found.one_by_one is not None:
        gain = found.one_by_one / found.one_thread
        rows.append(("EMA Workbench, one draw at a time", found.one_by_one, f"engine is {gain:.1f} × as fast"))
    head = f"{found.draws:,} draws × 4 options × 10 years × 2 parties; medians, contestants taking turns\n"
    lines = [f"{'':36}{'seconds':>9}{'draws/s':>12}"]
    lines += [f"{name:36}{seconds:9.3f}{found.draws / seconds:12,.0f}   {note}" for name, seconds, note in rows]
    return head + "\n".join(line.rstrip() for line in lines)


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Speed of the engine beside its limit and other ways.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--draws", type=int, default=workload.DRAWS, help="draws per option (default 10,240)")
    parser.add_argument("--turns", type=int, default=5, help="times that each is measured (default 5)")
    asked = parser.parse_args(arguments)
    if asked.draws < 1 or asked.turns < 1:
        parser.error("--draws and --turns must be at least 1")
    found = measure(asked.draws, asked.turns)
    print(as_json(found) if asked.json else as_table(found))


if __name__ == "__main__":
    main()
