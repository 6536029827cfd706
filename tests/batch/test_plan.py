"""The plan: what is done once, and ids that change with everything a result depends on and with nothing else."""

import shutil

import pytest

from model.batch.batchfile import load_batch
from model.batch.plan import make_plan
from model.errors import InputError
from model.resources import case_path, scenario_path


def planned(folder, text="", cases="dommelvallei"):
    path = folder / "board.yml"
    path.write_text(f"cases: [{cases}]\n{text}", encoding="utf-8")
    return make_plan(load_batch(path))


def ids(plan):
    return [one.id for one in plan.groups], [one.id for one in plan.runs]


def test_languages_and_notebooks_share_one_calculation(tmp_path):
    plan = planned(tmp_path, "scenarios: [base, stress]\nlanguages: [nl, en]\nnotebooks: [memo, weigh]\n")
    assert [one.scenario_id for one in plan.groups] == ["base", "stress"]
    assert len(plan.runs) == 8
    assert len(plan.of(plan.groups[0])) == 4
    assert plan.runs[0].name == "dommelvallei-base-memo-nl"
    assert len({one.id for one in plan.runs}) == 8


def test_one_language_one_notebook_gives_the_name_of_the_memo_command(tmp_path):
    assert [one.name for one in planned(tmp_path).runs] == ["dommelvallei-base"]


def test_only_results_need_no_notebook(tmp_path):
    plan = planned(tmp_path, "outputs: []\n")
    assert (len(plan.groups), plan.runs) == (1, ())
    assert plan.groups[0].id != planned(tmp_path).groups[0].id  # no verdict in it


@pytest.mark.parametrize("text", ["draws: 64\n", "seed: 1\n", "options: {few: [continue, unwind]}\n"])
def test_what_changes_a_figure_changes_both_ids(tmp_path, text):
    before, after = ids(planned(tmp_path)), ids(planned(tmp_path, text))
    assert not set(before[0]) & set(after[0])
    assert not set(before[1]) & set(after[1])


@pytest.mark.parametrize("text", ["parameters: {mark: draft}\n", "outputs: [html, docx]\n", "languages: [en]\n"])
def test_what_changes_only_the_page_keeps_the_calculation(tmp_path, text):
    before, after = ids(planned(tmp_path)), ids(planned(tmp_path, text))
    assert before[0] == after[0]
    assert not set(before[1]) & set(after[1])


def test_the_folder_does_not_matter_but_a_byte_of_an_input_does(tmp_path):
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        shutil.copytree(case_path("dommelvallei").parent, folder / "here")
        shutil.copy(scenario_path("stress"), folder / "worse.yml")
        found.append(ids(planned(folder, "scenarios: [worse.yml]\n", cases="here")))
    assert found[0] == found[1]
    case = tmp_path / "two" / "here" / "case.yml"
    case.write_bytes(case.read_bytes().replace(b"\n", b"\r\n"))
    assert ids(planned(folder, "scenarios: [worse.yml]\n", cases="here")) == found[0]  # git on Windows
    case.write_text(case.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    assert not set(ids(planned(folder, "scenarios: [worse.yml]\n", cases="here"))[1]) & set(found[0][1])


def test_a_wrong_scenario_stays_in_the_plan(tmp_path):
    (tmp_path / "bad.yml").write_text("title: [\n", encoding="utf-8")
    assert len(planned(tmp_path, "scenarios: [base, bad.yml]\n").runs) == 2


def test_filters_keep_and_drop(tmp_path):
    text = "scenarios: [base, stress]\nlanguages: [nl, en]\n"
    only = planned(tmp_path, text + "only: [{scenario: base}, {lang: en}]\n")
    assert [one.name for one in only.runs] == ["dommelvallei-base-nl", "dommelvallei-base-en", "dommelvallei-stress-en"]
    without = planned(tmp_path, text + "without: [{scenario: stress, lang: nl}]\n")
    assert len(without.runs) == 3
    assert len(planned(tmp_path, text + "without: [{scenario: stress}]\n").groups) == 1


def test_a_batch_of_nothing_and_two_files_of_one_name_are_refused(tmp_path):
    with pytest.raises(InputError, match="only"):
        planned(tmp_path, "scenarios: [base, stress]\nonly: [{scenario: base}]\nwithout: [{case: dommelvallei}]\n")
    (tmp_path / "a").mkdir()
    shutil.copy(scenario_path("stress"), tmp_path / "a" / "base.yml")
    with pytest.raises(InputError, match="dommelvallei-base"):
        planned(tmp_path, "scenarios: [base, a/base.yml]\n")
