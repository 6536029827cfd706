"""Languages: Dutch by default, numbers as the reader writes them, and a catalogue without gaps."""

import ast
import datetime as dt
import gettext
import io
import os
import re
import subprocess
import sys
import threading

import pytest

from model import language
from model.language import (
    _,
    count_of_ten,
    date,
    euro,
    euro_against,
    euro_difference,
    euro_difference_range,
    euro_exact,
    euro_range,
    listed,
    ngettext,
    number,
    out_of_ten,
    percent,
    picked,
    rounded,
    step_of,
    use,
    year,
)
from model.locale import catalogue
from tests.show.words import ENGLISH

SAME_IN_DUTCH = {  # words that Dutch shares with English, names, and things that are typed
    "Chromium", "Herijk", "Python", "Scenario: {title}.", "Tip: {value}", "Tip: {value}.",
    "Memo: {page}  (notebook: {notebook})", "0-1", "exponent 0-1", "factor", "fte", "fte per fte", "hosting",
    "low ≤ base ≤ high", "model", "notebook", "notebook (hash)",
    "notebooks", "overhead", "reserve", "scenario", "software", "{amount} in {year}",
    "{item} ({amount})", "{label}: {counts}.", "{observed} (± {tolerance})", "{option} {amounts}", "{party} {amount}",
    "{what} ({kind} in {folder})", "{year}: {what}.", "Cloud", "Scenario", "was {value}",
    "Batch", "batch", "{done}, {failed}: {folder}", "{n} runs: {said}",
}  # fmt: skip


@pytest.fixture(autouse=True)
def dutch(monkeypatch):
    monkeypatch.delenv("HERIJK_LANG", raising=False)
    monkeypatch.setattr(language, "_default", [])
    with use("nl"):
        yield


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (1_234_567, "€ 1,2 mln"),
        (12_340_000, "€ 12,3 mln"),
        (123_400_000, "€ 123 mln"),
        (125_000, "€ 125.000"),
        (125_449, "€ 125.000"),
        (999_600, "€ 1,0 mln"),
        (999_400, "€ 999.000"),
        (85.2, "€ 85"),
        (8.24, "€ 8,20"),
        (0, "€ 0"),
        (-0.0, "€ 0"),
        (-300_000, "€ −300.000"),
        (-1_250_000, "€ −1,3 mln"),
        (float("nan"), "onbekend"),
        (float("inf"), "onbekend"),
    ],
)
def test_euro_says_amounts_as_people_do(amount, text):
    assert euro(amount) == text


@pytest.mark.parametrize(
    ("amount", "band", "text"),
    [
        (1_234_567, (900_000, 1_400_000), "€ 1,2 mln"),
        (1_234_567, (1_200_000, 1_260_000), "€ 1,23 mln"),
        (1_234_567, (1_234_566, 1_234_568), "€ 1,235 mln"),  # never more than four digits
        (14_600_000, (7e6, 25e6), "€ 15 mln"),
        (148.23, (147.1, 149.3), "€ 148"),  # no cents from ten euros up
        (148.23, (148.23, 148.23), "€ 148"),  # a band without width says nothing
        (40_000, (-300_000, 500_000), "€ 0"),
    ],
)
def test_euro_shows_what_the_band_bears(amount, band, text):
    assert euro(amount, band=band) == text


def test_euro_signs_and_digits():
    assert euro(300_000, sign=True) == "€ +300.000"
    assert euro(-300_000, sign=True) == "€ −300.000"
    assert euro(0, sign=True) == "€ 0"
    assert euro(1_234_567, digits=3) == "€ 1,23 mln"
    assert euro_exact(1_234_567) == "€ 1.234.567"
    assert euro_exact(-0.4) == "€ 0"
    assert euro_exact(-1_234.5) == "€ −1.235"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (912_000, 1_432_000, "€ 0,9–1,4 mln"),
        (1_432_000, 912_000, "€ 0,9–1,4 mln"),
        (120_000, 320_000, "€ 120.000–320.000"),
        (-300_000, 400_000, "€ −300.000 tot 400.000"),
        (-300_000, 1_400_000, "€ −0,3 tot 1,4 mln"),
        (-3e6, -1.4e6, "€ −3,0 tot −1,4 mln"),
        (5.0, 5.0, "€ 5"),
        (float("nan"), 1.0, "onbekend"),
    ],
)
def test_range(low, high, text):
    assert euro_range(low, high) == text


def test_difference_is_said_in_words():
    assert euro_difference(300_000, 100_000, 600_000) == "€ 300.000 duurder"
    assert euro_difference(-1_240_000) == "€ 1,2 mln goedkoper"
    assert euro_difference(10_000, -900_000, 800_000) == "vrijwel even duur"
    assert euro_difference(-10_000, -90_000, 160_000) == "vrijwel even duur"  # less than a tenth of its band
    assert euro_difference(-26_000, -90_000, 160_000) == "€ 30.000 goedkoper"
    assert euro(-10_000, band=(-90_000, 160_000), sign=True) == "€ 0"
    assert euro_difference(0.0) == "vrijwel even duur"
    assert euro_against("doorgaan", 300_000) == "€ 300.000 duurder dan doorgaan"
    assert euro_against("doorgaan", 0.0) == "vrijwel even duur als doorgaan"
    assert euro_difference_range(-390_000, -170_000) == "€ 170.000–390.000 goedkoper"
    assert euro_difference_range(800_000, 2_700_000) == "€ 0,8–2,7 mln duurder"
    assert euro_difference_range(-200_000, 1_500_000) == "€ 200.000 goedkoper tot € 1,5 mln duurder"
    assert euro_difference_range(0.0, 0.0) == "vrijwel even duur"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "geen van de doorgerekende toekomsten"),
        (0.0001, "vrijwel geen van de doorgerekende toekomsten"),
        (0.049, "vrijwel geen van de doorgerekende toekomsten"),
        (0.05, "1 van de 10 doorgerekende toekomsten"),
        (0.25, "3 van de 10 doorgerekende toekomsten"),
        (0.66, "7 van de 10 doorgerekende toekomsten"),
        (0.949, "9 van de 10 doorgerekende toekomsten"),
        (0.95, "vrijwel alle doorgerekende toekomsten"),
        (0.9999, "vrijwel alle doorgerekende toekomsten"),
        (1.0, "alle doorgerekende toekomsten"),
        (float("nan"), "een onbekend deel van de doorgerekende toekomsten"),
    ],
)
def test_chance_is_counted_in_futures(share, text):
    assert out_of_ten(share) == text


@pytest.mark.parametrize(
    ("value", "low", "high", "result"),
    [
        (1_234_567, 0.9e6, 1.4e6, 1_200_000),
        (0.123456, 0.1, 0.2, 0.12),
        (55.0, 0, 1000, 100.0),
        (-1_234, -1_300, -1_200, -1_230),
    ],
)
def test_rounding_follows_the_width_of_the_band(value, low, high, result):
    assert rounded(value, low, high) == pytest.approx(result, rel=1e-12)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "geen"), (0.04, "vrijwel geen"), (0.05, "1 van de 10"), (0.66, "7 van de 10"),
        (0.96, "vrijwel alle"), (1.0, "alle"), (float("nan"), "onbekend"),
    ],
)  # fmt: skip
def test_chance_in_a_cell_is_as_careful(share, text):
    assert count_of_ten(share) == text


def test_the_mean_of_a_rare_event_is_not_shown_to_the_euro():
    assert euro(-263_417, band=(-5_000, 0), sign=True) == "€ −260.000"
    assert euro_difference(-263_417, -5_000, 0) == "€ 260.000 goedkoper"


def test_a_step_is_a_power_of_ten_near_a_tenth_of_the_band():
    assert [step_of(2_868, 3_927), step_of(-90e3, 160e3), step_of(0.9e6, 1.4e6)] == [100, 10_000, 100_000]
    assert step_of(-3e6, -1.4e6) == 100_000


def test_numbers_dates_and_lists():
    assert number(-1_234.56, 1) == "−1.234,6"
    assert number(-0.04, 1) == "0,0"
    assert number(5e12) == "5.000.000.000.000"
    assert number(123_456_789_012_345) == "123.456.789.012.345"
    assert number(2.0**60).startswith("1.152.921.504.606.84")
    assert [number(x, 2) for x in (1.005, 0.145, 2.675)] == ["1,01", "0,15", "2,68"]  # halves as they are read
    assert number(2.5) == "3"
    assert percent(0.354) == "35%"
    assert percent(float("nan")) == "onbekend"
    assert year(2026.5) == "2026"
    assert date(dt.date(2026, 9, 15)) == "15 september 2026"
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b en c"


def test_english_on_request_and_only_there():
    with use("en"):
        assert (euro(1.2e6), euro(-125_000), euro_range(-3e5, 1.4e6)) == ("€1.2m", "−€125,000", "€−0.3 to 1.4m")
        assert out_of_ten(0.7) == "7 out of 10 calculated futures"
        assert date(dt.date(2026, 9, 15)) == "15 September 2026"
    assert euro(1.2e6) == "€ 1,2 mln"


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="'fr'"):
        use("fr")
    assert language.current() == "nl"


def test_threads_have_their_own_language():
    heard = []
    with use("en"):
        thread = threading.Thread(target=lambda: heard.append(language.current()))
        thread.start()
        thread.join()
    assert heard == ["nl"]


def test_everywhere_reaches_new_threads():
    heard = []
    use("en", everywhere=True)
    thread = threading.Thread(target=lambda: heard.append(language.current()))
    thread.start()
    thread.join()
    assert heard == ["en"]


@pytest.mark.parametrize(
    ("asked", "heard"), [("en", "en"), ("en_GB.UTF-8", "en"), ("nl", "nl"), ("fr", "nl"), ("", "nl"), (None, "nl")]
)
def test_environment_chooses(asked, heard):
    environment = {key: value for key, value in os.environ.items() if key != "HERIJK_LANG"}
    environment |= {} if asked is None else {"HERIJK_LANG": asked}
    code = "import sys, model.language as l; print(l.current(), 'babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [heard, "False"]


def test_messages_are_filled_and_counted():
    assert _("{amount} cheaper", amount="€ 5") == "€ 5 goedkoper"
    assert _("") == ""
    assert _("not in any catalogue {x}") == "not in any catalogue {x}"
    assert [ngettext("{n} problem", "{n} problems", n) for n in (1, 2)] == ["1 probleem", "2 problemen"]


def test_texts_of_files_are_picked():
    texts = {"nl": "Doorgaan", "en": "Continue"}
    assert picked(texts) == "Doorgaan"
    assert picked({"nl": "", "en": "Continue"}) == "Continue"
    assert picked("Vrij") == "Vrij"
    assert picked(None) == ""
    with use("en"):
        assert picked(texts) == "Continue"


# -- the catalogue ----


def test_every_text_has_a_dutch_translation():
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue.read()}
    wanted = {message if isinstance(message, str) else message[0] for message in catalogue.messages()}
    assert wanted - known == set(), "run `python -m model.locale.catalogue` and translate"
    assert known - wanted - {""} == set(), "run `python -m model.locale.catalogue` to drop what is gone"
    assert catalogue.untranslated(catalogue.read()) == []


def test_no_text_hides_inside_an_f_string():
    """Babel reads no calls inside f-strings: such a text would stay English and no other test would tell."""
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in sorted(catalogue.PACKAGE.rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in catalogue.KEYWORDS
        and any(isinstance(given, ast.Constant) for given in call.args)
    ]  # fmt: skip
    assert hidden == []


def test_translations_keep_the_fields():
    field = re.compile(r"(?<!\{)\{(\w+)[^{}]*\}(?!\})")
    for message in catalogue.read():
        if not message.id:
            continue
        source = "".join([message.id] if isinstance(message.id, str) else message.id)
        target = "".join([message.string] if isinstance(message.string, str) else message.string)
        assert set(field.findall(source)) == set(field.findall(target)), message.id


def test_dutch_differs_from_english_except_where_allowed():
    same = {
        message.id
        for message in catalogue.read()
        if isinstance(message.id, str) and message.id and message.id == message.string
    }
    assert same <= SAME_IN_DUTCH, f"not translated: {sorted(same - SAME_IN_DUTCH)}"


def test_dutch_holds_no_english_words():
    typed = re.compile(r"`[^`]*`|\{[^}]*\}|\b(after_years|fixed_share)\b")
    for message in catalogue.read():
        if not message.id:
            continue
        for text in [message.string] if isinstance(message.string, str) else message.string:
            assert not ENGLISH.search(typed.sub("", text)), text


def test_mo_is_the_compiled_po():
    assert catalogue.MO_FILE.read_bytes() == catalogue.as_mo(catalogue.read())
    compiled = gettext.GNUTranslations(io.BytesIO(catalogue.MO_FILE.read_bytes()))
    assert compiled.gettext("together") == "samen"
    assert compiled.ngettext("{n} problem", "{n} problems", 2) == "{n} problemen"
    assert not re.search(rb"20\d\d-\d\d-\d\d \d\d:", catalogue.MO_FILE.read_bytes())


def test_po_changes_only_with_the_texts():
    text = catalogue.PO_FILE.read_text(encoding="utf-8")
    assert text.encode() == catalogue.as_po(catalogue.updated(catalogue.read(), catalogue.messages()))
    assert not re.search(r"POT-Creation-Date|PO-Revision-Date|^#: |/[a-z]+/main/", text, re.MULTILINE)
