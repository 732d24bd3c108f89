"""What was kept long enough goes; what is owed, and how far was counted, stays."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.domain.entity import new_id, utc_now
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Count
from app.domain.webhooks.repository.clearing import first_id_at
from tests.worker.hooks import Answers, Hooks, requests
from tests.worker.receivers import receiving

TABLES = ("outbox_event", "webhook_delivery", "webhook_attempt", "webhook_endpoint")


async def sweep(hooks: Hooks, limit: int = 1000) -> int:
    arguments = {"limit": limit, "events_days": 30.0, "attempts_days": 14.0}
    answer = await hooks.ctx.execute(webhooks.clear_webhooks, arguments)
    return Count.model_validate_json(answer.body).count


async def kept(hooks: Hooks) -> dict[str, int]:
    async with hooks.world.database.transaction(hooks.ctx.actor, hooks.now()) as tx:
        counts = [
            await tx.connection.fetchval(
                f"SELECT count(*) FROM {table} WHERE tenant_id = $1",  # noqa: S608 - ours
                hooks.world.tenant_id,
            )
            for table in TABLES
        ]
    return dict(zip(TABLES, counts, strict=True))


def test_ids_are_told_apart_by_their_time() -> None:
    before, id = utc_now(), new_id()

    assert first_id_at(before - timedelta(seconds=1)) < id
    assert id < first_id_at(before + timedelta(seconds=60))


async def test_attempts_go_first_and_events_with_what_came_of_them_later(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "*")
        await hooks.world.a_milestone()
        await hooks.rounds()
    before = await kept(hooks)
    assert min(before.values()) > 0

    hooks.passed += timedelta(days=13)
    assert await sweep(hooks) == 0
    assert await kept(hooks) == before
    hooks.passed += timedelta(days=2)
    assert await sweep(hooks) == before["webhook_attempt"]
    assert await kept(hooks) == before | {"webhook_attempt": 0}
    hooks.passed += timedelta(days=16)
    await sweep(hooks)
    endpoints = before["webhook_endpoint"]
    assert await kept(hooks) == dict.fromkeys(TABLES, 0) | {"webhook_endpoint": endpoints}


async def test_a_subject_is_counted_on_from_where_it_was(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "milestone.*")
        milestone = await hooks.progress(await hooks.world.a_milestone(), 10, 20)
        await hooks.rounds()
        hooks.passed += timedelta(days=31)
        await sweep(hooks)
        assert (await kept(hooks))["outbox_event"] == 0

        await hooks.progress(milestone, 30, 40)
        await hooks.rounds()

        assert [got.place[1] for got in requests(receiver)] == [1, 2, 3, 4, 5]


async def test_what_is_still_owed_stays_and_is_delivered(hooks: Hooks) -> None:
    async with receiving(Answers([500])) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.rounds()
        hooks.passed += timedelta(days=31)
        await sweep(hooks)
        assert (await hooks.delivery(endpoint))["status"] == "pending"

        await hooks.rounds()

        assert (await hooks.delivery(endpoint))["status"] == "delivered"
        assert len({got.body for got in requests(receiver)}) == 1


async def test_it_goes_in_parts(hooks: Hooks) -> None:
    await hooks.progress(await hooks.world.a_milestone(), 10, 20, 30)
    while await hooks.relay():
        pass
    all_of_them = (await kept(hooks))["outbox_event"]
    hooks.passed += timedelta(days=31)
    parts = []
    while part := await sweep(hooks, limit=2):
        parts.append(part)

    assert sum(parts) == all_of_them > max(parts) == 2


async def test_an_endpoint_that_was_removed_goes_with_all_that_it_was_sent(hooks: Hooks) -> None:
    async with receiving(Answers([500] * 3)) as receiver:
        gone, stays = [await hooks.register(receiver.url, "*") for _ in range(2)]
        await hooks.world.a_milestone()
        await hooks.rounds()
        endpoints = (await kept(hooks))["webhook_endpoint"]
        await hooks.world.do(
            "vendor", webhooks.remove_webhook_endpoint, endpoint_id=gone.id, if_version=1
        )
        assert await sweep(hooks) == 0  # something may be on its way
        hooks.passed += timedelta(minutes=6)
        while await sweep(hooks, limit=1):
            pass

        assert (await kept(hooks))["webhook_endpoint"] == endpoints - 1
        assert await owed(hooks, gone.id) == 0 < await owed(hooks, stays.id)


async def owed(hooks: Hooks, endpoint_id: UUID) -> Any:
    async with hooks.world.database.transaction(hooks.ctx.actor, hooks.now()) as tx:
        return await tx.connection.fetchval(
            "SELECT count(*) FROM webhook_delivery WHERE tenant_id = $1 AND endpoint_id = $2",
            hooks.world.tenant_id,
            endpoint_id,
        )


async def test_what_an_accident_left_waiting_is_let_go(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.relay()
        async with hooks.world.database.transaction(hooks.ctx.actor, hooks.now()) as tx:
            await tx.connection.execute(
                "UPDATE webhook_delivery SET waits = true WHERE tenant_id = $1",
                hooks.world.tenant_id,
            )
        assert await hooks.send() == 0
        assert await sweep(hooks) == 1

        assert await hooks.send() == 1
