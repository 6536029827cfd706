"""Signposts, shortage, the cap, notice and means, one equation at a time, on the arrangement of `conftest.w`."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import workload
from model.engine import bond, draw, ledger, pack, run, signposts, stream, transition, value, workforce
from model.engine.names import ITEMS
from model.engine.parameters import PARAMETER_IDS
from model.engine.records import GOODS, MEMBER_INDEX, NEVER, OWN_INDEX
from model.inputs import load_assumptions, load_case
from model.inputs.legislation import load_legislation
from tests.engine.test_records import parameters

HIRE, RENEWAL = ITEMS.index("hire"), ITEMS.index("renewal")


def near(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "found"),
    [("trust", 0.4), ("vulnerability", 0.12), ("debt", 300_000 / 4_200_000), ("budget_gap_pct", 20.0),
     ("charge_growth_pct", 25.0)],
)  # fmt: skip
def test_what_a_signpost_reads(w, name, found):
    """Debt beside hosting, technical, functional and software: 1.0 + 1.9 + 0.7 + 0.6 million."""
    joint = w.state.pool[0]
    joint.missing, joint.charge, joint.charge_before = 0.12, 10_000_000, 8_000_000
    w.state.member["trust"][:4] = 0.6, 0.4, 0.7, 0.1  # the last is no member
    w.state.price[2, MEMBER_INDEX], w.state.price[2, OWN_INDEX] = 1.2, 1.5
    near(signposts.signpost(signposts.SIGNPOSTS.index(name), 2, w.facts, w.state), found)


def test_divergence_is_the_mean_over_pairs_of_members(w):
    """Needs 3-4-0 apart, each pair by hand; the municipality outside does not count."""
    for p, needs in enumerate(((0.0, 0.0, 0.0), (0.3, 0.4, 0.0), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))):
        w.state.needs[p, 2] = needs
    near(signposts.divergence(2, w.state), 2 * (0.25 / 3) ** 0.5 / 3)


@pytest.mark.parametrize(("year", "gone"), [(3, 1), (4, 0)])
def test_who_gave_notice_goes_in_its_year(w, year, gone):
    w.state.member["exit_year"][:4] = NEVER
    w.state.member[0].exit_year = w.state.member[3].exit_year = year  # the last is no member
    draw.give_way(3, w.facts, w.par, w.state)
    assert list(w.state.member["inside"][:4]) == [1 - gone, 1, 1, 0]
    assert list(w.state.member["exited_unplanned"][:4]) == [gone, 0, 0, 0]


def test_the_tail_of_an_overrun_has_its_index():
    """Half way down a tail from 1.5 to 5 of index 2: 1.5 over the root of 1 - (1 - 0.09)/2."""
    terms = parameters(
        transition__tail_chance=0.2, transition__tail_start=1.5, transition__tail_cap=5.0, transition__tail_index=2.0
    )
    near(transition.overrun(terms.transition, 0.0, 0.1), 1.5 / (1.0 - 0.91 / 2) ** 0.5)


class TestShortage:
    """17 fte technical and (7 + 4) · ½ others in the pool; 19 · ½ and the same in the budget."""

    @pytest.fixture
    def w(self, w):
        case = w.facts.case
        case.technical_fte, case.functional_fte, case.back_office_fte = 19.0, 7.0, 4.0
        w.par = parameters(
            staff__outflow=0.1, staff__time_to_fill=0.5, staff__tightness=1.5, staff__hire_found=0.6,
            staff__hire_premium=0.4, staff__member_share=0.5,
        )  # fmt: skip
        w.state.pool[0].outflow_factor = 1.2
        return w

    @pytest.mark.parametrize(("y", "tight", "factor"), [(2, 1.5, 1.2), (0, 1.0, 1.0)])
    def test_hired_and_waiting(self, w, y, tight, factor):
        workforce.shortage(0, y, w.facts, w.par, w.state)
        asked, normal = 17 + 5.5, 9.5 + 5.5
        now, then = 0.1 * factor * 0.5 * tight * asked, 0.1 * 0.5 * normal
        wage = 100_000 * (1 + 0.05 * y)
        near(w.state.cost[0, HIRE], 0.4 * wage * 0.6 * (tight * now - then))
        near(w.state.pool[0].backlog, max(0.0, 0.4 * (now - then)) / asked)
        near(w.state.pool[0].fte, asked - 0.4 * now)

    def test_part_of_a_post_waits_too(self, w):
        """Half a post is asked and 5 % of it cut: 0.025 of 0.5 waits; in the budget nothing was open."""
        joint = w.state.pool[0]
        w.facts.case.technical_fte = w.facts.case.functional_fte = w.facts.case.back_office_fte = 0.0
        joint.technical_fte, joint.cut, joint.outflow_factor = 0.5, 0.05, 0.0
        workforce.shortage(0, 2, w.facts, w.par, w.state)
        near([joint.backlog, joint.fte], [0.05, 0.475])


def test_a_cap_puts_off_renewal_first(w):
    """Half of the volume: 40 % of hosting of 1 million at goods of 1.06 is 212,000; posts give the rest."""
    w.par.operations.renewal_share = 0.4
    joint = w.state.pool[0]
    wages, joint.outflow_factor = 1_700_000.0, 1.0  # technical staff; the others cost nothing here
    ledger.cut_within_cap(250_000.0, 2, w.facts, w.par, w.state)
    near(w.state.price[2, GOODS], 1.06)
    near(joint.cut, 38_000 / wages)
    near(w.state.cost[0, ITEMS.index("technical")], wages - 38_000)
    near([w.state.cost[0, RENEWAL], joint.deferred], [-212_000, 50_000 + 212_000 / 1.06])


@pytest.mark.parametrize(("notice", "found"), [(0, 5), (1, 5), (3, 7)])
def test_notice_is_a_year_at_least(w, monkeypatch, notice, found):
    member = w.state.member[0]
    w.facts.case.exits_on, w.facts.case.notice_years, w.facts.case.exit_window_years = 1, notice, 0
    w.state.chance.leave[0, 4] = 0.0
    w.par.relation.exit_rate = 0.5
    monkeypatch.setattr(value, "value_of_staying", lambda *_: 0.0)
    member.exit_year = NEVER
    bond.wish_to_leave(0, 4, w.par, w.facts, w.state)
    assert member.exit_year == found


def test_a_promised_saving_is_on_run_cost_alone(w):
    """40 % promised, 60 % of it realised, half way through four years: 12 % off hosting to overhead."""
    joint, cost = w.state.pool[0], w.state.cost[0]
    cost[:], joint.saving, joint.saving_start, joint.scale_cost = 100.0, 0.4, 1, 50.0
    w.par.transition.saving_fraction, w.par.transition.saving_years = 0.6, 4.0
    ledger.save_promised(3, w.par, w.state)
    saved = ITEMS[1:8]
    assert saved[0] == "hosting"
    assert saved[-1] == "overhead"
    near(cost, [88.0 if name in saved else 100.0 for name in ITEMS])
    near(joint.scale_cost, 44.0)


def test_of_two_that_merged_one_feels_and_both_follow(w, monkeypatch):
    """GM0 and GM1 are one: only the first gives notice, and trust and year are of both."""
    asked = []
    monkeypatch.setattr(bond, "feel", lambda *_: None)
    monkeypatch.setattr(bond, "grow_trust", lambda p, *_: setattr(w.state.member[p], "trust", 0.2 + p / 10))
    monkeypatch.setattr(bond.voice, "speak_up", lambda *_: None)
    monkeypatch.setattr(bond, "wish_to_leave", lambda p, *_: asked.append(p))
    w.state.member[0].partner, w.state.member[1].partner = 1, 0
    w.state.member["trust"][:4] = 0.9
    bond.relate(2, w.facts, w.par, w.state)
    assert asked == [0, 2]
    near(w.state.member["trust"][:4], [0.2, 0.2, 0.4, 0.9])


def test_an_act_is_brought_to_the_price_level_of_the_budget():
    """Three years on at wages of 4 %."""
    rows = {row.id: row for row in load_assumptions()}
    rows["prices.wage_agreement"] = rows["prices.wage_agreement"].model_copy(update={"base": 0.04})
    act = next(one for one in load_legislation() if one.structural_high)
    case = load_case("bommelerwaard")
    told = {
        when: pack._act(act.model_copy(update={"price_year": when}), case, rows)["structural_high"]
        for when in (case.budget_year, case.budget_year - 3)
    }
    near(told[case.budget_year - 3] / told[case.budget_year], 1.04**3)


def test_the_error_of_a_run_is_of_totals_beside_the_baseline():
    """Two parties with two items in three equal blocks: differences of 4, 8 and 12 have an error of 4/√3."""
    means = np.zeros((3, 2, 2, 2))  # block, option, party, item
    means[:, 1, 0, 0], means[:, 1, 1, 1] = [1.0, 3.0, 5.0], [3.0, 5.0, 7.0]
    means[:, 0] = means[:, 1] * 0.0 + 10.0
    means[:, 1] += 10.0
    blocks = [stream.Summary(np.zeros((8, 2, 2)), {"npv": mean}) for mean in means]
    near(stream.largest_error(blocks, 0), 4.0 / 3**0.5)


def test_a_mean_over_blocks_keeps_the_other_dimensions():
    """Blocks of 1 and 3: 1/4 and 3/4 of two rows of three."""
    means = np.array([[4.0, 8.0, 0.0], [0.0, 4.0, 8.0]])
    near(stream.mean_of_blocks(means, np.array([1, 3])), [1.0, 5.0, 6.0])


def test_progress_counts_the_blocks_that_were_run_before(monkeypatch):
    told = []
    monkeypatch.setattr(run, "simulate_block", lambda _plan, _results, block, size: (block, size))
    done = run._run_blocks(None, None, [("a", 8), ("b", 8), ("c", 8)], [8, 4], 1, lambda *now: told.append(now))
    assert told == [(4, 5), (5, 5)]
    assert done == [("a", 8), ("b", 8), ("c", 8), (3, 8), (4, 4)]


@pytest.mark.parametrize("case", ["bommelerwaard", "dommelvallei"])
def test_what_a_draw_left_behind_changes_nothing(case):
    """Scratch full of sevens and ones gives the same bits as scratch that is clean."""
    work = workload.read(case)
    sampled, scratch = workload.sample(work, 0, 2, seed=5), workload.new_scratch()

    def soil(record):
        for name in record.dtype.names:
            field = record[name]
            if field.dtype.names:
                soil(field)
            else:
                field[...] = 7.0 if field.dtype.kind == "f" else 1

    clean = workload.run_engine(work, sampled, workload.new_scratch())
    soil(scratch.view(np.ndarray))
    soiled = workload.run_engine(work, sampled, scratch)
    for name, array in clean._asdict().items():
        np.testing.assert_array_equal(getattr(soiled, name), array, err_msg=name)


def test_the_first_figure_that_is_not_finite_is_named():
    """SaaS that becomes infinitely dear, in the last two of three draws: the second draw, option 1, party 1 of 2."""
    work = workload.read("bommelerwaard", options=("continue",))
    sampled = workload.sample(work, 0, 3, seed=5)
    sampled.values[1:, PARAMETER_IDS.index("prices.saas")] = np.inf
    with np.errstate(all="ignore"), pytest.raises(ArithmeticError, match=r"draw, option, party \[1 0 0\]"):
        workload.run_engine(work, sampled, workload.new_scratch())
