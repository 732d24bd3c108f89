"""What is told to whom: every field, over both protocols, by the rules of the queries."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import Scope
from app.domain.people import service as people
from app.domain.people.commands import StartRelationship
from app.domain.people.models import RelationshipKind
from tests.live.asks import (
    ASKED,
    CONVERSATIONS,
    MILESTONES,
    WORK,
    done,
    progress,
)
from tests.live.kit import WAYS, Live, Stream, relay, until
from tests.world import World

SCOPES = {
    MILESTONES: Scope.PLANS_READ,
    CONVERSATIONS: Scope.CONVERSATIONS_READ,
    WORK: Scope.WORK_READ,
}
by_way = pytest.mark.parametrize("way", WAYS)
by_field = pytest.mark.parametrize("field", ASKED)


async def thing(world: World, field: str) -> dict[str, str]:
    """Something of Amina's that the field can be narrowed to."""
    if field == MILESTONES:
        return {"milestoneId": (await world.a_milestone())["id"]}
    if field == CONVERSATIONS:
        return {"conversationId": (await world.a_conversation())["id"]}
    return {}


async def begun(live: Live, way: str, world: World, who: Any, field: str, **given: Any) -> Stream:
    stream = await live.stream(way, world, who, ASKED[field], **given)
    await stream.began(field)
    return stream


@by_way
async def test_what_happens_to_a_milestone_is_told(world: World, live: Live, way: str) -> None:
    milestone = await world.a_milestone()
    stream = await begun(live, way, world, "jonas", MILESTONES, milestoneId=milestone["id"])
    await relay(world)
    assert (await stream.told(MILESTONES))["type"] == "milestone.created"
    await progress(world, milestone, 30)
    told = await stream.told(MILESTONES)
    assert told["type"] == "milestone.progressed"
    assert told["milestoneId"] == told["milestone"]["id"] == milestone["id"]
    assert told["milestone"]["progress"] == 30
    assert told["milestone"]["owner"] == {"displayName": "Amina"}
    assert told["occurredAt"].endswith("Z")
    assert await stream.quiet()


@by_way
async def test_what_happens_to_a_conversation_is_told(world: World, live: Live, way: str) -> None:
    stream = await begun(live, way, world, "amina", CONVERSATIONS)
    talk = await world.a_conversation()
    await relay(world)
    told = await stream.told(CONVERSATIONS)
    assert (told["type"], told["conversationId"]) == ("conversation.scheduled", talk["id"])
    await done(world, "jonas", f"/v1/conversations/{talk['id']}/hold", {})
    told = await stream.told(CONVERSATIONS)
    assert (told["type"], told["conversation"]["status"]) == ("conversation.held", "HELD")
    assert await stream.quiet()


@by_way
@by_field
async def test_a_stranger_is_told_nothing(world: World, live: Live, way: str, field: str) -> None:
    one = await thing(world, field)
    if one:
        refused = await live.stream(way, world, "tomas", ASKED[field], **one)
        assert await refused.refused() == "not_found"
    stream = await live.stream(way, world, "tomas", ASKED[field])
    await stream.next()
    await progress(world, await world.a_milestone(), 10)
    await done(
        world,
        "amina",
        "/v1/conversations",
        {
            "personId": world.id("amina"),
            "partnerId": world.id("jonas"),
            "scheduledAt": "2030-01-01T10:00:00Z",
        },
    )
    assert await stream.quiet()


@by_way
@by_field
async def test_nothing_of_another_organisation_is_told(
    world: World, elsewhere: World, live: Live, way: str, field: str
) -> None:
    one = await thing(world, field)
    if one:
        refused = await live.stream(way, elsewhere, "amina", ASKED[field], **one)
        assert await refused.refused() == "not_found"
    for given in ({}, {"personId": world.id("amina")} if one else {}):
        stream = await live.stream(way, elsewhere, "amina", ASKED[field], **given)
        await stream.next()
        await progress(world, await world.a_milestone(), 10)
        await world.a_conversation()
        await relay(world)
        assert await stream.quiet()


@by_way
@by_field
async def test_the_scope_is_that_of_the_query(
    world: World, live: Live, way: str, field: str
) -> None:
    one = await thing(world, field)
    without = world.without_scope("amina", SCOPES[field])
    stream = await live.stream(way, world, without, ASKED[field], **one)
    assert await stream.refused() == "insufficient_scope"
    with_it = world.with_scopes("amina", SCOPES[field])
    narrow = ASKED[field].replace("owner { displayName }", "").replace("milestone { progress }", "")
    stream = await live.stream(way, world, with_it, narrow, **one)
    assert (await stream.next())["data"]
    wider = await live.stream(way, world, with_it, ASKED[field], **one)
    said = await wider.next()
    wants_more = narrow != ASKED[field]
    assert ("errors" in said) == wants_more


@by_way
@by_field
async def test_a_machine_client_is_told_what_it_may_read(
    world: World, live: Live, way: str, field: str
) -> None:
    stream = await live.stream(way, world, "vendor", ASKED[field])
    first = (await stream.next())["data"][field]
    if field == WORK:
        assert first["work"]["edges"] == []  # nothing waits for a machine
        return
    await thing(world, field)
    await relay(world)
    told = await stream.told(field)
    assert told["type"] in ("milestone.created", "conversation.scheduled")
    if field == CONVERSATIONS:
        assert told["conversation"]["topic"] is None


@by_way
async def test_filters_narrow(world: World, live: Live, way: str) -> None:
    one, other = await world.a_milestone(), await world.a_milestone()
    await relay(world)
    by_plan = await begun(live, way, world, "jonas", MILESTONES, planId=one["planId"])
    by_both = await begun(
        live, way, world, "jonas", MILESTONES, planId=one["planId"], milestoneId=other["id"]
    )
    by_person = await begun(live, way, world, "jonas", MILESTONES, personId=world.id("amina"))
    by_stranger = await begun(live, way, world, "jonas", MILESTONES, personId=world.id("tomas"))
    await progress(world, other, 10)
    await progress(world, one, 20)
    assert (await by_plan.told(MILESTONES))["milestoneId"] == one["id"]
    told = [(await by_person.told(MILESTONES))["milestoneId"] for _ in range(2)]
    assert told == [other["id"], one["id"]]
    for stream in (by_plan, by_both, by_person, by_stranger):
        assert await stream.quiet()


@by_way
async def test_who_loses_access_in_the_middle_is_told_no_more(
    world: World, live: Live, way: str
) -> None:
    milestone = await world.a_milestone()
    await relay(world)
    manager = await begun(live, way, world, "jonas", MILESTONES, milestoneId=milestone["id"])
    person = await begun(live, way, world, "amina", MILESTONES, milestoneId=milestone["id"])
    milestone = await progress(world, milestone, 10)
    assert (await manager.told(MILESTONES))["milestone"]["progress"] == 10
    command = StartRelationship(
        person_id=world.id("amina"),
        related_id=world.id("tomas"),
        kind=RelationshipKind.MANAGER,
    )
    await world.do(world.system.actor, people.start_relationship, command=command)
    await progress(world, milestone, 20)
    assert await manager.quiet()
    assert [(await person.told(MILESTONES))["milestone"]["progress"] for _ in range(2)] == [10, 20]


@by_way
async def test_an_owner_is_told_of_their_milestone_and_no_other(
    world: World, live: Live, way: str
) -> None:
    plan = await world.a_plan()
    hers = await world.a_milestone(plan, owner="olga")
    other = await world.a_milestone(plan)
    await done(world, "olga", f"/v1/milestones/{hers['id']}/accept")
    stream = await begun(live, way, world, "olga", MILESTONES, planId=plan["id"])
    await progress(world, other, 10)
    await done(world, "olga", f"/v1/milestones/{hers['id']}/start")
    told = await stream.told(MILESTONES)
    assert (told["type"], told["milestoneId"]) == ("milestone.started", hers["id"])
    assert await stream.quiet()


@by_way
async def test_what_is_private_is_not_told_not_even_to_its_person(
    world: World, live: Live, way: str
) -> None:
    plan = await world.a_plan()
    streams = [
        await begun(live, way, world, who, MILESTONES) for who in ("amina", "jonas", "vendor")
    ]
    goal = await done(
        world, "amina", f"/v1/plans/{plan['id']}/goals", {"title": "Mine", "isPrivate": True}
    )
    milestone = await world.a_milestone(plan, goal_id=UUID(goal["id"]))
    await progress(world, milestone, 10)
    for stream in streams:
        assert await stream.quiet()


@by_way
async def test_what_became_private_before_it_was_told_is_passed_over(
    world: World, live: Live, way: str
) -> None:
    plan = await world.a_plan()
    goal = await world.a_goal(plan)
    milestone = await world.a_milestone(plan, goal_id=UUID(goal["id"]))
    await relay(world)
    stream = await begun(live, way, world, "jonas", MILESTONES)
    own = await begun(live, way, world, "amina", MILESTONES)
    answer = await world.rest(
        "amina", "POST", f"/v1/milestones/{milestone['id']}/start", if_match="*"
    )
    assert answer.status_code == 200
    await done(world, "amina", f"/v1/goals/{goal['id']}", {"isPrivate": True}, method="PATCH")
    assert (await own.told(MILESTONES))["type"] == "milestone.started"
    assert await stream.quiet()


@by_way
async def test_whoever_could_read_it_is_told_that_it_was_deleted(
    world: World, live: Live, way: str
) -> None:
    milestone = await world.a_milestone(owner="olga")
    await relay(world)
    told_to = ("amina", "jonas", "priya", "olga", "vendor")
    streams = [
        await begun(live, way, world, who, MILESTONES, milestoneId=milestone["id"])
        for who in told_to
    ]
    others = [await begun(live, way, world, "tomas", MILESTONES)]
    await done(world, "amina", f"/v1/milestones/{milestone['id']}", method="DELETE")
    for stream in streams:
        told = await stream.told(MILESTONES)
        assert told["type"] == "milestone.deleted"
        assert told["milestone"] is None
        assert told["milestoneId"] == milestone["id"]
    for stream in others:
        assert await stream.quiet()


@by_way
async def test_what_the_two_do_between_themselves_is_told_to_them_alone(
    world: World, live: Live, way: str
) -> None:
    talk = await world.a_conversation(held=True)
    await relay(world)
    given = {"conversationId": talk["id"]}
    two = [await begun(live, way, world, who, CONVERSATIONS, **given) for who in ("amina", "jonas")]
    client = await begun(live, way, world, "vendor", CONVERSATIONS, **given)
    path = f"/v1/conversations/{talk['id']}"
    await done(world, "amina", f"{path}/summary", {"body": "We agreed"}, method="PUT")
    for stream in two:
        assert (await stream.told(CONVERSATIONS))["type"] == "conversation.summary_proposed"
    assert await client.quiet()


@by_way
async def test_what_is_read_this_way_is_in_the_audit_trail(
    world: World, live: Live, way: str
) -> None:
    milestone = await world.a_milestone()
    await relay(world)
    stream = await begun(live, way, world, "jonas", MILESTONES, personId=world.id("amina"))
    await progress(world, milestone, 10)
    await stream.told(MILESTONES)
    await live.app.state.database.journal.written()
    path = f"/v1/people/{world.id('amina')}/access-log?limit=20"
    listed = (await world.rest("amina", "GET", path)).json()["data"]
    assert ("get_milestone", str(world.id("jonas"))) in {
        (fact["action"], fact["actorId"]) for fact in listed
    }


async def test_both_ways_tell_the_same(world: World, live: Live) -> None:
    streams = [await begun(live, way, world, "jonas", MILESTONES) for way in WAYS]
    milestone = await world.a_milestone()
    await progress(world, milestone, 10, 20, 30)
    told = [[await stream.told(MILESTONES) for _ in range(4)] for stream in streams]
    for one in (one for some in told for one in some):
        assert one.pop("cursor")
    assert told[0] == told[1]
    assert [one["type"] for one in told[0]] == ["milestone.created", *["milestone.progressed"] * 3]


async def test_aliases_variables_fragments_and_conditions_work(world: World, live: Live) -> None:
    query = """subscription Follow($id: UUID!, $no: Boolean!) {
      it: milestoneChanged(milestoneId: $id) { at: cursor ...Rest }
    }
    fragment Rest on MilestoneChange {
      kind: type
      milestone { ...Shown }
      again: milestone { who: owner { id displayName @skip(if: $no) } }
    }
    fragment Shown on Milestone {
      title version @include(if: $no) who: owner { displayName @skip(if: $no) id }
    }"""
    milestone = await world.a_milestone()
    given = {"id": milestone["id"], "no": True}
    streams = [await live.stream(way, world, "amina", query, **given) for way in WAYS]
    for stream in streams:
        assert (await stream.next())["data"]["it"]["milestone"] is None
    await relay(world)
    shown = {"title": milestone["title"], "version": 1, "who": {"id": str(world.id("amina"))}}
    for stream in streams:
        told = (await stream.next())["data"]["it"]
        assert told.keys() == {"at", "kind", "milestone", "again"}
        assert told["milestone"] == shown
        assert told["again"] == {"who": {"id": str(world.id("amina"))}}


async def test_a_scope_that_is_taken_away_ends_what_it_showed(world: World, live: Live) -> None:
    """Of a client, whose tokens are cut to what it may do now."""
    milestone = await world.a_milestone()
    await relay(world)
    stream = await begun(live, "ws", world, "vendor", MILESTONES)
    keep = [scope.value for scope in (Scope.PEOPLE_READ, Scope.CONVERSATIONS_READ)]
    path = f"/v1/api-clients/{world.id('vendor')}"
    answer = await world.rest("amina", "PATCH", path, {"scopes": keep}, if_match="*")
    assert answer.status_code == 200, answer.text
    [session] = [
        one for one in live.app.state.sessions._open if one.actor == world.actors["vendor"]
    ]
    await until(lambda: Scope.PLANS_READ not in session.context.actor.scopes)
    await progress(world, milestone, 10)
    assert await stream.refused() == "insufficient_scope"
