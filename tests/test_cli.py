"""The command line: words, answers, exit codes and languages."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from model import cli
from model.app import commands
from model.errors import ExportError, SimulationError
from tests.factories import make_outcome

if TYPE_CHECKING:
    from collections.abc import Callable

COMMANDS = (
    "check",
    "run",
    "decide",
    "memo",
    "batch",
    "status",
    "reproduce",
    "compare",
    "exit",
    "validate",
    "export",
    "doctor",
    "lab",
    "app",
)
KNOWN = {"taper": 300_000, "flat": 500_000, "multiple": 250_000, "damage": 254_655}


@pytest.fixture
def herijk(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process: (exit code, output, errors)."""

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(list(words))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


Herijk = Any


# --- help and language ---


def test_commands_are_there() -> None:
    assert tuple(cli.herijk.commands) == COMMANDS


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_help_is_dutch_with_an_example(herijk: Herijk, command: tuple[str, ...]) -> None:
    code, out, err = herijk(*command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("Gebruik: herijk")
    assert "Voorbeelden:\n  herijk " in out
    assert "Toon deze uitleg en stop." in out
    assert "--lang" in out


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_no_english_is_left_in_dutch_help(herijk: Herijk, command: tuple[str, ...]) -> None:
    _, dutch, _ = herijk(*command, "--help")
    _, english, _ = herijk(*command, "--help", "--lang", "en")
    assert english.startswith("Usage: herijk")
    assert "Examples:" in english
    both = set(re.findall(r"(?<![-\w])[a-z]{4,}", dutch)) & {
        "the",
        "with",
        "name",
        "names",
        "file",
        "shipped",
        "year",
        "figures",
    }
    assert not both


@pytest.mark.parametrize("words", [["--lang", "en", "run", "--help"], ["run", "--help", "--lang=en"]])
def test_language_may_stand_anywhere(herijk: Herijk, words: list[str]) -> None:
    assert "Show this message and exit." in herijk(*words)[1]


def test_language_of_one_command_does_not_stick(herijk: Herijk) -> None:
    herijk("--help", "--lang", "en")
    assert (
        cli.herijk.commands["run"].help
        == "Calculate a case: what each option costs each municipality, and the verdict."
    )


def test_texts_of_click_are_still_clicks() -> None:
    """A text that click no longer uses is no use in our catalogue."""
    sources = "".join(
        Path(module.__file__).read_text(encoding="utf-8")
        for module in (click.core, click.exceptions, click.parser, click.types, click.decorators, click.formatting)
    )
    ours = {"[OPTIONS]", "COMMAND [ARGS]..."}
    assert all(json.dumps(text) in sources for text in commands.click_texts() if text not in ours)


def test_examples_can_be_run_as_they_stand() -> None:
    for command in (cli.herijk, *cli.herijk.commands.values()):
        assert command.examples
        for example in command.examples:
            program, name, *words = shlex.split(example)
            assert program == "herijk"
            cli.herijk.commands[name].make_context(name, words)


def test_help_comes_at_once(in_python: Any) -> None:
    def seconds() -> float:
        start = time.perf_counter()
        assert in_python("-m", "model.cli", "--help").returncode == 0
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.3


def test_help_loads_nothing_heavy(in_python: Any) -> None:
    code = (
        "import sys; from model.cli import main; main(['run', '--help']);"
        "print([m for m in ('numpy', 'numba', 'pydantic', 'pandas', 'babel') if m in sys.modules])"
    )
    assert in_python("-c", code).stdout.splitlines()[-1] == "[]"


def test_version(herijk: Herijk) -> None:
    assert herijk("--version")[1] == f"herijk {cli.__version__}\n"


# --- what goes wrong ---


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "'rnu'"),
        (["run"], "CASUS"),
        (["run", "dommelvallei", "--drws", "5"], "--draws"),
        (["run", "dommelvallei", "--draws", "0"], "--draws"),
        (["run", "dommelvallei", "--draws", "many"], "many"),
        (["run", "dommelvallei", "--precision", "0"], "--precision"),
        (["run", "domelvallei"], "'dommelvallei'"),
        (["run", "dommelvallei", "--scenario", "bse"], "'base'"),
        (["run", "dommelvallei", "--option", "unwnd"], "'unwind'"),
        (["run", "dommelvallei", "--lang", "de"], "de"),
        (["memo"], "CASUS"),
        (["memo", "nergens"], "nergens"),
        (["check", "nergens.yml"], "nergens.yml"),
        (["doctor", "--only", "chrome"], "'chromium'"),
        (["exit", "--contribution", "nan"], "nan"),
        (["exit", "dommelvallei", "--party", "GM0001", "--year", "2027"], "GM0001"),
        (["exit"], "contribution"),
    ],
    ids=" ".join,
)
def test_bad_input_is_a_sentence_and_code_2(
    herijk: Herijk, words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = herijk(*words)
    assert code == 2
    assert said in out + err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == [], "something was written"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SimulationError("te groot", draw=3, year=2030), 1, "2030"),
        (ExportError("geen ruimte"), 1, "geen ruimte"),
        (PermissionError(13, "mag niet", "output"), 1, "mag niet"),
        (KeyboardInterrupt(), 130, "Gestopt"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_failures_have_their_own_code(
    herijk: Herijk, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    def fail(*_words: object, **_settings: object) -> None:
        raise error

    monkeypatch.setattr("model.app.running.simulated", fail)
    found, out, err = herijk("run", "dommelvallei")
    assert (found, out) == (code, "")
    assert said in err


def test_a_reader_that_stops_reading_is_no_error(in_python: Any) -> None:
    code = (
        "import subprocess, sys;"
        "p = subprocess.Popen([sys.executable, '-m', 'model.cli', 'run', '--help'], stdout=subprocess.PIPE,"
        " stderr=subprocess.PIPE, bufsize=0);"
        "p.stdout.close(); err = p.stderr.read(); print(p.wait(), err)"
    )
    assert in_python("-c", code).stdout.strip() in ("0 b''", "1 b''")


# --- check ---


def test_check_finds_all_problems_of_all_files(herijk: Herijk, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "case.yml").write_text(
        "name: A\nbudget_year: 2026\narrangement:\n  legal_frm: x\n", encoding="utf-8"
    )
    (tmp_path / "b.yml").write_text("id: b\nid: c\n", encoding="utf-8")
    code, out, _ = herijk("check", str(tmp_path))
    assert code == 2
    assert "legal_form" in out
    assert "b.yml" in out
    told = json.loads(herijk("check", str(tmp_path), "--json")[1])
    assert not told["ok"]
    assert [len(one["problems"]) > 0 for one in told["files"]] == [True, True]
    assert 4 in [one["line"] for one in told["files"][0]["problems"]]


def test_check_approves_what_is_shipped(herijk: Herijk, root: Path) -> None:
    code, out, err = herijk("check", str(root / "scenarios"), str(root / "data" / "cases"), "--json")
    told = json.loads(out)
    assert (code, err) == (0, ""), out
    kinds = [one["kind"] for one in told["files"]]
    assert kinds.count("option") >= 4
    assert kinds.count("case") >= 2
    assert kinds.count("scenario") >= 11


# --- exit ---


def test_exit_gives_the_known_sums(herijk: Herijk) -> None:
    code, out, _ = herijk("exit", "--contribution", "100000", "--json")
    rules = json.loads(out)["rules"]
    assert code == 0
    assert {name: rules[name]["total"] for name in KNOWN} == KNOWN
    assert rules["taper"]["schedule"] == [100_000, 80_000, 60_000, 40_000, 20_000]
    assert rules["negotiated"] is None
    assert rules["dissolution"] is None


def test_exit_shows_a_table_in_dutch(herijk: Herijk) -> None:
    _, out, _ = herijk("exit", "--contribution", "100000")
    assert "€ 254.655" in out
    assert "€ 300.000" in out
    _, out, _ = herijk("exit", "--contribution", "100000", "--lang", "en")
    assert "€254,655" in out


def test_exit_of_a_member_by_code_or_name(herijk: Herijk) -> None:
    from model import load_case

    party = load_case("dommelvallei").parties[0]
    by_code = herijk("exit", "dommelvallei", "--party", party.code, "--year", "2023", "--json")
    by_name = herijk("exit", "dommelvallei", "--party", party.name.upper(), "--year", "2023", "--json")
    assert by_code[0] == 0, by_code[2]
    assert by_code[1] == by_name[1]
    assert json.loads(by_code[1])["party"] == party.code


def test_exit_terms_can_be_varied(herijk: Herijk) -> None:
    words = ["exit", "--contribution", "100000", "--rule", "taper", "--years", "4", "--step-pct", "25", "--json"]
    rules = json.loads(herijk(*words)[1])["rules"]
    assert list(rules) == ["taper"]
    assert rules["taper"]["schedule"] == [100_000, 75_000, 50_000, 25_000]


# --- run ---


@pytest.fixture(scope="module")
def short_run(in_python: Any) -> dict[str, Any]:
    done = in_python("-m", "model.cli", "run", "dommelvallei", "--draws", "64", "--seed", "0", "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_run_as_json_has_its_structure(short_run: dict[str, Any]) -> None:
    assert (short_run["case"], short_run["scenario"]) == ("dommelvallei", "base")
    assert (short_run["draws"], short_run["seed"]) == (64, 0)
    assert list(short_run["options"]) == ["continue", "extend", "restructure", "unwind"]
    for option in short_run["options"].values():
        together, *parties = option["parties"]
        assert together["party"] is None
        assert len(parties) == 3
        total = sum(one["cost_per_year"]["mean"] for one in parties)
        assert together["cost_per_year"]["mean"] == pytest.approx(total)
    assert short_run["verdict"]["kind"] in ("preferred", "no_clear_preference", "more_data")
    assert short_run["verdict"]["text"]


def test_run_prints_table_and_verdict(in_python: Any, short_run: dict[str, Any]) -> None:
    done = in_python("-m", "model.cli", "run", "dommelvallei", "--draws", "64", "--option", "unwind")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "doorgerekende toekomsten" in done.stdout
    assert "Casus dommelvallei, scenario base, 64 " in done.stdout
    for name in (one["name"] for one in short_run["options"]["continue"]["parties"]):
        assert name in done.stdout


def test_run_is_told_the_precision_and_tells_it(herijk: Herijk, monkeypatch: pytest.MonkeyPatch) -> None:
    from model.app import running

    asked: dict[str, Any] = {}

    def simulated(*_words: object, **settings: Any) -> object:
        asked.update(settings)
        return dataclasses.replace(make_outcome(draws=64, block_size=8), precision_eur=settings["precision"])

    monkeypatch.setattr(running, "simulated", simulated)
    code, out, _ = herijk("run", "dommelvallei", "--precision", "2.5", "--max-draws", "5000")
    assert (code, asked["precision"], asked["max_draws"], asked["draws"]) == (0, 2.5, 5000, 10_240)
    assert "Casus voorbeeld, scenario base, 64 " in out
    assert "is niet gehaald" in out
    told = json.loads(herijk("run", "dommelvallei", "--precision", "1e9", "--json")[1])
    assert told["precision"]["asked_eur"] == 1e9 > told["precision"]["reached_eur"] > 0
    assert told["draws_kept_whole"] == 64


# --- memo, doctor, lab ---


def test_one_memo_that_fails_does_not_stop_the_next(
    herijk: Herijk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from model.publish import memo

    def make(case: str, scenario: str, *_: object, **settings: Any) -> memo.MemoPaths:
        if case == "first":
            raise ExportError("geen ruimte")
        assert [scenario, *map(settings.get, ("lang", "seed", "mark"))] == ["base", "nl", 7, "draft"]
        return memo.MemoPaths(tmp_path / "s.ipynb", tmp_path / "s.html")

    monkeypatch.setattr(memo, "make_memo", make)
    code, out, err = herijk("memo", "first", "second", "--seed=7", "--mark=draft", "--output", str(tmp_path), "--json")
    assert code == 1
    assert "geen ruimte" in err
    assert [one["case"] for one in json.loads(out)["memos"]] == ["second"]


def test_doctor_tells_state_and_remedy(herijk: Herijk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERIJK_CHROMIUM", "no-such-browser")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", "no-such-folder")
    code, out, _ = herijk("doctor", "--only", "chromium")
    assert code == 1
    assert "apt-get install chromium" in out
    code, out, _ = herijk("doctor", "--json")
    told = json.loads(out)
    states = {one["name"]: one["state"] for one in told["checks"]}
    assert states["chromium"] == "warn"
    assert states["python"] == states["resources"] == states["language"] == states["output"] == "ok"
    assert (code == 0) == told["ok"]


def test_doctor_sees_a_package_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    from model.app import doctor

    here = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.0.1" if name == "numpy" else here(name))
    check = doctor.check_packages()
    assert check.state != "ok"
    assert "numpy 0.0.1" in check.found


def test_lock_lines_for_another_system_do_not_count() -> None:
    from model.app.doctor import locked

    pins = ("a-b==1.0", 'w==2 ; sys_platform == "never"', 'C.D==3 ; python_version > "3"')
    text = "".join(f"{pin} \\\n    --hash=sha256:00\n" for pin in pins)
    assert locked(text) == {"a-b": "1.0", "c-d": "3"}


def test_lab_keeps_its_token_and_asks_no_news(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    from model.app import lab

    started: list[tuple[str, ...]] = []
    monkeypatch.setattr("jupyterlab.labapp.LabApp.launch_instance", lambda words: started.append(tuple(words)))
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    assert cli.main(["lab", "--no-browser", "--port", "8899"]) == 0
    words = " ".join(started[0])
    assert f"--ServerApp.root_dir={root}" in words
    assert "--LabApp.news_url=None" in words
    assert "/lab/tree/notebooks/" in words
    assert "token" not in words
    assert lab.working_folder() == root


def test_lab_of_a_wheel_copies_the_notebooks_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from model import resources
    from model.app import lab

    monkeypatch.setattr(resources, "installed_from", lambda: "wheel")
    monkeypatch.chdir(tmp_path)
    folder = lab.working_folder()
    copied = folder / "notebooks" / "memo.ipynb"
    assert copied.is_file()
    copied.write_text("mine", encoding="utf-8")
    assert lab.working_folder() == folder
    assert copied.read_text(encoding="utf-8") == "mine"


class TestValidate:
    """``herijk validate``: every item with its label, figures and verdict; only broken arithmetic fails."""

    @pytest.fixture
    def found(self, monkeypatch: pytest.MonkeyPatch):
        from model.app import validating
        from tests.synthetic_validation import make_validation

        def use_(*, sound: bool) -> None:
            monkeypatch.setattr(validating, "validate", lambda *_args, **_kwargs: make_validation(sound=sound))

        return use_

    def test_text_has_every_item_and_ends_with_the_counts(self, herijk: Herijk, found) -> None:
        from model.decide.validation_items import load_items

        found(sound=True)
        code, out, err = herijk("validate", "--lang", "en")
        assert (code, err) == (0, "")
        flat = " ".join(out.split())
        assert all(item.name.split()[0] in flat for item in load_items().values())
        assert out.rstrip().endswith("reported and not tuned away.")

    def test_a_miss_is_told_and_is_no_error(self, herijk: Herijk, found) -> None:
        found(sound=True)
        code, out, _ = herijk("validate", "--json")
        told = json.loads(out)
        assert code == 0
        assert told["counts"]["out_of_sample"]["misses"] > 0
        missed = next(item for item in told["items"] if item["id"] == "ict_cost.2022")
        assert (missed["label"], missed["observed"], missed["verdict"]) == ("out_of_sample", 106.0, "misses")
        assert missed["miss"]
        assert missed["source"]["url"].startswith("https://")
        assert len(told["hindcast"]) == 8
        assert told["hindcast"][0]["walk"]["band"]
        assert {row["id"] for row in told["known_2020"]} > {"cloud.pace_low", "prices.wage_agreement_end"}

    def test_broken_arithmetic_is(self, herijk: Herijk, found) -> None:
        found(sound=False)
        code, out, _ = herijk("validate", "--json")
        told = json.loads(out)
        assert code == 1
        assert not told["sound"]
        assert next(item for item in told["items"] if item["id"] == "face.wages")["fails_in"] == ["dommelvallei, base"]
