"""Budgets of one process: who waits, what is remembered, what happens without the count."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from app.domain.errors import Unavailable
from app.domain.share import Lease, Quota
from app.door import allowance as module
from app.door.allowance import Allowance

SOMEBODY, SOMEBODY_ELSE = (uuid4(), b"somebody"), (uuid4(), b"somebody else")


@dataclass
class Count:
    """The shared count in memory; it can be slow, away, or silent."""

    now: float = 0.0
    spent: Counter[tuple[object, int]] = field(default_factory=Counter)
    asked: int = 0
    is_away: bool = False
    let_go: asyncio.Event | None = None

    def clock(self) -> float:
        return self.now

    async def take(self, quota: Quota, holder: object, wanted: int) -> Lease:
        self.asked += 1
        if self.is_away:
            raise Unavailable
        if self.let_go is not None:
            await self.let_go.wait()
        window = int(self.now // quota.window_s)
        granted = min(wanted, quota.limit - self.spent[holder, window])
        self.spent[holder, window] += granted
        unclaimed = quota.limit - self.spent[holder, window]
        return Lease(window, granted, unclaimed, (window + 1) * quota.window_s - self.now)


def process(count: Count, limit: int, most: int = 100) -> Allowance:
    return Allowance(Quota("person", limit), count, clock=count.clock, most=most)


async def allowed(one: Allowance, times: int, holder: tuple[object, bytes] = SOMEBODY) -> int:
    standings = await asyncio.gather(*(one.spend(holder) for _ in range(times)))  # type: ignore[arg-type]
    return sum(standing.allowed for standing in standings)


async def test_many_processes_at_once_never_allow_more_than_the_quota() -> None:
    count = Count()
    processes = [process(count, 200) for _ in range(5)]
    found = await asyncio.gather(*(allowed(one, 100) for one in processes))
    assert 200 - 4 * 10 <= sum(found) <= 200
    count.now = 60.0
    assert sum(await asyncio.gather(*(allowed(one, 20) for one in processes))) == 100


async def test_everybody_waits_for_the_same_lease() -> None:
    count = Count(let_go=asyncio.Event())
    one = process(count, 1000)
    waiting = [asyncio.create_task(one.spend(SOMEBODY)) for _ in range(15)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert count.asked == 1
    count.let_go.set()  # type: ignore[union-attr]
    assert all(standing.allowed for standing in await asyncio.gather(*waiting))
    assert count.asked == 1


async def test_who_gives_up_waiting_takes_the_lease_away_from_nobody() -> None:
    count = Count(let_go=asyncio.Event())
    one = process(count, 1000)
    first, second = (asyncio.create_task(one.spend(SOMEBODY)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    count.let_go.set()  # type: ignore[union-attr]
    assert (await second).allowed
    assert (first.cancelled(), count.asked) == (True, 1)


async def test_memory_is_bounded_and_the_count_remembers_whom_it_forgot() -> None:
    count = Count()
    one = process(count, 3, most=10)
    assert await allowed(one, 3) == 3
    for _ in range(200):
        await one.spend((uuid4(), b"another"))
        assert len(one) <= 10
    assert await allowed(one, 1) == 0
    assert not one._leasing


async def test_it_says_what_is_left_and_until_when() -> None:
    count = Count(now=18.0)
    one = process(count, 600)
    standing = await one.spend(SOMEBODY)
    assert (standing.name, standing.policy) == (b'"person"', b'"person";q=600;w=60')
    assert (standing.left, standing.resets_in_s) == (599, 42)
    assert (await one.spend(SOMEBODY_ELSE)).left == 599


async def test_without_the_count_nothing_is_refused_that_was_allowed_and_no_door_is_open() -> None:
    count = Count(is_away=True)
    one = process(count, 100)
    assert await allowed(one, 300) == 100
    assert await allowed(one, 5) == 0
    count.now = 60.0
    assert await allowed(one, 1) == 1


async def test_an_absent_count_is_not_asked_again_for_every_request() -> None:
    count = Count(is_away=True)
    one = process(count, 10_000)
    for _ in range(500):
        await one.spend((uuid4(), b"somebody"))
    assert count.asked == 1
    count.is_away, count.now = False, 1.1
    await one.spend((uuid4(), b"somebody"))
    assert count.asked == 2


async def test_what_was_known_before_the_count_went_away_still_holds() -> None:
    count = Count()
    here, there = process(count, 100), process(count, 100)
    assert await allowed(there, 90) == 90
    assert await allowed(here, 1) == 1
    count.is_away = True
    assert await allowed(here, 100) <= 9


async def test_a_silent_count_delays_the_first_request_a_little_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.05)
    count = Count(let_go=asyncio.Event())
    one = process(count, 100)
    async with asyncio.timeout(2):
        assert await allowed(one, 30) == 30
        assert await allowed(one, 30, SOMEBODY_ELSE) == 30
    assert count.asked == 1


async def test_what_is_given_back_is_there_again() -> None:
    count = Count()
    one = process(count, 2)
    assert await allowed(one, 2) == 2
    one.give_back(SOMEBODY)
    one.give_back(SOMEBODY_ELSE)
    assert await allowed(one, 2) == 1
