"""Options that commands share, as decorators for click."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from model.app.commands import Argument, Option
from model.engine.names import MOST_DRAWS
from model.language import LANGUAGES, N_

DRAWS: Final = 10_240

# Click's decorators turn a function into a parameter list and then into a Command: no narrower type holds.
Decorated = Any
Decorator = Callable[[Decorated], Decorated]


def option(*names: str, **settings: Any) -> Decorator:
    """Option of a command, with help in the reader's language."""
    return click.option(*names, cls=Option, **settings)


def argument(*names: str, **settings: Any) -> Decorator:
    """Positional argument of a command, idem."""
    return click.argument(*names, cls=Argument, **settings)


def several(*decorators: Decorator) -> Decorator:
    """Join decorators into one; the first stands first in the help."""

    def decorate(function: Decorated) -> Decorated:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


in_language = option(
    "--lang", type=click.Choice(LANGUAGES), expose_value=False, help=N_("Language of the answer (Dutch by default).")
)
as_json = option("--json", "as_json", is_flag=True, help=N_("Give the figures as JSON."))
of_case = argument("case", metavar=N_("CASE"), help=N_("Name of a shipped case, a case file or its folder."))
to_folder = partial(option, "--output", type=click.Path(file_okay=False, path_type=Path), metavar=N_("FOLDER"))
from_seed = option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    show_default=True,
    help=N_("Start of the random numbers; the same seed gives the same figures."),
)
of_simulation = several(
    option(
        "--scenario",
        default="base",
        show_default=True,
        metavar=N_("NAME|FILE"),
        help=N_("Name of a shipped scenario, or a file."),
    ),
    option(
        "--option",
        "options",
        multiple=True,
        metavar=N_("NAME|FILE"),
        help=N_("Name of a shipped option, or a file; may be repeated. By default the four shipped ones."),
    ),
    option(
        "--draws",
        type=click.IntRange(1, MOST_DRAWS),
        default=DRAWS,
        metavar="N",
        show_default=True,
        help=N_("Number of futures to calculate."),
    ),
    option(
        "--precision",
        type=click.FloatRange(min=0.0, min_open=True),
        metavar="EUR",
        help=N_("Add futures until the standard error of every difference with continuing is at most this."),
    ),
    option(
        "--max-draws",
        type=click.IntRange(1, MOST_DRAWS),
        default=MOST_DRAWS,
        metavar="N",
        show_default=True,
        help=N_("With --precision: number of futures at which to stop."),
    ),
    from_seed,
)
counted_from = option(
    "--from",
    "decide_from",
    type=click.DateTime(("%Y-%m-%d",)),
    callback=lambda _context, _option, value: None if value is None else value.date(),
    metavar=N_("YYYY-MM-DD"),
    help=N_("Day from which the calendar counts; 1 January of the budget year by default."),
)


def of_server(port: int) -> Decorator:
    """Options of a command that stays and serves pages, with its usual port."""
    return several(
        option("--browser/--no-browser", default=True, help=N_("Open a browser window.")),
        option(
            "--port",
            metavar="N",
            type=click.IntRange(1024, 65535),
            default=port,
            show_default=True,
            help=N_("Port to use."),
        ),
    )
