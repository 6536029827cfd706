"""The command ``herijk``: says what was asked for, calls the package, prints the answer.

Answers go to standard output, progress and problems to standard error. Exit code 0: done. 1: something went
wrong while working. 2: the input or the command is wrong. 130: stopped with Ctrl-C. What is heavy is imported
inside the command that needs it, so that ``herijk --help`` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from model import __version__
from model.app.commands import Group, Option, asked_language, speak
from model.app.options import (
    argument,
    as_json,
    counted_from,
    from_seed,
    in_language,
    of_case,
    of_server,
    of_simulation,
    option,
    to_folder,
)
from model.language import N_, _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

DONE: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2
STOPPED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words after ``herijk``; those of this process by default.

    Returns
    -------
    int
        Exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    speak(asked_language(words))
    from model.errors import HerijkError, InputError

    try:
        return int(herijk.main(words, prog_name="herijk", standalone_mode=False) or DONE)
    except click.ClickException as problem:
        problem.show()
        return BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("Stopped. What was finished before is kept; nothing is half written."), err=True)
        return STOPPED
    except HerijkError as problem:
        click.echo(str(problem), err=True)
        return BAD_INPUT if isinstance(problem, InputError) else FAILED
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as problem:
        click.echo(_("Error: {message}", message=problem), err=True)
        return FAILED


@click.group(
    cls=Group,
    help=N_("Continue, extend, restructure or unwind a joint arrangement of municipalities?"),
    examples=("herijk memo dommelvallei", "herijk run bommelerwaard --scenario fast-cloud"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@in_language
@click.version_option(__version__, message="herijk %(version)s", cls=Option, help=N_("Show the version and exit."))
def herijk() -> None:
    """Hold the commands; the text for the reader is above."""


@herijk.command(
    help=N_("Check case, scenario and option files; names every problem with its line."),
    examples=("herijk check mijn-casus/case.yml", "herijk check scenarios/"),
)
@argument("files", nargs=-1, required=True, metavar=N_("FILE|DIR"), help=N_("Files, or folders with files."))
@as_json
@in_language
def check(files: tuple[str, ...], as_json: bool) -> int:
    """Read files and report all problems of all of them."""
    from model.app.checking import check_files, report

    checked = check_files(files)
    click.echo(report(checked, as_json=as_json))
    return DONE if all(not one.problems for one in checked) else BAD_INPUT


@herijk.command(
    help=N_("Calculate a case: what each option costs each municipality, and the verdict."),
    examples=(
        "herijk run dommelvallei",
        "herijk run bommelerwaard --scenario fast-cloud --option continue --option unwind --json",
    ),
)
@of_case
@of_simulation
@as_json
@in_language
def run(case: str, scenario: str, options: tuple[str, ...], as_json: bool, **size: Any) -> int:
    """Simulate and print the table and the verdict."""
    gc.disable()  # one answer and out: walking what the imports made, now or at the end, costs more than it frees
    from model.app import results
    from model.app.console import progress_bar
    from model.app.running import simulated

    with progress_bar(_("Calculating")) as progress:
        outcome = simulated(case, scenario, options, progress=progress, **size)
    click.echo(results.as_json(outcome) if as_json else results.as_text(outcome))
    gc.freeze()
    return DONE


@herijk.command(
    help=N_("Everything to decide on together: weighing, consent, tipping points, robustness, why, calendar, text."),
    examples=("herijk decide dommelvallei", "herijk decide bommelerwaard --from 2027-02-01 --json"),
)
@of_case
@of_simulation
@counted_from
@option(
    "--framework",
    metavar=N_("FILE"),
    help=N_("Weighing framework: value functions and weights that the members set themselves."),
)
@as_json
@in_language
def decide(
    case: str, scenario: str, options: tuple[str, ...], decide_from: dt.date | None, framework: str | None,
    as_json: bool, **size: Any,
) -> int:  # fmt: skip
    """Simulate, do every analysis and print them."""
    from model.app import deciding
    from model.app.console import progress_bar
    from model.app.running import simulated
    from model.inputs.framework import load_framework

    own = None if framework is None else load_framework(framework)
    with progress_bar(_("Calculating")) as progress:
        outcome = simulated(case, scenario, options, progress=progress, **size)
    with progress_bar(_("Looking for what could turn it")) as progress:
        told = deciding.decided(outcome, framework=own, decision=decide_from, progress=progress, as_json=as_json)
    click.echo(told)
    return DONE


@herijk.command(
    help=N_("Make the board memo of one or more cases: a page (HTML) and the notebook behind it."),
    examples=("herijk memo dommelvallei", "herijk memo bommelerwaard --lang en --output advice"),
)
@argument("cases", nargs=-1, required=True, metavar=N_("CASE"), help=N_("Names of shipped cases, or case files."))
@of_simulation
@counted_from
@option("--mark", type=click.Choice(("draft", "confidential")), help=N_("Mark on every page."))
@to_folder(default=Path("output"), show_default=True, help=N_("Folder for the memo."))
@as_json
@in_language
def memo(
    cases: tuple[str, ...], scenario: str, options: tuple[str, ...], output: Path, as_json: bool, **size: Any
) -> int:
    """Write the memo of each case; one that fails does not stop the others."""
    from model.app.running import write_memos

    return write_memos(cases, scenario, options, output=output, as_json=as_json, **size)


@herijk.command(
    help=N_("Make many memos and results from one batch file; what is done already is not done again."),
    examples=("herijk batch board --dry-run", "herijk batch my-batch.yml --output output/board --workers 4"),
)
@argument("file", metavar=N_("FILE"), help=N_("Batch file, or the name of a shipped one."))
@option("--output", metavar=N_("FOLDER"), help=N_("Folder, or an address such as s3://bucket/folder."))
@option("--workers", type=click.IntRange(1, 512), metavar="N", help=N_("Processes at a time; one per core by default."))
@option("--scheduler", metavar="tcp://...", help=N_("Let the workers of this Dask scheduler do it."))
@option("--dry-run", is_flag=True, help=N_("Show the plan and the time it takes; do nothing."))
@as_json
@in_language
def batch(file: str, **asked: Any) -> int:
    """Run the batch; runs that fail do not stop the others."""
    from model.app import batching

    return batching.begin(file, **asked)


@herijk.command(
    help=N_("Say where a batch stands: what waits, is at work, done or failed, and why."),
    examples=("herijk status output/board", "herijk status output/board --json"),
)
@argument("folder", metavar=N_("FOLDER"), help=N_("Folder of the batch."))
@as_json
@in_language
def status(folder: str, as_json: bool) -> int:
    """Print counts and failures."""
    from model.app import batching

    click.echo(batching.status(folder, as_json=as_json))
    return DONE


@herijk.command(
    help=N_("Make a memo again from what its page carries, and say what differs and why."),
    examples=("herijk reproduce output/bommelerwaard-base.html", "herijk reproduce memo.html --output again --json"),
)
@argument(
    "page", metavar=N_("MEMO"), type=click.Path(dir_okay=False, path_type=Path), help=N_("Page (HTML) of a memo.")
)
@to_folder(help=N_("Folder for the memo that is made; by default it is not kept."))
@as_json
@in_language
def reproduce(page: Path, output: Path | None, as_json: bool) -> int:
    """Print whether it is the same byte for byte, and what differs otherwise."""
    from model.app import reproducing
    from model.app.console import progress_bar

    with progress_bar(_("Making the memo again")) as progress:
        found = reproducing.reproduce(page, output, progress)
    click.echo(reproducing.answer(found, as_json=as_json))
    return DONE if found.same else FAILED


@herijk.command(
    help=N_("Compare two cases, scenarios or saved answers: what goes in, what comes out, which verdict differs."),
    examples=(
        "herijk compare dommelvallei:base dommelvallei:stress",
        "herijk compare base fast-cloud --case bommelerwaard --draws 2048",
    ),
)
@argument("a", metavar="A", help=N_("A case, a scenario, case:scenario, or a file made with herijk run --json."))
@argument("b", metavar="B", help=N_("The same for the other side."))
@option("--case", metavar=N_("CASE"), help=N_("Case for scenarios that are named alone."))
@of_simulation
@as_json
@in_language
def compare(
    a: str, b: str, case: str | None, scenario: str, options: tuple[str, ...], as_json: bool, **size: Any
) -> int:
    """Print what differs."""
    from model.app import comparing

    click.echo(comparing.answer((a, b), case, scenario, options, as_json=as_json, **size))
    return DONE


@herijk.command(
    "exit",
    help=N_("What leaving costs: the exit sum under every rule, year by year, and who gains from it."),
    examples=(
        "herijk exit dommelvallei --party GM0820 --year 2027",
        "herijk exit --contribution 100000 --rule taper --years 4 --step-pct 25",
    ),
)
@argument("case", required=False, metavar=N_("CASE"), help=N_("Name of a shipped case, a case file or its folder."))
@option("--party", metavar="CODE", help=N_("CBS code or name of the municipality that leaves."))
@option("--year", metavar=N_("YEAR"), type=int, help=N_("First year without that municipality."))
@option("--contribution", type=float, metavar="EUR", help=N_("Yearly contribution, instead of a case."))
@option(
    "--rule", metavar=N_("RULE"), help=N_("Only this rule: taper, flat, multiple, damage, negotiated or dissolution.")
)
@option("--years", metavar="N", type=int, help=N_("Number of years of the taper, the flat sum or the bridging period."))
@option(
    "--start-pct", metavar="PCT", type=float, help=N_("First instalment of the taper, percent of the contribution.")
)
@option("--step-pct", metavar="PCT", type=float, help=N_("Points by which the taper falls each year."))
@option("--factor", metavar="N", type=float, help=N_("Multiple of the contribution."))
@option("--amount", "amount_eur", type=float, metavar="EUR", help=N_("Sum that was agreed."))
@as_json
@in_language
def exit_(case: str | None, as_json: bool, **terms: Any) -> int:
    """Print the exit sums."""
    from model.app import exiting

    click.echo(exiting.answer(case, terms, as_json=as_json))
    return DONE


@herijk.command(
    help=N_("Hold the model against what really happened: every check with its label, figures and verdict."),
    examples=("herijk validate", "herijk validate --json"),
)
@option("--draws", type=click.IntRange(64, 100_000), metavar="N", help=N_("Number of futures per simulated case."))
@from_seed
@as_json
@in_language
def validate(draws: int | None, seed: int, as_json: bool) -> int:
    """Print every finding; a miss is told, and only a broken rule of arithmetic makes the command fail."""
    from model.app.validating import answer

    text, sound = answer(draws, seed, as_json=as_json)
    click.echo(text)
    return DONE if sound else FAILED


@herijk.command(
    help=N_("Make files to share of an executed notebook: a page, Word, Excel, PDF, one figure or one table."),
    examples=(
        "herijk export output/dommelvallei-base.ipynb --to docx,xlsx",
        "herijk export output --public --output website",
        "herijk export output/dommelvallei-base.ipynb --figure budget --table summary",
    ),
)
@argument("files", nargs=-1, required=True, metavar=N_("FILE|DIR"), help=N_("Notebooks, or folders with notebooks."))
@option("--to", metavar="html,docx,xlsx,pdf", help=N_("Kinds of file to make; a page, Word and Excel by default."))
@option("--public", is_flag=True, help=N_("Leave out what is not for everyone, and say what was left out."))
@option("--figure", "figures", multiple=True, metavar=N_("NAME"), help=N_("Only this figure, as PNG and SVG."))
@option("--table", "tables", multiple=True, metavar=N_("NAME"), help=N_("Only this table, as CSV."))
@option(
    "--template",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=N_("FILE.docx"),
    help=N_("Word file whose styles, heads and feet the Word files get."),
)
@to_folder(help=N_("Folder for the files; that of each notebook by default."))
@in_language
def export(files: tuple[str, ...], to: str | None, **wanted: Any) -> int:
    """Write the files; a notebook that fails does not stop the others."""
    from model.app.exporting import Wanted, export_all, formats

    return export_all(files, Wanted(kinds=formats(to), **wanted))


@herijk.command(
    help=N_("Check this installation and say what to do about what is missing."),
    examples=("herijk doctor", "herijk doctor --only chromium"),
)
@option("--only", metavar=N_("NAME"), help=N_("Do this check alone; a warning then counts as a failure."))
@as_json
@in_language
def doctor(only: str | None, as_json: bool) -> int:
    """Print one line per check."""
    from model.app import doctor as checks

    found = checks.examine(only)
    click.echo(checks.as_json(found) if as_json else checks.as_text(found))
    return DONE if checks.healthy(found, strict=only is not None) else FAILED


@herijk.command(
    help=N_("Open JupyterLab on the notebooks."), examples=("herijk lab", "herijk lab --no-browser --port 8899")
)
@of_server(8888)
@in_language
def lab(browser: bool, port: int) -> int:
    """Start JupyterLab and stay until it stops."""
    from model.app.lab import start

    return start(browser=browser, port=port)


@herijk.command(
    help=N_("Open the explorer without code, as a page in the browser."),
    examples=("herijk app", "herijk app --no-browser --port 8899"),
)
@of_server(8866)
@in_language
def app(browser: bool, port: int) -> int:
    """Serve the explorer and stay until it stops."""
    from model.app.serving import start

    return start(browser=browser, port=port)


if __name__ == "__main__":
    sys.exit(main())
