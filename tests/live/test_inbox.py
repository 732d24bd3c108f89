"""One's own work, whenever it is another."""

from typing import Any

import pytest

from app.domain.people import service as people
from app.domain.people.commands import StartRelationship
from app.domain.people.models import RelationshipKind
from tests.live.asks import INBOX, WORK, done, kinds, progress
from tests.live.kit import WAYS, Live, Stream, relay
from tests.world import World

by_way = pytest.mark.parametrize("way", WAYS)


async def inbox(live: Live, way: str, world: World, who: str, **given: Any) -> tuple[Stream, Any]:
    stream = await live.stream(way, world, who, INBOX, **given)
    first = (await stream.next())["data"][WORK]
    return stream, first


@by_way
async def test_it_begins_with_what_is_there_and_tells_what_comes_and_goes(
    world: World, live: Live, way: str
) -> None:
    milestone = await world.a_milestone(title="One")
    stream, first = await inbox(live, way, world, "amina")
    assert kinds(first) == [("DO", "One")]
    await world.a_milestone(title="Two")
    await relay(world)
    assert kinds(await stream.told(WORK)) == [("DO", "One"), ("DO", "Two")]
    await progress(world, milestone, 50)
    changed = (await stream.told(WORK))["work"]["edges"]
    assert {edge["node"]["milestone"]["progress"] for edge in changed} == {0, 50}
    await done(world, "amina", f"/v1/milestones/{milestone['id']}/waive", {"reason": "No"})
    assert kinds(await stream.told(WORK)) == [("DO", "Two")]
    assert await stream.quiet()


@by_way
async def test_each_is_told_of_their_own(world: World, live: Live, way: str) -> None:
    amina, _ = await inbox(live, way, world, "amina")
    olga, _ = await inbox(live, way, world, "olga")
    tomas, _ = await inbox(live, way, world, "tomas")
    await world.a_milestone(owner="olga", title="Hers")
    await relay(world)
    assert kinds(await olga.told(WORK)) == [("ACCEPT", "Hers")]
    for stream in (amina, tomas):
        assert await stream.quiet()


@by_way
async def test_a_manager_is_told_what_waits_for_them_of_their_reports(
    world: World, live: Live, way: str
) -> None:
    stream, first = await inbox(live, way, world, "jonas")
    assert kinds(first) == []
    plan = await world.a_plan(title="Grow")
    await world.a_milestone(plan)
    await done(world, "amina", f"/v1/plans/{plan['id']}/propose")
    assert kinds(await stream.told(WORK)) == [("AGREE", "Grow")]
    await done(world, "jonas", f"/v1/plans/{plan['id']}/agree")
    assert kinds(await stream.told(WORK)) == []


@by_way
async def test_who_covers_for_a_manager_is_told_in_their_place(
    world: World, live: Live, way: str
) -> None:
    command = StartRelationship(
        person_id=world.id("jonas"),
        related_id=world.id("tomas"),
        kind=RelationshipKind.COVER,
        reason="Away",
        ends_on="2026-12-24",
    )
    await world.do(world.system.actor, people.start_relationship, command=command)
    await relay(world)
    stream, _ = await inbox(live, way, world, "tomas")
    plan = await world.a_plan(title="Grow")
    await world.a_milestone(plan)
    await done(world, "amina", f"/v1/plans/{plan['id']}/propose")
    assert kinds(await stream.told(WORK)) == [("AGREE", "Grow")]


@by_way
async def test_conversations_are_in_it(world: World, live: Live, way: str) -> None:
    streams = [(await inbox(live, way, world, who))[0] for who in ("amina", "jonas")]
    talk = await world.a_conversation()
    await relay(world)
    for stream in streams:
        assert [kind for kind, _ in kinds(await stream.told(WORK))] == ["PREPARE"]
    await done(world, "jonas", f"/v1/conversations/{talk['id']}/cancel", {"reason": "Away"})
    for stream in streams:
        assert kinds(await stream.told(WORK)) == []


@by_way
async def test_what_leaves_the_list_as_it_was_is_not_told(
    world: World, live: Live, way: str
) -> None:
    milestone = await world.a_milestone(owner="olga")
    milestone = await done(world, "olga", f"/v1/milestones/{milestone['id']}/accept")
    stream, _ = await inbox(live, way, world, "amina")  # it is of her plan, and names her
    await progress(world, milestone, 10)
    assert await stream.quiet()


@by_way
async def test_as_many_as_are_asked_for(world: World, live: Live, way: str) -> None:
    for title in ("One", "Two", "Three"):
        await world.a_milestone(title=title)
    _, first = await inbox(live, way, world, "amina", first=2)
    assert len(first["work"]["edges"]) == 2
    assert first["work"]["pageInfo"] == {"hasNextPage": True}
    for wrong in (0, 201, -1):
        stream = await live.stream(way, world, "amina", INBOX, first=wrong)
        assert await stream.refused() == "invalid"


@by_way
async def test_a_burst_is_told_once_or_twice(world: World, live: Live, way: str) -> None:
    milestone = await world.a_milestone()
    await relay(world)
    stream, _ = await inbox(live, way, world, "amina")
    await progress(world, milestone, *range(10, 60, 2))
    told = await stream.told(WORK)
    if told["work"]["edges"][0]["node"]["milestone"]["progress"] != 58:
        told = await stream.told(WORK)
    assert told["work"]["edges"][0]["node"]["milestone"]["progress"] == 58
    assert await stream.quiet()
