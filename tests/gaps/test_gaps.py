"""How far somebody is from roles: every number adds up from what it lists."""

from typing import Any
from uuid import UUID

import pytest

from tests.assessments.kit import said
from tests.assessments.test_standings import replaced
from tests.gaps.kit import gaps, has_role, sums
from tests.role_profiles.kit import (
    SCALE,
    a_framework,
    competencies,
    declared,
    role,
    roles,
)
from tests.world import World

SENIOR = role("senior", ("COM", "L3", True), ("SYS", "L4", True), ("LEAD", "L2", False), rank=2)
LEAD = role("lead", ("LEAD", "L4", True), track="leadership")


@pytest.fixture
async def framework(world: World) -> UUID:
    id = await a_framework(world, "COM", "SYS", "LEAD")
    await declared(world, id, [SENIOR, LEAD])
    return id


@pytest.fixture
async def ids(world: World, framework: UUID) -> dict[str, str]:
    return await competencies(world, framework)


async def test_the_sums_of_several_roles_side_by_side(world: World, ids: dict[str, str]) -> None:
    com = await said(world, "jonas", "manager", ids["COM"], "L3")
    await said(world, "jonas", "manager", ids["SYS"], "L2")

    senior, lead = await gaps(world, "senior", "lead")
    # COM is whole, of SYS 2 of 4, and of LEAD nothing: (2 * 1 + 2 * 0.5 + 0) / 5.
    assert sums(senior) == {
        "met": 1,
        "missing": 1,
        "unassessed": 1,
        "distance": 2 + 2,
        "readiness": 60,
    }
    assert sums(lead) == {
        "met": 0,
        "missing": 0,
        "unassessed": 1,
        "distance": 4,
        "readiness": 0,
    }
    states = [(o["code"], o["state"], o["distance"]) for o in senior["requirements"]]
    assert states == [("COM", "met", 0), ("SYS", "missing", 2), ("LEAD", "unassessed", 2)]
    [shown] = senior["requirements"][0]["inputs"]
    assert (shown["assessmentId"], shown["rank"]) == (com["id"], 3)
    assert senior["requirements"][2]["inputs"] == []


async def test_without_roles_named_it_is_the_role_of_today(
    world: World, ids: dict[str, str]
) -> None:
    assert ids
    assert await gaps(world) == []
    await has_role(world, "lead")

    assert [one["code"] for one in await gaps(world)] == ["lead"]


async def test_each_reads_it_by_what_they_may_read_and_nobody_else_does(
    world: World, ids: dict[str, str]
) -> None:
    await said(world, "amina", "self", ids["LEAD"], "L4")

    assert sums((await gaps(world, "lead"))[0])["readiness"] == 100
    assert sums((await gaps(world, "lead", who="jonas"))[0])["unassessed"] == 1
    for who in ("priya", "olga", "tomas", "vendor"):
        assert await gaps(world, "lead", who=who) == []


async def test_more_than_five_roles_are_too_many(world: World, ids: dict[str, str]) -> None:
    path = f"/v1/people/{world.id('amina')}/gaps?roleProfileIds="
    answer = await world.rest("amina", "GET", path + ",".join([ids["COM"]] * 6))

    assert answer.json()["code"] == "invalid"


async def test_what_took_the_place_of_a_competency_is_met_by_what_was_said_of_it(
    world: World, framework: UUID, ids: dict[str, str]
) -> None:
    await said(world, "jonas", "manager", ids["COM"], "L4")
    await replaced(world, ids["COM"], ids["LEAD"])

    [lead] = await gaps(world, "lead")
    assert sums(lead)["met"] == 1
    assert lead["requirements"][0]["inputs"][0]["competencyId"] == ids["COM"]


@pytest.mark.parametrize(
    ("ranks", "met"),
    [
        ((10, 20, 30, 40, 50), 0),  # ten times as many: L3 is still below L4
        ((1, 2, 9, 4, 5), 1),  # L3 is above L4 by now
        ((10, 20, 30, 31, 50), 0),
    ],
)
async def test_ranks_are_compared_within_one_version(
    world: World, ids: dict[str, str], ranks: tuple[int, ...], met: int
) -> None:
    await said(world, "jonas", "manager", ids["LEAD"], "L3")
    await _edited(world, _scale(ranks))

    [lead] = await gaps(world, "lead")
    assert sums(lead)["met"] == met


def _scale(ranks: tuple[int, ...]) -> list[dict[str, Any]]:
    return [{**one, "rank": rank} for one, rank in zip(SCALE, ranks, strict=True)]


async def _edited(world: World, scale: list[dict[str, Any]]) -> None:
    await a_framework(world, "COM", "SYS", "LEAD", scale=scale)


async def test_what_is_met_stays_met_whatever_becomes_of_the_scale(
    world: World, ids: dict[str, str]
) -> None:
    await said(world, "jonas", "manager", ids["LEAD"], "L5")
    for ranks in ((1, 2, 3, 9, 5), (10, 20, 30, 40, 5)):
        await _edited(world, _scale(ranks))
        assert sums((await gaps(world, "lead"))[0])["met"] == 1
    gone = [one["code"] for one in SCALE]
    await _edited(world, [{"code": "X", "name": "X", "rank": 1, "replaces": gone}])
    assert sums((await gaps(world, "lead"))[0])["met"] == 1


async def test_what_is_said_after_an_edit_is_not_compared_with_ranks_of_before(
    world: World, ids: dict[str, str]
) -> None:
    await _edited(world, _scale((10, 20, 30, 40, 50)))
    await said(world, "jonas", "manager", ids["LEAD"], "L1")

    assert sums((await gaps(world, "lead"))[0])["missing"] == 1


async def test_a_gap_becomes_a_goal_from_level_to_level(world: World, ids: dict[str, str]) -> None:
    await said(world, "jonas", "manager", ids["SYS"], "L2")
    senior = (await roles(world))["senior"]["id"]
    body = {"roleProfileId": senior, "competencyIds": [ids["SYS"], ids["LEAD"], ids["SYS"]]}
    path = f"/v1/people/{world.id('amina')}/goals-from-gap?expand=competencies,plan"
    made = await world.rest("jonas", "POST", path, body)

    assert made.status_code == 201, made.text
    goal = made.json()
    assert (goal["title"], goal["plan"]["status"]) == ("Title of senior", "draft")
    about = {o["competencyId"]: (o["fromLevel"], o["toLevel"]) for o in goal["competencies"]}
    assert about == {ids["SYS"]: ("L2", "L4"), ids["LEAD"]: (None, "L2")}
    again = await world.rest("amina", "POST", path, body)
    assert again.json()["planId"] == goal["planId"], "into the plan that is open"


async def test_nobody_is_told_of_what_helped_a_few(world: World, ids: dict[str, str]) -> None:
    path = f"/v1/competencies/{ids['COM']}/what-helped"
    people = ["amina", "jonas", "priya", "tomas", "olga"]
    for n, who in enumerate(people, 1):
        await _achieved(world, who, ids["COM"], "mentoring")
        shown = (await world.rest("vendor", "GET", path)).json()["data"]
        assert [(o["kind"], o["goals"]) for o in shown] == ([("mentoring", 5)] if n == 5 else [])
    await _achieved(world, "amina", ids["COM"], "training")
    for who in ("amina", "tomas", "vendor"):
        shown = (await world.rest(who, "GET", path)).json()["data"]
        assert [one["kind"] for one in shown] == ["mentoring"], "training would be one of five"


async def _achieved(world: World, who: str, competency: str, kind: str) -> None:
    plan = await world.a_plan(who)
    goal = await world.a_goal(plan, who)
    body = {"items": [{"competencyId": competency, "toLevel": "L3"}]}
    put = await world.rest(who, "PUT", f"/v1/goals/{goal['id']}/competencies", body, if_match="*")
    assert put.is_success, put.text
    more = {"goal_id": UUID(goal["id"]), "kind": kind}
    step = await world.a_milestone(plan, person=who, owner=who, **more)
    reach = f"/v1/milestones/{step['id']}/reach"
    assert (await world.rest(who, "POST", reach, {}, if_match="*")).is_success
    achieve = f"/v1/goals/{goal['id']}/achieve"
    assert (await world.rest(who, "POST", achieve, if_match="*")).is_success
