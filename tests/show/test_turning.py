"""Tipping points and sensitivity as readers see them: figures, tables, sentences, and the section with them."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from model.decide.sensitivity import Index, Sensitivity, Swing
from model.decide.shares import Row, Share
from model.language import use
from model.publish.section import Nothing
from model.publish.section_turning import turning
from model.show.chart_sensitivity import sobol_chart, sobol_table, tornado_chart, tornado_table
from model.show.chart_tipping import plane_chart, tipping_chart, tipping_table
from model.show.style import drawing
from model.show.text_turning import sensitivity_sentences, tipping_sentences, values_text
from tests.decide.known import DRAWS
from tests.decide.test_tipping import FIXED, line, searched, start
from tests.publish.test_sections import make_memo
from tests.show.test_figures import overlaps, struck_through
from tests.show.words import ENGLISH

LONG = "deel van de schade dat een incident in een gedeeld netwerk bij elk volgend lid aanricht"


def named(outcome):
    """The same outcome with names as long as those of the table."""
    rows = tuple(
        row.model_copy(
            update={"name_nl": f"{LONG} {k}", "name": f"part of the damage number {k} of members", "unit": "share"}
        )
        for k, row in enumerate(outcome.assumptions)
    )
    return dataclasses.replace(outcome, assumptions=rows)


@pytest.fixture(scope="module")
def tipped():
    return searched(named(start()), line(2e6, law__shared=8e6, staff__conversion=-1e7, prices__saas=1e6))


@pytest.fixture(scope="module")
def steady():
    return searched(named(start(advantage=0.01)), line(9e6, law__shared=1e6))


def row(name, kind="judgement"):
    return Row(name, f"{name} (en)", f"{LONG} {name}", "share", kind)


def studied(few=False, **changes):
    half = 0.2 if few else 0.02
    fields = {
        "option": "extend", "baseline": "continue", "party": None, "mean": 4e5, "spread": 1.2e6, "draws": 512,
        "base": 512, "swept": 160,
        "tornado": (Swing(row("a"), 0.1, 0.9, -1e6, 2e6, 5e4), Swing(row("b", "measured"), 0.0, 4e4, 9e5, 1e5, 5e4)),
        "given": (Share(row("a"), 0.4, 0.02),),
        "sobol": (
            Index((row("a"), row("c")), 0.41, half, 0.5, half),
            Index((row("b", "measured"),), 0.1, 0.01, 0.12, 0.01),
            Index((), 0.3, 0.1, 0.4, 0.1),
        ),
    }  # fmt: skip
    return Sensitivity(**(fields | changes))


def figures(tipped):
    outcome, found = tipped
    return [
        tipping_chart(outcome, found), plane_chart(outcome, found), tornado_chart(outcome, studied()),
        sobol_chart(outcome, studied()),
    ]  # fmt: skip


class TestFigures:
    @pytest.mark.parametrize("lang", ["nl", "en"])
    def test_no_text_covers_another_or_leaves_the_page(self, tipped, lang):
        with use(lang):
            for figure in figures(tipped):
                figure.png()
                with drawing(figure.name):
                    found, boxes = overlaps(figure.canvas)
                    struck = struck_through(figure.canvas, boxes)
                assert found == [], figure.name
                assert struck == [], figure.name
                page = figure.canvas.bbox
                for text, box in boxes:
                    assert box.x0 >= -1, (figure.name, text)
                    assert box.x1 <= page.x1 + 1, (figure.name, text)
                    assert box.y0 >= -1, (figure.name, text)
                    assert box.y1 <= page.y1 + 1, (figure.name, text)

    def test_the_same_bytes_twice(self, tipped):
        for one, other in zip(figures(tipped), figures(tipped), strict=True):
            assert one.svg() == other.svg()

    def test_dutch_throughout(self, tipped, steady):
        texts = [*figures(tipped), tipping_chart(*steady)]
        for figure in texts:
            for text in (figure.title, figure.alt, *figure.notes, figure.table.to_text()):
                assert not ENGLISH.search(text), text

    def test_the_alternatives_hold_the_numbers(self, tipped):
        tip, plane, tornado, sobol = figures(tipped)
        at = tipped[1].row("law.shared").tips[0].at
        assert f"onder {at:.2f}: uitbreiden".replace(".", ",") in tip.alt
        assert "A: Doorgaan; B: Uitbreiden" in plane.alt
        assert "€ 1,0 mln goedkoper" in tornado.alt
        assert "€ 2,0 mln duurder" in tornado.alt
        assert "41% alleen, 50% met samenspel" in sobol.alt

    def test_no_map_where_one_option_is_preferred_everywhere(self, steady):
        assert plane_chart(*steady) is None

    def test_every_region_of_the_map_has_letter_and_hatch(self, tipped):
        figure = plane_chart(*tipped)
        letters = {text.get_text() for text in figure.canvas.axes[0].texts}
        assert letters == {"A", "B"}
        assert figure.canvas.legends[0].get_patches()[1].get_hatch()

    def test_no_figure_of_what_cannot_be_told(self, tipped):
        outcome, _ = tipped
        assert sobol_chart(outcome, studied(few=True)) is None
        assert tornado_chart(outcome, studied(tornado=())) is None


class TestSentences:
    def test_the_nearest_are_told_with_band_and_kind(self, tipped):
        outcome, found = tipped
        said = tipping_sentences(outcome, found)
        assert "zetten er 2" in said[0]
        assert f"Komt “{LONG} 1” boven" in said[1]
        assert "dan krijgt “uitbreiden” de voorkeur" in said[1]
        assert "Het omslagpunt zelf ligt tussen" in said[1]
        assert said[1].endswith("Dat cijfer is een oordeel, niemand heeft het gemeten.")
        assert said[-1].startswith("Bij sommige combinaties")

    def test_none_is_an_answer_too(self, steady):
        outcome, found = steady
        said = tipping_sentences(outcome, found)
        assert said[0].startswith("Geen van de 6 aannames")
        assert "ten minste 1% goedkoper" in said[1]
        assert "komt het dichtst bij" in said[2]
        assert said[-1].startswith("Ook geen combinatie")

    def test_a_row_that_was_not_searched_is_counted(self, tipped):
        outcome, found = tipped
        assert "Nog 2 aannames" in tipping_sentences(outcome, dataclasses.replace(found, left_out=("a", "b")))[-1]

    def test_sensitivity(self, tipped):
        outcome, _ = tipped
        first, second = sensitivity_sentences(outcome, studied())
        assert "tussen “uitbreiden” en doorgaan verschuift het meest" in first
        assert "€ 1,0 mln goedkoper bij 0,10, € 2,0 mln duurder bij 0,90" in first
        assert "50%" in second
        assert "40%" in second
        assert "zeldzame toekomsten" in sensitivity_sentences(outcome, studied(few=True))[1]
        assert sensitivity_sentences(outcome, studied(tornado=(), sobol=()))[0].startswith("Geen enkele aanname")

    @pytest.mark.parametrize(
        ("low", "high", "values", "told"),
        [(0.0, 1.0, (0.5,), ("0,50",)), (-0.15, 0.0, (-0.051,), ("−0,05",)), (4e4, 8e4, (6e4,), ("60.000",)),
         (0.002, 0.006, (0.0031,), ("0,0031",))],
    )  # fmt: skip
    def test_values_have_the_decimals_of_their_range(self, low, high, values, told):
        assert values_text("share", low, high, values) == told

    def test_a_year_is_a_year(self):
        assert values_text("calendar year", 2026, 2030, (2028.3,)) == ("2028",)


class TestTables:
    def test_what_stands_behind_a_cell(self, tipped):
        outcome, found = tipped
        frame = tipping_table(outcome, found).to_frame()
        assert frame.iloc[0, 0] == found.drivers[0].id
        assert found.drivers[0].tips[0].at in frame.iloc[0].tolist()
        assert tornado_table(outcome, studied()).to_frame().iloc[0, 5] == -1e6
        told = sobol_table(outcome, studied(few=True))
        assert any("te breed" in note for note in told.notes)
        assert told.rows[-1][0].text == "Al het andere, en toeval"

    def test_a_driver_with_two_tipping_points_tells_both(self):
        outcome, found = searched(
            named(start()),
            lambda at: {"extend": 1e6 + 6e6 * at("law.shared"), "restructure": 1.01e6 - 6e6 * at("law.shared")},
            draws=DRAWS,
        )
        assert [line[8].value for line in tipping_table(outcome, found).rows[:2]] == ["extend", "restructure"]
        shown = [text.get_text() for text in tipping_chart(outcome, found).canvas.axes[0].texts]
        assert "onder 0,33: uitbreiden\nboven 0,67: ombouwen" in shown

    def test_the_map_tells_the_preferred_option_at_each_point(self, tipped):
        outcome, found = tipped
        table = plane_chart(outcome, found).table
        xs, ys = np.meshgrid(found.plane.xs, found.plane.ys)
        wanted = np.array(found.plane.options)[found.plane.preferred(xs, ys)]
        assert [[cell.value for cell in line[1:]] for line in table.rows] == wanted.tolist()


class TestSection:
    def test_it_holds_all_and_can_be_left_out(self, tipped):
        outcome, found = tipped

        def shown(sensitivity, **parameters):
            decision = SimpleNamespace(tipping=found, sensitivity=sensitivity)
            return turning(dataclasses.replace(make_memo(outcome, **parameters), decision=decision))

        page = shown(studied()).to_html()
        for name in ("figure-tipping", "figure-tipping-map", "figure-tornado", "figure-sobol"):
            assert f'id="{name}"' in page
        assert 'id="table-sobol"' in shown(studied(few=True)).to_html()
        assert "figure-tornado" not in shown(None).to_html()
        assert isinstance(shown(None, without=("turning",)), Nothing)

    def test_a_row_that_is_never_drawn_is_told_like_the_others(self):
        outcome, found = searched(named(start()), line(2e6, **{FIXED.replace(".", "__"): -1e7}))
        assert f"{LONG} 5” boven" in tipping_sentences(outcome, found)[1]
