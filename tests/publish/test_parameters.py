"""Parameters of the memo: what papermill would swallow in silence is refused here."""

import pytest

from model.errors import InputError
from model.inputs import load_case
from model.publish import parameters
from model.publish.parameters import checked
from tests.factories import make_case
from tests.publish.files import MEMO_PARAMETERS

CASE = """\
name: Proefregeling
budget_year: 2026
arrangement: {legal_form: bedrijfsvoeringsorganisatie}
parties:
- {code: GM9901, name: Aldergoor, inhabitants: 25000}
- {code: GM9902, name: Beemd, inhabitants: 29000}
"""


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "proef.yml"
    path.write_text(CASE, encoding="utf-8")
    return path


def refused(*args, **kwargs):
    with pytest.raises(InputError) as caught:
        checked(*args, **kwargs)
    return caught.value.problems


def test_defaults_are_the_base_scenario_and_the_shipped_options(case):
    found = checked(str(case))
    assert (found.case, found.case_id, found.scenario_id, found.options) == (str(case), "proef", "base", None)
    assert (found.lang, found.draws, found.seed, found.mark, found.without) == ("nl", 10_240, 0, None, ())


def test_a_case_that_was_loaded_is_found_again_by_its_file(case):
    assert checked(load_case(case)).case == str(case)


def test_a_case_that_is_in_no_file_is_refused():
    assert refused(make_case())[0].found == "voorbeeld"


def test_seed_zero_is_a_seed(case):
    assert checked(str(case), seed=0).seed == 0


def test_lists_survive_the_plain_papermill_command(case):
    for written in ("continue, unwind", "['continue', 'unwind']", "(continue,unwind)", ["continue", "unwind"]):
        assert checked(str(case), options=written).options == ("continue", "unwind")
    assert checked(str(case), without="why,GM9902").without == ("why", "GM9902")
    assert checked(str(case), without="").without == ()


@pytest.mark.parametrize(
    ("typed", "kept"), [("draft", "draft"), ("Concept", "draft"), ("vertrouwelijk", "confidential")]
)
def test_mark_may_be_typed_in_dutch(case, typed, kept):
    assert checked(str(case), mark=typed).mark == kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("draws", 0), ("draws", -1), ("draws", True), ("draws", "1024"), ("draws", 1024.0), ("draws", 10**9),
        ("seed", -1), ("seed", None), ("seed", False), ("seed", 2**63),
        ("lang", "de"), ("lang", ""), ("mark", "geheim"), ("mark", 1),
        ("options", 3), ("options", ["continue", "continue"]), ("without", ["onbekend"]), ("without", [1]),
        ("precision", 0), ("precision", -1.0), ("precision", "500"), ("precision", True), ("precision", float("inf")),
        ("max_draws", 0), ("max_draws", 10**9), ("decide_from", "1 mei"),
        ("decide_from", "2027-02-30"), ("decide_from", 3),
    ],
)  # fmt: skip
def test_each_wrong_parameter_is_named_with_what_is_allowed(case, field, value):
    found = refused(str(case), **{field: value})
    assert [problem.field for problem in found] == [field]
    assert found[0].allowed


def test_all_problems_come_at_once(tmp_path):
    found = refused(tmp_path / "weg.yml", scenario="bestaat-niet", options=["evenmin"], draws=0, seed=-1)
    assert len(found) == 5


def test_section_that_looks_like_another_gets_a_tip(case):
    assert "review" in refused(str(case), without=["reviews"])[0].hint


def test_problems_are_in_the_language_asked_for(case):
    dutch, english = (refused(str(case), lang=lang, draws=0)[0].allowed for lang in ("nl", "en"))
    assert english.startswith("a whole number")
    assert dutch.startswith("een ")


def test_notebook_gets_plain_values_only(case):
    values = checked(str(case), options=("continue",), without=("why",)).for_notebook()
    assert {type(value) for value in values.values()} <= {str, int, list, type(None)}
    assert tuple(values) == MEMO_PARAMETERS


def test_every_section_that_can_be_left_out_is_known_to_the_memo():
    from model.publish import sections

    assert set(parameters.SECTIONS) <= set(dir(sections))
