"""How long one request may take in all.

One look a quarter of a second at all that are running costs less than a timer for each.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from app.door.errors import DeadlineExceeded

LOOK_EVERY_S: Final = 0.25


class Deadlines:
    """Ends what runs longer than `seconds`, up to a quarter of a second later."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._running: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()
        self._looking = False

    @contextmanager
    def watch(self, seconds: float | None = None) -> Iterator[None]:
        """Raises `DeadlineExceeded` in place of the cancellation that ends it when it is late."""
        task = asyncio.current_task()
        if task is None:
            message = "there is no task whose time could be watched"
            raise RuntimeError(message)
        self._running[task] = time.monotonic() + (self.seconds if seconds is None else seconds)
        if not self._looking:
            self._look_later()
        try:
            yield
        except asyncio.CancelledError:
            if task in self._late and task.uncancel() == 0:
                raise DeadlineExceeded from None
            raise
        finally:
            self._running.pop(task, None)
            self._late.discard(task)

    def lift(self) -> None:
        """What the current task does from now on may take as long as it likes: a stream."""
        task = asyncio.current_task()
        if task is not None:
            self._running.pop(task, None)

    def _look_later(self) -> None:
        self._looking = True
        asyncio.get_running_loop().call_later(LOOK_EVERY_S, self._look)

    def _look(self) -> None:
        now = time.monotonic()
        for task, until in self._running.items():
            if until <= now and task not in self._late:
                self._late.add(task)
                task.cancel()
        if self._running:
            self._look_later()
        else:
            self._looking = False
