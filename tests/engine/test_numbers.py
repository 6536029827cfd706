"""No bare number in the engine: what is no row of data/assumptions.csv has a name and a reason."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import model.engine

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(model.engine.__file__).parent
SOURCES = sorted(FOLDER.glob("*.py"))
SQUARE = 2  # as an exponent
IDENTITIES = (0, 1)  # nothing and one of something, the first place and the next; a sign in front is no part of them
NO_EQUATIONS = ("compiled.py",)  # folders, rights and the length of a file's name
FORMULAS = {
    # 2 sin(pi rho / 6) turns a rank correlation into that of the normals (Pearson 1907): numbers of the proof, not ours
    ("draws.py", "correlated"): {2.0, 6.0}
}


def numbers_in(tree: ast.AST) -> Iterator[tuple[str, int, float]]:
    """Bare numbers inside functions: name of the outermost function, line, number."""
    for top in ast.walk(tree):
        if isinstance(top, ast.FunctionDef):
            squares = {
                id(node.right) for node in ast.walk(top)
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and _value(node.right) == SQUARE
            }  # fmt: skip
            for node in ast.walk(top):
                bare = isinstance(node, ast.Constant) and isinstance(node.value, int | float)
                if (
                    bare
                    and not isinstance(node.value, bool)
                    and node.value not in IDENTITIES
                    and id(node) not in squares
                ):
                    yield top.name, node.lineno, node.value


def _value(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def constants_without_reason(tree: ast.Module) -> list[str]:
    """Names of numbers at the top of a module after which no sentence says why; a group shares one sentence."""
    silent, waiting = [], []
    for node in [*tree.body, None]:
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0] if _is_plain(node) else None
        if isinstance(target, ast.Name) and _is_number(node.value):
            waiting.append(target.id)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            waiting = []
        elif target is None or not waiting:
            silent += waiting
            waiting = []
    return silent


def _is_plain(node: ast.stmt | None) -> bool:
    return isinstance(node, ast.Assign) and len(node.targets) == 1


def _is_number(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_function_of_the_engine_holds_a_number(source):
    if source.name in NO_EQUATIONS:
        return
    found = [
        f"{source.name}:{line} in {function}: {number}"
        for function, line, number in numbers_in(ast.parse(source.read_text(encoding="utf-8")))
        if number not in FORMULAS.get((source.name, function), ())
    ]
    assert not found, "give it a row in data/assumptions.csv, or a name and a reason: " + "; ".join(found)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_named_number_says_why(source):
    assert constants_without_reason(ast.parse(source.read_text(encoding="utf-8"))) == []


def test_the_search_finds_what_it_should():
    code = "def f(x, y=0.5):\n    def g(z):\n        return -1 * z[2] + True\n    return 1.0 - 3 * x**2\n"
    assert sorted({number for _, _, number in numbers_in(ast.parse(code))}) == [0.5, 2, 3]
    named = 'A = 1.5\nB: int = 2\n"""Why."""\nC = 3\nD = len("x")\n"""About D."""\nE = 4.0\n'
    assert constants_without_reason(ast.parse(named)) == ["E"]
    assert constants_without_reason(ast.parse("A = 1.5\ndef f(): ...\n")) == ["A"]
