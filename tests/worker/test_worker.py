"""The worker goes on whatever happens to one tenant, rests without work, and stops well."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.context import Context
from app.domain.errors import Unavailable
from app.domain.transaction import Database
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.repository.outbox import TENANTS_WITH_WORK
from app.worker import run as run_module
from app.worker.deliver import Courier
from app.worker.lanes import FIRST
from app.worker.network import Sender
from app.worker.run import Worker
from tests.security.test_guard import LENIENT
from tests.worker.hooks import BASE_URL, Answers, Hooks, hooks_of, requests
from tests.worker.receivers import Visit, listen_and_hang, receiving
from tests.world import World

ATTEMPT_S = 3.0
POLL_S = 0.2
PATIENCE_S = 10.0


class Finder:
    """Looks for work as the worker's role does, and overlooks the tenants of other tests."""

    def __init__(self, database: Database, *tenants: UUID) -> None:
        self.database = database
        self.tenants = tenants
        self.looks = self.looks_for_work = 0
        self.is_away = False

    async def fetch(self, sql: str, *arguments: Any) -> Sequence[Any]:
        self.looks += 1
        self.looks_for_work += sql == TENANTS_WITH_WORK
        if self.is_away:
            raise Unavailable
        rows = await self.database.fetch(sql, *arguments)
        return [row for row in rows if row["tenant_id"] in self.tenants]

    async def listen(self, heard: Callable[[str], None], *, until: asyncio.Event) -> None:
        def ours(told: str) -> None:
            if not self.is_away:
                heard(",".join(one for one in told.split(",") if UUID(one) in self.tenants))

        await self.database.listen(ours, until=until)


Start = Callable[..., Any]


@pytest.fixture
def start(looking: Database, database: Database) -> Start:
    @asynccontextmanager
    async def started(*tenants: UUID, poll_s: float = POLL_S) -> AsyncIterator[Worker]:
        finder: Any = Finder(looking, *tenants)
        async with Sender(LENIENT, ATTEMPT_S) as sender:
            worker = Worker(
                finder, database, sender, base_url=BASE_URL, poll_s=poll_s, attempt_s=ATTEMPT_S
            )
            task = asyncio.create_task(worker.work())
            yield worker
            worker.stop()
            await asyncio.wait_for(task, PATIENCE_S)

    return started


async def until(condition: Callable[[], bool], seconds: float = PATIENCE_S) -> float:
    began = time.perf_counter()
    while not condition():
        assert time.perf_counter() - began < seconds
        await asyncio.sleep(0.002)
    return time.perf_counter() - began


async def test_an_event_is_received_well_within_a_second(hooks: Hooks, start: Start) -> None:
    waits = []
    async with receiving(Answers()) as receiver, start(hooks.world.tenant_id):
        await hooks.register(receiver.url, "plan.created")
        for count in range(1, 11):
            await hooks.world.a_plan()
            waits.append(await until(lambda count=count: len(receiver.bodies) == count))  # type: ignore[misc]
            await asyncio.sleep(0.037)

    waits.sort()
    assert waits[len(waits) // 2] < 0.4
    assert waits[-1] < 1


async def test_a_chain_of_events_about_one_subject_is_not_slowed_by_looking(
    hooks: Hooks, start: Start
) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "milestone.*")
        await hooks.progress(await hooks.world.a_milestone(), *range(1, 20))
        async with start(hooks.world.tenant_id, poll_s=100 * PATIENCE_S):
            await until(lambda: len(receiver.bodies) == 20)  # sooner than it looks again by itself

        assert [got.place[1] for got in requests(receiver)] == list(range(1, 21))


async def test_a_hanging_endpoint_delays_no_other_and_no_other_tenant(
    hooks: Hooks, elsewhere: World, start: Start
) -> None:
    async with (
        receiving(listen_and_hang) as hanging,
        receiving(Answers()) as quick,
        receiving(Answers()) as others,
        hooks_of(elsewhere) as other,
    ):
        await hooks.register(hanging.url, "plan.created")
        for _ in range(FIRST * 2):
            await hooks.world.a_plan()
        async with start(hooks.world.tenant_id, elsewhere.tenant_id):
            await until(lambda: hanging.connections == 1)
            await hooks.register(quick.url, "plan.activated", "plan.created")
            await other.register(others.url, "plan.created")
            for count in range(1, 4):
                await hooks.world.a_plan()
                await elsewhere.a_plan()
                await until(lambda count=count: len(quick.bodies) == count, 1)  # type: ignore[misc]
                await until(lambda count=count: len(others.bodies) == count, 1)  # type: ignore[misc]
            assert hanging.connections == 1


async def test_what_cannot_be_sent_yet_does_not_keep_it_busy(
    hooks: Hooks, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused and waiting, blocked behind that, hanging, and without room: none is work."""
    executed = counted(monkeypatch)
    async with receiving(Answers([500] * 9)) as broken, receiving(listen_and_hang) as hanging:
        await hooks.register(broken.url, "milestone.*")
        await hooks.register(hanging.url, "plan.created")
        await hooks.progress(await hooks.world.a_milestone(), *range(1, 30))
        for _ in range(FIRST * 2):
            await hooks.world.a_plan()
        async with start(hooks.world.tenant_id) as worker:
            await until(lambda: hanging.connections == 1)
            await asyncio.sleep(2 * POLL_S)
            finder: Any = worker.finder
            looks, uses = finder.looks_for_work, len(executed)
            cpu = time.process_time()
            await asyncio.sleep(5 * POLL_S)
            assert finder.looks_for_work - looks <= 6
            assert len(executed) - uses <= 18  # three for each look
            assert time.process_time() - cpu < 0.5 * 5 * POLL_S


async def test_what_cannot_be_sent_yet_is_not_found(hooks: Hooks, looking: Database) -> None:
    """Not behind what is refused, nor behind what is on its way, nor for who is disabled."""

    async def is_found() -> bool:
        tenants = await webhooks.tenants_with_work(looking, hooks.now())
        return hooks.world.tenant_id in tenants

    async with receiving(Answers([500, 410])) as broken, receiving(listen_and_hang) as hanging:
        await hooks.register(broken.url, "milestone.*")
        await hooks.register(hanging.url, "plan.*")
        milestone = await hooks.world.a_milestone()
        assert await is_found()
        await hooks.progress(milestone, 10, 20, 30)
        await hooks.relay()
        await hooks.courier.send_due(hooks.ctx)
        assert not await is_found()
        await hooks.courier.finish()
        assert not await is_found()

        hooks.passed += timedelta(seconds=6)
        assert await is_found()
        await hooks.send()  # 410
        hooks.passed += timedelta(days=1)
        await hooks.send()  # the one that hung
        await hooks.relay()  # that an endpoint was disabled
        assert not await is_found()


async def test_an_idle_worker_asks_one_question_a_look(
    hooks: Hooks, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    executed = counted(monkeypatch)
    async with start(hooks.world.tenant_id) as worker:
        await asyncio.sleep(5 * POLL_S)
        finder: Any = worker.finder
        assert 3 <= finder.looks_for_work <= 6
    assert executed == ["count_coverage"]  # once a day


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    executed: list[str] = []
    for way in ("execute", "perform"):
        sound: Callable[..., Awaitable[Any]] = getattr(Context, way)

        async def counting(
            ctx: Context, use_case: Any, *given: Any, sound: Any = sound, **more: Any
        ) -> Any:
            executed.append(use_case.name)
            return await sound(ctx, use_case, *given, **more)

        monkeypatch.setattr(Context, way, counting)
    return executed


async def test_trouble_with_one_tenant_is_not_trouble_with_another(
    hooks: Hooks, elsewhere: World, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = Courier.relay_and_send
    failures = []

    async def fails_for_one(courier: Courier, ctx: Context, base_url: str, **given: Any) -> Any:
        if ctx.actor.tenant_id == elsewhere.tenant_id:
            failures.append(ctx)
            raise ZeroDivisionError
        return await sound(courier, ctx, base_url, **given)

    monkeypatch.setattr(Courier, "relay_and_send", fails_for_one)
    await elsewhere.a_plan()
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "plan.created")
        async with start(hooks.world.tenant_id, elsewhere.tenant_id):
            for count in range(1, 6):
                await hooks.world.a_plan()
                await until(lambda count=count: len(receiver.bodies) == count, 1)  # type: ignore[misc]
    assert len(failures) <= 3


async def test_a_database_that_was_away_is_asked_again(
    hooks: Hooks, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "PAUSE_AFTER_FAILURE_S", 0.05)
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "plan.created")
        async with start(hooks.world.tenant_id) as worker:
            finder: Any = worker.finder
            finder.is_away = True
            await hooks.world.a_plan()
            await asyncio.sleep(2 * POLL_S)
            assert receiver.bodies == []
            finder.is_away = False
            await until(lambda: len(receiver.bodies) == 1, 1)


async def test_an_outcome_is_recorded_although_the_database_was_away(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    perform: Callable[..., Awaitable[Any]] = Context.perform
    away = [2]

    async def away_at_first(ctx: Context, use_case: Any, *given: Any, **more: Any) -> Any:
        if use_case.name == "record_attempts" and away[0]:
            away[0] -= 1
            raise Unavailable
        return await perform(ctx, use_case, *given, **more)

    monkeypatch.setattr(Context, "perform", away_at_first)
    monkeypatch.setattr("app.worker.recorder.PAUSES_S", (0.01, 0.01))
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.rounds()
        assert (await hooks.delivery(endpoint))["status"] == "delivered"
    assert away == [0]


async def test_what_is_being_sent_when_it_stops_is_sent_and_recorded(
    hooks: Hooks, start: Start
) -> None:
    async def slowly(visit: Visit) -> None:
        await visit.listen()
        await asyncio.sleep(0.5)
        await visit.say(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    async with receiving(slowly) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        async with start(hooks.world.tenant_id):
            await until(lambda: receiver.connections == 1)

        assert (await hooks.delivery(endpoint))["status"] == "delivered"
