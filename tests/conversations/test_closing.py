"""What is closed stays as it is, as a document; later words are beside it."""

from typing import Any

import asyncpg
import pytest

from tests.conversations.test_carry_over import on, points, scheduled, step, tick
from tests.conversations.test_summaries import answer, told_of, write
from tests.conversations.test_talking_points import add
from tests.relations import run_as_app
from tests.world import World


async def told_about(world: World) -> str:
    """A conversation with something of everything, held and summarised."""
    talk = await scheduled(world, 1)
    await add(world, talk, "amina", "A stage")
    await tick(world, await add(world, talk, "jonas", "The review"))
    await world.rest("amina", "PUT", f"/v1/conversations/{talk}/preparation", {"hopes": "A talk"})
    await step(world, talk, "hold")
    for title in ("Mine alone", "A talk"):
        await agree(world, talk, title)
    await write(world, talk, "jonas", "She speaks.")
    assert (await answer(world, talk, "confirm", "amina")).is_success
    return talk


async def agree(world: World, talk: str, title: str) -> dict[str, Any]:
    body = {"title": title, "ownerId": world.id("amina"), "dueOn": "2031-01-31"}
    path = f"/v1/conversations/{talk}/next-steps"
    made = await world.rest("jonas", "POST", path, body | {"goalTitle": f"For: {title}"})
    assert made.status_code == 201, made.text
    return dict(made.json())


async def snapshot(world: World, talk: str, who: str = "amina") -> Any:
    read = await world.rest(who, "GET", f"/v1/conversations/{talk}/snapshot")
    assert read.is_success, read.text
    return read.json()


async def test_a_snapshot_has_all_that_both_could_see_and_never_changes(world: World) -> None:
    talk = await told_about(world)
    sql = "UPDATE milestone SET is_private = true WHERE title = $1"
    await run_as_app(world, sql, "Mine alone")
    closed = await step(world, talk, "close", "amina", nextAt=on(30))
    assert closed["status"] == "closed"
    kept = await snapshot(world, talk)
    document = kept["document"]

    assert document["format"] == 1
    assert document["conversation"]["personName"] == "Amina"
    assert document["conversation"]["heldAt"] == closed["heldAt"]
    assert document["preparations"] == [{"authorId": str(world.id("amina")), "hopes": "A talk"}]
    said = [(one["body"], one["tickedAt"] is not None) for one in document["talkingPoints"]]
    assert said == [("A stage", False), ("The review", True)]
    assert document["summary"]["body"] == "She speaks."
    assert document["summary"]["confirmedById"] == str(world.id("amina"))
    [agreed] = document["agreedSteps"]
    assert (agreed["title"], agreed["ownerName"], agreed["dueOn"]) == (
        "A talk",
        "Amina",
        "2031-01-31",
    )
    assert document["nextAt"][:10] == on(30)[:10]
    await run_as_app(world, "UPDATE milestone SET title = $1", "Another")
    assert await snapshot(world, talk, "jonas") == kept
    hashed = (
        "SELECT sha256 = encode(sha256(convert_to(document::text, 'UTF8')), 'hex')"
        " FROM conversation_snapshot WHERE conversation_id = $1"
    )
    assert (await rows(world, hashed, talk))[0][0] is True


async def rows(world: World, sql: str, *given: Any) -> list[Any]:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        return list(await tx.connection.fetch(sql, *given))


async def test_only_the_two_read_it(world: World) -> None:
    talk = await told_about(world)
    await step(world, talk, "close")
    asked = "query ($id: UUID!) { conversation(conversationId: $id) { snapshot { sha256 } } }"
    kept = (await snapshot(world, talk))["sha256"]
    for who, seen in (("amina", {"sha256": kept}), ("jonas", {"sha256": kept}), ("vendor", None)):
        answered = (await world.graphql(who, asked, {"id": talk})).json()
        assert answered["data"]["conversation"]["snapshot"] == seen
    for who in ("priya", "tomas", "vendor"):
        read = await world.rest(who, "GET", f"/v1/conversations/{talk}/snapshot")
        assert read.status_code == 404


@pytest.mark.parametrize("table", ["conversation_snapshot", "addendum"])
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET version = 2", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
async def test_not_even_the_owner_of_the_tables_changes_it(
    owner_dsn: str, table: str, change: str
) -> None:
    owner = await asyncpg.connect(owner_dsn)
    try:
        with pytest.raises(asyncpg.RestrictViolationError, match="never changed or removed"):
            await owner.execute(change.format(table))
    finally:
        await owner.close()


async def test_after_closing_nothing_changes_but_there_are_addenda(world: World) -> None:
    talk = await told_about(world)
    closed = await step(world, talk, "close")
    at = f"/v1/conversations/{talk}"
    point = (await world.rest("amina", "GET", f"{at}/talking-points")).json()["data"][1]["id"]
    summary = {"body": "Other"}
    for method, path, body, code in (
        ("POST", f"{at}/talking-points", {"body": "More"}, "conversation_over"),
        ("POST", f"/v1/talking-points/{point}/untick", None, "conversation_done"),
        ("PUT", f"{at}/preparation", {"hopes": "More"}, "conversation_over"),
        ("PUT", f"{at}/summary", summary, "conversation_not_held"),
        ("POST", f"{at}/summary/confirm", None, "conversation_not_held"),
        ("POST", f"{at}/hold", {}, "conversation_over"),
        ("POST", f"{at}/close", {}, "conversation_not_held"),
    ):
        who = "jonas" if path == f"{at}/summary" else "amina"
        tag = {"if_match": "*"} if method == "POST" and "talking" not in path else {}
        refused = await world.rest(who, method, path, body, **tag)
        assert refused.json()["code"] == code, path
    for who in ("amina", "jonas"):
        added = await world.rest(who, "POST", f"{at}/addenda", {"body": f"of {who}"})
        assert added.status_code == 201
    for who in ("amina", "jonas"):
        listed = (await world.rest(who, "GET", f"{at}/addenda")).json()["data"]
        assert [one["body"] for one in listed] == ["of amina", "of jonas"]
    assert (await world.rest("amina", "GET", at)).json() == closed
    assert (await told_of(world, talk))[-3:] == [
        "conversation.closed",
        "conversation.addendum_added",
        "conversation.addendum_added",
    ]
    said = await rows(world, "SELECT data::text FROM outbox_event WHERE type LIKE 'conversation.%'")
    assert not [row for row in said if "of amina" in row[0] or "She speaks" in row[0]]


@pytest.mark.parametrize("is_ahead", [True, False])
async def test_closing_makes_a_date_unless_there_is_one(world: World, *, is_ahead: bool) -> None:
    talk = await told_about(world)
    ahead = await scheduled(world, 9) if is_ahead else None
    await step(world, talk, "close", nextAt=on(30))
    path = f"/v1/conversations/{talk}?expand=next,goals,nextSteps"
    read = (await world.rest("jonas", "GET", path)).json()
    following = read["next"]

    assert {one["title"] for one in read["goals"]} == {"For: A talk", "For: Mine alone"}
    assert len(read["nextSteps"]) == len(read["goals"])
    assert (following["id"] == ahead) == is_ahead
    assert following["scheduledAt"][:10] == on(9 if is_ahead else 30)[:10]
    assert following["topic"] == read["topic"]
    assert await points(world, following["id"]) == [("A stage", 1)]
    assert await points(world, talk) == [("The review", 0)]
    listed = (await world.rest("jonas", "GET", "/v1/conversations")).json()["data"]
    assert len(listed) == len({talk, following["id"]})
    document = (await snapshot(world, talk))["document"]
    assert document["nextAt"] == following["scheduledAt"]


async def test_what_is_next_follows_the_dates(world: World) -> None:
    first, second, third = [await scheduled(world, days) for days in (1, 8, 15)]

    async def after(talk: str) -> str | None:
        path = f"/v1/conversations/{talk}?expand=next"
        following = (await world.rest("amina", "GET", path)).json()["next"]
        return following and str(following["id"])

    assert [await after(one) for one in (first, second, third)] == [second, third, None]
    await step(world, second, "reschedule", scheduledAt=on(22), reason="A trip")
    assert [await after(one) for one in (first, second, third)] == [third, None, second]
    await step(world, first, "hold")
    assert await after(first) == third
