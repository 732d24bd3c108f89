"""Walking through parsing events: whole values where they are small, the rest step by step."""

from collections.abc import Iterator
from typing import Any, Final

from app.domain.competencies.declared.findings import Unreadable, pointer
from app.domain.competencies.declared.streams import Event, Events

MAX_WHOLE: Final = 200_000
MAX_DEPTH: Final = 100
_LONG: Final = 6  # every 64 characters count as one value more
_STARTS: Final = frozenset({"start_map", "start_array"})


class Cursor:
    """`repeated` are pointers to the keys that the value built last has twice, from that value."""

    def __init__(self, events: Events) -> None:
        self.events = events
        self.repeated: list[str] = []

    def next(self) -> Event:
        return next(self.events)

    def build(  # noqa: C901, PLR0912 - one loop is what makes it quick
        self, where: str, event: str, value: Any
    ) -> Any:
        """The whole value that begins with this event. Raises Unreadable if that is too much."""
        if self.repeated:
            self.repeated = []
        if event not in _STARTS:
            return value
        whole: Any = {} if event == "start_map" else []
        container, key = whole, ""
        open_: list[tuple[Any, str]] = []
        room = MAX_WHOLE
        for event, value in self.events:  # noqa: PLR1704 - the next event of the same value
            if event == "map_key":
                key = value
                if key in container:
                    path = [_step(*one) for one in (*open_, (container, key))]
                    self.repeated.append(pointer(*path))
                continue
            if event in ("end_map", "end_array"):
                if not open_:
                    return whole
                container, key = open_.pop()
                continue
            inner = value
            if event in _STARTS:
                inner = {} if event == "start_map" else []
            if type(container) is dict:
                container[key] = inner
            else:
                container.append(inner)
            if inner is not value:
                open_.append((container, key))
                container = inner
                if len(open_) > MAX_DEPTH:
                    raise Unreadable(where, f"is nested deeper than {MAX_DEPTH} levels")
            room -= 1 + (len(value) >> _LONG if type(value) is str else 0)
            if room < 0:
                raise Unreadable(where, f"holds more than {MAX_WHOLE} values, which is too many")
        return whole

    def skip(self, event: str) -> None:
        """Past the value that begins with this event, however much it is."""
        depth = int(event in _STARTS)
        while depth:
            event, _ = next(self.events)
            if event in _STARTS:
                depth += 1
            elif event in ("end_map", "end_array"):
                depth -= 1

    def entries(self) -> Iterator[tuple[int, str, Any]]:
        """The entries of the array that has just begun; whoever asks has to read each of them."""
        for number, (event, value) in enumerate(self.events):
            if event == "end_array":
                return
            yield number, event, value


def _step(container: Any, key: str) -> str | int:
    return key if type(container) is dict else len(container) - 1
