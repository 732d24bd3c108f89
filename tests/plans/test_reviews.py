"""The two sides look at a plan together, write down what they saw, and say when next."""

from typing import Any

import pytest

from tests.relations import cover, day, told
from tests.world import World

Json = dict[str, Any]
REVIEW = {"heldOn": day(0), "summary": "Going well", "changes": "More time"}


@pytest.fixture
async def plan(world: World) -> str:
    """Of amina, and agreed."""
    id = str((await world.a_plan())["id"])
    for who, step in (("amina", "propose"), ("jonas", "agree")):
        assert (await take(world, id, step, who)).is_success
    return id


async def take(world: World, plan: str, step: str, who: str = "amina", **body: Any) -> Any:
    return await world.rest(who, "POST", f"/v1/plans/{plan}/{step}", body, if_match="*")


async def review(world: World, plan: str, who: str = "jonas", **given: Any) -> Any:
    path = f"/v1/plans/{plan}/reviews"
    return await world.rest(who, "POST", path, REVIEW | given, if_match="*")


async def reviewed(world: World, plan: str, who: str = "jonas", **given: Any) -> Json:
    answer = await review(world, plan, who, **given)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def state(world: World, plan: str) -> tuple[str, str | None]:
    found = (await world.rest("amina", "GET", f"/v1/plans/{plan}")).json()
    return found["status"], found["nextReviewOn"]


async def listed(world: World, plan: str, who: str = "amina", query: str = "") -> list[Json]:
    answer = await world.rest(who, "GET", f"/v1/plans/{plan}/reviews{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("amina", 201),
        ("jonas", 201),
        ("priya", 403),
        ("vendor", 403),
        ("tomas", 404),
        ("olga", 404),
    ],
)
async def test_the_two_sides_review_and_nobody_else(
    world: World, plan: str, who: str, status: int
) -> None:
    answer = await review(world, plan, who)
    begun = await take(world, plan, "start-review", who)

    assert (answer.status_code, begun.status_code) == (status, 200 if status == 201 else status)
    assert len(await listed(world, plan)) == (1 if status == 201 else 0)


async def test_who_covers_for_the_manager_reviews_in_their_place(world: World, plan: str) -> None:
    await cover(world, "jonas", "tomas")
    made = await reviewed(world, plan, "tomas")

    assert made["authorId"] == str(world.id("tomas"))


async def test_it_says_who_held_it_and_what_was_seen(world: World, plan: str) -> None:
    made = await reviewed(world, plan, nextReviewOn=day(90))

    assert {name: made[name] for name in REVIEW} == REVIEW
    assert made["nextReviewOn"] == day(90)
    assert (made["planId"], made["personId"]) == (plan, str(world.id("amina")))
    assert made["authorId"] == str(world.id("jonas"))
    assert await listed(world, plan) == [made]
    path = f"/v1/plan-reviews/{made['id']}"
    for who in ("amina", "jonas", "priya"):
        assert (await world.rest(who, "GET", path)).json() == made
    for who in ("tomas", "olga"):
        assert (await world.rest(who, "GET", path)).status_code == 404
        assert await listed(world, plan, who) == []


async def test_the_plan_has_the_day_of_the_next_one_and_is_worked_on_again(
    world: World, plan: str
) -> None:
    await take(world, plan, "start-review")
    assert await state(world, plan) == ("in_review", None)

    await reviewed(world, plan, nextReviewOn=day(90))
    assert await state(world, plan) == ("active", day(90))

    await reviewed(world, plan, "amina", nextReviewOn=day(30))
    assert await state(world, plan) == ("active", day(30))

    await reviewed(world, plan)
    assert await state(world, plan) == ("active", None)


@pytest.mark.parametrize("days", [-1, 0])
async def test_the_next_one_is_on_a_later_day(world: World, plan: str, days: int) -> None:
    answer = await review(world, plan, nextReviewOn=day(days))

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "after this one" in answer.text
    assert await state(world, plan) == ("active", None)
    assert await listed(world, plan) == []


async def test_the_next_one_can_be_on_the_day_after(world: World, plan: str) -> None:
    assert (await reviewed(world, plan, nextReviewOn=day(1)))["nextReviewOn"] == day(1)


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"summary": " "}, "/summary"),
        ({"summary": None}, "/summary"),
        ({"heldOn": None}, "/heldOn"),
        ({"heldOn": "2026-02-30"}, "/heldOn"),
        ({"changes": ""}, "/changes"),
        ({"nextReviewOn": "soon"}, "/nextReviewOn"),
        ({"authorId": "x"}, "/authorId"),
    ],
)
async def test_what_is_no_review_is_refused_where_it_is_wrong(
    world: World, plan: str, given: Json, pointer: str
) -> None:
    answer = await review(world, plan, **given)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert await listed(world, plan) == []


async def test_its_words_are_for_people(world: World, plan: str) -> None:
    made = await reviewed(world, plan, nextReviewOn=day(90))
    silent = made | {"summary": None, "changes": None}

    path = f"/v1/plan-reviews/{made['id']}"
    assert (await world.rest("vendor", "GET", path)).json() == silent
    assert await listed(world, plan, "vendor") == [silent]
    found = (await world.rest("vendor", "GET", f"/v1/plans/{plan}?expand=reviews")).json()
    assert found["reviews"] == [silent]
    query = "query ($id: UUID!) { plan(planId: $id) { reviews { summary changes heldOn } } }"
    heard = (await world.graphql("vendor", query, {"id": plan})).json()
    seen = {"summary": None, "changes": None, "heldOn": day(0)}
    assert heard["data"]["plan"]["reviews"] == [seen]


async def test_what_is_told_of_it_has_no_words(world: World, plan: str) -> None:
    await reviewed(world, plan, nextReviewOn=day(90))
    [(_, data)] = await told(world, "plan.reviewed")

    assert data["id"] == plan
    assert "Going well" not in str(data)
    assert "More time" not in str(data)


async def test_it_is_decided_on_the_plan_as_it_was_read(world: World, plan: str) -> None:
    path = f"/v1/plans/{plan}"
    etag = (await world.rest("jonas", "GET", path)).headers["etag"]
    first = await world.rest("jonas", "POST", f"{path}/reviews", REVIEW, if_match=etag)
    again = await world.rest("amina", "POST", f"{path}/reviews", REVIEW, if_match=etag)
    unread = await world.rest("amina", "POST", f"{path}/reviews", REVIEW)

    assert (first.status_code, again.status_code, unread.status_code) == (201, 412, 428)
    assert len(await listed(world, plan)) == 1


async def test_a_plan_that_is_not_worked_on_is_not_reviewed(world: World, plan: str) -> None:
    draft = (await world.a_plan())["id"]
    await take(world, plan, "complete")
    for one in (draft, plan):
        heard = [await review(world, one), await take(world, one, "start-review")]
        assert {(e.status_code, e.json()["code"]) for e in heard} == {(409, "plan_not_active")}
        assert await listed(world, one) == []


async def test_they_are_in_the_order_of_their_days_and_found_by_them(
    world: World, plan: str
) -> None:
    for days, who in ((-10, "jonas"), (-30, "amina"), (-20, "jonas")):
        await reviewed(world, plan, who, heldOn=day(days))

    async def days_of(query: str) -> list[str]:
        return [one["heldOn"] for one in await listed(world, plan, query=query)]

    assert await days_of("") == [day(-30), day(-20), day(-10)]
    assert await days_of(f"?heldFrom={day(-20)}") == [day(-20), day(-10)]
    assert await days_of(f"?heldBefore={day(-20)}") == [day(-30)]
    assert await days_of(f"?authorId={world.id('jonas')}") == [day(-20), day(-10)]
    expanded = (await world.rest("amina", "GET", f"/v1/plans/{plan}?expand=reviews")).json()
    assert [one["heldOn"] for one in expanded["reviews"]] == await days_of("")


async def test_what_was_written_stays_when_the_plan_has_ended(world: World, plan: str) -> None:
    made = await reviewed(world, plan)
    await take(world, plan, "complete")

    assert await listed(world, plan) == await listed(world, plan, "jonas") == [made]
