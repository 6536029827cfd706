"""A bundle gives back what was saved, makes nothing that it may not, and is never half."""

import datetime as dt
import json
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import simulate
from model.publish import bundle, shared
from model.publish.bundle import BundleError, load, save
from model.publish.memo import make_memo

PLAIN = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=8) | st.floats(allow_nan=False)
VALUES = st.recursive(
    PLAIN | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple)
    | st.dictionaries(st.text(max_size=4) | st.integers(0, 9), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def outcome():
    return simulate("dommelvallei", "base", draws=64)


@given(value=VALUES)
def test_plain_values_come_back(tmp_path_factory, value):
    place = tmp_path_factory.mktemp("bundle") / "one"
    save(value, place)
    found = load(place)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(24.0).reshape(2, 3, 4), np.arange(24.0).reshape(2, 3, 4).transpose(2, 0, 1),
        np.asfortranarray(np.arange(6).reshape(2, 3)), np.arange(10.0)[::3], np.array(3.5), np.zeros(0),
        np.array([True, False]), np.arange(5, dtype=np.int32),
    ],
)  # fmt: skip
def test_arrays_come_back_in_the_order_in_which_they_lay(array, tmp_path):
    save({"it": array}, tmp_path / "b")
    found = load(tmp_path / "b")["it"]
    np.testing.assert_array_equal(found, array)
    assert found.dtype == array.dtype
    assert np.argsort(found.strides, kind="stable").tolist() == np.argsort(array.strides, kind="stable").tolist()
    assert found.size == 0 or not found.flags.writeable


def test_scalars_of_numpy_keep_their_kind(tmp_path):
    save((np.float64(0.1), np.int64(7), np.bool_(True)), tmp_path / "b")
    assert [type(one) for one in load(tmp_path / "b")] == [np.float64, np.int64, np.bool_]


def test_what_occurs_twice_is_one_object(tmp_path):
    many, day = np.arange(1000.0), (dt.date(2027, 1, 1),)
    save([many, many.view(), day, day], tmp_path / "b")
    first, second, one, other = load(tmp_path / "b")
    assert first is second
    assert one is other
    assert (tmp_path / "b" / "arrays.bin").stat().st_size == many.nbytes


def test_an_outcome_comes_back(outcome, tmp_path):
    save(outcome, tmp_path / "b")
    found = load(tmp_path / "b")
    assert (found.case, found.scenario, found.option_objects) == (
        outcome.case,
        outcome.scenario,
        outcome.option_objects,
    )
    assert type(found.case.model_dump()) is type(outcome.case.model_dump())
    assert repr(found.case) == repr(outcome.case)
    assert found.assumptions == outcome.assumptions
    for name in ("npv", "charge", "observable", "inputs", "block", "total"):
        np.testing.assert_array_equal(getattr(found, name), getattr(outcome, name))


@pytest.mark.parametrize(
    "entry",
    [
        ["dataclass", "subprocess:Popen", ["args"], [["true"]]],
        ["dataclass", "os:system", [], []],
        ["dataclass", "model.publish.bundle:json", [], []],
        ["dataclass", "model.publish.bundle:Path", [], []],
        ["dataclass", "model.errors:HerijkError", [], []],
        ["dataclass", "modelx.evil:Thing", [], []],
        ["model", "pydantic:BaseModel", [], [], []],
        ["enum", "enum:Flag", "X"],
        ["array", "|O", [1], [0], 0],
        ["array", "<f8", [9], [0], 0],
        ["array", "<f8", [1], [0], -8],
        ["array", "<f8", [-1], [0], 0],
        ["tuple", [[5]]],
        ["eval", "1"],
    ],
)
def test_a_hostile_bundle_is_refused(entry, tmp_path):
    save(np.zeros(2), tmp_path / "b")
    named = tmp_path / "b" / "bundle.json"
    said = json.loads(named.read_text()) | {"objects": [entry], "root": [0]}
    named.write_text(json.dumps(said))
    with pytest.raises(BundleError):
        load(tmp_path / "b")


def test_what_is_not_ours_is_not_written(tmp_path):
    for value in (object(), np.array([object()]), {1, 2}):
        with pytest.raises(TypeError):
            save(value, tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


def test_who_saves_second_changes_nothing(tmp_path):
    save((1, np.ones(3)), tmp_path / "b")
    before = (tmp_path / "b" / "bundle.json").stat().st_ino
    save((1, np.ones(3)), tmp_path / "b")
    assert (tmp_path / "b" / "bundle.json").stat().st_ino == before
    assert [one.name for one in tmp_path.iterdir()] == ["b"]


class Counted:
    """Calculates an outcome and counts how often."""

    def __init__(self, outcome):
        self.outcome, self.times = outcome, 0

    def __call__(self):
        self.times += 1
        return self.outcome


@pytest.fixture
def asked(outcome, tmp_path, monkeypatch):
    monkeypatch.setenv(shared.FOLDER, str(tmp_path / "results"))
    calculate = Counted(outcome)
    return calculate, lambda: shared.shared("a" * 32, type(outcome), calculate), tmp_path / "results" / ("a" * 32)


def test_the_second_does_not_calculate(asked):
    calculate, ask, _place = asked
    np.testing.assert_array_equal(ask().npv, ask().npv)
    assert calculate.times == 1


@pytest.mark.parametrize("name", ["bundle.json", "arrays.bin"])
def test_what_is_cut_off_is_calculated_anew(asked, name):
    calculate, ask, place = asked
    ask()
    (place / name).write_bytes((place / name).read_bytes()[:-40])
    ask()
    assert calculate.times == 2


def test_nothing_is_kept_where_nothing_is_asked(asked, monkeypatch):
    calculate, ask, place = asked
    monkeypatch.delenv(shared.FOLDER)
    ask()
    ask()
    assert calculate.times == 2
    assert not place.exists()


def test_a_folder_that_cannot_be_written_is_no_error(asked, monkeypatch, tmp_path):
    calculate, ask, _place = asked
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(shared.FOLDER, str(tmp_path / "file"))
    ask()
    assert calculate.times == 1


def test_the_key_tells_apart_what_differs(outcome):
    case, scenario, options = outcome.case, outcome.scenario, outcome.option_objects
    cheaper = case.model_copy(update={"name": "Elders"})
    keys = {
        shared.results_key(case, scenario, None, draws=64, seed=0),
        shared.results_key(case, scenario, None, draws=64, seed=1),
        shared.results_key(case, scenario, options, draws=64, seed=0),
        shared.results_key(case, scenario, options[:2], draws=64, seed=0),
        shared.results_key(cheaper, scenario, None, draws=64, seed=0),
    }
    assert len(keys) == 5
    assert shared.results_key(case, scenario, None, draws=64, seed=0) in keys


def test_the_format_is_looked_at(tmp_path, monkeypatch):
    save(1, tmp_path / "b")
    monkeypatch.setattr(bundle, "FORMAT", 2)
    with pytest.raises(BundleError):
        load(tmp_path / "b")


@pytest.mark.full
def test_a_memo_has_the_same_bytes_with_and_without(tmp_path, monkeypatch):
    def made(scenario, lang, name):
        paths = make_memo("dommelvallei", scenario, lang=lang, draws=64, output_dir=tmp_path / name)
        return paths.html.read_bytes(), paths.notebook.read_bytes()

    asked = [("base", "nl"), ("base", "en"), ("base", "nl"), ("stress", "nl")]  # the first calculates
    alone = {one: made(*one, "-".join(("alone", *one))) for one in dict.fromkeys(asked)}
    monkeypatch.setenv(shared.FOLDER, os.pathsep.join((str(tmp_path / "own"), str(tmp_path / "common"))))
    for one in asked:
        assert made(*one, "-".join(("shared", *one))) == alone[one]
    assert len(list((tmp_path / "own").iterdir())) == 2
    assert len(list((tmp_path / "common").iterdir())) == 1  # the worlds of the case, whatever the scenario
