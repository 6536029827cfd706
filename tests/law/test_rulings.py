"""Every combination of form and action has a ruling with a reason and a source."""

from __future__ import annotations

import pytest

from model.language import use
from model.law import ActionKind, Destination, ExitRule, KeyBase, LegalForm, Lever, allowed
from model.law.rulings import CHANGES, TABLE


def test_no_combination_is_missing():
    assert set(TABLE) == set(ActionKind)
    assert all(set(row) == set(LegalForm) for row in TABLE.values())
    assert set(CHANGES) == {(old, new) for old in LegalForm for new in LegalForm}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_ruling_has_a_reason_and_a_source(language):
    with use(language):
        for row in (*TABLE.values(), CHANGES):
            for ruling in row.values():
                assert ruling.reason
                assert ruling.cited.url.startswith("https://")
                assert ruling.cited.url in ruling.source


@pytest.mark.parametrize(
    ("form", "action", "verdict"),
    [
        ("bedrijfsvoeringsorganisatie", "add_task", True),
        ("gemeenschappelijk_orgaan", "add_task", False),
        ("regeling_zonder_meer", "add_task", False),
        ("openbaar_lichaam", "merge_organisations", True),
        ("centrumregeling", "merge_organisations", False),
        ("gemeenschappelijk_orgaan", "merge_organisations", False),
        ("regeling_zonder_meer", "dissolve", True),
    ],
)
def test_rulings(form, action, verdict):
    assert allowed(LegalForm(form), ActionKind(action)).allowed is verdict


@pytest.mark.parametrize("form", LegalForm)
def test_leaving_is_always_a_right(form):
    assert allowed(form, ActionKind.LEAVE).allowed


@pytest.mark.parametrize("form", LegalForm)
def test_no_form_changes_into_itself(form):
    assert not allowed(form, ActionKind.CHANGE_FORM, form).allowed


@pytest.mark.parametrize("old", [form for form in LegalForm if form.legal_person])
def test_an_organisation_with_staff_goes_to_no_form_without(old):
    assert not allowed(old, ActionKind.CHANGE_FORM, LegalForm.GEMEENSCHAPPELIJK_ORGAAN).allowed
    assert not allowed(old, ActionKind.CHANGE_FORM, LegalForm.REGELING_ZONDER_MEER).allowed
    assert allowed(old, ActionKind.CHANGE_FORM, LegalForm.CENTRUMREGELING).allowed


def test_only_two_forms_are_legal_persons():
    assert [form for form in LegalForm if form.legal_person] == [
        LegalForm.OPENBAAR_LICHAAM,
        LegalForm.BEDRIJFSVOERINGSORGANISATIE,
    ]


@pytest.mark.parametrize("words", [LegalForm, ActionKind, Destination, Lever, KeyBase, ExitRule])
def test_every_word_has_a_label(words):
    with use("en"):
        assert all(word.label for word in words)
    with use("nl"):
        assert all(word.label for word in words)
