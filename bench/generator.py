"""The clients: keep-alive connections that each wait for an answer and ask again.

Blocking-free sockets and one selector, so that asking costs little beside answering.
"""

import gc
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

CONNECTIONS: Final = 16
_BUFFER: Final = 1 << 20
_LENGTH: Final = b"content-length: "


@dataclass(frozen=True)
class Job:
    port: int
    requests: Sequence[bytes]
    seconds: float
    once: bool
    """Whether each request may be sent only once; the end of them is the end of the job."""


@dataclass
class Result:
    sent: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    refused: int = 0
    first_refusal: bytes = b""

    @property
    def answers(self) -> int:
        return len(self.latencies)

    @property
    def rate(self) -> float:
        return self.answers / self.seconds


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)  # noqa: FBT003
        self.buffer = bytearray(_BUFFER)
        self.view = memoryview(self.buffer)
        self.have = self.whole = 0
        self.asked_at = 0.0

    def ask(self, request: bytes) -> None:
        self.have = self.whole = 0
        self.asked_at = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Read what is there; whether that was the last of an answer."""
        count = self.socket.recv_into(self.view[self.have :])
        if not count:
            message = "the server closed a connection"
            raise ConnectionError(message)
        self.have += count
        if not self.whole:
            self.whole = self._size()
        return 0 < self.whole <= self.have

    def _size(self) -> int:
        end = self.buffer.find(b"\r\n\r\n", 0, self.have)
        if end < 0:
            return 0
        at = self.buffer.find(_LENGTH, 0, end)
        if at < 0:
            message = f"an answer without a length: {self.answer()[:200]!r}"
            raise ConnectionError(message)
        start = at + len(_LENGTH)
        return end + 4 + int(self.buffer[start : self.buffer.find(b"\r", start)])

    def is_success(self) -> bool:
        return self.buffer[9] == ord("2")

    def answer(self) -> bytes:
        return bytes(self.buffer[: self.have])


def generate(job: Job) -> Result:
    """Ask for as long as the job says. What is under way at its end is waited for, not counted."""
    gc.disable()
    result = Result()
    upcoming = iter(range(len(job.requests) if job.once else 1 << 60))
    with selectors.DefaultSelector() as selector:
        connections = [_Connection(job.port) for _ in range(CONNECTIONS)]
        began = time.perf_counter()
        end = began + job.seconds
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            _ask_next(connection, job, upcoming, result)
        waiting = len(connections)
        while waiting:
            for key, _ in selector.select(10) or _nothing_came():
                one: _Connection = key.data
                if not one.is_answered():
                    continue
                now = time.perf_counter()
                if not one.is_success():
                    result.refused += 1
                    result.first_refusal = result.first_refusal or one.answer()[:2000]
                if now <= end:
                    result.latencies.append(now - one.asked_at)
                    result.seconds = now - began
                if now > end or not _ask_next(one, job, upcoming, result):
                    waiting -= 1
    for connection in connections:
        connection.socket.close()
    gc.enable()
    return result


def _ask_next(connection: _Connection, job: Job, upcoming: Iterator[int], result: Result) -> bool:
    number = next(upcoming, None)
    if number is None:
        return False
    connection.ask(job.requests[number % len(job.requests)])
    result.sent += 1
    return True


def _nothing_came() -> list[tuple[selectors.SelectorKey, int]]:
    message = "no answer for ten seconds"
    raise TimeoutError(message)
