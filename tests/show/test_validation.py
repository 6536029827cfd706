"""Tables, figure and sentences of the validation: labelled, with sources, misses told."""

import re

import pytest

from model.decide.validation_items import load_items
from model.language import use
from model.show import figures, tables
from model.show.text_validation import LABELS, SECTIONS, UNITS, counted, meaning, not_shown
from tests.synthetic_validation import make_validation


@pytest.fixture(scope="module")
def found():
    return make_validation()


def test_every_unit_of_the_items_has_words():
    assert {item.unit for item in load_items().values()} == set(UNITS)


@pytest.mark.parametrize("section", list(SECTIONS))
def test_every_finding_is_in_its_table_with_label_and_verdict(found, section):
    table = tables.findings_table(found, section)
    wanted = [one for one in found.findings if one.item.section == section]
    assert [row[0].value for row in table.rows] == [one.item.id for one in wanted]
    for row, one in zip(table.rows, wanted, strict=True):
        assert row[1].value == one.item.label
        assert row[-1].value == one.verdict
    assert all(any(row[place].text for row in table.rows) for place in range(len(table.columns)))


def test_a_miss_says_why_and_a_hit_does_not(found):
    notes = " ".join(tables.findings_table(found, "hindcast").notes)
    assert "10 % inflatie" in notes
    assert "tussen" not in found.of("ict_cost.2021").item.text("miss")
    assert found.of("ict_cost.2022").verdict == "misses"
    assert found.of("ict_cost.2023").verdict == "holds"


def test_one_remark_is_told_once(found):
    notes = tables.findings_table(found, "cases").notes
    assert len(set(notes)) == len(notes)
    marks = re.findall(r"\[(\d+)\]", " ".join(row[0].text for row in tables.findings_table(found, "cases").rows))
    assert max(map(int, marks)) == len(notes)


def test_a_face_check_tells_the_worlds_in_which_it_fails():
    broken = make_validation(sound=False)
    table = tables.findings_table(broken, "face")
    assert "1 van 55" in [cell.text for cell in table.rows[0]]
    assert "dommelvallei, base" in " ".join(table.notes)


def test_counts_add_up_and_say_what_a_miss_means(found):
    total = sum(sum(found.counts(label).values()) for label in LABELS)
    assert total == len(found.findings)
    told = counted(found)
    assert told[0].startswith("Rekenkundig:")
    assert told[1].startswith("IJking:")  # Dutch writes both letters large
    assert "niet weggewerkt" in told[-1]
    assert "fout in het model" in counted(make_validation(sound=False))[-1]


def test_the_hindcast_counts_what_each_band_holds(found):
    table = tables.hindcast_table(found)
    assert len(table.rows) == len(found.predictions)
    assert "5 jaren" in table.notes[0]
    assert table.rows[-1][-1].text == ""  # no random walk for software


def test_the_figure_names_every_year_in_its_text(found):
    figure = figures.hindcast_chart(found)
    for one in found.predictions:
        assert str(one.year) in figure.alt
    assert "106" in figure.alt
    assert figure.svg() == figures.hindcast_chart(found).svg()


def test_what_was_replaced_stands_beside_what_is_used_now(found):
    rows = {row[0].value: [cell.text for cell in row] for row in tables.replaced_table(found).rows}
    assert rows["prices.wage_agreement_end"][1:3] == ["2021", "2027"]
    assert rows["cloud.ceiling_high"][1:3] == ["1", "0,9"]
    assert rows["prices.inflation_mean"][1] == "0,005; 0,013; 0,02"


def test_both_languages(found):
    dutch = (counted(found), meaning(), not_shown())
    with use("en"):
        english = (counted(found), meaning(), not_shown())
        assert tables.findings_table(found, "face").rows[0][0].text.startswith("More wage growth")
    assert all(one != other for d, e in zip(dutch, english, strict=True) for one, other in zip(d, e, strict=True))
