"""A page on paper: PDF, by a Chromium that is on this machine; it fetches nothing and leaves nothing behind."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from model.errors import ExportError
from model.language import _

PATIENCE: Final = 120  # seconds
_OPTIONS: Final = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)  # fmt: skip
_CLOCK: Final = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
_PART: Final = re.compile(rb"(?<=\()node\d{8}(?=\))")


def to_pdf(html: str, chromium: str) -> bytes:
    """Print a page that holds all that it shows, by the browser at this path.

    PDF on A4 as the page's print style has it, marks on every sheet; without the time of making. Raises ExportError:
    the browser fails.
    """
    with tempfile.TemporaryDirectory(prefix="herijk-pdf-", ignore_cleanup_errors=True) as work:
        page, made = Path(work) / "page.html", Path(work) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        rooted = ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()  # root can have no sandbox
        words = [
            chromium,
            *_OPTIONS,
            *rooted,
            f"--user-data-dir={work}/profile",
            f"--print-to-pdf={made}",
            page.as_uri(),
        ]
        try:
            told = subprocess.run(words, capture_output=True, timeout=PATIENCE, check=False, text=True)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ExportError(
                _("{program} could not print the page: {reason}", program=chromium, reason=error)
            ) from error
        if not made.is_file():
            reason = (told.stderr.strip().splitlines() or [str(told.returncode)])[-1]
            raise ExportError(_("{program} could not print the page: {reason}", program=chromium, reason=reason))
        return _same_each_time(made.read_bytes())


def _same_each_time(pdf: bytes) -> bytes:
    """PDF without the time of making, its parts counted from one: the browser counts on from what it made before."""
    parts = {name: b"node%08d" % n for n, name in enumerate(sorted(set(_PART.findall(pdf))), start=1)}
    counted = _PART.sub(lambda found: parts[found.group()], pdf)  # of the same length: places in the file hold
    return _CLOCK.sub(rb"\g<1>20000101000000", counted)
