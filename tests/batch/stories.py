"""A batch of cheap notebooks, and the command that runs it."""

import subprocess
import sys
from pathlib import Path

import nbformat

HERIJK = (sys.executable, "-m", "model.cli")
ROOT = Path(__file__).parents[2]
OWN = 'case = "dommelvallei"\nscenario = "base"\nlang = "nl"\ndraws = 64\nseed = 0\n'
CELL = """import time
from pathlib import Path
from model.publish.section import Section
from model.show.prose import Prose

time.sleep(0.2)
Section("x", f"{lang}: {case}", (Prose((f"{Path(scenario).stem}, {draws}",)),), level=1)"""


def scenario(title, pace=1.0, row="cloud.pace_factor"):
    return f"title: {title}\nassumptions:\n  {row}: {{value: {pace}, source: test, estimated: true}}\n"


def write_batch(folder, scenarios, bad=(), cell=CELL):
    """Write a batch of one notebook under some scenarios; those in `bad` are wrong in line 3."""
    cells = [nbformat.v4.new_code_cell(OWN, metadata={"tags": ["parameters"]}, id="a"),
             nbformat.v4.new_code_cell(cell, id="b")]  # fmt: skip
    kernel = {"name": "python3", "language": "python", "display_name": "x"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "own.ipynb")
    for n in range(scenarios):
        row = "cloud.pase_factor" if n in bad else "cloud.pace_factor"
        (folder / f"s{n:03}.yml").write_text(scenario(f"toekomst {n}", round(0.7 + n / 400, 4), row), encoding="utf-8")
    path = folder / "batch.yml"
    path.write_text("cases: [dommelvallei]\nscenarios: [s*.yml]\nnotebooks: [own.ipynb]\ndraws: 64\n", encoding="utf-8")
    return path


def herijk(*words, code=0, **settings):
    """Run a command to its end; what it printed, and what it said beside."""
    given = {"capture_output": True, "text": True, "cwd": ROOT, "timeout": 900} | settings
    done = subprocess.run([*HERIJK, *map(str, words)], check=False, **given)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def contents(out):
    """Bytes of what a reader gets, by name."""
    return {one.name: one.read_bytes() for one in sorted(out.glob("[!.]*")) if one.is_file()}
