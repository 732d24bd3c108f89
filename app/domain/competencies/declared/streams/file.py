"""A file that is read as UTF-8, from its beginning and as often as it takes."""

import codecs
import io
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, Self, cast

from typing_extensions import Buffer

from app.domain.competencies.declared.findings import Problem, Unreadable
from app.domain.competencies.declared.sink import Sink

MAX_BYTES: Final = 256 * 1024 * 1024
CHUNK: Final = 256 * 1024
_INNER_BYTES: Final = bytes(range(0x80, 0xC0))  # which begin no character
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class File:
    """The text of a binary file, which stays open: whoever opened it closes it."""

    def __init__(
        self, source: BinaryIO, sink: Sink, progress: Callable[[int], None] | None = None
    ) -> None:
        """Raises Unreadable if it is too large, or not the text it should be."""
        self._source = source
        self._given = source
        self._progress = progress
        self._start = 0
        source.seek(0, io.SEEK_END)  # some files do not answer where that is
        self.size = source.tell()
        if self.size > MAX_BYTES:
            raise Unreadable("", f"has more than {MAX_BYTES // 1024 // 1024} MiB")
        source.seek(0)
        head = source.read(4)
        if head.startswith(codecs.BOM_UTF8):
            self._start = len(codecs.BOM_UTF8)
        elif head.startswith(_UTF16):
            sink.notice("", "is UTF-16: read as such, though UTF-8 is expected")
            self._source = self._recoded(source)
        self._validate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._source is not self._given:
            self._source.close()

    def reader(self) -> io.BufferedReader:
        """The bytes from their beginning. Only one reader at a time is of use."""
        reading = _Reading(self._source, self._start)
        return io.BufferedReader(reading, CHUNK)

    def told(self) -> io.BufferedReader:
        """As `reader`, telling whoever wants to know how far it is."""
        return io.BufferedReader(_Reading(self._source, self._start, self._progress), CHUNK)

    def text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self.told(), encoding="utf-8", newline="")

    def place(self, offset: int) -> str:
        """Line and column, from 1, of a byte."""
        reader = self.reader()
        line, column = 1, 1
        while offset > 0 and (chunk := reader.read(min(CHUNK, offset))):
            offset -= len(chunk)
            begun = chunk.rfind(b"\n") + 1
            if begun:
                line, column = line + chunk.count(b"\n"), 1
            column += len(chunk[begun:].translate(None, _INNER_BYTES))
        return f"line {line}, column {column}"

    def _validate(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")()
        reader, done = self.reader(), 0
        while True:
            chunk = reader.read(CHUNK)
            kept = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                place = self.place(done - kept + error.start)
                raise Unreadable(place, "is not UTF-8: save the file as UTF-8") from None
            done += len(chunk)
            if not chunk:
                return

    @staticmethod
    def _recoded(source: BinaryIO) -> BinaryIO:
        recoded = cast(BinaryIO, SpooledTemporaryFile(max_size=4 * CHUNK))  # noqa: SIM115
        decoder = codecs.getincrementaldecoder("utf-16")()
        source.seek(0)
        line = 1
        try:
            while chunk := source.read(CHUNK):
                text = decoder.decode(chunk)
                line += text.count("\n")
                recoded.write(text.encode())
            recoded.write(decoder.decode(b"", final=True).encode())
        except UnicodeError:
            recoded.close()
            raise Unreadable(f"line {line}", "or what follows is not UTF-16") from None
        return recoded


class _Reading(io.RawIOBase):
    """Reads a file that it does not own, from where its text begins."""

    def __init__(
        self, source: BinaryIO, start: int, progress: Callable[[int], None] | None = None
    ) -> None:
        self._source = source
        self._start = start
        self._progress = progress
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if whence == io.SEEK_CUR:
            offset += self._at
        elif whence == io.SEEK_END:
            offset += self._source.seek(0, io.SEEK_END) - self._start
        self._at = max(0, offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Buffer, /) -> int:
        into = memoryview(buffer).cast("B")
        self._source.seek(self._start + self._at)
        found = self._source.read(len(into))
        into[: len(found)] = found
        self._at += len(found)
        if self._progress is not None:
            self._progress(self._at)
        return len(found)


def placed(problem: Problem, place: str | None) -> Problem:
    """The problem with line and column before its pointer."""
    if place is None:
        return problem
    return Problem(f"{place} ({problem.where})" if problem.where else place, problem.what)
