"""All that failed, or everything that happened, is owed again, whoever dies meanwhile."""

import asyncio
from uuid import UUID, uuid4

import pytest

from app.domain.transaction import Database
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.repository.redeliveries import AHEAD
from tests.api.problems import pointers, refused
from tests.relations import run_as_app
from tests.webhooks.again import (
    NOWHERE,
    OF_TYPES,
    TYPES,
    ago,
    asked,
    disable,
    job,
    moment,
    progress,
    resend,
    step,
    step_and_die,
    steps,
)
from tests.webhooks.rows import rows
from tests.webhooks.test_plans import many_deliveries
from tests.worker.hooks import Answers, Endpoint, Hooks, requests
from tests.worker.receivers import receiving


async def test_all_that_failed_in_a_window_is_owed_again(hooks: Hooks) -> None:
    world = hooks.world
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        other = await hooks.register(NOWHERE, "plan.created")
        for _ in range(7):
            await world.a_plan()
            await hooks.relay()
        await hooks.rounds()
        owed = await hooks.deliveries(endpoint)
        failed = [UUID(one["id"]) for one in owed[1:6]]
        sql = "UPDATE webhook_delivery SET status = 'failed', tries = 10 WHERE id = any($1)"
        await run_as_app(world, sql, failed)
        await run_as_app(
            world, "UPDATE webhook_delivery SET cause = 'test' WHERE id = $1", failed[0]
        )
        await run_as_app(
            world, "UPDATE webhook_delivery SET status = 'failed' WHERE endpoint_id = $1", other.id
        )

        until = owed[5]["createdAt"]  # the last of those that failed is not part of it
        made = await job(world, endpoint, "recover", until=until)
        assert (made["status"], made["lookedAt"], made["owed"]) == ("running", 0, 0)
        assert await step(hooks, 2) == 2
        going = await progress(world, made)
        assert (going["status"], going["lookedAt"]) == ("running", 2)
        await steps(hooks, 2)
        done = await progress(world, made)
        assert (done["status"], done["owed"], done["endedAt"] is None) == ("done", 3, False)
        again = [one for one in await hooks.deliveries(endpoint) if one["cause"] == "recover"]
        assert [one["id"] for one in again] == [str(one) for one in failed[1:4]]
        assert {(one["status"], one["tries"]) for one in again} == {("pending", 0)}
        before = len(requests(receiver))
        assert await hooks.rounds() == 3
        assert len(requests(receiver)) == before + 3
        left = [one for one in await hooks.deliveries(other) if one["status"] == "failed"]
        assert len(left) == 7


async def test_everything_is_replayed_in_the_order_of_each_subject(hooks: Hooks) -> None:
    world = hooks.world
    milestone = await world.a_milestone(await world.a_plan())
    await hooks.progress(milestone, *range(5, 50, 5))
    while await hooks.relay():
        pass
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, *TYPES)
        await world.a_plan()
        await hooks.rounds()
        got_already = {got.id for got in requests(receiver)}
        assert got_already
        every = await rows(world, "SELECT FROM outbox_event")
        events = await rows(world, OF_TYPES)
        made = await job(world, endpoint, "replay")
        while await step(hooks, 3):
            await hooks.send()  # what was owed by now leaves while the job goes on
        await hooks.rounds()
        done = await progress(world, made)
        assert (done["status"], done["lookedAt"], done["owed"]) == ("done", len(every), len(events))

        sent = requests(receiver)
        assert {got.id for got in sent} == {str(row["id"]) for row in events}
        assert len(sent) == len(got_already) + len(events)
        replayed = [got for got in sent[len(got_already) :] if got.subject == milestone["id"]]
        assert len(replayed) >= 10
        places = [got.place for got in replayed]
        assert places == sorted(places)


async def test_a_replay_is_narrowed_to_types_and_to_what_is_asked_for(hooks: Hooks) -> None:
    world = hooks.world
    milestone = await world.a_milestone(await world.a_plan())
    await hooks.progress(milestone, 10)
    await hooks.relay()
    endpoint = await hooks.register(NOWHERE, "milestone.*")
    await job(world, endpoint, "replay", eventTypes=["milestone.progressed", "plan.*"])
    await steps(hooks)
    assert {one["eventType"] for one in await hooks.deliveries(endpoint)} == {
        "milestone.progressed"
    }
    wrong = await asked(world, endpoint, "replay", eventTypes=["milestone.*", "no.such"])
    assert pointers(refused(wrong, 422, "event_type_unknown")) == ["/eventTypes/1"]


async def test_a_replay_begins_and_ends_where_it_was_asked_to(hooks: Hooks) -> None:
    world = hooks.world
    for _ in range(4):
        await world.a_plan()
        await hooks.relay()
    endpoint = await hooks.register(NOWHERE, "plan.created")
    events = await rows(
        world,
        "SELECT id, created_at FROM outbox_event WHERE type = 'plan.created' ORDER BY position",
    )
    since, until = moment(events[1]["created_at"]), moment(events[3]["created_at"])
    await job(world, endpoint, "replay", since=since, until=until)
    await steps(hooks)
    owed = [one["eventId"] for one in await hooks.deliveries(endpoint)]
    assert owed == [str(row["id"]) for row in events[1:3]]


async def test_who_dies_in_the_middle_loses_nothing_and_does_nothing_twice(hooks: Hooks) -> None:
    world = hooks.world
    await hooks.progress(await world.a_milestone(await world.a_plan()), 10, 20, 30)
    await hooks.relay()
    endpoint = await hooks.register(NOWHERE, *TYPES)
    made = await job(world, endpoint, "replay")
    total = len(await rows(world, OF_TYPES))
    for _ in range(3):
        before = await progress(world, made)
        with pytest.raises(RuntimeError):
            await step_and_die(hooks)
        assert await progress(world, made) == before
        await step(hooks, 2)
    await steps(hooks, 2)
    done = await progress(world, made)
    assert (done["status"], done["owed"]) == ("done", total)
    owed = await hooks.deliveries(endpoint)
    assert len(owed) == len({one["eventId"] for one in owed}) == total


async def test_several_workers_do_it_together_and_once(hooks: Hooks) -> None:
    world = hooks.world
    await hooks.progress(await world.a_milestone(await world.a_plan()), *range(5, 45, 5))
    await hooks.relay()
    endpoints = [await hooks.register(NOWHERE, *TYPES) for _ in range(3)]
    made = [await job(world, endpoint, "replay") for endpoint in endpoints]
    total = len(await rows(world, OF_TYPES))
    while sum(await asyncio.gather(*(step(hooks, 2) for _ in range(4)))):
        pass
    for endpoint, one in zip(endpoints, made, strict=True):
        done = await progress(world, one)
        assert (done["status"], done["owed"]) == ("done", total)
        owed = await hooks.deliveries(endpoint)
        assert len(owed) == len({row["eventId"] for row in owed}) == total


async def test_resending_beside_a_replay_makes_no_second_delivery(hooks: Hooks) -> None:
    world = hooks.world
    for _ in range(5):
        await world.a_plan()
    await hooks.relay()
    endpoint = await hooks.register(NOWHERE, "plan.created")
    await job(world, endpoint, "replay")
    found = await rows(world, "SELECT id FROM outbox_event WHERE type = 'plan.created'")
    again = [resend(world, str(row["id"])) for row in found for _ in range(2)]
    answers, *_ = await asyncio.gather(asyncio.gather(*again), steps(hooks, 1), steps(hooks, 2))
    assert {answer.status_code for answer in answers} == {200}
    owed = await hooks.deliveries(endpoint)
    assert sorted(one["eventId"] for one in owed) == sorted(str(row["id"]) for row in found)


async def test_one_job_at_a_time_for_each_endpoint(hooks: Hooks) -> None:
    world = hooks.world
    endpoint, other = await hooks.register(NOWHERE), await hooks.register(NOWHERE)
    kinds = ("recover", "replay") * 3
    answers = await asyncio.gather(*(asked(world, endpoint, kind) for kind in kinds))
    won = [answer.json() for answer in answers if answer.status_code == 201]
    assert len(won) == 1
    for answer in answers:
        if answer.status_code != 201:
            refused(answer, 409, "redelivery_running")
    await job(world, other, "recover")
    path = f"/v1/webhook-endpoints/{endpoint.id}/redeliveries"
    assert (await world.rest("vendor", "GET", path)).json()["data"] == won
    await steps(hooks)
    newer = await job(world, endpoint, "recover")
    listed = (await world.rest("vendor", "GET", path)).json()["data"]
    assert [one["id"] for one in listed] == [newer["id"], won[0]["id"]]


async def test_a_job_can_be_cancelled_once(hooks: Hooks) -> None:
    world = hooks.world
    await hooks.progress(await world.a_milestone(await world.a_plan()), 10, 20)
    await hooks.relay()
    endpoint = await hooks.register(NOWHERE)
    made = await job(world, endpoint, "replay")
    assert await step(hooks, 2) == 2
    path = f"/v1/webhook-redeliveries/{made['id']}/cancel"
    cancelled = (await world.rest("vendor", "POST", path)).json()
    assert (cancelled["status"], cancelled["owed"]) == ("cancelled", 2)
    refused(await world.rest("vendor", "POST", path), 409, "redelivery_ended")
    assert await step(hooks) == 0
    assert len(await hooks.deliveries(endpoint)) == 2


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE webhook_endpoint SET enabled = false",
        "UPDATE webhook_endpoint SET removed_at = now()",
    ],
)
async def test_a_job_ends_with_its_endpoint(hooks: Hooks, end: str) -> None:
    world = hooks.world
    endpoint = await hooks.register(NOWHERE)
    await job(world, endpoint, "replay")
    await run_as_app(world, end)
    assert await step(hooks) == 1
    assert await step(hooks) == 0
    (stored,) = await rows(world, "SELECT status, owed FROM webhook_redelivery")
    assert tuple(stored) == ("cancelled", 0)


async def test_nothing_is_owed_again_where_nothing_is_sent(hooks: Hooks) -> None:
    world = hooks.world
    endpoint = await hooks.register(NOWHERE)
    await disable(world, endpoint)
    for kind in ("recover", "replay"):
        refused(await asked(world, endpoint, kind), 409, "webhook_endpoint_disabled")
        unknown = Endpoint(uuid4(), "")
        refused(await asked(world, unknown, kind), 404, "not_found")


@pytest.mark.parametrize("kind", ["recover", "replay"])
async def test_a_window_has_happened_and_is_kept(hooks: Hooks, kind: str) -> None:
    world = hooks.world
    endpoint = await hooks.register(NOWHERE)
    for pointer, window in (
        ("/since", {"since": ago(days=30, seconds=5)}),
        ("/since", {"since": ago(hours=1), "until": ago(hours=1.001)}),
        ("/since", {"since": ago(hours=-1)}),
        ("/until", {"until": ago(hours=-1)}),
    ):
        wrong = await asked(world, endpoint, kind, **window)
        assert pointers(refused(wrong, 422, "window_not_allowed")) == [pointer], window
    same = ago(hours=1)
    wrong = await asked(world, endpoint, kind, since=same, until=same)
    assert pointers(refused(wrong, 422, "window_not_allowed")) == ["/since"]
    await job(world, endpoint, kind, since=ago(days=29.99))


async def test_whoever_is_owed_a_lot_is_not_owed_more(hooks: Hooks) -> None:
    world = hooks.world
    endpoint, other = [await hooks.register(NOWHERE, *TYPES) for _ in range(2)]
    await many_deliveries(world, endpoint.id, AHEAD)
    await run_as_app(world, "UPDATE webhook_delivery SET status = 'pending'")
    waits, goes = await job(world, endpoint, "replay"), await job(world, other, "replay")
    assert await steps(hooks) > 0
    assert (await progress(world, goes))["status"] == "done"
    assert (await progress(world, waits))["lookedAt"] == 0
    await run_as_app(
        world,
        "UPDATE webhook_delivery SET status = 'delivered' WHERE id IN"
        " (SELECT id FROM webhook_delivery WHERE endpoint_id = $1 LIMIT 1)",
        endpoint.id,
    )
    assert await step(hooks) > 0


async def test_the_worker_finds_where_jobs_run(hooks: Hooks, looking: Database) -> None:
    world = hooks.world
    endpoint = await hooks.register(NOWHERE)
    assert world.tenant_id not in await webhooks.tenants_with_redeliveries(looking)
    await job(world, endpoint, "recover")
    assert world.tenant_id in await webhooks.tenants_with_redeliveries(looking)
    await steps(hooks)
    assert world.tenant_id not in await webhooks.tenants_with_redeliveries(looking)
