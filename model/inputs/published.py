"""Files made from the inputs: `docs/assumptions.md` and the JSON schemas for editors.

``python -m model.inputs.published`` writes them again; a test holds that they are up to date.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from model.inputs.assumptions import load_assumptions
from model.inputs.case import CaseFile
from model.inputs.options import Option
from model.inputs.scenario import Scenario
from model.resources import data_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pydantic import BaseModel

    from model.inputs.assumptions import Assumption

HEADER: Final = "| id | what | unit | low | base | high | drawn | kind | confidence | source | note |"
INTRODUCTION: Final = """# Assumptions

Made from `data/assumptions.csv` by `python -m model.inputs.published`; change the table, not this page.

Every number that the model uses and that is not in a case has a row. *Kind* says where it comes from:
**measured** (somebody counted), **derived** (calculated by us from something measured), **judgement**
(nobody measured it: the makers chose a range). *Confidence*: 3 = official, peer-reviewed or first hand, 2 =
secondary or older, 1 = derived by us or a single case. *Drawn*: a `fixed` row is never drawn; its range is
only swept. Rows under `estimates` fill the gaps of a case.
"""


def assumptions_page(rows: Iterable[Assumption] | None = None) -> str:
    """Text of `docs/assumptions.md`."""
    table = list(load_assumptions() if rows is None else rows)
    kinds = {kind: sum(row.kind == kind for row in table) for kind in ("measured", "derived", "judgement")}
    parts = [INTRODUCTION, f"{len(table)} rows: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()) + ".\n"]
    for mechanism, group in groupby(sorted(table, key=_mechanism), key=_mechanism):
        lines = [f"## {mechanism}\n", HEADER, "|---" * HEADER.count(" | ") + "|---|"]
        parts.append("\n".join([*lines, *(_line(row) for row in group)]) + "\n")
    return "\n".join(parts)


def _mechanism(row: Assumption) -> str:
    return row.id.split(".")[0]


def _line(row: Assumption) -> str:
    source = f"[{row.source_title}]({row.source_url})" if row.source_url else row.source_title
    evidence = f"{source} ({row.evidence})" if row.evidence else source
    null = f"{row.note}; null effect at {row.null:g}".strip("; ") if row.null is not None else row.note
    numbers = ["" if value is None else f"{value:g}" for value in (row.low, row.base, row.high)]
    cells = [f"`{row.id}`", f"{row.name} / *{row.name_nl}*", row.unit, *numbers, row.distribution, row.kind]
    return "| " + " | ".join(cell.replace("|", "/") for cell in [*cells, str(row.confidence), evidence, null]) + " |"


def schemas() -> dict[str, dict[str, Any]]:
    """JSON schema of each kind of file, by name."""
    kinds: dict[str, type[BaseModel]] = {"case": CaseFile, "scenario": Scenario, "option": Option}
    return {name: _schema(name, kind.model_json_schema()) for name, kind in kinds.items()}


def _schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    schema["properties"].pop("path", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"Herijk {name}"}


def write_all(docs: Path) -> list[Path]:
    """Write the page into `docs` and the schemas into `data/schema`."""
    files = {docs / "assumptions.md": assumptions_page()}
    for name, schema in schemas().items():
        files[data_path("schema", f"{name}.json")] = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return list(files)


if __name__ == "__main__":
    write_all(data_path().parent / "docs")
