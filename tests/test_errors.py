"""The tree of errors: what it prints, its exit codes, and that it travels between processes."""

from __future__ import annotations

import pickle

import pytest

from model.errors import (
    ActionNotAllowedError,
    ExportError,
    HerijkError,
    InputError,
    Problem,
    SimulationError,
    UnknownNameError,
    nearest,
)
from model.language import use

PROBLEM = Problem("This is wrong", "case.yml", 3, "parties.1.name", found="x", allowed="y", hint="write y")


def test_a_problem_says_where_what_and_what_to_do():
    with use("en"):
        assert str(PROBLEM) == ("case.yml, line 3, parties.1.name: This is wrong. Found: x. Allowed: y. Tip: write y.")
        assert str(Problem("Alone")) == "Alone."


def test_all_problems_are_printed():
    with use("en"):
        assert str(InputError([PROBLEM, "Also this."])).splitlines()[1] == "Also this."


def test_exit_codes():
    assert {kind.exit_code for kind in (InputError, UnknownNameError, ActionNotAllowedError)} == {2}
    assert {kind.exit_code for kind in (HerijkError, SimulationError, ExportError)} == {1}


def test_a_simulation_error_names_its_place():
    error = SimulationError("Not finite.", draw=7, year=2030, party="GM0297", equation="C3", option="unwind")
    with use("en"):
        assert str(error) == "Not finite. (option unwind, draw 7, year 2030, party GM0297, equation C3)"
    assert SimulationError("Not finite.", draw=0).draw == 0
    with use("en"):
        assert "draw 0" in str(SimulationError("Not finite.", draw=0))


@pytest.mark.parametrize(
    "error",
    [
        InputError([PROBLEM]),
        UnknownNameError("case", "bomelerwaard", ["bommelerwaard"]),
        ActionNotAllowedError([PROBLEM]),
        SimulationError("Not finite.", draw=7, option="unwind"),
        ExportError("No."),
    ],
)
def test_errors_travel_between_processes(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)
    assert type(again) is type(error)
    assert str(again) == str(error)


def test_the_nearest_name():
    with use("en"):
        assert nearest("Exampel", ["example", "name"]) == "did you mean 'example'?"
        assert nearest("qqq", ["example", "name"]) == ""
