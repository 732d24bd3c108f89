"""Leave, leaving and coming back: what ends with it, what stays, and what is told."""

import json
from typing import Any

import pytest

from app.domain.page import Pagination
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.plans import service as plans
from app.domain.plans.commands import PlanFilters
from tests.relations import (
    become,
    cover,
    day,
    end,
    managers,
    move,
    reorganise,
    start,
    started,
    ties,
    told,
)
from tests.world import World

STATUSES = ("person.left", "person.returned", "person.leave_started", "person.leave_ended")


async def test_who_leaves_has_no_relations_in_either_direction(world: World) -> None:
    await started(world, "jonas", "tomas")
    await started(world, "tomas", "olga", "mentor")
    await started(world, "olga", "jonas", "mentor", startsOn=day(30))
    await started(world, "jonas", "priya", "sponsor", startsOn=day(60), endsOn=day(90))
    left = (await become(world, "jonas", "left")).json()

    assert (left["status"], left["leftOn"]) == ("left", day(0))
    assert await ties(world) == [
        ("manager", "amina", "jonas", day(0), day(0)),
        ("manager", "jonas", "tomas", day(0), day(0)),
        ("mentor", "olga", "jonas", day(30), day(30)),
        ("mentor", "tomas", "olga", day(0), ""),
        ("people_partner", "amina", "priya", day(0), ""),
        ("sponsor", "jonas", "priya", day(60), day(60)),
    ]
    assert len(await told(world, "relationship.ended")) == 4
    assert [name for name, _ in await told(world, *STATUSES)] == ["person.left"]
    # Asked past the gate, which lets nobody in who has left.
    listed = await world.ctx("jonas").list(plans.list_plans, {}, PlanFilters(), Pagination())
    assert listed.bodies == []


async def test_what_was_over_before_stays_as_it_was(world: World) -> None:
    await started(world, "amina", "olga", startsOn=day(-50), endsOn=day(-20))
    await become(world, "olga", "left", leftOn=day(-30))

    assert ("manager", "amina", "olga", day(-50), day(-20)) in await ties(world)


async def test_who_comes_back_is_given_new_relations(world: World) -> None:
    await become(world, "jonas", "left", leftOn=day(-3))
    assert (await start(world, "olga", "jonas")).json()["code"] == "person_gone"
    assert (await reorganise(world, move("olga", "jonas"))).json()["code"] == "person_gone"
    back = (await become(world, "jonas", "active")).json()

    assert (back["status"], back["leftOn"]) == ("active", None)
    assert await managers(world, "amina") == []
    [_, (name, data)] = await told(world, *STATUSES)
    assert (name, data["returnedOn"]) == ("person.returned", day(0))
    await started(world, "olga", "jonas")


async def test_who_left_may_still_be_put_into_the_past(world: World) -> None:
    await become(world, "jonas", "left", leftOn=day(-3))

    await started(world, "olga", "jonas", startsOn=day(-99), endsOn=day(-3))
    over = await start(world, "tomas", "jonas", startsOn=day(-99), endsOn=day(-2))
    assert over.json()["code"] == "person_gone"


async def test_a_leave_changes_no_relation_and_no_right(world: World) -> None:
    await world.a_plan()
    before = await ties(world)
    away = (await become(world, "jonas", "on_leave", leaveEndsOn=day(90))).json()

    assert (away["status"], away["leaveEndsOn"]) == ("on_leave", day(90))
    assert await ties(world) == before
    assert len((await world.rest("jonas", "GET", "/v1/plans")).json()["data"]) == 1
    await become(world, "jonas", "active")
    [(began, first), (ended, last)] = await told(world, *STATUSES)
    assert (began, first["startsOn"], first["endsOn"]) == (
        "person.leave_started",
        day(0),
        day(90),
    )
    assert (ended, last["endsOn"]) == ("person.leave_ended", day(0))


async def test_covers_end_with_who_leaves(world: World) -> None:
    await cover(world, "jonas", "tomas")
    await become(world, "tomas", "left")

    assert await ties(world, query="?kind=cover&current=true") == []


async def test_leaving_is_said_when_it_is_so(world: World) -> None:
    answer = await become(world, "jonas", "left", leftOn=day(1))

    assert (answer.status_code, answer.json()["code"]) == (422, "leaves_later")
    assert await managers(world, "amina") == ["jonas"]


async def test_the_same_again_changes_and_tells_nothing(world: World) -> None:
    first = (await become(world, "jonas", "on_leave", leaveEndsOn=day(9))).json()
    again = (await become(world, "jonas", "on_leave")).json()

    assert again == first
    assert len(await told(world, *STATUSES)) == 1


async def test_a_batch_lets_many_leave_at_once(world: World) -> None:
    names = ("jonas", "priya", "olga")
    await started(world, "tomas", "olga")
    items: list[Any] = [
        {"externalId": n, "userName": n, "displayName": n, "status": "left"} for n in names
    ]
    report = await world.do("vendor", people.upsert_people, command=UpsertPeople(items=items))

    assert report["updated"] == 3
    assert {end for *_, end in await ties(world)} == {day(0)}
    assert len(await told(world, "person.left")) == 3
    assert len(await told(world, "relationship.ended")) == 3


@pytest.mark.parametrize("who", ["amina", "jonas", "priya"])
async def test_people_do_not_say_who_left(world: World, who: str) -> None:
    path = f"/v1/people/{world.id('amina')}/status"
    answer = await world.rest(who, "POST", path, {"status": "left"}, if_match="*")

    assert (answer.status_code, json.loads(answer.text)["code"]) == (403, "forbidden")


async def test_a_relation_that_never_was_is_not_ended_again_by_who_leaves(world: World) -> None:
    never = await started(world, "amina", "tomas", "mentor", startsOn=day(30))
    assert (await end(world, never["id"])).status_code == 200
    await become(world, "tomas", "left")

    assert len(await told(world, "relationship.ended")) == 1


async def test_what_never_was_since_somebody_left_is_over(world: World) -> None:
    later = await started(world, "amina", "tomas", "mentor", startsOn=day(30))
    await become(world, "tomas", "left")
    answer = await end(world, later["id"], endsOn=day(60))

    assert (answer.status_code, answer.json()["code"]) == (409, "relationship_over")
    assert await ties(world, query=f"?kind=mentor&on={day(40)}") == []
