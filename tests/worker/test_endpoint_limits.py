"""What an endpoint permits, what it asks for, and what ends it."""

import json
from datetime import timedelta
from uuid import UUID

from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import RegisterWebhook
from tests.worker.hooks import Answers, Endpoint, Hooks, requests, types
from tests.worker.receivers import receiving

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


async def limited(hooks: Hooks, url: str, per_minute: int) -> Endpoint:
    command = RegisterWebhook(url=url, event_types=("plan.created",), max_per_minute=per_minute)
    made = await hooks.world.do("vendor", webhooks.register_webhook_endpoint, command=command)
    return Endpoint(UUID(made["id"]), made["secret"])


async def state(hooks: Hooks, endpoint: Endpoint) -> tuple[bool, str | None]:
    found = await hooks.world.ctx("vendor").find(
        webhooks.get_webhook_endpoint, {"endpoint_id": endpoint.id}
    )
    shown = json.loads(found.body)
    return shown["enabled"], shown["disabledBecause"]


async def test_its_own_limit_is_kept_by_all_workers_together(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        await limited(hooks, receiver.url, 120)  # two at once, and two a second
        for _ in range(7):
            await hooks.world.a_plan()
        await hooks.relay()
        counts = []
        for _ in range(4):
            counts.append(await hooks.rounds())
            hooks.passed += SECOND

    assert counts[0] <= 3  # two, and perhaps what the time of the test itself permits
    assert sum(counts) == 7
    assert max(counts) <= 3


async def test_others_of_the_organisation_are_not_held_to_it(hooks: Hooks) -> None:
    async with receiving(Answers()) as slow, receiving(Answers()) as quick:
        await limited(hooks, slow.url, 1)
        await hooks.register(quick.url, "plan.created")
        for _ in range(5):
            await hooks.world.a_plan()
        await hooks.rounds()

        assert (len(slow.bodies), len(quick.bodies)) == (1, 5)


async def test_who_asks_to_be_left_alone_is(hooks: Hooks) -> None:
    async with receiving(Answers([429], "Retry-After: 60\r\n")) as receiver:
        await hooks.register(receiver.url, "plan.created")
        await hooks.world.a_plan()
        await hooks.round()
        for _ in range(3):
            await hooks.world.a_plan()
        assert await hooks.rounds() == 0  # neither what was refused nor what came after
        hooks.passed += timedelta(seconds=61)
        first = await hooks.rounds()  # what was refused is tried again a little later, or now
        hooks.passed += timedelta(seconds=10)
        assert first + await hooks.rounds() == 4
        assert len(requests(receiver)) == 5


async def test_who_answers_nothing_well_for_five_days_is_disabled_and_others_are_told(
    hooks: Hooks,
) -> None:
    async with receiving(Answers([500] * 99)) as failing, receiving(Answers()) as watching:
        endpoint = await hooks.register(failing.url, "plan.created")
        await hooks.register(watching.url, "webhook_endpoint.*")
        for day in range(7):
            await hooks.world.a_plan()
            await hooks.rounds()
            if day < 5:
                assert await state(hooks, endpoint) == (True, None)
            hooks.passed += DAY
        await hooks.rounds()

        assert await state(hooks, endpoint) == (False, "failing")
        assert types(watching) == ["webhook_endpoint.disabled"]
        tried = len(requests(failing))
        hooks.passed += DAY
        await hooks.rounds()
        assert len(requests(failing)) == tried


async def test_one_success_makes_it_sound_again(hooks: Hooks) -> None:
    async with receiving(Answers(([500] * 3 + [200]) * 9)) as receiver:
        endpoint = await hooks.register(receiver.url, "plan.created")
        for _ in range(8):
            await hooks.world.a_plan()
            await hooks.rounds()
            hooks.passed += DAY

        assert await state(hooks, endpoint) == (True, None)


async def test_410_ends_it_and_is_told(hooks: Hooks) -> None:
    async with receiving(Answers([410])) as gone, receiving(Answers()) as watching:
        endpoint = await hooks.register(gone.url, "plan.created")
        await hooks.register(watching.url, "webhook_endpoint.disabled")
        await hooks.world.a_plan()
        await hooks.rounds()
        await hooks.rounds()

        assert await state(hooks, endpoint) == (False, "gone")
        [told] = requests(watching)
        assert told.event["data"]["because"] == "gone"
