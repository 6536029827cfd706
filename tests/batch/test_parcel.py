"""Files of our own travel with a task: the worker needs nothing of the folder that they came from."""

import shutil

import pytest

from model.batch import work
from model.batch.batchfile import load_batch
from model.batch.parcel import Parcel, packed
from model.batch.plan import make_plan
from model.batch.pool import Task, done
from model.batch.store import Store
from model.resources import case_path
from tests.batch.stories import write_batch


@pytest.fixture
def task(tmp_path):
    """A calculation on a case and a scenario of our own, and the folder that they stand in."""
    folder = tmp_path / "own"
    shutil.copytree(case_path("dommelvallei").parent, folder / "here")
    path = write_batch(folder, 1)
    path.write_text(path.read_text(encoding="utf-8").replace("dommelvallei", "here"), encoding="utf-8")
    plan = make_plan(load_batch(path))
    return Task("a", work.simulate_groups, (plan.groups, Store(str(tmp_path / "out")), ())), plan.runs[0], folder


def test_a_task_is_done_without_the_folder(task):
    here, _run, folder = task
    parcel = packed(here)
    before = done(here, "nl").answer
    shutil.rmtree(folder)
    with parcel.unpacked() as there:
        assert str(folder) not in repr(there.given[0])
        assert done(there, "nl").answer == before


def test_a_notebook_and_its_parameters_travel(task):
    _here, run, folder = task
    parcel = packed(Task("b", work.render_run, (run, Store("out"))))
    assert {name.rpartition("/")[2] for name in parcel.files} >= {"own.ipynb", "case.yml", "s000.yml"}
    with parcel.unpacked() as there:
        moved = there.given[0]
        assert (moved.id, moved.name, moved.group.case_id) == (run.id, run.name, "here")
        assert moved.parameters["scenario"] == moved.group.scenario
        assert str(folder) not in repr(moved)


def test_shipped_names_stay_names(tmp_path):
    path = tmp_path / "batch.yml"
    path.write_text("cases: [dommelvallei]\noutputs: []\ndraws: 64\n", encoding="utf-8")
    task = Task("c", work.simulate_groups, (make_plan(load_batch(path)).groups, Store("out"), ()))
    assert (packed(task).files, packed(task).places) == ({}, {})


def test_a_parcel_does_not_leave_its_folder(task):
    here, _run, _folder = task
    with pytest.raises(ValueError, match="inside"), Parcel(here, {"../../x": b""}, {}).unpacked():
        pass
