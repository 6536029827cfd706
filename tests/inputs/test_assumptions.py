"""The table of assumptions: complete, used, sourced, and how it is overridden."""

from __future__ import annotations

import csv

import pytest

from model.decide.consent import CHANCE
from model.decide.gate import USED as GATE_ROWS
from model.decide.robustness import USED as LIMIT_ROWS
from model.decide.schedule import USED as CALENDAR_ROWS
from model.decide.weights import USED as WEIGH_ROWS
from model.engine.names import GOALS as ENGINE_GOALS
from model.engine.names import SIGNPOSTS as ENGINE_SIGNPOSTS
from model.engine.parameters import PARAMETER_IDS
from model.errors import InputError
from model.inputs import build_case, build_scenario, load_assumptions, load_legislation, load_scenario, resolve
from model.inputs.base import GOALS, SIGNPOSTS
from model.inputs.benchmarks import ENGINE_ROWS, USED
from model.inputs.legislation import resolve_laws
from model.inputs.published import assumptions_page, schemas
from model.inputs.series import load_series
from model.resources import data_path, list_scenarios

SCENARIOS = {
    "base",
    "fast-cloud",
    "cloud-stalls",
    "heavy-legislation",
    "tight-labour",
    "needs-drift",
    "lean-years",
    "vendor-shock",
    "security-incident",
    "relation-restored",
    "stress",
}


def test_every_number_has_a_row_and_every_row_is_used():
    ids = [row.id for row in load_assumptions()]
    assert len(ids) == len(set(ids))
    used = {*PARAMETER_IDS, *USED, *GATE_ROWS, *LIMIT_ROWS, *CALENDAR_ROWS, CHANCE, *WEIGH_ROWS}
    assert set(ids) == used
    assert set(ENGINE_ROWS) <= set(PARAMETER_IDS)


def test_names_are_those_of_the_engine():
    assert GOALS == ENGINE_GOALS
    assert SIGNPOSTS == ENGINE_SIGNPOSTS


def test_every_row_says_where_it_comes_from():
    for row in load_assumptions():
        assert row.source_title, row.id
        assert row.unit, row.id
        assert row.name != row.name_nl, row.id
        assert bool(row.note) == bool(row.note_nl), row.id
        if row.kind == "judgement":
            assert row.confidence == 1, row.id
            assert "judgement" in row.source_title, row.id
        else:
            assert row.source_url.startswith("http") or row.source_title.startswith("afspraak"), row.id


def test_drawn_rows_have_a_range():
    for row in load_assumptions():
        if row.distribution != "fixed":
            assert row.low is not None, row.id
            assert row.high is not None, row.id
            assert row.low < row.high, row.id


def test_a_choice_row_lists_its_values():
    row = next(row for row in load_assumptions() if row.id == "cloud.curve")
    assert row.choices == (0.0, 1.0, 2.0)


def test_the_judged_ranges_are_those_of_the_evidence():
    rows = {row.id: row for row in load_assumptions()}
    assert (rows["scale.elasticity"].low, rows["scale.elasticity"].base) == (-0.15, -0.05)
    assert rows["finance.discount"].base == 0.0225
    assert rows["estimates.ict_cost"].base == 109


def test_the_scenario_wins_from_the_case_and_both_are_named():
    case = build_case(
        {
            "name": "x",
            "budget_year": 2026,
            "arrangement": {"legal_form": "openbaar_lichaam"},
            "parties": [
                {"code": "GM0001", "name": "a", "inhabitants": 20_000},
                {"code": "GM0002", "name": "b", "inhabitants": 20_000},
            ],
            "assumptions": {
                "staff.outflow": {"value": 0.09, "source": "eigen telling", "confidence": 2},
                "staff.sick": 0.05,
            },
        },
        name="eigen",
    )
    scenario = build_scenario({"assumptions": {"staff.sick": {"uniform": [0.04, 0.06]}}}, name="proef")
    rows = {row.id: row for row in resolve(load_assumptions(), case, scenario)}
    assert rows["staff.outflow"].overridden_by == "case eigen"
    assert (rows["staff.outflow"].kind, rows["staff.outflow"].source_title) == ("measured", "eigen telling")
    assert (rows["staff.outflow"].distribution, rows["staff.outflow"].low) == ("fixed", None)
    assert rows["staff.sick"].overridden_by == "scenario proef"
    assert (rows["staff.sick"].distribution, rows["staff.sick"].kind) == ("uniform", "judgement")
    assert rows["staff.leave"].overridden_by == ""
    assert [row.id for row in resolve(load_assumptions())] == [row.id for row in load_assumptions()]


def test_eleven_scenarios_each_with_both_languages_and_sources():
    assert set(list_scenarios()) == SCENARIOS
    for name in list_scenarios():
        scenario = load_scenario(name)
        assert scenario.id == name
        assert all((scenario.title.nl, scenario.title.en, scenario.description.nl, scenario.description.en))
        for row, figure in scenario.assumptions.items():
            assert figure.source, (name, row)


def test_the_base_scenario_sets_no_row_and_no_switch():
    base = load_scenario("base")
    assert not base.assumptions
    assert (base.indexation, base.exits, base.coordination, base.uncertainty) == ("simulated", "simulated", False, True)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_correlated_rows_are_drawn(name):
    drawn = {row.id for row in load_assumptions() if row.distribution != "fixed"}
    for first, second, _rho in load_scenario(name).correlations:
        assert {first, second} <= drawn


def test_a_broken_table_names_every_wrong_row(tmp_path):
    source = data_path("assumptions.csv").read_text().splitlines()
    table = tmp_path / "assumptions.csv"
    for old, new in ((",pert,", ",prt,"), (",0.02,", ",x,")):
        lines = [*source]
        n = next(i for i, line in enumerate(lines) if old in line)
        lines[n] = lines[n].replace(old, new, 1)
        table.write_text("\n".join(lines) + "\n")
        with pytest.raises(InputError) as caught:
            load_assumptions(table)
        assert caught.value.problems[0].line == n + 1


def test_all_26_laws_are_there_and_those_that_do_not_bind_say_why():
    acts = {act.id: act for act in load_legislation()}
    assert sorted(acts) == [f"L{n:02d}" for n in range(1, 27)]
    silent = {name for name, act in acts.items() if not act.binds}
    assert silent == {"L06", "L09", "L12", "L15", "L17", "L19", "L22", "L24", "L25"}
    assert all(acts[name].note for name in silent)
    for act in acts.values():
        if act.binds:
            assert act.fte_class or act.one_off_base or act.structural_low, act.id
    assert {act.id for act in acts.values() if act.note and act.note_nl} >= silent
    assert acts["L08"].year == pytest.approx(2026.5, abs=0.01)
    assert acts["L08"].security


def test_a_scenario_leaves_out_moves_and_adds_laws():
    law = {"id": "nieuw", "name": "Nieuwe wet", "date": "2030-01-01", "fte_class": "M", "fixed_share": 0.4}
    laws = {"off": ["L03"], "move": {"L08": "2028-01-01"}, "add": [law]}
    acts = {act.id: act for act in resolve_laws(load_legislation(), build_scenario({"laws": laws}))}
    assert "L03" not in acts
    assert acts["L08"].year == 2028.0
    assert (acts["nieuw"].binds, acts["nieuw"].fixed_share, acts["nieuw"].year) == (True, 0.4, 2030.0)


def test_series_hold_only_what_was_measured():
    assert load_series("saas_share") == {2018: 0.2, 2019: 0.3, 2020: 0.35, 2022: 0.55, 2023: 0.55}
    assert load_series("cpi")[2022] == 0.1
    assert set(load_series("ict_cost")) == {2013, 2014, *range(2017, 2024)}


def test_generated_files_are_up_to_date(root):
    import json

    assert (root / "docs" / "assumptions.md").read_text() == assumptions_page()
    for name, schema in schemas().items():
        assert json.loads(data_path("schema", f"{name}.json").read_text()) == json.loads(json.dumps(schema))


def test_the_table_is_tidy():
    with data_path("assumptions.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert all(None not in row and None not in row.values() for row in rows)
