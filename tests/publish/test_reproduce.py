"""A memo carries what it was made from: made again it is the same to the byte, and otherwise it says why."""

import json
import re

import docx
import nbformat
import openpyxl
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from ruamel.yaml import YAML

from model import resources
from model.app import reproducing
from model.cli import main
from model.errors import InputError
from model.inputs import load_case, load_option, load_scenario
from model.language import use
from model.publish import memo, source
from model.publish.page import json_in_page
from model.publish.public import public_copy
from tests.publish.files import MEMO_PARAMETERS

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }} *vet* =1+1"
SOURCES = (
    """from model import load_case, load_option, load_scenario, simulate
from model.decide.appraisal import appraise
from model.decide.verdict import verdict
from model.language import use
from model.publish import sections
from model.publish.board import Memo
from model.publish.parameters import checked
wanted = checked(case, scenario, options, lang, draws, seed, mark, without, precision, max_draws, decide_from)
use(lang, everywhere=True)
chosen = [load_option(name) for name in wanted.options or ("continue", "extend")]
outcome = simulate(load_case(case), load_scenario(scenario), chosen, draws=draws, seed=seed)
memo = Memo(wanted, outcome, appraise(outcome), verdict(outcome))""",
    "sections.heading(memo)",
    "sections.members(memo)",
    "sections.computed(memo)",
)


@pytest.fixture
def _quick(tmp_path, monkeypatch):
    """Stand-in for the memo's notebook: real sections, without the analyses that take a minute."""
    parameters = "\n".join(f"{name} = None" for name in MEMO_PARAMETERS)
    cells = [new_code_cell(parameters, id="p", metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(text, id=f"c{n}") for n, text in enumerate(SOURCES)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), tmp_path / "stand-in.ipynb")
    monkeypatch.setattr(resources, "notebook_path", lambda _name: tmp_path / "stand-in.ipynb")


def own_case(folder, **changed):
    """A case of one's own with hostile words, a text of the arrangement beside it."""
    told = YAML(typ="safe", pure=True).load(resources.case_path("dommelvallei").read_text(encoding="utf-8"))
    told |= {"id": "eigen", "name": f"Regeling {EVIL}"} | changed
    told["arrangement"]["text_file"] = "regeling.txt"
    folder.mkdir(parents=True)
    (folder / "regeling.txt").write_text("Artikel 1. Uittreden kost <b>niets</b>.", encoding="utf-8")
    (folder / "case.yml").write_text(json.dumps(told), encoding="utf-8")
    return folder / "case.yml"


def changed_page(page, target, change):
    """The page with another record in it."""
    text = page.read_text(encoding="utf-8")
    start = re.search(f'<script[^>]*id="{source.ELEMENT}"[^>]*>', text).end()
    end = text.index("</script>", start)
    told = json.loads(text[start:end])
    change(told)
    target.write_text(text[:start] + json_in_page(told) + text[end:], encoding="utf-8")
    return target


def hostile_words_stay_text(notebook):
    """In Word and Excel as `herijk export` makes them of a memo."""
    assert main(["export", str(notebook), "--to", "docx,xlsx"]) == 0
    word = docx.Document(notebook.with_suffix(".docx"))
    said = "\n".join(part.text for part in word.paragraphs)
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }} *vet* =1+1" in said
    for sheet in openpyxl.load_workbook(notebook.with_suffix(".xlsx")).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f"
            assert not isinstance(cell.value, str) or cell.value[:1] not in tuple("=+-@") or cell.quotePrefix


@pytest.mark.full  # two memos; test_export holds the same bytes of every kind of file
@pytest.mark.usefixtures("_quick")
def test_own_case_in_two_folders_gives_the_same_bytes_and_names_no_folder(tmp_path):
    first, second = (
        memo.make_memo(
            own_case(tmp_path / name), "base", ["continue", "extend"], draws=64, output_dir=tmp_path / f"uit-{name}"
        )
        for name in ("a", "b")
    )
    assert first.html.read_bytes() == second.html.read_bytes()
    assert first.notebook.read_bytes() == second.notebook.read_bytes()
    assert str(tmp_path) not in first.html.read_text(encoding="utf-8")
    assert str(tmp_path) not in first.notebook.read_text(encoding="utf-8")
    page = first.html.read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "alert(1)</script>" not in page
    assert len(re.findall("<script", page)) == 2  # the record, and ours
    hostile_words_stay_text(first.notebook)
    kept = tmp_path / "weer"
    assert main(["reproduce", str(first.html), "--output", str(kept)]) == 0
    assert (kept / first.html.name).read_bytes() == first.html.read_bytes()
    assert (kept / first.notebook.name).read_bytes() == first.notebook.read_bytes()


@pytest.mark.usefixtures("_quick")
def test_says_what_differs_and_why(tmp_path):
    page = memo.make_memo("dommelvallei", draws=64, lang="en", output_dir=tmp_path / "uit").html
    target = tmp_path / "memo.html"

    def older(told):
        told["case"]["horizon_years"] = 5
        told["data"]["assumptions.csv"]["prices.saas"] = "pert 0.01 0.02 0.03 #abc123"
        told["versions"]["numpy"] = "1.0"

    changed_page(page, target, older)
    with use("en"):
        found = reproducing.reproduce(target)
        said = reproducing.answer(found, as_json=False)
    assert not found.same
    assert [(one.field, one.a) for one in found.versions] == [("numpy", "1.0")]
    assert [one.field for one in found.data] == ["assumptions.csv:prices.saas"]
    assert "horizon_years" in [one.field for one in found.inputs]
    assert found.figures
    assert found.explained
    for word in ("numpy", "prices.saas", "pert 0.01 0.02 0.03", "years of the horizon", "not the same"):
        assert word in said.lower(), word
    json.loads(reproducing.answer(found, as_json=True))


@pytest.mark.usefixtures("_quick")
def test_page_that_was_changed_by_hand_is_found_out(tmp_path, capsys):
    page = memo.make_memo("dommelvallei", draws=64, output_dir=tmp_path / "uit").html
    text = page.read_text(encoding="utf-8")
    figure = re.search(r'<td class="number"[^>]*>([\d.]+)</td>', text)
    page.write_text(text.replace(figure[0], figure[0].replace(figure[1], "123.456.789"), 1), encoding="utf-8")
    assert main(["reproduce", str(page), "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert "the page was changed after it was made" in said
    assert "123.456.789" in said


def test_public_copy_says_that_it_carries_nothing(tmp_path):
    (tmp_path / "x.html").write_text("<h1>Memo</h1>")
    with pytest.raises(InputError, match=r"x\.html.*openbaar exemplaar"):
        source.read_record(tmp_path / "x.html")
    with pytest.raises(InputError, match=r"weg\.html"):
        source.read_record(tmp_path / "weg.html")
    assert public_copy(new_notebook())[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["parameters"].update(case="../../etc/passwd"),
        lambda told: told["parameters"].update(scenario=".ssh"),
        lambda told: told["parameters"].update(options=["a/b.yml"]),
        lambda told: told["parameters"].update(draws="64"),
        lambda told: told.update(command="rm"),
        lambda told: told.update(form=2),
        lambda told: told.pop("case"),
        lambda told: told.update(options=[{"id": "x"}] * 51),
    ],
)
def test_hostile_record_is_refused_before_anything_is_made(tmp_path, change):
    told = {
        "form": 1, "case": source.written(load_case("dommelvallei")), "scenario": source.written(load_scenario("base")),
        "options": [source.written(load_option("continue"))], "text": None, "data": {}, "versions": {},
        "parameters": {"case": "dommelvallei", "scenario": "base", "options": ["continue"], "lang": "nl", "draws": 64,
                       "seed": 0, "mark": None, "without": [], "precision": None, "max_draws": 100,
                       "decide_from": None},
    }  # fmt: skip
    source.Record.model_validate_json(json.dumps(told))
    change(told)
    page = tmp_path / "m.html"
    page.write_text(f'<script type="application/json" id="{source.ELEMENT}">{json_in_page(told)}</script>')
    with pytest.raises(InputError, match=r"m\.html"):
        source.read_record(page)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null", '{"form": 1}'])
def test_broken_record_is_refused(tmp_path, text):
    (tmp_path / "m.html").write_text(f'<script id="{source.ELEMENT}">{text}</script>')
    with pytest.raises(InputError, match=r"m\.html"):
        source.read_record(tmp_path / "m.html")


def test_everything_shipped_survives_the_record(tmp_path):
    for names, load in (
        (resources.list_cases(), load_case), (resources.list_scenarios(), load_scenario),
        (resources.list_options(), load_option),
    ):  # fmt: skip
        for name in names:
            file = tmp_path / name
            file.write_text(json.dumps(source.written(load(name))), encoding="utf-8")
            assert source.written(load(str(file))) == source.written(load(name))
