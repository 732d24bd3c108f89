"""A delivery is signed, tried again in time with the same words, and given up in the end."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from app.domain.webhooks import service as webhooks
from app.domain.webhooks.models import BACKOFF, LONGEST_STRETCH
from tests.worker.hooks import Answers, Hooks, requests, types
from tests.worker.receivers import receiving, reset_after_listening

LITTLE = timedelta(seconds=1)


async def test_a_request_is_verified_by_the_library_that_receivers_use(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        plan = await hooks.world.a_plan()
        await hooks.rounds()

        (got,) = requests(receiver)
        assert Webhook(endpoint.secret).verify(got.body, got.headers) == got.event
        other = await hooks.register(receiver.url, "plan.created")
        with pytest.raises(WebhookVerificationError):
            Webhook(other.secret).verify(got.body, got.headers)
        assert got.event["data"]["id"] == plan["id"] == got.subject
        assert got.headers["content-type"] == "application/json"


async def test_every_attempt_has_the_same_id_and_the_same_bytes(hooks: Hooks) -> None:
    async with receiving(Answers([500, 503, 302, 404])) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.relay()
        for wait in (timedelta(), *BACKOFF[:4]):
            hooks.passed += wait * LONGEST_STRETCH + LITTLE
            assert await hooks.send() == 1

        tried = requests(receiver)
        assert len(tried) == 5
        assert len({got.body for got in tried}) == len({got.id for got in tried}) == 1
        assert tried[0].id == tried[0].event["id"]
        assert len({got.headers["webhook-timestamp"] for got in tried}) == 5
        assert len({got.headers["webhook-signature"] for got in tried}) == 5
        delivery = await hooks.delivery(endpoint)
        assert (delivery["status"], delivery["attempts"]) == ("delivered", 5)
        assert (delivery["lastStatus"], delivery["lastError"]) == (200, None)


async def test_it_is_tried_by_the_schedule_and_given_up_at_its_end(hooks: Hooks) -> None:
    async with receiving(Answers([500] * 99)) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.relay()
        for tried, wait in enumerate(BACKOFF, start=1):
            before = hooks.now()
            assert await hooks.send() == 1
            assert await hooks.send() == 0
            delivery = await hooks.delivery(endpoint)
            assert (delivery["status"], delivery["attempts"]) == ("pending", tried)
            due = datetime.fromisoformat(delivery["dueAt"])
            assert before + wait <= due <= hooks.now() + wait * LONGEST_STRETCH
            hooks.passed += wait * LONGEST_STRETCH + LITTLE
        assert await hooks.send() == 1
        hooks.passed += timedelta(days=30)
        assert await hooks.send() == 0

        delivery = await hooks.delivery(endpoint)
        assert (delivery["status"], delivery["attempts"]) == ("failed", 10)
        assert len(requests(receiver)) == 10


async def test_retry_after_is_honoured_where_it_is_longer(hooks: Hooks) -> None:
    async with receiving(Answers([503, 503], "Retry-After: 3600\r\n")) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.round()

        due = datetime.fromisoformat((await hooks.delivery(endpoint))["dueAt"])
        assert due >= hooks.now() + timedelta(seconds=3599) - LITTLE


async def test_no_answer_is_told_by_its_kind(hooks: Hooks) -> None:
    async with receiving(reset_after_listening) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.round()

        delivery = await hooks.delivery(endpoint)
        assert (delivery["lastStatus"], delivery["lastError"]) == (None, "reset")


async def test_events_of_one_subject_wait_for_each_other_and_others_do_not(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "milestone.*")
        first, second = [await hooks.world.a_milestone() for _ in range(2)]
        await hooks.rounds()
        receiver.heads.clear()
        receiver.bodies.clear()

    async with receiving(Answers([500]), port=receiver.port) as receiver:
        first = await hooks.progress(first, 10)
        await hooks.rounds()  # refused
        await hooks.progress(first, 20, 30)
        await hooks.progress(second, 10, 20, 30)
        await hooks.rounds()
        heard = [got.place for got in requests(receiver)]
        assert heard == [(first["id"], 2), (second["id"], 2), (second["id"], 3), (second["id"], 4)]

        hooks.passed += BACKOFF[0] * LONGEST_STRETCH + LITTLE
        await hooks.rounds()

        heard = [got.place for got in requests(receiver)][4:]
        assert heard == [(first["id"], 2), (first["id"], 3), (first["id"], 4)]


async def test_one_endpoint_waits_for_no_other(hooks: Hooks) -> None:
    async with receiving(Answers([500] * 99)) as broken, receiving(Answers()) as sound:
        await hooks.register(broken.url, "milestone.*")
        await hooks.register(sound.url, "milestone.*")
        await hooks.progress(await hooks.world.a_milestone(), 10, 20)
        await hooks.rounds()

        assert [got.place[1] for got in requests(sound)] == [1, 2, 3]
        assert [got.place[1] for got in requests(broken)] == [1]


async def test_what_was_given_up_holds_up_nothing(hooks: Hooks) -> None:
    async with receiving(Answers([500] * 10)) as receiver:
        await hooks.register(receiver.url, "milestone.*")
        await hooks.progress(await hooks.world.a_milestone(), 10)
        await hooks.relay()
        for wait in (timedelta(), *BACKOFF):
            hooks.passed += wait * LONGEST_STRETCH + LITTLE
            assert await hooks.send() == 1

        await hooks.rounds()

        assert [got.place[1] for got in requests(receiver)] == [1] * 10 + [2]


async def test_an_endpoint_that_is_gone_is_disabled_and_owed_nothing(hooks: Hooks) -> None:
    async with receiving(Answers([410])) as receiver:
        endpoint = await hooks.register(receiver.url, "*")
        milestone = await hooks.world.a_milestone()
        await hooks.progress(milestone, 10, 20)
        await hooks.relay()
        await hooks.rounds()
        hooks.passed += timedelta(days=1)
        await hooks.rounds()
        await hooks.world.a_plan()
        await hooks.rounds()

        shown = await hooks.world.find(
            "vendor", webhooks.get_webhook_endpoint, endpoint_id=endpoint.id
        )
        assert shown["enabled"] is False
        owed = await hooks.deliveries(endpoint)
        assert {one["status"] for one in owed} <= {"failed", "delivered"}
        assert {one["lastError"] for one in owed if not one["attempts"]} == {"endpoint_disabled"}
        assert len(owed) == 4  # nothing was added after it was disabled
        assert await hooks.courier.send_due(hooks.ctx) == 0


async def test_what_an_endpoint_was_owed_goes_with_it(hooks: Hooks) -> None:
    async with receiving(Answers([500] * 9)) as receiver:
        endpoint = await hooks.register(receiver.url, "*")
        await hooks.world.a_milestone()
        await hooks.rounds()
        await hooks.world.do(
            "vendor", webhooks.remove_webhook_endpoint, endpoint_id=endpoint.id, if_version=1
        )
        hooks.passed += timedelta(days=1)
        tried = len(requests(receiver))
        await hooks.rounds()

        assert len(requests(receiver)) == tried > 0


async def test_a_secret_that_cannot_be_read_is_the_trouble_of_one_endpoint(
    hooks: Hooks,
) -> None:
    async with receiving(Answers()) as receiver:
        spoilt = await hooks.register(receiver.url, "plan.created")
        await hooks.register(receiver.url, "plan.created")
        await spoil(hooks, spoilt.id)
        await hooks.world.a_plan()
        await hooks.rounds()

        assert types(receiver) == ["plan.created"]
        delivery = await hooks.delivery(spoilt)
        assert (delivery["status"], delivery["lastError"]) == ("pending", "secret_unreadable")


async def spoil(hooks: Hooks, endpoint_id: UUID) -> None:
    async with hooks.world.database.transaction(hooks.ctx.actor, hooks.now()) as tx:
        await tx.connection.execute(
            "UPDATE webhook_endpoint SET sealed_secret = 'spoilt' WHERE id = $1", endpoint_id
        )
