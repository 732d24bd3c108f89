"""What was found a moment ago, for those who ask again and again."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Remembers for a few seconds, and only so many things. What failed is not remembered."""

    def __init__(
        self, seconds: float, size: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._size = size
        self._clock = clock
        self._found: OrderedDict[K, tuple[float, V]] = OrderedDict()

    async def get(self, key: K, find: Callable[[], Awaitable[V]]) -> V:
        """What was found under this key, looked up if that is too long ago."""
        known = self._found.get(key)
        now = self._clock()
        if known is not None and now < known[0]:
            return known[1]
        value = await find()
        self._found[key] = (now + self._seconds, value)  # as old as the question, not the answer
        self._found.move_to_end(key)
        if len(self._found) > self._size:
            self._found.popitem(last=False)
        return value
