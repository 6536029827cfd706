"""The benchmark of growth prints what it promises, on invented arrangements that the engine takes."""

from __future__ import annotations

import json

import pytest

from benchmarks import engine, scaling, workload

FOUND = scaling.Figures(
    draws=1000, seconds={2: 0.2, 5: 0.4, 12: 1.1}, threads_gain=1.876, vs_fused=1.61, twelve_vs_two=5.5,
    linear={1000: 30.0, 10_000: 29.0}, memory_draws=1_000_000, memory_gib=0.849,
)  # fmt: skip


def test_json_has_the_figures_that_others_follow() -> None:
    assert json.loads(scaling.as_json(FOUND)) == {
        "five_parties_s": 0.4, "threads_gain": 1.88, "vs_fused": 1.61, "twelve_vs_two": 5.5,
        "linear": {"1000": 30.0, "10000": 29.0}, "million_gib": 0.85,
    }  # fmt: skip


@pytest.mark.parametrize("change", [{"memory_gib": None}, {"memory_draws": 1000}])
def test_memory_that_is_not_of_a_million_is_no_figure(change: dict[str, int | None]) -> None:
    assert json.loads(scaling.as_json(FOUND._replace(**change)))["million_gib"] is None


def test_the_table_names_everything() -> None:
    table = scaling.as_table(FOUND)
    for words in ("2 parties", "12 parties 5.50 ×", "1.88 × as fast", "hand-fused", "1,000 draws", "0.85 GiB"):
        assert words in table


@pytest.mark.parametrize("parties", scaling.PARTIES)
def test_an_invented_arrangement_has_so_many_members(parties: int) -> None:
    work = scaling.arrangement(parties)
    joiners = len(work.packed.codes) - parties
    assert (len(work.case.parties), joiners) == (parties, 0)
    assert int(work.packed.facts[0].case.horizon) == 10
    assert len(work.options) == 4


def test_a_small_run_measures_everything(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The kernels stand aside: compiling them is what would take long."""
    ran: list[tuple[int, int, int]] = []
    monkeypatch.setattr(
        workload, "run", lambda work, draws, threads: ran.append((len(work.case.parties), draws, threads))
    )
    monkeypatch.setattr(workload, "run_engine", lambda *_words: None)
    monkeypatch.setattr(engine, "fused", lambda *_words: None)
    monkeypatch.setattr(scaling, "measure_memory", lambda draws: draws / 1e6)
    scaling.main(["--json", "--draws", "32", "--turns", "1", "--most", "10000"])
    figures = json.loads(capsys.readouterr().out)
    assert list(figures["linear"]) == ["1000", "10000"]
    assert figures["million_gib"] is None
    assert {(2, 32, 2), (5, 32, 2), (12, 32, 2), (5, 32, 1), (2, 10_000, 1)} <= set(ran)


def test_too_small_a_run_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        scaling.main(["--most", "999"])
    assert stopped.value.code == 2
    assert "1,000" in capsys.readouterr().err
