"""The store: the same for a folder and a far one, whole files or none, and no way out of it."""

import os

import pytest

from model.batch.store import Store
from model.errors import InputError


@pytest.fixture(params=["folder", "memory"])
def store(request, tmp_path):
    return Store(str(tmp_path / "out") if request.param == "folder" else f"memory://{tmp_path}/out")


def test_what_is_put_is_there(store):
    digest = store.put(".herijk/runs/a.json", "één")
    assert store.get(".herijk/runs/a.json") == "één".encode()
    assert store.has(".herijk/runs/a.json", digest)
    assert not store.has(".herijk/runs/a.json", "0" * 64)
    assert not store.has("b", digest)
    assert list(store.names(".herijk/runs")) == ["a.json"]
    assert list(store.names("nowhere")) == []
    store.remove(".herijk/runs/a.json")
    store.remove(".herijk/runs/a.json")
    assert store.get(".herijk/runs/a.json") is None


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "", "a\\..\\x"])
def test_no_name_leaves_the_folder(store, name):
    with pytest.raises(ValueError, match="no name inside"):
        store.put(name, "x")


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    store = Store(str(tmp_path))
    store.put("a", "old")

    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(OSError, match="space"):
        store.put("a", "new")
    monkeypatch.undo()
    assert store.get("a") == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_an_unknown_kind_of_address_is_told():
    with pytest.raises(InputError, match="nowhere"):
        Store("nowhere://bucket/x")
