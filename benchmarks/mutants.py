"""Mutants of the engine: how many of a seeded sample of small errors the tests notice, with compilation off.

    make mutants                                   400 mutants, half an hour or more on two cores
    python benchmarks/mutants.py --number 60       a quick look
    python benchmarks/mutants.py --list output/mutants.csv --again survived    only those that survived last time

cosmic-ray makes the mutants (arithmetic, comparisons, numbers, booleans, loops, decorators); a sample is drawn in
proportion to the mutants that each module has. Each runs in a process of its own, forked from one that has the
libraries loaded, in a copy of the checkout. First every test runs once on the engine as it is: those that are green
and quick enough are the jury, and those that killed most so far go first. docs/mutation.md says what survived and why.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

os.environ |= {"NUMBA_DISABLE_JIT": "1", "HYPOTHESIS_PROFILE": "mutants", "OPENBLAS_NUM_THREADS": "1"}

ROOT = Path(__file__).resolve().parents[1]
ENGINE = Path("model", "engine")
NO_EQUATIONS = ("__init__.py", "compiled.py")  # compiled.py does nothing while compilation is off
TESTS = ("tests/engine", "tests/cases", "tests/benchmarks/test_fused.py")
NO_JURY = ("test_compiled.py", "test_numbers.py", "test_parameters.py")  # these read sources or compile them
COPIED = ("model", "tests", "data", "scenarios", "benchmarks", "pyproject.toml")
BITS = ("BitAnd", "BitOr", "BitXor", "LShift", "RShift", "_Is", "_In", "NotIn")  # on a float these only ever crash
LIBRARIES = ("hypothesis", "numba", "pandas", "pydantic", "pytest", "ruamel.yaml", "scipy.stats.qmc", "xarray")
MEMORY = 4 << 30
"""Bytes for one judge: a mutant that asks for more is noticed, and not by the machine."""
LONGEST_TEST = 1.5
"""Seconds of processor; a test that takes longer uncompiled is not in the jury."""
PATIENCE = 3.0
"""A mutant that takes so many times the seconds of the jury on the engine itself hangs."""
ANSWER = "answer.json"
FIELDS = ("module", "line", "operator", "occurrence", "fate", "seconds", "by", "was", "became")


class Mutant(NamedTuple):
    """One change of one module."""

    module: str
    line: int
    operator: str
    occurrence: int
    was: str


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a module that is another program: what only types read is left alone."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.operators.provider import OperatorProvider

    source, provider = path.read_text(encoding="utf-8"), OperatorProvider()
    nodes, lines, found = list(ast_nodes(get_ast(source))), source.splitlines(), []
    for name in sorted(provider):
        if provider[name].arguments() or any(bits in name for bits in BITS):
            continue
        operator = provider[name]()
        starts = [start[0] for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, line in enumerate(starts):
            if "TYPE_CHECKING" not in lines[line - 1]:
                found.append(Mutant(path.name, line, name, occurrence, lines[line - 1].strip()))
    return found


def mutated(mutant: Mutant) -> str:
    """Source of the module with the change in it."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.operators.provider import OperatorProvider

    source = (ROOT / ENGINE / mutant.module).read_text(encoding="utf-8")
    return str(mutate_code(source, OperatorProvider()[mutant.operator](), mutant.occurrence))


def is_program(mutant: Mutant) -> bool:
    """Whether Python can read it: a sign of the grammar, such as the star of keyword arguments, is no arithmetic."""
    try:
        compile(mutated(mutant), mutant.module, "exec")
    except SyntaxError:
        return False
    return True


def sample(number: int, seed: int) -> list[Mutant]:
    """Mutants of every module in proportion to how many it has, the same for the same sources and seed."""
    modules = [path for path in sorted((ROOT / ENGINE).glob("*.py")) if path.name not in NO_EQUATIONS]
    made = {path.name: mutants_of(path) for path in modules}
    total = sum(map(len, made.values()))
    print(f"{total} mutants in {len(modules)} modules", flush=True)
    due = {name: number * len(all_of) / total for name, all_of in made.items()}
    taken = {name: int(part) for name, part in due.items()}
    for name in sorted(due, key=lambda name: (taken[name] - due[name], name))[: number - sum(taken.values())]:
        taken[name] += 1
    chance = random.Random(seed)  # noqa: S311  a sample, no secret
    chosen = [
        mutant for name in sorted(made)
        for mutant in islice(filter(is_program, chance.sample(made[name], len(made[name]))), taken[name])
    ]  # fmt: skip
    chance.shuffle(chosen)
    return chosen


class Jury:
    """pytest plugin: choose and order the tests, note how long each took and which one failed first."""

    def __init__(self, order: list[str] | None) -> None:
        self.order, self.start = order, 0.0
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []
        self.skipped: set[str] = set()

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep the jury, in its order."""
        if self.order is not None:
            place = {name: i for i, name in enumerate(self.order)}
            items[:] = sorted((item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid])

    def pytest_runtest_logstart(self) -> None:
        """Seconds of processor, for the machine may have more to do; who takes too many is no member."""
        self.start = time.process_time()
        if self.order is None:
            signal.signal(signal.SIGPROF, _too_long)
            signal.setitimer(signal.ITIMER_PROF, LONGEST_TEST)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """A fixture of a module counts for the first test that asks for it."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        self.seconds[nodeid] = time.process_time() - self.start

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note what failed and what was skipped."""
        if report.failed:
            self.failed.append(report.nodeid)
        self.skipped |= {report.nodeid} if report.skipped else set()


def _too_long(*_: object) -> None:
    import pytest

    pytest.skip(f"takes more than {LONGEST_TEST} s without compilation")


def judge(folder: Path, order: list[str] | None, limit: int) -> int:
    """Run the tests in `folder` for at most `limit` seconds, in a process of its own; returns its number."""
    child = os.fork()
    if child:
        return child
    try:
        _judge(folder, order, limit)
    finally:
        os._exit(1)


def _judge(folder: Path, order: list[str] | None, limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.chdir(folder)
    sink = os.open(folder / "judge.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    import pytest

    jury = Jury(order)
    files = [str(path.relative_to(folder)) for name in TESTS for path in _files(folder / name)]
    code = pytest.main(
        ["-q", "-p", "no:cacheprovider", "--assert=plain", *(["-x"] if order else []), *files], plugins=[jury]
    )
    seconds = {name: took for name, took in jury.seconds.items() if name not in jury.skipped}
    (folder / ANSWER).write_text(json.dumps({"code": int(code), "failed": jury.failed, "seconds": seconds}))
    os._exit(0)


def _files(path: Path) -> list[Path]:
    return [path] if path.suffix else [file for file in sorted(path.glob("test_*.py")) if file.name not in NO_JURY]


def copy(folder: Path) -> Path:
    """A checkout of its own for one worker."""
    for name in COPIED:
        source, ignored = ROOT / name, shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    return folder


def preload() -> None:
    """Load what every judge needs and no mutant changes."""
    for name in LIBRARIES:
        importlib.import_module(name)
    assert not any(name.startswith("model") for name in sys.modules)  # noqa: S101  else no mutant would be seen


def choose_jury(folder: Path) -> dict[str, float]:
    """Tests that pass on the engine as it is and are quick enough, with the seconds that each takes."""
    os.waitpid(judge(folder, None, resource.RLIM_INFINITY), 0)
    found = json.loads((folder / ANSWER).read_text())
    if found["failed"]:
        print("left out, for they fail already with compilation off:", *found["failed"], sep="\n  ")
    quick = {name: took for name, took in found["seconds"].items() if name not in found["failed"]}
    print(f"jury: {len(quick)} tests of {sum(quick.values()):.0f} s", flush=True)
    return quick


def trial(chosen: list[Mutant], folders: list[Path], jury: dict[str, float], report: Any) -> Counter[str]:
    """Judge every mutant; `report` gets one row for each."""
    limit = int(10 + PATIENCE * sum(jury.values()))
    kills: dict[str, Counter[str]] = defaultdict(Counter)
    free, running, fates, queue = list(folders), {}, Counter(), list(reversed(chosen))  # type: ignore[var-annotated]
    while queue or running:
        while queue and free:
            mutant, folder = queue.pop(), free.pop()
            text = mutated(mutant)
            became = text.splitlines()[mutant.line - 1].strip()
            (folder / ENGINE / mutant.module).write_text(text, encoding="utf-8")
            (folder / ANSWER).unlink(missing_ok=True)
            near, far = kills[mutant.module], kills["anywhere"]
            order = sorted(jury, key=lambda name: (-near[name], -far[name], jury[name]))
            running[judge(folder, order, limit)] = (mutant, became, folder, time.monotonic())
        time.sleep(0.05)
        for child, (mutant, became, folder, start) in list(running.items()):
            ended, status = os.waitpid(child, os.WNOHANG)
            if not ended:
                continue
            took = time.monotonic() - start
            fate, by = verdict(folder / ANSWER, status)
            kills[mutant.module][by] += fate == "killed"
            kills["anywhere"][by] += fate == "killed"
            fates[fate] += 1
            report.writerow([*mutant[:4], fate, f"{took:.1f}", by, mutant.was, became])
            print(f"{sum(fates.values()):4d} {fate:9} {took:5.1f} s {mutant.module}:{mutant.line} {became}", flush=True)
            shutil.copy(ROOT / ENGINE / mutant.module, folder / ENGINE / mutant.module)
            del running[child]
            free.append(folder)
    return fates


def verdict(answer: Path, status: int) -> tuple[str, str]:
    """Killed, survived or timeout, and the test that noticed. A judge that died, or could not start, noticed too."""
    if os.WIFSIGNALED(status):
        return ("timeout", "") if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else ("killed", "crash")
    if not answer.exists():
        return "killed", "import"
    found = json.loads(answer.read_text())
    if found["code"] == 0:
        return "survived", ""
    return "killed", found["failed"][0] if found["failed"] else "collection"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--number", type=int, default=400)
    asked.add_argument("--seed", type=int, default=3)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--list", type=Path, default=ROOT / "output" / "mutants.csv")
    asked.add_argument("--again", metavar="FATE", help="only mutants that had this fate in the list")
    asked.add_argument("--work", type=Path, default=ROOT / "output" / "mutants")
    asked.add_argument("--jury", type=Path, help="file with the tests chosen before; made if it is not there")
    options = asked.parse_args()
    chosen = sample(options.number, options.seed)
    if options.again:
        with options.list.open(newline="", encoding="utf-8") as stream:
            again = {
                tuple(row[name] for name in FIELDS[:4])
                for row in csv.DictReader(stream)
                if row["fate"] == options.again
            }
        chosen = [mutant for mutant in chosen if tuple(map(str, mutant[:4])) in again]
    preload()
    shutil.rmtree(options.work, ignore_errors=True)
    folders = [copy(options.work / str(worker)) for worker in range(options.workers)]
    if options.jury and options.jury.exists():
        jury = json.loads(options.jury.read_text(encoding="utf-8"))
    else:
        jury = choose_jury(folders[0])
    if options.jury:
        options.jury.write_text(json.dumps(jury), encoding="utf-8")
    options.list.parent.mkdir(parents=True, exist_ok=True)
    with options.list.open("w", newline="", encoding="utf-8", buffering=1) as stream:
        report = csv.writer(stream)
        report.writerow(FIELDS)
        fates = trial(chosen, folders, jury, report)
    killed = fates["killed"] + fates["timeout"]
    print(f"{killed} of {len(chosen)} killed ({100 * killed / len(chosen):.1f} %): {dict(fates)}; list: {options.list}")


if __name__ == "__main__":
    main()
