"""Memory goes back to the machine, also where something small was kept after something large."""

import subprocess
import sys

import pytest

STORY = """
import numpy as np
from model.app.explore.heap import keep_flat

def mib():
    with open("/proc/self/status") as status:
        return int(status.read().split("VmRSS:")[1].split()[0]) / 1024

if {kept}:
    assert keep_flat()
first = np.ones(25 << 17)  # 25 MiB: from its freeing on, glibc serves such sizes from the heap
del first
before, small = mib(), []
large = []
for _ in range(10):
    large.append(np.ones(20 << 17))
    small.append(bytes(500_000))
del large
print(mib() - before)
"""


def grown(*, kept):
    told = subprocess.run([sys.executable, "-c", STORY.format(kept=kept)], capture_output=True, text=True, check=True)
    return float(told.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc only")
def test_large_arrays_go_back_though_something_small_stays():
    assert grown(kept=False) > 100  # the story is one in which it matters
    assert grown(kept=True) < 20
