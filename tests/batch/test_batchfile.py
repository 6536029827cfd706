"""What a batch file may say: everything wrong is told at once, with its line, before anything starts."""

import json

import pytest

from model.batch.batchfile import load_batch
from model.errors import InputError
from model.language import use


def written(folder, text, name="board.yml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def told(folder, text):
    with use("en"), pytest.raises(InputError) as caught:
        load_batch(written(folder, text))
    with use("en"):
        return str(caught.value)


def notebook(folder, name, source):
    cell = {"cell_type": "code", "id": "p", "metadata": {"tags": ["parameters"]}, "outputs": [],
            "execution_count": None, "source": source}  # fmt: skip
    content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


def test_defaults_are_the_memo_in_dutch(tmp_path):
    batch = load_batch(written(tmp_path, "cases: [dommelvallei]\n"))
    assert (batch.id, batch.cases, batch.scenarios) == ("board", ("dommelvallei",), ("base",))
    assert batch.options == {"shipped": None}
    assert [one.name for one in batch.templates] == ["memo"]
    assert batch.templates[0].parameters["draws"] == 10_240


def test_all_and_patterns_stand_for_what_there_is(tmp_path):
    (tmp_path / "stories").mkdir()
    for name in ("b.yml", "a.yml"):
        (tmp_path / "stories" / name).write_text("title: x\n", encoding="utf-8")
    batch = load_batch(written(tmp_path, "cases: [all]\nscenarios: ['stories/*.yml', base]\n"))
    assert "bommelerwaard" in batch.cases
    assert len(batch.cases) == 5
    assert [one.rpartition("/")[2] for one in batch.scenarios] == ["a.yml", "b.yml", "base"]


def test_every_problem_comes_with_its_line_and_the_nearest_name(tmp_path):
    said = told(
        tmp_path, "cases: [domelvallei]\nscenarios:\n  - base\n  - ../secret.yml\n  - base\nparameters: {marc: draft}\n"
    )
    lines = said.splitlines()
    assert len(lines) == 4
    assert "line 1" in lines[0]
    assert "'dommelvallei'" in lines[0]
    assert "line 4" in lines[1]
    assert "outside the folder" in lines[1]
    assert "line 5" in lines[2]
    assert "twice" in lines[2]
    assert "line 6" in lines[3]
    assert "did you mean 'mark'" in lines[3]


@pytest.mark.parametrize("name", ["/etc/hosts", "../x.yml", "stories/../../x.yml", "../*.yml"])
def test_files_outside_the_folder_are_refused(tmp_path, name):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "x.yml").write_text("title: x\n", encoding="utf-8")
    assert "outside" in told(inner, f"cases: [dommelvallei]\nscenarios: ['{name}']\n") or name == "../*.yml"


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "x.yml").write_text("title: x\n", encoding="utf-8")
    (inner / "x.yml").symlink_to(tmp_path / "x.yml")
    assert "outside" in told(inner, "cases: [dommelvallei]\nscenarios: [x.yml]\n")


def test_parameters_are_held_against_the_cell_by_name_and_type(tmp_path):
    notebook(tmp_path, "own.ipynb", "case = 'x'\nlang = 'nl'\nloud = False\nshare = 0.5\nwords = []\nday = None\n")
    start = "cases: [dommelvallei]\nnotebooks: [own.ipynb]\nparameters:\n"
    for wrong in ("loud: 1", "share: ja", "words: ja", "seed: 3", "case: y", "unknown: 1"):
        assert "line 4" in told(tmp_path, f"{start}  {wrong}\n"), wrong
    for right in ("loud: true", "share: 1", "words: [a]", "day: 2027-01-01", "loud: null"):
        load_batch(written(tmp_path, f"{start}  {right}\n"))


def test_a_notebook_must_take_what_the_batch_varies(tmp_path):
    notebook(tmp_path, "own.ipynb", "case = 'x'\nlang = 'nl'\n")
    load_batch(written(tmp_path, "cases: [dommelvallei]\nnotebooks: [own.ipynb]\n"))
    assert "scenario" in told(tmp_path, "cases: [dommelvallei]\nscenarios: [stress]\nnotebooks: [own.ipynb]\n")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"cells": 3}', '{"cells": [{"metadata": {}}]}'])
def test_what_is_no_notebook_is_told(tmp_path, content):
    (tmp_path / "own.ipynb").write_text(content, encoding="utf-8")
    assert "line 2" in told(tmp_path, "cases: [dommelvallei]\nnotebooks: [own.ipynb]\n")


def test_a_filter_that_names_nothing_of_the_batch_is_told(tmp_path):
    said = told(tmp_path, "cases: [dommelvallei]\nonly:\n  - {case: dommelvalei}\nwithout:\n  - {lang: en}\n")
    assert "line 3" in said
    assert "'dommelvallei'" in said
    assert "line 5" in said
