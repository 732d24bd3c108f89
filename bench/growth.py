"""What ten times as much data costs each read: `make bench ONLY=growth`.

A line for each read:

    name          before    after   ratio  target  per-s-before  per-s-after
    plan             410      415    0.98    0.80          3210         3150

- `before`, `after`: microseconds of CPU for one answer, of the API and of PostgreSQL together, with
  the data of every day and with ten times as many people, plans and milestones in each of the
  organisations. Each has a process and a PostgreSQL of its own.
- `ratio`: the first by the second, the median of rounds in which both had their turn, one after
  the other. It is near one wherever answers are found by an index.
- `per-s`: answers a second, which what else runs on this machine has a hand in.
"""

import asyncio
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Final

from app.server.migrate import migrate
from app.server.postgres import Postgres
from app.settings import Settings
from bench.data import Organisation
from bench.generator import Job, Result, generate
from bench.loading import load, postmaster
from bench.measure import Mistake, as_bytes
from bench.prepare import prepare
from bench.servers import PRODUCT, Server, a_port, as_served, cpu_seconds_below, served, tokens_of
from bench.workloads import GROUPS, Request, Tokens, Workload, chosen, prepared

NAME: Final = "growth"
TIMES: Final = 10
TARGET: Final = 0.80
ROUNDS: Final = 11
SECONDS: Final = 1.5
_MICRO: Final = 1e6


@dataclass(frozen=True)
class Side:
    """One process with its database, and what it is asked."""

    server: Server
    database_pid: int
    sent: Mapping[str, Sequence[bytes]]

    def turn(self, name: str, clients: Executor) -> tuple[Result, float]:
        """What came of asking for a while, and the CPU that one answer took."""
        before = self._cpu_seconds()
        job = Job(self.server.port, self.sent[name], SECONDS, once=False)
        result = clients.submit(generate, job).result()
        if result.refused:
            raise Mistake(f"{name}: {result.refused} answers were no success")
        return result, (self._cpu_seconds() - before) / result.answers * _MICRO

    def _cpu_seconds(self) -> float:
        return self.server.cpu_seconds() + cpu_seconds_below(self.database_pid)


def run(scale: float) -> bool:
    """Whether no read costs more by more than a quarter: of the same CPU come four fifths."""
    with ProcessPoolExecutor(1, get_context("fork")) as clients, ExitStack() as stack:
        clients.submit(int).result()  # it is small while we are
        settings = as_served()
        tokens = tokens_of(settings)
        workloads = chosen(",".join(GROUPS["reads"]))
        large = stack.enter_context(Postgres(settings.data_dir / "ten-times"))
        beside = settings.model_copy(
            update={
                "database_url": large.urls.owner,
                "app_database_url": large.urls.app,
                "worker_database_url": large.urls.worker,
            }
        )
        sent = [
            _loaded(settings, scale, workloads, tokens),
            _loaded(beside, scale * TIMES, list(_like(workloads, scale)), tokens),
        ]
        named = {"CAREER_PUBLIC_URL": settings.base_url}
        before, after = (
            Side(
                stack.enter_context(
                    served(PRODUCT, a_port(), settings.data_dir / f"bench-{name}.log", environment)
                ),
                asyncio.run(postmaster(str(of.database_url))),
                requests,
            )
            for name, of, environment, requests in (
                ("before", settings, named, sent[0]),
                ("after", beside, named | large.urls.environment, sent[1]),
            )
        )
        print(
            f"{'name':<12}{'before':>8}{'after':>9}{'ratio':>8}{'target':>8}"
            f"{'per-s-before':>14}{'per-s-after':>13}",
            flush=True,
        )
        measured = [_measured(one.name, before, after, clients) for one in workloads]
        return all(measured)


def _loaded(
    settings: Settings, scale: float, workloads: Sequence[Workload], tokens: Tokens
) -> dict[str, Sequence[bytes]]:
    """The requests, with everything that they ask for in this database."""
    owner = str(settings.database_url)
    migrate(owner)
    if asyncio.run(load(owner, scale)):
        sys.stderr.write(f"the data were loaded, at scale {scale:g}\n")
    found = asyncio.run(prepare(workloads, scale, settings, tokens)).requests
    return {name: [as_bytes(one, tokens) for one in of] for name, of in found.items()}


def _like(workloads: Sequence[Workload], scale: float) -> Iterator[Workload]:
    """Pages are as large as without the growth."""
    for workload in workloads:
        yield replace(workload, requests=_first(workload, scale)) if workload.follows else workload


def _first(workload: Workload, scale: float) -> Callable[[list[Organisation]], list[Request]]:
    return lambda _all_of: prepared(workload, scale)


def _measured(name: str, before: Side, after: Side, clients: Executor) -> bool:
    """Some rounds; the first warms up, and does not count."""
    rounds = [(before.turn(name, clients), after.turn(name, clients)) for _ in range(ROUNDS + 1)]
    del rounds[0]
    ratio = statistics.median(small / large for (_, small), (_, large) in rounds)
    cpu = [statistics.median(turn[side][1] for turn in rounds) for side in (0, 1)]
    rates = [statistics.median(turn[side][0].rate for turn in rounds) for side in (0, 1)]
    print(
        f"{name:<12}{cpu[0]:>8.0f}{cpu[1]:>9.0f}{ratio:>8.2f}{TARGET:>8.2f}"
        f"{rates[0]:>14.0f}{rates[1]:>13.0f}{'' if ratio >= TARGET else '   falls short'}",
        flush=True,
    )
    return ratio >= TARGET
