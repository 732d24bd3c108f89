"""A calendar feed, read as calendar programs do: with its address, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response
from icalendar import Calendar

from app.domain.actor import Scope
from app.domain.calendars import service as calendars
from app.domain.calendars.commands import CreateFeed
from app.domain.calendars.models import Token
from app.domain.plans import service as plans
from app.domain.plans.commands import ReachMilestone
from app.settings import Settings
from tests.api.problems import refused
from tests.api.test_lockout import asking, elsewhere_asked
from tests.world import World

TODAY = datetime.now(UTC).date()
HOSTILE = [
    "a, b; c\\n d",
    "BEGIN:VEVENT END:VEVENT",
    'x"y:z;VALUE=DATE',
    "🙂" * 100,
    "é" * 150,
    "\u0627\u0644\u0639" * 60,
    "👩‍👩‍👧‍👦" * 20,
]


async def a_feed(world: World, who: str = "amina", name: str = "Work") -> dict[str, Any]:
    answer = await world.rest(who, "POST", "/v1/calendar-feeds", {"name": name})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return dict(answer.json())


def path_of(feed: dict[str, Any]) -> str:
    return "/calendars/" + str(feed["url"]).rpartition("/")[2]


async def fetched(world: World, feed: dict[str, Any], **headers: str) -> Response:
    return await world.rest(None, "GET", path_of(feed), **headers)


async def events(world: World, feed: dict[str, Any]) -> list[Any]:
    answer = await fetched(world, feed)
    assert answer.status_code == 200, answer.text
    calendar = Calendar.from_ical(answer.content)
    return list(calendar.walk("VEVENT"))


async def ids(world: World, who: str) -> set[str]:
    shown = await events(world, await a_feed(world, who))
    return {str(one["UID"]).partition("@")[0].partition("-")[2] for one in shown}


async def test_an_open_milestone_is_a_whole_day(world: World) -> None:
    made = await world.a_milestone(title="Give a talk", kind="training")
    feed = await a_feed(world)
    answer = await fetched(world, feed)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["X-WR-CALNAME"]) == "Work"
    assert calendar["VERSION"] == "2.0"
    assert "PRODID" in calendar
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in answer.content
    assert b"X-PUBLISHED-TTL:PT1H" in answer.content
    [event] = calendar.walk("VEVENT")
    due = date.fromisoformat(made["dueOn"])
    assert event["SUMMARY"] == "Give a talk"
    assert event["DTSTART"].dt == due
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTEND"].dt == due + timedelta(days=1)
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["CLASS"] == "PRIVATE"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert event["UID"].startswith(f"milestone-{made['id']}@")
    assert [str(one) for one in event["CATEGORIES"].cats] == ["Milestone", "Training"]
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt


async def test_a_conversation_has_its_time(world: World) -> None:
    made = await world.a_conversation()
    [event] = await events(world, await a_feed(world))
    begins = datetime.fromisoformat(made["scheduledAt"]).replace(microsecond=0)
    assert event["DTSTART"].dt == begins
    assert event["DTSTART"].dt.utcoffset() == timedelta()
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=60)
    assert event["SUMMARY"].endswith("(Jonas)")
    assert [str(one) for one in event["CATEGORIES"].cats] == ["Conversation"]


async def test_a_change_is_the_same_event_in_a_later_version(world: World) -> None:
    made = await world.a_milestone()
    feed = await a_feed(world)
    [before] = await events(world, feed)
    await world.rest(
        "amina", "PATCH", f"/v1/milestones/{made['id']}", {"title": "Other"}, if_match="*"
    )
    [after] = await events(world, feed)
    assert after["UID"] == before["UID"]
    assert after["SUMMARY"] == "Other"
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


async def test_what_nobody_works_on_any_more_is_gone(world: World) -> None:
    made = await world.a_milestone()
    feed = await a_feed(world)
    arguments = {"milestone_id": UUID(made["id"]), "command": ReachMilestone()}
    await world.do("amina", plans.reach_milestone, **arguments, if_version=1)
    assert await events(world, feed) == []


async def test_the_window_is_ninety_days_back_and_four_hundred_ahead(world: World) -> None:
    plan = await world.a_plan()
    for days in (-91, -90, 400, 401):
        await world.a_milestone(plan, due_in_days=days, title=f"Day {days}")
    shown = await events(world, await a_feed(world))
    assert [str(one["SUMMARY"]) for one in shown] == ["Day -90", "Day 400"]


@pytest.mark.parametrize("title", HOSTILE)
async def test_a_title_is_never_more_than_a_title(world: World, title: str) -> None:
    title = title[:200]
    await world.a_milestone(title=title)
    feed = await a_feed(world, name=title)
    answer = await fetched(world, feed)
    for line in answer.content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(answer.content)
    [event] = calendar.walk("VEVENT")
    assert event["SUMMARY"] == title
    assert calendar["X-WR-CALNAME"] == title


async def test_each_sees_what_they_own_or_is_theirs(world: World) -> None:
    plan = await world.a_plan()
    own = await world.a_milestone(plan)
    olgas = await world.a_milestone(plan, owner="olga")
    assert await ids(world, "amina") == {own["id"], olgas["id"]}
    assert await ids(world, "olga") == {olgas["id"]}
    # They may read it, but have nothing to do for it.
    assert await ids(world, "jonas") == set()
    assert await ids(world, "tomas") == set()


async def test_who_declined_has_nothing_to_do(world: World) -> None:
    made = await world.a_milestone(owner="olga")
    for status, expected in (("proposed", {made["id"]}), ("declined", set())):
        await _write(world, "UPDATE milestone SET owner_status = $2 WHERE tenant_id = $1", status)
        assert await ids(world, "olga") == expected


async def test_a_private_goal_is_in_no_calendar_but_the_persons(world: World) -> None:
    made = await world.a_milestone()
    await _write(world, "UPDATE milestone SET is_private = true WHERE tenant_id = $1")
    assert await ids(world, "amina") == {made["id"]}
    assert await ids(world, "jonas") == set()


async def test_conversations_are_for_the_two(world: World) -> None:
    made = await world.a_conversation()
    for who in ("amina", "jonas"):
        assert await ids(world, who) == {made["id"]}
    for who in ("priya", "olga", "tomas"):
        assert await ids(world, who) == set()


async def test_nothing_of_another_organisation_is_shown(world: World, elsewhere: World) -> None:
    await elsewhere.a_milestone()
    await elsewhere.a_conversation()
    assert await ids(world, "amina") == set()


async def test_a_revoked_feed_is_gone_at_once(world: World) -> None:
    feed = await a_feed(world)
    assert (await fetched(world, feed)).status_code == 200
    path = f"/v1/calendar-feeds/{feed['id']}/revoke"
    assert (await world.rest("amina", "POST", path, {}, if_match="*")).status_code == 200
    refused(await fetched(world, feed), 404, "calendar_not_found")
    refused(await world.rest("amina", "POST", path, {}, if_match="*"), 409, "calendar_feed_revoked")


async def test_who_left_has_no_calendar(world: World) -> None:
    feed = await a_feed(world)
    await _write(
        world,
        "UPDATE person SET status = 'left', left_on = current_date "
        "WHERE tenant_id = $1 AND id = $2",
        world.id("amina"),
    )
    refused(await fetched(world, feed), 404, "calendar_not_found")


async def test_every_wrong_address_is_refused_in_the_same_words(world: World) -> None:
    feed = await a_feed(world)
    text = path_of(feed).removeprefix("/calendars/").removesuffix(".ics")
    token = Token.read(text)
    assert token is not None
    wrong = [
        Token.new(token.tenant_id, token.feed_id).text,
        Token.new(token.tenant_id, uuid4()).text,
        Token.new(uuid4(), token.feed_id).text,
        text[:-1] + ("A" if text[-1] != "A" else "B"),
        text + "A",
        text + "==",
        "x",
        "x" * 5000,
        "%00",
        "%C3%A9",
        "a%2Fb",
    ]
    told = set()
    for one in wrong:
        answer = await world.rest(None, "GET", f"/calendars/{one}.ics")
        if "%2F" not in one:
            refused(answer, 404, "calendar_not_found")
            told.add(answer.json()["detail"])
        assert answer.status_code == 404
        assert "retry-after" not in answer.headers
    assert len(told) == 1
    assert (await fetched(world, feed)).status_code == 200


async def test_only_a_hash_of_the_secret_is_stored(world: World) -> None:
    feed = await a_feed(world)
    token = Token.read(path_of(feed).removeprefix("/calendars/").removesuffix(".ics"))
    assert token is not None
    assert len(bytes.fromhex(token.secret)) * 8 >= 256
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        [row] = await tx.connection.fetch("SELECT feed::text FROM calendar_feed AS feed")
    assert token.secret not in row[0]
    assert token.text not in row[0]
    path = f"/v1/calendar-feeds/{feed['id']}"
    assert token.text not in (await world.rest("amina", "GET", path)).text


async def test_the_day_of_the_last_use_is_told(world: World) -> None:
    feed = await a_feed(world)
    path = f"/v1/calendar-feeds/{feed['id']}"
    assert (await world.rest("amina", "GET", path)).json()["lastUsedOn"] is None
    for _ in range(2):
        await fetched(world, feed)
    shown = (await world.rest("amina", "GET", path)).json()
    assert shown["lastUsedOn"] == TODAY.isoformat()
    assert shown["version"] == 1


async def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    await world.a_milestone()
    feed = await a_feed(world)
    first = await fetched(world, feed)
    again = await fetched(world, feed, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    await world.a_milestone()
    assert (await fetched(world, feed, if_none_match=first.headers["etag"])).status_code == 200


async def test_a_head_has_no_body(world: World) -> None:
    feed = await a_feed(world)
    body = await fetched(world, feed)
    head = await world.rest(None, "HEAD", path_of(feed))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == body.headers["etag"]
    refused(await world.rest(None, "POST", path_of(feed)), 405, "method_not_allowed")


async def test_reading_of_others_is_a_fact_and_of_oneself_is_none(world: World) -> None:
    await world.a_milestone()
    await fetched(world, await a_feed(world))
    await world.a_milestone(owner="olga")
    await fetched(world, await a_feed(world, "olga"))
    await world.noted()
    rows = await world.rest("amina", "GET", f"/v1/people/{world.id('amina')}/access-log")
    read = [one for one in rows.json()["data"] if one["action"] == "read_calendar_feed"]
    assert [one["actorId"] for one in read] == [str(world.id("olga"))]


async def test_a_token_that_reads_less_makes_no_feed_that_reads_more(world: World) -> None:
    for missing in (Scope.PLANS_READ, Scope.CONVERSATIONS_READ):
        who = world.without_scope("amina", missing)
        answer = await world.rest(who, "POST", "/v1/calendar-feeds", {})
        refused(answer, 403, "insufficient_scope")


async def test_a_feed_holds_a_thousand_entries_the_nearest(world: World) -> None:
    plan = await world.a_plan()
    await _write(
        world,
        "INSERT INTO milestone (tenant_id, id, version, created_at, plan_id, person_id, "
        "owner_id, kind, title, due_on, status, progress) "
        "SELECT $1, gen_random_uuid(), 1, now(), $2, $3, $3, "
        "'training', 'Step ' || n, current_date + n % 401, 'planned', 0 "
        "FROM generate_series(1, 1200) AS n",
        UUID(plan["id"]),
        world.id("amina"),
    )
    shown = await events(world, await a_feed(world))
    assert len(shown) == 1000
    assert max(one["DTSTART"].dt for one in shown) < TODAY + timedelta(days=400)


async def test_who_guesses_waits_and_the_program_of_the_person_goes_on(
    settings: Settings, world: World
) -> None:
    feed = await a_feed(world)
    token = Token.read(path_of(feed).removeprefix("/calendars/").removesuffix(".ics"))
    assert token is not None
    async with asking(settings, world) as there:
        statuses = []
        for _ in range(4):
            guess = Token.new(token.tenant_id, token.feed_id).text
            answer = await there.rest(None, "GET", f"/calendars/{guess}.ics")
            statuses.append(answer.status_code)
        assert statuses == [404, 404, 404, 429]
        assert int(answer.headers["retry-after"]) > 0
        async with elsewhere_asked(there, "203.0.113.250") as person:
            assert (await fetched(person, feed)).status_code == 200


async def test_a_program_that_reads_all_the_time_spends_what_its_person_has(
    settings: Settings, world: World
) -> None:
    # Past the doors, so that nothing of the budget is spent yet.
    feed = await world.do("amina", calendars.create_calendar_feed, command=CreateFeed())
    async with asking(settings, world, rate_person_per_minute=2) as there:
        answers = [await fetched(there, feed) for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert answers[0].headers["ratelimit-policy"] == '"person";q=2;w=60'


async def _write(world: World, sql: str, *values: Any) -> None:
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        await tx.connection.execute(sql, world.tenant_id, *values)
