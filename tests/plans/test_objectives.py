"""Objectives: who writes them, which are listed, and that they are no circle."""

import asyncio
from typing import Any

import pytest

from tests.relations import move, reorganise
from tests.world import World

PERIOD = {"startsOn": "2030-01-01", "endsOn": "2030-12-31"}


async def objective(world: World, title: str = "Be heard", **given: Any) -> dict[str, Any]:
    wanted = {"title": title, "kind": "team", "ownerId": str(world.id("jonas"))}
    answer = await world.rest("vendor", "POST", "/v1/objectives", wanted | PERIOD | given)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_who_has_reports_no_more_sets_no_objectives_and_keeps_their_own(
    world: World,
) -> None:
    body = {"title": "Ours", "kind": "team", "ownerId": world.id("jonas"), **PERIOD}
    own = await world.rest("jonas", "POST", "/v1/objectives", body)
    assert own.status_code == 201

    await reorganise(world, move("amina", "tomas"))

    assert (await world.rest("jonas", "POST", "/v1/objectives", body)).status_code == 403
    path = f"/v1/objectives/{own.json()['id']}"
    renamed = await world.rest("jonas", "PATCH", path, {"title": "Still ours"}, if_match="*")
    assert renamed.json()["title"] == "Still ours"
    theirs = {**body, "ownerId": world.id("tomas")}
    assert (await world.rest("tomas", "POST", "/v1/objectives", theirs)).status_code == 201


async def test_nobody_sets_an_objective_that_somebody_else_answers_for(world: World) -> None:
    body = {"title": "Yours", "kind": "team", "ownerId": world.id("olga"), **PERIOD}
    answer = await world.rest("jonas", "POST", "/v1/objectives", body)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["whole", "part", "past"]),
        ("?status=achieved", ["past"]),
        ("?kind=organisation", ["whole"]),
        ("?ownerId={olga}", ["part"]),
        ("?parentId={whole}", ["part"]),
        ("?day=2030-01-01", ["whole", "part"]),
        ("?day=2030-06-30", ["whole", "part"]),
        ("?day=2030-07-01", ["whole"]),
        ("?day=2029-12-31", ["past"]),
        ("?sort=endsOn", ["past", "part", "whole"]),
        ("?sort=-endsOn", ["whole", "part", "past"]),
    ],
)
async def test_lists_are_narrowed(world: World, query: str, titles: list[str]) -> None:
    whole = await objective(world, "whole", kind="organisation")
    olga = str(world.id("olga"))
    await objective(world, "part", parentId=whole["id"], ownerId=olga, endsOn="2030-06-30")
    past = await objective(world, "past", startsOn="2029-01-01", endsOn="2029-12-31")
    await world.rest("vendor", "POST", f"/v1/objectives/{past['id']}/achieve", if_match="*")
    asked = query.format(olga=olga, whole=whole["id"])
    found = (await world.rest("tomas", "GET", f"/v1/objectives{asked}")).json()["data"]

    assert [one["title"] for one in found] == titles


async def test_the_same_again_by_its_name_is_no_change(world: World) -> None:
    path = "/v1/objectives/by-external-id/okr-1"
    body = {"title": "Be heard", "kind": "team", "ownerId": world.id("jonas"), **PERIOD}
    told = [await world.rest("vendor", "PUT", path, body) for _ in range(2)]
    changed = await world.rest("vendor", "PUT", path, body | {"title": "Be seen"})

    assert [one.json()["version"] for one in (*told, changed)] == [1, 1, 2]
    assert changed.json()["externalId"] == "okr-1"


async def test_what_is_over_by_its_name_may_be_sent_again_unchanged(world: World) -> None:
    path = "/v1/objectives/by-external-id/okr-1"
    body = {"title": "Be heard", "kind": "team", "ownerId": world.id("jonas"), **PERIOD}
    made = (await world.rest("vendor", "PUT", path, body)).json()
    await world.rest("vendor", "POST", f"/v1/objectives/{made['id']}/achieve", if_match="*")

    assert (await world.rest("vendor", "PUT", path, body)).json()["status"] == "achieved"


async def test_two_moves_at_once_make_no_circle(world: World) -> None:
    for _ in range(5):
        one, other = await objective(world), await objective(world)
        moved = await asyncio.gather(
            *(
                world.rest(
                    "vendor",
                    "PATCH",
                    f"/v1/objectives/{child['id']}",
                    {"parentId": parent["id"]},
                    if_match="*",
                )
                for child, parent in ((one, other), (other, one))
            )
        )
        assert min(answer.status_code for answer in moved) == 200
        ids = [one["id"], other["id"]]
        now = [(await world.rest("vendor", "GET", f"/v1/objectives/{id}")).json() for id in ids]
        assert None in [found["parentId"] for found in now]


async def test_competencies_of_a_goal_are_replaced_as_a_whole(world: World) -> None:
    codes = ("A", "B", "C")
    document = {
        "framework": {"code": "f", "title": "F"},
        "scale": [{"code": f"L{rank}", "name": str(rank), "rank": rank} for rank in (1, 2)],
        "competencies": [{"code": c, "name": c, "statement": c} for c in codes],
    }
    await world.rest("vendor", "POST", "/v1/competency-frameworks:sync", {"document": document})
    known = (await world.rest("vendor", "GET", "/v1/competencies")).json()["data"]
    ids = {one["code"]: one["id"] for one in known}
    goal = await world.a_goal(await world.a_plan())
    path = f"/v1/goals/{goal['id']}/competencies?expand=competencies.competency"

    for wanted in (
        [("A", "L1", "L2"), ("B", None, "L1")],
        [("C", None, None), ("B", "L1", "L2")],
        [],
    ):
        items = [
            {"competencyId": ids[code], "fromLevel": low, "toLevel": high}
            for code, low, high in wanted
        ]
        answer = await world.rest("jonas", "PUT", path, {"items": items})
        assert [
            (one["competency"]["code"], one["fromLevel"], one["toLevel"])
            for one in answer.json()["competencies"]
        ] == wanted
