"""From a commit to a receiver: `make bench ONLY=webhooks`.

Ten organisations; the worker as it runs in production, one process; a receiver on loopback as a
vendor would write it (aiohttp, which verifies each signature with `standardwebhooks`). Five lines
are printed:

    name               ratio  bound    rate/s    raw/s  p50-ms  p99-ms      MB
    webhooks:drain      0.61   0.50      2710     4440       -       -     121
    webhooks:half          -      -      1355        -    11.9    38.2     121
    webhooks:hanging    1.10   2.00      1355        -    12.9    41.0     131
    webhooks:backlog    0.97   0.80      2630        -       -       -     133
    webhooks:year       1.03   1.25         -        -       -       -       -

- `drain`: deliveries a second while a backlog lasts, divided by how many of the same signed bodies
  aiohttp posts to the same receiver bare, in the same run, 32 at a time from one process. Bound:
  at least.
- `half`: at half that rate, milliseconds from the moment that an event was written, just before its
  commit, until it was received. Bounds: 50 for the median, 500 for the 99th of a hundred.
- `hanging`: a thousand endpoints, of which a hundred never answer: the 99th of a hundred of the
  others, divided by the same without those that hang, at the same rate. Bound: at most.
- `backlog`: the rate of `drain` with a million events waiting, divided by that with few. Bound: at
  least.
- `year`: seconds that relaying, taking and recording took in the last month of a year of which the
  last month is kept (`bench/year.py`), divided by those in the first. Bound: at most.
- `MB`: memory of the worker at the end. From `drain` to `backlog` it must not grow by half.

It empties the database first.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.request import urlopen
from uuid import UUID

from app.domain.entity import new_id
from app.domain.hints import CHANNEL
from app.security.provision import create_tools
from app.server.lifeline import tied_to_me
from app.server.migrate import migrate
from app.server.postgres import free_port
from app.settings import Settings
from bench.loading import Unusable, connected, empty, truncate
from bench.series import opened
from bench.year import year

NAME: Final = "webhooks"
TENANTS: Final = 10
FEW: Final = 40_000
MANY: Final = 1_000_000
POSTS: Final = 30_000
LOAD_S: Final = 20.0
LOOK_S: Final = 40.0  # at the backlog
TICK_S: Final = 0.01
LEAST, MOST_GROWTH, LEAST_BACKLOG, MOST_MEMORY = 0.5, 2.0, 0.8, 1.5
MOST_OF_YEAR: Final = 1.25
P50_MS, P99_MS = 50.0, 500.0
ENDPOINTS: Final = 100  # of each organisation, for those that hang
HANGING: Final = 10
SECRET: Final = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAAAAAAAAA="
PATIENCE_S: Final = 300.0
KIND: Final = "milestone.progress_changed"
HEADING: Final = (
    f"{'name':<18}{'ratio':>6}{'bound':>7}{'rate/s':>9}{'raw/s':>8}{'p50-ms':>8}{'p99-ms':>8}"
    f"{'MB':>7}"
)

_TENANT: Final = """
INSERT INTO tenant (tenant_id, id, version, created_at, name, time_zone, locale,
  anonymity_threshold) VALUES ($1, $1, 1, now(), 'Webhooks', 'UTC', 'en', 5)
"""
_ENDPOINT: Final = """
INSERT INTO webhook_endpoint (tenant_id, id, version, created_at, url, event_types, sealed_secret,
  enabled) VALUES ($1, $2, 1, now(), $3, ARRAY['milestone.*'], $4, true)
"""
_TELL: Final = f"""
INSERT INTO outbox_event (tenant_id, id, version, created_at, type, revision, subject_id, sequence,
  actor_id, data)
SELECT $1::uuid, uuidv7(), 1, clock_timestamp(), '{KIND}', 1, subject, $3, $1::uuid,
  jsonb_build_object('id', subject, 'version', 3, 'planId', $1::uuid, 'goalId', $1::uuid, 'ownerId',
    $1::uuid,
    'status', 'in_progress', 'progress', 40, 'dueOn', '2027-01-01')
FROM unnest($2::uuid[]) AS subject
"""  # noqa: S608 - all of it is ours
_TOLD: Final = ("outbox_event", "webhook_delivery", "webhook_attempt", "webhook_endpoint_state")


@dataclass(frozen=True)
class Line:
    name: str
    ratio: float | None = None
    bound: float | None = None
    is_enough: bool = True
    rate: float | None = None
    raw: float | None = None
    p50: float | None = None
    p99: float | None = None
    memory: float | None = None

    def __str__(self) -> str:
        def shown(value: float | None, width: int, digits: int) -> str:
            return f"{'-':>{width}}" if value is None else f"{value:>{width}.{digits}f}"

        line = f"{NAME}:{self.name:<{17 - len(NAME)}}"
        line += shown(self.ratio, 6, 2) + shown(self.bound, 7, 2) + shown(self.rate, 9, 0)
        line += shown(self.raw, 8, 0) + shown(self.p50, 8, 1) + shown(self.p99, 8, 1)
        line += shown(self.memory, 7, 0)
        return line + ("" if self.is_enough else "   falls short")


def run(scale: float) -> bool:
    """Whether every bound is kept."""
    settings = Settings()
    migrate(str(settings.database_url))
    with TemporaryDirectory() as folder:
        bench = Bench(settings, scale, Path(folder) / "first")
        print(HEADING, flush=True)
        return asyncio.run(bench.run())


class Bench:
    def __init__(self, settings: Settings, scale: float, sample: Path) -> None:
        self.settings = settings
        self.dsn = str(settings.database_url)
        self.vault = create_tools(settings).vault
        self.scale = scale
        self.sample = sample
        self.port = free_port()
        self.tenants = [new_id() for _ in range(TENANTS)]

    async def run(self) -> bool:
        await empty(self.dsn, NAME)
        with _process("-m", "bench.receiving", str(self.port), str(self.sample), SECRET.decode()):
            async with connected(self.dsn) as owner:
                for tenant in self.tenants:
                    await _as(owner, tenant, _TENANT)
                lines = [line async for line in self._lines(owner)]
        await empty(self.dsn, NAME)
        return all(line.is_enough for line in lines)

    async def _lines(self, owner: Any) -> AsyncIterator[Line]:
        await self._endpoints(owner, 1, hanging=0)
        with _process("-m", "app.cli", "work") as worker:
            await self._tell(owner, 10 * TENANTS)
            await self._until(10 * TENANTS)
            rate = await self._drained(owner, round(FEW * self.scale))
            memory = _memory(worker)
            raw = await self._raw()
            yield _said(
                Line("drain", rate / raw, LEAST, rate / raw >= LEAST, rate, raw, memory=memory)
            )
            p50, p99 = await self._loaded(owner, rate / 2)
            is_enough = p50 < P50_MS and p99 < P99_MS
            yield _said(
                Line("half", None, None, is_enough, rate / 2, None, p50, p99, _memory(worker))
            )
            yield _said(await self._hanging(owner, rate / 2, worker))
        yield _said(await self._backlog(owner, rate, memory))
        yield _said(await self._year(owner))

    async def _hanging(self, owner: Any, rate: float, worker: int) -> Line:
        each = rate / ENDPOINTS
        await self._endpoints(owner, ENDPOINTS, hanging=0)
        _, without = await self._loaded(owner, each)
        await self._endpoints(owner, ENDPOINTS, hanging=HANGING)
        p50, p99 = await self._loaded(owner, each)
        if not self._seen()["hanging"]:
            raise Unusable("nothing hung")
        growth = p99 / without
        return Line(
            *("hanging", growth, MOST_GROWTH, growth < MOST_GROWTH),
            *(rate, None, p50, p99, _memory(worker)),
        )

    async def _backlog(self, owner: Any, rate: float, memory: float) -> Line:
        await self._endpoints(owner, 1, hanging=0)
        await self._tell(owner, round(MANY * self.scale))
        await owner.execute("VACUUM (ANALYZE) outbox_event")
        self._ask("/again")
        with _process("-m", "app.cli", "work") as worker:
            await self._until(1)
            await asyncio.sleep(LOOK_S * min(1.0, self.scale))
            seen = self._seen()
            now = _memory(worker)
        found = seen["count"] / seen["seconds"]
        is_enough = found / rate >= LEAST_BACKLOG and now <= memory * MOST_MEMORY
        return Line("backlog", found / rate, LEAST_BACKLOG, is_enough, found, memory=now)

    async def _year(self, owner: Any) -> Line:
        await self._endpoints(owner, 1, hanging=0)
        tenant = self.tenants[0]

        async def tell(subjects: Sequence[UUID], sequence: int) -> None:
            await _as(owner, tenant, _TELL, subjects, sequence)

        async def vacuum() -> None:
            await owner.execute("VACUUM (ANALYZE)", timeout=PATIENCE_S)

        async with opened(self.settings) as (_, database):
            found = await year(database, tenant, tell, vacuum, self.scale)
        return Line("year", found, MOST_OF_YEAR, found <= MOST_OF_YEAR)

    async def _drained(self, owner: Any, count: int) -> float:
        """Deliveries a second."""
        await self._begin_again(owner)
        await self._tell(owner, count)
        seen = await self._until(count)
        if seen["twice"] or seen["overtaken"]:
            raise Unusable(f"{seen['twice']} came twice, {seen['overtaken']} out of order")
        return float(seen["count"] / seen["seconds"])

    async def _raw(self) -> float:
        """Posts a second; the better of two."""
        command = (sys.executable, "-P", "-m", "bench.receiving", str(self.port))
        took = []
        for _ in range(2):
            posting = await asyncio.create_subprocess_exec(
                *command, str(self.sample), "-", str(POSTS), stdout=subprocess.PIPE
            )
            said, _ = await posting.communicate()
            took.append(float(said))
        return POSTS / min(took)

    async def _loaded(self, owner: Any, rate: float) -> tuple[float, float]:
        """Milliseconds, the median and the 99th of a hundred, at so many events a second."""
        await self._begin_again(owner)
        began = time.perf_counter()
        told, turn = 0, 0
        while (passed := time.perf_counter() - began) < LOAD_S * min(1.0, self.scale):
            due = int(rate * passed) - told
            if due > 0:
                tenant = self.tenants[turn % TENANTS]
                await _as(owner, tenant, _TELL, [new_id() for _ in range(due)], 1)
                await owner.execute("SELECT pg_notify($1, $2)", CHANNEL, str(tenant))
                told, turn = told + due, turn + 1
            await asyncio.sleep(TICK_S)
        await self._quiet()
        seen = self._seen()
        return seen["p50"] * 1000, seen["p99"] * 1000

    async def _tell(self, owner: Any, count: int) -> None:
        """Two events of each subject, spread over the organisations."""
        for tenant in self.tenants:
            subjects = [new_id() for _ in range(count // TENANTS // 2)]
            for sequence in (1, 2):
                for start in range(0, len(subjects), 10_000):
                    await _as(owner, tenant, _TELL, subjects[start : start + 10_000], sequence)

    async def _endpoints(self, owner: Any, each: int, *, hanging: int) -> None:
        """In place of those that were there."""
        await truncate(owner, ("webhook_endpoint", *_TOLD))
        for tenant in self.tenants:
            for nth in range(each):
                id = new_id()
                url = f"http://127.0.0.1:{self.port}/{'hang' if nth < hanging else 'ok'}/{id}"
                sealed = self.vault.seal(SECRET, about=tenant.bytes + id.bytes)
                await _as(owner, tenant, _ENDPOINT, id, url, sealed)

    async def _begin_again(self, owner: Any) -> None:
        await truncate(owner, _TOLD)
        self._ask("/again")

    async def _until(self, count: int) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            seen = self._seen()
            if seen["count"] >= count:
                return seen
            await asyncio.sleep(0.1)
        raise Unusable(f"of {count} deliveries {self._seen()['count']} came")

    async def _quiet(self) -> None:
        """Until nothing comes any more."""
        count = -1
        while count != (count := self._seen()["count"]):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(1.5)

    def _seen(self) -> dict[str, Any]:
        return self._ask("/seen")

    def _ask(self, path: str) -> dict[str, Any]:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            told: dict[str, Any] = json.load(answer)
        return told


def _said(line: Line) -> Line:
    print(line, flush=True)
    return line


async def _as(owner: Any, tenant: UUID, sql: str, *values: Any) -> None:
    """As the role that serves, for one organisation."""
    async with owner.transaction():
        await owner.execute("SET LOCAL ROLE career_app")
        await owner.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant))
        await owner.execute(sql, tenant, *values)


@contextmanager
def _process(*command: str) -> Iterator[int]:
    """The id of a process of ours, which ends with the block."""
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-P", *command],
        env={**os.environ, "CAREER_LOG_LEVEL": "warning"},
        preexec_fn=tied_to_me(signal.SIGTERM),  # noqa: PLW1509 - it takes no lock
    )
    try:
        time.sleep(1.0)
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _memory(pid: int) -> float:
    """Megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
