"""The result of a simulation: names, shapes, frozenness and other forms."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from model.engine.names import ITEMS, OBSERVABLES, OWN_ITEMS
from model.engine.outcome import ARRAYS, OBSERVABLE_UNITS, Outcome
from tests.factories import make_outcome
from tests.synthetic import BUDGET, EXIT_SUM, INCOME

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return make_outcome(draws=48, block_size=8, parties=3)


def test_every_observable_has_a_unit() -> None:
    assert tuple(OBSERVABLE_UNITS) == OBSERVABLES


def test_positions_by_name(outcome: Outcome) -> None:
    assert outcome.o("unwind") == 3
    assert outcome.p("GM9901") == 1
    assert outcome.i("hosting") == 1
    assert outcome.g("kosten") == 0
    assert outcome.obs("fte") == OBSERVABLES.index("fte")
    assert outcome.y(2028) == 2
    assert outcome.par("law.shared") == 2
    assert outcome.horizon == 10


def test_an_unknown_name_says_what_there_is(outcome: Outcome) -> None:
    with pytest.raises(LookupError, match=r"no party 'GM0000' in this outcome; there are GM9902, GM9901, GM9904"):
        outcome.p("GM0000")


@pytest.mark.parametrize("name", [name for name in ARRAYS if name != "block"])
def test_a_wrong_shape_is_refused_by_name(outcome: Outcome, name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} has shape"):
        dataclasses.replace(outcome, **{name: getattr(outcome, name)[..., :-1]})


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("options", ("a", "a", "b", "c"), "options are not unique"),
        ("party_names", ("Beemd",), "1 party_names for 3 parties"),
        ("option_objects", (), "0 option_objects for 4 options"),
        ("years", (2026, *range(2028, 2038)), "must follow on"),
        ("draws", 0, "at least 1"),
    ],
)
def test_names_that_do_not_fit_are_refused(outcome: Outcome, field: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(outcome, **{field: value})


def test_arrays_cannot_be_changed_but_the_callers_can(outcome: Outcome) -> None:
    mine = outcome.charge.copy()
    other = dataclasses.replace(outcome, charge=mine)
    with pytest.raises(ValueError, match="read-only"):
        other.charge[0, 0, 0, 0] = 1.0
    mine[0, 0, 0, 0] = 1.0  # the engine's buffer is not locked


def test_subset_keeps_the_draws_asked_for(outcome: Outcome) -> None:
    some = outcome.subset(np.array([5, 2]))
    assert some.draws == 2
    np.testing.assert_array_equal(some.npv, outcome.npv[:, [5, 2]])
    np.testing.assert_array_equal(some.inputs, outcome.inputs[[5, 2]])
    np.testing.assert_allclose(some.cost_mean, outcome.cost[:, [5, 2]].mean(axis=1))
    assert outcome.subset(outcome.inputs[:, 0] > -0.1).draws == int((outcome.inputs[:, 0] > -0.1).sum())


def test_subset_of_a_summary_does_not_pretend_to_know_the_mean_cost() -> None:
    some = make_outcome(draws=8, full=False).subset(slice(0, 4))
    assert np.isnan(some.cost_mean).all()


def test_an_empty_subset_is_refused(outcome: Outcome) -> None:
    with pytest.raises(ValueError, match="no draw"):
        outcome.subset(slice(0, 0))


@pytest.mark.parametrize("name", list(ARRAYS))
def test_to_frame_holds_every_value_under_its_names(outcome: Outcome, name: str) -> None:
    frame = outcome.to_frame(name)
    array = getattr(outcome, name)
    assert list(frame.columns) == [*ARRAYS[name].dims, name]
    assert len(frame) == array.size
    assert frame.attrs["unit"] == ARRAYS[name].unit
    place = tuple(size - 1 for size in array.shape)
    last = {dim: outcome.coordinates[dim][k] for dim, k in zip(ARRAYS[name].dims, place, strict=True)}
    row = frame
    for dim, label in last.items():
        row = row[row[dim] == label]
    assert row[name].tolist() == [array[place]]


def test_to_frame_by_default_gives_the_charge(outcome: Outcome) -> None:
    frame = outcome.to_frame()
    chosen = frame[(frame.option == "extend") & (frame.draw == 7) & (frame.party == "GM9904") & (frame.year == 2029)]
    assert chosen.charge.item() == outcome.charge[1, 7, 2, 3]


def test_to_frame_explains_what_is_not_there(outcome: Outcome) -> None:
    with pytest.raises(LookupError, match="no array 'kosten'"):
        outcome.to_frame("kosten")
    with pytest.raises(LookupError, match="keep='full'"):
        make_outcome(draws=4, full=False).to_frame("cost")


def test_to_xarray_names_dimensions_and_units(outcome: Outcome) -> None:
    data = outcome.to_xarray()
    assert dict(data.sizes) == outcome.sizes
    assert data["npv"].attrs["units"] == "EUR real, discounted"
    found = data["score"].sel(option="unwind", draw=3, party="GM9901", goal="klant").item()
    assert found == outcome.score[3, 3, 1, outcome.g("klant")]
    assert data["observable_unit"].sel(name="fte").item() == "fte"
    assert "cost" not in make_outcome(draws=4, full=False).to_xarray()


def test_importing_the_outcome_loads_no_table_library(
    in_python: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    code = "import sys, model.engine.outcome; print({'pandas', 'xarray'} & set(sys.modules))"
    assert in_python("-c", code).stdout.strip() == "set()"


class TestFactory:
    """What tests of decide, show and publish lean on."""

    def test_items_sum_to_cash(self, outcome: Outcome) -> None:
        cash = outcome.observable[..., outcome.obs("cost_cash")]
        np.testing.assert_allclose(outcome.cost.sum(axis=4), cash, rtol=1e-12)
        parts = sum(outcome.observable[..., outcome.obs(name)] for name in ("charge", "own_cost", "transfer"))
        np.testing.assert_allclose(parts, cash, rtol=1e-12)

    def test_charge_is_the_organisations_items_and_the_reserve_while_a_member(self, outcome: Outcome) -> None:
        member = outcome.observable[..., outcome.obs("member")]
        inside = [outcome.i(item) for item in ITEMS if item not in (*OWN_ITEMS, "exit_transfer")]
        np.testing.assert_allclose(outcome.charge, member * outcome.cost[..., inside].sum(axis=4), rtol=1e-12)
        spend = outcome.observable[..., outcome.obs("spend")]
        saved = outcome.cost[..., outcome.i("reserve")]
        np.testing.assert_allclose(outcome.charge, spend + saved * member, rtol=1e-12, atol=1e-6)

    def test_exit_sums_cancel_out(self, outcome: Outcome) -> None:
        transfer = outcome.cost[..., outcome.i("exit_transfer")]
        np.testing.assert_allclose(transfer.sum(axis=2), 0.0, atol=1e-6)
        assert transfer[outcome.o("unwind"), 0, 0].sum() == pytest.approx(3 * EXIT_SUM)

    def test_year_0_is_the_budget_in_every_draw_and_option(self, outcome: Outcome) -> None:
        np.testing.assert_allclose(outcome.charge[:, :, :, 0].sum(axis=2), sum(BUDGET.values()) - INCOME)

    def test_present_values_agree(self, outcome: Outcome) -> None:
        left = outcome.npv[..., outcome.i("reserve_left")]
        np.testing.assert_allclose(outcome.npv.sum(axis=3) - left, outcome.npv_year.sum(axis=3), rtol=1e-12)
        assert (left[outcome.o("continue")] < 0.0).all()
        assert (left[outcome.o("unwind")] == 0.0).all()
        assert (outcome.npv_year[..., 0] == 0.0).all()

    def test_lasten_book_what_cash_books_in_the_end(self, outcome: Outcome) -> None:
        cash, lasten = (outcome.observable[..., outcome.obs(name)].sum(axis=3) for name in ("cost_cash", "cost_lasten"))
        np.testing.assert_allclose(cash, lasten, rtol=1e-12)

    def test_the_seed_decides(self) -> None:
        np.testing.assert_array_equal(make_outcome(draws=8, seed=0).npv, make_outcome(draws=8, seed=0).npv)
        assert not np.array_equal(make_outcome(draws=8, seed=0).npv, make_outcome(draws=8, seed=1).npv)

    def test_without_uncertainty_draws_are_equal(self) -> None:
        sure = make_outcome(draws=4, uncertainty=False)
        assert (sure.npv == sure.npv[:, :1]).all()
        assert (sure.score == sure.score[:, :1]).all()


def test_the_total_is_the_sum_over_the_items(outcome: Outcome) -> None:
    assert outcome.futures == outcome.draws == 48
    np.testing.assert_allclose(outcome.total, outcome.npv.sum(axis=3), rtol=1e-12)
    np.testing.assert_array_equal(outcome.future_block, outcome.block)
