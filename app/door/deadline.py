"""How long one request may take in all.

One look a quarter of a second at all that are running costs less than a timer for each.
"""

import asyncio
import time
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

    def watch(self, seconds: float | None = None) -> "Watch":
        """A context that the current task is in while its time is counted."""
        task = asyncio.current_task()
        if task is None:
            message = "there is no task whose time could be watched"
            raise RuntimeError(message)
        return Watch(self, task, self.seconds if seconds is None else seconds)

    def enter(self, task: asyncio.Task[Any], seconds: float) -> None:
        """Count its time from now on."""
        self._running[task] = time.monotonic() + seconds
        if not self._looking:
            self._look_later()

    def leave(self, task: asyncio.Task[Any]) -> bool:
        """Count it no longer. Whether it was late."""
        self._running.pop(task, None)
        if task in self._late:
            self._late.discard(task)
            return True
        return False

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


class Watch:
    """Raises `DeadlineExceeded` in place of the cancellation that ends what is late."""

    __slots__ = ("_deadlines", "_seconds", "_task")

    def __init__(self, deadlines: Deadlines, task: asyncio.Task[Any], seconds: float) -> None:
        self._deadlines, self._task, self._seconds = deadlines, task, seconds

    def __enter__(self) -> None:
        self._deadlines.enter(self._task, self._seconds)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        was_late = self._deadlines.leave(self._task)
        is_cancelled = kind is not None and issubclass(kind, asyncio.CancelledError)
        if was_late and is_cancelled and self._task.uncancel() == 0:
            raise DeadlineExceeded from None
