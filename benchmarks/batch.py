"""How long a batch of board memos takes, beside what people do without Herijk's runner.

    python benchmarks/batch.py [--json] [--memos 40] [--few 8] [--draws 1024]

Whole commands, cold: each contestant starts from processes that do not exist yet and from a cache that holds the
compiled engine (as after an installation) and no answers. All make the same board memos with their HTML, of two cases
under the shipped scenarios in two languages. With --json one object is printed:

    vs_api        how many times longer papermill's Python API takes in a loop, with nbconvert in the same process
    vs_limit      our time over that of two plain processes that call the same functions without any notebook: they
                  calculate once per case and scenario, draw every section and write the same page
    vs_commands   how many times longer the commands papermill and jupyter nbconvert take for the first --few memos
    rerun_s       seconds of the same batch command with nothing to do
    seconds       of each contestant
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.engine import say  # noqa: E402  found by the line above
from model.publish.kept import FOLDER as ANSWERS  # noqa: E402
from model.resources import list_scenarios, notebook_path  # noqa: E402

CASES: Final = ("bommelerwaard", "dommelvallei")
LANGUAGES: Final = ("nl", "en")
RERUNS: Final = 3
Memo = dict[str, Any]


def memos(wanted: int, draws: int) -> list[Memo]:
    """Parameters of the memos, scenario by scenario, so that the first few are of both cases and languages."""
    found = [
        {"case": case, "scenario": scenario, "lang": lang, "draws": draws}
        for scenario in list_scenarios() for case in CASES for lang in LANGUAGES
    ]  # fmt: skip
    if wanted > len(found) or wanted % (len(CASES) * len(LANGUAGES)):
        sys.exit(f"--memos and --few: a multiple of {len(CASES) * len(LANGUAGES)}, at most {len(found)}")
    return found[:wanted]


class Bench:
    """Contestants, each in a folder and with a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seconds = folder, dict[str, float]()
        story = f"from model.publish.board import begin; begin({CASES[0]!r}, draws=64)"
        environment = os.environ | {"HERIJK_CACHE": str(folder / "compiled"), "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", story], env=environment, check=True)  # noqa: S603  compiles the engine

    def took(self, name: str, *commands: list[str]) -> float:
        """Seconds of commands that run at the same time, from a cache without answers."""
        place = self.folder / name
        place.mkdir()
        environment = os.environ | {
            "HERIJK_CACHE": str(self._cache(name)), "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1",
        }  # fmt: skip
        begun = time.perf_counter()
        running = [
            subprocess.Popen(one, cwd=place, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
            for one in commands
        ]
        codes = [one.wait() for one in running]
        seconds = time.perf_counter() - begun
        if any(codes):
            sys.exit(f"{name} ended with {codes}")
        self.seconds[name] = seconds
        say(f"{name:<12} {seconds:7.1f} s")
        return seconds

    def again(self, name: str, command: list[str]) -> float:
        """Seconds of a command that finds everything done; the best of some."""
        environment = os.environ | {"HERIJK_CACHE": str(self.folder / "caches" / name), "PYTHONPATH": str(ROOT)}
        took = []
        for _turn in range(RERUNS):
            begun = time.perf_counter()
            subprocess.run(command, cwd=self.folder / name, env=environment, check=True, capture_output=True)  # noqa: S603
            took.append(time.perf_counter() - begun)
        self.seconds["rerun"] = sorted(took)[RERUNS // 2]
        return self.seconds["rerun"]

    def _cache(self, name: str) -> Path:
        """A cache with the compiled engine, and no answers."""
        place = self.folder / "caches" / name
        shutil.copytree(self.folder / "compiled", place, ignore=shutil.ignore_patterns(ANSWERS))
        return place


def ours(bench: Bench, name: str, some: list[Memo]) -> list[str]:
    """Command of a batch that makes these memos."""
    scenarios = list(dict.fromkeys(one["scenario"] for one in some))
    said = {"cases": list(CASES), "scenarios": scenarios, "languages": list(LANGUAGES), "notebooks": ["memo"],
            "outputs": ["html"], "draws": some[0]["draws"]}  # fmt: skip
    file = bench.folder / f"{name}.yml"
    file.write_text(json.dumps(said), encoding="utf-8")  # JSON is YAML
    return [sys.executable, "-m", "model.cli", "batch", str(file), "--output", "out", "--workers", "2"]


def this(part: str, some: list[Memo]) -> list[str]:
    """Command that runs a part of this file over some memos."""
    return [sys.executable, __file__, "--part", part, json.dumps(some)]


def by_api(some: list[Memo]) -> None:
    """Papermill and nbconvert as their manuals show them."""
    import papermill
    from nbconvert import HTMLExporter

    exporter = HTMLExporter()
    for one in some:
        name = f"{one['case']}-{one['scenario']}-{one['lang']}"
        papermill.execute_notebook(
            notebook_path("memo"), f"{name}.ipynb", parameters=one, kernel_name="python3", progress_bar=False
        )
        page, _resources = exporter.from_filename(f"{name}.ipynb")
        Path(f"{name}.html").write_text(page, encoding="utf-8")


def by_commands(some: list[Memo]) -> None:
    """The same with the commands."""
    for one in some:
        name = f"{one['case']}-{one['scenario']}-{one['lang']}"
        given = [word for key, value in one.items() for word in ("-p", key, str(value))]
        command = ["papermill", str(notebook_path("memo")), f"{name}.ipynb", "-k", "python3", *given]
        subprocess.run([sys.executable, "-m", *command], check=True)  # noqa: S603
        subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", f"{name}.ipynb"], check=True)  # noqa: S603


def by_functions(some: list[Memo]) -> None:
    """Without notebooks: what the cells call, and the page made of it."""
    import nbformat
    from IPython.core.formatters import DisplayFormatter

    from model.publish import sections
    from model.publish.html import to_html
    from model.publish.shared import FOLDER

    os.environ[FOLDER] = "results"  # calculated once per case and scenario
    source = nbformat.read(notebook_path("memo"), as_version=4)
    for one in some:
        memo = sections.begin(**one)
        page = nbformat.v4.new_notebook(metadata=source.metadata)
        for cell in source.cells:
            if not cell.source.startswith("sections."):
                continue
            data, about = DisplayFormatter().format(getattr(sections, cell.source[9:].partition("(")[0])(memo))  # type: ignore[no-untyped-call]
            output = nbformat.v4.new_output("execute_result", data=data, metadata=about, execution_count=1)
            page.cells.append(nbformat.v4.new_code_cell(cell.source, outputs=[output], execution_count=1))
        name = f"{one['case']}-{one['scenario']}-{one['lang']}"
        Path(f"{name}.html").write_text(to_html(page, strict=True), encoding="utf-8")


PARTS: Final = {"api": by_api, "commands": by_commands, "functions": by_functions}


def measure(many: int, few: int, draws: int) -> dict[str, Any]:
    """Every contestant once, the longest last."""
    all_of_them, first = memos(many, draws), memos(few, draws)
    halves = [[one for one in all_of_them if one["case"] == case] for case in CASES]
    with tempfile.TemporaryDirectory(prefix="herijk-bench-") as name:
        bench = Bench(Path(name))
        batch = ours(bench, "batch", all_of_them)
        mine = bench.took("batch", batch)
        rerun = bench.again("batch", batch)
        say(f"{'rerun':<12} {rerun:7.2f} s")
        limit = bench.took("limit", *(this("functions", half) for half in halves))
        mine_few = bench.took("batch-few", ours(bench, "batch-few", first))
        commands = bench.took("commands", this("commands", first))
        api = bench.took("api", this("api", all_of_them))
        return {
            "vs_api": round(api / mine, 2), "vs_limit": round(mine / limit, 2),
            "vs_commands": round(commands / mine_few, 2), "rerun_s": round(rerun, 2),
            "seconds": {key: round(value, 2) for key, value in bench.seconds.items()},
            "memos": many, "few": few, "draws": draws,
        }  # fmt: skip


def main() -> None:
    """Read the options and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--memos", type=int, default=40)
    parser.add_argument("--few", type=int, default=8)
    parser.add_argument("--draws", type=int, default=1_024)
    parser.add_argument("--part", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        PARTS[given.part[0]](json.loads(given.part[1]))
        return
    found = measure(given.memos, given.few, given.draws)
    print(json.dumps(found) if given.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
