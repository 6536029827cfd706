"""Voice: talks about the key or the service, the seat in a board, and windows for notice (formulas §12)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import relation, voice
from model.engine.municipality import ALONE
from model.engine.parameters import DTYPE
from model.engine.records import FACTS, STATE
from tests.engine.worlds import FRICTIONLESS, drawn_scenario, hand_case, option, plain, run, seen

VOLUMES = (10_000.0, 20_000.0, 30_000.0)
TALKATIVE = {"relation.voice_rate": 50.0, "relation.voice_slope": 0.0, "relation.voice_step": 0.5}
UNFAIR = {"cost_key": {"fixed": 1.0}}
TAKES = {"sourcing.host_refuses": 0.0}
HOST = {"kind": "change_form", "to": "centrumregeling", "host": "GM0003", "after_years": 2}


def talks(misfits, step=0.5, order=(0, 1, 2)):
    """Weights in the joint profile after one year in which every misfit is spoken about."""
    facts, par, state = (np.zeros(1, kind).view(np.recarray)[0] for kind in (FACTS, DTYPE, STATE))
    state.parties, state.pool[0].volume = len(VOLUMES), sum(VOLUMES)
    par.relation.voice_rate, par.relation.voice_step, par.relation.weight_fit = 1e9, step, 1.0
    for p, misfit in enumerate(misfits):
        member = state.member[p]
        facts.party[p].volume, member.inside, member.seat, member.partner = VOLUMES[p], 1, 1, ALONE
        member.fit_start, member.fit = 1.0, 1.0 - misfit
    total = plain(voice.all_said)(state)
    for p in order:
        plain(voice.speak_up)(p, 1, total, facts, par, state)
    total = plain(voice.all_said)(state)
    return np.array([plain(voice.weight)(p, total, facts, state) for p in range(len(VOLUMES))])


def unequal(share=(0.5, 0.2, 0.3), **fields):
    """Three members with fixed shares of the charge."""
    case = hand_case(arrangement={**UNFAIR, **fields})
    parties = tuple(
        party.model_copy(update={"fixed_share": party.fixed_share.model_copy(update={"value": part})})
        for party, part in zip(case.parties, share, strict=True)
    )
    return case.model_copy(update={"parties": parties})


class TestService:
    def test_weight_rises_by_step_and_misfit_and_the_others_lose_in_proportion(self):
        """g = 0.5 · 0.4 = 0.2: from 1/6 to (1/6 + 0.2)/1.2, the others to a fraction 1/1.2."""
        expected = np.array([1 / 6 + 0.2, 2 / 6, 3 / 6]) / 1.2
        np.testing.assert_allclose(talks((0.4, 0.0, 0.0)), expected, rtol=1e-12)

    @given(st.tuples(*[st.floats(0, 1)] * 3), st.floats(0, 1))
    def test_weights_stay_shares_that_add_to_one(self, misfits, step):
        weights = talks(misfits, step)
        assert weights.sum() == pytest.approx(1.0, rel=1e-12)
        assert np.all(weights > 0.0)

    @given(st.tuples(*[st.floats(0, 1)] * 3), st.permutations([0, 1, 2]))
    def test_it_does_not_matter_who_speaks_first(self, misfits, order):
        np.testing.assert_allclose(talks(misfits, order=order), talks(misfits), rtol=1e-12)

    def test_talks_about_the_service_move_fit_and_no_euro(self):
        drift = {"service.needs_drift": 0.1, "relation.weight_fit": 1.0}
        quiet, loud = (
            run(hand_case(), scenario=drawn_scenario(), pinned={**drift, **more}, draws=32) for more in ({}, TALKATIVE)
        )
        assert np.any(seen(quiet, "satisfaction") != seen(loud, "satisfaction"))
        np.testing.assert_array_equal(quiet.npv, loud.npv)

    def test_what_hurts_more_is_reopened_and_nothing_else(self):
        """Unfairness weighs nothing in trust here, a misfit does: the key stays as it is."""
        pinned = {**TALKATIVE, "service.needs_drift": 0.2, "relation.weight_fit": 1.0}
        shares = []
        for weight in (0.0, 100.0):
            weighed = {**pinned, "relation.weight_unfairness": weight}
            outcome = run(unequal(), scenario=drawn_scenario(), pinned=weighed, draws=32)
            shares.append(seen(outcome, "share")[0, :, 0, 2])
        assert np.mean(shares[0] == 0.5) > 0.5
        assert np.all(shares[1] < 0.5)


class TestSeat:
    def test_only_the_host_keeps_a_seat(self):
        seat = seen(run(hand_case(), option(HOST), pinned=FRICTIONLESS), "seat")
        assert np.all(seat[0] == 1.0)
        np.testing.assert_array_equal(seat[1, 0, :, 1:3], [[1, 0], [1, 0], [1, 1]])

    def test_the_largest_is_found_and_another_form_gives_the_seats_back(self):
        steps = ({**HOST, "host": "largest"}, {"kind": "change_form", "to": "openbaar_lichaam", "after_years": 4})
        seat = seen(run(hand_case(), option(*steps), pinned=FRICTIONLESS), "seat")[1, 0]
        np.testing.assert_array_equal(seat[:, 3], [0, 0, 1])
        assert np.all(seat[:, 4:] == 1.0)

    def test_a_case_can_start_without_seats(self):
        case = hand_case(arrangement={"legal_form": "centrumregeling", "host": "GM0001"})
        np.testing.assert_array_equal(seen(run(case), "seat")[0, 0, :, 0], [1, 0, 0])

    def test_without_a_seat_nobody_listens_when_the_share_is_zero(self):
        pinned = {**TALKATIVE, **FRICTIONLESS, **TAKES, "relation.voice_without_seat": 0.0}
        share = seen(run(unequal(), option(HOST), scenario=drawn_scenario(), pinned=pinned, draws=32), "share")
        assert np.all(share[0, :, 0, 3] < 0.5)
        np.testing.assert_array_equal(share[1, :, :, 2], share[0, :, :, 2])
        np.testing.assert_allclose(share[1, :, :, 3:], share[1, :, :, 3:4] + np.zeros(6), rtol=1e-12)

    def test_at_its_null_a_lost_seat_changes_nothing(self):
        pinned = {**TALKATIVE, **FRICTIONLESS, **TAKES, "relation.voice_without_seat": 1.0}
        outcome = run(unequal(), option(HOST), scenario=drawn_scenario(), pinned=pinned, draws=64)
        assert np.any(seen(outcome, "seat")[1] == 0.0)
        np.testing.assert_array_equal(seen(outcome, "share")[1], seen(outcome, "share")[0])


class TestWindow:
    @pytest.mark.parametrize(("year", "found"), [(1, 2), (2, 2), (3, 5), (5, 5), (6, 8)])
    def test_the_next_one(self, year, found):
        assert plain(relation.next_window)(year, 2, 3) == found
        assert plain(relation.next_window)(year, 0, 0) == year

    def test_who_wants_out_between_windows_waits_for_the_next(self):
        pinned = {
            "relation.exit_rate": 0.4, "relation.exit_trust": 0.0, "relation.exit_unfairness": 0.0,
            "relation.exit_value": 0.0,
        }  # fmt: skip
        free, bound = (
            seen(
                run(
                    hand_case((20_000, 20_000), horizon=10, arrangement=window),
                    scenario=drawn_scenario(exits="simulated"), pinned=pinned, draws=128, keep="summary",
                ),
                "member",
            )[0, :, 0]
            for window in ({}, {"exit_window_years": 3, "exit_window_year": 2028})
        )  # fmt: skip
        years = np.arange(11)
        notice = np.where(free.min(axis=1) == 0.0, free.argmin(axis=1) - 1, 99)
        out = np.array([plain(relation.next_window)(int(year), 2, 3) + 1 for year in notice])
        np.testing.assert_array_equal(bound == 0.0, years >= out[:, None])
        assert set(out) >= {3, 6, 9}


class TestCascade:
    """Four members; the first leaves as planned and what it leaves behind is borne by the rest."""

    @staticmethod
    def outcomes(**fields):
        """Without and with overhead left behind."""
        case = hand_case(
            (30_000, 10_000, 10_000, 10_000), arrangement={"exit_rule": {"rule": "negotiated", "amount_eur": 0}}
        )
        leave = option({"kind": "leave", "party": "GM0001", "after_years": 1})
        for overhead in (0.0, 0.5):
            pinned = {
                **FRICTIONLESS, "relation.exit_rate": 1.0, "relation.exit_trust": 0.0, "relation.exit_unfairness": 0.0,
                "relation.exit_value": 2.0, "stranded.overhead": overhead,
            }  # fmt: skip
            yield run(case, leave, scenario=drawn_scenario(**fields), pinned=pinned, draws=256, keep="summary")

    def test_stranded_cost_raises_the_burden_of_the_rest(self):
        """Half of the leaver's 3 million in the first year, a fifth less each year."""
        without, with_it = (outcome.charge[1, :, 1:, :].sum(axis=1) for outcome in self.outcomes())
        left = 1_500_000 * np.array([0, 1, 0.8, 0.6, 0.4, 0.2, 0, 0, 0])
        np.testing.assert_allclose(with_it - without, left + np.zeros((256, 1)), atol=1e-6)

    def test_and_with_it_the_wish_to_leave(self):
        without, with_it = (
            seen(outcome, "exited_unplanned")[1, :, 1:, 2] == 1.0 for outcome in self.outcomes(exits="simulated")
        )
        assert not np.any(without & ~with_it)
        assert np.any(with_it & ~without)


def test_an_exit_changes_nobody_s_luck():
    """Draws in which nobody left are the twin's to the bit; in the others everything is, until somebody leaves."""
    twin, outcome = (
        run(
            hand_case(), scenario=drawn_scenario(exits=exits, indexation="simulated"), draws=256, keep="summary",
            pinned={
                "relation.exit_rate": 0.2, "incident.rate": 0.2, "service.needs_drift": 0.05, "cloud.pace_factor": 1.0,
            },
        )
        for exits in ("none", "simulated")
    )  # fmt: skip
    gone = seen(outcome, "member")[0].min(axis=1) == 0.0  # draw, year
    assert 0.1 < gone.any(axis=1).mean() < 0.9
    np.testing.assert_array_equal(outcome.npv[0, ~gone.any(axis=1)], twin.npv[0, ~gone.any(axis=1)])
    before = np.moveaxis(outcome.observable[0], 2, 1)[~gone] == np.moveaxis(twin.observable[0], 2, 1)[~gone]
    money = [outcome.observables.index("cost_lasten")]  # a charge is taken in the year before leaving
    assert np.all(np.delete(before, money, axis=-1))
    for name in ("cloud_share", "workload_cloud"):
        np.testing.assert_array_equal(seen(outcome, name), seen(twin, name))
