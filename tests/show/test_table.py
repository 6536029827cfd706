"""Tables print themselves: scopes for screen readers, numbers on the right, nothing a name could break."""

import dataclasses
import html
import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from model.decide.appraisal import appraise
from model.decide.budget import multi_year_budget, reconciliation
from model.decide.exit import exit_sum
from model.inputs import load_assumptions
from model.inputs.legislation import Act, load_legislation
from model.language import use
from model.show import tables
from model.show.prose import Prose
from model.show.sources import source_label
from model.show.table import Cell, Column, Table
from tests.factories import make_assumptions, make_outcome

HOSTILE = '<script>alert("x")</script>&amp;'


@pytest.fixture(scope="module")
def outcome():
    return make_outcome(draws=256)


def small(**changes):
    fields = {
        "name": "small",
        "caption": "Een tabel",
        "columns": (
            Column("naam", align="left"),
            Column("bedrag", "euro", group="2027"),
            Column("aandeel", group="2027"),
        ),
        "rows": ((Cell("Aldergoor"), Cell("€ 1,2 mln", 1_234_567.0), Cell("35%", 0.35)),),
        "notes": ("Een noot.",),
        "totals": (0,),
    }  # fmt: skip
    return Table(**(fields | changes))


class Reader(HTMLParser):
    """Tags in order, with their attributes, and the tags left open."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in {"img", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def named(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def test_heads_have_scopes_and_numbers_stand_right():
    page = Reader(small().to_html())
    assert page.open == []
    assert [head.get("scope") for head in page.named("th")] == ["colgroup", "col", "col", "col", "row"]
    assert page.named("th")[0]["colspan"] == "2"
    assert all("text-align:right" in cell["style"] for cell in page.named("td") if "class" in cell)
    assert len(page.named("caption")) == 1
    region = page.named("div")[0]
    assert (region["role"], region["tabindex"], region["aria-label"]) == ("region", "0", "Een tabel")
    assert page.named("tr")[-1] == {"class": "total"}


def test_hostile_texts_stay_text():
    table = small(
        caption=HOSTILE,
        columns=(Column(HOSTILE, HOSTILE, group=HOSTILE), Column("a"), Column("b")),
        rows=((Cell(HOSTILE), Cell(HOSTILE, url="javascript:alert(1)"), Cell("bron", url='https://a.nl/"onload="x')),),
        notes=(HOSTILE,),
    )  # fmt: skip
    page = table.to_html()
    assert "<script" not in page
    assert Reader(page).named("a") == []
    assert html.escape(HOSTILE) in page


def test_good_addresses_become_links():
    page = Reader(small(rows=((Cell("a"), Cell("b", url="https://wetten.nl/x?a=1&b=2"), Cell("c")),)).to_html())
    assert page.named("a") == [{"href": "https://wetten.nl/x?a=1&b=2", "rel": "noreferrer"}]


def test_amounts_stay_on_one_line():
    assert "€\N{NO-BREAK SPACE}1,2\N{NO-BREAK SPACE}mln" in small().to_html()
    assert "€ 1,2 mln" in small().to_text()


def test_frame_holds_values_not_texts():
    frame = small().to_frame()
    assert list(frame.columns) == ["naam", "2027 bedrag (euro)", "2027 aandeel"]
    assert frame.iloc[0].tolist() == ["Aldergoor", 1_234_567.0, 0.35]


def test_rows_must_fit_the_columns():
    with pytest.raises(ValueError, match="row 0: 1 cells for 3 columns"):
        small(rows=((Cell("a"),),))


def test_table_and_prose_show_themselves_in_a_notebook():
    for shown in (small(), Prose(("Zin een.", "Zin twee."))):
        bundle = shown._repr_mimebundle_()
        assert set(bundle) == {"text/html", "text/plain"}
    assert Prose((HOSTILE, ""), "bullets").to_html() == f"<ul><li>{html.escape(HOSTILE)}</li></ul>"
    assert Prose(("a", "b"), "numbered").to_text() == "1. a\n2. b"
    assert Prose(("",)).to_html() == ""


# -- the tables of the memo ----


def test_summary_has_a_row_per_option_and_party(outcome):
    table = tables.summary_table(outcome, appraise(outcome))
    assert len(table.rows) == len(outcome.options) * (1 + len(outcome.parties))
    assert [cell.text for cell in table.rows[0]][:2] == ["Doorgaan", "samen"]
    assert [cell.text for cell in table.rows[0]][-3:] == ["–", "–", "–"]
    assert table.rows[-1][-1].text in {"alle", "vrijwel alle", "vrijwel geen", "geen"} | {
        f"{n} van de 10" for n in range(11)
    }
    assert table.columns[-1].header == "goedkoper in (toekomsten)"


@pytest.mark.parametrize("parties", [2, 4])
def test_budget_adds_up_in_what_is_printed(parties):
    outcome = make_outcome(draws=128, parties=parties)
    table = tables.budget_table(outcome, "unwind")
    assert [column.header for column in table.columns[2:]] == ["2027", "2028", "2029", "2030"]
    for view in ("cash", "lasten", "contribution"):
        rows = [row for row in table.rows if row[1].value == view]
        assert len(rows) == parties + 1
        for column in range(2, 6):
            printed = [int(row[column].text.replace(".", "").replace("−", "-")) for row in rows]
            assert sum(printed[:-1]) == printed[-1]
    first = next(entry for entry in multi_year_budget(outcome, "unwind") if entry.party is None)
    total = next(row for row in table.rows if row[0].value == "together")
    assert total[2].value == first.cash.mean / 1000  # the value behind the text is not rounded


@pytest.mark.parametrize("parties", [2, 4])
def test_budget_prints_no_digit_that_its_band_does_not_bear(parties):
    """The last digit of each amount, and of its band, is a fifth to a fiftieth of the narrowest band of the year."""
    outcome = make_outcome(draws=128, parties=parties)
    wide = outcome.observable.copy()
    factor = np.random.default_rng(0).uniform(0.8, 1.2, (outcome.draws, 1, 1))
    for name in ("cost_cash", "cost_lasten", "charge"):
        wide[..., outcome.obs(name)] *= factor
    outcome = dataclasses.replace(outcome, observable=wide)
    table = tables.budget_table(outcome, "continue")
    entries = multi_year_budget(outcome, "continue")
    for column, when in enumerate((2027, 2028, 2029, 2030), start=2):
        narrowest = min(e.cash.p90 - e.cash.p10 for e in entries if e.year == when and e.party) / 1000
        printed = {int(number) for row in table.rows for number in row[column].text.replace(".", "").split("–")}
        step = 10 ** min(len(str(n)) - len(str(n).rstrip("0")) for n in printed if n)
        assert narrowest / 50 <= step <= narrowest / 5
        sums = [row for row in table.rows if row[1].value == "cash"]
        shown = [int(row[column].text.replace(".", "")) for row in sums]
        assert sum(shown[:-1]) == shown[-1]
    assert "afgerond naar de bandbreedte" in table.notes[0]


def test_the_brief_budget_tells_once_what_is_the_same_twice():
    """Cash and lasten of the first member differ in one year only, those of the others never."""
    outcome = make_outcome(draws=128, parties=3)
    seen = outcome.observable.copy()
    seen[..., outcome.obs("cost_lasten")] = seen[..., outcome.obs("cost_cash")]
    seen[:, :, 0, 2, outcome.obs("cost_lasten")] += 5e6
    table = tables.budget_table(dataclasses.replace(outcome, observable=seen), "continue", brief=True)
    first, second, third, together = (*outcome.parties, "together")
    assert [(row[0].value, row[1].text) for row in table.rows if row[1].value != "cash band"] == [
        (first, "kas"), (first, "lasten"), (second, "kas en lasten"), (third, "kas en lasten"),
        (together, "kas"), (together, "lasten"),
    ]  # fmt: skip


def test_budget_without_uncertainty_is_in_whole_thousands():
    outcome = make_outcome(draws=8, block_size=2, uncertainty=False)
    table = tables.budget_table(outcome, "continue")
    mean = multi_year_budget(outcome, "continue")[0].cash.mean
    assert table.rows[0][2].text.replace(".", "") in {str(math.floor(mean / 1000)), str(math.ceil(mean / 1000))}


def test_reconciliation_ends_in_the_total(outcome):
    found = reconciliation(outcome)
    table = tables.reconciliation_table(found)
    assert table.rows[-1][0].text == "Totaal"
    assert table.totals == (len(table.rows) - 1,)
    assert {row[-1].text for row in table.rows} == {"geschat", "uit de casus"}
    money = tables.contributions_table(found)
    assert money.rows[0][4].text == money.rows[0][3].text
    assert money.columns[4].header == "begroot in 2026"
    assert money.notes == ("Bron van de gepubliceerde bedragen: Begroting 2026 (verzonnen).",)


def test_plan_of_later_years_stands_beside_the_model(outcome):
    assert tables.plan_table(outcome) is None  # only the budget year was published
    plan = outcome.case.plan[0]
    later = plan.model_copy(update={"year": 2027, "total_eur": 7e6, "contributions_eur": {"GM9901": 3e6}})
    object.__setattr__(outcome, "case", outcome.case.model_copy(update={"plan": (plan, later)}))
    table = tables.plan_table(outcome)
    assert table.caption == "Bijdragen zoals begroot in 2026, naast het model"
    assert table.rows[0][3].text == "niet gepubliceerd"
    assert table.rows[-2][3].text == "€ 7.000.000"
    modelled = outcome.charge[outcome.o("continue"), :, :, 1].mean(axis=0).sum()
    assert table.rows[-1][3].value == pytest.approx(modelled)
    assert table.rows[-1][3].text.endswith("mln")  # no digit that the futures do not bear
    assert "door afronding kan een som afwijken" in table.notes[0]


def test_assumptions_say_kind_source_and_who_set_them():
    rows = list(make_assumptions())
    rows[0] = rows[0].model_copy(update={"overridden_by": "case voorbeeld", "source_url": "https://a.nl/x"})
    table = tables.assumptions_table(rows)
    texts = [[cell.text for cell in row] for row in table.rows]
    assert texts[0][:6] == ["scale elasticity (nl)", "−0,15", "−0,05", "0", "-", "oordeel"]
    assert texts[0][-1] == "casus voorbeeld"
    assert {row[5] for row in texts} == {"oordeel", "gemeten", "afgeleid"}
    assert 'href="https://a.nl/x"' in table.to_html()


def test_small_numbers_are_not_rounded_away():
    row = make_assumptions()[0].model_copy(update={"low": 0.0, "base": 0.000125, "high": 0.002})
    assert tables.assumptions_table([row]).rows[0][2].text == "0,000125"


def test_estimates_are_named_in_words(outcome):
    table = tables.estimates_table(outcome.case, make_assumptions())
    assert [cell.text for cell in table.rows[0]] == ["Overhead", "700.000", "bewijs, rij B04"]


def test_estimates_are_rounded_and_years_are_years(outcome):
    filled = (
        ("organisation.budget_eur.hosting", 809_329.4, "estimates.ict_cost"),
        ("organisation.contracts.1.end_year", 2028.0, "A"),
        ("parties.1.usage", 0.0, "x"),
    )
    case = outcome.case.model_copy(update={"filled": filled})
    texts = [[cell.text for cell in row] for row in tables.estimates_table(case).rows][:3]
    assert texts[0][:2] == ["Hosting en infrastructuur", "809.000"]
    assert texts[1][:2] == ["Contracten 1, eindjaar", "2028"]
    assert texts[2][:2] == ["Beemd: gebruik", "0"]


def test_calendar_years_have_no_separator():
    row = make_assumptions()[0].model_copy(update={"unit": "calendar year", "low": None, "base": 2027.3})
    assert tables.assumptions_table([row]).rows[0][2].text == "2027"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("parties.1.trust", "Aldergoor: vertrouwen"),
        ("parties.2.needs.pace", "Beemd: behoefte: tempo"),
        ("organisation.budget_eur.technical_staff", "Technisch beheer, personeel"),
        ("organisation.specialisms.2.heads", "Specialismen 2, mensen in een specialisme"),
        ("iets.nieuws", "Nieuws"),
    ],
)
def test_fields_have_words(field, text):
    from model.show.labels import field_label

    assert field_label(field, ["Aldergoor", "Beemd"]) == text


def test_every_unit_and_kind_has_a_dutch_word():
    from model.show.units import UNITS

    assert {row.unit for row in load_assumptions()} <= UNITS


def act(**changes):
    fields = {
        "id": "L99", "name": "Act", "name_nl": "Wet", "date": "2027-07-01", "date_confirmed": False,
        "maturity": "proposal", "binds": True, "source_title": "Kamerstuk", "source_url": "https://a.nl/x",
    }  # fmt: skip
    return Act.model_validate(fields | changes, strict=False)


def test_laws_have_a_date_and_euros_or_say_that_none_are_known():
    acts = (
        act(fte_class="M"),
        act(id="L98", date_confirmed=True, one_off_low=1e4, one_off_base=2e4, one_off_high=4e4),
        act(id="L97", binds=False, note="sunk", note_nl="al betaald"),
    )
    rows = {row[0].value: [cell.text for cell in row] for row in tables.laws_table(acts).rows}
    assert rows["L99"][1:6] == [
        "1 juli 2027, niet bevestigd", "voorstel", "geen bedrag bekend", "geen bedrag bekend",
        "als redelijk wat werk, een oordeel",
    ]  # fmt: skip
    assert rows["L98"][1] == "1 juli 2027"
    assert rows["L98"][3] == "€ 20.000 (€ 10.000–40.000)"
    assert rows["L98"][5] == "volgens het bedrag"
    assert rows["L97"][3:6] == ["–", "–", "telt niet mee: al betaald"]


def test_amounts_with_ends_but_no_middle_count_too():
    rows = tables.laws_table((act(structural_low=1.0, structural_high=3.0),)).rows
    assert [cell.text for cell in rows[0]][4:6] == ["€ 1–3", "volgens het bedrag"]


def test_laws_that_bind_in_the_budget_year_are_in_the_budget():
    acts = (
        act(id="L1", date="2026-07-01", date_confirmed=True, fte_class="M"),
        act(id="L2", date="2020-01-01", maturity="in_force", fte_class="M"),
        act(id="L3", date="2026-07-01", fte_class="M"),  # not confirmed: still to come
        act(id="L4", date="2027-01-01", date_confirmed=True, fte_class="M"),
    )
    rows = {row[0].value: row[5].text for row in tables.laws_table(acts, 2026).rows}
    assert rows["L1"] == rows["L2"] == "zit al in de begroting van 2026"
    assert rows["L3"] == rows["L4"] == "als redelijk wat werk, een oordeel"


def test_switches_of_a_scenario_show():
    shipped = (act(id="L1", fte_class="S"), act(id="L2", fte_class="S"), act(id="L3", fte_class="S"))
    used = (
        shipped[0],
        act(id="L2", fte_class="S", date="2029-01-01"),
        act(id="eigen", fte_class="L", name="Eigen wet"),
    )
    rows = {row[0].value: [cell.text for cell in row] for row in tables.laws_table(used, 2026, shipped).rows}
    assert rows["L1"][5] == "als weinig werk, een oordeel"
    assert rows["L2"][1] == "1 januari 2029 in dit scenario, anders 1 juli 2027"
    assert rows["L3"][5] == "telt niet mee: weggelaten in dit scenario"
    assert rows["eigen"][5] == "toegevoegd door dit scenario, als veel werk, een oordeel"


def test_every_shipped_law_that_binds_counts_somehow():
    acts = load_legislation()
    rows = {row[0].value: row[5].text for row in tables.laws_table(acts, 2026, acts).rows}
    for one in acts:
        assert rows[one.id].startswith("telt niet mee: ") == (not one.binds), one.id


def test_own_sources_are_told_in_the_language_of_the_reader():
    rows = load_assumptions()
    own = [row for row in rows if row.source_title.lower().startswith(("own", "oordeel"))]
    assert own
    for row in own:
        said = source_label(row.source_title)
        assert not re.search(r"judgement|\bown\b|counts", said), said
        with use("en"):
            assert "oordeel" not in source_label(row.source_title)
    assert source_label("oordeel van de makers (judgement)") == "oordeel van de makers"
    assert source_label("M&I/Partners ICT Benchmark Gemeenten 2014") == "M&I/Partners ICT Benchmark Gemeenten 2014"
    for one in load_legislation():
        assert "not yet verified" not in source_label(one.source_title)


def test_shipped_laws_print():
    acts = load_legislation()
    table = tables.laws_table(acts)
    assert len(table.rows) == len(acts)
    assert all(row[5].text for row in table.rows)


def test_run_record_tells_how_to_do_it_again(outcome):
    table = tables.run_table(outcome, command="herijk memo voorbeeld", hashes={"casus (hash)": "abc"})
    facts = {row[0].text: row[1].text for row in table.rows}
    assert facts["startgetal"] == "0"
    assert facts["opdracht"] == "herijk memo voorbeeld"
    assert facts["casus (hash)"] == "abc"
    assert facts["rekenkern (hash)"] == outcome.engine_hash


def test_exit_table_of_a_bare_contribution():
    table = tables.exit_table(exit_sum(contribution=100_000))
    rows = {row[0].value: [cell.text for cell in row] for row in table.rows}
    assert rows["taper"][1:7] == ["€ 300.000", "€ 100.000", "€ 80.000", "€ 60.000", "€ 40.000", "€ 20.000"]
    assert rows["damage"][1] == "€ 254.655"
    assert rows["dissolution"][1] == "niet bekend"


def test_tables_speak_english_on_request(outcome):
    with use("en"):
        table = tables.summary_table(outcome, appraise(outcome))
        assert table.caption == "What each option costs"
        assert table.rows[0][0].text == "Continue"
