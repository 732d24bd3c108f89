"""A process that ends with the one that started it, also when that one is killed with -9."""

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux; elsewhere only clean stops are seen


def end_with_parent(parent: int, signum: signal.Signals) -> None:
    """Have the kernel send `signum` to this process when the thread that started it ends.

    Linux forgets the wish at setuid, so it is made after that.
    """
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, int(signum))
    if os.getppid() != parent:  # it ended before the wish was made
        os._exit(1)


def tied_to_me(signum: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` for a child that gets `signum` when the calling thread ends.

    `preexec_fn` runs between fork and exec, where taking a lock may hang: this one takes none.
    """
    parent = os.getpid()
    return lambda: end_with_parent(parent, signum)
