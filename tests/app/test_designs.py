"""Changes of the option designer: made or refused beside a field, whatever a browser sends."""

import json
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import load_case, simulate
from model.app.explore.designer import MOST_OPTIONS, form, presets, problems, spec
from model.app.explore.designs import apply, apply_exit, refusal
from model.app.explore.fields import limits, parsed, shown
from model.errors import InputError
from model.inputs import build_option
from model.inputs.options import AddMember, ChangeKey, Option
from model.inputs.terms import ExitTerms
from model.language import use
from model.law import ActionKind
from model.resources import list_cases, list_options
from tests.app.designing import FOUR, SHIPPED, fields, of, refused
from tests.strategies import few
from tests.strategies import keys as cost_keys


@pytest.fixture(scope="module")
def case():
    return load_case("dommelvallei")


# --- one change ---


def test_a_change_makes_new_options_and_leaves_the_rest(case):
    found = apply(case, FOUR, {"option": "unwind", "index": 0, "field": "after_years", "value": "4"})
    assert of(found, "unwind").actions[0].after_years == 4
    assert found[:3] == FOUR[:3]
    assert found[2] is FOUR[2]
    assert of(found, "unwind").path == ""  # no longer what the file says
    assert FOUR[3].actions[0].after_years == 2


def test_what_is_as_the_preset_again_is_the_preset(case):
    change = {"option": "unwind", "index": 0, "field": "after_years"}
    found = apply(case, FOUR, change | {"value": 4})
    assert form(case, of(found, "unwind"))["changed"]
    assert fields(case, of(found, "unwind"))["after_years"]["changed"]
    back = apply(case, found, change | {"value": 2})
    assert back == FOUR
    assert of(back, "unwind").path
    assert apply(case, found, {"option": "unwind", "index": 0, "reset": "after_years"}) == FOUR
    assert apply(case, found, {"option": "unwind", "reset": "option"}) == FOUR


def test_actions_are_added_removed_and_put_back(case):
    found = apply(case, FOUR, {"option": "restructure", "remove": 0})
    shown_form = form(case, of(found, "restructure"))
    assert [action["kind"] for action in shown_form["actions"]] == ["invest", "change_form", "change_key"]
    assert [one["label"] for one in shown_form["removed"]] == ["Investeren in de sturing"]
    place = shown_form["removed"][0]["place"]
    back = of(apply(case, found, {"option": "restructure", "restore": place}), "restructure")
    assert not form(case, back)["removed"]
    assert sorted(map(repr, back.actions)) != sorted(map(repr, of(found, "restructure").actions))
    more = of(apply(case, FOUR, {"option": "unwind", "add": "leave"}), "unwind")
    assert [action["added"] for action in form(case, more)["actions"]] == [False, True]


@pytest.mark.parametrize("kind", list(ActionKind))
@pytest.mark.parametrize("name", list_cases())
def test_a_new_action_can_be_simulated_unless_the_law_says_no(name, kind):
    case = load_case(name)
    found = apply(case, (FOUR[0],), {"new": ""})
    made = apply(case, found, {"option": found[1].id, "add": kind})[1]
    assert made.actions[0].kind == kind
    reason = next(one["reason"] for one in form(case, found[1])["add"] if one["kind"] == kind)
    assert bool(problems(case, made)) == bool(reason)
    if not reason:
        simulate(case, options=[FOUR[0], made], draws=2)


def test_continue_stays_first_and_as_it_is(case):
    for change in ({"add": "invest"}, {"title": "Anders"}, {"reset": "option"}):
        assert "kan niet worden gewijzigd" in refused(case, FOUR, {"option": "continue", **change})["text"]
    assert "kan niet worden gewijzigd" in refused(case, FOUR, {"delete": "continue"})["text"]
    assert apply(case, FOUR, {"delete": "extend"})[0].id == "continue"
    assert form(case, FOUR[0])["fixed"]


def test_new_options_come_from_a_preset_or_a_copy_up_to_six(case):
    found = apply(case, FOUR, {"copy": "unwind"})
    assert (found[4].id, found[4].title.nl, found[4].actions) == ("unwind-2", "Beëindigen (variant)", FOUR[3].actions)
    assert not form(case, found[4])["changed"]  # compared with what it was copied from
    assert form(case, found[4])["preset"] == "unwind"
    found = apply(case, found, {"new": "restructure"})
    assert found[5].id == "restructure-2"
    assert len({option.id for option in found}) == MOST_OPTIONS
    assert "meer kan niet" in refused(case, found, {"new": ""})["text"]
    assert spec(case, found)["full"]
    fewer = apply(case, found, {"delete": "unwind"})
    assert apply(case, fewer, {"new": "unwind"})[-1] is not None
    assert apply(case, fewer, {"new": "unwind"})[-1].id == "unwind"  # the preset itself, with its file
    assert (
        "bestaat niet" in refused(case, FOUR, {"new": "unwnd"})["text"] or refused(case, FOUR, {"new": "unwnd"})["text"]
    )


def test_titles_are_in_the_language_of_the_reader(case):
    found = apply(case, FOUR, {"option": "unwind", "title": " Stoppen "})
    assert of(found, "unwind").title.nl == "Stoppen"
    assert form(case, of(found, "unwind"))["renamed"]
    assert apply(case, found, {"option": "unwind", "reset": "title"}) == FOUR
    assert refused(case, FOUR, {"option": "unwind", "title": " "}) == {
        "field": "unwind.title",
        "text": "De tekst is leeg.",
    }
    with use("en"):
        assert of(apply(case, FOUR, {"option": "unwind", "title": "Stop"}), "unwind").title.en == "Stop"


# --- the exit rule ---


def test_the_exit_rule_makes_a_variant_of_the_case():
    case = load_case("bommelerwaard")
    terms = apply_exit(case, None, {"exit": "rule", "value": "taper"})
    assert terms.rule == "taper"
    assert terms.source == "ingesteld in de verkenner"
    terms = apply_exit(case, terms, {"exit": "step_pct", "value": "12,5"})
    assert terms.step_pct == 12.5
    shown_fields = {field["name"]: field for field in spec(case, FOUR, terms)["exit"]["fields"]}
    assert set(shown_fields) == {"rule", "start_pct", "step_pct", "years", "base"}
    assert "saldo" in shown_fields["rule"]["hint"]  # two members: no exit sum
    assert shown_fields["rule"]["changed"]
    sum_ = apply_exit(case, terms, {"exit": "rule", "value": "negotiated"})
    assert sum_.amount_eur > 0
    assert apply_exit(case, terms, {"exit": "rule", "value": "unknown"}) is not None  # its step is another
    assert apply_exit(case, terms, {"exit": "reset"}) is None
    back = apply_exit(
        case, apply_exit(case, None, {"exit": "rule", "value": "flat"}), {"exit": "rule", "value": "unknown"}
    )
    assert back is None
    with pytest.raises(InputError) as error:
        apply_exit(case, sum_, {"exit": "amount_eur", "value": ""})
    assert refusal(error.value)["field"] == "exit.amount_eur"
    with pytest.raises(InputError):
        apply_exit(case, terms, {"exit": "years", "value": "99"})


# --- numbers ---


@pytest.mark.parametrize(
    ("text", "nl", "en"),
    [
        ("1.250,5", 1250.5, None),
        ("1,250.5", None, 1250.5),
        ("0.5", 0.5, 0.5),
        ("0,500", 0.5, 0.5),
        ("€ 100.000,-", 100_000, 100),
        ("−3", -3, -3),
        (" ", None, None),
        ("1250", 1250, 1250),
    ],
)
def test_numbers_are_read_the_readers_way(text, nl, en):
    for lang, value in (("nl", nl), ("en", en)):
        fits = nullcontext() if value is not None or text == " " else pytest.raises(InputError)
        with use(lang), fits:
            assert parsed(text) == value


@pytest.mark.parametrize("text", ["nan", "inf", "1e5", "1_000", "12a", "--1", "9" * 50, True, [1], {}, float("nan")])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InputError, match="getal"):
        parsed(text)


@given(st.floats(-1e6, 1e6).map(lambda x: round(x, 4)), st.sampled_from(["nl", "en"]))
def test_shown_numbers_are_read_back(value, lang):
    with use(lang):
        assert parsed(shown(value)) == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(("lang", "text"), [("nl", "100,000"), ("en", "100.000"), ("en", "1.250")])
def test_hidden_thousands_are_refused_where_euros_stand(case, lang, text):
    with use("nl"):
        found = apply(case, FOUR, {"option": "extend", "index": 0, "field": "volume", "value": "together"})
    with use(lang):
        told = refused(case, found, {"option": "extend", "index": 0, "field": "annual_eur", "value": text})
    assert told["field"] == "extend.0.annual_eur"
    assert text[0] + "00000"[: len(text) - 2] in told["text"] or "1250" in told["text"]


def test_limits_are_those_of_the_model():
    assert limits(AddMember, "member.inhabitants") == (100, 2_000_000)
    assert limits(ChangeKey, "key.usage") == (0, 1)


# --- anything a browser may send ---

LOOSE = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.integers(), max_size=2)
)
NAMES = st.sampled_from(
    ["moment", "at", "after_years", "when.signpost", "when.side", "when.value", "when.lead_years", "to", "host", "key",
     "host_capacity", "key.usage", "key.fte", "phase_years", "volume", "pct_of_retained", "annual_eur", "fte", "name",
     "lever", "by_party", "destination", "otherwise", "party", "member.code", "member.name", "member.inhabitants",
     "member.trust", "one_off_eur", "inhabitants"]
)  # fmt: skip
VALUES = LOOSE | st.sampled_from(
    ["at", "after_years", "when", "trust", "cloud_share", "above", "below", "host", "own", "market", "together",
     "by_party",
     "retained", "centrumregeling", "openbaar_lichaam", "GM0820", "largest", 3, "40", "12,5", 2030, True, False]
)  # fmt: skip
IDS = st.sampled_from([*SHIPPED, "option-2", "unwind-2"]) | LOOSE
CHANGES = st.one_of(
    st.fixed_dictionaries({"option": IDS, "add": st.sampled_from(list(ActionKind)) | LOOSE}),
    st.fixed_dictionaries(
        {"option": IDS, "index": st.integers(-1, 5) | LOOSE, "field": NAMES | LOOSE, "value": VALUES}
    ),
    st.fixed_dictionaries({"option": IDS, "index": st.integers(-1, 5) | LOOSE, "reset": NAMES | LOOSE}),
    st.fixed_dictionaries({"option": IDS, "remove": st.integers(-1, 5) | LOOSE}),
    st.fixed_dictionaries({"option": IDS, "restore": st.integers(-1, 5) | LOOSE}),
    st.fixed_dictionaries({"option": IDS, "title": LOOSE}),
    st.fixed_dictionaries({"option": IDS, "reset": st.sampled_from(["title", "option"]) | LOOSE}),
    st.fixed_dictionaries({"new": IDS}),
    st.fixed_dictionaries({"copy": IDS}),
    st.fixed_dictionaries({"delete": IDS}),
    st.dictionaries(st.text(max_size=8), LOOSE, max_size=3),
)


@given(st.lists(CHANGES, max_size=6))
@few(60)
def test_any_change_gives_valid_options_or_an_error_beside_a_field(changes):
    case, found = load_case("dommelvallei"), FOUR
    for change in changes:
        told: dict[str, str] = {"field": "", "text": "-"}
        try:
            found = apply(case, found, change)
        except InputError as error:
            told = refusal(error)
        assert told["text"]
    assert found[0] == FOUR[0]
    assert len(found) <= MOST_OPTIONS
    assert len({option.id for option in found}) == len(found)
    for option in found:
        assert Option.model_validate(option.model_dump(mode="python")) == option.model_copy(update={"path": ""})
    json.dumps(spec(case, found), allow_nan=False)


@given(
    st.dictionaries(
        st.sampled_from(["exit", "value"]), VALUES | st.sampled_from(["rule", "years", "amount_eur", "reset", "base"])
    )
)
def test_any_change_of_the_exit_rule_gives_one_or_an_error(change):
    case = load_case("bommelerwaard")
    for terms in (None, ExitTerms(rule="negotiated", amount_eur=1.0), ExitTerms(rule="taper")):
        with suppress(InputError):
            assert isinstance(apply_exit(case, terms, change), ExitTerms | None)


@given(cost_keys())
@few(10)
def test_any_key_is_shown_as_percentages(key):
    option = build_option({"actions": [{"kind": "change_key", "key": key, "after_years": 1}]}, name="sleutel")
    told = fields(load_case("dommelvallei"), option)
    assert {
        name.removeprefix("key."): field["value"]
        for name, field in told.items()
        if name.startswith("key.") and field["value"] is not None
    } == pytest.approx({base: 100 * share for base, share in key.items()}, abs=1e-3)


def test_what_the_designer_shows_needs_no_folder_to_be_there(tmp_path):
    case = load_case("dommelvallei").model_copy(update={"path": str(tmp_path / "gone" / "case.yml")})
    assert [option.id for option in presets(case)] == list(list_options())
    (tmp_path / "gone").mkdir()
    Path(tmp_path / "gone" / "kapot.yml").write_text("actions: [", encoding="utf-8")
    assert [option.id for option in presets(case)] == list(list_options())
