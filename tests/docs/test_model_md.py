"""docs/model.md against the code: the same equations, the same parameters, the same kinds."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from scipy import special

from model.engine import transition
from model.engine.parameters import PARAMETER_IDS
from model.inputs import load_assumptions
from tests.engine.worlds import plain

ROOT = Path(__file__).resolve().parents[2]
MODEL, PAGE = ROOT / "model", ROOT / "docs" / "model.md"
FAMILIES = ("DV", "EX", "WG", "CS", "TP", "RB", "SA", "CA", *"ABCDEFGHKLMNOPQRSTWY")
EVIDENCE = "ABCEFL"  # families of evidence: their rows have two digits
EVENTS = tuple(
    f"E{n}" for n in range(10, 26)
)  # equations of two digits in a family of evidence; there is no evidence of that number
PERCENTILES = {"P10", "P50", "P90", "P95"}
NUMBER = re.compile(rf"\b(D0|(?:{'|'.join(FAMILIES)})[1-9]\d?[a-c]?)\b")
RANGE = re.compile(rf"\b({'|'.join(FAMILIES)})([1-9]\d?)\s*[-–]\s*(?:\1)?([1-9]\d?)\b")
ENTRY = re.compile(r"^\*\*([A-Z]+\d+[a-c]?)\*\* · `([\w/]+\.py): (\w+)`", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+\.\w+)` \| (\w+) \| (.*?) \| (.*?) \|$", re.MULTILINE)


class Entry(NamedTuple):
    """An equation of the page: its number and the function that does it."""

    number: str
    module: str
    function: str

    @property
    def path(self) -> Path:
        return MODEL / self.module if "/" in self.module else MODEL / "engine" / self.module


@cache
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@cache
def entries() -> tuple[Entry, ...]:
    return tuple(Entry(*found) for found in ENTRY.findall(page()))


def is_equation(word: str) -> bool:
    """Whether a word such as O10 or B10 names an equation; B10 is evidence and P10 a percentile."""
    digits = re.sub(r"\D", "", word)
    evidence = word[:-2] in tuple(EVIDENCE) and len(digits) == 2 and word not in EVENTS
    return word not in PERCENTILES and not evidence


def numbers(text: str) -> set[str]:
    """Equation numbers in a text; both ends of a range such as C1-C4, and everything between."""
    found = {word for word in NUMBER.findall(text) if is_equation(word)}
    for family, first, last in RANGE.findall(text):
        found |= {f"{family}{n}" for n in range(int(first), int(last) + 1)}
    return {word for word in found if is_equation(word)}


@cache
def docstrings(path: Path) -> dict[str, str]:
    """Docstrings of a module by function name; the module's own under an empty name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {"": ast.get_docstring(tree) or ""}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = ast.get_docstring(node) or ""
    return found


def sources() -> list[Path]:
    return sorted([*(MODEL / "engine").glob("*.py"), *(MODEL / "decide").glob("*.py")])


def defined_number(text: str) -> str | None:
    """Number that a docstring gives to its function: first word with a colon, or in brackets at the end of the line."""
    first = text.partition("\n")[0]
    found = re.match(r"([A-Z]+[1-9]\d?[a-c]?):", first) or re.search(r"\(([A-Z]+\d+[a-c]?)\)(, EUR)?\.?$", first)
    return found.group(1) if found and is_equation(found.group(1)) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O10 after F9 (A08), B7", {"O10", "F9", "B7"}),
        ("joining is E10, evidence E06 and B10", {"E10"}),
        ("E11 of those who leave (E12), D1b and A11", {"E11", "E12", "D1b"}),
        ("P10 and P90 of P4", {"P4"}),
        ("equations EX9-EX12 and W1–W2", {"EX9", "EX10", "EX11", "EX12", "W1", "W2"}),
        ("EX4a, D4a, Y0", {"EX4a", "D4a"}),
    ],
)
def test_a_number_is_told_from_evidence(text: str, expected: set[str]) -> None:
    assert numbers(text) == expected


def test_every_number_is_defined_once() -> None:
    twice = [number for number, times in Counter(entry.number for entry in entries()).items() if times > 1]
    assert twice == []
    assert len(entries()) > 100


def test_every_number_in_a_docstring_is_on_the_page() -> None:
    known = {entry.number for entry in entries()}
    unknown = {
        f"{path.name}: {name or 'module'}": missing
        for path in sources()
        for name, text in docstrings(path).items()
        if (missing := numbers(text) - known)
    }
    assert unknown == {}


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.number)
def test_the_function_of_an_equation_exists_and_says_its_number(entry: Entry) -> None:
    found = docstrings(entry.path)
    assert entry.function in found, f"{entry.module} has no function {entry.function}"
    if not entry.number.startswith("DV"):  # numbers of this page for the decisions, not all in docstrings yet
        assert entry.number in numbers(found[entry.function])


def test_no_two_functions_share_a_number() -> None:
    claimed: dict[str, list[str]] = {}
    for path in sources():
        for name, text in docstrings(path).items():
            if name and (number := defined_number(text)):
                claimed.setdefault(number, []).append(f"{path.stem}.{name}")
    assert {number: names for number, names in claimed.items() if len(names) > 1} == {}


def compiled_functions(path: Path) -> dict[str, ast.FunctionDef]:
    """Functions of a module that the kernel runs: those given to `compiled` or `compiled_kernel`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        node.args[0].id for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("compiled")
        and node.args and isinstance(node.args[0], ast.Name)
    }  # fmt: skip
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in names}


@pytest.mark.parametrize("source", sorted((MODEL / "engine").glob("*.py")), ids=lambda path: path.stem)
def test_every_function_that_computes_says_which_equation(source: Path) -> None:
    """A function without a number may call, clear, copy and choose, but neither multiply nor divide."""
    known = {entry.number for entry in entries()}
    for name, function in compiled_functions(source).items():
        if not numbers(docstrings(source)[name]) & known:
            sums = [
                ast.unparse(node) for node in ast.walk(function)
                if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Mult | ast.Div | ast.Pow)
            ]  # fmt: skip
            assert sums == [], f"{name} computes and names no equation"


def test_references_on_the_page_lead_somewhere() -> None:
    assert numbers(page()) - {entry.number for entry in entries()} == set()


def test_every_parameter_stands_in_the_table_with_its_kind() -> None:
    with (ROOT / "data" / "assumptions.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    told = {name: (kind, evidence) for name, kind, evidence, _ in ROW.findall(page())}
    assert told == {name: (rows[name]["kind"], rows[name]["evidence"]) for name in PARAMETER_IDS}


def test_the_table_names_equations_that_exist() -> None:
    known = {entry.number for entry in entries()}
    for name, _, _, used in ROW.findall(page()):
        assert numbers(used), name
        assert numbers(used) <= known, name


def test_parameters_in_the_text_exist() -> None:
    known = {*PARAMETER_IDS, *(row.id for row in load_assumptions() if row.id.startswith("decide."))}
    mechanisms = {name.partition(".")[0] for name in known}
    named = {
        word for word in re.findall(r"\b[a-z]+\.[a-z]\w+\b", page())
        if word.partition(".")[0] in mechanisms and not word.endswith(".py")
    }  # fmt: skip
    assert named - known == set()
    assert {name for name in known if name.startswith("decide.")} <= named


def test_the_figures_of_the_overrun_are_those_of_the_table() -> None:
    """T1 at base values, over an even grid of both its chances."""
    values = {row.id.partition(".")[2]: row.base for row in load_assumptions() if row.id.startswith("transition.")}
    terms, even = SimpleNamespace(**values), (np.arange(400) + 0.5) / 400
    overrun = np.array([[plain(transition.overrun)(terms, z, u) for u in even] for z in special.ndtri(even)])
    told = {
        "P(>)": (overrun > values["tail_start"]).mean(),
        "at s": (overrun == values["tail_start"]).mean(),
        "median": np.median(overrun),
        "mean": overrun.mean(),
    }
    assert {name: round(float(value), 2) for name, value in told.items()} == {
        "P(>)": 0.18, "at s": 0.04, "median": 1.16, "mean": 1.38
    }  # fmt: skip
    text = " ".join(page().split())
    for words in ("18 % of draws", "the median is 1.16 and the mean 1.38", "4 % of draws lie at"):
        assert words in text
