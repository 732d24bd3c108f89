"""Pages: stable while others write, and no cursor but ours leads anywhere."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from tests.api.problems import pointers, refused
from tests.world import World

LISTS = [
    "/v1/people",
    "/v1/plans",
    "/v1/goals",
    "/v1/work",
    "/v1/milestones",
    "/v1/conversations",
    "/v1/competencies",
    "/v1/competency-frameworks",
    "/v1/webhook-endpoints",
]


async def pages(world: World, path: str, who: str = "amina") -> list[dict[str, Any]]:
    """Every page, found by following `Link`."""
    found, following = [], path
    while following:
        answer = await world.rest(who, "GET", following)
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
        link = answer.headers.get("link")
        assert (link is None) == (answer.json()["nextCursor"] is None)
        following = link.removeprefix("<").removesuffix('>; rel="next"') if link else ""
    return found


async def test_pages_are_the_whole_list_in_order(world: World) -> None:
    plan = await world.a_plan()
    for day in (5, 1, 3, 1, 4):
        await world.a_milestone(plan, due_in_days=day)
    for sort in ("created", "dueOn", "-dueOn"):
        whole = (await world.rest("amina", "GET", f"/v1/milestones?sort={sort}")).json()["data"]
        for limit in (1, 2, 3, 5):
            found = await pages(world, f"/v1/milestones?sort={sort}&limit={limit}")
            assert [one for page in found for one in page["data"]] == whole
            assert all(len(page["data"]) <= limit for page in found)
    days = [one["dueOn"] for one in whole]
    assert days == sorted(days, reverse=True)


async def test_the_link_keeps_what_the_list_was_narrowed_by(world: World) -> None:
    plan, other = await world.a_plan(), await world.a_plan()
    for _ in range(3):
        await world.a_milestone(plan)
        await world.a_milestone(other)
    query = f"planId={plan['id']}&expand=owner%2Cplan&%6Cimit=1&sort=dueOn"
    found = await pages(world, f"/v1/milestones?{query}")
    assert [one["planId"] for page in found for one in page["data"]] == [plan["id"]] * 3
    assert all(one["owner"] for page in found for one in page["data"])


async def test_the_link_is_a_header_whatever_the_query_was(world: World) -> None:
    people = [
        {"externalId": f"x{n}", "userName": f"x{n}", "displayName": "X", "department": 'a">,<b;='}
        for n in range(2)
    ]
    await world.rest("vendor", "POST", "/v1/people:batch", {"items": people})
    query = "department=a%22%3E%2C%3Cb%3B%3D&limit=1&%63ursor="
    first = await world.rest("amina", "GET", f"/v1/people?{query.partition('&%63')[0]}")
    link = first.headers["link"]
    assert link.count("<") == link.count(">") == 1
    found = await pages(world, "/v1/people?department=a%22%3E%2C%3Cb%3B%3D&limit=1")
    assert [len(page["data"]) for page in found] == [1, 1]


async def test_a_cursor_under_another_spelling_is_replaced_not_doubled(world: World) -> None:
    for _ in range(3):
        await world.a_plan()
    cursor = (await world.rest("amina", "GET", "/v1/plans?limit=1")).json()["nextCursor"]
    second = await world.rest("amina", "GET", f"/v1/plans?limit=1&%63ursor={cursor}")
    assert second.headers["link"].count("ursor=") == 1
    assert len(await pages(world, f"/v1/plans?limit=1&%63ursor={cursor}")) == 2


async def test_what_is_added_meanwhile_moves_nothing(world: World) -> None:
    plan = await world.a_plan()
    for day in (10, 20, 30):
        await world.a_milestone(plan, due_in_days=day)
    first = (await world.rest("amina", "GET", "/v1/milestones?sort=dueOn&limit=1")).json()
    await world.a_milestone(plan, due_in_days=1)
    await world.a_milestone(plan, due_in_days=25)
    rest = await pages(world, f"/v1/milestones?sort=dueOn&limit=1&cursor={first['nextCursor']}")
    assert len(rest) == 3
    assert first["data"][0]["id"] not in {one["id"] for page in rest for one in page["data"]}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "limit", ["0", "201", "abc", "-1", "1.5", "", "9223372036854775808", "1e2"]
)
async def test_a_page_has_one_to_two_hundred(world: World, path: str, limit: str) -> None:
    who = "vendor" if "webhook" in path else "amina"
    body = refused(await world.rest(who, "GET", f"{path}?limit={limit}"), 422, "invalid")
    assert pointers(body) == ["/limit"]


def forged(*parts: object) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


GARBAGE = [
    "",
    "x",
    "AAAA",
    "null",
    "%00",
    "%F0%9F%98%80",
    forged(),
    forged("id"),
    forged("id", "x"),
    forged("id", None),
    forged("id", 1),
    forged("id", ["x"]),
    forged("id", "a" * 36),
    forged("-id", "019a0000-0000-7000-8000-000000000001"),
    forged("id", "019a0000-0000-7000-8000-000000000001", 1),
    forged("due_on,id", "2026-01-01", "019a0000-0000-7000-8000-000000000001"),
    forged({"id": 1}, "019a0000-0000-7000-8000-000000000001"),
    urlsafe_b64encode(b'["id", NaN]').decode(),
    urlsafe_b64encode(b"[" * 600).decode(),
    urlsafe_b64encode(b'"id"').decode(),
    urlsafe_b64encode(b'{"id": 1}').decode(),
    "a" * 1001,
]


@pytest.mark.parametrize("path", LISTS)
async def test_a_cursor_of_somebodys_own_making_is_refused(world: World, path: str) -> None:
    who = "vendor" if "webhook" in path else "amina"
    for cursor in GARBAGE:
        answer = await world.rest(who, "GET", f"{path}?cursor={cursor}")
        if cursor == "%00":
            refused(answer, 400, "malformed")
        elif len(cursor) > 1000:
            refused(answer, 422, "invalid")
        else:
            assert pointers(refused(answer, 422, "cursor_invalid")) == ["/cursor"], cursor


async def test_a_cursor_is_of_one_order(world: World) -> None:
    plan = await world.a_plan()
    for _ in range(2):
        await world.a_milestone(plan)
    by_day = await world.rest("amina", "GET", "/v1/milestones?limit=1&sort=dueOn")
    cursor = by_day.json()["nextCursor"]
    for other in ("sort=-dueOn", "sort=created", "limit=5"):
        answer = await world.rest("amina", "GET", f"/v1/milestones?{other}&cursor={cursor}")
        refused(answer, 422, "cursor_invalid")
    for noise in ("!", "%0A", "+/", "é"):
        answer = await world.rest(
            "amina", "GET", f"/v1/milestones?sort=dueOn&cursor={cursor}{noise}"
        )
        refused(answer, 422, "cursor_invalid")


async def test_a_cursor_is_of_one_list(world: World) -> None:
    await world.a_plan()
    await world.a_plan()
    cursor = (await world.rest("amina", "GET", "/v1/plans?limit=1")).json()["nextCursor"]
    refused(await world.rest("amina", "GET", f"/v1/people?cursor={cursor}"), 422, "cursor_invalid")


async def test_filters_are_typed(world: World) -> None:
    for query, pointer in (
        ("personId=x", "/personId"),
        ("missed=perhaps", "/missed"),
        ("dueSoon=perhaps", "/dueSoon"),
        ("status=nope", "/status/0"),
        ("status=planned,nope", "/status/1"),
        ("status=", "/status/0"),
        ("open=perhaps", "/open"),
        ("overdue=perhaps", "/overdue"),
        ("dueBefore=tomorrow", "/dueBefore"),
        ("dueFrom=0000-01-01", "/dueFrom"),
        ("dueFrom=1700000000", "/dueFrom"),
        ("dueFrom=2026-02-30", "/dueFrom"),
        ("dueFrom=9999-12-31", "/dueFrom"),
        ("sort=title", "/sort"),
        ("person_id=019a0000-0000-7000-8000-000000000001", "/person_id"),
    ):
        answer = await world.rest("amina", "GET", f"/v1/milestones?{query}")
        assert pointers(refused(answer, 422, "invalid")) == [pointer], query
