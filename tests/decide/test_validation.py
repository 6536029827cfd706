"""The items, their verdicts, and that the published cases come out as they must."""

import dataclasses

import pytest

from model.decide import refusals
from model.decide.published_cases import PREDICTIONS, Effort
from model.decide.validation import Validation
from model.decide.validation_items import Item, Predicted, judged, load_items
from model.inputs import load_assumptions
from model.language import use

ITEMS = load_items()
FEW = Effort(256, 0)
BY_HAND = [item for item in ITEMS.values() if item.section == "cases" and item.label == "arithmetic"]


def item(**fields):
    return next(iter(ITEMS.values())).model_copy(update={"test": "equal", "observed": 10.0, "tolerance": 0.5, **fields})


class TestVerdict:
    @pytest.mark.parametrize(("value", "verdict"), [(10.5, "holds"), (10.6, "misses"), (9.5, "holds"), (9.4, "misses")])
    def test_equal_but_for_the_tolerance(self, value, verdict):
        assert judged(item(), Predicted(value)).verdict == verdict

    @pytest.mark.parametrize(("band", "verdict"), [((9, 11), "holds"), ((10, 12), "holds"), ((11, 12), "misses")])
    def test_the_observed_figure_lies_inside_the_band(self, band, verdict):
        assert judged(item(test="inside"), Predicted(10.5, *band)).verdict == verdict

    def test_without_a_band_nothing_lies_inside(self):
        assert judged(item(test="inside"), Predicted(10.0)).verdict == "misses"

    @pytest.mark.parametrize(("value", "verdict"), [(1.0, "misses"), (2.0, "holds"), (3.0, "holds"), (3.1, "misses")])
    def test_the_prediction_lies_within_bounds(self, value, verdict):
        assert judged(item(test="within", observed_low=2.0, observed_high=3.0), Predicted(value)).verdict == verdict

    def test_a_bound_may_be_open(self):
        assert judged(item(test="within", observed_low=2.0), Predicted(1e9)).verdict == "holds"

    @pytest.mark.parametrize(("value", "verdict"), [(1.0, "refuses"), (0.0, "misses")])
    def test_a_refusal(self, value, verdict):
        assert judged(item(test="refuses"), Predicted(value)).verdict == verdict


class TestTable:
    def test_every_case_has_a_prediction_and_the_other_way_round(self):
        assert {name for name, row in ITEMS.items() if row.section == "cases"} == set(PREDICTIONS)

    @pytest.mark.parametrize("row", ITEMS.values(), ids=list(ITEMS))
    def test_calibrations_and_only_they_name_rows_that_exist(self, row):
        known = {assumption.id for assumption in load_assumptions()}
        assert set(row.rests_on.split()) <= known
        assert (row.label == "calibration") == bool(row.rests_on)

    @pytest.mark.parametrize("row", ITEMS.values(), ids=list(ITEMS))
    def test_texts_in_both_languages_and_a_source(self, row):
        assert row.name != row.name_nl
        assert bool(row.note) == bool(row.note_nl)
        assert bool(row.miss) == bool(row.miss_nl)
        assert row.source_title
        with use("en"):
            assert row.text("name") == row.name
        with use("nl"):
            assert row.text("name") == row.name_nl

    def test_what_may_miss_says_why(self):
        """An out-of-sample item that can miss in the figures has its explanation ready, before it does."""
        for row in ITEMS.values():
            if row.section == "hindcast" and row.id != "ict_cost.2021":
                assert row.miss, row.id

    def test_out_of_sample_evidence_set_no_row_that_the_check_uses(self):
        """An out-of-sample case is named by no row of the table, but for what says something else of the same case."""
        # Case 5 also told of unspent replacement money, and of the study that came before the vote.
        elsewhere = {"bergen.creep": {"operations.debt_start", "transition.preparation"}}
        for item_ in ITEMS.values():
            if item_.label == "out_of_sample" and item_.section == "cases":
                naming = {row.id for row in load_assumptions() if f"{item_.evidence} " in f"{row.evidence} "}
                assert naming <= elsewhere.get(item_.id, set()), item_.id


@pytest.mark.parametrize("row", BY_HAND, ids=[row.id for row in BY_HAND])
def test_arithmetic_holds(row):
    assert judged(row, PREDICTIONS[row.id](FEW)).verdict == "holds"


@pytest.mark.parametrize("name", ["overrun.tail", "growth.2016_2023", "abg.saving", "law.adopted", "law.proposal"])
def test_calibrations_find_back_what_they_were_set_on(name):
    assert judged(ITEMS[name], PREDICTIONS[name](Effort(1024, 0))).verdict == "holds"


class TestRefusals:
    def test_without_data_it_asks_for_data(self):
        assert refusals.without_data(draws=128) == Predicted(1.0)

    def test_a_promise_that_rests_on_judgement_is_refused(self):
        assert refusals.tempted(draws=512) == Predicted(1.0)

    def test_shipped_cases_prefer_nothing_that_is_not_carried(self):
        found = refusals.preferences(draws=256, cases=["dommelvallei"], scenarios=["base", "fast-cloud"])
        assert (found.value, found.where, found.worlds) == (1.0, (), 2)

    def test_a_preference_against_the_measured_part_would_be_seen(self):
        """The check can fail: a verdict whose null points the other way does not stand."""
        case, scenario = refusals.load_case("dommelvallei"), refusals.load_scenario("base")
        options = [refusals.load_option(name) for name in ("continue", "unwind")]
        found = refusals.carried(case, scenario, options, 256)
        mean = abs(found.difference.mean)
        against = dataclasses.replace(found.null, mean=-mean if found.difference.mean > 0 else mean)
        assert refusals.stands(dataclasses.replace(found, gate="preferred"))
        assert not refusals.stands(dataclasses.replace(found, gate="preferred", null=against))


def test_only_arithmetic_makes_it_unsound():
    def outcome(label, verdict):
        row = item(label=label)
        found = dataclasses.replace(judged(row, Predicted(10.0)), verdict=verdict)
        return Validation((found,), (), (), 1, 0)

    assert not outcome("arithmetic", "misses").sound
    assert outcome("calibration", "misses").sound
    assert outcome("out_of_sample", "misses").sound
    assert outcome("out_of_sample", "misses").counts("out_of_sample") == {"holds": 0, "misses": 1, "refuses": 0}
    with pytest.raises(LookupError):
        outcome("arithmetic", "holds").of("unknown")


def test_a_row_without_an_observed_figure_is_refused():
    from model.decide.validation_items import _item

    cells = {name: "" if value is None else str(value) for name, value in item().model_dump().items()}
    assert isinstance(_item({**cells, "rests_on": ""} | {"label": "arithmetic"}), Item)
    with pytest.raises(ValueError, match="needs an observed"):
        _item({**cells, "observed": "", "label": "arithmetic", "rests_on": ""})
    with pytest.raises(ValueError, match="names the rows"):
        _item({**cells, "label": "calibration", "rests_on": ""})
