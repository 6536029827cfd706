"""The resolver, in the checkout and in a built wheel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from model import resources
from model.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]


def test_checkout_is_found() -> None:
    assert resources.root() == ROOT
    assert resources.installed_from() == "checkout"
    assert resources.data_path("assumptions.csv").is_file()


def test_names_are_listed_in_a_fixed_order() -> None:
    assert set(resources.list_cases()) >= {"bommelerwaard", "dommelvallei"}
    assert resources.list_scenarios()[0] == "base"
    assert len(resources.list_scenarios()) >= 11
    assert resources.list_options()[:4] == ("continue", "extend", "restructure", "unwind")
    assert "memo" in resources.list_notebooks()


@pytest.mark.parametrize(
    ("find", "names"),
    [
        (resources.case_path, resources.list_cases()),
        (resources.scenario_path, resources.list_scenarios()),
        (resources.option_path, resources.list_options()),
        (resources.notebook_path, resources.list_notebooks()),
    ],
    ids=["case", "scenario", "option", "notebook"],
)
def test_every_listed_name_is_a_file(find: Callable[[str], Path], names: tuple[str, ...]) -> None:
    assert names
    for name in names:
        assert find(name).is_file()


def test_a_path_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "case.yml").write_text("name: mine\n", encoding="utf-8")
    assert resources.case_path(folder) == folder / "case.yml"
    assert resources.case_path(str(folder / "case.yml")) == folder / "case.yml"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yml").touch()
    assert resources.scenario_path("own.yml") == Path("own.yml")


def test_a_file_does_not_hide_a_shipped_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base").touch()
    assert resources.scenario_path("base") == ROOT / "scenarios" / "base.yml"
    (tmp_path / "base.yml").touch()
    assert resources.scenario_path("base.yml") == Path("base.yml")


def test_an_unknown_name_gives_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="dommelvallei") as caught:
        resources.case_path("domelvalei")
    assert "'dommelvallei'" in caught.value.problems[0].hint
    with pytest.raises(UnknownNameError):
        resources.case_path("../data/cases/dommelvallei")


def test_a_broken_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "model")
    resources.root.cache_clear()
    try:
        with pytest.raises(FileNotFoundError, match="install Herijk again"):
            resources.root()
    finally:
        resources.root.cache_clear()


# --- the wheel ---


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("herijk-*.whl"))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder into which the wheel was installed, without what it depends on."""
    folder = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile",
         "--target", str(folder), str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


def in_wheel(site: Path, cwd: Path, *words: str) -> str:
    """Output of this Python with the installed wheel, standing in another folder."""
    env = os.environ | {"PYTHONPATH": str(site), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, *words], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_carries_what_the_checkout_has(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = {
        f"model/_shipped/{path.relative_to(ROOT).as_posix()}"
        for folder in resources.FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "model").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped | package <= names
    assert "model/locale/nl/LC_MESSAGES/herijk.mo" in names
    assert any(name.startswith("model/publish/templates/") for name in names)
    assert not any(name.startswith(("tests/", "benchmarks/")) for name in names)


def test_wheel_resolves_its_own_files(site: Path, tmp_path: Path) -> None:
    code = (
        "import json, model; from model import resources as r;"
        "print(json.dumps([model.__file__, r.installed_from(), str(r.root()), r.list_cases(),"
        " r.list_scenarios(), r.list_options(), r.list_notebooks()]))"
    )
    file, kind, root, *lists = json.loads(in_wheel(site, tmp_path, "-c", code))
    assert Path(file) == site / "model" / "__init__.py"
    assert (kind, Path(root)) == ("wheel", site / "model" / "_shipped")
    assert lists == [
        list(names)
        for names in (
            resources.list_cases(),
            resources.list_scenarios(),
            resources.list_options(),
            resources.list_notebooks(),
        )
    ]


def test_wheel_speaks_dutch_and_checks_its_cases(site: Path, tmp_path: Path) -> None:
    assert "Gebruik:" in in_wheel(site, tmp_path, "-m", "model.cli", "--help")
    shipped = str(site / "model" / "_shipped" / "data" / "cases")
    told = json.loads(in_wheel(site, tmp_path, "-m", "model.cli", "check", shipped, "--json"))
    assert told["ok"]
    assert sum(file["kind"] == "case" for file in told["files"]) == len(resources.list_cases())
