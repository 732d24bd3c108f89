"""What is made once and used again, as long as there is room for it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """By a key; what was used least lately goes first. How much there is room for is told in the
    unit of `size`, since callers vary what they ask for as they like.
    """

    def __init__(self, most: int, size: Callable[[V], int]) -> None:
        self._most, self._size = most, size
        self._held = 0
        self._known: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def clear(self) -> None:
        """Forget all of it."""
        self._known.clear()
        self._held = 0

    def of(self, key: K, make: Callable[[], V]) -> V:
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
            return found
        found = self._known[key] = make()
        self._held += self._size(found)
        while self._held > self._most and len(self._known) > 1:
            _, gone = self._known.popitem(last=False)
            self._held -= self._size(gone)
        return found
