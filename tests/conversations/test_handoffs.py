"""What goes along to another manager or mentor is what the person picked, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from tests.handing import (
    Handed,
    another_mentor,
    handoff_to,
    held,
    looked,
    noted,
    share,
    withdraw,
)
from tests.relations import TODAY, day, end, move, reorganise, run_as_app, started, ties_of, told
from tests.scene_of_plans import SECRET
from tests.world import World

Json = dict[str, Any]


async def read(world: World, who: str, path: str) -> Any:
    """The body, or the code of the refusal; of a list, its rows."""
    body = (await world.rest(who, "GET", f"/v1{path}")).json()
    return body.get("code") or body.get("data", body)


async def ids(world: World, who: str, path: str) -> set[str]:
    return {row["id"] for row in await read(world, who, path)}


async def opened(world: World, person: str = "amina") -> list[tuple[str, str, str]]:
    """Kind, former and new side of each, by name."""
    known = {str(actor.id): name for name, actor in world.actors.items()}
    rows = await read(world, person, "/handoffs")
    return [(row["kind"], known[row["fromId"]], known[row["toId"]]) for row in rows]


# It is opened, once


async def managed_since(world: World, days: int) -> None:
    """Jonas has been her manager for so many days: a relation that began today never was."""
    sql = "UPDATE relationship SET starts_on = $1 WHERE kind = 'manager' AND person_id = $2"
    await run_as_app(world, sql, TODAY - timedelta(days=days), world.id("amina"))


async def by_rest(world: World) -> None:
    await started(world, "amina", "tomas", "manager")


async def by_moving(world: World) -> None:
    assert (await reorganise(world, move("amina", "tomas"))).is_success


async def by_batch(world: World) -> None:
    item = {"externalId": "amina", "userName": "amina", "displayName": "Amina"}
    command = UpsertPeople(items=[item | {"managerExternalId": "tomas"}])
    await world.do("vendor", people.upsert_people, command=command)


async def by_directory(world: World) -> None:
    schema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
    operation = {"op": "replace", "path": schema, "value": {"value": str(world.id("tomas"))}}
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]}
    path = f"/scim/v2/Users/{world.id('amina')}"
    done = await world.rest("vendor", "PATCH", path, body, content_type="application/scim+json")
    assert done.is_success, done.text


@pytest.mark.parametrize("way", [by_rest, by_moving, by_batch, by_directory])
async def test_another_manager_opens_a_handoff_once_however_it_was_said(
    world: World, way: Any
) -> None:
    assert await looked(world) == 0
    await managed_since(world, 100)
    await way(world)
    assert [await looked(world), await looked(world)] == [1, 0]
    assert await opened(world) == [("manager", "jonas", "tomas")]
    [(_, event)] = await told(world, "handoff.opened")
    assert set(event) == {"id", "version", "personId", "fromId", "toId", "kind", "status"}


async def test_what_begins_later_is_opened_then_and_what_never_was_is_not(world: World) -> None:
    await managed_since(world, 100)
    await started(world, "amina", "tomas", "manager", startsOn=day(1))
    assert await looked(world) == 0
    await end(world, await ties_of(world, "tomas"))
    await started(world, "amina", "olga", "manager", startsOn=day(0))
    assert await looked(world) == 1
    await end(world, await ties_of(world, "olga"))  # on its first day: it never was
    await started(world, "amina", "tomas", "manager")
    assert await looked(world) == 1
    assert await opened(world) == [("manager", "jonas", "olga"), ("manager", "jonas", "tomas")]
    handoff = await handoff_to(world, "olga")
    assert (await share(world, handoff, message="Hello")).json()["code"] == "handoff_over"


async def test_who_comes_back_or_comes_first_takes_nobodys_place(world: World) -> None:
    since = {"startsOn": day(-60), "endsOn": day(-10)}
    await started(world, "amina", "olga", "mentor", **since)
    await started(world, "amina", "olga", "mentor")
    await started(world, "tomas", "olga", "mentor")
    await managed_since(world, 100)
    await end(world, await ties_of(world, "jonas"))
    await started(world, "amina", "jonas", "manager")
    assert await looked(world) == 0


async def test_of_two_mentors_who_begin_at_once_one_takes_the_place(world: World) -> None:
    await started(world, "amina", "jonas", "mentor", startsOn=day(-60), endsOn=day(-5))
    await started(world, "amina", "olga", "mentor", startsOn=day(-5))
    await started(world, "amina", "tomas", "mentor", startsOn=day(-4))
    assert [await looked(world), await looked(world)] == [1, 0]
    assert await opened(world) == [("mentor", "jonas", "olga")]


async def test_an_old_history_opens_nothing(world: World) -> None:
    await started(world, "amina", "jonas", "mentor", startsOn=day(-300), endsOn=day(-200))
    await started(world, "amina", "olga", "mentor", startsOn=day(-200))
    await started(world, "amina", "tomas", "mentor")  # beside her: nobody gave way
    assert await looked(world) == 0


# What could go along, and what went


async def test_the_person_sees_what_could_go_along_and_nobody_else_does(world: World) -> None:
    handed = await another_mentor(world)
    own = await noted(world, "amina", handed.conversation_id, "author")
    await noted(world, handed.former, handed.conversation_id, "author")
    other = await held(world, "jonas")
    await noted(world, "amina", other, "participants")
    path = f"/handoffs/{handed.handoff_id}"
    assert await ids(world, "amina", f"{path}/conversations") == {str(handed.conversation_id)}
    assert await ids(world, "amina", f"{path}/notes") == {str(handed.note_id), str(own)}
    for who in (handed.former, handed.successor, "jonas", "priya", "vendor"):
        assert await ids(world, who, f"{path}/conversations") == set()
        assert await ids(world, who, f"{path}/notes") == set()


async def everything(world: World, who: str) -> tuple[set[str], set[str]]:
    """The conversations in lists, and all notes below them."""
    talks = await read(world, who, "/conversations?expand=notes,preparations,moves")
    assert all(not talk["preparations"] and not talk["moves"] for talk in talks)
    notes = {note["id"] for talk in talks for note in talk["notes"]}
    return {talk["id"] for talk in talks}, notes


@pytest.fixture
async def handed(world: World) -> Handed:
    """With a second conversation and notes of all kinds, of which only some will be picked."""
    handed = await another_mentor(world)
    for talk in (handed.conversation_id, await held(world, handed.former)):
        for who in ("amina", handed.former):
            for audience in ("author", "participants"):
                await noted(world, who, talk, audience)
    path = f"/v1/conversations/{handed.conversation_id}/next-steps"
    step = {"title": "A step", "ownerId": world.id("olga"), "dueOn": day(30)}
    assert (await world.rest("amina", "POST", path, step)).is_success
    return handed


async def test_the_new_side_reads_what_was_picked_and_nothing_else(
    world: World, handed: Handed
) -> None:
    assert await everything(world, handed.successor) == (set(), set())
    assert await read(world, handed.successor, f"/handoffs/{handed.handoff_id}") == "not_found"
    done = await share(world, handed.handoff_id, **handed.body)
    assert (done.status_code, done.json()["status"]) == (200, "shared")
    picked = {str(handed.conversation_id)}, {str(handed.note_id)}
    assert await everything(world, handed.successor) == picked
    shown = await read(
        world,
        handed.successor,
        f"/handoffs/{handed.handoff_id}?expand=items.conversation,items.note",
    )
    assert shown["message"] == f"{SECRET} message"
    [talk] = [one for one in shown["items"] if one["conversationId"]]
    [note] = [one for one in shown["items"] if one["noteId"]]
    assert talk["conversation"]["topic"] == f"{SECRET} topic"
    [step] = talk["agreedSteps"]
    assert step == {
        "title": "A step",
        "dueOn": day(30),
        "status": "planned",
        "ownerId": str(world.id("olga")),
    }
    assert note["note"]["body"] == f"{SECRET} participants"
    # Reading is all: they are no participant.
    path = f"/v1/conversations/{handed.conversation_id}"
    body = {"audience": "author", "body": "Mine"}
    assert (await world.rest(handed.successor, "POST", f"{path}/notes", body)).status_code == 403
    for who in ("jonas", "priya", "olga", "tomas", "vendor"):
        assert await read(world, who, f"/notes/{handed.note_id}") == "not_found"


async def test_what_was_written_for_the_two_does_not_go_along(world: World, handed: Handed) -> None:
    sql = "UPDATE conversation SET objection = $1, ending_reason = $1 WHERE id = $2"
    await run_as_app(world, sql, SECRET, handed.conversation_id)
    await share(world, handed.handoff_id, conversationIds=[handed.conversation_id])
    path = f"/conversations/{handed.conversation_id}"
    for who, text in ((handed.successor, None), (handed.former, SECRET), ("vendor", None)):
        shown = await read(world, who, path)
        assert (shown["objection"], shown["endingReason"]) == (text, text)


async def test_what_cannot_go_along_is_refused_whether_it_is_there_or_not(
    world: World, handed: Handed
) -> None:
    theirs = await noted(world, handed.former, handed.conversation_id, "author")
    other = await held(world, "jonas")
    reflection = await world.rest("amina", "POST", "/v1/reflections", {"body": "Mine"})
    ahead = await world.a_conversation()
    for body in (
        {"noteIds": [handed.note_id, theirs]},
        {"noteIds": [handed.note_id, reflection.json()["id"]]},
        {"noteIds": [handed.note_id, await noted(world, "amina", other, "author")]},
        {"conversationIds": [handed.conversation_id, other]},
        {"conversationIds": [handed.conversation_id, ahead["id"]]},
    ):
        refused = await share(world, handed.handoff_id, **body)
        assert (refused.status_code, refused.json()["code"]) == (422, "not_to_hand_over")
        [name] = body
        assert [one["pointer"] for one in refused.json()["errors"]] == [f"/{name}/1"]
    assert await everything(world, handed.successor) == (set(), set())


async def test_more_can_be_shared_later_and_taken_back(world: World, handed: Handed) -> None:
    own = await noted(world, "amina", handed.conversation_id, "author")
    await share(world, handed.handoff_id, conversationIds=[handed.conversation_id])
    await share(world, handed.handoff_id, noteIds=[own, handed.note_id], message="Hello")
    await share(world, handed.handoff_id, noteIds=[own])  # twice is once
    both = {str(own), str(handed.note_id)}
    talk = {str(handed.conversation_id)}
    assert await everything(world, handed.successor) == (talk, both)
    await withdraw(world, handed.handoff_id, noteIds=[handed.note_id], message=True)
    assert await everything(world, handed.successor) == (talk, {str(own)})
    assert await read(world, handed.successor, f"/notes/{handed.note_id}") == "not_found"
    shown = await read(world, handed.successor, f"/handoffs/{handed.handoff_id}")
    assert shown["message"] is None
    await withdraw(world, handed.handoff_id, conversationIds=[handed.conversation_id])
    assert await everything(world, handed.successor) == (set(), set())
    assert await ids(world, handed.successor, f"/conversations/{handed.conversation_id}/notes") == {
        str(own)
    }


async def test_a_note_goes_along_as_it_is_now(world: World, handed: Handed) -> None:
    """What the former side keeps to themself again is not read by the new one any more."""
    own = await noted(world, "amina", handed.conversation_id, "participants")
    await share(world, handed.handoff_id, noteIds=[own, handed.note_id])
    sql = "UPDATE note SET audience = 'author', body = 'Now' WHERE id = any($1)"
    await run_as_app(world, sql, [own, handed.note_id])
    assert await read(world, handed.successor, f"/notes/{handed.note_id}") == "not_found"
    assert (await read(world, handed.successor, f"/notes/{own}"))["body"] == "Now"


async def test_it_ends_with_the_relation_that_it_was_for(world: World, handed: Handed) -> None:
    await share(world, handed.handoff_id, **handed.body)
    await end(world, await ties_of(world, handed.successor), endsOn=day(0))
    assert await everything(world, handed.successor) == (set(), set())
    assert await read(world, handed.successor, f"/notes/{handed.note_id}") == "not_found"
    assert await read(world, handed.successor, "/handoffs") == []
    mine = await read(world, "amina", f"/handoffs/{handed.handoff_id}")
    assert (mine["isOver"], mine["status"]) == (True, "shared")


async def test_what_is_not_held_any_more_does_not_go_along(world: World, handed: Handed) -> None:
    await share(world, handed.handoff_id, conversationIds=[handed.conversation_id])
    path = f"/v1/conversations/{handed.conversation_id}/object"
    await world.rest("amina", "POST", path, {"reason": "We did not"}, if_match="*")
    assert await everything(world, handed.successor) == (set(), set())


async def test_a_conversation_ahead_its_preparation_and_open_steps_stay(world: World) -> None:
    ahead = await world.a_conversation()
    path = f"/v1/conversations/{ahead['id']}"
    await world.rest("jonas", "PUT", f"{path}/preparation", {"hopes": SECRET})
    talk = await held(world, "jonas")
    step = {"title": "A step", "ownerId": world.id("jonas"), "dueOn": day(30)}
    made = await world.rest("amina", "POST", f"/v1/conversations/{talk}/next-steps", step)
    await managed_since(world, 100)
    await started(world, "amina", "tomas", "manager")
    await looked(world)
    await share(world, await handoff_to(world, "tomas"), conversationIds=[talk])
    for who in ("amina", "jonas"):
        shown = await read(world, who, f"/conversations/{ahead['id']}?expand=preparations")
        assert (shown["partnerId"], shown["version"]) == (str(world.id("jonas")), 2)
        assert len(shown["preparations"]) == 1
    assert await read(world, "tomas", f"/conversations/{ahead['id']}") == "not_found"
    milestone = await read(world, "amina", f"/milestones/{made.json()['id']}")
    assert milestone["ownerId"] == str(world.id("jonas"))


# Who knows what of it


async def test_the_people_partner_sees_that_it_is_open_or_done(
    world: World, handed: Handed
) -> None:
    path = f"/handoffs/{handed.handoff_id}?expand=items"
    for decide, is_open in ((None, True), ("share", False)):
        if decide is not None:
            await share(world, handed.handoff_id, **handed.body)
        shown = await read(world, "priya", path)
        assert shown["isOpen"] is is_open
        assert (shown["status"], shown["sharedAt"], shown["message"]) == (None, None, None)
        assert shown["items"] == []
    shown = await read(world, "vendor", path)
    assert (shown["status"], shown["message"], shown["items"]) == ("shared", None, [])


async def test_the_former_side_is_told_and_keeps_what_it_wrote(
    world: World, handed: Handed
) -> None:
    own = await noted(world, "amina", handed.conversation_id, "author")
    assert await read(world, handed.former, "/handoffs") == []
    body = handed.body | {"noteIds": [handed.note_id, own]}
    await share(world, handed.handoff_id, **body)
    [shown] = await read(world, handed.former, "/handoffs?expand=items")
    assert (shown["status"], shown["message"]) == ("shared", None)
    # Of her own note, which they cannot read, they do not even know.
    assert {one["noteId"] or one["conversationId"] for one in shown["items"]} == {
        str(handed.note_id),
        str(handed.conversation_id),
    }
    assert (await read(world, handed.former, f"/notes/{handed.note_id}"))["body"]
    [(_, event)] = await told(world, "handoff.shared")
    assert event["fromId"] == str(world.id(handed.former))
    assert SECRET not in str(event)


async def test_declining_tells_neither_side_and_can_be_thought_over(
    world: World, handed: Handed
) -> None:
    path = f"/v1/handoffs/{handed.handoff_id}/decline"
    done = await world.rest("amina", "POST", path, if_match="*")
    assert done.json()["status"] == "declined"
    for who in (handed.former, handed.successor):
        assert await read(world, who, "/handoffs") == []
    assert (await share(world, handed.handoff_id, **handed.body)).json()["status"] == "shared"
    kinds = ("handoff.closed", "handoff.shared")
    assert [type for type, _ in await told(world, *kinds)] == [*kinds]


async def test_what_was_handed_over_stands_in_no_calendar(world: World, handed: Handed) -> None:
    await share(world, handed.handoff_id, conversationIds=[handed.conversation_id])
    for who, there in ((handed.successor, False), (handed.former, True)):
        feed = (await world.rest(who, "POST", "/v1/calendar-feeds", {})).json()
        shown = await world.client.get(feed["url"].removeprefix("http://career.test"))
        assert (str(handed.conversation_id) in shown.text) is there


async def test_an_open_handoff_waits_for_the_person_until_they_decide(world: World) -> None:
    handed = await another_mentor(world)
    query = "/work?kind=hand_over&expand=handoff"
    [item] = await read(world, "amina", query)
    assert (item["handoffId"], item["handoff"]["id"]) == (str(handed.handoff_id),) * 2
    assert (item["status"], item["title"], item["dueOn"]) == ("open", f"{SECRET} person", None)
    for who in (handed.former, handed.successor, "priya", "jonas"):
        assert await read(world, who, query) == []
    assert await read(world, "jonas", f"{query}&whose=team") == []
    await share(world, handed.handoff_id, message="Hello")
    assert await read(world, "amina", query) == []
    other = await another_mentor(world)
    await end(world, await ties_of(world, other.successor), endsOn=day(0))
    assert await read(world, "amina", query) == []
