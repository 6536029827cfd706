"""YAML 1.2 as its core schema says, and nothing more."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import HerijkError, InputError
from model.inputs.case import CaseFile
from model.inputs.checking import check
from model.inputs.options import Option
from model.inputs.reading import plain, read_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("-.inf", -math.inf),
    ],
)
def test_core_schema(text, value):
    assert plain(text) == value
    assert type(plain(text)) is type(value)


@pytest.mark.parametrize(
    "text", ["no", "nee", "yes", "on", "off", "012", "0263", "0x1F", "0o14", "1_000", "1.234,5", "2027-01-01", "1:30"]
)
def test_what_other_readers_would_turn_into_something_else_stays_text(text):
    assert plain(text) == text


def test_lines_are_those_of_the_file():
    document = read_text("a: 1\nb:\n  - c: 2\n  - d: 3\n")
    assert document.lines["b",] == 2
    assert document.lines["b", 1, "d"] == 4
    assert document.line(("b", 1, "missing")) == 4


@pytest.mark.parametrize(
    "text", ["a: &a [x]\nb: *a\n", "a: &a [*a]\n", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"]
)
def test_aliases_are_refused_before_they_multiply(text):
    with pytest.raises(InputError):
        read_text(text)


@pytest.mark.parametrize("tagged", ["!!str 5", "!eigen 5", "!!python/object:os.system {}", "!!set {x}"])
def test_tags_are_refused(tagged):
    with pytest.raises(InputError):
        read_text(f"a: {tagged}\n")


def test_quoted_numbers_are_text():
    assert read_text("a: '12'\n").data == {"a": "12"}


def test_dutch_text_and_a_byte_order_mark_survive(tmp_path):
    from model.inputs.reading import read_document

    file = tmp_path / "x.yml"
    file.write_bytes("\ufeffnaam: Súdwest-Fryslân\n".encode())
    assert read_document(file).data == {"naam": "Súdwest-Fryslân"}


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_never_a_traceback(text):
    for kind in (CaseFile, Option):
        with contextlib.suppress(InputError):
            check(kind, read_text(text, "file.yml"))


leaf = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
tree = st.recursive(
    leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
FIELDS = st.sampled_from(["name", "budget_year", "arrangement", "parties", "organisation", "plan", "assumptions"])


@given(st.dictionaries(FIELDS, tree, max_size=7))
def test_any_data_is_built_or_refused(data):
    from model.inputs import build_case

    with pytest.raises(HerijkError):
        build_case(data)
