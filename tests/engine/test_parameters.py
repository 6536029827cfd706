"""Every parameter is read by an equation, has a row, and moves something."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import model.engine
from model.engine.parameters import MECHANISMS, PARAMETER_IDS
from model.inputs import load_assumptions

FOLDER = Path(model.engine.__file__).parent
TYPES = {kind.__name__: name for name, kind in MECHANISMS.items()}


class Reader(ast.NodeVisitor):
    """Collect `mechanism.field` as it is read: of a record `par`, of a name bound to a part of it, or by its id."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.names: dict[str, str] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outer = dict(self.names)
        for argument in node.args.args:
            kind = getattr(argument.annotation, "id", "")
            if kind in TYPES:
                self.names[argument.arg] = TYPES[kind]
        self.generic_visit(node)
        self.names = outer

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.bind(target, node.value)
        self.generic_visit(node)

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, part in zip(target.elts, value.elts, strict=True):
                self.bind(one, part)
        elif isinstance(target, ast.Name):
            if mechanism := self.mechanism(value):
                self.names[target.id] = mechanism
            else:
                self.names.pop(target.id, None)

    def mechanism(self, node: ast.expr) -> str:
        """Give the mechanism that an expression stands for: `par.scale`, or a name bound to it."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "par":
            return node.attr if node.attr in MECHANISMS else ""
        return self.names.get(node.id, "") if isinstance(node, ast.Name) else ""

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if mechanism := self.mechanism(node.value):
            self.found.add(f"{mechanism}.{node.attr}")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if node.value in PARAMETER_IDS:
            self.found.add(str(node.value))


def read() -> set[str]:
    found: set[str] = set()
    for source in sorted(FOLDER.glob("*.py")):
        if source.name == "parameters.py":
            continue
        reader = Reader()
        reader.visit(ast.parse(source.read_text(encoding="utf-8")))
        found |= reader.found
    return found


def test_every_parameter_is_read_somewhere():
    unused = sorted(set(PARAMETER_IDS) - read())
    assert not unused, f"no equation reads {', '.join(unused)}"


def test_nothing_is_read_that_is_no_parameter():
    unknown = sorted(name for name in read() if name not in PARAMETER_IDS)
    assert not unknown, f"{', '.join(unknown)} is no field of model/engine/parameters.py"


def test_every_parameter_has_a_row_and_every_row_of_a_mechanism_a_parameter():
    rows = {row.id for row in load_assumptions()}
    assert set(PARAMETER_IDS) <= rows
    assert {name for name in rows if name.split(".")[0] in MECHANISMS} == set(PARAMETER_IDS)


def test_the_reader_sees_the_ways_in_which_the_engine_reads():
    reader = Reader()
    reader.visit(
        ast.parse(
            "def f(par, law: Law):\n    a, b = par.scale, 1\n    return a.limit + law.shared + par.exit.rest_step"
        )
    )
    assert reader.found == {"scale.limit", "law.shared", "exit.rest_step"}


@pytest.mark.parametrize("mechanism", sorted(MECHANISMS))
def test_a_mechanism_is_documented(mechanism):
    assert MECHANISMS[mechanism].__doc__
