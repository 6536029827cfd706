"""README.md: its commands are commands, its Python runs, and its figures are those that the model gives."""

from __future__ import annotations

import csv
import re
import shlex
from collections import Counter
from pathlib import Path

import pytest

from model import exit_sum, load_case, simulate
from model.cli import herijk
from model.decide.appraisal import appraise
from model.decide.verdict import verdict

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TOLD = " ".join(PAGE.split())
COMMANDS = sorted(
    {line for kind, block in BLOCKS if not kind for line in block.splitlines() if line.startswith("herijk ")}
    | set(re.findall(r"\| `(herijk [^`]+)` \|$", PAGE, re.MULTILINE))
)


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_are_accepted(line: str) -> None:
    _, name, *words = shlex.split(line)
    herijk.commands[name].make_context(name, words)


def test_every_command_is_in_the_table() -> None:
    assert set(re.findall(r"^\| `herijk (\w+)", PAGE, re.MULTILINE)) == set(herijk.commands)


def test_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for kind, block in BLOCKS:
        if kind == "python":
            exec(compile(block.replace("draws=2048", "draws=64"), "README.md", "exec"), {})  # noqa: S102
    assert capsys.readouterr().out == "0.6%\n"


def test_kinds_of_assumptions_are_counted_right() -> None:
    with (ROOT / "data" / "assumptions.csv").open(encoding="utf-8", newline="") as stream:
        kinds = Counter(row["kind"] for row in csv.DictReader(stream))
    assert (
        f"Of its {kinds.total()} rows {kinds['measured']} are measured, {kinds['derived']} are derived from something "
        f"measured and {kinds['judgement']} are judgement." in TOLD
    )


def test_exit_sums_are_those_told() -> None:
    sums = exit_sum(contribution=100_000)
    told = [f"{sums[rule].total:,.0f}" for rule in ("taper", "flat", "multiple", "damage")]
    assert told == ["300,000", "500,000", "250,000", "254,655"]
    assert all(figure in TOLD for figure in told)


@pytest.mark.parametrize(
    ("case", "figures", "kind"),
    [
        (
            "bommelerwaard",
            "EUR {mean} million dearer over ten years, in 8 of 10 futures between {low} and {high} million",
            "more_data",
        ),
        ("dommelvallei", "EUR {mean} million dearer, between {low} and {high} million", "no_clear_preference"),
    ],
)
def test_results_are_those_told(case: str, figures: str, kind: str) -> None:
    outcome = simulate(load_case(case))
    (found,) = (row for row in appraise(outcome) if row.option == "unwind" and row.party is None)
    assert found.difference is not None
    mean, low, high = (f"{x / 1e6:.0f}" for x in (found.difference.mean, found.difference.p10, found.difference.p90))
    assert figures.format(mean=mean, low=low, high=high) in TOLD
    assert verdict(outcome).kind == kind
