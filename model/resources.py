"""Where the data, scenarios and notebooks are, in a checkout and in an installed wheel alike.

In a checkout they stand at top level, where people edit them. In a wheel the same three folders travel inside
the package, in ``model/_shipped``. Nothing else in Herijk knows this: every other module asks here.

What a user gives to `case_path`, `scenario_path` or `option_path` may also be a path to a file of their own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from model.errors import UnknownNameError
from model.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE: Final = Path(__file__).parent
SHIPPED: Final = "_shipped"
FOLDERS: Final = ("data", "notebooks", "scenarios")


@cache
def root() -> Path:
    """Folder that holds ``data/``, ``notebooks/`` and ``scenarios/``.

    ``model/_shipped`` in a wheel, the top level of the checkout otherwise. Raises FileNotFoundError: neither place
    has them: the installation is broken.
    """
    for candidate in (PACKAGE / SHIPPED, PACKAGE.parent):
        if (candidate / "data" / "assumptions.csv").is_file():
            return candidate
    msg = f"no data/assumptions.csv in {PACKAGE / SHIPPED} or {PACKAGE.parent}: install Herijk again"
    raise FileNotFoundError(msg)


def installed_from() -> str:
    """Say ``"wheel"`` or ``"checkout"``."""
    return "wheel" if root().name == SHIPPED else "checkout"


def data_path(*parts: str) -> Path:
    """Path of a shipped data file or folder, for example ``data_path("series", "cpi.csv")``."""
    return root().joinpath("data", *parts)


def notebook_path(name: str) -> Path:
    """Path of a shipped notebook by its name, with or without ``.ipynb``."""
    return _pick(name, root() / "notebooks", list_notebooks(), "{name}.ipynb", N_("notebook"))


def case_path(name: str | Path) -> Path:
    """Path of a case file: of a shipped case by its name, a file, or the ``case.yml`` of a folder.

    Raises UnknownNameError: there is no such file and no shipped case of that name; the nearest names are given.
    """
    own = Path(name)
    if own.is_dir() and (own / "case.yml").is_file():
        return own / "case.yml"
    return _pick(name, data_path("cases"), list_cases(), "{name}/case.yml", N_("case"))


def scenario_path(name: str | Path) -> Path:
    """Path of a scenario file, from the name of a shipped scenario or from a path (see `case_path`)."""
    return _pick(name, root() / "scenarios", list_scenarios(), "{name}.yml", N_("scenario"))


def option_path(name: str | Path) -> Path:
    """Path of an option file, from the name of a shipped option or from a path (see `case_path`)."""
    return _pick(name, root() / "scenarios" / "options", list_options(), "{name}.yml", N_("option"))


def batch_path(name: str | Path) -> Path:
    """Path of a batch file, from the name of a shipped one or from a path (see `case_path`)."""
    return _pick(name, root() / "scenarios" / "batches", list_batches(), "{name}.yml", N_("batch"))


def list_cases() -> tuple[str, ...]:
    """Names of the shipped cases, sorted."""
    return tuple(sorted(file.parent.name for file in data_path("cases").glob("*/case.yml")))


def list_scenarios() -> tuple[str, ...]:
    """Names of the shipped scenarios: ``base`` first, then sorted."""
    return _first(_stems(root() / "scenarios", "*.yml"), ("base",))


def list_options() -> tuple[str, ...]:
    """Names of the shipped options: the four of the board's question first, in its order."""
    return _first(_stems(root() / "scenarios" / "options", "*.yml"), ("continue", "extend", "restructure", "unwind"))


def list_batches() -> tuple[str, ...]:
    """Names of the shipped batches, sorted."""
    return tuple(sorted(_stems(root() / "scenarios" / "batches", "*.yml")))


def list_notebooks() -> tuple[str, ...]:
    """Names of the shipped notebooks, sorted."""
    return tuple(sorted(_stems(root() / "notebooks", "*.ipynb")))


def _stems(folder: Path, pattern: str) -> list[str]:
    return [file.stem for file in folder.glob(pattern)]


def _first(names: Iterable[str], ahead: tuple[str, ...]) -> tuple[str, ...]:
    """Sort `names`, with those of `ahead` in front in that order."""
    rank = {name: place for place, name in enumerate(ahead)}
    return tuple(sorted(names, key=lambda name: (rank.get(name, len(ahead)), name)))


def _pick(name: str | Path, folder: Path, names: tuple[str, ...], pattern: str, kind: str) -> Path:
    """Find the shipped file of that name, or else a user's own file.

    A bare name is always the shipped one: a file that happens to be called ``base`` does not take its place.
    """
    own = Path(name)
    plain = str(name).removesuffix(own.suffix)
    if str(name) not in names and own.is_file():
        return own
    if plain in names:
        return folder / pattern.format(name=plain)
    raise UnknownNameError(_(kind), str(name), names)
