"""Who waits hears of what was told as soon as it is committed, and not before."""

import asyncio
from uuid import UUID

import pytest

from app.domain.hints import MOST_AT_ONCE, Hints
from app.domain.people import service as people
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action
from app.worker.ear import Ear
from tests.world import World


@pytest.fixture
async def ear(looking: Database) -> object:
    ear = Ear(looking, asyncio.Event())
    task = asyncio.create_task(ear.run())
    await asyncio.sleep(0.2)  # it is listening by then
    yield ear
    ear.stop()
    await task


async def heard(ear: Ear, tenant_id: UUID) -> bool:
    try:
        async with asyncio.timeout(2):
            while tenant_id not in ear.heard:  # noqa: ASYNC110 - other tests are heard, too
                await asyncio.sleep(0.005)
    except TimeoutError:
        return False
    return True


async def test_what_an_action_tells_is_heard(ear: Ear, world: World) -> None:
    ear.heard.clear()
    await world.a_plan()
    assert await heard(ear, world.tenant_id)


async def test_what_tells_nothing_or_is_refused_is_not_heard(ear: Ear, world: World) -> None:
    @action(people.found_tenant.scope, None)
    async def breaks(tx: Transaction) -> None:
        raise ZeroDivisionError

    await heard(ear, world.tenant_id)  # that it was founded
    await asyncio.sleep(0.2)
    ear.heard.clear()
    with pytest.raises(ZeroDivisionError):
        await world.do(world.system.actor, breaks)
    await asyncio.sleep(0.2)
    assert world.tenant_id not in ear.heard


async def test_nonsense_is_not_heard_and_does_no_harm(ear: Ear, world: World) -> None:
    await world.database.fetch("SELECT pg_notify('career_told', 'nobody')")
    await world.a_plan()
    assert await heard(ear, world.tenant_id)


async def test_while_a_hint_is_on_its_way_others_are_gathered() -> None:
    sent: list[str] = []
    free = asyncio.Event()

    async def send(tenants: str) -> None:
        sent.append(tenants)
        await free.wait()

    hints = Hints(send)
    tenants = [UUID(int=n) for n in range(1, MOST_AT_ONCE + 2)]
    hints.give(tenants[0])
    await asyncio.sleep(0)
    for tenant in tenants:
        hints.give(tenant)
    free.set()
    await hints.close()
    assert sent[0] == str(tenants[0])
    assert len(sent) == 3
    assert {UUID(one) for told in sent for one in told.split(",")} == set(tenants)


async def test_a_hint_that_cannot_be_given_is_not_missed() -> None:
    async def send(_: str) -> None:
        raise ConnectionError

    hints = Hints(send)
    hints.give(UUID(int=1))
    await hints.close()
    hints.give(UUID(int=2))
    await hints.close()


async def test_the_first_goes_at_once_and_what_follows_soon_after_goes_together() -> None:
    sent: list[str] = []

    async def send(tenants: str) -> None:
        sent.append(tenants)

    hints = Hints(send, rest_s=0.05)
    for _ in range(5):
        hints.give(UUID(int=1))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert sent[:1] == [str(UUID(int=1))]
    await hints.close()
    assert len(sent) == 2
