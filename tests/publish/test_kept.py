"""Answers kept for next time: the same one back, another for anything else, and nothing half."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from model.decide.sensitivity import Sensitivity
from model.decide.tipping import Tipping, tipping
from model.engine import compiled
from model.publish import kept as store
from model.publish.kept import fingerprint, kept
from tests.decide.test_sensitivity import studied
from tests.factories import make_outcome, with_differences

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Inner:
    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Answer:
    inner: tuple[Inner, ...]
    text: str | None


ANSWER = Answer((Inner("a", (0.1, 1e-17, -3.0)),), None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(compiled.CACHE_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def outcome():
    return make_outcome(draws=32, full=False)


class Counter:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Answer:
        self.calls += 1
        return ANSWER


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("answers/*"))


def test_a_second_time_it_is_read(folder, outcome):
    calculate = Counter()
    assert kept(Answer, outcome, calculate) == kept(Answer, outcome, calculate) == ANSWER
    assert calculate.calls == 1
    assert [path.suffix for path in files(folder)] == [".json"]


def test_a_real_answer_comes_back_as_it_was(folder, outcome):
    found = tipping(outcome, lambda *_, draws, **__: outcome.subset(slice(0, draws)))
    assert kept(Tipping, outcome, lambda: found) == kept(Tipping, outcome, lambda: pytest.fail("calculated")) == found
    assert len(files(folder)) == 1


def test_what_a_sensitivity_tells_comes_back_too(folder):
    begun, found = studied(lambda x: x[:, 0] + 0.5 * x[:, 1], draws=64, base=64)
    assert kept(Sensitivity, begun, lambda: found) == kept(Sensitivity, begun, lambda: None) == found
    assert len(files(folder)) == 1


def test_nothing_to_tell_is_not_kept(folder, outcome):
    assert kept(Sensitivity, outcome, lambda: None) is None
    assert files(folder) == []


def test_anything_else_is_another_answer(outcome):
    row = outcome.assumptions[0]
    moved = (row.model_copy(update={"high": 1.0}), *outcome.assumptions[1:])
    others = [
        dataclasses.replace(outcome, seed=1),
        dataclasses.replace(outcome, engine_hash="1" * 64),
        dataclasses.replace(outcome, assumptions=moved),
        dataclasses.replace(outcome, case=outcome.case.model_copy(update={"name": "Anders"})),
        dataclasses.replace(outcome, scenario=outcome.scenario.model_copy(update={"id": "other"})),
        with_differences(outcome, {}),
        outcome.subset(slice(0, 16)),
    ]
    found = [fingerprint(one) for one in (outcome, *others)] + [fingerprint(outcome, {"draws": 2})]
    assert len(set(found)) == len(found)
    assert fingerprint(outcome) == fingerprint(make_outcome(draws=32, full=False))


@pytest.mark.parametrize("damage", [b"", b"{", b'{"inner": [], "text": 3}', b"\xff\xfe", b"[1, 2]"])
def test_a_damaged_file_is_calculated_anew_and_mended(folder, outcome, damage):
    calculate = Counter()
    kept(Answer, outcome, calculate)
    (path,) = files(folder)
    path.write_bytes(damage)
    assert kept(Answer, outcome, calculate) == ANSWER
    assert kept(Answer, outcome, calculate) == ANSWER
    assert calculate.calls == 2


def test_broken_off_it_leaves_nothing(folder, outcome, monkeypatch):
    def stop() -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept(Answer, outcome, stop)
    assert files(folder) == []

    class Broken(type(folder)):
        def replace(self, _target):
            raise KeyboardInterrupt

    monkeypatch.setattr(store, "Path", Broken)
    with pytest.raises(KeyboardInterrupt):
        store._write(Broken(folder) / "answers" / "x.json", b"{}")
    assert files(folder) == []


def test_where_nothing_can_be_written_nothing_is_kept(folder, outcome, monkeypatch):
    calculate = Counter()
    monkeypatch.setattr(store, "cache_folder", lambda: None)
    assert kept(Answer, outcome, calculate) == ANSWER
    monkeypatch.setattr(
        store, "cache_folder", lambda: folder / "gone" / "away"
    )  # cannot be made: its parent is no folder
    assert kept(Answer, outcome, calculate) == ANSWER
    assert calculate.calls == 2
