"""Names of files that come from notebooks and cases: nothing is written outside the folder that was asked for."""

import json

import nbformat
import pytest
from ruamel.yaml import YAML

from model import cli, resources
from model.errors import InputError
from model.publish import memo
from tests.publish.files import figure, notebook, table

NAMES = (
    "..\\..\\x",
    "con",
    "a\nb",
    "=1+1",
    "-x",
    "..x",
    "<script>",
    "n" * 245,
    "é" * 120,
    " ",
    "%2e%2e%2fx",
    "$(touch x)",
)
TITLES = ("../../x", "..\\x", "/etc/passwd", "con", "a\nb\x00c", "n" * 5_000, "file:///etc/passwd")


def tree(folder):
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_export_of_a_notebook_with_a_strange_name_stays_in_its_folder(tmp_path, capsys, name):
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    source, out = inside / f"{name}.ipynb", inside / "uit"
    nbformat.write(notebook(table(), figure()), source)
    words = ["--public", "--to", "html,docx,xlsx", "--figure", "line", "--table", "costs", "--output", str(out)]
    code = cli.main(["export", str(source), *words])
    told = capsys.readouterr()
    if len(name.encode()) > 200:
        assert code in (1, 2)
        assert "Traceback" not in told.err
        assert tree(tmp_path) == {source}
        return
    assert code == 0
    endings = (".html", ".docx", ".xlsx", "-line.png", "-line.svg", "-costs.csv")
    assert tree(tmp_path) == {source, *(out / f"{name}-public{ending}" for ending in endings)}


@pytest.mark.parametrize("title", TITLES, ids=lambda title: ascii(title)[:20])
def test_titles_and_keys_never_name_a_file_outside(tmp_path, title):
    source, out = tmp_path / "n.ipynb", tmp_path / "a" / "uit"
    nbformat.write(notebook(table(name=title, caption=title), title=title), source)
    assert cli.main(["export", str(source), "--to", "html,docx,xlsx", "--output", str(out)]) == 0
    assert tree(tmp_path) == {source, *(out / f"n.{kind}" for kind in ("html", "docx", "xlsx"))}
    cli.main(["export", str(source), "--table", title.replace("\x00", ""), "--output", str(out)])
    assert {path.parent for path in tree(tmp_path)} == {tmp_path, out}


@pytest.mark.parametrize("name", ["../../x", "..\\x", "a\nb", "n" * 300, "/etc/x", "", "."])
@pytest.mark.parametrize("what", ["case", "scenario"])
def test_memo_of_a_case_or_scenario_that_names_another_folder_is_refused(tmp_path, what, name):
    path = resources.case_path("dommelvallei") if what == "case" else resources.scenario_path("base")
    told = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) | {"id": name}
    file = tmp_path / f"{what}.yml"
    file.write_text(json.dumps(told, default=str), encoding="utf-8")
    given = {"case": "dommelvallei", "scenario": "base"} | {what: str(file)}
    with pytest.raises(InputError, match=rf"{what}\.yml"):
        memo.make_memo(**given, draws=16, output_dir=tmp_path / "a" / "uit")
    assert tree(tmp_path) == {file}


@pytest.mark.parametrize(
    ("stem", "name"),
    [("..\\..\\x", "x"), ("a\nb", "a-b"), ("Mijn Casus", "mijn-casus"), ("=1+1", "1-1"), ("é" * 100, "e" * 60),
     ("<b>", "b"), ("…", "nameless")],
    ids=ascii,
)  # fmt: skip
def test_memo_of_files_with_strange_names_has_an_ordinary_one(tmp_path, stem, name):
    files = []
    for kind, path in (("a", resources.case_path("dommelvallei")), ("b", resources.scenario_path("base"))):
        told = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        told.pop("id", None)
        files.append(tmp_path / kind / f"{stem}.yml")
        files[-1].parent.mkdir()
        files[-1].write_text(json.dumps(told, default=str), encoding="utf-8")
    assert memo.memo_name(memo.checked(*map(str, files))) == f"{name}-{name}"
