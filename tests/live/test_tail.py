"""Whoever follows gets everything that is theirs, in its order and once, however slow they are."""

import asyncio
import random
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.domain.feedstatement import CursorExpired
from app.domain.live import following
from app.domain.live.following import Follower, Tail
from app.domain.live.log import Interest, Page, Told

TENANT = UUID(int=1)
TYPES = frozenset({"a.b", "a.c"})
AT = datetime(2026, 1, 1, tzinfo=UTC)


class Events:
    """A log in memory, which answers after a while."""

    def __init__(self, chance: random.Random) -> None:
        self.events: list[Told] = []
        self.chance = chance
        self.pages = 0
        self.afters: list[int] = []

    def tell(self, subject: int, type: str = "a.b", **data: str) -> None:
        place = len(self.events) + 1
        self.events.append(Told(place, type, UUID(int=subject), AT, data))

    async def last(self, _tenant: UUID) -> int:
        await self._wait()
        return len(self.events)

    async def page(self, _tenant: UUID, after: int, wanted: Interest, limit: int) -> Page:
        self.pages += 1
        self.afters.append(after)
        await self._wait()
        last = len(self.events)
        found = [one for one in self.events[after:] if wanted.fits(one)][:limit]
        reached = found[-1].position if len(found) == limit else last
        await self._wait()
        return Page(tuple(found), reached, last)

    async def leaders(self, _tenant: UUID, persons: Any) -> dict[UUID, set[UUID]]:
        await self._wait()
        return {person: {UUID(int=99)} for person in persons}

    async def _wait(self) -> None:
        for _ in range(self.chance.randrange(4)):
            await asyncio.sleep(0)


def told_by(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a story, not a secret


def tail_of(events: Events) -> Tail:
    log: Any = events
    return Tail(log, TENANT, Interest(TYPES))


async def begun(tail: Tail, wanted: Interest, after: int | None = None) -> Follower:
    follower = Follower(tail, wanted)
    tail.add(follower)
    await tail.stand()
    if after is None:
        follower.start_here()
    else:
        await follower.resume(after)
    return follower


class Reader:
    """One who reads at their own pace, goes away now and then, and comes back after the last."""

    def __init__(self, tail: Tail, events: Events, wanted: Interest) -> None:
        self.tail, self.events, self.wanted = tail, events, wanted
        self.began: int | None = None
        self.after: int | None = None
        self.got: list[int] = []

    async def read(self, over: asyncio.Event) -> None:
        while not await self._visit(over):
            pass

    async def _visit(self, over: asyncio.Event) -> bool:
        """Whether it was the last: all there will be was read."""
        follower = await begun(self.tail, self.wanted, self.after)
        if self.began is None:
            self.began = self.after = follower.place
        is_done = False
        while not is_done and self.events.chance.random() > 0.1:
            for told in await follower.next(0.001):
                self.got.append(told.position)
                self.after = told.position
            is_done = over.is_set() and follower.place >= len(self.events.events)
            await pause(self.events.chance)
        self.tail.remove(follower)
        return is_done

    @property
    def expected(self) -> list[int]:
        later = self.events.events[self.began :]
        return [one.position for one in later if self.wanted.fits(one)]


async def pause(chance: random.Random) -> None:
    for _ in range(chance.randrange(6)):
        await asyncio.sleep(0)


async def kept_reading(tail: Tail, over: asyncio.Event) -> None:
    while not (over.is_set() and tail.position == len(tail.log.events)):  # type: ignore[attr-defined]
        await tail.read()
        await asyncio.sleep(0)


@pytest.mark.parametrize("seed", range(60))
async def test_nothing_is_missed_and_nothing_comes_twice(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = told_by(seed)
    monkeypatch.setattr(following, "MOST_WAITING", chance.choice((1, 2, 5)))
    monkeypatch.setattr(following, "READ_AT_ONCE", chance.choice((1, 3, 100)))
    events = Events(chance)
    for _ in range(chance.randrange(20)):
        events.tell(chance.randrange(3))
    tail, over = tail_of(events), asyncio.Event()
    interests = [Interest(TYPES), Interest(frozenset({"a.c"})), Interest(TYPES, UUID(int=1))]
    interests.append(Interest(TYPES, None, (("planId", "p"),)))
    readers = [Reader(tail, events, one) for one in interests * 2]
    reading = [asyncio.create_task(one.read(over)) for one in readers]
    reading.append(asyncio.create_task(kept_reading(tail, over)))
    for _ in range(150):
        data = {"planId": chance.choice("pq")}
        events.tell(chance.randrange(3), chance.choice(("a.b", "a.c")), **data)
        await pause(chance)
    over.set()
    await asyncio.gather(*reading)
    for one in readers:
        assert one.got == one.expected


async def test_who_does_not_keep_up_holds_no_more_than_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = Events(told_by(0))
    tail = tail_of(events)
    follower = await begun(tail, Interest(TYPES))
    for nth in range(10_000):
        events.tell(nth % 3)
        if nth % 7 == 0:
            await tail.read()
            assert len(follower._queue) <= following.MOST_WAITING
    await tail.read()
    got: list[int] = []
    while len(got) < 10_000:
        some = await follower.next(1)
        assert 0 < len(some) <= following.MOST_WAITING
        got += [one.position for one in some]
    assert got == list(range(1, 10_001))
    assert await follower.next(0.01) == ()


async def test_who_fell_behind_after_a_long_rest_reads_only_what_is_new() -> None:
    events = Events(told_by(0))
    tail = tail_of(events)
    follower = await begun(tail, Interest(TYPES, UUID(int=2)))
    for _ in range(1000):
        events.tell(1)
    await tail.read()
    for _ in range(following.MOST_WAITING + 1):
        events.tell(2)
    await tail.read()
    events.afters.clear()
    await follower.next(1)
    assert events.afters == [1000]


async def test_one_page_is_read_for_all() -> None:
    events = Events(told_by(0))
    tail = tail_of(events)
    followers = [await begun(tail, Interest(TYPES, UUID(int=nth % 3))) for nth in range(300)]
    events.pages = 0
    events.tell(1)
    await tail.read()
    assert events.pages == 1
    got = [await one.next(0.01) for one in followers[:3]]
    assert [len(one) for one in got] == [0, 1, 0]


async def test_an_inbox_hears_of_who_is_named_and_of_whom_they_lead() -> None:
    events = Events(told_by(0))
    tail = tail_of(events)
    me, leader, other = [await begun(tail, Interest(TYPES, of=UUID(int=who))) for who in (7, 99, 8)]
    events.tell(1, ownerId=str(UUID(int=7)), personId=str(UUID(int=5)))
    events.tell(2, ownerId=str(UUID(int=7)), personId=str(UUID(int=5)))
    await tail.read()
    assert [one.position for one in await me.next(0.01)] == [2]  # the last is enough
    assert [one.position for one in await leader.next(0.01)] == [2]
    assert await other.next(0.01) == ()


async def test_who_resumes_where_it_is_gone_follows_nothing() -> None:
    class Swept(Events):
        async def page(self, *_given: Any) -> Page:
            raise CursorExpired

    tail = tail_of(Swept(told_by(0)))
    with pytest.raises(CursorExpired):
        await begun(tail, Interest(TYPES), 0)
