"""What was left open goes on to the next conversation of the same two, wherever that lands."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.conversations.repository.talking_points import carry_over
from tests.conversations.test_talking_points import add, bodies
from tests.relations import run_as_app
from tests.world import World

Talk = str


def on(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


async def scheduled(world: World, days: int, person: str = "amina") -> Talk:
    body = {"personId": world.id(person), "partnerId": world.id("jonas"), "scheduledAt": on(days)}
    made = await world.rest("jonas", "POST", "/v1/conversations", body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def step(world: World, talk: Talk, verb: str, who: str = "jonas", **body: Any) -> Any:
    path = f"/v1/conversations/{talk}/{verb}"
    done = await world.rest(who, "POST", path, body, if_match="*")
    assert done.is_success, done.text
    return done.json()


async def ended(world: World, talk: Talk, how: str) -> None:
    if how == "close":
        await step(world, talk, "hold")
        await step(world, talk, "close")
    else:
        await step(world, talk, how, reason="A trip")


async def tick(world: World, point: str) -> None:
    assert (await world.rest("jonas", "POST", f"/v1/talking-points/{point}/tick")).is_success


async def points(world: World, talk: Talk) -> list[tuple[str, int]]:
    listed = await world.rest("amina", "GET", f"/v1/conversations/{talk}/talking-points")
    return [(one["body"], one["carriedCount"]) for one in listed.json()["data"]]


ENDINGS = ["skip", "cancel", "close"]


@pytest.mark.parametrize("how", ENDINGS)
@pytest.mark.parametrize("is_ahead", [True, False])
async def test_open_points_go_on_in_their_order(world: World, how: str, *, is_ahead: bool) -> None:
    """Whether the next one is there already, or is scheduled afterwards."""
    first = await scheduled(world, 1)
    one, two, three = [await add(world, first, "amina", body) for body in ("1", "2", "3")]
    await world.rest("jonas", "POST", f"/v1/talking-points/{three}/move", {"afterId": None})
    await tick(world, two)
    second = await scheduled(world, 8) if is_ahead else ""
    if second:
        await add(world, second, "jonas", "new")
    await ended(world, first, how)
    if not second:
        assert await points(world, first) == [("3", 0), ("1", 0), ("2", 0)]
        second = await scheduled(world, 8)

    assert await points(world, first) == [("2", 0)]
    assert await points(world, second) == [("new", 0)] * is_ahead + [("3", 1), ("1", 1)]
    read = await world.rest("amina", "GET", f"/v1/talking-points/{one}")
    assert read.json()["conversationId"] == second


async def test_they_go_to_the_earliest_one_also_where_one_was_postponed_past_it(
    world: World,
) -> None:
    first, second, third = [await scheduled(world, days) for days in (1, 8, 15)]
    await add(world, first, "amina", "a")
    await add(world, second, "amina", "b")
    await step(world, second, "reschedule", scheduledAt=on(22), reason="A trip")
    await ended(world, first, "skip")

    assert await points(world, third) == [("a", 1)]
    assert await points(world, second) == [("b", 0)]
    await ended(world, third, "cancel")
    assert await points(world, second) == [("b", 0), ("a", 2)]
    await ended(world, second, "skip")
    fourth = await scheduled(world, 30)
    assert await points(world, fourth) == [("b", 1), ("a", 3)]
    for talk in (first, second, third):
        assert await points(world, talk) == []


async def test_a_date_that_passed_is_passed_by_unless_there_is_no_other(world: World) -> None:
    forgotten, first = await scheduled(world, -9), await scheduled(world, 1)
    await add(world, first, "amina", "a")
    await ended(world, first, "skip")
    assert await points(world, forgotten) == [("a", 1)]
    await ended(world, forgotten, "skip")
    again, coming = await scheduled(world, -2), await scheduled(world, 9)
    assert await points(world, again) == [("a", 2)]
    await ended(world, again, "skip")
    assert await points(world, coming) == [("a", 3)]


async def test_they_stay_between_the_same_two_people(world: World) -> None:
    first, other = await scheduled(world, 1), await scheduled(world, 2, person="olga")
    await add(world, first, "amina", "a")
    await ended(world, first, "skip")
    assert await points(world, first) == [("a", 0)]
    await ended(world, other, "skip")
    await scheduled(world, 3, person="olga")
    assert await points(world, first) == [("a", 0)]


async def test_they_come_back_to_one_that_did_not_take_place_after_all(world: World) -> None:
    first, held = await scheduled(world, 1), await scheduled(world, 2)
    await add(world, first, "amina", "a")
    await step(world, held, "hold")
    await ended(world, first, "skip")
    assert await points(world, first) == [("a", 0)]
    await step(world, held, "object", "amina", reason="We did not")
    assert await points(world, held) == [("a", 1)]


async def test_ending_and_scheduling_at_once_leave_nothing_behind(world: World) -> None:
    first, second = await scheduled(world, 1), await scheduled(world, 2)
    for talk in (first, second):
        for n in range(3):
            await add(world, talk, "amina", f"{talk}-{n}")
    await asyncio.gather(
        ended(world, first, "skip"), scheduled(world, 9), ended(world, second, "cancel")
    )
    listed = await world.rest("amina", "GET", "/v1/conversations?status=scheduled")
    [last] = [one["id"] for one in listed.json()["data"]]
    assert sorted(await bodies(world, last)) == sorted(
        f"{talk}-{n}" for talk in (first, second) for n in range(3)
    )


async def test_new_conversations_of_many_take_over_at_once(world: World) -> None:
    """As a series makes them."""
    talks = {who: await scheduled(world, 1, who) for who in ("amina", "olga", "tomas")}
    for who, talk in talks.items():
        await add(world, talk, who, who)
        await ended(world, talk, "skip")
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        made = await tx.connection.fetch(
            "INSERT INTO conversation (tenant_id, id, version, created_at, person_id, partner_id,"
            " topic, scheduled_at, status) SELECT tenant_id, gen_random_uuid(), 1, now(),"
            " person_id, partner_id, topic, now() + interval '9 days', 'scheduled'"
            " FROM conversation WHERE tenant_id = $1 RETURNING id, person_id",
            world.tenant_id,
        )
        await carry_over(tx, [row["id"] for row in made])
        await carry_over(tx, [row["id"] for row in made])
    for row in made:
        [who] = [name for name in talks if world.id(name) == row["person_id"]]
        listed = await world.rest(who, "GET", f"/v1/conversations/{row['id']}/talking-points")
        assert [(o["body"], o["carriedCount"]) for o in listed.json()["data"]] == [(who, 1)]


async def test_what_was_agreed_before_and_is_open_is_shown(world: World) -> None:
    first = await scheduled(world, 1)
    await step(world, first, "hold")
    agreed = []
    for title in ("A talk", "A course"):
        body = {"title": title, "ownerId": world.id("amina"), "dueOn": "2031-01-31"}
        path = f"/v1/conversations/{first}/next-steps"
        agreed.append((await world.rest("jonas", "POST", path, body)).json()["id"])
    second, other = await scheduled(world, 8), await scheduled(world, 8, "olga")

    async def open_steps(talk: Talk, who: str = "jonas") -> set[str]:
        path = f"/v1/conversations/{talk}?expand=openSteps"
        read = (await world.rest(who, "GET", path)).json()
        return {one["title"] for one in read["openSteps"]}

    assert await open_steps(first) == await open_steps(other) == set()
    assert await open_steps(second) == {"A talk", "A course"}
    await run_as_app(world, "UPDATE milestone SET is_private = true WHERE id = $1", agreed[0])
    assert await open_steps(second) == {"A course"}
    assert await open_steps(second, "amina") == {"A talk", "A course"}
    waived = f"/v1/milestones/{agreed[1]}/waive"
    await world.rest("amina", "POST", waived, {"reason": "Another role"}, if_match="*")
    assert await open_steps(second) == set()
