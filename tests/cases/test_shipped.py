"""The shipped cases of real arrangements: held against what really happened, by ordering where no euros are known."""

import numpy as np
import pytest

from model.inputs import build_scenario, load_case, load_option
from model.law.forms import LegalForm
from model.resources import data_path, list_cases
from model.simulation import simulate

CALM = build_scenario({"exits": "none"}, name="calm")
OPTIONS = {"west-brabant-west": "leave", "drechtsteden-hardinxveld": "join", "leidse-regio": "centrumregeling"}
DRAWS = 512


def run(name):
    option = load_option(data_path("cases", name, f"{OPTIONS[name]}.yml"))
    return simulate(load_case(name), CALM, ["continue", option], draws=DRAWS, keep="full")


@pytest.fixture(scope="module")
def bergen():
    return run("west-brabant-west")


@pytest.fixture(scope="module")
def joined():
    return run("drechtsteden-hardinxveld")


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_every_page_says_that_it_is_an_example(name):
    """Budgets of these cases are estimated in full: nothing in them may pass for a published amount."""
    case = load_case(name)
    assert name in list_cases()
    assert case.example
    assert case.estimated_share == 1.0
    assert all(party.inhabitants.url for party in case.parties)


def test_west_brabant_west_is_the_organisation_that_was_published():
    case = load_case("west-brabant-west")
    assert sum(float(one.heads) for one in case.organisation.specialisms) == 40.0
    assert float(case.arrangement.notice_months) == 18.0
    assert len(case.parties) == 5


def test_leaving_costs_bergen_op_zoom_money_at_first(bergen):
    """It paid to leave, and knew that: the choice was for less dependence, not for a lower bill in the first year."""
    p, y = bergen.p("GM0748"), bergen.y(2022)
    paid = bergen.observable[:, :, p, y, bergen.obs("cost_cash")]
    assert np.mean(paid[1] > paid[0]) > 0.9


def test_who_stay_pay_more_without_the_exit_sum(bergen):
    """The reason why an exit sum exists: costs run on while a contributor is gone."""
    y = bergen.y(2022)
    stay = [bergen.p(code) for code in bergen.parties if code != "GM0748"]
    charge = bergen.charge[:, :, stay, y].sum(axis=2)
    assert np.mean(charge[1] > charge[0]) > 0.9


def test_the_leaver_pays_no_contribution_afterwards(bergen):
    p = bergen.p("GM0748")
    charge, member = bergen.charge[1, :, p], bergen.observable[1, :, p, :, bergen.obs("member")]
    assert np.all((charge > 0.0) == (member == 1.0))
    assert np.mean(member[:, bergen.y(2022)]) < 0.2  # a few futures are late, none for good
    assert np.all(member[:, bergen.y(2025)] == 0.0)


def test_hardinxveld_pays_its_contribution_per_inhabitant(joined):
    """3,437,000 euros a year, by the key: the total of the case was estimated from it."""
    p, y = joined.p("GM0523"), joined.y(2018)
    others = [joined.p(code) for code in joined.parties if code != "GM0523"]
    people = load_case("drechtsteden-hardinxveld").inhabitants
    per_head = joined.charge[1, :, others, y].sum(axis=0) / people
    np.testing.assert_allclose(joined.charge[1, :, p, y] / 17_774, per_head, rtol=1e-9)
    assert joined.charge[1, :, p, y].mean() == pytest.approx(3_437_000, rel=0.1)


def test_a_joiner_never_raises_what_the_others_pay_much(joined):
    """Seven members were said to gain by scale; above 60,000 inhabitants the model gives almost nothing either way."""
    others = [joined.p(code) for code in joined.parties if code != "GM0523"]
    paid = joined.npv[:, :, others].sum(axis=(2, 3)).mean(axis=1)
    assert paid[1] / paid[0] == pytest.approx(1.0, abs=0.02)


def test_a_host_arrangement_is_allowed_and_changes_little_in_cost():
    """Servicepunt71: no saving was promised, and none is calculated; only the change itself costs."""
    outcome = run("leidse-regio")
    assert load_case("leidse-regio").arrangement.legal_form is LegalForm.BEDRIJFSVOERINGSORGANISATIE
    paid = outcome.npv.sum(axis=(2, 3)).mean(axis=1)
    assert 1.0 < paid[1] / paid[0] < 1.05
