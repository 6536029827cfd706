"""The sections of the memo on an invented outcome: complete, in board order, in the reader's language."""

import dataclasses
import inspect
import re

import numpy as np
import pytest
from bs4 import BeautifulSoup

from model import resources
from model.decide.appraisal import appraise
from model.decide.budget import reconciliation
from model.decide.verdict import verdict
from model.inputs import Scenario
from model.language import use
from model.publish import sections
from model.publish.board import Memo
from model.publish.parameters import SECTIONS, MemoParameters
from tests.factories import make_outcome, with_differences

ORDER = (
    "heading", "advice", "costs", "why", "goals", "consent", "risks", "decisions", "review",
    "grounds", "weigh", "agreement", "turning", "robustness", "whatif", "calendar", "text_check",
    "members", "assumptions", "estimates", "laws", "exit", "computed",
)  # fmt: skip

SEARCHED = ("weigh", "turning", "robustness", "whatif")  # of analyses that this memo does not have


def make_memo(outcome=None, **parameters):
    outcome = outcome or make_outcome(draws=256, block_size=32)
    wanted = MemoParameters(
        case="dommelvallei", scenario="base", options=None, lang="nl", draws=outcome.draws, seed=0, mark=None,
        without=(), case_id="dommelvallei", scenario_id="base",
    )  # fmt: skip
    return Memo(dataclasses.replace(wanted, **parameters), outcome, appraise(outcome), verdict(outcome))


@pytest.fixture(scope="module")
def memo():
    return make_memo()


@pytest.fixture(scope="module")
def real():
    """Memo of a shipped case with every analysis, of few futures."""
    return sections.begin("dommelvallei", draws=64)


def html(section):
    data = section._repr_mimebundle_()
    return (data[0] if isinstance(data, tuple) else data)["text/html"]


def soup(section):
    return BeautifulSoup(html(section), "html.parser")


def test_notebook_calls_every_section_in_board_order():
    import nbformat

    cells = nbformat.read(resources.notebook_path("memo"), as_version=4).cells
    calls = [name for cell in cells for name in re.findall(r"^sections\.(\w+)\(memo\)$", cell.source, re.MULTILINE)]
    assert tuple(calls) == ORDER
    assert set(SECTIONS) == set(ORDER) - {"heading", "advice"}


@pytest.mark.parametrize("name", ORDER)
def test_each_section_has_its_heading_and_something_under_it(real, name):
    found = soup(getattr(sections, name)(real))
    heading = found.find(["h1", "h2"])
    assert heading.name == ("h1" if name == "heading" else "h2")
    assert found.section["aria-labelledby"] == heading["id"]
    assert len(found.get_text(" ", strip=True)) > len(heading.get_text(" ", strip=True)) + 20


@pytest.mark.parametrize("name", SECTIONS)
def test_each_section_can_be_left_out(real, name):
    parameters = dataclasses.replace(real.parameters, without=(name,))
    assert html(getattr(sections, name)(dataclasses.replace(real, parameters=parameters))) == ""


def test_what_members_decide_together_is_in_the_body(real):
    said = {name: soup(getattr(sections, name)(real)).get_text(" ") for name in ORDER}
    assert "Welke regel men ook volgt" in said["advice"] or "De regels zijn het niet eens" in said["advice"]
    assert "Gewogen op negen criteria" in said["goals"]
    assert "instemming" in said["consent"]
    assert "Besluit uiterlijk" in said["decisions"]


def test_heading_tells_the_page_what_it_is():
    memo = make_memo(make_outcome(draws=128, example=True), mark="draft", lang="nl")
    facts = sections.heading(memo)._repr_mimebundle_()[1]["herijk"]
    assert facts["lang"] == "nl"
    assert memo.outcome.case.name in facts["title"]
    assert facts["banners"] == ["Voorbeeld, cijfers geschat"]
    assert facts["mark"] == "Concept"


def test_case_with_own_figures_has_no_mark(memo):
    facts = sections.heading(memo)._repr_mimebundle_()[1]["herijk"]
    assert facts["banners"] == []
    assert "mark" not in facts


def test_advice_is_three_sentences_of_the_verdict(memo):
    from model.show import texts

    said = soup(sections.advice(memo)).p.get_text()
    for sentence in texts.advice(memo.outcome, memo.verdict):
        assert BeautifulSoup(sentence, "html.parser").get_text().split("€")[0] in said


def test_costs_name_every_municipality_and_four_years(memo):
    found = soup(sections.costs(memo))
    for name in memo.outcome.party_names:
        assert name in found.get_text()
    heads = [cell.get_text(" ", strip=True) for cell in found.table.find_all("th", scope="col")]
    assert sum(head.startswith("20") for head in heads) == 4


def test_without_a_preference_going_on_comes_first(memo):
    noise = np.random.default_rng(0).standard_normal(memo.outcome.draws)
    undecided = make_memo(with_differences(memo.outcome, {"unwind": 9e5 * (noise - noise.mean()) - 5e3}))
    assert undecided.verdict.option is None
    found = soup(sections.costs(undecided))
    assert found.find(id="table-budget-continue")
    assert " bij doorgaan; ontvlechten is over 10 jaar " in found.li.get_text()
    preferred = make_memo(with_differences(memo.outcome, {"unwind": np.full(memo.outcome.draws, -5e6)}))
    found = soup(sections.costs(preferred))
    assert found.find(id="table-budget-unwind")
    assert " bij ontvlechten; over 10 jaar " in found.li.get_text()


def test_how_sure_stands_as_a_list_under_the_advice(memo):
    found = soup(sections.advice(memo))
    assert found.h3.get_text() == "Hoe zeker is dit?"
    assert len(found.find_all("li")) >= 3


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("assumptions", "table-assumptions"), ("estimates", "table-estimates"), ("laws", "table-laws"),
        ("members", "table-budget-unwind"),
    ],
)  # fmt: skip
def test_long_tables_are_folded_but_announced(memo, name, table):
    found = soup(getattr(sections, name)(memo))
    fold = found.find(id=table).find_parent("details")
    assert fold["class"] == ["fold"]
    assert not fold.has_attr("open")
    assert fold.summary.get_text()
    assert fold.find_previous_sibling(["p", "h2", "figure"])


def test_laws_are_those_of_the_scenario(memo):
    off = Scenario(id="proef", laws={"off": ("L03",)})
    changed = dataclasses.replace(memo.outcome, scenario=off)
    text = soup(sections.laws(make_memo(changed))).get_text(" ", strip=True)
    assert "weggelaten in dit scenario" in text
    assert "weggelaten in dit scenario" not in soup(sections.laws(memo)).get_text()


def test_year_zero_is_said_to_fit_only_if_it_does(memo):
    assert reconciliation(memo.outcome).largest_difference == 0
    exact = sections.costs(memo).to_html()
    off = make_outcome(draws=128)
    cost = off.cost_mean.copy()
    cost[:, 0, 0, 1] += 1234.0
    observable = off.observable.copy()
    observable[:, :, 0, 0, off.obs("charge")] += 1234.0
    charge = off.charge.copy()
    charge[:, :, 0, 0] += 1234.0
    wrong = dataclasses.replace(off, cost_mean=cost, observable=observable, charge=charge)
    amount = f"{reconciliation(wrong).largest_difference:,}".replace(",", ".")
    assert "1.23" in amount
    assert amount not in exact
    assert amount in sections.costs(make_memo(wrong)).to_html()


def test_better_off_is_the_share_of_futures_per_party_and_together(memo):
    table = soup(sections.grounds(memo)).find(id="table-better-off")
    rows = table.tbody.find_all("tr")
    assert len(rows) == len(memo.outcome.parties) + 1
    assert len(rows[0].find_all("td")) == len(memo.outcome.options) - 1
    assert len(table.find_all("caption")) == 1


def test_without_a_difference_the_memo_still_stands():
    outcome = make_outcome(draws=128, options=("continue", "extend"))
    same = with_differences(outcome, {})
    memo = make_memo(same)
    assert memo.verdict.challenger is None
    for name in ORDER:
        text = html(getattr(sections, name)(memo))
        read = re.sub(r'src="data:[^"]*"', "", text)  # a picture says "fill: none"
        assert not re.search(r"\bnan\b|\bnone\b", read, re.IGNORECASE)
        assert (text == "") == (name in ("why", *SEARCHED))


def test_continue_alone_is_a_memo_too():
    memo = make_memo(make_outcome(draws=128, options=("continue",)))
    for name in ORDER:
        html(getattr(sections, name)(memo))


def test_a_members_sheet_can_stay_out(memo):
    own, other = memo.outcome.parties
    kept = soup(sections.members(memo))
    assert kept.find(id=f"member-{own}")
    left = soup(sections.members(make_memo(without=(own,))))
    assert not left.find(id=f"member-{own}")
    assert left.find(id=f"member-{other}")
    exits = sections.exit(make_memo(without=(own,))).to_html()
    assert len(re.findall("<table", exits)) == len(memo.outcome.parties) - 1


def test_computed_gives_seed_hashes_and_the_command(memo):
    text = soup(sections.computed(memo)).get_text(" ", strip=True)
    assert memo.outcome.engine_hash in text
    assert "herijk memo dommelvallei --scenario base --draws 256 --seed 0 --lang nl" in text
    assert len(re.findall(r"\b[0-9a-f]{16}\b", text)) >= 5


def test_command_quotes_what_a_shell_would_split():
    said = sections.command(make_memo(case="mijn map/mijn zaak.yml", options=("continue", "a;b")))
    assert "herijk memo 'mijn zaak.yml' --scenario" in said  # the folder is nobody's business
    assert "--option 'a;b'" in said


def test_everything_from_a_case_is_escaped():
    outcome = make_outcome(draws=128)
    evil = "<script>alert(1)</script>"
    outcome = dataclasses.replace(
        outcome, party_names=(evil, "Beemd & Co"), case=outcome.case.model_copy(update={"name": f"Regeling {evil}"})
    )
    memo = make_memo(outcome)
    page = "".join(html(getattr(sections, name)(memo)) for name in ORDER)
    assert "<script" not in page
    assert "Beemd &amp; Co" in page


def test_memo_speaks_english_when_asked():
    with use("en"):
        found = soup(sections.costs(make_memo(lang="en")))
        assert found.h2.get_text() == "What it costs each municipality"


def test_section_functions_take_the_memo_only():
    for name in ORDER:
        assert list(inspect.signature(getattr(sections, name)).parameters) == ["memo"]
