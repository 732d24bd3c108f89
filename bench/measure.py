"""Rounds: the product, the limit, the product, the limit, and what came out of them."""

import json
import os
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any, Final

from bench.generator import Job, Result, generate
from bench.servers import Server, busy_seconds, cpu_seconds_below
from bench.workloads import Request, Tokens, Workload

WANTED: Final = 8
"""Rounds in which this machine did little else."""

MOST: Final = 24
"""Rounds, if there are not as many."""

FEWEST: Final = 3
CALM: Final = 0.05
_MICRO: Final = 1e6


class Mistake(Exception):
    """The two sides did not do the same work; nothing was measured."""


@dataclass(frozen=True)
class Turn:
    """One side in one round."""

    result: Result
    cpu_seconds: float
    database_seconds: float
    others_seconds: float
    """What this machine did besides: other programs, and other machines on the same one."""

    @property
    def cpu_us(self) -> float:
        return self.cpu_seconds / self.result.answers * _MICRO

    @property
    def others(self) -> float:
        """The same, as a share of the whole machine."""
        return self.others_seconds / self.result.seconds / (os.cpu_count() or 1)

    @property
    def database_us(self) -> float:
        return self.database_seconds / self.result.answers * _MICRO


@dataclass(frozen=True)
class Round:
    product: Turn
    limit: Turn

    @property
    def ratio(self) -> float:
        return self.product.result.rate / self.limit.result.rate

    @property
    def is_calm(self) -> bool:
        return max(self.product.others, self.limit.others) <= CALM


@dataclass(frozen=True)
class Measured:
    workload: Workload
    rounds: list[Round]

    @property
    def ratio(self) -> float:
        return statistics.median(one.ratio for one in self.rounds)

    @property
    def is_calm(self) -> bool:
        return all(one.is_calm for one in self.rounds)

    @property
    def is_enough(self) -> bool:
        return self.workload.target is None or self.ratio >= self.workload.target

    def line(self) -> str:
        target = self.workload.target
        latencies = sorted(x for one in self.rounds for x in one.product.result.latencies)
        return (
            f"{self.workload.name:<10}{self.ratio:>7.2f}"
            f"{'-' if target is None else f'{target:.2f}':>8}"
            f"{_mean([one.product.cpu_us for one in self.rounds]):>8.0f}"
            f"{_mean([one.limit.cpu_us for one in self.rounds]):>14.0f}"
            f"{_quantile(latencies, 0.5) * 1000:>8.2f}{_quantile(latencies, 0.99) * 1000:>8.2f}"
            f"{'' if self.is_enough else '   falls short'}"
        )


HEADING: Final = (
    f"{'name':<10}{'ratio':>7}{'target':>8}{'cpu-us':>8}{'cpu-us-limit':>14}"
    f"{'p50-ms':>8}{'p99-ms':>8}"
)


@dataclass(frozen=True)
class Sides:
    """Both servers, the clients, and the database that both use."""

    product: Server
    limit: Server
    clients: Executor
    database_pid: int

    def measure(
        self,
        workload: Workload,
        requests: Sequence[bytes],
        seconds: float,
        undo: Callable[[int], None],
    ) -> Measured:
        """`undo` takes back the first so many requests of a workload that changes something."""

        def turn(number: int, name: str, server: Server) -> Turn:
            done = self._turn(server, requests, seconds, once=workload.writes)
            if workload.writes:
                undo(done.result.sent)
            _tell(workload, number, name, done)
            return done

        rounds: list[Round] = []
        calm: list[Round] = []
        for number in range(MOST + 1):
            both = Round(turn(number, "product", self.product), turn(number, "limit", self.limit))
            if number:  # the first one warms both up, and does not count
                rounds.append(both)
                calm += [both] if both.is_calm else []
            if len(calm) == WANTED:
                break
        return Measured(workload, calm if len(calm) >= FEWEST else rounds)

    def _turn(
        self, server: Server, requests: Sequence[bytes], seconds: float, *, once: bool
    ) -> Turn:
        before, database = server.cpu_seconds(), cpu_seconds_below(self.database_pid)
        ours, busy = cpu_seconds_below(os.getpid()), busy_seconds()
        job = Job(server.port, requests, seconds, once)
        result = self.clients.submit(generate, job).result()
        if result.refused:
            told = result.first_refusal.decode(errors="replace")
            raise Mistake(f"{result.refused} answers were no success; the first: {told}")
        database = cpu_seconds_below(self.database_pid) - database
        ours, busy = cpu_seconds_below(os.getpid()) - ours, busy_seconds() - busy
        others = max(0.0, busy - ours - database)
        return Turn(result, server.cpu_seconds() - before, database, others)


def as_bytes(request: Request, tokens: Tokens) -> bytes:
    headers = {"host": "127.0.0.1"} | tokens.headers(request)
    body = request.body.encode()
    if request.method != "GET":
        headers |= {"content-length": str(len(body))}
    lines = [f"{request.method} {request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def ask(server: Server, request: Request, headers: Mapping[str, str]) -> Any:
    """One answer as plain objects, for the comparison."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        body = request.body.encode() or None
        connection.request(request.method, request.target, body, dict(headers))
        given = connection.getresponse()
        text = given.read()
        if not 200 <= given.status < 300:  # noqa: PLR2004
            raise Mistake(f"{request.method} {request.target}: {given.status} {text[:500]!r}")
        return json.loads(text)
    finally:
        connection.close()


def _tell(workload: Workload, number: int, name: str, turn: Turn) -> None:
    discarded = "" if number else " (to warm up)"
    sys.stderr.write(
        f"{workload.name} round {number} {name:<7} {turn.result.rate:8.0f}/s "
        f"cpu-us {turn.cpu_us:6.0f} db-us {turn.database_us:6.0f} "
        f"others {turn.others:4.0%}{discarded}\n"
    )
    sys.stderr.flush()


def _mean(numbers: list[float]) -> float:
    return statistics.fmean(numbers)


def _quantile(ordered: list[float], q: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * q))]
