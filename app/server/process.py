"""What a process that runs for long tells the collector of garbage, and asks of the system."""

import gc
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

THRESHOLDS: Final = (50_000, 50, 100)


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


def take_all_files() -> int:
    """Have as many files and connections open as the system permits; how many that are."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most
