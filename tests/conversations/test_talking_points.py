"""Talking points on the real database: their order, and who sees them."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import asyncpg
import pytest

from tests.relations import run_as_app
from tests.world import World


async def add(world: World, talk: str, who: str, body: str) -> str:
    path = f"/v1/conversations/{talk}/talking-points"
    made = await world.rest(who, "POST", path, {"body": body})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def bodies(world: World, talk: str, who: str = "amina") -> list[str]:
    listed = await world.rest(who, "GET", f"/v1/conversations/{talk}/talking-points")
    return [one["body"] for one in listed.json()["data"]]


async def move(world: World, point: str, after: str | None, who: str = "amina") -> Any:
    return await world.rest(who, "POST", f"/v1/talking-points/{point}/move", {"afterId": after})


async def test_both_see_the_points_of_both_in_the_order_they_came(world: World) -> None:
    talk = (await world.a_conversation())["id"]
    for who, body in (("amina", "one"), ("jonas", "two"), ("amina", "three")):
        await add(world, talk, who, body)

    for who in ("amina", "jonas"):
        assert await bodies(world, talk, who) == ["one", "two", "three"]
    asked = "query ($id: UUID!) { conversation(conversationId: $id) { talkingPoints { body } } }"
    for who, seen in (("jonas", 3), ("vendor", 0)):
        answer = (await world.graphql(who, asked, {"id": talk})).json()
        assert len(answer["data"]["conversation"]["talkingPoints"]) == seen
    read = await world.rest("jonas", "GET", f"/v1/conversations/{talk}")
    assert read.json()["status"] == "preparing"


async def test_a_point_is_put_anywhere_by_either_side(world: World) -> None:
    talk = (await world.a_conversation())["id"]
    one, two, three = [await add(world, talk, "amina", body) for body in ("one", "two", "three")]
    await move(world, three, None, "jonas")
    assert await bodies(world, talk) == ["three", "one", "two"]
    await move(world, three, one)
    assert await bodies(world, talk) == ["one", "three", "two"]
    await move(world, one, two)
    assert await bodies(world, talk) == ["three", "two", "one"]
    assert (await move(world, one, one)).json()["code"] == "talking_point_elsewhere"


async def test_where_there_is_no_room_left_the_others_move_apart(world: World) -> None:
    talk = (await world.a_conversation())["id"]
    points = {body: await add(world, talk, "amina", body) for body in ("one", "two", "three")}
    sql = "UPDATE talking_point SET position = 7 WHERE conversation_id = $1"
    await run_as_app(world, sql, talk)
    await move(world, points["three"], points["one"], "jonas")
    assert await bodies(world, talk) == ["one", "three", "two"]
    for _ in range(13):  # halves a gap again and again
        last = (await bodies(world, talk))[-1]
        await move(world, points[last], points["one"])
    assert await bodies(world, talk) == ["one", "two", "three"]
    await add(world, talk, "jonas", "four")
    assert (await bodies(world, talk))[-1] == "four"


async def test_moves_at_the_same_time_lose_no_point_and_double_none(world: World) -> None:
    talk = (await world.a_conversation())["id"]
    points = [await add(world, talk, "amina", str(n)) for n in range(5)]
    moves = [
        move(world, one, other, who)
        for one, other, who in zip(
            points, points[1:] + points[:1], cycle(["amina", "jonas"]), strict=False
        )
    ]
    answers = await asyncio.gather(*moves, add(world, talk, "jonas", "5"))
    assert {one.status_code for one in answers[:-1]} == {200}
    assert sorted(await bodies(world, talk)) == ["0", "1", "2", "3", "4", "5"]


async def test_the_author_changes_and_removes_a_point_and_a_tick_is_of_both(world: World) -> None:
    talk = (await world.a_conversation())["id"]
    path = f"/v1/talking-points/{await add(world, talk, 'amina', 'one')}"
    changed = await world.rest("amina", "PATCH", path, {"body": "other"}, if_match="*")
    assert (changed.json()["body"], changed.json()["version"]) == ("other", 2)
    assert (await world.rest("amina", "PATCH", path, {}, if_match="*")).json()["version"] == 2
    ticked = (await world.rest("jonas", "POST", f"{path}/tick")).json()
    again = (await world.rest("amina", "POST", f"{path}/tick")).json()
    assert again == ticked
    assert ticked["tickedById"] == str(world.id("jonas"))
    assert (await world.rest("amina", "POST", f"{path}/untick")).json()["tickedAt"] is None
    assert (await world.rest("amina", "DELETE", path, if_match="*")).is_success
    assert await bodies(world, talk) == []


async def test_a_point_of_ones_own_says_that_one_prepared_and_one_carried_over_does_not(
    world: World,
) -> None:
    talk = (await world.a_conversation())["id"]
    await add(world, talk, "amina", "one")

    async def waiting(who: str) -> list[str]:
        listed = (await world.rest(who, "GET", "/v1/work")).json()["data"]
        return [one["conversationId"] for one in listed if one["kind"] == "prepare"]

    assert await waiting("amina") == []
    assert await waiting("jonas") == [talk]
    body = {
        "personId": world.id("amina"),
        "partnerId": world.id("jonas"),
        "scheduledAt": (datetime.now(UTC) + timedelta(days=3)).isoformat(),
    }
    following = (await world.rest("jonas", "POST", "/v1/conversations", body)).json()["id"]
    path = f"/v1/conversations/{talk}/skip"
    await world.rest("jonas", "POST", path, {"reason": "A trip"}, if_match="*")
    assert await bodies(world, following) == ["one"]
    assert await waiting("amina") == [following]


@pytest.mark.parametrize(
    "half", ["ticked_at = now()", "ticked_by_id = author_id", "carried_count = -1"]
)
async def test_the_database_keeps_ticks_whole(world: World, half: str) -> None:
    talk = (await world.a_conversation())["id"]
    await add(world, talk, "amina", "one")
    with pytest.raises(asyncpg.CheckViolationError):
        await run_as_app(world, f"UPDATE talking_point SET {half}")  # noqa: S608
