"""Events of JSON files, by yajl: strict about the grammar, and quick."""

import re
from io import BufferedReader
from typing import Any, Final

import ijson
import ijson.backends.yajl2_c as yajl
from ijson.utils import coroutine

from app.domain.competencies.declared.findings import Unreadable
from app.domain.competencies.declared.streams import Events
from app.domain.competencies.declared.streams.file import CHUNK, File

_BROKEN: Final = (ijson.JSONError, ValueError)
MAX_TEXT: Final = 4_000_000
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
    "integer overflow": "has a whole number that is too large",
    "numeric (floating point) overflow": "has a number that is too large",
}


def json_events(file: File, reader: BufferedReader) -> Events:
    """Raises Unreadable, with line and column, for what is not JSON."""
    try:
        # Numbers that 64 bits cannot hold are errors of the grammar then.
        yield from yajl.basic_parse(reader, buf_size=CHUNK // 4, use_float=True)
    except _BROKEN as error:
        place = file.place(_offset(file))
        raise Unreadable(place, f"is not JSON: {_reason(str(error.args[0]))}") from None


def _reason(told: str) -> str:
    reason = told.removeprefix("b'").split("\\n")[0].split("\n")[0].rpartition(": ")[2]
    return _WORDS.get(reason, reason)


def check_texts(file: File) -> None:
    """Raises Unreadable for lone surrogates, and for a text that would have to be held whole."""
    reader, before, done, quiet = file.reader(), b"", 0, 0
    while chunk := reader.read(CHUNK):
        window = before + chunk
        quiet = 0 if b'"' in chunk else quiet + len(chunk)
        if quiet > MAX_TEXT:
            raise Unreadable(file.place(done), f"has a text of more than {MAX_TEXT} bytes")
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
    """Which byte it is that breaks the grammar: in ever smaller pieces, the last byte by byte.

    Few pieces, since yajl goes through an unfinished text anew with each of them.
    """
    good = 0
    for size in (CHUNK // 4, 512, 1):
        parser = yajl.basic_parse_basecoro(_nobody(), use_float=True)
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
