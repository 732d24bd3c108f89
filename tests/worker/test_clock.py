"""The clock tells each deadline once: in the morning, whoever looks, after whatever pause."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.plans import service as plans
from app.domain.plans.commands import AddMilestone, MoveDeadline
from app.domain.transaction import Database
from tests.worker.test_worker import until
from tests.worker.watching import Watch
from tests.world import World

FRIDAY = date(2031, 5, 9)  # due soon from the 2nd
SOON_AT = datetime(2031, 5, 2, 8, tzinfo=UTC)
MISSED_AT = datetime(2031, 5, 10, 8, tzinfo=UTC)
MOMENT = timedelta(minutes=1)


@pytest.fixture
def watch(world: World, looking: Database) -> Watch:
    return Watch(world, looking, "milestone.due_soon", "milestone.missed")


async def step(world: World, owner: str = "amina", due_on: date = FRIDAY) -> dict[str, Any]:
    plan = await world.a_plan()
    command = AddMilestone(title="Give a talk", owner_id=world.id(owner), due_on=due_on)
    return dict(
        await world.do("amina", plans.add_milestone, plan_id=UUID(plan["id"]), command=command)
    )


async def test_each_deadline_is_told_once_in_the_morning(watch: Watch) -> None:
    one = await step(watch.world)
    for now, told in (
        (SOON_AT - MOMENT, []),
        (SOON_AT, ["due_soon"]),
        (SOON_AT + timedelta(days=3), ["due_soon"]),
        (MISSED_AT - MOMENT, ["due_soon"]),
        (MISSED_AT, ["due_soon", "missed"]),
        (MISSED_AT + timedelta(days=30), ["due_soon", "missed"]),
    ):
        await watch.at(now)
        assert await watch.told(one) == told
    shown = await watch.world.find("amina", plans.get_milestone, milestone_id=UUID(one["id"]))
    assert shown["version"] == 1


async def test_after_a_time_without_a_worker_only_what_is_so_now_is_told(watch: Watch) -> None:
    one = await step(watch.world)
    assert await watch.at(MISSED_AT + timedelta(days=1)) == 1
    assert await watch.at(MISSED_AT + timedelta(days=2)) == 0
    assert await watch.told(one) == ["missed"]


async def test_in_the_night_after_its_last_day_it_waits_for_the_morning(watch: Watch) -> None:
    one = await step(watch.world)
    await watch.at(MISSED_AT - timedelta(hours=4))
    assert await watch.told(one) == []
    await watch.at(MISSED_AT)
    assert await watch.told(one) == ["missed"]


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("Pacific/Kiritimati", -14), ("Pacific/Pago_Pago", 11), ("Australia/Lord_Howe", -10.5)],
)
async def test_it_is_morning_where_the_owner_is(watch: Watch, zone: str, hours: float) -> None:
    item = {"externalId": "olga", "userName": "olga", "displayName": "Olga", "timeZone": zone}
    command = UpsertPeople(items=[item])
    await watch.world.do("vendor", people.upsert_people, command=command)
    one = await step(watch.world, owner="olga")
    at = SOON_AT + timedelta(hours=hours)
    await watch.at(at - MOMENT)
    assert await watch.told(one) == []
    await watch.at(at)
    assert await watch.told(one) == ["due_soon"]


async def test_what_is_reached_or_was_moved_tells_nothing_of_the_former_day(watch: Watch) -> None:
    world = watch.world
    reached, moved = await step(world), await step(world)
    await watch.at(SOON_AT)
    path = f"/v1/milestones/{reached['id']}/reach"
    assert (await world.rest("amina", "POST", path, {}, if_match="*")).status_code == 200
    command = MoveDeadline(due_on=FRIDAY + timedelta(days=14), reason="The hall is free then")
    await world.do("amina", plans.move_deadline, milestone_id=UUID(moved["id"]), command=command)
    await watch.at(MISSED_AT)
    assert (await watch.told(reached), await watch.told(moved)) == (["due_soon"], ["due_soon"])
    await watch.at(SOON_AT + timedelta(days=14))
    assert await watch.told(moved) == ["due_soon", "due_soon"]


async def test_what_ended_with_its_plan_tells_nothing(watch: Watch) -> None:
    one = await step(watch.world)
    async with watch.world.database.transaction(watch.world.system.actor, SOON_AT) as tx:
        await tx.connection.execute("UPDATE milestone SET closed_on = '2031-01-01'")
    assert await watch.at(MISSED_AT) == 0
    assert await watch.told(one) == []


async def test_two_workers_at_once_tell_each_once(watch: Watch) -> None:
    for _ in range(20):
        await step(watch.world)
    counts = await asyncio.gather(*(watch.at(SOON_AT) for _ in range(4)))
    assert sum(counts) == 20
    assert await watch.told() == ["due_soon"] * 20


async def test_it_goes_on_in_batches_until_nothing_is_left(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.worker.clock.BATCH", 2)
    for _ in range(5):
        await step(watch.world)
    assert await watch.at(SOON_AT) == 5


async def test_a_clock_that_cannot_look_looks_again_and_stops_when_told(watch: Watch) -> None:
    await step(watch.world)
    clock = watch.clock(SOON_AT)
    clock.period_s = 0.01
    watch.finder.is_away = True
    running = asyncio.create_task(clock.run())
    await until(lambda: watch.finder.looks >= 3)
    watch.finder.is_away = False
    looks = watch.finder.looks
    await until(lambda: watch.finder.looks > looks + 1)
    clock.stop()
    await asyncio.wait_for(running, 5)
    assert await watch.told() == ["due_soon"]
