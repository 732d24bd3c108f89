"""Asking again: one event, all that failed, or everything that happened, whoever dies meanwhile."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response

from app.domain.entity import utc_now
from app.domain.transaction import Database
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.repository.redeliveries import AHEAD
from tests.api.problems import pointers, refused
from tests.relations import run_as_app
from tests.webhooks.rows import rows
from tests.webhooks.test_plans import many_deliveries
from tests.worker.hooks import Answers, Endpoint, Hooks, requests
from tests.worker.receivers import receiving
from tests.world import World

NOWHERE = "http://127.0.0.1:1/hook"


def moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def ago(**much: float) -> str:
    return moment(utc_now() - timedelta(**much))


async def asked(world: World, endpoint: Endpoint, what: str, **body: Any) -> Response:
    path = f"/v1/webhook-endpoints/{endpoint.id}/{what}"
    return await world.rest("vendor", "POST", path, {"since": ago(hours=1), **body})


async def job(world: World, endpoint: Endpoint, what: str, **body: Any) -> dict[str, Any]:
    answer = await asked(world, endpoint, what, **body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/webhook-redeliveries/{made['id']}"
    return made


async def progress(world: World, made: dict[str, Any]) -> dict[str, Any]:
    answer = await world.rest("vendor", "GET", f"/v1/webhook-redeliveries/{made['id']}")
    found: dict[str, Any] = answer.json()
    return found


async def step(hooks: Hooks, limit: int = 500) -> int:
    answer = await hooks.ctx.execute(webhooks.step_redelivery, {"limit": limit})
    counted: int = json.loads(answer.body)["count"]
    return counted


async def steps(hooks: Hooks, limit: int = 500) -> int:
    """Until there is nothing to go on with."""
    total = 0
    while count := await step(hooks, limit):
        total += count
    return total


async def step_and_die(hooks: Hooks) -> None:
    async with hooks.world.database.transaction(hooks.ctx.actor, hooks.now()) as tx:
        await webhooks.step_redelivery(tx, limit=2)
        await tx.session.flush()
        raise RuntimeError


async def resend(world: World, event_id: str, **body: Any) -> Response:
    return await world.rest("vendor", "POST", f"/v1/events/{event_id}/resend", body)


async def disable(world: World, endpoint: Endpoint) -> None:
    sql = "UPDATE webhook_endpoint SET enabled = false WHERE id = $1"
    await run_as_app(world, sql, endpoint.id)


async def test_an_event_is_sent_again_to_one_or_to_all(hooks: Hooks) -> None:
    async with receiving(Answers()) as one, receiving(Answers()) as other:
        first = await hooks.register(one.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.rounds()
        second = await hooks.register(other.url, "plan.*")
        await hooks.register(other.url, "milestone.*")
        (sent,) = requests(one)

        answer = await resend(hooks.world, sent.id, endpointId=str(first.id))
        (owed,) = answer.json()["deliveries"]
        assert (owed["endpointId"], owed["cause"]) == (str(first.id), "resend")
        assert await hooks.send() == 1
        assert [got.body for got in requests(one)] == [sent.body] * 2
        assert [got.id for got in requests(one)] == [sent.id] * 2
        delivery = await hooks.delivery(first)
        assert delivery["id"] == owed["id"]
        assert (delivery["attempts"], delivery["tries"], delivery["cause"]) == (2, 1, "resend")

        answer = await resend(hooks.world, sent.id)
        told = {made["endpointId"] for made in answer.json()["deliveries"]}
        assert told == {str(first.id), str(second.id)}
        assert await hooks.send() == 2
        assert [got.body for got in requests(other)] == [sent.body]


async def test_what_waits_for_its_next_attempt_is_due_and_what_is_being_sent_stays(
    hooks: Hooks,
) -> None:
    async with receiving(Answers([500])) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.round()
        before = await hooks.delivery(endpoint)
        claimed = "UPDATE webhook_delivery SET leased_until = $1"
        await run_as_app(hooks.world, claimed, utc_now() + timedelta(minutes=1))
        for to in ({"endpointId": str(endpoint.id)}, {}):
            (owed,) = (await resend(hooks.world, before["eventId"], **to)).json()["deliveries"]
            assert (owed["id"], owed["cause"]) == (before["id"], "event")
        await run_as_app(hooks.world, claimed, None)
        (owed,) = (await resend(hooks.world, before["eventId"])).json()["deliveries"]
        assert owed["cause"] == "resend"
        assert (await hooks.delivery(endpoint))["dueAt"] < before["dueAt"]
        assert await hooks.send() == 1
        assert len(requests(receiver)) == 2


async def test_nobody_is_sent_what_they_do_not_ask_for(hooks: Hooks) -> None:
    world = hooks.world
    unasked = await hooks.register(NOWHERE, "milestone.*")
    disabled = await hooks.register(NOWHERE)
    await disable(world, disabled)
    await world.a_plan()
    await hooks.relay()
    (row,) = await rows(world, "SELECT id FROM outbox_event WHERE type = 'plan.created'")
    event = str(row["id"])
    wrong = await resend(world, event, endpointId=str(unasked.id))
    refused(wrong, 409, "event_not_wanted")
    off = await resend(world, event, endpointId=str(disabled.id))
    refused(off, 409, "webhook_endpoint_disabled")
    refused(await resend(world, event, endpointId=str(uuid4())), 404, "not_found")
    refused(await resend(world, str(uuid4())), 404, "not_found")
    assert (await resend(world, event)).json()["deliveries"] == []


async def test_all_that_failed_in_a_window_is_owed_again(hooks: Hooks) -> None:
    world = hooks.world
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        other = await hooks.register(NOWHERE, "plan.created")
        for _ in range(7):
            await world.a_plan()
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
        endpoint = await hooks.register(receiver.url)
        await world.a_plan()
        await hooks.rounds()
        got_already = {got.id for got in requests(receiver)}
        assert got_already
        events = await rows(world, "SELECT id FROM outbox_event ORDER BY position")
        made = await job(world, endpoint, "replay")
        while await step(hooks, 3):
            await hooks.send()  # what was owed by now leaves while the job goes on
        await hooks.rounds()
        done = await progress(world, made)
        assert (done["status"], done["lookedAt"], done["owed"]) == ("done",) + (len(events),) * 2

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
    endpoint = await hooks.register(NOWHERE)
    made = await job(world, endpoint, "replay")
    total = len(await rows(world, "SELECT id FROM outbox_event"))
    for _ in range(3):
        before = await progress(world, made)
        with pytest.raises(RuntimeError):
            await step_and_die(hooks)
        assert await progress(world, made) == before
        await step(hooks, 2)
    await steps(hooks, 2)
    done = await progress(world, made)
    assert (done["lookedAt"], done["owed"]) == (total, total)
    owed = await hooks.deliveries(endpoint)
    assert len(owed) == len({one["eventId"] for one in owed}) == total


async def test_several_workers_do_it_together_and_once(hooks: Hooks) -> None:
    world = hooks.world
    await hooks.progress(await world.a_milestone(await world.a_plan()), *range(5, 45, 5))
    await hooks.relay()
    endpoints = [await hooks.register(NOWHERE) for _ in range(3)]
    made = [await job(world, endpoint, "replay") for endpoint in endpoints]
    total = len(await rows(world, "SELECT id FROM outbox_event"))
    while sum(await asyncio.gather(*(step(hooks, 2) for _ in range(4)))):
        pass
    for endpoint, one in zip(endpoints, made, strict=True):
        done = await progress(world, one)
        assert (done["status"], done["lookedAt"], done["owed"]) == ("done", total, total)
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
    endpoint, other = await hooks.register(NOWHERE), await hooks.register(NOWHERE)
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
