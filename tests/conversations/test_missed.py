"""What was missed, in lists, in the work of both, and in calendars."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import EndConversation, RescheduleConversation
from tests.calendars.test_feed import a_feed, events
from tests.domain.test_work import items
from tests.relations import run_as_app
from tests.world import World


async def a_missed_one(world: World) -> dict[str, Any]:
    made = await world.a_conversation()
    sql = """UPDATE conversation SET scheduled_at = now() - interval '30 days',
      reckoned_for = now() - interval '30 days', missed_at = now() - interval '1 day'
      WHERE id = $1"""
    await run_as_app(world, sql, UUID(made["id"]))
    return made


async def listed(world: World, query: str) -> list[str]:
    answer = await world.rest("amina", "GET", f"/v1/conversations?{query}")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["data"]]


async def test_what_was_missed_is_found_by_a_filter(world: World) -> None:
    one, ahead = await a_missed_one(world), await world.a_conversation()
    held = await world.a_conversation(held=True)

    assert await listed(world, "missed=true") == [one["id"]]
    assert await listed(world, "missed=false") == [ahead["id"], held["id"]]


async def test_it_waits_for_both_until_there_is_another_date(world: World) -> None:
    one = await a_missed_one(world)
    for who in ("amina", "jonas"):
        [found] = await items(world, who)
        assert (found["kind"], found["conversationId"]) == ("meet", one["id"])
        assert (found["missed"], found["waitsForId"]) == (True, str(world.id(who)))
    for who in ("priya", "tomas", "vendor"):
        assert await items(world, who) == []
    command = RescheduleConversation(
        scheduled_at=datetime.now(UTC) + timedelta(days=20), reason="A trip"
    )
    ids = {"conversation_id": UUID(one["id"]), "command": command}
    shown = await world.do("amina", conversations.reschedule_conversation, **ids, if_version=1)
    assert not shown["missed"]
    assert await items(world, "jonas") == []


async def test_calendars_show_how_long_it_takes_and_that_it_is_off(world: World) -> None:
    one, other, third = [await world.a_conversation() for _ in range(3)]
    sql = "UPDATE conversation SET duration_minutes = 25 WHERE id = $1"
    await run_as_app(world, sql, UUID(one["id"]))
    command = EndConversation(reason="A trip")
    for made, use_case in (
        (other, conversations.skip_conversation),
        (third, conversations.cancel_conversation),
    ):
        ids = {"conversation_id": UUID(made["id"]), "command": command}
        await world.do("amina", use_case, **ids, if_version=1)

    shown = {str(e["UID"])[13:49]: e for e in await events(world, await a_feed(world))}

    lasting = {id: (e["DTEND"].dt - e["DTSTART"].dt).seconds // 60 for id, e in shown.items()}
    assert lasting == {one["id"]: 25, other["id"]: 60, third["id"]: 60}
    assert [shown[made["id"]]["STATUS"] for made in (one, other, third)] == [
        "CONFIRMED",
        "CANCELLED",
        "CANCELLED",
    ]
    assert [shown[made["id"]]["TRANSP"] for made in (one, other)] == ["OPAQUE", "TRANSPARENT"]
