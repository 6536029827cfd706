"""Keep the Dutch catalogue in step with the code: ``python -m model.locale.catalogue``.

Collects every text marked with ``_``, ``ngettext`` or ``N_`` in the package and in the notebooks, puts new
ones in ``herijk.po`` without a translation, drops what is gone, and compiles ``herijk.mo``. Both files depend
on the texts only: sorted, without dates, places or header clutter, so that a rerun changes nothing.
"""

from __future__ import annotations

import io
import json
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(__file__).resolve().parents[1]
PO_FILE: Final = Path(__file__).parent / "nl" / "LC_MESSAGES" / "herijk.po"
MO_FILE: Final = PO_FILE.with_suffix(".mo")
KEYWORDS: Final = {"_": None, "ngettext": (1, 2), "N_": None}
_MO_HEADER: Final = (
    "Content-Type: text/plain; charset=utf-8\nLanguage: nl\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
)
Message = str | tuple[str, ...]
_HEADER: Final = "# Dutch texts of Herijk. Written by `python -m model.locale.catalogue`; translate in this file.\n"
_FIELDS: Final = (
    'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n\n'
)


def messages() -> set[Message]:
    """Every text marked for translation, from the package and from the notebooks of a checkout."""
    found: set[Message] = set()
    for source in _sources():
        for _line, message, _comments, _context in extract("python", io.BytesIO(source), KEYWORDS):
            found.add(message if isinstance(message, str) else tuple(message))
    return {message for message in found if message}


def read() -> Catalog:
    """Catalogue as it is translated now."""
    with PO_FILE.open("rb") as file:
        return read_po(file, locale="nl", domain="herijk")


def updated(old: Catalog, wanted: set[Message]) -> Catalog:
    """New catalogue of exactly the `wanted` texts, with the translations that `old` has."""
    new = Catalog(locale="nl", domain="herijk", fuzzy=False)
    for message in sorted(wanted, key=lambda m: m if isinstance(m, str) else m[0]):
        known = old.get(message if isinstance(message, str) else message[0])
        flags = {flag for flag in (known.flags if known else ()) if flag == "fuzzy"}
        new.add(message, known.string if known else None, flags=flags)
    return new


def as_po(catalogue: Catalog) -> bytes:
    """Text of the .po file."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, omit_header=True, sort_output=True, no_location=True)
    return (_HEADER + _FIELDS).encode() + buffer.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Compiled .mo file: the same bytes for the same texts, whatever the version of Babel or the day.

    References
    ----------
    GNU gettext manual, section 10.3, "The Format of GNU MO Files".
    """
    texts = {b"": _MO_HEADER.encode()}
    texts |= {_bytes(m.id): _bytes(m.string) for m in catalogue if m.id and not m.fuzzy and _filled(m.string)}
    keys = sorted(texts)
    count, head = len(keys), 28
    place = head + 16 * count
    tables: list[int] = []
    blob = b""
    for column in (keys, [texts[key] for key in keys]):
        for text in column:
            tables += [len(text), place + len(blob)]
            blob += text + b"\0"
    start = struct.pack("<7I", 0x950412DE, 0, count, head, head + 8 * count, 0, head + 16 * count)
    return start + struct.pack(f"<{len(tables)}I", *tables) + blob


def _bytes(text: str | tuple[str, ...] | list[str] | None) -> bytes:
    return (text if isinstance(text, str) else "\0".join(text or ())).encode()


def untranslated(catalogue: Catalog) -> list[Message]:
    """Texts that still lack (a checked) translation."""
    return [_key(m.id) for m in catalogue if m.id and (m.fuzzy or not _filled(m.string))]


def main() -> int:
    """Update both files; returns the number of texts to translate (0 is well)."""
    catalogue = updated(read(), messages()) if PO_FILE.exists() else updated(Catalog(), messages())
    PO_FILE.write_bytes(as_po(catalogue))
    MO_FILE.write_bytes(as_mo(catalogue))
    missing = untranslated(catalogue)
    for message in missing:
        print("to translate:", message)  # noqa: T201  (a tool for developers)
    return min(len(missing), 1)


def _key(identity: str | tuple[str, ...] | list[str]) -> Message:
    return identity if isinstance(identity, str) else tuple(identity)


def _filled(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(string) if string is None or isinstance(string, str) else bool(string) and all(string)


def _sources() -> Iterator[bytes]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if PACKAGE / "_shipped" not in path.parents:
            yield path.read_bytes()
    for path in sorted((PACKAGE.parent / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"]).encode()


if __name__ == "__main__":
    sys.exit(main())
