"""Files are changed without losing a comment, and never left half written."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.errors import ExportError
from model.inputs import build_scenario, load_case, load_option, load_scenario
from model.inputs.saving import write_case, write_option, write_scenario
from model.resources import case_path, list_cases, list_options, list_scenarios, option_path, scenario_path
from tests.strategies import cases

KINDS = [
    *((load_case, write_case, case_path(name)) for name in list_cases()),
    *((load_scenario, write_scenario, scenario_path(name)) for name in list_scenarios()),
    *((load_option, write_option, option_path(name)) for name in list_options()),
]


@pytest.mark.parametrize(("load", "write", "shipped"), KINDS, ids=lambda value: getattr(value, "stem", ""))
def test_writing_what_was_read_changes_no_byte(load, write, shipped, tmp_path):
    file = tmp_path / shipped.name
    shutil.copy(shipped, file)
    write(load(file), file)
    assert file.read_text() == shipped.read_text()


def test_a_change_keeps_comments_and_order(tmp_path):
    file = tmp_path / "s.yml"
    file.write_text(
        "# kop\ntitle: {nl: Proef, en: Trial}\nassumptions:\n  staff.sick: 0.05 # eigen telling\n"
        "  staff.leave: 0.1 # weg\nexits: none # geen vertrek\n"
    )
    scenario = load_scenario(file)
    changed = build_scenario(
        {
            "title": {"nl": "Proef", "en": "Trial"},
            "assumptions": {"staff.sick": 0.06, "prices.saas": {"low": 0.01, "base": 0.02, "high": 0.03}},
        }
    )
    write_scenario(changed, file)
    text = file.read_text()
    assert text.startswith("# kop\ntitle: {nl: Proef, en: Trial}\n")
    assert "staff.sick: 0.06 # eigen telling" in text
    assert "staff.leave" not in text
    assert "exits: simulated # geen vertrek" in text
    assert load_scenario(file).assumptions == changed.assumptions
    assert scenario.exits == "none"


def test_a_new_file_takes_its_comments_from_another(tmp_path):
    file = write_case(load_case("bommelerwaard"), tmp_path / "eigen.yml", like=case_path("bommelerwaard"))
    assert "# het artikel over uittreden was niet te lezen" in file.read_text()
    assert load_case(file).parties == load_case("bommelerwaard").parties


def test_estimates_are_not_written(tmp_path):
    file = write_case(load_case("bommelerwaard"), tmp_path / "eigen.yml")
    assert "workplaces" not in file.read_text()
    assert load_case(file).organisation == load_case("bommelerwaard").organisation


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_case_survives_a_round_trip(data, tmp_path):
    case = data.draw(cases())
    file = tmp_path / "case.yml"
    file.unlink(missing_ok=True)
    again = load_case(write_case(case, file))
    assert again.parties == case.parties
    assert again.arrangement == case.arrangement
    assert again.organisation == case.organisation


def test_a_file_that_cannot_be_written_is_left_alone(tmp_path, monkeypatch):
    file = tmp_path / "s.yml"
    file.write_text("exits: none # blijft\n")
    scenario = build_scenario({"exits": "simulated"})

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError):
        write_scenario(scenario, file)
    assert file.read_text() == "exits: none # blijft\n"
    assert list(tmp_path.iterdir()) == [file]
