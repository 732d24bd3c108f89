"""Competencies that wait for the code of the one above, on disk where they are many."""

import json
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any, Final, Self

_IN_MEMORY: Final = 500
Waiting = tuple[str, dict[str, Any]]


class Pile:
    """Takes them one by one, and gives all back in the same order, once."""

    def __init__(self) -> None:
        self._here: list[Waiting] = []
        self._there: IO[str] | None = None

    def add(self, where: str, fields: dict[str, Any]) -> None:
        self._here.append((where, fields))
        if len(self._here) == _IN_MEMORY:
            if self._there is None:
                self._there = TemporaryFile("w+", encoding="ascii")  # noqa: SIM115 - see `__exit__`
            self._there.writelines(f"{json.dumps(one)}\n" for one in self._here)
            self._here.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._there is not None:
            self._there.close()

    def all(self) -> Iterator[Waiting]:
        if self._there is not None:
            self._there.seek(0)
            for line in self._there:
                where, fields = json.loads(line)
                yield where, fields
        yield from self._here
