"""What one process of the API weighs under a load that lasts: `make bench ONLY=lasting MINUTES=60`.

Every minute a line, and one at the end:

    minute   requests   rss-mb  unexpected
         1       1272    175.3           0
    lasting: 76297 requests, 126.2 MB at the start, 193.9 MB at the end, 1.6 MB of it at last

- Reads, GraphQL documents of which half were never sent before, writes, refusals, large bodies, and
  subscriptions that come and go, as many a second as RATE says, by thousands of people.
- `rss-mb`: the memory of the process that answers. It must stay below 200 MB, and must not grow by
  5 MB over the last third (`at last`): that is the slope of the line through what was seen in it.
- `unexpected`: answers of another status than the one that was to come, and those that never came.
"""

import asyncio
import contextlib
import random
import sys
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression
from typing import Any, Final

import aiohttp

from app.server.migrate import migrate
from bench.loading import load
from bench.measure import Mistake
from bench.mixed import Ask, Mixed
from bench.servers import PRODUCT, Server, as_served, children_of, served, tokens_of

NAME: Final = "lasting"
MINUTES: Final = 10.0
RATE: Final = 150.0
MOST_MB: Final = 200.0
MOST_GROWTH_MB: Final = 5.0
MOST_UNEXPECTED: Final = 0.01
AT_ONCE: Final = 64
SAMPLE_S: Final = 2.0
CHANGES: Final = 0.06  # of what is asked; each is two requests
LARGE: Final = 0.002
LARGEST_BODY: Final = 1 << 20
SUBSCRIPTIONS: Final = 0.01
LIVES_S: Final = (0.2, 30.0)
LEAVES: Final = 0.02
"""So often somebody closes the connection after an answer."""

_MB: Final = 1024.0  # in kB


@dataclass
class Tally:
    requests: int = 0
    skipped: int = 0
    """What was not asked, because too much was under way."""
    unexpected: int = 0
    first: str = ""
    samples: list[tuple[float, float]] = field(default_factory=list)
    """Seconds, and MB."""

    def did_not_expect(self, what: str) -> None:
        self.unexpected += 1
        self.first = self.first or what

    @property
    def growth(self) -> float:
        """MB over the last third."""
        end = self.samples[-1][0]
        last = [one for one in self.samples if one[0] >= end * 2 / 3]
        if len(last) < 2:  # noqa: PLR2004
            return 0.0
        times, sizes = zip(*last, strict=True)
        return float(linear_regression(times, sizes).slope * (times[-1] - times[0]))


def run(scale: float, minutes: float = MINUTES, rate: float = RATE) -> bool:
    """Whether it stays small, and stops growing."""
    settings = as_served()
    owner = str(settings.database_url)
    migrate(owner)
    asyncio.run(load(owner, scale))
    mixed = Mixed(tokens_of(settings).issuer, scale)
    with served(PRODUCT, settings.port, settings.data_dir / "bench-product.log", {}) as product:
        tally = asyncio.run(_Load(product, mixed, rate).last(minutes * 60))
    start, end, growth = tally.samples[0][1], tally.samples[-1][1], tally.growth
    is_enough = end < MOST_MB and growth < MOST_GROWTH_MB
    print(
        f"{NAME}: {tally.requests} requests, {start:.1f} MB at the start, {end:.1f} MB at the end, "
        f"{growth:.1f} MB of it at last{'' if is_enough else '   falls short'}",
        flush=True,
    )
    if tally.skipped:
        sys.stderr.write(f"{tally.skipped} requests were left out: too many were under way\n")
    if tally.unexpected:
        sys.stderr.write(f"the first that was not expected: {tally.first}\n")
    if tally.unexpected > MOST_UNEXPECTED * tally.requests:
        raise Mistake(f"{tally.unexpected} of {tally.requests} answers were not expected")
    return is_enough


class _Load:
    """Everything that goes on at the same time, at a pace."""

    def __init__(self, product: Server, mixed: Mixed, rate: float) -> None:
        self._mixed, self._rate = mixed, rate
        self._url = f"http://127.0.0.1:{product.port}"
        self._pid = max(children_of(product.pid), key=_rss_mb)
        self._by_chance = random.Random(2)  # noqa: S311
        self._tally = Tally()
        self._under_way: set[asyncio.Task[None]] = set()
        self._live: set[asyncio.Task[None]] = set()

    async def last(self, seconds: float) -> Tally:
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as self._session:
            watching = asyncio.create_task(self._watch(seconds))
            await self._pace(seconds)
            for one in self._live:
                one.cancel()
            await asyncio.gather(*self._live, return_exceptions=True)
            await asyncio.gather(*self._under_way)
            await watching
        return self._tally

    async def _pace(self, seconds: float) -> None:
        due = time.monotonic()
        end = due + seconds
        while due < end:
            due += 1 / self._rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            chance = self._by_chance.random()
            if chance < SUBSCRIPTIONS:
                self._begin(self._listen(), self._live)
            elif len(self._under_way) >= AT_ONCE:
                self._tally.skipped += 1
            elif chance < SUBSCRIPTIONS + CHANGES:
                self._begin(self._change(), self._under_way)
            elif chance < SUBSCRIPTIONS + CHANGES + LARGE:
                self._begin(self._send(self._mixed.large()), self._under_way)
            else:
                self._begin(self._send(self._mixed.ask()), self._under_way)

    def _begin(self, what: Coroutine[Any, Any, None], kept: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(what)
        kept.add(task)
        task.add_done_callback(kept.discard)

    async def _change(self) -> None:
        with self._mixed.change() as asks:
            for one in asks:
                await self._send(one)

    async def _send(self, ask: Ask) -> None:
        headers = ask.all_headers
        if self._by_chance.random() < LEAVES:
            headers["connection"] = "close"
        self._tally.requests += 1
        what = f"{ask.method} {ask.target[:200]}"
        try:
            async with self._session.request(
                ask.method, self._url + ask.target, data=ask.body or None, headers=headers
            ) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            # A body that is too large may be refused before its end, and the connection closed.
            if len(ask.body) <= LARGEST_BODY:
                self._tally.did_not_expect(f"{what}: {error!r}")
            return
        if answer.status not in ask.expected:
            self._tally.did_not_expect(f"{what}: {answer.status} {body[:300]!r}")
        elif ask.target.startswith("/v1/milestones?limit="):
            self._mixed.learn(body)

    async def _listen(self) -> None:
        """Half by each protocol; some say that they go, others are just gone."""
        ask = self._mixed.subscription()
        self._tally.requests += 1
        way = self._by_socket if self._by_chance.random() < 0.5 else self._by_events  # noqa: PLR2004
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._by_chance.uniform(*LIVES_S)):
                    await way(ask)
                    self._tally.did_not_expect(f"a subscription ended: {ask.body}")
        except aiohttp.ClientError as error:
            self._tally.did_not_expect(f"{ask.body}: {error!r}")

    async def _by_events(self, ask: Ask) -> None:
        headers = ask.all_headers | {"accept": "text/event-stream"}
        url = f"{self._url}/graphql"
        forever = aiohttp.ClientTimeout(total=None)
        async with self._session.post(
            url, data=ask.body, headers=headers, timeout=forever
        ) as answer:
            async for _ in answer.content:
                pass

    async def _by_socket(self, ask: Ask) -> None:
        socket = await self._session.ws_connect(
            f"{self._url}/graphql", protocols=("graphql-transport-ws",)
        )
        try:
            payload = {"authorization": f"Bearer {ask.token}"}
            await socket.send_json({"type": "connection_init", "payload": payload})
            if (await socket.receive()).type is not aiohttp.WSMsgType.TEXT:
                return  # closed
            subscribe = f'{{"id": "1", "type": "subscribe", "payload": {ask.body}}}'
            await socket.send_str(subscribe)
            async for _ in socket:
                pass
        finally:
            await socket.close()

    async def _watch(self, seconds: float) -> None:
        """The memory, every now and then; every minute it is told."""
        print(f"{'minute':>6}{'requests':>11}{'rss-mb':>9}{'unexpected':>12}", flush=True)
        began, minute = time.monotonic(), 0
        while (passed := time.monotonic() - began) < seconds:
            size = _rss_mb(self._pid)
            self._tally.samples.append((passed, size))
            if passed >= (minute + 1) * 60:
                minute += 1
                print(
                    f"{minute:>6}{self._tally.requests:>11}{size:>9.1f}{self._tally.unexpected:>12}",
                    flush=True,
                )
            await asyncio.sleep(SAMPLE_S)
        self._tally.samples.append((time.monotonic() - began, _rss_mb(self._pid)))


def _rss_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    [line] = [one for one in status.splitlines() if one.startswith("VmRSS:")]
    return int(line.split()[1]) / _MB
