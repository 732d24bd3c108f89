"""Every event is owed to the endpoints that asked for it, once, and in the order it happened."""

import asyncio
from contextlib import suppress
from uuid import UUID, uuid4

import pytest

from app.domain.actor import Actor
from app.domain.errors import Stale
from app.domain.outbox import OutboxEvent
from app.domain.people import service as people
from app.domain.plans import service as plans
from app.domain.plans.commands import ChangeMilestone
from app.domain.transaction import Transaction
from app.domain.use_case import action
from app.domain.webhooks.service import relay_events
from tests.worker.hooks import BASE_URL, Answers, Hooks, hooks_of, requests, types
from tests.worker.receivers import receiving
from tests.world import World


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (("milestone.reached",), ["milestone.reached"]),
        (("milestone.*",), ["milestone.created", "milestone.reached"]),
        (("*",), ["plan.created", "milestone.created", "milestone.reached"]),
        (("plan.activated", "goal.*"), []),
        (("milestone.reached", "milestone.*", "*"), None),
    ],
)
async def test_an_event_reaches_who_asked_for_it_once_and_nobody_else(
    hooks: Hooks, wanted: tuple[str, ...], expected: list[str] | None
) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, *wanted)
        await hooks.reach(await hooks.world.a_milestone())
        await hooks.rounds()

        everything = ["plan.created", "milestone.created", "milestone.reached"]
        assert sorted(types(receiver)) == sorted(everything if expected is None else expected)


async def test_another_organisation_is_told_nothing(hooks: Hooks, elsewhere: World) -> None:
    async with receiving(Answers()) as receiver, hooks_of(elsewhere) as others:
        await others.register(receiver.url, "*")
        await hooks.world.a_plan()
        await hooks.rounds()
        await others.rounds()

        assert requests(receiver) == []


async def test_an_endpoint_is_told_nothing_of_the_time_before_it_was_relayed_to(
    hooks: Hooks,
) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.world.a_plan()
        await hooks.relay()
        await hooks.register(receiver.url, "*")
        await hooks.rounds()

        assert requests(receiver) == []


async def test_relaying_twice_changes_nothing(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()

        assert await hooks.relay() == 1
        assert await hooks.relay() == 0
        assert len(await hooks.deliveries(endpoint)) == 1


async def test_relays_at_the_same_time_owe_each_event_once(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, "*")
        for _ in range(5):
            await hooks.world.a_plan()

        relayed = await asyncio.gather(*(hooks.relay() for _ in range(6)))

        assert sum(relayed) == 5
        owed = [one["eventId"] for one in await hooks.deliveries(endpoint)]
        assert len(owed) == len(set(owed)) == 5


async def test_what_is_refused_or_breaks_tells_nothing(hooks: Hooks) -> None:
    world = hooks.world
    milestone = await world.a_milestone()
    while await hooks.relay():
        pass

    @action(plans.change_milestone.scope, None)
    async def changes_and_breaks(tx: Transaction) -> None:
        await plans.change_milestone(tx, UUID(milestone["id"]), ChangeMilestone(progress=50))
        await tx.finish()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await world.do("amina", changes_and_breaks)
    with suppress(Stale):
        await hooks.progress(milestone | {"version": 7}, 10)

    assert await hooks.relay() == 0


async def test_an_earlier_event_is_never_relayed_after_a_later_one(
    hooks: Hooks, world: World
) -> None:
    """Whatever the clocks of the processes said that made them: their ids are in wrong order."""
    subject = uuid4()

    @action(people.found_tenant.scope, None)
    async def tell_with_clocks_that_differ(tx: Transaction) -> None:
        ids = sorted(uuid4() for _ in range(5))
        for sequence, id in zip((5, 4, 3, 2, 1), ids, strict=True):
            event = OutboxEvent(
                tenant_id=world.tenant_id,
                id=id,
                type="plan.created",
                revision=1,
                subject_id=subject,
                sequence=sequence,
                actor_id=subject,
                data={},
            )
            tx.session.add(event)

    await world.do(Actor.system(world.tenant_id), tell_with_clocks_that_differ)
    async with receiving(Answers()) as receiver:
        endpoint = await hooks.register(receiver.url, "*")
        await hooks.ctx.execute(relay_events, {"limit": 1, "base_url": BASE_URL})
        assert len(await hooks.deliveries(endpoint)) == 5  # the first by its id, and all before it
        await hooks.rounds()

        assert [got.place[1] for got in requests(receiver)] == [1, 2, 3, 4, 5]
