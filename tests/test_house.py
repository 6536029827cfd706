"""The house: what the files of the repository promise each other."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

import model

ROOT = Path(__file__).resolve().parents[1]
BINARY = {".mo", ".png", ".ico", ".xlsx", ".docx", ".parquet", ".whl"}
CONDA_NAMES = {
    "matplotlib": "matplotlib-base",
    "nbconvert": "nbconvert-core",
    "build": "python-build",
    "jupyter-client": "jupyter_client",
}


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def tracked() -> tuple[Path, ...]:
    """Files of the repository: those that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := ROOT / name).is_file())


def texts() -> list[Path]:
    """Text files, but for those that tests keep broken on purpose."""
    return [path for path in tracked() if path.suffix not in BINARY and path.parent.name != "broken"]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def requirements(*groups: str) -> list[Requirement]:
    wanted = list(project()["project"]["dependencies"]) if "" in groups else []
    for group in groups:
        wanted += project()["project"]["optional-dependencies"].get(group, [])
    return [Requirement(text) for text in wanted]


# --- checks by tools ---


@pytest.mark.parametrize(
    "words", [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("importlinter",)], ids=" ".join
)
def test_tools_find_nothing(words: tuple[str, ...]) -> None:
    code = "from importlinter.cli import lint_imports_command as c; c()"
    start = ["-c", code] if words == ("importlinter",) else ["-m", *words]
    done = subprocess.run([sys.executable, *start], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


# --- source ---


def test_modules_are_short() -> None:
    sources = [path for path in tracked() if path.suffix == ".py" and path.parts[-2] != "tests"]
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_text_files_are_plain() -> None:
    def faults(raw: bytes) -> list[str]:
        return [
            fault
            for fault, found in {
                "no newline at the end": raw and not raw.endswith(b"\n"),
                "Windows line ends": b"\r" in raw,
                "byte order mark": raw.startswith(b"\xef\xbb\xbf"),
                "not UTF-8": raw.decode("utf-8", "replace").encode() != raw,
            }.items()
            if found
        ]

    assert {name_of(path): found for path in texts() if (found := faults(path.read_bytes()))} == {}


def test_nothing_of_one_machine_is_named() -> None:
    hosts = ["pythonhosted", "pypi" + ".org", "registry." + "npmjs", "--" + "index-url", "find" + "-links"]
    pattern = re.compile("|".join([r"(?<![\w.])/(?:work|root|home/\w+)/", *map(re.escape, hosts)]))
    found = [
        f"{name_of(path)}:{number}"
        for path in texts()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and "--no-emit-" not in line
    ]
    assert found == []


def test_notebooks_hold_no_outputs() -> None:
    for path in (path for path in tracked() if path.suffix == ".ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                assert cell["outputs"] == [], name_of(path)
                assert cell["execution_count"] is None, name_of(path)


def test_importing_the_package_loads_nothing_heavy(in_python: Any) -> None:
    heavy = ["numpy", "numba", "scipy", "pandas", "pydantic", "matplotlib", "babel", "click", "ruamel", "xarray"]
    code = f"import sys, model; print([m for m in {heavy} if m in sys.modules])"
    assert in_python("-c", code).stdout.strip() == "[]"


def test_public_names_are_there() -> None:
    for name in model.__all__:
        assert getattr(model, name) is not None
    assert set(model.__all__) <= set(dir(model))
    with pytest.raises(AttributeError, match="simulat"):
        _ = model.simulat


# --- packages ---


@cache
def lock() -> dict[str, list[tuple[str, Marker | None]]]:
    """Versions, with the condition under which each holds, by name."""
    pins: dict[str, list[tuple[str, Marker | None]]] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([\w.-]+)==([\w.]+)(?: ; (.+?))? \\$", line):
            marker = Marker(match[3]) if match[3] else None
            pins.setdefault(canonicalize_name(match[1]), []).append((match[2], marker))
    return pins


def test_lock_has_every_package_at_a_version_that_is_allowed() -> None:
    build = [Requirement(text) for text in project()["build-system"]["requires"]]
    for wanted in requirements("", "dev") + build:
        versions = [version for version, _ in lock().get(canonicalize_name(wanted.name), [])]
        assert versions, f"{wanted.name} is not in requirements.lock: make lock"
        assert all(wanted.specifier.contains(version) for version in versions), wanted


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-bench.lock"])
def test_lock_names_versions_and_hashes_only(name: str) -> None:
    pin = r"[\w.-]+(?:\[[a-z-]+\])?==[\w.]+(?: ; [^;\\]+)? \\"
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(rf"# .*|{pin}|    --hash=sha256:[0-9a-f]{{64}}(?: \\)?", line), line


def test_bench_lock_agrees_with_the_lock() -> None:
    for line in (ROOT / "requirements-bench.lock").read_text(encoding="utf-8").splitlines():
        if (match := re.match(r"([\w.-]+)==([\w.]+)", line)) and (known := lock().get(match[1])):
            assert match[2] in [version for version, _ in known], match[0]


def test_conda_environment_names_the_same_packages() -> None:
    listed = YAML(typ="safe").load(ROOT / "environment.yml")["dependencies"]
    conda = [text for text in listed if isinstance(text, str)]
    pip = [text for one in listed if isinstance(one, dict) for text in one["pip"]]
    here = {
        CONDA_NAMES.get(name := canonicalize_name(one.name), name).replace("ruamel-yaml", "ruamel.yaml"): str(
            one.specifier
        )
        for one in requirements("", "dev")
    }
    there = {Requirement(text).name: str(Requirement(text).specifier) for text in conda + pip}
    python = there.pop("python")
    there.pop("pip")
    assert there == here
    assert python == project()["project"]["requires-python"]


# --- what belongs together ---


def test_versions_agree() -> None:
    public = YAML(typ="safe").load(ROOT / "publiccode.yml")
    assert public["softwareVersion"] == model.__version__
    assert public["legal"]["license"] == project()["project"]["license"] == "EUPL-1.2"
    assert f"## {model.__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_publiccode_descriptions_fit() -> None:
    for text in YAML(typ="safe").load(ROOT / "publiccode.yml")["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000


def test_licence_is_the_text_of_the_eupl() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def test_continuous_integration_runs_both_test_sets() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111, "not executable"
    subprocess.run(["bash", "-n", script], check=True)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert {"set -eu", "make test", "make test-browser"} <= set(lines)


def test_readme_names_only_what_exists() -> None:
    from model.cli import herijk

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", readme, re.MULTILINE)) <= targets
    assert set(re.findall(r"^\s*(?:\S*/)?herijk ([a-z]+)", readme, re.MULTILINE)) <= set(herijk.commands)
    for link in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (ROOT / link).exists(), link
