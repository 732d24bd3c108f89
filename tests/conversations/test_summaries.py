"""Hearing each other back: one writes, the other one confirms or asks for other words."""

from typing import Any

from tests.conversations.test_carry_over import on, scheduled, step
from tests.world import World


async def write(world: World, talk: str, who: str, body: str) -> Any:
    path = f"/v1/conversations/{talk}/summary"
    return await world.rest(who, "PUT", path, {"body": body})


async def answer(world: World, talk: str, verb: str, who: str, body: Any = None) -> Any:
    path = f"/v1/conversations/{talk}/summary"
    tag = (await world.rest(who, "GET", path)).headers["etag"]
    return await world.rest(who, "POST", f"{path}/{verb}", body, if_match=tag)


async def status(world: World, talk: str) -> str:
    read = await world.rest("amina", "GET", f"/v1/conversations/{talk}")
    return str(read.json()["status"])


async def test_one_writes_the_other_corrects_and_then_both_stand_by_it(world: World) -> None:
    talk = await scheduled(world, 1)
    assert (await write(world, talk, "amina", "Early")).json()["code"] == "conversation_not_held"
    await step(world, talk, "hold")
    assert (await write(world, talk, "amina", "A talk")).json()["status"] == "proposed"
    assert (await write(world, talk, "jonas", "Mine")).status_code == 403
    what = {"what": "Two talks"}
    asked = await answer(world, talk, "request-correction", "jonas", what)
    assert (asked.json()["status"], asked.json()["correction"]) == (
        "correction_requested",
        "Two talks",
    )
    assert await status(world, talk) == "held"
    written = await write(world, talk, "amina", "Two talks")
    assert (written.json()["status"], written.json()["body"]) == ("proposed", "Two talks")
    confirmed = (await answer(world, talk, "confirm", "jonas")).json()
    assert (confirmed["status"], confirmed["confirmedById"]) == (
        "confirmed",
        str(world.id("jonas")),
    )
    assert await status(world, talk) == "summarised"
    told = await told_of(world, talk)
    assert told[-4:] == [
        "conversation.summary_proposed",
        "conversation.summary_correction_requested",
        "conversation.summary_proposed",
        "conversation.summary_confirmed",
    ]


async def told_of(world: World, talk: str) -> list[str]:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        rows = await tx.connection.fetch(
            "SELECT type FROM outbox_event WHERE tenant_id = $1 AND subject_id = $2"
            " ORDER BY sequence",
            world.tenant_id,
            talk,
        )
    return [row["type"] for row in rows]


async def test_what_was_rewritten_meanwhile_is_read_before_it_is_confirmed(world: World) -> None:
    talk = await scheduled(world, 1)
    await step(world, talk, "hold")
    await write(world, talk, "amina", "A talk")
    path = f"/v1/conversations/{talk}/summary"
    tag = (await world.rest("jonas", "GET", path)).headers["etag"]
    await write(world, talk, "amina", "Two talks")
    stale = await world.rest("jonas", "POST", f"{path}/confirm", if_match=tag)
    assert stale.json()["code"] == "stale"


async def test_a_summary_stays_while_one_says_that_they_did_not_meet(world: World) -> None:
    """It waits, and is confirmed once they did."""
    talk = await scheduled(world, 1)
    await step(world, talk, "hold")
    await write(world, talk, "jonas", "A talk")
    await step(world, talk, "object", "amina", reason="We did not")
    read = await world.rest("amina", "GET", f"/v1/conversations/{talk}/summary")
    assert (read.json()["status"], read.json()["body"]) == ("proposed", "A talk")
    for refused in (
        await answer(world, talk, "confirm", "amina"),
        await write(world, talk, "jonas", "Other"),
    ):
        assert refused.json()["code"] == "conversation_not_held"
    await step(world, talk, "reschedule", scheduledAt=on(2), reason="Again")
    await step(world, talk, "hold")
    assert (await answer(world, talk, "confirm", "amina")).is_success
    assert await status(world, talk) == "summarised"
    path = f"/v1/conversations/{talk}/object"
    objected = await world.rest("amina", "POST", path, {"reason": "No"}, if_match="*")
    assert objected.json()["code"] == "conversation_not_held"


async def test_a_step_agreed_after_the_summary_does_not_change_it(world: World) -> None:
    talk = await scheduled(world, 1)
    await step(world, talk, "hold")
    await write(world, talk, "jonas", "A talk")
    await answer(world, talk, "confirm", "amina")
    before = (await world.rest("amina", "GET", f"/v1/conversations/{talk}/summary")).content
    body = {"title": "A talk", "ownerId": world.id("amina"), "dueOn": "2031-01-31"}
    agreed = await world.rest("jonas", "POST", f"/v1/conversations/{talk}/next-steps", body)
    assert agreed.status_code == 201
    after = (await world.rest("amina", "GET", f"/v1/conversations/{talk}/summary")).content
    assert after == before
    assert await status(world, talk) == "summarised"
