"""Memory that is needed again and again stays with the process."""

from __future__ import annotations

import ctypes
import gc
import sys

# From malloc.h of glibc.
_TRIM_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -4, -8
_KEPT = 1024**3


def keep() -> None:
    """Have freed memory kept, up to 1 GiB, instead of given back and fetched anew: where the C library is glibc, elsewhere nothing.

    A speech engine asks for the same tens of megabytes at every layer of every window; getting them from the system page by page took
    faster-whisper nearly half of its time to encode. To be called before there are threads: each would have a heap of its own.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if set_option is not None:
        for option, value in ((_ARENA_MAX, 1), (_MMAP_MAX, 0), (_TRIM_THRESHOLD, _KEPT)):
            set_option(option, value)


def settle() -> None:
    """What is in memory now stays there for good: collections of garbage pass over it from here on.

    Libraries and rules are millions of objects. A collection of all goes through each of them, and whoever waits for a page waits for it.
    """
    gc.collect()
    gc.freeze()
