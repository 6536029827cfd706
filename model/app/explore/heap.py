"""Memory that stays flat: what a picture needed goes back to the machine when the next one is there.

Arrays of futures come and go by the megabyte, from several threads. glibc raises the size from which it asks the kernel
for pages of their own each time such an array is freed; from then on arrays come from heaps that hardly shrink.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_MMAP_THRESHOLD: Final = -3  # M_MMAP_THRESHOLD of malloc.h; once set, glibc no longer moves it
_LARGE: Final = 1 << 20  # bytes


def keep_flat() -> bool:
    """Give every array over a megabyte pages of its own, which freeing returns; where there is no glibc, nothing.

    Returns
    -------
    bool
        Whether that could be set.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE))
    except (OSError, AttributeError):  # another C library
        return False
