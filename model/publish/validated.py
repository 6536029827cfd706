"""The pages of the validation: sections for `notebooks/validate.ipynb`, and `docs/validation.md`.

``python -m model.publish.validated`` checks everything and writes `docs/validation.md` again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from model.decide.validation import DRAWS, Validation, validate
from model.language import _, use
from model.publish.section import Section
from model.resources import data_path
from model.show import figures, tables
from model.show.prose import Prose
from model.show.text_validation import SECTIONS, counted, meaning, not_shown

if TYPE_CHECKING:
    from pathlib import Path

    from model.show.table import Table

COMMAND: Final = "python -m model.publish.validated"


def begin(lang: str = "nl", draws: int = DRAWS, seed: int = 0, **settings: Any) -> Validation:
    """Check everything; from here on the notebook speaks the reader's language.

    Parameters
    ----------
    lang : {"nl", "en"}
    """
    use(lang, everywhere=True)
    return validate(draws, seed, **settings)


def heading(found: Validation, lang: str = "nl") -> Section:
    """Title, what the labels mean and the counts; tells the page its language and title."""
    title = _("Validation: the model held against what really happened")
    facts = {"lang": lang, "title": title}
    return Section(
        "title", title, (Prose(counted(found)), Prose(meaning(), "bullets")), level=1, kind="lead", facts=facts
    )


def hindcast(found: Validation) -> Section:
    """The hindcast: figure with its data, and the findings."""
    return Section(
        "hindcast", _("What the model would have said in 2020"),
        (Prose(_story(found)), figures.hindcast_chart(found), tables.findings_table(found, "hindcast")),
    )  # fmt: skip


def checks(found: Validation) -> Section:
    """Published cases, face checks and refusals."""
    parts = tuple(tables.findings_table(found, section) for section in SECTIONS if section != "hindcast")
    return Section("checks", _("Cases, face checks and refusals"), parts)


def known(found: Validation) -> Section:
    """What the hindcast replaced, row by row."""
    said = _(
        "Every row that rests on figures of after 2020 was replaced by what was known then, or by a wider judgement. "
        "These choices were made before the outcome was looked at."
    )
    drawn = _("Surprises in consumer prices are drawn from the years until 2020 only.")
    return Section("known", _("What was known in 2020"), (Prose((said, drawn)), tables.replaced_table(found)))


def limits(_found: Validation) -> Section:
    """What none of this shows."""
    return Section("limits", _("What this does not show"), (Prose(not_shown(), "bullets"),))


def document(found: Validation) -> str:
    """Text of `docs/validation.md`, in English."""
    made = (
        f"Made by `{COMMAND}` ({found.draws:,} futures, seed {found.seed}); do not change it by hand. "
        "`herijk validate` prints the same, and `notebooks/validate.ipynb` makes a page of it."
    )
    with use("en"):
        parts = [
            "# Validation",
            made,
            " ".join(counted(found)),
            _bullets(meaning()),
            "## What the model would have said in 2020",
            " ".join(_story(found)),
            _markdown(tables.hindcast_table(found)),
            *(_markdown(tables.findings_table(found, section)) for section in SECTIONS),
            "## What was known in 2020",
            _markdown(tables.replaced_table(found)),
            "## What this does not show",
            _bullets(not_shown()),
        ]
    return "\n\n".join(parts) + "\n"


def write(docs: Path, draws: int = DRAWS, seed: int = 0) -> Path:
    """Check everything and write `validation.md` into `docs`."""
    path = docs / "validation.md"
    path.write_text(document(validate(draws, seed)), encoding="utf-8")
    return path


def _story(found: Validation) -> tuple[str, ...]:
    """How the hindcast came out, in sentences."""
    years = [one for one in found.predictions if one.series == "ict_cost"]
    inside = sum(one.model.covers(one.observed) for one in years)
    said = [_("Of the three years of ICT cost the band of the model holds {inside}.", inside=inside)]
    score = found.of("ict_cost.score")
    if score.verdict == "misses":
        said.append(_("A random walk with drift did better, because its bands are wider."))
    else:
        said.append(_("It did no worse than a random walk with drift."))
    if inside < len(years):
        said.append(found.of("ict_cost.2022").item.text("miss") + ".")
    return tuple(said)


def _bullets(texts: tuple[str, ...]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _markdown(table: Table) -> str:
    """Table in Markdown, with its caption above it and its notes under it."""
    heads = [" ".join(filter(None, (one.group, one.header))) for one in table.columns]
    lines = [heads, ["---" if one.align == "left" else "---:" for one in table.columns]]
    lines += [[f"[{cell.text}]({cell.url})" if cell.url else cell.text for cell in row] for row in table.rows]
    body = "\n".join("| " + " | ".join(text.replace("|", "/") for text in line) + " |" for line in lines)
    notes = "\n".join(f"- {note}" for note in table.notes)
    return "\n\n".join(filter(None, (f"### {table.caption}", body, notes)))


if __name__ == "__main__":
    write(data_path().parent / "docs")
