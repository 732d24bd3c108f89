"""Plan templates, applied to one person and to hundreds."""

import asyncio
import time
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.entity import utc_now
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.plans.errors import TemplateGoalUnknown, TemplateRetired
from app.domain.plans.models.template import PlanTemplate, due_on
from tests.world import World

START = "2031-01-31"
TEMPLATE: dict[str, Any] = {
    "title": "First hundred days",
    "goals": [
        {"title": "Know the people", "successCriteria": "They know you"},
        {"title": "Know the work"},
    ],
    "milestones": [
        {"title": "Meet everybody", "afterDays": 30, "kind": "community", "goalIndex": 0},
        {"title": "Look back together", "afterDays": 100, "kind": "checkpoint", "owner": "manager"},
    ],
}


def a_template(**fields: Any) -> PlanTemplate:
    given: dict[str, Any] = {"title": "T", "goals": [], "milestones": [], "author_id": uuid4()}
    return PlanTemplate(**(given | fields))


def test_a_milestone_serves_a_goal_that_is_there() -> None:
    step = {"title": "A step", "goalIndex": 0}
    a_template(goals=[{"title": "A goal"}], milestones=[step]).created()
    with pytest.raises(TemplateGoalUnknown) as refused:
        a_template(milestones=[step | {"goalIndex": None}, step]).created()
    assert [fault.pointer for fault in refused.value.faults] == ["/milestones/1/goalIndex"]


def test_what_is_retired_stays_as_it_is() -> None:
    template = a_template()
    template.retire(utc_now())
    for change in (lambda: template.revise({"title": "Other"}), lambda: template.retire(utc_now())):
        with pytest.raises(TemplateRetired):
            change()


def test_a_change_that_changes_nothing_is_none() -> None:
    template = a_template()
    assert template.revise({"title": "T"}) == []
    [event] = template.revise({"title": "Other"})
    assert (event.version, template.version) == (2, 2)


def test_deadlines_are_counted_from_the_start() -> None:
    assert due_on(date(2028, 2, 28), 1) == date(2028, 2, 29)
    assert due_on(date(2028, 2, 28), 0) == date(2028, 2, 28)


async def made(world: World, who: str = "jonas", **fields: Any) -> str:
    answer = await world.rest(who, "POST", "/v1/plan-templates", TEMPLATE | fields)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def applied(
    world: World, who: str, template: str, people: list[Any], **fields: Any
) -> dict[str, Any]:
    body = {"personIds": people, "startsOn": START} | fields
    answer = await world.rest(who, "POST", f"/v1/plan-templates/{template}/apply", body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def reasons(report: dict[str, Any]) -> list[str | None]:
    return [one["reason"] for one in report["people"]]


async def test_a_template_is_shown_as_it_was_written(world: World) -> None:
    id = await made(world)
    shown = (await world.rest("tomas", "GET", f"/v1/plan-templates/{id}")).json()
    assert [one["title"] for one in shown["goals"]] == ["Know the people", "Know the work"]
    assert shown["milestones"][1] == {
        "title": "Look back together",
        "afterDays": 100,
        "kind": "checkpoint",
        "successMeasure": None,
        "goalIndex": None,
        "owner": "manager",
    }


async def test_a_manager_begins_a_draft_with_everything_in_it(world: World) -> None:
    id = await made(world)
    report = await applied(world, "jonas", id, [world.id("amina")])
    assert (report["created"], report["skipped"]) == (1, 0)
    path = f"/v1/plans/{report['people'][0]['planId']}?expand=goals,milestones"
    plan = (await world.rest("amina", "GET", path)).json()
    assert plan["status"] == "draft"
    assert plan["templateId"] == id
    goals = {one["title"]: one["id"] for one in plan["goals"]}
    assert set(goals) == {"Know the people", "Know the work"}
    first, last = plan["milestones"]
    start = date.fromisoformat(START)
    assert start + timedelta(days=30) == date(2031, 3, 2)  # a Sunday
    assert first["dueOn"] == "2031-03-03"
    assert first["goalId"] == goals["Know the people"]
    assert (first["ownerId"], first["ownerStatus"]) == (str(world.id("amina")), "proposed")
    assert (last["ownerId"], last["ownerStatus"]) == (str(world.id("jonas")), "accepted")
    assert last["goalId"] is None


async def test_who_has_no_manager_owns_what_a_manager_would(world: World) -> None:
    report = await applied(world, "tomas", await made(world), [world.id("tomas")])
    path = f"/v1/plans/{report['people'][0]['planId']}?expand=milestones"
    plan = (await world.rest("tomas", "GET", path)).json()
    owners = {(one["ownerId"], one["ownerStatus"]) for one in plan["milestones"]}
    assert owners == {(str(world.id("tomas")), "accepted")}


async def test_one_who_is_skipped_is_in_nobodys_way(world: World) -> None:
    id = await made(world)
    named = [world.id("tomas"), uuid4(), world.id("amina"), world.id("amina"), world.id("jonas")]
    report = await applied(world, "jonas", id, named)
    assert reasons(report) == ["not_yours", "unknown", None, "repeated", None]
    assert [one["personId"] for one in report["people"]] == [str(one) for one in named]
    again = await applied(world, "jonas", id, named)
    assert reasons(again) == ["not_yours", "unknown", "has_one", "repeated", "has_one"]
    assert again["created"] == 0


async def test_who_left_gets_no_plan(world: World) -> None:
    id = await made(world)
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        await tx.connection.execute(
            "UPDATE person SET status = 'left', left_on = current_date "
            "WHERE tenant_id = $1 AND id = $2",
            world.tenant_id,
            world.id("amina"),
        )
    assert reasons(await applied(world, "jonas", id, [world.id("amina")])) == ["left"]


async def test_nobody_learns_of_a_plan_that_is_not_theirs_to_know(world: World) -> None:
    id = await made(world)
    for _ in range(2):
        report = await applied(world, "amina", id, [world.id("amina")])
    assert reasons(report) == ["has_one"]
    for who in ("tomas", "olga", "priya", "vendor"):
        assert reasons(await applied(world, who, id, [world.id("amina")])) == ["not_yours"]


async def test_a_person_of_another_organisation_is_unknown(world: World, elsewhere: World) -> None:
    report = await applied(world, "jonas", await made(world), [elsewhere.id("amina")])
    assert reasons(report) == ["unknown"]
    answer = await elsewhere.rest(
        "jonas",
        "POST",
        f"/v1/plan-templates/{await made(world)}/apply",
        {"personIds": [str(elsewhere.id("amina"))], "startsOn": START},
    )
    assert answer.status_code == 404


async def test_a_dry_run_says_the_same_and_does_nothing(world: World) -> None:
    id, named = await made(world), [world.id("amina"), world.id("tomas")]
    tried = await applied(world, "jonas", id, named, dryRun=True)
    assert reasons(tried) == [None, "not_yours"]
    assert tried["people"][0]["planId"] is None
    assert (await world.rest("amina", "GET", "/v1/plans")).json()["data"] == []
    assert reasons(await applied(world, "jonas", id, named)) == [None, "not_yours"]


async def test_of_two_at_once_one_begins_the_plan(world: World) -> None:
    id = await made(world)
    reports = await asyncio.gather(
        *(applied(world, "jonas", id, [world.id("amina")]) for _ in range(4))
    )
    assert sorted(one["created"] for one in reports) == [0, 0, 0, 1]
    assert len((await world.rest("amina", "GET", "/v1/plans")).json()["data"]) == 1


async def test_each_of_what_is_begun_is_told(world: World) -> None:
    await applied(world, "jonas", await made(world), [world.id("amina"), world.id("jonas")])
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        told = await tx.connection.fetch(
            "SELECT type, count(*) AS n, "
            "bool_and((sequence = 1) = (type NOT LIKE '%owner_proposed')) AS first, "
            "bool_or(data::text LIKE '%Know%' OR data::text LIKE '%Meet%') AS words "
            "FROM outbox_event WHERE tenant_id = $1 AND type ~ '^(plan|goal|milestone)[.]' "
            "GROUP BY type ORDER BY type",
            world.tenant_id,
        )
    assert [(row["type"], row["n"]) for row in told] == [
        ("goal.created", 4),
        ("milestone.created", 4),
        ("milestone.owner_proposed", 1),
        ("plan.created", 2),
    ]
    assert all(row["first"] and not row["words"] for row in told)


async def test_five_hundred_people_are_one_request(world: World) -> None:
    items = [
        {
            "externalId": f"p{n}",
            "userName": f"p{n}",
            "displayName": "P",
            "managerExternalId": "jonas",
        }
        for n in range(500)
    ]
    command = {"command": UpsertPeople(items=items)}
    await world.system.execute(people.upsert_people, command)
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        ids: list[UUID] = await tx.connection.fetchval(
            "SELECT array_agg(id) FROM person WHERE tenant_id = $1 AND external_id LIKE 'p%' "
            "AND external_id <> 'priya'",
            world.tenant_id,
        )
    steps = [{"title": f"Step {n}", "afterDays": n, "owner": "manager"} for n in range(10)]
    id = await made(world, milestones=steps)
    began = time.perf_counter()
    report = await applied(world, "jonas", id, ids)
    took = time.perf_counter() - began
    assert report["created"] == 500
    assert took < 10, f"{took:.1f} s"
    async with world.database.transaction(world.system.actor, world.system.clock()) as tx:
        count = await tx.connection.fetchval(
            "SELECT count(*) FROM milestone WHERE tenant_id = $1", world.tenant_id
        )
    assert count == 5000
