"""One timer for all requests that may take equally long, instead of one for each of them."""

import asyncio
from types import TracebackType
from typing import Any, Self


class Deadlines:
    """Breaks off what takes longer than `seconds`, as `asyncio.timeout` would: with TimeoutError.

    All may take equally long, so what began first ends first. A task has one limit at a time.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._running: dict[asyncio.Task[Any], Limit] = {}
        self._timer: asyncio.TimerHandle | None = None

    def limit(self) -> "Limit":
        """To be entered by the task that it is for."""
        return Limit(self)

    def enter(self, task: "asyncio.Task[Any]", limit: "Limit") -> None:
        loop = asyncio.get_running_loop()
        limit.ends_at = loop.time() + self.seconds
        self._running[task] = limit
        if self._timer is None:
            self._timer = loop.call_at(limit.ends_at, self._look)

    def leave(self, task: "asyncio.Task[Any]") -> None:
        del self._running[task]

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer, now = None, loop.time()
        for task, limit in self._running.items():
            if limit.ends_at > now:
                self._timer = loop.call_at(limit.ends_at, self._look)
                return
            if not limit.is_over:
                limit.is_over = True
                task.cancel()


class Limit:
    """What is done in here has a deadline."""

    __slots__ = ("_cancels", "_deadlines", "_task", "ends_at", "is_over")

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self.ends_at = 0.0
        self.is_over = False

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a limit is for what a task does")
        self._task, self._cancels = task, task.cancelling()
        self._deadlines.enter(task, self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._deadlines.leave(self._task)
        if not self.is_over:
            return
        is_ours = self._task.uncancel() <= self._cancels
        if is_ours and kind is not None and issubclass(kind, asyncio.CancelledError):
            raise TimeoutError from error
