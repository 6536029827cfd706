"""The benchmark prints what it promises; how fast the machine is, is no test."""

from __future__ import annotations

import json
import re

import pytest

from benchmarks import engine, one_by_one, representative, timing, workload

FOUND = engine.Figures(
    draws=1000, one_thread=0.5, two_threads=0.25, threads_gain=2.0, kernel=0.3, limit=0.1, vs_fused=3.0,
    sampling=0.1, vectors=0.02, loop=0.01, vs_numpy=2.0, one_by_one=2.5,
)  # fmt: skip


def test_json_has_the_four_figures() -> None:
    figures = json.loads(engine.as_json(FOUND))
    assert figures == {"draws_s": 2000, "vs_fused": 3.0, "threads_gain": 2.0, "vs_ema": 5.0}


def test_without_ema_workbench_its_figure_is_null() -> None:
    figures = json.loads(engine.as_json(FOUND._replace(one_by_one=None)))
    assert figures["vs_ema"] is None
    assert "EMA" not in engine.as_table(FOUND._replace(one_by_one=None))


def test_the_table_names_every_contestant() -> None:
    table = engine.as_table(FOUND)
    for words in ("1 thread", "2 threads", "2.00 × one thread", "hand-fused", "numpy", "EMA Workbench"):
        assert words in table
    assert "2,000" in table


def test_a_small_run_measures_everything(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every part is measured; the kernels stand aside, compiling them is what would take long (see test_fused)."""
    called: list[str] = []
    for where, name in (
        (workload, "run"), (workload, "run_engine"), (engine, "fused"), (representative, "hosting_compiled"),
    ):  # fmt: skip
        monkeypatch.setattr(where, name, lambda *_words, _name=name: called.append(_name))
    monkeypatch.setattr(one_by_one, "available", lambda: False)
    engine.main(["--json", "--draws", "32", "--turns", "1"])
    printed = capsys.readouterr()
    figures = json.loads(printed.out)
    assert set(figures) == {"draws_s", "vs_fused", "threads_gain", "vs_ema"}
    assert figures["vs_ema"] is None
    assert set(called) == {"run", "run_engine", "fused", "hosting_compiled"}
    assert "requirements-bench.lock" in printed.err


def test_a_wrong_number_of_draws_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        engine.main(["--draws", "0"])
    assert stopped.value.code == 2
    assert re.search("at least 1", capsys.readouterr().err)


def test_contestants_take_turns_and_the_first_turn_does_not_count() -> None:
    calls: list[str] = []
    seconds = timing.take_turns({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 2)
    assert calls == ["a", "b"] * 3
    assert [len(times) for times in seconds.values()] == [2, 2]


def test_a_ratio_is_the_median_of_the_turns() -> None:
    assert timing.ratio([2.0, 9.0, 4.0], [1.0, 1.0, 2.0]) == 2.0
