"""Calendar of options: plan against earliest start, the form of the moment, what the case knows of notice."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from types import SimpleNamespace

import pytest

from model.decide.schedule import PACES, USED, schedule
from model.inputs import build_option, load_assumptions, load_option
from model.law import allowed
from tests.factories import make_case

SHIPPED = ("continue", "extend", "restructure", "unwind")


def planned(options, case=None, **settings):
    """Calendar of these options; it reads no result, only case, options and rows."""
    outcome = SimpleNamespace(
        case=case or make_case(), options=tuple(option.id for option in options), option_objects=tuple(options),
        assumptions=load_assumptions(),
    )  # fmt: skip
    return schedule(outcome, **settings)


def one(*actions, case=None, **settings):
    (found,) = planned([build_option({"actions": list(actions)}, name="plan")], case, **settings)
    return found


def known(months, estimated=False):
    case = make_case(parties=3)
    figure = case.arrangement.notice_months.model_copy(update={"value": float(months), "estimated": estimated})
    return case.model_copy(update={"arrangement": case.arrangement.model_copy(update={"notice_months": figure})})


def test_the_shipped_options_can_start_when_they_plan_to():
    found = planned([load_option(name) for name in SHIPPED])
    assert [one.option for one in found] == list(SHIPPED)
    assert [one.standing for one in found] == ["feasible"] * 4
    assert found[0].moments == ()
    assert [[moment.planned for moment in one.moments] for one in found[1:]] == [
        ["2028-01-01"], ["2027-01-01", "2028-01-01"], ["2028-01-01"]
    ]  # fmt: skip
    json.dumps([asdict(one) for one in found])


def test_counts_from_the_first_day_of_the_budget_year_unless_told_otherwise():
    assert one({"kind": "invest", "lever": "dvo", "after_years": 1}).decision == "2026-01-01"
    later = one({"kind": "invest", "lever": "dvo", "after_years": 1}, decision=dt.date(2026, 6, 1))
    assert later.decision == "2026-06-01"
    assert later.standing == "not_before"  # the framework of 2027 has gone out
    assert later.moments[0].usual == "2028-01-01"


def test_tight_is_what_only_short_terms_make():
    """A split of 12 to 15 months: from 1 January 2026 on 1 January 2027 at best, and by usual terms a year later."""
    (moment,) = one({"kind": "dissolve", "at": 2027}).moments
    assert (moment.earliest, moment.usual, moment.standing) == ("2027-01-01", "2028-01-01", "tight")
    assert moment.late >= moment.usual


def test_until_when_one_can_decide():
    """At 15 months for a split, 1 October 2026 is the last day to announce an end on 1 January 2028."""
    (moment,) = one({"kind": "dissolve", "after_years": 2}).moments
    assert moment.decide_by == "2026-10-01"
    assert {one.step.key: one.latest for one in moment.steps}["start"] == "2028-01-01"


@pytest.mark.parametrize(("estimated", "earliest"), [(False, "2028-01-01"), (True, "2027-01-01")])
def test_a_notice_period_that_nobody_knows_takes_its_range(estimated, earliest):
    found = one({"kind": "leave", "party": "GM9901", "at": 2028}, case=known(18, estimated))
    (moment,) = found.moments
    assert moment.earliest == earliest  # 12 months is the low end of the range
    assert moment.notice_known is not estimated
    assert moment.usual == "2029-01-01"  # 18 months from the decision, not from the intention


def test_each_moment_stands_under_the_form_of_its_time():
    found = one(
        {"kind": "change_key", "key": {"usage": 1.0}, "at": 2032},
        {"kind": "change_form", "to": "centrumregeling", "host": "largest", "at": 2029},
    )
    assert [(moment.form, moment.planned) for moment in found.moments] == [
        ("bedrijfsvoeringsorganisatie", "2029-01-01"), ("centrumregeling", "2032-01-01")
    ]  # fmt: skip
    assert "province" not in {one.step.key for one in found.moments[1].steps}


def test_a_signpost_has_no_date_but_a_lead():
    when = {"signpost": "trust", "below": 0.3, "lead_years": 2}
    (moment,) = one({"kind": "dissolve", "when": when}).moments
    assert (moment.planned, moment.lead_years, moment.standing) == (None, 2, "signpost")


def test_what_the_law_says_of_each_action_comes_along():
    (moment,) = one({"kind": "add_task", "name": "archief", "pct_of_retained": 50, "at": 2029}).moments
    (reason,) = moment.actions
    ruling = allowed(make_case().arrangement.legal_form, "add_task")
    assert reason.ruling == ruling
    assert reason.detail == "archief"


def test_paces_are_in_order_for_every_row():
    rows = {row.id: row for row in load_assumptions()}
    for name in USED:
        assert [getattr(rows[name], pace) for pace in PACES] == sorted(getattr(rows[name], pace) for pace in PACES)
        assert rows[name].kind == "judgement"
