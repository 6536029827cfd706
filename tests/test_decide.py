"""`herijk decide` as a person or a program meets it: complete, in agreement with itself, kept, and stopped in time."""

from __future__ import annotations

import json

import pytest

from model import cli, simulate
from model.decide.decision import decide
from model.publish import kept as kept_module
from model.publish.kept import kept

KEYS = {"weigh", "consent", "tipping", "robustness", "sensitivity", "why", "calendar", "text_check", "verdict"}
ASKED = ("dommelvallei", "--draws", "256")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of answers of its own; the compiled kernel stays where it is."""
    monkeypatch.setattr(kept_module, "cache_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def shared(tmp_path_factory, monkeypatch):
    """One cache for all that ask the same."""
    monkeypatch.setattr(kept_module, "cache_folder", tmp_path_factory.getbasetemp)


@pytest.fixture(scope="module")
def outcome():
    return simulate("dommelvallei", draws=256)


def told(capsys, *words):
    assert cli.main(["decide", *words]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("shared")
def test_json_holds_every_analysis_and_they_agree(capsys):
    found = json.loads(told(capsys, *ASKED, "--json", "--from", "2020-03-02"))
    assert set(found) >= KEYS
    options = found["weigh"]["options"]
    assert [one["option"] for one in found["calendar"]] == options == found["robustness"]["options"]
    assert {one["decision"] for one in found["calendar"]} == {"2020-03-02"}
    gains = {one["option"]: one["joint"] for one in found["consent"]["options"]}
    for one in found["why"]["items"]:
        if one["party"] is None:  # what is dearer is no gain
            assert sum(bar["mean"] for bar in one["bars"]) == pytest.approx(-gains[one["option"]], abs=1.0)
    assert sum(found["weigh"]["shared"]["weights"]) == pytest.approx(1.0, abs=1e-5)
    assert found["verdict"]["text"]


@pytest.mark.usefixtures("shared")
def test_sentences_for_people_under_their_headings(capsys):
    said = told(capsys, *ASKED)
    for heading in ("Advies", "Gewogen naar", "Wie erop vooruitgaat", "Omslagpunten", "andere scenario's", "Waarom",
                    "Wat besluiten we wanneer", "De tekst van de regeling"):  # fmt: skip
        assert heading in said
    assert "Advice" in told(capsys, *ASKED, "--lang", "en")


def test_progress_rises_to_the_end_and_what_took_long_is_there_at_once_the_second_time(outcome, cache):
    asked = []

    def counted(*given, **settings):
        asked.append(settings)
        return simulate(*given, **settings)

    steps = []
    first = decide(outcome, counted, lambda done, total: steps.append(done / total), keep=kept)
    assert steps == sorted(steps)
    assert steps[-1] == 1.0
    often, kinds = len(asked), sorted(path.name.split("-")[0] for path in cache.rglob("*.json"))
    assert kinds == ["Tipping", "Why", "_Answer"]
    asked.clear()
    second = decide(outcome, counted, keep=kept)
    assert len(asked) == len(second.scenarios) < often / 10  # only what the section draws from is run again
    assert (second.tipping, second.why, second.sensitivity) == (first.tipping, first.why, first.sensitivity)


def test_a_stop_leaves_nothing_half(outcome, cache):
    def stop(done, total):
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        decide(outcome, progress=stop, keep=kept)
    assert {path.suffix for path in cache.rglob("*") if path.is_file()} <= {".json"}
    assert not list(cache.rglob("_Answer*"))


def test_a_wrong_framework_is_refused_before_anything_is_calculated(capsys, tmp_path):
    wrong = tmp_path / "kader.yml"
    wrong.write_text("weights: {GM0820: {kosten: -1}}\n")
    assert cli.main(["decide", *ASKED, "--framework", str(wrong)]) == 2
    assert "kader.yml" in capsys.readouterr().err
