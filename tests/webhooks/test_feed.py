"""The feed: what endpoints are sent, in one order, for as long as anybody likes."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.domain.entity import utc_now
from app.domain.feedstatement import LOOKED_AT
from tests.api.problems import pointers, refused
from tests.relations import run_as_app
from tests.webhooks.rows import rows
from tests.worker.hooks import Answers, Hooks, requests
from tests.worker.receivers import receiving
from tests.world import World

NEXT = "query($after: String) { events(first: 2, after: $after) { edges { node { id } }"
NEXT += " pageInfo { hasNextPage endCursor } } }"


async def page(world: World, **query: Any) -> dict[str, Any]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    answer = await world.rest("vendor", "GET", f"/v1/events?{asked}")
    assert answer.status_code == 200, answer.text
    assert ("link" in answer.headers) == answer.json()["hasMore"]
    read: dict[str, Any] = answer.json()
    return read


async def all_pages(world: World, **query: Any) -> tuple[list[dict[str, Any]], str]:
    """What there is by now, and where to go on."""
    found = list[dict[str, Any]]()
    while True:
        read = await page(world, **query)
        found += read["data"]
        query["cursor"] = read["nextCursor"]
        if not read["hasMore"]:
            return found, read["nextCursor"]


def forged(place: Any) -> str:
    return urlsafe_b64encode(json.dumps(["Event:position", place]).encode()).decode().rstrip("=")


async def test_it_is_the_very_envelope_that_endpoints_are_sent(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        await hooks.register(receiver.url)
        _, cursor = await all_pages(hooks.world)
        milestone = await hooks.world.a_milestone(await hooks.world.a_plan())
        await hooks.progress(milestone, 10, 20, 30)
        await hooks.rounds()

        sent = {got.id: got.event for got in requests(receiver)}
        told, _ = await all_pages(hooks.world, cursor=cursor)
        assert len(told) >= 5
        assert {one["id"]: one for one in told} == sent
        for one in told:
            alone = await hooks.world.rest("vendor", "GET", f"/v1/events/{one['id']}")
            assert alone.json() == sent[one["id"]]


async def test_reading_on_misses_nothing_and_repeats_nothing(hooks: Hooks) -> None:
    world = hooks.world
    told, cursor = await all_pages(world, limit=3)
    whole = await page(world, limit=200)
    assert told == whole["data"]
    assert (whole["hasMore"], whole["nextCursor"]) == (False, cursor)
    for _ in range(2):
        again = await page(world, cursor=cursor)
        assert (again["data"], again["hasMore"], again["nextCursor"]) == ([], False, cursor)
    milestone = await world.a_milestone(await world.a_plan())
    assert (await page(world, cursor=cursor))["data"] == []  # it has no place yet
    await hooks.relay()
    await hooks.progress(milestone, 10, 20)
    await hooks.relay()
    more, _ = await all_pages(world, cursor=cursor, limit=1)
    assert not {one["id"] for one in more} & {one["id"] for one in told}
    assert [*told, *more] == (await page(world, limit=200))["data"]
    by_subject = [int(one["sequence"]) for one in more if one["subject"] == milestone["id"]]
    assert by_subject == sorted(by_subject)
    assert len(by_subject) >= 3


async def test_a_feed_that_nothing_is_in_has_a_place_to_go_on_from(world: World) -> None:
    read = await page(world)
    assert (read["data"], read["hasMore"]) == ([], False)
    graph = await world.graphql("vendor", NEXT, {"after": read["nextCursor"]})
    info = graph.json()["data"]["events"]["pageInfo"]
    assert info == {"hasNextPage": False, "endCursor": read["nextCursor"]}


async def test_both_doors_read_on_alike(hooks: Hooks) -> None:
    cursor, found = None, list[str]()
    more = True
    while more:
        answer = await hooks.world.graphql("vendor", NEXT, {"after": cursor})
        events = answer.json()["data"]["events"]
        found += [edge["node"]["id"] for edge in events["edges"]]
        more, cursor = events["pageInfo"]["hasNextPage"], events["pageInfo"]["endCursor"]
    told, last = await all_pages(hooks.world)
    assert (found, cursor) == ([one["id"] for one in told], last)


async def test_what_has_no_place_yet_is_not_known(world: World) -> None:
    await world.a_plan()
    (row,) = await rows(world, "SELECT id FROM outbox_event ORDER BY id DESC LIMIT 1")
    refused(await world.rest("vendor", "GET", f"/v1/events/{row['id']}"), 404, "not_found")
    resent = await world.rest("vendor", "POST", f"/v1/events/{row['id']}/resend", {})
    refused(resent, 404, "not_found")


async def test_whoever_stopped_before_the_oldest_is_told_so(hooks: Hooks) -> None:
    world = hooks.world
    first = await page(world, limit=1)
    second = await page(world, limit=1, cursor=first["nextCursor"])
    await run_as_app(world, "DELETE FROM outbox_event WHERE position <= 2")
    for query in (f"cursor={first['nextCursor']}", f"limit=5&cursor={first['nextCursor']}"):
        answer = await world.rest("vendor", "GET", f"/v1/events?{query}")
        refused(answer, 410, "cursor_expired")
    graph = await world.graphql("vendor", NEXT, {"after": first["nextCursor"]})
    assert graph.json()["errors"][0]["extensions"]["code"] == "cursor_expired"
    kept, last = await all_pages(world, cursor=second["nextCursor"])
    assert kept == (await all_pages(world))[0]  # and a start without one begins there
    await run_as_app(world, "DELETE FROM outbox_event WHERE position IS NOT NULL")
    assert (await page(world, cursor=last))["data"] == []
    answer = await world.rest("vendor", "GET", f"/v1/events?cursor={second['nextCursor']}")
    refused(answer, 410, "cursor_expired")


@pytest.mark.parametrize("place", [10**6, 2**63 - 1, 2**63, -1, None, "x", 1.5, [1]])
async def test_a_place_that_was_never_given_is_refused(hooks: Hooks, place: Any) -> None:
    answer = await hooks.world.rest("vendor", "GET", f"/v1/events?cursor={forged(place)}")
    assert pointers(refused(answer, 422, "cursor_invalid")) == ["/cursor"]


async def test_one_may_begin_at_the_end_or_at_a_moment(hooks: Hooks) -> None:
    world = hooks.world
    told, last = await all_pages(world)
    newest = await page(world, start="newest")
    assert (newest["data"], newest["nextCursor"]) == ([], last)
    middle = told[len(told) // 2]["time"]
    since, _ = await all_pages(world, since=middle, limit=2)
    assert since == [one for one in told if one["time"] >= middle]
    later = (utc_now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (await all_pages(world, since=later)) == ([], last)


async def test_what_is_long_past_is_not_walked_through_to_find_a_moment(hooks: Hooks) -> None:
    """Ids say when, so that one looks from there on only."""
    world = hooks.world
    await many_events(world, LOOKED_AT + 50, age=timedelta(days=2))
    await world.a_plan()
    await hooks.relay()
    an_hour_ago = (utc_now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    read = await page(world, since=an_hour_ago, limit=200)
    assert "plan.created" in {one["type"] for one in read["data"]}
    assert not read["hasMore"]


async def test_it_is_narrowed_by_type_and_subject(hooks: Hooks) -> None:
    world = hooks.world
    milestone = await world.a_milestone(await world.a_plan())
    await hooks.progress(milestone, 10)
    await hooks.relay()
    told, _ = await all_pages(world)
    for query, wanted in (
        ({"type": "plan.created"}, [one for one in told if one["type"] == "plan.created"]),
        ({"type": "milestone.*"}, [one for one in told if one["type"][:10] == "milestone."]),
        ({"type": "*"}, told),
        ({"type": "nothing.such"}, []),
        (
            {"subjectId": milestone["id"]},
            [one for one in told if one["subject"] == milestone["id"]],
        ),
    ):
        found, cursor = await all_pages(world, **query)
        assert found == wanted, query
        assert cursor == (await page(world, start="newest"))["nextCursor"]  # all is looked at


async def test_a_rare_type_is_looked_for_a_part_at_a_time(hooks: Hooks) -> None:
    world = hooks.world
    await many_events(world, LOOKED_AT + 50, age=timedelta(days=2))
    plan = await world.a_plan()
    await hooks.relay()
    start = (await page(world, limit=1))["nextCursor"]
    first = await page(world, cursor=start, subjectId=plan["id"])
    assert (first["data"], first["hasMore"]) == ([], True)
    then, _ = await all_pages(world, cursor=first["nextCursor"], subjectId=plan["id"])
    assert [one["type"] for one in then] == ["plan.created"]


async def many_events(world: World, count: int, *, age: timedelta) -> None:
    """Events with a place, of one subject, that happened then."""
    begun = utc_now() - age
    await run_as_app(
        world,
        "INSERT INTO outbox_event (tenant_id, id, version, created_at, type, revision, subject_id,"
        " sequence, actor_id, data, relayed_at, source, position)"
        " SELECT feed.tenant_id, (lpad(to_hex(($2::bigint + n)), 12, '0')"
        " || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, 1, $3::timestamptz, 'thing.done', 1,"
        " $4, n, $4, '{}', $3::timestamptz, 'http://career.test/v1', feed.last + n"
        " FROM outbox_feed AS feed, generate_series(1, $1::int) AS n",
        count,
        int(begun.timestamp() * 1000),
        begun,
        uuid4(),
    )
    await run_as_app(world, "UPDATE outbox_feed SET last = last + $1", count)
