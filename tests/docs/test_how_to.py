"""docs/how-to.md: its commands are commands, its files pass the check, its Python runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from model.app.checking import check_files
from model.batch.batchfile import load_batch
from model.batch.plan import make_plan
from model.cli import herijk
from model.inputs import load_scenario
from model.resources import case_path, option_path, scenario_path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.split(" > ")[0]
    for kind, block in BLOCKS
    if not kind
    for line in block.splitlines()
    if line.startswith("herijk ")
]
FILES = {
    found.group(1): block for kind, block in BLOCKS if kind == "yaml" and (found := re.match(r"# (\S+\.yml)\n", block))
}


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_are_accepted(line: str) -> None:
    _, name, *words = shlex.split(line)
    command = herijk.commands[name]
    given: dict[str, Any] = command.make_context(name, words).params
    if given.get("case") and not given["case"].startswith("mijn-"):
        assert case_path(given["case"]).is_file()
    if given.get("scenario") and not given["scenario"].endswith(".yml"):
        assert scenario_path(given["scenario"]).is_file()
    for option in given.get("options", ()):
        assert option.endswith(".yml") or option_path(option).is_file()


def test_every_command_has_a_recipe() -> None:
    assert {shlex.split(line)[1] for line in COMMANDS} == set(herijk.commands)


def test_files_pass_the_check(tmp_path: Path) -> None:
    assert len(FILES) == 3
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    checked = check_files([str(tmp_path)])
    assert len(checked) == len(FILES)
    assert [str(problem) for one in checked for problem in one.problems] == []


def test_fragments_fit_a_case_and_a_scenario(tmp_path: Path) -> None:
    blocks = [block for kind, block in BLOCKS if kind == "yaml" and not block.startswith(("#", "shared:", "title:"))]
    fragments = [YAML(typ="safe").load(block) for block in blocks]  # a framework and a batch have tests of their own
    assert len(fragments) == 2
    case, file = YAML(typ="safe").load(FILES["mijn-casus/case.yml"]), tmp_path / "case.yml"
    for fragment in fragments:
        case |= fragment
    YAML().dump(case, file)
    assert check_files([str(file)])[0].problems == ()
    YAML().dump({"id": "eigen"} | fragments[1], tmp_path / "eigen.yml")
    assert load_scenario(tmp_path / "eigen.yml").assumptions.keys() == fragments[1]["assumptions"].keys()


def test_the_batch_file_is_one(tmp_path: Path) -> None:
    (block,) = (block for kind, block in BLOCKS if kind == "yaml" and block.startswith("title:"))
    (tmp_path / "our-case").mkdir()
    (tmp_path / "our-case" / "case.yml").write_bytes(case_path("dommelvallei").read_bytes())
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "x.yml").write_bytes(scenario_path("stress").read_bytes())
    (tmp_path / "batch.yml").write_text(block, encoding="utf-8")
    assert len(make_plan(load_batch(tmp_path / "batch.yml")).runs) == 12  # (2 scenarios x 2 sets - 1) x 2 x 2


def test_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for kind, block in BLOCKS:
        if kind == "python":
            exec(compile(block.replace("draws=1024", "draws=64"), "how-to.md", "exec"), {})  # noqa: S102
    printed = capsys.readouterr().out
    assert "unwind - continue:" in printed
    assert "254,655" in printed
