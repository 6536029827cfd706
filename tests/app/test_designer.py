"""The option designer: forms that give the same option back, and what stands in the way, beside its field."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import load_case, simulate
from model.app.explore.designer import form, presets, problems, spec
from model.app.explore.designs import apply
from model.errors import InputError
from model.inputs import build_case, build_option, check_option
from model.law import LegalForm
from model.resources import list_cases, list_options
from tests.app.designing import FOUR, fields, of, refused
from tests.strategies import cases, few, options


@pytest.fixture(scope="module")
def case():
    return load_case("dommelvallei")


def told_again(case, found, option):
    """Every field of an option set to what the form shows."""
    for action in form(case, option)["actions"]:
        for field in action["fields"]:
            if field["kind"] == "group":
                continue
            for value in {field["value"], field.get("text", field["value"])} - {None}:
                change = {"option": option.id, "index": action["index"], "field": field["name"], "value": value}
                found = apply(case, found, change)
    return of(found, option.id)


@pytest.mark.parametrize("name", list_cases())
def test_every_shipped_option_comes_back_from_its_form(name):
    case = load_case(name)
    for option in presets(case):
        if option.id != "continue":
            assert told_again(case, (FOUR[0], option), option) == option
        shown_form = form(case, option)
        assert json.loads(json.dumps(shown_form)) == shown_form | {
            "actions": json.loads(json.dumps(shown_form["actions"]))
        }
        assert not shown_form["changed"]
        assert (
            [one["text"] for one in problems(case, option)]
            == [str(one) for one in check_option(option.model_copy(update={"path": ""}), case)]
            == []
        )


def test_presets_are_the_shipped_options_and_those_beside_the_case():
    assert [option.id for option in presets(load_case("drechtsteden-hardinxveld"))] == [*list_options(), "join"]
    assert [
        option.id
        for option in presets(
            build_case(
                {
                    "name": "x",
                    "budget_year": 2026,
                    "arrangement": {"legal_form": "openbaar_lichaam"},
                    "parties": [
                        {"code": "GM0001", "name": "a", "inhabitants": 9000},
                        {"code": "GM0002", "name": "b", "inhabitants": 9000},
                    ],
                }
            )
        )
    ] == [*list_options()]


@given(data=st.data())
@few(15)
def test_any_option_comes_back_from_its_form(data):
    case = data.draw(cases())
    option = data.draw(options(case))
    again = told_again(case, (FOUR[0], option), option)
    assert again.actions == option.actions
    assert json.dumps(spec(case, (FOUR[0], option)))


# --- fields that stand for several ---


def test_the_moment_changes_kind_in_the_same_year(case):
    year = case.budget_year + 2
    at = apply(case, FOUR, {"option": "unwind", "index": 0, "field": "moment", "value": "at"})
    assert (of(at, "unwind").actions[0].at, of(at, "unwind").actions[0].after_years) == (year, None)
    sign = apply(case, at, {"option": "unwind", "index": 0, "field": "moment", "value": "when"})
    option = of(sign, "unwind")
    assert set(fields(case, option)) >= {"when.signpost", "when.side", "when.value", "when.lead_years"}
    trust = apply(case, sign, {"option": "unwind", "index": 0, "field": "when.signpost", "value": "vulnerability"})
    below = apply(case, trust, {"option": "unwind", "index": 0, "field": "when.side", "value": "below"})
    half = of(apply(case, below, {"option": "unwind", "index": 0, "field": "when.value", "value": "12,5"}), "unwind")
    assert half.actions[0].when.model_dump(exclude_none=True) == {
        "signpost": "vulnerability",
        "below": 0.125,
        "lead_years": 1,
    }
    assert fields(case, half)["when.value"]["text"] == "12,5"
    assert (
        "hoogstens 100"
        in refused(case, below, {"option": "unwind", "index": 0, "field": "when.value", "value": "101"})["text"]
    )
    assert fields(case, half)["moment"]["changed"]
    assert apply(case, (*FOUR[:3], half), {"option": "unwind", "index": 0, "reset": "moment"}) == FOUR


def test_a_key_mixes_bases_that_must_add_to_a_hundred(case):
    where = {"option": "restructure", "index": 3}
    found = apply(case, FOUR, where | {"field": "key.usage", "value": "60"})
    assert problems(case, of(found, "restructure")) == [
        {"index": 3, "field": "key", "text": "De aandelen tellen op tot 60%; dat moet 100% zijn."}
    ]
    shown_form = fields(case, of(found, "restructure"), 3)
    assert shown_form["key"]["error"].startswith("De aandelen")
    assert shown_form["key"]["changed"]
    found = apply(case, found, where | {"field": "key.inhabitants", "value": "40"})
    assert of(found, "restructure").actions[3].key == {"usage": 0.6, "inhabitants": 0.4}
    assert problems(case, of(found, "restructure")) == []
    assert apply(case, found, where | {"reset": "key"}) == FOUR
    gone = apply(case, found, where | {"field": "key.inhabitants", "value": "0"})
    assert of(gone, "restructure").actions[3].key == {"usage": 0.6}


def test_one_destination_for_all_or_one_for_each(case):
    where = {"option": "unwind", "index": 0}
    each = apply(case, FOUR, where | {"field": "by_party", "value": True})
    codes = [party.code for party in case.parties]
    assert of(each, "unwind").actions[0].destination == dict.fromkeys(codes, "own")
    host = apply(case, each, where | {"field": f"destination.{codes[0]}", "value": "host"})
    assert "otherwise" in fields(case, of(host, "unwind"))  # a host may refuse
    assert "otherwise" not in fields(case, of(each, "unwind"))
    assert (
        of(apply(case, each, where | {"field": "by_party", "value": False}), "unwind").actions[0].destination == "own"
    )
    assert apply(case, host, where | {"reset": "by_party"}) == FOUR


def test_a_task_has_one_volume(case):
    where = {"option": "extend", "index": 0}
    own = apply(case, FOUR, where | {"field": "volume", "value": "together"})
    own = apply(case, own, where | {"field": "annual_eur", "value": "€ 300.000"})
    assert float(of(own, "extend").actions[0].annual_eur) == 300_000
    each = apply(case, own, where | {"field": "volume", "value": "by_party"})
    assert sum(map(float, of(each, "extend").actions[0].annual_eur_of.values())) == pytest.approx(300_000)
    assert of(apply(case, each, where | {"field": "volume", "value": "together"}), "extend").actions[
        0
    ].annual_eur.value == pytest.approx(300_000)
    told = refused(case, own, where | {"field": "annual_eur", "value": ""})
    assert (told["field"], "precies één" in told["text"]) == ("extend.0.annual_eur", True)
    assert apply(case, each, where | {"reset": "volume"}) == FOUR


def test_a_joiner_shows_what_is_estimated_for_it(case):
    found = apply(case, FOUR, {"option": "extend", "add": "add_member"})
    joined = fields(case, of(found, "extend"), 1)
    assert joined["member.trust"]["empty"].startswith("geschat op 0,")
    change = {"option": "extend", "index": 1, "field": "member.code"}
    taken = of(apply(case, found, change | {"value": case.parties[0].code}), "extend")
    assert [(one["field"], one["text"][:33]) for one in problems(case, taken)] == [
        ("member.code", "Deze partij is al lid.")
    ]
    told = refused(case, found, change | {"value": "geen code!"})
    assert (told["field"], "CBS-code" in told["text"]) == ("extend.1.member.code", True)
    host = apply(case, FOUR, {"option": "unwind", "add": "leave"})
    assert [choice["value"] for choice in fields(case, of(host, "unwind"), 1)["party"]["choices"]] == [
        party.code for party in case.parties
    ]


def test_figures_with_a_range_say_so_and_keep_it_until_changed(case):
    ranged = {"low": 10_000, "base": 20_000, "high": 30_000, "source": "gesprek"}
    option = build_option(
        {"actions": [{"kind": "merge_organisations", "name": "B", "after_years": 2, "inhabitants": ranged}]},
        name="samen",
    )
    shown_field = fields(case, option)["inhabitants"]
    assert (shown_field["text"], shown_field["hint"]) == ("20.000", "Heeft een bandbreedte: 10.000 tot 30.000.")
    found = (FOUR[0], option)
    assert (
        apply(case, found, {"option": "samen", "index": 0, "field": "inhabitants", "value": "20.000"})[1].actions
        == option.actions
    )
    new = (
        apply(case, found, {"option": "samen", "index": 0, "field": "inhabitants", "value": "25.000"})[1]
        .actions[0]
        .inhabitants
    )
    assert (new.value, new.shape, new.source) == (25_000, "fixed", None)


# --- what stands in the way ---


def test_the_law_says_why_in_dutch(case):
    found = apply(case, FOUR, {"option": "restructure", "add": "merge_organisations"})
    said = problems(case, of(found, "restructure"))
    assert [(one["index"], one["field"]) for one in said] == [(4, "")]
    assert "Er is geen rechtspersoon die kan fuseren." in said[0]["text"]
    assert form(case, of(found, "restructure"))["actions"][4]["error"] == said[0]["text"]
    kinds = {one["kind"]: one["reason"] for one in form(case, FOUR[2])["add"]}
    assert kinds["merge_organisations"].startswith("Er is geen rechtspersoon")
    assert "(" in kinds["merge_organisations"]  # the source
    assert kinds["leave"] == ""


def test_forms_that_cannot_be_are_offered_with_the_reason(case):
    choices = {one["value"]: one["reason"] for one in fields(case, FOUR[2], 2)["to"]["choices"]}
    assert choices[case.arrangement.legal_form] == "De regeling heeft deze vorm al."
    assert "personeel" in choices[LegalForm.GEMEENSCHAPPELIJK_ORGAAN]
    assert choices[LegalForm.CENTRUMREGELING] == ""
    found = apply(case, FOUR, {"option": "restructure", "index": 2, "field": "to", "value": "regeling_zonder_meer"})
    said = [one for one in problems(case, of(found, "restructure")) if one["index"] == 2]
    assert [one["field"] for one in said] == ["to"]
    assert "artikel" in said[0]["text"] or "http" in said[0]["text"]
    assert of(found, "restructure").actions[2].host is None


def test_a_year_outside_the_horizon_is_said_beside_the_year(case):
    at = apply(case, FOUR, {"option": "unwind", "index": 0, "field": "moment", "value": "at"})
    late = of(apply(case, at, {"option": "unwind", "index": 0, "field": "at", "value": 2099}), "unwind")
    said = problems(case, late)
    assert [(one["index"], one["field"]) for one in said] == [(0, "at")]
    assert said[0]["text"].startswith("Het jaar valt buiten de horizon")
    assert str(case.years[-1]) in said[0]["text"]
    assert fields(case, late)["at"]["error"] == said[0]["text"]


def test_two_options_may_not_say_two_things_of_one_joiner_or_task(case):
    found = apply(case, FOUR, {"option": "extend", "add": "add_member"})
    found = apply(case, found, {"copy": "extend"})
    assert [problems(case, option, found) for option in found] == [[]] * 5
    found = apply(case, found, {"option": "extend-2", "index": 1, "field": "member.inhabitants", "value": "50.000"})
    assert [one["field"] for one in problems(case, found[4], found)] == ["member.code"]
    found = apply(case, FOUR, {"option": "extend", "index": 0, "field": "volume", "value": "together"})
    found = apply(
        case, apply(case, found, {"copy": "extend"}), {"option": "extend", "index": 0, "field": "fte", "value": 2}
    )
    assert [one["field"] for one in problems(case, found[1], found)] == ["name"]
    with pytest.raises(InputError, match="twee verschillende omvangen"):
        simulate(case, options=found, draws=2)
