"""Workers that die, that are late, or that are many: at least once, and never two at a time."""

import asyncio
from datetime import timedelta

import pytest

from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Claimed, DueDelivery, Outcome, Outcomes, Room
from app.worker.deliver import Courier
from app.worker.lanes import FIRST
from app.worker.network import Sender
from tests.security.test_guard import LENIENT
from tests.worker.hooks import LEASE_S, Answers, Hooks, requests
from tests.worker.receivers import Visit, listen_and_hang, receiving

LEASE = timedelta(seconds=LEASE_S + 1)


async def claim(hooks: Hooks, places: int = 50) -> tuple[DueDelivery, ...]:
    """As a worker does, which then dies, or takes its time."""
    room = Room(altogether=places, usual=places, known={})
    answer = await hooks.ctx.execute(webhooks.claim_deliveries, {"room": room, "lease_s": LEASE_S})
    lanes = Claimed.model_validate_json(answer.body).lanes
    return tuple(due for lane in lanes for due in lane.due)


async def record(hooks: Hooks, due: DueDelivery, *, succeeded: bool) -> None:
    outcome = Outcome(
        delivery_id=due.id,
        leased_until=due.leased_until,
        began_at=hooks.now(),
        url="http://127.0.0.1:1/hook",
        request_headers={},
        status=200 if succeeded else 500,
        succeeded=succeeded,
    )
    outcomes = Outcomes(ended=(outcome,))
    await hooks.ctx.execute(webhooks.record_attempts, {"command": outcomes})


async def test_what_a_dead_worker_had_claimed_is_delivered_after_the_lease(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.relay()
        assert len(await claim(hooks)) == 1

        assert await hooks.rounds() == 0
        hooks.passed += LEASE
        assert await hooks.rounds() == 1

        assert len(requests(receiver)) == 1


async def test_what_follows_waits_for_a_lease_and_not_longer(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "milestone.*")
        await hooks.progress(await hooks.world.a_milestone(), 10)
        await hooks.relay()
        assert len(await claim(hooks)) == 1
        assert await hooks.rounds() == 0
        hooks.passed += LEASE
        await hooks.rounds()

        assert [got.place[1] for got in requests(receiver)] == [1, 2]


async def test_a_late_failure_does_not_undo_what_came_after_it(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.relay()
        (late,) = await claim(hooks)
        hooks.passed += LEASE
        (second,) = await claim(hooks)
        await record(hooks, late, succeeded=False)
        assert (await hooks.delivery(endpoint))["attempts"] == 0
        await record(hooks, second, succeeded=True)
        await record(hooks, late, succeeded=False)

        delivery = await hooks.delivery(endpoint)
        assert (delivery["status"], delivery["attempts"]) == ("delivered", 1)


async def test_a_late_success_counts(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.relay()
        (late,) = await claim(hooks)
        hooks.passed += LEASE
        (second,) = await claim(hooks)
        await record(hooks, second, succeeded=False)
        await record(hooks, late, succeeded=True)

        assert (await hooks.delivery(endpoint))["status"] == "delivered"


async def test_workers_at_the_same_time_never_make_the_same_attempt(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "*")
        for step in range(6):
            await hooks.progress(await hooks.world.a_milestone(), 10 + step, 20 + step)
        async with Sender(LENIENT, 2) as sender:
            couriers = [Courier(sender, lease_s=LEASE_S) for _ in range(4)]

            async def work(courier: Courier) -> None:
                for _ in range(25):
                    await hooks.relay()
                    await courier.send_due(hooks.ctx)
                    await courier.finish()

            await asyncio.gather(*map(work, couriers))
        await hooks.rounds()

        places = [got.place for got in requests(receiver)]
        assert len(places) == len(set(places)) == 6 * 4  # a plan and three of a milestone, each
        for subject in {subject for subject, _ in places}:
            told = [sequence for one, sequence in places if one == subject]
            assert told == sorted(told)


async def test_no_transaction_is_open_while_a_receiver_takes_its_time(hooks: Hooks) -> None:
    open_ones: list[int] = []

    async def look(visit: Visit) -> None:
        await visit.listen()
        open_ones.append(hooks.world.database._writes.taken)
        await visit.say(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    async with receiving(look) as receiver:
        await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.rounds()

    assert open_ones == [0]


async def test_an_endpoint_that_hangs_takes_one_place_and_no_more(hooks: Hooks) -> None:
    async with receiving(listen_and_hang) as hanging, receiving(Answers()) as quick:
        await hooks.register(hanging.url, "plan.created")
        await hooks.register(quick.url, "plan.created")
        for _ in range(2 * FIRST):
            await hooks.world.a_plan()
        await hooks.relay()

        async def send_until_all_came() -> None:
            while len(quick.bodies) < 2 * FIRST:
                await hooks.courier.send_due(hooks.ctx)
                await asyncio.sleep(0.01)

        await asyncio.wait_for(send_until_all_came(), 1.5)  # a hanging attempt takes 2 s
        assert await hooks.courier.send_due(hooks.ctx) == 0
        assert hanging.connections == 1


@pytest.mark.parametrize("name", ["QUICK_PER_TENANT", "QUICK_ALTOGETHER"])
async def test_there_is_a_limit_to_what_is_taken(
    hooks: Hooks, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with receiving(listen_and_hang) as first, receiving(listen_and_hang) as second:
        monkeypatch.setattr(f"app.worker.lanes.{name}", 5)
        async with Sender(LENIENT, 0.3) as sender:
            courier = Courier(sender, lease_s=LEASE_S)
            for receiver in (first, second):
                await hooks.register(receiver.url, "plan.created")
            for _ in range(4):
                await hooks.world.a_plan()
            await hooks.relay()

            assert [await courier.send_due(hooks.ctx) for _ in range(3)] == [5, 0, 0]
            await courier.finish()


@pytest.mark.parametrize("name", ["SLOW_PER_TENANT", "SLOW_ALTOGETHER"])
async def test_endpoints_that_let_us_wait_share_places_of_their_own(
    hooks: Hooks, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        receiving(listen_and_hang) as hanging,
        receiving(Answers()) as quick,
        Sender(LENIENT, 0.3) as sender,
    ):
        courier = Courier(sender, lease_s=LEASE_S)
        for receiver in (hanging, hanging, hanging, quick):
            await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.relay()
        await courier.send_due(hooks.ctx)
        await courier.finish()  # now it knows which of them let it wait

        monkeypatch.setattr(f"app.worker.lanes.{name}", 2)
        for _ in range(3):
            await hooks.world.a_plan()
        await hooks.relay()
        assert await courier.send_due(hooks.ctx) == 2 + 3
        await courier.finish()
        assert len(quick.bodies) == 1 + 3


async def test_what_was_taken_for_an_endpoint_is_given_back_when_it_hangs(hooks: Hooks) -> None:
    async with receiving(listen_and_hang) as hanging:
        endpoint = await hooks.register(hanging.url, "plan.created")
        for _ in range(FIRST):
            await hooks.world.a_plan()
        await hooks.relay()
        assert await hooks.send() == FIRST

        tried = [one["attempts"] for one in await hooks.deliveries(endpoint)]
        assert sorted(tried) == [0] * (FIRST - 1) + [1]
        async with Sender(LENIENT, 0.3) as sender:  # another worker takes what is left at once
            other = Courier(sender, lease_s=LEASE_S)
            assert await other.send_due(hooks.ctx) == FIRST - 1
            await other.finish()
