"""What a process that runs for long tells the collector of garbage."""

import gc
from typing import Final

THRESHOLDS: Final = (50_000, 50, 100)


def keep_what_is_here() -> None:
    """What was made until now stays: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
