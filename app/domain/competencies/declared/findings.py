"""What reading a declared model brings up: problems that refuse it, notices that do not.

A place (`where`) is an RFC 6901 JSON pointer into the document that was read, or a line
and a column where there is no document yet.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Final, NamedTuple

MAX_PROBLEMS: Final = 50
MAX_NOTICES: Final = 500
_LONGEST: Final = 80


class Problem(NamedTuple):
    """Why a model is refused: `where` in what was read, and `what` is wrong there."""

    where: str
    what: str


class Notice(NamedTuple):
    """What liberal reading mended: `where` in what was read, and `what` was done about it."""

    where: str
    what: str


class ModelRefused(Exception):
    """This competency model cannot be read. `problems` says where and why, 50 at the most."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(islice(problems, MAX_PROBLEMS))
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = (f"{one.where or 'the document'}: {one.what}" for one in self.problems)
        return "; ".join(lines)


class Unreadable(Exception):
    """Reading cannot go on: `where` in what was read, and `what` is wrong there."""

    def __init__(self, where: str, what: str) -> None:
        self.where, self.what = where, what
        super().__init__(where, what)


def pointer(*path: str | int) -> str:
    """A JSON pointer (RFC 6901) that is safe to print: long or unprintable steps are shortened."""
    return "".join(f"/{_step(part)}" for part in path)


def quoted(value: str | int) -> str:
    """A value of the document as part of a sentence: shortened, and safe to print."""
    return f'"{_printable(value)}"'


def _step(part: str | int) -> str:
    return _printable(part).replace("~", "~0").replace("/", "~1")


def _printable(value: str | int) -> str:
    try:
        text = str(value)[:_LONGEST]
    except ValueError:  # Python prints no integer of more than 4300 digits
        return "a huge number"
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


class Findings:
    """Collects, while a model is read, what is wrong and what was mended.

    What lies below something that is wrong already only repeats it, and is left out.
    """

    def __init__(self) -> None:
        self.problems: dict[Problem, None] = {}  # a set that remembers its order
        self._wrong: set[str] = set()
        self._notices: list[Notice] = []
        self._unlisted = 0

    @property
    def full(self) -> bool:
        """Whether more problems would not be told anyway."""
        return len(self.problems) >= MAX_PROBLEMS

    def refuse(self, where: str, what: str) -> None:
        if not self.full:
            self.problems[Problem(where, what)] = None
            self._wrong.add(where)

    def refuse_unless_known(self, where: str, what: str) -> None:
        if self._wrong.isdisjoint(prefixes(where)):
            self.refuse(where, what)

    def notice(self, where: str, what: str) -> None:
        if len(self._notices) < MAX_NOTICES - 1:
            self._notices.append(Notice(where, what))
        else:
            self._unlisted += 1

    @property
    def notices(self) -> tuple[Notice, ...]:
        """At most 500; the last one counts those that found no room."""
        if not self._unlisted:
            return tuple(self._notices)
        return (*self._notices, Notice("", f"{self._unlisted} more were mended, not listed here"))


def prefixes(where: str) -> Iterable[str]:
    """The pointer itself, then everything above it but the whole document, the nearest first."""
    while where:
        yield where
        where = where.rpartition("/")[0]
