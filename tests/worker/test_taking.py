"""What has just been told is taken as it is relayed, as far as there is room, and in order."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import Claimed, Outcome, Outcomes, RegisterWebhook, Room
from app.worker import run as run_module
from tests.relations import run_as_app
from tests.webhooks.rows import rows
from tests.worker.hooks import BASE_URL, LEASE_S, Answers, Endpoint, Hooks, requests
from tests.worker.receivers import receiving
from tests.worker.test_worker import PATIENCE_S, Start, start, until

NOWHERE = "http://127.0.0.1:1/hook"
PLENTY = 100
MUCH = 600
MUCH_IS_TOLD = """
INSERT INTO outbox_event (tenant_id, id, version, created_at, type, revision, subject_id, sequence,
  actor_id, data)
SELECT current_setting('app.tenant_id')::uuid, gen_random_uuid(), 1, now(), 'thing.done', 1,
  gen_random_uuid(), 1, gen_random_uuid(), '{}' FROM generate_series(1, $1::int)
"""

__all__ = ["start"]  # a fixture


async def relay_and_claim(
    hooks: Hooks,
    known: Mapping[UUID, int] | None = None,
    *,
    usual: int = PLENTY,
    altogether: int = PLENTY,
    slow: frozenset[UUID] = frozenset(),
    **given: Any,
) -> Claimed:
    room = Room(altogether=altogether, usual=usual, known=known or {}, slow=slow)
    arguments = {"limit": 500, "base_url": BASE_URL, "room": room, "lease_s": LEASE_S}
    claimed: Claimed = await hooks.ctx.perform(webhooks.relay_and_claim, arguments | given)
    return claimed


async def claim(hooks: Hooks, room: int = PLENTY) -> Claimed:
    given = {"room": Room(altogether=room, usual=room, known={}), "lease_s": LEASE_S}
    claimed: Claimed = await hooks.ctx.perform(webhooks.claim_deliveries, given)
    return claimed


async def deliver(hooks: Hooks, claimed: Claimed) -> int:
    """As if all of it had been answered well: how much had waited for that."""
    ended = tuple(
        Outcome(
            delivery_id=due.id,
            leased_until=due.leased_until,
            began_at=hooks.now(),
            url=lane.url,
            request_headers={},
            succeeded=True,
            status=200,
        )
        for lane in claimed.lanes
        for due in lane.due
    )
    count = await hooks.ctx.perform(webhooks.record_attempts, {"command": Outcomes(ended=ended)})
    return int(count.count)


async def told(hooks: Hooks, count: int, *event_types: str) -> Endpoint:
    endpoint = await hooks.register(NOWHERE, *(event_types or ("plan.created",)))
    for _ in range(count):
        await hooks.world.a_plan()
    return endpoint


async def test_what_is_relayed_is_taken_with_it_and_by_nobody_else(hooks: Hooks) -> None:
    endpoint = await told(hooks, 3)
    claimed = await relay_and_claim(hooks)

    [lane] = claimed.lanes
    assert (claimed.relayed, claimed.count) == (3, 3)
    assert claimed.is_all
    assert claimed.is_all_told
    assert lane.endpoint_id == endpoint.id
    owed = {UUID(one["id"]): one for one in await hooks.deliveries(endpoint)}
    assert {due.id: str(due.event_id) for due in lane.due} == {
        id: one["eventId"] for id, one in owed.items()
    }
    assert all(due.is_first and due.body == owed[due.id]["body"] for due in lane.due)
    assert (await claim(hooks)).count == 0
    hooks.passed += timedelta(seconds=LEASE_S + 1)
    assert (await claim(hooks)).count == 3


async def test_ids_are_in_the_order_of_the_feed(hooks: Hooks) -> None:
    await told(hooks, 5)
    await relay_and_claim(hooks)

    found = await rows(
        hooks.world,
        "SELECT owed.id FROM webhook_delivery AS owed JOIN outbox_event AS event"
        " ON event.tenant_id = owed.tenant_id AND event.id = owed.event_id ORDER BY event.position",
    )
    ids = [row["id"] for row in found]
    assert len(ids) == len(set(ids)) == 5
    assert ids == sorted(ids)
    assert {id.version for id in ids} == {7}


async def test_of_a_subject_the_first_goes_and_lets_the_next_go(hooks: Hooks) -> None:
    await hooks.register(NOWHERE, "milestone.*")
    milestone = await hooks.progress(await hooks.world.a_milestone(), 10, 20)
    taken = await relay_and_claim(hooks)
    await hooks.progress(milestone, 30)
    later = await relay_and_claim(hooks, is_due=False)

    assert (taken.relayed, taken.count, taken.is_all) == (4, 1, True)  # nobody wants the plan's
    assert (later.relayed, later.count, later.is_all) == (1, 0, False)
    for _ in range(3):
        assert await deliver(hooks, taken) == 1
        taken = await claim(hooks)
        assert taken.count == 1
    assert await deliver(hooks, taken) == 0


async def test_no_more_is_taken_than_there_is_room_for(hooks: Hooks) -> None:
    await told(hooks, 0)
    await told(hooks, 3)
    small = await relay_and_claim(hooks, usual=2)
    assert (small.relayed, [len(lane.due) for lane in small.lanes]) == (3, [2, 2])
    assert not small.is_all

    await hooks.world.a_plan()
    none = await relay_and_claim(hooks, altogether=0)
    assert (none.relayed, none.count, none.is_all) == (1, 0, False)
    assert (await claim(hooks)).count == 2 + 2


async def test_what_is_due_goes_before_what_is_told_later(hooks: Hooks) -> None:
    endpoint = await told(hooks, 1)
    await hooks.relay()
    await hooks.world.a_plan()
    claimed = await relay_and_claim(hooks, usual=1)

    [[due]] = [lane.due for lane in claimed.lanes]
    assert str(due.id) == (await hooks.delivery(endpoint))["id"]
    assert (claimed.relayed, claimed.is_all_told) == (0, False)


async def test_its_own_limit_is_kept_as_well(hooks: Hooks) -> None:
    command = RegisterWebhook(url=NOWHERE, event_types=("plan.created",), max_per_minute=1)
    await hooks.world.do("vendor", webhooks.register_webhook_endpoint, command=command)
    await hooks.relay()
    for _ in range(3):
        await hooks.world.a_plan()

    assert (await relay_and_claim(hooks)).count == 1


async def test_who_asked_to_be_left_alone_is_told_later(hooks: Hooks) -> None:
    async with receiving(Answers([429], "Retry-After: 60\r\n")) as receiver:
        await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.round()
        await hooks.world.a_plan()
        claimed = await relay_and_claim(hooks)

    assert (claimed.relayed, claimed.count) == (1, 0)


@pytest.mark.parametrize("least", [0, 2])
async def test_what_nobody_has_room_for_is_relayed_later(hooks: Hooks, least: int) -> None:
    full = await told(hooks, 3)
    held = await relay_and_claim(hooks, {full.id: 0}, least=least)

    assert (held.relayed, held.count, held.is_all_told) == (least, 0, False)
    rest = await relay_and_claim(hooks)
    assert (rest.relayed, rest.count, rest.is_all_told) == (3 - least, 3, True)


async def test_one_that_is_full_holds_up_no_other(hooks: Hooks) -> None:
    full = await told(hooks, 0)
    other = await told(hooks, 3)
    claimed = await relay_and_claim(hooks, {full.id: 0})

    assert claimed.relayed == 3
    assert [(lane.endpoint_id, len(lane.due)) for lane in claimed.lanes] == [(other.id, 3)]


async def test_those_that_let_us_wait_hold_up_nothing(hooks: Hooks) -> None:
    slow = await told(hooks, 3)
    claimed = await relay_and_claim(hooks, {slow.id: 0}, slow=frozenset({slow.id}))

    assert (claimed.relayed, claimed.count, claimed.is_all_told) == (3, 0, True)


async def test_much_is_delivered_though_little_is_taken_at_once(
    hooks: Hooks, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relay is held back, and goes on when something has ended: nobody looks for it."""
    monkeypatch.setattr(run_module, "RELAYED_AT_LEAST", 0)
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url, "*")
        await run_as_app(hooks.world, MUCH_IS_TOLD, MUCH)
        async with start(hooks.world.tenant_id, poll_s=100 * PATIENCE_S) as worker:
            await until(lambda: len(receiver.bodies) > 0)
            await until(lambda: hooks.world.tenant_id in worker.courier.untold)
            await until(lambda: len(receiver.bodies) >= MUCH, 3 * PATIENCE_S)

        ids = [got.id for got in requests(receiver)]
        assert len(set(ids)) == len(ids) == MUCH
