"""Dates of the steps: months and gates, the critical path, what binds, and what published cases managed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.language import use
from model.law import ActionKind, Destination, LegalForm
from model.law.calendar import calendar, latest_decision
from model.law.steps import ADVICE, Change, Step, Term, Terms, steps_of

SHORT = Terms(
    preparation_months=1, council_weeks=3, works_council_weeks=4, board_weeks=1, publication_weeks=1, tender_months=3,
    carry_out_months=3, split_months=12, form_months=15, notice_months=18, notice_on_intention=True,
)  # fmt: skip
USUAL = replace(
    SHORT, preparation_months=3, council_weeks=6, works_council_weeks=6, board_weeks=2, publication_weeks=2,
    tender_months=4, carry_out_months=6, split_months=15, form_months=24, notice_on_intention=False,
)  # fmt: skip
OL, BVO, ORGAAN, CENTRUM, ZONDER = LegalForm
MARKET = frozenset({Destination.MARKET})
EVERY = [
    *(Change(kind) for kind in ActionKind if kind is not ActionKind.CHANGE_FORM),
    *(Change(ActionKind.CHANGE_FORM, form=form) for form in LegalForm),
    *(Change(kind, destinations=frozenset({to})) for kind in (ActionKind.LEAVE, ActionKind.CHANGE_SOURCING)
      for to in Destination),
]  # fmt: skip
PLANS = st.tuples(
    st.sampled_from(LegalForm), st.lists(st.sampled_from(EVERY), min_size=1, max_size=3, unique=True),
    st.sampled_from([SHORT, USUAL, replace(USUAL, window=(5, 2020)), replace(USUAL, notice_months=0)]), st.booleans(),
).map(lambda plan: steps_of(*plan[:3], ends=plan[3]))  # fmt: skip
DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2060, 12, 31))


def day(text):
    return dt.date.fromisoformat(text)


def dated(decision, steps):
    return {one.step.key: one for one in calendar(day(decision), steps).steps}


@pytest.mark.parametrize(
    ("term", "start", "end"),
    [
        (Term(months=1), "2027-01-31", "2027-02-28"),
        (Term(months=1), "2028-01-31", "2028-02-29"),
        (Term(months=12), "2028-02-29", "2029-02-28"),
        (Term(months=14), "2026-12-31", "2028-02-29"),
        (Term(months=1.5), "2026-01-01", "2026-02-16"),
        (Term(days=56), "2027-12-31", "2028-02-25"),
        (Term(until=(1, 1)), "2027-01-01", "2027-01-01"),
        (Term(until=(1, 1)), "2027-12-31", "2028-01-01"),
        (Term(until=(4, 29)), "2027-04-29", "2027-04-29"),
        (Term(until=(4, 29)), "2027-04-30", "2028-04-29"),
        (Term(window=(5, 2026)), "2026-07-03", "2026-07-03"),
        (Term(window=(5, 2026)), "2027-01-01", "2031-01-01"),
        (Term(window=(5, 2026)), "2024-05-01", "2026-01-01"),
    ],
)
def test_a_term_ends_on_the_day_that_a_calendar_says(term, start, end):
    assert term.end(day(start)) == day(end)


def test_ommen_hardenberg_could_have_managed_it_in_thirteen_months():
    """Bestuursdienst Ommen-Hardenberg: notice in December 2017, dissolved from 1 January 2019 (ommenaar.nl).

    Worked by hand as a lower bound of law and agreement alone: 8 weeks for the councils, nothing else has a term; a
    proposal of a month, a week to decide and three months to move: 1 January, 26 February, 5 March, 5 June 2018.
    """
    steps = steps_of(OL, [Change(ActionKind.DISSOLVE)], SHORT)
    found = calendar(day("2017-12-01"), steps)
    assert found.effective <= day("2019-01-01")
    assert found.effective > day("2018-06-05")
    dates = dated("2017-12-01", steps)
    assert [dates[key].end.isoformat() for key in ("prepare", "views", "decision", "carry_out")] == [
        "2018-01-01", "2018-02-26", "2018-03-05", "2018-06-05"
    ]  # fmt: skip
    assert "frame" not in dates  # what ends adopts no budget


def test_bergen_op_zoom_could_have_managed_it_in_eighteen_months():
    """ICT West-Brabant-West: the council of Bergen op Zoom chose on 23 June 2020, out from 1 January 2022 (cases.md 5).

    The letter of 3 July lies two days short of a full eighteen months before; the notice in the case is that rounded.
    Lower bound: the notice of 18 months itself, until 23 December 2021.
    """
    found = calendar(day("2020-06-23"), steps_of(BVO, [Change(ActionKind.LEAVE)], SHORT))
    assert day("2021-12-23") <= found.effective <= day("2022-01-01")
    assert found.critical_path == ("notice", "start")
    later = calendar(day("2020-06-23"), steps_of(BVO, [Change(ActionKind.LEAVE)], replace(SHORT, window=(5, 2021))))
    assert later.effective == day("2023-01-01")  # a year too early for the window, then 18 months from 1 January 2021


def test_servicepunt71_could_have_managed_it_in_twenty_six_months():
    """Servicepunt71: announced in October 2020, centrumregeling from 1 January 2023 (sleutelstad.nl)."""
    steps = steps_of(BVO, [Change(ActionKind.CHANGE_FORM, form=CENTRUM)], USUAL)
    assert calendar(day("2020-10-16"), steps).effective <= day("2023-01-01")
    assert {"frame", "draft_budget", "province"}.isdisjoint(step.key for step in steps)  # a host has its own budget


def test_hard_terms_of_a_tender_by_hand():
    """Views 8 weeks, offers 45 days, standstill 20 days: 121 days of law in a row, from 1 March 2026 to 30 June."""
    nothing = Terms(0, 0, 0, 0, 0, 0, 0, 0, 0)
    steps = steps_of(CENTRUM, [Change(ActionKind.LEAVE, destinations=MARKET)], nothing)
    dates = dated("2026-03-01", steps)
    assert dates["standstill"].end == day("2026-06-30")
    assert dates["start"].end == day("2027-01-01")


def test_a_new_key_of_an_organisation_with_a_budget_waits_for_the_framework():
    steps = steps_of(BVO, [Change(ActionKind.CHANGE_KEY)], USUAL)
    in_time, too_late = dated("2026-01-29", steps), dated("2026-01-30", steps)
    assert in_time["prepare"].end == day("2026-04-29")
    assert [in_time[key].latest_end.isoformat() for key in ("frame", "draft_budget", "province", "start")] == [
        "2026-04-29", "2026-09-14", "2026-09-14", "2027-01-01"
    ]  # fmt: skip
    assert too_late["frame"].end == day("2027-04-29")
    assert too_late["start"].end == day("2028-01-01")
    assert latest_decision(steps, day("2027-01-01")) == day("2026-01-29")


def test_slack_of_a_textbook_network():
    """Activities A3 B4 C2 (after A) D5 (after B) E1 (after C, D): 10 days, critical B-D-E, slack 4 of A and C.

    By hand; forward and backward pass as in Kelley & Walker (1959).
    """
    lengths = {"A": (3, ()), "B": (4, ()), "C": (2, ("A",)), "D": (5, ("B",)), "E": (1, ("C", "D"))}
    steps = [Step(key, key, "", "practice", Term(days=n), after) for key, (n, after) in lengths.items()]
    found = calendar(day("2026-01-01"), steps)
    assert found.effective == day("2026-01-11")
    assert found.critical_path == ("B", "D", "E")
    assert {one.step.key: one.slack for one in found.steps} == {"A": 4, "B": 0, "C": 4, "D": 0, "E": 0}
    assert [one.latest_end.day for one in found.steps] == [8, 5, 10, 10, 11]


@given(PLANS, DAYS, st.integers(0, 800))
def test_a_later_decision_never_gives_an_earlier_date(steps, decision, later):
    first = calendar(decision, steps)
    assert calendar(decision + dt.timedelta(days=later), steps).effective >= first.effective


@given(PLANS, DAYS, st.integers(0, 1500))
def test_dates_hold_together(steps, decision, wait):
    target = calendar(decision, steps).effective + dt.timedelta(days=wait)
    found = calendar(decision, steps, target)
    end = {one.step.key: one.end for one in found.steps}
    latest = {one.step.key: one.latest_end for one in found.steps}
    for one in found.steps:
        assert decision <= one.start <= one.end <= one.latest_end <= max(found.target, one.end)
        assert one.slack >= 0
        for key in one.step.after:
            assert end[key] <= one.start
            assert one.step.term.end(latest[key]) <= one.latest_end  # what is late by no more than that is not late
    critical = {one.step.key for one in found.steps if one.slack == 0}
    assert set(found.critical_path) == critical
    first = found.steps[[one.step.key for one in found.steps].index(found.critical_path[0])]
    assert first.start == decision  # the path runs from the decision to the start
    assert found.steps[-1].step.key in critical


@given(PLANS, DAYS)
def test_dates_that_bind_are_kept(steps, decision):
    found = {one.step.key: one for one in calendar(decision, steps).steps}
    assert (found["start"].end.month, found["start"].end.day) == (1, 1)
    if "province" in found:
        year = found["start"].end.year
        assert found["frame"].end < dt.date(found["frame"].end.year, 4, 30)
        assert (found["province"].start - found["draft_budget"].start).days >= 84
        assert found["province"].end < dt.date(found["province"].end.year, 9, 15)
        assert found["province"].end.year < year
    if "permission" in found:
        assert (found["permission"].start - found["views"].start).days == 56


@given(PLANS, DAYS)
def test_the_last_day_to_decide_is_the_last(steps, decision):
    effective = calendar(decision, steps).effective
    last = latest_decision(steps, effective)
    assert last >= decision
    assert calendar(last, steps).effective <= effective
    assert calendar(last + dt.timedelta(days=1), steps).effective > effective


@pytest.mark.parametrize("form", LegalForm)
@pytest.mark.parametrize("change", EVERY, ids=lambda change: f"{change.kind}-{change.form}")
def test_no_statement_of_law_without_article_and_source(form, change):
    for step in steps_of(form, [change], USUAL):
        if step.origin != "practice" or step.article or step.remark:
            assert step.article, step.key
            assert step.cited is not None, step.key
            assert step.cited.url.startswith("https://")
            assert 1 <= step.cited.confidence <= 3
        else:
            assert step.row or step.key == "start", step.key
        with use("nl"):
            assert step.name
    assert all(source.url.startswith("https://") for _text, source in ADVICE)


@pytest.mark.parametrize("form", LegalForm)
def test_a_budget_binds_only_forms_that_have_one(form):
    """OL, BVO and joint organ adopt a budget (Wgr art. 34-35); a host and a bare agreement have none of their own."""
    keys = {step.key for step in steps_of(form, [Change(ActionKind.CHANGE_KEY)], USUAL)}
    assert ("province" in keys) is (form in {OL, BVO, ORGAAN})


def test_who_must_be_asked_differs_by_change():
    asked = {
        change.kind: {step.key for step in steps_of(BVO, [change], USUAL)}
        for change in EVERY
        if change.form is None and not change.destinations
    }
    assert {"views", "permission", "decision", "publication", "works_council"} <= asked[ActionKind.LEAVE]
    assert "works_council" not in asked[ActionKind.CHANGE_KEY]
    assert asked[ActionKind.INVEST] == {"prepare", "decision", "frame", "draft_budget", "province", "start"}
    assert "permission" not in asked[ActionKind.DISSOLVE]  # art. 1 (5) names no dissolution; the own text decides
    assert "notice" in asked[ActionKind.LEAVE]
    two = {step.key for step in steps_of(BVO, [Change(ActionKind.LEAVE)], USUAL, ends=True)}
    assert {"notice", "province"}.isdisjoint(two)  # of two members one that leaves ends it
    other = steps_of(BVO, [Change(ActionKind.CHANGE_SOURCING, destinations=frozenset({Destination.OTHER_GR}))], USUAL)
    assert "permission" in {step.key for step in other}  # joining another arrangement
