"""What a process that runs for long tells the collector of garbage, and asks of the system."""

import ctypes
import gc
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

THRESHOLDS: Final = (10_000, 3, 3)
"""What requests leave in circles, which validating and planning a document does, is found
before much of it has grown old.
"""
_M_MMAP_THRESHOLD: Final = -3
_LARGE: Final = 128 * 1024
"""Bytes."""


@contextmanager
def nothing_to_collect() -> Iterator[None]:
    """While what is made stays, such as modules: walking through it again and again takes as long
    as making it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def keep_what_is_here() -> None:
    """What was made until now stays: the collector need not walk through it, not even once. What
    of it is garbage by now is hardly anything, and a walk takes half a second of the start.
    """
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def give_back_memory() -> None:
    """Have what is large be given back to the system as soon as it is free. glibc stops doing so
    after the first large body, for blocks of its size, and they leave holes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # another C library has habits of its own
        mallopt(_M_MMAP_THRESHOLD, _LARGE)


def take_all_files() -> int:
    """Have as many files and connections open as the system permits; how many that are."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most
