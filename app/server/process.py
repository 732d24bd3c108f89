"""What a process that runs for long tells the collector of garbage, and asks of the system."""

import gc
import resource
from typing import Final

THRESHOLDS: Final = (50_000, 50, 100)


def keep_what_is_here() -> None:
    """What was made until now stays: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def take_all_files() -> int:
    """Have as many files and connections open as the system permits; how many that are."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most
