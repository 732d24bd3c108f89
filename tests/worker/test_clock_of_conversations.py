"""The clock tells that two have not met, and reminds of it, once each, whoever looks."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import (
    HoldConversation,
    RescheduleConversation,
    ScheduleConversation,
    SetCadence,
)
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.transaction import Database
from tests.relations import run_as_app
from tests.worker.watching import Watch
from tests.world import World

FRIDAY = datetime(2031, 5, 9, 13, tzinfo=UTC)
MISSED_AT = datetime(2031, 5, 17, tzinfo=UTC)
TOLD_AT = MISSED_AT + timedelta(hours=8)
REMINDED_AT = datetime(2031, 5, 20, 8, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def watch(world: World, looking: Database) -> Watch:
    return Watch(world, looking, "conversation.missed", "conversation.reminder_due")


async def dated(world: World, at: datetime = FRIDAY, **given: Any) -> dict[str, Any]:
    pair = {"person_id": world.id("amina"), "partner_id": world.id("jonas")}
    command = ScheduleConversation(**pair, scheduled_at=at, **given)
    return dict(await world.do("jonas", conversations.schedule_conversation, command=command))


async def test_it_is_told_in_the_morning_and_reminded_of_once(watch: Watch) -> None:
    one = await dated(watch.world)
    for now, told in (
        (TOLD_AT - MOMENT, []),
        (TOLD_AT, ["missed"]),
        (REMINDED_AT - MOMENT, ["missed"]),
        (REMINDED_AT, ["missed", "reminder_due"]),
        (REMINDED_AT + timedelta(days=90), ["missed", "reminder_due"]),
    ):
        await watch.at(now)
        assert await watch.told(one) == told
    ids = {"conversation_id": UUID(one["id"])}
    shown = await watch.world.find("amina", conversations.get_conversation, **ids)
    assert (shown["version"], shown["missedAt"]) == (1, "2031-05-17T00:00:00.000000Z")


async def test_after_a_time_without_a_worker_each_is_told_once(watch: Watch) -> None:
    one = await dated(watch.world)
    assert await watch.at(REMINDED_AT + timedelta(days=9)) == 1
    assert await watch.at(REMINDED_AT + timedelta(days=9)) == 0
    assert await watch.told(one) == ["missed", "reminder_due"]


async def test_two_workers_at_once_tell_each_once(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.worker.clock.BATCH", 3)
    made = [await dated(watch.world) for _ in range(8)]
    counts = await asyncio.gather(*(watch.at(TOLD_AT) for _ in range(3)))
    await watch.at(TOLD_AT)
    assert sum(counts) <= 8
    assert [await watch.told(one) for one in made] == [["missed"]] * 8


async def test_who_met_or_has_another_date_has_missed_nothing(watch: Watch) -> None:
    world = watch.world
    met, moved = await dated(world), await dated(world, graceDays=0)
    await watch.at(FRIDAY + timedelta(days=3))
    assert (await watch.told(met), await watch.told(moved)) == ([], ["missed"])
    held = {"conversation_id": UUID(met["id"]), "command": HoldConversation()}
    async with world.database.transaction(world.system.actor, FRIDAY) as tx:
        await tx.connection.execute("UPDATE conversation SET look_at = $1", FRIDAY)
    command = RescheduleConversation(scheduled_at=FRIDAY + timedelta(days=7), reason="A trip")
    other = {"conversation_id": UUID(moved["id"]), "command": command}
    await world.do("amina", conversations.hold_conversation, **held, if_version=1)
    shown = await world.do("amina", conversations.reschedule_conversation, **other, if_version=1)
    assert (shown["missed"], shown["missedAt"][:10]) == (False, "2031-05-17")
    await watch.at(TOLD_AT)
    assert (await watch.told(met), await watch.told(moved)) == ([], ["missed", "missed"])


async def test_what_the_version_before_wrote_is_reckoned_by_the_clock(watch: Watch) -> None:
    """It knows none of the columns, and moves dates without them."""
    world, one = watch.world, await dated(watch.world)
    id = UUID(one["id"])
    as_before = """UPDATE conversation SET missed_at = NULL, reckoned_for = NULL, reminders = NULL,
      look_at = DEFAULT WHERE id = $1"""
    await run_as_app(world, as_before, id)
    get = conversations.get_conversation
    shown = await world.find("amina", get, conversation_id=id)
    assert (shown["missed"], shown["missedAt"], len(shown["reminders"])) == (False, None, 1)
    assert await watch.at(FRIDAY) == 1
    shown = await world.find("amina", get, conversation_id=id)
    assert shown["missedAt"] == "2031-05-17T00:00:00.000000Z"
    later = "UPDATE conversation SET scheduled_at = scheduled_at + interval '7 days' WHERE id = $1"
    await run_as_app(world, later, id)
    await watch.at(REMINDED_AT)
    assert await watch.told(one) == []
    await watch.at(REMINDED_AT + timedelta(days=7))
    assert await watch.told(one) == ["missed", "reminder_due"]


async def test_the_calendars_and_the_zone_of_the_two_say_when(watch: Watch) -> None:
    world = watch.world
    item = {"externalId": "jonas", "userName": "j", "displayName": "J", "timeZone": "Asia/Dubai"}
    amina = {"externalId": "amina", "userName": "a", "displayName": "A", "timeZone": "Asia/Tokyo"}
    command = UpsertPeople(items=[item, amina | {"managerExternalId": "jonas"}])
    await world.do("vendor", people.upsert_people, command=command)
    for who, body in (("amina", {"daysOff": ["2031-05-13"]}), ("jonas", {"workingWeek": [1, 2]})):
        path = f"/v1/people/{world.id(who)}/working-calendar"
        assert (await world.rest(who, "PUT", path, body)).is_success
    one = await dated(world, graceDays=2)
    assert one["missedAt"] == "2031-05-19T15:00:00.000000Z"  # Monday the 19th is over, in Tokyo
    ids = {"conversation_id": UUID(one["id"])}
    await watch.at(datetime(2031, 5, 19, 22, 59, tzinfo=UTC))
    assert await watch.told(one) == []
    await watch.at(datetime(2031, 5, 19, 23, tzinfo=UTC))
    assert await watch.told(one) == ["missed"]
    shown = await world.find("amina", conversations.get_conversation, **ids)
    assert not shown["missed"]  # today, which is years before


async def test_the_settings_say_who_is_reminded_or_nobody(watch: Watch) -> None:
    """The most specific level says it; and each conversation keeps what held when it was made."""
    world = watch.world
    steps = [{"afterDays": 1, "to": "participants"}, {"afterDays": 5, "to": "people_partner"}]
    for who, level, declared, grace in (
        ("vendor", {}, steps, 2),
        ("jonas", {"managerId": world.id("jonas")}, steps[:1], 1),
        ("amina", {"personId": world.id("amina")}, [], 0),
    ):
        command = SetCadence(**level, reminders=declared, grace_days=grace)
        await world.do(who, conversations.set_cadence, command=command)
        one = await dated(world)
        assert (one["reminders"], one["graceDays"]) == (declared, grace)
        await watch.at(REMINDED_AT + timedelta(days=60))
        assert await watch.told(one) == ["missed", *["reminder_due"] * len(declared)]


async def test_one_of_the_two_switches_reminders_off(watch: Watch) -> None:
    world, one = watch.world, await dated(watch.world)
    path = f"/v1/conversations/{one['id']}/reminders"
    answer = await world.rest("amina", "PUT", path, {"reminders": []}, if_match="*")
    assert (answer.status_code, answer.json()["reminders"]) == (200, [])
    await watch.at(REMINDED_AT)
    assert await watch.told(one) == ["missed"]
