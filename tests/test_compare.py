"""``herijk compare``: what goes in, what comes out, which verdict differs, and what cannot be compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from model import cli
from model.app.comparing import Side, compare
from model.inputs import build_scenario, load_case, load_scenario
from model.simulation import simulate
from tests.show.words import ENGLISH

if TYPE_CHECKING:
    from pathlib import Path

FAST = ("--draws", "64", "--option", "unwind")


@pytest.fixture
def herijk(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["compare", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_two_scenarios_of_a_case_on_common_draws(herijk: Any) -> None:
    """The difference is that of the same future twice, worked out here from the two simulations themselves."""
    code, out, _ = herijk("dommelvallei:base", "dommelvallei:stress", *FAST, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["notes"] == []
    fields = {one["field"]: (one["a"], one["b"]) for one in told["inputs"]}
    assert fields["coordination"] == (False, True)
    assert fields["assumptions.law.growth_median"][1] == 2.1
    worlds = [simulate("dommelvallei", name, ["continue", "unwind"], draws=64) for name in ("base", "stress")]
    for one in told["results"]:
        costs = [world.total[world.o(one["option"])] for world in worlds]
        place = slice(None) if one["party"] is None else [worlds[0].p(one["party"])]
        a, b = (cost[:, place].sum(axis=1) for cost in costs)
        assert one["a"]["mean"] == pytest.approx(a.mean(), rel=1e-9)
        assert one["difference"]["mean"] == pytest.approx((b - a).mean(), rel=1e-6)
        assert one["difference"]["p10"] == pytest.approx(np.quantile(b - a, 0.1), rel=1e-6)
        assert one["b"]["mean"] - one["a"]["mean"] == pytest.approx(one["difference"]["mean"], abs=1e-3)
    assert len(told["results"]) == 2 * 4
    continuing = next(one for one in told["results"] if (one["option"], one["party"]) == ("continue", None))
    assert continuing["against"] == [0.0, 0.0]


def test_a_thing_compared_with_itself(herijk: Any) -> None:
    told = json.loads(herijk("dommelvallei", "dommelvallei:base", *FAST, "--json")[1])
    assert (told["inputs"], told["notes"], told["cheapest"], told["same_verdict"]) == ([], [], [], True)
    assert {one["difference"][name] for one in told["results"] for name in ("mean", "p10", "p90")} == {0.0}
    text = herijk("dommelvallei", "dommelvallei:base", *FAST)[1]
    assert "Niets van wat erin gaat, verschilt." in text
    assert "Het oordeel is hetzelfde." in text
    assert "vrijwel even duur" in text


def test_scenarios_alone_and_with_a_case(herijk: Any) -> None:
    code, out, err = herijk("base", "stress")
    assert (code, err) == (0, "")
    assert "Alleen wat erin gaat, is vergeleken. Geef --case" in out
    assert "Wat eruit komt" not in out
    assert "Afstemming wordt duurder" in out
    assert "krapte op de arbeidsmarkt" in out
    assert not ENGLISH.search(out)
    both = herijk("base", "stress", "--case", "dommelvallei", *FAST)[1]
    assert "Wat eruit komt" in both
    assert "Son en Breugel" in both
    assert not ENGLISH.search(both)


def test_a_changed_file_shows_its_change(herijk: Any, tmp_path: Path) -> None:
    own = tmp_path / "mine.yml"
    own.write_text("id: mine\nassumptions:\n  staff.tightness: {value: 1.25, source: eigen telling}\n")
    told = json.loads(herijk("base", str(own), "--json")[1])
    change = next(one for one in told["inputs"] if one["field"] == "assumptions.staff.tightness")
    assert (change["label"], change["a"], change["b"]) == ("krapte op de arbeidsmarkt", 1.0, 1.25)


def test_saved_answers(herijk: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["run", "dommelvallei", *FAST, "--json"])
    saved = tmp_path / "saved.json"
    saved.write_text(capsys.readouterr().out, encoding="utf-8")
    told = json.loads(herijk(str(saved), "dommelvallei:stress", *FAST, "--json")[1])
    again = json.loads(herijk("dommelvallei", "dommelvallei:stress", *FAST, "--json")[1])
    for one, other in zip(told["results"], again["results"], strict=True):
        assert one["difference"]["mean"] == pytest.approx(other["difference"]["mean"], abs=1e-3)
        assert one["difference"]["p10"] == one["difference"]["p90"]  # no band: the futures are not in the file
    assert told["verdicts"] == again["verdicts"]
    assert any("niet bekend wat erin ging" in note for note in told["notes"])
    assert any("niet op dezelfde toekomsten" in note for note in told["notes"])


def test_other_members_and_other_years(herijk: Any) -> None:
    told = json.loads(herijk("dommelvallei", "drechtsteden-hardinxveld", *FAST, "--json")[1])
    assert any(note.startswith("Prijspeil of looptijd verschilt (2021–2030 en 2018–2027)") for note in told["notes"])
    assert any("De deelnemers zijn niet dezelfde" in note and "Nuenen" in note for note in told["notes"])
    assert {one["party"] for one in told["results"]} == {None}
    assert {one["difference"] for one in told["results"]} == {None}
    members = {one["label"]: (one["a"], one["b"]) for one in told["inputs"] if one["field"].count(".") == 1
               and one["field"].startswith("parties.")}  # fmt: skip
    assert members["Nuenen c.a."] == (True, False)
    text = herijk("dommelvallei", "drechtsteden-hardinxveld", *FAST)[1]
    assert "worden niet van elkaar afgetrokken" in text


def test_another_number_of_futures_is_no_common_draw() -> None:
    case, world = load_case("dommelvallei"), load_scenario("base")
    few, more = (simulate(case, world, ["continue"], draws=draws) for draws in (16, 32))
    told = {"price_level": 2020, "years": [2021, 2030], "verdict": {"text": "", "kind": ""}, "options": {}}
    told["options"] = {"continue": {"title": "Doorgaan", "parties": [
        {"party": None, "name": "samen", "cost": {"mean": 1.0, "p10": 0.0, "p90": 2.0}, "difference": {"mean": 0.0}}
    ]}}  # fmt: skip
    found = compare(Side("few", case, world, told, few), Side("more", case, world, told, more))
    assert any("niet op dezelfde toekomsten" in note for note in found.notes)
    assert found.results[0].difference is not None
    assert found.results[0].difference.mean == 0.0


def test_who_finds_something_else_cheapest_is_named() -> None:
    def told(cheap: float) -> dict[str, Any]:
        def one(cost: float) -> list[dict[str, Any]]:
            return [{"party": "A", "name": "Aa", "cost": {"mean": cost, "p10": 0, "p90": 9}, "difference": {"mean": 0}}]

        options = {"continue": {"title": "Doorgaan", "parties": one(5.0)},
                   "extend": {"title": "Uitbreiden", "parties": one(cheap)}}  # fmt: skip
        return {"price_level": 1, "years": [2, 3], "verdict": {"text": "x", "kind": str(cheap)}, "options": options}

    found = compare(Side("a", told=told(6.0)), Side("b", told=told(4.0)))
    assert found.cheapest == (("Aa", "Doorgaan", "Uitbreiden"),)
    assert found.same_verdict is False


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("base", "dommelvallei"), "base is een scenario en het andere niet"),
        (("bse", "base"), "Er is geen casus of scenario met de naam 'bse'"),
        (("dommelvallei:bse", "dommelvallei"), "'bse'"),
        (("nergens.json", "base"), "nergens.json"),
    ],
)
def test_what_cannot_be_compared_is_bad_input(herijk: Any, words: tuple[str, ...], said: str) -> None:
    code, out, err = herijk(*words, *FAST)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("text", ["{", "[]", '{"options": {}}'])
def test_a_file_that_is_no_answer(herijk: Any, tmp_path: Path, text: str) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(text)
    code, _, err = herijk(str(wrong), str(wrong))
    assert code == 2
    assert "wrong.json: Dit is geen uitkomst van herijk run --json." in err


def test_a_scenario_made_in_python_needs_no_file() -> None:
    found = compare(Side("a", None, build_scenario({"id": "a"})), Side("b", None, build_scenario({"id": "b"})))
    assert found.inputs == ()
    assert found.verdicts is None
