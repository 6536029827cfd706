"""Hosts, tasks, stranding and staff, one equation at a time, on the arrangement of `conftest.w`."""

from __future__ import annotations

import numpy as np
import pytest

from model.engine import host, staff, stranding, tasks
from model.engine.records import (
    ADD_MEMBER,
    ADD_TASK,
    CHANGE_FORM,
    CHANGE_SOURCING,
    DISSOLVE,
    HOST,
    LEAVE,
    MARKET,
    NEVER,
    OWN,
)  # fmt: skip
from model.engine.stranding import PROJECTS, STRANDED, TRANSITION
from tests.engine.worlds import plain


def near(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-9)


def asked(w, kind, party=-1, destination=HOST, **fields):
    """An action after one that is none, with nothing known of the host's room unless told."""
    w.policy.actions, w.policy.action[0].kind = 2, ADD_TASK
    for name, value in {
        "kind": kind, "party": party, "destination": destination, "capacity": -1.0, "otherwise": -1, **fields,
    }.items():  # fmt: skip
        w.policy.action[1][name] = value
    w.policy.destination[1, :4] = HOST, OWN, HOST, HOST
    return 1


class TestHost:
    @pytest.mark.parametrize(
        ("kind", "fields", "who"),
        [
            (CHANGE_FORM, {"hosted": 1, "party": 2}, [1, 1, 0, 0]), (CHANGE_FORM, {"hosted": 0, "party": 2}, [0] * 4),
            (CHANGE_SOURCING, {}, [1, 1, 1, 0]), (CHANGE_SOURCING, {"destination": MARKET}, [0] * 4),
            (LEAVE, {"party": 1}, [0, 1, 0, 0]), (LEAVE, {"party": 1, "destination": MARKET}, [0] * 4),
            (LEAVE, {"party": 3}, [0] * 4), (DISSOLVE, {}, [1, 0, 1, 0]), (ADD_TASK, {"party": 3}, [0] * 4),
            (ADD_MEMBER, {"party": 3}, [0] * 4), (ADD_MEMBER, {"party": 3, "capacity": -0.5}, [0] * 4),
            (ADD_MEMBER, {"party": 3, "capacity": 0.0}, [0, 0, 0, 1]),
            (ADD_MEMBER, {"party": 1, "capacity": 0.0}, [0] * 4), (ADD_TASK, {"party": 3, "capacity": 0.0}, [0] * 4),
        ],
    )  # fmt: skip
    def test_whose_work_goes_there(self, w, kind, fields, who):
        a = asked(w, kind, **fields)
        assert [host.goes(a, p, w.policy, w.state) for p in range(4)] == [bool(one) for one in who]

    @pytest.mark.parametrize(("hosted", "sourcing", "goes"), [(1, OWN, True), (0, HOST, True), (0, MARKET, False)])
    def test_who_joins_one_that_is_with_a_host(self, w, hosted, sourcing, goes):
        w.state.pool[0].hosted, w.state.pool[0].sourcing = hosted, sourcing
        assert host.goes(asked(w, ADD_MEMBER, 3), 3, w.policy, w.state) == goes

    @pytest.mark.parametrize(
        ("kind", "volume", "capacity", "chance", "no"),
        [
            (CHANGE_SOURCING, 10_000, 50_000, 0.0, False), (CHANGE_SOURCING, 10_000, 49_999, 0.9, True),
            (CHANGE_SOURCING, 10_000, 0.0, 0.9, True), (CHANGE_SOURCING, 10_000, -1.0, 0.3, False),
            (CHANGE_SOURCING, 10_000, -1.0, 0.29, True), (CHANGE_SOURCING, 10_000, -0.5, 0.3, False),
            (LEAVE, 1.0, -1.0, 0.0, True), (ADD_TASK, 10_000, -1.0, 0.0, False),
        ],
    )  # fmt: skip
    def test_it_refuses_what_is_more_than_its_room(self, w, kind, volume, capacity, chance, no):
        """They bring 10, 15 and 25 thousand; of a host whose room is not known three in ten refuse."""
        w.facts.party[0].volume, w.state.chance.host = volume, chance
        assert host.refuses(asked(w, kind, 0, capacity=capacity), w.facts, w.par, w.policy, w.state) == no

    @pytest.mark.parametrize(
        ("kind", "party", "base"),
        [
            (CHANGE_FORM, 2, 8_000_000 * 0.17), (CHANGE_SOURCING, 1, 2_600_000 * 0.07),
            (ADD_MEMBER, 3, 8_000_000 * 20 / 50 * 0.13), (LEAVE, 1, 2_800_000 * 0.11), (DISSOLVE, 1, 2_800_000 * 0.11),
        ],
    )  # fmt: skip
    def test_the_preparation_is_a_part_of_the_one_off_cost(self, w, kind, party, base):
        found = host.prepared(asked(w, kind, party), party, w.facts, w.par, w.policy, w.state)
        near(found, 0.35 * 1.35 * base)

    @pytest.mark.parametrize(
        ("kind", "party", "paid", "told"),
        [
            (CHANGE_FORM, 2, [1_360_000, 0, 0, 0, 0], [1, 1, 1, 0]),
            (CHANGE_SOURCING, 0, [182_000, 0, 0, 0, 0], [1, 1, 1, 0]),
            (DISSOLVE, 0, [0, 220_000, 0, 352_000, 0], [1, 0, 1, 0]), (LEAVE, 1, [0, 0, 308_000, 0, 0], [0, 1, 0, 0]),
        ],
    )  # fmt: skip
    def test_who_asked_in_vain_pays_and_is_told(self, w, kind, party, paid, told):
        a = asked(w, kind, party, hosted=1)
        w.state.chance.host, w.state.extra[:] = 0.5, 7.0
        assert not host.ask(a, w.facts, w.par, w.policy, w.state)
        assert np.all(w.state.extra == 7.0)
        w.state.chance.host = 0.1
        assert host.ask(a, w.facts, w.par, w.policy, w.state)
        near(w.state.extra[:5, TRANSITION], 7.0 + 0.35 * 1.35 * np.array(paid))
        assert [m.refused for m in w.state.member[:4]] == told

    @pytest.mark.parametrize(
        ("sourcing", "y", "euros"), [(HOST, 3, 5_200_000), (HOST, 5, 0), (HOST, 6, 0), (OWN, 3, 0), (MARKET, 3, 0)]
    )
    def test_the_fees_of_the_term_that_is_left(self, w, sourcing, y, euros):
        w.state.pool[0].sourcing, w.state.pool[0].bound_year = sourcing, 5
        near(host.remaining_fee(y, w.state), euros)


class TestTasks:
    """Two: 100, 200, 400 and 50 thousand growing by 10 %; 30, 60, 70 and 80 by 4 %. They move in years 2 and 5."""

    @pytest.fixture
    def w(self, w):
        w.facts.case.tasks, w.state.elasticity[:] = 2, (-0.9, -0.8, -0.1, -0.7, -0.6)
        for n, (growth, saving, annual, fte) in enumerate(
            [(0.1, 0.2, (1e5, 2e5, 4e5, 5e4), (1, 2, 3, 4)), (0.04, 0.1, (3e4, 6e4, 7e4, 8e4), (0.5, 0.6, 0.7, 0.8))]
        ):
            task = w.facts.task[n]
            task.growth, task.saving, task.annual[:4], task.fte[:4] = growth, saving, annual, fte
        w.state.task_year[:3] = 2, 5, 0
        return w

    @pytest.mark.parametrize(("n", "p", "y", "euros"), [(0, 1, 3, 266_200), (1, 2, 2, 75_712), (0, 3, 0, 50_000)])
    def test_what_one_costs_alone(self, w, n, p, y, euros):
        near(tasks.cost_alone(n, p, y, w.facts), euros)

    @pytest.mark.parametrize(
        ("p", "y", "euros"),
        [(1, 1, 220_000 + 62_400), (1, 2, 64_896), (1, 4, 60_000 * 1.04**4), (1, 5, 0), (3, 2, 60_500 + 86_528)],
    )
    def test_one_does_it_alone_until_it_moves_and_outside_for_ever(self, w, p, y, euros):
        near(tasks.kept(p, y, w.facts, w.state), euros)

    @pytest.mark.parametrize("y", [1, 2, 4, 5, 7])
    def test_what_moved_costs_at_the_joint_scale_less_what_comes_of_the_promise(self, w, y):
        """80,000 served, so (80/10, 80/15, 80/25)^-0.1; of 20 and 10 % six tenths in four years."""
        w.state.pool[0].extra, w.state.pool[0].task_fte = 30_000, 9.0
        scale = np.array([8.0, 80 / 15, 3.2]) ** -0.1
        one = 1.1**y * np.array([1e5, 2e5, 4e5]) @ scale * (1 - 0.12 * {2: 0, 4: 0.5, 5: 0.75, 7: 1}.get(y, 0))
        other = 1.04**y * np.array([3e4, 6e4, 7e4]) @ scale * (1 - 0.06 * {7: 0.5}.get(y, 0))
        near(tasks.joint_cost(y, w.facts, w.par, w.state), one * (y >= 2) + other * (y >= 5))
        near(w.state.pool[0].task_fte, 6 * 1.1**y * (y >= 2) + 1.8 * 1.04**y * (y >= 5))

    def test_the_first_may_move_last(self, w):
        w.state.task_year[:2] = 5, 2
        scale = np.array([5.0, 10 / 3, 2.0]) ** -0.1
        near(tasks.joint_cost(2, w.facts, w.par, w.state), 1.04**2 * np.array([3e4, 6e4, 7e4]) @ scale)

    def test_none_has_moved_yet(self, w):
        tasks.blank(w.facts, w.state)
        assert w.state.task_year[:3].tolist() == [NEVER, NEVER, 0]


class TestStranding:
    def test_books(self, w):
        near(stranding.book_value(3, w.facts, w.state), 400_000 + 200_000 * 1.09)

    @pytest.mark.parametrize(
        ("y", "prices"),
        [
            (0, [400_000, 90_000, 70_000]), (1, [300_000, 67_500, 70_000]), (2, [200_000, 60_000, 70_000]),
            (3, [100_000, 60_000, 70_000]), (4, [0, 60_000, 40_000]), (5, [0, 60_000, 0]), (6, [0, 0, 0]),
        ],
    )  # fmt: skip
    def test_a_contract_ends_at_its_price_or_at_the_fees_that_remain(self, w, y, prices):
        """Of the second 30,000 is for switching, which is banned from the second quarter of 2027."""
        near([stranding.contract_price(c, y, w.facts, w.par) for c in range(3)], prices)

    def test_a_ban_gives_no_money_back(self, w):
        w.facts.contracts[1, 2] = 20_000
        assert stranding.contract_price(1, 3, w.facts, w.par) == 0.0

    @pytest.mark.parametrize(
        ("hosted", "running", "part"), [(0.2, 0.5, 0.6), (0.5, 0.2, 0), (0.1, 0.0, 0), (0.2, 1.0, 0.8), (0.0, 0.5, 1.0)]
    )
    def test_part_bought_out(self, hosted, running, part):
        near(plain(stranding.bought_out)(hosted, running), part)

    @pytest.mark.parametrize(
        ("y", "before", "now", "volume", "euros"),
        [
            (3, 0.25, 0.4, 50_000, 0.1875 * 160_000 / 2), (3, 0.25, 0.4, 150_000, 0.1875 * 160_000),
            (4, 0.25, 0.4, 50_000, 0), (4, 0.74, 0.8, 50_000, 0.2 * 60_000 / 2), (3, 0.4, 0.25, 50_000, 0),
            (6, 0.25, 0.4, 50_000, 0),
        ],
    )  # fmt: skip
    def test_contracts_of_work_that_moves_too_early(self, w, y, before, now, volume, euros):
        """Of 160,000 a year for own hosting 60,000 still runs in year 4; eight tenths were hosted at the start."""
        w.facts.contracts[[1, 2]], pool = w.facts.contracts[[2, 1]], w.state.pool[0]
        pool.work_before, pool.work_cloud, pool.volume = before, now, volume
        near(stranding.stranded_contracts(y, w.facts, w.par, w.state), euros)

    @pytest.mark.parametrize(
        ("k", "life", "books", "contracts"), [(0, 8.0, 0.075, 15_000), (0, 4.0, 0.0, 15_000), (1, 8.0, 0.075, 0)]
    )
    def test_work_that_goes_to_the_cloud(self, w, k, life, books, contracts):
        """Three quarters become six tenths, a fifth less: of books 0.075 more than a life of eight writes off."""
        w.facts.case.asset_life, pool, w.state.extra[:] = life, w.state.pool[k], 7.0
        pool.volume, pool.work_before, pool.work_cloud = 50_000, 0.25, 0.4
        stranding.strand(k, 3, w.facts, w.par, w.state)
        near(w.state.extra[k, STRANDED], 7 + 618_000 * 0.5 * 0.75 / 0.8 * books * 0.8 + contracts)
        yearly = 1_000_000 * 0.5 / 0.8 * 1.09 + 30 * 50_000 * 1.21
        near(w.state.extra[k, PROJECTS], 7 + 0.45 * yearly * 0.15)
        assert np.count_nonzero(w.state.extra != 7.0) == 1 + (books + contracts > 0)

    @pytest.mark.parametrize(("before", "now", "euros"), [(0.4, 0.25, 0.9 * 545_000 * 0.15 / 0.8), (0.4, 0.4, 0)])
    def test_work_that_comes_back(self, w, before, now, euros):
        w.state.pool[0].work_before, w.state.pool[0].work_cloud, w.state.extra[:] = before, now, 7.0
        stranding.strand(0, 3, w.facts, w.par, w.state)
        near(w.state.extra[0, TRANSITION], 7 + euros)
        assert np.count_nonzero(w.state.extra != 7.0) == (euros > 0)


class TestStaff:
    @pytest.mark.parametrize(
        ("equation", "given", "expected"),
        [
            ("capacity", (8.0, 10.0, 0.1), 9.0), ("capacity", (9.5, 10.0, 0.1), 9.5), ("directing", (3.0, 0.4), 1.2),
            ("directing", (-3.0, 0.4), 0.0), ("vacancy", (0.3, 0.5), 0.15), ("vacancy", (0.9, 1.5), 1.0),
            ("hired", (3.0, 0.4), 1.2), ("surplus", (10.0, 2.0, 0.1, 0.3), 3.6),
            ("surplus", (10.0, 3.0, 0.7, 0.5), 0.0), ("surplus", (10.0, 0.0, 0.1, 0.3), 10.0),
            ("unemployment_cost", (2.0, 1.5, 0.7, 1e5), 210_000),
            ("absence", (0.1, 0.2, 0.3), 1 - 0.9 * 0.8 * 0.7), ("any_missing", (0.3,), 0.7), ("whole", (2.49,), 2.0),
            ("whole", (2.5,), 3.0),
        ],
    )  # fmt: skip
    def test_one_equation(self, equation, given, expected):
        near(plain(getattr(staff, equation))(*given), expected)

    @pytest.mark.usefixtures("uncompiled")
    @pytest.mark.parametrize(
        ("heads", "chance"),
        [
            (0.0, 0.05), (0.4, 0.2), (1.0, 0.2), (1.5, 0.14), (2.0, 0.08), (2.3, 0.7 * 0.08 + 0.3 * 0.056),
            (3.0, 0.056),
        ],
    )  # fmt: skip
    def test_nobody_there(self, heads, chance):
        """A fifth absent, a quarter of that together: 0.05 + 0.75 times 0.2, 0.04 and 0.008; a vendor 0.05."""
        near(staff.nobody(heads, 0.2, 0.25, 0.05), chance)
