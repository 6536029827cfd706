"""Click commands that speak the reader's language.

Click reads a help text when a command is defined, before anyone said ``--lang``. These classes keep the
English source text and look it up when it is shown. Click's own words ("Usage", "Options") go through the
default domain of Python's gettext, which `speak` points at Herijk's catalogue.
"""

from __future__ import annotations

import contextlib
import gettext
import os
from typing import TYPE_CHECKING, Any

import click

from model import language
from model.language import N_, _, ngettext
from model.resources import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def click_texts() -> tuple[str, ...]:
    """Click's own texts that a user of Herijk can meet, named here so that the catalogue holds them."""
    return (
        N_("Usage:"),
        N_("Options"),
        N_("Commands"),
        N_("Positional arguments"),
        N_("Try '{command} {option}' for help."),
        N_("Error: {message}"),
        N_("Missing argument"),
        N_("Missing option"),
        N_("Missing command."),
        N_("Choose from:\n\t{choices}"),
        N_("Invalid value: {message}"),
        N_("Invalid value for {param_hint}: {message}"),
        N_("{value!r} is not a valid {number_type}."),
        N_("{value} is not in the range {range}."),
        N_("No such option {name!r}."),
        N_("No such command {name!r}."),
        N_("Option {name!r} does not take a value."),
        N_("default: {default}"),
        N_("[OPTIONS]"),
        N_("COMMAND [ARGS]..."),
    )


def click_plurals(n: int) -> tuple[str, ...]:
    """Idem, the texts that have a plural."""
    kept = {name: "{" + name + "}" for name in ("args", "name", "value", "choice", "choices", "nargs")}
    kept |= {"possibility": "{possibility}", "possibilities": "{possibilities}"}
    return (
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", n, **kept),
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", n, **kept),
        ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", n, **kept),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", n, **kept),
    )


def asked_language(arguments: Sequence[str]) -> str:
    """Language that ``--lang`` asks for, wherever it stands; otherwise the present one."""
    for position, argument in enumerate(arguments):
        word = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        if argument == "--lang" and position + 1 < len(arguments):
            word = arguments[position + 1]
        if word in language.LANGUAGES:
            return word
    return language.current()


def speak(lang: str) -> None:
    """Let Herijk, click and the processes started from here speak `lang`."""
    language.use(lang, everywhere=True)
    os.environ["HERIJK_LANG"] = lang
    os.environ["LANGUAGE"] = lang  # where Python's gettext, which click uses, looks first
    gettext.bindtextdomain("herijk", str(PACKAGE / "locale"))
    gettext.textdomain("herijk")


@contextlib.contextmanager
def _translated(item: Any) -> Iterator[None]:
    """Let the help of a click object be in the reader's language for a moment."""
    source, item.help = item.help, _(item.help) if item.help else None
    try:
        yield
    finally:
        item.help = source


class Option(click.Option):
    """Option with translated help."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Give the word for the value."""
        return _(self.metavar) if self.metavar else super().make_metavar(ctx)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give name and translated help."""
        with _translated(self):
            return super().get_help_record(ctx)


class Argument(click.Argument):
    """Argument with translated help."""

    @property
    def human_readable_name(self) -> str:
        """Word for the value in messages."""
        return _(self.metavar or self.name.upper())

    def make_metavar(self, ctx: click.Context) -> str:
        """Give the word for the value: brackets where it may be left out, dots where it may repeat."""
        del ctx
        word = self.human_readable_name
        return (word if self.required else f"[{word}]") + ("..." if self.nargs != 1 else "")

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Give name and translated help."""
        with _translated(self):
            return super().get_help_record(ctx)


class Command(click.Command):
    """Command with translated help, and examples at the end that can be copied."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give ``--help``; click keeps it, so its text is looked up each time."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Give the words of the usage line."""
        return [_(piece) for piece in super().collect_usage_pieces(ctx)]

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give the first paragraph of the translated help, whole."""
        del limit
        return _(self.help).partition("\n\n")[0] if self.help else ""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the translated help."""
        with _translated(self):
            super().format_help_text(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        del ctx
        formatter.write_paragraph()
        formatter.write(_("Examples:") + "\n")
        formatter.write("".join(f"  {example}\n" for example in self.examples))


class Group(Command, click.Group):
    """Group of such commands, listed in the order in which they are defined."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in order of definition."""
        del ctx
        return list(self.commands)
