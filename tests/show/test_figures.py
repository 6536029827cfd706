"""Figures: the same bytes twice, words and numbers in the text alternative, no text over another."""

import dataclasses
import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from model.decide.appraisal import appraise, band, difference
from model.decide.schedule import schedule
from model.decide.why import waterfall
from model.language import euro, euro_difference, number, use
from model.show import figures
from model.show.chart_cost import yearly_cost
from model.show.chart_goals import standings
from model.show.chart_relation import lowest_trust, unplanned_exit
from model.show.style import STROKES, canvas, drawing, fix_ticks
from tests.factories import make_outcome, with_differences
from tests.show.words import ENGLISH

MAKERS = {
    "cost": lambda o: figures.cost_fan(o, o.parties[0]),
    "cost together": figures.cost_fan,
    "why": lambda o: figures.why_chart(o, waterfall(o, "unwind")),
    "goals": figures.goals_chart,
    "futures": figures.futures_chart,
    "relation": figures.relation_chart,
    "budget": figures.budget_chart,
    "calendar": lambda o: figures.calendar_chart(o, schedule(o)[2]),
}


@pytest.fixture(scope="module")
def outcome():
    return make_outcome(draws=256)


@pytest.fixture(scope="module", params=MAKERS)
def figure(request, outcome):
    return MAKERS[request.param](outcome)


def test_same_figure_same_bytes(outcome):
    for make in MAKERS.values():
        first, again = make(outcome), make(outcome)
        assert first.svg() == again.svg() == first.svg()
        assert first.png() == again.png()


def test_svg_needs_nothing_from_outside(figure):
    svg = figure.svg()
    assert not re.search(r"<(image|script|style[^>]*>@import)|url\(http|<text", svg)
    assert "dc:date" not in svg
    assert len(svg) < 200_000


def test_own_settings_change_nothing(outcome):
    import matplotlib as mpl

    plain = figures.goals_chart(outcome).svg()
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "black", "svg.fonttype": "none", "svg.hashsalt": "x"}):
        assert figures.goals_chart(outcome).svg() == plain


def test_html_stands_alone(figure):
    page = figure.to_html()
    assert page.count("<figure") == page.count("</figure>") == 1
    assert 'src="data:image/svg+xml,' in page
    assert "<figcaption><strong>" in page
    assert '<th scope="col"' in page
    assert figure._repr_mimebundle_()["text/plain"].startswith(figure.title)


def test_alternative_says_what_there_is_to_see(figure):
    assert figure.alt.startswith(figure.title)
    assert len(figure.alt) > 150
    assert re.search(r"\d", figure.alt)
    for option in ("Uitbreiden", "Ombouwen", "Ontvlechten"):
        assert option in figure.alt or figure.name.startswith(("why", "calendar"))
    assert not re.search(r"\b(the|and|of|in|is) (the|a|euro|grafiek|figuur)\b", figure.alt)


def test_alternative_holds_the_numbers(outcome):
    cost = yearly_cost(outcome, "unwind", "GM9901")[0][:, -1]
    limits = band(cost)
    assert euro(limits.mean, band=(limits.p10, limits.p90)) in figures.cost_fan(outcome, "GM9901").alt
    delta = band(difference(outcome, "unwind"))
    said = euro_difference(delta.mean, delta.p10, delta.p90)
    assert said in figures.futures_chart(outcome).alt
    assert said in figures.why_chart(outcome, waterfall(outcome, "unwind")).alt
    assert number(float(lowest_trust(outcome, "continue")[-1]), 2) in figures.relation_chart(outcome).alt


def overlaps(canvas):
    """Pairs of texts that cover each other, in pixels."""
    FigureCanvasAgg(canvas).draw()
    renderer = canvas.canvas.get_renderer()
    texts = [t for t in canvas.findobj(Text) if t.get_visible() and t.get_text().strip()]
    boxes = [(t.get_text(), Text.get_window_extent(t, renderer)) for t in texts]  # without leader lines
    found = []
    for k, (text, box) in enumerate(boxes):
        for other, box2 in boxes[k + 1 :]:
            wide = min(box.x1, box2.x1) - max(box.x0, box2.x0)
            high = min(box.y1, box2.y1) - max(box.y0, box2.y0)
            if wide > 2 and high > 3 and text != other:
                found.append((text, other))
    return found, boxes


def struck_through(canvas, boxes):
    """Texts that a line, a leader or a whisker runs through (grid lines are behind the texts)."""
    paths = []
    for axes in canvas.axes:
        if not axes.get_visible():
            continue
        paths += [line.get_path().transformed(line.get_transform()) for line in axes.get_lines()]
        for lines in (one for one in axes.collections if isinstance(one, LineCollection)):
            paths += [path.transformed(lines.get_transform()) for path in lines.get_paths()]
        for text in axes.texts:
            if getattr(text, "arrow_patch", None) is not None:
                patch = text.arrow_patch
                paths.append(patch.get_path().transformed(patch.get_transform()))
    inner = [(text, Bbox.from_extents(b.x0 + 1.5, b.y0 + 1.5, b.x1 - 1.5, b.y1 - 1.5)) for text, b in boxes]
    return [text for text, box in inner if any(p.intersects_bbox(box, filled=False) for p in paths)]


def test_a_line_over_a_text_is_seen():
    with drawing():
        drawn = canvas(3.0)
        axes = drawn.subplots()
        axes.set(xlim=(0, 10), ylim=(0, 10))
        axes.plot([0, 10], [2, 2])
        axes.text(5, 2, "onder de lijn", va="center")
        axes.text(5, 5, "onder de leider", va="center")
        axes.text(5, 8, "vrij", va="center")
        axes.annotate("naam", (10, 5), (2, 5), va="center", arrowprops={"arrowstyle": "-"})
        _found, boxes = overlaps(drawn)
        assert struck_through(drawn, boxes) == ["onder de lijn", "onder de leider"]


@pytest.mark.parametrize("parties", [2, 4])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_text_covers_another_or_leaves_the_page(parties, lang):
    with use(lang):
        outcome = make_outcome(draws=64, parties=parties)
        for make in MAKERS.values():
            figure = make(outcome)
            figure.png()
            with drawing(figure.name):
                found, boxes = overlaps(figure.canvas)
                struck = struck_through(figure.canvas, boxes)
            assert found == [], figure.name
            assert struck == [], figure.name
            page = figure.canvas.bbox
            for text, box in boxes:
                inside = box.x0 >= -2 and box.x1 <= page.x1 + 2 and box.y0 >= -2 and box.y1 <= page.y1 + 2
                assert inside, (figure.name, text)


def test_no_english_in_a_dutch_figure(figure):
    shown = [text.get_text() for text in figure.canvas.findobj(Text)]
    for text in (*shown, figure.title, figure.alt, *figure.notes, figure.table.to_text()):
        assert not ENGLISH.search(text), text


def test_trust_of_an_arrangement_that_ended_stops_there(outcome):
    figure = figures.relation_chart(outcome)  # unwinding ends it in the third year: 2028 is the last
    shown = [text.get_text() for text in figure.canvas.legends[0].get_texts()]
    assert "Ontvlechten (tot en met 2028)" in shown
    assert "in 2028; in" in figure.alt


def test_text_is_large_enough(figure):
    for text in figure.canvas.findobj(lambda a: hasattr(a, "get_fontsize") and hasattr(a, "get_text")):
        assert text.get_fontsize() >= 8.5


def test_colour_never_stands_alone():
    for part in ("colour", "dash", "marker", "hatch"):
        values = [getattr(look, part) for look in STROKES]
        assert len(set(values)) == len(values), part


def test_axis_numbers_are_dutch_at_any_later_moment(outcome):
    figure = figures.why_chart(outcome, waterfall(outcome, "unwind"))
    with use("en"):
        figure.svg()
    labels = [tick.get_text() for tick in figure.canvas.axes[0].get_xticklabels()]
    assert labels
    assert all(re.fullmatch(r"−?[\d.]*(,\d+)?", label) for label in labels)


def test_names_are_text_not_formulas(outcome):
    hostile = dataclasses.replace(outcome, party_names=("<b>$x^2$</b> & $y$", "Aldergoor"))
    figure = figures.cost_fan(hostile, hostile.parties[0])
    assert "<b>" not in figure.to_html()
    assert figures.budget_chart(hostile).svg()


def test_options_that_do_not_differ(outcome):
    same = with_differences(outcome, {})
    assert figures.why_chart(same, waterfall(same, "unwind")).svg()
    figure = figures.futures_chart(same)
    assert "vrijwel even duur" in figure.alt
    assert figure.svg()


@pytest.mark.parametrize("options", [("continue",), ("continue", "unwind")])
def test_fewer_options(options):
    outcome = make_outcome(draws=64, options=options)
    for make in (figures.cost_fan, figures.goals_chart, figures.futures_chart, figures.relation_chart):
        assert make(outcome).svg()


def test_one_year_horizon_and_no_uncertainty():
    outcome = make_outcome(draws=64, horizon=1, uncertainty=False)
    for make in MAKERS.values():
        assert make(outcome).svg()


def test_standings_count_only_what_can_be_noticed(outcome):
    score = outcome.score.copy()
    score[:] = score[outcome.o("continue")]
    score[outcome.o("extend")] = np.clip(score[outcome.o("continue")] + 0.005, 0, 1)
    score[outcome.o("unwind")] = score[outcome.o("continue")] - 0.1
    found = standings(dataclasses.replace(outcome, score=score))
    assert [(s.better, s.worse, s.rank) for s in found["extend"]] == [(0.0, 0.0, 1)] * 6
    assert [(s.better, s.worse, s.rank) for s in found["unwind"]] == [(0.0, 1.0, 4)] * 6
    assert found["extend"][0].balance == 0.5


def test_trust_and_exits_of_members_only(outcome):
    observable = outcome.observable.copy()
    observable[..., outcome.obs("member")] = 1
    observable[:, :, 0, :, outcome.obs("trust")] = 0.1
    observable[:, :, 1, :, outcome.obs("trust")] = 0.8
    observable[:, :, 0, 5:, outcome.obs("member")] = 0
    observable[:, :64, 0, 5:, outcome.obs("exited_unplanned")] = 1
    changed = dataclasses.replace(outcome, observable=observable)
    trust = lowest_trust(changed, "continue")
    assert trust[4] == pytest.approx(0.1)
    assert trust[5] == pytest.approx(0.8)
    assert unplanned_exit(changed, "continue") == 64 / 256


def test_bars_of_the_waterfall_add_up(outcome):
    figure = figures.why_chart(outcome, waterfall(outcome, "unwind"))
    values = [row[1].value for row in figure.table.rows]
    assert sum(values[:-1]) == pytest.approx(values[-1])
    together = next(one for one in appraise(outcome) if (one.option, one.party) == ("unwind", None))
    assert values[-1] == pytest.approx(together.difference.mean)


def test_a_bar_shows_no_more_digits_than_the_total_bears(outcome):
    fall = waterfall(outcome, "unwind")
    sharp = [dataclasses.replace(bar, p10=bar.mean - 1, p90=bar.mean + 1) for bar in fall.bars]
    figure = figures.why_chart(outcome, dataclasses.replace(fall, bars=tuple(sharp)))
    amounts = [text.get_text() for text in figure.canvas.axes[0].texts]
    assert len(amounts) > 5
    assert all(amount.endswith(("0.000", " mln")) for amount in amounts), amounts


def test_ticks_are_written_in_their_unit(outcome):
    with drawing():
        axes = figures.budget_chart(outcome).canvas.axes[0]
        axes.set_ylim(-1.5e6, 2.5e6)
        fix_ticks(axes, "y", size=1e6, count=4)
    assert "−1" in [tick.get_text() for tick in axes.get_yticklabels()]
