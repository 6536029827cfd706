"""Sentences and tables of what was calculated besides the verdict: whole, Dutch, and not finer than their chance."""

import dataclasses

import numpy as np
import pytest

from model.decide.appraisal import Band, StandardError
from model.decide.flips import Checks
from model.decide.horizon import HorizonCheck, HorizonRow
from model.decide.levers import LeverCase
from model.decide.people import Exposure
from model.decide.unplanned import ExitCost, UnplannedExits
from model.decide.verdict import verdict
from model.decide.windfall import Windfall
from model.law.forms import Lever
from model.show import tables, texts
from model.show.table_checks import precision_note
from tests.factories import make_outcome, with_differences
from tests.show.words import ENGLISH

A, B = "GM9902", "GM9901"
ERROR = StandardError(4_000.0, "blocks")


@pytest.fixture(scope="module")
def two():
    return make_outcome(draws=64, full=False)


def cost(party, role, share, over_all, mean):
    return ExitCost(party, role, share, over_all, ERROR, Band(mean, mean - 1e6, mean + 1e6))


def ending():
    rows = [cost(None, None, 0.2, 1.2e6, 6e6), cost(None, "ends", 0.2, 1.2e6, 3e6)]
    for code, part in ((A, 0.7), (B, 0.5)):
        rows += [cost(code, None, 0.2, part * 1e6, part * 5e6), cost(code, "ends", 0.2, part * 1e6, part * 5e6)]
    return UnplannedExits("continue", 0.2, 0.2, tuple(rows))


def windfall(kind="exit_sum", gain=-3e5, *, planned=True):
    band = Band(1e6, 5e5, 1.5e6)
    other = None if kind == "liquidation" else Band(gain, gain - 1e5, gain + 1e5)
    return Windfall("continue", A, kind, planned, 0.5, band, None if other is None else band, other, ERROR)


def lever(**changes):
    fields = {
        "lever": Lever.SIAM, "cost": 2e5, "delay": 2.0, "needed": 3e4, "needed_share": 0.005, "exits": 0.2,
        "saved": Band(2e4, 0.0, 4e4), "standard_error": ERROR, "saved_most": 5e4,
    }  # fmt: skip
    return LeverCase(**(fields | changes))


def row(option, longer=-1e6, last=-1e5):
    return HorizonRow(
        option, Band(3e6, 2e6, 4e6), Band(longer, longer - 1e6, longer + 1e6), ERROR, 0.7, last,
        ((0.0, 4e6), (0.01, 3.6e6), (0.02, 3e6), (0.03, 2e6)),
    )  # fmt: skip


def said(two):
    check = HorizonCheck(10, 20, (row("extend"), row("unwind", 5e6, 1e5)), 8e7)
    flat = verdict(with_differences(two, {"extend": np.full(two.draws, 3e6), "unwind": np.full(two.draws, 5e6)}))
    checks = Checks(None, "continue", ("extend",), 1, 64, (("extend", -3e6, ERROR),), (), ("law.shared",))
    exposed = (Exposure("unwind", A, "netwerk", 2036, 1.0, 0.06, 14.2),)
    return [
        *texts.exit_sentences(two, [ending()]),
        *texts.exit_sentences(two, [dataclasses.replace(ending(), ending=0.05)]),
        *texts.exit_sentences(two, [UnplannedExits("continue", 0.0, 0.0, (ExitCost(None, None, 0, 0, ERROR, None),))]),
        *texts.windfall_sentences(two, [windfall(), windfall(gain=4e5)]),
        *texts.windfall_sentences(two, [windfall("liquidation"), windfall("liquidation", planned=False)]),
        *texts.windfall_sentences(two, [windfall("liquidation", planned=False)]),
        *texts.lever_sentences(two, [lever()]),
        *texts.lever_sentences(two, [lever(needed=np.inf, exits=3.0)]),
        texts.horizon_sentence(two, flat, check),
        texts.horizon_sentence(two, flat, dataclasses.replace(check, rows=(row("extend", 2e6, 1e5),))),
        texts.horizon_sentence(two, flat, dataclasses.replace(check, rows=(row("extend", 2e6),))),
        texts.second_calculation(two, dataclasses.replace(flat, checks=checks)),
        texts.second_calculation(
            two, dataclasses.replace(flat, checks=dataclasses.replace(checks, again=(("extend", 1.0, ERROR),)))
        ),
        texts.exposure_sentence(two, exposed, alone=False),
        texts.exposure_sentence(two, exposed, alone=True),
    ]


def test_sentences_are_whole_and_dutch(two):
    for text in said(two):
        assert text, said(two)
        assert text[0].isupper(), text
        assert text.endswith("."), text
        assert "{" not in text, text
        assert not ENGLISH.search(text), text


def test_exits_say_how_often_and_what_it_costs_whom(two):
    (text,) = texts.exit_sentences(two, [ending()])
    assert text == (
        "Doorgaan: in 2 van de 10 doorgerekende toekomsten vertrekt iemand ongepland. De regeling houdt dan op; dat "
        "kost gemiddeld extra: Beemd € 3,5 mln en Aldergoor € 2,5 mln. Over alle toekomsten gerekend is dat € 1,20 mln."
    )


def test_two_members_have_no_exit_sum_but_a_balance(two):
    (text,) = texts.windfall_sentences(two, [windfall("liquidation", planned=False)])
    assert "Geen uittreedsom en geen meevaller, wel een liquidatiesaldo: Beemd € 1,0 mln." in text
    table = tables.windfall_table(two, [windfall("liquidation", planned=False)])
    assert table.rows[0][4].text == "geen"
    assert "eindigt de regeling" in table.notes[0]


def test_an_advice_says_first_what_it_needs(two):
    (text,) = texts.lever_sentences(two, [lever()])
    needed = "verdient zich terug bij een besparing van € 30.000 per jaar, 0,5%"
    assert text.index(needed) < text.index("aanname")
    assert "als het 20% van het ongeplande vertrek voorkomt" in text
    head = [column.group for column in tables.levers_table(two, [lever()]).columns]
    assert head.index("nodig om zich terug te verdienen") < head.index("aangenomen (oordeel)")


def test_tables_are_dutch_and_whole(two):
    check = HorizonCheck(10, 20, (row("extend"), row("unwind")), 8e7)
    alone = Exposure("unwind", A, "netwerk", 2036, 1.0, 0.2, 45.0)
    exposed = [(dataclasses.replace(alone, option="continue"),), (alone,)]
    for table in (
        tables.exits_table(two, [ending()]), tables.windfall_table(two, [windfall(), windfall("liquidation")]),
        tables.levers_table(two, [lever(), lever(needed=np.inf, exits=2.0)]), tables.horizon_table(two, check),
        tables.exposure_table(two, exposed),
    ):  # fmt: skip
        assert table is not None
        assert not ENGLISH.search(table.to_text()), ENGLISH.search(table.to_text())
    assert tables.exits_table(two, []) is None
    assert tables.windfall_table(two, []) is None
    assert tables.levers_table(two, []) is None
    assert tables.exposure_table(two, []) is None


def test_precision_is_twice_the_largest_standard_error():
    assert "± € 8.000 nauwkeurig" in precision_note([ERROR, 1_000.0])
    assert precision_note([0.0]) == ""
    assert precision_note([]) == ""


def test_no_figure_is_finer_than_its_standard_error(two):
    blurred = dataclasses.replace(ending(), costs=(dataclasses.replace(ending().costs[0], over_all=1_234_567.0),))
    assert tables.exits_table(two, [blurred]).rows[0][-1].text == "€ 1,23 mln"
    sharp = Band(1_234_567.0, 1_234_560.0, 1_234_574.0, error=30_000.0)
    assert sharp.limits[1] - sharp.limits[0] == pytest.approx(50 * 30_000.0)


def test_an_exit_sum_is_a_range_and_says_where_the_text_is_unknown(two):
    (text,) = texts.windfall_sentences(two, [windfall(gain=4e5)])
    assert "Beemd € 0,5–1,5 mln" in text
    assert "€ 400.000 meer dan er bij de anderen achterblijft" in text
    assert ("niet bekend" in text) == (two.case.arrangement.exit_rule.rule == "unknown")
