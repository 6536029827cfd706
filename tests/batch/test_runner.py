"""The runner, with real processes and real notebooks: what is done stays done, what fails says why."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest

HERIJK = (sys.executable, "-m", "model.cli")
ROOT = Path(__file__).parents[2]
OWN = """case = "dommelvallei"
scenario = "base"
lang = "nl"
draws = 64
seed = 0
"""
CELL = """from model import load_case, load_scenario, simulate
from model.publish.section import Section
from model.show.prose import Prose

found = simulate(load_case(case), load_scenario(scenario), ["continue"], draws=draws, seed=seed)
Section("x", f"{lang}: {found.case.name}", (Prose((f"{found.charge.mean():.2f}",)),), level=1)"""


def herijk(*words, code=0, **settings):
    given = {"capture_output": True, "text": True, "cwd": ROOT, "timeout": 240} | settings
    done = subprocess.run([*HERIJK, *map(str, words)], check=False, **given)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def scenario(title="x", pace=1.0, row="cloud.pace_factor"):
    return (f"title: {title}\nassumptions:\n  {row}: "
            f"{{value: {pace}, source: test, estimated: true}}\n")  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A folder with an own notebook and three scenarios, one of them wrong."""
    nb = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(OWN, metadata={"tags": ["parameters"]}, id="a"),
               nbformat.v4.new_code_cell(CELL, id="b")],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "x"}},
    )  # fmt: skip
    nbformat.write(nb, tmp_path / "own.ipynb")
    (tmp_path / "slow.yml").write_text(scenario("slow", 0.8), encoding="utf-8")
    (tmp_path / "fast.yml").write_text(scenario("fast", 1.4), encoding="utf-8")
    (tmp_path / "bad.yml").write_text(scenario("bad", row="cloud.pase_factor"), encoding="utf-8")
    text = "cases: [dommelvallei]\nscenarios: [slow.yml, fast.yml, bad.yml]\nnotebooks: [own.ipynb]\ndraws: 64\n"
    (tmp_path / "batch.yml").write_text(text, encoding="utf-8")
    return tmp_path


def contents(out):
    """Bytes of what a reader gets."""
    return {one.name: one.read_bytes() for one in sorted(out.iterdir()) if one.is_file()}


@pytest.mark.full
def test_a_batch_from_end_to_end(folder):
    out = folder / "out"
    plan = herijk("batch", folder / "batch.yml", "--output", out, "--dry-run", "--lang", "en")
    assert "6 steps, 6 to do" in plan
    assert not out.exists()

    said = herijk("batch", folder / "batch.yml", "--output", out, code=1)
    assert "bad.yml, regel 3, assumptions.cloud.pase_factor" in said
    assert "2 runs klaar, 1 mislukt" in said
    told = json.loads(herijk("status", out, "--json"))
    assert told["counts"] == {"PENDING": 0, "RUNNING": 0, "DONE": 2, "FAILED": 1}
    assert "regel 3" in next(one["message"] for one in told["runs"] if one["state"] == "FAILED")
    assert "bad.yml" in (out / "index.html").read_text(encoding="utf-8")
    frame = pd.read_parquet(out / "results.parquet")
    assert set(frame["scenario"]) == {"slow", "fast"}
    before = contents(out)

    (folder / "bad.yml").write_text(scenario("good", 1.2), encoding="utf-8")
    again = json.loads(herijk("batch", folder / "batch.yml", "--output", out, "--json"))
    assert again == {"folder": str(out), "done": 3, "failed": [], "did": 2}  # its calculation and its notebook
    after = contents(out)
    assert [name for name in before if before[name] != after[name]] == [
        "index.html",
        "manifest.json",
        "results.parquet",
    ]

    stamps = {one: one.stat().st_mtime_ns for one in out.iterdir() if one.is_file()}
    assert json.loads(herijk("batch", folder / "batch.yml", "--output", out, "--json"))["did"] == 0
    assert stamps == {one: one.stat().st_mtime_ns for one in out.iterdir() if one.is_file()}

    (out / "dommelvallei-slow-own.html").write_text("edited", encoding="utf-8")
    (out / "dommelvallei-fast-own.ipynb").unlink()
    herijk("batch", folder / "batch.yml", "--output", out)
    assert contents(out) == after  # what was touched is made again, to the same bytes

    herijk("batch", folder / "batch.yml", "--output", folder / "elsewhere")
    assert contents(folder / "elsewhere") == after
    herijk("batch", folder / "batch.yml", "--output", f"file://{folder / 'far'}")  # through fsspec
    assert contents(folder / "far") == after
    assert str(folder) not in "".join(one.decode() for name, one in after.items() if not name.endswith("parquet"))


@pytest.mark.full
def test_a_failed_notebook_is_kept_with_the_reason_on_top(folder):
    own = nbformat.read(folder / "own.ipynb", as_version=4)
    own.cells[1].source += "\nraise ValueError('geen dak')"
    nbformat.write(own, folder / "own.ipynb")
    out = folder / "out"
    said = herijk("batch", folder / "batch.yml", "--output", out, "--workers", "1", code=1)
    assert said.count("ValueError: geen dak") == 2
    kept = nbformat.read(out / "dommelvallei-slow-own.failed.ipynb", as_version=4)
    assert "geen dak" in kept.cells[0].source
    assert not list(out.glob("*own.html"))
    own.cells[1].source = own.cells[1].source.rpartition("\n")[0]
    nbformat.write(own, folder / "own.ipynb")
    herijk("batch", folder / "batch.yml", "--output", out, "--workers", "1", code=1)
    assert not list(out.glob("*.failed.ipynb"))
    assert len(list(out.glob("*own.html"))) == 2


@pytest.mark.full
def test_ctrl_c_keeps_what_is_done_and_the_rerun_does_the_rest(folder):
    out = folder / "out"
    command = [*HERIJK, "batch", str(folder / "batch.yml"), "--output", str(out), "--workers", "1"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) as runner:
        for line in runner.stderr:
            if "-own" in line:  # the first notebook is there
                break
        time.sleep(0.5)
        os.killpg(runner.pid, signal.SIGINT)  # as a terminal does: everyone in the group
        assert runner.wait(30) == 130
    done = [one.name for one in out.glob("*.html")]
    assert len(done) == 1
    assert "RUNNING" not in herijk("status", out, "--json").replace('"RUNNING": 0', "")
    again = json.loads(herijk("batch", folder / "batch.yml", "--output", out, "--json", code=1))
    assert again["done"] == 2
    assert again["did"] < 4


def test_a_folder_that_is_a_file_is_told(folder):
    out = folder / "file"
    out.write_text("", encoding="utf-8")
    done = subprocess.run([*HERIJK, "batch", folder / "batch.yml", "--output", out], capture_output=True, text=True,
                          check=False, cwd=ROOT)  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(out) in done.stderr
