"""How long something may take in all: a request that comes in, an attempt that goes out.

One look a quarter of a second at all that are running costs less than a timer for each.
"""

import asyncio
import time
from typing import Any, Final

LOOK_EVERY_S: Final = 0.25


class Deadlines:
    """Breaks off what runs longer than `seconds`, up to a twentieth of that later and no more than
    a quarter of a second, as `asyncio.timeout` would: whoever is in there gets `error` in place of
    the cancellation.
    """

    def __init__(self, seconds: float, error: type[Exception] = TimeoutError) -> None:
        self.seconds, self.error = seconds, error
        self._look_every_s = min(LOOK_EVERY_S, seconds / 20)
        self._running: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()
        self._looking = False

    def watch(self, seconds: float | None = None) -> "Watch":
        """A context that the current task is in while its time is counted. One at a time."""
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
        was_late = task in self._late
        self._late.discard(task)
        return was_late

    def lift(self) -> None:
        """What the current task does from now on may take as long as it likes: a stream."""
        task = asyncio.current_task()
        if task is not None:
            self._running.pop(task, None)

    def _look_later(self) -> None:
        self._looking = True
        asyncio.get_running_loop().call_later(self._look_every_s, self._look)

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
    """What is done in here has a deadline."""

    __slots__ = ("_cancels", "_deadlines", "_seconds", "_task")

    def __init__(self, deadlines: Deadlines, task: asyncio.Task[Any], seconds: float) -> None:
        self._deadlines, self._task, self._seconds = deadlines, task, seconds

    def __enter__(self) -> None:
        self._cancels = self._task.cancelling()
        self._deadlines.enter(self._task, self._seconds)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, *_: object
    ) -> None:
        if not self._deadlines.leave(self._task):
            return
        is_ours = self._task.uncancel() <= self._cancels
        if is_ours and kind is not None and issubclass(kind, asyncio.CancelledError):
            raise self._deadlines.error from error
