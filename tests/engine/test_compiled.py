"""Compiled equals uncompiled; no old cache is ever served; it works where nothing can be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import model
from model.simulation import simulate

ROOT = Path(model.__file__).parents[1]
ARRAYS = ("charge", "npv", "npv_year", "score", "observable", "scale_effect", "cost_mean")
DRAWS = 16

PROBE = '''
"""A small kernel beside the engine, cached as the large one is: what is tested is the cache, not the compiler."""
from model.engine import scale
from model.engine.compiled import compiled_kernel
def probe(values):
    total = 0.0
    for value in values:
        total += scale.sticky(value, 0.5)
    return total
probe = compiled_kernel(probe)
'''
ASK = "import numpy as np; from model.engine import probe as p; print(p.probe(np.array([0.5, 2.0])), {stats})"
HITS = "sum(p.probe.stats.cache_hits.values())"
NO_STATS = "0"


def python(code: str, folder: Path, **settings: str) -> str:
    """Output of `code` in a process of its own that imports the package from `folder`."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "HERIJK_"))}
    env |= {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", **settings}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=folder, env=env, capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the engine with a small kernel in it."""
    package = tmp_path / "plek" / "model"
    ignored = shutil.ignore_patterns("__pycache__", "locale")
    shutil.copytree(ROOT / "model" / "engine", package / "engine", ignore=ignored)
    for name in ("errors.py", "language.py", "resources.py"):
        shutil.copy(ROOT / "model" / name, package / name)
    (package / "__init__.py").write_text("")
    (package / "engine" / "probe.py").write_text(PROBE)
    return package.parent


class TestSameMathematics:
    @pytest.mark.parametrize("case", ["bommelerwaard", "dommelvallei"])
    def test_the_uncompiled_engine_gives_the_same_figures(self, case, tmp_path):
        saved = tmp_path / "plain.npz"
        python(
            f"""
            import numba, numpy as np
            assert numba.config.DISABLE_JIT
            from model.simulation import simulate
            outcome = simulate({case!r}, draws={DRAWS}, seed=11)
            np.savez({str(saved)!r}, **{{name: getattr(outcome, name) for name in {ARRAYS!r}}})
            """,
            ROOT,
            NUMBA_DISABLE_JIT="1",
        )
        outcome = simulate(case, draws=DRAWS, seed=11)
        with np.load(saved) as plain:
            for name in ARRAYS:
                found, expected = getattr(outcome, name), plain[name]
                scale = np.abs(expected).max()
                np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12 * scale, err_msg=name)


class TestCache:
    def test_a_second_process_reads_what_the_first_compiled(self, copied, tmp_path):
        settings = {"HERIJK_CACHE": str(tmp_path / "cache")}
        assert python(ASK.format(stats=HITS), copied, **settings) == "2.75 0"
        assert python(ASK.format(stats=HITS), copied, **settings) == "2.75 1"

    def test_an_edited_callee_is_never_served_from_an_old_cache(self, copied, tmp_path):
        settings = {"HERIJK_CACHE": str(tmp_path / "cache")}
        assert python(ASK.format(stats=HITS), copied, **settings) == "2.75 0"
        source = copied / "model" / "engine" / "scale.py"
        text = source.read_text()
        edited = text.replace("return 1.0 - stickiness * (1.0 - ratio)", "return 3.0 - stickiness * (1.0 - ratio)")
        assert edited != text
        stamp = source.stat()
        source.write_text(edited)
        os.utime(source, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # an edit that keeps its time is seen too
        assert python(ASK.format(stats=HITS), copied, **settings) == "4.75 0"
        source.write_text(text)
        assert python(ASK.format(stats=HITS), copied, **settings) == "2.75 1"

    def test_the_hash_follows_every_source_and_no_line_ends(self, copied):
        ask = "from model.engine.compiled import engine_hash; print(engine_hash())"
        first = python(ask, copied)
        source = copied / "model" / "engine" / "keys.py"
        source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
        assert python(ask, copied) == first
        source.write_text(source.read_text() + "# more\n")
        assert python(ask, copied) != first

    def test_a_folder_that_others_may_write_is_not_trusted(self, copied, tmp_path):
        shared, own = tmp_path / "shared", tmp_path / "own"
        ask = "from model.engine.compiled import cache_folder; print(cache_folder())"
        settings = {"HERIJK_CACHE": str(shared), "XDG_CACHE_HOME": str(own)}
        folder = Path(python(ask, copied, **settings))
        assert folder.is_relative_to(shared)
        folder.chmod(0o777)
        assert Path(python(ask, copied, **settings)).is_relative_to(own)


class TestWhereNothingCanBeWritten:
    def test_a_missing_home_falls_back_to_the_temporary_folder(self, copied, tmp_path):
        settings = {"HOME": "/proc/nonexistent", "XDG_CACHE_HOME": "", "TMPDIR": str(tmp_path)}
        ask = "from model.engine.compiled import cache_folder; print(cache_folder())"
        assert Path(python(ask, copied, **settings)).is_relative_to(tmp_path)
        assert python(ASK.format(stats=HITS), copied, **settings) == "2.75 0"
        assert python(ASK.format(stats=HITS), copied, **settings) == "2.75 1"

    def test_a_file_in_the_place_of_the_cache_is_passed_over(self, copied, tmp_path):
        wall = tmp_path / "muur"
        wall.write_text("")
        settings = {"HERIJK_CACHE": str(wall), "XDG_CACHE_HOME": str(tmp_path / "thuis")}
        ask = "from model.engine.compiled import cache_folder; print(cache_folder())"
        assert Path(python(ask, copied, **settings)).is_relative_to(tmp_path / "thuis")

    def test_without_any_folder_it_compiles_and_keeps_nothing(self, copied, tmp_path):
        wall = tmp_path / "muur"
        wall.write_text("")
        settings = {"HERIJK_CACHE": str(wall), "XDG_CACHE_HOME": str(wall), "HOME": str(wall)}
        nowhere = f"import tempfile; tempfile.tempdir = {str(wall)!r}\n"
        assert python(nowhere + ASK.format(stats=NO_STATS), copied, **settings) == "2.75 0"
        assert (
            python(
                nowhere + "from model.engine.compiled import cache_folder; print(cache_folder())", copied, **settings
            )
            == "None"
        )

    def test_the_package_itself_is_never_written_to(self, copied, tmp_path):
        before = sorted(copied.rglob("*"))
        if os.getuid() != 0:  # root writes anywhere, so there only the list of files tells
            for path in before:
                path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            python(ASK.format(stats=NO_STATS), copied, HERIJK_CACHE=str(tmp_path / "cache"))
        finally:
            for path in before:
                path.chmod(0o755 if path.is_dir() else 0o644)
        assert sorted(copied.rglob("*")) == before


@pytest.mark.full
def test_the_whole_engine_is_compiled_anew_after_an_edit(tmp_path):
    """The same with the real kernel and `simulate`; it compiles twice, which takes a minute."""
    folder = tmp_path / "plek"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("model", "data", "scenarios"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    settings = {"HERIJK_CACHE": str(tmp_path / "cache"), "HOME": "/proc/nonexistent"}
    ask = "from model.simulation import simulate; print(repr(float(simulate('dommelvallei', draws=4).npv.sum())))"
    first = python(ask, folder, **settings)
    assert python(ask, folder, **settings) == first
    source = folder / "model" / "engine" / "scale.py"
    text = source.read_text()
    source.write_text(text.replace("return 1.0 - stickiness * (1.0 - ratio)", "return 1.0 - 0.5 * (1.0 - ratio)"))
    assert source.read_text() != text
    assert python(ask, folder, **settings) != first
