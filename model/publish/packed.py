"""Office files as the same bytes each time: their zip and their properties carry no clock."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Final

WHEN: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (the formats' own libraries want it without a zone)
_FIRST: Final = (1980, 1, 1, 0, 0, 0)  # where the dates of zip begin
_CHANGED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(?=<)")


def settled(packed: bytes) -> bytes:
    """Pack a file of python-docx or openpyxl again, with a fixed date on every part and as its date of change."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(buffer, "w", compresslevel=6) as target:
        for name in sorted(source.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _CHANGED.sub(rb"\g<1>" + f"{WHEN:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            part = zipfile.ZipInfo(name, _FIRST)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(part, content)
    return buffer.getvalue()
