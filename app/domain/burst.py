"""A short time in which very many objects are made, none of which is garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_running = 0
_was_enabled = True


@contextmanager
def burst() -> Iterator[None]:
    """Look for no circles of garbage meanwhile.

    Python looks again whenever there are a quarter more objects than last time; with ten
    thousand people on their way in, that is a third of all the work, and finds nothing. What
    is in no circle goes at once, as always.
    """
    global _running, _was_enabled  # noqa: PLW0603 - there is one collector in a process
    if _running == 0:
        _was_enabled = gc.isenabled()
        gc.disable()
    _running += 1
    try:
        yield
    finally:
        _running -= 1
        if _running == 0 and _was_enabled:
            gc.enable()
