"""Two hundred runs, five of them on scenarios that are wrong."""

import json

import pytest

from tests.batch.stories import herijk, scenario, write_batch

pytestmark = pytest.mark.full
BAD = (7, 50, 99, 142, 199)


def test_five_bad_scenarios_fail_alone_and_the_rerun_does_five(tmp_path):
    path, out = write_batch(tmp_path, 200, BAD), tmp_path / "out"
    said = herijk("batch", path, "--output", out, "--workers", "2", code=1)
    told = json.loads(_object(herijk("status", out, "--json")))
    assert told["counts"] == {"PENDING": 0, "RUNNING": 0, "DONE": 195, "FAILED": 5}
    failed = {one["name"]: one["message"] for one in told["runs"] if one["state"] == "FAILED"}
    for n in BAD:
        why = failed[f"dommelvallei-s{n:03}-own"]
        assert f"s{n:03}.yml, regel 3, assumptions.cloud.pase_factor" in why
        assert why.splitlines()[0] in said
        (tmp_path / f"s{n:03}.yml").write_text(scenario(f"toekomst {n}", round(0.7 + n / 400, 4)), encoding="utf-8")
    stamps = {one.name: one.stat().st_mtime_ns for one in out.glob("*-own.*")}
    again = json.loads(_object(herijk("batch", path, "--output", out, "--workers", "2", "--json")))
    assert again["done"] == 200
    assert again["did"] == 10  # five calculations and five notebooks
    after = {one.name: one.stat().st_mtime_ns for one in out.glob("*-own.*")}
    assert len(after) == 400
    assert stamps == {name: stamp for name, stamp in after.items() if name in stamps}


def _object(told):
    """The JSON among the lines that tell of the progress."""
    return told[told.index("{") : told.rindex("}") + 1]
