"""A host municipality: room, refusal, what comes instead, and the term that one is bound for (H1-H3)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.worlds import FRICTIONLESS, cost, drawn_scenario, hand_case, option, run, seen

PREPARED = {
    **FRICTIONLESS, "transition.preparation": 0.2, "transition.staff_share": 0.0, "transition.overrun_median": 1.0,
    "transition.sourcing": 0.1, "transition.split": 0.1, "transition.form": 0.1, "transition.entry": 0.1,
    "sourcing.host_fee": 1.0,
}  # fmt: skip
NO_ROOM = {"host_capacity": 5_000, "after_years": 2}


def refused(outcome, o=1):
    return seen(outcome, "host_refused")[o, 0]


def test_a_host_without_room_leaves_all_as_it_was_and_the_preparation_is_spent():
    """A fifth of a project of a tenth of 3 million of hosting and technical staff."""
    outcome = run(hand_case(), option({"kind": "change_sourcing", "to": "host", **NO_ROOM}), pinned=PREPARED)
    np.testing.assert_array_equal(refused(outcome), [[0, 0, 1, 1, 1, 1, 1, 1, 1]] * 3)
    more = seen(outcome, "cost_cash")[1, 0].sum(axis=0) - seen(outcome, "cost_cash")[0, 0].sum(axis=0)
    np.testing.assert_allclose(more, [0, 0, 60_000, *[0] * 6], atol=1e-6)
    np.testing.assert_allclose(cost(outcome, "transition")[1, 0, :, 2], [10_000, 20_000, 30_000], rtol=1e-9)


@pytest.mark.parametrize("room", [60_000, 90_000])
def test_a_host_with_room_takes_it(room):
    move = {"kind": "change_sourcing", "to": "host", "host_capacity": room, "after_years": 2}
    outcome = run(hand_case(), option(move), pinned={**PREPARED, "sourcing.host_fee": 1.1})
    assert not refused(outcome).any()
    np.testing.assert_allclose(cost(outcome, "hosting")[1, 0].sum(axis=0)[2:], 1_100_000, rtol=1e-9)


def test_refused_work_goes_to_the_market_if_that_was_the_way_out():
    move = {"kind": "change_sourcing", "to": "host", "otherwise": "market", **NO_ROOM}
    outcome = run(hand_case(), option(move), pinned={**PREPARED, "sourcing.market_ratio": 1.3})
    np.testing.assert_allclose(cost(outcome, "hosting")[1, 0].sum(axis=0)[2:], 1_300_000, rtol=1e-9)
    np.testing.assert_allclose(cost(outcome, "transition")[1, 0].sum(axis=0)[2], 60_000 + 300_000, rtol=1e-9)


def test_a_leaver_whom_the_host_refuses_stays():
    leave = {"kind": "leave", "party": "GM0001", "destination": "host", **NO_ROOM}
    outcome = run(hand_case(), option(leave), pinned=PREPARED)
    assert seen(outcome, "member")[1].all()
    np.testing.assert_array_equal(refused(outcome)[:, 2:], [[1] * 7, [0] * 7, [0] * 7])
    np.testing.assert_allclose(cost(outcome, "transition")[1, 0, :, 2], [0.2 * 100_000, 0, 0], rtol=1e-9)


def test_or_goes_alone():
    leave = {"kind": "leave", "party": "GM0001", "destination": "host", "otherwise": "own", **NO_ROOM}
    alone = {"kind": "leave", "party": "GM0001", "after_years": 2}
    outcome = run(hand_case(), option(leave), option(alone, name="zelf"), pinned=PREPARED)
    np.testing.assert_array_equal(outcome.charge[1], outcome.charge[2])
    more = (seen(outcome, "cost_cash")[1] - seen(outcome, "cost_cash")[2])[0]
    np.testing.assert_allclose(more[:, 2], [20_000, 0, 0], atol=1e-6)
    np.testing.assert_allclose(np.delete(more, 2, axis=1), 0.0, atol=1e-6)


def test_an_arrangement_does_not_end_while_one_has_nowhere_to_go():
    ends = {"kind": "dissolve", "destination": {"GM0003": "host"}, **NO_ROOM}
    outcome = run(hand_case(), option(ends), pinned=PREPARED)
    assert seen(outcome, "member")[1].all()
    np.testing.assert_array_equal(refused(outcome)[:, 2], [0, 0, 1])


def test_a_member_that_cannot_host_leaves_the_form_as_it_is():
    """The largest has 30,000 inhabitants; the others bring 30,000."""
    form = {"kind": "change_form", "to": "centrumregeling", "host": "largest", "after_years": 2}
    small, large = ({**form, "host_capacity": room} for room in (29_000, 30_000))
    outcome = run(hand_case(), option(small), option(large, name="ruim"), pinned=PREPARED)
    assert refused(outcome)[:, 2:].all()
    assert not refused(outcome, 2).any()
    project = cost(outcome, "transition")[1:, 0].sum(axis=1)
    np.testing.assert_allclose(project[:, 2], [0.2 * 600_000, 600_000], rtol=1e-9)


def test_a_joiner_for_whom_a_host_has_no_room_stays_out():
    member = {"code": "NW0001", "name": "Nieuw", "inhabitants": 20_000, "cloud_share": 0.5, "retained_fte": 1.0}
    case = hand_case(arrangement={"legal_form": "centrumregeling", "host": "GM0003"})
    outcome = run(case, option({"kind": "add_member", "member": member, **NO_ROOM}), pinned=PREPARED)
    p = outcome.p("NW0001")
    assert not seen(outcome, "member")[1, 0, p].any()
    np.testing.assert_allclose(cost(outcome, "transition")[1, 0, p], [0, 0, 0.2 * 200_000, *[0] * 6], rtol=1e-9)


def test_one_chance_for_all_options_and_none_at_its_null():
    options = (
        option({"kind": "change_sourcing", "to": "host", "after_years": 2}),
        option({"kind": "leave", "party": "GM0001", "destination": "host", "after_years": 3}, name="weg"),
    )
    world = {"scenario": drawn_scenario(), "draws": 256}
    outcome = run(hand_case(horizon=3), *options, **world, pinned={"sourcing.host_refuses": 0.3})
    said_no = seen(outcome, "host_refused")[1:, :, 0, 3]
    np.testing.assert_array_equal(said_no[0], said_no[1])
    assert said_no[0].mean() == pytest.approx(0.3, abs=0.01)
    assert not seen(
        run(hand_case(horizon=3), *options, **world, pinned={"sourcing.host_refuses": 0.0}), "host_refused"
    ).any()


class TestTerm:
    """Three million a year of hosting and technical staff, with a host for six years from year 1."""

    MOVE = {"kind": "change_sourcing", "to": "host", "after_years": 1}  # noqa: RUF012
    PINNED = {**FRICTIONLESS, "sourcing.host_fee": 1.0, "sourcing.host_term_years": 6.0}  # noqa: RUF012

    @pytest.mark.parametrize(("after", "years"), [(3, 4), (6, 1), (7, 0), (8, 0)])
    def test_who_leaves_the_host_early_pays_what_remains(self, after, years):
        back = {"kind": "change_sourcing", "to": "own", "after_years": after}
        outcome = run(hand_case(), option(self.MOVE, back), pinned=self.PINNED)
        stranded = cost(outcome, "stranded")[1, 0].sum(axis=0)
        expected = np.zeros(9)
        expected[after] = years * 3_000_000
        np.testing.assert_allclose(stranded, expected, atol=1e-6)

    def test_when_it_ends_the_term_is_a_contract_that_somebody_may_take_over(self):
        ends = {"kind": "dissolve", "after_years": 3}
        outcome = run(hand_case(), option(self.MOVE, ends), pinned={**self.PINNED, "stranded.taken_over": 0.75})
        stranded = cost(outcome, "stranded")[1, 0, :, 3]
        np.testing.assert_allclose(stranded, 0.25 * 4 * 3_000_000 * np.array([1, 2, 3]) / 6.0, rtol=1e-9)
