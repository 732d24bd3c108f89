"""What becomes of what a learning system reports: milestones that go on, whoever comes later."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.transaction import Database
from tests.learning_records.kit import (
    AMINA,
    COURSE,
    ELSEWHERE,
    course,
    evidence,
    looked,
    milestone,
    outcome,
    progressed,
    record,
    records,
    reported,
    said,
    sent,
    state,
    step,
    told,
    voids,
)
from tests.world import World

LATER = timedelta(days=2)


@pytest.mark.parametrize("verb", ["initialized", "attempted", "launched", "progressed"])
async def test_who_begins_a_course_starts_the_milestone(
    world: World, looking: Database, verb: str
) -> None:
    step = await course(world)
    [id] = await reported(world, said(verb))
    assert await outcome(world, id) == ("waiting", None)
    assert await looked(world, looking) == 1
    found = await record(world, id)
    assert (found["outcome"], found["milestoneIds"]) == ("advanced", [step])
    assert found["personId"] == str(world.id("amina"))
    assert (await milestone(world, step))["status"] == "in_progress"
    assert await told(world, looking, said(verb)) == ("recorded", None)
    assert await looked(world, looking, LATER) == 0


@pytest.mark.parametrize("verb", ["completed", "passed"])
@pytest.mark.parametrize("kind", ["course", "link"])
async def test_who_completes_a_course_reaches_the_milestone(
    world: World, looking: Database, verb: str, kind: str
) -> None:
    step = await course(world, kind=kind)
    [id] = await reported(world, said(verb, result={"score": {"raw": 45, "max": 50}}))
    await looked(world, looking)
    assert await outcome(world, id) == ("advanced", None)
    assert await state(world, step) == ("reached", 100)
    [shown] = await evidence(world, step)
    assert shown["body"] == f"{verb}, score 45/50, statement {id}"
    assert (shown["kind"], shown["source"], shown["authorId"]) == ("completion", "Vendor", None)


async def test_how_far_along_only_ever_grows(world: World, looking: Database) -> None:
    step = await course(world)
    for percent, became, now in [
        (40, "advanced", ("in_progress", 40)),
        (40, "recorded", ("in_progress", 40)),
        (25, "recorded", ("in_progress", 40)),
        (80, "advanced", ("in_progress", 80)),
        (100, "advanced", ("in_progress", 100)),
    ]:
        assert await told(world, looking, progressed(percent)) == (became, None)
        assert await state(world, step) == now


async def test_what_comes_too_late_undoes_nothing(world: World, looking: Database) -> None:
    step = await course(world)
    late = {"timestamp": "2026-01-01T00:00:00Z"}
    assert await told(world, looking, said()) == ("advanced", None)
    assert await told(world, looking, progressed(10, **late)) == ("recorded", None)
    assert await told(world, looking, said("initialized", **late)) == ("recorded", None)
    assert await told(world, looking, said("failed", **late)) == ("recorded", None)
    assert await state(world, step) == ("reached", 100)


async def test_in_one_batch_the_order_of_the_statements_holds(
    world: World, looking: Database
) -> None:
    step = await course(world)
    ids = await reported(world, said("launched"), progressed(50), said(), progressed(70))
    await looked(world, looking)
    found = [(await outcome(world, id))[0] for id in ids]
    assert found == ["advanced", "advanced", "advanced", "recorded"]
    assert await state(world, step) == ("reached", 100)


async def test_what_is_reached_already_still_gets_what_shows_it(
    world: World, looking: Database
) -> None:
    id = await course(world)
    await step(world, id, "reach")
    assert await told(world, looking, said()) == ("refused", "milestone_not_open")
    assert len(await evidence(world, id)) == 1


async def test_a_plan_that_is_closed_gets_nothing(world: World, looking: Database) -> None:
    plan = await world.a_plan()
    id = await course(world, milestone=await world.a_milestone(plan))
    path = f"/v1/plans/{plan['id']}/close"
    await world.rest("amina", "POST", path, {"reason": "-"}, if_match="*")
    for verb in ("launched", "completed"):
        assert await told(world, looking, said(verb)) == ("refused", "plan_closed")
    assert await evidence(world, id) == []


async def test_a_waived_step_stays_waived(world: World, looking: Database) -> None:
    id = await course(world)
    await step(world, id, "waive", {"reason": "-"})
    assert await told(world, looking, said("launched")) == ("recorded", None)
    assert await told(world, looking, said()) == ("refused", "milestone_not_open")
    assert (await milestone(world, id))["status"] == "waived"


async def test_several_milestones_name_the_same_course(world: World, looking: Database) -> None:
    one, other, over = [await course(world) for _ in range(3)]
    await step(world, over, "reach")
    [id] = await reported(world, said())
    await looked(world, looking)
    found = await record(world, id)
    assert (found["outcome"], found["reason"]) == ("advanced", "milestone_not_open")
    assert found["milestoneIds"] == sorted([one, other])


async def test_only_the_owner_of_a_milestone_does_it(world: World, looking: Database) -> None:
    """Of a step in her plan that is Olga's, and of one that nobody answered for yet."""
    step = await course(world, owner="olga")
    assert await told(world, looking, said()) == ("unknown_course", None)
    by_olga = {"account": {"homePage": "https://example.com", "name": "olga"}}
    assert await told(world, looking, said(actor=by_olga)) == ("advanced", None)
    found = await milestone(world, step)
    assert (found["status"], found["ownerStatus"]) == ("reached", "accepted")


async def test_a_private_goal_is_no_business_of_learning_systems(
    world: World, looking: Database
) -> None:
    plan = await world.a_plan()
    body = {"title": "Mine alone", "isPrivate": True}
    made = await world.rest("amina", "POST", f"/v1/plans/{plan['id']}/goals", body)
    step = await world.a_milestone(plan, goal_id=UUID(made.json()["id"]))
    id = await course(world, milestone=step)
    assert await told(world, looking, said()) == ("unknown_course", None)
    assert (await milestone(world, id))["status"] == "planned"


@pytest.mark.parametrize(
    ("result", "reason"),
    [({"completion": False}, "not_completed"), ({"success": False}, "not_successful")],
)
async def test_what_contradicts_itself_reaches_nothing(
    world: World, looking: Database, result: Any, reason: str
) -> None:
    step = await course(world)
    assert await told(world, looking, said(result=result)) == ("recorded", reason)
    assert await state(world, step) == ("planned", 0)


async def test_verbs_that_mean_nothing_here(world: World, looking: Database) -> None:
    step = await course(world)
    for verb in ("terminated", "Completed", "completed/"):
        assert await told(world, looking, said(verb)) == ("ignored_verb", None)
    assert await told(world, looking, said("failed")) == ("recorded", None)
    assert await state(world, step) == ("planned", 0)


# What is taken back


async def test_what_is_taken_back_before_anything_came_of_it(
    world: World, looking: Database
) -> None:
    step = await course(world)
    [id] = await reported(world, said())
    [taking] = await reported(world, voids(id))
    await looked(world, looking)
    assert await outcome(world, id) == ("voided", None)
    assert await outcome(world, taking) == ("recorded", None)
    assert await state(world, step) == ("planned", 0)


async def test_what_is_taken_back_afterwards_is_not_unreached(
    world: World, looking: Database
) -> None:
    step = await course(world)
    [id] = await reported(world, said())
    await looked(world, looking)
    await told(world, looking, voids(id))
    found = await record(world, id)
    assert (found["outcome"], found["milestoneIds"]) == ("voided", [step])
    assert await state(world, step) == ("reached", 100)


async def test_what_is_taken_back_before_it_comes(world: World, looking: Database) -> None:
    step = await course(world)
    id = str(uuid4())
    assert await told(world, looking, voids(id)) == ("recorded", None)
    assert await told(world, looking, said(id=id)) == ("voided", None)
    assert await state(world, step) == ("planned", 0)


async def test_what_takes_back_is_not_taken_back(world: World, looking: Database) -> None:
    [id] = await reported(world, said())
    [first] = await reported(world, voids(id))
    assert await told(world, looking, voids(first)) == ("recorded", "voids_voiding")
    assert (await outcome(world, first))[0] == "recorded"
    assert (await outcome(world, id))[0] == "voided"


# Who else is there


async def test_many_workers_do_it_once(world: World, looking: Database) -> None:
    step = await course(world)
    await reported(world, *(said("passed" if n % 2 else "completed") for n in range(30)))
    done = await asyncio.gather(*(looked(world, looking) for _ in range(4)))
    assert sum(done) == 30
    found = [one["outcome"] for one in await records(world)]
    assert sorted(found) == ["advanced"] + ["refused"] * 29
    assert len(await evidence(world, step)) == 30


async def test_more_than_one_look_takes_at_once(world: World, looking: Database) -> None:
    await reported(world, *(said("terminated") for _ in range(250)))
    assert await looked(world, looking) == 250
    assert await looked(world, looking) == 0


async def test_others_are_not_touched(world: World, elsewhere: World, looking: Database) -> None:
    step = await course(elsewhere)
    assert await told(world, looking, said()) == ("unknown_course", None)
    await looked(elsewhere, looking)
    assert await state(elsewhere, step) == ("planned", 0)
    assert await records(elsewhere) == []


async def test_events_are_those_of_plans(world: World, looking: Database) -> None:
    step = await course(world)
    await reported(world, said("launched"), progressed(50), said())
    await looked(world, looking)
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        rows = await tx.connection.fetch(
            "SELECT type, actor_id FROM outbox_event WHERE tenant_id = $1 AND subject_id = $2 "
            "ORDER BY sequence",
            world.tenant_id,
            UUID(step),
        )
    assert [row["type"] for row in rows] == [
        "milestone.created",
        "milestone.started",
        "milestone.progressed",
        "milestone.reached",
    ]
    assert {row["actor_id"] for row in rows[1:]} == {world.tenant_id}


async def test_the_course_of_another_milestone(world: World, looking: Database) -> None:
    step = await course(world, ELSEWHERE)
    assert await told(world, looking, said()) == ("unknown_course", None)
    longer = {"id": f"{COURSE}/module"}
    assert await told(world, looking, said(object=longer)) == ("unknown_course", None)
    assert await state(world, step) == ("planned", 0)


async def test_what_is_no_activity_is_no_course(world: World, looking: Database) -> None:
    one = said(object={"objectType": "Agent", **AMINA})
    assert await told(world, looking, one) == ("unknown_course", None)
    assert await looked(world, looking, LATER) == 0


async def test_who_holds_a_milestone_makes_nobody_lose_a_statement(
    world: World, looking: Database
) -> None:
    """What is reported is stored although the milestone is held; it is followed afterwards."""
    step = await course(world)
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        await tx.connection.execute(
            "SELECT 1 FROM milestone WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
            world.tenant_id,
            UUID(step),
        )
        assert (await sent(world, said())).status_code == 200
        assert await looked(world, looking) == 0
    assert await looked(world, looking) == 1
    assert await state(world, step) == ("reached", 100)
