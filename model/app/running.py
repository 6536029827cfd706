"""Simulate and make memos for the command line: names and files in, an outcome or files out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from model.app.console import progress_bar
from model.engine.names import MOST_DRAWS
from model.errors import HerijkError, InputError
from model.language import _, current

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from model.engine.outcome import Outcome


def simulated(
    case: str,
    scenario: str,
    options: Sequence[str],
    *,
    draws: int,
    seed: int,
    precision: float | None = None,
    max_draws: int = MOST_DRAWS,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Load what was named and simulate it.

    Without options the four shipped ones; continue is always calculated along, because every option is compared with
    it. `precision` is the standard error (EUR) for which futures are added, until there are `max_draws`. Raises
    InputError: a name or a file is wrong; the files' problems come all at once.
    """
    from model.inputs import load_case, load_option, load_scenario
    from model.simulation import simulate

    wanted = tuple(options)
    if wanted and "continue" not in wanted:
        wanted = ("continue", *wanted)
    loaded = [load_option(name) for name in wanted] or None
    return simulate(
        load_case(case), load_scenario(scenario), loaded, draws=draws, seed=seed, progress=progress,
        precision_eur=precision, max_draws=max_draws,
    )  # fmt: skip


def write_memos(
    cases: Sequence[str], scenario: str, options: Sequence[str], *, draws: int, seed: int, precision: float | None,
    max_draws: int, decide_from: dt.date | None, mark: str | None, output: Path, as_json: bool,
) -> int:  # fmt: skip
    """Write the memo of each case and say where it is.

    Exit code: 0 if all were made, 1 if one failed, 2 if the input of one was wrong.
    """
    from model.publish.memo import make_memo

    code, made = 0, []
    for case in cases:
        try:
            with progress_bar(_("Memo of {case}", case=case)) as progress:
                paths = make_memo(
                    case,
                    scenario,
                    tuple(options) or None,
                    lang=current(),
                    draws=draws,
                    seed=seed,
                    precision=precision,
                    max_draws=max_draws,
                    decide_from=decide_from,
                    mark=mark,
                    output_dir=output,
                    progress=progress,
                )
        except HerijkError as problem:
            click.echo(str(problem), err=True)
            code = max(code, 2 if isinstance(problem, InputError) else 1)
            continue
        made.append({"case": case, "html": str(paths.html), "notebook": str(paths.notebook)})
        if not as_json:
            click.echo(_("Memo: {page}  (notebook: {notebook})", page=paths.html, notebook=paths.notebook))
    if as_json:
        click.echo(json.dumps({"memos": made}, ensure_ascii=False, indent=2))
    return code
