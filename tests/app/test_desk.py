"""The desk of the explorer: what somebody does, and what then holds."""

import datetime as dt
import json
import shlex

import numpy as np
import pytest
from click.testing import CliRunner

from model import load_scenario, simulate
from model.app.explore import knobs
from model.app.explore.designer import spec
from model.app.explore.desk import Desk
from model.app.explore.saving import Keeper, companions, own_scenarios
from model.app.explore.setting import Setting, World
from model.app.explore.spec import page
from model.cli import herijk
from model.decide.appraisal import present_cost
from model.errors import InputError, UnknownNameError
from model.inputs import build_option, load_option

LEVERS = [load_option("continue"), build_option({"actions": [
    {"kind": "invest", "lever": lever, "after_years": 1} for lever in ("dvo", "siam", "shared_vision")
]}, name="levers")]  # fmt: skip


@pytest.fixture
def desk():
    return Desk(Setting(case="dommelvallei"), draws=64, seed=0)


def at(desk, knob, place):
    """Place number on a slider, counted from the left (or from the right, below zero)."""
    world = desk.world
    count = len(knobs.places(knobs.BY_ID[knob], world.case, knobs.preset(knobs.BY_ID[knob], world.rows, world.preset)))
    return place % count


def move(desk, knob, place):
    return desk.take({"do": "set", "knob": knob, "at": at(desk, knob, place)})


# -- sliders ----


@pytest.mark.parametrize("knob", knobs.KNOBS, ids=lambda knob: knob.id)
def test_every_slider_changes_the_outcome(knob):
    desk = Desk(Setting(case="dommelvallei", options=tuple(LEVERS)), draws=256, seed=0)
    if knob.needs and not desk.world.value(knob.needs):
        move(desk, knob.needs, -1 if knobs.BY_ID[knob.needs].kind == "switch" else 2)
    before, start = desk.first().outcome, desk.world.value(knob.id)
    within = knobs.places(knob, desk.world.case, start)
    move(desk, knob.id, 2 if knob.kind == "year" else 0 if within[-1] == start else -1)
    after = desk.first().outcome
    assert not np.array_equal(before.total, after.total) or not np.array_equal(before.score, after.score)


def test_every_slider_starts_at_its_preset_and_says_so(desk):
    for scenario in ("base", "vendor-shock", "stress", "cloud-stalls"):
        desk.take({"do": "scenario", "value": scenario})
        for group in page(desk.world)["groups"]:
            for told in group["knobs"]:
                state = desk.controls()["knobs"][told["id"]]
                assert state["at"] == told["start"]
                assert not state["changed"]
                assert told["values"] == sorted(told["values"])
                assert len(set(told["texts"])) == len(told["texts"]), told["id"]


def test_a_moved_row_keeps_its_range_and_says_who_moved_it(desk):
    move(desk, "prices.saas", -1)
    row = desk.world.scenario.assumptions["prices.saas"]
    assert (row.low, row.value, row.high) == pytest.approx((0.067, 0.087, 0.107))
    assert row.estimated
    assert row.source == "ingesteld in de verkenner"
    assert desk.controls()["knobs"]["prices.saas"]["changed"]


def test_a_range_does_not_move_through_zero(desk):
    move(desk, "service.needs_drift", 0)
    row = desk.world.scenario.assumptions["service.needs_drift"]
    assert row.low == row.value == 0.0


def test_back_at_its_preset_a_slider_was_never_moved(desk):
    start = desk.setting
    move(desk, "prices.saas", -1)
    desk.take({"do": "reset", "knob": "prices.saas"})
    assert desk.setting == start
    assert desk.world.scenario == load_scenario("base")


def test_a_year_sets_a_field_of_the_scenario(desk):
    move(desk, "cloud_stall_year", 3)
    assert desk.world.scenario.cloud_stall_year == desk.world.case.years[3]
    move(desk, "cloud_stall_year", 0)
    assert desk.world.scenario.cloud_stall_year is None


@pytest.mark.parametrize("message", [
    {"do": "set", "knob": "prices.saas", "at": 999}, {"do": "set", "knob": "prices.saas", "at": "<script>"},
    {"do": "set", "knob": "nobody", "at": 1}, {"do": "case", "value": "../../etc/passwd"}, {"do": "tab", "value": "x"},
    {"do": "scenario", "value": "nowhere"}, {"do": "from", "value": "soon"}, {"do": "rule", "value": "luck"},
    {"do": "party", "value": "GM0000"}, {"do": "law", "id": "L99", "off": True},
    {"do": "override", "id": "prices.saas", "base": "much", "source": "me"},
    {"do": "override", "id": "prices.saas", "base": "0,05", "low": "0,09", "source": "me"},
    {"do": "override", "id": "prices.saas", "base": "0,05"},
    {"do": "weigh", "who": "", "points": {"kosten": 10}}, {"do": "weigh", "who": "GM0000", "points": {}},
])  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(desk, message):
    before = desk.setting
    if message.get("who"):
        message["points"] = dict.fromkeys(desk_criteria(), 50)
    with pytest.raises(InputError):
        desk.take(message)
    assert desk.setting == before
    assert desk.whole(lambda _done, _all: None).outcome.draws == 64


def desk_criteria():
    from model.inputs.framework import CRITERIA

    return CRITERIA


# -- forms ----


def test_an_assumption_gets_a_range_and_a_source_of_its_own(desk):
    desk.take(
        {"do": "override", "id": "prices.saas", "low": "0,02", "base": "0,04", "high": "0,05", "source": "offerte"}
    )
    row = next(row for row in desk.first().outcome.assumptions if row.id == "prices.saas")
    assert (row.low, row.base, row.high, row.source_title) == (0.02, 0.04, 0.05, "offerte")
    desk.take({"do": "override", "id": "prices.saas", "clear": True})
    assert not desk.setting.overrides


def test_a_law_is_switched_off_and_moved(desk):
    desk.take({"do": "law", "id": "L02", "off": True})
    desk.take({"do": "law", "id": "L03", "date": "2029-01-01"})
    assert desk.world.scenario.laws.off == ("L02",)
    assert desk.world.scenario.laws.move["L03"] == dt.date(2029, 1, 1)
    desk.take({"do": "law", "id": "L02", "off": False})
    desk.take({"do": "law", "id": "L03", "date": ""})
    assert desk.setting.laws is None


def test_weights_of_a_member_are_kept_beside_those_of_the_others(desk):
    code = desk.world.case.parties[0].code
    points = dict.fromkeys(desk_criteria(), 10) | {"kosten": 100}
    desk.take({"do": "weigh", "who": code, "points": points})
    desk.take({"do": "weigh", "who": "", "points": dict.fromkeys(desk_criteria(), 50)})
    assert desk.controls()["points"] == {code: points, "": dict.fromkeys(desk_criteria(), 50)}
    desk.take({"do": "weigh", "who": code, "points": None})
    assert set(desk.controls()["points"]) == {""}


@pytest.mark.parametrize("rule", ["weighed", "minimax_regret", "satisficing"])
def test_another_rule_gives_another_sentence(desk, rule):
    desk.take({"do": "rule", "value": rule})
    found = desk.whole(lambda _done, _all: None)
    assert found.rule
    assert all(sentence.endswith(".") for sentence in found.rule)


# -- undo ----


def test_a_drag_is_one_step_back(desk):
    start = desk.setting
    for place in (3, 4, 5):
        move(desk, "prices.saas", place)
    desk.history.rest()
    move(desk, "prices.saas", 7)
    end = desk.setting
    desk.take({"do": "undo"})
    assert desk.world.value("prices.saas") == knobs.places(
        knobs.BY_ID["prices.saas"], desk.world.case, desk.world.rows["prices.saas"].base)[5]  # fmt: skip
    desk.take({"do": "undo"})
    assert desk.setting == start
    assert not desk.history.can_undo
    desk.take({"do": "redo"})
    desk.take({"do": "redo"})
    assert desk.setting == end


def test_what_cannot_be_calculated_is_taken_back(desk, monkeypatch):
    start = desk.setting
    move(desk, "prices.saas", 3)

    def fails(*_inputs, **_settings):
        raise InputError(())

    monkeypatch.setattr("model.app.explore.desk.simulate", fails)
    with pytest.raises(InputError):
        desk.first()
    assert desk.setting == start


# -- files ----


def test_a_saved_view_is_calculated_alike_by_the_command(desk, tmp_path):
    keeper = Keeper(desk.setting, tmp_path)
    move(desk, "prices.saas", -1)
    desk.take({"do": "override", "id": "staff.outflow", "base": "0,09", "source": "eigen cijfers"})
    shown = desk.whole(lambda _done, _all: None)
    assert not keeper.command(desk)["saved"]
    path = keeper.save(desk.world, "duurder")
    desk.put(desk.setting.having(scenario=str(path), knobs={}, overrides={}))
    command = keeper.command(desk)
    assert command["saved"]
    told = CliRunner().invoke(herijk, [*shlex.split(command["text"])[1:], "--json"])
    figures = json.loads(told.output)
    mean = {name: one["parties"][0]["cost"]["mean"] for name, one in figures["options"].items()}
    for name in shown.outcome.options:
        assert mean[name] == pytest.approx(float(present_cost(shown.outcome, name).mean()))
    assert own_scenarios(tmp_path) == (path,)


def test_comments_of_the_preset_are_kept(tmp_path):
    desk = Desk(Setting(case="dommelvallei", scenario="fast-cloud"), draws=64, seed=0)
    move(desk, "prices.saas", -1)
    path = Keeper(desk.setting, tmp_path).save(desk.world, "sneller")
    text = path.read_text(encoding="utf-8")
    assert "# Snelle cloud: hoogste plafond (C02) en een hoger tempo." in text
    assert load_scenario(path).assumptions["cloud.pace_factor"] == desk.world.preset.assumptions["cloud.pace_factor"]


def test_options_weights_and_exit_rule_come_back_with_a_scenario(tmp_path):
    setting = Setting(case="dommelvallei", options=tuple(LEVERS), exit_rule={"rule": "flat", "years": 3},
                      weights={"shared": dict.fromkeys(desk_criteria(), 50.0)}, decide_from="2026-03-01")  # fmt: skip
    keeper = Keeper(setting, tmp_path)
    path = keeper.save(World(setting), "anders")
    found = companions(str(path))
    assert {name: getattr(setting, name) for name in found} == found
    desk = Desk(setting.having(scenario=str(path)), draws=64, seed=0)
    told = CliRunner().invoke(herijk, [*shlex.split(keeper.command(desk)["text"])[1:], "--json"])
    assert json.loads(told.output)["options"].keys() == {"continue", "levers"}


@pytest.mark.parametrize("name", ["../weg", "Base", "", "a b", "base", "<b>", "con/x"])
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(desk, tmp_path, name):
    with pytest.raises(InputError):
        Keeper(desk.setting, tmp_path / "deep").save(desk.world, name)
    assert list(tmp_path.rglob("*")) == []


def test_a_name_in_use_asks_first(desk, tmp_path):
    keeper = Keeper(desk.setting, tmp_path)
    keeper.save(desk.world, "eerste")
    with pytest.raises(InputError, match="in gebruik"):
        keeper.save(desk.world, "eerste")
    keeper.save(desk.world, "eerste", overwrite=True)


def test_what_was_set_is_kept_per_page_and_comes_back(desk, tmp_path):
    keeper = Keeper(desk.setting, tmp_path)
    assert not keeper.join("11111111-aaaa")
    move(desk, "prices.saas", -1)
    keeper.keep(desk.setting)
    again, other = Keeper(Setting(case="dommelvallei"), tmp_path), Keeper(Setting(case="dommelvallei"), tmp_path)
    assert again.join("11111111-aaaa")
    assert again.restored() == desk.setting
    assert not other.join("22222222-bbbb")
    assert not other.join("../../x")
    assert other.restored() == Setting(case="dommelvallei")
    moved = Keeper(Setting(case="bommelerwaard"), tmp_path)
    moved.join("11111111-aaaa")
    assert moved.restored() == Setting(case="bommelerwaard")


def test_a_broken_kept_file_is_left_alone(desk, tmp_path):
    keeper = Keeper(desk.setting, tmp_path)
    keeper.join("11111111-aaaa")
    keeper.keep(desk.setting)
    kept = next((tmp_path / ".kept").iterdir())
    kept.write_text("case: [", encoding="utf-8")
    assert keeper.restored() == Setting(case="dommelvallei")


def test_pinning_keeps_what_was_found(desk):
    desk.found = desk.first()
    desk.take({"do": "pin"})
    move(desk, "prices.saas", -1)
    desk.found = desk.first()
    assert desk.pinned.outcome is not desk.found.outcome
    assert np.array_equal(desk.pinned.outcome.total,
                          simulate("dommelvallei", "base", draws=64).total)  # fmt: skip


def test_unknown_message_names_the_nearest():
    desk = Desk(Setting(case="dommelvallei"), draws=64, seed=0)
    with pytest.raises(UnknownNameError, match="price"):
        desk.take({"do": "set", "knob": "prices.sas", "at": 1})


# -- options ----


def test_a_designed_option_is_calculated_and_undone(desk):
    before = desk.first().outcome.total
    assert desk.take({"do": "design", "change": {"option": "extend", "index": 0, "field": "after_years", "value": "4"}})
    assert desk.setting.options[1].actions[0].after_years == 4
    assert not np.array_equal(desk.first().outcome.total, before)
    desk.take({"do": "undo"})
    assert desk.setting.options == ()
    assert np.array_equal(desk.first().outcome.total, before)


def test_an_option_as_it_was_is_the_shipped_one_again(desk):
    for value in ("4", "2"):
        desk.take({"do": "design", "change": {"option": "extend", "index": 0, "field": "after_years", "value": value}})
    assert desk.setting == Setting(case="dommelvallei")


def test_what_is_wrong_in_an_option_waits_beside_its_field_and_the_picture_stays(desk):
    before = desk.setting
    desk.take({"do": "design", "change": {"option": "unwind", "index": 0, "field": "after_years", "value": "1"}})
    desk.take({"do": "design", "change": {"option": "unwind", "add": "leave"}})
    assert desk.draft
    assert desk.setting.options[-1].actions[0].after_years == 1
    told = next(one for one in spec(desk.world.file, desk.designed)["options"] if one["id"] == "unwind")
    said = json.dumps(told, ensure_ascii=False)
    assert "De regeling wordt in 2021 opgeheven" in said
    desk.take({"do": "undo"})
    assert not desk.draft
    assert desk.setting == before


def test_another_exit_rule_is_another_case(desk):
    desk.take({"do": "design", "change": {"exit": "rule", "value": "flat"}})
    assert desk.world.case.arrangement.exit_rule.rule == "flat"
    assert desk.world.file.arrangement.exit_rule.rule == "unknown"
    desk.take({"do": "design", "change": {"exit": "reset"}})
    assert desk.setting.exit_rule is None
