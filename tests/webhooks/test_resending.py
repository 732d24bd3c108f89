"""One event is asked for again: by one endpoint, or by all that want it."""

from datetime import timedelta
from uuid import uuid4

from app.domain.entity import utc_now
from tests.api.problems import refused
from tests.relations import run_as_app
from tests.webhooks.again import NOWHERE, disable, resend
from tests.webhooks.rows import rows
from tests.worker.hooks import Answers, Hooks, requests
from tests.worker.receivers import receiving


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
        assert [got.event for got in requests(other)] == [sent.event]


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
