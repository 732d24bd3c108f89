"""A connection is lost, and nothing with it: neither a gap nor anything twice."""

import asyncio
from typing import Any

import pytest

from app.domain.live import following
from app.domain.live.places import opened_place, sealed_place
from app.domain.transaction import Database
from app.settings import Settings
from tests.live.asks import (
    ASKED,
    CONVERSATION,
    CONVERSATIONS,
    MILESTONE,
    MILESTONES,
    WORK,
    done,
    kinds,
    progress,
)
from tests.live.kit import WAYS, Live, relay, served, until
from tests.worker.test_worker import Start, start
from tests.world import World

__all__ = ["start"]
by_way = pytest.mark.parametrize("way", WAYS)


@by_way
async def test_what_happened_meanwhile_is_told_first(world: World, live: Live, way: str) -> None:
    milestone, other = await world.a_milestone(), await world.a_milestone()
    await relay(world)
    given = {"milestoneId": milestone["id"]}
    stream = await live.stream(way, world, "jonas", MILESTONE, **given)
    await stream.began(MILESTONES)
    milestone = await progress(world, milestone, 10)
    last = (await stream.told(MILESTONES))["cursor"]
    await stream.drop()

    milestone = await progress(world, milestone, 20)
    await progress(world, other, 5)
    milestone = await progress(world, milestone, 30)
    stream = await live.stream(way, world, "jonas", MILESTONE, **given, after=last)
    await stream.began(MILESTONES)
    milestone = await progress(world, milestone, 40)
    told = [await stream.told(MILESTONES) for _ in range(3)]
    assert {one["type"] for one in told} == {"milestone.progressed"}
    assert {one["milestoneId"] for one in told} == {milestone["id"]}
    assert await stream.quiet()
    again = await live.stream(way, world, "jonas", MILESTONE, **given, after=told[1]["cursor"])
    await again.began(MILESTONES)
    assert (await again.told(MILESTONES))["occurredAt"] == told[2]["occurredAt"]
    assert await again.quiet()


@by_way
async def test_who_was_told_nothing_yet_resumes_from_where_it_began(
    world: World, live: Live, way: str
) -> None:
    stream = await live.stream(way, world, "amina", CONVERSATION)
    began = await stream.began(CONVERSATIONS)
    await stream.drop()
    talk = await world.a_conversation()
    await relay(world)
    stream = await live.stream(way, world, "amina", CONVERSATION, after=began)
    await stream.began(CONVERSATIONS)
    assert (await stream.told(CONVERSATIONS))["conversationId"] == talk["id"]
    assert await stream.quiet()


@by_way
async def test_what_was_deleted_meanwhile_is_told(world: World, live: Live, way: str) -> None:
    milestone = await world.a_milestone()
    await relay(world)
    given = {"milestoneId": milestone["id"]}
    stream = await live.stream(way, world, "jonas", MILESTONE, **given)
    began = await stream.began(MILESTONES)
    await stream.drop()
    await done(world, "amina", f"/v1/milestones/{milestone['id']}", method="DELETE")
    stream = await live.stream(way, world, "jonas", MILESTONE, **given, after=began)
    await stream.began(MILESTONES)
    told = await stream.told(MILESTONES)
    assert (told["type"], told["milestone"]) == ("milestone.deleted", None)


@by_way
async def test_much_that_happened_meanwhile_is_told_in_order(
    world: World, live: Live, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "MOST_WAITING", 3)
    milestone = await world.a_milestone()
    await relay(world)
    stream = await live.stream(way, world, "jonas", MILESTONE)
    began = await stream.began(MILESTONES)
    milestone = await progress(world, milestone, *range(1, 11))
    stream = await live.stream(way, world, "jonas", MILESTONE, after=began)
    await stream.began(MILESTONES)
    milestone = await progress(world, milestone, *range(11, 21))
    told = [await stream.told(MILESTONES) for _ in range(20)]
    times = [one["occurredAt"] for one in told]
    assert times == sorted(times)
    assert len({*times}) == 20
    assert await stream.quiet()


@by_way
@pytest.mark.parametrize("field", ASKED)
async def test_a_cursor_that_we_never_gave_is_refused(
    world: World, elsewhere: World, live: Live, way: str, field: str
) -> None:
    vault = world.database.tools.vault
    theirs = sealed_place(vault, elsewhere.tenant_id, 0)
    for cursor in ("", "x", "é", "0", "A" * 5000, theirs, theirs[:-4]):
        stream = await live.stream(way, world, "amina", ASKED[field], after=cursor)
        assert await stream.refused() == "cursor_invalid"


@by_way
@pytest.mark.parametrize("field", [MILESTONES, CONVERSATIONS])
async def test_a_place_that_is_still_to_come_is_refused(
    world: World, live: Live, way: str, field: str
) -> None:
    future = sealed_place(world.database.tools.vault, world.tenant_id, 10_000)
    stream = await live.stream(way, world, "amina", ASKED[field], after=future)
    assert await stream.refused() == "cursor_invalid"


@by_way
@pytest.mark.parametrize("field", [MILESTONES, CONVERSATIONS])
async def test_a_cursor_whose_events_are_gone_is_refused(
    world: World, live: Live, way: str, field: str
) -> None:
    await progress(world, await world.a_milestone(), 10, 20)
    old = sealed_place(world.database.tools.vault, world.tenant_id, 0)
    system = world.system
    async with world.database.transaction(system.actor, system.clock()) as tx:
        await tx.connection.execute(
            "DELETE FROM outbox_event WHERE tenant_id = $1 AND position = 1", world.tenant_id
        )
    stream = await live.stream(way, world, "amina", ASKED[field], after=old)
    assert await stream.refused() == "cursor_expired"


async def test_cursors_tell_nothing(world: World) -> None:
    vault = world.database.tools.vault
    marks = {sealed_place(vault, world.tenant_id, place) for place in (7, 7, 8, 1000)}
    assert len(marks) == 4
    assert len({len(mark) for mark in marks}) == 1
    assert sorted(opened_place(vault, world.tenant_id, mark) for mark in marks) == [7, 7, 8, 1000]


@by_way
async def test_an_inbox_is_told_whole_when_it_is_resumed(
    world: World, live: Live, way: str
) -> None:
    stream = await live.stream(way, world, "amina", ASKED[WORK])
    first = (await stream.next())["data"][WORK]
    await stream.drop()
    await world.a_milestone(title="Meanwhile")
    stream = await live.stream(way, world, "amina", ASKED[WORK], after=first["cursor"])
    again = (await stream.next())["data"][WORK]
    assert kinds(again) == [("DO", "Meanwhile")]


@by_way
async def test_across_a_worker_that_is_restarted(
    world: World, live: Live, way: str, start: Start
) -> None:
    """Nobody relays by hand here: what is told comes by the worker's hints."""
    milestone = await world.a_milestone()
    async with start(world.tenant_id):
        stream = await live.stream(way, world, "jonas", MILESTONE)
        await stream.began(MILESTONES)
        await asyncio.sleep(0.5)  # the milestone itself is relayed by then, before or after that
    milestone = await changed(world, milestone, 10)
    async with start(world.tenant_id):
        milestone = await changed(world, milestone, 20)
        told = []
        while len(told) < 2:
            one = await stream.told(MILESTONES)
            if one["type"] == "milestone.progressed":
                told.append(one)
    await stream.drop()
    milestone = await changed(world, milestone, 30)
    stream = await live.stream(way, world, "jonas", MILESTONE, after=told[0]["cursor"])
    await stream.began(MILESTONES)
    assert (await stream.told(MILESTONES))["occurredAt"] == told[1]["occurredAt"]
    async with start(world.tenant_id):
        assert (await stream.told(MILESTONES))["milestone"]["progress"] == 30
        assert await stream.quiet()


async def changed(world: World, milestone: dict[str, Any], step: int) -> Any:
    path = f"/v1/milestones/{milestone['id']}"
    answer = await world.rest("amina", "PATCH", path, {"progress": step}, if_match="*")
    assert answer.status_code == 200, answer.text
    return answer.json()


@by_way
async def test_a_hint_that_got_lost_is_made_up_for(
    world: World, live: Live, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "LOOK_EVERY_S", 0.2)
    monkeypatch.setattr(world.database._places, "give", lambda _tenant: None)
    milestone = await world.a_milestone()
    stream = await live.stream(way, world, "jonas", MILESTONE)
    await stream.began(MILESTONES)
    await progress(world, milestone, 10)
    assert (await stream.told(MILESTONES))["type"] == "milestone.created"
    assert (await stream.told(MILESTONES))["type"] == "milestone.progressed"


async def test_a_listener_that_is_cut_off_listens_again(
    world: World, live: Live, database: Database
) -> None:
    milestone = await world.a_milestone()
    stream = await live.stream("ws", world, "jonas", MILESTONE)
    await stream.began(MILESTONES)
    await until(lambda: live.app.state.following._hears)
    await world.database.fetch(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE query LIKE 'LISTEN%career_placed%' AND pid <> pg_backend_pid()"
    )
    await until(lambda: not live.app.state.following._hears)
    await progress(world, milestone, 10)
    assert (await stream.told(MILESTONES))["type"] == "milestone.created"
    await until(lambda: live.app.state.following._hears)


@by_way
async def test_a_quiet_stream_has_newer_cursors(
    world: World, live: Live, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.schema.live.fields.PROGRESS_EVERY_S", 0.2)
    stream = await live.stream(way, world, "tomas", MILESTONE)
    await stream.began(MILESTONES)
    await progress(world, await world.a_milestone(), 10, 20)
    vault, tenant = world.database.tools.vault, world.tenant_id
    reached = 0
    while reached < 3:
        told = await stream.told(MILESTONES)
        assert (told["type"], told["milestone"], told["milestoneId"]) == (None, None, None)
        reached = opened_place(vault, tenant, told["cursor"])


async def test_one_look_serves_all_who_follow(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    milestone = await world.a_milestone()
    await relay(world)
    async with served(settings) as live:
        socket = await live.greeted(world, "jonas")
        for nth in range(20):
            asked = {"query": MILESTONE, "variables": {"milestoneId": milestone["id"]}}
            await socket.say({"id": str(nth), "type": "subscribe", "payload": asked})
        for _ in range(20):
            await socket.hears()
        pages = []
        log = live.app.state.following.log
        rows = type(log)._rows

        async def counted(log: Any, *given: Any) -> Any:
            pages.append(given)
            return await rows(log, *given)

        monkeypatch.setattr(type(log), "_rows", counted)
        await progress(world, milestone, 10)
        heard = {(await socket.hears())["id"] for _ in range(20)}
        assert heard == {str(nth) for nth in range(20)}
        assert len(pages) <= 2
