"""Events of JSON files, by yajl: strict about the grammar, and quick."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import ijson
import ijson.backends.yajl2_c as yajl
from ijson.utils import coroutine

from app.domain.competencies.declared.findings import Unreadable
from app.domain.competencies.declared.streams import Event, Events
from app.domain.competencies.declared.streams.file import CHUNK, File

_BROKEN: Final = (ijson.JSONError, ValueError, ArithmeticError, SystemError)
_LONGEST_ESCAPE: Final = 12
# Every escape of a surrogate, with the one that makes a pair of it where there is one. yajl
# would put a question mark in the place of a lone one.
_SURROGATE = re.compile(
    rb"(?<!\\)(?:\\\\)*\\u(?:[dD][89abAB][0-9a-fA-F]{2}(\\u[dD][c-fC-F][0-9a-fA-F]{2})?"
    rb"|[dD][c-fC-F][0-9a-fA-F]{2}())"
)
_WORDS: Final = {
    "premature EOF": "ends before the document does",
    "trailing garbage": "goes on after the end of the document; one is read",
    "number": "has a number that is too long",
}


def json_events(file: File) -> Events:
    """Raises Unreadable, with line and column, for what is not JSON."""
    _no_lone_surrogates(file)
    events: Iterator[Event] = yajl.basic_parse(file.told(), buf_size=CHUNK // 4)
    try:
        for event in events:
            if event[0] == "number" and type(event[1]) is Decimal:
                yield "number", float(event[1])
            else:
                yield event
    except _BROKEN as error:
        what = str(error.args[0]) if isinstance(error, ijson.JSONError) else "number"
        raise Unreadable(file.place(_offset(file)), f"is not JSON: {_reason(what)}") from None


def _reason(told: str) -> str:
    reason = told.removeprefix("b'").split("\\n")[0].split("\n")[0].rpartition(": ")[2]
    return _WORDS.get(reason, reason)


def _no_lone_surrogates(file: File) -> None:
    reader, before, done = file.reader(), b"", 0
    while chunk := reader.read(CHUNK):
        window = before + chunk
        if b"\\ud" in window or b"\\uD" in window:
            for found in _SURROGATE.finditer(window):
                whole = found.end() + _LONGEST_ESCAPE <= len(window) or len(chunk) < CHUNK
                if found[1] is None and whole:
                    place = file.place(done - len(before) + found.start())
                    raise Unreadable(place, "has a lone surrogate, which no text may have")
        before = _unsure(window)
        done += len(chunk)


def _unsure(window: bytes) -> bytes:
    """The end of a window, which the next one has to see again: not from within an escape."""
    cut = len(window) - 2 * _LONGEST_ESCAPE
    while cut > 0 and window[cut - 1 : cut] == b"\\":
        cut -= 1
    return window[max(cut, 0) :]


def _offset(file: File) -> int:
    """Which byte it is that breaks the grammar: the chunk that fails is read byte by byte."""
    good = 0
    for size in (CHUNK // 4, 1):
        parser = yajl.basic_parse_basecoro(_nobody())
        reader, fed = file.reader(), 0
        try:
            while chunk := reader.read(size if fed >= good else min(good - fed, CHUNK)):
                parser.send(chunk)
                fed += len(chunk)
        except _BROKEN:
            good = fed
        else:
            return fed
    return good


@coroutine  # type: ignore[untyped-decorator]
def _nobody() -> Any:
    while True:
        yield
