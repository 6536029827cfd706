"""What every test gets: its own language, no screen, and the same examples every time."""

from __future__ import annotations

import gettext
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from model import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]

os.environ["MPLBACKEND"] = "Agg"
hypothesis.settings.register_profile("herijk", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.register_profile("full", deadline=None, max_examples=1000)
hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True, max_examples=8, database=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "herijk"))

PLAIN = os.environ.get("NUMBA_DISABLE_JIT") == "1"
"""The engine runs uncompiled, for coverage and mutants: a thousand times slower."""
MOST_DRAWS = 16


@pytest.fixture(scope="session", autouse=PLAIN)
def no_large_run() -> Iterator[None]:
    """Skip what would take minutes uncompiled; the same equations are held by the tests with few futures."""
    from model import simulation

    run = simulation.run

    def small(*inputs: object, draws: int, **settings: object) -> object:
        if draws > MOST_DRAWS:
            pytest.skip(f"{draws} futures take minutes without compilation")
        return run(*inputs, draws=draws, **settings)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulation, "run", small)
        yield


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Start every test in Dutch, and let no choice of language leak into the next test."""
    kept = {name: os.environ.pop(name, None) for name in ("HERIJK_LANG", "LANGUAGE")}
    domain, default = gettext.textdomain(), list(language._default)
    language._default.clear()
    token = language._chosen.set(None)
    yield
    language._chosen.reset(token)
    language._default[:] = default
    gettext.textdomain(domain)
    for name, value in kept.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


@pytest.fixture(scope="session")
def root() -> Path:
    """Top level of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def in_python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run this Python in a process of its own: ``in_python("-m", "model.cli", "--help")``."""

    def run(*words: str, **settings: object) -> subprocess.CompletedProcess[str]:
        env = {
            name: value
            for name, value in os.environ.items()
            if name not in ("HERIJK_LANG", "LANGUAGE", "PYTHONWARNINGS")
        }
        env |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        env |= settings.pop("env", {})  # type: ignore[arg-type]
        options: dict[str, object] = {"cwd": ROOT, "timeout": 120, **settings}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [sys.executable, *words], check=False, capture_output=True, text=True, env=env, **options
        )

    return run


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium; without it a browser test fails and says how to get it."""
    from model.app import doctor

    found = doctor.chromium()
    if found is None:
        pytest.fail(doctor.check_chromium().remedy)
    return found
