"""That a milestone needs an owner is told by the worker: once, and anew after it had one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.plans import service as plans
from app.domain.transaction import Database
from app.worker.network import Sender
from app.worker.run import Worker
from tests.relations import become, told
from tests.security.test_guard import LENIENT
from tests.worker.hooks import BASE_URL
from tests.worker.test_worker import (
    ATTEMPT_S,
    PATIENCE_S,
    POLL_S,
    Finder,
    until,
)
from tests.world import World

CLOCK_S = 0.05
SOME_LOOKS = 6
FAR = 400
"""Days, so that there is nothing else to tell."""


@asynccontextmanager
async def workers(world: World, finding: Database, count: int = 2) -> AsyncIterator[list[Finder]]:
    """So many at once, and what each of them looks with."""
    finders = [Finder(finding, world.tenant_id) for _ in range(count)]
    async with Sender(LENIENT, ATTEMPT_S) as sender:
        started = [_worker(one, world, sender) for one in finders]
        tasks = [asyncio.create_task(worker.work()) for worker in started]
        yield finders
        for worker in started:
            worker.stop()
        await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE_S)


def _worker(finder: Any, world: World, sender: Sender) -> Worker:
    return Worker(
        finder,
        world.database,
        sender,
        base_url=BASE_URL,
        poll_s=POLL_S,
        attempt_s=ATTEMPT_S,
        clock_s=CLOCK_S,
    )


async def a_step(world: World) -> str:
    return str((await world.a_milestone(owner="olga", due_in_days=FAR))["id"])


async def do(world: World, who: str, id: str, verb: str, **body: Any) -> None:
    path = f"/v1/milestones/{id}/{verb}"
    answer = await world.rest(who, "POST", path, body, if_match="*")
    assert answer.is_success, answer.text


async def needed(world: World) -> list[str]:
    return [data["id"] for _, data in await told(world, "milestone.owner_needed")]


async def comes_to_be(world: World, wanted: list[str]) -> None:
    for _ in range(int(PATIENCE_S / CLOCK_S)):
        if await needed(world) == wanted:
            return
        await asyncio.sleep(CLOCK_S)
    assert await needed(world) == wanted


async def some_looks(finders: list[Finder]) -> None:
    """Long enough for all of them to look several times more."""
    for one in finders:
        enough = one.looks + SOME_LOOKS
        await until(lambda one=one, enough=enough: one.looks >= enough)  # type: ignore[misc]


async def is_found(world: World, finding: Database) -> bool:
    return world.tenant_id in await plans.tenants_with_deadlines(finding, datetime.now(UTC))


async def test_of_a_leaver_it_is_told_once_and_again_only_after_somebody_owned_it(
    world: World,
    looking: Database,
) -> None:
    id = await a_step(world)
    await do(world, "olga", id, "accept")
    async with workers(world, looking) as finders:
        await some_looks(finders)
        assert await needed(world) == []

        await become(world, "olga", "left")
        await comes_to_be(world, [id])
        await some_looks(finders)
        path = f"/v1/milestones/{id}"
        changed = await world.rest("amina", "PATCH", path, {"title": "Other"}, if_match="*")
        assert changed.json()["needsOwner"] is True
        await some_looks(finders)
        assert await needed(world) == [id]

        await do(world, "amina", id, "offer", ownerId=world.id("tomas"))
        await do(world, "tomas", id, "accept")
        await some_looks(finders)
        assert await needed(world) == [id]

        await become(world, "tomas", "left")
        await comes_to_be(world, [id, id])
        await some_looks(finders)
        assert await needed(world) == [id, id]


async def test_two_workers_at_once_tell_each_of_many_once(
    world: World,
    looking: Database,
) -> None:
    ids = [await a_step(world) for _ in range(12)]
    await become(world, "olga", "left")
    async with workers(world, looking) as finders:
        await some_looks(finders)

    assert sorted(await needed(world)) == sorted(ids)


async def declined(world: World, id: str) -> None:
    await do(world, "olga", id, "decline", reason="No time")


async def left(world: World, _id: str) -> None:
    assert (await become(world, "olga", "left")).is_success


async def on_leave(world: World, _id: str) -> None:
    assert (await become(world, "olga", "on_leave")).is_success


@pytest.mark.parametrize("happens", [declined, left, on_leave])
async def test_who_has_only_that_to_tell_is_found(
    world: World,
    looking: Database,
    happens: Callable[[World, str], Awaitable[None]],
) -> None:
    id = await a_step(world)
    assert not await is_found(world, looking)
    await happens(world, id)
    assert await is_found(world, looking)
    async with workers(world, looking) as finders:
        await some_looks(finders)
    assert await needed(world) == [id]


async def test_who_has_nothing_to_tell_is_not_found(
    world: World,
    looking: Database,
) -> None:
    """A step that was reached, one that is far away, and one whose owner said yes."""
    assert not await is_found(world, looking)
    reached, _far, accepted = [await a_step(world) for _ in range(3)]
    await do(world, "amina", reached, "reach")
    await do(world, "olga", accepted, "accept")
    assert not await is_found(world, looking)


async def test_who_found_another_owner_for_what_was_declined_is_found_no_more(
    world: World,
    looking: Database,
) -> None:
    id = await a_step(world)
    await declined(world, id)
    async with workers(world, looking) as finders:
        await some_looks(finders)
    await do(world, "amina", id, "offer", ownerId=world.id("tomas"))
    await do(world, "tomas", id, "accept")
    assert not await is_found(world, looking)
