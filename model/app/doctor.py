"""Check of an installation: what is there, what is missing, and what to do about it.

Each check is one function that returns a `Check`; none of them changes anything.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from model import resources
from model.errors import UnknownNameError
from model.language import LANGUAGES, N_, _, listed, use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

OLDEST_PYTHON: Final = (3, 11)
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(?:;\s*([^\\]+?))?\s*\\?$")


@dataclass(frozen=True)
class Check:
    """Result of one check.

    Parameters
    ----------
    name : str
        Fixed English key.
    state : {"ok", "warn", "fail"}
        ``warn``: Herijk works, but not everything does.
    found : str
        What was found, in the reader's language.
    remedy : str
        What to do; empty when all is well.
    """

    name: str
    state: Literal["ok", "warn", "fail"]
    found: str
    remedy: str = ""


def examine(only: str | None = None) -> tuple[Check, ...]:
    """Do all checks, or one. Raises UnknownNameError: there is no check of that name."""
    if only is not None and only not in CHECKS:
        raise UnknownNameError(_("check"), only, CHECKS)
    return tuple(check() for name, check in CHECKS.items() if only in (None, name))


def healthy(checks: tuple[Check, ...], *, strict: bool = False) -> bool:
    """Say whether nothing failed; with `strict` a warning counts too."""
    bad = {"fail", "warn"} if strict else {"fail"}
    return not any(check.state in bad for check in checks)


def as_text(checks: tuple[Check, ...]) -> str:
    """One line per check, with the remedy below it."""
    words = {"ok": _("ok"), "warn": _("take note"), "fail": _("wrong")}
    width = max(map(len, words.values()))
    lines = []
    for check in checks:
        lines.append(f"{words[check.state].ljust(width)}  {_(LABELS[check.name])}: {check.found}")
        if check.remedy:
            lines.append(" " * (width + 2) + "→ " + check.remedy)
    return "\n".join(lines)


def as_json(checks: tuple[Check, ...]) -> str:
    """Give the checks as JSON: ``{"ok": true, "checks": [...]}``."""
    told = {"ok": healthy(checks), "checks": [asdict(check) for check in checks]}
    return json.dumps(told, ensure_ascii=False, indent=2)


def check_python() -> Check:
    """Python is new enough."""
    found = f"{sys.version.split()[0]} ({sys.executable})"
    if sys.version_info >= OLDEST_PYTHON:
        return Check("python", "ok", found)
    return Check("python", "fail", found, _("Install Python 3.11 or newer and run `make setup` again."))


def check_packages() -> Check:
    """Compare the installed packages with ``requirements.lock``, where that is at hand."""
    lock = resources.PACKAGE.parent / "requirements.lock"
    if not lock.is_file():
        return _declared_packages()
    pins = locked(lock.read_text(encoding="utf-8"))
    missing, other = _compare(pins)
    again = _("Run `make setup`, or `pip install --require-hashes -r requirements.lock`.")
    if missing or other:
        parts = [
            _("missing: {names}", names=", ".join(missing)) if missing else "",
            _("another version: {names}", names=", ".join(other)) if other else "",
        ]
        needed = {_plain(name) for name in _declared()}
        state: Literal["warn", "fail"] = "fail" if needed & set(missing) else "warn"
        return Check("packages", state, "; ".join(filter(None, parts)), again)
    return Check("packages", "ok", _("{n} packages, all as in requirements.lock", n=len(pins)))


def locked(text: str) -> dict[str, str]:
    """Versions by name of a lock file, as far as its lines are meant for this Python and system."""
    from packaging.markers import Marker

    found = (match for line in text.splitlines() if (match := _PIN.match(line)))
    return {_plain(match[1]): match[2] for match in found if match[3] is None or Marker(match[3]).evaluate()}


def check_cache() -> Check:
    """Find a folder for compiled code."""
    from model.engine.compiled import cache_folder

    folder = cache_folder()
    if folder is not None:
        return Check("cache", "ok", str(folder))
    remedy = _("Set HERIJK_CACHE to a folder that only you can write in.")
    return Check("cache", "warn", _("none: every start compiles for itself, which takes half a minute"), remedy)


def check_chromium() -> Check:
    """Find the browser for PDF and the browser tests."""
    found = chromium()
    if found is not None:
        return Check("chromium", "ok", found)
    return Check(
        "chromium",
        "warn",
        _("not found; only PDF and the browser tests need it"),
        _("Debian, Ubuntu: `apt-get install chromium`; elsewhere: `.venv/bin/playwright install chromium`."),
    )


def chromium() -> str | None:
    """Path of Chromium or Chrome on this machine: the one HERIJK_CHROMIUM names, else the first found."""
    asked = os.environ.get("HERIJK_CHROMIUM")
    names = (asked,) if asked else BROWSERS
    return next((path for name in names if (path := shutil.which(name))), None) or _of_playwright()


def check_language() -> Check:
    """Every language has its texts and its way to write numbers."""
    from model.language import euro

    try:
        samples = []
        for lang in LANGUAGES:
            with use(lang):
                samples.append(f"{lang}: {euro(1.25e6)}")
    except (OSError, LookupError, ValueError) as error:
        return Check("language", "fail", str(error), _("Install Herijk again."))
    return Check("language", "ok", "; ".join(samples))


def check_resources() -> Check:
    """Cases, scenarios, options and notebooks are found."""
    try:
        counts = {
            _("cases"): len(resources.list_cases()),
            _("scenarios"): len(resources.list_scenarios()),
            _("options"): len(resources.list_options()),
            _("notebooks"): len(resources.list_notebooks()),
        }
    except OSError as error:
        return Check("resources", "fail", str(error), _("Install Herijk again."))
    found = listed([f"{count} {name}" for name, count in counts.items()])
    place = _("{what} ({kind} in {folder})", what=found, kind=resources.installed_from(), folder=resources.root())
    if all(counts.values()):
        return Check("resources", "ok", place)
    return Check("resources", "fail", place, _("Install Herijk again."))


def check_output() -> Check:
    """A memo can be written in the present folder."""
    folder = Path("output")
    place = folder if folder.is_dir() else Path()
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError:
        remedy = _("Go to a folder where you may write, or give `--output`.")
        return Check("output", "fail", _("{folder} cannot be written", folder=folder.resolve()), remedy)
    return Check("output", "ok", str(folder.resolve()))


CHECKS: Final[Mapping[str, Callable[[], Check]]] = {
    "python": check_python,
    "packages": check_packages,
    "resources": check_resources,
    "language": check_language,
    "cache": check_cache,
    "output": check_output,
    "chromium": check_chromium,
}
LABELS: Final[Mapping[str, str]] = {
    "python": N_("Python"),
    "packages": N_("packages"),
    "resources": N_("data"),
    "language": N_("language"),
    "cache": N_("compiled code"),
    "output": N_("output folder"),
    "chromium": N_("Chromium"),
}


def _plain(name: str) -> str:
    """Name of a distribution in the one form that compares equal."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", name, maxsplit=1)[0]).lower()


def _declared() -> Iterator[str]:
    """Names of the packages that Herijk cannot do without."""
    try:
        requirements = metadata.requires("herijk") or []
    except metadata.PackageNotFoundError:  # run from a folder without being installed
        requirements = []
    for requirement in requirements:
        if "extra ==" not in requirement:
            yield requirement


def _declared_packages() -> Check:
    """Without a lock: every package that Herijk declares is there."""
    missing = []
    for requirement in _declared():
        try:
            metadata.version(_plain(requirement))
        except metadata.PackageNotFoundError:
            missing.append(_plain(requirement))
    if missing:
        remedy = _("Install them: pip install {names}", names=" ".join(missing))
        return Check("packages", "fail", _("missing: {names}", names=", ".join(missing)), remedy)
    return Check("packages", "ok", _("all there; no requirements.lock here to compare versions with"))


def _compare(pins: Mapping[str, str]) -> tuple[list[str], list[str]]:
    missing, other = [], []
    for name, version in pins.items():
        try:
            here = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
        else:
            if here != version:
                other.append(f"{name} {here} ({version})")
    return missing, other


def _of_playwright() -> str | None:
    """Browser that ``playwright install chromium`` put in its own folder."""
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(folder.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None
