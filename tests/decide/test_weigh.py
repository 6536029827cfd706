"""Weighing: each euro once, scores that add up, frameworks that are checked."""

import dataclasses
import json
import re
from dataclasses import asdict

import numpy as np
import pytest

from model import simulate
from model.decide import criteria, weights
from model.decide.appraisal import present_cost
from model.decide.criteria import LEAVES
from model.decide.weigh import valued, weigh
from model.engine.names import ITEMS
from model.engine.stream import Whole
from model.errors import InputError
from model.inputs import Figure, build_option, build_scenario, load_case
from model.inputs.framework import CRITERIA, MEASURES, build_framework, load_framework
from tests.factories import make_outcome, with_differences

KOSTEN, TRANSITION = LEAVES.index("kosten"), LEAVES.index("transition")
EVEN = dict.fromkeys(CRITERIA, 100)


@pytest.fixture(scope="module")
def outcome():
    return make_outcome(draws=128, parties=3)


@pytest.fixture(scope="module")
def weighing(outcome):
    return weigh(outcome)


@pytest.fixture(scope="module")
def simulated():
    return simulate("bommelerwaard", draws=256)


# --- what is measured ---


def test_every_euro_counts_under_one_criterion(outcome):
    """What lasts and what comes once add up to present cost, in every draw and for every party."""
    lasting, once = criteria.euros(outcome)
    assert np.all(once[outcome.o("unwind")] != 0.0)
    assert lasting + once == pytest.approx(outcome.npv.sum(axis=3))
    measured = criteria.measures(outcome)
    whole = criteria.together(outcome, measured)[..., [KOSTEN, TRANSITION]].sum(axis=2)
    people = sum(float(party.inhabitants) for party in outcome.case.parties)
    for o, option in enumerate(outcome.options):
        assert whole[o] * people * outcome.horizon == pytest.approx(present_cost(outcome, option))


@pytest.mark.parametrize(
    ("item", "measure"),
    [
        *((item, "transition") for item in ("transition", "dual_running", "stranded", "surplus_staff")),
        *((item, "transition") for item in ("left_overhead", "exit_transfer")),
        *(
            (item, "kosten")
            for item in ITEMS
            if item in {"hosting", "reserve", "reserve_left", "incident", "vat", "retained"}
        ),
    ],
)
def test_a_euro_more_moves_one_measure(outcome, item, measure):
    base = criteria.measures(with_differences(outcome, {}))
    more = criteria.measures(with_differences(outcome, {"extend": np.full(128, 1e6)}, item=item))
    moved = np.any(more != base, axis=(0, 1, 2))
    assert [leaf for leaf, did in zip(LEAVES, moved, strict=True) if did] == [measure]


def test_the_cost_score_of_the_engine_is_not_looked_at(simulated):
    """A euro moves the engine's scores `kosten` and, by price, `klant`; what is measured stays as it is."""
    k, price = simulated.g("kosten"), simulated.inputs[:, simulated.par("service.client_price")]
    total = sum(simulated.inputs[:, simulated.par(f"service.client_{name}")] for name in criteria.FELT)
    score = simulated.score.copy()
    score[..., k] -= 0.1
    score[..., simulated.g("klant")] -= 0.1 * (price / total)[:, None]
    dearer = dataclasses.replace(simulated, score=score)
    assert criteria.measures(dearer) == pytest.approx(criteria.measures(simulated), abs=1e-12)


def test_fit_comes_back_out_of_satisfaction():
    """M1 by hand: pace .2 against .8, weights by use, no drift and no talks: fit = 1 - (1 - weight)·.6/√3."""
    case = load_case("bommelerwaard")
    parties = tuple(
        party.model_copy(update={"needs": party.needs.model_copy(update={"pace": Figure(value=pace)})})
        for party, pace in zip(case.parties, (0.2, 0.8), strict=True)
    )
    told = simulate(
        case.model_copy(update={"parties": parties}), build_scenario({"exits": "none"}), ["continue"], draws=32,
        pinned={"service.needs_drift": 0.0, "relation.voice_rate": 0.0},
    )  # fmt: skip
    use = np.array([float(party.usage) for party in parties])
    client, fit = criteria.felt(told)
    assert fit[0] == pytest.approx(np.tile(1 - (1 - use / use.sum()) * 0.6 / np.sqrt(3), (32, 1)))
    assert 0.0 < client.min() < client.max() < 1.0


def test_say_counts_seats(simulated):
    """Bommelerwaard: two members with a vote each; under a centrumregeling the host decides; alone all of it."""
    own = criteria.say(simulated)
    usual = simulated.observable[..., 1:, simulated.obs("member")].min(axis=(2, 3)) == 1.0
    assert own[simulated.o("continue")][usual[0]] == pytest.approx(0.5)
    form = simulated.o("restructure")
    assert np.all(own[form].sum(axis=1)[usual[form]] == pytest.approx(1.0))
    host = simulated.p("GM0297")  # the larger one
    assert own[form, :, host].mean() > 0.8
    assert own[form, :, 1 - host].mean() < 0.2
    assert np.all(own[simulated.o("unwind")] >= 0.5)
    assert own[simulated.o("unwind")].max() == pytest.approx((0.5 + 9) / 10)  # members for the first year of ten


def test_a_customer_does_not_decide():
    """Half a vote as a member; then none as the customer of a host, or all of it where the host refuses."""
    ends = {"kind": "dissolve", "destination": "host", "otherwise": "own", "after_years": 2}
    options = ["continue", build_option({"actions": [ends]}, name="host")]
    told = simulate("bommelerwaard", build_scenario({"exits": "none"}), options, draws=64)
    refused = told.observable[1, :, 0, :, told.obs("host_refused")].max(axis=1) > 0
    years = told.observable[1, :, 0, 1:, told.obs("member")].sum(axis=1)
    assert refused.any()
    assert not refused.all()
    assert criteria.say(told)[1, :, 0] == pytest.approx((0.5 * years + refused * (told.horizon - years)) / told.horizon)


def test_a_say_that_goes_to_the_largest_is_no_more_say_together():
    told = simulate("leidse-regio", build_scenario({"exits": "none"}), ["continue", "restructure"], draws=64)
    own = criteria.together(told, criteria.measures(told))[..., LEAVES.index("say")]
    assert criteria.say(told)[1].max() > 0.5
    assert own == pytest.approx(np.full(own.shape, 1 / len(told.parties)))


def test_as_decided_counts_refusals(simulated):
    refused = simulated.observable[..., simulated.obs("host_refused")].max(axis=3) > 0
    went = criteria.as_decided(simulated)
    assert refused.any()
    assert np.all(went[refused] == 0.0)
    assert set(np.unique(went)) == {0.0, 1.0}


def test_years_are_those_of_the_plan(simulated):
    assert criteria.lead_years(simulated)[:, 0, 0].tolist() == [0.0, 2.0, 2.0, 2.0]


# --- scores ---


def test_parts_add_up_to_the_score(weighing):
    for view in (weighing.shared, *weighing.parties):
        assert sum(view.weights) == pytest.approx(1.0)
        assert sum(one.first for one in view.standings) == pytest.approx(1.0)
        for one in view.standings:
            assert sum(one.parts) == pytest.approx(one.score.mean)
            assert 0.0 <= one.score.p10 <= one.score.p90 <= 1.0


def test_continue_differs_from_itself_in_nothing(weighing):
    assert not any(weighing.shared.standings[0].differences)
    assert weighing.shared.standings[0].score.p10 == weighing.shared.standings[0].score.p90


def test_a_hand_worked_score():
    """Only kosten and kwaliteit count, 3 to 1; extend is EUR 10 an inhabitant a year dearer on a scale of 0 to 20."""
    one = make_outcome(draws=32, parties=2)
    delta = np.array([float(party.inhabitants) for party in one.case.parties]) * one.horizon * 10.0
    dearer = with_differences(one, {"extend": np.tile(delta, (32, 1))}, score=np.zeros_like(one.score))
    points = dict.fromkeys(CRITERIA, 0) | {"kosten": 75, "kwaliteit": 25}
    curves = {"kosten": [[0, 1], [20, 0]], "kwaliteit": [[0, 1], [1, 0]]}
    found = weigh(dearer, build_framework({"shared": points, "parties": {"GM9901": points}, "values": curves}))
    assert found.shared.weights[:2] == (0.75, 0.25)
    for view in (found.shared, found.parties[dearer.p("GM9901")]):
        first, second, *_ = view.standings
        assert first.score.mean == pytest.approx(0.75 + 0.25)
        assert second.score.mean == pytest.approx(0.75 * 0.5 + 0.25)
        assert second.parts[0] == pytest.approx(0.375)
        assert second.differences[KOSTEN] == pytest.approx(10.0)


def test_identical_options_tie():
    """Options that cost and do the same as continuing score the same and share every rank."""
    names = ("continue", "extend")
    one = make_outcome(draws=64, options=names)
    same = dataclasses.replace(
        with_differences(one, {}), score=np.stack([one.score[0]] * 2), observable=np.stack([one.observable[0]] * 2),
        option_objects=(one.option_objects[0],) * 2,
    )  # fmt: skip
    found = weigh(same).shared
    assert found.standings[0].score == found.standings[1].score
    for space in (found.around, found.any_weights):
        assert [one.ranks for one in space] == [(0.5, 0.5)] * 2
    assert [one.moved for one in found.beliefs] == [0.0, 0.0]


def test_order_of_the_parties_means_nothing(outcome, weighing):
    order = [2, 0, 1]
    axis = {"charge": 2, "npv": 2, "npv_year": 2, "score": 2, "observable": 2, "scale_effect": 2, "cost": 2}
    arrays = {name: np.take(getattr(outcome, name), order, axis=at) for name, at in axis.items()}
    means = {name: np.take(getattr(outcome, name), order, axis=1) for name in ("cost_mean", "staffed_mean")}
    moved = weigh(dataclasses.replace(
        outcome, parties=tuple(outcome.parties[p] for p in order),
        party_names=tuple(outcome.party_names[p] for p in order), **arrays, **means,
    ))  # fmt: skip
    assert [view.party for view in moved.parties] == [weighing.parties[p].party for p in order]
    for place, p in enumerate(order):
        for one, other in zip(moved.parties[place].standings, weighing.parties[p].standings, strict=True):
            assert one.score.mean == pytest.approx(other.score.mean)
    for one, other in zip(moved.shared.standings, weighing.shared.standings, strict=True):
        assert one.score.mean == pytest.approx(other.score.mean)


def test_a_long_run_weighs_the_draws_that_were_kept(outcome, weighing):
    """Weighing needs draws, and means over all futures are known of some arrays only."""
    means = {name: np.stack([getattr(outcome, name)] * 2) for name in ("cost_mean", "staffed_mean")}
    whole = Whole(outcome.total, np.array([64, 64]), means)
    kept = outcome.subset(slice(64))
    assert weigh(dataclasses.replace(kept, whole=whole)) == weigh(kept) != weighing


def test_the_same_again(outcome, weighing):
    assert weigh(outcome) == weighing


def test_a_large_setback_weighs_more_than_two_half_ones(weighing):
    """The value function of transition is risk averse: the mean of its ends is below the value at their middle."""
    scale = next(one for one in weighing.scales if one.measure == "transition")
    change = np.zeros((3, len(LEAVES)))
    change[:, TRANSITION] = scale.best, (scale.best + scale.worst) / 2, scale.worst
    best, middle, worst = valued(change, weighing.scales)[:, CRITERIA.index("transition")]
    assert (best, worst) == (1.0, 0.0)
    assert middle == pytest.approx(0.6)


def test_less_is_better_where_it_should_be(weighing):
    for scale in weighing.scales:
        assert (scale.best < scale.worst) == (scale.measure in criteria.LESS)
        assert min(scale.worst, scale.best) <= 0.0 <= max(scale.worst, scale.best)


def test_no_range_is_so_narrow_that_trifles_decide():
    calm = make_outcome(draws=64, uncertainty=False, options=("continue", "extend"))
    found = weigh(with_differences(calm, {}, score=np.zeros_like(calm.score)))
    for scale in found.scales:
        if scale.measure not in {"kosten", "transition", "lead_years"}:
            assert abs(scale.best - scale.worst) == pytest.approx(0.1)


def test_ranges_span_the_outcomes_and_a_tenth_of_the_scale():
    """Uniform on 0 to 100 euros: the 99th percentile is 99; below zero half of a tenth of what continuing costs."""
    one = make_outcome(draws=200, options=("continue", "extend"))
    people = np.array([float(party.inhabitants) for party in one.case.parties]) * one.horizon
    even = np.linspace(0.0, 100.0, 200)[:, None] * people
    found = weigh(with_differences(one, {"extend": even}))
    usual = one.npv[0][..., ~np.isin(one.items, criteria.TRANSITION_ITEMS)].sum(axis=(1, 2)).mean() / people.sum()
    kosten = found.scales[KOSTEN]
    assert kosten.worst == pytest.approx(99.0)
    assert kosten.best == pytest.approx(-0.05 * usual)
    years = next(scale for scale in found.scales if scale.measure == "lead_years")
    assert (years.worst, years.best) == (one.horizon, 0.0)


def test_it_is_plain_data(weighing):
    plain = asdict(weighing)
    assert json.loads(json.dumps(plain))["options"] == list(weighing.options)
    assert plain["shared"]["beliefs"][0]["moved"] == 0.0 or weighing.shared.first != "continue"


# --- weights and frameworks ---


def test_weights_of_a_case_fill_what_the_other_criteria_leave(outcome):
    found = weights.party_weights(outcome, build_framework({}))
    assert found[0] == pytest.approx([0.1] * 6 + [0.15, 0.15, 0.1])
    assert weights.shared_weights(outcome, build_framework({})) == pytest.approx(found[0])


def test_the_shared_vision_is_the_mean_by_inhabitants(outcome):
    only = dict.fromkeys(CRITERIA, 0) | {"kosten": 100}
    shared = weights.shared_weights(outcome, build_framework({"parties": {"GM9901": only}}))
    people = {party.code: float(party.inhabitants) for party in outcome.case.parties}
    part = people["GM9901"] / sum(people.values())
    assert shared[0] == pytest.approx(part + (1 - part) * 0.1)


def test_order_only():
    """With nothing but an order known, central weights of what always leads are the centroids of it."""
    points = {name: 100 - 10 * k for k, name in enumerate(CRITERIA)}
    big = make_outcome(draws=4_096, options=("continue",))
    one = weigh(big, build_framework({"shared": points, "known": "order"}))
    centroid = [sum(1 / k for k in range(place, 10)) / 9 for place in range(1, 10)]
    assert one.shared.around[0].central == pytest.approx(centroid, abs=0.01)


def test_shares_within_a_criterion(outcome):
    found = weigh(outcome, build_framework({"within": {"say": 0.2}}))
    within = {scale.measure: scale.within for scale in found.scales}
    assert within["say"] == pytest.approx(0.2)
    assert within["local_colour"] == pytest.approx(0.8)
    for leaves in MEASURES.values():
        assert sum(within[leaf] for leaf in leaves) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"shared": EVEN | {"kosten": 120}}, "hoogstens 100"),
        ({"shared": dict.fromkeys(CRITERIA[:8], 1)}, "feasibility"),
        ({"shared": dict.fromkeys(CRITERIA, 0)}, "nul punten"),
        ({"shared": EVEN | {"smaak": 5}}, "smaak"),
        ({"gedeeld": EVEN}, "gedeeld"),
        ({"values": {"kosten": [[0, 1]]}}, "minstens 2"),
        ({"values": {"kosten": [[0, 1], [0, 0]]}}, "twee waarden"),
        ({"values": {"kosten": [[0, 0], [1, 1], [2, 0.5]]}}, "alleen stijgt"),
        ({"values": {"kosten": [[0, 0.2], [1, 1]]}}, "0 (slechtst) tot 1 (best)"),
        ({"known": "all"}, "near, order"),
    ],
)
def test_a_wrong_framework_says_what_is_wrong(data, said):
    with pytest.raises(InputError) as told:
        build_framework(data)
    assert said in str(told.value)


def test_a_framework_for_somebody_else(outcome):
    with pytest.raises(InputError, match="GM0001"):
        weigh(outcome, build_framework({"parties": {"GM0001": EVEN}}))


def test_the_framework_of_the_how_to_works(root, tmp_path):
    page = (root / "docs" / "how-to.md").read_text(encoding="utf-8")
    path = tmp_path / "kader.yml"
    path.write_text(re.search(r"```yaml\n(shared: .*?)```", page, re.DOTALL)[1], encoding="utf-8")
    framework = load_framework(path)
    assert framework.shared["kosten"] == 100.0
    assert framework.values["kosten"][1] == (0.0, 0.7)
    assert weigh(simulate("bommelerwaard", draws=16), framework).scales[0].set_by_hand


def test_a_framework_from_a_file(tmp_path, outcome):
    path = tmp_path / "kader.yml"
    lines = "\n".join(f"  {name}: 50" for name in CRITERIA)
    path.write_text(f"shared:\n{lines}\nspread: 0.2\n", encoding="utf-8")
    found = weigh(outcome, load_framework(path))
    assert found.spread == 0.2
    assert found.shared.weights == pytest.approx([1 / 9] * 9)
    path.write_text("shared:\n  kosten: 300\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"kader\.yml"):
        load_framework(path)
