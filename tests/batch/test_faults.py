"""Faults with real processes: whoever is killed, whatever the disk does, nothing is half, nothing done is lost."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import time

import psutil
import pytest

from model.batch.finish import INDEX, MANIFEST, RESULTS
from tests.batch.stories import HERIJK, ROOT, contents, herijk, write_batch

VICTIMS = ("runner", "worker", "server", "kernel", "interrupt")


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """A batch file, and what it gives when nobody disturbs it."""
    folder = tmp_path_factory.mktemp("faults")
    path = write_batch(folder, 4)
    herijk("batch", path, "--output", folder / "calm", "--workers", "2")
    return path, contents(folder / "calm")


def family(pid):
    """Processes that a runner started, by what they are; a kernel is a fork of its server."""
    found = {name: [] for name in ("worker", "server", "kernel")}
    with_parents = psutil.Process(pid).children(recursive=True)
    for one in with_parents:
        try:
            words, above = " ".join(one.cmdline()), " ".join(one.parent().cmdline())
        except (psutil.Error, AttributeError):
            continue
        if "model.batch.forks" in words:
            found["kernel" if "model.batch.forks" in above else "server"].append(one.pid)
        elif "multiprocessing.spawn" in words:
            found["worker"].append(one.pid)
    return found


class Disturbed:
    """A batch in which processes are killed at moments that a seed tells."""

    def __init__(self, path, out, calm, seed, workers):
        self.path, self.out, self.calm, self.luck = path, out, calm, random.Random(seed)  # noqa: S311  a story that can be told again
        self.runner, self.seen, self.done, self.workers = None, set(), {}, str(workers)

    def hit(self, victim):
        """Kill one process, of a batch that is at work."""
        if self.runner is None or self.runner.poll() is not None:
            self.begin()
        time.sleep(self.luck.uniform(0.0, 2.5))
        until = time.monotonic() + 60
        while time.monotonic() < until and self.runner.poll() is None:
            try:
                alive = family(self.runner.pid)
            except psutil.Error:
                break
            self.seen.update(pid for some in alive.values() for pid in some)
            pids = alive.get(victim, [self.runner.pid])
            if pids:
                self.kill(victim, self.luck.choice(pids))
                return True
            time.sleep(0.01)
        return False

    def begin(self):
        if self.runner is not None and self.runner.returncode == 0:  # all was done: once more
            assert contents(self.out) == self.calm
            shutil.rmtree(self.out)
            self.done = {}
        command = [*HERIJK, "batch", str(self.path), "--output", str(self.out), "--workers", self.workers]
        self.runner = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def kill(self, victim, pid):
        if victim == "interrupt":
            os.killpg(pid, signal.SIGINT)  # as a terminal does
            assert self.runner.wait(30) in (0, 1, 130, -signal.SIGINT)  # 0: everything was done just before
            return
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        if victim == "runner":
            self.runner.wait(30)

    def check(self):
        """What counts as done is whole and stays done; every file that a reader sees is whole."""
        records = {one.name: json.loads(one.read_bytes()) for one in self.out.glob(".herijk/runs/[!.]*.json")}
        assert self.done.keys() <= records.keys()
        for name, record in records.items():
            for file, digest in record["files"].items():
                path = self.out / file
                assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
                assert self.done.get(name, {}).get(file, path.stat().st_mtime_ns) == path.stat().st_mtime_ns
            self.done[name] = {file: (self.out / file).stat().st_mtime_ns for file in record["files"]}
        for name, content in contents(self.out).items() if self.out.is_dir() else ():
            assert name in (INDEX, MANIFEST, RESULTS) or content == self.calm[name]

    def close(self):
        if self.runner is not None and self.runner.poll() is None:
            self.runner.kill()
            self.runner.wait()


@pytest.mark.parametrize(("seed", "kills", "workers"), [(1, 6, 1), pytest.param(2, 50, 2, marks=pytest.mark.full)])
def test_whoever_is_killed_the_rerun_completes_to_the_same_bytes(batch, tmp_path, seed, kills, workers):
    path, calm = batch
    story = Disturbed(path, tmp_path / "out", calm, seed, workers)
    order = story.luck.sample(VICTIMS, len(VICTIMS)) + story.luck.choices(VICTIMS, k=kills - len(VICTIMS))
    try:
        hits = 0
        for victim in order:
            tries = 0
            while not story.hit(victim) and tries < 3:  # it was done before its turn came: begin again
                tries += 1
            hits += tries < 3
            story.check()
    finally:
        story.close()
    assert hits == kills
    herijk("batch", path, "--output", story.out, "--workers", story.workers)
    story.check()
    assert contents(story.out) == calm
    assert not list(story.out.rglob(".part-*"))
    until = time.monotonic() + 10
    while time.monotonic() < until and any(map(psutil.pid_exists, story.seen)):
        time.sleep(0.05)
    assert not [pid for pid in story.seen if psutil.pid_exists(pid)]


def mount(*words):
    done = subprocess.run(["mount", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


def test_a_full_disk_and_one_that_may_not_be_written_are_named_and_cost_nothing(batch, tmp_path):
    path, calm = batch
    out = tmp_path / "out"
    out.mkdir()
    mount("-t", "tmpfs", "-o", "size=600k", "tmpfs", out)
    try:
        said = herijk("batch", path, "--output", out, "--workers", "1", code=1)
        assert "schijf is vol" in said
        assert str(out) in said
        assert "Traceback" not in said
        for name, content in contents(out).items():
            assert content == calm[name]

        mount("--bind", out, out)
        try:
            mount("-o", "remount,bind,ro", out)
            said = herijk("batch", path, "--output", out, "--workers", "1", code=1)
            assert "mag niet geschreven worden" in said
            assert str(out) in said
            assert "Traceback" not in said
        finally:
            subprocess.run(["umount", str(out)], check=True)

        mount("-o", "remount,size=64m", out)
        herijk("batch", path, "--output", out, "--workers", "1")
        assert contents(out) == calm
        assert not list(out.rglob(".part-*"))
    finally:
        subprocess.run(["umount", str(out)], check=True)
