"""Yearly cost in other worlds: the same figures as the fan chart, and drivers by their thirds."""

import dataclasses

import numpy as np
import pytest

from model import simulate
from model.decide.scenarios import over_scenarios
from model.decide.worlds import DRIVERS, worlds
from model.publish.section_whatif import WhatIf
from tests.factories import make_outcome


@pytest.fixture(scope="module")
def outcome():
    return simulate("dommelvallei", draws=256)


def test_own_world_is_the_mean_and_band_of_what_everyone_pays(outcome):
    (first, *_others) = worlds(outcome, {})
    k = outcome.observables.index("cost_cash")
    for o in range(len(outcome.options)):
        for p in range(len(outcome.parties)):
            for y in (0, 3, len(outcome.years) - 1):
                paid = [float(outcome.observable[o, draw, p, y, k]) for draw in range(outcome.draws)]
                assert first.cost[o, p, y, 0] == pytest.approx(sum(paid) / len(paid))
                assert list(first.cost[o, p, y, 1:]) == pytest.approx(list(np.quantile(paid, (0.1, 0.9))))
    assert first.cost[:, :-1, :, 0].sum(axis=1) == pytest.approx(first.cost[:, -1, :, 0])


def test_scenarios_follow_and_the_own_one_is_not_there_twice(outcome):
    others = over_scenarios(outcome, ["base", "stress"], draws=64)
    found = worlds(outcome, others)
    assert [(one.kind, one.name, one.futures) for one in found[:2]] == [
        ("scenario", "base", 256), ("scenario", "stress", 64),
    ]  # fmt: skip
    assert [(one.kind, one.name) for one in found[2:]] == [(kind, name) for name in DRIVERS for kind in ("low", "high")]
    assert not np.allclose(found[1].cost, found[0].cost)


def test_thirds_hold_the_futures_with_the_lowest_and_highest_values(outcome):
    found = {(one.kind, one.name): one for one in worlds(outcome, {})}
    values = outcome.inputs[:, outcome.parameters.index("prices.saas")]
    paid = outcome.observable[2, :, 1, -1, outcome.observables.index("cost_cash")]
    for kind, draws in (("low", sorted(range(256), key=lambda n: values[n])[:85]),
                        ("high", sorted(range(256), key=lambda n: values[n])[-85:])):  # fmt: skip
        one = found[kind, "prices.saas"]
        assert one.futures == 85
        assert one.cost[2, 1, -1, 0] == pytest.approx(sum(float(paid[n]) for n in draws) / 85)


def test_driver_that_is_not_drawn_is_left_out(outcome):
    still = dataclasses.replace(outcome, inputs=np.ones_like(outcome.inputs))
    assert [one.kind for one in worlds(still, {})] == ["scenario"]


def test_chart_holds_thousands_and_not_who_was_left_out(outcome):
    found = worlds(outcome, {})
    chart = WhatIf(outcome, found, "unwind", (outcome.parties[0],))
    data = chart.data
    assert list(data["parties"]) == ["together", *outcome.parties[1:]]
    told = data["parties"]["together"]["cost"][0][outcome.o("unwind")]
    assert len(told) == 3 * len(outcome.years)
    mean, below, above = told[-3:]
    exact = found[0].cost[outcome.o("unwind"), -1, -1] / 1000
    assert [mean, mean - below, mean + above] == pytest.approx(list(exact), abs=1)
    assert chart.table.rows[-1][2].value == mean
    assert len(chart.to_html()) < 60_000


def test_hostile_names_stay_text():
    outcome = make_outcome(draws=32)
    evil = "</script><img src=x onerror=alert(1)>"
    outcome = dataclasses.replace(outcome, party_names=(evil, "Beemd & Co"))
    page = WhatIf(outcome, worlds(outcome, {}), "extend").to_html()
    assert "<img" not in page
    assert page.count("</script>") == 1
