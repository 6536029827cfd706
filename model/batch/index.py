"""The page of a batch: one row per calculation with its verdict, its cost and its files; works without a network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from model.batch.store import inside
from model.inputs.base import Text
from model.language import N_, _, euro_difference, euro_range, ngettext, number, out_of_ten, picked
from model.publish.page import TEMPLATES, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Facts = Mapping[str, Any]

STATIC: Final = Path(__file__).parent / "static"
SHOWN: Final = ("html", "docx", "xlsx")
_LANGUAGES: Final = {"nl": N_("Dutch"), "en": N_("English")}


class _IndexPage(Page):
    """A page with the script that sorts and filters."""

    @property
    def script(self) -> str:
        return (STATIC / "index.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Cell:
    """What stands in one place of the table; `order` sorts it, "" goes last, None sorts by text."""

    text: str = ""
    kind: str = ""
    order: float | str | None = None
    lines: tuple[str, ...] = ()
    links: tuple[dict[str, str], ...] = ()


def index_page(title: str, groups: Sequence[Facts], runs: Sequence[Facts], failed: Sequence[Facts], lang: str) -> str:
    """Page of a batch, in the present language.

    Parameters
    ----------
    groups, runs : sequence of dict
        Facts and records, as `model.batch.ledger` keeps them.
    failed : sequence of dict
        With ``name`` and ``message``.
    """
    files = _files(runs)
    heads, body = _table(groups, files, lang)
    total = len(runs) or len(groups)
    lead = [ngettext("{n} run done.", "{n} runs done.", total, n=number(total))]
    if failed:
        lead.append(ngettext("{n} run failed; it stands below.", "{n} runs failed; they stand below.", len(failed),
                             n=number(len(failed))))  # fmt: skip
    page = _IndexPage(lang=lang, title=title)
    environment = Environment(
        loader=FileSystemLoader([STATIC, TEMPLATES / "herijk"]), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True,
    )  # fmt: skip
    return environment.get_template("index.html.j2").render(
        page=page, script=Markup(page.script),  # noqa: S704 - our own file
        words=_words(len(body), judged=any(one["verdict"] for one in groups)), lead=lead, failed=failed, rows=body,
        columns=[{"head": head, "number": kind == "number"} for head, kind in heads],
        filters=_filters(heads, body),
        others=[{"href": "results.parquet", "text": _("all figures, one per row")},
                {"href": "manifest.json", "text": _("versions, seeds, hashes and commands")}],
    )  # fmt: skip


def _words(rows: int, *, judged: bool) -> dict[str, str]:
    return {
        "skip": _("Skip to the content"), "failed": _("What failed"), "results": _("Results"), "every": _("all"),
        "search": _("Search"), "count": _("{n} of {all} shown", n="{n}", all="{all}"),
        "shown": _("{n} of {all} shown", n=rows, all=rows), "pages": _("Pages of the table"), "back": _("Previous"),
        "on": _("Next"), "others": _("Other files"), "made": _("Made with Herijk."),
        "caption": _("Verdict, and difference in cost with continuing (present value over all years): mean, and range "
                     "of 8 out of 10 futures") if judged else
                   _("Difference in cost with continuing (present value over all years): mean, and range of 8 out of "
                     "10 futures; the option that is cheapest on average beside continuing"),
    }  # fmt: skip


def _table(groups: Sequence[Facts], files: Mapping[str, list[dict[str, str]]], lang: str) -> tuple[Any, Any]:
    """Heads and rows; the option set only where there is more than one, files only where there are any."""
    sets = len({group["option_set"] for group in groups}) > 1
    judged = any(group["verdict"] for group in groups)
    heads = [(_("Case"), "pick"), (_("Scenario"), "pick")]
    heads += [(_("Options"), "pick")] if sets else []
    heads += [(_("Verdict"), ""), (_("Futures that carry it"), "number")] if judged else []
    heads += [(_("Option"), "pick"), (_("Together"), "number"), (_("Per municipality"), "")]
    heads += [(_("Files"), "")] if files else []
    body = []
    for group in groups:
        told = group["verdict"].get(lang) or next(iter(group["verdict"].values()), None)
        option = told["subject"] if told else _best(group)
        together, parties = _amounts(group, option)
        row = [Cell(_named(group)), Cell(picked(Text(**group["scenario_name"])))]
        row += [Cell(group["option_set"])] if sets else []
        row += [_said(told), _carried(told)] if judged else []
        row += [Cell(group["titles"][lang][option]), together, parties]
        row += [Cell(kind="files", links=tuple(files.get(group["id"], ())))] if files else []
        body.append(row)
    return heads, body


def _named(group: Facts) -> str:
    """Name of a case, with the mark of one whose figures were estimated."""
    name, mark = str(group["case_name"]), _("example, figures estimated")
    return f"{name} ({mark})" if group.get("example") else name


def _said(told: Facts | None) -> Cell:
    return Cell(told["sentence"] if told else _("Figures only: no verdict was asked for."), kind="said")


def _carried(told: Facts | None) -> Cell:
    if not told:
        return Cell("", "number", "")
    return Cell(out_of_ten(told["share"]), "number", told["share"])


def _best(group: Facts) -> str:
    """Option that is cheapest against continue, among the others; continue where it is alone."""
    found = {row["option"]: row["mean"] for row in group["rows"]
             if row["measure"] == "difference" and not row["party"] and row["option"] != "continue"}  # fmt: skip
    return min(found, key=lambda name: found[name]) if found else "continue"


def _amounts(group: Facts, option: str) -> tuple[Cell, Cell]:
    """Difference with continue of an option: together, and per municipality."""
    rows = [row for row in group["rows"] if row["option"] == option and row["measure"] == "difference"]
    whole = next(row for row in rows if not row["party"])
    lines = tuple(f"{row['party_name']}: {_difference(row)}" for row in rows if row["party"])
    worst = max((row["mean"] for row in rows if row["party"]), default=whole["mean"])
    return Cell(_difference(whole), "number", round(whole["mean"])), Cell(lines=lines, order=round(worst))


def _difference(row: Facts) -> str:
    """Mean in words, with its range in euros."""
    said = euro_difference(row["mean"], row["p10"], row["p90"])
    return f"{said} ({euro_range(row['p10'], row['p90'])})"


def _files(runs: Iterable[Facts]) -> dict[str, list[dict[str, str]]]:
    """Links of each group to the files of its notebooks."""
    found: dict[str, list[dict[str, str]]] = {}
    several = len({(run["lang"], run["template"]) for run in runs}) > 1
    for run in runs:
        for kind in SHOWN:
            name = f"{run['name']}.{kind}"
            if name in run["files"] and inside(name):
                told = f"{run['template']} {run['lang'].upper()} {kind}" if several else kind
                label = f"{run['name']}: {kind}, {_(_LANGUAGES[run['lang']])}"
                found.setdefault(run["group"], []).append({"href": quote(name), "text": told, "label": label})
    return found


def _filters(heads: Sequence[tuple[str, str]], body: Sequence[Sequence[Cell]]) -> list[dict[str, Any]]:
    """A list to choose from for each column that has few values, and more than one."""
    found = []
    for place, (head, kind) in enumerate(heads):
        choices = sorted({row[place].text for row in body}) if kind == "pick" else []
        if len(choices) > 1:
            found.append({"label": head, "column": place, "choices": choices})
    return found
