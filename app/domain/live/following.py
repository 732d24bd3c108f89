"""Following the feed: it is read once for an organisation, however many follow it here.

Each process hears of what got its place in the feed, and reads it then; a hint may get lost, so it
looks by itself as well, while somebody follows. Whoever follows has a short queue, which holds
what is theirs to look at. Who does not keep up loses the queue, not what was in it: they read the
feed by themselves from where they are, until they have caught up.
"""

import asyncio
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

import structlog

from app.domain.hints import PLACED
from app.domain.live.log import Interest, Log, Page, Told
from app.domain.transaction import Database

MOST_WAITING: Final = 32
"""Events that wait for one who follows, and the page that is read for one who fell behind."""

READ_AT_ONCE: Final = 200
LOOK_EVERY_S: Final = 5.0
"""While hints are heard."""

LOOK_DEAF_S: Final = 1.0
"""While they are not."""


class Follower:
    """One who follows: the events that they may be interested in, in their order, each once."""

    __slots__ = ("_is_behind", "_page", "_queue", "_reached", "_woken", "tail", "wanted")

    def __init__(self, tail: "Tail", wanted: Interest) -> None:
        self.tail, self.wanted = tail, wanted
        # Of what only says that something changed, the last is enough.
        self._queue = deque[Told](maxlen=None if wanted.of is None else 1)
        self._woken = asyncio.Event()
        self._reached = 0
        self._is_behind = False
        self._page: Page | None = None

    @property
    def place(self) -> int:
        """Up to where everything was handed out, when nothing waits."""
        return self._reached if self._is_behind else max(self._reached, self.tail.position)

    def start_here(self) -> None:
        """From now on; what came while the end was looked for is before that."""
        self._queue.clear()
        self._reached = max(self._reached, self.tail.position)

    async def resume(self, after: int) -> None:
        """From a place on. Raises `CursorExpired`, `BadCursor`."""
        self._is_behind = True
        self._queue.clear()
        self._page = await self._read(after)
        self._reached = after

    def push(self, told: Told) -> None:
        """Something new that they are interested in."""
        if self._is_behind or told.position <= self._reached:
            return
        if len(self._queue) >= MOST_WAITING:
            self._queue.clear()
            self._is_behind = True
        else:
            if not self._queue:  # nothing before it was theirs
                self._reached = told.position - 1
            self._queue.append(told)
        self._woken.set()

    async def next(self, seconds: float) -> Sequence[Told]:
        """What comes next, as soon as there is something; nothing if there was nothing so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds) as patience:
                while not (self._is_behind or self._queue):
                    self._woken.clear()
                    await self._woken.wait()
                patience.reschedule(None)
        while self._is_behind:
            events = await self._catch_up()
            if events:
                return events
        events = tuple(self._queue)
        self._queue.clear()
        if events:
            self._reached = events[-1].position
        return events

    async def _catch_up(self) -> Sequence[Told]:
        page, self._page = self._page or await self._read(self._reached), None
        self._reached = page.reached
        # What the tail reads from now on is pushed again; what it read already was on the page.
        self._is_behind = page.reached < self.tail.position
        return page.events

    async def _read(self, after: int) -> Page:
        return await self.tail.log.page(self.tail.tenant_id, after, self.wanted, MOST_WAITING)


class Tail:
    """The end of one organisation's feed, read for all who follow it."""

    def __init__(self, log: Log, tenant_id: UUID, wanted: Interest) -> None:
        self.log, self.tenant_id, self.wanted = log, tenant_id, wanted
        self.position = 0
        self.woken = asyncio.Event()
        self.begun: asyncio.Task[None] | None = None
        self._followers: dict[str, set[Follower]] = {}

    def __bool__(self) -> bool:
        return bool(self._followers)

    def add(self, follower: Follower) -> None:
        self._followers.setdefault(follower.wanted.key, set()).add(follower)

    def remove(self, follower: Follower) -> None:
        beside = self._followers.get(follower.wanted.key, set())
        beside.discard(follower)
        if not beside:
            self._followers.pop(follower.wanted.key, None)

    async def stand(self) -> None:
        """Be at the end. Everybody waits for the same look."""
        if self.begun is None or (self.begun.done() and self.begun.exception() is not None):
            self.begun = asyncio.create_task(self._stand())
        await asyncio.shield(self.begun)

    async def _stand(self) -> None:
        self.position = await self.log.last(self.tenant_id)

    async def read(self) -> None:
        """All that came since."""
        if self.begun is None or not self.begun.done():
            return
        while True:
            page = await self.log.page(self.tenant_id, self.position, self.wanted, READ_AT_ONCE)
            await self._hand_out(page.events)
            self.position = page.reached
            if page.reached >= page.last:
                return

    async def _hand_out(self, events: Sequence[Told]) -> None:
        leaders: Mapping[UUID, Collection[UUID]] = {}
        if any(key.startswith("of=") for key in self._followers):
            leaders = await self.log.leaders(self.tenant_id, {*_persons(events)})
        for told in events:
            keys = {"*", str(told.subject_id), f"of={told.subject_id}"}
            for name, value in told.data.items():
                if isinstance(value, str):
                    keys |= {f"{name}={value}", f"of={value}"}
            for person in _persons([told]):
                keys |= {f"of={leader}" for leader in leaders.get(person, ())}
            for key in keys & self._followers.keys():
                for follower in self._followers[key]:
                    if follower.wanted.fits(told):
                        follower.push(told)


def _persons(events: Iterable[Told]) -> Iterator[UUID]:
    """Whose plans, conversations or records they are about."""
    for told in events:
        if told.type.startswith("person."):
            yield told.subject_id
        elif isinstance(person_id := told.data.get("personId"), str):
            yield UUID(person_id)


class Following:
    """All tails of this process, and what has them read."""

    def __init__(self, database: Database, types: frozenset[str]) -> None:
        """`types` are all that anybody here may follow."""
        self.log = Log(database)
        self._database, self._wanted = database, Interest(types)
        self._tails: dict[UUID, Tail] = {}
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._ear: asyncio.Task[None] | None = None
        self._deaf = asyncio.Event()
        self._hears = False

    async def follow(self, tenant_id: UUID, wanted: Interest, after: int | None = None) -> Follower:
        """Follow from a place on, or from now. Raises `CursorExpired`, `BadCursor`."""
        tail = self._tail(tenant_id)
        follower = Follower(tail, wanted)
        tail.add(follower)
        try:
            await tail.stand()
            if after is None:
                follower.start_here()
            else:
                await follower.resume(after)
        except BaseException:
            self.leave(follower)
            raise
        return follower

    def leave(self, follower: Follower) -> None:
        tail = follower.tail
        tail.remove(follower)
        if not tail and self._tails.get(tail.tenant_id) is tail:
            del self._tails[tail.tenant_id]
            self._running.pop(tail.tenant_id).cancel()
        if not self._tails and self._ear is not None:
            self._ear.cancel()
            self._ear, self._hears = None, False

    async def close(self) -> None:
        running = [*self._running.values(), *([self._ear] if self._ear else [])]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._tails.clear()
        self._running.clear()
        self._ear, self._hears = None, False

    def _tail(self, tenant_id: UUID) -> Tail:
        if tenant_id not in self._tails:
            tail = self._tails[tenant_id] = Tail(self.log, tenant_id, self._wanted)
            self._running[tenant_id] = asyncio.create_task(self._run(tail))
        if self._ear is None:
            self._ear = asyncio.create_task(self._listen())
        return self._tails[tenant_id]

    async def _run(self, tail: Tail) -> None:
        was_away = False
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S if self._hears else LOOK_DEAF_S):
                    await tail.woken.wait()
            tail.woken.clear()
            try:
                await tail.read()
                was_away = False
            except Exception:  # noqa: BLE001 - a database that is away for a while comes back
                if not was_away:
                    structlog.get_logger().warning("the feed cannot be read", exc_info=True)
                was_away = True

    async def _listen(self) -> None:
        while True:
            with suppress(Exception):  # then everybody looks by themselves, more often
                await self._database.listen(self._hear, until=self._deaf, to=PLACED, begun=self._on)
            self._hears = False
            await asyncio.sleep(LOOK_DEAF_S)

    def _on(self) -> None:
        """Hints are heard from now on; what was told before nobody heard."""
        self._hears = True
        for tail in self._tails.values():
            tail.woken.set()

    def _hear(self, tenants: str) -> None:
        for one in tenants.split(","):
            with suppress(ValueError):  # anybody with a login can say anything
                if (tail := self._tails.get(UUID(one))) is not None:
                    tail.woken.set()
